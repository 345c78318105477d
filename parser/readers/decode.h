/* From the bytes of a text or a page to UTF-8 with LF at line ends.
 *
 * The encoding is told by a byte order mark, then by what the document itself
 * declares, then by being valid UTF-8; what is left is Windows-1252.
 */
#ifndef MB_PARSER_READERS_DECODE_H
#define MB_PARSER_READERS_DECODE_H

#include "base/arena.h"
#include "base/diag.h"

/* Decode bytes.
 *
 * bytes     borrowed; *ret_text may point into it where nothing had to change
 * declared  the encoding's name as the document gives it, or null; one that
 *           is not known counts as none
 * arena     receives the text otherwise
 * diags     encoding-guessed, encoding-broken (broken bytes are U+FFFD)
 *
 * CRLF and CR become LF, VT becomes LF, NUL becomes U+FFFD; a byte order mark
 * is dropped. MB_ERR_LIMIT (the arena's), MB_ERR_NOMEM.
 */
enum mb_status mb_decode(struct mb_span bytes, struct mb_span declared,
                         struct mb_arena *arena, struct mb_diags *diags,
                         struct mb_span *ret_text,
                         struct mb_err *err) MB_MUST_CHECK;

#endif
