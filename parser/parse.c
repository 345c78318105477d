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

/* Split doc->text into blocks: *x is what is worked on from then on, *run what
 * the rules are run over. */
static enum mb_status split(struct mb_document *doc,
                            const struct mb_rules *rules, struct mb_extract *x,
                            struct mb_rules_job *run, struct mb_err *err)
{
    struct mb_blocks *blocks = mb_arena_alloc(doc->arena, 1, sizeof *blocks);

    *x = (struct mb_extract){
        .rules = rules, .blocks = blocks, .doc = doc, .arena = doc->arena};
    *run = (struct mb_rules_job){
        .blocks = blocks, .arena = doc->arena, .diags = &doc->diags};
    if (blocks == NULL)
        return mb_arena_status(doc->arena, err);
    return mb_blocks_split(&doc->text, doc->arena, &doc->diags, blocks, err);
}

/* The records, out of what the rules found. */
static enum mb_status extract(struct mb_extract *x,
                              const struct mb_matches *found,
                              struct mb_err *err)
{
    struct mb_matches *matches = mb_arena_alloc(x->arena, 1, sizeof *matches);

    x->outline = mb_arena_alloc(x->arena, x->blocks->n, sizeof *x->outline);
    if (matches == NULL || x->outline == NULL)
        return mb_arena_status(x->arena, err);
    *matches = *found;
    x->matches = matches;
    for (size_t i = 0; i < sizeof extractors / sizeof *extractors; i++)
        extractors[i](x);
    mb_diags_locate(&x->doc->diags, x->doc->text.text);
    return mb_arena_status(x->arena, err);
}

enum mb_status mb_parse_stages(struct mb_document *doc,
                               const struct mb_rules *rules,
                               const struct mb_parse_options *options,
                               struct mb_extract *x, struct mb_err *err)
{
    struct mb_rules_job run;
    enum mb_status st = split(doc, rules, x, &run, err);

    if (st == MB_OK)
        st = mb_rules_run(rules, x->blocks, options->house,
                          &options->reader.limits, doc->arena, &doc->diags,
                          &run.matches, err);
    return st == MB_OK ? extract(x, &run.matches, err) : st;
}

enum mb_status mb_parse_text(const struct mb_text *text,
                             const struct mb_rules *rules,
                             const struct mb_parse_options *options,
                             struct mb_arena *arena,
                             struct mb_document **ret_doc, struct mb_err *err)
{
    struct mb_document *doc = mb_document_new(arena);
    struct mb_extract x;
    enum mb_status st;

    if (doc == NULL)
        return mb_arena_status(arena, err);
    doc->text = *text;
    doc->uri = text->uri;
    doc->rules = packs_in_force(rules, arena);
    st = mb_parse_stages(doc, rules, options, &x, err);
    if (st == MB_OK)
        *ret_doc = doc;
    return st;
}

/* The reader's part: the document with its text, and where it comes from. */
static enum mb_status read_source(struct mb_parse_job *job,
                                  const struct mb_rules *rules,
                                  struct mb_err *err)
{
    const struct mb_source *source = job->source;
    struct mb_document *doc = mb_document_new(job->arena);
    enum mb_status st;

    if (doc == NULL)
        return mb_arena_status(job->arena, err);
    st = mb_read(source, &job->options->reader, job->arena, &doc->diags,
                 &doc->text, err);
    if (st != MB_OK)
        return st;
    doc->reader_diags = doc->diags.n;
    doc->name = source->name;
    doc->uri = source->uri.ptr != NULL ? source->uri : doc->text.uri;
    doc->media = source->media;
    doc->bytes = source->bytes.len;
    for (size_t i = 0; i < sizeof doc->sha256; i++)
        doc->sha256[i] = source->sha256[i];
    job->doc = doc;
    if (job->options->text_only)
        mb_diags_locate(&doc->diags, doc->text.text);
    else
        doc->rules = packs_in_force(rules, job->arena);
    return mb_arena_status(job->arena, err);
}

/* The rest, for those that were read. */
static void parse_texts(struct mb_parse_job *jobs, uint32_t n,
                        const struct mb_rules *rules)
{
    const struct mb_parse_options *options = jobs[0].options;
    struct mb_extract x[MB_RULES_TOGETHER];
    struct mb_rules_job runs[MB_RULES_TOGETHER];

    for (uint32_t i = 0; i < n; i++) {
        if (jobs[i].status == MB_OK)
            jobs[i].status =
                split(jobs[i].doc, rules, &x[i], &runs[i], &jobs[i].err);
        runs[i].status = jobs[i].status;
    }
    mb_rules_run_together(rules, runs, n, options->house,
                          &options->reader.limits);
    for (uint32_t i = 0; i < n; i++) {
        if (jobs[i].status != MB_OK)
            continue;
        jobs[i].status = runs[i].status;
        if (runs[i].status == MB_OK)
            jobs[i].status = extract(&x[i], &runs[i].matches, &jobs[i].err);
        else
            jobs[i].err = runs[i].err;
    }
}

void mb_parse_together(struct mb_parse_job *jobs, uint32_t n,
                       const struct mb_rules *rules)
{
    for (uint32_t i = 0; i < n; i++)
        if (jobs[i].status == MB_OK)
            jobs[i].status = read_source(&jobs[i], rules, &jobs[i].err);
    if (n > 0 && !jobs[0].options->text_only)
        parse_texts(jobs, n, rules);
}

enum mb_status mb_parse_source(const struct mb_source *source,
                               const struct mb_rules *rules,
                               const struct mb_parse_options *options,
                               struct mb_arena *arena,
                               struct mb_document **ret_doc, struct mb_err *err)
{
    struct mb_parse_job job = {
        .source = source, .options = options, .arena = arena};

    mb_parse_together(&job, 1, rules);
    if (job.status == MB_OK)
        *ret_doc = job.doc;
    else if (err != NULL)
        *err = job.err;
    return job.status;
}
