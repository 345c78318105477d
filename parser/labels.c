/* A label is read in three steps: an opening bracket, a token of letters,
 * digits and slashes, then what closes it (".", ")", ":") and the gap behind
 * it. Each sort has one function that looks at the token and says how sure it
 * is; the first that accepts it wins. A date, a time or an amount of money
 * that begins a line is refused by all of them.
 */
#include "parser/labels.h"

#include <string.h>

enum { TOKEN_MAX = 24, GAP_WIDE = 2 };

struct token {
    const char *s; /* the token, without brackets and closing marks */
    size_t n;
    bool open;  /* "(" before it */
    bool close; /* ")" behind it */
    char stop;  /* '.', ':' or 0: what ends it */
    bool alone; /* nothing behind it */
    bool dash;  /* a spaced dash behind it: "24/31 - Apologies" */
    bool wide;  /* a TAB or two columns behind it, or nothing */
    char next;  /* the first byte of the words behind it, or 0 */
};

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool letter(char c)
{
    return upper(c) || lower(c);
}

/* What a title or sentence may begin with. */
static bool opens_words(char c)
{
    return upper(c) || digit(c) || (c & 0x80) != 0 || c == '(' || c == '"'
           || c == '\'' || c == '[' || c == '*' || c == 0;
}

static size_t run(const char *s, size_t n, bool (*is)(char))
{
    size_t i = 0;

    while (i < n && is(s[i]))
        i++;
    return i;
}

static uint32_t number(const char *s, size_t n)
{
    uint32_t value = 0;

    for (size_t i = 0; i < n && i < 9; i++)
        value = value * 10 + (uint32_t)(s[i] - '0');
    return value;
}

static uint32_t hash(const char *s, size_t n)
{
    return mb_span_hash((struct mb_span){s, n});
}

static uint32_t roman_digit(char c)
{
    switch (c | 0x20) {
    case 'i':
        return 1;
    case 'v':
        return 5;
    case 'x':
        return 10;
    case 'l':
        return 50;
    default:
        return 0;
    }
}

/* The value of a roman number up to 89, or 0. */
static uint32_t roman_value(const char *s, size_t n)
{
    uint32_t value = 0;

    if (n == 0 || n > 7)
        return 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t d = roman_digit(s[i]);
        uint32_t next = i + 1 < n ? roman_digit(s[i + 1]) : 0;
        if (d == 0 || upper(s[i]) != upper(s[0]) || d * 10 < next
            || (i >= 3 && roman_digit(s[i - 3]) == d && s[i - 2] == s[i]
                && s[i - 1] == s[i]))
            return 0;
        value += d < next ? (uint32_t)0 - d : d;
    }
    return value;
}

static bool read_number(const struct token *t, struct mb_label *out)
{
    bool closed = t->close || t->stop == '.';

    if (run(t->s, t->n, digit) != t->n || t->n > 5)
        return false;
    if (t->open && (!t->close || t->n > 3))
        return false;
    out->sort = MB_LABEL_NUMBER;
    out->value = number(t->s, t->n);
    out->family = t->close ? t->open ? 2u : 1u : 0;
    /* a year that begins a line is no label unless it is set apart */
    if (t->n == 4 && out->value >= 1900 && out->value < 2100 && !t->wide)
        return false;
    if (closed)
        out->strong = t->n <= 4 || t->wide;
    else if (t->stop == 0)
        out->strong = t->wide && !t->alone && opens_words(t->next);
    return closed || opens_words(t->next);
}

static bool read_decimal(const struct token *t, struct mb_label *out)
{
    size_t last = 0, parts = 1;

    for (size_t i = 0; i < t->n; i++) {
        if (t->s[i] == '.' && i > last && i + 1 < t->n) {
            last = i + 1;
            parts++;
        } else if (!digit(t->s[i])) {
            return false;
        }
        if (i + 1 - last > 3)
            return false;
    }
    if (parts < 2 || parts > 5 || t->n - last > 3)
        return false;
    out->sort = MB_LABEL_DECIMAL;
    out->value = number(t->s + last, t->n - last);
    out->family = hash(t->s, last);
    /* "2.5 million", "7.30 pm" */
    out->strong = opens_words(t->next) || t->wide;
    return t->open == t->close || !t->open;
}

