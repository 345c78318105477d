/* Actions: lines that are marked ("ACTION: J Smith to …"), names in the margin
 * behind a sentence, tables of actions; and, apart from these, offers in prose
 * (doc->soft_actions), which a person has to confirm.
 *
 * An owner given by initials is the person of the attendance list who alone
 * has them.
 */
#include "base/date.h"
#include "parser/records/decide.h"
#include "parser/records/outline.h"

#include <string.h>

enum column { OWNER, ACTION, DUE, BOTH, COLUMNS };

struct pass {
    struct mb_extract *x;
    struct mb_hits hits;
    mb_finds soft;
    mb_finds columns;
    mb_finds margin; /* NONE where the document has no names in its margin */
    uint32_t next;
    uint8_t table; /* of actions, whose rows may stand apart; 0: none */
    uint32_t column[COLUMNS];
    const struct mb_match *head;
};

static struct mb_span view_of(const struct pass *p)
{
    return p->x->blocks->view;
}

/* --- fields ------------------------------------------------------------- */

/* Whether `initials` are those of a name: its words' and hyphened words' first
 * letters, honorifics left out. */
static bool has_initials(struct mb_span name, struct mb_span initials)
{
    static const char *const honorifics[] = {
        "mr",  "mrs", "ms",  "miss", "dr",         "prof", "cllr", "sir",
        "rev", "sr",  "col", "revd", "councillor", "lady", "lord"};
    size_t n = 0;

    for (size_t i = 0; i < name.len;) {
        size_t start = i;
        struct mb_span word;
        bool skip = false;
        while (i < name.len && name.ptr[i] != ' ' && name.ptr[i] != '-')
            i++;
        word = mb_span_strip(mb_span_sub(name, start, i), ".,");
        i++;
        for (size_t k = 0; k < sizeof honorifics / sizeof honorifics[0]; k++)
            skip = skip || mb_span_ieq(word, mb_span_str(honorifics[k]));
        if (skip || word.len == 0)
            continue;
        if (n >= initials.len || word.ptr[0] != initials.ptr[n])
            return false;
        n++;
    }
    return n == initials.len;
}

static struct mb_span resolve(const struct pass *p, struct mb_span owner)
{
    const struct mb_people *people = &p->x->doc->people;
    struct mb_span found = MB_SPAN_NULL;

    if (owner.len < 2 || owner.len > 4)
        return owner;
    for (size_t i = 0; i < owner.len; i++)
        if (owner.ptr[i] < 'A' || owner.ptr[i] > 'Z')
            return owner;
    for (uint32_t i = 0; i < people->n; i++) {
        struct mb_span name = people->at[i].name.s;
        if (!has_initials(name, owner))
            continue;
        if (found.ptr != NULL && !mb_span_ieq(found, name))
            return owner;
        found = name;
    }
    return found.ptr != NULL ? found : owner;
}

/* The last day named in [start, end), as ISO 8601, cut from *end where it ends
 * the words ("by 14 July 2023", "Due: 14 July 2023", "(28 February 2025)"). */
static struct mb_field due_of(struct pass *p, uint32_t start, uint32_t *end)
{
    struct mb_field due = {MB_SPAN_NULL, NULL};
    struct mb_span words = mb_span_sub(view_of(p), start, *end), before;
    struct mb_date_found found, last = {0};
    size_t at = 0;
    char text[MB_DATE_TEXT_SIZE];

    while (mb_date_scan(words, at, &found)) {
        if (found.precision == MB_PRECISION_DAY && !found.impossible)
            last = found;
        at = found.end > at ? found.end : at + 1;
    }
    if (last.end == 0) {
        at = mb_span_find(words, MB_SPAN_LIT(" Due: "));
        if (at < words.len)
            *end = start + (uint32_t)at;
        return due;
    }
    mb_date_format(last.date, text);
    due = mb_field_text(p->x, mb_span_str(text));
    before = mb_span_sub(words, 0, last.start);
    at = before.len;
    for (size_t i = before.len; i-- > 0 && before.len - i < 40;)
        if (mb_span_istarts(mb_span_sub(before, i, before.len),
                            MB_SPAN_LIT("due"))
            || before.ptr[i] == '('
            || (before.ptr[i] == '-' && i > 0 && before.ptr[i - 1] == ' '))
            at = i;
    if (at < before.len)
        *end = start + (uint32_t)at;
    return due;
}

