/* The stages in their order, and the table of extractors. Each extractor may
 * use what those above it found.
 */
#include "parser/parse.h"

#include "base/buf.h"
#include "parser/parse_priv.h"

static mb_extractor *const extractors[] = {
    mb_extract_outline,
    mb_extract_restricted,
    mb_extract_references,
    mb_extract_people,
    mb_extract_interests,
    mb_extract_resolutions,
    mb_extract_votes,
    mb_extract_actions,
    mb_extract_decisions, /* behind resolutions */
    mb_extract_mentions,
    mb_extract_name_checks,
    mb_extract_corrections, /* behind resolutions and mentions */
    mb_extract_advice,
    mb_extract_coverage, /* it counts what the others claimed */
    mb_extract_confidence,
    mb_extract_review, /* last: it says what is odd about all of it */
};

/* "common 3, kent 1" */
static struct mb_span packs_in_force(const struct mb_rules *rules,
                                     struct mb_arena *arena)
{
    struct mb_span names = MB_SPAN_NULL;

    for (uint32_t i = 0; i < mb_rules_packs(rules); i++)
        names =
            mb_arena_printf(arena, MB_SPAN_FMT "%s" MB_SPAN_FMT " " MB_SPAN_FMT,
                            MB_SPAN_ARG(names), names.len > 0 ? ", " : "",
                            MB_SPAN_ARG(mb_rules_pack_name(rules, i)),
                            MB_SPAN_ARG(mb_rules_pack_version(rules, i)));
    return names;
}

enum mb_status mb_parse_stages(struct mb_document *doc,
                               const struct mb_rules *rules,
                               const struct mb_parse_options *options,
                               struct mb_extract *x, struct mb_err *err)
{
    struct mb_blocks *blocks = mb_arena_alloc(doc->arena, 1, sizeof *blocks);
    struct mb_matches *matches = mb_arena_alloc(doc->arena, 1, sizeof *matches);
    enum mb_status st;

    *x = (struct mb_extract){.rules = rules,
                             .blocks = blocks,
                             .matches = matches,
                             .doc = doc,
                             .arena = doc->arena};
    if (blocks == NULL || matches == NULL)
        return mb_arena_status(doc->arena, err);
    st = mb_blocks_split(&doc->text, doc->arena, &doc->diags, blocks, err);
    if (st == MB_OK)
        st =
            mb_rules_run(rules, blocks, options->house, &options->reader.limits,
                         doc->arena, &doc->diags, matches, err);
    if (st != MB_OK)
        return st;
    x->outline = mb_arena_alloc(doc->arena, blocks->n, sizeof *x->outline);
    if (x->outline == NULL)
        return mb_arena_status(doc->arena, err);
    for (size_t i = 0; i < sizeof extractors / sizeof *extractors; i++)
        extractors[i](x);
    mb_diags_locate(&doc->diags, doc->text.text);
    return mb_arena_status(doc->arena, err);
}

/* The same for whom only the document matters. */
static enum mb_status extract(struct mb_document *doc,
                              const struct mb_rules *rules,
                              const struct mb_parse_options *options,
                              struct mb_err *err)
{
    struct mb_extract x;

    return mb_parse_stages(doc, rules, options, &x, err);
}

enum mb_status mb_parse_text(const struct mb_text *text,
                             const struct mb_rules *rules,
                             const struct mb_parse_options *options,
                             struct mb_arena *arena,
                             struct mb_document **ret_doc, struct mb_err *err)
{
    struct mb_document *doc = mb_document_new(arena);
    enum mb_status st;

    if (doc == NULL)
        return mb_arena_status(arena, err);
    doc->text = *text;
    doc->uri = text->uri;
    doc->rules = packs_in_force(rules, arena);
    st = extract(doc, rules, options, err);
    if (st == MB_OK)
        *ret_doc = doc;
    return st;
}

enum mb_status mb_parse_source(const struct mb_source *source,
                               const struct mb_rules *rules,
                               const struct mb_parse_options *options,
                               struct mb_arena *arena,
                               struct mb_document **ret_doc, struct mb_err *err)
{
    struct mb_document *doc = mb_document_new(arena);
    enum mb_status st;

    if (doc == NULL)
        return mb_arena_status(arena, err);
    st = mb_read(source, &options->reader, arena, &doc->diags, &doc->text, err);
    if (st != MB_OK)
        return st;
    doc->reader_diags = doc->diags.n;
    doc->name = source->name;
    doc->uri = source->uri.ptr != NULL ? source->uri : doc->text.uri;
    doc->media = source->media;
    doc->bytes = source->bytes.len;
    for (size_t i = 0; i < sizeof doc->sha256; i++)
        doc->sha256[i] = source->sha256[i];
    if (options->text_only) {
        mb_diags_locate(&doc->diags, doc->text.text);
        st = mb_arena_status(arena, err);
    } else {
        doc->rules = packs_in_force(rules, arena);
        st = extract(doc, rules, options, err);
    }
    if (st == MB_OK)
        *ret_doc = doc;
    return st;
}
