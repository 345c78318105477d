/* The roster: see the header. Keys stand beside doc->people in the same
 * order, so that a comparison costs no work on the names again.
 */
#include "parser/records/roster.h"

#include "parser/records/lexicon.h"
#include "parser/records/names.h"
#include "parser/records/sentences.h"

#include <string.h>

enum {
    SUBJECT_WORDS = 12, /* where a subject may begin, counted from its end */
    HEADING_MAX = 90,   /* bytes of a heading told by its look */
    SENTENCE_MAX = 1500 /* bytes looked at on either side */
};

static void remember(struct mb_roster *r, struct mb_span key, uint32_t list)
{
    struct mb_arena *arena = r->x->arena;
    struct mb_span *k = mb_arena_push(arena, &r->keys, &r->nkeys, sizeof *k);
    uint32_t *l;

    if (k == NULL)
        return;
    *k = key;
    l = mb_arena_push(arena, &r->lists, &r->nlists, sizeof *l);
    if (l != NULL)
        *l = list;
}

void mb_roster_init(struct mb_roster *r, struct mb_extract *x)
{
    *r = (struct mb_roster){.x = x};
    for (uint32_t i = 0; i < x->doc->people.n; i++)
        remember(r, mb_name_key(x->doc->people.at[i].name.s, x->arena), 0);
}

struct mb_field mb_roster_words(const struct mb_extract *x,
                                struct mb_range range)
{
    static const char around[] = " \t,;:-*|_";
    struct mb_range r = mb_range_strip(x->blocks->view, range, around);

    while (r.end > r.start && x->blocks->view.ptr[r.end - 1] == '.'
           && r.end - r.start > 3)
        r.end--;
    return mb_field_words(x, r.start, r.end, false);
}

/* 'm' or 'f' for a title that tells, else 0. */
static char gender(struct mb_span name)
{
    static const struct {
        const char *title;
        char gender;
    } titles[] = {{"mr ", 'm'},   {"mr. ", 'm'}, {"sir ", 'm'}, {"mrs ", 'f'},
                  {"mrs. ", 'f'}, {"ms ", 'f'},  {"ms. ", 'f'}, {"miss ", 'f'},
                  {"dame ", 'f'}, {"lady ", 'f'}};

    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
        if (mb_span_istarts(name, mb_span_str(titles[i].title)))
            return titles[i].gender;
    return 0;
}

static bool same_person(const struct mb_roster *r, uint32_t i,
                        struct mb_span name, struct mb_span key)
{
    char a = gender(r->x->doc->people.at[i].name.s);
    char b = gender(name);

    if (a != 0 && b != 0 && a != b)
        return false;
    return mb_name_compare(r->keys[i], key) >= MB_NAME_COMPATIBLE;
}

/* The one person who fits; an equal key beats a compatible one. */
static uint32_t find_key(const struct mb_roster *r, struct mb_span name,
                         struct mb_span key, const char *capacity,
                         uint32_t meeting, bool *ret_many)
{
    uint32_t found = MB_NO_INDEX;
    const struct mb_people *people = &r->x->doc->people;

    *ret_many = false;
    for (uint32_t i = 0; i < r->nkeys && i < people->n; i++) {
        bool equal = mb_span_eq(r->keys[i], key);

        if (capacity != NULL
            && !mb_span_eq(people->at[i].capacity.s, mb_span_str(capacity)))
            continue;
        if (meeting != MB_NO_INDEX && people->at[i].meeting != meeting)
            continue;
        if ((r->list != 0 && r->lists[i] == r->list)
            || !same_person(r, i, name, key))
            continue;
        if (equal)
            return i;
        if (found != MB_NO_INDEX && !mb_span_eq(r->keys[found], r->keys[i]))
            *ret_many = true;
        found = i;
    }
    return *ret_many ? MB_NO_INDEX : found;
}

uint32_t mb_roster_find(const struct mb_roster *r, struct mb_span name,
                        const char *capacity)
{
    struct mb_span key = mb_name_key(name, r->x->arena);
    bool many;

    return find_key(r, name, key, capacity, MB_NO_INDEX, &many);
}

