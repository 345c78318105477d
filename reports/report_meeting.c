/* One meeting on a page: when and where, who, each item with what was decided,
 * how the votes fell, and who is to do what.
 */
#include "base/buf.h"
#include "base/date.h"
#include "reports/tracker_priv.h"

struct line {
    struct mb_span part; /* "Item", "Decision" … */
    struct mb_span item;
    struct mb_span what;
    struct mb_span who;
    uint32_t page; /* 0: not known */
};

static struct mb_cell page_cell(const struct mb_filling *field,
                                const void *context, const void *row)
{
    const struct line *line = row;

    (void)field;
    (void)context;
    return mb_cell_count(line->page == 0 ? -1 : (int64_t)line->page);
}

#define TEXT(header, flags, width, member)                                     \
    MB_FIELD_TEXT(header, MB_COLUMN_WRAP | (flags), width, struct line, member)
static const struct mb_filling fields[] = {
    TEXT("Part", MB_COLUMN_LABEL, 14, part),
    TEXT("Item", 0, 9, item),
    TEXT("What", 0, 80, what),
    TEXT("Who", 0, 32, who),
    MB_FIELD_MADE("Page", MB_CELL_INTEGER, 0, 8, page_cell),
    MB_FIELDS_END,
};

struct page {
    struct mb_tracker *t;
    struct mb_meeting_row meeting;
    struct mb_filter filter; /* this meeting's day and body */
    struct mb_sheet *sheet;
};

static void put(struct page *p, struct line line)
{
    mb_sheet_row(p->t->report, p->sheet, fields, p->t, &line);
}

/* --------------------------------------------------------- the meeting -- */

static struct mb_span or_not_found(struct mb_span s)
{
    return s.len > 0 ? s : MB_SPAN_LIT(MB_NOT_FOUND);
}

static void put_head(struct page *p)
{
    const struct mb_meeting_row *m = &p->meeting;
    struct mb_arena *arena = p->t->arena;

    put(p, (struct line){.part = MB_SPAN_LIT("Body"),
                         .what = or_not_found(m->body),
                         .who = m->authority});
    put(p,
        (struct line){.part = MB_SPAN_LIT("When"),
                      .what = m->time.len > 0 ? mb_arena_printf(
                                  arena, MB_SPAN_FMT ", " MB_SPAN_FMT,
                                  MB_SPAN_ARG(mb_long_date(arena, m->date)),
                                  MB_SPAN_ARG(m->time))
                                              : mb_long_date(arena, m->date)});
    put(p, (struct line){.part = MB_SPAN_LIT("Where"),
                         .what = or_not_found(m->venue)});
    put(p, (struct line){.part = MB_SPAN_LIT("Record"),
                         .what = mb_arena_printf(arena,
                                                 MB_SPAN_FMT "%s" MB_SPAN_FMT,
                                                 MB_SPAN_ARG(m->document_name),
                                                 m->state.len > 0 ? ", " : "",
                                                 MB_SPAN_ARG(m->state))});
}

/* Names of one capacity, a line each. */
static enum mb_status put_people(struct page *p, struct mb_err *err)
{
    static const struct {
        const char *capacity;
        const char *part;
    } parts[] = {{"chair", "Chair"},
                 {"present", "Present"},
                 {"substitute", "Substitutes"},
                 {"in_attendance", "In attendance"},
                 {"apologies", "Apologies"},
                 {"absent", "Absent"}};
    struct mb_attendance_rows rows = {NULL, 0};
    struct mb_arena *arena = p->t->arena;
    enum mb_status st =
        mb_store_attendance(p->t->store, &p->filter, arena, &rows, err);
    struct mb_buf names = MB_BUF_INIT;

    for (size_t k = 0; st == MB_OK && k < sizeof parts / sizeof parts[0]; k++) {
        mb_buf_clear(&names);
        for (uint32_t i = 0; i < rows.n; i++) {
            const struct mb_attendance_row *a = &rows.at[i];
            if (a->meeting != p->meeting.id
                || !mb_span_eq(a->capacity, mb_span_str(parts[k].capacity)))
                continue;
            mb_buf_printf(&names, "%s" MB_SPAN_FMT, names.len > 0 ? "; " : "",
                          MB_SPAN_ARG(a->name));
            if (a->role.len > 0)
                mb_buf_printf(&names, " (" MB_SPAN_FMT ")",
                              MB_SPAN_ARG(a->role));
        }
        if (names.len > 0)
            put(p, (struct line){.part = mb_span_str(parts[k].part),
                                 .what =
                                     mb_arena_dup(arena, mb_buf_span(&names))});
    }
    mb_buf_done(&names);
    return st;
}

