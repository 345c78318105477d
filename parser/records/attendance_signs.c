/* Lists whose names carry a sign: "* denotes those present", "† absent". The
 * key says what the sign means; who has it not is the opposite. The key may
 * stand above the list, in its label or beneath it, so it is looked for first.
 */
#include "parser/records/attendance.h"

#include "parser/records/names.h"

#include <string.h>

/* Bytes of the sign at s[at], or 0. */
static size_t sign_at(struct mb_span s, size_t at, struct mb_span sign)
{
    return at < s.len && mb_span_starts(mb_span_sub(s, at, s.len), sign)
               ? sign.len
               : 0;
}

/* A bullet is "-" in the view, whatever its shape. */
static struct mb_span as_printed(const struct mb_extract *x, uint32_t block,
                                 struct mb_range r)
{
    const struct mb_block *b = &x->blocks->at[block];
    struct mb_span text = x->blocks->text->text;

    if (r.start < b->view_body && b->label.ptr != NULL)
        return mb_span_sub(text, b->label_start, b->label_start + 1);
    return mb_span_sub(x->blocks->view, r.start, r.end);
}

static uint32_t count(struct mb_span text, struct mb_span sign)
{
    uint32_t n = 0;

    for (size_t i = 0; i + sign.len <= text.len; i++)
        n += sign_at(text, i, sign) != 0;
    return n;
}

void mb_attendance_find_sign(struct mb_attendance *w)
{
    const struct mb_extract *x = w->x;
    mb_finds finds = mb_rules_finds(x->rules, "attendance-sign");

    for (uint32_t i = 0; finds != MB_FINDS_NONE && i < x->blocks->n; i++) {
        const struct mb_match *m =
            mb_matches_next(x->rules, x->matches, i, finds, NULL);
        struct mb_range r;
        struct mb_span sign;
        if (m == NULL || !mb_match_range(x->rules, m, "sign", &r))
            continue;
        sign = as_printed(x, i, r);
        if (mb_span_ieq(sign, MB_SPAN_LIT("asterisk")))
            sign = MB_SPAN_LIT("*");
        else if (mb_span_ieq(sign, MB_SPAN_LIT("dagger")))
            sign = MB_SPAN_LIT("\xE2\x80\xA0");
        if (count(x->blocks->text->text, sign) < 2)
            continue; /* the key alone: the reader lost the others */
        w->sign = sign;
        w->sign_key = m;
        w->sign_present =
            mb_span_eq(mb_attendance_value(w, m), MB_SPAN_LIT("present"));
        x->outline[i].claimed = 1;
        return;
    }
}

/* Does the sign stand right before view offset `at`, or as the bullet of the
 * block that begins there? */
static bool sign_before(const struct mb_attendance *w, uint32_t at)
{
    const struct mb_extract *x = w->x;
    const struct mb_block *b = &x->blocks->at[mb_blocks_find(x->blocks, at)];
    struct mb_span view = mb_attendance_view(w);

    while (at > b->view_body && (view.ptr[at - 1] == ' '))
        at--;
    if (at <= b->view_body)
        return b->label.ptr != NULL
               && sign_at(x->blocks->text->text, b->label_start, w->sign) != 0;
    return at >= b->view_body + w->sign.len
           && sign_at(view, at - (uint32_t)w->sign.len, w->sign) != 0;
}

static bool sign_behind(const struct mb_attendance *w, uint32_t at)
{
    struct mb_span view = mb_attendance_view(w);

    while (at < view.len && (view.ptr[at] == ' ' || view.ptr[at] == '('))
        at++;
    return sign_at(view, at, w->sign) != 0;
}

/* Does the sign stand before the name, behind it or behind the entry? */
static bool has_sign(const struct mb_attendance *w, const struct mb_entry *e)
{
    return sign_before(w, e->name.start) || sign_before(w, e->whole.start)
           || sign_behind(w, e->name.end) || sign_behind(w, e->whole.end);
}

bool mb_attendance_signed_away(const struct mb_attendance *w,
                               const struct mb_entry *e)
{
    return w->sign.ptr != NULL && has_sign(w, e) != w->sign_present;
}

/* The words "people/sign-…" at the head of an evidence's rule. */
static bool told_by_sign(const struct mb_person *p)
{
    return mb_span_starts(p->ev.rule, MB_SPAN_LIT("people/sign-"));
}

void mb_people_settle_signs(struct mb_extract *x)
{
    struct mb_people *people = &x->doc->people;
    uint32_t n = 0;

    for (uint32_t i = 0; i < people->n; i++) {
        struct mb_span key = mb_name_key(people->at[i].name.s, x->arena);
        bool elsewhere = false;
        for (uint32_t k = 0; told_by_sign(&people->at[i]) && k < people->n;
             k++) {
            struct mb_span c = people->at[k].capacity.s;
            elsewhere |=
                k != i && !told_by_sign(&people->at[k])
                && (mb_span_eq(c, MB_SPAN_LIT("apologies"))
                    || mb_span_eq(c, MB_SPAN_LIT("substitute")))
                && mb_name_compare(key,
                                   mb_name_key(people->at[k].name.s, x->arena))
                       >= MB_NAME_COMPATIBLE;
        }
        if (!elsewhere)
            people->at[n++] = people->at[i];
    }
    people->n = n;
}
