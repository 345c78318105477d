/* The store as stable text. Ids never appear: documents stand by the first
 * digits of their hash, meetings by authority, body and date, clauses by their
 * Record ID. Each section is one query; its rows come in the order of their
 * own columns, so nothing depends on when something was stored. */
#include "store/maintain.h"

#include "store/db.h"

#include <string.h>

#define DOC "substr (x.sha256, 1, 12)"
#define FROM_DOC(table)                                                        \
    " FROM " table " r JOIN source_document x ON x.id = r.document_id"

static const struct section {
    const char *title;
    const char *sql; /* columns print as name=value; NULL is left out */
} sections[] = {
    {"document",
     "SELECT " DOC " AS doc, x.media_type AS media, x.nbytes AS bytes,"
     " x.authority AS given, x.uri, x.status, r.kind, a.key AS authority,"
     " r.title, r.state, r.stated, r.rank, substr (y.sha256, 1, 12) AS superseded_by,"
     " r.truncated, r.lines, r.claimed, r.furniture, r.narrative, r.unclaimed"
     " FROM source_document x LEFT JOIN document r ON r.document_id = x.id"
     " LEFT JOIN authority a ON a.id = r.authority_id"
     " LEFT JOIN source_document y ON y.id = r.superseded_by ORDER BY 1"},
    {"text",
     "SELECT " DOC " AS doc, r.reader, r.pages, r.text_sha256 AS sha256,"
     " length (r.marks) AS marks, CAST (r.reader_diags AS TEXT) AS diags" FROM_DOC(
         "source_text") " ORDER BY 1"},
    {"meeting",
     "SELECT a.key AS authority, b.key AS body, r.date, r.ordinal, r.time,"
     " r.venue, r.state, " DOC " AS only FROM meeting r"
     " JOIN authority a ON a.id = r.authority_id"
     " LEFT JOIN body b ON b.id = r.body_id"
     " LEFT JOIN source_document x ON x.id = r.document_id"
     " ORDER BY 1, 2, 3, 4, 5, 8"},
    {"meeting_source",
     "SELECT " DOC " AS doc, r.n, r.body, r.date, r.time, r.venue, r.state,"
     " m.ordinal" FROM_DOC(
         "meeting_source") " JOIN meeting m ON m.id = r.meeting_id ORDER BY 1, 2"},
    {"item",
     "SELECT " DOC " AS doc, r.n, r.meeting, r.number, r.title, r.restricted,"
     " t.reference" FROM_DOC(
         "agenda_item") " LEFT JOIN matter t ON t.id = r.matter_id ORDER BY 1, 2"},
    {"matter", "SELECT a.key AS authority, t.scheme, t.reference FROM matter t"
               " JOIN authority a ON a.id = t.authority_id ORDER BY 1, 3, 2"},
    {"event",
     "SELECT t.reference, r.date, r.kind, r.body, " DOC " AS doc, r.n" FROM_DOC(
         "matter_event") " JOIN matter t ON t.id = r.matter_id"
                         " ORDER BY 1, 2, 3, 4, 5, 6"},
    {"decision",
     "SELECT " DOC " AS doc, r.n, t.reference, r.title, r.maker, r.status,"
     " r.key, r.call_in, r.date, r.published, r.effective, r.reasons,"
     " r.alternatives, r.purpose" FROM_DOC(
         "decision") " LEFT JOIN matter t ON t.id = r.matter_id ORDER BY 1, 2"},
    {"clause",
     "SELECT r.record_id AS id, o.scope, " DOC " AS doc, r.n, r.nsources,"
     " r.current, r.differ, r.unsure" FROM_DOC(
         "clause") " JOIN resolution o ON o.document_id = r.document_id AND o.n = r.n"
                   " ORDER BY 2, 1"},
    {"alias",
     "SELECT r.record_id AS id, c.record_id AS leads_to FROM record_alias r"
     " JOIN clause c ON c.id = r.clause_id ORDER BY 1"},
    {"resolution",
     "SELECT " DOC " AS doc, r.n, c.record_id AS id, t.reference, r.item,"
     " r.label, r.verb, r.outcome, r.restricted, r.mover, r.seconder, r.stem,"
     " r.text" FROM_DOC(
         "resolution") " LEFT JOIN clause c ON c.id = r.clause_id"
                       " LEFT JOIN matter t ON t.id = r.matter_id ORDER BY 1, 2"},
    {"vote",
     "SELECT " DOC " AS doc, r.n, r.item, r.resolution, r.votes_for AS yes,"
     " r.votes_against AS no, r.votes_abstain AS abstain, r.for_names,"
     " r.against_names, r.abstain_names, r.result" FROM_DOC(
         "vote_event") " ORDER BY 1, 2"},
    {"attendance",
     "SELECT " DOC " AS doc, r.n, r.name, r.name_key AS key, r.capacity,"
     " r.role, r.on_behalf_of, r.note" FROM_DOC("attendance") " ORDER BY 1, 2"},
    {"interest",
     "SELECT " DOC " AS doc, r.n, r.name, r.item, r.kind, r.withdrew" FROM_DOC(
         "interest") " ORDER BY 1, 2"},
    {"action", "SELECT " DOC
               " AS doc, r.hard, r.n, r.item, r.owner, r.text, r.due" FROM_DOC(
                   "action") " ORDER BY 1, 2, 3"},
    {"mention",
     "SELECT " DOC " AS doc, r.weak, r.n, r.body, r.date, r.verb" FROM_DOC(
         "mention") " ORDER BY 1, 2, 3"},
    {"motion",
     "SELECT " DOC " AS doc, r.n, r.item, r.text, r.mover, r.seconder,"
     " r.outcome" FROM_DOC("motion") " ORDER BY 1, 2"},
    {"correction",
     "SELECT " DOC " AS doc, r.n, r.resolution, r.date, r.item, r.what, r.old,"
     " r.new, b.key AS of_body, m.date AS of_date, m.ordinal AS of_ordinal" FROM_DOC(
         "correction") " LEFT JOIN meeting m ON m.id = r.target_id"
                       " LEFT JOIN body b ON b.id = m.body_id ORDER BY 1, 2"},
    {"evidence",
     "SELECT " DOC " AS doc, r.kind, r.n, nullif (r.member, '') AS member,"
     " nullif (r.page, 0) AS page, r.spans, r.rule, r.confidence" FROM_DOC(
         "evidence") " ORDER BY 1, 2, 3, 4"},
    {"diagnostic",
     "SELECT " DOC " AS doc, r.n, r.code, r.severity, r.line, r.column,"
     " r.start, r.end, r.detail" FROM_DOC("diagnostic") " ORDER BY 1, 2"},
    {"passage", "SELECT " DOC
                " AS doc, r.start, (SELECT length (v.text) FROM passage_text v"
                "  WHERE v.id = r.id) AS length, r.restricted" FROM_DOC(
                    "passage") " ORDER BY 1, 2"},
    {"record", "SELECT record_id AS id, form, scope, item, label, n, text,"
               " CASE how WHEN 'same-document' THEN how END AS how FROM record"
               " ORDER BY 1, 2"},
    {"strategy",
     "SELECT id, title, version, from_date AS \"from\", to_date AS \"to\","
     " supersedes FROM strategy ORDER BY 1"},
    {"pledge",
     "SELECT strategy_id AS strategy, position, code, parent, level, title,"
     " statement FROM pledge ORDER BY 1, 2"},
    {"pledge_field",
     "SELECT strategy_id AS strategy, code, n, name, value FROM pledge_field"
     " ORDER BY 1, 2, 3, 4"},
    {"link",
     "SELECT link_id AS id, subject, strategy_id AS strategy, pledge, basis,"
     " format ('%.3f', score) AS score, diagnostic, quote FROM link"
     " ORDER BY 2, 3, 4"},
    {"link_decision",
     "SELECT seq, link_id AS id, subject, strategy_id AS strategy, pledge,"
     " decision, by, at, why, source, undone_by IS NOT NULL AS undone"
     " FROM link_decision ORDER BY seq"},
    {"entry",
     "SELECT seq, record_id AS id, field, value, by, at, why, source,"
     " generation, conflict, undone_by IS NOT NULL AS undone FROM entry"
     " ORDER BY seq"},
    {"person",
     "SELECT p.name, n.authority, n.name_key AS key, n.by, n.why, n.split_by,"
     " n.split_why FROM person p JOIN person_name n ON n.person_id = p.id"
     " ORDER BY 1, 2, 3, n.seq"},
    {"document_act", "SELECT " DOC " AS doc, r.act, r.by, r.at, r.why" FROM_DOC(
                         "document_act") " ORDER BY r.seq"},
};

