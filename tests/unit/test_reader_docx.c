/* Word documents: numbers, tracked changes, tables, what is left out. */
#include "docx_test.h"

#define T(words)       "<w:r><w:t xml:space='preserve'>" words "</w:t></w:r>"
#define P(props, runs) "<w:p><w:pPr>" props "</w:pPr>" runs "</w:p>"
#define NUM(id, lvl)                                                           \
    "<w:numPr><w:ilvl w:val='" lvl "'/><w:numId w:val='" id "'/></w:numPr>"
#define LVL(i, fmt, text, more)                                                \
    "<w:lvl w:ilvl='" i "'><w:start w:val='1'/><w:numFmt w:val='" fmt "'/>"    \
    "<w:lvlText w:val='" text "'/>" more "</w:lvl>"

static void check_docx(const char *body, const char *styles,
                       const char *numbering, const char *notes,
                       enum mb_tracked tracked, const char *expected)
{
    struct mb_reader_options options = reading_options();
    struct mb_span bytes = docx_of(body, styles, numbering, notes);
    struct reading r;

    options.tracked = tracked;
    reading_make(&r, bytes, "m.docx", &options);
    if (r.st != MB_OK)
        fail_msg("not read: %s", r.err.text);
    assert_string_equal(mb_buf_span(&r.dump).ptr, expected);
    reading_done(&r);
    free((void *)(uintptr_t)bytes.ptr);
}

static const char numbering[] = W_OPEN(
    "numbering") "<w:abstractNum w:abstractNumId='1'>" LVL("0", "decimal",
                                                           "%1.",
                                                           "") LVL("1",
                                                                   "decimal",
                                                                   "%1.%2", "")
    LVL("2", "lowerLetter", "(%3)", "") LVL("3", "upperRoman", "%4", "<w:isLgl/>") LVL(
        "4", "decimal", "%5)",
        "<w:lvlRestart w:val='0'/>") "</w:abstractNum>"
                                     "<w:abstractNum w:abstractNumId='2'>" LVL(
                                         "0", "bullet", "\xEF\x82\xB7", "")
                                         LVL("1", "decimal", "S%2",
                                             "<w:pStyle w:val='Sub'/>") "</w:abstractNum>"
                                                                        "<w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num>"
                                                                        "<w:num w:numId='2'><w:abstractNumId w:val='1'/></w:num>"
                                                                        "<w:num w:numId='3'><w:abstractNumId w:val='1'/><w:lvlOverride w:ilvl='0'>"
                                                                        "<w:startOverride w:val='7'/></w:lvlOverride></w:num>"
                                                                        "<w:num w:numId='4'><w:abstractNumId w:val='2'/></w:num>"
                                                                        "</w:numbering>";

static void test_numbers(void **state)
{
    (void)state;
    check_docx(W_BODY(P(NUM("1", "0"), T("one")) P(NUM("1", "1"), T("sub"))
                          P(NUM("1", "1"), T("sub")) P(NUM("1", "2"), T("a"))
                              P(NUM("1", "2"), T("b")) P("", T("prose"))
                                  P(NUM("2", "0"), T("goes on"))
                                      P(NUM("1", "1"), T("again"))
                                          P(NUM("3", "0"), T("starts at 7"))
                                              P(NUM("3", "0"), T("eight"))
                                                  P(NUM("0", "0"), T("none"))),
               NULL, numbering, NULL, MB_TRACKED_ACCEPT,
               "item1       | 1.\\tone\n"
               "item2       | 1.1\\tsub\n"
               "item2       | 1.2\\tsub\n"
               "item3       | (a)\\ta\n"
               "item3       | (b)\\tb\n"
               "            | \n"
               "para        | prose\n"
               "            | \n"
               "item1       | 2.\\tgoes on\n"
               "item2       | 2.1\\tagain\n"
               "item1       | 7.\\tstarts at 7\n"
               "item1       | 8.\\teight\n"
               "            | \n"
               "para        | none\n");
}

