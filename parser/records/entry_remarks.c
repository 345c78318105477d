/* What is said beside a name: in brackets ("(Chairman)", "(AB)", "(part)"),
 * of whoever stands in for somebody, and remarks that are no post.
 */
#include "parser/records/entry_scan.h"
#include "parser/records/lexicon.h"

#include <string.h>

/* "substitute for Councillor Pike", "represented by Carmel Whyte, Deputy":
 * the other person and his post. */
static void take_other(struct mb_scan *s, const struct mb_match *m,
                       uint32_t end, bool represented)
{
    struct mb_entry *e = s->cur;
    struct mb_name name;
    uint32_t from = m->end;

    if (represented)
        e->represented = true;
    else
        e->substitute = true;
    e->whole.end = end;
    while (from < end
           && (mb_scan_blank(s->view.ptr[from]) || s->view.ptr[from] == ':'))
        from++;
    if (!mb_scan_name(s, from, end, MB_NAME_SINGLE | MB_NAME_OFFICE, &name)) {
        if (represented)
            e->represented = false;
        return;
    }
    e->other = (struct mb_range){(uint32_t)name.start, (uint32_t)name.end};
    from = (uint32_t)name.rest;
    while (from < end
           && (mb_scan_blank(s->view.ptr[from])
               || strchr(",-(", s->view.ptr[from]) != NULL))
        from++;
    while (end > from && strchr(") .", s->view.ptr[end - 1]) != NULL)
        end--;
    if (represented && end > from
        && mb_name_is_post(mb_scan_view(s, from, end)))
        e->other_role = (struct mb_range){from, end};
    if (name.office_end > name.office_start)
        e->other_role = (struct mb_range){(uint32_t)name.office_start,
                                          (uint32_t)name.office_end};
}

/* "(Councillor Orr substituting)": the name stands before the mark. */
static bool other_before_mark(struct mb_scan *s, uint32_t start, uint32_t end)
{
    const struct mb_match *m = mb_scan_mark(s, start, end, "substitute");
    struct mb_name name;

    if (m == NULL || m->start <= start + 3
        || !mb_scan_name(s, start, m->start, MB_NAME_SINGLE, &name)
        || (!name.titled && name.nwords < 2))
        return false;
    s->cur->represented = true;
    s->cur->other = (struct mb_range){(uint32_t)name.start, (uint32_t)name.end};
    s->cur->whole.end = end;
    return true;
}

/* Substitutes and representatives told within [start, end): true if so. */
bool mb_scan_stand_in(struct mb_scan *s, uint32_t start, uint32_t end)
{
    const struct mb_match *m = mb_scan_mark(s, start, end, "represented");

    if (m != NULL) {
        take_other(s, m, end, true);
        return true;
    }
    if (other_before_mark(s, start, end))
        return true;
    m = mb_scan_mark(s, start, end, "substitute");
    if (m == NULL)
        return false;
    take_other(s, m, end, false);
    return true;
}

/* Remarks that are no post: true where the piece is nothing else. */
bool mb_scan_note(struct mb_scan *s, uint32_t start, uint32_t end)
{
    struct mb_span piece = mb_scan_view(s, start, end);
    const struct mb_match *m;
    bool note = false;

    if (mb_scan_mark(s, start, end, "virtual") != NULL) {
        s->cur->notes |= MB_ENTRY_VIRTUAL;
        note = true;
    }
    m = mb_scan_mark(s, start, start + 1, "part");
    if (m != NULL) {
        s->cur->notes |= MB_ENTRY_PART;
        note = true;
    }
    m = mb_scan_mark(s, start, end, "noise");
    if (m != NULL && (m->start == start || mb_scan_lower(piece))) {
        if (mb_span_ifind(piece, MB_SPAN_LIT("apolog")) < piece.len
            && !mb_span_istarts(piece, MB_SPAN_LIT("no ")))
            s->cur->notes |= MB_ENTRY_ABSENT;
        note = true;
    }
    return note && !(mb_name_is_post(piece) && !mb_scan_lower(piece));
}

/* One piece of a bracket: a code, a remark, the chair's mark or a post. */
static void bracket_piece(struct mb_scan *s, uint32_t start, uint32_t end,
                          struct mb_range *post, struct mb_range *chair)
{
    const struct mb_match *m;
    struct mb_span piece;

