/* Taking back: withdraw a document, undo a run, purge what must not be kept.
 *
 * Nothing that people wrote is lost by it: entries stay with their Record
 * IDs, and what no document gives any more is listed by mb_store_review.
 */
#ifndef MB_STORE_TAKEBACK_H
#define MB_STORE_TAKEBACK_H

#include "store/maintain.h"
#include "store/query.h"
#include "store/store.h"

/* Who, and why: neither may be empty. */
struct mb_act {
    struct mb_span by;
    struct mb_span why;
};

/* Hide a document: nothing of what it says is shown, searched or reported;
 * its bytes and text are kept. MB_ERR_USAGE where there is no such stored
 * document, or nobody's name or reason. */
enum mb_status mb_store_withdraw(struct mb_store *store, int64_t document,
                                 const struct mb_act *act,
                                 struct mb_err *err) MB_MUST_CHECK;

/* Show a withdrawn document again: it is parsed anew from its stored text
 * (rebuild: rules and options; reread and progress are not used). */
enum mb_status mb_store_restore(struct mb_store *store, int64_t document,
                                const struct mb_act *act,
                                const struct mb_rebuild *rebuild,
                                struct mb_err *err) MB_MUST_CHECK;

/* Remove a document for good: bytes, text, search index, what was quoted from
 * it, also from the database's free pages and its log. A tombstone stays (its
 * hash, name, who and why): the same bytes are refused ever after. Record IDs
 * and what people wrote on them stay, without the clause's words: an entry
 * that repeats 20 bytes of the document or more, and any correction of its
 * text, says "(purged)" instead.
 *
 * ret_backups  one line for each backup that this database knows was made
 *              since it was stored: those still hold it. Runs of the command
 *              "backup", with their arguments.
 *
 * Commits what is pending; the whole file is written anew, which takes a
 * while. MB_ERR_BUSY where a reader kept the log from being emptied: the
 * document is gone from the database, and purging it again finishes. */
enum mb_status mb_store_purge(struct mb_store *store, int64_t document,
                              const struct mb_act *act,
                              struct mb_buf *ret_backups,
                              struct mb_err *err) MB_MUST_CHECK;

/* What undo took back. */
struct mb_undone {
    uint32_t documents; /* that the run had stored, now gone */
    uint32_t entries;   /* kept, marked as taken back */
    uint32_t links;     /* decisions about links, likewise */
    uint32_t people;    /* names merged, split again */
    uint32_t strategies;
    uint32_t restored;   /* documents it had withdrawn, shown again */
    uint32_t reassigned; /* documents whose former authority is theirs again */
};

/* What hangs on a document. */
struct mb_weight {
    uint32_t clauses;   /* that it gives */
    uint32_t only_here; /* and no other stored document does */
    uint32_t entries;   /* that people wrote on those */
};
enum mb_status mb_store_weigh(struct mb_store *store, int64_t document,
                              struct mb_weight *ret,
                              struct mb_err *err) MB_MUST_CHECK;

/* What mb_store_undo would do, by a reader too: counted, and the documents
 * that would go. Errors as there. */
enum mb_status mb_store_undo_foretell(struct mb_store *store, int64_t run,
                                      struct mb_arena *arena,
                                      struct mb_undone *ret,
                                      struct mb_document_rows *ret_documents,
                                      struct mb_err *err) MB_MUST_CHECK;

/* Take back what a run did, and nothing else: documents that it stored first
 * are removed with what they say; documents that it withdrew come back;
 * strategies that it imported go; entries, link decisions and merged names
 * stay in the history, marked. Record IDs that it gave out are forgotten
 * unless somebody wrote on them since.
 *
 * MB_ERR_USAGE where there is no such run, it was undone already, is the
 * present one, or purged something. */
enum mb_status mb_store_undo(struct mb_store *store, int64_t run,
                             const struct mb_act *act,
                             const struct mb_rebuild *rebuild,
                             struct mb_undone *ret,
                             struct mb_err *err) MB_MUST_CHECK;

#endif
