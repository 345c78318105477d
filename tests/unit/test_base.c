/* Spans, arenas, buffers, statuses and diagnostics. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/diag.h"

#include <stdio.h>
#include <string.h>

static void spans_cut_and_find(void **state)
{
    struct mb_span s = MB_SPAN_LIT("  Item 30: Strategy  ");
    struct mb_span head;
    struct mb_span rest = mb_span_cut(mb_span_trim(s), ':', &head);

    (void)state;
    assert_true(mb_span_eq(head, MB_SPAN_LIT("Item 30")));
    assert_true(mb_span_eq(mb_span_trim(rest), MB_SPAN_LIT("Strategy")));
    assert_int_equal(mb_span_find(s, MB_SPAN_LIT("30")), 7);
    assert_int_equal(mb_span_find(s, MB_SPAN_LIT("31")), s.len);
    assert_int_equal(mb_span_ifind(s, MB_SPAN_LIT("STRATEGY")), 11);
    assert_true(mb_span_istarts(head, MB_SPAN_LIT("ITEM")));
    assert_true(mb_span_ends(head, MB_SPAN_LIT("30")));
    assert_false(mb_span_ends(MB_SPAN_LIT("0"), MB_SPAN_LIT("30")));
    assert_true(mb_span_cut(head, ';', &rest).ptr == NULL);
    assert_true(mb_span_eq(mb_span_strip(MB_SPAN_LIT("(a)."), "()."),
                           MB_SPAN_LIT("a")));
    assert_true(mb_span_cmp(MB_SPAN_LIT("a"), MB_SPAN_LIT("ab")) < 0);
}

static void words_at_the_end_and_in_lists(void **state)
{
    static const char *const list[] = {"of", "the"};

    (void)state;
    assert_true(mb_span_eq(mb_span_last_word(MB_SPAN_LIT("to the Board")),
                           MB_SPAN_LIT("Board")));
    assert_true(mb_span_eq(mb_span_last_word(MB_SPAN_LIT("Board")),
                           MB_SPAN_LIT("Board")));
    assert_int_equal(mb_span_last_word(MB_SPAN_LIT("the ")).len, 0);
    assert_int_equal(MB_SPAN_ILISTED(MB_SPAN_LIT("of"), list), 1);
    assert_int_equal(MB_SPAN_ILISTED(MB_SPAN_LIT("THE"), list), 2);
    assert_int_equal(MB_SPAN_ILISTED(MB_SPAN_LIT("th"), list), 0);
    assert_int_equal(MB_SPAN_ILISTED(MB_SPAN_NULL, list), 0);
}

static void null_span_is_not_empty(void **state)
{
    (void)state;
    assert_false(mb_span_eq(MB_SPAN_NULL, MB_SPAN_LIT("")));
    assert_true(mb_span_eq(MB_SPAN_NULL, MB_SPAN_NULL));
    assert_true(mb_span_str(NULL).ptr == NULL);
    assert_int_equal(mb_span_find(MB_SPAN_NULL, MB_SPAN_LIT("x")), 0);
    assert_true(mb_span_sub(MB_SPAN_NULL, 0, 9).ptr == NULL);
}

static void arena_holds_its_limit(void **state)
{
    struct mb_arena *arena = mb_arena_new(1024);
    struct mb_err err;

    (void)state;
    assert_non_null(mb_arena_alloc(arena, 10, 100));
    assert_int_equal(mb_arena_status(arena, &err), MB_OK);
    assert_null(mb_arena_alloc(arena, 10, 100));
    assert_int_equal(mb_arena_status(arena, &err), MB_ERR_LIMIT);
    mb_arena_clear(arena);
    assert_int_equal(mb_arena_status(arena, &err), MB_OK);
    assert_null(mb_arena_alloc(arena, SIZE_MAX / 2, 3)); /* overflows */
    assert_int_equal(mb_arena_status(arena, &err), MB_ERR_LIMIT);
    mb_arena_free(arena);
}

static void arena_arrays_keep_what_they_hold(void **state)
{
    struct mb_arena *arena = mb_arena_new(0);
    uint32_t *list = NULL;
    uint32_t n = 0;

    (void)state;
    for (uint32_t i = 0; i < 1000; i++) {
        uint32_t *slot = mb_arena_push(arena, &list, &n, sizeof *slot);
        assert_non_null(slot);
        assert_int_equal(*slot, 0);
        *slot = i;
    }
    assert_int_equal(n, 1000);
    for (uint32_t i = 0; i < n; i++)
        assert_int_equal(list[i], i);
    assert_true(((uintptr_t)mb_arena_alloc(arena, 1, 1) % _Alignof(max_align_t))
                == 0);
    mb_arena_free(arena);
}

