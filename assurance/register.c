/* Strategies to and from the store.
 *
 * A pledge's kind, owner, due, target and what else it serves are kept as
 * named fields; where nothing is printed the store holds an empty text and
 * the tree a null span.
 */
#include "assurance/register.h"

#include <string.h>

/* --------------------------------------------------------------- import */

static struct mb_span or_empty(struct mb_span s)
{
    return s.ptr == NULL ? MB_SPAN_LIT("") : s;
}

static struct mb_span or_null(struct mb_span s)
{
    return s.len == 0 ? MB_SPAN_NULL : s;
}

/* Fields by which a pledge is kept beside its columns. */
static void set_fields(const struct mb_pledge *p, struct mb_arena *arena,
                       struct mb_pledge_row *row)
{
    const struct {
        const char *name;
        struct mb_span value;
    } fields[] = {{"kind", mb_span_str(mb_pledge_kind_name(p->kind))},
                  {"code", p->code_printed ? MB_SPAN_LIT("printed")
                                           : MB_SPAN_LIT("position")},
                  {"owner", p->owner},
                  {"due", p->due},
                  {"target", p->target},
                  {"serves", p->serves}};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (fields[i].value.len == 0)
            continue;
        struct mb_pledge_field *f =
            mb_arena_push(arena, &row->fields, &row->nfields, sizeof *f);
        if (f != NULL)
            *f = (struct mb_pledge_field){mb_span_str(fields[i].name),
                                          fields[i].value};
    }
}

static void set_pledges(const struct mb_strategy *s, struct mb_arena *arena,
                        struct mb_strategy_row *row)
{
    row->pledges = mb_arena_alloc(arena, s->npledges, sizeof *row->pledges);
    for (uint32_t i = 0; row->pledges != NULL && i < s->npledges; i++) {
        const struct mb_pledge *p = &s->pledges[i];
        row->pledges[i] = (struct mb_pledge_row){
            .code = p->code,
            .parent = p->parent == UINT32_MAX ? MB_SPAN_NULL
                                              : s->pledges[p->parent].code,
            .level = or_empty(p->level),
            .title = or_empty(p->title),
            .statement = p->statement};
        set_fields(p, arena, &row->pledges[i]);
        row->npledges++;
    }
}

static void set_files(const struct mb_strategy_input *files, uint32_t n,
                      struct mb_arena *arena, struct mb_strategy_row *row)
{
    row->files = mb_arena_alloc(arena, n, sizeof *row->files);
    for (uint32_t i = 0; row->files != NULL && i < n; i++) {
        const struct mb_source *src = files[i].source;
        row->files[i] = (struct mb_strategy_file){
            .name = src->name,
            .uri =
                files[i].text->uri.ptr != NULL ? files[i].text->uri : src->uri,
            .sha256 = mb_span_str(src->sha256),
            .media = mb_span_str(mb_media_type(src->media)),
            .text = files[i].text->text,
            .bytes = src->bytes};
        row->nfiles++;
    }
}

static enum mb_status check_earlier(struct mb_store *store,
                                    const struct mb_strategy_options *options,
                                    struct mb_arena *arena, struct mb_err *err)
{
    struct mb_strategy_rows rows = {NULL, 0};
    if (options->supersedes.len == 0)
        return MB_OK;
    enum mb_status st =
        mb_store_strategies(store, options->supersedes, arena, &rows, err);
    if (st == MB_OK && rows.n == 0)
        st = mb_err_set(err, MB_ERR_USAGE,
                        "there is no strategy " MB_SPAN_FMT
                        " that this one could follow",
                        MB_SPAN_ARG(options->supersedes));
    return st;
}

/* A name, unless it is there in any case. */
static enum mb_status add_name(struct mb_strategy *s, struct mb_span name,
                               struct mb_arena *arena, struct mb_err *err)
{
    name = mb_span_trim(name);
    for (uint32_t i = 0; i < s->naliases; i++)
        if (mb_span_ieq(s->aliases[i], name))
            return MB_OK;
    struct mb_span *slot =
        name.len == 0
            ? NULL
            : mb_arena_push(arena, &s->aliases, &s->naliases, sizeof *slot);
    if (slot != NULL)
        *slot = mb_arena_dup(arena, name);
    return mb_arena_status(arena, err);
}

