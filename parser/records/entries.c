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

#include "parser/records/lexicon.h"
#include "parser/records/names.h"

#include <string.h>

enum sep {
    SEP_NONE,
    SEP_AND,
    SEP_COMMA,
    SEP_DASH,
    SEP_COLON,
    SEP_CELL,
    SEP_SEMI,
    SEP_LINE
};

enum { MARKS_MAX = 64, CODE_MAX = 5 };

/* Person-marks of the block ("(Chair)", "substitute for"), by position. */
struct marks {
    const struct mb_match *at[MARKS_MAX];
    unsigned n;
};

struct scan {
    bool the; /* "the" stands before the piece at the cursor */
    struct mb_entries *list;
    const struct mb_extract *x;
    struct mb_span view;
    uint32_t at;
    uint32_t end;
    struct mb_entry *cur; /* the person being read, or NULL */
    bool after_bracket;
    struct marks marks;
};

void mb_entries_init(struct mb_entries *list, const struct mb_extract *x,
                     unsigned flags)
{
    *list = (struct mb_entries){.x = x, .flags = flags};
}

static struct mb_span view_of(const struct scan *s, uint32_t start,
                              uint32_t end)
{
    return mb_span_sub(s->view, start, end);
}

static void collect_marks(struct scan *s, uint32_t start, uint32_t end)
{
    const struct mb_rules *rules = s->x->rules;
    mb_finds finds = mb_rules_finds(rules, "person-mark");
    uint32_t block = mb_blocks_find(s->x->blocks, start);
    const struct mb_match *m = NULL;

    s->marks.n = 0;
    if (finds == MB_FINDS_NONE)
        return;
    while ((m = mb_matches_next(rules, s->x->matches, block, finds, m))
           != NULL) {
        if (m->start >= start && m->end <= end && s->marks.n < MARKS_MAX)
            s->marks.at[s->marks.n++] = m;
    }
}

static bool mark_is(const struct scan *s, const struct mb_match *m,
                    const char *value)
{
    return mb_span_eq(mb_rules_at(s->x->rules, m->rule)->value,
                      mb_span_str(value));
}

/* The mark with that value that begins within [start, end), or NULL. */
static const struct mb_match *mark_in(const struct scan *s, uint32_t start,
                                      uint32_t end, const char *value)
{
    for (unsigned i = 0; i < s->marks.n; i++) {
        const struct mb_match *m = s->marks.at[i];

        if (m->start >= start && m->start < end && mark_is(s, m, value))
            return m;
    }
    return NULL;
}

static bool blank(char c)
{
    return c == ' ' || c == '\t';
}

/* " and ", " & " at the cursor: its length, or 0. */
static uint32_t and_at(const struct scan *s, uint32_t at)
{
    static const char *const words[] = {"and ", "& ",   "together with ", "a ",
                                        "ac ",  "a'r ", "agus "};
    struct mb_span rest = view_of(s, at, s->end);

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (mb_span_starts(rest, mb_span_str(words[i])))
            return (uint32_t)strlen(words[i]);
    return 0;
}

/* Dots of a leader, "....." or " ... ". */
static uint32_t leader_at(const struct scan *s, uint32_t at)
{
    uint32_t n = 0;

    while (at + n < s->end && s->view.ptr[at + n] == '.')
        n++;
    return n >= 2 ? n : 0;
}

/* Small words in front of a name or post that are no part of it. */
static uint32_t small_word_at(const struct scan *s, uint32_t at)
{
    static const char *const words[] = {"the ",  "The ",  "from ", "by ",
                                        "also ", "both ", "Also "};
    struct mb_span rest = view_of(s, at, s->end);

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        struct mb_span word = mb_span_str(words[i]);

        if (mb_span_starts(rest, word)
            && mb_word_capital(mb_span_sub(rest, word.len, rest.len)))
            return (uint32_t)word.len;
    }
    return 0;
}

/* Pass separators; the strongest one met is returned. */
static enum sep skip_separators(struct scan *s)
{
    enum sep sep = SEP_NONE;