static bool read_yeared(const struct token *t, struct mb_label *out)
{
    uint32_t part[4];
    size_t len[4], n = 0, i = 0;

    while (i < t->n && n < 4) {
        len[n] = run(t->s + i, t->n - i, digit);
        part[n] = number(t->s + i, len[n]);
        i += len[n];
        n++;
        if (i < t->n && t->s[i] != '/' && t->s[i] != '-')
            return false;
        if (i < t->n && n < 4)
            i++;
    }
    if (i != t->n || n < 2 || len[0] == 0 || len[0] > 4)
        return false;
    if (n == 4) { /* "16/09/6/12": the day's twelfth */
        out->sort = MB_LABEL_YEARED;
        out->value = part[3];
        out->family = (part[0] * 100 + part[1]) * 100 + part[2];
        out->strong = opens_words(t->next) || t->wide;
        return len[3] > 0 && len[3] < 4 && len[1] < 3 && len[2] < 3;
    }
    for (size_t k = 1; k < n; k++)
        if (len[k] < 2 || len[k] > 4)
            return false;
    if (n == 3 && part[0] <= 31 && part[1] <= 12)
        return false; /* a date */
    if (len[1] == 4 && (part[1] < 1990 || part[1] > 2100))
        return false;
    if (len[0] == 4 && part[0] >= 1990 && part[0] < 2100 && len[1] == 2
        && part[1] == (part[0] + 1) % 100)
        return false; /* a financial year */
    out->sort = MB_LABEL_YEARED;
    out->value = part[0];
    out->family = part[1];
    if (n == 3 && part[2] == part[1] + 1) { /* "212/14/15" */
        out->family = part[1] * 100 + part[2];
    } else if (n == 3) { /* "01/25/03": January's third */
        out->value = part[2];
        out->family = part[0] * 10000 + part[1];
    }
    if (n == 2) { /* "24/045": the year may come first */
        out->other = part[1];
        out->other_family = part[0] + 1;
    }
    out->strong = t->dash ? n == 3 : opens_words(t->next) || t->wide;
    return true;
}

/* The last run of digits before s[end], as [start, return value). */
static size_t digits_before(const char *s, size_t end, size_t *ret_start)
{
    while (end > 0 && !digit(s[end - 1]))
        end--;
    *ret_start = end;
    while (*ret_start > 0 && digit(s[*ret_start - 1]))
        --*ret_start;
    return end;
}

/* The hash of s[0, n) without the bytes [from, to). */
static uint32_t hash_without(const char *s, size_t n, size_t from, size_t to)
{
    return (hash(s, from) ^ hash(s + to, n - to)) | 1u;
}

/* Letters, digits and what divides them, in an authority's own order: one of
 * the last two numbers counts the items, the sequence tells which. Only the
 * commonest form stands without its neighbours. */
static bool read_coded(const struct token *t, struct mb_label *out)
{
    size_t head = run(t->s, t->n, letter), start, end, marks = 0, letters = 0;

    for (size_t i = 0; i < t->n; i++) {
        letters += letter(t->s[i]);
        marks += strchr("/.-(", t->s[i]) != NULL;
        if (i > 0 && lower(t->s[i]) && !letter(t->s[i - 1]))
            return false;
    }
    if (letters == 0 || letters > 8 || marks == 0 || !digit(t->s[t->n - 1])
        || (head > 0 && !upper(t->s[0])))
        return false;
    end = digits_before(t->s, t->n, &start);
    if (end - start > 4)
        return false;
    out->sort = MB_LABEL_CODED;
    out->value = number(t->s + start, end - start);
    out->family = hash_without(t->s, t->n, start, end);
    end = digits_before(t->s, start, &start);
    if (end > start && end - start <= 4) {
        out->other = number(t->s + start, end - start);
        out->other_family = hash_without(t->s, t->n, start, end);
    }
    out->strong = head > 0 && head <= 6
                  && (t->s[head] == '/' || t->s[head] == '(')
                  && (end > start || out->value > 9);
    return out->strong || opens_words(t->next) || t->wide;
}

static bool read_lettered(const struct token *t, struct mb_label *out)
{
    size_t head = run(t->s, t->n, letter);
    size_t dot = head > 0 && head < t->n && t->s[head] == '.' ? 1 : 0;
    size_t tail = run(t->s + head + dot, t->n - head - dot, digit);

    if (dot > 0 && tail > 0 && head <= 4 && upper(t->s[0])
        && head + dot + tail == t->n) { /* "JS.14" */
        out->value = number(t->s + head + dot, tail);
        out->family = hash(t->s, head + dot);
    } else if (head == 0 && tail > 0 && tail <= 3 && tail + 1 == t->n
               && letter(t->s[tail])) { /* "4a" */
        out->value = (uint32_t)(t->s[tail] | 0x20);
        out->family = number(t->s, tail);
    } else if (head >= 1 && head <= 3 && upper(t->s[0]) && tail >= 1
               && tail <= 4
               && (head + tail == t->n
                   || (head + tail + 1 == t->n && lower(t->s[t->n - 1])))) {
        out->value = number(t->s + head, tail);
        out->family = hash(t->s, head);
    } else {
        return false;
    }
    out->sort = MB_LABEL_LETTERED;
    out->strong = t->close || (t->stop != 0 && t->wide)
                  || (t->wide && !t->alone && opens_words(t->next));
    return out->strong || opens_words(t->next);
}

