#include "cli/inbox.h"

#include "base/file.h"
#include "base/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { DEPTH_MAX = 16, NS = 1000000000 };

static int64_t now_ns(void)
{
    struct timespec t = {0};

    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * NS + t.tv_nsec;
}

static int64_t mtime_of(const struct stat *sb)
{
    return (int64_t)sb->st_mtim.tv_sec * NS + sb->st_mtim.tv_nsec;
}

/* Names under which uploads and editors keep what is not complete. */
static bool goes_on(const char *name)
{
    static const char *const endings[] = {".part", ".partial",    ".tmp",
                                          ".temp", ".crdownload", ".filepart",
                                          ".lock", ".download",   NULL};

    return name[0] == '.' || name[0] == '~' || mb_name_ends(name, endings);
}

static bool is_skipped(const struct mb_inbox *inbox, const struct stat *sb)
{
    for (size_t i = 0; i < sizeof inbox->skip / sizeof inbox->skip[0]; i++) {
        struct stat other;
        if (inbox->skip[i] != NULL && stat(inbox->skip[i], &other) == 0
            && other.st_dev == sb->st_dev && other.st_ino == sb->st_ino)
            return true;
    }
    return false;
}

void mb_inbox_sweep(const struct mb_inbox *inbox)
{
    mb_folder_sweep(inbox->folder);
    for (size_t i = 0; i < sizeof inbox->skip / sizeof inbox->skip[0]; i++)
        if (inbox->skip[i] != NULL)
            mb_folder_sweep(inbox->skip[i]);
}

/* -------------------------------------------------------------- scan -- */

static void add_file(struct mb_inbox *inbox, struct mb_span path,
                     struct mb_span within, const struct stat *sb)
{
    struct mb_inbox_file *file = mb_arena_push(inbox->arena, &inbox->files,
                                               &inbox->nfiles, sizeof *file);

    if (file == NULL)
        return;
    file->path = path;
    file->within = within;
    file->size = sb->st_size;
    file->mtime_ns = mtime_of(sb);
}

static enum mb_status scan_folder(struct mb_inbox *inbox, struct mb_span folder,
                                  struct mb_span within, int depth,
                                  struct mb_err *err);

static enum mb_status scan_entry(struct mb_inbox *inbox, struct mb_span folder,
                                 struct mb_span within, const char *name,
                                 int depth, struct mb_err *err)
{
    struct mb_span path = mb_arena_printf(inbox->arena, MB_SPAN_FMT "/%s",
                                          MB_SPAN_ARG(folder), name);
    struct stat sb;

    if (path.ptr == NULL)
        return mb_arena_status(inbox->arena, err);
    if (lstat(path.ptr, &sb) != 0)
        return MB_OK; /* gone again */
    if (S_ISREG(sb.st_mode)) {
        if (goes_on(name))
            inbox->arriving += name[0] != '.' && name[0] != '~';
        else
            add_file(inbox, path, within, &sb);
        return MB_OK;
    }
    if (!S_ISDIR(sb.st_mode) || name[0] == '.' || is_skipped(inbox, &sb)
        || depth >= DEPTH_MAX)
        return MB_OK;
    within =
        mb_arena_printf(inbox->arena, MB_SPAN_FMT "%s%s", MB_SPAN_ARG(within),
                        within.len > 0 ? "/" : "", name);
    return scan_folder(inbox, path, within, depth + 1, err);
}

static enum mb_status scan_folder(struct mb_inbox *inbox, struct mb_span folder,
                                  struct mb_span within, int depth,
                                  struct mb_err *err)
{
    struct dirent **entries = NULL;
    int n = scandir(folder.ptr, &entries, NULL, alphasort);
    enum mb_status st = MB_OK;

    if (n < 0)
        return mb_err_set(err, MB_ERR_IO, "%s: cannot be read: %s", folder.ptr,
                          strerror(errno));
    for (int i = 0; i < n; i++) {
        if (st == MB_OK)
            st = scan_entry(inbox, folder, within, entries[i]->d_name, depth,
                            err);
        free(entries[i]);
    }
    free(entries);
    return st;
}

/* How long until the youngest file has lain still long enough. A time that
 * lies ahead (a clock elsewhere that is fast) waits no longer than others. */
static int64_t time_to_wait(const struct mb_inbox *inbox)
{
    int64_t settle = inbox->settle_s * NS;
    int64_t now = now_ns();
    int64_t wait = 0;

    for (uint32_t i = 0; i < inbox->nfiles; i++) {
        int64_t left = inbox->files[i].mtime_ns + settle - now;
        if (left > settle)
            left = settle;
        if (left > wait)
            wait = left;
    }
    return wait;
}

/* Keep only what is as it was when it was seen first. */
static void drop_changing(struct mb_inbox *inbox)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < inbox->nfiles; i++) {
        struct mb_inbox_file *file = &inbox->files[i];
        struct stat sb;
        if (lstat(file->path.ptr, &sb) != 0)
            continue;
        if (!S_ISREG(sb.st_mode) || sb.st_size != file->size
            || mtime_of(&sb) != file->mtime_ns)
            inbox->arriving++;
        else
            inbox->files[kept++] = *file;
    }
    inbox->nfiles = kept;
}

static int by_path(const void *a, const void *b)
{
    const struct mb_inbox_file *x = a, *y = b;

    return strcmp(x->path.ptr, y->path.ptr);
}