static void add_action(struct pass *p, enum mb_kind kind, uint32_t block,
                       struct mb_range owner, struct mb_range text,
                       const struct mb_match *match)
{
    struct mb_action *a;
    struct mb_field due;
    struct mb_span view = view_of(p), who;
    uint32_t end = text.end;

    due = due_of(p, text.start, &end);
    text.end = end;
    text = mb_range_strip(view, mb_range_trim(view, text), " -;,(\t");
    owner = mb_range_strip(view, owner, " :;,.-\t");
    if (mb_range_empty(text))
        return;
    a = mb_record_add(p->x->doc, kind);
    if (a == NULL)
        return;
    a->item = mb_item_number(p->x, p->x->outline[block].item);
    a->text = mb_field_words(p->x, text.start, text.end, false);
    a->due = due;
    if (!mb_range_empty(owner)) {
        a->owner = mb_field_words(p->x, owner.start, owner.end, true);
        /* "ACTION FT:" is a tag and stays as it is */
        who =
            match != NULL
                    && mb_span_eq(mb_rules_at(p->x->rules, match->rule)->value,
                                  MB_SPAN_LIT("tag"))
                ? a->owner.s
                : resolve(p, a->owner.s);
        if (who.ptr != a->owner.s.ptr)
            a->owner.s = who;
    }
    mb_evidence_fill(p->x, &a->ev,
                     !mb_range_empty(owner) && owner.start < text.start
                         ? owner.start
                         : text.start,
                     text.end, match, NULL, 0);
    if (kind == MB_KIND_ACTIONS)
        mb_claim(p->x, block, block);
}

/* "Gwen Mere to send …" in [r.start, r.end): who, and what behind the "to". */
static bool split_owner(struct mb_span view, struct mb_range r,
                        struct mb_range *owner, struct mb_range *text)
{
    struct mb_span s = mb_range_span(view, r);
    size_t at = mb_span_find(s, MB_SPAN_LIT(" to "));

    if (at == s.len || at > 70)
        return false;
    *owner = (struct mb_range){r.start, r.start + (uint32_t)at};
    *text = (struct mb_range){r.start + (uint32_t)at + 4, r.end};
    return true;
}

/* --- lines -------------------------------------------------------------- */

/* The words of a shouted action end where capitals do. */
static uint32_t end_of_capitals(struct mb_span view, uint32_t at, uint32_t end)
{
    while (at < end && !(view.ptr[at] >= 'a' && view.ptr[at] <= 'z'))
        at++;
    if (at == end)
        return end;
    while (at > 0 && view.ptr[at - 1] != ' ')
        at--;
    return at;
}

/* The sentence before view offset `at` of block i, or the last one of the
 * paragraph above. */
static struct mb_range said_before(const struct pass *p, uint32_t i,
                                   uint32_t at)
{
    struct mb_span view = view_of(p);
    struct mb_range r = {p->x->blocks->at[i].view_body, at};

    r = mb_range_strip(view, r, " ([-");
    if (mb_range_words(view, r) < 2) {
        uint32_t above = i;
        do
            if (above == 0)
                return (struct mb_range){0, 0};
        while (p->x->blocks->at[--above].kind == MB_BLOCK_FURNITURE);
        if (p->x->outline[above].item != p->x->outline[i].item
            || p->x->outline[above].role == MB_ROLE_ITEM_HEADING)
            return (struct mb_range){0, 0};
        r = (struct mb_range){p->x->blocks->at[above].view_body,
                              p->x->blocks->at[above].view_end};
    }
    r = mb_range_trim(view, r);
    return mb_range_empty(r) ? r : mb_sentence_around(view, r, r.end - 1);
}

