/* ModernGov's web service: GetMeeting (one meeting with its items) and
 * GetMeetings (a list of them).
 *
 * Fields are collected by name; an item is written when its element ends, a
 * meeting's heading before its first item, since the body's name stands
 * within the items. What is written has the form of ModernGov's own meeting
 * page, so that the same rules read both. Texts of agenda and minutes are
 * HTML inside XML text and go through the HTML reader.
 *
 * attendance="Expected" is what the service says of everybody, whether they
 * came or not: such rows are furniture.
 */
#include "parser/reader.h"
#include "parser/readers/decode.h"
#include "parser/readers/html.h"
#include "parser/readers/html_clean.h"
#include "parser/readers/sax.h"

#include <libxml/xmlversion.h>
#include <string.h>

enum field {
    FIELD_NONE,
    /* of a meeting */
    FIELD_DATE,
    FIELD_TIME,
    FIELD_PLACE,
    FIELD_STATUS,
    FIELD_BODY,
    FIELD_MINUTES_OUT,
    FIELD_DECISIONS_OUT,
    FIELD_MEETING_COUNT,
    /* of an item */
    FIELD_NUMBER = FIELD_MEETING_COUNT,
    FIELD_TITLE,
    FIELD_AGENDA,
    FIELD_MINUTES,
    FIELD_DECISION,
    FIELD_LABEL1,
    FIELD_COMMENT1,
    FIELD_LABEL2,
    FIELD_COMMENT2,
    FIELD_RESTRICTED,
    FIELD_REFERS_TO,
    FIELD_DOCUMENTS,
    FIELD_ITEM_COUNT,
    /* of a list of meetings */
    FIELD_LIST_BODY = FIELD_ITEM_COUNT,
    FIELD_COUNT
};

/* Elements by the element that they stand in (NULL: any); the first fits. */
static const struct {
    const char *name;
    const char *parent;
    enum field field;
} elements[] = {
    {"meetingdate", "meeting", FIELD_DATE},
    {"meetingtime", "meeting", FIELD_TIME},
    {"meetinglocation", "meeting", FIELD_PLACE},
    {"meetingstatus", "meeting", FIELD_STATUS},
    {"minutepublished", "meeting", FIELD_MINUTES_OUT},
    {"decisionpublished", "meeting", FIELD_DECISIONS_OUT},
    {"committeetitle", "meeting", FIELD_BODY},
    {"committeename", "meeting", FIELD_BODY},
    {"fulldisplaynumberformat", "agendaitem", FIELD_NUMBER},
    {"agendaitemtitle", "agendaitem", FIELD_TITLE},
    {"agendatext", "agendaitem", FIELD_AGENDA},
    {"minutesnonemptyhtmlbody", "agendaitem", FIELD_MINUTES},
    {"decisionnonemptyhtmlbody", "agendaitem", FIELD_DECISION},
    {"commentlabel1", "agendaitem", FIELD_LABEL1},
    {"commenttext1", "agendaitem", FIELD_COMMENT1},
    {"commentlabel2", "agendaitem", FIELD_LABEL2},
    {"commenttext2", "agendaitem", FIELD_COMMENT2},
    {"isrestricted", "agendaitem", FIELD_RESTRICTED},
    {"refertocommittee", "agendaitem", FIELD_REFERS_TO},
    {"title", "linkeddoc", FIELD_DOCUMENTS},
    {"committeetitle", "linkeddoc", FIELD_NONE},
    {"committeetitle", NULL, FIELD_LIST_BODY},
};

enum { PATH_MAX_DEPTH = 64, NAME_MAX_LEN = 32 };

struct meeting_page {
    struct mb_lines lines;
    const struct mb_limits *limits;
    struct mb_diags *diags;
    struct mb_err *err;
    enum mb_status st;
    struct mb_buf fields[FIELD_COUNT];
    char body[256]; /* of the list around a meeting, or the last item */
    char path[PATH_MAX_DEPTH][NAME_MAX_LEN]; /* open elements */
    unsigned depth;
    enum field field; /* that words go to */
    bool headed;      /* the meeting's heading is written */
    bool attendance;  /* the heading of the attendance is */
    unsigned meetings;
};

static struct mb_span value(const struct meeting_page *page, enum field field)
{
    return mb_span_trim(mb_buf_span(&page->fields[field]));
}

static void put(struct meeting_page *page, struct mb_span s,
                enum mb_mark_kind kind, unsigned level)
{
    mb_lines_words(&page->lines, s,
                   (struct mb_line_style){(uint8_t)kind, (uint8_t)level, 0},
                   false);
}

/* "Venue: Guild Room" */
static void put_labelled(struct meeting_page *page, struct mb_span label,
                         struct mb_span words, enum mb_mark_kind kind)
{
    if (words.len == 0)
        return;
    mb_lines_gap(&page->lines);
    put(page, label, kind, 0);
    put(page, MB_SPAN_LIT(": "), kind, 0);
    put(page, words, kind, 0);
    mb_lines_gap(&page->lines);
}

