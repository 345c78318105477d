/* What two versions of minutes say besides their clauses: when and where the
 * meeting was, who was there, how votes went. Each version's facts are put
 * into words and the words are compared. */
#include "store/versions_priv.h"

#include "store/rows.h"

struct fact {
    int64_t kind;
    struct mb_span key, record, what, words;
};
struct facts {
    struct fact *at;
    uint32_t n;
};

static const char *const kinds[] = {"meeting", "people", "votes"};

#define MEETING(member)                                                        \
    "SELECT 0 AS kind, '" member "' AS key, NULL AS record, '" member          \
    "' AS what, " member " AS words, 0 AS n FROM meeting_source"               \
    " WHERE document_id = ?1 AND meeting_id = ?2"

/* A name once, with all that is said of it. */
#define PEOPLE                                                                  \
    "SELECT 1, name_key, NULL, min (name), group_concat (words, '; '), min (n)" \
    " FROM (SELECT a.name_key, a.name, a.n,"                                    \
    "  replace (a.capacity, '_', ' ') || ifnull (', ' || a.role, '')"           \
    "  || ifnull (', for ' || a.on_behalf_of, '')"                              \
    "  || ifnull (' (' || a.note || ')', '') AS words FROM attendance a"        \
    "  LEFT JOIN meeting_source s ON s.document_id = a.document_id"             \
    "   AND s.n = a.meeting WHERE a.document_id = ?1"                           \
    "  AND (s.meeting_id IS NULL OR s.meeting_id = ?2) ORDER BY a.n)"           \
    " GROUP BY name_key"

#define NAMES(lead, column)                                                    \
    " || ifnull (', " lead ": ' || replace (v." column ", char (10), ', '), '')"

/* Of a clause by its Record ID, of anything else by its item. */
#define VOTES                                                                                          \
    "SELECT 2, key, min (record), min (what), group_concat (words, '; '),"                             \
    " min (n) FROM (SELECT ifnull (c.record_id, 'item ' || ifnull (v.item, ''))"                       \
    "  AS key, c.record_id AS record, v.n, trim (ifnull ('item '"                                      \
    "  || coalesce (r.item, v.item), '') || ' ' || ifnull (r.label, ''))"                              \
    "  AS what, ltrim (ifnull (', ' || v.votes_for || ' for', '')"                                     \
    "  || ifnull (', ' || v.votes_against || ' against', '')"                                          \
    "  || ifnull (', ' || v.votes_abstain || ' abstaining', '')" NAMES(                                \
        "for", "for_names") NAMES("against", "against_names")                                          \
        NAMES(                                                                                         \
            "abstaining",                                                                              \
            "abstain_names") " || ifnull (', ' || v.result,"                                           \
                             "  ''), ', ') AS words FROM vote_event v"                                 \
                             "  LEFT JOIN resolution r ON r.document_id = v.document_id"               \
                             "   AND r.n = v.resolution LEFT JOIN clause c ON c.id = r.clause_id"      \
                             "  WHERE v.document_id = ?1 AND (?3 OR (NOT ifnull (r.restricted, 0)"     \
                             "   AND NOT EXISTS (SELECT 1 FROM agenda_item i WHERE i.document_id = ?1" \
                             "    AND i.number = v.item AND i.restricted))) ORDER BY v.n)"             \
                             " GROUP BY key"

static enum mb_status read_facts(struct mb_store *store, int64_t document,
                                 int64_t meeting, bool exempt,
                                 struct facts *list, struct mb_arena *arena,
                                 struct mb_err *err)
{
    struct mb_query q = mb_sql(
        store,
        MEETING("date") " UNION ALL " MEETING("time") " UNION ALL " MEETING(
            "venue") " UNION ALL " PEOPLE " UNION ALL " VOTES
                     " ORDER BY kind, n",
        "iii", document, meeting, (int64_t)exempt);

    while (mb_next(&q)) {
        struct fact *fact =
            mb_arena_push(arena, &list->at, &list->n, sizeof *fact);
        if (fact == NULL)
            break;
        fact->kind = mb_col_int(&q, 0);
        fact->key = mb_col_dup(&q, 1, arena);
        fact->record = mb_col_dup(&q, 2, arena);
        fact->what = mb_col_dup(&q, 3, arena);
        fact->words = mb_col_dup(&q, 4, arena);
    }
    return mb_rows_end(&q, arena, err);
}

static const struct fact *find(const struct facts *list,
                               const struct fact *like)
{
    for (uint32_t i = 0; i < list->n; i++)
        if (list->at[i].kind == like->kind
            && mb_span_eq(list->at[i].key, like->key))
            return &list->at[i];
    return NULL;
}

/* Only what is other: of a meeting also what one version leaves open. */
static void put_change(struct mb_diff *diff, const struct fact *old,
                       const struct fact *new, struct mb_arena *arena)
{
    const struct fact *one = new != NULL ? new : old;
    struct mb_fact_change *change;
    struct mb_span was = old != NULL ? old->words : MB_SPAN_NULL;
    struct mb_span is = new != NULL ? new->words : MB_SPAN_NULL;

    if (mb_span_eq(was, is) || (was.len == 0 && is.len == 0))
        return;
    change = mb_arena_push(arena, &diff->facts, &diff->nfacts, sizeof *change);
    if (change != NULL)
        *change = (struct mb_fact_change){mb_span_str(kinds[one->kind]),
                                          one->record, one->what, was, is};
}

enum mb_status mb_version_facts(struct mb_store *store, int64_t meeting,
                                bool exempt, struct mb_arena *arena,
                                struct mb_diff *diff, struct mb_err *err)
{
    struct facts old = {NULL, 0}, new = {NULL, 0};
    enum mb_status st = read_facts(store, diff->old_document, meeting, exempt,
                                   &old, arena, err);

    if (st == MB_OK)
        st = read_facts(store, diff->new_document, meeting, exempt, &new, arena,
                        err);
    for (int kind = 0; st == MB_OK && kind < 3; kind++) {
        for (uint32_t i = 0; i < new.n; i++)
            if (new.at[i].kind == kind)
                put_change(diff, find(&old, &new.at[i]), &new.at[i], arena);
        for (uint32_t i = 0; i < old.n; i++)
            if (old.at[i].kind == kind && find(&new, &old.at[i]) == NULL)
                put_change(diff, &old.at[i], NULL, arena);
    }
    return st == MB_OK ? mb_arena_status(arena, err) : st;
}
