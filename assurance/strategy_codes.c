/* Which lines of a plan begin with a code, and what stands before it.
 *
 * "Priority 1: title", "A.1 sentence", "SO2" alone. A level's name is one of
 * the nouns by which plans call their levels, or any words that the document
 * prints before one code after another ("Big move 1", "Big move 2"): those
 * are gathered in a first pass. Where nothing is numbered, "Ambition: title"
 * printed again and again is read so too. The marks are parallel to the
 * lines, so that the shapes look at a line's mark and not at its words.
 */
#include "assurance/strategy_build.h"

#include "parser/wraps.h"

#include <string.h>

enum {
    LEVEL_WORDS = 3,
    TITLE_WORDS = 14, /* behind a name without a code */
    SHORT_WORDS = 8,  /* of a title that fills its line */
    HEAD_WORDS = 5,   /* of a line that heads lists */
    LEVELS_MAX = 64
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* ---------------------------------------------------------------- codes */

/* The number a word stands for: "3", "three"; 0 if none. */
static uint32_t number_word(struct mb_span w)
{
    static const char *const words[] = {
        "",      "one",   "two",  "three", "four",   "five",  "six",
        "seven", "eight", "nine", "ten",   "eleven", "twelve"};
    uint32_t n = 0;
    size_t i = 0;
    for (; i < w.len && is_digit(w.ptr[i]) && i < 3; i++)
        n = n * 10 + (uint32_t)(w.ptr[i] - '0');
    /* "Our Promise 2025-2029" has years, no number. */
    if (n > 0)
        return i == w.len || w.ptr[i] == '.' ? n : 0;
    for (uint32_t k = 1; k < sizeof words / sizeof words[0]; k++)
        if (mb_span_ieq(w, mb_span_str(words[k])))
            return k;
    return 0;
}

size_t mb_code_len(struct mb_span s)
{
    size_t i = 0;
    while (i < s.len && i < 3 && is_upper(s.ptr[i]))
        i++;
    bool letters = i > 0;
    if (i > 0 && i + 1 < s.len && is_digit(s.ptr[i + 1])
        && (s.ptr[i] == '.' || s.ptr[i] == '-' || s.ptr[i] == '/'))
        i++; /* "A.1", "II.1": the letters are the node above */
    size_t digits = i;
    size_t dots = 0;
    while (i < s.len && (is_digit(s.ptr[i]) || s.ptr[i] == '.')) {
        bool dot = s.ptr[i] == '.';
        if (dot && (i == digits || i + 1 >= s.len || !is_digit(s.ptr[i + 1])))
            break;
        dots += dot;
        i++;
    }
    if (i == digits || i - digits > 9 || (!letters && dots == 0) || dots > 3)
        return 0;
    return i;
}

bool mb_code_roman(struct mb_span s)
{
    size_t tens = 0;
    while (tens < s.len && s.ptr[tens] == 'X')
        tens++;
    struct mb_span ones = mb_span_sub(s, tens, s.len);
    static const char *const forms[] = {"",  "I",  "II",  "III",  "IV",
                                        "V", "VI", "VII", "VIII", "IX"};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (s.len > 0 && tens < 4 && mb_span_eq(ones, mb_span_str(forms[i])))
            return true;
    return false;
}

/* "1a": a number and a letter behind it. */
static bool lettered_number(struct mb_span s)
{
    size_t i = 0;
    while (i < s.len && is_digit(s.ptr[i]))
        i++;
    return i > 0 && i < 3 && i + 1 == s.len && s.ptr[i] >= 'a'
           && s.ptr[i] <= 'z';
}

/* "A(i)", "1(a)": a letter or number and small letters in brackets. */
static bool bracketed(struct mb_span s)
{
    size_t open = mb_span_find(s, MB_SPAN_LIT("("));
    bool inner = open > 0 && open < 3 && open + 2 < s.len && s.len - open <= 6
                 && s.ptr[s.len - 1] == ')';
    for (size_t i = 0; inner && i < s.len - 1; i++)
        inner = i == open || is_digit(s.ptr[i])
                || (i < open ? is_upper(s.ptr[i])
                             : s.ptr[i] >= 'a' && s.ptr[i] <= 'z');
    return inner;
}

/* What is printed behind a level's name: "1", "1.2", "SO1", "A", "A.1", "IV"
 * as it stands, "two" as a number; or null. */
static struct mb_span level_code(struct mb_span word, struct mb_arena *arena)
{
    uint32_t n = number_word(word);
    if (n > 0 && !is_digit(word.ptr[0]))
        return mb_arena_printf(arena, "%u", n);
    if (n > 0 || (word.len > 0 && mb_code_len(word) == word.len)
        || mb_code_roman(word) || lettered_number(word) || bracketed(word)
        || (word.len == 1 && is_upper(word.ptr[0])))
        return word;
    return MB_SPAN_NULL;
}

/* ---------------------------------------------------------------- marks */

/* Marks that part a number from a title. */
static struct mb_span after_mark(struct mb_span s, bool *marked)
{
    static const char *const marks[] = {
        ":", ".", ")", "-", "\xE2\x80\x93", "\xE2\x80\x94", "|"};
    *marked = s.len > 0 && s.ptr[0] == '\t';
    struct mb_span rest = mb_span_trim(s);
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (mb_span_starts(rest, mb_span_str(marks[i]))) {
            *marked = true;
            rest = mb_span_trim(mb_span_sub(rest, strlen(marks[i]), rest.len));
        }
    }
    return rest;
}

