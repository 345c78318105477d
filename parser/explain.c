/* A block is explained by the records whose evidence lies in it; else by its
 * place in the outline: the same facts by which coverage.c counts it.
 */
#include "parser/explain.h"

#include "parser/parse_priv.h"

#include <string.h>

#include "base/date.h"

enum { SHORT_MAX = 70 }; /* bytes of a line that is no paragraph */

static const char *const became_names[] = {
    [MB_BECAME_CLAIMED] = "claimed",
    [MB_BECAME_FURNITURE] = "furniture",
    [MB_BECAME_NARRATIVE] = "narrative",
    [MB_BECAME_UNCLAIMED] = "unclaimed",
};

const char *mb_became_name(enum mb_became became)
{
    return became_names[became];
}

struct explaining {
    struct mb_extract x;
    struct mb_explanation *out;
};

/* ---- which records a block is part of ---- */

static bool touches(const struct mb_evidence *ev, struct mb_range text)
{
    for (uint32_t i = 0; i < ev->nspans; i++)
        if (ev->spans[i].start < text.end && ev->spans[i].end > text.start)
            return true;
    return false;
}

static void add_claim(struct explaining *e, struct mb_explained *line,
                      enum mb_kind kind, const struct mb_evidence *ev)
{
    struct mb_claim_of *claim;

    for (uint32_t i = 0; i < line->nclaims; i++)
        if (line->claims[i].kind == kind
            && mb_span_eq(line->claims[i].rule, ev->rule))
            return;
    claim =
        mb_arena_push(e->x.arena, &line->claims, &line->nclaims, sizeof *claim);
    if (claim != NULL)
        *claim = (struct mb_claim_of){kind, ev->rule, ev->confidence};
}

/* The evidence of a record, or of one of its members, that lies here. */
static void claim_record(struct explaining *e, struct mb_explained *line,
                         enum mb_kind kind, const char *record,
                         struct mb_range text)
{
    const struct mb_kind_info *info = mb_kind_info(kind);
    const void *own = record + info->evidence;

    if (touches(own, text)) {
        add_claim(e, line, kind, own);
        return;
    }
    for (uint32_t m = 0; m < info->nmembers; m++) {
        const void *at = record + info->members[m].offset;
        const struct mb_field *field = at;
        if (info->members[m].type == MB_MEMBER_FIELD && field->ev != NULL
            && touches(field->ev, text))
            add_claim(e, line, kind, own);
    }
}

static void claim_all(struct explaining *e, uint32_t block,
                      struct mb_explained *line)
{
    const struct mb_blocks *blocks = e->x.blocks;
    const struct mb_block *b = &blocks->at[block];
    struct mb_range text = {mb_blocks_text_at(blocks, b->view_start),
                            mb_blocks_text_at(blocks, b->view_end)};

    for (unsigned kind = 0; kind < MB_KIND_COUNT; kind++)
        for (uint32_t i = 0; i < mb_document_count(e->x.doc, kind); i++)
            claim_record(e, line, kind, mb_document_record(e->x.doc, kind, i),
                         text);
}

static void list_rules(struct explaining *e, uint32_t block,
                       struct mb_explained *line)
{
    const struct mb_matches *all = e->x.matches;

    for (uint32_t i = all->first[block]; i < all->first[block + 1]; i++) {
        struct mb_span id = mb_rules_at(e->x.rules, all->at[i].rule)->id;
        struct mb_span *slot;
        bool there = false;
        for (uint32_t k = 0; k < line->nrules && !there; k++)
            there = mb_span_eq(line->rules[k], id);
        if (there)
            continue;
        slot = mb_arena_push(e->x.arena, &line->rules, &line->nrules,
                             sizeof *slot);
        if (slot != NULL)
            *slot = id;
    }
}

/* ---- why none has it ---- */

static const char *const sections[MB_SECTION_COUNT] = {
    [MB_SECTION_NONE] = "prose under an item",
    [MB_SECTION_HEADER] = "prose under an item",
    [MB_SECTION_ATTENDANCE] = "words in an attendance list that are no name",
    [MB_SECTION_MINUTES] = "prose under an item",
    [MB_SECTION_DECISION] = "words beneath a decision that decide nothing",
    [MB_SECTION_RECOMMENDATION] = "officers' advice, before it was decided",
    [MB_SECTION_REASONS] = "reasons for a decision",
    [MB_SECTION_ALTERNATIVES] = "alternatives to a decision",
    [MB_SECTION_BACKGROUND] = "background or purpose",
    [MB_SECTION_DECLARATIONS] = "words about interests that name none",
    [MB_SECTION_ACTIONS] = "words in a list of actions that are none",
    [MB_SECTION_VOTE] = "words beneath a vote that count nothing",
    [MB_SECTION_FIELDS] = "beneath a label of a page",
    [MB_SECTION_DOCUMENTS] = "a list of papers",
    [MB_SECTION_CLOSING] = "behind the meeting's end",
};

