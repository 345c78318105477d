/* Where a document was published, in one form whatever way it was reached.
 *
 * The same ModernGov record has many addresses: a twin port, other spellings
 * of its parameters, version numbers, session ids. What names it is host, page
 * type and ids.
 */
#ifndef MB_PARSER_URI_H
#define MB_PARSER_URI_H

#include "base/arena.h"

/* The canonical form of an absolute http(s) address, in the arena:
 *     https://democracy.example/ieListDocuments.aspx?MId=9655
 * scheme https, host in lower case without port, session ids, fragment and
 * what is no id of a ModernGov page dropped. Of other pages the query is
 * kept. The null span where it is no http(s) address, or memory ran out.
 */
struct mb_span mb_uri_canonical(struct mb_span uri, struct mb_arena *arena);

#endif