    s->the = false;
    while (s->at < s->end) {
        char c = s->view.ptr[s->at];
        enum sep now = SEP_NONE;
        uint32_t len = 1;

        if (c == '\t' || c == '|')
            now = SEP_CELL;
        else if (c == ',')
            now = SEP_COMMA;
        else if (c == ';')
            now = SEP_SEMI;
        else if (c == ':')
            now = SEP_COLON;
        else if (c == '-'
                 && (s->at + 1 >= s->end || blank(s->view.ptr[s->at + 1])
                     || s->view.ptr[s->at + 1] == '-'))
            now = SEP_DASH;
        else if ((len = leader_at(s, s->at)) != 0)
            now = SEP_CELL;
        else if ((len = and_at(s, s->at)) != 0)
            now = SEP_AND;
        else if ((len = small_word_at(s, s->at)) != 0)
            s->the |= len == 4;
        else if (c != ' ' && c != '\n' && c != '*' && c != '>' && c != '_')
            break;
        else
            len = 1;
        if (now > sep)
            sep = now;
        s->at += len;
    }
    return sep;
}

/* Does a new person's title follow the blank at `at`, without a small word
 * before it ("Assistant to Dr Ahmed")? */
static bool title_at(const struct scan *s, uint32_t at)
{
    static const char *const titles[] = {
        "Cllr ", "Cllr. ", "Councillor ", "Mr ",   "Mr. ", "Mrs ",
        "Mrs. ", "Ms ",    "Ms. ",        "Miss ", "Dr ",  "Dr. "};
    struct mb_span rest = view_of(s, at + 1, s->end);
    uint32_t word = at;

    while (word > s->at && !blank(s->view.ptr[word - 1]))
        word--;
    if (s->view.ptr[word] >= 'a' && s->view.ptr[word] <= 'z')
        return false;
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
        if (mb_span_starts(rest, mb_span_str(titles[i])))
            return true;
    return false;
}

/* Where the piece at the cursor ends: before a separator, bracket or the full
 * stop of a sentence. */
static uint32_t piece_end(const struct scan *s)
{
    uint32_t i = s->at;

    while (i < s->end) {
        char c = s->view.ptr[i];

        if (c == ',' || c == ';' || c == ':' || c == '\t' || c == '('
            || c == '|' || leader_at(s, i) != 0)
            break;
        if (c == '.' && (i + 1 >= s->end || blank(s->view.ptr[i + 1]))
            && i > s->at + 2 && !blank(s->view.ptr[i - 2]))
            break;
        if (c == ' ' && i > s->at && title_at(s, i))
            break;
        if (c == ' ' && i + 1 < s->end
            && (and_at(s, i + 1) != 0
                || (s->view.ptr[i + 1] == '-' && i + 2 < s->end
                    && s->view.ptr[i + 2] == ' ')))
            break;
        i++;
    }
    while (i > s->at && blank(s->view.ptr[i - 1]))
        i--;
    return i;
}

/* The end of the bracket that opens at `open`: behind its ")", or s->end. */
static uint32_t bracket_end(const struct scan *s, uint32_t open)
{
    int depth = 0;

    for (uint32_t i = open; i < s->end; i++) {
        if (s->view.ptr[i] == '(')
            depth++;
        else if (s->view.ptr[i] == ')' && --depth == 0)
            return i + 1;
    }
    return s->end;
}

static struct mb_entry *add_entry(struct scan *s, uint32_t start, uint32_t end)
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
static void extend_role(struct scan *s, uint32_t start, uint32_t end)
{
    struct mb_entry *e = s->cur;

    if (e->role.start == e->role.end)
        e->role = (struct mb_range){start, end};
    else
        e->role.end = end;
    e->whole.end = end;
}

static bool lower_case(struct mb_span s)
{
    return s.len > 0 && s.ptr[0] >= 'a' && s.ptr[0] <= 'z';
}

/* "AG", "PDR", "M": letters that stand for a person in the minutes. */
static bool is_code(struct mb_span s)
{
    if (s.len == 0 || s.len > CODE_MAX)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (!(s.ptr[i] >= 'A' && s.ptr[i] <= 'Z') && s.ptr[i] != '.'
            && !(i > 0 && s.ptr[i] >= 'a' && s.ptr[i] <= 'z' && s.len <= 3))
            return false;
    return !(mb_word_classes(s) & (MB_WORD_TOPIC | MB_WORD_POST));
}

/* Read a name at view offset `at`; its offsets come back as the view's. */
static bool name_at(const struct scan *s, uint32_t at, uint32_t end,
                    unsigned flags, struct mb_name *ret)
{
    if (!mb_name_read(view_of(s, at, end), flags, ret))
        return false;
    ret->start += at;
    ret->end += at;
    ret->office_start += at;
    ret->office_end += at;
    ret->rest += at;
    return true;
}

/* "substitute for Councillor Pike", "represented by Carmel Whyte, Deputy":
 * the other person and his post. */