static bool decides(const struct explaining *e, uint32_t block)
{
    static const char *const finds[] = {"operative-word", "marker", "passive",
                                        "bare", NULL};

    for (const char *const *w = finds; *w != NULL; w++)
        if (mb_matches_next(e->x.rules, e->x.matches, block,
                            mb_rules_finds(e->x.rules, *w), NULL)
            != NULL)
            return true;
    return false;
}

/* What a block looks like, the telling first. */
static const char *shape_of(const struct explaining *e, uint32_t block)
{
    const struct mb_block *b = &e->x.blocks->at[block];
    struct mb_span words = mb_block_body(e->x.blocks, block);
    struct mb_date_found date;
    size_t small = 0, large = 0;

    for (size_t i = 0; i < words.len; i++) {
        small += words.ptr[i] >= 'a' && words.ptr[i] <= 'z';
        large += words.ptr[i] >= 'A' && words.ptr[i] <= 'Z';
    }
    if (decides(e, block))
        return "operative words";
    if (b->kind == MB_BLOCK_ROW)
        return "a row of a table";
    if (small + large == 0)
        return "figures or signs alone";
    if (mb_date_scan(words, 0, &date) && words.len < SHORT_MAX)
        return "a line with a date";
    if (b->kind == MB_BLOCK_LIST_ITEM)
        return "an entry of a list";
    if (b->label.ptr != NULL)
        return "a numbered paragraph";
    if (small < large)
        return "words in capitals";
    if (words.len < SHORT_MAX
        && strchr(".;:", words.ptr[words.len - 1]) == NULL)
        return "a short line";
    return "a paragraph";
}

/* What no item, label or record has: where it stands and what it is. */
static const char *why_unclaimed(const struct explaining *e, uint32_t block)
{
    const struct mb_document *doc = e->x.doc;
    const char *where =
        doc->kind == MB_DOC_OTHER ? "in what is no record of a meeting"
        : doc->items.n == 0       ? "where no heading of an item was seen"
                                  : "before the first item, under no label";
    struct mb_span why =
        mb_arena_printf(e->x.arena, "%s %s", shape_of(e, block), where);

    return why.ptr != NULL ? why.ptr : where;
}

static enum mb_became became(const struct mb_outline_block *o)
{
    if (o->role == MB_ROLE_FURNITURE)
        return MB_BECAME_FURNITURE;
    if (o->claimed)
        return MB_BECAME_CLAIMED;
    return o->narrative ? MB_BECAME_NARRATIVE : MB_BECAME_UNCLAIMED;
}

static void explain_block(struct explaining *e, uint32_t block,
                          struct mb_explained *line)
{
    const struct mb_outline_block *o = &e->x.outline[block];

    line->line_no = e->x.blocks->at[block].line_no;
    line->nlines = e->x.blocks->at[block].nlines;
    line->words = mb_block_line(e->x.blocks, block);
    line->became = became(o);
    if (line->became == MB_BECAME_FURNITURE)
        return;
    claim_all(e, block, line);
    list_rules(e, block, line);
    if (line->became == MB_BECAME_NARRATIVE)
        line->reason = sections[o->section];
    else if (line->became == MB_BECAME_UNCLAIMED)
        line->reason = why_unclaimed(e, block);
    if (line->became == MB_BECAME_UNCLAIMED
        || (line->became == MB_BECAME_NARRATIVE && decides(e, block)))
        line->nearest = mb_rules_nearest(e->x.rules, line->words, NULL);
}

enum mb_status mb_explain(const struct mb_text *text,
                          const struct mb_rules *rules,
                          const struct mb_parse_options *options,
                          struct mb_arena *arena, struct mb_explanation *ret,
                          struct mb_err *err)
{
    struct mb_document *doc = mb_document_new(arena);
    struct explaining e = {.out = ret};
    enum mb_status st;

    if (doc == NULL)
        return mb_arena_status(arena, err);
    doc->text = *text;
    doc->uri = text->uri;
    st = mb_parse_stages(doc, rules, options, &e.x, err);
    if (st != MB_OK)
        return st;
    ret->doc = doc;
    ret->n = e.x.blocks->n;
    ret->at = mb_arena_alloc(arena, ret->n, sizeof *ret->at);
    for (uint32_t i = 0; ret->at != NULL && i < ret->n; i++)
        explain_block(&e, i, &ret->at[i]);
    return mb_arena_status(arena, err);
}
