/* bench_store DIR DB: where a document's time goes, one process, no worker.
 * Every file of a directory is parsed once; then the stages are run one by one
 * over all of them: reading to text alone, reading to records, the wire, and
 * the store, which sees nothing but decoded frames. The database must not
 * exist.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "parser/parse.h"
#include "parser/wire.h"
#include "store/ingest.h"

enum { DOCS_MAX = 100000 };

struct piece { /* a document on its way */
    struct mb_source source;
    struct mb_buf wire;
};

struct corpus {
    struct mb_arena *arena;
    struct piece *at;
    uint32_t n;
    size_t bytes, wire, text;
};

static void die(const char *what)
{
    fprintf(stderr, "bench_store: %s\n", what);
    exit(1);
}

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void show(const struct corpus *c, const char *stage, double s, size_t n)
{
    printf("%-28s %9.0f documents/s %8.1f MB/s %8.3f ms a document\n", stage,
           c->n / s, (double)n / 1e6 / s, s * 1e3 / c->n);
}

static void load_one(struct corpus *c, const char *path)
{
    struct piece *p = mb_arena_push(c->arena, &c->at, &c->n, sizeof *p);
    struct mb_span bytes;
    struct mb_err err = {0};

    if (p == NULL || mb_file_load(path, 0, c->arena, &bytes, &err) != MB_OK
        || mb_source_init(&p->source, bytes, mb_span_str(path),
                          &MB_LIMITS_DEFAULT, c->arena, &err)
               != MB_OK)
        die(err.text);
    p->wire = MB_BUF_INIT;
    c->bytes += bytes.len;
}

static void load(struct corpus *c, const char *dir)
{
    struct dirent **list = NULL;
    int n = scandir(dir, &list, NULL, alphasort);

    for (int i = 0; i < n; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", dir, list[i]->d_name);
        if (list[i]->d_name[0] != '.' && c->n < DOCS_MAX)
            load_one(c, path);
        free(list[i]);
    }
    free(list);
    if (c->n == 0)
        die("no documents");
}

/* The reader alone: MB/s of what the files hold, that is of markup. */
static void read_text(const struct corpus *c)
{
    struct mb_reader_options options = {.limits = MB_LIMITS_DEFAULT};
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_err err = {0};
    double start = seconds();

    for (uint32_t i = 0; i < c->n; i++) {
        struct mb_diags diags = {.arena = arena};
        struct mb_text text;
        if (mb_read(&c->at[i].source, &options, arena, &diags, &text, &err)
            != MB_OK)
            die(err.text);
        mb_arena_clear(arena);
    }
    show(c, "bytes to text", seconds() - start, c->bytes);
    mb_arena_free(arena);
}

/* Read everything; what is written to the wire is timed apart. */
static void parse(struct corpus *c, const struct mb_rules *rules)
{
    struct mb_parse_options options = {.reader.limits = MB_LIMITS_DEFAULT};
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_err err = {0};
    double reading = 0, writing = 0;

    for (uint32_t i = 0; i < c->n; i++) {
        struct piece *p = &c->at[i];
        struct mb_document *doc;
        double start = seconds(), middle;
        if (mb_parse_source(&p->source, rules, &options, arena, &doc, &err)
            != MB_OK)
            die(err.text);
        middle = seconds();
        if (mb_wire_put(doc, &p->wire, &err) != MB_OK)
            die(err.text);
        writing += seconds() - middle;
        reading += middle - start;
        c->wire += p->wire.len;
        c->text += doc->text.text.len;
        mb_arena_clear(arena);
    }
    mb_arena_free(arena);
    show(c, "bytes to records", reading, c->bytes);
    show(c, "records to the wire", writing, c->wire);
}

static struct mb_document *decode(const struct piece *p, struct mb_arena *arena)
{
    struct mb_document *doc;
    struct mb_err err = {0};

    if (mb_wire_get(mb_buf_span(&p->wire), arena, &doc, &err) != MB_OK)
        die(err.text);
    doc->name = p->source.name;
    return doc;
}

static struct mb_store *open_store(const char *path)
{
    struct mb_store_options options = {.mode = MB_STORE_CREATE};
    struct mb_run_info run = {.command = MB_SPAN_LIT("ingest"),
                              .at = MB_SPAN_LIT("2020-01-01T00:00:00Z"),
                              .program = MB_SPAN_LIT("bench")};
    struct mb_store *store;
    struct mb_err err = {0};

    if (mb_store_open(path, &options, &store, &err) != MB_OK
        || mb_run_begin(store, &run, NULL, &err) != MB_OK)
        die(err.text);
    return store;
}

/* Frames in, rows out. Decoding is timed apart. */
static void put(struct corpus *c, const char *path)
{
    struct mb_store *store = open_store(path);
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_err err = {0};
    enum mb_known known;
    double decoding = 0, storing = 0, start;

    for (uint32_t i = 0; i < c->n; i++) {
        const struct piece *p = &c->at[i];
        struct mb_put put = {.bytes = p->source.bytes, .path = p->source.name};
        double middle;
        start = seconds();
        put.doc = decode(p, arena);
        middle = seconds();
        put.reader_diags = put.doc->reader_diags;
        if (mb_store_put(store, &put, &known, &err) != MB_OK)
            die(err.text);
        storing += seconds() - middle;
        decoding += middle - start;
        mb_arena_clear(arena);
    }
    start = seconds();
    if (mb_run_end(store, MB_SPAN_LIT("2020-01-01T00:00:00Z"), 0, &err)
        != MB_OK)
        die(err.text);
    storing += seconds() - start;
    mb_store_close(store);
    mb_arena_free(arena);
    show(c, "the wire to records", decoding, c->wire);
    show(c, "records to the register", storing, c->text);
}

int main(int argc, char **argv)
{
    struct corpus c = {.arena = mb_arena_new(0)};
    struct mb_rules *rules = NULL;
    struct mb_err err = {0};

    if (argc != 3)
        die("usage: bench_store DIR DB");
    if (c.arena == NULL || mb_rules_load(NULL, &rules, &err) != MB_OK)
        die(err.text);
    load(&c, argv[1]);
    read_text(&c);
    parse(&c, rules);
    put(&c, argv[2]);
    for (uint32_t i = 0; i < c.n; i++)
        mb_buf_done(&c.at[i].wire);
    mb_rules_free(rules);
    mb_arena_free(c.arena);
    return 0;
}