static void action_line(struct pass *p, uint32_t i, const struct mb_hit *hit)
{
    struct mb_span view = view_of(p);
    struct mb_range block = {p->x->blocks->at[i].view_body,
                             p->x->blocks->at[i].view_end};
    struct mb_range owner = mb_hit_group(&p->hits, hit, "owner"), text;
    struct mb_range s = mb_sentence_around(view, block, hit->end - 1);

    text = (struct mb_range){hit->end, s.end};
    /* "Due: 14 July 2023" is a sentence of its own */
    struct mb_range next = s;
    if (mb_sentence_next(view, block, &next)
        && mb_span_istarts(mb_range_span(view, next), MB_SPAN_LIT("due")))
        text.end = next.end;
    if (mb_hit_is(&p->hits, hit, "margin")) {
        const struct mb_hit *marker;
        text = mb_sentence_around(
            view, (struct mb_range){block.start, hit->start}, hit->start - 1);
        marker = mb_hits_first(&p->hits, MB_HIT_MARKER, text.start, text.end);
        if (marker != NULL && marker->end < text.end)
            text.start = marker->end;
    } else if (mb_hit_is(&p->hits, hit, "who")) {
        text = said_before(p, i, hit->start);
        if (mb_range_words(view, text) < 3)
            return;
    } else if (mb_hit_is(&p->hits, hit, "by")) {
        text = (struct mb_range){block.start, hit->start};
        if (mb_range_words(view, text) < 2)
            return;
    } else if (mb_span_eq(mb_hit_rule(&p->hits, hit)->name,
                          MB_SPAN_LIT("action-shouted"))) {
        text.end = end_of_capitals(view, text.start, block.end);
    } else if (mb_hit_is(&p->hits, hit, "text")) {
        struct mb_range all = text;
        (void)split_owner(view, all, &owner, &text);
    }
    add_action(p, MB_KIND_ACTIONS, i, owner, text, hit->match);
}

/* --- tables ------------------------------------------------------------- */

static struct mb_range cell_of(const struct pass *p, uint32_t i, uint32_t nth)
{
    struct mb_span view = view_of(p);
    struct mb_range r = {p->x->blocks->at[i].view_start,
                         p->x->blocks->at[i].view_end};
    uint32_t from = r.start;

    for (uint32_t k = r.start; k < r.end; k++) {
        if (view.ptr[k] != '\t')
            continue;
        if (nth-- == 0)
            return (struct mb_range){from, k};
        from = k + 1;
    }
    return nth == 0 ? (struct mb_range){from, r.end} : (struct mb_range){0, 0};
}

static bool has_cells(const struct pass *p, uint32_t i)
{
    const struct mb_block *b = &p->x->blocks->at[i];

    return memchr(view_of(p).ptr + b->view_start, '\t',
                  b->view_end - b->view_start)
           != NULL;
}

static bool read_header(struct pass *p, uint32_t i, uint32_t column[COLUMNS])
{
    static const char *const names[COLUMNS] = {"owner", "action", "due",
                                               "both"};
    const struct mb_match *m = NULL;
    struct mb_span view = view_of(p);

    for (int c = 0; c < COLUMNS; c++)
        column[c] = UINT32_MAX;
    while ((m = mb_matches_next(p->x->rules, p->x->matches, i, p->columns, m))
           != NULL) {
        struct mb_span value = mb_rules_at(p->x->rules, m->rule)->value;
        uint32_t nth = 0;
        for (uint32_t k = p->x->blocks->at[i].view_start; k < m->start; k++)
            nth += view.ptr[k] == '\t';
        for (int c = 0; c < COLUMNS; c++)
            if (mb_span_eq(value, mb_span_str(names[c]))
                && column[c] == UINT32_MAX)
                column[c] = nth;
    }
    return (column[OWNER] != UINT32_MAX && column[ACTION] != UINT32_MAX
            && column[OWNER] != column[ACTION])
           || (column[BOTH] != UINT32_MAX
               && memchr(view.ptr + p->x->blocks->at[i].view_start, '\t',
                         p->x->blocks->at[i].view_end
                             - p->x->blocks->at[i].view_start)
                      != NULL);
}