static bool read_roman(const struct token *t, struct mb_label *out)
{
    out->value = roman_value(t->s, t->n);
    if (out->value == 0)
        return false;
    if (t->n == 1)
        out->letter = (uint32_t)((t->s[0] | 0x20) - 'a' + 1);
    out->sort = MB_LABEL_ROMAN;
    out->upper = upper(t->s[0]);
    out->family = (out->upper ? 4u : 0) | (t->close ? t->open ? 2u : 1u : 0);
    if (t->close)
        out->strong = true;
    else if (t->stop == '.')
        out->strong = !out->upper || (t->n > 1 && t->wide);
    else if (t->stop == 0 && out->upper)
        out->strong = t->wide && !t->alone && t->n > 1;
    else
        return false;
    return !t->open || t->close;
}

static bool read_letter(const struct token *t, struct mb_label *out)
{
    if (t->n == 0 || t->n > 2 || !letter(t->s[0])
        || (t->n == 2 && t->s[1] != t->s[0]))
        return false;
    out->sort = MB_LABEL_LETTER;
    out->upper = upper(t->s[0]);
    out->value = (uint32_t)((t->s[0] | 0x20) - 'a' + 1) + (t->n == 2 ? 26u : 0);
    out->family = (out->upper ? 4u : 0) | (t->close ? t->open ? 2u : 1u : 0);
    if (t->close)
        out->strong = true;
    else if (t->stop == '.' && t->n == 1)
        out->strong = !out->upper;
    else if (!out->upper || t->n == 2 || !t->wide || t->alone)
        return false;
    return !t->open || t->close;
}

static const struct {
    bool (*read)(const struct token *t, struct mb_label *out);
} readers[] = {{read_number},   {read_decimal}, {read_yeared}, {read_coded},
               {read_lettered}, {read_roman},   {read_letter}};

/* The bytes of a bullet sign at the start of s, or 0. */
static size_t bullet_len(struct mb_span s)
{
    static const char *const signs[] = {
        "\xE2\x80\xA2", "\xC2\xB7",     "\xE2\x97\xA6", "\xE2\x96\xAA",
        "\xE2\x97\x8F", "\xE2\x9E\xA2", "\xE2\x96\xA0", "\xE2\x97\x8B",
        "\xE2\x80\xA3", "\xEF\x82\xB7", "\xEF\x83\x98", "\xE2\x81\x83",
        "\xE2\x9E\x94", "\xE2\x9C\x93", "\xE2\x99\xA6",
    };
    static const char *const dashes[] = {
        "-", "*", "\xE2\x80\x93", "\xE2\x80\x94", "+", ">"};

    unsigned char first = s.len > 0 ? (unsigned char)s.ptr[0] : 0;

    if (letter((char)first) && first != 'o')
        return 0;
    for (size_t i = 0; first >= 0x80 && i < sizeof signs / sizeof *signs; i++)
        if (mb_span_starts(s, mb_span_str(signs[i])))
            return strlen(signs[i]);
    for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++) {
        size_t n = strlen(dashes[i]);
        if (mb_span_starts(s, mb_span_str(dashes[i])) && s.len > n + 1
            && (s.ptr[n] == ' ' || s.ptr[n] == '\t'))
            return n;
    }
    if (s.len > 2 && s.ptr[0] == 'o'
        && (s.ptr[1] == '\t' || (s.ptr[1] == ' ' && s.ptr[2] == ' ')))
        return 1;
    return 0;
}

/* White space from `at` on, no-break spaces among it; its columns in
 * *ret_columns, a TAB counting as wide. */
