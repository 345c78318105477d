/* Reading lists of people.
 *
 * The text is taken piece by piece; a piece ends at a separator (comma,
 * semicolon, colon, cell, dash with blanks, "and") or begins at a bracket.
 * Where a name can be read, a person begins, unless what came before says
 * that these words still belong to a post ("Director, Sustainable Streets").
 * Pieces that are no names are posts or remarks of the person before, or, at
 * the head of an entry, of the person behind.
 */
#include "parser/records/entries.h"

#include "parser/records/entry_scan.h"
#include "parser/records/lexicon.h"
#include "parser/records/names.h"

#include <string.h>

void mb_entries_init(struct mb_entries *list, const struct mb_extract *x,
                     unsigned flags)
{
    *list = (struct mb_entries){.x = x, .flags = flags};
}

struct mb_entry *mb_scan_add_entry(struct mb_scan *s, uint32_t start,
                                   uint32_t end)
{
    struct mb_entries *list = s->list;
    struct mb_entry *e =
        mb_arena_push(s->x->arena, &list->at, &list->n, sizeof *e);

    if (e == NULL)
        return NULL;
    e->name = (struct mb_range){start, end};
    e->whole = e->name;
    s->cur = e;
    list->role_bracketed = false;
    return e;
}

/* Give the person before a role, or let it grow. */
static void extend_role(struct mb_scan *s, uint32_t start, uint32_t end)
{
    struct mb_entry *e = s->cur;

    if (e->role.start == e->role.end)
        e->role = (struct mb_range){start, end};
    else
        e->role.end = end;
    e->whole.end = end;
}

/* Does a post follow at `at`, by a comma, dash or bracket? Then the words
 * before were a name and not the rest of a post. */
static bool post_follows(const struct mb_scan *s, uint32_t at)
{
    struct mb_scan ahead = *s;
    enum mb_sep sep;

    ahead.at = at;
    if (at < s->end && s->view.ptr[at] == ' ' && at + 1 < s->end
        && s->view.ptr[at + 1] == '(')
        return true;
    sep = mb_scan_separators(&ahead);
    if (sep != MB_SEP_COMMA && sep != MB_SEP_DASH)
        return false;
    return mb_name_is_post(
        mb_scan_view(s, ahead.at, mb_scan_piece_end(&ahead)));
}

static struct mb_span first_word(const struct mb_scan *s,
                                 const struct mb_name *name)
{
    size_t at = 0;

    return mb_words_next(
        mb_scan_view(s, (uint32_t)name->start, (uint32_t)name->end), &at);
}

/* "East Fen District Council" behind a comma is a body, whom the person before
 * is of, although its first words look like a name. */
static bool is_body(const struct mb_scan *s)
{
    static const char *const nouns[] = {
        " Council",  " Authority",   " Trust", " Board",      " University",
        " Hospital", " Partnership", " ICB",   " Commission", " Association"};
    struct mb_span piece = mb_scan_view(s, s->at, mb_scan_piece_end(s));

    for (size_t i = 0; i < sizeof nouns / sizeof nouns[0]; i++)
        if (mb_span_ends(piece, mb_span_str(nouns[i])))
            return true;
    return false;
}

/* May a name begin here, behind that separator? */
static bool may_begin(const struct mb_scan *s, enum mb_sep sep,
                      const struct mb_name *name)
{
    bool has_role = s->cur != NULL && s->cur->role.end > s->cur->role.start;
    bool loose = has_role && !s->list->role_bracketed;

    if (s->list->bracketed && !name->titled)
        return false; /* "Administrator, Newport West (Ms C. Orme)" */
    if (s->cur == NULL || sep == MB_SEP_SEMI || sep == MB_SEP_LINE
        || sep == MB_SEP_COLON)
        return true;
    if (!name->titled && sep == MB_SEP_COMMA && is_body(s))
        return false;
    if (name->titled
        || (sep != MB_SEP_COMMA && name->office_end > name->office_start))
        return true;
    switch (sep) {
    case MB_SEP_NONE:
        return (has_role || s->after_bracket) && name->nwords >= 2;
    case MB_SEP_DASH:
        return has_role;
    case MB_SEP_CELL:
        return name->nwords >= 2 && !s->cur->titled && !has_role
               && !s->list->post_first;
    case MB_SEP_COMMA:
        return !loose || s->cur->chair_word
               || mb_word_initials(first_word(s, name))
               || post_follows(s, (uint32_t)name->rest);
    case MB_SEP_AND:
        return !loose || name->nwords >= 2;
    case MB_SEP_COLON:
    case MB_SEP_SEMI:
    case MB_SEP_LINE:
        break;
    }
    return true;
}