/* The names given with an import, and those the strategy had before. */
static enum mb_status take_names(struct mb_store *store, struct mb_span given,
                                 struct mb_arena *arena, struct mb_strategy *s,
                                 struct mb_err *err)
{
    struct mb_strategy_rows rows = {NULL, 0};
    enum mb_status st = mb_store_strategies(store, s->id, arena, &rows, err);
    for (uint32_t i = 0; st == MB_OK && rows.n > 0 && i < rows.at[0].naliases;
         i++)
        st = add_name(s, rows.at[0].aliases[i], arena, err);
    while (st == MB_OK && given.ptr != NULL) {
        struct mb_span name;
        given = mb_span_cut(given, ';', &name);
        st = add_name(s, name, arena, err);
    }
    return st;
}

enum mb_status mb_register_alias(struct mb_store *store, struct mb_span id,
                                 struct mb_span name, bool add,
                                 struct mb_arena *arena, struct mb_err *err)
{
    struct mb_strategy s = {.id = id};
    enum mb_status st = take_names(store, MB_SPAN_NULL, arena, &s, err);
    uint32_t before = s.naliases;
    if (st == MB_OK && add)
        st = add_name(&s, name, arena, err);
    for (uint32_t i = 0; !add && i < s.naliases; i++)
        if (mb_span_ieq(s.aliases[i], name))
            s.aliases[i--] = s.aliases[--s.naliases];
    if (st == MB_OK && !add && s.naliases == before)
        st = mb_err_set(err, MB_ERR_USAGE,
                        MB_SPAN_FMT " has no other name \"" MB_SPAN_FMT "\"",
                        MB_SPAN_ARG(id), MB_SPAN_ARG(name));
    return st == MB_OK ? mb_store_strategy_aliases(store, id, s.aliases,
                                                   s.naliases, err)
                       : st;
}

enum mb_status mb_register_import(struct mb_store *store,
                                  const struct mb_strategy_input *files,
                                  uint32_t nfiles,
                                  const struct mb_strategy_options *options,
                                  struct mb_arena *arena,
                                  struct mb_diags *diags,
                                  struct mb_strategy *ret, struct mb_err *err)
{
    const struct mb_blocks *blocks[MB_STRATEGY_FILES_MAX];
    struct mb_strategy s;
    for (uint32_t i = 0; i < nfiles && i < MB_STRATEGY_FILES_MAX; i++)
        blocks[i] = files[i].blocks;
    enum mb_status st =
        mb_strategy_read(blocks, nfiles, options, arena, diags, &s, err);
    if (st == MB_OK)
        st = check_earlier(store, options, arena, err);
    if (st == MB_OK)
        st = take_names(store, options->aliases, arena, &s, err);
    if (st != MB_OK)
        return st;
    struct mb_strategy_row row = {.id = s.id,
                                  .title = s.title.len > 0 ? s.title : s.id,
                                  .version = s.version,
                                  .from = s.from,
                                  .to = s.to,
                                  .supersedes = s.supersedes,
                                  .first_code = options->first_code,
                                  .aliases = s.aliases,
                                  .naliases = s.naliases};
    set_pledges(&s, arena, &row);
    set_files(files, nfiles, arena, &row);
    st = mb_arena_status(arena, err);
    if (st == MB_OK)
        st = mb_store_strategy_put(store, &row, err);
    if (st == MB_OK)
        *ret = s;
    return st;
}

/* ----------------------------------------------------------------- read */

