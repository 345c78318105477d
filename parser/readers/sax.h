/* XML, safely: events of well-formed XML without document type, entities or
 * network. Names are local names; OOXML's and ModernGov's are distinct
 * without their prefixes.
 */
#ifndef MB_PARSER_READERS_SAX_H
#define MB_PARSER_READERS_SAX_H

#include "base/span.h"
#include "base/status.h"

#include <stdint.h>

/* An element's start tag; valid only during the call. */
struct mb_sax_tag {
    const char *name;       /* local */
    const char *space;      /* namespace URI, or NULL */
    const void *attributes; /* libxml2's; see mb_sax_attribute */
    int nattributes;
};

struct mb_sax {
    void *ctx; /* given to each */
    void (*start)(void *ctx, const struct mb_sax_tag *tag);
    void (*end)(void *ctx, const char *name);
    void (*words)(void *ctx, struct mb_span s);
};

/* The value of the attribute of that local name, whatever its prefix; the
 * null span where it is not there. Valid as long as the tag. */
struct mb_span mb_sax_attribute(const struct mb_sax_tag *tag, const char *name);
/* The n-th attribute (n < nattributes): its local name, and its value. */
const char *mb_sax_attribute_at(const struct mb_sax_tag *tag, int n,
                                struct mb_span *ret_value);
/* The same as a number; otherwise where it is missing or none. */
long mb_sax_number(const struct mb_sax_tag *tag, const char *name,
                   long otherwise);

/* Parse.
 *
 * xml    UTF-8; an encoding that it declares is not looked at
 * what   named in messages ("word/document.xml")
 * depth  most nested elements
 *
 * MB_ERR_FORMAT where it is not well-formed (the line says where) or has a
 * document type; MB_ERR_LIMIT over depth; MB_ERR_NOMEM.
 */
enum mb_status mb_sax_parse(struct mb_span xml, const char *what,
                            const struct mb_sax *handlers, uint32_t depth,
                            struct mb_err *err) MB_MUST_CHECK;

/* The same for XML that is read piece by piece, as it is unpacked.
 *
 * read  puts up to `size` bytes into out and returns how many: 0 at the end;
 *       negative where there will be no more: whoever reads knows why, and it
 *       counts before what is said here
 */
typedef int mb_sax_read(void *ctx, char *out, int size);
enum mb_status mb_sax_pull(mb_sax_read *read, void *ctx, const char *what,
                           const struct mb_sax *handlers, uint32_t depth,
                           struct mb_err *err) MB_MUST_CHECK;

#endif
