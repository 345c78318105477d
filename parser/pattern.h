/* What a pattern becomes before PCRE2 sees it. Private to the rules.
 *
 * - {NAME} is replaced by the pack's own define of that name, else by that of
 *   another pack, as (?:…). Defines may use defines.
 * - A match never leaves its line: `\s` is read as `\h`, and `[^…]` does not
 *   match a line's end.
 * - \p{L} and the like are written so that ASCII is told first.
 * - A phrase becomes its words, escaped, any white space between them, not
 *   inside a longer word.
 */
#ifndef MB_PARSER_PATTERN_H
#define MB_PARSER_PATTERN_H

#include "base/buf.h"
#include "parser/pack.h"

#define MB_PATTERN_BYTES_MAX (64u * 1024) /* after substitution */

/* The packs whose defines may be used; `own` is looked at first. */
struct mb_defines {
    const struct mb_pack *own;
    const struct mb_pack *packs;
    uint32_t npacks;
};

/* Append the pattern to out with its defines put in. MB_ERR_RULES with what
 * is wrong (the caller adds where); MB_ERR_NOMEM. */
enum mb_status mb_pattern_expand(struct mb_span pattern,
                                 const struct mb_defines *defines,
                                 struct mb_buf *out,
                                 struct mb_err *err) MB_MUST_CHECK;

/* Append the pattern of a list of phrases to out. */
void mb_pattern_phrases(const struct mb_texts *phrases, struct mb_buf *out);

/* What follows the pattern of a rule with `at: line`. */
#define MB_PATTERN_LINE_END "[:;.,\\h-]*$"

/* Whether the pattern uses a class that knows ASCII letters only: \w \W \b \B
 * or a POSIX class. */
bool mb_pattern_is_ascii_only(struct mb_span pattern);

#endif