/* Two long lists and texts between them: all keep what they hold, and what a
 * list outgrew is not kept beside it. */
static void arena_lists_leave_nothing_behind(void **state)
{
    enum { MANY = 300000 };
    struct mb_arena *arena = mb_arena_new(0);
    uint64_t *numbers = NULL;
    struct mb_span *texts = NULL;
    uint32_t n = 0;
    uint32_t ntexts = 0;

    (void)state;
    for (uint32_t i = 0; i < MANY; i++) {
        uint64_t *number = mb_arena_extend(arena, &numbers, &n, sizeof *number);
        assert_non_null(number);
        assert_int_equal(*number, 0);
        *number = i;
        if (i % 3 != 0)
            continue;
        struct mb_span *text =
            mb_arena_extend(arena, &texts, &ntexts, sizeof *text);
        assert_non_null(text);
        *text = mb_arena_printf(arena, "%u", i);
    }
    for (uint32_t i = 0; i < MANY; i++) {
        char digits[16];
        assert_int_equal(numbers[i], i);
        snprintf(digits, sizeof digits, "%u", i);
        if (i % 3 == 0)
            assert_true(mb_span_eq(texts[i / 3], mb_span_str(digits)));
    }
    size_t held = (size_t)(1 << 19) * sizeof *numbers
                  + (size_t)(1 << 17) * sizeof *texts + ntexts * 16;
    assert_true(mb_arena_used(arena) < held + 2 * 1024 * 1024);
    mb_arena_free(arena);
}

static void arena_lists_hold_the_limit(void **state)
{
    struct mb_arena *arena = mb_arena_new(4 * 1024 * 1024);
    struct mb_err err;
    uint64_t *numbers = NULL;
    uint32_t n = 0;

    (void)state;
    while (mb_arena_extend(arena, &numbers, &n, sizeof *numbers) != NULL)
        numbers[n - 1] = n;
    assert_true(n >= 1 << 17);
    assert_int_equal(numbers[n - 1], n);
    assert_int_equal(mb_arena_status(arena, &err), MB_ERR_LIMIT);
    mb_arena_free(arena);
}

static void arena_copies_once_what_comes_again(void **state)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_lately lately = {0};
    struct mb_span a =
        mb_arena_dup_once(arena, MB_SPAN_LIT("Cabinet"), &lately);
    struct mb_span b = mb_arena_dup_once(arena, MB_SPAN_LIT("Board"), &lately);
    struct mb_span again =
        mb_arena_dup_once(arena, MB_SPAN_LIT("Cabinet"), &lately);

    (void)state;
    assert_true(mb_span_eq(a, MB_SPAN_LIT("Cabinet")));
    assert_true(mb_span_eq(b, MB_SPAN_LIT("Board")));
    assert_ptr_equal(a.ptr, again.ptr);
    assert_null(mb_arena_dup_once(arena, MB_SPAN_NULL, &lately).ptr);
    assert_int_equal(mb_arena_dup_once(arena, MB_SPAN_LIT(""), &lately).len, 0);
    mb_arena_free(arena);
}

static void arena_arrays_get_room(void **state)
{
    struct mb_arena *arena = mb_arena_new(1024 * 1024);
    uint32_t *list = NULL, *before;
    uint32_t n = 0, room = 0;
    struct mb_err err = {0};

    (void)state;
    for (; n < 5000; n++) {
        if (n == room)
            assert_true(
                mb_arena_grow(arena, &list, n, &room, n + 1, sizeof *list));
        assert_true(room > n);
        list[n] = n;
    }
    for (uint32_t i = 0; i < n; i++)
        assert_int_equal(list[i], i);
    before = list;
    assert_true(mb_arena_grow(arena, &list, n, &room, 1, sizeof *list));
    assert_ptr_equal(list, before);
    n = room;
    assert_false(mb_arena_grow(arena, &list, n, &room, 1u << 30, sizeof *list));
    assert_false(
        mb_arena_grow(arena, &list, n, &room, UINT32_MAX, sizeof *list));
    assert_ptr_equal(list, before);
    assert_int_equal(room, n);
    assert_int_equal(mb_arena_status(arena, &err), MB_ERR_LIMIT);
    mb_arena_free(arena);
}

