/* The cursor with which a list of people is read (entries.c): its separators,
 * pieces, brackets and names. Only for the reader of entries.
 *
 * Positions are offsets of the matching view.
 */
#ifndef MB_PARSER_RECORDS_ENTRY_SCAN_H
#define MB_PARSER_RECORDS_ENTRY_SCAN_H

#include "parser/records/entries.h"
#include "parser/records/names.h"

/* What parts two pieces, the weakest first. */
enum mb_sep {
    MB_SEP_NONE,
    MB_SEP_AND,
    MB_SEP_COMMA,
    MB_SEP_DASH,
    MB_SEP_COLON,
    MB_SEP_CELL,
    MB_SEP_SEMI,
    MB_SEP_LINE
};

enum { MB_SCAN_MARKS_MAX = 64 };

/* Person-marks of the block ("(Chair)", "substitute for"), by position. */
struct mb_scan_marks {
    const struct mb_match *at[MB_SCAN_MARKS_MAX];
    unsigned n;
};

struct mb_scan {
    bool the; /* "the" stands before the piece at the cursor */
    struct mb_entries *list;
    const struct mb_extract *x;
    struct mb_span view;
    uint32_t at;
    uint32_t end;
    struct mb_entry *cur; /* the person being read, or NULL */
    bool after_bracket;
    struct mb_scan_marks marks;
};

static inline struct mb_span mb_scan_view(const struct mb_scan *s,
                                          uint32_t start, uint32_t end)
{
    return mb_span_sub(s->view, start, end);
}

static inline bool mb_scan_blank(char c)
{
    return c == ' ' || c == '\t';
}

static inline bool mb_scan_lower(struct mb_span s)
{
    return s.len > 0 && s.ptr[0] >= 'a' && s.ptr[0] <= 'z';
}

/* Begin a person whose name is view bytes [start, end); NULL if memory ran
 * out. */
struct mb_entry *mb_scan_add_entry(struct mb_scan *s, uint32_t start,
                                   uint32_t end);

/* Substitutes and representatives told within [start, end), of s->cur: true if
 * so (this and the next two: entry_remarks.c). */
bool mb_scan_stand_in(struct mb_scan *s, uint32_t start, uint32_t end);

/* Remarks that are no post: true where the piece is nothing else. */
bool mb_scan_note(struct mb_scan *s, uint32_t start, uint32_t end);

/* Read the bracket at the cursor: of the person before, or a name behind a
 * post. */
void mb_scan_bracket(struct mb_scan *s);

/* Fill s->marks with the person-marks within [start, end), one block. */
void mb_scan_find_marks(struct mb_scan *s, uint32_t start, uint32_t end);

/* The mark with that value that begins within [start, end), or NULL. */
const struct mb_match *mb_scan_mark(const struct mb_scan *s, uint32_t start,
                                    uint32_t end, const char *value);

/* Pass separators; the strongest one met is returned. */
enum mb_sep mb_scan_separators(struct mb_scan *s);

/* Length of a leader of dots at `at`, "....." or " ... "; 0 if there is none.
 */
uint32_t mb_scan_leader(const struct mb_scan *s, uint32_t at);

/* Where the piece at the cursor ends: before a separator, bracket or the full
 * stop of a sentence. */
uint32_t mb_scan_piece_end(const struct mb_scan *s);

/* The end of the bracket that opens at `open`: behind its ")", or s->end. */
uint32_t mb_scan_bracket_end(const struct mb_scan *s, uint32_t open);

/* "AG", "PDR", "M": letters that stand for a person in the minutes. */
bool mb_scan_is_code(struct mb_span s);

/* Read a name at view offset `at` (`flags` as for mb_name_read); its offsets
 * come back as the view's. False where none stands there. */
bool mb_scan_name(const struct mb_scan *s, uint32_t at, uint32_t end,
                  unsigned flags, struct mb_name *ret);

#endif