/* ------------------------------------------------------ what was done -- */

static struct mb_span movers(const struct page *p,
                             const struct mb_clause_row *c)
{
    if (c->mover.len == 0)
        return MB_SPAN_NULL;
    return mb_arena_printf(
        p->t->arena, "proposed by " MB_SPAN_FMT "%s" MB_SPAN_FMT,
        MB_SPAN_ARG(c->mover), c->seconder.len > 0 ? ", seconded by " : "",
        MB_SPAN_ARG(c->seconder));
}

static void put_clause(struct page *p, const struct mb_clause_row *c)
{
    struct mb_span text = c->text;

    if (c->label.len > 0)
        text = mb_arena_printf(p->t->arena, MB_SPAN_FMT " " MB_SPAN_FMT,
                               MB_SPAN_ARG(c->label), MB_SPAN_ARG(c->text));
    put(p, (struct line){.part = MB_SPAN_LIT("Decision"),
                         .item = c->item,
                         .what = text,
                         .who = movers(p, c),
                         .page = c->where.page});
}

static void put_vote(struct page *p, const struct mb_vote_row *v)
{
    const struct {
        const char *name;
        int32_t n;
    } counts[] = {{"for", v->votes_for},
                  {"against", v->votes_against},
                  {"abstaining", v->votes_abstain}};
    struct mb_buf text = MB_BUF_INIT;

    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        if (counts[i].n >= 0)
            mb_buf_printf(&text, "%s%d %s", text.len > 0 ? ", " : "",
                          counts[i].n, counts[i].name);
    if (v->result.len > 0)
        mb_buf_printf(&text, "%s" MB_SPAN_FMT, text.len > 0 ? ": " : "",
                      MB_SPAN_ARG(v->result));
    if (text.len > 0)
        put(p,
            (struct line){.part = MB_SPAN_LIT("Vote"),
                          .item = v->item,
                          .what = mb_arena_dup(p->t->arena, mb_buf_span(&text)),
                          .page = v->where.page});
    mb_buf_done(&text);
}

static void put_action(struct page *p, const struct mb_action_row *a)
{
    struct mb_span text = a->text;

    if (a->due.len > 0)
        text =
            mb_arena_printf(p->t->arena, MB_SPAN_FMT " (due " MB_SPAN_FMT ")",
                            MB_SPAN_ARG(a->text),
                            MB_SPAN_ARG(mb_long_date(p->t->arena, a->due)));
    put(p, (struct line){.part = a->hard ? MB_SPAN_LIT("Action")
                                         : MB_SPAN_LIT("Offer"),
                         .item = a->item,
                         .what = text,
                         .who = a->owner,
                         .page = a->where.page});
}

/* What belongs to items: everything there is of the meeting. */
struct done {
    struct mb_item_rows items;
    struct mb_clause_rows clauses;
    struct mb_vote_rows votes;
    struct mb_action_rows actions;
};

static enum mb_status read_done(struct page *p, struct done *d,
                                struct mb_err *err)
{
    struct mb_store *store = p->t->store;
    struct mb_arena *arena = p->t->arena;
    enum mb_status st =
        mb_store_items(store, p->meeting.id, arena, &d->items, err);

    if (st == MB_OK)
        st = mb_store_meeting_clauses(store, p->meeting.id, &p->filter, arena,
                                      &d->clauses, err);
    if (st == MB_OK)
        st = mb_store_votes(store, &p->filter, arena, &d->votes, err);
    if (st == MB_OK)
        st = mb_store_actions(store, &p->filter, arena, &d->actions, err);
    return st;
}

/* The first item with that number; d->items.n: none is. */
static uint32_t item_of(const struct done *d, struct mb_span number)
{
    uint32_t i = 0;

    while (i < d->items.n
           && (number.len == 0 || !mb_span_eq(d->items.at[i].number, number)))
        i++;
    return i;
}

/* Everything of the i-th item; i = d->items.n: of none. */
static void put_done(struct page *p, const struct done *d, uint32_t i)
{
    for (uint32_t k = 0; k < d->clauses.n; k++)
        if (item_of(d, d->clauses.at[k].item) == i)
            put_clause(p, &d->clauses.at[k]);
    for (uint32_t k = 0; k < d->votes.n; k++)
        if (item_of(d, d->votes.at[k].item) == i)
            put_vote(p, &d->votes.at[k]);
    for (uint32_t k = 0; k < d->actions.n; k++)
        if (item_of(d, d->actions.at[k].item) == i)
            put_action(p, &d->actions.at[k]);
}