static size_t gap_end(struct mb_span s, size_t at, unsigned *ret_columns)
{
    unsigned columns = 0;

    while (at < s.len) {
        if (s.ptr[at] == '\t')
            columns += GAP_WIDE;
        else if (s.ptr[at] == ' ')
            columns++;
        else if (s.ptr[at] == '\xC2' && at + 1 < s.len
                 && s.ptr[at + 1] == '\xA0') {
            columns++;
            at++;
        } else
            break;
        at++;
    }
    *ret_columns = columns;
    return at;
}

/* Behind a dash and a space at s[at], or at. */
static size_t dash_end(struct mb_span s, size_t at)
{
    static const char *const dashes[] = {"- ", "\xE2\x80\x93 ",
                                         "\xE2\x80\x94 "};
    struct mb_span rest = mb_span_sub(s, at, s.len);

    for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++)
        if (mb_span_starts(rest, mb_span_str(dashes[i])))
            return at + strlen(dashes[i]);
    return at;
}

/* "(25)" or "(2025)" at s[at] behind capitals and before a number, as in
 * "QSC(25)04": its bytes, or 0. */
static size_t year_len(struct mb_span s, size_t at)
{
    size_t n;

    if (at < 2 || at + 4 >= s.len || s.ptr[at] != '(' || !upper(s.ptr[at - 1]))
        return 0;
    n = run(s.ptr + at + 1, s.len - at - 1, digit);
    if ((n != 2 && n != 4) || at + n + 2 >= s.len || s.ptr[at + n + 1] != ')'
        || !digit(s.ptr[at + n + 2]))
        return 0;
    return n + 2;
}

static bool token_byte(char c)
{
    return letter(c) || digit(c) || c == '/' || c == '.' || c == '-';
}

/* "7, SECRETARY'S REPORT": a slip, if the numbers around it say so. */
static bool comma_slip(struct mb_span s, size_t at, const struct token *t)
{
    if (at >= s.len || s.ptr[at] != ',' || t->n > 2 || t->close || t->stop
        || run(t->s, t->n, digit) != t->n)
        return false;
    return at + 1 == s.len
           || (at + 3 < s.len && s.ptr[at + 1] == ' ' && upper(s.ptr[at + 2])
               && upper(s.ptr[at + 3]));
}

/* Cut the token and what closes it. False where that can be no label. */
static bool cut_token(struct mb_span s, struct token *t, struct mb_label *out)
{
    size_t i = 0, n;
    unsigned columns;

    memset(t, 0, sizeof *t);
    t->open = s.len > 0 && (s.ptr[0] == '(' || s.ptr[0] == '[');
    i = t->open ? 1 : 0;
    t->s = s.ptr + i;
    n = run(t->s, s.len - i < TOKEN_MAX ? s.len - i : TOKEN_MAX, token_byte);
    if (i == 0 && year_len(s, n) > 0) {
        n += year_len(s, n);
        n += run(t->s + n, s.len - n < 8 ? s.len - n : 8, token_byte);
    }
    i += n;
    t->n = n;
    while (t->n > 0 && t->s[t->n - 1] == '.') {
        t->n--;
        t->stop = '.';
    }
    if (t->n == 0 || n == TOKEN_MAX || t->s[t->n - 1] == '-')
        return false;
    if (i < s.len && (s.ptr[i] == ')' || s.ptr[i] == ']')) {
        t->close = true;
        i++;
    }
    if (i < s.len && (s.ptr[i] == ':' || (s.ptr[i] == '.' && t->close))) {
        t->stop = t->stop ? t->stop : s.ptr[i];
        i++;
    }
    if (comma_slip(s, i, t))
        i++;
    out->len = (uint32_t)i;
    i = gap_end(s, i, &columns);
    out->skip = (uint32_t)i;
    t->alone = i >= s.len;
    t->wide = t->alone || columns >= GAP_WIDE;
    n = columns > 0 ? dash_end(s, i) : i;
    if (n > i && n < s.len && upper(s.ptr[n])) {
        t->dash = true;
        t->wide = false;
        out->skip = (uint32_t)n;
        i = n;
    }
    t->next = t->alone ? '\0' : s.ptr[i];
    return columns > 0 || t->alone;
}

/* "4.Matters Arising", "5)Reports": no gap behind the number. */
static bool cut_glued(struct mb_span s, struct mb_label *out)
{
    size_t n = run(s.ptr, s.len, digit);

    if (n == 0 || n > 3 || n + 2 >= s.len
        || (s.ptr[n] != '.' && s.ptr[n] != ')') || !upper(s.ptr[n + 1]))
        return false;
    memset(out, 0, sizeof *out);
    out->sort = MB_LABEL_NUMBER;
    out->strong = true;
    out->value = number(s.ptr, n);
    out->family = s.ptr[n] == ')' ? 1u : 0;
    out->len = out->skip = (uint32_t)n + 1;
    return true;
}