/* End of the word that may be a code: "1.2" holds its stop, "A." does not. */
static size_t code_end(struct mb_span s, size_t at)
{
    static const char ends[] = " \t:),|";
    size_t from = at;
    while (
        at < s.len && memchr(ends, s.ptr[at], sizeof ends - 1) == NULL
        && (unsigned char)s.ptr[at] != 0xE2 /* a dash */
        && !(s.ptr[at] == '.' && (at + 1 >= s.len || !is_digit(s.ptr[at + 1]))))
        at++;
    /* "A(i)" holds its bracket */
    return at < s.len && bracketed(mb_span_sub(s, from, at + 1)) ? at + 1 : at;
}

/* Words that are printed before numbers in any paper and name no level. */
static bool paper_word(struct mb_span word)
{
    static const char *const words[] = {
        "page",     "figure",   "fig",       "table",    "appendix",  "annex",
        "section",  "chapter",  "part",      "box",      "map",       "chart",
        "item",     "note",     "paragraph", "version",  "issue",     "year",
        "quarter",  "week",     "day",       "ward",     "question",  "room",
        "floor",    "schedule", "article",   "clause",   "agenda",    "minute",
        "study",    "example",  "january",   "february", "march",     "april",
        "may",      "june",     "july",      "august",   "september", "october",
        "november", "december", "band",      "grade",    "slide",     "graph",
        "cabinet",  "council",  "committee", "plan",     "strategy",  "edition",
        "scenario", "option",   "form",      "volume",   "covid",     "phase"};
    return MB_SPAN_ILISTED(word, words) > 0;
}

static bool letters_only(struct mb_span word)
{
    for (size_t i = 0; i < word.len; i++)
        if (!is_upper(word.ptr[i])
            && !(word.ptr[i] >= 'a' && word.ptr[i] <= 'z')
            && !(word.ptr[i] == '-' && i > 0 && i + 1 < word.len))
            return false;
    return word.len > 2;
}

/* Words, a code and what follows; false where the line does not begin so. */
struct before_code {
    struct mb_span words;
    struct mb_span code;
    struct mb_span rest;
    bool marked; /* a mark stands behind the code, or nothing */
    bool known;  /* the last word names a level whatever the document */
};

static bool cut_words(struct mb_span text, struct mb_arena *arena,
                      struct before_code *ret)
{
    size_t at = 0;
    if (text.len == 0 || !is_upper(text.ptr[0]))
        return false;
    for (int n = 0; n < LEVEL_WORDS && at < text.len; n++) {
        size_t end = at;
        while (end < text.len && text.ptr[end] != ' ')
            end++;
        struct mb_span word = mb_span_sub(text, at, end);
        if (end >= text.len || !letters_only(word))
            return false;
        at = end + 1;
        size_t stop = code_end(text, at);
        ret->code = level_code(mb_span_sub(text, at, stop), arena);
        if (ret->code.ptr == NULL)
            continue;
        ret->words = mb_span_sub(text, 0, end);
        ret->known = mb_level_noun(word);
        ret->rest = after_mark(mb_span_sub(text, stop, text.len), &ret->marked);
        ret->marked = ret->marked || ret->rest.len == 0;
        return ret->known || !paper_word(word);
    }
    return false;
}

/* "Priority 1 Homes for all": without a mark between, a capital follows;
 * "Priority 1 is led by" is a sentence. */
static bool title_follows(const struct before_code *b)
{
    return b->rest.len > 0 && is_upper(b->rest.ptr[0]);
}

