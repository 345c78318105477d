/* A chain of chunks, each twice the last up to CHUNK_MAX; an allocation that
 * would not fit a chunk gets one of its own. Arrays made by mb_arena_push
 * grow by doubling: their capacity is always the power of two at or above n,
 * so it need not be stored.
 */
#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CHUNK_MIN = 16 * 1024,
    CHUNK_MAX = 1024 * 1024,
    PUSH_FIRST = 8,
    GROW_FIRST = 1024
};

struct chunk {
    struct chunk *next;
    size_t size; /* usable bytes */
    size_t used;
    _Alignas(max_align_t) unsigned char bytes[];
};

struct mb_arena {
    struct chunk *first; /* the one being filled */
    size_t limit;
    size_t used;
    enum mb_status failed;
};

struct mb_arena *mb_arena_new(size_t limit)
{
    struct mb_arena *arena = calloc(1, sizeof *arena);

    if (arena != NULL)
        arena->limit = limit;
    return arena;
}

void mb_arena_clear(struct mb_arena *arena)
{
    struct chunk *kept = arena->first;

    if (kept != NULL) {
        struct chunk *c = kept->next;
        while (c != NULL) {
            struct chunk *next = c->next;
            free(c);
            c = next;
        }
        kept->next = NULL;
        kept->used = 0;
    }
    arena->used = 0;
    arena->failed = MB_OK;
}

void mb_arena_free(struct mb_arena *arena)
{
    if (arena == NULL)
        return;
    mb_arena_clear(arena);
    free(arena->first);
    free(arena);
}

static void *fail(struct mb_arena *arena, enum mb_status why)
{
    if (arena->failed == MB_OK)
        arena->failed = why;
    return NULL;
}

static struct chunk *add_chunk(struct mb_arena *arena, size_t need)
{
    size_t size = CHUNK_MIN;
    struct chunk *c;

    if (arena->first != NULL) {
        size = arena->first->size * 2;
        if (size > CHUNK_MAX)
            size = CHUNK_MAX;
    }
    if (size < need)
        size = need;
    c = malloc(sizeof *c + size);
    if (c == NULL)
        return NULL;
    c->size = size;
    c->used = 0;
    c->next = arena->first;
    arena->first = c;
    return c;
}

/* `count * size` bytes, as it comes; *ret_bytes is what was taken. */
static void *take(struct mb_arena *arena, size_t count, size_t size,
                  size_t *ret_bytes)
{
    const size_t align = _Alignof(max_align_t);
    struct chunk *c = arena->first;
    size_t bytes;
    void *p;

    if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX / 2)
        return fail(arena, MB_ERR_LIMIT);
    bytes = (bytes + align - 1) & ~(align - 1);
    if (bytes == 0)
        bytes = align;
    if (arena->limit != 0 && bytes > arena->limit - arena->used)
        return fail(arena, MB_ERR_LIMIT);
    if (c == NULL || bytes > c->size - c->used)
        c = add_chunk(arena, bytes);
    if (c == NULL)
        return fail(arena, MB_ERR_NOMEM);
    p = c->bytes + c->used;
    c->used += bytes;
    arena->used += bytes;
    *ret_bytes = bytes;
    return p;
}

void *mb_arena_alloc(struct mb_arena *arena, size_t count, size_t size)
{
    size_t bytes = 0;
    void *p = take(arena, count, size, &bytes);

    return p != NULL ? memset(p, 0, bytes) : NULL;
}

void *mb_arena_room(struct mb_arena *arena, size_t count, size_t size)
{
    size_t bytes;

    return take(arena, count, size, &bytes);
}

/* An array of `count` entries that is full, with room for `room`. */
typedef void *bigger_fn(struct mb_arena *arena, void *array, size_t count,
                        size_t room, size_t size);

static void *copied(struct mb_arena *arena, void *array, size_t count,
                    size_t room, size_t size)
{
    void *bigger = mb_arena_alloc(arena, room, size);

    if (bigger != NULL && count > 0)
        memcpy(bigger, array, count * size);
    return bigger;
}

/* Where the chunk hangs that an array fills by itself; NULL: it has none. */
static struct chunk **own_chunk(struct mb_arena *arena, const void *array,
                                size_t bytes)
{
    struct chunk **at = &arena->first;

    while (*at != NULL && (const void *)(*at)->bytes != array)
        at = &(*at)->next;
    return *at != NULL && (*at)->size == bytes ? at : NULL;
}

/* A chunk of its own is made bigger where it hangs; an array that comes to
 * need one gets it behind the chunk that is being filled. */