/* "four members of the public", "the Clerk", "3 vacancies": counted or
 * unnamed people. */
static bool unnamed(struct mb_span piece)
{
    static const char *const words[] = {
        "public",    "parishioner", "resident",   "vacanc", "press",
        "the clerk", "member of",   "members of", "others", "student",
        "elector",   "no apolog",   "none",       "nil",    "n/a"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (mb_span_ifind(piece, mb_span_str(words[i])) < piece.len)
            return true;
    return piece.len > 0 && piece.ptr[0] >= '0' && piece.ptr[0] <= '9';
}

static void begin_person(struct mb_scan *s, const struct mb_name *name)
{
    struct mb_range *pending = &s->list->pending;

    s->at = (uint32_t)name->rest; /* also where there is no memory for it */
    if (mb_scan_add_entry(s, (uint32_t)name->start, (uint32_t)name->end)
        == NULL)
        return;
    s->cur->titled = name->titled;
    s->cur->single = name->nwords == 1 && !s->list->plural
                     && name->office_end == name->office_start;
    if (name->plural)
        s->list->bracketed = s->list->post_first = false;
    if (name->plural
        || (name->titled && (s->list->flags & MB_ENTRIES_SENTENCE)))
        s->list->plural = true;
    if (name->office_end > name->office_start) {
        s->cur->role = (struct mb_range){(uint32_t)name->office_start,
                                         (uint32_t)name->office_end};
        s->cur->whole.start = s->cur->role.start;
        s->list->role_bracketed = true; /* does not grow */
        s->cur->chair =
            mb_scan_mark(s, s->cur->role.start, s->cur->role.end, "chair")
            != NULL;
    } else if (pending->end > pending->start) {
        s->cur->role = *pending;
        s->cur->whole.start = pending->start;
        s->list->role_bracketed = true;
        s->list->post_first = true;
    }
    *pending = (struct mb_range){0, 0};
}

/* Whether every word of s has a capital: "Trust ", the start of a post. */
static bool capitals_lead(struct mb_span s)
{
    size_t at = 0;
    struct mb_span word;

    while ((word = mb_words_next(s, &at)).ptr != NULL)
        if (word.ptr[0] < 'A' || word.ptr[0] > 'Z'
            || word.ptr[word.len - 1] == ',')
            return false;
    return true;
}

/* The chair's mark behind a name: " - Chairman", "in the Chair". */
static bool take_chair(struct mb_scan *s, uint32_t start, uint32_t end,
                       const struct mb_match *mark)
{
    struct mb_span word = mb_scan_view(s, mark->start, mark->end);
    uint32_t from = mark->start;
    struct mb_span before = mb_scan_view(s, start, mark->start);
    bool post = before.len > 4
                && (mb_name_is_post(before)
                    || (word.ptr[0] == 'C' && capitals_lead(before)));

    if (mark->end + 1 < end)
        return false; /* more words: "Chair of Governors" */
    if (mb_span_istarts(word, MB_SPAN_LIT("in the ")))
        from += 7;
    s->cur->chair = true;
    s->cur->whole.end = end;
    if (s->cur->role.end > s->cur->role.start)
        return true;
    s->cur->role = (struct mb_range){post ? start : from, mark->end};
    s->cur->chair_word = true;
    return true;
}

/* Words that say something of the person before: true where they were
 * understood. */
static bool read_remark(struct mb_scan *s, enum mb_sep sep, uint32_t start,
                        uint32_t end)
{
    struct mb_entry *e = s->cur;
    struct mb_span piece = mb_scan_view(s, start, end);
    bool has_role = e->role.end > e->role.start;
    bool post = mb_name_is_post(piece);
    const struct mb_match *chair = mb_scan_mark(s, start, end, "chair");

    if (chair != NULL && (!has_role || sep != MB_SEP_COMMA)
        && take_chair(s, start, end, chair))
        return true;
    if (sep == MB_SEP_NONE && mb_scan_lower(piece) && !s->after_bracket) {
        const struct mb_match *m = mb_scan_mark(s, start, start + 1, "virtual");

        if (m == NULL || m->end < end) {
            s->list->prose = true;
            return true;
        }
    }
    if (mb_scan_note(s, start, end))
        return true;
    if (has_role && !s->list->role_bracketed
        && (sep != MB_SEP_COLON
            || mb_name_is_post(mb_scan_view(s, e->role.start, e->role.end)))) {
        if (e->chair_word && sep == MB_SEP_COMMA && !post)
            e->chair = false; /* "Chair, Northcliffe Trust" */
        if (!unnamed(piece) || post)
            extend_role(s, start, end);
        return true;
    }
    if (has_role && sep == MB_SEP_CELL && !mb_scan_lower(piece)) {
        e->whole.end = end; /* "Mayor Quill", whose body stands beside her */
        return true;
    }
    if (!has_role && !unnamed(piece)
        && (post || sep == MB_SEP_DASH || sep == MB_SEP_CELL
            || (sep == MB_SEP_COMMA && !mb_scan_lower(piece)))) {
        extend_role(s, start, end);
        return true;
    }
    return false;
}

/* Does a comma and then a name with its title follow the post that ends
 * there? */
static bool post_before_name(const struct mb_scan *s, uint32_t end)
{
    struct mb_name name;

    if (end + 2 >= s->end || s->view.ptr[end] != ','
        || !mb_name_is_post(mb_scan_view(s, s->at, end)))
        return false;
    return mb_scan_name(s, end + 2, s->end, 0, &name) && name.titled
           && name.start == end + 2;
}

/* Does a bracket with a titled name in it follow the post that ends there? */
static bool name_in_bracket(const struct mb_scan *s, uint32_t end)
{
    struct mb_name name;

    return end + 3 < s->end && s->view.ptr[end] == ' '
           && s->view.ptr[end + 1] == '('
           && mb_name_is_post(mb_scan_view(s, s->at, end))
           && mb_scan_name(s, end + 2, s->end, 0, &name) && name.titled;
}

/* A remark, post or other words at [start, end), behind that separator.
 * Returns where reading goes on. */
static uint32_t read_words(struct mb_scan *s, enum mb_sep sep, uint32_t start,
                           uint32_t end)
{
    struct mb_span piece = mb_scan_view(s, start, end);
    struct mb_range *pending = &s->list->pending;

    if (s->the && sep == MB_SEP_AND && end + 1 >= s->end)
        return end; /* "… and the Clerk" */
    if (s->the && sep == MB_SEP_AND && post_before_name(s, end)) {
        *pending = (struct mb_range){start, end};
        return end; /* "… and the Clerk, Mrs Orme" */
    }
    if (s->cur != NULL && sep == MB_SEP_NONE && mb_scan_is_code(piece)) {
        s->cur->whole.end = end;
        return end; /* "Nell Orme (Chair) NO" */
    }
    if (s->the && sep >= MB_SEP_AND && name_in_bracket(s, end)) {
        *pending = (struct mb_range){start, end};
        return end; /* "…, The Deputy Mayor (Councillor Orme)" */
    }
    if (s->cur != NULL && sep < MB_SEP_LINE) {
        if (mb_scan_mark(s, start, end, "represented") != NULL
            || mb_scan_mark(s, start, end, "substitute") != NULL) {
            mb_scan_stand_in(s, start, s->end);
            if (s->cur->other_role.end > s->cur->other_role.start)
                return s->cur->other_role.end;
            return s->cur->other.end > end ? s->cur->other.end : end;
        }
        if (s->list->post_first && sep == MB_SEP_NONE
            && mb_scan_mark(s, start, end, "chair") != NULL
            && take_chair(s, start, end, mb_scan_mark(s, start, end, "chair")))
            return end; /* "The Mayor (Councillor Orme) in the Chair" */
        if (!s->list->post_first && (sep != MB_SEP_SEMI || s->list->cells)
            && read_remark(s, sep, start, end))
            return end;
    }
    if (unnamed(piece))
        return end;
    if (pending->end > pending->start && sep != MB_SEP_SEMI
        && sep != MB_SEP_LINE) {
        pending->end = end;
    } else if ((mb_name_is_post(piece) || s->list->bracketed)
               && !mb_scan_lower(piece)) {
        *pending = (struct mb_range){start, end};
    } else {
        if (sep == MB_SEP_NONE && s->cur != NULL && mb_scan_lower(piece))
            s->list->prose = true;
        s->list->odd++;
    }
    return end;
}

/* "George and Judith Cooper": a given name alone before "and". It is left to
 * the surname list's rule unless the list has full names. */
static unsigned name_flags(const struct mb_scan *s, enum mb_sep sep)
{
    unsigned flags = 0;
    size_t at = 0;

    if ((s->list->flags & MB_ENTRIES_SURNAMES) || s->list->plural)
        flags |= MB_NAME_SINGLE;
    if (s->list->plural)
        flags |= MB_NAME_LONE;
    if (sep != MB_SEP_NONE && sep != MB_SEP_DASH)
        flags |= MB_NAME_OFFICE;
    if (s->cur == NULL
        || (mb_word_classes(mb_words_next(mb_scan_view(s, s->at, s->end), &at))
            & MB_WORD_OFFICE))
        flags |= MB_NAME_OFFICE;
    return flags;
}

/* Does the list end here: a full stop, and nothing or a new sentence? */
static bool full_stop(struct mb_scan *s)
{
    if (s->at >= s->end || s->view.ptr[s->at] != '.'
        || mb_scan_leader(s, s->at) != 0)
        return false;
    return s->at + 1 >= s->end || mb_scan_blank(s->view.ptr[s->at + 1]);
}

/* "Councillors:" and the like within a list: a plural title for what
 * follows. */
static bool plural_label(struct mb_scan *s)
{
    uint32_t end = mb_scan_piece_end(s);
    struct mb_span piece = mb_scan_view(s, s->at, end);

    if (!(mb_word_classes(piece) & MB_WORD_PLURAL))
        return false;
    s->list->plural = true;
    s->at = end;
    if (s->at < s->end && s->view.ptr[s->at] == '.')
        s->at++; /* "Cllrs. M. Orme" */
    return true;
}

/* A list's "and" whose last name stands in the block below. */
static uint32_t without_and(struct mb_span view, uint32_t start, uint32_t end)
{
    while (end > start && view.ptr[end - 1] == ' ')
        end--;
    if (end > start + 4 && memcmp(view.ptr + end - 4, " and", 4) == 0)
        end -= 4;
    return end;
}

uint32_t mb_entries_read(struct mb_entries *list, uint32_t start, uint32_t end)
{
    struct mb_scan s = {.list = list,
                        .x = list->x,
                        .view = list->x->blocks->view,
                        .at = start,
                        .end = without_and(list->x->blocks->view, start, end)};
    uint32_t before = list->n;
    enum mb_sep sep;
    bool first = true; /* the separator before it stands in the last block */

    mb_scan_find_marks(&s, start, end);
    if (list->open && list->n > 0)
        s.cur = &list->at[list->n - 1];
    sep = list->open ? MB_SEP_COMMA : MB_SEP_LINE;
    if (!list->open)
        list->pending = (struct mb_range){0, 0};
    list->open = false;
    list->prose = false;
    while (s.at < s.end && !list->prose) {
        enum mb_sep now = mb_scan_separators(&s);
        struct mb_name name;

        list->cells |= now == MB_SEP_CELL;

        if (!first)
            sep = now;
        first = false;
        if (s.at >= s.end) {
            list->open = now == MB_SEP_COMMA || now == MB_SEP_AND;
            break;
        }
        if (full_stop(&s))
            break;
        if (s.view.ptr[s.at] == '(') {
            mb_scan_bracket(&s);
            s.after_bracket = true;
            continue;
        }
        if (plural_label(&s)) {
            sep = MB_SEP_LINE;
            continue;
        } else if (mb_scan_name(&s, s.at, s.end, name_flags(&s, sep), &name)
                   && name.start <= s.at + 40 && may_begin(&s, sep, &name)) {
            begin_person(&s, &name);
        } else {
            uint32_t stop = mb_scan_piece_end(&s);

            if (stop == s.at)
                stop = s.at + 1;
            s.at = read_words(&s, sep, s.at, stop);
        }
        s.after_bracket = false;
    }
    if (list->post_first && list->pending.end > list->pending.start)
        list->open = true; /* the post goes on in the next block */
    list->end = s.at;
    return list->n - before;
}
