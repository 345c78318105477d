/* Record IDs. A cluster keeps the ID under which any of its forms is known,
 * the oldest where there are several (the others lead to it: aliases). Else it
 * takes over the ID of a form nobody gives any more: same item and label with
 * similarity 0.8, or 0.9 anywhere if unique. Else it gets a new one, made of
 * its preferred words. One that merely resembles an ID that is left over is
 * marked for review. */
#include "store/clauses.h"

#include "store/places.h"

#include <string.h>

#define SAME_PLACE 0.8
#define ANYWHERE   0.9
#define RESEMBLES  0.6

struct form {
    struct mb_span form, record_id, item, label, text;
    struct mb_hashed hashed; /* text, when it was compared */
    uint32_t n;
    bool moved; /* learnt from another place: told by its words alone */
};
struct forms {
    struct form *at;
    uint32_t n;
};

static enum mb_status load_forms(struct mb_clauses *c, struct forms *forms)
{
    struct mb_query q =
        mb_sql(c->store,
               "SELECT form, record_id, item, label, text, n,"
               " how = 'same-document' FROM record"
               " WHERE scope = ?1 ORDER BY run_id, record_id, form",
               "t", c->scope);
    enum mb_status st = MB_OK, end;

    while (st == MB_OK && mb_next(&q)) {
        struct form *f;
        bool taken;
        st = mb_places_taken(c->store, mb_col_span(&q, 1), &taken, c->err);
        if (st != MB_OK || taken)
            continue;
        f = mb_arena_push(c->arena, &forms->at, &forms->n, sizeof *f);
        if (f == NULL)
            break;
        f->form = mb_col_dup(&q, 0, c->arena);
        f->record_id = mb_col_dup(&q, 1, c->arena);
        f->item = mb_col_dup(&q, 2, c->arena);
        f->label = mb_col_dup(&q, 3, c->arena);
        f->text = mb_col_dup(&q, 4, c->arena);
        f->n = mb_col_u32(&q, 5);
        f->moved = mb_col_int(&q, 6) != 0;
    }
    end = mb_end(&q, c->err);
    return st != MB_OK ? st : end;
}

static bool same_id(const char *id, struct mb_span s)
{
    return s.len == MB_RECORD_ID_SIZE - 1 && memcmp(id, s.ptr, s.len) == 0;
}

static bool is_taken(const struct mb_clauses *c, struct mb_span id)
{
    for (uint32_t k = 0; k < c->nclusters; k++)
        if (c->clusters[k].found && same_id(c->clusters[k].record_id, id))
            return true;
    for (uint32_t i = 0; i < c->naliases; i++)
        if (same_id(c->aliases[i][0], id))
            return true;
    return false;
}

static void set_id(char to[MB_RECORD_ID_SIZE], struct mb_span id)
{
    if (id.len == MB_RECORD_ID_SIZE - 1)
        memcpy(to, id.ptr, MB_RECORD_ID_SIZE);
}

static bool form_is(const struct form *f, const struct mb_words *w)
{
    return (f->moved ? f->n == w->nth : same_id(w->form, f->form))
           && mb_span_eq(f->item, w->item) && mb_span_eq(f->label, w->label)
           && mb_span_eq(f->text, w->text);
}

/* Exact forms: forms are in order of age, so the first hit is the oldest. */
static enum mb_status find_exact(struct mb_clauses *c, uint32_t k,
                                 const struct forms *forms)
{
    struct mb_cluster *cluster = &c->clusters[k];

    for (uint32_t i = 0; i < forms->n; i++) {
        const struct form *f = &forms->at[i];
        uint32_t m = cluster->first;
        while (m != MB_NO_CLUSTER && !form_is(f, &c->words[m]))
            m = c->words[m].next;
        if (m == MB_NO_CLUSTER || is_taken(c, f->record_id))
            continue;
        if (!cluster->found) {
            set_id(cluster->record_id, f->record_id);
            cluster->found = true;
            if (f->moved && c->words[m].how == NULL) {
                c->words[m].how = "same-document";
                c->words[m].similarity = 1;
            }
            continue;
        }
        void *row = mb_arena_push(c->arena, &c->aliases, &c->naliases,
                                  sizeof *c->aliases);
        if (row == NULL)
            return mb_arena_status(c->arena, c->err);
        set_id(c->aliases[c->naliases - 1][0], f->record_id);
        memcpy(c->aliases[c->naliases - 1][1], cluster->record_id,
               MB_RECORD_ID_SIZE);
    }
    return MB_OK;
}

struct takeover {
    const struct form *best;
    double score;
    double similarity;
    bool placed;
    bool unique;
};

static void consider(struct mb_clauses *c, struct mb_words *w, struct form *f,
                     struct takeover *t)
{
    bool placed = mb_span_eq(f->item, w->item) && mb_span_eq(f->label, w->label)
                  && w->item.len > 0;
    double similarity = mb_words_similarity(c, f->text, &f->hashed, w->text,
                                            &w->hashed, RESEMBLES);
    double score = similarity + (placed ? 0.15 : 0);

