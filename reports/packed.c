#include "reports/packed.h"

#include <string.h>

enum { HOLDS_TEXT = 1, HOLDS_URI = 2, HOLDS_NUMBER = 4 };

static unsigned holds(enum mb_cell_type type)
{
    switch (type) {
    case MB_CELL_TEXT:
    case MB_CELL_DATE:
    case MB_CELL_INPUT:
        return HOLDS_TEXT;
    case MB_CELL_LINK:
        return HOLDS_TEXT | HOLDS_URI;
    case MB_CELL_COUNTED:
        return HOLDS_TEXT | HOLDS_NUMBER;
    case MB_CELL_INTEGER:
    case MB_CELL_NUMBER:
    case MB_CELL_BOOL:
        return HOLDS_NUMBER;
    case MB_CELL_EMPTY:
        break;
    }
    return 0;
}

static void put(unsigned char **at, const void *what, size_t size)
{
    memcpy(*at, what, size);
    *at += size;
}

static void take(const unsigned char **at, void *ret_what, size_t size)
{
    memcpy(ret_what, *at, size);
    *at += size;
}

static void put_text(unsigned char **at, struct mb_span s)
{
    uint32_t len = (uint32_t)s.len; /* no text of a document is longer */

    put(at, &s.ptr, sizeof s.ptr);
    put(at, &len, sizeof len);
}

static struct mb_span take_text(const unsigned char **at)
{
    struct mb_span s;
    uint32_t len;

    take(at, &s.ptr, sizeof s.ptr);
    take(at, &len, sizeof len);
    s.len = len;
    return s;
}

static size_t size_of(const struct mb_cell *cells, uint32_t n)
{
    const size_t text = sizeof(const char *) + sizeof(uint32_t);
    size_t size = n;

    for (uint32_t i = 0; i < n; i++) {
        unsigned has = holds(cells[i].type);
        size += (has & HOLDS_TEXT ? text : 0) + (has & HOLDS_URI ? text : 0)
                + (has & HOLDS_NUMBER ? sizeof cells[i].integer : 0);
    }
    return size;
}

const unsigned char *mb_cells_pack(const struct mb_cell *cells, uint32_t n,
                                   struct mb_arena *arena)
{
    unsigned char *bytes = mb_arena_room(arena, size_of(cells, n), 1);
    unsigned char *at = bytes;

    for (uint32_t i = 0; bytes != NULL && i < n; i++) {
        unsigned has = holds(cells[i].type);
        *at++ = (unsigned char)cells[i].type;
        if (has & HOLDS_TEXT)
            put_text(&at, cells[i].text);
        if (has & HOLDS_URI)
            put_text(&at, cells[i].uri);
        if (has & HOLDS_NUMBER) /* whichever of the two it is */
            put(&at, &cells[i].integer, sizeof cells[i].integer);
    }
    return bytes;
}

void mb_cells_unpack(const unsigned char *bytes, struct mb_cell *cells,
                     uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        struct mb_cell *cell = &cells[i];
        *cell = (struct mb_cell){.type = (enum mb_cell_type) * bytes++};
        unsigned has = holds(cell->type);
        if (has & HOLDS_TEXT)
            cell->text = take_text(&bytes);
        if (has & HOLDS_URI)
            cell->uri = take_text(&bytes);
        if (has & HOLDS_NUMBER)
            take(&bytes, &cell->integer, sizeof cell->integer);
    }
}
