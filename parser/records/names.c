/* Reading names.
 *
 * A name is read word by word from its beginning: titles first, then words
 * that look like parts of a name, until one does not. What a word looks like
 * comes from its letters and from the lexicon: a post or a subject ends a
 * name, except right behind a title or an initial, where "Mr Parish" and
 * "J Waters" are people.
 */
#include "parser/records/names.h"

#include "parser/records/lexicon.h"

#include <string.h>

enum { WORDS_MAX = 6 };

struct reader {
    struct mb_span s;
    size_t at;           /* behind the last word taken */
    struct mb_span word; /* the word looked at */
    size_t word_start;
    size_t word_end;
    unsigned classes;
};

/* A bracket or comma without a blank before it divides all the same:
 * "Ashdown(LA)", "Nwosu,Mr". The comma stays with the word before it. */
static void cut_word(struct mb_span *word)
{
    for (size_t i = 1; i < word->len; i++) {
        if (word->ptr[i] == '(' || word->ptr[i] == ')') {
            word->len =
                word->ptr[i] == ')' && word->ptr[0] == '(' ? word->len : i;
            return;
        }
        if (word->ptr[i] == '*') { /* a note's mark */
            word->len = i;
            return;
        }
        if (word->ptr[i] == ',' || word->ptr[i] == ';') {
            word->len = i + 1;
            return;
        }
    }
}

static bool look(struct reader *r)
{
    size_t at = r->at;

    r->word = mb_words_next(r->s, &at);
    if (r->word.ptr == NULL)
        return false;
    r->word_start = at - r->word.len;
    cut_word(&r->word);
    r->word_end = r->word_start + r->word.len;
    r->classes = mb_word_classes(r->word);
    return true;
}

