/* Who was there. Lists come first, for they give full names and posts; then
 * sentences ("Apologies were received from …", "… were in attendance for this
 * item", "… took the Chair"), substitutes, and the contacts of pages.
 */
#include "parser/records/attendance.h"
#include "parser/records/roster.h"

#include "parser/records/names.h"
#include "parser/records/sentences.h"

#include <string.h>

/* Add every entry of a list read from a sentence. */
static void add_all(struct mb_roster *r, const struct mb_entries *list,
                    uint32_t block, const char *capacity,
                    const struct mb_match *m)
{
    for (uint32_t i = 0; i < list->n; i++) {
        struct mb_attended how = {
            .capacity = capacity, .match = m, .block = block};

        mb_roster_add(r, &list->at[i], &how);
        if (list->at[i].represented) {
            struct mb_entry other = {.name = list->at[i].other,
                                     .role = list->at[i].other_role,
                                     .whole = list->at[i].whole};

            how.capacity = "substitute";
            how.on_behalf = list->at[i].name;
            mb_roster_add(r, &other, &how);
        }
    }
    if (list->n > 0)
        r->x->outline[block].claimed = 1;
}

static bool value_is(const struct mb_extract *x, const struct mb_match *m,
                     const char *value)
{
    return mb_span_eq(mb_rules_at(x->rules, m->rule)->value,
                      mb_span_str(value));
}

/* Does the heading above speak of apologies: the item's, or the block that
 * stands before? */
static bool about_apologies(const struct mb_extract *x, uint32_t block)
{
    uint32_t item = x->outline[block].item;
    struct mb_span s = MB_SPAN_NULL;

    if (item != MB_NO_INDEX)
        s = x->doc->items.at[item].title.s;
    else if (block > 0)
        s = mb_block_body(x->blocks, block - 1);
    return mb_span_ifind(s, MB_SPAN_LIT("apolog")) < s.len;
}

/* "Apologies were received from A and B"; "A also sent apologies". */
static void apologies(struct mb_roster *r, uint32_t block,
                      const struct mb_match *m)
{
    unsigned flags = MB_ENTRIES_SURNAMES | MB_ENTRIES_REASONS;
    struct mb_entries list;
    uint32_t n;

    if (value_is(r->x, m, "received-from") && !about_apologies(r->x, block))
        return;
    if (value_is(r->x, m, "names-after") || value_is(r->x, m, "received-from"))
        n = mb_people_after(&list, r->x, block, m->end, flags);
    else
        n = mb_people_before(&list, r->x, block, m->start, 0);
    if (n > 0)
        add_all(r, &list, block, "apologies", m);
}

/* "A (post), B and C were in attendance for this item." */
static void attended(struct mb_roster *r, uint32_t block,
                     const struct mb_match *m)
{
    struct mb_entries list;

    if (mb_people_before(&list, r->x, block, m->start, 0) > 0 && list.odd == 0)
        add_all(r, &list, block, "in_attendance", m);
}

static void attended_lead(struct mb_roster *r, uint32_t block,
                          const struct mb_match *m)
{
    struct mb_entries list;

    if (mb_people_after(&list, r->x, block, m->end, 0) > 0 && list.odd == 0)
        add_all(r, &list, block, "in_attendance", m);
}

/* A chair named in the heading of the minutes leaves the list of those
 * present, for whoever the list marks as chair is only that. */
static void make_chair(struct mb_roster *r, uint32_t block,
                       const struct mb_entry *e, const struct mb_match *m)
{
    struct mb_extract *x = r->x;
    struct mb_span name =
        mb_span_sub(x->blocks->view, e->name.start, e->name.end);
    uint32_t chair = mb_roster_find(r, name, "chair");
    uint32_t present = mb_roster_find(r, name, "present");
    struct mb_attended how = {.capacity = "chair", .match = m, .block = block};

    if (chair == MB_NO_INDEX && present != MB_NO_INDEX
        && x->outline[block].item == MB_NO_INDEX) {
        x->doc->people.at[present].capacity =
            mb_field_text(x, MB_SPAN_LIT("chair"));
        return;
    }
    mb_roster_add(r, e, &how);
    x->outline[block].claimed = 1;
}

