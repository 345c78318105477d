/* What the words of a plan's line are for: a title, a title and a sentence,
 * the label of a field ("Lead: ..."), the heading of a list or of a part that
 * is no pledge ("Why this matters").
 */
#include "assurance/strategy_build.h"

#include <string.h>

enum {
    LABEL_WORDS = 8,
    TITLE_WORDS = 8,  /* before a full stop */
    COLON_WORDS = 10, /* before a colon */
    DASH_WORDS = 6,   /* before a dash */
    SUBHEAD_WORDS = 8
};

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Whether s is, or begins with, one of a list "lead|led by|owner". */
static bool one_of(struct mb_span s, const char *list)
{
    struct mb_span rest = mb_span_str(list);
    while (rest.ptr != NULL) {
        struct mb_span word;
        rest = mb_span_cut(rest, '|', &word);
        if (mb_span_ieq(s, word))
            return true;
    }
    return false;
}

static bool begins(struct mb_span s, const char *list)
{
    struct mb_span rest = mb_span_str(list);
    while (rest.ptr != NULL) {
        struct mb_span word;
        rest = mb_span_cut(rest, '|', &word);
        if (mb_span_istarts(s, word)
            && (s.len == word.len || s.ptr[word.len] == ' '))
            return true;
    }
    return false;
}

/* --------------------------------------------------------------- fields */

static const char owner_labels[] =
    "lead|led by|owner|owned by|lead officer|lead member|who|who will do it|"
    "responsible|responsibility|accountable|sponsor|responsible officer|"
    "accountable officer|lead organisation|lead partner|cabinet member|"
    "portfolio holder|lead service|senior responsible owner|who leads|"
    "lead director|action owner";
static const char due_labels[] =
    "by|by when|when|timescale|timescales|due|due date|deadline|target date|"
    "completion date|end date|date|delivery date|timeframe|complete by";
static const char target_labels[] =
    "measured by|measure of success|measures of success|success criteria";
static const char target_words[] =
    "measure|measures|target|targets|indicator|indicators|kpi|kpis|metric|"
    "metrics";
static const char target_starts[] =
    "how we will know|how will we know|how we'll know|how we will measure|"
    "how we'll measure|how will we measure|how success will|how progress will|"
    "what success|what will success|what does success|what good looks like|"
    "success looks like|we will know";
static const char other_labels[] =
    "partners|key partners|resources|budget|cost|funding|status|baseline|rag|"
    "contact|risk|risks|links to|linked to";

static enum mb_strategy_field field_of(struct mb_span label)
{
    uint32_t words = mb_word_count(label);
    if (words > LABEL_WORDS)
        return MB_FIELD_NONE;
    if (one_of(label, owner_labels))
        return MB_FIELD_OWNER;
    if (one_of(label, due_labels))
        return MB_FIELD_DUE;
    if (one_of(label, target_labels) || begins(label, target_starts)
        || (words <= 3 && one_of(mb_span_last_word(label), target_words)))
        return MB_FIELD_TARGET;
    return one_of(label, other_labels) ? MB_FIELD_OTHER : MB_FIELD_NONE;
}

enum mb_strategy_field mb_strategy_field_label(struct mb_span text,
                                               struct mb_span *ret_value)
{
    struct mb_span label;
    struct mb_span value = mb_span_cut(text, ':', &label);
    if (value.ptr == NULL)
        label = text;
    *ret_value = mb_span_trim(value);
    return field_of(mb_span_strip(label, " :?."));
}

static void tell(struct mb_strategy_build *build, uint32_t node,
                 enum mb_strategy_field field, struct mb_span value)
{
    struct mb_pledge *p = &build->pledges[node];
    struct mb_span *to = field == MB_FIELD_OWNER ? &p->owner
                         : field == MB_FIELD_DUE ? &p->due
                                                 : &p->target;
    if (field == MB_FIELD_OTHER || value.len == 0)
        return;
    *to = to->ptr == NULL
              ? value
              : mb_arena_printf(build->arena, MB_SPAN_FMT "; " MB_SPAN_FMT,
                                MB_SPAN_ARG(*to), MB_SPAN_ARG(value));
}

