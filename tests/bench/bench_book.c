/* bench_book FILE.xlsx: reads a workbook in a confined worker, prints cells,
 * time, a hash of the cells (to compare readers by) and the peak memory of
 * parent and worker. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "parser/book.h"
#include "parser/worker.h"

struct tally {
    uint64_t cells;
    uint64_t hash;
};

static enum mb_status on_property(void *ctx, struct mb_span name,
                                  struct mb_span value, struct mb_err *err)
{
    (void)ctx;
    (void)name;
    (void)value;
    (void)err;
    return MB_OK;
}

static enum mb_status on_epoch(void *ctx, bool is_1904, struct mb_err *err)
{
    (void)ctx;
    (void)is_1904;
    (void)err;
    return MB_OK;
}

static enum mb_status on_sheet(void *ctx, struct mb_span name,
                               struct mb_err *err)
{
    (void)ctx;
    (void)name;
    (void)err;
    return MB_OK;
}

static enum mb_status on_cell(void *ctx, const struct mb_book_cell *cell,
                              struct mb_err *err)
{
    struct tally *t = ctx;

    (void)err;
    t->cells++;
    for (size_t i = 0; i < cell->text.len; i++)
        t->hash = (t->hash ^ (unsigned char)cell->text.ptr[i])
                  * UINT64_C(1099511628211);
    return MB_OK;
}

static long peak(int who)
{
    struct rusage used = {0};

    (void)getrusage(who, &used);
    return used.ru_maxrss;
}

int main(int argc, char **argv)
{
    struct tally tally = {0, UINT64_C(14695981039346656037)};
    struct mb_book_handler handler = {&tally, on_property, on_epoch, on_sheet,
                                      on_cell};
    struct mb_book_options options = {.limits = MB_LIMITS_DEFAULT};
    int64_t begin = mb_clock_ticks_ms();
    struct mb_err err;
    int fd;

    if (argc == 2 && strcmp(argv[1], "worker") == 0)
        return mb_worker_main();
    fd = argc == 2 ? open(argv[1], O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0) {
        fprintf(stderr, "bench_book FILE.xlsx\n");
        return 2;
    }
    if (mb_book_read(fd, argv[1], &options, &handler, &err) != MB_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    close(fd);
    printf("%" PRIu64 " cells, %.3f s, hash %016" PRIx64
           ", peak parent %ld KiB, worker %ld KiB\n",
           tally.cells, (double)(mb_clock_ticks_ms() - begin) / 1000.0,
           tally.hash, peak(RUSAGE_SELF), peak(RUSAGE_CHILDREN));
    return 0;
}