static void take_other(struct scan *s, const struct mb_match *m, uint32_t end,
                       bool represented)
{
    struct mb_entry *e = s->cur;
    struct mb_name name;
    uint32_t from = m->end;

    if (represented)
        e->represented = true;
    else
        e->substitute = true;
    e->whole.end = end;
    while (from < end && (blank(s->view.ptr[from]) || s->view.ptr[from] == ':'))
        from++;
    if (!name_at(s, from, end, MB_NAME_SINGLE | MB_NAME_OFFICE, &name)) {
        if (represented)
            e->represented = false;
        return;
    }
    e->other = (struct mb_range){(uint32_t)name.start, (uint32_t)name.end};
    from = (uint32_t)name.rest;
    while (from < end
           && (blank(s->view.ptr[from])
               || strchr(",-(", s->view.ptr[from]) != NULL))
        from++;
    while (end > from && strchr(") .", s->view.ptr[end - 1]) != NULL)
        end--;
    if (represented && end > from && mb_name_is_post(view_of(s, from, end)))
        e->other_role = (struct mb_range){from, end};
    if (name.office_end > name.office_start)
        e->other_role = (struct mb_range){(uint32_t)name.office_start,
                                          (uint32_t)name.office_end};
}

/* "(Councillor Orr substituting)": the name stands before the mark. */
static bool other_before_mark(struct scan *s, uint32_t start, uint32_t end)
{
    const struct mb_match *m = mark_in(s, start, end, "substitute");
    struct mb_name name;

    if (m == NULL || m->start <= start + 3
        || !name_at(s, start, m->start, MB_NAME_SINGLE, &name)
        || (!name.titled && name.nwords < 2))
        return false;
    s->cur->represented = true;
    s->cur->other = (struct mb_range){(uint32_t)name.start, (uint32_t)name.end};
    s->cur->whole.end = end;
    return true;
}

/* Substitutes and representatives told within [start, end): true if so. */
static bool take_stand_in(struct scan *s, uint32_t start, uint32_t end)
{
    const struct mb_match *m = mark_in(s, start, end, "represented");

    if (m != NULL) {
        take_other(s, m, end, true);
        return true;
    }
    if (other_before_mark(s, start, end))
        return true;
    m = mark_in(s, start, end, "substitute");
    if (m == NULL)
        return false;
    take_other(s, m, end, false);
    return true;
}

/* Remarks that are no post: true where the piece is nothing else. */
static bool take_note(struct scan *s, uint32_t start, uint32_t end)
{
    struct mb_span piece = view_of(s, start, end);
    const struct mb_match *m;
    bool note = false;

    if (mark_in(s, start, end, "virtual") != NULL) {
        s->cur->notes |= MB_ENTRY_VIRTUAL;
        note = true;
    }
    m = mark_in(s, start, start + 1, "part");
    if (m != NULL) {
        s->cur->notes |= MB_ENTRY_PART;
        note = true;
    }
    m = mark_in(s, start, end, "noise");
    if (m != NULL && (m->start == start || lower_case(piece))) {
        if (mb_span_ifind(piece, MB_SPAN_LIT("apolog")) < piece.len
            && !mb_span_istarts(piece, MB_SPAN_LIT("no ")))
            s->cur->notes |= MB_ENTRY_ABSENT;
        note = true;
    }
    return note && !(mb_name_is_post(piece) && !lower_case(piece));
}

/* One piece of a bracket: a code, a remark, the chair's mark or a post. */
static void bracket_piece(struct scan *s, uint32_t start, uint32_t end,
                          struct mb_range *post, struct mb_range *chair)
{
    const struct mb_match *m;
    struct mb_span piece;

    while (start < end && blank(s->view.ptr[start]))
        start++;
    while (end > start && blank(s->view.ptr[end - 1]))
        end--;
    piece = view_of(s, start, end);
    if (piece.len == 0 || is_code(piece) || take_note(s, start, end))
        return;
    m = mark_in(s, start, end, "chair");
    if (m != NULL && chair->start == chair->end) {
        struct mb_span word = view_of(s, m->start, m->end);
        uint32_t from = m->start;

        if (mb_span_istarts(word, MB_SPAN_LIT("in the ")))
            from += 7;
        *chair = (struct mb_range){from, m->end};
        if (end - start > m->end - m->start + 2 && post->start == post->end)
            *post = (struct mb_range){start, end}; /* Lay Member and Chair */
        return;
    }
    if (lower_case(piece) && (s->list->flags & MB_ENTRIES_REASONS)
        && !mb_name_is_post(piece))
        return;
    if (post->start == post->end)
        *post = (struct mb_range){start, end};
    else
        post->end = end;
}