/* Length of "1.1" or "4b" at the start of s, 0 if neither stands there. */
static size_t code_at_start(struct mb_span s)
{
    size_t n = mb_code_len(s);
    struct mb_span word = mb_span_sub(s, 0, code_end(s, 0));
    return n == 0 && lettered_number(word) ? word.len : n;
}

bool mb_code_opens(struct mb_span s, struct mb_arena *arena)
{
    struct before_code b;
    size_t n = code_at_start(s);
    if (n > 0)
        return n + 1 < s.len && strchr(" .:)\t", s.ptr[n]) != NULL;
    return cut_words(s, arena, &b)
           && (b.marked
               || (title_follows(&b)
                   && (b.known || mb_code_len(b.code) == b.code.len)));
}

bool mb_code_title(struct mb_span s, struct mb_arena *arena)
{
    struct before_code b;
    return cut_words(s, arena, &b) && b.marked && mb_title_like(b.rest)
           && mb_code_len(b.code) == 0 && mb_word_count(b.rest) <= SHORT_WORDS
           && !mb_promise_like(b.rest)
           && memchr(b.rest.ptr, ',', b.rest.len) == NULL
           && !mb_wrap_hangs(mb_wrap_last_word(s));
}

/* ------------------------------------------------- names in the document */

/* A name of this document's, with the first code behind it. */
struct name {
    struct mb_span words;
    struct mb_span first;
    uint32_t line; /* on which it stands first */
    bool several;  /* another code stands behind it elsewhere */
    bool again;    /* the first code does so */
    bool known;
    bool clashes; /* its first code was a known level's already */
};

struct names {
    struct name at[LEVELS_MAX];
    uint32_t n;
};

static struct name *find_name(struct names *names, struct mb_span words)
{
    for (uint32_t i = 0; i < names->n; i++)
        if (mb_span_ieq(names->at[i].words, words))
            return &names->at[i];
    return NULL;
}

static void gather_name(struct names *names, const struct before_code *b,
                        uint32_t i)
{
    struct name *name = find_name(names, b->words);
    if (name == NULL && names->n < LEVELS_MAX) {
        name = &names->at[names->n++];
        *name = (struct name){
            .words = b->words, .first = b->code, .line = i, .known = b->known};
    } else if (name != NULL) {
        bool same = mb_span_eq(name->first, b->code);
        name->several = name->several || !same;
        name->again = name->again || same;
    }
}

/* Names of which the document has several. "Case study 1" behind "Priority 1"
 * is none; "Step 1" is, if each priority has its own. */
static void gather_names(const struct mb_strategy_build *build,
                         struct names *names)
{
    struct before_code b;
    for (uint32_t i = 0; i < build->nlines; i++)
        if (cut_words(build->lines[i].text, build->arena, &b)
            && (b.marked || title_follows(&b)))
            gather_name(names, &b, i);
    for (uint32_t k = 0; k < names->n; k++) {
        struct name *name = &names->at[k];
        for (uint32_t n = 0; n < names->n; n++)
            name->clashes =
                name->clashes
                || (!name->known && !name->again && names->at[n].known
                    && names->at[n].line < name->line
                    && mb_span_eq(names->at[n].first, name->first));
    }
}

/* ---------------------------------------------------------------- lines */

/* "First ambition: A dry town": a number in words before a level's name. */
static bool ordinal_line(const struct mb_strategy_build *build,
                         struct mb_span text, struct mb_numbered *ret)
{
    static const char *const words[] = {"first", "second", "third",   "fourth",
                                        "fifth", "sixth",  "seventh", "eighth",
                                        "ninth", "tenth"};
    struct mb_span word;
    struct mb_span rest = mb_span_cut(text, ' ', &word);
    size_t colon = mb_span_find(rest, MB_SPAN_LIT(":"));
    bool marked;
    uint32_t n = 0;
    while (n < 10 && !mb_span_ieq(word, mb_span_str(words[n])))
        n++;
    if (colon == rest.len)
        colon = mb_span_find(rest, MB_SPAN_LIT(" - "));
    if (n == 10 || colon == rest.len || !is_upper(text.ptr[0])
        || mb_word_count(mb_span_sub(rest, 0, colon)) > 2)
        return false;
    ret->level = mb_level_name(mb_span_sub(rest, 0, colon), build->arena);
    ret->code = mb_arena_printf(build->arena, "%u", n + 1);
    ret->rest = after_mark(mb_span_sub(rest, colon, rest.len), &marked);
    return ret->level.ptr != NULL;
}

