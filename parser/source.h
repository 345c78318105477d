/* A source: the bytes of one document and what kind of bytes they are.
 *
 * Nothing here interprets the document; readers do (parser/reader.h).
 */
#ifndef MB_PARSER_SOURCE_H
#define MB_PARSER_SOURCE_H

#include "base/arena.h"
#include "parser/limits.h"

/* What the bytes are, told from the bytes themselves first and from the
 * name's ending only where those leave a choice (text, Markdown). */
enum mb_media {
    MB_MEDIA_UNKNOWN,
    MB_MEDIA_TEXT,
    MB_MEDIA_MARKDOWN,
    MB_MEDIA_HTML,
    MB_MEDIA_XML, /* ModernGov's GetMeeting, GetMeetings */
    MB_MEDIA_PDF,
    MB_MEDIA_DOCX,
    /* known, and refused with advice */
    MB_MEDIA_DOC,
    MB_MEDIA_RTF,
    MB_MEDIA_ODT,
    MB_MEDIA_MSG,
    MB_MEDIA_IMAGE,
    MB_MEDIA_ARCHIVE,
    MB_MEDIA_XLSX,
    MB_MEDIA_ENCRYPTED, /* a password-protected Office file */
    MB_MEDIA_MHTML,     /* a web page saved as one file, or an e-mail */
    MB_MEDIA_OFFICE,    /* an Office file that is no text document */
    MB_MEDIA_BINARY,
    MB_MEDIA_COUNT
};

struct mb_source {
    struct mb_span name;  /* path or "-" as given; only for messages */
    struct mb_span uri;   /* where it was published, if known; else null */
    struct mb_span bytes; /* borrowed or in the arena */
    char sha256[65];      /* of bytes, lower-case hex, NUL-terminated */
    enum mb_media media;
};

/* The media type's IANA name ("text/html"), and its name for people
 * ("Word 97 document"). Static text. */
const char *mb_media_type(enum mb_media media);
const char *mb_media_label(enum mb_media media);
/* What to do about a format that is not read ("save it as …"), or NULL for a
 * format that is. Static text. */
const char *mb_media_advice(enum mb_media media);
/* The media type with that IANA name, or MB_MEDIA_UNKNOWN. */
enum mb_media mb_media_by_type(struct mb_span type);

/* Tell what the bytes are. name's ending decides only between formats that
 * the bytes do not tell apart. Never fails: MB_MEDIA_BINARY or UNKNOWN. */
enum mb_media mb_media_detect(struct mb_span bytes, struct mb_span name);

/* Make a source of bytes in memory: detects the media type, hashes.
 *
 * bytes   borrowed; must outlive the source
 * name    copied into the arena
 *
 * MB_ERR_LIMIT over limits->document_bytes; MB_ERR_FORMAT where it is empty;
 * MB_ERR_REFUSED for a known format that is not read (the line says what to
 * save it as) or for bytes that are no document; MB_ERR_NOMEM.
 */
enum mb_status mb_source_init(struct mb_source *ret_source,
                              struct mb_span bytes, struct mb_span name,
                              const struct mb_limits *limits,
                              struct mb_arena *arena,
                              struct mb_err *err) MB_MUST_CHECK;

/* The same from an open file, read to its end into the arena (a pipe will
 * do). MB_ERR_IO where it cannot be read; else as mb_source_init. */
enum mb_status mb_source_read(struct mb_source *ret_source, int fd,
                              struct mb_span name,
                              const struct mb_limits *limits,
                              struct mb_arena *arena,
                              struct mb_err *err) MB_MUST_CHECK;

#endif
