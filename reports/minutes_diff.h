/* What changed from one version of minutes to the next, in a clerk's words
 * and as JSON.
 */
#ifndef MB_REPORTS_MINUTES_DIFF_H
#define MB_REPORTS_MINUTES_DIFF_H

#include "base/buf.h"
#include "store/versions.h"

/* How to get from one text to the other, as a clerk writes it: `for "two"
 * read "three"; after "the contract" insert "be"; leave out "now"`. Case and
 * punctuation do not count. Appended to out; nothing where the texts are the
 * same, too long (600 words) or too different for that. arena: for the way. */
void mb_words_changed(struct mb_span old_text, struct mb_span new_text,
                      struct mb_arena *arena, struct mb_buf *out);

/* A meeting with all that is known of its versions. Spans are borrowed. */
struct mb_minutes_diff {
    struct mb_span authority, body, date, state;
    struct mb_diffs diffs;
    struct mb_corrections corrections;
};

/* One JSON object (docs/format.md), a newline behind it. MB_ERR_NOMEM. */
enum mb_status mb_minutes_diff_json(const struct mb_minutes_diff *diff,
                                    struct mb_arena *arena, struct mb_buf *out,
                                    struct mb_err *err) MB_MUST_CHECK;

#endif
