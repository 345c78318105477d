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

static bool begins(struct mb_span s, const char *const *words)
{
    for (; *words != NULL; words++) {
        struct mb_span w = mb_span_str(*words);
        if (mb_span_istarts(s, w)
            && (s.len == w.len || s.ptr[w.len] == ' ' || s.ptr[w.len] == ':'
                || s.ptr[w.len] == '?'))
            return true;
    }
    return false;
}

static bool one_of(struct mb_span s, const char *const *words)
{
    for (; *words != NULL; words++)
        if (mb_span_ieq(s, mb_span_str(*words)))
            return true;
    return false;
}

/* --------------------------------------------------------------- fields */

static enum mb_strategy_field field_of(struct mb_span label)
{
    static const char *const owner[] = {"lead",
                                        "led by",
                                        "owner",
                                        "owned by",
                                        "lead officer",
                                        "lead member",
                                        "who",
                                        "who will do it",
                                        "responsible",
                                        "responsibility",
                                        "accountable",
                                        "sponsor",
                                        "responsible officer",
                                        "accountable officer",
                                        "lead organisation",
                                        "lead partner",
                                        "cabinet member",
                                        "portfolio holder",
                                        "lead service",
                                        "senior responsible owner",
                                        "who leads",
                                        "lead director",
                                        "action owner",
                                        NULL};
    static const char *const due[] = {
        "by when",    "when",        "timescale",
        "timescales", "due",         "due date",
        "deadline",   "target date", "completion date",
        "end date",   "date",        "delivery date",
        "timeframe",  "complete by", "to be done by",
        NULL};
    static const char *const target[] = {"measure",
                                         "measures",
                                         "measured by",
                                         "target",
                                         "targets",
                                         "success measure",
                                         "success measures",
                                         "measure of success",
                                         "measures of success",
                                         "success criteria",
                                         "kpi",
                                         "kpis",
                                         "indicator",
                                         "indicators",
                                         "key performance indicators",
                                         "performance measures",
                                         "performance indicators",
                                         "how we will know",
                                         "how will we know",
                                         "how we'll know",
                                         "how we will measure",
                                         "how we'll measure",
                                         "how will we measure",
                                         "what success looks like",
                                         "what will success look like",
                                         "what success will look like",
                                         "success looks like",
                                         "we will know",
                                         "what good looks like",
                                         "what does success look like",
                                         "key measures",
                                         "outcome measures",
                                         "how success will be measured",
                                         "how progress will be measured",
                                         NULL};
    static const char *const other[] = {
        "partners", "key partners", "resources", "budget",    "cost",
        "funding",  "status",       "baseline",  "rag",       "contact",
        "risk",     "risks",        "links to",  "linked to", NULL};
    if (mb_word_count(label) > LABEL_WORDS)
        return MB_FIELD_NONE;
    return one_of(label, owner) ? MB_FIELD_OWNER
           : one_of(label, due) ? MB_FIELD_DUE
           : one_of(label, target) || begins(label, target + 17)
               ? MB_FIELD_TARGET
           : one_of(label, other) ? MB_FIELD_OTHER
                                  : MB_FIELD_NONE;
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
    static const char *const firsts[] = {"our ",  "the ",   "these ", "key ",
                                         "main ", "these ", NULL};
    for (int again = 0; again < 2; again++)
        for (const char *const *f = firsts; *f != NULL; f++)
            if (mb_span_istarts(text, mb_span_str(*f)))
                text = mb_span_sub(text, strlen(*f), text.len);
    return text;
}

struct mb_span mb_strategy_list_level(struct mb_span text,
                                      struct mb_arena *arena)
{
    text = mb_span_strip(text, " :.-\t");
    if (text.len > 4
        && mb_span_ieq(mb_span_sub(text, text.len - 4, text.len),
                       MB_SPAN_LIT(" are")))
        text = mb_span_sub(text, 0, text.len - 4);
    return mb_level_name(without_article(text), arena);
}

bool mb_strategy_list_lead(struct mb_span text)
{
    static const char *const leads[] = {"what we will do",
                                        "what we'll do",
                                        "what will we do",
                                        "what we are going to do",
                                        "what we will deliver",
                                        "what we plan to do",
                                        "how we will do it",
                                        "how we will do this",
                                        "how we will get there",
                                        "how we will achieve this",
                                        "how we will deliver this",
                                        "how will we do it",
                                        "how will we do this",
                                        "how we'll do it",
                                        "what we are doing",
                                        "what needs to be done",
                                        "we commit to",
                                        "what you can expect",
                                        "we are committed to",
                                        "we promise to",
                                        "we pledge to",
                                        NULL};
    return mb_promise_lead_in(text)
           || one_of(mb_span_strip(text, " :?."), leads);
}

bool mb_strategy_subhead(struct mb_span text)
{
    static const char *const firsts[] = {"why",
                                         "what we",
                                         "what is",
                                         "what this",
                                         "what you",
                                         "what people",
                                         "what residents",
                                         "what the",
                                         "how we",
                                         "how will",
                                         "how this",
                                         "how the",
                                         "how you",
                                         "where we",
                                         "who we",
                                         "when we",
                                         "our approach",
                                         "our values",
                                         "our plan",
                                         "our journey",
                                         "our role",
                                         "our vision",
                                         "our progress",
                                         "our achievements",
                                         "our performance",
                                         "our principles",
                                         "next steps",
                                         "about this",
                                         "about us",
                                         "about the",
                                         "case study",
                                         "appendix",
                                         "annex",
                                         "foreword",
                                         "executive summary",
                                         "introduction",
                                         "monitoring",
                                         "contact",
                                         "consultation",
                                         "key facts",
                                         "the challenge",
                                         "the context",
                                         "did you know",
                                         NULL};
    static const char *const whole[] = {"context",
                                        "background",
                                        "challenges",
                                        "evidence",
                                        "progress",
                                        "performance",
                                        "summary",
                                        "overview",
                                        "governance",
                                        "contents",
                                        "delivery",
                                        "glossary",
                                        "review",
                                        "conclusion",
                                        "resources",
                                        "measures",
                                        "risks",
                                        "vision",
                                        "equality",
                                        "delivery plan",
                                        "policy context",
                                        "national context",
                                        "local context",
                                        "strategic context",
                                        "review and monitoring",
                                        "key challenges",
                                        "governance and delivery",
                                        "references",
                                        NULL};
    text = mb_span_strip(text, " :?.");
    return mb_word_count(text) <= SUBHEAD_WORDS
           && (begins(text, firsts) || one_of(text, whole));
}

/* ------------------------------------------------------ title and prose */

/* A stop behind one of these ends no title. */
static bool short_form(struct mb_span head)
{
    static const char *const forms[] = {"St", "Dr", "Mr", "Mrs",
                                        "Rd", "No", "Ms", NULL};
    size_t at = head.len;
    while (at > 0 && head.ptr[at - 1] != ' ')
        at--;
    return one_of(mb_span_sub(head, at, head.len), forms);
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
