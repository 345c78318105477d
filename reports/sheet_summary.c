/* Summary: one table of counts, and charts over its rows. What officers can
 * change is counted by formulas on the sheet Tracker, so that it follows them
 * while they work; the formulas are made here and hold no word of a document.
 */
#include "base/buf.h"
#include "base/date.h"
#include "reports/tracker_priv.h"

enum { CHART_BARS_MAX = 24 };

/* A line of the table. */
struct line {
    struct mb_span about; /* "Status", "Rating" … */
    struct mb_span what;
    struct mb_span formula; /* null: the count stands fast */
    uint32_t count;
    uint32_t of; /* share of what; 0: none */
    struct mb_span means;
};

static struct mb_cell count_cell(const struct mb_filling *field,
                                 const void *context, const void *row)
{
    const struct line *line = row;

    (void)field;
    (void)context;
    if (line->formula.ptr == NULL)
        return mb_cell_count(line->count);
    return (struct mb_cell){
        .type = MB_CELL_COUNTED, .text = line->formula, .integer = line->count};
}

static struct mb_cell share_cell(const struct mb_filling *field,
                                 const void *context, const void *row)
{
    const struct line *line = row;

    (void)field;
    (void)context;
    if (line->of == 0)
        return (struct mb_cell){.type = MB_CELL_EMPTY};
    return (struct mb_cell){.type = MB_CELL_NUMBER,
                            .number = (double)line->count / line->of};
}

#define LINE(header, flags, width, member)                                     \
    MB_FIELD_TEXT(header, MB_COLUMN_WRAP | (flags), width, struct line, member)
static const struct mb_filling summary_fields[] = {
    LINE("About", MB_COLUMN_LABEL, 14, about),
    LINE("What", 0, 40, what),
    MB_FIELD_MADE("Number", MB_CELL_INTEGER, 0, 10, count_cell),
    MB_FIELD_MADE("Share", MB_CELL_NUMBER, MB_COLUMN_SHARE, 10, share_cell),
    LINE("What it means", 0, 56, means),
    MB_FIELDS_END,
};
enum { COLUMN_WHAT = 1, COLUMN_NUMBER = 2 };

struct summary {
    struct mb_tracker *t;
    struct mb_sheet *sheet;
};

static void put_line(struct summary *s, struct line line)
{
    mb_sheet_row(s->t->report, s->sheet, summary_fields, s->t, &line);
}

/* --------------------------------------------------------------- charts -- */

/* "Status: Not started 12, In progress 3" for those who do not see it. */
static struct mb_span chart_words(const struct summary *s, const char *title,
                                  uint32_t first, uint32_t n)
{
    struct mb_buf text = MB_BUF_INIT;
    struct mb_span copy;

    mb_buf_printf(&text, "Bar chart. %s:", title);
    for (uint32_t r = first; r < first + n; r++) {
        const struct mb_cell *cells = mb_sheet_cells(s->sheet, r);
        mb_buf_printf(&text, "%s " MB_SPAN_FMT " %lld", r > first ? "," : "",
                      MB_SPAN_ARG(cells[COLUMN_WHAT].text),
                      (long long)cells[COLUMN_NUMBER].integer);
    }
    mb_buf_puts(&text, ". The same figures stand in the table.");
    copy = mb_arena_dup(s->t->arena, mb_buf_span(&text));
    mb_buf_done(&text);
    return copy;
}

/* A chart over the rows from `first` to the last there is. */
static void put_chart(struct summary *s, const char *title, uint32_t first)
{
    uint32_t n = s->sheet->nrows - first;
    struct mb_chart *chart;

    if (n == 0)
        return;
    if (n > CHART_BARS_MAX)
        n = CHART_BARS_MAX; /* more cannot be told apart; the table has all */
    chart = mb_arena_push(s->t->arena, &s->sheet->charts, &s->sheet->ncharts,
                          sizeof *chart);
    if (chart != NULL)
        *chart =
            (struct mb_chart){.title = mb_span_str(title),
                              .description = chart_words(s, title, first, n),
                              .first = first,
                              .n = n,
                              .label = COLUMN_WHAT,
                              .value = COLUMN_NUMBER};
}

/* --------------------------------------------------------------- counts -- */

static struct mb_span count_if(const struct mb_tracker *t, const char *column,
                               struct mb_span word)
{
    return mb_arena_printf(
        t->arena, "=COUNTIF(" MB_SPAN_FMT ",\"" MB_SPAN_FMT "\")",
        MB_SPAN_ARG(mb_tracker_range(t, column)), MB_SPAN_ARG(word));
}

