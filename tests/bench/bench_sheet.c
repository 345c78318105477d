/* bench_sheet FILE.xlsx [ROWS [CELLS.tsv]]: writes a tracker-like sheet of
 * ROWS (100,000) rows and 20 columns, and prints seconds of processor time for
 * building it and for writing it, and the peak memory. With CELLS.tsv the
 * cells go there, too: tests/bench/peer_sheet.py writes them the plain way.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "reports/sheet.h"
#include "reports/writers.h"

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static const char *const ratings[] = {"Red", "Amber", "Green", "Not rated",
                                      NULL};

/* What a made-up row is: texts by their length, then days and numbers. */
struct made {
    struct mb_span id, title, text, body, reference, pledges, attention, owner,
        name, rating, evidence, comment, authority, item;
    struct mb_span date, due, review;
    uint32_t page, line;
    double score;
};
#define TEXT(header, flags, width, member)                                     \
    MB_FIELD_TEXT(header, flags, width, struct made, member)
static const struct mb_filling fields[] = {
    TEXT("Record ID", 0, 17, id),
    TEXT("Title", MB_COLUMN_WRAP, 30, title),
    TEXT("Decision", MB_COLUMN_WRAP, 60, text),
    TEXT("Body", MB_COLUMN_WRAP, 22, body),
    MB_FIELD_DATE("Date", 0, struct made, date),
    TEXT("Reference", 0, 13, reference),
    TEXT("Pledges", MB_COLUMN_WRAP, 24, pledges),
    TEXT("Attention", MB_COLUMN_COMPUTED, 22, attention),
    TEXT("Owner", MB_COLUMN_OFFICER, 20, owner),
    TEXT("Owner name", MB_COLUMN_OFFICER, 18, name),
    MB_FIELD_DATE("Due", MB_COLUMN_OFFICER, struct made, due),
    {{"Rating", MB_CELL_TEXT, MB_COLUMN_OFFICER | MB_COLUMN_TINTED, 12, ratings,
      NULL},
     offsetof(struct made, rating),
     0,
     NULL},
    TEXT("Evidence", MB_COLUMN_OFFICER, 30, evidence),
    MB_FIELD_DATE("Next review", MB_COLUMN_OFFICER, struct made, review),
    TEXT("Comment", MB_COLUMN_OFFICER, 38, comment),
    TEXT("Authority", MB_COLUMN_WRAP, 22, authority),
    TEXT("Item", 0, 9, item),
    MB_FIELD("Score", MB_CELL_NUMBER, 0, 9, struct made, score),
    MB_FIELD_COUNT("Page", struct made, page),
    MB_FIELD_COUNT("Line", struct made, line),
    MB_FIELDS_END,
};

static uint32_t state = 1;
static uint32_t draw(uint32_t n)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % n;
}

static struct mb_span words(struct mb_arena *arena, unsigned n)
{
    static const char *const list[] = {
        "service", "the",     "award", "of",     "contract",  "and",
        "policy",  "housing", "be",    "school", "committee", "approve",
        "to",      "officer", "road",  "report", "delegate",  "partners"};
    char text[1024];
    size_t len = 0;

    for (unsigned i = 0; i < n; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "%s%s",
                                i > 0 ? " " : "",
                                list[draw(sizeof list / sizeof list[0])]);
    return mb_arena_dup(arena, mb_span_str(text));
}

static struct mb_span day(struct mb_arena *arena)
{
    return mb_arena_printf(arena, "20%02u-%02u-%02u", 10 + draw(20),
                           1 + draw(12), 1 + draw(28));
}

static void make(struct mb_arena *arena, struct made *m)
{
    m->id = mb_arena_printf(arena, "MB-%05X%05X", draw(1 << 20), draw(1 << 20));
    m->title = words(arena, 5);
    m->text = words(arena, 12 + draw(24));
    m->body = words(arena, 2);
    m->date = day(arena);
    m->reference = mb_arena_printf(arena, "%02u/%05u", draw(30), draw(99999));
    m->pledges = words(arena, 3);
    m->attention = words(arena, 2);
    m->owner = words(arena, 3);
    m->name = words(arena, 2);
    m->due = day(arena);
    m->rating = mb_span_str(ratings[draw(4)]);
    m->evidence = words(arena, 4);
    m->review = day(arena);
    m->comment = words(arena, 8);
    m->authority = words(arena, 3);
    m->item = mb_arena_printf(arena, "%u", draw(90));
    m->score = draw(100) / 100.0;
    m->page = draw(40);
    m->line = draw(2000);
}

static void put_cells(const struct mb_sheet *sheet, const char *path)
{
    struct mb_buf line = MB_BUF_INIT;
    FILE *out = fopen(path, "w");

    for (uint32_t r = 0; out != NULL && r < sheet->nrows; r++) {
        mb_buf_clear(&line);
        for (uint32_t c = 0; c < sheet->ncolumns; c++) {
            const struct mb_cell *cell = &mb_sheet_cells(sheet, r)[c];
            if (c > 0)
                mb_buf_putc(&line, '\t');
            if (cell->type == MB_CELL_INTEGER)
                mb_buf_printf(&line, "n%lld", (long long)cell->integer);
            else if (cell->type == MB_CELL_NUMBER)
                mb_buf_printf(&line, "n%g", cell->number);
            else
                mb_buf_printf(&line, "%c" MB_SPAN_FMT,
                              cell->type == MB_CELL_DATE ? 'd' : 's',
                              MB_SPAN_ARG(cell->text));
        }
        fprintf(out, "%s\n", line.ptr);
    }
    mb_buf_done(&line);
    if (out != NULL)
        fclose(out);
}

int main(int argc, char **argv)
{
    static const struct mb_tinted tints[] = {
        {MB_SPAN_INIT("Red"), MB_TINT_RED},
        {MB_SPAN_INIT("Amber"), MB_TINT_AMBER},
        {MB_SPAN_INIT("Green"), MB_TINT_GREEN}};
    long n = argc > 2 ? strtol(argv[2], NULL, 10) : 100000;
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_report report = {.arena = arena,
                               .title = MB_SPAN_LIT("Bench"),
                               .as_of = MB_SPAN_LIT("2025-06-30"),
                               .tints = tints,
                               .ntints = 3};
    double begun = seconds();
    struct mb_sheet *sheet;
    struct rusage usage;
    struct mb_err err;
    double built;

    if (argc < 2 || arena == NULL)
        return 2;
    sheet = mb_sheet_of(&report, "Tracker", MB_SPAN_LIT("Made up"), fields);
    for (long i = 0; i < n; i++) {
        struct made made;
        make(arena, &made);
        mb_sheet_row(&report, sheet, fields, NULL, &made);
    }
    if (argc > 3)
        put_cells(sheet, argv[3]);
    built = seconds();
    getrusage(RUSAGE_SELF, &usage);
    printf("building %u rows of %u cells: %.2f s, peak %ld MiB\n", sheet->nrows,
           sheet->ncolumns, built - begun, usage.ru_maxrss / 1024);
    if (mb_write_xlsx(&report, argv[1], &err) != MB_OK) {
        fprintf(stderr, "bench_sheet: %s\n", err.text);
        return 1;
    }
    getrusage(RUSAGE_SELF, &usage);
    printf("writing %.2f s, peak %ld MiB\n", seconds() - built,
           usage.ru_maxrss / 1024);
    mb_arena_free(arena);
    return 0;
}
