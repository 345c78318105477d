/* Porter's suffix stripping.
 *
 * A word is seen as [C](VC)^m[V], C and V being runs of consonants and
 * vowels; m is its measure. Suffixes are taken off in five steps, each with a
 * condition on the measure of what would be left. The suffixes of steps 2 to
 * 4 are tables in which the first that fits decides.
 */
#include "assurance/stem.h"

#include <stdbool.h>
#include <string.h>

struct word {
    char *s;
    size_t len;
};

struct rule {
    const char *suffix;
    const char *with;
};

static bool consonant(const struct word *w, size_t i)
{
    switch (w->s[i]) {
    case 'a':
    case 'e':
    case 'i':
    case 'o':
    case 'u':
        return false;
    case 'y':
        return i == 0 || !consonant(w, i - 1);
    default:
        return true;
    }
}

/* m of the first `len` bytes. */
static int measure(const struct word *w, size_t len)
{
    int m = 0;
    bool vowel_before = false;
    for (size_t i = 0; i < len; i++) {
        bool c = consonant(w, i);
        if (c && vowel_before)
            m++;
        vowel_before = !c;
    }
    return m;
}

static bool has_vowel(const struct word *w, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!consonant(w, i))
            return true;
    return false;
}

static bool double_consonant(const struct word *w, size_t len)
{
    return len >= 2 && w->s[len - 1] == w->s[len - 2] && consonant(w, len - 1);
}

/* Consonant, vowel, consonant at the end, the last none of w, x, y. */
static bool cvc(const struct word *w, size_t len)
{
    if (len < 3 || !consonant(w, len - 1) || consonant(w, len - 2)
        || !consonant(w, len - 3))
        return false;
    char c = w->s[len - 1];
    return c != 'w' && c != 'x' && c != 'y';
}

static bool ends(const struct word *w, const char *suffix, size_t *ret_stem)
{
    size_t n = strlen(suffix);
    if (n > w->len || memcmp(w->s + w->len - n, suffix, n) != 0)
        return false;
    *ret_stem = w->len - n;
    return true;
}

/* `with` is never longer than the suffix it stands for. */
static void replace(struct word *w, size_t stem, const char *with)
{
    size_t n = strlen(with);
    memcpy(w->s + stem, with, n);
    w->len = stem + n;
}

static void step1a(struct word *w)
{
    static const struct rule rules[] = {
        {"sses", "ss"}, {"ies", "i"}, {"ss", "ss"}, {"s", ""}};
    size_t stem;
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (ends(w, rules[i].suffix, &stem)) {
            replace(w, stem, rules[i].with);
            return;
        }
    }
}

/* After -ed or -ing was taken off: restore what belongs to the stem. */
static void mend(struct word *w)
{
    size_t stem;
    if (ends(w, "at", &stem) || ends(w, "bl", &stem) || ends(w, "iz", &stem)) {
        w->s[w->len++] = 'e'; /* -ed or -ing left room for it */
    } else if (double_consonant(w, w->len)) {
        char c = w->s[w->len - 1];
        if (c != 'l' && c != 's' && c != 'z')
            w->len--;
    } else if (measure(w, w->len) == 1 && cvc(w, w->len)) {
        w->s[w->len++] = 'e';
    }
}

static void step1b(struct word *w)
{
    size_t stem;
    if (ends(w, "eed", &stem)) {
        if (measure(w, stem) > 0)
            w->len--;
    } else if ((ends(w, "ed", &stem) || ends(w, "ing", &stem))
               && has_vowel(w, stem)) {
        w->len = stem;
        mend(w);
    }
}

static void step1c(struct word *w)
{
    size_t stem;
    if (ends(w, "y", &stem) && has_vowel(w, stem))
        w->s[w->len - 1] = 'i';
}

/* The first suffix that fits decides, whether its condition holds or not. */
static void table(struct word *w, const struct rule *rules, int above)
{
    size_t stem;
    for (; rules->suffix != NULL; rules++) {
        if (ends(w, rules->suffix, &stem)) {
            if (measure(w, stem) > above)
                replace(w, stem, rules->with);
            return;
        }
    }
}

