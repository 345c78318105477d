/* The words, sorted for a binary search in lower case. A word may be in more
 * than one class; accents are written as they come.
 */
#include "parser/records/lexicon.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    const char *word;
    unsigned classes;
};

enum {
    T = MB_WORD_TITLE,
    PL = MB_WORD_TITLE | MB_WORD_PLURAL,
    W = MB_WORD_WARD,
    O = MB_WORD_OFFICE | MB_WORD_POST,
    X = MB_WORD_SUFFIX,
    PA = MB_WORD_PARTICLE,
    P = MB_WORD_POST,
    C = MB_WORD_TOPIC,
    S = MB_WORD_STOP
};

/* Keep sorted (tests/unit/test_people.c walks it by lookups). */
static const struct entry words[] = {
    /* clang-format off */
    {"a", S}, {"ab", PA}, {"absence", S | C}, {"absent", S}, {"abstained", S},
    {"academies", C}, {"academy", C}, {"accountancy", C}, {"accountant", P},
    {"action", S}, {"actions", S | C}, {"acute", C}, {"administration", C},
    {"administrative", P}, {"administrator", P}, {"adult", C}, {"adults", C},
    {"advice", C}, {"adviser", P}, {"advisers", P}, {"advisor", P},
    {"advisory", C}, {"aelod", P}, {"aelodau", P | S}, {"affairs", C},
    {"against", S}, {"agenda", S | C}, {"agent", P}, {"agreed", S}, {"ald", T},
    {"alderman", T}, {"aldermen", PL}, {"alderwoman", T}, {"all", S},
    {"alliance", C}, {"also", S}, {"am", X}, {"ambassador", P},
    {"ambulance", C}, {"amendment", S}, {"an", S}, {"analyst", P}, {"and", S},
    {"annex", S}, {"any", S}, {"ap", PA}, {"apologies", S | C},
    {"apology", S | C}, {"appendix", S}, {"appointee", P}, {"apprentice", P},
    {"approval", S}, {"approved", S}, {"april", S}, {"architect", P},
    {"area", C}, {"arts", C}, {"arweinydd", P}, {"assembly", C}, {"asset", C},
    {"assets", C}, {"assistant", P}, {"associate", P}, {"association", C},
    {"assurance", C}, {"at", S}, {"attendance", S | C}, {"attendees", S},
    {"audit", C}, {"auditor", P}, {"auditors", P}, {"august", S},
    {"authority", C}, {"ba", X}, {"background", S}, {"bailie", T},
    {"baill", P | S}, {"baron", T}, {"baroness", T}, {"barrister", P},
    {"bem", X}, {"bin", PA}, {"board", C}, {"borough", C | W}, {"branch", C},
    {"brother", T}, {"bsc", X}, {"budget", C}, {"building", C},
    {"buildings", C}, {"bursar", P}, {"bus", C}, {"business", C}, {"bwrdd", C},
    {"by", S}, {"cabinet", C}, {"cadeirydd", P}, {"campaigns", C},
    {"canon", T}, {"capital", C}, {"capt", T}, {"captain", T}, {"care", C},
    {"carers", C}, {"caretaker", P}, {"carried", S}, {"cathaoirleach", O},
    {"cbe", X}, {"cdr", T}, {"centre", C}, {"ceo", P}, {"cfo", P},
    {"chair", O}, {"chairman", O}, {"chairperson", O}, {"chairwoman", O},
    {"champion", P}, {"chancellor", P}, {"chief", P}, {"child", C},
    {"children", C}, {"children's", C}, {"childrens", C}, {"citizen", C},
    {"city", C | W}, {"civic", C}, {"clerc", P}, {"clerical", P}, {"clerk", O},
    {"climate", C}, {"clinical", C}, {"cllr", T}, {"cllrs", PL},
    {"closing", S}, {"clr", T}, {"clrs", PL}, {"cmhlr", T}, {"co-opted", P},
    {"co-ordinator", P}, {"col", T}, {"college", C}, {"colonel", T},
    {"comhairle", C}, {"comhairleoir", T}, {"comhairleoirí", PL},
    {"commander", T | P}, {"commission", C}, {"commissioner", P},
    {"commissioning", C}, {"committee", C}, {"communications", C},
    {"communities", C}, {"community", C | W}, {"company", C},
    {"complaints", C}, {"compliance", C}, {"conclusion", S}, {"conduct", C},
    {"conseiller", T}, {"constable", P}, {"constabulary", C},
    {"consultant", P}, {"contract", C}, {"contracts", C}, {"control", C},
    {"controller", P}, {"convener", O}, {"convenor", O}, {"coordinator", P},
    {"coroner", P}, {"corporate", C}, {"corporation", S}, {"council", C},
    {"councillor", T}, {"councillors", PL}, {"councilman", T},
    {"councilmember", T}, {"councilmembers", PL}, {"councilor", T},
    {"councilors", PL}, {"councils", C}, {"councilwoman", T}, {"counsel", P},
    {"country", C}, {"countryside", C}, {"county", C | W}, {"cpfa", X},
    {"cr", T}, {"crime", C}, {"crs", PL}, {"cultural", C}, {"culture", C},
    {"customer", C}, {"customers", C}, {"cvo", X}, {"cyfarwyddwr", P},
    {"cyfreithiol", P}, {"cyng", T}, {"cynghorwyr", PL}, {"cynghorydd", T},
    {"cyngor", C}, {"dame", T}, {"date", S}, {"dated", S}, {"dbe", X},
    {"de", PA}, {"deacon", T}, {"december", S}, {"decided", S},
    {"decision", S}, {"decisions", S}, {"declaration", S}, {"declarations", S},
    {"defence", C}, {"delivery", C}, {"democracy", C}, {"democratic", C},
    {"dentist", P}, {"department", C}, {"deputate", P}, {"depute", O},
    {"deputies", P}, {"deputy", O}, {"der", PA}, {"design", C},
    {"designate", P}, {"developer", P}, {"development", C}, {"di", PA},
    {"dietitian", P}, {"digital", C}, {"diocese", C}, {"directeur", P},
    {"director", P}, {"directorate", C}, {"directors", P}, {"dirprwy", O},
    {"district", C | W}, {"division", C}, {"dl", X}, {"dr", T}, {"drs", PL},
    {"dso", X}, {"du", PA}, {"economic", C}, {"economy", C}, {"editor", P},
    {"education", C}, {"eight", S}, {"election", S | C}, {"elections", C},
    {"electoral", C},
    {"eleven", S}, {"email", S}, {"embassy", C}, {"emergency", C},
    {"employer", P}, {"employers", C}, {"employment", C}, {"energy", C},
    {"enforcement", C}, {"engagement", C}, {"engineer", P}, {"engineering", C},
    {"enterprise", C}, {"environment", C}, {"environmental", C},
    {"equality", C}, {"estate", C}, {"estates", C}, {"everybody", S},
    {"everyone", S}, {"ex-officio", P}, {"examiner", P}, {"executive", P | C},
    {"external", C}, {"facilitator", P}, {"facilities", C}, {"families", C},
    {"family", C}, {"father", T}, {"fax", S}, {"fca", X}, {"february", S},
    {"federation", C}, {"feidhmeannach", P}, {"finance", C}, {"financial", C},
    {"fire", C}, {"five", S}, {"foi", C}, {"following", S}, {"footpath", C},
    {"for", S}, {"forum", C}, {"forward", C}, {"foundation", C}, {"four", S},
    {"fr", T}, {"frcp", X}, {"frcs", X}, {"friday", S}, {"from", S},
    {"fund", C}, {"funding", C}, {"gbe", X}, {"general", C | S},
    {"governance", C}, {"governor", P}, {"governors", P}, {"gp", P},
    {"greffier", P}, {"greffière", P}, {"group", C}, {"groups", C},
    {"growth", C}, {"guest", P | S}, {"guests", P | S}, {"he", S}, {"head", P},
    {"headteacher", P}, {"health", C}, {"healthcare", C}, {"healthwatch", C},
    {"her", S}, {"heritage", C}, {"highways", C}, {"his", S}, {"hon", T},
    {"hons", X}, {"hospital", C}, {"hospitals", C}, {"housing", C}, {"how", S},
    {"hr", C}, {"http", S}, {"human", C}, {"icb", C}, {"ics", C}, {"ict", C},
    {"implementation", C}, {"improvement", C}, {"in", S},
    {"independent", S | C},
    {"industry", C}, {"information", C}, {"infrastructure", C},
    {"innealtóir", P}, {"insight", C}, {"insp", T}, {"inspector", T | P},
    {"inspectorate", C}, {"insurance", C}, {"integrated", C},
    {"integration", C}, {"intelligence", C}, {"interest", S | C},
    {"interests", S | C}, {"interim", P}, {"internal", C}, {"introduction", S},
    {"investment", C}, {"investments", C}, {"is", S}, {"it", S}, {"item", S},
    {"items", S}, {"january", S}, {"joint", C}, {"journalist", P}, {"jp", X},
    {"judge", T}, {"july", S}, {"june", S}, {"justice", C}, {"kbe", X},
    {"kc", X}, {"kcb", X}, {"la", PA}, {"lady", T}, {"land", C},
    {"landscape", C}, {"lawyer", P}, {"lay", C}, {"le", PA}, {"lead", P},
    {"leader", O}, {"learning", C}, {"leas", O}, {"leas-chathaoirleach", O},
    {"legal", C}, {"leisure", C}, {"liaison", P}, {"librarian", P},
    {"libraries", C}, {"library", C}, {"licensing", C}, {"lieutenant", P},
    {"limited", C}, {"llb", X}, {"llywydd", P}, {"local", C}, {"location", S},
    {"logistics", C}, {"lord", T}, {"lt", T}, {"ltd", C}, {"ma", X},
    {"mac", PA}, {"maer", O}, {"maintenance", C}, {"maire", O}, {"maj", T},
    {"major", T}, {"majority", P}, {"management", C}, {"manager", P},
    {"managing", P}, {"marketing", C}, {"matters", S}, {"mayor", O},
    {"mayoress", O}, {"mba", X}, {"mbe", X}, {"mc", X}, {"media", C},
    {"medical", C}, {"meeting", S | C}, {"member", P}, {"members", P | S},
    {"membership", S}, {"mental", C}, {"midwife", P}, {"minister", P},
    {"minute", S}, {"minutes", S}, {"minuting", P}, {"miss", T}, {"mla", X},
    {"moderator", P}, {"modernisation", C}, {"monday", S}, {"monitor", P},
    {"monitoring", C}, {"motion", S}, {"motions", S}, {"moved", S}, {"mp", X},
    {"mr", T}, {"mrcgp", X}, {"mrs", T}, {"ms", T | X}, {"msc", X}, {"msp", X},
    {"municipal", C}, {"museum", C}, {"museums", C}, {"mx", T}, {"méara", O},
    {"nan", PA}, {"national", C}, {"neighbourhood", C}, {"neighbourhoods", C},
    {"network", C}, {"next", S}, {"nhs", C}, {"nine", S}, {"no", S},
    {"nobody", S}, {"nominee", P}, {"non-executive", P}, {"non-voting", P},
    {"none", S}, {"note", S}, {"noted", S}, {"notes", S}, {"november", S},
    {"nurse", P}, {"nursing", C}, {"ní", PA}, {"obe", X}, {"objectors", P | S},
    {"observer", P}, {"observers", P | S}, {"october", S}, {"of", S},
    {"office", C}, {"officer", P}, {"officers", P | S}, {"official", P},
    {"officials", P | S}, {"oifigeach", P}, {"oifigigh", P | S},
    {"ombudsman", P}, {"on", S}, {"one", S}, {"opening", S}, {"operating", C},
    {"operational", C}, {"operations", C}, {"organisation", C},
    {"organisational", C}, {"organiser", P}, {"other", S}, {"our", S},
    {"outcome", S}, {"oversight", C}, {"overview", C}, {"owner", P},
    {"page", S}, {"paragraph", S}, {"paramedic", P}, {"parish", C | W},
    {"parks", C}, {"parliament", C}, {"part", C | S}, {"participation", C},
    {"partner", P}, {"partners", P}, {"partnership", C}, {"partnerships", C},
    {"party", C}, {"passed", S}, {"pastor", T}, {"pc", T}, {"pcc", C},
    {"pcso", T}, {"pennaeth", P}, {"pension", C}, {"pensioner", P},
    {"pensions", C}, {"people", C | S}, {"performance", C}, {"pharmacist", P},
    {"pharmacy", C}, {"phd", X}, {"physician", P}, {"place", C | S},
    {"places", C}, {"planner", P}, {"planning", C}, {"pledge", S},
    {"police", C}, {"policing", C}, {"policy", C}, {"political", C},
    {"portfolio", P}, {"ppo", X}, {"practice", C}, {"practitioner", P},
    {"premises", C}, {"present", S}, {"president", O}, {"press", S | C},
    {"prevention", C}, {"primary", C}, {"principal", P}, {"procurement", C},
    {"prof", T}, {"professional", C}, {"professor", T}, {"programme", C},
    {"programmes", C}, {"programming", C}, {"project", C}, {"projects", C},
    {"proper", P}, {"property", C}, {"proposed", S}, {"proposer", S},
    {"protection", C}, {"provider", P}, {"providers", P}, {"provost", O},
    {"príomhfheidhmeannach", P}, {"psychiatrist", P}, {"psychologist", P},
    {"public", C | S}, {"purpose", S}, {"pwyllgor", C}, {"qc", X}, {"qpm", X},
    {"quality", C}, {"question", S | C}, {"questions", S | C}, {"rabbi", T},
    {"rail", C}, {"real", C}, {"received", S}, {"recommendation", S},
    {"recommendations", S}, {"record", S}, {"recreation", C}, {"rector", P},
    {"recycling", C}, {"ref", S}, {"regeneration", C}, {"region", C},
    {"regional", C}, {"register", S | C}, {"registrar", P},
    {"registration", C}, {"regulation", C}, {"regulatory", C},
    {"relations", C}, {"relationships", C}, {"rep", P}, {"report", S | C},
    {"reporter", P}, {"reports", S | C}, {"representative", P},
    {"representatives", P | S}, {"representing", P}, {"research", C},
    {"resident", P}, {"residents", P | S}, {"resilience", C},
    {"resolution", S}, {"resolutions", S}, {"resolved", S}, {"resources", C},
    {"responsible", P}, {"retired", P}, {"rev", T}, {"revd", T},
    {"revenue", C}, {"revenues", C}, {"reverend", T}, {"review", C},
    {"risk", C}, {"road", C}, {"roads", C}, {"rt", T}, {"runaí", P},
    {"rural", C}, {"rúnaí", P}, {"s151", P}, {"safeguarding", C},
    {"safety", C}, {"said", S}, {"saturday", S}, {"schedule", S},
    {"scheme", C}, {"school", C}, {"schools", C}, {"scrutiny", C},
    {"seconded", S}, {"seconder", S}, {"secretariat", P}, {"secretary", P},
    {"section", C | S}, {"sector", C}, {"security", C}, {"selectman", T},
    {"selectmen", PL}, {"selectperson", T}, {"selectwoman", T}, {"send", C},
    {"senior", P}, {"september", S}, {"sergeant", T | P}, {"service", C},
    {"services", C}, {"settled", S}, {"seven", S}, {"several", S}, {"sgt", T},
    {"she", S}, {"shire", C | W}, {"signed", S}, {"sir", T}, {"sister", T},
    {"six", S}, {"skills", C}, {"smt", C}, {"social", C}, {"society", C},
    {"solicitor", P}, {"speaker", O}, {"specialist", P}, {"spokesperson", P},
    {"sport", C}, {"sports", C}, {"sr", T}, {"staff", C}, {"staffside", C},
    {"standards", C}, {"status", S}, {"statutory", C}, {"stiúrthóir", P},
    {"strategic", C}, {"strategist", P}, {"strategy", C}, {"street", C},
    {"streets", C}, {"student", P}, {"subject", S}, {"substitute", P | S},
    {"substitutes", P | S}, {"substitution", S}, {"substitutions", S},
    {"summary", S}, {"sunday", S}, {"superintendent", T | P},
    {"supervisor", P}, {"supplies", C}, {"support", C}, {"supt", T},
    {"surgeon", P}, {"surveyor", P}, {"sustainability", C}, {"sustainable", C},
    {"swyddog", P}, {"swyddogion", P | S}, {"system", C}, {"systems", C},
    {"tax", C}, {"td", X}, {"tdr", X}, {"team", C}, {"technical", C},
    {"technology", C}, {"tel", S}, {"telephone", S}, {"ten", S}, {"tenant", P},
    {"tenants", C}, {"tenants'", C}, {"that", S}, {"the", S}, {"their", S},
    {"therapist", P}, {"there", S}, {"these", S}, {"they", S}, {"this", S},
    {"those", S}, {"three", S}, {"thursday", S}, {"time", S}, {"title", S},
    {"to", S}, {"tourism", C}, {"town", C | W}, {"townscape", C}, {"trade", C},
    {"trading", C}, {"trainee", P}, {"training", C}, {"transformation", C},
    {"transport", C}, {"transportation", C}, {"travel", C}, {"treasurer", P},
    {"treasury", C}, {"tree", C}, {"tribunal", C}, {"trust", C},
    {"trustee", P}, {"tuesday", S}, {"twelve", S}, {"two", S},
    {"unanimous", S}, {"under-sheriff", P}, {"union", C}, {"unison", C},
    {"unit", C}, {"unitary", C | W}, {"unite", C}, {"university", C},
    {"urban", C}, {"users", C}, {"uí", PA},
    {"vacancies", S | C}, {"vacancy", S | C}, {"van", PA}, {"venue", S},
    {"vicar", P}, {"vice", O}, {"vice-chair", O}, {"vice-chairman", O},
    {"vice-chairperson", O}, {"vice-chairwoman", O}, {"vice-convener", O},
    {"vice-president", O}, {"village", C}, {"visitor", P | S},
    {"visitors", P | S}, {"voluntary", C}, {"volunteer", P}, {"von", PA},
    {"vote", S}, {"votes", S}, {"voting", P}, {"ward", C}, {"warden", P},
    {"was", S}, {"waste", C}, {"water", C}, {"we", S}, {"website", S},
    {"wednesday", S}, {"welcome", S}, {"welfare", C}, {"well-being", C},
    {"wellbeing", C}, {"were", S}, {"what", S}, {"when", S}, {"where", S},
    {"who", S}, {"why", S}, {"with", S}, {"witnesses", P | S}, {"work", C},
    {"worker", P}, {"works", C}, {"www", S}, {"y", PA | S}, {"yeas", S},
    {"yes", S}, {"your", S}, {"youth", C},
    /* clang-format on */
};

