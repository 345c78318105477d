/* One pass over the bytes. At each stop the word before it is looked up in a
 * table of abbreviations, and what follows decides the rest. */
#include "parser/records/sentences.h"

#include <string.h>

enum { LONGEST = 6 }; /* of the abbreviations */

static const char *const abbreviations[] = {
    "mr",   "mrs", "ms",    "dr",   "cllr", "cllrs",  "prof", "rev",
    "revd", "st",  "no",    "nos",  "ch",   "cyng",   "para", "paras",
    "etc",  "eg",  "ie",    "e.g",  "i.e",  "vs",     "cf",   "hon",
    "supt", "sgt", "col",   "capt", "co",   "approx", "ref",  "fig",
    "app",  "sec", "prop",  "con",  "re",   "viz",    "gen",  "insp",
    "jnr",  "snr", "cmhlr", "ald",  "p",    "pp",     "y",    "ltd",
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

struct mb_range mb_range_strip(struct mb_span view, struct mb_range r,
                               const char *set)
{
    while (r.start < r.end && strchr(set, view.ptr[r.start]) != NULL)
        r.start++;
    while (r.end > r.start && strchr(set, view.ptr[r.end - 1]) != NULL)
        r.end--;
    return r;
}

struct mb_range mb_range_trim(struct mb_span view, struct mb_range r)
{
    return mb_range_strip(view, r, " \t\n");
}

uint32_t mb_range_words(struct mb_span view, struct mb_range r)
{
    uint32_t n = 0;
    bool inside = false;

    for (uint32_t i = r.start; i < r.end; i++) {
        bool space = is_space(view.ptr[i]);
        n += !space && !inside;
        inside = !space;
    }
    return n;
}

/* Whether the word that ends before `stop` is shortened. */
static bool is_abbreviation(struct mb_span view, uint32_t from, uint32_t stop)
{
    uint32_t start = stop;
    struct mb_span word;

    while (start > from && !is_space(view.ptr[start - 1])
           && strchr("([\"'", view.ptr[start - 1]) == NULL)
        start--;
    word = mb_span_sub(view, start, stop);
    if (word.len == 1 && word.ptr[0] >= 'A' && word.ptr[0] <= 'Z')
        return true;
    /* initials: "D.R.L", "C.C" */
    if (word.len >= 3 && word.ptr[word.len - 2] == '.'
        && word.ptr[word.len - 1] >= 'A' && word.ptr[word.len - 1] <= 'Z')
        return true;
    if (word.len == 0 || word.len > LONGEST)
        return false;
    for (size_t i = 0; i < sizeof abbreviations / sizeof abbreviations[0]; i++)
        if (abbreviations[i][0] == (word.ptr[0] | 0x20)
            && mb_span_ieq(word, mb_span_str(abbreviations[i])))
            return true;
    return false;
}

/* Whether a sentence can begin at `at`. */
static bool can_begin(struct mb_span view, uint32_t at, uint32_t end)
{
    unsigned char c;

    if (at >= end)
        return true;
    c = (unsigned char)view.ptr[at];
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 0x80
           || c == '(' || c == '"' || c == '\'' || c == '-' || c == '*';
}

/* Where the sentence that begins at `start` ends. */
static uint32_t sentence_end(struct mb_span view, uint32_t start, uint32_t end)
{
    static const bool stops[256] = {
        ['.'] = true, ['?'] = true, ['!'] = true, ['\0'] = true};

    for (uint32_t i = start; i < end; i++) {
        uint32_t next = i + 1;
        if (!stops[(unsigned char)view.ptr[i]])
            continue;
        while (next < end && strchr("\"')]", view.ptr[next]) != NULL)
            next++;
        if (next < end && !is_space(view.ptr[next]))
            continue;
        if (view.ptr[i] == '.' && is_abbreviation(view, start, i))
            continue;
        uint32_t begin = next;
        while (begin < end && is_space(view.ptr[begin]))
            begin++;
        /* "£1210. 00" is one number */
        if (i > start && begin < end && is_digit(view.ptr[i - 1])
            && is_digit(view.ptr[begin]) && begin - i <= 2 && begin + 1 < end
            && is_digit(view.ptr[begin + 1])
            && (begin + 2 >= end || !is_digit(view.ptr[begin + 2])))
            continue;
        if (can_begin(view, begin, end))
            return next;
    }
    return end;
}

bool mb_sentence_next(struct mb_span view, struct mb_range in,
                      struct mb_range *at)
{
    uint32_t start = at->end > in.start ? at->end : in.start;

    if (in.end > view.len)
        in.end = (uint32_t)view.len;
    while (start < in.end && is_space(view.ptr[start]))
        start++;
    if (start >= in.end)
        return false;
    *at = mb_range_trim(
        view, (struct mb_range){start, sentence_end(view, start, in.end)});
    return true;
}

struct mb_range mb_sentence_around(struct mb_span view, struct mb_range in,
                                   uint32_t at)
{
    struct mb_range s = {0, in.start};

    while (mb_sentence_next(view, in, &s))
        if (at < s.end)
            return s;
    return in;
}