/* One line a row, whatever is in the values. */
static void put_value(struct mb_span s, struct mb_buf *out)
{
    for (size_t i = 0; i < s.len; i++) {
        switch (s.ptr[i]) {
        case '\n':
            mb_buf_puts(out, "\\n");
            break;
        case '\\':
            mb_buf_puts(out, "\\\\");
            break;
        default:
            mb_buf_putc(out, s.ptr[i]);
        }
    }
}

static enum mb_status put_section(struct mb_store *store,
                                  const struct section *section,
                                  struct mb_buf *out, struct mb_err *err)
{
    struct mb_query q = mb_sql(store, section->sql, "");

    while (mb_next(&q)) {
        mb_buf_puts(out, section->title);
        for (int i = 0; i < sqlite3_column_count(q.stmt); i++) {
            if (mb_col_null(&q, i))
                continue;
            mb_buf_printf(out, " %s=", sqlite3_column_name(q.stmt, i));
            put_value(mb_col_span(&q, i), out);
        }
        mb_buf_putc(out, '\n');
    }
    return mb_end(&q, err);
}

enum mb_status mb_store_dump(struct mb_store *store, struct mb_buf *out,
                             struct mb_err *err)
{
    enum mb_status st = MB_OK;

    for (size_t i = 0; st == MB_OK && i < sizeof sections / sizeof sections[0];
         i++)
        st = put_section(store, &sections[i], out, err);
    return st == MB_OK ? mb_buf_status(out, err) : st;
}