static void test_number_kinds(void **state)
{
    (void)state;
    /* digits for isLgl, no restart for lvlRestart 0, a bullet, an empty
     * paragraph that counts, a style that brings its list and level */
    check_docx(
        W_BODY(P(NUM("1", "3"), T("legal")) P(NUM("1", "4"), T("x"))
                   P(NUM("1", "0"), T("one")) P(NUM("1", "4"), T("y"))
                       P(NUM("4", "0"), T("dot")) P(NUM("1", "0"), "")
                           P(NUM("1", "0"), T("three"))
                               P("<w:pStyle w:val='Sub2'/>", T("s"))
                                   P("<w:pStyle w:val='Sub'/>", T("t"))),
        W_OPEN(
            "styles") "<w:style w:type='paragraph' w:styleId='Base'><w:pPr><w:numPr>"
                      "<w:numId w:val='4'/></w:numPr></w:pPr></w:style>"
                      "<w:style w:type='paragraph' w:styleId='Sub'><w:basedOn "
                      "w:val='Base'/></w:style>"
                      "<w:style w:type='paragraph' w:styleId='Sub2'><w:basedOn "
                      "w:val='Sub'/><w:pPr><w:numPr><w:ilvl w:val='1'/></w:numPr>"
                      "</w:pPr></w:style></w:styles>",
        numbering, NULL, MB_TRACKED_ACCEPT,
        "item4       | 1\\tlegal\n"
        "item5       | 1)\\tx\n"
        "item1       | 1.\\tone\n"
        "item5       | 2)\\ty\n"
        "item1       | \xE2\x80\xA2\\tdot\n"
        "            | \n"
        "item1       | 3.\\tthree\n"
        "item2       | S1\\ts\n"
        "item2       | S2\\tt\n");
}

static const char tracked[] = W_BODY(
    P("", T("agreed to ") "<w:del>"
                          "<w:r><w:delText>note</w:delText></w:r>"
                          "</w:del>"
                          "<w:ins>" T("approve") "</w:ins>" T(" it."))
        P("<w:rPr><w:del/></w:rPr>", T("first half, ")) P("", T("second half"))
            P("<w:rPr><w:ins/></w:rPr>",
              "<w:ins>" T("new paragraph") "</w:ins>") P("", T("end")));

static void test_tracked(void **state)
{
    (void)state;
    check_docx(tracked, NULL, NULL, NULL, MB_TRACKED_ACCEPT,
               "para        | agreed to approve it.\n"
               "            | \n"
               "para        | first half, second half\n"
               "            | \n"
               "para        | new paragraph\n"
               "            | \n"
               "para        | end\n");
    check_docx(tracked, NULL, NULL, NULL, MB_TRACKED_REJECT,
               "para        | agreed to note it.\n"
               "            | \n"
               "para        | first half,\n"
               "            | \n"
               "para        | second half\n"
               "            | \n"
               "para        | end\n");
}

static void test_left_out(void **state)
{
    (void)state;
    check_docx(
        W_BODY(P(
            "",
            T("kept") "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
                      "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>,</w:t></w:r>"
                      "<w:r><w:fldChar w:fldCharType='begin'/></w:r>"
                      "<w:r><w:instrText>PAGE</w:instrText></w:r>" T("code") "<w:r><w:fldChar w:fldCharType='separate'/></w:r>" T(
                          " result") "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
                                     "<w:r><w:commentReference w:id='1'/></w:r>" T(
                                         ".")) "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" P("",
                                                                                                              T("Click here")) "</w:sdtContent></w:sdt>"
                                                                                                                               "<w:sdt><w:sdtPr/><w:sdtContent>" P(
                                                                                                                                   "",
                                                                                                                                   T("filled in")) "</w:sdtContent></w:sdt>"),
        NULL, NULL, NULL, MB_TRACKED_ACCEPT,
        "para        | kept, result.\n"
        "            | \n"
        "para        | filled in\n");
}

static void test_boxes_and_notes(void **state)
{
    (void)state;
    check_docx(
        W_BODY(P(
            "",
            T("before ") "<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>" P(
                "",
                T("boxed")) "</w:txbxContent></mc:Choice>"
                            "<mc:Fallback><w:txbxContent>" P("", T("boxed")) "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>" T(
                                "after") "<w:r><w:footnoteReference w:id='2'/></w:r>")),
        NULL, NULL,
        W_OPEN("footnotes") "<w:footnote w:type='separator' w:id='0'>" P(
            "",
            T("---")) "</w:footnote><w:footnote w:id='2'>" P("",
                                                             T("a note")) "</w:footnote></w:footnotes>",
        MB_TRACKED_ACCEPT,
        "para        | before\n"
        "            | \n"
        "para        | boxed\n"
        "            | \n"
        "cont        | after\n"
        "            | \n"
        "footnote    | 1\\ta note\n");
}

#define CELL(props, content)                                                   \
    "<w:tc><w:tcPr>" props "</w:tcPr>" content "</w:tc>"

