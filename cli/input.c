/* Folder walking by nftw would not keep an order: scandir sorts. */
#include "cli/input.h"

#include "base/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_DEPTH_MAX = 32 };

struct walk {
    struct mb_cli *cli;
    struct mb_arena *arena;
    struct mb_inputs *inputs;
};

static void add_path(struct walk *w, struct mb_span path)
{
    struct mb_span *slot =
        mb_arena_push(w->arena, &w->inputs->paths, &w->inputs->n, sizeof *slot);

    if (slot != NULL)
        *slot = mb_arena_dup(w->arena, path);
}

bool mb_name_ends(const char *name, const char *const *endings)
{
    size_t len = strlen(name);

    for (; *endings != NULL; endings++) {
        size_t n = strlen(*endings);
        if (len > n && strcasecmp(name + len - n, *endings) == 0)
            return true;
    }
    return false;
}

/* Names that are passed over in a folder: not documents, by their ending. */
static bool passed_over(const char *name)
{
    static const char *const endings[] = {
        ".json",   ".csv",  ".db",  ".lock",       ".db-wal",
        ".db-shm", ".part", ".tmp", ".crdownload", NULL};

    return name[0] == '.' || name[0] == '~' || mb_name_ends(name, endings);
}

static void say_unreadable(struct mb_cli *cli, const char *path)
{
    mb_say_error(cli, "%s: cannot be read: %s", path, strerror(errno));
    mb_exit_worsen(cli, MB_EXIT_REFUSED);
}

static void walk_folder(struct walk *w, const char *folder, int depth);

static void walk_entry(struct walk *w, const char *path, int depth)
{
    struct stat st;

    if (stat(path, &st) != 0)
        say_unreadable(w->cli, path);
    else if (S_ISDIR(st.st_mode))
        walk_folder(w, path, depth + 1);
    else if (S_ISREG(st.st_mode))
        add_path(w, mb_span_str(path));
}

static void walk_folder(struct walk *w, const char *folder, int depth)
{
    struct dirent **entries = NULL;
    int n = -1;

    if (depth > FOLDER_DEPTH_MAX) {
        mb_say_error(w->cli, "%s: folders are nested too deeply; passed over",
                     folder);
        return;
    }
    n = scandir(folder, &entries, NULL, alphasort);
    if (n < 0) {
        say_unreadable(w->cli, folder);
        return;
    }
    for (int i = 0; i < n; i++) {
        struct mb_buf path = MB_BUF_INIT;
        if (!passed_over(entries[i]->d_name)) {
            mb_buf_printf(&path, "%s/%s", folder, entries[i]->d_name);
            if (!path.failed)
                walk_entry(w, path.ptr, depth);
        }
        mb_buf_done(&path);
        free(entries[i]);
    }
    free(entries);
}

enum mb_status mb_inputs_expand(struct mb_cli *cli, char **args, int nargs,
                                struct mb_arena *arena,
                                struct mb_inputs *ret_inputs,
                                struct mb_err *err)
{
    struct walk w = {cli, arena, ret_inputs};

    *ret_inputs = (struct mb_inputs){NULL, 0};
    for (int i = 0; i < nargs; i++) {
        struct stat st;
        uint32_t before = ret_inputs->n;
        size_t len = strlen(args[i]);
        while (len > 1 && args[i][len - 1] == '/')
            args[i][--len] = '\0';
        if (strcmp(args[i], "-") == 0) {
            add_path(&w, MB_SPAN_LIT("-"));
        } else if (stat(args[i], &st) != 0) {
            say_unreadable(cli, args[i]);
        } else if (!S_ISDIR(st.st_mode)) {
            add_path(&w, mb_span_str(args[i]));
        } else {
            walk_folder(&w, args[i], 0);
            if (ret_inputs->n == before) {
                mb_say_error(cli, "%s: no document in this folder", args[i]);
                mb_exit_worsen(cli, MB_EXIT_REFUSED);
            }
        }
    }
    return mb_arena_status(arena, err);
}

/* What others put into a folder of theirs is read only where it is a file. */
static bool check_opened(int fd, const char *path, const char *root,
                         struct mb_err *err)
{
    struct stat st;

    if (fstat(fd, &st) != 0)
        return true; /* reading will tell */
    if (S_ISDIR(st.st_mode))
        mb_err_set(err, MB_ERR_IO, "%s: is a folder; name a document", path);
    else if (root != NULL && !S_ISREG(st.st_mode))
        mb_err_set(err, MB_ERR_IO, "%s: is no regular file", path);
    else
        return true;
    return false;
}

int mb_input_open(const char *path, const char *root, struct mb_err *err)
{
    int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
    int fd;

    if (strcmp(path, "-") == 0) {
        fd = dup(STDIN_FILENO);
        if (fd < 0)
            mb_err_set(err, MB_ERR_IO, "standard input cannot be read: %s",
                       strerror(errno));
        return fd;
    }
    fd = root != NULL ? mb_folder_open(root, path, flags) : open(path, flags);
    if (fd < 0 && root != NULL && errno == ELOOP) {
        mb_err_set(err, MB_ERR_IO,
                   "%s: is a link, or lies behind one; only files are taken "
                   "from %s",
                   path, root);
        return -1;
    }
    if (fd < 0) {
        mb_err_set(err, MB_ERR_IO, "%s: cannot be read: %s", path,
                   strerror(errno));
        return -1;
    }
    if (!check_opened(fd, path, root, err)) {
        close(fd);
        return -1;
    }
    return fd;
}

enum mb_status mb_read_file(struct mb_span path, const char *root,
                            const struct mb_parse_options *options,
                            struct mb_arena *arena,
                            struct mb_source *ret_source, struct mb_err *err)
{
    enum mb_status st;
    int fd = mb_input_open(path.ptr, root, err);

    if (fd < 0)
        return MB_ERR_IO;
    st = mb_source_read(ret_source, fd, path, &options->reader.limits, arena,
                        err);
    close(fd);
    return st;
}

static void set_limit(uint32_t *limit, long given)
{
    if (given > 0)
        *limit = given < UINT32_MAX ? (uint32_t)given : UINT32_MAX;
}

struct mb_parse_options mb_cli_parse_options(const struct mb_cli *cli)
{
    struct mb_parse_options options = {
        .reader = {.limits = MB_LIMITS_DEFAULT, .tracked = MB_TRACKED_ACCEPT},
        .house = mb_span_str(cli->house),
    };
    struct mb_limits *limits = &options.reader.limits;

    if (cli->tracked != NULL && strcmp(cli->tracked, "reject") == 0)
        options.reader.tracked = MB_TRACKED_REJECT;
    if (cli->max_bytes > 0)
        limits->document_bytes = (uint64_t)cli->max_bytes;
    if (cli->max_memory > 0)
        limits->memory_bytes = (uint64_t)cli->max_memory;
    set_limit(&limits->pages, cli->max_pages);
    set_limit(&limits->cpu_seconds, cli->max_cpu);
    set_limit(&limits->depth, cli->max_depth);
    set_limit(&limits->zip_ratio, cli->max_ratio);
    set_limit(&limits->rule_matches, cli->max_matches);
    return options;
}
