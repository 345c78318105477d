/* The whole way from a source to a document: reader, blocks, rules, records.
 *
 * `mb_parse_text` starts from a stored text and marks (rebuild);
 * `mb_parse_source` from bytes. Both are pure: the same input gives the same
 * document. They run in a worker process for outside input (parser/worker.h).
 */
#ifndef MB_PARSER_PARSE_H
#define MB_PARSER_PARSE_H

#include "parser/reader.h"
#include "parser/document.h"
#include "parser/rules.h"

struct mb_parse_options {
    struct mb_reader_options reader;
    struct mb_span house; /* a pack's name, or null: packs choose themselves */
    bool text_only; /* stop behind the reader: no blocks, rules or records;
                       mb_parse_source alone knows it */
};

/* Parse a source.
 *
 * rules   borrowed, only during the call; NULL will do with text_only
 * arena   receives the document; lives as long as that is used
 *
 * Errors as mb_read, mb_blocks_split and mb_rules_run. Odd content never
 * fails: see doc->diags.
 */
enum mb_status
mb_parse_source(const struct mb_source *source, const struct mb_rules *rules,
                const struct mb_parse_options *options, struct mb_arena *arena,
                struct mb_document **ret_doc, struct mb_err *err) MB_MUST_CHECK;

/* One of the documents that are parsed together. */
struct mb_parse_job {
    const struct mb_source *source;
    const struct mb_parse_options *options; /* but for reader.pdf_layout they
                                               are the same for all */
    struct mb_arena *arena;  /* receives the document: one for each */
    struct mb_document *doc; /* what came of it, where status is MB_OK */
    enum mb_status status;
    struct mb_err err;
};

/* Parse up to MB_RULES_TOGETHER sources stage by stage, each as mb_parse_source
 * would, but faster: see mb_rules_run_together. A job whose status is not MB_OK
 * is passed over. */
void mb_parse_together(struct mb_parse_job *jobs, uint32_t n,
                       const struct mb_rules *rules);

/* The same as mb_parse_source from a text that a reader made earlier.
 * doc->sha256, media, bytes and uri are the caller's to fill. text is borrowed
 * and must outlive the document. */
enum mb_status
mb_parse_text(const struct mb_text *text, const struct mb_rules *rules,
              const struct mb_parse_options *options, struct mb_arena *arena,
              struct mb_document **ret_doc, struct mb_err *err) MB_MUST_CHECK;

#endif
