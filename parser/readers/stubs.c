/* Readers that are not there yet. */
#include "parser/reader.h"

#define STUB(fn)                                                               \
    __attribute__((weak)) enum mb_status fn(                                   \
        const struct mb_source *source,                                        \
        const struct mb_reader_options *options, struct mb_arena *arena,       \
        struct mb_diags *diags, struct mb_text *ret_text, struct mb_err *err)  \
    {                                                                          \
        (void)options;                                                         \
        (void)arena;                                                           \
        (void)diags;                                                           \
        (void)ret_text;                                                        \
        return mb_err_set(err, MB_ERR_REFUSED, "%s is not read yet",           \
                          mb_media_label(source->media));                      \
    }

