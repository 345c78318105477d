/* Attendance lists: from a label ("PRESENT:", "Officials in attendance") to
 * the people under it.
 *
 * A label opens a list with a capacity; the blocks that follow belong to it
 * as long as they read as people. An item headed "Apologies" opens one too.
 * Tables are told by their column headings; their rows carry the capacity.
 */
#include "parser/records/attendance.h"

#include "parser/records/lexicon.h"
#include "parser/records/names.h"
#include "parser/records/sentences.h"

#include <string.h>

enum { LABEL_CELL_WORDS = 4 };

/* ---- capacities ---- */

static bool has_word(const struct mb_attendance *w, struct mb_range role,
                     const char *word)
{
    struct mb_span s = mb_range_span(mb_attendance_view(w), role);

    return mb_span_ifind(s, mb_span_str(word)) < s.len;
}

/* A clerk among the members, a county councillor or constable at a parish
 * meeting, are not members of it. */
static bool is_guest(const struct mb_attendance *w, const struct mb_entry *e,
                     bool attendees)
{
    struct mb_span name = mb_range_span(mb_attendance_view(w), e->name);
    size_t at = 0;
    struct mb_span first = mb_words_next(name, &at);
    unsigned classes = mb_word_classes(first);

    if (has_word(w, e->role, "clerk") && !has_word(w, e->role, "member"))
        return true;
    if (!attendees)
        return false;
    return (classes & MB_WORD_WARD)
           || mb_span_istarts(first, MB_SPAN_LIT("pc"));
}

const char *mb_attendance_capacity(const struct mb_attendance *w,
                                   const struct mb_entry *e)
{
    const struct mb_attendance_code *code = mb_attendance_entry_code(w, e);
    struct mb_span c = code != NULL ? code->value : w->capacity;
    bool attendees = mb_span_eq(c, MB_SPAN_LIT("attendees"));
    bool present = attendees || mb_span_eq(c, MB_SPAN_LIT("present"));

    if (e->substitute)
        return "substitute";
    if (e->notes & MB_ENTRY_ABSENT)
        return "apologies";
    if (present && mb_attendance_signed_away(w, e))
        return "absent";
    if (present && e->chair)
        return "chair";
    if (present && is_guest(w, e, attendees))
        return "in_attendance";
    if (present)
        return "present";
    if (mb_span_eq(c, MB_SPAN_LIT("chair")))
        return "chair";
    if (mb_span_eq(c, MB_SPAN_LIT("apologies")))
        return "apologies";
    if (mb_span_eq(c, MB_SPAN_LIT("absent")))
        return "absent";
    if (mb_span_eq(c, MB_SPAN_LIT("substitute")))
        return "substitute";
    return "in_attendance";
}

/* Who stands in for a listed person becomes an entry of his own. */
static void add_stand_in(struct mb_attendance *w, const struct mb_entry *e,
                         const struct mb_attended *how)
{
    struct mb_attended stand = *how;
    struct mb_entry other = {
        .name = e->other, .role = e->other_role, .whole = e->whole};

    stand.capacity = "substitute";
    stand.on_behalf = e->name;
    mb_roster_add(w->r, &other, &stand);
}

/* "Minute taker: A" where A is in the list of those present: it is his role. */
static bool is_listed(struct mb_attendance *w, const struct mb_entry *e)
{
    struct mb_span name = mb_range_span(mb_attendance_view(w), e->name);
    uint32_t i = mb_roster_find(w->r, name, "present");

    if (i == MB_NO_INDEX)
        return false;
    if (w->x->doc->people.at[i].role.s.ptr == NULL && w->label != NULL)
        w->x->doc->people.at[i].role =
            mb_field_words(w->x, w->label->start, w->label->end, false);
    return true;
}