/* Fill what an entry without it has from a later one. */
static void enrich(struct mb_roster *r, uint32_t i, struct mb_field name,
                   struct mb_span key, struct mb_field role)
{
    struct mb_person *p = &r->x->doc->people.at[i];

    if (p->role.s.ptr == NULL
        || (mb_span_istarts(p->role.s, MB_SPAN_LIT("chair"))
            && role.s.ptr != NULL
            && !mb_span_istarts(role.s, MB_SPAN_LIT("chair"))))
        p->role = role.s.ptr != NULL ? role : p->role;
    if (key.len > r->keys[i].len
        && memchr(r->keys[i].ptr, ' ', r->keys[i].len) == NULL) {
        p->name = name;
        r->keys[i] = key;
    }
}

static struct mb_field note_of(const struct mb_roster *r,
                               const struct mb_entry *e,
                               const struct mb_attended *how)
{
    if ((e->notes & MB_ENTRY_VIRTUAL) || how->virtual_list)
        return mb_field_text(r->x, MB_SPAN_LIT("virtual"));
    if (e->notes & MB_ENTRY_PART)
        return mb_field_text(r->x, MB_SPAN_LIT("part"));
    return (struct mb_field){MB_SPAN_NULL, NULL};
}

uint32_t mb_roster_add(struct mb_roster *r, const struct mb_entry *entry,
                       const struct mb_attended *how)
{
    struct mb_extract *x = r->x;
    uint32_t meeting = x->outline[how->block].meeting;
    struct mb_field name = mb_roster_words(x, entry->name);
    struct mb_field role = {MB_SPAN_NULL, NULL};
    struct mb_span key = mb_name_key(name.s, x->arena);
    struct mb_person *p;
    struct mb_range other = entry->substitute ? entry->other : how->on_behalf;
    uint32_t found;
    bool many;

    if (key.ptr == NULL || (r->list == 0 && !entry->titled && entry->single))
        return MB_NO_INDEX; /* one word in a sentence names nobody */
    if (entry->role.end > entry->role.start)
        role = mb_roster_words(x, entry->role);
    found = find_key(r, name.s, key, how->capacity,
                     r->list != 0 ? meeting : MB_NO_INDEX, &many);
    if (found != MB_NO_INDEX) {
        enrich(r, found, name, key, role);
        return found;
    }
    if (many && memchr(key.ptr, ' ', key.len) == NULL && r->list == 0)
        return MB_NO_INDEX; /* a surname that two of them bear */
    if (x->doc->people.n >= MB_PEOPLE_MAX) {
        if (!r->full)
            mb_diags_add(&x->doc->diags, MB_DIAG_RULE_LIMIT, 0, 0,
                         MB_SPAN_LIT("people"));
        r->full = true;
        return MB_NO_INDEX;
    }
    p = mb_record_add(x->doc, MB_KIND_PEOPLE);
    if (p == NULL)
        return MB_NO_INDEX;
    p->name = name;
    p->role = role;
    p->capacity = mb_field_text(x, mb_span_str(how->capacity));
    p->note = note_of(r, entry, how);
    if (other.end > other.start)
        p->on_behalf_of = mb_roster_words(x, other);
    p->meeting = meeting;
    mb_evidence_fill(x, &p->ev, entry->whole.start, entry->whole.end,
                     how->match, how->rule, how->confidence);
    remember(r, key, r->list);
    return x->doc->people.n - 1;
}

/* Short, and numbered, bold or in capitals, and no sentence. */
static bool heading_look(const struct mb_extract *x, uint32_t block)
{
    const struct mb_block *b = &x->blocks->at[block];
    struct mb_span line = mb_block_body(x->blocks, block);

    if (line.len == 0 || line.len > HEADING_MAX || line.ptr[line.len - 1] == '.'
        || line.ptr[line.len - 1] == ';' || memchr(line.ptr, '\t', line.len)
        || memchr(line.ptr, ':', line.len))
        return false;
    if (b->kind == MB_BLOCK_HEADING
        || ((b->label.len > 0 || (b->flags & MB_MARK_BOLD))
            && mb_word_capital(line)))
        return true;
    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] >= 'a' && line.ptr[i] <= 'z')
            return false;
    return line.len >= 5;
}