static void spans_hash_as_published(void **state)
{
    (void)state; /* Fowler, Noll and Vo's own test vectors */
    assert_int_equal(mb_span_hash(MB_SPAN_LIT("")), 0x811c9dc5u);
    assert_int_equal(mb_span_hash(MB_SPAN_LIT("a")), 0xe40c292cu);
    assert_int_equal(mb_span_hash(MB_SPAN_LIT("foobar")), 0xbf9cf968u);
}

static void buffers_grow(void **state)
{
    struct mb_buf buf = MB_BUF_INIT;

    (void)state;
    assert_int_equal(mb_buf_span(&buf).len, 0);
    for (int i = 0; i < 500; i++)
        mb_buf_printf(&buf, "%d,", i);
    mb_buf_putc(&buf, '!');
    assert_int_equal(mb_buf_status(&buf, NULL), MB_OK);
    assert_int_equal(strlen(buf.ptr), buf.len);
    assert_true(mb_span_ends(mb_buf_span(&buf), MB_SPAN_LIT("499,!")));
    mb_buf_clear(&buf);
    assert_string_equal(buf.ptr, "");
    mb_buf_done(&buf);
}

static void errors_are_cut_between_characters(void **state)
{
    struct mb_err err;
    char name[MB_ERR_TEXT_MAX * 2];

    (void)state;
    for (size_t shift = 0; shift < 3; shift++) {
        memset(name, 'a', shift);
        for (size_t i = shift; i + 2 < sizeof name; i += 2)
            memcpy(name + i, "\xC3\xA9", 3);
        assert_int_equal(mb_err_set(&err, MB_ERR_IO, "%s", name), MB_ERR_IO);
        assert_true(strlen(err.text) < MB_ERR_TEXT_MAX);
        assert_int_equal((strlen(err.text) - shift) % 2, 0);
    }
    assert_int_equal(mb_err_set(NULL, MB_ERR_LIMIT, "x"), MB_ERR_LIMIT);
    for (int st = 0; st < MB_STATUS_COUNT; st++)
        assert_non_null(mb_status_text((enum mb_status)st));
}

static void diagnostics_know_their_place(void **state)
{
    struct mb_span text = MB_SPAN_LIT("one\ntw\xC3\xA9 x\nthree");
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_diags diags = {.arena = arena};

    (void)state;
    mb_diags_add(&diags, MB_DIAG_NO_DATE, 0, 0, MB_SPAN_NULL);
    mb_diags_add(&diags, MB_DIAG_VOTE_COUNT, 9, 10, MB_SPAN_LIT("x"));
    mb_diags_add(&diags, MB_DIAG_TRUNCATED, 4, 5, MB_SPAN_NULL);
    mb_diags_locate(&diags, text);
    assert_int_equal(diags.at[0].line, 0);
    assert_int_equal(diags.at[1].line, 2);
    assert_int_equal(diags.at[1].column, 5);
    assert_int_equal(diags.at[2].line, 2);
    assert_int_equal(diags.at[2].column, 1);
    assert_int_equal(mb_diags_worst(&diags), MB_SEV_WARNING);
    mb_arena_free(arena);
}

static void diagnostic_names_are_unique(void **state)
{
    (void)state;
    for (unsigned i = 0; i < MB_DIAG_COUNT; i++) {
        struct mb_span name = mb_span_str(mb_diag_name((enum mb_diag_code)i));
        assert_int_equal(mb_diag_by_name(name), i);
        assert_true(strlen(mb_diag_text((enum mb_diag_code)i)) > 0);
    }
    assert_int_equal(mb_diag_by_name(MB_SPAN_LIT("nonsense")), MB_DIAG_COUNT);
    assert_int_equal(mb_severity_by_name(MB_SPAN_LIT("error")), MB_SEV_ERROR);
    assert_int_equal(mb_severity_by_name(MB_SPAN_LIT("never")), MB_SEV_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spans_cut_and_find),
        cmocka_unit_test(null_span_is_not_empty),
        cmocka_unit_test(words_at_the_end_and_in_lists),
        cmocka_unit_test(arena_holds_its_limit),
        cmocka_unit_test(arena_arrays_keep_what_they_hold),
        cmocka_unit_test(arena_lists_leave_nothing_behind),
        cmocka_unit_test(arena_lists_hold_the_limit),
        cmocka_unit_test(arena_copies_once_what_comes_again),
        cmocka_unit_test(arena_arrays_get_room),
        cmocka_unit_test(spans_hash_as_published),
        cmocka_unit_test(buffers_grow),
        cmocka_unit_test(errors_are_cut_between_characters),
        cmocka_unit_test(diagnostics_know_their_place),
        cmocka_unit_test(diagnostic_names_are_unique),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
