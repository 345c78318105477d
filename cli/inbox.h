/* An inbox: a folder into which people and programs put documents, and that
 * a scheduler has taken in unattended.
 *
 * Files are moved out of it only when what they say is on disk: a run that is
 * cut off leaves them there, and the next one, which knows a document by its
 * bytes, does what is left.
 */
#ifndef MB_CLI_INBOX_H
#define MB_CLI_INBOX_H

#include "cli/cli.h"
#include "cli/input.h"

#define MB_SETTLE_S 5 /* seconds, where --settle does not say */

enum mb_inbox_state {
    MB_INBOX_LEFT,  /* nothing is known of it yet */
    MB_INBOX_TAKEN, /* in the register */
    MB_INBOX_FAILED,
    MB_INBOX_MOVED /* and out of the inbox */
};

struct mb_inbox_file {
    struct mb_span path;   /* NUL-terminated */
    struct mb_span within; /* its folder within the inbox, "" or "a/b" */
    int64_t size;
    int64_t mtime_ns;
    enum mb_inbox_state state;
    struct mb_span reason; /* why it failed */
    struct mb_span page;   /* what is to lie beside it where it was taken */
};

struct mb_inbox {
    const char *folder;
    const char *done;    /* where what was taken is moved */
    const char *failed;  /* where what could not be taken is moved */
    const char *skip[4]; /* folders that are none of the inbox; or NULL */
    long settle_s;       /* how long a file must have lain still */
    struct mb_inbox_file *files; /* in the order of their paths */
    uint32_t nfiles;
    uint32_t *noted; /* of files: what is to be moved */
    uint32_t nnoted;
    uint32_t arriving; /* seen, but not still yet: left for the next run */
    uint32_t taken, refused; /* of those that were moved */
    struct mb_arena *arena;
};

/* Remove what runs that were cut off left half-written in the folders. */
void mb_inbox_sweep(const struct mb_inbox *inbox);

/* Find what is complete: regular files whose size and time have not changed
 * for settle_s seconds (it waits for the youngest once, if need be), whatever
 * their name but those of uploads that go on ("x.part", "x.tmp", ".x", "~x").
 * Links are not followed. Folders are looked into, but not `skip`.
 *
 * inbox->arena receives the list. MB_ERR_IO where the folder cannot be read.
 */
enum mb_status mb_inbox_scan(struct mb_inbox *inbox,
                             struct mb_err *err) MB_MUST_CHECK;

/* Note what became of a file: taken, or failed for a reason (may be NULL). */
void mb_inbox_note(struct mb_inbox *inbox, struct mb_span path,
                   const struct mb_err *why);

/* Forget what was noted since the last time: it is not in the register after
 * all, and stays where it is. */
void mb_inbox_forget(struct mb_inbox *inbox);

/* Move what was noted since the last time to done/ and failed/, with a reason
 * file beside what failed ("x.pdf.reason.txt") and its page beside what has
 * one ("x.xlsx.result.txt"), which are there before the file is. A file that
 * cannot be moved is said in err, the others are moved; MB_ERR_IO,
 * MB_ERR_NOMEM. */
enum mb_status mb_inbox_move(struct mb_inbox *inbox,
                             struct mb_err *err) MB_MUST_CHECK;

/* What officers returned, and what became of it. */
struct mb_returned {
    uint32_t taken, refused; /* workbooks */
    uint32_t entered, links, conflicts, others;
    uint32_t arriving;
};

/* Take in the edited workbooks in the folder cli->returned: each as a run of
 * its own, then moved to its folder done with a page beside it that tells what
 * came of it, or to failed with the reason. Says what failed, and worsens
 * cli->worst; a failure of the register ends it. */
enum mb_exit mb_inbox_returned(struct mb_cli *cli, struct mb_returned *ret);

/* The whole run of `ingest --inbox`. */
enum mb_exit mb_inbox_run(struct mb_cli *cli);

#endif