static void read_field(struct mb_pledge *p, const struct mb_pledge_field *f)
{
    const struct {
        const char *name;
        struct mb_span *value;
    } texts[] = {{"owner", &p->owner},
                 {"due", &p->due},
                 {"target", &p->target},
                 {"serves", &p->serves}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (mb_span_eq(f->name, mb_span_str(texts[i].name)))
            *texts[i].value = f->value;
    if (mb_span_eq(f->name, MB_SPAN_LIT("code")))
        p->code_printed = mb_span_eq(f->value, MB_SPAN_LIT("printed"));
    for (unsigned k = 0;
         mb_span_eq(f->name, MB_SPAN_LIT("kind")) && k < MB_PLEDGE_KIND_COUNT;
         k++)
        if (mb_span_eq(f->value, mb_span_str(mb_pledge_kind_name(k))))
            p->kind = (enum mb_pledge_kind)k;
}

static void read_pledges(const struct mb_strategy_row *row,
                         struct mb_arena *arena, struct mb_strategy *s)
{
    s->pledges = mb_arena_alloc(arena, row->npledges + 1, sizeof *s->pledges);
    for (uint32_t i = 0; s->pledges != NULL && i < row->npledges; i++) {
        const struct mb_pledge_row *r = &row->pledges[i];
        struct mb_pledge *p = &s->pledges[i];
        *p = (struct mb_pledge){.code = r->code,
                                .level = or_null(r->level),
                                .title = or_null(r->title),
                                .statement = or_null(r->statement),
                                .kind = MB_PLEDGE_PROMISE,
                                .parent = UINT32_MAX};
        for (uint32_t k = 0; k < r->nfields; k++)
            read_field(p, &r->fields[k]);
        for (uint32_t k = 0; r->parent.len > 0 && k < i; k++)
            if (mb_span_eq(row->pledges[k].code, r->parent))
                p->parent = k;
        s->npledges++;
    }
}

enum mb_status mb_register_strategies(struct mb_store *store, struct mb_span id,
                                      struct mb_arena *arena,
                                      struct mb_strategies *ret,
                                      struct mb_err *err)
{
    struct mb_strategy_rows rows = {NULL, 0};
    enum mb_status st = mb_store_strategies(store, id, arena, &rows, err);
    if (st != MB_OK)
        return st;
    struct mb_strategy *list = mb_arena_alloc(arena, rows.n + 1, sizeof *list);
    for (uint32_t i = 0; list != NULL && i < rows.n; i++) {
        const struct mb_strategy_row *r = &rows.at[i];
        list[i] = (struct mb_strategy){.id = r->id,
                                       .title = r->title,
                                       .version = or_null(r->version),
                                       .supersedes = or_null(r->supersedes),
                                       .from = or_null(r->from),
                                       .to = or_null(r->to),
                                       .aliases = r->aliases,
                                       .naliases = r->naliases};
        read_pledges(r, arena, &list[i]);
    }
    st = mb_arena_status(arena, err);
    if (st == MB_OK)
        *ret = (struct mb_strategies){list, rows.n};
    return st;
}

/* --------------------------------------------------------------- people */

enum mb_status mb_register_decide(struct mb_store *store,
                                  struct mb_span link_id, bool confirm,
                                  struct mb_span by, struct mb_span why,
                                  struct mb_err *err)
{
    struct mb_link_decision d = {.link_id = link_id,
                                 .decision = confirm ? MB_SPAN_LIT("confirmed")
                                                     : MB_SPAN_LIT("rejected"),
                                 .by = by,
                                 .why = why};
    return mb_store_link_decide(store, &d, err);
}

enum mb_status mb_register_add(struct mb_store *store,
                               const struct mb_link_addition *link,
                               struct mb_err *err)
{
    struct mb_link_decision d = {.subject = link->subject,
                                 .decision = MB_SPAN_LIT("added"),
                                 .by = link->by,
                                 .why = link->why};
    d.pledge = mb_span_cut(link->target, ':', &d.strategy);
    if (d.pledge.len == 0)
        return mb_err_set(err, MB_ERR_USAGE,
                          "\"" MB_SPAN_FMT "\" is not of the form "
                          "STRATEGY:CODE",
                          MB_SPAN_ARG(link->target));
    return mb_store_link_decide(store, &d, err);
}
