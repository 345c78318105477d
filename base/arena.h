/* Memory that is freed as one: a document's text, blocks and records.
 *
 * An arena has a byte limit, so that a hostile document ends in an error
 * and not in an exhausted machine. Nothing taken from it is freed singly.
 * A failed allocation returns NULL and is remembered: mb_arena_status says
 * whether memory or the limit was the cause, so that a stage may check once.
 */
#ifndef MB_BASE_ARENA_H
#define MB_BASE_ARENA_H

#include "base/span.h"
#include "base/status.h"

#include <stdint.h>

struct mb_arena;

/* A new arena that hands out at most `limit` bytes (0: no limit).
 * NULL if memory ran out. The caller frees it with mb_arena_free. */
struct mb_arena *mb_arena_new(size_t limit);
void mb_arena_free(struct mb_arena *arena);

/* Forget everything taken from it; the first chunk is kept for reuse. */
void mb_arena_clear(struct mb_arena *arena);

/* count * size zeroed bytes, aligned for any type, or NULL (memory, limit,
 * or the product overflows). Lives until the arena is cleared or freed. */
void *mb_arena_alloc(struct mb_arena *arena, size_t count, size_t size);

/* The same, not zeroed: for what is written as a whole. */
void *mb_arena_room(struct mb_arena *arena, size_t count, size_t size);

/* Make an array one longer. *at has *n entries of `size` bytes and room that
 * doubles; the new entry is zeroed and returned, *n counts it. NULL on
 * failure, with *at and *n as they were. Use one arena for one array. */
void *mb_arena_push(struct mb_arena *arena, void *at, uint32_t *n, size_t size);

/* The same for long lists: a list that has outgrown a chunk moves out of the
 * way when it grows and leaves nothing behind, so that it takes what it holds
 * and not twice that. Nothing may point into it while it still grows. */
void *mb_arena_extend(struct mb_arena *arena, void *at, uint32_t *n,
                      size_t size);

/* Make an array of n entries have room for `wanted`, at most 2^31 of them.
 *
 * at    the address of the pointer to it, which may change
 * room  entries that it has room for; 0 before the first call
 *
 * Room doubles; what is added is not zeroed. False on failure, with both as
 * they were. */
bool mb_arena_grow(struct mb_arena *arena, void *at, uint32_t n, uint32_t *room,
                   uint32_t wanted, size_t size);

/* A copy of s with a NUL behind it, so ptr may be used as a C string. The
 * null span gives the null span; so does a failure (see mb_arena_status). */
struct mb_span mb_arena_dup(struct mb_arena *arena, struct mb_span s);

/* Texts that were copied lately, by hash: most columns of a long list say what
 * they said a row or two before. Begins zeroed. */
struct mb_lately {
    struct mb_span texts[512];
};

/* A copy like mb_arena_dup's, or the one that was made lately of equal text.
 * Of one arena, which is not cleared in between. */
struct mb_span mb_arena_dup_once(struct mb_arena *arena, struct mb_span s,
                                 struct mb_lately *lately);

/* printf into the arena; the null span on failure. */
struct mb_span mb_arena_printf(struct mb_arena *arena, const char *fmt, ...)
    MB_PRINTF(2, 3);

/* What was handed out, as the pieces of memory that it lies in, newest first:
 * fills in up to `max` of them and returns how many there are. Arenas that were
 * asked for the same in the same order have the same pieces. */
uint32_t mb_arena_parts(const struct mb_arena *arena, struct mb_span *parts,
                        uint32_t max);

/* Bytes handed out since it was made or cleared. */
size_t mb_arena_used(const struct mb_arena *arena);

/* MB_OK, or why an allocation failed since it was made or cleared:
 * MB_ERR_NOMEM or MB_ERR_LIMIT, with err saying which limit. */
enum mb_status mb_arena_status(const struct mb_arena *arena,
                               struct mb_err *err) MB_MUST_CHECK;

#endif
