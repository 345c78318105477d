/* Words of dates and the small moves of a cursor over them.
 *
 * Lists are short and tried one after another; a gate by the first three
 * letters keeps that off ordinary prose. Words are compared with ASCII and
 * Latin-1 letters folded (in UTF-8: C3 80..9E is C3 A0..BE in lower case),
 * which covers the accents of Welsh, Irish and French.
 */
#include "base/date_words.h"

#include <stdint.h>
#include <string.h>

static const struct mb_word months[] = {
    /* English */
    {"january", 1},
    {"february", 2},
    {"march", 3},
    {"april", 4},
    {"may", 5},
    {"june", 6},
    {"july", 7},
    {"august", 8},
    {"september", 9},
    {"october", 10},
    {"november", 11},
    {"december", 12},
    {"jan", 1},
    {"feb", 2},
    {"febr", 2},
    {"mar", 3},
    {"apr", 4},
    {"jun", 6},
    {"jul", 7},
    {"aug", 8},
    {"sep", 9},
    {"sept", 9},
    {"oct", 10},
    {"nov", 11},
    {"dec", 12},
    /* Welsh, with the soft mutation that follows "o" */
    {"ionawr", 1},
    {"chwefror", 2},
    {"mawrth", 3},
    {"ebrill", 4},
    {"mai", 5},
    {"mehefin", 6},
    {"gorffennaf", 7},
    {"awst", 8},
    {"medi", 9},
    {"hydref", 10},
    {"tachwedd", 11},
    {"rhagfyr", 12},
    {"fawrth", 3},
    {"fai", 5},
    {"fehefin", 6},
    {"orffennaf", 7},
    {"fedi", 9},
    {"dachwedd", 11},
    {"ragfyr", 12},
    /* Irish, nominative and genitive, with and without accents */
    {"eanáir", 1},
    {"eanair", 1},
    {"feabhra", 2},
    {"márta", 3},
    {"marta", 3},
    {"aibreán", 4},
    {"aibreáin", 4},
    {"aibrean", 4},
    {"bealtaine", 5},
    {"meitheamh", 6},
    {"meithimh", 6},
    {"iúil", 7},
    {"iuil", 7},
    {"lúnasa", 8},
    {"lunasa", 8},
    {"meán fómhair", 9},
    {"mean fomhair", 9},
    {"mheán fómhair", 9},
    {"deireadh fómhair", 10},
    {"dheireadh fómhair", 10},
    {"deireadh fomhair", 10},
    {"samhain", 11},
    {"samhna", 11},
    {"nollaig", 12},
    {"nollag", 12},
    /* French, for bilingual Ontario */
    {"janvier", 1},
    {"février", 2},
    {"mars", 3},
    {"avril", 4},
    {"juin", 6},
    {"juillet", 7},
    {"août", 8},
    {"septembre", 9},
    {"octobre", 10},
    {"novembre", 11},
    {"décembre", 12},
    {NULL, 0}};

static const struct mb_word weekdays[] = {
    {"monday", 1},
    {"tuesday", 2},
    {"wednesday", 3},
    {"thursday", 4},
    {"friday", 5},
    {"saturday", 6},
    {"sunday", 7},
    {"mon", 1},
    {"tue", 2},
    {"tues", 2},
    {"wed", 3},
    {"weds", 3},
    {"thu", 4},
    {"thur", 4},
    {"thurs", 4},
    {"fri", 5},
    {"sat", 6},
    {"sun", 7},
    /* Welsh: never without "dydd" or "nos", for Mawrth is also March */
    {"dydd llun", 1},
    {"dydd mawrth", 2},
    {"dydd mercher", 3},
    {"dydd iau", 4},
    {"dydd gwener", 5},
    {"dydd sadwrn", 6},
    {"dydd sul", 7},
    {"nos lun", 1},
    {"nos fawrth", 2},
    {"nos fercher", 3},
    {"nos iau", 4},
    {"nos wener", 5},
    {"nos sadwrn", 6},
    {"nos sul", 7},
    /* Irish */
    {"dé luain", 1},
    {"dé máirt", 2},
    {"dé céadaoin", 3},
    {"déardaoin", 4},
    {"dé haoine", 5},
    {"dé sathairn", 6},
    {"dé domhnaigh", 7},
    {"de luain", 1},
    {"de mairt", 2},
    {"de ceadaoin", 3},
    {"deardaoin", 4},
    {"de haoine", 5},
    {"de sathairn", 6},
    {"de domhnaigh", 7},
    /* French */
    {"lundi", 1},
    {"mardi", 2},
    {"mercredi", 3},
    {"jeudi", 4},
    {"vendredi", 5},
    {"samedi", 6},
    {"dimanche", 7},
    {NULL, 0}};

