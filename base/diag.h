/* Diagnostics: what is odd about a document, as data.
 *
 * A diagnostic never stops the work and never repairs the record: published
 * minutes do contain mistakes, and a clerk wants to see them. Its text lives
 * in one table beside the codes (diag.c); a document's list lives in its
 * arena. Printed as
 *     minutes.txt:12:5: warning: motion has no seconder [motion-seconder]
 */
#ifndef MB_BASE_DIAG_H
#define MB_BASE_DIAG_H

#include "base/arena.h"

enum mb_severity { MB_SEV_NOTE, MB_SEV_WARNING, MB_SEV_ERROR, MB_SEV_COUNT };

/* code, printed name, severity, text. Add here; tests hold names unique. */
#define MB_DIAGS(X)                                                            \
    X(ENCODING_GUESSED, "encoding-guessed", NOTE,                              \
      "no encoding was declared; read as Windows-1252")                        \
    X(ENCODING_BROKEN, "encoding-broken", WARNING,                             \
      "bytes that are no text in the declared encoding were replaced")         \
    X(NO_TEXT, "no-text", WARNING, "the document holds no text")               \
    X(NO_TEXT_LAYER, "no-text-layer", WARNING,                                 \
      "pages are pictures without text: make a searchable PDF (OCR) first")    \
    X(TRACKED_CHANGES, "tracked-changes", WARNING,                             \
      "the document holds tracked changes")                                    \
    X(NESTED_DEEP, "nested-deep", NOTE,                                        \
      "markup is nested deeper than the limit: read there as plain words")     \
    X(NO_DATE, "no-date", WARNING, "no meeting date was found")                \
    X(NO_BODY, "no-body", WARNING, "no name of a meeting's body was found")    \
    X(AUTHORITY_UNKNOWN, "authority-unknown", WARNING,                         \
      "whose record this is could not be told; give --authority")              \
    X(DATE_IMPOSSIBLE, "date-impossible", WARNING, "no such day")              \
    X(WEEKDAY_DIFFERS, "weekday-differs", NOTE,                                \
      "that date is another day of the week")                                  \
    X(DATE_AFTER_MEETING, "date-after-meeting", WARNING,                       \
      "minutes said to be of a meeting after this one")                        \
    X(MOTION_SECONDER, "motion-seconder", NOTE, "motion has no seconder")      \
    X(OUTCOME_UNCLEAR, "outcome-unclear", WARNING,                             \
      "operative words without a clear outcome")                               \
    X(VOTE_COUNT, "vote-count", WARNING,                                       \
      "the count printed differs from the names listed")                       \
    X(VOTER_ABSENT, "voter-absent", NOTE,                                      \
      "a voter is not among those present")                                    \
    X(NAME_VARIES, "name-varies", WARNING,                                     \
      "a name is spelt in two ways: is it one person?")                        \
    X(HONORIFIC_VARIES, "honorific-varies", WARNING,                           \
      "a name has two honorifics: is it one person?")                          \
    X(ITEM_SEQUENCE, "item-sequence", NOTE, "item numbers do not follow")      \
    X(LABEL_SEQUENCE, "label-sequence", NOTE, "clause labels do not follow")   \
    X(OPERATIVE_UNCLAIMED, "operative-unclaimed", WARNING,                     \
      "operative words that no record explains")                               \
    X(DOUBTFUL, "doubtful", WARNING, "read with doubt: look at it")            \
    X(PLACEHOLDER, "placeholder", WARNING, "a placeholder was published")      \
    X(TEXTS_DIFFER, "texts-differ", WARNING,                                   \
      "two documents give this clause in different words")                     \
    X(EDITION_NOT_STATED, "edition-not-stated", NOTE,                          \
      "the text does not say which edition of the strategy")                   \
    X(TRUNCATED, "truncated", NOTE, "the text breaks off")                     \
    X(RULE_LIMIT, "rule-limit", WARNING,                                       \
      "a rule met its match limit; what it would find here is not known")      \
    X(EXEMPT, "exempt", NOTE, "the item is exempt from publication")

enum mb_diag_code {
#define X(code, name, sev, text) MB_DIAG_##code,
    MB_DIAGS(X)
#undef X
        MB_DIAG_COUNT
};

struct mb_diag {
    enum mb_diag_code code;
    uint32_t line;   /* from 1; 0 where it is about the whole document */
    uint32_t column; /* in code points, from 1; 0 likewise */
    uint32_t start;  /* byte range of the text it is about; equal if none */
    uint32_t end;
    struct mb_span detail; /* the words in question, or null */
};

struct mb_diags {
    struct mb_diag *at;
    uint32_t n;
    struct mb_arena *arena; /* holds the list and the details */
};

const char *mb_diag_name(enum mb_diag_code code); /* "motion-seconder" */
const char *mb_diag_text(enum mb_diag_code code);
enum mb_severity mb_diag_severity(enum mb_diag_code code);
const char *mb_severity_name(enum mb_severity severity); /* "warning" */

/* The code with that printed name, or MB_DIAG_COUNT. */
enum mb_diag_code mb_diag_by_name(struct mb_span name);
/* The severity with that printed name, or MB_SEV_COUNT. */
enum mb_severity mb_severity_by_name(struct mb_span name);

/* Note a diagnostic. detail is copied. line and column may be 0: they are
 * filled from start by mb_diags_locate. If memory runs out it is dropped; the
 * arena remembers that. */
void mb_diags_add(struct mb_diags *diags, enum mb_diag_code code,
                  uint32_t start, uint32_t end, struct mb_span detail);

/* Fill line and column of every diagnostic from its byte offset in text. */
void mb_diags_locate(struct mb_diags *diags, struct mb_span text);

/* The worst severity in the list, or MB_SEV_COUNT where it is empty. */
enum mb_severity mb_diags_worst(const struct mb_diags *diags);

#endif