bool mb_strategy_field(struct mb_strategy_build *build, uint32_t node,
                       struct mb_field *field, uint32_t i)
{
    const struct mb_strategy_line *line = &build->lines[i];
    struct mb_span value;
    if (node == UINT32_MAX || line->kind == MB_BLOCK_ROW)
        return false;
    enum mb_strategy_field what = mb_strategy_field_label(line->text, &value);
    if (what == MB_FIELD_NONE)
        return false;
    field->what = value.len > 0 ? MB_FIELD_NONE : what;
    field->line = i;
    tell(build, node, what, value);
    return true;
}

bool mb_strategy_field_text(struct mb_strategy_build *build, uint32_t node,
                            struct mb_field *field, uint32_t i)
{
    const struct mb_strategy_line *line = &build->lines[i];
    enum mb_strategy_field what = field->what;
    if (what == MB_FIELD_NONE || node == UINT32_MAX
        || line->kind == MB_BLOCK_HEADING)
        return false;
    if (line->kind != MB_BLOCK_LIST_ITEM) {
        field->what = MB_FIELD_NONE;
        if (i != field->line + 1)
            return false;
    }
    tell(build, node, what, line->text);
    return true;
}

/* ------------------------------------------------------------- headings */

static struct mb_span without_article(struct mb_span text)
{
    static const char *const firsts[] = {"our ", "the ", "these ", "key ",
                                         "main "};
    size_t n = sizeof firsts / sizeof firsts[0];
    for (size_t i = 0; i < 2 * n; i++) /* "our key": twice */
        if (mb_span_istarts(text, mb_span_str(firsts[i % n])))
            text = mb_span_sub(text, strlen(firsts[i % n]), text.len);
    return text;
}

struct mb_span mb_strategy_list_level(struct mb_span text,
                                      struct mb_arena *arena)
{
    text = mb_span_strip(text, " :.-\t");
    if (mb_span_ieq(mb_span_last_word(text), MB_SPAN_LIT("are")))
        text = mb_span_trim(mb_span_sub(text, 0, text.len - 3));
    return mb_level_name(without_article(text), arena);
}

struct mb_span mb_words_singular(struct mb_span words, struct mb_arena *arena)
{
    words = without_article(mb_span_strip(words, " :.-\t"));
    size_t n = words.len;
    if (n < 4 || mb_word_count(words) > 2 || words.ptr[n - 1] != 's'
        || words.ptr[n - 2] == 's')
        return MB_SPAN_NULL;
    words = mb_words_lower(words, arena);
    if (mb_span_ends(words, MB_SPAN_LIT("ies")))
        return mb_arena_printf(arena, MB_SPAN_FMT "y",
                               MB_SPAN_ARG(mb_span_sub(words, 0, n - 3)));
    return mb_span_sub(words, 0, n - 1);
}

bool mb_strategy_list_lead(struct mb_span text)
{
    static const char leads[] =
        "what we will do|what we'll do|what will we do|what we plan to do|"
        "what we are going to do|what we will deliver|what we are doing|"
        "what needs to be done|how we will do it|how we will do this|"
        "how we will get there|how we will achieve this|"
        "how we will deliver this|how will we do it|how will we do this|"
        "how we'll do it|what you can expect|we commit to|we promise to|"
        "we are committed to|we pledge to";
    return mb_promise_lead_in(text)
           || one_of(mb_span_strip(text, " :?."), leads);
}

/* The heading of a part of the paper: what was begun is over. */
static const char part_starts[] =
    "next steps|about this|about us|about the|appendix|annex|foreword|"
    "executive summary|introduction|monitoring|contact|consultation|contents|"
    "glossary|governance|how we will deliver|how this|what people|"
    "what residents|how to|what happens next|how you|what you|case study";
static const char part_names[] =
    "summary|overview|delivery|review|conclusion|delivery plan|references|"
    "review and monitoring|governance and delivery|reporting|performance|"
    "equality|equalities|have your say|signed|acknowledgements";
/* The heading of what explains a pledge. */
static const char why_starts[] =
    "why|what we|what is|what this|what the|how we|how will|how the|where we|"
    "who we|when we|our approach|our values|our plan|our journey|our role|"
    "our vision|our progress|our achievements|our performance|our principles|"
    "key facts|the challenge|the context|did you know";