static void add_entries(struct mb_attendance *w, uint32_t block, uint32_t from)
{
    for (uint32_t i = from; i < w->list.n; i++) {
        struct mb_entry *e = &w->list.at[i];
        struct mb_attended how = {.capacity = mb_attendance_capacity(w, e),
                                  .match = w->label,
                                  .rule = "people/list",
                                  .block = block,
                                  .virtual_list = w->virtual_list};

        if (mb_attendance_entry_code(w, e) != NULL)
            how.match = mb_attendance_entry_code(w, e)->match;
        else if (strcmp(how.capacity, "absent") == 0
                 && !mb_span_eq(w->capacity, MB_SPAN_LIT("absent")))
            how.match = w->sign_key;
        if (mb_span_eq(w->capacity, MB_SPAN_LIT("clerk")) && is_listed(w, e))
            continue;
        if (e->chair && strcmp(how.capacity, "in_attendance") == 0
            && mb_roster_find(
                   w->r, mb_range_span(mb_attendance_view(w), e->name), "chair")
                   != MB_NO_INDEX)
            continue; /* "Councillor Orme in the Chair", beneath the officers */
        if (strcmp(how.capacity, "chair") == 0 && e->role.end <= e->role.start)
            e->chair_word = true;
        mb_roster_add(w->r, e, &how);
        if (e->represented)
            add_stand_in(w, e, &how);
    }
    w->x->outline[block].claimed = 1;
}

/* ---- labels ---- */

static bool all_capitals(struct mb_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] >= 'a' && s.ptr[i] <= 'z')
            return false;
    return s.len >= 4;
}

/* Past blanks and one bracket ("(six Councillors)"). */
static uint32_t skip_bracket(const struct mb_attendance *w, uint32_t at,
                             uint32_t end)
{
    const char *p = mb_attendance_view(w).ptr;

    while (at < end && p[at] == ' ')
        at++;
    if (at < end && p[at] == '(') {
        const char *close = memchr(p + at, ')', end - at);

        if (close != NULL && close - (p + at) < 60)
            at = (uint32_t)(close - p) + 1;
    }
    while (at < end && p[at] == ' ')
        at++;
    return at;
}

/* Does a list follow a label that ends at `at`? Its marks are passed:
 * *ret_at is where the list's words begin. */
static bool label_tail(const struct mb_attendance *w, const struct mb_match *m,
                       uint32_t end, uint32_t *ret_at)
{
    struct mb_span label = mb_span_sub(mb_attendance_view(w), m->start, m->end);
    uint32_t at = skip_bracket(w, m->end, end);
    const char *p = mb_attendance_view(w).ptr;
    struct mb_name name;
    bool two_words = memchr(label.ptr, ' ', label.len) != NULL;

    *ret_at = at;
    if (at >= end)
        return true;
    if (strchr(":;\t-", p[at]) != NULL
        || (p[at] == '*' && memchr(p + at, ':', end - at) != NULL)) {
        while (at < end && strchr(":;\t- *.]", p[at]) != NULL)
            at++;
        *ret_at = at;
        return true;
    }
    if (p[at] == '.' && at + 1 >= end)
        return true;
    if (!mb_name_read(mb_span_sub(mb_attendance_view(w), at, end),
                      MB_NAME_OFFICE, &name))
        return false;
    if (at == m->end)
        return false;
    return name.titled || two_words || all_capitals(label);
}

/* A narrow first cell that begins with a label's words is one: "Officers in"
 * TAB …, its rest in the row below. */
static bool label_cell(const struct mb_attendance *w, const struct mb_match *m,
                       uint32_t end, uint32_t *ret_at)
{
    struct mb_span rest = mb_span_sub(mb_attendance_view(w), m->end, end);
    const char *tab = memchr(rest.ptr, '\t', rest.len);
    struct mb_range cell;

    if (tab == NULL)
        return false;
    cell = (struct mb_range){m->start, m->end + (uint32_t)(tab - rest.ptr)};
    if (mb_range_words(mb_attendance_view(w), cell) > LABEL_CELL_WORDS
        || memchr(mb_attendance_view(w).ptr + cell.start, '(',
                  cell.end - cell.start))
        return false;
    *ret_at = cell.end + 1;
    return true;
}

/* The longest label at the start of a block that a list can follow. */
static const struct mb_match *find_label(const struct mb_attendance *w,
                                         uint32_t block, uint32_t *ret_at)
{
    const struct mb_extract *x = w->x;
    const struct mb_block *b = &x->blocks->at[block];
    mb_finds finds = mb_rules_finds(x->rules, "attendance-label");
    const struct mb_match *best = NULL;
    const struct mb_match *m = NULL;
    uint32_t at;

    if (finds == MB_FINDS_NONE)
        return NULL;
    while ((m = mb_matches_next(x->rules, x->matches, block, finds, m))
           != NULL) {
        if ((best != NULL && m->end <= best->end)
            || (w->sign.ptr == NULL && w->ncodes == 0
                && mb_span_eq(mb_attendance_value(w, m),
                              MB_SPAN_LIT("membership"))))
            continue;
        if (label_tail(w, m, b->view_end, &at)
            || label_cell(w, m, b->view_end, &at)) {
            best = m;
            *ret_at = at;
        }
    }
    return best;
}

