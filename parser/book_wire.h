/* Cells on their way from a worker to its parent, as runs of bytes. Private to
 * book.c and worker.c.
 *
 * As in parser/wire.h the decoder believes nothing: what does not fit makes
 * the whole message wrong. Bytes are in the machine's order.
 */
#ifndef MB_PARSER_BOOK_WIRE_H
#define MB_PARSER_BOOK_WIRE_H

#include "base/buf.h"
#include "parser/book.h"

#define MB_BOOK_MESSAGE (256u * 1024) /* bytes after which one is sent */

/* Collects what it is given; a full message goes to send. */
struct mb_book_packer {
    struct mb_buf buf;
    void *ctx;
    enum mb_status (*send)(void *ctx, struct mb_span message,
                           struct mb_err *err);
};
/* A handler that packs; the packer must live as long. */
struct mb_book_handler mb_book_packing(struct mb_book_packer *packer);
/* Send what is left. */
enum mb_status mb_book_pack_end(struct mb_book_packer *packer,
                                struct mb_err *err) MB_MUST_CHECK;

/* What was unpacked so far; begins as zeros. */
struct mb_book_unpacker {
    const struct mb_book_handler *handler;
    uint64_t most; /* bytes of text that are taken in all; 0: no limit */
    uint64_t taken;
    uint32_t cells;
    uint32_t sheets;
};
/* Hand a message's contents over. MB_ERR_WORKER where it is none, or comes in
 * an order that cannot be; MB_ERR_LIMIT; else what the handler returns. */
enum mb_status mb_book_unpack(struct mb_book_unpacker *unpacker,
                              struct mb_span message,
                              struct mb_err *err) MB_MUST_CHECK;

#endif