/* "Aelod Lleyg / Lay Member": the half behind the slash. */
static void second_language(const struct scan *s, struct mb_range *range)
{
    struct mb_span text = view_of(s, range->start, range->end);
    size_t slash = mb_span_find(text, MB_SPAN_LIT(" / "));

    if (slash < text.len)
        range->start += (uint32_t)slash + 3;
}

static void take_bracket(struct scan *s, uint32_t start, uint32_t end)
{
    struct mb_entry *e = s->cur;
    struct mb_range post = {0, 0};
    struct mb_range chair = {0, 0};
    uint32_t from = start;
    int depth = 0;

    e->whole.end = end + 1 < s->end ? end + 1 : s->end;
    if (take_stand_in(s, start, end))
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
                   || mb_name_is_post(view_of(s, post.start, post.end));
    if (post.end > post.start && chair.end > chair.start
        && chair.start < post.start && post.start - chair.end <= 2)
        post.start = chair.start; /* Chair, Secretary of State appointee */
    second_language(s, &post);
    if (e->role.end > e->role.start && chair.end > chair.start
        && !mb_name_is_post(view_of(s, e->role.start, e->role.end)))
        e->role = chair; /* "Straths Council (Chair)" */
    if (e->role.end > e->role.start)
        return;
    if (post.end > post.start
        && (chair.end == chair.start
            || mb_name_is_post(view_of(s, post.start, post.end))))
        e->role = post;
    else if (chair.end > chair.start) {
        e->role = chair;
        e->chair_word = true;
    }
    s->list->role_bracketed = e->role.end > e->role.start;
}