static void close_list(struct mb_attendance *w)
{
    w->capacity = MB_SPAN_NULL;
    w->label = NULL;
    w->columns.name = MB_COLUMN_NONE;
    w->virtual_list = false;
    w->in_item = false;
    w->half_label = false;
}

void mb_attendance_open(struct mb_attendance *w, const struct mb_match *label,
                        struct mb_span value, unsigned flags)
{
    struct mb_span head;
    struct mb_span mode = mb_span_cut(value, ' ', &head);

    if (mb_span_eq(head, MB_SPAN_LIT("apologies")))
        flags |= MB_ENTRIES_REASONS | MB_ENTRIES_SURNAMES;
    w->capacity = head;
    w->virtual_list = mode.len > 0;
    w->label = label;
    w->in_item = false;
    w->columns.name = MB_COLUMN_NONE;
    mb_entries_init(&w->list, w->x, flags);
    w->r->list++;
}

/* ---- reading what stands under a label ---- */

/* Labels that stand inside a line: "… (CW). Parish Clerk: Peter King". */
static uint32_t inline_label(const struct mb_attendance *w, uint32_t block,
                             uint32_t from, const struct mb_match **ret_m)
{
    const struct mb_extract *x = w->x;
    mb_finds finds = mb_rules_finds(x->rules, "attendance-inline");
    const struct mb_match *m = NULL;

    *ret_m = NULL;
    if (finds == MB_FINDS_NONE)
        return x->blocks->at[block].view_end;
    while ((m = mb_matches_next(x->rules, x->matches, block, finds, m))
           != NULL) {
        if (m->start > from) {
            *ret_m = m;
            return m->start;
        }
    }
    return x->blocks->at[block].view_end;
}

/* "A in the Chair" marks an entry of a list: no sentence of its own. */
static bool in_the_chair(const struct mb_attendance *w,
                         const struct mb_match *m)
{
    struct mb_span words = mb_span_sub(mb_attendance_view(w), m->start, m->end);

    return mb_span_eq(mb_rules_at(w->x->rules, m->rule)->name,
                      MB_SPAN_LIT("in-the-chair"))
           && mb_span_ifind(words, MB_SPAN_LIT("in the")) < words.len
           && mb_span_ifind(words, MB_SPAN_LIT("was")) >= words.len;
}

/* Where the first sentence begins that other finders read ("Apologies were
 * received from …"), or MB_NO_INDEX. */
static uint32_t sentence_leads(const struct mb_attendance *w, uint32_t block)
{
    static const char *const finds[] = {"apologies-lead", "substitute-phrase",
                                        "attended", "attended-lead",
                                        "chair-phrase"};
    uint32_t first = MB_NO_INDEX;

    for (size_t i = 0; i < sizeof finds / sizeof finds[0]; i++) {
        mb_finds f = mb_rules_finds(w->x->rules, finds[i]);
        const struct mb_match *m = NULL;

        while (f != MB_FINDS_NONE
               && (m = mb_matches_next(w->x->rules, w->x->matches, block, f, m))
                      != NULL
               && (mb_span_eq(mb_attendance_value(w, m), MB_SPAN_LIT("list"))
                   || in_the_chair(w, m)))
            ; /* "A for B", "A in the Chair" in a list are no sentences */
        if (m != NULL && m->start < first)
            first = m->start;
    }
    return first == MB_NO_INDEX ? first
                                : mb_people_sentence(w->x, block, first).start;
}

/* Read view bytes [start, end) of a block as people. `sure`: a label stands
 * directly before, so some odd words are forgiven. */
bool mb_attendance_people(struct mb_attendance *w, uint32_t block,
                          uint32_t start, uint32_t end, bool sure)
{
    uint32_t before = w->list.n;
    uint32_t odd = w->list.odd;
    uint32_t n = mb_entries_read(&w->list, start, end);
    uint32_t wrong = w->list.odd - odd;

    if (w->list.prose || (!sure && wrong > 0) || wrong > n) {
        bool counted = n == 0 && wrong == 0 && !w->list.prose;

        w->list.n = before;
        return counted;
    }
    add_entries(w, block, before);
    return n > 0 || wrong == 0;
}