static bool level_line(const struct mb_strategy_build *build,
                       struct names *names, struct mb_span text,
                       struct mb_numbered *ret)
{
    struct before_code b;
    if (!cut_words(text, build->arena, &b))
        return false;
    const struct name *name = find_name(names, b.words);
    bool several = name != NULL && name->several && !name->clashes;
    if (!(several || b.known) || !(b.marked || (several && title_follows(&b))))
        return false;
    ret->level = b.known ? mb_level_name(b.words, build->arena)
                         : mb_words_lower(b.words, build->arena);
    ret->code = b.code;
    ret->rest = b.rest;
    return ret->level.ptr != NULL;
}

/* A line that begins with a printed code, in its label or its words. */
static bool coded_line(const struct mb_strategy_line *line,
                       struct mb_numbered *ret)
{
    ret->level = MB_SPAN_NULL;
    size_t n = lettered_number(line->label) ? line->label.len
                                            : mb_code_len(line->label);
    if (n > 0) {
        ret->code = line->label;
        ret->rest = line->text;
        return n == line->label.len;
    }
    /* "- 1.1 ..." has its code behind the bullet. */
    if (line->label.len > 0 && line->kind != MB_BLOCK_LIST_ITEM)
        return false;
    n = code_at_start(line->text);
    if (n == 0)
        return false;
    bool marked;
    struct mb_span rest = mb_span_sub(line->text, n, line->text.len);
    if (rest.len > 0 && rest.ptr[0] != ' ' && rest.ptr[0] != ':'
        && rest.ptr[0] != '.' && rest.ptr[0] != ')' && rest.ptr[0] != '\t')
        return false;
    ret->code = mb_span_sub(line->text, 0, n);
    ret->rest = after_mark(rest, &marked);
    char first = ret->rest.len > 0 ? ret->rest.ptr[0] : 'A';
    return !(first >= 'a' && first <= 'z') && !is_digit(first);
}

/* What a label that is no code of several parts counts with. */
static enum mb_numbered_form bare_form(const struct mb_strategy_line *line)
{
    struct mb_span s = line->label;
    if (line->text.len == 0 || s.len == 0 || s.len > 5)
        return MB_FORM_NONE;
    bool digits = s.len <= 2;
    for (size_t i = 0; i < s.len; i++)
        digits = digits && is_digit(s.ptr[i]);
    if (digits)
        return MB_FORM_NUMBER;
    if (s.len == 1 && s.ptr[0] >= 'a' && s.ptr[0] <= 'z')
        return MB_FORM_SMALL;
    if (mb_code_roman(s))
        return MB_FORM_ROMAN;
    return s.len == 1 && is_upper(s.ptr[0]) ? MB_FORM_LETTER : MB_FORM_NONE;
}

/* "I." among letters is one of them. */
static void settle_forms(struct mb_strategy_build *build)
{
    bool second = false; /* "II." is printed */
    for (uint32_t i = 0; i < build->nlines; i++)
        second = second
                 || (build->marks[i].form == MB_FORM_ROMAN
                     && build->lines[i].label.len > 1);
    for (uint32_t i = 0; i < build->nlines; i++)
        if (build->marks[i].form == MB_FORM_ROMAN && !second)
            build->marks[i].form = MB_FORM_LETTER;
}

/* "Ambition: A town on foot": a level's name and a title, unnumbered. */
static bool named_line(const struct mb_strategy_line *line,
                       struct mb_arena *arena, struct mb_numbered *ret)
{
    static const char *const tells[] = {"measure", "target", "milestone",
                                        "deliverable", "action"};
    struct mb_span head;
    struct mb_span rest = mb_span_cut(line->text, ':', &head);
    if (rest.ptr == NULL || line->kind == MB_BLOCK_ROW
        || line->kind == MB_BLOCK_LIST_ITEM || mb_word_count(head) > 2
        || head.len == 0 || !is_upper(head.ptr[0])
        || (head.ptr[head.len - 1] | 32) == 's')
        return false;
    ret->level = mb_level_name(head, arena);
    ret->code = MB_SPAN_NULL;
    ret->rest = mb_span_trim(rest);
    return ret->level.ptr != NULL && MB_SPAN_ILISTED(ret->level, tells) == 0
           && mb_title_like(ret->rest)
           && mb_word_count(ret->rest) <= TITLE_WORDS;
}

/* Where nothing is numbered: two or more titles behind the same name. */
static void mark_named(struct mb_strategy_build *build, struct names *names)
{
    names->n = 0;
    for (uint32_t i = 0; i < build->nlines; i++) {
        struct mb_numbered it;
        if (!named_line(&build->lines[i], build->arena, &it))
            continue;
        gather_name(names,
                    &(struct before_code){.words = it.level, .code = it.rest},
                    i);
        it.form = MB_FORM_NAMED;
        build->marks[i] = it;
    }
    for (uint32_t i = 0; i < build->nlines; i++) {
        struct mb_numbered *it = &build->marks[i];
        const struct name *name =
            it->form == MB_FORM_NAMED ? find_name(names, it->level) : NULL;
        if (it->form == MB_FORM_NAMED && (name == NULL || !name->several))
            it->form = MB_FORM_NONE;
    }
}

