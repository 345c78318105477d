/* Any text through blocks, rules and every extractor. What must hold: the
 * blocks tile the view, offsets lead into the text at characters' boundaries,
 * evidence lies within the text, coverage adds up. */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "parser/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct mb_rules *rules;

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void check_blocks(const struct mb_text *text, struct mb_arena *arena)
{
    struct mb_diags diags = {.arena = arena};
    struct mb_blocks blocks;
    uint32_t view = 0;

    if (mb_blocks_split(text, arena, &diags, &blocks, NULL) != MB_OK)
        return;
    for (uint32_t i = 0; i < blocks.n; i++) {
        const struct mb_block *b = &blocks.at[i];
        check(b->view_start == view && b->view_start <= b->view_body
              && b->view_body <= b->view_end);
        check(blocks.view.ptr[b->view_end] == '\n');
        view = b->view_end + 1;
        for (uint32_t k = 0; k < b->nranges; k++)
            check(b->ranges[k].start < b->ranges[k].end
                  && b->ranges[k].end <= text->text.len
                  && (k == 0 || b->ranges[k - 1].end <= b->ranges[k].start));
    }
    check(view == blocks.view.len);
    check(mb_utf8_check(blocks.view, NULL));
}

static void check_evidence(const struct mb_document *doc,
                           const struct mb_evidence *ev)
{
    struct mb_span quote = mb_evidence_quote(doc, ev, doc->arena);

    for (uint32_t i = 0; i < ev->nspans; i++)
        check(ev->spans[i].start <= ev->spans[i].end
              && ev->spans[i].end <= doc->text.text.len);
    check(ev->confidence <= 100);
    check(quote.ptr == NULL || mb_utf8_check(quote, NULL));
}

static void check_document(const struct mb_document *doc)
{
    const struct mb_coverage *c = &doc->coverage;

    check(c->lines == c->claimed + c->furniture + c->narrative + c->unclaimed);
    for (unsigned k = 0; k < MB_KIND_COUNT; k++)
        for (uint32_t i = 0; i < mb_document_count(doc, k); i++) {
            const char *record = mb_document_record(doc, k, i);
            const void *ev = record + mb_kind_info(k)->evidence;
            check_evidence(doc, ev);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mb_parse_options options = {.reader.limits = MB_LIMITS_DEFAULT};
    struct mb_arena *arena = mb_arena_new(64u << 20);
    struct mb_text text = {.text = {(const char *)data, size}};
    struct mb_document *doc;

    if (rules == NULL && mb_rules_load(NULL, &rules, NULL) != MB_OK)
        abort();
    if (arena != NULL && mb_utf8_check(text.text, NULL)) {
        check_blocks(&text, arena);
        if (mb_parse_text(&text, rules, &options, arena, &doc, NULL) == MB_OK)
            check_document(doc);
    }
    mb_arena_free(arena);
    return 0;
}
