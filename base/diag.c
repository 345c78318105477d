/* The table of diagnostics, and the list a document collects. */
#include "base/diag.h"

static const struct {
    const char *name;
    enum mb_severity severity;
    const char *text;
} table[MB_DIAG_COUNT] = {
#define X(code, name, sev, text) {name, MB_SEV_##sev, text},
    MB_DIAGS(X)
#undef X
};

static const char *const severities[MB_SEV_COUNT] = {"note", "warning",
                                                     "error"};

const char *mb_diag_name(enum mb_diag_code code)
{
    return (unsigned)code < MB_DIAG_COUNT ? table[code].name : "unknown";
}

const char *mb_diag_text(enum mb_diag_code code)
{
    return (unsigned)code < MB_DIAG_COUNT ? table[code].text : "unknown";
}

enum mb_severity mb_diag_severity(enum mb_diag_code code)
{
    return (unsigned)code < MB_DIAG_COUNT ? table[code].severity
                                          : MB_SEV_WARNING;
}

const char *mb_severity_name(enum mb_severity severity)
{
    return (unsigned)severity < MB_SEV_COUNT ? severities[severity] : "none";
}

enum mb_diag_code mb_diag_by_name(struct mb_span name)
{
    unsigned code = 0;

    while (code < MB_DIAG_COUNT
           && !mb_span_eq(name, mb_span_str(table[code].name)))
        code++;
    return (enum mb_diag_code)code;
}

enum mb_severity mb_severity_by_name(struct mb_span name)
{
    unsigned severity = 0;

    while (severity < MB_SEV_COUNT
           && !mb_span_eq(name, mb_span_str(severities[severity])))
        severity++;
    return (enum mb_severity)severity;
}

void mb_diags_add(struct mb_diags *diags, enum mb_diag_code code,
                  uint32_t start, uint32_t end, struct mb_span detail)
{
    struct mb_diag *diag =
        mb_arena_push(diags->arena, &diags->at, &diags->n, sizeof *diag);

    if (diag == NULL)
        return;
    diag->code = code;
    diag->start = start;
    diag->end = end;
    diag->detail = mb_arena_dup(diags->arena, detail);
}

/* Lines and columns of one offset, walking on from the last one found:
 * diagnostics come mostly in order, so the whole list costs one pass. */
struct place {
    uint32_t offset;
    uint32_t line;
    uint32_t column;
};

static void walk_to(struct place *p, struct mb_span text, uint32_t offset)
{
    if (offset < p->offset)
        *p = (struct place){0, 1, 1};
    while (p->offset < offset && p->offset < text.len) {
        unsigned char c = (unsigned char)text.ptr[p->offset++];
        if (c == '\n') {
            p->line++;
            p->column = 1;
        } else if (p->offset < text.len
                   && ((unsigned char)text.ptr[p->offset] & 0xC0) == 0x80) {
            continue; /* counted at the character's last byte */
        } else {
            p->column++;
        }
    }
}

void mb_diags_locate(struct mb_diags *diags, struct mb_span text)
{
    struct place p = {0, 1, 1};

    for (uint32_t i = 0; i < diags->n; i++) {
        struct mb_diag *diag = &diags->at[i];
        if (diag->start == 0 && diag->end == 0)
            continue;
        walk_to(&p, text, diag->start);
        diag->line = p.line;
        diag->column = p.column;
    }
}

enum mb_severity mb_diags_worst(const struct mb_diags *diags)
{
    int worst = -1;

    for (uint32_t i = 0; i < diags->n; i++) {
        int severity = (int)mb_diag_severity(diags->at[i].code);
        if (severity > worst)
            worst = severity;
    }
    return worst < 0 ? MB_SEV_COUNT : (enum mb_severity)worst;
}
