/* Declarations of interest, each to the interests and to the people.
 *
 * A phrase ("declared an Other Significant Interest in item 6") takes the
 * people before it as its subject, wherever it stands. Under an item headed
 * Declarations, a sentence whose subject is a person is one too, and so is a
 * line "RF - item VII(b), neighbour". Initials mean whom the attendance list
 * says they mean.
 */
#include "parser/records/roster.h"

#include "parser/records/names.h"
#include "parser/records/sentences.h"

#include <string.h>

static const struct mb_match *match_in(const struct mb_extract *x,
                                       uint32_t block, const char *finds,
                                       struct mb_range in)
{
    mb_finds f = mb_rules_finds(x->rules, finds);
    const struct mb_match *m = NULL;

    if (f == MB_FINDS_NONE)
        return NULL;
    while ((m = mb_matches_next(x->rules, x->matches, block, f, m)) != NULL)
        if (m->start >= in.start && m->start < in.end)
            return m;
    return NULL;
}

/* "item 6", "minute 294", "items 3 and 4": the number as printed. */
static struct mb_field item_named(const struct mb_extract *x,
                                  struct mb_range in)
{
    static const char *const words[] = {"item ", "items ", "minute ",
                                        "item no. ", "minute no. "};
    struct mb_span s = mb_range_span(x->blocks->view, in);

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t at = mb_span_ifind(s, mb_span_str(words[i]));
        uint32_t start;
        uint32_t end;

        if (at >= s.len)
            continue;
        start = in.start + (uint32_t)(at + strlen(words[i]));
        end = start;
        while (end < in.end
               && strchr(" ,;:\t)", x->blocks->view.ptr[end]) == NULL)
            end++;
        while (end > start && x->blocks->view.ptr[end - 1] == '.')
            end--;
        if (end > start && end - start <= 16)
            return mb_field_words(x, start, end, false);
    }
    return (struct mb_field){MB_SPAN_NULL, NULL};
}

static void add_interest(struct mb_roster *r, const struct mb_entry *e,
                         uint32_t block, struct mb_range sentence,
                         const struct mb_match *m)
{
    struct mb_extract *x = r->x;
    struct mb_interest *in = mb_record_add(x->doc, MB_KIND_INTERESTS);
    const struct mb_match *kind = match_in(x, block, "interest-kind", sentence);
    struct mb_range all = {e->whole.start < sentence.start ? e->whole.start
                                                           : sentence.start,
                           sentence.end};

    if (in == NULL)
        return;
    in->name = mb_roster_words(x, e->name);
    in->item = item_named(x, sentence);
    if (in->item.s.ptr == NULL)
        in->item = mb_item_number(x, x->outline[block].item);
    if (kind != NULL)
        in->kind = mb_field_words(x, kind->start, kind->end, false);
    if (match_in(x, block, "interest-left", sentence) != NULL)
        in->withdrew = MB_YES;
    mb_evidence_fill(x, &in->ev, all.start, all.end, m, "people/interest", 0);
}

/* A person whom initials mean, as an entry would give him. */
static bool resolve_initials(struct mb_roster *r, struct mb_range code,
                             uint32_t block, const struct mb_match *m)
{
    struct mb_extract *x = r->x;
    struct mb_span letters = mb_range_span(x->blocks->view, code);
    uint32_t found;
    struct mb_person *p;
    struct mb_person copy;

    if (letters.len < 2 || letters.len > 4)
        return false;
    for (size_t i = 0; i < letters.len; i++)
        if (letters.ptr[i] < 'A' || letters.ptr[i] > 'Z')
            return false;
    found = mb_names_resolve(x->doc, letters);
    if (found == MB_NO_INDEX)
        return false;
    copy = x->doc->people.at[found];
    if (mb_roster_find(r, copy.name.s, "declared_interest") != MB_NO_INDEX)
        return true;
    p = mb_record_add(x->doc, MB_KIND_PEOPLE);
    if (p == NULL)
        return true;
    p->name = copy.name;
    p->capacity = mb_field_text(x, MB_SPAN_LIT("declared_interest"));
    p->meeting = x->outline[block].meeting;
    mb_evidence_fill(x, &p->ev, code.start, code.end, m,
                     "people/interest-initials", 80);
    mb_roster_init(r, x);
    return true;
}

/* Whether all entries of a subject are people by their form. */
static void declare(struct mb_roster *r, const struct mb_entries *list,
                    uint32_t block, struct mb_range sentence,
                    const struct mb_match *m)
{
    for (uint32_t i = 0; i < list->n; i++) {
        struct mb_attended how = {.capacity = "declared_interest",
                                  .match = m,
                                  .rule = "people/interest",
                                  .block = block};

        mb_roster_add(r, &list->at[i], &how);
        add_interest(r, &list->at[i], block, sentence, m);
    }
    if (list->n > 0)
        r->x->outline[block].claimed = 1;
}