/* A bracket that a paragraph leaves open is closed in one of the next: view
 * offset behind that one; such blocks are read with this one. */
static uint32_t bracket_reach(struct mb_attendance *w, uint32_t block,
                              uint32_t start)
{
    const struct mb_blocks *blocks = w->x->blocks;
    uint32_t last = block;
    int depth = 0;

    for (;;) {
        uint32_t end = blocks->at[last].view_end;

        for (uint32_t i = last == block ? start : blocks->at[last].view_start;
             i < end; i++)
            depth += (mb_attendance_view(w).ptr[i] == '(')
                     - (mb_attendance_view(w).ptr[i] == ')');
        if (depth <= 0) {
            w->skip = last > block ? last : w->skip;
            return end;
        }
        if (last + 1 >= blocks->n || last > block + 1
            || w->x->outline[last + 1].role != MB_ROLE_BODY)
            return blocks->at[block].view_end;
        last++;
    }
}

/* Read a block from `start`, its inline labels included. */
static bool read_block(struct mb_attendance *w, uint32_t block, uint32_t start,
                       bool sure)
{
    uint32_t far = bracket_reach(w, block, start);
    const struct mb_match *m;
    uint32_t lead = sentence_leads(w, block);
    uint32_t stop = inline_label(w, block, start, &m);
    bool good;

    if (lead <= start)
        return true;
    if (lead < stop) {
        stop = lead;
        m = NULL;
    }
    if (m == NULL && stop < far)
        stop = far;
    good = mb_attendance_people(w, block, start, stop, sure);

    while (m != NULL && (good || sure)) {
        uint32_t at = m->end;

        mb_attendance_open(w, m, mb_attendance_value(w, m), 0);
        stop = inline_label(w, block, at, &m);
        mb_attendance_people(w, block, at, stop, true);
        good = true;
    }
    return good;
}

/* ---- the walk ---- */

/* An item's heading that opens a list by itself. */
static void heading(struct mb_attendance *w, uint32_t block)
{
    const struct mb_extract *x = w->x;
    mb_finds finds = mb_rules_finds(x->rules, "attendance-heading");
    const struct mb_match *m = NULL;

    while (finds != MB_FINDS_NONE
           && (m = mb_matches_next(x->rules, x->matches, block, finds, m))
                  != NULL) {
        struct mb_span value = mb_attendance_value(w, m);

        if (mb_span_eq(value, MB_SPAN_LIT("apologies"))
            || mb_span_eq(value, MB_SPAN_LIT("substitute"))) {
            mb_attendance_open(w, m, value, MB_ENTRIES_SENTENCE);
            w->in_item = true;
            return;
        }
    }
}

/* "present:" below "Also", both in the first column: one label. */
static bool rest_of_label(struct mb_attendance *w, uint32_t block,
                          uint32_t *ret_at)
{
    const struct mb_block *b = &w->x->blocks->at[block];
    struct mb_range cell = mb_block_cell(w->x->blocks, block, 0);

    if (!w->half_label || cell.end <= cell.start
        || mb_range_words(mb_attendance_view(w), cell) > 2
        || mb_attendance_view(w).ptr[cell.end - 1] != ':')
        return false;
    *ret_at = cell.end < b->view_end ? cell.end + 1 : b->view_end;
    w->half_label = false;
    return true;
}

static void open_label(struct mb_attendance *w, uint32_t block,
                       const struct mb_match *label, uint32_t at)
{
    const struct mb_block *b = &w->x->blocks->at[block];
    struct mb_span value = mb_attendance_value(w, label);
    struct mb_span before = mb_span_sub(mb_attendance_view(w), label->end, at);
    bool plural = mb_word_classes(mb_span_sub(mb_attendance_view(w),
                                              label->start, label->end))
                  & MB_WORD_PLURAL;
    const struct mb_match *kept_label = w->label;
    struct mb_span kept = w->capacity;

    if (mb_span_eq(value, MB_SPAN_LIT("clerk")) && kept.ptr == NULL
        && w->x->outline[block].item != MB_NO_INDEX)
        return;
    if (mb_span_eq(value, MB_SPAN_LIT("membership")))
        value = MB_SPAN_LIT("present"); /* those with the sign */
    if (mb_span_eq(value, MB_SPAN_LIT("subgroup"))) {
        if (kept.ptr == NULL || w->in_item)
            return;
        value = kept;
    }
    if (mb_span_eq(value, MB_SPAN_LIT("attendees"))
        && mb_span_eq(kept, MB_SPAN_LIT("present")))
        value = MB_SPAN_LIT("in_attendance"); /* beneath the members' list */
    if (mb_span_eq(value, MB_SPAN_LIT("group")))
        value = kept.ptr != NULL && !w->in_item ? kept : MB_SPAN_LIT("present");
    else if (plural && kept.ptr != NULL && !w->in_item) {
        value = kept; /* "Councillors present" under "Present" */
        label = kept_label != NULL ? kept_label : label;
    }
    mb_attendance_open(w, label, value, plural ? MB_ENTRIES_SURNAMES : 0);
    w->list.plural = plural;
    w->half_label = memchr(before.ptr, '\t', before.len) != NULL
                    && memchr(before.ptr, ':', before.len) == NULL;
    w->x->outline[block].claimed = 1;
    if (at < b->view_end && !read_block(w, block, at, true))
        close_list(w);
}