static bool letter(unsigned char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static char last_byte(struct mb_span s)
{
    return s.len == 0 ? '\0' : s.ptr[s.len - 1];
}

/* "Cyng./Cllr": both halves titles. The name then begins at the second. */
static bool slash_title(struct mb_span word, size_t *ret_second)
{
    struct mb_span head;
    struct mb_span tail = mb_span_cut(word, '/', &head);

    if (tail.len == 0 || !(mb_word_classes(head) & MB_WORD_TITLE)
        || !(mb_word_classes(tail) & MB_WORD_TITLE))
        return false;
    *ret_second = (size_t)(tail.ptr - word.ptr);
    return true;
}

/* Is the word at the cursor followed by a title or an office? */
static unsigned next_classes(const struct reader *r)
{
    size_t at = r->word_end;
    struct mb_span next = mb_words_next(r->s, &at);
    size_t second;

    if (next.ptr == NULL)
        return 0;
    return slash_title(next, &second) ? MB_WORD_TITLE : mb_word_classes(next);
}

/* One title at the cursor; false where none is there. */
static bool take_title(struct reader *r, struct mb_name *n)
{
    size_t second;

    if (!look(r))
        return false;
    if (slash_title(r->word, &second)) {
        n->start = r->word_start + second;
        n->titled = true;
        r->at = r->word_end;
        return true;
    }
    if (n->titled && mb_span_eq(r->word, MB_SPAN_LIT("/"))
        && (next_classes(r) & MB_WORD_TITLE)) {
        r->at = r->word_end; /* "Cynghorydd / Councillor" */
        look(r);
        n->start = r->word_start;
        return true;
    }
    if (!n->titled && mb_span_ieq(r->word, MB_SPAN_LIT("an"))
        && (next_classes(r) & MB_WORD_TITLE)) {
        n->start = r->word_start; /* "An Comhairleoir" */
        n->ward = true;
        r->at = r->word_end;
        return true;
    }
    if (mb_span_ieq(r->word, MB_SPAN_LIT("y"))
        && (next_classes(r) & MB_WORD_TITLE)) {
        r->at = r->word_end;
        look(r);
        n->start = r->word_start;
        return true;
    }
    if (r->classes & MB_WORD_WARD && !(r->classes & MB_WORD_TITLE)) {
        unsigned next = next_classes(r);

        if (!(next & MB_WORD_TITLE) || (next & MB_WORD_OFFICE))
            return false;
        if (!n->titled && !n->ward)
            n->start = r->word_start;
        n->ward = true;
        r->at = r->word_end;
        return true;
    }
    if (!(r->classes & MB_WORD_TITLE)
        || !mb_word_capital(mb_span_strip(r->word, "("))
        || (next_classes(r) & MB_WORD_OFFICE
            && mb_span_ieq(r->word, MB_SPAN_LIT("lord"))))
        return false;
    if (r->word.ptr[0] == '(' && last_byte(r->word) != ')')
        return false;
    if (!n->titled && !n->ward)
        n->start = r->word_start;
    n->titled = true;
    r->at = r->word_end;
    if (r->classes & MB_WORD_PLURAL) {
        struct reader after = *r;

        n->plural = true;
        if (look(&after))
            n->start = after.word_start;
    }
    return true;
}

/* Letters, apostrophes, hyphens and stops only, beginning with a capital. */
static bool name_shape(struct mb_span word)
{
    if (!mb_word_capital(word))
        return false;
    for (size_t i = 0; i < word.len; i++) {
        unsigned char c = (unsigned char)word.ptr[i];

        if (c < 0x80 && !letter(c) && c != '\'' && c != '-' && c != '.')
            return false;
    }
    return true;
}

/* Is the word at the cursor a part of a name? `behind`: it follows a title or
 * an initial, where subjects may be surnames. `proper`: a full word was taken
 * before. */
static bool name_word(const struct reader *r, bool behind, bool proper)
{
    struct mb_span word = mb_span_strip(r->word, ",;:");
    unsigned no = MB_WORD_STOP | MB_WORD_POST | MB_WORD_OFFICE | MB_WORD_PLURAL;

    if (!name_shape(word))
        return false;
    if (mb_word_initials(word)) {
        bool single = word.len == 1 || (word.len == 2 && word.ptr[1] == '.');

        if (!single
            && (proper || (r->classes & (MB_WORD_TOPIC | MB_WORD_POST))))
            return false; /* NHS, HR */
        return !(r->classes & MB_WORD_SUFFIX) || !proper;
    }
    if (r->classes & MB_WORD_TITLE && !behind)
        return false;
    if (behind)
        return !(r->classes & no);
    return !(r->classes & (no | MB_WORD_TOPIC | MB_WORD_WARD));
}

/* A particle: in lower case, with a capital behind it. */
static bool particle(const struct reader *r)
{
    size_t at = r->word_end;
    struct mb_span next;

    if (!(r->classes & MB_WORD_PARTICLE) || r->word.ptr[0] == '(')
        return false;
    next = mb_words_next(r->s, &at);
    return next.ptr != NULL
           && (mb_word_capital(next)
               || (mb_word_classes(next) & MB_WORD_PARTICLE));
}

/* Suffixes behind the name: "OBE", ", MBE DL". */
static void take_suffixes(struct reader *r, struct mb_name *n)
{
    while (look(r)) {
        struct mb_span word = mb_span_strip(r->word, ",;:.)");
        bool caps = word.len >= 2 && word.ptr[0] >= 'A' && word.ptr[0] <= 'Z'
                    && word.ptr[word.len - 1] >= 'A'
                    && word.ptr[word.len - 1] <= 'Z';

        if (!(r->classes & MB_WORD_SUFFIX) || !caps || r->word.ptr != word.ptr)
            return;
        r->at = r->word_start + word.len;
        n->end = r->at;
        if (r->at < r->s.len && r->s.ptr[r->at] == '.' && r->at + 1 < r->s.len)
            return;
        if (r->at < r->s.len && r->s.ptr[r->at] == ',') {
            struct reader more = *r;

            more.at++;
            if (!look(&more) || !(more.classes & MB_WORD_SUFFIX))
                return;
            r->at++;
        }
    }
}

/* "Byrne (J)": which of two Byrnes, printed in brackets. */
static void take_bracketed_initial(struct reader *r, struct mb_name *n)
{
    struct mb_span word;

    if (n->nwords != 1 || !look(r) || r->word.len > 6 || r->word.ptr[0] != '(')
        return;
    word = mb_span_strip(r->word, ",;:.");
    if (last_byte(word) != ')')
        return;
    word = mb_span_sub(word, 1, word.len - 1);
    if (word.len == 0 || word.len > 3 || !mb_word_initials(word))
        return;
    r->at = r->word_start + word.len + 2;
    n->end = r->at;
}

/* The words of the name itself. */
static bool take_words(struct reader *r, struct mb_name *n, bool *ret_full)
{
    bool behind = n->titled;
    bool stopped = false;

    *ret_full = false;
    while (!stopped && n->nwords < WORDS_MAX && look(r)) {
        struct mb_span word = r->word;

        if (particle(r)
            && (n->nwords > 0 || n->titled || mb_word_capital(word))) {
            r->at = r->word_end;
            continue;
        }
        if (!name_word(r, behind, *ret_full))
            break;
        stopped = strchr(",;:", last_byte(word)) != NULL;
        word = mb_span_strip(word, ",;:");
        behind = mb_word_initials(word);
        if (!behind) {
            *ret_full = true;
            if (last_byte(word) == '.' && word.len > 3) {
                word.len--; /* the sentence ends here */
                stopped = true;
            }
        }
        n->nwords++;
        n->end = r->word_start + word.len;
        r->at = n->end;
    }
    return n->nwords > 0;
}

/* A surname that is also a subject ("Ward", "Church"), alone in a list of
 * surnames: a comma, "and" or the end follows. */
static bool lone_surname(const struct reader *r)
{
    size_t at = r->word_end;
    struct mb_span next = mb_words_next(r->s, &at);
    struct mb_span word = mb_span_strip(r->word, ",;.");

    if (!name_shape(word) || word.len < 3 || mb_word_initials(word)
        || (r->classes
            & (MB_WORD_STOP | MB_WORD_POST | MB_WORD_OFFICE | MB_WORD_TITLE)))
        return false;
    return next.ptr == NULL || strchr(",;.", last_byte(r->word)) != NULL
           || mb_span_eq(next, MB_SPAN_LIT("and"))
           || mb_span_eq(next, MB_SPAN_LIT("&"));
}

static bool read_plain(struct mb_span s, size_t at, unsigned flags,
                       struct mb_name *ret)
{
    struct reader r = {.s = s, .at = at};
    struct mb_name n = {0};
    bool full;

    while (take_title(&r, &n))
        ;
    if (!look(&r))
        return false;
    if (!n.titled)
        n.start = r.word_start;
    n.office_start = n.office_end = n.start;
    if ((flags & MB_NAME_LONE) && !n.titled && lone_surname(&r)) {
        n.nwords = 1;
        n.end = r.word_start + mb_span_strip(r.word, ",;.").len;
        r.at = n.end;
        full = true;
    } else if (!take_words(&r, &n, &full) || !full) {
        return false;
    }
    if (!n.titled && n.nwords < 2 && !(flags & MB_NAME_SINGLE))
        return false;
    take_bracketed_initial(&r, &n);
    if (r.at < s.len && s.ptr[r.at] == ',') {
        struct reader more = r;

        more.at++;
        if (look(&more) && (more.classes & MB_WORD_SUFFIX))
            r.at++;
    }
    take_suffixes(&r, &n);
    n.rest = n.end;
    *ret = n;
    return true;
}

/* A post in front of the name: words of posts and subjects, joined by small
 * words; the name may not follow a small word ("Member for Big Sands"). */
static bool read_office(struct mb_span s, unsigned flags, struct mb_name *ret)
{
    struct reader r = {.s = s};
    size_t start = 0;
    size_t end = 0;
    bool post = false;
    bool joined = false;
    bool high = false; /* an office that a surname alone may follow */
    unsigned office =
        MB_WORD_OFFICE | MB_WORD_POST | MB_WORD_TOPIC | MB_WORD_WARD;

    while (look(&r)) {
        bool small = !mb_word_capital(r.word) || r.word.ptr[0] == '&';
        bool lord = mb_span_ieq(r.word, MB_SPAN_LIT("lord"))
                    && (next_classes(&r) & MB_WORD_OFFICE);

        if (end == 0)
            start = r.word_start;
        if (!small && !(r.classes & office) && !lord)
            break;
        if (small && (end == 0 || !(r.classes & MB_WORD_STOP)))
            break;
        high = (r.classes & MB_WORD_OFFICE)
               && (mb_span_ieq(r.word, MB_SPAN_LIT("mayor"))
                   || mb_span_ieq(r.word, MB_SPAN_LIT("provost")));
        post |= (r.classes & (MB_WORD_POST | MB_WORD_OFFICE)) != 0;
        joined = small;
        if (!small)
            end = r.word_start + mb_span_strip(r.word, ",;:-").len;
        r.at = r.word_end;
        if (strchr(",;:", last_byte(r.word)) != NULL)
            return false;
    }
    if (!post || joined || r.at == 0
        || !read_plain(s, r.at,
                       high ? flags | MB_NAME_SINGLE
                            : flags & ~(unsigned)MB_NAME_SINGLE,
                       ret))
        return false;
    ret->office_start = start;
    ret->office_end = end;
    return true;
}

bool mb_name_read(struct mb_span s, unsigned flags, struct mb_name *ret)
{
    const char *tab;

    if (s.ptr == NULL)
        return false;
    tab = memchr(s.ptr, '\t', s.len);
    if (tab != NULL)
        s.len = (size_t)(tab - s.ptr); /* a name lies in one cell */
    if (read_plain(s, 0, flags, ret))
        return true;
    return (flags & MB_NAME_OFFICE) && read_office(s, flags, ret);
}

bool mb_name_is_post(struct mb_span s)
{
    size_t at = 0;
    struct mb_span word;

    while ((word = mb_words_next(s, &at)).ptr != NULL) {
        struct mb_span part;
        struct mb_span rest = word;

        do { /* "A/Head", "Finance/HR" */
            rest = mb_span_cut(rest, '/', &part);
            if (mb_word_classes(part) & (MB_WORD_POST | MB_WORD_OFFICE))
                return true;
        } while (rest.ptr != NULL);
    }
    return false;
}

struct mb_span mb_name_honorific(struct mb_span name)
{
    static const char *const titles[] = {"Mrs", "Mr", "Miss", "Ms"};

    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
        struct mb_span t = mb_span_str(titles[i]);

        if (mb_span_starts(name, t) && name.len > t.len
            && (name.ptr[t.len] == ' ' || name.ptr[t.len] == '.'))
            return t;
    }
    return MB_SPAN_NULL;
}
