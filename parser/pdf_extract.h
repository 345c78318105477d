/* From a PDF's bytes to the words on its pages and where they stand.
 *
 * The distribution's pdftotext does it, as a child process: parsers of PDF
 * crash on hostile files, and a crash must cost one document and not the run.
 * The parent process calls this; what comes out is given to the reader as
 * mb_reader_options.pdf_layout.
 */
#ifndef MB_PARSER_PDF_EXTRACT_H
#define MB_PARSER_PDF_EXTRACT_H

#include "parser/reader.h"

/* Run pdftotext -bbox-layout over a PDF.
 *
 * pdf         the document's bytes, borrowed
 * limits      pages, cpu_seconds (of the child; four times as much may pass by
 *             the clock), memory_bytes (of the child; the output may have half)
 * arena       receives the output and a NUL behind it
 * ret_layout  XHTML with every page's flows, blocks, lines and words; not
 *             checked in any way
 *
 * MB_ERR_REFUSED where pdftotext is not installed, or the PDF opens only with a
 * password; MB_ERR_FORMAT where it is damaged; MB_ERR_LIMIT where it took too
 * long or grew too large; MB_ERR_WORKER where pdftotext crashed; MB_ERR_IO
 * where it could not be started; MB_ERR_NOMEM. The line says what to do.
 */
enum mb_status mb_pdf_extract(struct mb_span pdf,
                              const struct mb_limits *limits,
                              struct mb_arena *arena,
                              struct mb_span *ret_layout,
                              struct mb_err *err) MB_MUST_CHECK;

/* What a source needs before mb_read may have it: a PDF's layout.
 *
 * options  its pdf_layout is set: null for other sources
 * arena    receives the layout
 *
 * Errors as mb_pdf_extract.
 */
enum mb_status mb_reader_prepare(const struct mb_source *source,
                                 struct mb_reader_options *options,
                                 struct mb_arena *arena,
                                 struct mb_err *err) MB_MUST_CHECK;

#endif
