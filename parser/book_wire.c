/* A message is records behind each other: a head of fixed size, then bytes. */
#include "parser/book_wire.h"

#include <string.h>

#include "base/utf8.h"

enum record { RECORD_PROPERTY = 1, RECORD_EPOCH, RECORD_SHEET, RECORD_CELL };

struct head {
    uint32_t len; /* bytes behind the head */
    uint32_t row;
    uint16_t column;
    uint8_t record; /* enum record */
    uint8_t value;  /* of a cell; the epoch: 1 from 1904 */
    uint32_t name;  /* of a property: the first bytes are its name */
    uint8_t formula;
    uint8_t spare[3];
};

static enum mb_status put(struct mb_book_packer *p, const struct head *head,
                          struct mb_span a, struct mb_span b,
                          struct mb_err *err)
{
    enum mb_status st;

    mb_buf_put(&p->buf, (struct mb_span){(const char *)head, sizeof *head});
    mb_buf_put(&p->buf, a);
    mb_buf_put(&p->buf, b);
    if (p->buf.len < MB_BOOK_MESSAGE)
        return MB_OK;
    st = mb_buf_status(&p->buf, err);
    if (st == MB_OK)
        st = p->send(p->ctx, mb_buf_span(&p->buf), err);
    mb_buf_clear(&p->buf);
    return st;
}

static enum mb_status put_property(void *ctx, struct mb_span name,
                                   struct mb_span value, struct mb_err *err)
{
    struct head head = {.record = RECORD_PROPERTY,
                        .len = (uint32_t)(name.len + value.len),
                        .name = (uint32_t)name.len};

    return put(ctx, &head, name, value, err);
}

static enum mb_status put_epoch(void *ctx, bool is_1904, struct mb_err *err)
{
    struct head head = {.record = RECORD_EPOCH, .value = is_1904};

    return put(ctx, &head, MB_SPAN_NULL, MB_SPAN_NULL, err);
}

static enum mb_status put_sheet(void *ctx, struct mb_span name,
                                struct mb_err *err)
{
    struct head head = {.record = RECORD_SHEET, .len = (uint32_t)name.len};

    return put(ctx, &head, name, MB_SPAN_NULL, err);
}

static enum mb_status put_cell(void *ctx, const struct mb_book_cell *cell,
                               struct mb_err *err)
{
    struct head head = {.record = RECORD_CELL,
                        .len = (uint32_t)cell->text.len,
                        .row = cell->row,
                        .column = (uint16_t)cell->column,
                        .value = (uint8_t)cell->value,
                        .formula = cell->formula};

    return put(ctx, &head, cell->text, MB_SPAN_NULL, err);
}

struct mb_book_handler mb_book_packing(struct mb_book_packer *packer)
{
    return (struct mb_book_handler){packer, put_property, put_epoch, put_sheet,
                                    put_cell};
}

enum mb_status mb_book_pack_end(struct mb_book_packer *packer,
                                struct mb_err *err)
{
    enum mb_status st = mb_buf_status(&packer->buf, err);

    if (st == MB_OK && packer->buf.len > 0)
        st = packer->send(packer->ctx, mb_buf_span(&packer->buf), err);
    mb_buf_done(&packer->buf);
    return st;
}

static enum mb_status lie(struct mb_err *err)
{
    return mb_err_set(err, MB_ERR_WORKER, "a worker's cells are none");
}

static enum mb_status take_cell(struct mb_book_unpacker *u,
                                const struct head *head, struct mb_span text,
                                struct mb_err *err)
{
    struct mb_book_cell cell = {.row = head->row,
                                .column = head->column,
                                .value = (enum mb_value)head->value,
                                .formula = head->formula != 0,
                                .text = text};

    if (head->row >= MB_BOOK_ROWS || head->column >= MB_BOOK_COLUMNS
        || head->value >= MB_VALUE_COUNT || u->sheets == 0
        || ++u->cells > MB_BOOK_CELLS)
        return lie(err);
    return u->handler->cell(u->handler->ctx, &cell, err);
}

static enum mb_status take(struct mb_book_unpacker *u, const struct head *head,
                           struct mb_span text, struct mb_err *err)
{
    const struct mb_book_handler *h = u->handler;

    switch (head->record) {
    case RECORD_PROPERTY:
        if (head->name > text.len)
            return lie(err);
        return h->property(h->ctx, mb_span_sub(text, 0, head->name),
                           mb_span_sub(text, head->name, text.len), err);
    case RECORD_EPOCH:
        return h->epoch(h->ctx, head->value == 1, err);
    case RECORD_SHEET:
        if (++u->sheets > MB_BOOK_SHEETS)
            return lie(err);
        return h->sheet(h->ctx, text, err);
    case RECORD_CELL:
        return take_cell(u, head, text, err);
    default:
        return lie(err);
    }
}

enum mb_status mb_book_unpack(struct mb_book_unpacker *u,
                              struct mb_span message, struct mb_err *err)
{
    enum mb_status st = MB_OK;

    while (st == MB_OK && message.len > 0) {
        struct head head;
        struct mb_span text;
        if (message.len < sizeof head)
            return lie(err);
        memcpy(&head, message.ptr, sizeof head);
        if (head.len > message.len - sizeof head || head.len > 2 * MB_BOOK_TEXT)
            return lie(err);
        text = mb_span_sub(message, sizeof head, sizeof head + head.len);
        message = mb_span_sub(message, sizeof head + head.len, message.len);
        if (!mb_utf8_check(text, NULL))
            return lie(err);
        u->taken += head.len;
        if (u->most != 0 && u->taken > u->most)
            return mb_err_set(err, MB_ERR_LIMIT,
                              "the workbook's cells take more than the memory "
                              "limit allows");
        st = take(u, &head, text, err);
    }
    return st;
}