static void put_all(struct summary *s)
{
    put_line(s, (struct line){.about = MB_SPAN_LIT("Decisions"),
                              .what = MB_SPAN_LIT("to be followed up"),
                              .count = s->t->tracked.n,
                              .means = MB_SPAN_LIT("rows on Tracker")});
}

static void put_statuses(struct summary *s)
{
    const struct mb_tracker *t = s->t;
    uint32_t first = s->sheet->nrows;

    for (uint32_t i = 0; i < t->scheme->nstatuses; i++) {
        const struct mb_status_word *word = &t->scheme->statuses[i];
        struct line line = {.about = MB_SPAN_LIT("Status"),
                            .what = word->name,
                            .formula = count_if(t, "Status", word->name),
                            .count = t->tracked.by_status[i],
                            .of = t->tracked.n,
                            .means = word->means};
        put_line(s, line);
    }
    put_chart(s, "Decisions by status", first);
}

static void put_ratings(struct summary *s)
{
    const struct mb_tracker *t = s->t;
    uint32_t first = s->sheet->nrows;

    for (uint32_t i = 0; i < t->scheme->nratings; i++) {
        const struct mb_rating_word *word = &t->scheme->ratings[i];
        struct line line = {.about = MB_SPAN_LIT("Rating"),
                            .what = word->name,
                            .formula = count_if(t, "Rating", word->name),
                            .count = t->tracked.by_rating[i],
                            .of = t->tracked.n,
                            .means = word->means};
        put_line(s, line);
    }
    put_chart(s, "Decisions by rating", first);
}

/* Due before the day, less those that are finished or given up. */
static struct mb_span overdue_formula(const struct mb_tracker *t)
{
    struct mb_span due = mb_tracker_range(t, "Due");
    struct mb_span status = mb_tracker_range(t, "Status");
    struct mb_buf text = MB_BUF_INIT;
    struct mb_span copy;
    struct mb_date day;

    if (!mb_date_parse(t->options->as_of, &day))
        return MB_SPAN_NULL;
    mb_buf_printf(&text, "=COUNTIF(" MB_SPAN_FMT ",\"<\"&DATE(%d,%d,%d))",
                  MB_SPAN_ARG(due), day.year, day.month, day.day);
    for (uint32_t i = 0; i < t->scheme->nstatuses; i++) {
        const struct mb_status_word *word = &t->scheme->statuses[i];
        if (word->kind == MB_PROGRESS_DONE || word->kind == MB_PROGRESS_ENDED)
            mb_buf_printf(&text,
                          "-COUNTIFS(" MB_SPAN_FMT
                          ",\"<\"&DATE(%d,%d,%d)," MB_SPAN_FMT ",\"" MB_SPAN_FMT
                          "\")",
                          MB_SPAN_ARG(due), day.year, day.month, day.day,
                          MB_SPAN_ARG(status), MB_SPAN_ARG(word->name));
    }
    copy = mb_arena_dup(t->arena, mb_buf_span(&text));
    mb_buf_done(&text);
    return copy;
}

static void put_late(struct summary *s)
{
    const struct mb_tracker *t = s->t;
    struct line overdue = {
        .about = MB_SPAN_LIT("Late"),
        .what = MB_SPAN_LIT("overdue"),
        .formula = overdue_formula(t),
        .of = t->tracked.n,
        .means = mb_arena_printf(
            t->arena, "due before " MB_SPAN_FMT " and not finished",
            MB_SPAN_ARG(mb_long_date(t->arena, t->options->as_of)))};
    struct line attention = {
        .about = MB_SPAN_LIT("Late"),
        .what = MB_SPAN_LIT("wanting attention"),
        .of = t->tracked.n,
        .means = MB_SPAN_LIT("the column Attention said something when this "
                             "workbook was written")};

    overdue.count = t->tracked.overdue;
    attention.count = t->tracked.wanting;
    put_line(s, overdue);
    put_line(s, attention);
}

/* ------------------------------------------------------------- coverage -- */

enum { SERVED, PROPOSED, BARE, COVERAGES };

static void count_pledges(const struct mb_tracker *t,
                          uint32_t counts[COVERAGES], uint32_t *ret_all)
{
    for (uint32_t i = 0; i < t->strategies.n; i++) {
        const struct mb_strategy_row *strategy = &t->strategies.at[i];
        for (uint32_t p = 0; p < strategy->npledges; p++) {
            struct mb_tally tally;
            mb_tracker_tally(t, strategy->id, strategy->pledges[p].code,
                             &tally);
            counts[tally.confirmed > 0  ? SERVED
                   : tally.proposed > 0 ? PROPOSED
                                        : BARE]++;
            ++*ret_all;
        }
    }
}