static void put_html(struct meeting_page *page, const char *label,
                     enum field field)
{
    struct mb_span markup = value(page, field);

    if (markup.len == 0 || page->st != MB_OK)
        return;
    mb_lines_gap(&page->lines);
    if (label != NULL) {
        put(page, mb_span_str(label), MB_MARK_LABEL, 0);
        mb_lines_gap(&page->lines);
    }
    page->st = mb_html_append(&page->lines, markup, page->limits, page->diags,
                              page->err);
    mb_lines_gap(&page->lines);
}

static bool is_true(const struct meeting_page *page, enum field field)
{
    return mb_span_ieq(value(page, field), MB_SPAN_LIT("true"));
}

/* The titles that ModernGov's own page has: what is published, then body,
 * date and time. */
static void put_meeting_heading(struct meeting_page *page)
{
    static const char *const titles[2][2] = {
        {"Agenda", "Agenda and minutes"},
        {"Agenda and decisions", "Agenda, decisions and minutes"}};
    struct mb_span body = value(page, FIELD_BODY);

    if (page->headed)
        return;
    page->headed = true;
    if (body.len == 0)
        body = value(page, FIELD_REFERS_TO);
    if (body.len == 0)
        body = value(page, FIELD_LIST_BODY);
    mb_lines_gap(&page->lines);
    put(page,
        mb_span_str(titles[is_true(page, FIELD_DECISIONS_OUT)]
                          [is_true(page, FIELD_MINUTES_OUT)]),
        MB_MARK_TITLE, 1);
    mb_lines_gap(&page->lines);
    put(page, body, MB_MARK_TITLE, 2);
    if (body.len > 0 && value(page, FIELD_DATE).len > 0)
        put(page, MB_SPAN_LIT(" - "), MB_MARK_TITLE, 2);
    put(page, value(page, FIELD_DATE), MB_MARK_TITLE, 2);
    put(page, MB_SPAN_LIT(" "), MB_MARK_TITLE, 2);
    put(page, value(page, FIELD_TIME), MB_MARK_TITLE, 2);
    mb_lines_gap(&page->lines);
    put_labelled(page, MB_SPAN_LIT("Venue"), value(page, FIELD_PLACE),
                 MB_MARK_LABEL);
    put_labelled(page, MB_SPAN_LIT("Meeting status"), value(page, FIELD_STATUS),
                 MB_MARK_FURNITURE);
}

static void put_documents(struct meeting_page *page)
{
    struct mb_span rest = value(page, FIELD_DOCUMENTS);

    if (rest.len == 0)
        return;
    put(page, MB_SPAN_LIT("Additional documents:"), MB_MARK_LABEL, 0);
    mb_lines_gap(&page->lines);
    while (rest.ptr != NULL) {
        struct mb_span title;
        rest = mb_span_cut(rest, '\n', &title);
        mb_lines_label(&page->lines, "\xE2\x80\xA2");
        put(page, title, MB_MARK_LIST_ITEM, 1);
        mb_lines_break(&page->lines);
    }
    mb_lines_gap(&page->lines);
}

static void put_item(struct meeting_page *page)
{
    put_meeting_heading(page);
    mb_lines_gap(&page->lines);
    put(page, value(page, FIELD_NUMBER), MB_MARK_ITEM_NUMBER, 0);
    mb_lines_break(&page->lines);
    put(page, value(page, FIELD_TITLE), MB_MARK_ITEM_TITLE, 0);
    mb_lines_gap(&page->lines);
    if (is_true(page, FIELD_RESTRICTED)) {
        put(page, MB_SPAN_LIT("(Restricted item)"), MB_MARK_PARAGRAPH, 0);
        mb_lines_gap(&page->lines);
    }
    put_html(page, NULL, FIELD_AGENDA);
    put_documents(page);
    put_labelled(page, value(page, FIELD_LABEL1), value(page, FIELD_COMMENT1),
                 MB_MARK_LABEL);
    put_html(page, "Decision:", FIELD_DECISION);
    put_html(page, "Minutes:", FIELD_MINUTES);
    put_labelled(page, value(page, FIELD_LABEL2), value(page, FIELD_COMMENT2),
                 MB_MARK_LABEL);
    for (int f = FIELD_NUMBER; f < FIELD_ITEM_COUNT; f++)
        mb_buf_clear(&page->fields[f]);
}

