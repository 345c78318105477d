/* Telling what bytes are, addresses, and text in any encoding. */
#include "fuzz_reader.h"

#include "parser/uri.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mb_limits limits = MB_LIMITS_DEFAULT;
    struct mb_arena *arena = mb_arena_new(64u << 20);
    struct mb_span bytes = {(const char *)data, size};
    struct mb_source source;
    struct mb_err err;

    if (arena == NULL)
        return 0;
    mb_uri_canonical(bytes, arena);
    if (mb_source_init(&source, bytes, MB_SPAN_LIT("fuzz"), &limits, arena,
                       &err)
            == MB_OK
        && source.media != MB_MEDIA_PDF)
        fuzz_read(data, size, source.media);
    mb_arena_free(arena);
    return 0;
}