static void *moved(struct mb_arena *arena, void *array, size_t count,
                   size_t room, size_t size)
{
    size_t had = count * size;
    size_t bytes;
    struct chunk **at;
    struct chunk *c, *next;

    if (__builtin_mul_overflow(room, size, &bytes) || bytes > SIZE_MAX / 2)
        return fail(arena, MB_ERR_LIMIT);
    if (bytes < CHUNK_MAX || arena->first == NULL)
        return copied(arena, array, count, room, size);
    if (arena->limit != 0 && bytes > arena->limit - arena->used)
        return fail(arena, MB_ERR_LIMIT);
    at = own_chunk(arena, array, had);
    if (at != NULL) {
        next = (*at)->next;
        c = realloc(*at, sizeof *c + bytes);
        arena->used -= c != NULL ? had : 0;
    } else {
        at = &arena->first->next;
        next = *at;
        c = malloc(sizeof *c + bytes);
        if (c != NULL && had > 0)
            memcpy(c->bytes, array, had);
    }
    if (c == NULL)
        return fail(arena, MB_ERR_NOMEM);
    *c = (struct chunk){.next = next, .size = bytes, .used = bytes};
    *at = c;
    arena->used += bytes;
    return c->bytes;
}

static void *add_entry(struct mb_arena *arena, void *at, uint32_t *n,
                       size_t size, bigger_fn *bigger)
{
    unsigned char *array;
    uint32_t count = *n;

    memcpy(&array, at, sizeof array);
    if (count == UINT32_MAX)
        return fail(arena, MB_ERR_LIMIT);
    /* full when empty, or at a power of two from PUSH_FIRST on */
    if (count == 0 || (count >= PUSH_FIRST && (count & (count - 1)) == 0)) {
        size_t room = count == 0 ? PUSH_FIRST : (size_t)count * 2;
        array = bigger(arena, array, count, room, size);
        if (array == NULL)
            return NULL;
        memcpy(at, &array, sizeof array);
    }
    *n = count + 1;
    memset(array + (size_t)count * size, 0, size);
    return array + (size_t)count * size;
}

void *mb_arena_push(struct mb_arena *arena, void *at, uint32_t *n, size_t size)
{
    return add_entry(arena, at, n, size, copied);
}

void *mb_arena_extend(struct mb_arena *arena, void *at, uint32_t *n,
                      size_t size)
{
    return add_entry(arena, at, n, size, moved);
}

bool mb_arena_grow(struct mb_arena *arena, void *at, uint32_t n, uint32_t *room,
                   uint32_t wanted, size_t size)
{
    uint32_t more = *room == 0 ? GROW_FIRST : *room;
    void *array, *bigger;

    if (wanted <= *room)
        return true;
    if (wanted > UINT32_MAX / 2 + 1) {
        (void)fail(arena, MB_ERR_LIMIT);
        return false;
    }
    while (more < wanted)
        more *= 2;
    bigger = mb_arena_room(arena, more, size);
    if (bigger == NULL)
        return false;
    memcpy(&array, at, sizeof array);
    if (n > 0)
        memcpy(bigger, array, (size_t)n * size);
    memcpy(at, &bigger, sizeof bigger);
    *room = more;
    return true;
}

struct mb_span mb_arena_dup(struct mb_arena *arena, struct mb_span s)
{
    size_t bytes;
    char *copy;

    if (s.ptr == NULL)
        return MB_SPAN_NULL;
    copy = take(arena, s.len + 1, 1, &bytes);
    if (copy == NULL)
        return MB_SPAN_NULL;
    memcpy(copy, s.ptr, s.len);
    memset(copy + s.len, 0, bytes - s.len);
    return (struct mb_span){copy, s.len};
}

struct mb_span mb_arena_dup_once(struct mb_arena *arena, struct mb_span s,
                                 struct mb_lately *lately)
{
    const uint32_t n = sizeof lately->texts / sizeof lately->texts[0];
    struct mb_span *known;

    if (s.ptr == NULL)
        return MB_SPAN_NULL;
    known = &lately->texts[mb_span_hash(s) % n];
    if (!mb_span_eq(*known, s))
        *known = mb_arena_dup(arena, s);
    return *known;
}

struct mb_span mb_arena_printf(struct mb_arena *arena, const char *fmt, ...)
{
    va_list ap;
    char *text;
    int n;

    va_start(ap, fmt);
    n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0)
        return MB_SPAN_NULL;
    text = mb_arena_alloc(arena, (size_t)n + 1, 1);
    if (text == NULL)
        return MB_SPAN_NULL;
    va_start(ap, fmt);
    vsnprintf(text, (size_t)n + 1, fmt, ap);
    va_end(ap);
    return (struct mb_span){text, (size_t)n};
}

uint32_t mb_arena_parts(const struct mb_arena *arena, struct mb_span *parts,
                        uint32_t max)
{
    uint32_t n = 0;

    for (const struct chunk *c = arena->first; c != NULL; c = c->next, n++)
        if (n < max)
            parts[n] = (struct mb_span){(const char *)c->bytes, c->used};
    return n;
}

size_t mb_arena_used(const struct mb_arena *arena)
{
    return arena->used;
}

enum mb_status mb_arena_status(const struct mb_arena *arena, struct mb_err *err)
{
    if (arena->failed == MB_OK)
        return MB_OK;
    if (arena->failed == MB_ERR_LIMIT)
        return mb_err_set(err, MB_ERR_LIMIT,
                          "the document needs more than %zu MiB of memory: "
                          "split it, or raise the memory limit",
                          arena->limit >> 20);
    return mb_err_set(err, arena->failed, "%s", mb_status_text(arena->failed));
}