static void put_coverage(struct summary *s)
{
    static const struct {
        const char *what;
        const char *means;
    } words[COVERAGES] = {
        [SERVED] = {"served by confirmed decisions",
                    "pledges at every level of the strategies held"},
        [PROPOSED] = {"with proposed links only",
                      "nobody has judged them yet: see Links"},
        [BARE] = {"without a decision",
                  "none was found in the records held here"},
    };
    uint32_t counts[COVERAGES] = {0};
    uint32_t all = 0;
    uint32_t first = s->sheet->nrows;
    struct line unlinked = {
        .about = MB_SPAN_LIT("Coverage"),
        .what = MB_SPAN_LIT("decisions that serve no pledge"),
        .of = s->t->tracked.n,
        .means = MB_SPAN_LIT("rows on Tracker without a link")};

    if (s->t->strategies.n == 0)
        return;
    count_pledges(s->t, counts, &all);
    for (int i = 0; i < COVERAGES; i++)
        put_line(s, (struct line){.about = MB_SPAN_LIT("Pledges"),
                                  .what = mb_span_str(words[i].what),
                                  .count = counts[i],
                                  .of = all,
                                  .means = mb_span_str(words[i].means)});
    put_chart(s, "Pledges by coverage", first);
    unlinked.count = s->t->tracked.unlinked;
    put_line(s, unlinked);
}

/* Each pledge that stands under no other; those beneath count with it. */
static void put_pledges(struct summary *s)
{
    const struct mb_tracker *t = s->t;
    uint32_t first = s->sheet->nrows;

    for (uint32_t i = 0; i < t->strategies.n; i++) {
        const struct mb_strategy_row *strategy = &t->strategies.at[i];
        for (uint32_t p = 0; p < strategy->npledges; p++) {
            const struct mb_pledge_row *pledge = &strategy->pledges[p];
            struct mb_tally tally;
            if (pledge->parent.len > 0)
                continue;
            mb_tracker_tally(t, strategy->id, pledge->code, &tally);
            put_line(
                s,
                (struct line){
                    .about = MB_SPAN_LIT("Pledge"),
                    .what = mb_arena_printf(
                        t->arena, MB_SPAN_FMT " " MB_SPAN_FMT " " MB_SPAN_FMT,
                        MB_SPAN_ARG(strategy->id), MB_SPAN_ARG(pledge->code),
                        MB_SPAN_ARG(pledge->title)),
                    .count = tally.confirmed + tally.proposed,
                    .means = mb_arena_printf(
                        t->arena,
                        "links of decisions: %u confirmed, %u proposed",
                        tally.confirmed, tally.proposed)});
        }
    }
    put_chart(s, "Links of decisions by pledge", first);
}

static void put_reading(struct summary *s)
{
    const struct mb_store_counts *c = &s->t->counts;
    const struct {
        const char *what;
        uint32_t count, of;
        const char *means;
    } lines[] = {
        {"documents", c->documents, 0, "held in the register"},
        {"lines claimed by a record", c->coverage.claimed, c->coverage.lines,
         "of the lines that are not blank"},
        {"lines of narrative", c->coverage.narrative, c->coverage.lines,
         "prose under an item that was recognised"},
        {"lines unclaimed", c->coverage.unclaimed, c->coverage.lines,
         "listed by document on Sources"},
    };

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        put_line(s, (struct line){.about = MB_SPAN_LIT("Reading"),
                                  .what = mb_span_str(lines[i].what),
                                  .count = lines[i].count,
                                  .of = lines[i].of,
                                  .means = mb_span_str(lines[i].means)});
}

enum mb_status mb_sheet_summary(struct mb_tracker *t, struct mb_err *err)
{
    struct summary s = {t, NULL};

    s.sheet = mb_sheet_of(
        t->report, "Summary",
        mb_arena_printf(t->arena,
                        "Statuses, ratings and what is overdue are counted on "
                        "Tracker as it stands now; the rest, and the shares, "
                        "as at " MB_SPAN_FMT ".",
                        MB_SPAN_ARG(mb_long_date(t->arena, t->options->as_of))),
        summary_fields);
    if (s.sheet == NULL)
        return mb_arena_status(t->arena, err);
    put_all(&s);
    put_statuses(&s);
    put_ratings(&s);
    put_late(&s);
    put_coverage(&s);
    put_pledges(&s);
    put_reading(&s);
    return mb_arena_status(t->arena, err);
}