static void chair_phrase(struct mb_roster *r, uint32_t block,
                         const struct mb_match *m)
{
    struct mb_entries list;
    uint32_t n;

    if (value_is(r->x, m, "names-between")
        && mb_people_sentence(r->x, block, m->start).start != m->start)
        return; /* "signed by the Chair, Cllr A and …" */
    if (value_is(r->x, m, "names-before"))
        n = mb_people_before(&list, r->x, block, m->start, 0);
    else
        n = mb_people_after(&list, r->x, block, m->end, 0);
    if (n == 0 || (value_is(r->x, m, "names-between") && n > 1))
        return;
    if (value_is(r->x, m, "names-before")) {
        make_chair(r, block, &list.at[n - 1], m);
        return;
    }
    make_chair(r, block, &list.at[0], m);
}

static const struct {
    const char *finds;
    void (*read)(struct mb_roster *, uint32_t, const struct mb_match *);
} phrases[] = {
    {"chair-phrase", chair_phrase},
    {"apologies-lead", apologies},
    {"attended", attended},
    {"attended-lead", attended_lead},
};

void mb_people_from_sentences(struct mb_roster *r)
{
    struct mb_extract *x = r->x;

    for (size_t p = 0; p < sizeof phrases / sizeof phrases[0]; p++) {
        mb_finds finds = mb_rules_finds(x->rules, phrases[p].finds);

        if (finds == MB_FINDS_NONE)
            continue;
        for (uint32_t i = 0; i < x->blocks->n; i++) {
            const struct mb_match *m = NULL;

            if (x->outline[i].role == MB_ROLE_FURNITURE)
                continue;
            while ((m = mb_matches_next(x->rules, x->matches, i, finds, m))
                   != NULL)
                phrases[p].read(r, i, m);
        }
    }
}

/* ---- contacts ---- */

/* The view range of a contact's words: up to a telephone number, an address
 * or the next label. */
static struct mb_range contact_words(const struct mb_extract *x, uint32_t start,
                                     uint32_t end)
{
    static const char *const stops[] = {
        " tel",  " email", " e-mail", " phone",  "@",
        " on 0", " by ",   "\ttel",   "\temail", " ext"};
    struct mb_span s = mb_span_sub(x->blocks->view, start, end);

    for (size_t i = 0; i < sizeof stops / sizeof stops[0]; i++) {
        size_t at = mb_span_ifind(s, mb_span_str(stops[i]));

        if (at < s.len)
            s.len = at;
    }
    for (size_t i = 1; i < s.len; i++)
        if (s.ptr[i] >= '0' && s.ptr[i] <= '9') {
            s.len = i;
            break;
        }
    return (struct mb_range){start, start + (uint32_t)s.len};
}

static bool read_contacts(struct mb_roster *r, struct mb_entries *list,
                          uint32_t block, struct mb_range words,
                          const struct mb_match *m)
{
    const char *view = r->x->blocks->view.ptr;
    uint32_t from = words.start;
    uint32_t before = list->n;

    for (uint32_t i = words.start; i <= words.end; i++) {
        if (i < words.end && view[i] != '/')
            continue;
        if (i < words.end
            && !(i + 1 < words.end && view[i + 1] >= 'A' && view[i + 1] <= 'Z'))
            continue;
        mb_entries_read(list, from, i);
        from = i + 1;
    }
    for (uint32_t i = before; i < list->n; i++) {
        struct mb_span value = mb_rules_at(r->x->rules, m->rule)->value;
        struct mb_attended how = {.capacity =
                                      mb_span_eq(value, MB_SPAN_LIT("contact"))
                                          ? "contact"
                                          : "lead_officer",
                                  .match = m,
                                  .block = block};

        mb_roster_add(r, &list->at[i], &how);
    }
    if (list->n > before)
        r->x->outline[block].claimed = 1;
    return list->n > before;
}

/* "Contact: A, post Tel: …"; "Lead officer" with the name in the next block. */
static void contact(struct mb_roster *r, uint32_t block,
                    const struct mb_match *m)
{
    const struct mb_extract *x = r->x;
    const char *view = x->blocks->view.ptr;
    const struct mb_block *b = &x->blocks->at[block];
    uint32_t at = m->end;
    struct mb_entries list;
    bool marked = false;

    while (at < b->view_end && strchr(" :\t-*(s)", view[at]) != NULL) {
        marked |= view[at] == ':' || view[at] == '\t';
        at++;
    }
    mb_entries_init(&list, x, MB_ENTRIES_SENTENCE);
    r->list++;
    if (at < b->view_end) {
        struct mb_name name;

        if (!marked
            && !mb_name_read(mb_span_sub(x->blocks->view, at, b->view_end), 0,
                             &name))
            return;
        if (read_contacts(r, &list, block, contact_words(x, at, b->view_end), m)
            || list.pending.end <= list.pending.start)
            return;
        list.open = true; /* the post stands here, the name below */
    }
    if (block + 1 < x->blocks->n
        && x->outline[block + 1].role != MB_ROLE_ITEM_HEADING
        && x->outline[block + 1].role != MB_ROLE_LABEL) {
        const struct mb_block *next = &x->blocks->at[block + 1];

        read_contacts(r, &list, block + 1,
                      contact_words(x, next->view_body, next->view_end), m);
    }
}

