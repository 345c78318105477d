/* The walk over attendance lists, as its files share it: attendance.c reads
 * labels and lists, attendance_table.c tables, attendance_signs.c the signs
 * that mark names, attendance_codes.c the codes beside them.
 *
 * Positions are offsets of the matching view.
 */
#ifndef MB_PARSER_RECORDS_ATTENDANCE_H
#define MB_PARSER_RECORDS_ATTENDANCE_H

#include "parser/records/entries.h"
#include "parser/records/roster.h"

#define MB_COLUMN_NONE UINT32_MAX
enum { MB_ATTENDANCE_GROUPS = 8, MB_ATTENDANCE_CODES = 8 };

/* Cells of an attendance table, from 0; MB_COLUMN_NONE: not there. */
struct mb_attendance_columns {
    uint32_t name;
    uint32_t role;
    uint32_t status;
    uint32_t substitute;
};

/* What a key says that a code beside a name means. */
struct mb_attendance_code {
    struct mb_span code;          /* "Ap" */
    struct mb_span value;         /* a capacity */
    const struct mb_match *match; /* the words of the key */
    uint32_t block;
};

/* The walk over a document's blocks. */
struct mb_attendance {
    struct mb_roster *r;
    struct mb_extract *x;
    struct mb_span capacity; /* of the open list, or null */
    const struct mb_match *label;
    bool virtual_list;
    bool in_item;    /* opened by an item's heading */
    uint32_t skip;   /* blocks up to this one were read with an earlier one */
    bool half_label; /* the label's cell goes on in the next row */
    bool grouped;    /* rows under labels in columns */
    const struct mb_match *groups[MB_ATTENDANCE_GROUPS]; /* labels of columns */
    struct mb_attendance_columns columns; /* name < 0: no table is open */
    struct mb_span sign;                  /* marks names: "*", or null */
    bool sign_present; /* those marked were there; else those unmarked */
    const struct mb_match *sign_key; /* the words that say so */
    struct mb_attendance_code codes[MB_ATTENDANCE_CODES];
    uint32_t ncodes; /* 0: there is no key */
    uint32_t coded;  /* the last block that was a name with its code */
    struct mb_entries list;
};

static inline struct mb_span mb_attendance_view(const struct mb_attendance *w)
{
    return w->x->blocks->view;
}

static inline struct mb_span mb_attendance_value(const struct mb_attendance *w,
                                                 const struct mb_match *m)
{
    return mb_rules_at(w->x->rules, m->rule)->value;
}

/* The capacity of a person of the open list, as records print it: a word that
 * lives as long as the program. */
const char *mb_attendance_capacity(const struct mb_attendance *w,
                                   const struct mb_entry *e);

/* Find the words that say what a sign beside names means; sets w->sign. */
void mb_attendance_find_sign(struct mb_attendance *w);

/* Does the sign beside the entry, or its want, say that he was not there? */
bool mb_attendance_signed_away(const struct mb_attendance *w,
                               const struct mb_entry *e);

/* Find the key to the codes beside names; sets w->codes. */
void mb_attendance_find_codes(struct mb_attendance *w);

/* What a row's cell, or the bracket behind an entry's name, says by a code of
 * the key; or NULL. */
const struct mb_attendance_code *
mb_attendance_cell_code(const struct mb_attendance *w, uint32_t block,
                        uint32_t cell);
const struct mb_attendance_code *
mb_attendance_entry_code(const struct mb_attendance *w,
                         const struct mb_entry *e);

/* Read a block that is one name with its code; false where it is none. */
bool mb_attendance_coded_row(struct mb_attendance *w, uint32_t block);

/* Whom the sign alone says to be absent, but apologies or a substitute tell of
 * elsewhere, is listed there alone. Renumbers doc->people. */
void mb_people_settle_signs(struct mb_extract *x);

/* Open a list: `value` is a capacity, " virtual" behind it where all of it
 * took part from afar; `flags` as for mb_entries_init. */
void mb_attendance_open(struct mb_attendance *w, const struct mb_match *label,
                        struct mb_span value, unsigned flags);

/* Read view bytes [start, end) of a block as people of the open list. `sure`:
 * a label stands directly before, so some odd words are forgiven. False where
 * they do not read as people. */
bool mb_attendance_people(struct mb_attendance *w, uint32_t block,
                          uint32_t start, uint32_t end, bool sure);

/* Is the block a row of column headings for an attendance table? Then *ret has
 * the columns. */
bool mb_attendance_read_columns(struct mb_attendance *w, uint32_t block,
                                struct mb_attendance_columns *ret);

/* Read one row of the open table; false where it is none. */
bool mb_attendance_read_row(struct mb_attendance *w, uint32_t block);

/* Is the block a row of labels, one a column ("Employer representatives" TAB
 * "Others")? Then w->groups has them. */
bool mb_attendance_read_groups(struct mb_attendance *w, uint32_t block);

/* Read a row of names under such labels; false where it is none. */
bool mb_attendance_read_group_row(struct mb_attendance *w, uint32_t block);

#endif
