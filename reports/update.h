/* The way back: what people wrote in a tracker workbook, merged three ways.
 *
 * Each cell is compared with what that workbook carried when it was written
 * (reports/emitted.h) and with what the register says now. What only the
 * workbook changed is entered; what both changed is a conflict, and both stay;
 * what was changed in a column that is taken from the record is a proposal.
 * Rows are known by their id alone, wherever they stand. Nothing is ever
 * removed: a row that is not there says nothing.
 */
#ifndef MB_REPORTS_UPDATE_H
#define MB_REPORTS_UPDATE_H

#include "parser/book.h"
#include "reports/tracker.h"

enum mb_update_kind {
    MB_UPDATE_ENTERED,  /* in force from now on */
    MB_UPDATE_LINK,     /* a link is confirmed, rejected or open again */
    MB_UPDATE_CONFLICT, /* the register has another value by now: both kept */
    MB_UPDATE_PROPOSED, /* a correction of the record: kept, not in force */
    MB_UPDATE_REFUSED,  /* cannot stand there; kept where the row is known */
    MB_UPDATE_COUNT
};

struct mb_update_item {
    enum mb_update_kind kind;
    struct mb_span id;     /* Record ID or Link ID; null: the row has none */
    struct mb_span record; /* the Record ID it is kept under; null: nowhere */
    struct mb_span field;  /* the column */
    struct mb_span value;  /* "" where the cell was emptied */
    struct mb_span theirs; /* what stands in the register; null: nothing */
    struct mb_span place;  /* "Tracker!O17" */
    struct mb_span why;    /* not null for REFUSED; of a link its reason */
};

struct mb_update {
    struct mb_span generation; /* of the workbook; null: it does not say */
    struct mb_span current;    /* of the register */
    struct mb_span by;         /* on the Cover, else as given; null: none */
    struct mb_span source;
    bool known;       /* what it carried is known */
    uint32_t rows;    /* with an id that is known */
    uint32_t cells;   /* officers' cells in them that hold something */
    uint32_t already; /* changed, and the register says so already */
    uint32_t counts[MB_UPDATE_COUNT];
    struct mb_update_item *items;
    uint32_t nitems;
    struct mb_span *notes; /* what was odd, a line each */
    uint32_t nnotes;
};

struct mb_update_options {
    const struct mb_book_options *book;
    const char *path;      /* for messages */
    struct mb_span by;     /* whose words, where the Cover does not say */
    struct mb_span source; /* the workbook's name */
    const struct mb_tracker_options *now; /* how the register is read */
};

/* Compare a workbook with the register; writes nothing.
 *
 * fd     the workbook, an open file, borrowed
 * arena  receives everything
 *
 * As mb_book_read and the store; MB_ERR_REFUSED also for the workbook of
 * another register, and for one without a row that is known here.
 */
enum mb_status mb_update_compare(struct mb_store *store, int fd,
                                 const struct mb_update_options *options,
                                 struct mb_arena *arena,
                                 struct mb_update *ret_update,
                                 struct mb_err *err) MB_MUST_CHECK;

/* Write what was found, all or none, in the run that was begun. MB_ERR_USAGE
 * where update->by is null. */
enum mb_status mb_update_apply(struct mb_store *store,
                               const struct mb_update *update,
                               struct mb_err *err) MB_MUST_CHECK;

/* "entered", "link", "conflict", "proposed", "refused". Static text. */
const char *mb_update_kind_name(enum mb_update_kind kind);

#endif