/* A raised "th" comes out of a scanner as ™, ", ' or °. */
static const struct mb_word ordinals[] = {
    {"st", 1},  {"nd", 1},       {"rd", 1},
    {"th", 1},  {"sr", 1},       {"af", 1},
    {"ail", 1}, {"ydd", 1},      {"edd", 1},
    {"ed", 1},  {"fed", 1},      {"eg", 1},
    {"ain", 1}, {"ú", 1},        {"adh", 1},
    {"er", 1},  {"e", 1},        {"\xE2\x84\xA2", 1},
    {"\"", 1},  {"\xC2\xB0", 1}, {"''", 1},
    {"'", 1},   {"*", 1},        {"\xE1\xB5\x97\xCA\xB0", 1},
    {NULL, 0}};

static const struct mb_word particles[] = {
    {"of", 1},     {"day of", 1}, {"o fis", 1}, {"o", 1},   {"de mhí na", 1},
    {"de mhí", 1}, {"de", 1},     {"mí na", 1}, {"mis", 1}, {NULL, 0}};

static const struct mb_word joins[] = {
    {"and", 1},  {"&", 1},       {",", 1},  {"or", 1}, {"a", 1},
    {"ac", 1},   {"agus", 1},    {"et", 1}, {"to", 2}, {"until", 2},
    {"till", 2}, {"through", 2}, {"i", 2},  {"go", 2}, {"go dtí", 2},
    {"au", 2},   {NULL, 0}};

static const struct mb_word halves[] = {
    {"am", 1},    {"a.m.", 1}, {"a.m", 1},  {"a m", 1},  {"pm", 2},
    {"p.m.", 2},  {"p.m", 2},  {"p m", 2},  {"yb", 1},   {"y.b.", 1},
    {"y.b", 1},   {"yp", 2},   {"y.p.", 2}, {"yh", 2},   {"y.h.", 2},
    {"y.h", 2},   {"r.n.", 1}, {"rn", 1},   {"i.n.", 2}, {"p. m.", 2},
    {"a. m.", 1}, {NULL, 0}};

static const struct mb_word noons[] = {{"noon", 720},     {"midday", 720},
                                       {"mid-day", 720},  {"hanner dydd", 720},
                                       {"meán lae", 720}, {"midnight", 1440},
                                       {NULL, 0}};

static const struct mb_word hours[] = {{"hours", 1}, {"hour", 1}, {"hrs", 1},
                                       {"hr", 1},    {"h", 1},    {NULL, 0}};

static const struct mb_word ats[] = {
    {"at", 1}, {"@", 1},  {"from", 1},  {"by", 1},   {"until", 1}, {"till", 1},
    {"am", 1}, {"ag", 1}, {"time:", 1}, {"time", 1}, {NULL, 0}};

static const struct mb_word *const lists[MB_WORDS_COUNT] = {
    [MB_WORDS_MONTH] = months,
    [MB_WORDS_WEEKDAY] = weekdays,
    [MB_WORDS_ORDINAL] = ordinals,
    [MB_WORDS_OF] = particles,
    [MB_WORDS_AND] = joins,
    [MB_WORDS_HALF] = halves,
    [MB_WORDS_NOON] = noons,
    [MB_WORDS_HOURS] = hours,
    [MB_WORDS_AT] = ats};

bool mb_word_letter(const char *p, const char *end)
{
    unsigned char c;

    if (p >= end)
        return false;
    c = (unsigned char)*p;
    if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
        return true;
    return c >= 0xC3 && c <= 0xCB; /* Latin letters of two bytes */
}

size_t mb_word_blank(const char *p, const char *end)
{
    if (p >= end)
        return 0;
    if (*p == ' ')
        return 1;
    if (end - p >= 2 && memcmp(p, "\xC2\xA0", 2) == 0)
        return 2;
    if (end - p >= 3 && p[0] == '\xE2' && p[1] == '\x80'
        && (p[2] == '\x89' || p[2] == '\xAF'))
        return 3;
    return 0;
}

void mb_word_skip_blanks(struct mb_cursor *cur)
{
    size_t n;

    while ((n = mb_word_blank(cur->p, cur->end)) != 0)
        cur->p += n;
}