/* A bracket at the cursor: of the person before, or a name behind a post. */
static void read_bracket(struct scan *s)
{
    uint32_t close = bracket_end(s, s->at);
    uint32_t start = s->at + 1;
    uint32_t end =
        close > s->at + 1 && s->view.ptr[close - 1] == ')' ? close - 1 : close;
    struct mb_name name;
    struct mb_range *pending = &s->list->pending;

    s->at = close;
    if (pending->end > pending->start && name_at(s, start, end, 0, &name)
        && name.rest == end) {
        struct mb_range role = *pending;

        if (add_entry(s, (uint32_t)name.start, (uint32_t)name.end) == NULL)
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

/* Does a post follow at `at`, by a comma, dash or bracket? Then the words
 * before were a name and not the rest of a post. */
static bool post_follows(const struct scan *s, uint32_t at)
{
    struct scan ahead = *s;
    enum sep sep;

    ahead.at = at;
    if (at < s->end && s->view.ptr[at] == ' ' && at + 1 < s->end
        && s->view.ptr[at + 1] == '(')
        return true;
    sep = skip_separators(&ahead);
    if (sep != SEP_COMMA && sep != SEP_DASH)
        return false;
    return mb_name_is_post(view_of(s, ahead.at, piece_end(&ahead)));
}

static struct mb_span first_word(const struct scan *s,
                                 const struct mb_name *name)
{
    size_t at = 0;

    return mb_words_next(view_of(s, (uint32_t)name->start, (uint32_t)name->end),
                         &at);
}

/* "East Fen District Council" behind a comma is a body, whom the person before
 * is of, although its first words look like a name. */
static bool is_body(const struct scan *s)
{
    static const char *const nouns[] = {
        " Council",  " Authority",   " Trust", " Board",      " University",
        " Hospital", " Partnership", " ICB",   " Commission", " Association"};
    struct mb_span piece = view_of(s, s->at, piece_end(s));

    for (size_t i = 0; i < sizeof nouns / sizeof nouns[0]; i++)
        if (mb_span_ends(piece, mb_span_str(nouns[i])))
            return true;
    return false;
}

/* May a name begin here, behind that separator? */
static bool may_begin(const struct scan *s, enum sep sep,
                      const struct mb_name *name)
{
    bool has_role = s->cur != NULL && s->cur->role.end > s->cur->role.start;
    bool loose = has_role && !s->list->role_bracketed;

    if (s->list->bracketed && !name->titled)
        return false; /* "Administrator, Newport West (Ms C. Orme)" */
    if (s->cur == NULL || sep == SEP_SEMI || sep == SEP_LINE
        || sep == SEP_COLON)
        return true;
    if (!name->titled && sep == SEP_COMMA && is_body(s))
        return false;
    if (name->titled
        || (sep != SEP_COMMA && name->office_end > name->office_start))
        return true;
    switch (sep) {
    case SEP_NONE:
        return (has_role || s->after_bracket) && name->nwords >= 2;
    case SEP_DASH:
        return has_role;
    case SEP_CELL:
        return name->nwords >= 2 && !s->cur->titled && !has_role
               && !s->list->post_first;
    case SEP_COMMA:
        return !loose || s->cur->chair_word
               || mb_word_initials(first_word(s, name))
               || post_follows(s, (uint32_t)name->rest);
    case SEP_AND:
        return !loose || name->nwords >= 2;
    case SEP_COLON:
    case SEP_SEMI:
    case SEP_LINE:
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

static void begin_person(struct scan *s, const struct mb_name *name)
{
    struct mb_range *pending = &s->list->pending;

    if (add_entry(s, (uint32_t)name->start, (uint32_t)name->end) == NULL)
        return;
    s->cur->titled = name->titled;
    s->cur->single = name->nwords == 1 && !s->list->plural
                     && name->office_end == name->office_start;
    if (name->plural
        || (name->titled && (s->list->flags & MB_ENTRIES_SENTENCE)))
        s->list->plural = true;
    if (name->office_end > name->office_start) {
        s->cur->role = (struct mb_range){(uint32_t)name->office_start,
                                         (uint32_t)name->office_end};
        s->cur->whole.start = s->cur->role.start;
        s->list->role_bracketed = true; /* does not grow */
        s->cur->chair =
            mark_in(s, s->cur->role.start, s->cur->role.end, "chair") != NULL;
    } else if (pending->end > pending->start) {
        s->cur->role = *pending;
        s->cur->whole.start = pending->start;
        s->list->role_bracketed = true;
        s->list->post_first = true;
    }
    *pending = (struct mb_range){0, 0};
    s->at = (uint32_t)name->rest;
}

/* The chair's mark behind a name: " - Chairman", "in the Chair". */
static bool take_chair(struct scan *s, uint32_t start, uint32_t end,
                       const struct mb_match *mark)
{
    struct mb_span word = view_of(s, mark->start, mark->end);
    uint32_t from = mark->start;
    bool post = mark->start - start > 4
                && mb_name_is_post(view_of(s, start, mark->start));

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
static bool read_remark(struct scan *s, enum sep sep, uint32_t start,
                        uint32_t end)
{
    struct mb_entry *e = s->cur;
    struct mb_span piece = view_of(s, start, end);
    bool has_role = e->role.end > e->role.start;
    bool post = mb_name_is_post(piece);
    const struct mb_match *chair = mark_in(s, start, end, "chair");

    if (chair != NULL && (!has_role || sep != SEP_COMMA)
        && take_chair(s, start, end, chair))
        return true;
    if (sep == SEP_NONE && lower_case(piece) && !s->after_bracket) {
        const struct mb_match *m = mark_in(s, start, start + 1, "virtual");

        if (m == NULL || m->end < end) {
            s->list->prose = true;
            return true;
        }
    }
    if (take_note(s, start, end))
        return true;
    if (has_role && !s->list->role_bracketed && sep != SEP_COLON) {
        if (e->chair_word && sep == SEP_COMMA && !post)
            e->chair = false; /* "Chair, Northcliffe Trust" */
        if (!unnamed(piece) || post)
            extend_role(s, start, end);
        return true;
    }
    if (!has_role && !unnamed(piece)
        && (post || sep == SEP_DASH || sep == SEP_CELL
            || (sep == SEP_COMMA && !lower_case(piece)))) {
        extend_role(s, start, end);
        return true;
    }
    return false;
}

/* Does a comma and then a name with its title follow the post that ends
 * there? */
static bool post_before_name(const struct scan *s, uint32_t end)
{
    struct mb_name name;

    if (end + 2 >= s->end || s->view.ptr[end] != ','
        || !mb_name_is_post(view_of(s, s->at, end)))
        return false;
    return name_at(s, end + 2, s->end, 0, &name) && name.titled
           && name.start == end + 2;
}

/* A remark, post or other words at [start, end), behind that separator.
 * Returns where reading goes on. */
static uint32_t read_words(struct scan *s, enum sep sep, uint32_t start,
                           uint32_t end)
{
    struct mb_span piece = view_of(s, start, end);
    struct mb_range *pending = &s->list->pending;

    if (s->the && sep == SEP_AND && end + 1 >= s->end)
        return end; /* "… and the Clerk" */
    if (s->the && sep == SEP_AND && post_before_name(s, end)) {
        *pending = (struct mb_range){start, end};
        return end; /* "… and the Clerk, Mrs Orme" */
    }
    if (s->cur != NULL && sep == SEP_NONE && is_code(piece)) {
        s->cur->whole.end = end;
        return end; /* "Nell Orme (Chair) NO" */
    }
    if (s->cur != NULL && sep < SEP_LINE) {
        if (mark_in(s, start, end, "represented") != NULL
            || mark_in(s, start, end, "substitute") != NULL) {
            take_stand_in(s, start, s->end);
            if (s->cur->other_role.end > s->cur->other_role.start)
                return s->cur->other_role.end;
            return s->cur->other.end > end ? s->cur->other.end : end;
        }
        if (!s->list->post_first && (sep != SEP_SEMI || s->list->cells)
            && read_remark(s, sep, start, end))
            return end;
    }
    if (unnamed(piece))
        return end;
    if (pending->end > pending->start && sep != SEP_SEMI && sep != SEP_LINE) {
        pending->end = end;
    } else if ((mb_name_is_post(piece) || s->list->bracketed)
               && !lower_case(piece)) {
        *pending = (struct mb_range){start, end};
    } else {
        if (sep == SEP_NONE && s->cur != NULL && lower_case(piece))
            s->list->prose = true;
        s->list->odd++;
    }
    return end;
}

/* "George and Judith Cooper": a given name alone before "and". It is left to
 * the surname list's rule unless the list has full names. */
static unsigned name_flags(const struct scan *s, enum sep sep)
{
    unsigned flags = 0;
    size_t at = 0;

    if ((s->list->flags & MB_ENTRIES_SURNAMES) || s->list->plural)
        flags |= MB_NAME_SINGLE;
    if (s->list->plural)
        flags |= MB_NAME_LONE;
    if (sep != SEP_NONE && sep != SEP_DASH)
        flags |= MB_NAME_OFFICE;
    if (s->cur == NULL
        || (mb_word_classes(mb_words_next(view_of(s, s->at, s->end), &at))
            & MB_WORD_OFFICE))
        flags |= MB_NAME_OFFICE;
    return flags;
}

/* Does the list end here: a full stop, and nothing or a new sentence? */
static bool full_stop(struct scan *s)
{
    if (s->at >= s->end || s->view.ptr[s->at] != '.'
        || leader_at(s, s->at) != 0)
        return false;
    return s->at + 1 >= s->end || blank(s->view.ptr[s->at + 1]);
}

/* "Councillors:" and the like within a list: a plural title for what
 * follows. */
static bool plural_label(struct scan *s)
{
    uint32_t end = piece_end(s);
    struct mb_span piece = view_of(s, s->at, end);

    if (!(mb_word_classes(piece) & MB_WORD_PLURAL))
        return false;
    s->list->plural = true;
    s->at = end;
    return true;
}

uint32_t mb_entries_read(struct mb_entries *list, uint32_t start, uint32_t end)
{
    struct scan s = {.list = list,
                     .x = list->x,
                     .view = list->x->blocks->view,
                     .at = start,
                     .end = end};
    uint32_t before = list->n;
    enum sep sep;
    bool first = true; /* the separator before it stands in the last block */

    collect_marks(&s, start, end);
    if (list->open && list->n > 0)
        s.cur = &list->at[list->n - 1];
    sep = list->open ? SEP_COMMA : SEP_LINE;
    if (!list->open)
        list->pending = (struct mb_range){0, 0};
    list->open = false;
    list->prose = false;
    while (s.at < s.end && !list->prose) {
        enum sep now = skip_separators(&s);
        struct mb_name name;

        list->cells |= now == SEP_CELL;

        if (!first)
            sep = now;
        first = false;
        if (s.at >= s.end) {
            list->open = now == SEP_COMMA || now == SEP_AND;
            break;
        }
        if (full_stop(&s))
            break;
        if (s.view.ptr[s.at] == '(') {
            read_bracket(&s);
            s.after_bracket = true;
            continue;
        }
        if (plural_label(&s)) {
            sep = SEP_LINE;
            continue;
        } else if (name_at(&s, s.at, s.end, name_flags(&s, sep), &name)
                   && name.start <= s.at + 40 && may_begin(&s, sep, &name)) {
            begin_person(&s, &name);
        } else {
            uint32_t stop = piece_end(&s);

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