static void put_attendee(struct meeting_page *page,
                         const struct mb_sax_tag *tag)
{
    static const char *const names[] = {"name", "roledescription",
                                        "attendance"};
    struct mb_span came = mb_sax_attribute(tag, "attendance");
    bool expected = mb_span_ieq(came, MB_SPAN_LIT("Expected"));

    put_meeting_heading(page);
    if (!page->attendance) {
        mb_lines_gap(&page->lines);
        put(page, MB_SPAN_LIT("Attendance"), MB_MARK_HEADING, 2);
        mb_lines_table_open(&page->lines);
        page->attendance = true;
    }
    mb_lines_row_open(&page->lines);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (i == 0 || !expected)
            mb_lines_cell_open(&page->lines, false, 1, 1);
        else
            put(page, MB_SPAN_LIT(", "), MB_MARK_FURNITURE, 0);
        put(page, mb_sax_attribute(tag, names[i]),
            expected ? MB_MARK_FURNITURE : MB_MARK_PARAGRAPH, 0);
    }
    mb_lines_row_close(&page->lines);
}

static void clear_meeting(struct meeting_page *page)
{
    if (page->attendance)
        mb_lines_table_close(&page->lines);
    for (int f = 0; f < FIELD_ITEM_COUNT; f++)
        mb_buf_clear(&page->fields[f]);
    page->headed = page->attendance = false;
}

static enum field field_of(const char *name, const char *parent)
{
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
        if (strcmp(name, elements[i].name) == 0
            && (elements[i].parent == NULL
                || strcmp(parent, elements[i].parent) == 0))
            return elements[i].field;
    return FIELD_NONE;
}

static void on_start(void *ctx, const struct mb_sax_tag *tag)
{
    struct meeting_page *page = ctx;
    const char *parent = page->depth > 0 && page->depth <= PATH_MAX_DEPTH
                             ? page->path[page->depth - 1]
                             : "";

    page->field = field_of(tag->name, parent);
    if (page->field == FIELD_LIST_BODY)
        mb_buf_clear(&page->fields[FIELD_LIST_BODY]);
    if (strcmp(tag->name, "meeting") == 0) {
        clear_meeting(page);
        page->meetings++;
    } else if (strcmp(tag->name, "attendee") == 0) {
        put_attendee(page, tag);
    }
    if (page->depth < PATH_MAX_DEPTH) {
        size_t len = strnlen(tag->name, NAME_MAX_LEN - 1);
        memcpy(page->path[page->depth], tag->name, len);
        page->path[page->depth][len] = '\0';
    }
    page->depth++;
}

static void on_end(void *ctx, const char *name)
{
    struct meeting_page *page = ctx;

    page->depth--;
    if (page->field == FIELD_DOCUMENTS)
        mb_buf_putc(&page->fields[FIELD_DOCUMENTS], '\n');
    page->field = FIELD_NONE;
    if (strcmp(name, "agendaitem") == 0) {
        put_item(page);
    } else if (strcmp(name, "meeting") == 0) {
        put_meeting_heading(page);
        clear_meeting(page);
    }
}

static void on_words(void *ctx, struct mb_span s)
{
    struct meeting_page *page = ctx;

    if (page->field != FIELD_NONE)
        mb_buf_put(&page->fields[page->field], s);
}

static enum mb_status check(struct meeting_page *page, struct mb_err *err)
{
    if (page->st != MB_OK)
        return page->st; /* err is filled */
    if (page->meetings == 0)
        return mb_err_set(err, MB_ERR_FORMAT,
                          "XML, but not ModernGov's GetMeeting or GetMeetings:"
                          " save the document as PDF, .docx or web page");
    for (int f = 0; f < FIELD_COUNT; f++)
        if (page->fields[f].failed)
            return mb_buf_status(&page->fields[f], err);
    return MB_OK;
}

enum mb_status mb_read_xml(const struct mb_source *source,
                           const struct mb_reader_options *options,
                           struct mb_arena *arena, struct mb_diags *diags,
                           struct mb_text *ret_text, struct mb_err *err)
{
    struct mb_text text = {
        .reader = MB_SPAN_LIT("xml 1 libxml2 " LIBXML_DOTTED_VERSION)};
    struct meeting_page page = {
        .limits = &options->limits, .diags = diags, .err = err, .st = MB_OK};
    struct mb_sax handlers = {&page, on_start, on_end, on_words};
    struct mb_span xml;
    enum mb_status st = mb_decode(source->bytes, mb_xml_encoding(source->bytes),
                                  arena, diags, &xml, err);

    if (st != MB_OK)
        return st;
    mb_lines_init(&page.lines, arena);
    st = mb_sax_parse(xml, "the XML", &handlers, options->limits.depth, err);
    if (st == MB_OK)
        st = check(&page, err);
    if (st == MB_OK)
        st = mb_lines_finish(&page.lines, &text, err);
    if (st == MB_OK)
        *ret_text = text;
    for (int f = 0; f < FIELD_COUNT; f++)
        mb_buf_done(&page.fields[f]);
    mb_lines_done(&page.lines);
    return st;
}