/* Rows under a column "Lead officer", as forward plans have it. */
static void contact_columns(struct mb_roster *r)
{
    const struct mb_extract *x = r->x;
    mb_finds finds = mb_rules_finds(x->rules, "contact-column");
    const struct mb_match *column = NULL;
    uint32_t cell = 0;

    for (uint32_t i = 0; finds != MB_FINDS_NONE && i < x->blocks->n; i++) {
        const struct mb_block *b = &x->blocks->at[i];
        const struct mb_match *m =
            mb_matches_next(x->rules, x->matches, i, finds, NULL);
        struct mb_range words;
        struct mb_entries list;

        if (b->kind == MB_BLOCK_HEADING)
            column = NULL;
        if (m != NULL && b->kind == MB_BLOCK_ROW) {
            column = m;
            cell = mb_block_cell_at(x->blocks, i, m->start + 1);
            continue;
        }
        if (column == NULL || b->kind != MB_BLOCK_ROW)
            continue;
        words = mb_block_cell(x->blocks, i, cell);
        words = contact_words(x, words.start, words.end);
        mb_entries_init(&list, x, MB_ENTRIES_SENTENCE);
        if (words.end > words.start)
            read_contacts(r, &list, i, words, column);
    }
}

void mb_people_from_contacts(struct mb_roster *r)
{
    struct mb_extract *x = r->x;
    mb_finds finds = mb_rules_finds(x->rules, "contact-label");

    if (finds == MB_FINDS_NONE)
        return;
    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_match *m =
            mb_matches_next(x->rules, x->matches, i, finds, NULL);
        const struct mb_match *longer = m;

        while (longer != NULL) {
            if (longer->end > m->end)
                m = longer;
            longer = mb_matches_next(x->rules, x->matches, i, finds, longer);
        }
        if (m != NULL && x->outline[i].role != MB_ROLE_FURNITURE)
            contact(r, i, m);
    }
    contact_columns(r);
}

static bool councillor(struct mb_span name)
{
    return mb_span_istarts(name, MB_SPAN_LIT("cllr"))
           || mb_span_istarts(name, MB_SPAN_LIT("councillor"));
}

/* Councillors that nothing but a list "In attendance" names are the members
 * present. */
static void members_in_attendance(struct mb_extract *x)
{
    struct mb_people *all = &x->doc->people;
    uint32_t n = 0;

    if (x->doc->kind != MB_DOC_MINUTES)
        return;
    for (uint32_t i = 0; i < all->n; i++) {
        struct mb_span c = all->at[i].capacity.s;
        if (mb_span_eq(c, MB_SPAN_LIT("present"))
            || mb_span_eq(c, MB_SPAN_LIT("chair")))
            return;
        n += mb_span_eq(c, MB_SPAN_LIT("in_attendance"))
             && councillor(all->at[i].name.s);
    }
    for (uint32_t i = 0; i < all->n && n >= 2; i++) {
        struct mb_person *who = &all->at[i];
        bool chair = mb_span_ieq(who->role.s, MB_SPAN_LIT("chair"))
                     || mb_span_ieq(who->role.s, MB_SPAN_LIT("chairman"));
        if (mb_span_eq(who->capacity.s, MB_SPAN_LIT("in_attendance"))
            && councillor(who->name.s))
            who->capacity = mb_field_text(x, chair ? MB_SPAN_LIT("chair")
                                                   : MB_SPAN_LIT("present"));
    }
}

void mb_extract_people(struct mb_extract *x)
{
    struct mb_roster r;

    mb_roster_init(&r, x);
    if (mb_people_expected(x)) {
        mb_people_from_lists(&r);
        members_in_attendance(x);
        r.list = 0;
        mb_people_from_substitutes(&r);
        mb_people_from_sentences(&r);
    }
    mb_people_from_contacts(&r);
    mb_people_settle_signs(x);
}