static void steps2and3(struct word *w)
{
    static const struct rule step2[] = {
        {"ational", "ate"}, {"tional", "tion"}, {"enci", "ence"},
        {"anci", "ance"},   {"izer", "ize"},    {"bli", "ble"},
        {"alli", "al"},     {"entli", "ent"},   {"eli", "e"},
        {"ousli", "ous"},   {"ization", "ize"}, {"ation", "ate"},
        {"ator", "ate"},    {"alism", "al"},    {"iveness", "ive"},
        {"fulness", "ful"}, {"ousness", "ous"}, {"aliti", "al"},
        {"iviti", "ive"},   {"biliti", "ble"},  {"logi", "log"},
        {NULL, NULL}};
    static const struct rule step3[] = {
        {"icate", "ic"}, {"ative", ""}, {"alize", "al"}, {"iciti", "ic"},
        {"ical", "ic"},  {"ful", ""},   {"ness", ""},    {NULL, NULL}};
    table(w, step2, 0);
    table(w, step3, 0);
}

static void step4(struct word *w)
{
    static const struct rule rules[] = {
        {"al", ""},   {"ance", ""}, {"ence", ""}, {"er", ""},    {"ic", ""},
        {"able", ""}, {"ible", ""}, {"ant", ""},  {"ement", ""}, {"ment", ""},
        {"ent", ""},  {"ou", ""},   {"ism", ""},  {"ate", ""},   {"iti", ""},
        {"ous", ""},  {"ive", ""},  {"ize", ""},  {NULL, NULL}};
    size_t stem;
    if (ends(w, "ion", &stem)) {
        if (stem > 0 && (w->s[stem - 1] == 's' || w->s[stem - 1] == 't')
            && measure(w, stem) > 1)
            w->len = stem;
        return;
    }
    table(w, rules, 1);
}

static void step5(struct word *w)
{
    size_t stem;
    if (ends(w, "e", &stem)) {
        int m = measure(w, stem);
        if (m > 1 || (m == 1 && !cvc(w, stem)))
            w->len = stem;
    }
    if (w->len > 1 && w->s[w->len - 1] == 'l' && double_consonant(w, w->len)
        && measure(w, w->len) > 1)
        w->len--;
}

/* Short words whose s belongs to them, and plurals that the rules miss. */
static bool irregular(struct word *w)
{
    static const struct rule words[] = {
        {"bus", "bus"},        {"buses", "bus"},   {"gas", "gas"},
        {"news", "news"},      {"tooth", "teeth"}, {"lives", "life"},
        {"wives", "wife"},     {"feet", "foot"},   {"police", "police"},
        {"children", "child"}, {"women", "woman"}, {"men", "man"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t n = strlen(words[i].suffix);
        if (n == w->len && memcmp(w->s, words[i].suffix, n) == 0) {
            size_t m = strlen(words[i].with);
            if (m <= n) {
                memcpy(w->s, words[i].with, m);
                w->len = m;
            }
            return true;
        }
    }
    return false;
}

/* Whether the word can be stemmed at all. */
static bool plain(const char *word, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (word[i] < 'a' || word[i] > 'z')
            return false;
    return len > 2;
}

/* Inflection goes: plurals, "-ed", "-ing". False where nothing more may go. */
static bool uninflect(struct word *w)
{
    if (!plain(w->s, w->len) || irregular(w))
        return false;
    step1a(w);
    step1b(w);
    step1c(w);
    return true;
}

size_t mb_stem(char *word, size_t len)
{
    struct word w = {word, len};

    if (!uninflect(&w))
        return w.len;
    steps2and3(&w);
    step4(&w);
    step5(&w);
    return w.len;
}

size_t mb_stem_light(char *word, size_t len)
{
    struct word w = {word, len};

    if (uninflect(&w) && w.len > 3 && w.s[w.len - 1] == 'e')
        w.len--;
    return w.len;
}
