/* From blocks to a case: which words are operative, which are reasons, which
 * say nothing about what was decided.
 *
 * A record is a run of blocks under labels ("Reason for the decision",
 * "Options considered"); a label sets the role of what follows until the
 * next. Without labels (minutes) a block is narrative unless it resolves
 * something; the list under "RESOLVED that:" goes on being operative. What
 * labels and operative sentences look like is data/acts.yaml.
 */
#include "assurance/link_priv.h"

const char *mb_role_name(enum mb_role role)
{
    static const char *const names[] = {"title",  "clause",    "recommendation",
                                        "reason", "narrative", "claim",
                                        "aside",  "meta"};
    return role < MB_ROLE_COUNT ? names[role] : "?";
}

/* Where the pass stands. */
struct reading {
    struct mb_linker *linker;
    struct mb_arena *arena;
    struct mb_case *cas;
    enum mb_role role;    /* set by the last label */
    struct mb_span label; /* that label */
    bool list_open;       /* an operative sentence waits for its list */
    struct mb_err *err;
};

/* A line's text and words. */
struct line {
    struct mb_span text;
    struct mb_tokens tokens;
    bool labelled; /* has "(a)", "1." */
    bool heading;
};

static enum mb_status add(struct reading *r, enum mb_role role,
                          struct mb_span text)
{
    size_t at = 0;
    for (struct mb_span s = mb_terms_sentence(text, &at); s.ptr != NULL;
         s = mb_terms_sentence(text, &at)) {
        struct mb_passage *p =
            mb_arena_push(r->arena, &r->cas->passages, &r->cas->n, sizeof *p);
        if (p == NULL)
            return mb_arena_status(r->arena, r->err);
        *p = (struct mb_passage){.role = role, .text = s, .label = r->label};
    }
    return MB_OK;
}

static bool acts(const struct reading *r, enum mb_act act,
                 const struct line *line, uint32_t from, uint32_t to)
{
    return mb_act_in(r->linker, act, &line->tokens, from, to);
}

/* The part of a line that can be a label: all of a short line, or what
 * stands before a colon. Returns how many tokens it has, 0 for none;
 * *ret_rest is the text after it. */
static uint32_t label_tokens(const struct line *line, struct mb_span *ret_rest)
{
    size_t colon = mb_span_find(line->text, MB_SPAN_LIT(":"));
    uint32_t n = 0;
    while (n < line->tokens.n && line->tokens.at[n].end <= colon)
        n++;
    *ret_rest =
        mb_span_trim(mb_span_sub(line->text, colon + 1, line->text.len));
    bool stop = line->text.len > 0 && line->text.ptr[line->text.len - 1] == '.'
                && colon == line->text.len;
    return n > 14 || stop || line->labelled ? 0 : n;
}