/* An action log at the end repeats what its items said: the last action, if
 * one of the 200 before it is the same, goes. */
static void drop_repeat(struct mb_actions *all)
{
    const struct mb_action *last = &all->at[all->n - 1];
    uint32_t first = all->n > 200 ? all->n - 200 : 0;

    for (uint32_t k = first; k + 1 < all->n; k++)
        if (mb_span_ieq(all->at[k].owner.s, last->owner.s)
            && mb_words_alike(all->at[k].text.s, last->text.s) >= 95) {
            all->n--;
            return;
        }
}

static void read_row(struct pass *p, uint32_t i, const uint32_t column[COLUMNS],
                     const struct mb_match *match)
{
    struct mb_span view = view_of(p);
    struct mb_range owner, text, due = {0, 0};
    uint32_t before = p->x->doc->actions.n;

    if (column[BOTH] != UINT32_MAX) {
        struct mb_range cell = mb_range_trim(view, cell_of(p, i, column[BOTH]));
        if (split_owner(view, cell, &owner, &text))
            add_action(p, MB_KIND_ACTIONS, i, owner, text, match);
        return;
    }
    owner = mb_range_trim(view, cell_of(p, i, column[OWNER]));
    text = mb_range_trim(view, cell_of(p, i, column[ACTION]));
    if (mb_range_empty(text) || mb_range_words(view, text) < 2)
        return;
    add_action(p, MB_KIND_ACTIONS, i, owner, text, match);
    if (column[DUE] != UINT32_MAX)
        due = mb_range_trim(view, cell_of(p, i, column[DUE]));
    if (p->x->doc->actions.n > before && !mb_range_empty(due)) {
        struct mb_action *a = &p->x->doc->actions.at[before];
        uint32_t end = due.end;
        if (a->due.s.ptr == NULL)
            a->due = due_of(p, due.start, &end);
    }
    if (p->x->doc->actions.n > before)
        drop_repeat(&p->x->doc->actions);
}

/* Rows may be table rows or lines whose columns were kept apart by TABs. A
 * table's rows may have paragraphs between them: they are met later. */
static bool read_table(struct pass *p, uint32_t i)
{
    const struct mb_match *match =
        mb_matches_next(p->x->rules, p->x->matches, i, p->columns, NULL);
    uint32_t from = i;

    if (match == NULL || !read_header(p, i, p->column))
        return false;
    mb_claim(p->x, from, from);
    p->table = p->x->blocks->at[i].table;
    p->head = match;
    if (p->table != 0)
        return true;
    for (i = mb_block_behind(p->x, i); i < p->x->blocks->n && has_cells(p, i);
         i = mb_block_behind(p->x, i))
        read_row(p, i, p->column, match);
    p->next = i;
    return true;
}

/* --- names in the margin -------------------------------------------------- */

/* The one match of a block that is but a name, or whose last cell is; NULL. */
static const struct mb_match *in_margin(const struct pass *p, uint32_t i)
{
    const struct mb_outline_block *o = &p->x->outline[i];

    if (p->margin == MB_FINDS_NONE || o->item == MB_NO_INDEX
        || (o->role != MB_ROLE_BODY && o->role != MB_ROLE_LABEL)
        || o->section == MB_SECTION_ATTENDANCE
        || o->section == MB_SECTION_CLOSING || o->section == MB_SECTION_VOTE
        || p->x->blocks->at[i].kind == MB_BLOCK_HEADING
        || p->x->blocks->at[i].label.ptr != NULL)
        return NULL;
    return mb_matches_next(p->x->rules, p->x->matches, i, p->margin, NULL);
}

/* Names in the margin come several to a document, or not at all. */
static bool has_margin(const struct pass *p)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < p->x->blocks->n && n < 2; i++)
        n += in_margin(p, i) != NULL;
    return n >= 2;
}

/* The last sentence of r, without "the Clerk to …" at its head. */
static struct mb_range margin_text(const struct pass *p, struct mb_range r,
                                   struct mb_range owner)
{
    struct mb_span view = view_of(p);
    struct mb_span who = mb_range_span(view, owner), s;
    static const char *const links[] = {" to ", " would ", " will ",
                                        " was asked to ", " agreed to "};