bool mb_word_take_dash(struct mb_cursor *cur)
{
    if (cur->p < cur->end && *cur->p == '-') {
        cur->p++;
        return true;
    }
    if (cur->end - cur->p >= 3 && cur->p[0] == '\xE2' && cur->p[1] == '\x80'
        && cur->p[2] >= '\x90' && cur->p[2] <= '\x95') {
        cur->p += 3;
        return true;
    }
    return false;
}

unsigned mb_word_take_number(struct mb_cursor *cur, unsigned max,
                             unsigned *ret_value)
{
    const char *p = cur->p;
    unsigned n = 0;
    unsigned value = 0;

    while (p < cur->end && *p >= '0' && *p <= '9') {
        if (n == max)
            return 0;
        value = value * 10 + (unsigned)(*p - '0');
        p++;
        n++;
    }
    if (n == 0)
        return 0;
    cur->p = p;
    *ret_value = value;
    return n;
}

/* The byte at p in lower case; `before` is the byte in front of it. */
static char fold(char c, char before)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c | 0x20);
    if (before == '\xC3' && (unsigned char)c >= 0x80
        && (unsigned char)c <= 0x9E)
        return (char)((unsigned char)c | 0x20);
    return c;
}

/* The end of `word` at p, or NULL. A word that ends in a letter must not be
 * followed by another. */
static const char *match(const char *word, const char *p, const char *end)
{
    char before = 0;

    for (; *word != '\0'; word++) {
        size_t blank;

        if (*word == ' ') {
            blank = mb_word_blank(p, end);
            if (blank == 0)
                return NULL;
            for (; blank != 0; blank = mb_word_blank(p, end))
                p += blank;
            before = 0;
            continue;
        }
        if (p >= end || fold(*p, before) != *word)
            return NULL;
        before = *p++;
    }
    if (word[-1] != '.' && word[-1] != ',' && mb_word_letter(p, end)
        && before != '&')
        return NULL;
    return p;
}

/* Letters have a number each, in either case; then comes what a word's blank
 * may be, or anything else. */
enum { LETTERS = 26, OTHER = LETTERS, KINDS };

static unsigned kind(char c)
{
    unsigned letter = ((unsigned char)c | 0x20u) - 'a';

    return letter < LETTERS ? letter : OTHER;
}

/* Which second and third bytes the words of a list have behind a first one, as
 * bits by kind. */
struct begins {
    uint32_t second[KINDS];
    uint32_t third[KINDS];
};

static void note_word(struct begins *begins, const char *word)
{
    unsigned k = kind(word[0]);

    if (word[1] == '\0') {
        begins->second[k] = begins->third[k] = UINT32_MAX;
        return;
    }
    begins->second[k] |= 1u << kind(word[1]);
    begins->third[k] |=
        word[1] == ' ' || word[2] == '\0' ? UINT32_MAX : 1u << kind(word[2]);
}

static struct begins begins[MB_WORDS_COUNT];
static struct begins date_begins; /* months and weekdays */
static bool noted;

static void note_lists(void)
{
    for (unsigned i = 0; i < MB_WORDS_COUNT; i++)
        for (const struct mb_word *w = lists[i]; w->text != NULL; w++) {
            note_word(&begins[i], w->text);
            if (i == MB_WORDS_MONTH || i == MB_WORDS_WEEKDAY)
                note_word(&date_begins, w->text);
        }
    noted = true;
}

static bool may_begin(const struct begins *b, const char *p, const char *end)
{
    unsigned k = kind(*p);
    unsigned second = end - p > 1 ? kind(p[1]) : OTHER;
    unsigned third = end - p > 2 ? kind(p[2]) : OTHER;

    /* noted on the first call: almost every word is turned away here */
    if (!noted)
        note_lists();
    return (b->second[k] >> second & b->third[k] >> third & 1) != 0;
}

bool mb_word_may_date(const char *p, const char *end)
{
    return may_begin(&date_begins, p, end);
}

unsigned mb_word_take(struct mb_cursor *cur, enum mb_word_list list)
{
    const struct mb_word *best = NULL;
    const char *best_end = cur->p;
    char first;

    if (cur->p >= cur->end || !may_begin(&begins[list], cur->p, cur->end))
        return 0;
    first = fold(*cur->p, 0);
    for (const struct mb_word *w = lists[list]; w->text != NULL; w++) {
        const char *stop;

        if (w->text[0] != first)
            continue;
        stop = match(w->text, cur->p, cur->end);
        if (stop != NULL && stop > best_end) {
            best = w;
            best_end = stop;
        }
    }
    if (best == NULL || best->value == 0)
        return 0;
    cur->p = best_end;
    return best->value;
}