static const char why_names[] =
    "context|background|challenges|evidence|progress|resources|measures|risks|"
    "vision|policy context|national context|local context|strategic context|"
    "key challenges|achievements|key achievements|strengths|opportunities";

bool mb_strategy_part(struct mb_span text)
{
    text = mb_span_strip(text, " :?.");
    return mb_word_count(text) <= SUBHEAD_WORDS
           && (begins(text, part_starts) || one_of(text, part_names));
}

bool mb_strategy_subhead(struct mb_span text)
{
    text = mb_span_strip(text, " :?.");
    return mb_strategy_part(text)
           || (mb_word_count(text) <= SUBHEAD_WORDS
               && (begins(text, why_starts) || one_of(text, why_names)));
}

/* ------------------------------------------------------ title and prose */

/* A stop behind one of these ends no title. */
static bool short_form(struct mb_span head)
{
    return one_of(mb_span_last_word(head), "St|Dr|Mr|Mrs|Rd|No|Ms");
}

static bool stop_cut(struct mb_span text, struct mb_span *title,
                     struct mb_span *prose)
{
    size_t stop = mb_span_find(text, MB_SPAN_LIT(". "));
    *title = mb_span_sub(text, 0, stop);
    if (stop >= text.len || mb_word_count(*title) > TITLE_WORDS
        || mb_promise_like(*title) || short_form(*title))
        return false;
    *prose = mb_span_trim(mb_span_sub(text, stop + 1, text.len));
    return true;
}

static bool colon_cut(struct mb_span text, struct mb_span *title,
                      struct mb_span *prose)
{
    return mb_cut_title(text, title, prose)
           && mb_word_count(*title) <= COLON_WORDS
           && !(prose->ptr[0] >= 'a' && prose->ptr[0] <= 'z');
}

/* "Reablement - Offer six weeks of help." */
static bool dash_cut(struct mb_span text, struct mb_span *title,
                     struct mb_span *prose)
{
    static const char *const dashes[] = {" - ", " \xE2\x80\x93 ",
                                         " \xE2\x80\x94 "};
    for (size_t i = 0; i < sizeof dashes / sizeof dashes[0]; i++) {
        size_t at = mb_span_find(text, mb_span_str(dashes[i]));
        *title = mb_span_sub(text, 0, at);
        *prose =
            mb_span_trim(mb_span_sub(text, at + strlen(dashes[i]), text.len));
        if (at < text.len && mb_word_count(*title) <= DASH_WORDS
            && is_upper(title->ptr[0]) && !mb_promise_like(*title)
            && mb_word_count(*prose) >= 4 && is_upper(prose->ptr[0])
            && mb_span_ends(*prose, MB_SPAN_LIT(".")))
            return true;
    }
    return false;
}

bool mb_strategy_titled(struct mb_span text)
{
    struct mb_span title, prose;
    return stop_cut(text, &title, &prose);
}

void mb_strategy_split(struct mb_pledge *p, struct mb_span text, bool titles)
{
    struct mb_span title, prose;
    size_t tab = mb_span_find(text, MB_SPAN_LIT("\t"));
    if (tab < text.len) {
        p->title = mb_span_trim(mb_span_sub(text, 0, tab));
        p->statement = mb_span_trim(mb_span_sub(text, tab, text.len));
    } else if (colon_cut(text, &title, &prose)
               || (titles && stop_cut(text, &title, &prose))
               || dash_cut(text, &title, &prose)) {
        p->title = title;
        p->statement = prose;
    } else if (mb_title_like(text) && !mb_promise_like(text)
               && !(text.ptr[0] >= 'a' && text.ptr[0] <= 'z')) {
        p->title = text;
    } else if (text.len > 0) {
        p->statement = text;
    }
}

bool mb_strategy_promises(struct mb_span text)
{
    struct mb_span will = MB_SPAN_LIT("we will ");
    struct mb_span title, prose;
    return mb_span_istarts(text, will)
           || ((colon_cut(text, &title, &prose)
                || dash_cut(text, &title, &prose))
               && mb_span_istarts(prose, will));
}
