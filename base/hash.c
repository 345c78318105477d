/* libcrypto's SHA-256 as such: by its newer interface the first digest of a
 * process reads openssl.cnf and looks algorithms up, which takes longer than
 * to hash a document, and which a confined process could not do. Base32 takes
 * five bits at a time from the top.
 */
#define OPENSSL_API_COMPAT 10100 /* names of OpenSSL 1.1 */

#include "base/hash.h"

#include <openssl/sha.h>

enum mb_status mb_sha256(struct mb_span s, unsigned char out[MB_SHA256_BYTES],
                         struct mb_err *err)
{
    SHA256_CTX hash;

    if (SHA256_Init(&hash) != 1 || SHA256_Update(&hash, s.ptr, s.len) != 1
        || SHA256_Final(out, &hash) != 1)
        return mb_err_set(err, MB_ERR_NOMEM,
                          "libcrypto could not compute a SHA-256");
    return MB_OK;
}

enum mb_status mb_sha256_hex(struct mb_span s, char out[MB_SHA256_HEX],
                             struct mb_err *err)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[MB_SHA256_BYTES] = {0};
    enum mb_status st = mb_sha256(s, bytes, err);

    if (st != MB_OK)
        return st;
    for (size_t i = 0; i < MB_SHA256_BYTES; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 0xF];
    }
    out[MB_SHA256_HEX - 1] = '\0';
    return MB_OK;
}

void mb_base32_put(const unsigned char *bytes, size_t nbytes, char *out,
                   size_t nchars)
{
    static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    unsigned bits = 0; /* not yet written, in the low nbits */
    unsigned nbits = 0;
    size_t next = 0;

    for (size_t i = 0; i < nchars; i++) {
        if (nbits < 5) {
            unsigned more = next < nbytes ? bytes[next] : 0;
            next++;
            bits = (bits & 0x1F) << 8 | more;
            nbits += 8;
        }
        nbits -= 5;
        out[i] = digits[bits >> nbits & 0x1F];
    }
    out[nchars] = '\0';
}