static void test_table_and_headings(void **state)
{
    (void)state;
    check_docx(
        W_BODY(
            P("<w:pStyle w:val='berschrift2'/>",
              T("Kopf")) P("<w:jc w:val='center'/>",
                           "<w:r><w:rPr><w:b/></w:rPr><w:t>BOARD</w:t></w:r>")
                P("",
                  "<w:r><w:t>Chair:</w:t><w:tab/><w:t>A Smith</w:t><w:br/>"
                  "<w:t>Clerk</w:t></w:r>") "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>" CELL("",
                                                                                                P("",
                                                                                                  T("Ref")))
                    CELL("", P("", T("Owner"))) "</w:tr><w:tr>" CELL(
                        "<w:gridSpan w:val='2'/>", P("", T("wide")))
                        CELL(
                            "",
                            P("",
                              T("x"))) "</w:tr>"
                                       "<w:tr><w:trPr><w:del/></w:trPr>" CELL(
                                           "",
                                           P("",
                                             T("gone"))) "</w:tr></w:tbl>" P("",
                                                                             T("end"))),
        W_OPEN("styles") "<w:style w:type='paragraph' w:styleId='berschrift2'>"
                         "<w:name w:val='heading 2'/></w:style></w:styles>",
        NULL, NULL, MB_TRACKED_ACCEPT,
        "head2       | Kopf\n"
        "            | \n"
        "para.bc     | BOARD\n"
        "            | \n"
        "para        | Chair:\\tA Smith\n"
        "            | Clerk\n"
        "            | \n"
        "rowhead.+ t1| Ref\\tOwner\n"
        "row t1      | wide\\t\\tx\n"
        "            | \n"
        "para        | end\n");
}

static void test_relationships(void **state)
{
    const struct docx_part parts[] = {
        {"_rels/.rels",
         "<Relationships><Relationship Type='x/officeDocument' "
         "Target='/word/document2.xml'/></Relationships>",
         0},
        {"word/document2.xml", W_BODY(P("", T("found"))), 0},
        {"docProps/core.xml", "<p><title>Board papers</title></p>", 0},
    };
    struct mb_reader_options options = reading_options();
    struct mb_span bytes = docx_make(parts, sizeof parts / sizeof *parts);
    struct reading r;

    (void)state;
    reading_make(&r, bytes, "m.docx", &options);
    assert_int_equal(r.st, MB_OK);
    assert_string_equal(r.dump.ptr, "title: Board papers\n"
                                    "para        | found\n");
    reading_done(&r);
    free((void *)(uintptr_t)bytes.ptr);
}

/* Headers and footers: once, above the text, if the text does not say it;
 * no page numbers. */
static void test_running(void **state)
{
    const struct docx_part parts[] = {
        {"word/document.xml",
         W_BODY(P("", T("MILLBECK BOARD")) P("", T("1. Apologies"))), 0},
        {"word/_rels/document.xml.rels",
         "<Relationships>"
         "<Relationship Type='x/header' Target='header1.xml'/>"
         "<Relationship Type='x/header' Target='header2.xml'/>"
         "<Relationship Type='x/footer' Target='footer1.xml'/>"
         "<Relationship Type='x/footer' Target='gone.xml'/>"
         "</Relationships>",
         0},
        {"word/header1.xml",
         W_OPEN("hdr") P("", T("Millbeck Board"))
             P("", T("Minutes of 12 May 2024") "<w:r><w:tab/></w:r>" T(
                       "Page 2 of 5")) "</w:hdr>",
         0},
        {"word/header2.xml",
         W_OPEN("hdr") P("", T("Minutes of 12 May 2024")) "</w:hdr>", 0},
        {"word/footer1.xml",
         W_OPEN("ftr") P("", T("Clerk: A Smith, The Green"))
             P("", T("Decision 24/00012")) P("", T("- 3 -")) "</w:ftr>",
         0},
    };
    struct mb_reader_options options = reading_options();
    struct mb_span bytes = docx_make(parts, sizeof parts / sizeof *parts);
    struct reading r;

    (void)state;
    reading_make(&r, bytes, "m.docx", &options);
    assert_int_equal(r.st, MB_OK);
    assert_string_equal(r.dump.ptr,
                        "para.r      | Minutes of 12 May 2024\n"
                        "            | \n"
                        "para.r      | Decision 24/00012\n"
                        "            | \n"
                        "para        | MILLBECK BOARD\n"
                        "            | \n"
                        "para        | 1. Apologies\n"
                        "            | \n"
                        "furniture   | Millbeck Board\n"
                        "            | \n"
                        "furniture   | Clerk: A Smith, The Green\n");
    reading_done(&r);
    free((void *)(uintptr_t)bytes.ptr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_number_kinds),
        cmocka_unit_test(test_tracked),
        cmocka_unit_test(test_left_out),
        cmocka_unit_test(test_boxes_and_notes),
        cmocka_unit_test(test_table_and_headings),
        cmocka_unit_test(test_relationships),
        cmocka_unit_test(test_running),
    };

    return cmocka_run_group_tests_name("reader_docx", tests, NULL, NULL);
}