/* The role that a label gives, or MB_ROLE_COUNT where it is none. */
static enum mb_role role_of(const struct reading *r, const struct line *line,
                            uint32_t n)
{
    static const struct {
        enum mb_act act;
        enum mb_role role;
        uint32_t within; /* tokens from the start in which it must stand */
        uint32_t longest;
    } table[] = {{MB_ACT_LABEL_META, MB_ROLE_META, 5, 9},
                 {MB_ACT_LABEL_CLAIM, MB_ROLE_CLAIM, 14, 14},
                 {MB_ACT_LABEL_ASIDE, MB_ROLE_ASIDE, 4, 9},
                 {MB_ACT_LABEL_REASON, MB_ROLE_REASON, 4, 9},
                 {MB_ACT_LABEL_CLAUSE, MB_ROLE_CLAUSE, 3, 6}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (n <= table[i].longest
            && acts(r, table[i].act, line, 0,
                    n < table[i].within ? n : table[i].within))
            return table[i].role;
    return MB_ROLE_COUNT;
}

static bool reference_at(struct mb_span s, size_t i)
{
    static const char form[] = "dd/ddddd";
    if (i + sizeof form - 1 > s.len)
        return false;
    for (size_t k = 0; k < sizeof form - 1; k++) {
        bool digit = s.ptr[i + k] >= '0' && s.ptr[i + k] <= '9';
        if (form[k] == 'd' ? !digit : s.ptr[i + k] != form[k])
            return false;
    }
    return true;
}

/* The title behind a printed reference ("24/00001 - Title pdf icon ..."), or
 * null. */
static struct mb_span title_after_reference(struct mb_span text)
{
    for (size_t i = 0; i < text.len && i < 40; i++) {
        if (!reference_at(text, i))
            continue;
        struct mb_span rest = mb_span_sub(text, i + 8, text.len);
        rest = mb_span_strip(rest, " -:\t");
        if (mb_span_starts(rest, MB_SPAN_LIT("\xE2\x80\x93")))
            rest = mb_span_strip(mb_span_sub(rest, 3, rest.len), " ");
        size_t icon = mb_span_ifind(rest, MB_SPAN_LIT("pdf icon"));
        return mb_span_trim(mb_span_sub(rest, 0, icon));
    }
    return MB_SPAN_NULL;
}

/* Whether a line begins an operative passage: "RESOLVED that", "The Cabinet
 * Member agreed to". */
static bool operative(const struct reading *r, const struct line *line)
{
    uint32_t n = line->tokens.n;
    struct mb_span first =
        n == 0 ? MB_SPAN_NULL
               : mb_span_sub(line->text, line->tokens.at[0].start,
                             line->tokens.at[0].end);
    if (mb_span_find(line->text, MB_SPAN_LIT("RESOLVED")) < line->text.len
        || mb_span_find(line->text, MB_SPAN_LIT("AGREED")) < line->text.len
        || mb_span_eq(first, MB_SPAN_LIT("Resolved"))
        || mb_span_eq(first, MB_SPAN_LIT("Agreed")))
        return true;
    if (mb_span_ifind(line->text, MB_SPAN_LIT("put to the vote"))
        < line->text.len)
        return false;
    /* "Decision Maker: Portfolio Holder" is a label, not a sentence. */
    size_t colon = mb_span_find(line->text, MB_SPAN_LIT(":"));
    bool label = n > 0 && colon < line->text.len && colon + 1 < line->text.len
                 && acts(r, MB_ACT_LABEL_META, line, 0, 4);
    return acts(r, MB_ACT_TAKERS, line, 0, 5)
           && acts(r, MB_ACT_TAKEN, line, 1, n < 12 ? n : 12) && !label;
}

static bool opens_list(struct mb_span text)
{
    return mb_span_ends(text, MB_SPAN_LIT(":"))
           || mb_span_ends(text, MB_SPAN_LIT("that"))
           || mb_span_ends(text, MB_SPAN_LIT("to"))
           || mb_span_ends(text, MB_SPAN_LIT(":-"))
           || mb_span_ends(text, MB_SPAN_LIT("\xE2\x80\x93"));
}

/* "Decision status: Withdrawn" */
static void take_status(struct reading *r, const struct line *line,
                        struct mb_span rest)
{
    if (r->cas->status.ptr == NULL
        && mb_span_ifind(line->text, MB_SPAN_LIT("status")) < 20
        && rest.len > 0)
        r->cas->status = rest;
}

static enum mb_status take_title(struct reading *r, struct mb_span title)
{
    r->cas->title = title;
    r->label = MB_SPAN_NULL;
    return add(r, MB_ROLE_TITLE, title);
}

static enum mb_status take_label(struct reading *r, const struct line *line,
                                 enum mb_role role, struct mb_span rest)
{
    r->list_open = false;
    if (role == MB_ROLE_META) {
        r->role = MB_ROLE_NARRATIVE;
        take_status(r, line, rest);
        return MB_OK;
    }
    r->role = role;
    size_t end = line->text.len - rest.len;
    r->label = rest.len == 0 ? line->text
                             : mb_span_trim(mb_span_sub(line->text, 0, end));
    if (role == MB_ROLE_CLAIM)
        return add(r, role, line->text); /* the label may name the strategy */
    return rest.len > 0 ? add(r, role, rest) : MB_OK;
}

/* Where a report's recommendations end: at the next heading, numbered or not.
 * Words of what is asked for are sentences. */
static bool ends_recommended(const struct line *line, bool heading)
{
    bool stop = mb_span_ends(line->text, MB_SPAN_LIT("."))
                || mb_span_ends(line->text, MB_SPAN_LIT(";"))
                || mb_span_ends(line->text, MB_SPAN_LIT("and"));
    return heading || (line->tokens.n <= 6 && !stop);
}

/* "Recommendation(s): The Cabinet is asked to ..." */
static bool recommends(const struct reading *r, const struct line *line,
                       struct mb_span *ret_rest)
{
    uint32_t n = label_tokens(line, ret_rest);
    return n > 0 && n <= 4
           && acts(r, MB_ACT_LABEL_RECOMMEND, line, 0, n < 3 ? n : 3)
           && !acts(r, MB_ACT_LABEL_CLAUSE, line, 0, n);
}

static enum mb_status take_line(struct reading *r, const struct line *line)
{
    struct mb_span asked;
    struct mb_span title = title_after_reference(line->text);
    if (title.len > 0 && line->tokens.n < 50
        && (r->cas->title.ptr == NULL || mb_span_eq(title, r->cas->title)))
        return r->cas->title.ptr == NULL ? take_title(r, title) : MB_OK;
    if (acts(r, MB_ACT_ATTENDANCE, line, 0, line->tokens.n))
        return MB_OK;
    if (r->list_open && line->labelled)
        return add(r, MB_ROLE_CLAUSE, line->text);
    r->list_open = false;
    if (recommends(r, line, &asked))
        return take_label(r, line, MB_ROLE_RECOMMENDED, asked);
    if (r->role == MB_ROLE_RECOMMENDED
        && ends_recommended(line, line->heading)) {
        r->role = MB_ROLE_NARRATIVE;
        r->label = MB_SPAN_NULL;
    }
    if (r->role == MB_ROLE_RECOMMENDED)
        return add(r, r->role, line->text);
    if (operative(r, line)) {
        r->list_open = opens_list(line->text);
        return add(r, MB_ROLE_CLAUSE, line->text);
    }
    struct mb_span rest;
    uint32_t n = label_tokens(line, &rest);
    enum mb_role role = n == 0 ? MB_ROLE_COUNT : role_of(r, line, n);
    if (role != MB_ROLE_COUNT)
        return take_label(r, line, role, rest);
    bool claim =
        r->role != MB_ROLE_CLAUSE && acts(r, MB_ACT_CLAIM_START, line, 0, 8);
    return add(r, claim ? MB_ROLE_CLAIM : r->role, line->text);
}

enum mb_status mb_case_read(struct mb_linker *linker,
                            const struct mb_blocks *blocks, uint32_t first,
                            uint32_t last, struct mb_arena *arena,
                            struct mb_case *ret_case, struct mb_err *err)
{
    struct reading r = {.linker = linker,
                        .arena = arena,
                        .cas = ret_case,
                        .role = MB_ROLE_NARRATIVE,
                        .err = err};
    for (uint32_t i = first; i < last && i < blocks->n; i++) {
        const struct mb_block *b = &blocks->at[i];
        if (b->kind == MB_BLOCK_FURNITURE)
            continue;
        struct line line = {
            .text = mb_blocks_words(blocks, b->view_body, b->view_end, arena),
            .labelled = b->label.len > 0,
            .heading = b->kind == MB_BLOCK_HEADING};
        if (line.text.len == 0)
            continue;
        enum mb_status st =
            mb_terms_cut(linker->vocab, line.text, arena, &line.tokens, err);
        mb_lexicon_survey(&linker->acts, &line.tokens);
        if (st == MB_OK)
            st = take_line(&r, &line);
        if (st != MB_OK)
            return st;
    }
    return mb_arena_status(arena, err);
}
