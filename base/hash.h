/* SHA-256 (FIPS 180-4, by libcrypto) and Crockford's base32, for document
 * hashes and Record IDs.
 */
#ifndef MB_BASE_HASH_H
#define MB_BASE_HASH_H

#include "base/span.h"
#include "base/status.h"

#define MB_SHA256_BYTES 32
#define MB_SHA256_HEX   (2 * MB_SHA256_BYTES + 1) /* with the NUL */

/* The digest of s. MB_ERR_NOMEM where libcrypto cannot set itself up. */
enum mb_status mb_sha256(struct mb_span s, unsigned char out[MB_SHA256_BYTES],
                         struct mb_err *err) MB_MUST_CHECK;

/* The same as lower-case hex, NUL-terminated. */
enum mb_status mb_sha256_hex(struct mb_span s, char out[MB_SHA256_HEX],
                             struct mb_err *err) MB_MUST_CHECK;

/* The first 5 * nchars bits of `bytes` in Crockford's base32 (no I, L, O, U:
 * an id can be read out on the telephone). nchars * 5 <= 8 * nbytes; out has
 * room for nchars + 1 and is NUL-terminated. */
void mb_base32_put(const unsigned char *bytes, size_t nbytes, char *out,
                   size_t nchars);

#endif