/* "A fairer island (Outcome A)", "Cap the fare. (A1)": what a line that ends
 * in brackets is numbered, where no line begins with its number. */
static bool trailing_line(const struct mb_strategy_build *build,
                          const struct mb_strategy_line *line,
                          struct mb_numbered *ret)
{
    struct mb_span text = line->text;
    struct before_code b;
    size_t open = text.len;
    while (open > 0 && text.ptr[open - 1] != '(' && text.ptr[open - 1] != '[')
        open--;
    char last = text.len > 0 ? text.ptr[text.len - 1] : ' ';
    if (open < 4 || (last != ')' && last != ']') || line->kind == MB_BLOCK_ROW)
        return false;
    struct mb_span inside = mb_span_sub(text, open, text.len - 1);
    *ret = (struct mb_numbered){
        .form = MB_FORM_CODE,
        .code = inside,
        .rest = mb_span_trim(mb_span_sub(text, 0, open - 1))};
    if (inside.len > 0 && mb_code_len(inside) == inside.len)
        return true;
    if (!cut_words(inside, build->arena, &b) || !b.known || b.rest.len > 0)
        return false;
    ret->form = MB_FORM_LEVEL;
    ret->code = b.code;
    ret->level = mb_level_name(b.words, build->arena);
    return true;
}

static bool mark_trailing(struct mb_strategy_build *build)
{
    struct mb_numbered it;
    uint32_t n = 0;
    for (uint32_t i = 0; i < build->nlines; i++)
        n += trailing_line(build, &build->lines[i], &it);
    for (uint32_t i = 0; n > 2 && i < build->nlines; i++)
        if (trailing_line(build, &build->lines[i], &it))
            build->marks[i] = it;
    return n > 2;
}

/* "Projects" above the list of each section: a short line that heads one list
 * after another, and is no label of a field or of an explanation. */
static void mark_heads(struct mb_strategy_build *build)
{
    struct mb_span value;
    uint32_t at[LEVELS_MAX];
    uint32_t n = 0;
    for (uint32_t i = 0; i + 1 < build->nlines; i++) {
        struct mb_span text = build->lines[i].text;
        enum mb_block_kind kind = build->lines[i].kind;
        if (build->lines[i + 1].kind != MB_BLOCK_LIST_ITEM
            || (kind != MB_BLOCK_PARAGRAPH && kind != MB_BLOCK_HEADING)
            || build->marks[i].form != MB_FORM_NONE || !is_upper(text.ptr[0])
            || mb_word_count(text) > HEAD_WORDS || mb_strategy_subhead(text)
            || mb_strategy_field_label(text, &value) != MB_FIELD_NONE)
            continue;
        uint32_t k = 0;
        while (k < n && !mb_span_ieq(build->lines[at[k]].text, text))
            k++;
        if (k < n)
            build->marks[i].heads_list = build->marks[at[k]].heads_list = true;
        else if (n < LEVELS_MAX)
            at[n++] = i;
    }
}

void mb_strategy_mark(struct mb_strategy_build *build)
{
    struct names *names = mb_arena_alloc(build->arena, 1, sizeof *names);
    build->marks =
        mb_arena_alloc(build->arena, build->nlines + 1, sizeof *build->marks);
    if (names == NULL || build->marks == NULL) {
        build->nlines = 0;
        return;
    }
    bool any = false;
    gather_names(build, names);
    for (uint32_t i = 0; i < build->nlines; i++) {
        const struct mb_strategy_line *line = &build->lines[i];
        struct mb_numbered it = {.form = MB_FORM_NONE};
        if (level_line(build, names, line->text, &it)
            || ordinal_line(build, line->text, &it))
            it.form = MB_FORM_LEVEL;
        else if (coded_line(line, &it))
            it.form = MB_FORM_CODE;
        else
            it = (struct mb_numbered){.form = bare_form(line),
                                      .code = line->label,
                                      .rest = line->text};
        build->marks[i] = it;
        any = any || it.form == MB_FORM_LEVEL || it.form == MB_FORM_CODE;
    }
    settle_forms(build);
    if (!any && !mark_trailing(build))
        mark_named(build, names);
    mark_heads(build);
}