    if (similarity < RESEMBLES)
        return;
    if (t->best != NULL && score <= t->score) {
        if (score > t->score - 1e-9
            && !mb_span_eq(f->record_id, t->best->record_id))
            t->unique = false;
        return;
    }
    *t = (struct takeover){f, score, similarity, placed, true};
}

/* Look among what is known of this place and nobody gives any more. */
static void take_over(struct mb_clauses *c, uint32_t k,
                      const struct forms *forms)
{
    struct mb_cluster *cluster = &c->clusters[k];
    struct mb_words *first = &c->words[cluster->first];
    struct takeover t = {NULL, 0, 0, false, false};

    for (uint32_t i = 0; i < forms->n; i++) {
        uint32_t m = cluster->first;
        if (is_taken(c, forms->at[i].record_id))
            continue;
        for (; m != MB_NO_CLUSTER; m = c->words[m].next)
            consider(c, &c->words[m], &forms->at[i], &t);
    }
    if (t.best == NULL)
        return;
    if ((t.placed && t.similarity >= SAME_PLACE)
        || (t.similarity >= ANYWHERE && t.unique)) {
        set_id(cluster->record_id, t.best->record_id);
        cluster->found = true;
        first->how = t.placed ? "item-label" : "similar";
        first->similarity = t.similarity;
        return;
    }
    set_id(cluster->unsure, t.best->record_id);
}

/* Add a form; *ret_added is false where it is there already. */
static enum mb_status put_form(struct mb_clauses *c, const struct mb_words *w,
                               const char *form, uint32_t n,
                               const char *record_id, const char *how,
                               bool *ret_added)
{
    bool first = strcmp(how, "first") == 0;
    enum mb_status st = mb_exec(
        c->store, c->err,
        "INSERT INTO record (form, record_id, scope, item, label, text, n,"
        " how, similarity, run_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
        " CASE WHEN ?9 < 0 THEN NULL ELSE ?9 END, ?10)"
        " ON CONFLICT DO NOTHING",
        "tttsssItdi", form, record_id, c->scope, w->item, w->label, w->text, n,
        how, first ? -1.0 : w->similarity, c->store->run);

    *ret_added = sqlite3_changes(c->store->db) > 0;
    return st;
}

/* A new ID. Two clauses that hash alike, or equal ones of two meetings of a
 * day, get the next n. */
static enum mb_status make_new(struct mb_clauses *c, uint32_t k)
{
    struct mb_cluster *cluster = &c->clusters[k];
    const struct mb_words *w = &c->words[cluster->first];
    struct mb_record_key key = {mb_span_str(c->scope), w->item, w->label,
                                w->text, w->nth};
    char form[MB_RECORD_ID_SIZE];
    bool added = false;
    enum mb_status st = MB_OK;

    memcpy(form, w->form, sizeof form);
    for (; st == MB_OK && !added; key.n++) {
        if (key.n != w->nth)
            st = mb_record_id(&key, &c->store->buf, form, c->err);
        if (st == MB_OK)
            st = put_form(c, w, form, key.n, form, "first", &added);
    }
    memcpy(cluster->record_id, form, sizeof form);
    cluster->found = true;
    return st;
}

/* Forms that are new to the registry lead to the cluster's ID from now on. */
static enum mb_status remember(struct mb_clauses *c, uint32_t k)
{
    const struct mb_cluster *cluster = &c->clusters[k];
    enum mb_status st = MB_OK;
    uint32_t m = cluster->first;

    for (; st == MB_OK && m != MB_NO_CLUSTER; m = c->words[m].next) {
        const struct mb_words *w = &c->words[m];
        bool added;
        if (strcmp(w->form, cluster->record_id) == 0)
            continue;
        st = put_form(c, w, w->form, w->nth, cluster->record_id,
                      w->how != NULL ? w->how : "similar", &added);
    }
    return st;
}

/* Words that two clauses could have claimed: say which one it resembles. */
static void note_unsure(struct mb_clauses *c)
{
    for (uint32_t k = 0; k < c->nclusters; k++) {
        struct mb_cluster *cluster = &c->clusters[k];
        uint32_t other = c->words[cluster->first].resembles;
        if (other != MB_NO_CLUSTER && other != k)
            memcpy(cluster->unsure, c->clusters[other].record_id,
                   MB_RECORD_ID_SIZE);
    }
}

enum mb_status mb_clauses_identify(struct mb_clauses *c)
{
    struct forms forms = {NULL, 0};
    enum mb_status st = load_forms(c, &forms);

    if (st == MB_OK)
        st = mb_arena_status(c->arena, c->err);
    for (uint32_t k = 0; st == MB_OK && forms.n > 0 && k < c->nclusters; k++)
        st = find_exact(c, k, &forms);
    for (uint32_t k = 0; st == MB_OK && forms.n > 0 && k < c->nclusters; k++)
        if (!c->clusters[k].found)
            take_over(c, k, &forms);
    for (uint32_t k = 0; st == MB_OK && k < c->nclusters; k++)
        if (!c->clusters[k].found)
            st = make_new(c, k);
    for (uint32_t k = 0; st == MB_OK && k < c->nclusters; k++)
        st = remember(c, k);
    note_unsure(c);
    return st;
}