    r = mb_range_trim(view, r);
    if (mb_range_empty(r))
        return r;
    r = mb_sentence_around(view, r, r.end - 1);
    s = mb_range_span(view, r);
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
        struct mb_span link = mb_span_str(links[i]);
        size_t at = mb_span_ifind(s, who);
        if (at < s.len
            && mb_span_istarts(mb_span_sub(s, at + who.len, s.len), link)) {
            r.start += (uint32_t)(at + who.len + link.len);
            return r;
        }
    }
    return r;
}

static void margin_action(struct pass *p, uint32_t i, const struct mb_match *m)
{
    const struct mb_block *b = &p->x->blocks->at[i];
    struct mb_range owner = {m->start, m->end}, text = {b->view_start, 0};
    uint32_t above = i;

    (void)mb_match_range(p->x->rules, m, "owner", &owner);
    text.end = owner.start;
    if (owner.start <= b->view_start + 1) {
        do
            if (above == 0)
                return;
        while (p->x->blocks->at[--above].kind == MB_BLOCK_FURNITURE);
        b = &p->x->blocks->at[above];
        text = (struct mb_range){b->view_body, b->view_end};
        if (p->x->outline[above].item != p->x->outline[i].item
            || p->x->outline[above].role == MB_ROLE_ITEM_HEADING
            || in_margin(p, above) != NULL
            || mb_outline_match(p->x, above, "prose") == NULL)
            return; /* names beneath names are a list */
    }
    text = margin_text(p, text, owner);
    if (mb_range_words(view_of(p), text) >= 3
        && (above != i || mb_range_words(view_of(p), text) >= 5))
        add_action(p, MB_KIND_ACTIONS, i, owner, text, m);
}

/* --- the pass ----------------------------------------------------------- */

static void soft_actions(struct pass *p, uint32_t i)
{
    const struct mb_match *m = NULL;

    while ((m = mb_matches_next(p->x->rules, p->x->matches, i, p->soft, m))
           != NULL) {
        struct mb_range owner = {0, 0}, text = {0, 0};
        (void)mb_match_range(p->x->rules, m, "owner", &owner);
        (void)mb_match_range(p->x->rules, m, "text", &text);
        add_action(p, MB_KIND_SOFT_ACTIONS, i, owner, text, m);
    }
}

void mb_extract_actions(struct mb_extract *x)
{
    struct pass p = {.x = x};

    if (x->doc->kind == MB_DOC_REPORT || x->doc->kind == MB_DOC_OTHER
        || x->doc->kind == MB_DOC_AGENDA || x->doc->kind == MB_DOC_FORWARD_PLAN
        || !mb_hits_init(&p.hits, x))
        return;
    p.soft = mb_rules_finds(x->rules, "soft-action");
    p.columns = mb_rules_finds(x->rules, "action-column");
    p.margin = mb_rules_finds(x->rules, "action-margin");
    if (!has_margin(&p))
        p.margin = MB_FINDS_NONE;
    for (uint32_t i = 0; i < x->blocks->n; i++) {
        uint32_t behind = 0;
        const struct mb_match *margin;
        if (i < p.next || x->blocks->at[i].kind == MB_BLOCK_FURNITURE)
            continue;
        if (read_table(&p, i))
            continue;
        if (p.table != 0 && x->blocks->at[i].table == p.table
            && has_cells(&p, i)) {
            read_row(&p, i, p.column, p.head);
            continue;
        }
        margin = in_margin(&p, i);
        if (margin != NULL) {
            margin_action(&p, i, margin);
            continue;
        }
        mb_hits_read(&p.hits, i);
        for (uint32_t k = 0; k < p.hits.n; k++) {
            struct mb_hit h = p.hits.at[k];
            if (h.kind != MB_HIT_ACTION || h.start < behind)
                continue;
            action_line(&p, i, &h);
            behind = h.end;
        }
        soft_actions(&p, i);
    }
}
