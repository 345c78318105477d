/* Any bytes as a worker's answer: refused, or a document that can be walked
 * and comes out the same when it is sent again. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "parser/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mb_arena *arena = mb_arena_new(16u << 20);
    struct mb_document *doc = NULL;
    struct mb_buf out = MB_BUF_INIT;
    struct mb_span bytes = {(const char *)data, size};

    if (arena != NULL && mb_wire_get(bytes, arena, &doc, NULL) == MB_OK) {
        if (mb_wire_put(doc, &out, NULL) == MB_OK
            && !mb_span_eq(mb_buf_span(&out), bytes))
            abort();
        mb_buf_clear(&out);
        mb_document_dump(doc, &out);
        for (uint32_t i = 0; i < doc->resolutions.n; i++)
            (void)mb_evidence_quote(doc, &doc->resolutions.at[i].ev, arena);
    }
    mb_buf_done(&out);
    mb_arena_free(arena);
    return 0;
}
