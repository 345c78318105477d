/* bench_rules PACK DIR: how fast the rules of a pack run over the .txt files
 * of a directory, one line a block: the median of five runs in MB/s of text,
 * the dearest rules, and whether gates change what is found (they must not).
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "parser/rules.h"

enum { RUNS = 5, SHOWN = 8, DOCS_MAX = 100000 };

struct corpus {
    struct mb_arena *arena;
    struct mb_blocks *at;
    uint32_t n;
    size_t bytes;
};

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void die(const char *what)
{
    fprintf(stderr, "bench_rules: %s\n", what);
    exit(1);
}

static void add_doc(struct corpus *corpus, const char *path)
{
    struct mb_blocks *doc =
        mb_arena_push(corpus->arena, &corpus->at, &corpus->n, sizeof *doc);
    struct mb_err err = {0};
    uint32_t from = 0;

    if (doc == NULL
        || mb_file_load(path, 0, corpus->arena, &doc->view, &err) != MB_OK)
        die(err.text);
    for (uint32_t i = 0; i < doc->view.len; i++) {
        struct mb_block *b;
        if (doc->view.ptr[i] != '\n')
            continue;
        b = mb_arena_push(corpus->arena, &doc->at, &doc->n, sizeof *b);
        if (b == NULL)
            die("out of memory");
        b->view_start = b->view_body = from;
        b->view_end = i;
        from = i + 1;
    }
    corpus->bytes += doc->view.len;
}

static void load_corpus(struct corpus *corpus, const char *dir)
{
    struct dirent **list = NULL;
    int n = scandir(dir, &list, NULL, alphasort);
    char path[4096];

    for (int i = 0; i < n; i++) {
        struct mb_span name = mb_span_str(list[i]->d_name);
        snprintf(path, sizeof path, "%s/%s", dir, list[i]->d_name);
        if (mb_span_ends(name, MB_SPAN_LIT(".txt")) && corpus->n < DOCS_MAX)
            add_doc(corpus, path);
        free(list[i]);
    }
    free(list);
    if (corpus->n == 0)
        die("no .txt files");
}

/* One pass over the corpus: seconds, and what was found as a number that
 * tells two runs apart. */
static double pass(const struct mb_rules *rules, const struct corpus *corpus,
                   uint64_t *ret_matches, uint64_t *ret_sum)
{
    struct mb_arena *arena = mb_arena_new(0);
    double start = seconds();
    uint64_t n = 0;
    uint64_t sum = 0;

    for (uint32_t i = 0; i < corpus->n; i++) {
        struct mb_diags diags = {.arena = arena};
        struct mb_matches m;
        struct mb_err err = {0};
        if (mb_rules_run(rules, &corpus->at[i], MB_SPAN_NULL,
                         &MB_LIMITS_DEFAULT, arena, &diags, &m, &err)
            != MB_OK)
            die(err.text);
        n += m.n;
        for (uint32_t k = 0; k < m.n; k++)
            sum =
                (sum
                 ^ (m.at[k].start * 31u + m.at[k].end * 7u + m.at[k].rule + i))
                * 0x9E3779B97F4A7C15u;
        mb_arena_clear(arena);
    }
    start = seconds() - start;
    mb_arena_free(arena);
    *ret_matches = n;
    *ret_sum = sum;
    return start;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(const struct mb_rules *rules, const struct corpus *corpus)
{
    uint64_t n;
    uint64_t sum;
    double t[RUNS];

    for (int i = 0; i < RUNS; i++)
        t[i] = pass(rules, corpus, &n, &sum);
    qsort(t, RUNS, sizeof t[0], by_size);
    return t[RUNS / 2];
}

/* Each rule alone, one pass: enough to tell the dear ones. */
static void show_rules(struct mb_rules *rules, const struct corpus *corpus,
                       double total)
{
    double none;
    uint64_t n;
    uint64_t sum;

    mb_rules_isolate(rules, UINT32_MAX - 1);
    none = median(rules, corpus);
    printf("     without any rule: %.1f ms\n", none * 1e3);
    for (uint32_t i = 0; i < mb_rules_count(rules); i++) {
        const struct mb_rule *rule = mb_rules_at(rules, i);
        double t;
        mb_rules_isolate(rules, i);
        t = pass(rules, corpus, &n, &sum) - none;
        printf("%s " MB_SPAN_FMT ": %.1f ms, %.0f%%\n",
               t > total / 10 ? "DEAR" : "    ", MB_SPAN_ARG(rule->id), t * 1e3,
               t / total * 100);
    }
    mb_rules_isolate(rules, UINT32_MAX);
}

/* Name the rules that find less with their gate, and fail. */
static void blame_gates(struct mb_rules *rules, const struct corpus *corpus)
{
    for (uint32_t i = 0; i < mb_rules_count(rules); i++) {
        uint64_t n[2];
        uint64_t sum;
        mb_rules_isolate(rules, i);
        mb_rules_without_gates(rules, false);
        pass(rules, corpus, &n[0], &sum);
        mb_rules_without_gates(rules, true);
        pass(rules, corpus, &n[1], &sum);
        if (n[0] != n[1])
            printf(MB_SPAN_FMT ": 'contains' hides %lu of %lu matches\n",
                   MB_SPAN_ARG(mb_rules_at(rules, i)->id),
                   (unsigned long)(n[1] - n[0]), (unsigned long)n[1]);
    }
    die("a gate hides matches");
}

int main(int argc, char **argv)
{
    struct corpus corpus = {.arena = mb_arena_new(0)};
    struct mb_rules *rules = NULL;
    struct mb_err err = {0};
    struct mb_span pack;
    uint64_t n[2];
    uint64_t sum[2];
    double t;

    if (argc != 3)
        die("usage: bench_rules PACK.yaml|- DIR");
    if (strcmp(argv[1], "-") == 0) {
        if (mb_rules_load(NULL, &rules, &err) != MB_OK)
            die(err.text);
    } else if (mb_file_load(argv[1], 0, corpus.arena, &pack, &err) != MB_OK
               || mb_rules_load_text(pack, MB_SPAN_NULL, &rules, &err)
                      != MB_OK) {
        die(err.text);
    }
    load_corpus(&corpus, argv[2]);
    t = median(rules, &corpus);
    show_rules(rules, &corpus, t);
    pass(rules, &corpus, &n[0], &sum[0]);
    mb_rules_without_gates(rules, true);
    pass(rules, &corpus, &n[1], &sum[1]);
    printf("%u rules, %u documents, %.1f MB, %lu matches: %.1f MB/s\n",
           mb_rules_count(rules), corpus.n, (double)corpus.bytes / 1e6,
           (unsigned long)n[0], (double)corpus.bytes / 1e6 / t);
    if (n[0] != n[1] || sum[0] != sum[1])
        blame_gates(rules, &corpus);
    mb_rules_free(rules);
    mb_arena_free(corpus.arena);
    return 0;
}
