/* A document into the derived tables. First who and when: authority, bodies,
 * meetings; then the matters that its references stand for; then, list by
 * list, what it says. Records keep the document's own numbering, so that
 * nothing here needs an id of another document's rows but meeting and
 * matter; which clause is which is decided later, for all documents of a
 * place together (settle.c). */
#include "store/derive.h"

#include "base/hash.h"
#include "store/identity.h"

#include <string.h>

/* ------------------------------------------------- authority and body -- */

/* The host of a URI: between "://" and the next ':' or '/'. */
static struct mb_span host_of(struct mb_span uri)
{
    size_t at = mb_span_find(uri, MB_SPAN_LIT("://"));
    struct mb_span host;
    size_t n = 0;

    if (at == uri.len)
        return MB_SPAN_NULL;
    host = mb_span_sub(uri, at + 3, uri.len);
    while (n < host.len && host.ptr[n] != ':' && host.ptr[n] != '/')
        n++;
    return mb_span_sub(host, 0, n);
}

static struct mb_span authority_of_host(const struct mb_derive *d)
{
    struct mb_span host = host_of(d->uri);
    const struct mb_store_host *h = d->store->hosts;

    for (; host.len > 0 && h != NULL && h->host != NULL; h++)
        if (mb_span_ieq(host, mb_span_str(h->host)))
            return mb_span_str(h->authority);
    return MB_SPAN_NULL;
}

/* Given, else by host, else by heading, else unknown: scoped to itself. */
enum mb_status mb_derive_authority(struct mb_derive *d)
{
    struct mb_span name, uri;
    struct mb_query q = mb_sql(
        d->store,
        "SELECT authority, sha256, uri FROM source_document WHERE id = ?1", "i",
        d->id);
    enum mb_status st;

    name = MB_SPAN_NULL;
    uri = MB_SPAN_NULL;
    if (mb_next(&q)) {
        name = mb_col_dup(&q, 0, d->arena);
        d->sha256 = mb_col_dup(&q, 1, d->arena);
        uri = mb_col_dup(&q, 2, d->arena);
    }
    st = mb_end(&q, d->err);
    if (st != MB_OK)
        return st;
    d->uri = uri.ptr != NULL ? uri : d->doc->text.uri;
    if (name.len == 0)
        name = authority_of_host(d);
    if (name.len == 0)
        name = d->doc->authority;
    d->authority_key = mb_fold_key(name, d->arena);
    d->authority_known = d->authority_key.len > 0;
    if (!d->authority_known) {
        d->authority_key =
            mb_arena_printf(d->arena, "?" MB_SPAN_FMT, MB_SPAN_ARG(d->sha256));
        name = MB_SPAN_NULL;
    }
    st = mb_exec(d->store, d->err,
                 "INSERT INTO authority (key, name) VALUES (?1, ?2)"
                 " ON CONFLICT DO NOTHING",
                 "ss", d->authority_key, name);
    if (st != MB_OK)
        return st;
    return mb_get_int(d->store, d->err, 0, &d->authority,
                      "SELECT id FROM authority WHERE key = ?1", "s",
                      d->authority_key);
}

/* A body by its key, or by an alias of it. */
static enum mb_status put_body(struct mb_derive *d, struct mb_span name,
                               struct mb_span *ret_key, int64_t *ret_id)
{
    struct mb_span key = mb_body_key(name, d->authority_key, d->arena);
    struct mb_span alias;
    enum mb_status st =
        mb_get_text(d->store, d->err, d->arena, &alias,
                    "SELECT body FROM body_alias"
                    " WHERE authority_key = ?1 AND alias_key = ?2",
                    "ss", d->authority_key, key);

    if (st != MB_OK)
        return st;
    if (alias.ptr != NULL) {
        name = alias;
        key = mb_body_key(alias, d->authority_key, d->arena);
    }
    *ret_key = key;
    st = mb_get_int(d->store, d->err, 0, ret_id,
                    "SELECT id FROM body WHERE authority_id = ?1 AND key = ?2",
                    "is", d->authority, key);
    if (st != MB_OK || *ret_id != 0)
        return st;
    st = mb_exec(d->store, d->err,
                 "INSERT INTO body (authority_id, key, name)"
                 " VALUES (?1, ?2, ?3)",
                 "iss", d->authority, key, mb_span_trim(name));
    *ret_id = sqlite3_last_insert_rowid(d->store->db);
    return st;
}

/* --------------------------------------------------------- meetings -- */

static enum mb_status find_meeting(struct mb_derive *d, int64_t body,
                                   const struct mb_meeting *m,
                                   struct mb_place *place)
{
    enum mb_status st = MB_OK;

