/* Before a commit, what several documents say of one place is put in order:
 * meetings of one day told apart by their time, clauses joined and given
 * their Record IDs (clauses.c), versions chained. Everything here starts
 * afresh from the documents' rows and the registry, so that the order in
 * which documents came does not matter and a rebuild comes out the same. */
#include "store/places.h"

#include <stdlib.h>
#include <string.h>

#define MEETING_APART_MIN 60 /* minutes between two meetings of one day */

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort_unique(struct mb_names_list *list)
{
    size_t n = 0;

    if (list->n > 1)
        qsort(list->at, list->n, sizeof *list->at, compare_names);
    for (size_t i = 0; i < list->n; i++) {
        if (n > 0 && strcmp(list->at[n - 1], list->at[i]) == 0)
            free(list->at[i]);
        else
            list->at[n++] = list->at[i];
    }
    list->n = n;
}

/* --------------------------------------------------------- meetings -- */

struct meeting_source {
    int64_t document, meeting;
    uint32_t n;
    int minute; /* of the day; -1: not given */
    struct mb_span time, venue, state;
    uint32_t slot;
};
struct meeting_sources {
    struct meeting_source *at;
    uint32_t n;
};

static int minute_of(struct mb_span time)
{
    const char *p = time.ptr;

    if (time.len != 5 || p[2] != ':')
        return -1;
    return ((p[0] - '0') * 10 + p[1] - '0') * 60 + (p[3] - '0') * 10 + p[4]
           - '0';
}

static enum mb_status load_meetings(struct mb_store *store, const char *scope,
                                    struct meeting_sources *list,
                                    struct mb_err *err)
{
    struct mb_span all = mb_span_str(scope), authority, body;
    struct mb_span rest = mb_span_cut(all, '|', &authority);
    struct mb_span date = mb_span_cut(rest, '|', &body);
    struct mb_arena *arena = store->scratch;
    struct mb_query q = mb_sql(
        store,
        "SELECT s.document_id, s.n, s.meeting_id, s.time, s.venue, s.state"
        " FROM authority a JOIN body b ON b.authority_id = a.id"
        " JOIN meeting m ON m.authority_id = a.id AND m.body_id = b.id"
        " JOIN meeting_source s ON s.meeting_id = m.id"
        " JOIN document d ON d.document_id = s.document_id"
        " JOIN source_document x ON x.id = s.document_id"
        " WHERE a.key = ?1 AND b.key = ?2 AND m.date = ?3"
        " ORDER BY d.rank, x.sha256, s.n",
        "sss", authority, body, date);

    while (mb_next(&q)) {
        struct meeting_source *s =
            mb_arena_push(arena, &list->at, &list->n, sizeof *s);
        if (s == NULL)
            break;
        s->document = mb_col_int(&q, 0);
        s->n = mb_col_u32(&q, 1);
        s->meeting = mb_col_int(&q, 2);
        s->time = mb_col_dup(&q, 3, arena);
        s->venue = mb_col_dup(&q, 4, arena);
        s->state = mb_col_dup(&q, 5, arena);
        s->minute = minute_of(s->time);
    }
    return mb_end(&q, err);
}