static void put_item(struct page *p, const struct mb_item_row *item)
{
    put(p, (struct line){.part = MB_SPAN_LIT("Item"),
                         .item = item->number,
                         .what = item->title,
                         .who = item->restricted > 0 ? MB_SPAN_LIT("exempt")
                                                     : MB_SPAN_NULL,
                         .page = item->where.page});
}

/* ------------------------------------------------------ which meeting -- */

/* "Cabinet 2025-03-18", "2025-03-18": the day, and what is left as body. */
static bool split_what(struct mb_span what, struct mb_filter *filter)
{
    struct mb_date date;

    for (size_t i = 0; i + 10 <= what.len; i++) {
        struct mb_span day = mb_span_sub(what, i, i + 10);
        struct mb_span before = mb_span_strip(mb_span_sub(what, 0, i), " ,;");
        struct mb_span after =
            mb_span_strip(mb_span_sub(what, i + 10, what.len), " ,;");
        if (!mb_date_parse(day, &date) || (before.len > 0 && after.len > 0))
            continue;
        filter->from = filter->to = day;
        if (before.len + after.len > 0)
            filter->body = before.len > 0 ? before : after;
        return true;
    }
    return false;
}

static enum mb_status say_which(const struct mb_meeting_rows *rows,
                                struct mb_span what, struct mb_err *err)
{
    struct mb_buf list = MB_BUF_INIT;
    enum mb_status st;

    for (uint32_t i = 0; i < rows->n; i++)
        mb_buf_printf(&list, "%s\"" MB_SPAN_FMT " " MB_SPAN_FMT "\"",
                      i > 0 ? ", " : "",
                      MB_SPAN_ARG(or_not_found(rows->at[i].body)),
                      MB_SPAN_ARG(rows->at[i].date));
    st = mb_err_set(err, MB_ERR_USAGE,
                    "'" MB_SPAN_FMT "' may be %u meetings, say which (and "
                    "--authority): %.300s",
                    MB_SPAN_ARG(what), rows->n,
                    list.ptr != NULL ? list.ptr : "");
    mb_buf_done(&list);
    return st;
}

static enum mb_status find_meeting(struct page *p, struct mb_err *err)
{
    struct mb_span what = p->t->options->what;
    struct mb_meeting_rows rows = {NULL, 0};
    enum mb_status st;

    if (!split_what(what, &p->filter))
        return mb_err_set(err, MB_ERR_USAGE,
                          "'" MB_SPAN_FMT "' names no meeting: give its day, "
                          "as \"Cabinet 2025-03-18\"",
                          MB_SPAN_ARG(what));
    st = mb_store_meetings(p->t->store, &p->filter, p->t->arena, &rows, err);
    if (st != MB_OK)
        return st;
    if (rows.n == 0)
        return mb_err_set(err, MB_ERR_USAGE,
                          "there is no meeting '" MB_SPAN_FMT
                          "' in the register; see 'minutebook list meetings'",
                          MB_SPAN_ARG(what));
    if (rows.n > 1)
        return say_which(&rows, what, err);
    p->meeting = rows.at[0];
    p->filter.body = rows.at[0].body;
    return MB_OK;
}

enum mb_status mb_build_meeting(struct mb_tracker *t, struct mb_err *err)
{
    struct page p = {.t = t, .filter = t->options->filter};
    struct done done = {{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}};
    enum mb_status st = find_meeting(&p, err);

    t->report->title = MB_SPAN_LIT("Meeting");
    if (st == MB_OK)
        st = read_done(&p, &done, err);
    if (st != MB_OK)
        return st;
    p.sheet = mb_sheet_of(
        t->report, "Meeting",
        MB_SPAN_LIT("One meeting on a page, from the records held. What is "
                    "not said here was not found in them."),
        fields);
    if (p.sheet == NULL)
        return mb_arena_status(t->arena, err);
    p.sheet->portrait = true;
    p.sheet->title =
        mb_arena_printf(t->arena, MB_SPAN_FMT ", " MB_SPAN_FMT,
                        MB_SPAN_ARG(or_not_found(p.meeting.body)),
                        MB_SPAN_ARG(mb_long_date(t->arena, p.meeting.date)));
    put_head(&p);
    st = put_people(&p, err);
    for (uint32_t i = 0; st == MB_OK && i < done.items.n; i++) {
        put_item(&p, &done.items.at[i]);
        put_done(&p, &done, i);
    }
    if (st == MB_OK)
        put_done(&p, &done, done.items.n);
    return st;
}
