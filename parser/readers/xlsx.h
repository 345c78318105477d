/* What the files of the workbook reader share. Private to parser/readers/xlsx*.
 */
#ifndef MB_PARSER_READERS_XLSX_H
#define MB_PARSER_READERS_XLSX_H

#include "base/arena.h"
#include "base/buf.h"
#include "parser/book.h"
#include "parser/readers/sax.h"
#include "parser/readers/zip.h"

enum { MB_XLSX_DEPTH = 64 };

/* Texts that cells name by number. */
struct mb_xlsx_strings {
    struct mb_buf text;
    uint32_t *ends; /* of each, in text.ptr */
    uint32_t n;
    uint32_t room;
};

/* What a cell's style says of its number. */
enum mb_xlsx_look { MB_XLSX_PLAIN, MB_XLSX_DATE };

struct mb_xlsx {
    struct mb_zip *zip;
    struct mb_span bytes;
    bool mapped; /* bytes are a file's pages and can be read again */
    const struct mb_book_options *options;
    const struct mb_book_handler *handler;
    struct mb_arena *arena;
    struct mb_xlsx_strings strings;
    unsigned char *looks; /* by style; enum mb_xlsx_look */
    uint32_t nlooks;
    bool is_1904;
    uint32_t cells; /* handed over so far */
    uint64_t given; /* bytes of them */
    enum mb_status status;
    struct mb_err err; /* why, where status is not MB_OK */
};

/* mb_book_scan; mapped: the bytes are a mapped file, of whose pages only those
 * in use are kept. */
enum mb_status mb_xlsx_read(struct mb_span bytes, bool mapped,
                            const struct mb_book_options *options,
                            const struct mb_book_handler *handler,
                            struct mb_err *err) MB_MUST_CHECK;

/* Note an error from within events: the first counts, reading ends soon. */
#define mb_xlsx_fail(x, st, ...)                                               \
    ((x)->status == MB_OK                                                      \
         ? (void)((x)->status = mb_err_set(&(x)->err, st, __VA_ARGS__))        \
         : (void)0)

/* Unpack a part and hand its events over, until x->status says otherwise. */
enum mb_status mb_xlsx_events(struct mb_xlsx *x, const char *part,
                              const struct mb_sax *handlers,
                              struct mb_err *err) MB_MUST_CHECK;

/* The parts, each read whole. */
enum mb_status mb_xlsx_read_strings(struct mb_xlsx *x, const char *part,
                                    struct mb_err *err) MB_MUST_CHECK;
enum mb_status mb_xlsx_read_styles(struct mb_xlsx *x, const char *part,
                                   struct mb_err *err) MB_MUST_CHECK;
enum mb_status mb_xlsx_read_sheet(struct mb_xlsx *x, const char *part,
                                  struct mb_err *err) MB_MUST_CHECK;

/* Text of an item made of runs: in <t>, but not within <rPh>. */
struct mb_xlsx_text {
    unsigned readings; /* open <rPh> */
    bool in_text;
};
void mb_xlsx_text_start(struct mb_xlsx_text *t, const char *name);
void mb_xlsx_text_end(struct mb_xlsx_text *t, const char *name);

/* Resolve _xHHHH_ and line ends (CR LF, CR) in the bytes of buf from `from`
 * on, in place: text never grows by it. */
void mb_xlsx_unescape(struct mb_buf *buf, size_t from);

void mb_xlsx_strings_done(struct mb_xlsx_strings *strings);

#endif