static int compare_minutes(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* Give each source its slot: times an hour apart or more are different
 * meetings; without a time it is the first. Returns how many there are. */
static uint32_t assign_slots(struct meeting_sources *list,
                             struct mb_arena *arena)
{
    int *minutes = mb_arena_alloc(arena, list->n, sizeof *minutes);
    uint32_t n = 0, slots = 0;

    if (minutes == NULL)
        return 1;
    for (uint32_t i = 0; i < list->n; i++)
        if (list->at[i].minute >= 0)
            minutes[n++] = list->at[i].minute;
    qsort(minutes, n, sizeof *minutes, compare_minutes);
    for (uint32_t i = 0; i < n; i++)
        if (slots == 0 || minutes[i] - minutes[slots - 1] >= MEETING_APART_MIN)
            minutes[slots++] = minutes[i];
    for (uint32_t i = 0; i < list->n; i++)
        for (uint32_t k = 1; k < slots; k++)
            if (list->at[i].minute >= minutes[k])
                list->at[i].slot = k;
    return slots > 0 ? slots : 1;
}

/* The meeting row for a slot: one that its sources have now, or a new one. */
static enum mb_status slot_meeting(struct mb_store *store,
                                   const struct meeting_sources *list,
                                   uint32_t slot, const int64_t *taken,
                                   int64_t *ret_id, struct mb_err *err)
{
    enum mb_status st;

    for (uint32_t i = 0; i < list->n; i++) {
        bool used = false;
        for (uint32_t k = 0; k < slot; k++)
            used |= taken[k] == list->at[i].meeting;
        if (!used) {
            *ret_id = list->at[i].meeting;
            return MB_OK;
        }
    }
    st = mb_exec(store, err,
                 "INSERT INTO meeting (authority_id, body_id, date)"
                 " SELECT authority_id, body_id, date FROM meeting"
                 " WHERE id = ?1",
                 "i", list->at[0].meeting);
    *ret_id = sqlite3_last_insert_rowid(store->db);
    return st;
}

static enum mb_status fill_slot(struct mb_store *store,
                                struct meeting_sources *list, uint32_t slot,
                                int64_t id, struct mb_err *err)
{
    struct mb_span time = MB_SPAN_NULL, venue = MB_SPAN_NULL;
    struct mb_span state = MB_SPAN_NULL;
    enum mb_status st = MB_OK;

    for (uint32_t i = 0; st == MB_OK && i < list->n; i++) {
        struct meeting_source *s = &list->at[i];
        if (s->slot != slot)
            continue;
        time = time.ptr != NULL ? time : s->time;
        venue = venue.ptr != NULL ? venue : s->venue;
        state = state.ptr != NULL ? state : s->state;
        if (s->meeting == id)
            continue;
        store->removed = true; /* the one it had may have none left */
        st = mb_exec(store, err,
                     "UPDATE meeting_source SET meeting_id = ?3"
                     " WHERE document_id = ?1 AND n = ?2",
                     "iIi", s->document, s->n, id);
    }
    if (st != MB_OK)
        return st;
    return mb_exec(store, err,
                   "UPDATE meeting SET ordinal = ?2, time = ?3, venue = ?4,"
                   " state = ?5 WHERE id = ?1 AND (ordinal, time, venue,"
                   " state) IS NOT (?2, ?3, ?4, ?5)",
                   "iIsss", id, slot + 1, time, venue, state);
}

static enum mb_status settle_meetings(struct mb_store *store, const char *scope,
                                      struct mb_err *err)
{
    struct meeting_sources list = {NULL, 0};
    enum mb_status st = load_meetings(store, scope, &list, err);
    uint32_t slots;
    int64_t *ids;

    if (st == MB_OK)
        st = mb_arena_status(store->scratch, err);
    if (st != MB_OK || list.n == 0 || (list.n == 1 && !store->removed))
        return st;
    slots = assign_slots(&list, store->scratch);
    ids = mb_arena_alloc(store->scratch, slots, sizeof *ids);
    if (ids == NULL)
        return mb_arena_status(store->scratch, err);
    for (uint32_t k = 0; st == MB_OK && k < slots; k++) {
        st = slot_meeting(store, &list, k, ids, &ids[k], err);
        if (st == MB_OK)
            st = fill_slot(store, &list, k, ids[k], err);
    }
    return st;
}

/* --------------------------------------------------------- versions -- */

struct version {
    int64_t document;
    int64_t superseded_by;
};
struct versions {
    struct version *at;
    uint32_t n;
};

/* Is `new` a version of `old`, or another document of the same place and kind
 * (the second half of the minutes, say)? It must say half of what the old one
 * says: of its clauses, else of its items; one that says nothing countable
 * gives way. */
static enum mb_status is_version(struct mb_store *store, int64_t old,
                                 int64_t new, bool *ret, struct mb_err *err)
{
    struct mb_query q = mb_sql(
        store,
        "SELECT (SELECT count (*) FROM resolution WHERE document_id = ?1),"
        " (SELECT count (*) FROM resolution o WHERE o.document_id = ?1"
        "  AND EXISTS (SELECT 1 FROM resolution w"
        "   WHERE w.clause_id = o.clause_id AND w.document_id = ?2)),"
        " (SELECT count (*) FROM agenda_item WHERE document_id = ?1),"
        " (SELECT count (*) FROM agenda_item o WHERE o.document_id = ?1"
        "  AND EXISTS (SELECT 1 FROM agenda_item w WHERE w.document_id = ?2"
        "   AND lower (w.title) = lower (o.title))),"
        " (SELECT body || date FROM meeting_source"
        "  WHERE document_id = ?1 AND n = 0) IS"
        " (SELECT body || date FROM meeting_source"
        "  WHERE document_id = ?2 AND n = 0)",
        "ii", old, new);

    *ret = false;
    if (mb_next(&q)) {
        int64_t clauses = mb_col_int(&q, 0), items = mb_col_int(&q, 2);
        bool same = (clauses > 0 && 2 * mb_col_int(&q, 1) >= clauses)
                    || (items > 0 && 2 * mb_col_int(&q, 3) >= items)
                    || (clauses == 0 && items == 0);
        *ret = same && (mb_col_int(&q, 4) != 0 || clauses > 0);
    }
    return mb_end(&q, err);
}

static enum mb_status set_superseded(struct mb_store *store,
                                     const struct version *v, int64_t by,
                                     struct mb_err *err)
{
    enum mb_status st, end;
    struct mb_query q;

    if (v->superseded_by == by)
        return MB_OK;
    st = mb_exec(store, err,
                 "UPDATE document SET superseded_by = nullif (?2, 0)"
                 " WHERE document_id = ?1",
                 "ii", v->document, by);
    if (st != MB_OK)
        return st;
    q = mb_sql(store,
               "SELECT DISTINCT scope FROM resolution WHERE document_id = ?1",
               "i", v->document);
    while (st == MB_OK && mb_next(&q))
        st = mb_names_add(&store->finish, mb_col_span(&q, 0), err);
    end = mb_end(&q, err);
    return st != MB_OK ? st : end;
}

/* Versions in order: confirmed ones behind drafts, then as they came. What a
 * later meeting made of them does not count. */
static enum mb_status settle_chain(struct mb_store *store, const char *chain,
                                   struct mb_err *err)
{
    struct versions list = {NULL, 0};
    enum mb_status st;
    struct mb_query q = mb_sql(
        store,
        "SELECT document_id, superseded_by FROM document WHERE chain = ?1"
        " ORDER BY stated IS NOT NULL AND stated <> 'draft', document_id",
        "t", chain);

    while (mb_next(&q)) {
        struct version *v =
            mb_arena_push(store->scratch, &list.at, &list.n, sizeof *v);
        if (v == NULL)
            break;
        v->document = mb_col_int(&q, 0);
        v->superseded_by = mb_col_int(&q, 1);
    }
    st = mb_end(&q, err);
    if (st == MB_OK)
        st = mb_arena_status(store->scratch, err);
    for (uint32_t i = 0; st == MB_OK && i < list.n; i++) {
        int64_t by = 0;
        for (uint32_t k = list.n - 1; st == MB_OK && k > i && by == 0; k--) {
            bool version;
            st = is_version(store, list.at[i].document, list.at[k].document,
                            &version, err);
            if (st == MB_OK && version)
                by = list.at[k].document;
        }
        if (st == MB_OK)
            st = set_superseded(store, &list.at[i], by, err);
    }
    return st;
}

/* ------------------------------------------------------ corrections -- */

/* The meeting whose minutes are corrected: of the same body, before the one
 * that corrects, on the day that it names; else the last one, if that was
 * within a hundred days: with a gap in the register nobody knows. A version
 * that was superseded corrects nothing, an agenda neither. */
#define TARGET                                                                 \
    "(SELECT m.id FROM document d JOIN meeting_source s"                       \
    "  ON s.document_id = d.document_id"                                       \
    " JOIN meeting w ON w.id = s.meeting_id"                                   \
    " JOIN meeting m ON m.authority_id = w.authority_id"                       \
    "  AND m.body_id = w.body_id AND m.date < w.date"                          \
    " WHERE d.document_id = correction.document_id"                            \
    "  AND s.n = correction.meeting AND d.superseded_by IS NULL"               \
    "  AND d.kind NOT IN ('agenda', 'forward_plan', 'report')"                 \
    "  AND EXISTS (SELECT 1 FROM meeting_source z WHERE z.meeting_id = m.id)"  \
    "  AND CASE WHEN correction.date IS NULL"                                  \
    "   THEN julianday (w.date) - julianday (m.date) <= 100"                   \
    "   ELSE m.date = correction.date END"                                     \
    " ORDER BY m.date DESC, m.ordinal DESC LIMIT 1)"
/* Of that meeting the minutes in force, and its page. */
#define CORRECTED                                                              \
    "(SELECT s.document_id FROM correction c"                                  \
    " JOIN meeting_source s ON s.meeting_id = c.target_id"                     \
    " JOIN document d ON d.document_id = s.document_id"                        \
    " WHERE d.superseded_by IS NULL AND d.kind IN ('minutes', 'meeting'))"

/* All of them, whichever came first: they are few. */
static enum mb_status settle_corrections(struct mb_store *store,
                                         struct mb_err *err)
{
    static const char *const statements[] = {
        "UPDATE correction SET target_id = " TARGET
        " WHERE target_id IS NOT " TARGET,
        "UPDATE document SET state = stated WHERE state = 'corrected'"
        " AND stated IS NOT 'corrected' AND document_id NOT IN " CORRECTED,
        "UPDATE document SET state = 'corrected' WHERE state IS NOT 'corrected'"
        " AND document_id IN " CORRECTED,
        ("UPDATE meeting SET state = (SELECT s.state FROM meeting_source s"
         "  JOIN document d ON d.document_id = s.document_id"
         "  JOIN source_document x ON x.id = s.document_id"
         "  WHERE s.meeting_id = meeting.id AND s.state IS NOT NULL"
         "  ORDER BY d.rank, x.sha256, s.n LIMIT 1)"
         " WHERE state = 'corrected' AND id NOT IN (SELECT target_id"
         "  FROM correction WHERE target_id IS NOT NULL)"),
        "UPDATE meeting SET state = 'corrected' WHERE state IS NOT 'corrected'"
        " AND id IN (SELECT target_id FROM correction)",
    };
    int64_t any;
    enum mb_status st = mb_get_int(store, err, 0, &any,
                                   "SELECT EXISTS (SELECT 1 FROM correction)"
                                   " OR EXISTS (SELECT 1 FROM document"
                                   "  WHERE state = 'corrected')",
                                   "");

    for (size_t i = 0;
         st == MB_OK && any && i < sizeof statements / sizeof statements[0];
         i++)
        st = mb_exec(store, err, statements[i], "");
    return st;
}

/* ---------------------------------------------------------- orphans -- */

static enum mb_status drop_orphans(struct mb_store *store, struct mb_err *err)
{
    static const char *const statements[] = {
        "DELETE FROM meeting WHERE NOT EXISTS (SELECT 1 FROM meeting_source s"
        " WHERE s.meeting_id = meeting.id)",
        "DELETE FROM matter WHERE"
        " NOT EXISTS (SELECT 1 FROM reference x WHERE x.matter_id = matter.id)"
        " AND NOT EXISTS (SELECT 1 FROM decision x"
        "  WHERE x.matter_id = matter.id)"
        " AND NOT EXISTS (SELECT 1 FROM agenda_item x"
        "  WHERE x.matter_id = matter.id)"
        " AND NOT EXISTS (SELECT 1 FROM resolution x"
        "  WHERE x.matter_id = matter.id)"
        " AND NOT EXISTS (SELECT 1 FROM matter_event x"
        "  WHERE x.matter_id = matter.id)",
        "DELETE FROM body WHERE NOT EXISTS (SELECT 1 FROM meeting m"
        " WHERE m.body_id = body.id)",
        "DELETE FROM authority WHERE"
        " NOT EXISTS (SELECT 1 FROM document d"
        "  WHERE d.authority_id = authority.id)"
        " AND NOT EXISTS (SELECT 1 FROM meeting m"
        "  WHERE m.authority_id = authority.id)"
        " AND NOT EXISTS (SELECT 1 FROM body b"
        "  WHERE b.authority_id = authority.id)"
        " AND NOT EXISTS (SELECT 1 FROM matter t"
        "  WHERE t.authority_id = authority.id)",
    };
    enum mb_status st = MB_OK;

    for (size_t i = 0;
         st == MB_OK && i < sizeof statements / sizeof statements[0]; i++)
        st = mb_exec(store, err, statements[i], "");
    return st;
}

enum mb_status mb_settle(struct mb_store *store, struct mb_err *err)
{
    enum mb_status st = MB_OK;

    sort_unique(&store->scopes);
    mb_arena_clear(store->scratch);
    st = mb_places_join(store, err);
    for (size_t i = 0; st == MB_OK && i < store->scopes.n; i++) {
        mb_arena_clear(store->scratch);
        st = settle_meetings(store, store->scopes.at[i], err);
        if (st == MB_OK)
            st = mb_settle_clauses(store, store->scopes.at[i], err);
    }
    sort_unique(&store->chains);
    for (size_t i = 0; st == MB_OK && i < store->chains.n; i++) {
        mb_arena_clear(store->scratch);
        st = settle_chain(store, store->chains.at[i], err);
    }
    sort_unique(&store->finish);
    for (size_t i = 0; st == MB_OK && i < store->finish.n; i++) {
        mb_arena_clear(store->scratch);
        st = mb_settle_preferred(store, store->finish.at[i], err);
    }
    if (st == MB_OK && (store->scopes.n > 0 || store->chains.n > 0))
        st = settle_corrections(store, err);
    if (st == MB_OK && store->removed)
        st = drop_orphans(store, err);
    return st;
}