    place->meeting = 0;
    if (place->scope.ptr != NULL)
        st = mb_get_int(d->store, d->err, 0, &place->meeting,
                        "SELECT id FROM meeting WHERE authority_id = ?1"
                        " AND body_id = ?2 AND date = ?3"
                        " ORDER BY ordinal LIMIT 1",
                        "iis", d->authority, body, m->date.s);
    if (st != MB_OK || place->meeting != 0)
        return st;
    st = mb_exec(d->store, d->err,
                 "INSERT INTO meeting (authority_id, body_id, date,"
                 " document_id, time, venue, state)"
                 " VALUES (?1, nullif (?2, 0), ?3, nullif (?4, 0), ?5, ?6,"
                 " ?7)",
                 "iisisss", d->authority, body, m->date.s,
                 place->scope.ptr != NULL ? (int64_t)0 : d->id, m->time.s,
                 m->venue.s, m->state.s);
    place->meeting = sqlite3_last_insert_rowid(d->store->db);
    return st;
}

static enum mb_status put_meeting(struct mb_derive *d, uint32_t i)
{
    const struct mb_meeting *m = &d->doc->meetings.at[i];
    struct mb_place *place = &d->places[i];
    struct mb_span key = MB_SPAN_NULL;
    int64_t body = 0;
    enum mb_status st = MB_OK;

    if (m->body.s.len > 0)
        st = put_body(d, m->body.s, &key, &body);
    if (st != MB_OK)
        return st;
    if (key.len > 0 && m->date.s.len > 0)
        place->scope = mb_arena_printf(
            d->arena, MB_SPAN_FMT "|" MB_SPAN_FMT "|" MB_SPAN_FMT,
            MB_SPAN_ARG(d->authority_key), MB_SPAN_ARG(key),
            MB_SPAN_ARG(m->date.s));
    st = find_meeting(d, body, m, place);
    if (st != MB_OK)
        return st;
    if (place->scope.ptr != NULL)
        st = mb_names_add(&d->store->scopes, place->scope, d->err);
    if (st != MB_OK)
        return st;
    return mb_exec(d->store, d->err,
                   "INSERT INTO meeting_source VALUES"
                   " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                   "iIisssss", d->id, i, place->meeting, m->body.s, m->date.s,
                   m->time.s, m->venue.s, m->state.s);
}

enum mb_status mb_derive_meetings(struct mb_derive *d)
{
    uint32_t n = d->doc->meetings.n;
    enum mb_status st = MB_OK;

    d->places = mb_arena_alloc(d->arena, n + 1, sizeof *d->places);
    if (d->places == NULL)
        return mb_arena_status(d->arena, d->err);
    for (uint32_t i = 0; st == MB_OK && i < n; i++)
        st = put_meeting(d, i);
    return st;
}

uint32_t mb_derive_meeting(const struct mb_derive *d, uint32_t meeting,
                           uint32_t item)
{
    const struct mb_document *doc = d->doc;

    if (meeting < doc->meetings.n)
        return meeting;
    if (item < doc->items.n && doc->items.at[item].meeting < doc->meetings.n)
        return doc->items.at[item].meeting;
    return doc->meetings.n == 1 ? 0 : MB_NO_INDEX;
}

/* --------------------------------------------------- the document row -- */

/* What versions of this document have in common: the meeting and the kind,
 * where there is one document of that kind a meeting; else its address. */
static struct mb_span chain_of(const struct mb_derive *d)
{
    enum mb_doc_kind kind = d->doc->kind;
    bool whole = kind == MB_DOC_MINUTES || kind == MB_DOC_MEETING
                 || kind == MB_DOC_AGENDA;

    if (whole && d->authority_known && d->doc->meetings.n > 0
        && d->places[0].scope.ptr != NULL)
        return mb_arena_printf(d->arena, "%s|" MB_SPAN_FMT,
                               mb_doc_kind_name(kind),
                               MB_SPAN_ARG(d->places[0].scope));
    if (d->uri.len > 0)
        return mb_arena_printf(d->arena, "%s|" MB_SPAN_FMT,
                               mb_doc_kind_name(kind), MB_SPAN_ARG(d->uri));
    return MB_SPAN_NULL;
}

static enum mb_status put_document(struct mb_derive *d)
{
    const struct mb_document *doc = d->doc;
    const struct mb_coverage *c = &doc->coverage;
    const char *kind = mb_doc_kind_name(doc->kind);
    struct mb_span chain = chain_of(d);
    struct mb_span state = doc->state;
    struct mb_span title =
        doc->title.ptr != NULL ? doc->title : doc->text.title;
    enum mb_status st = MB_OK;