    while (start < end && mb_scan_blank(s->view.ptr[start]))
        start++;
    while (end > start && mb_scan_blank(s->view.ptr[end - 1]))
        end--;
    piece = mb_scan_view(s, start, end);
    if (piece.len == 0 || mb_scan_is_code(piece) || mb_scan_note(s, start, end))
        return;
    m = mb_scan_mark(s, start, end, "chair");
    if (m != NULL && chair->start == chair->end) {
        struct mb_span word = mb_scan_view(s, m->start, m->end);
        uint32_t from = m->start;

        if (mb_span_istarts(word, MB_SPAN_LIT("in the ")))
            from += 7;
        *chair = (struct mb_range){from, m->end};
        if (end - start > m->end - m->start + 2 && post->start == post->end)
            *post = (struct mb_range){start, end}; /* Lay Member and Chair */
        return;
    }
    if (mb_scan_lower(piece) && (s->list->flags & MB_ENTRIES_REASONS)
        && !mb_name_is_post(piece))
        return;
    if (post->start == post->end)
        *post = (struct mb_range){start, end};
    else
        post->end = end;
}

/* "Aelod Lleyg / Lay Member": the half behind the slash. */
static void second_language(const struct mb_scan *s, struct mb_range *range)
{
    struct mb_span text = mb_scan_view(s, range->start, range->end);
    size_t slash = mb_span_find(text, MB_SPAN_LIT(" / "));

    if (slash < text.len)
        range->start += (uint32_t)slash + 3;
}

static void take_bracket(struct mb_scan *s, uint32_t start, uint32_t end)
{
    struct mb_entry *e = s->cur;
    struct mb_range post = {0, 0};
    struct mb_range chair = {0, 0};
    uint32_t from = start;
    int depth = 0;

    e->whole.end = end + 1 < s->end ? end + 1 : s->end;
    if (mb_scan_stand_in(s, start, end))
        return;
    for (uint32_t i = start; i <= end; i++) {
        char c = i < end ? s->view.ptr[i] : ',';

        depth += (c == '(') - (c == ')');
        if (depth == 0 && (c == ',' || c == ';')) {
            bracket_piece(s, from, i, &post, &chair);
            from = i + 1;
        }
    }
    if (chair.end > chair.start)
        e->chair = post.start < chair.end
                   || mb_name_is_post(mb_scan_view(s, post.start, post.end));
    if (post.end > post.start && chair.end > chair.start
        && chair.start < post.start && post.start - chair.end <= 2)
        post.start = chair.start; /* Chair, Secretary of State appointee */
    second_language(s, &post);
    if (e->role.end > e->role.start && chair.end > chair.start
        && !mb_name_is_post(mb_scan_view(s, e->role.start, e->role.end)))
        e->role = chair; /* "Straths Council (Chair)" */
    if (e->role.end > e->role.start)
        return;
    if (post.end > post.start
        && (chair.end == chair.start
            || mb_name_is_post(mb_scan_view(s, post.start, post.end))))
        e->role = post;
    else if (chair.end > chair.start) {
        e->role = chair;
        e->chair_word = true;
    }
    s->list->role_bracketed = e->role.end > e->role.start;
}

/* A bracket at the cursor: of the person before, or a name behind a post. */
void mb_scan_bracket(struct mb_scan *s)
{
    uint32_t close = mb_scan_bracket_end(s, s->at);
    uint32_t start = s->at + 1;
    uint32_t end =
        close > s->at + 1 && s->view.ptr[close - 1] == ')' ? close - 1 : close;
    struct mb_name name;
    struct mb_range *pending = &s->list->pending;

    s->at = close;
    if (pending->end > pending->start && mb_scan_name(s, start, end, 0, &name)
        && name.rest == end) {
        struct mb_range role = *pending;

        if (mb_scan_add_entry(s, (uint32_t)name.start, (uint32_t)name.end)
            == NULL)
            return;
        s->cur->titled = name.titled;
        s->cur->role = role;
        s->cur->whole = (struct mb_range){role.start, close};
        s->list->post_first = true;
        s->list->bracketed = true;
        *pending = (struct mb_range){0, 0};
        return;
    }
    if (s->cur != NULL)
        take_bracket(s, start, end);
}
