/* Cut the address into host, path and query; write them back in one form.
 * Of a ModernGov page (ie….aspx, mg….aspx, Ce….aspx) only the ids in the table
 * stay, in its order; the committee's id goes where the meeting's is given,
 * since the latter names the meeting alone.
 */
#include "parser/uri.h"

#include "base/buf.h"

#include <string.h>

static const struct id_name {
    const char *spelt;
    const char *canonical;
} id_names[] = {
    {"cid", "CId"},       {"committeeid", "CId"}, {"mid", "MId"},
    {"meetingid", "MId"}, {"iid", "IId"},         {"issueid", "IId"},
    {"planid", "PlanId"}, {"rpid", "RPID"},       {"aiid", "AIId"},
    {"did", "DId"},       {"uid", "UID"},         {"id", "ID"},
};

struct parts {
    struct mb_span host;
    struct mb_span path; /* with its leading slash; may be empty */
    struct mb_span query;
};

static bool cut_address(struct mb_span uri, struct parts *parts)
{
    struct mb_span rest;
    size_t slash;
    size_t at;

    if (mb_span_istarts(uri, MB_SPAN_LIT("https://")))
        rest = mb_span_sub(uri, 8, uri.len);
    else if (mb_span_istarts(uri, MB_SPAN_LIT("http://")))
        rest = mb_span_sub(uri, 7, uri.len);
    else
        return false;
    mb_span_cut(rest, '#', &rest);
    parts->query = mb_span_cut(rest, '?', &rest);
    slash = mb_span_find(rest, MB_SPAN_LIT("/"));
    parts->path = mb_span_sub(rest, slash, rest.len);
    rest = mb_span_sub(rest, 0, slash);
    at = mb_span_find(rest, MB_SPAN_LIT("@"));
    if (at < rest.len) /* a user's name */
        rest = mb_span_sub(rest, at + 1, rest.len);
    mb_span_cut(rest, ':', &parts->host);
    return parts->host.len > 0;
}

/* The path without ASP.NET's session ids, "/(S(13eh2v55))". */
static void put_path(struct mb_span path, struct mb_buf *out)
{
    while (path.len > 0) {
        size_t end =
            1 + mb_span_find(mb_span_sub(path, 1, path.len), MB_SPAN_LIT("/"));
        struct mb_span step = mb_span_sub(path, 0, end);
        if (!mb_span_istarts(step, MB_SPAN_LIT("/(S(")))
            mb_buf_put(out, step);
        path = mb_span_sub(path, end, path.len);
    }
}

static bool is_moderngov(struct mb_span path)
{
    static const char *const starts[] = {"ie", "mg", "ce", "ec"};
    struct mb_span page = path;

    for (struct mb_span rest = path; rest.ptr != NULL;)
        rest = mb_span_cut(rest, '/', &page);
    if (page.len < 5
        || !mb_span_ieq(mb_span_sub(page, page.len - 5, page.len),
                        MB_SPAN_LIT(".aspx")))
        return false;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (mb_span_istarts(page, mb_span_str(starts[i])))
            return true;
    return false;
}

/* The value of an id, under any of its spellings; null if it is not given. */
static struct mb_span find_id(struct mb_span query, const char *canonical)
{
    while (query.ptr != NULL) {
        struct mb_span pair;
        struct mb_span name;
        struct mb_span value;
        query = mb_span_cut(query, '&', &pair);
        if (mb_span_istarts(pair, MB_SPAN_LIT("amp;")))
            pair = mb_span_sub(pair, 4, pair.len);
        value = mb_span_cut(pair, '=', &name);
        for (size_t i = 0; i < sizeof id_names / sizeof *id_names; i++)
            if (value.len > 0
                && mb_span_ieq(name, mb_span_str(id_names[i].spelt))
                && strcmp(canonical, id_names[i].canonical) == 0)
                return value;
    }
    return MB_SPAN_NULL;
}

static void put_ids(struct mb_span query, struct mb_buf *out)
{
    bool meeting = find_id(query, "MId").ptr != NULL;
    const char *last = "";
    char mark = '?';

    for (size_t i = 0; i < sizeof id_names / sizeof *id_names; i++) {
        const char *name = id_names[i].canonical;
        struct mb_span value = find_id(query, name);
        if (strcmp(name, last) == 0 || value.ptr == NULL
            || (meeting && strcmp(name, "CId") == 0))
            continue;
        last = name;
        mb_buf_putc(out, mark);
        mb_buf_puts(out, name);
        mb_buf_putc(out, '=');
        mb_buf_put(out, value);
        mark = '&';
    }
}

struct mb_span mb_uri_canonical(struct mb_span uri, struct mb_arena *arena)
{
    struct mb_buf out = MB_BUF_INIT;
    struct parts parts;
    struct mb_span canonical = MB_SPAN_NULL;

    if (!cut_address(mb_span_trim(uri), &parts))
        return MB_SPAN_NULL;
    mb_buf_puts(&out, "https://");
    for (size_t i = 0; i < parts.host.len; i++) {
        char c = parts.host.ptr[i];
        mb_buf_putc(&out, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
    }
    put_path(parts.path, &out);
    if (is_moderngov(parts.path)) {
        put_ids(parts.query, &out);
    } else if (parts.query.ptr != NULL) {
        mb_buf_putc(&out, '?');
        mb_buf_put(&out, parts.query);
    }
    if (!out.failed)
        canonical = mb_arena_dup(arena, mb_buf_span(&out));
    mb_buf_done(&out);
    return canonical;
}