    if (chain.ptr != NULL)
        st = mb_names_add(&d->store->chains, chain, d->err);
    if (st != MB_OK)
        return st;
    return mb_exec(d->store, d->err,
                   "INSERT INTO document (document_id, kind, authority_id,"
                   " title, state, rank, chain, truncated, rules, lines,"
                   " claimed, furniture, narrative, unclaimed, stated)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
                   " ?12, ?13, ?14, ?5)",
                   "itissisitIIIII", d->id, kind, d->authority, title, state,
                   (int64_t)mb_document_rank(kind, state), chain,
                   (int64_t)doc->truncated, d->store->run_rules, c->lines,
                   c->claimed, c->furniture, c->narrative, c->unclaimed);
}

enum mb_status mb_derive_put(struct mb_store *store, int64_t document,
                             const struct mb_document *doc, struct mb_err *err)
{
    static enum mb_status (*const steps[])(struct mb_derive *) = {
        mb_derive_authority,   mb_derive_meetings,    put_document,
        mb_derive_matters,     mb_derive_items,       mb_derive_decisions,
        mb_derive_resolutions, mb_derive_events,      mb_derive_records,
        mb_derive_evidence,    mb_derive_diagnostics,
    };
    struct mb_derive d = {.store = store,
                          .doc = doc,
                          .id = document,
                          .arena = store->scratch,
                          .err = err};
    enum mb_status st = MB_OK;

    for (size_t i = 0; st == MB_OK && i < sizeof steps / sizeof steps[0]; i++)
        st = steps[i](&d);
    if (st == MB_OK)
        st = mb_passages_put(store, document, doc, err);
    if (st == MB_OK)
        st = mb_exec(store, err, "INSERT OR IGNORE INTO link_stale VALUES (?1)",
                     "i", document);
    if (st == MB_OK)
        st = mb_arena_status(store->scratch, err);
    return st;
}

/* ---------------------------------------------------------- and out -- */

/* The places and the chain that lose a document must be settled again. */
static enum mb_status touch(struct mb_store *store, int64_t document,
                            struct mb_err *err)
{
    enum mb_status st = MB_OK, end;
    struct mb_query q =
        mb_sql(store,
               "SELECT DISTINCT scope FROM resolution WHERE document_id = ?1"
               " UNION SELECT a.key || '|' || b.key || '|' || m.date"
               " FROM meeting_source s JOIN meeting m ON m.id = s.meeting_id"
               " JOIN authority a ON a.id = m.authority_id"
               " JOIN body b ON b.id = m.body_id"
               " WHERE s.document_id = ?1 AND m.date IS NOT NULL",
               "i", document);

    while (st == MB_OK && mb_next(&q))
        st = mb_names_add(&store->scopes, mb_col_span(&q, 0), err);
    end = mb_end(&q, err);
    if (st != MB_OK || end != MB_OK)
        return st != MB_OK ? st : end;
    q = mb_sql(store,
               "SELECT chain FROM document"
               " WHERE document_id = ?1 AND chain IS NOT NULL",
               "i", document);
    if (mb_next(&q))
        st = mb_names_add(&store->chains, mb_col_span(&q, 0), err);
    end = mb_end(&q, err);
    return st != MB_OK ? st : end;
}

enum mb_status mb_derive_remove(struct mb_store *store, int64_t document,
                                struct mb_err *err)
{
    static const char *const statements[] = {
        "UPDATE document SET superseded_by = NULL WHERE superseded_by = ?1",
        "DELETE FROM clause WHERE document_id = ?1",
        "DELETE FROM diagnostic WHERE document_id = ?1",
        "DELETE FROM evidence WHERE document_id = ?1",
        "DELETE FROM correction WHERE document_id = ?1",
        "DELETE FROM motion WHERE document_id = ?1",
        "DELETE FROM mention WHERE document_id = ?1",
        "DELETE FROM action WHERE document_id = ?1",
        "DELETE FROM interest WHERE document_id = ?1",
        "DELETE FROM attendance WHERE document_id = ?1",
        "DELETE FROM vote_event WHERE document_id = ?1",
        "DELETE FROM resolution WHERE document_id = ?1",
        "DELETE FROM decision WHERE document_id = ?1",
        "DELETE FROM matter_event WHERE document_id = ?1",
        "DELETE FROM reference WHERE document_id = ?1",
        "DELETE FROM agenda_item WHERE document_id = ?1",
        "DELETE FROM meeting_source WHERE document_id = ?1",
        "DELETE FROM link_stale WHERE document_id = ?1",
        "UPDATE link SET document_id = NULL WHERE document_id = ?1",
        "DELETE FROM document WHERE document_id = ?1",
    };
    enum mb_status st = touch(store, document, err);

    if (st == MB_OK)
        st = mb_passages_remove(store, document, err);

    for (size_t i = 0;
         st == MB_OK && i < sizeof statements / sizeof statements[0]; i++)
        st = mb_exec(store, err, statements[i], "i", document);
    store->removed = true;
    return st;
}