enum mb_status mb_inbox_scan(struct mb_inbox *inbox, struct mb_err *err)
{
    enum mb_status st =
        scan_folder(inbox, mb_span_str(inbox->folder), MB_SPAN_LIT(""), 0, err);
    int64_t wait;

    if (st == MB_OK)
        st = mb_arena_status(inbox->arena, err);
    if (st != MB_OK)
        return st;
    wait = time_to_wait(inbox);
    if (wait > 0) {
        struct timespec t = {wait / NS, wait % NS};
        nanosleep(&t, NULL);
        drop_changing(inbox);
    }
    if (inbox->nfiles > 0)
        qsort(inbox->files, inbox->nfiles, sizeof inbox->files[0], by_path);
    return MB_OK;
}

/* -------------------------------------------------------------- move -- */

void mb_inbox_note(struct mb_inbox *inbox, struct mb_span path,
                   const struct mb_err *why)
{
    struct mb_inbox_file key = {.path = path};
    struct mb_inbox_file *file = NULL;
    uint32_t *slot;

    if (inbox->nfiles > 0)
        file = bsearch(&key, inbox->files, inbox->nfiles, sizeof key, by_path);
    if (file == NULL || file->state != MB_INBOX_LEFT)
        return;
    slot = mb_arena_push(inbox->arena, &inbox->noted, &inbox->nnoted,
                         sizeof *slot);
    if (slot == NULL)
        return; /* it stays, and the next run knows it */
    *slot = (uint32_t)(file - inbox->files);
    file->state = why == NULL ? MB_INBOX_TAKEN : MB_INBOX_FAILED;
    if (why != NULL)
        file->reason = mb_arena_dup(inbox->arena, mb_span_str(why->text));
}

void mb_inbox_forget(struct mb_inbox *inbox)
{
    for (uint32_t i = 0; i < inbox->nnoted; i++)
        inbox->files[inbox->noted[i]].state = MB_INBOX_LEFT;
    inbox->nnoted = 0;
}

/* Beside a file that failed: why, and what to do, for who put it there. */
static struct mb_span reason_text(const struct mb_inbox *inbox,
                                  const struct mb_inbox_file *file)
{
    return mb_arena_printf(
        inbox->arena,
        "This document was not taken into the register.\r\n\r\n"
        "Why: " MB_SPAN_FMT "\r\n\r\n"
        "Nothing of it was stored. Put the document into the inbox again when "
        "that is mended.\r\n",
        MB_SPAN_ARG(file->reason));
}

static enum mb_status write_beside(const struct mb_inbox *inbox,
                                   const struct mb_inbox_file *file,
                                   struct mb_span place, struct mb_err *err)
{
    bool failed = file->state == MB_INBOX_FAILED;
    struct mb_span path =
        mb_arena_printf(inbox->arena, MB_SPAN_FMT "%s", MB_SPAN_ARG(place),
                        failed ? ".reason.txt" : ".result.txt");
    struct mb_span text = failed ? reason_text(inbox, file) : file->page;
    enum mb_status st = mb_arena_status(inbox->arena, err);

    if (st != MB_OK || text.ptr == NULL)
        return st;
    return mb_file_replace(path.ptr, text, err);
}

/* What lies beside the file is written first: a run that is cut off between
 * the two finds the file again and writes it once more. */
static enum mb_status move_into(const struct mb_inbox *inbox,
                                struct mb_inbox_file *file, const char *folder,
                                struct mb_err *err)
{
    struct mb_span place = MB_SPAN_NULL, to = MB_SPAN_NULL;
    enum mb_status st = mb_folder_make(folder, err);

    if (st == MB_OK)
        st = mb_folder_name(folder, file->path.ptr, inbox->arena, &place, err);
    if (st == MB_OK)
        st = write_beside(inbox, file, place, err);
    if (st == MB_OK)
        st = mb_folder_take(folder, inbox->folder, file->path.ptr, inbox->arena,
                            &to, err);
    if (st == MB_OK && !mb_span_eq(place, to)) /* taken in between */
        st = write_beside(inbox, file, to, err);
    return st;
}

static enum mb_status move_file(struct mb_inbox *inbox,
                                struct mb_inbox_file *file, struct mb_err *err)
{
    bool failed = file->state == MB_INBOX_FAILED;
    const char *base = failed ? inbox->failed : inbox->done;
    struct mb_span folder = mb_arena_printf(
        inbox->arena, "%s%s" MB_SPAN_FMT, base, file->within.len > 0 ? "/" : "",
        MB_SPAN_ARG(file->within));
    enum mb_status st = mb_arena_status(inbox->arena, err);

    if (st == MB_OK)
        st = move_into(inbox, file, folder.ptr, err);
    if (st != MB_OK)
        return st;
    file->state = MB_INBOX_MOVED;
    inbox->taken += !failed;
    inbox->refused += failed;
    return MB_OK;
}

enum mb_status mb_inbox_move(struct mb_inbox *inbox, struct mb_err *err)
{
    enum mb_status worst = MB_OK;
    struct mb_err why;

    for (uint32_t i = 0; i < inbox->nnoted; i++) {
        struct mb_inbox_file *file = &inbox->files[inbox->noted[i]];
        if (move_file(inbox, file, &why) != MB_OK && worst == MB_OK) {
            worst = why.status;
            *err = why;
        }
    }
    inbox->nnoted = 0;
    return worst;
}