bool mb_people_heading(const struct mb_extract *x, uint32_t block,
                       struct mb_span *ret_about)
{
    const struct mb_match *m = NULL;
    mb_finds finds = mb_rules_finds(x->rules, "attendance-heading");

    *ret_about = MB_SPAN_NULL;
    if (x->outline[block].role != MB_ROLE_ITEM_HEADING
        && !heading_look(x, block))
        return false;
    if (finds != MB_FINDS_NONE)
        m = mb_matches_next(x->rules, x->matches, block, finds, NULL);
    if (m != NULL)
        *ret_about = mb_rules_at(x->rules, m->rule)->value;
    return true;
}

bool mb_people_expected(const struct mb_extract *x)
{
    switch (x->doc->kind) {
    case MB_DOC_AGENDA:
    case MB_DOC_FORWARD_PLAN:
    case MB_DOC_REPORT:
        return false;
    case MB_DOC_DECISION_LIST:
    case MB_DOC_OTHER:
    case MB_DOC_ISSUE:
    case MB_DOC_AGENDA_ITEM:
    case MB_DOC_MEETING:
    case MB_DOC_DECISION:
    case MB_DOC_MINUTES:
    case MB_DOC_KIND_COUNT:
        break;
    }
    return true;
}

struct mb_range mb_people_sentence(const struct mb_extract *x, uint32_t block,
                                   uint32_t at)
{
    const struct mb_block *b = &x->blocks->at[block];
    struct mb_range in = {b->view_body, b->view_end};

    if (at > in.start + SENTENCE_MAX)
        in.start = at - SENTENCE_MAX;
    if (in.end > at + SENTENCE_MAX)
        in.end = at + SENTENCE_MAX;
    return mb_sentence_around(x->blocks->view, in, at);
}

/* A subject behind other words ("That it be noted that Cllr A"): the earliest
 * of the last words from which the rest reads as people. */
static uint32_t subject_within(struct mb_entries *list,
                               const struct mb_extract *x, struct mb_range in,
                               unsigned flags)
{
    struct mb_span s = mb_range_span(x->blocks->view, in);
    uint32_t starts[SUBJECT_WORDS];
    uint32_t n = 0;
    size_t at = 0;
    struct mb_span word;

    while ((word = mb_words_next(s, &at)).ptr != NULL)
        if (mb_word_capital(word) && !(mb_word_classes(word) & MB_WORD_STOP))
            starts[n++ % SUBJECT_WORDS] =
                in.start + (uint32_t)(word.ptr - s.ptr);
    for (uint32_t k = n > SUBJECT_WORDS ? n - SUBJECT_WORDS : 0; k < n; k++) {
        mb_entries_init(list, x, flags | MB_ENTRIES_SENTENCE);
        if (mb_entries_read(list, starts[k % SUBJECT_WORDS], in.end) > 0
            && list->odd == 0 && !list->prose && list->end >= in.end
            && (list->at[0].titled
                || (list->at[0].role.end > 0
                    && list->at[0].role.start < list->at[0].name.start)))
            return list->n;
    }
    list->n = 0;
    return 0;
}

uint32_t mb_people_before(struct mb_entries *list, const struct mb_extract *x,
                          uint32_t block, uint32_t at, unsigned flags)
{
    struct mb_range s = mb_people_sentence(x, block, at);
    struct mb_range in = mb_range_strip(
        x->blocks->view, (struct mb_range){s.start, at}, " \t(\"'*,;-");

    mb_entries_init(list, x, flags | MB_ENTRIES_SENTENCE);
    if (in.end <= in.start)
        return 0;
    if (mb_entries_read(list, in.start, in.end) > 0 && list->odd == 0
        && !list->prose)
        return list->n;
    return subject_within(list, x, in, flags);
}

uint32_t mb_people_after(struct mb_entries *list, const struct mb_extract *x,
                         uint32_t block, uint32_t at, unsigned flags)
{
    struct mb_range s = mb_people_sentence(x, block, at);

    mb_entries_init(list, x, flags | MB_ENTRIES_SENTENCE);
    if (s.end <= at)
        return 0;
    return mb_entries_read(list, at, s.end);
}