static int by_word(const void *key, const void *entry)
{
    const struct mb_span *word = key;
    const struct entry *e = entry;

    /* most differ in their first byte or second: no call is worth it */
    for (size_t i = 0; i < word->len; i++) {
        unsigned char a = (unsigned char)word->ptr[i];
        unsigned char b = (unsigned char)e->word[i];
        if (a != b || b == '\0')
            return a < b ? -1 : 1;
    }
    return e->word[word->len] == '\0' ? 0 : -1;
}

unsigned mb_word_classes(struct mb_span word)
{
    char low[24];
    struct mb_span key = mb_span_strip(word, ".,;:()*'\"");
    const struct entry *found;

    if (key.len == 0 || key.len > sizeof low)
        return 0;
    for (size_t i = 0; i < key.len; i++) {
        char c = key.ptr[i];

        low[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    key.ptr = low;
    found = bsearch(&key, words, sizeof words / sizeof words[0],
                    sizeof words[0], by_word);
    return found == NULL ? 0 : found->classes;
}

/* A dagger beside a name is no part of it. */
static bool dagger(struct mb_span s, size_t at)
{
    return s.ptr[at] == '\xE2' && at + 2 < s.len && s.ptr[at + 1] == '\x80'
           && (s.ptr[at + 2] == '\xA0' || s.ptr[at + 2] == '\xA1');
}

struct mb_span mb_words_next(struct mb_span s, size_t *at)
{
    size_t start = *at;
    size_t end;

    while (start < s.len
           && ((unsigned char)s.ptr[start] <= ' ' || dagger(s, start)))
        start += dagger(s, start) ? 3 : 1;
    end = start;
    while (end < s.len && (unsigned char)s.ptr[end] > ' ' && !dagger(s, end))
        end++;
    *at = end;
    if (end == start)
        return MB_SPAN_NULL;
    return mb_span_sub(s, start, end);
}

bool mb_word_capital(struct mb_span word)
{
    size_t len;
    uint32_t c;

    if (word.len == 0)
        return false;
    c = mb_utf8_decode(word, 0, &len);
    if (c < 0x80)
        return c >= 'A' && c <= 'Z';
    if (c >= 0xC0 && c <= 0xDE)
        return c != 0xD7;
    if (c >= 0x100 && c <= 0x137)
        return c % 2 == 0;
    if (c >= 0x139 && c <= 0x148)
        return c % 2 == 1;
    if (c >= 0x14A && c <= 0x177)
        return c % 2 == 0;
    return c >= 0x178 && c <= 0x17D && c != 0x17A && c != 0x17C;
}

bool mb_word_initials(struct mb_span word)
{
    size_t letters = 0;
    bool stop = false;

    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];

        if (c >= 'A' && c <= 'Z')
            letters++;
        else if (c == '.')
            stop = true;
        else if (c != '-' || letters == 0)
            return false;
    }
    return letters >= 1 && (letters <= 3 || (stop && letters <= 5));
}