/* A block under the open list. */
static void continue_list(struct mb_attendance *w, uint32_t block)
{
    const struct mb_block *b = &w->x->blocks->at[block];
    uint32_t at = b->view_body;

    if (rest_of_label(w, block, &at) && at >= b->view_end)
        return;
    if (w->columns.name != MB_COLUMN_NONE) {
        if (mb_attendance_read_row(w, block))
            return;
        w->columns.name = MB_COLUMN_NONE;
        if (w->capacity.ptr == NULL)
            return;
    }
    /* one entry of a list that is not understood does not end it */
    if (!read_block(w, block, at, false) && !w->in_item
        && (b->kind != MB_BLOCK_LIST_ITEM || b->label.ptr == NULL
            || b->label.ptr[0] != '-'))
        close_list(w);
}

/* "… September meeting Councillors present: Cllr A, …": the label stands
 * within a title that ran into it. */
static void label_in_title(struct mb_attendance *w, uint32_t block)
{
    const struct mb_match *m;
    uint32_t at = inline_label(w, block, w->x->blocks->at[block].view_body, &m);

    if (m == NULL || at <= w->x->blocks->at[block].view_body)
        return;
    mb_attendance_open(w, m, mb_attendance_value(w, m), 0);
    if (!read_block(w, block, m->end, true))
        close_list(w);
}

static void visit(struct mb_attendance *w, uint32_t i)
{
    const struct mb_outline_block *o = &w->x->outline[i];
    const struct mb_match *label;
    struct mb_span about;
    uint32_t at = 0;

    if (o->role == MB_ROLE_FURNITURE || (i <= w->skip && i > 0 && w->skip > 0)
        || (w->x->blocks->at[i].flags & MB_MARK_RUNNING))
        return;
    if (o->role == MB_ROLE_ITEM_HEADING
        || (mb_people_heading(w->x, i, &about) && about.ptr != NULL)) {
        close_list(w);
        heading(w, i);
        if (o->role != MB_ROLE_ITEM_HEADING && w->in_item)
            return;
    }
    if (mb_attendance_read_columns(w, i, &w->columns)) {
        mb_entries_init(&w->list, w->x, 0);
        w->r->list++;
        return;
    }
    if (w->grouped) {
        w->grouped = mb_attendance_read_group_row(w, i);
        if (w->grouped)
            return;
    }
    if (mb_attendance_read_groups(w, i)) {
        close_list(w);
        w->r->list++;
        w->grouped = true;
        return;
    }
    if (w->half_label && rest_of_label(w, i, &at)) {
        w->half_label = true;
        continue_list(w, i);
        return;
    }
    label = find_label(w, i, &at);
    if (label != NULL) {
        open_label(w, i, label, at);
        return;
    }
    if (o->role == MB_ROLE_ITEM_HEADING || mb_attendance_coded_row(w, i))
        return;
    if (w->capacity.ptr != NULL || w->columns.name != MB_COLUMN_NONE)
        continue_list(w, i);
    else if (o->item == MB_NO_INDEX)
        label_in_title(w, i);
}

void mb_people_from_lists(struct mb_roster *r)
{
    struct mb_attendance w = {.r = r, .x = r->x};

    close_list(&w);
    mb_attendance_find_sign(&w);
    mb_attendance_find_codes(&w);
    mb_entries_init(&w.list, r->x, 0);
    for (uint32_t i = 0; i < r->x->blocks->n; i++)
        visit(&w, i);
}