/* Most lines begin with a word: letters and what cannot close a label. */
static bool begins_with_word(struct mb_span s)
{
    size_t n = 0;

    while (n < s.len && n <= 7 && letter(s.ptr[n]))
        n++;
    if (n == 0)
        return false;
    if (n > 7)
        return true;
    return n < s.len && !digit(s.ptr[n]) && year_len(s, n) == 0
           && (strchr(".):]/-\t", s.ptr[n]) == NULL || s.ptr[n] == '\0')
           && (s.ptr[n] != ' ' || lower(s.ptr[0]) || n > 6);
}

/* The first reader that accepts the token at the start of s. */
static bool read_token(struct mb_span s, struct mb_label *out)
{
    struct mb_label cut = {0};
    struct token t;

    if (!cut_token(s, &t, &cut))
        return false;
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        *out = cut;
        if (!readers[i].read(&t, out))
            continue;
        if (t.dash && !t.close && t.stop == 0 && out->sort < MB_LABEL_YEARED)
            out->strong = false;
        return true;
    }
    return false;
}

/* Words before an item's number, longer first. */
static const char *const words_before[] = {
    "agenda item no. ", "agenda item no ", "agenda item ", "item no. ",
    "item no ",         "item ",           "minute no. ",  "minute no ",
    "minute ",          "min. ",           "min ",         "eitem "};

size_t mb_label_word(struct mb_span label)
{
    for (size_t i = 0; i < sizeof words_before / sizeof *words_before; i++) {
        struct mb_span word = mb_span_str(words_before[i]);
        if (label.len > word.len && upper(label.ptr[0])
            && mb_span_istarts(label, word) && digit(label.ptr[word.len]))
            return word.len;
    }
    return 0;
}

/* "Item 5:", "PR 12/25:", "HOSC 24/031": capitals of an authority's own only
 * before a number with a year. Never sure by itself. */
static bool read_worded(struct mb_span s, struct mb_label *out)
{
    size_t word = mb_label_word(s), n = word;

    if (word == 0) {
        n = run(s.ptr, s.len, upper);
        if (n < 2 || n > 6 || n + 3 >= s.len || s.ptr[n] != ' '
            || !digit(s.ptr[n + 1]))
            return false;
        n++;
    }
    if (!read_token(mb_span_sub(s, n, s.len), out)
        || (out->sort != MB_LABEL_YEARED
            && (word == 0 || out->sort != MB_LABEL_NUMBER)))
        return false;
    out->strong = false;
    out->len += (uint32_t)n;
    out->skip += (uint32_t)n;
    if (out->sort == MB_LABEL_NUMBER) {
        out->family = 3;
    } else {
        out->family ^= hash(s.ptr, n);
        out->other_family ^= hash(s.ptr, n);
    }
    return true;
}

struct mb_label mb_label_read(struct mb_span line)
{
    struct mb_label out = {0};
    size_t n = bullet_len(line);
    unsigned columns;

    if (n == 0 && begins_with_word(line) && mb_label_word(line) == 0)
        return out;
    if (n > 0) {
        out.len = (uint32_t)n;
        out.skip = (uint32_t)gap_end(line, n, &columns);
        out.sort = MB_LABEL_BULLET;
        out.strong = true;
        return out;
    }
    if (cut_glued(line, &out) || read_worded(line, &out)
        || read_token(line, &out))
        return out;
    return (struct mb_label){0};
}

bool mb_label_follows(const struct mb_label *a, const struct mb_label *b)
{
    bool roman = a->sort == MB_LABEL_ROMAN && b->sort == MB_LABEL_ROMAN;
    uint32_t va = a->sort == MB_LABEL_ROMAN ? a->letter : a->value;
    uint32_t vb = b->sort == MB_LABEL_ROMAN ? b->letter : b->value;
    bool letters = (a->sort == MB_LABEL_LETTER || a->sort == MB_LABEL_ROMAN)
                   && (b->sort == MB_LABEL_LETTER || b->sort == MB_LABEL_ROMAN);

    if (a->sort == b->sort && a->other_family != 0
        && a->other_family == b->other_family && b->other == a->other + 1)
        return true;
    if (a->family != b->family)
        return false;
    if (roman && b->value == a->value + 1)
        return true;
    if (letters)
        return va != 0 && vb == va + 1;
    return a->sort == b->sort && b->value == a->value + 1;
}
