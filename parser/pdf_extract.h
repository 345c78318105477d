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

#include <poll.h>

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

/* The same without waiting, for a caller with a poll loop of its own:
 *
 *     mb_extraction_start
 *     do
 *         mb_extraction_poll, poll
 *     while not mb_extraction_step
 *     mb_extraction_take, mb_extraction_free
 */
struct mb_extraction;

#define MB_EXTRACTION_FDS 3

/* Start pdftotext, locked down as a filter (parser/confine.h). The PDF is
 * copied. The caller frees *ret_extraction. MB_ERR_REFUSED, MB_ERR_IO,
 * MB_ERR_NOMEM as above. */
enum mb_status mb_extraction_start(struct mb_span pdf,
                                   const struct mb_limits *limits,
                                   struct mb_extraction **ret_extraction,
                                   struct mb_err *err) MB_MUST_CHECK;

/* Stop it where it still runs. NULL is no extraction. */
void mb_extraction_free(struct mb_extraction *extraction);

/* Fill MB_EXTRACTION_FDS entries for poll; returns how many milliseconds it
 * may wait, -1 for ever. */
int mb_extraction_poll(const struct mb_extraction *extraction,
                       struct pollfd *fds);

/* Take what poll found. True where nothing more is to be waited for: it has
 * ended or has met a limit. */
bool mb_extraction_step(struct mb_extraction *extraction,
                        const struct pollfd *fds);

/* The layout, once a step was true; errors as mb_pdf_extract. */
enum mb_status mb_extraction_take(struct mb_extraction *extraction,
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