/* The subject of a declaring verb at `m`. */
static bool subject(struct mb_roster *r, uint32_t block,
                    const struct mb_match *m, bool titled,
                    struct mb_range *ret_sentence)
{
    struct mb_extract *x = r->x;
    struct mb_entries list;
    struct mb_range s = mb_people_sentence(x, block, m->start + 1);
    struct mb_range code = mb_range_strip(
        x->blocks->view, (struct mb_range){s.start, m->start}, " ,(\"");

    *ret_sentence = s;
    if (resolve_initials(r, code, block, m))
        return true;
    mb_people_before(&list, x, block, m->start, 0);
    if (list.n == 0
        || (titled && !list.at[0].titled
            && mb_roster_find(
                   r, mb_range_span(x->blocks->view, list.at[0].name), NULL)
                   == MB_NO_INDEX))
        return false;
    declare(r, &list, block, s, m);
    return true;
}

/* "Cllr Orme - item 6, governor" and "RF - item VII(b)"; table rows too. */
static void section_line(struct mb_roster *r, uint32_t block, uint32_t from)
{
    struct mb_extract *x = r->x;
    const struct mb_block *b = &x->blocks->at[block];
    struct mb_span line = mb_span_sub(x->blocks->view, from, b->view_end);
    struct mb_name name;
    size_t after;
    struct mb_range sentence = {b->view_body, b->view_end};
    struct mb_entry e = {0};
    struct mb_entries list = {.at = &e, .n = 1};

    for (after = 0;
         after < line.len && line.ptr[after] >= 'A' && line.ptr[after] <= 'Z';)
        after++;
    if (after >= 2 && after + 3 < line.len
        && mb_span_starts(mb_span_sub(line, after, line.len),
                          MB_SPAN_LIT(" - "))
        && resolve_initials(r, (struct mb_range){from, from + (uint32_t)after},
                            block, NULL))
        return;
    if (!mb_name_read(line, 0, &name))
        return;
    after = name.rest;
    while (after < line.len && line.ptr[after] == ' ')
        after++;
    if (after >= line.len || strchr("-:(\t,", line.ptr[after]) == NULL
        || ((line.ptr[after] == ',' || b->kind == MB_BLOCK_ROW)
            && !name.titled))
        return;
    e.name = (struct mb_range){from + (uint32_t)name.start,
                               from + (uint32_t)name.end};
    e.whole = sentence;
    declare(r, &list, block, sentence, NULL);
}

static void section_block(struct mb_roster *r, uint32_t block)
{
    struct mb_extract *x = r->x;
    mb_finds finds = mb_rules_finds(x->rules, "interest-section-verb");
    const struct mb_match *m = NULL;
    struct mb_range last = {0, 0};
    bool any = false;

    while (finds != MB_FINDS_NONE
           && (m = mb_matches_next(x->rules, x->matches, block, finds, m))
                  != NULL) {
        struct mb_range s;

        if (m->start < last.end)
            continue; /* one subject a sentence: its first verb */
        any |= subject(r, block, m, true, &s);
        last = s;
    }
    if (!any)
        section_line(r, block, r->x->blocks->at[block].view_body);
}

/* "Interests: Councillor A (trustee of B)" as a field of a record. */
static void labelled(struct mb_roster *r, uint32_t block)
{
    const struct mb_extract *x = r->x;
    const struct mb_block *b = &x->blocks->at[block];
    struct mb_range all = {b->view_body, b->view_end};
    const struct mb_match *m = match_in(x, block, "interest-label", all);
    uint32_t at;

    if (m == NULL)
        return;
    for (at = m->end;
         at < b->view_end && strchr(" :\t-", x->blocks->view.ptr[at]) != NULL;)
        at++;
    if (at > m->end && at < b->view_end)
        section_line(r, block, at);
}

void mb_extract_interests(struct mb_extract *x)
{
    mb_finds finds = mb_rules_finds(x->rules, "interest-verb");
    struct mb_roster r;
    struct mb_span about;
    bool heading;
    bool section = false; /* under a heading of declarations */

    if (!mb_people_expected(x))
        return;
    mb_roster_init(&r, x);
    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_outline_block *o = &x->outline[i];
        const struct mb_match *m = NULL;
        struct mb_range s;

        if (o->role == MB_ROLE_FURNITURE)
            continue;
        if (mb_people_heading(x, i, &about)) {
            section = mb_span_eq(about, MB_SPAN_LIT("interests"));
            heading = true;
        } else {
            heading = false;
        }
        while (finds != MB_FINDS_NONE
               && (m = mb_matches_next(x->rules, x->matches, i, finds, m))
                      != NULL)
            subject(&r, i, m, false, &s);
        labelled(&r, i);
        if (!heading && (section || o->section == MB_SECTION_DECLARATIONS)
            && o->section != MB_SECTION_BACKGROUND
            && mb_matches_next(x->rules, x->matches, i, finds, NULL) == NULL)
            section_block(&r, i);
    }
}
