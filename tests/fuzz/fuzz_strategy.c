/* Any bytes as a strategy and as a decision: neither may crash the program,
 * codes are unique, parents stand before their children, and every quote
 * stands in the words it came from.
 *
 * To load the thesaurus takes a hundred times what an input does. Inputs are
 * read with one of a few words, which has every kind of entry; those of some
 * sizes with the whole one, so that an input always does the same.
 */
#include "assurance/link_priv.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { WHOLE_EVERY = 256 };

static const char thesaurus[] =
    "children: {kind: group, words: [child, children, young people]}\n"
    "roads: {words: [road, highway, =pothole], hints: [repair, lane],\n"
    "  excludes: [homes], implies: [transport 0.5]}\n"
    "transport: {words: [bus, transport], joins: [carbon, children]}\n"
    "homes: {words: [housing, home, extra care housing]}\n"
    "carbon: {words: [net zero, carbon, climate, energy, tree, trees]}\n"
    "hall: {kind: means, words: [hall, library, building]}\n"
    "business: {kind: idle, words: [minutes, apologies, vice-chair]}\n";

#define ACT(id, name) name ": {words: [" name " done]}\n"
static const char acts[] = MB_ACTS(ACT);

static void check_tree(const struct mb_strategy *s)
{
    for (uint32_t i = 0; i < s->npledges; i++) {
        if (s->pledges[i].parent != UINT32_MAX && s->pledges[i].parent >= i)
            abort();
        if (s->npledges < 200 && mb_strategy_find(s, s->pledges[i].code) != i)
            abort();
    }
}

static void link_itself(const struct mb_blocks *blocks,
                        const struct mb_strategy *s, bool whole,
                        struct mb_arena *arena)
{
    struct mb_linker *linker;
    struct mb_linker_options options = {.explain = true};
    struct mb_case cas = {0};
    struct mb_link *links;
    struct mb_err err;
    uint32_t n, index;

    if (!whole) {
        options.thesaurus = mb_span_str(thesaurus);
        options.acts = mb_span_str(acts);
    }
    if (mb_linker_new(&options, &linker, &err) != MB_OK)
        abort();
    if (mb_linker_add(linker, s, &index, &err) == MB_OK
        && mb_case_read(linker, blocks, 0, blocks->n, arena, &cas, &err)
               == MB_OK
        && mb_link_case(linker, &cas, arena, &links, &n, &err) == MB_OK) {
        for (uint32_t i = 0; i < n; i++)
            if (links[i].quote.len == 0 || links[i].score < 0
                || links[i].score > 1)
                abort();
    }
    mb_linker_free(linker);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mb_arena *arena = mb_arena_new((size_t)256 << 20);
    struct mb_diags diags = {NULL, 0, arena};
    struct mb_text text = {.text = {(const char *)data, size}};
    struct mb_blocks blocks;
    struct mb_strategy_options options = {.id = MB_SPAN_LIT("x")};
    struct mb_strategy s = {0};
    struct mb_err err;

    if (arena == NULL)
        return 0;
    if (size < ((size_t)64 << 10)
        && mb_blocks_split(&text, arena, &diags, &blocks, &err) == MB_OK) {
        const struct mb_blocks *file = &blocks;
        if (mb_strategy_read(&file, 1, &options, arena, &diags, &s, &err)
            == MB_OK)
            check_tree(&s);
        link_itself(&blocks, &s, size % WHOLE_EVERY == 0, arena);
    }
    mb_arena_free(arena);
    return 0;
}
