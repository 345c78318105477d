/* Who is whom, as people said. A name is one person's at most; taking it out
 * again closes its row and keeps it. */
#include "store/entries.h"

#include "store/db.h"
#include "store/identity.h"

static enum mb_status find_person(struct mb_store *store, struct mb_span name,
                                  int64_t *ret_id, struct mb_err *err)
{
    return mb_get_int(store, err, 0, ret_id,
                      "SELECT id FROM person WHERE name = ?1", "s", name);
}

/* Whose name is it now? */
static enum mb_status owner_of(struct mb_store *store, struct mb_span authority,
                               struct mb_span key, int64_t *ret_id,
                               struct mb_err *err)
{
    return mb_get_int(store, err, 0, ret_id,
                      "SELECT person_id FROM person_name WHERE authority = ?1"
                      " AND name_key = ?2 AND split_at IS NULL",
                      "ss", authority, key);
}

static struct mb_span authority_key(const struct mb_people_act *act,
                                    struct mb_arena *arena)
{
    if (act->authority.len == 0)
        return MB_SPAN_LIT("");
    return mb_fold_key(act->authority, arena);
}

static enum mb_status add_name(struct mb_store *store,
                               const struct mb_people_act *act, int64_t person,
                               struct mb_span name, struct mb_err *err)
{
    struct mb_span authority = authority_key(act, store->scratch);
    struct mb_span key = mb_person_key(name, store->scratch);
    int64_t owner;
    enum mb_status st = owner_of(store, authority, key, &owner, err);

    if (st != MB_OK || owner == person)
        return st;
    if (owner != 0)
        return mb_err_set(err, MB_ERR_USAGE,
                          "\"" MB_SPAN_FMT "\" is another person's name: "
                          "split it from that one first",
                          MB_SPAN_ARG(name));
    return mb_exec(store, err,
                   "INSERT INTO person_name (person_id, authority, name_key,"
                   " by, at, why, run_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                   "issstsi", person, authority, key, act->by, store->run_at,
                   act->why, store->run);
}

static enum mb_status merge(struct mb_store *store,
                            const struct mb_people_act *act, struct mb_err *err)
{
    int64_t person;
    enum mb_status st;

    if (act->by.len == 0 || act->name.len == 0 || act->nnames == 0)
        return mb_err_set(err, MB_ERR_USAGE,
                          "merging needs a person's name, names that are the "
                          "same person's, and who says so (--by)");
    st = find_person(store, act->name, &person, err);
    if (st == MB_OK && person == 0) {
        st = mb_exec(store, err,
                     "INSERT INTO person (name, by, at, run_id)"
                     " VALUES (?1, ?2, ?3, ?4)",
                     "ssti", act->name, act->by, store->run_at, store->run);
        person = sqlite3_last_insert_rowid(store->db);
    }
    for (uint32_t i = 0; st == MB_OK && i < act->nnames; i++)
        st = add_name(store, act, person, act->names[i], err);
    return st;
}

enum mb_status mb_store_people_merge(struct mb_store *store,
                                     const struct mb_people_act *act,
                                     struct mb_err *err)
{
    enum mb_status st = mb_save_begin(store, err);

    if (st != MB_OK)
        return st;
    mb_arena_clear(store->scratch);
    return mb_save_end(store, merge(store, act, err), err);
}

static enum mb_status split_name(struct mb_store *store,
                                 const struct mb_people_act *act,
                                 int64_t person, struct mb_span name,
                                 struct mb_err *err)
{
    struct mb_span key = mb_person_key(name, store->scratch);
    enum mb_status st = mb_exec(
        store, err,
        "UPDATE person_name SET split_by = ?3, split_at = ?4, split_why = ?5"
        " WHERE person_id = ?1 AND name_key = ?2 AND split_at IS NULL",
        "issts", person, key, act->by, store->run_at, act->why);

    if (st == MB_OK && sqlite3_changes(store->db) == 0)
        st = mb_err_set(err, MB_ERR_USAGE,
                        "\"" MB_SPAN_FMT "\" is not a name of " MB_SPAN_FMT,
                        MB_SPAN_ARG(name), MB_SPAN_ARG(act->name));
    return st;
}

enum mb_status mb_store_people_split(struct mb_store *store,
                                     const struct mb_people_act *act,
                                     struct mb_err *err)
{
    int64_t person = 0;
    enum mb_status st = mb_save_begin(store, err);

    if (st != MB_OK)
        return st;
    mb_arena_clear(store->scratch);
    if (act->by.len == 0)
        st = mb_err_set(err, MB_ERR_USAGE, "splitting needs a name (--by)");
    if (st == MB_OK)
        st = find_person(store, act->name, &person, err);
    for (uint32_t i = 0; st == MB_OK && i < act->nnames; i++)
        st = split_name(store, act, person, act->names[i], err);
    return mb_save_end(store, st, err);
}

enum mb_status mb_store_people_printed(struct mb_store *store,
                                       struct mb_span name, uint32_t *ret_n,
                                       struct mb_err *err)
{
    int64_t n;
    enum mb_status st;

    mb_arena_clear(store->scratch);
    st = mb_get_int(store, err, 0, &n,
                    "SELECT count (*) FROM attendance WHERE name_key = ?1", "s",
                    mb_person_key(name, store->scratch));
    *ret_n = (uint32_t)n;
    return st;
}

enum mb_status mb_store_people(struct mb_store *store, struct mb_arena *arena,
                               struct mb_person_names *ret_rows,
                               struct mb_err *err)
{
    struct mb_person_names rows = {NULL, 0};
    enum mb_status st;
    struct mb_query q =
        mb_sql(store,
               "SELECT p.name, n.authority, n.name_key, n.by, n.at, n.why,"
               " n.split_by, n.split_at, n.split_why"
               " FROM person p JOIN person_name n ON n.person_id = p.id"
               " ORDER BY p.name, n.seq",
               "");

    while (mb_next(&q)) {
        struct mb_person_name *row =
            mb_arena_push(arena, &rows.at, &rows.n, sizeof *row);
        if (row == NULL)
            break;
        row->person = mb_col_dup(&q, 0, arena);
        row->authority = mb_col_dup(&q, 1, arena);
        row->name_key = mb_col_dup(&q, 2, arena);
        row->by = mb_col_dup(&q, 3, arena);
        row->at = mb_col_dup(&q, 4, arena);
        row->why = mb_col_dup(&q, 5, arena);
        row->split_by = mb_col_dup(&q, 6, arena);
        row->split_at = mb_col_dup(&q, 7, arena);
        row->split_why = mb_col_dup(&q, 8, arena);
    }
    st = mb_end(&q, err);
    if (st == MB_OK)
        st = mb_arena_status(arena, err);
    if (st == MB_OK)
        *ret_rows = rows;
    return st;
}
