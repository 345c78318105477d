/* The stages of a parse with what they leave behind, for parse.c and
 * explain.c alone. */
#ifndef MB_PARSER_PARSE_PRIV_H
#define MB_PARSER_PARSE_PRIV_H

#include "parser/parse.h"
#include "parser/records.h"

/* Blocks, rules, records of doc->text. *x receives what the extractors worked
 * on; it lives in the document's arena. Errors as mb_parse_text. */
enum mb_status mb_parse_stages(struct mb_document *doc,
                               const struct mb_rules *rules,
                               const struct mb_parse_options *options,
                               struct mb_extract *x,
                               struct mb_err *err) MB_MUST_CHECK;

#endif
