/* Readers: from bytes to text and marks, one a format (parser/readers/).
 *
 * All take untrusted input: limits on size, depth, count and ratio are held
 * while reading, no network, no file, no external entity. Odd input gives
 * diagnostics, never a repair.
 */
#ifndef MB_PARSER_READER_H
#define MB_PARSER_READER_H

#include "parser/source.h"
#include "parser/text.h"

enum mb_tracked { MB_TRACKED_ACCEPT, MB_TRACKED_REJECT };

struct mb_reader_options {
    struct mb_limits limits;
    enum mb_tracked tracked; /* Word's tracked changes */
    /* pdftotext's -bbox-layout output for a PDF, made by the parent process
     * (parser/pdf_extract.h); null: the reader may not be used on a PDF. */
    struct mb_span pdf_layout;
};

/* Read a source by its media type.
 *
 * source  borrowed, with its bytes
 * arena   receives the text and the marks
 * diags   receives what is odd
 *
 * MB_ERR_FORMAT where the bytes are damaged or locked by a password (the line
 * says which and what to do), MB_ERR_LIMIT, MB_ERR_NOMEM. *ret_text is
 * untouched then.
 */
enum mb_status mb_read(const struct mb_source *source,
                       const struct mb_reader_options *options,
                       struct mb_arena *arena, struct mb_diags *diags,
                       struct mb_text *ret_text,
                       struct mb_err *err) MB_MUST_CHECK;

/* One a format; the same rules. */
typedef enum mb_status mb_reader_fn(const struct mb_source *source,
                                    const struct mb_reader_options *options,
                                    struct mb_arena *arena,
                                    struct mb_diags *diags,
                                    struct mb_text *ret_text,
                                    struct mb_err *err);
mb_reader_fn mb_read_text, mb_read_markdown, mb_read_html, mb_read_xml,
    mb_read_docx, mb_read_pdf;

#endif
