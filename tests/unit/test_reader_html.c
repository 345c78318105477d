/* Web pages, and ModernGov's XML. */
#include "reader_test.h"

static void test_blocks(void **state)
{
    (void)state;
    check_dump("<html><head><title>Board &#150; 4 May</title>"
               "<style>p{}</style><script>if(1<2)w='<p>no</p>';</script>"
               "<body><nav><ul><li>Home</ul></nav><h1>Board</h1>"
               "<p>One <b>two</b>\n three.<p><b>All bold</b>:"
               "<div style='display:none'>hidden</div>",
               "a.html",
               "title: Board \xE2\x80\x93 4 May\n"
               "furniture   | \xE2\x80\xA2\\tHome\n"
               "            | \n"
               "title1      | Board\n"
               "            | \n"
               "para        | One two three.\n"
               "            | \n"
               "para.b      | All bold:\n");
    /* styles that say something, however they are written; others do not */
    check_dump("<p style='disp&#108;ay:none'>a</p><p style=MSO-HIDE:all>b</p>"
               "<p style='color:red;font-size:1pt'>c"
               "<p STYLE=\"color:red;FONT-WEIGHT:700\">d",
               "a.html",
               "para        | c\n"
               "            | \n"
               "para.b      | d\n");
    check_dump("<p>RESOLVED that<br>(a) one;<br><br>(b) two</p>", "a.html",
               "para        | RESOLVED that\n"
               "            | (a) one;\n"
               "            | \n"
               "            | (b) two\n");
}

/* Names and numbers for characters; what is none stays as it is written. */
static void test_references(void **state)
{
    (void)state;
    check_dump("<p>Fish &amp; chips&nbsp;&pound;5 &#163;5 &#xA3;5 &#146; "
               "&#8217;<p>R&D, &nbsp &bogus; &; &#; &#0;&#xD800;&#1114112; ok"
               "<p>&#x3c;b> &lt;i>",
               "a.html",
               "para        | Fish & chips\xC2\xA0\xC2\xA3"
               "5 \xC2\xA3"
               "5 "
               "\xC2\xA3"
               "5 \xE2\x80\x99 \xE2\x80\x99\n"
               "            | \n"
               "para        | R&D, &nbsp &bogus; &; ok\n"
               "            | \n"
               "para        | <b> <i>\n");
    /* control characters, and U+FFFE, are none that a page shows */
    check_dump("<p>a\x01\x0C"
               "b\xEF\xBF\xBE"
               "c\xEF\xBF\xBD"
               "d \x7F"
               "e",
               "a.html",
               "para        | abc\xEF\xBF\xBD"
               "d \x7F"
               "e\n");
}

/* Words keep their place, whatever marks stand around and between them. */
static void test_words_in_their_place(void **state)
{
    struct mb_buf page = MB_BUF_INIT;
    struct mb_buf expected = MB_BUF_INIT;

    (void)state;
    check_dump("<p>one <span>two <i>three</i></span><o:p></o:p> <a href=x>four"
               "</a>; <span>five <p>six</span> <b>seven</b> </em><em>eight",
               "a.html",
               "para        | one two three four; five\n"
               "            | \n"
               "para        | six\n"
               "            | \n"
               "para        | seven eight\n");
    check_dump("<p>1 < 2 </ 3</4 <p>a<!-- b -->c &am<!-- -->p; d</p x <p>e<p f",
               "a.html",
               "para        | 1 < 2 34\n"
               "            | \n"
               "para        | ac &amp; d\n"
               "            | \n"
               "para        | e\n");
    mb_buf_puts(&page, "<html><body>");
    for (unsigned i = 0; i < 1000; i++) {
        mb_buf_printf(&page, "<p%s>word %u <b>b%u</b>", i % 3 ? "" : " hidden",
                      i, i);
        if (i % 3 != 0)
            mb_buf_printf(&expected, "%spara        | word %u b%u\n",
                          i > 1 ? "            | \n" : "", i, i);
    }
    check_dump(page.ptr, "a.html", expected.ptr);
    mb_buf_done(&page);
    mb_buf_done(&expected);
}

/* White space counts where the page says so, and only there. */
static void test_white_space(void **state)
{
    (void)state;
    check_dump("<div>\n    <p>\n\n      The  plan\n\t   was\n      noted.</p>"
               "\n  </div>\n  <PRE>1.  Roads\n     and\n\n  paths</PRE>",
               "a.html",
               "para        | The plan was noted.\n"
               "            | \n"
               "para        | 1.  Roads\n"
               "para        |      and\n"
               "para        |   paths\n");
}

static void test_lists(void **state)
{
    (void)state;
    check_dump("<ol type=a start=2><li>first<li><p>second</p><p>more</p>"
               "<ul><li>deep</ul></ol><ol><li value=7>x<li>y</ol>",
               "a.html",
               "item1       | b.\\tfirst\n"
               "            | \n"
               "item1       | c.\\tsecond\n"
               "            | \n"
               "para.i      | more\n"
               "            | \n"
               "item2       | \xE2\x80\xA2\\tdeep\n"
               "            | \n"
               "item1       | 7.\\tx\n"
               "item1       | 8.\\ty\n");
}

static void test_data_table(void **state)
{
    (void)state;
    check_dump("<table><tr><th>Name<th>Role<th>Came</tr>"
               "<tr><td>A Smith<td><td>Present<tr><td colspan=2>Guests<td>two"
               "<tr><td rowspan=2>B<td>x<td>y<tr><td>z</table>after",
               "a.html",
               "rowhead.b+ t1| Name\\tRole\\tCame\n"
               "row t1      | A Smith\\t\\tPresent\n"
               "row t1      | Guests\\t\\ttwo\n"
               "row t1      | B\\tx\\ty\n"
               "row t1      | \\tz\n"
               "            | \n"
               "para        | after\n");
    /* cells of a few short lines: a row for each line */
    check_dump("<table><tr><td>For<td>Against<tr><td>Cllr A<br>Cllr B<td>"
               "Cllr C</table>",
               "a.html",
               "row.+ t1    | For\\tAgainst\n"
               "row t1      | Cllr A\\tCllr C\n"
               "row t1      | Cllr B\n");
}

static void test_layout_table(void **state)
{
    (void)state;
    check_dump("<table><tr><td>4a<td><p>Market Review</p><p>The Panel agreed "
               "that the findings of the group be accepted.</p></table>",
               "a.html",
               "para        | 4a\\tMarket Review\n"
               "            | \n"
               "para        | The Panel agreed that the findings of the group "
               "be accepted.\n");
    check_dump("<table><tr><td><b>74</b><td><b>APOLOGIES</b></table>", "a.html",
               "para.b      | 74\\tAPOLOGIES\n");
    check_dump("<table><tr><td>only one cell around a page</table>", "a.html",
               "para        | only one cell around a page\n");
}

/* Lettered clauses in a cell stay one below the other, whatever is beside. */
static void test_clauses_in_cells(void **state)
{
    static const char below[] = "para        | 12\\tBudget\n"
                                "para        | RESOLVED that:\n"
                                "            | (a) it be approved;\n"
                                "            | (b) it be paid.\n";

    (void)state;
    check_dump("<table><tr><td>12<td>Budget<td>RESOLVED that:<br>"
               "(a) it be approved;<br>(b) it be paid.</table>",
               "a.html", below);
    /* in a table of data too; who acts stays beside it */
    check_dump("<table><tr><th>Matter<th>Decision<th>By<tr><td>12. Budget"
               "<td><p>RESOLVED:</p><p>(a) To pay.</p><p>(b) To ask.</p>"
               "<td>Clerk</table>",
               "a.html",
               "rowhead.b+ t1| Matter\\tDecision\\tBy\n"
               "            | \n"
               "para        | 12. Budget\n"
               "            | \n"
               "para        | RESOLVED:\n"
               "            | \n"
               "para        | (a) To pay.\n"
               "            | \n"
               "para        | (b) To ask.\n"
               "row t1      | \\t\\tClerk\n");
    check_dump("<table><tr><td>Resolved:<td>(a) that it be approved;<br>(b) "
               "that it be paid.</table>",
               "a.html",
               "para        | Resolved:\n"
               "            | \n"
               "para        | (a) that it be approved;\n"
               "            | (b) that it be paid.\n");
    /* with an owner each they are rows */
    check_dump("<table><tr><td>(a) To pay<br>(b) To ask<td>Clerk<br>Chair"
               "</table>",
               "a.html",
               "row.+ t1    | (a) To pay\\tClerk\n"
               "row t1      | (b) To ask\\tChair\n");
}

static void test_moderngov(void **state)
{
    (void)state;
    check_dump(
        "<html><h1 class='mgMainTitleTxt'>Agenda</h1><table><tr>"
        "<td class='mgItemNumberCell'><p class='mgAiTitleTxt'>31.</p><td>"
        "<p class='mgAiTitleTxt'><a href=x>Apologies <span class=mgFileSize>"
        "PDF 9 KB</span></a></p><p class='mgSubItemTitleTxt'>Minutes:</p>"
        "<p class=MsoNormal>&nbsp;</p><p class=MsoNormal>None.</p></table>"
        "<p><span class='mgLabel'>Venue: </span>Hall</p>",
        "a.html",
        "title1      | Agenda\n"
        "            | \n"
        "number      | 31.\n"
        "            | \n"
        "itemtitle   | Apologies\n"
        "            | \n"
        "label       | Minutes:\n"
        "            | \n"
        "para        | None.\n"
        "            | \n"
        "label       | Venue: Hall\n");
}

static void test_word_markup(void **state)
{
    (void)state;
    check_dump("<html><!--[if gte mso 9]><xml>no</xml><![endif]-->"
               "<p class=MsoListParagraph style='margin-left:36pt'>"
               "<![if !supportLists]>(a)<![endif]>&#146;x&#146;<o:p></o:p></p>"
               "<del>gone</del>",
               "a.html", "para.i      | (a)\xE2\x80\x99x\xE2\x80\x99\n");
}

static void test_address(void **state)
{
    static const char saved[] =
        "<!-- saved from url=(0053)http://democracy.example:9071/mgAi.aspx?"
        "ID=5&J=1 --><p>x";
    static const char canonical[] =
        "<html><link rel=canonical href='https://a.example/m#x'><p>x";
    struct mb_reader_options options = reading_options();
    struct reading r;

    (void)state;
    reading_make(&r, mb_span_str(saved), "a.html", &options);
    assert_true(mb_span_eq(
        r.text.uri, MB_SPAN_LIT("https://democracy.example/mgAi.aspx?ID=5")));
    reading_done(&r);
    reading_make(&r, mb_span_str(canonical), "a.html", &options);
    assert_true(mb_span_eq(r.text.uri, MB_SPAN_LIT("https://a.example/m")));
    reading_done(&r);
}

static void test_declared_encoding(void **state)
{
    (void)state;
    check_dump("<html><meta charset=windows-1252><p>\x93quoted\x94 \xA3"
               "5",
               "a.html",
               "para        | \xE2\x80\x9Cquoted\xE2\x80\x9D \xC2\xA3"
               "5\n");
    /* the parser must not decode again what it finds declared */
    check_dump("\xEF\xBB\xBF<html><meta charset=iso-8859-1><p>\xC2\xA3"
               "5",
               "a.html",
               "para        | \xC2\xA3"
               "5\n");
}

static const char getmeeting[] =
    "<?xml version='1.0' encoding='utf-8'?><meeting>"
    "<meetingdate>04/12/2024</meetingdate><meetingtime>2.00 pm</meetingtime>"
    "<meetinglocation>Guild Room</meetinglocation>"
    "<minutepublished>True</minutepublished><agendaitems><agendaitem>"
    "<agendaitemtitle>Drains &amp; Roads</agendaitemtitle>"
    "<agendaitemnumber>1</agendaitemnumber>"
    "<fulldisplaynumberformat>21.</fulldisplaynumberformat>"
    "<commentlabel2>Actions</commentlabel2><commenttext2>Clerk to write"
    "</commenttext2>"
    "<minutesnonemptyhtmlbody>&lt;p&gt;&lt;b&gt;RESOLVED&lt;/b&gt; &amp;pound;5"
    "&lt;/p&gt;</minutesnonemptyhtmlbody>"
    "<refertocommittee>Roads Board</refertocommittee></agendaitem>"
    "</agendaitems><attendees>"
    "<attendee name='A Smith' roledescription='Chair' attendance='Expected'/>"
    "<attendee name='B Jones' roledescription='Member' attendance='Present'/>"
    "</attendees></meeting>";

static void test_getmeeting(void **state)
{
    (void)state;
    check_dump(getmeeting, "m.xml",
               "title1      | Agenda and minutes\n"
               "            | \n"
               "title2      | Roads Board - 04/12/2024 2.00 pm\n"
               "            | \n"
               "label       | Venue: Guild Room\n"
               "            | \n"
               "number      | 21.\n"
               "itemtitle   | Drains & Roads\n"
               "            | \n"
               "label       | Minutes:\n"
               "            | \n"
               "para        | RESOLVED \xC2\xA3"
               "5\n"
               "            | \n"
               "label       | Actions: Clerk to write\n"
               "            | \n"
               "head2       | Attendance\n"
               "furniture   | A Smith, Chair, Expected\n"
               "row.+ t1    | B Jones\\tMember\\tPresent\n");
}

static void check_refused(const char *xml, enum mb_status st, const char *word)
{
    struct mb_reader_options options = reading_options();
    struct reading r;

    reading_make(&r, mb_span_str(xml), "m.xml", &options);
    assert_int_equal(r.st, st);
    if (strstr(r.err.text, word) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", r.err.text, word);
    reading_done(&r);
}

static void test_xml_refused(void **state)
{
    (void)state;
    check_refused("<?xml version='1.0'?><rss/>", MB_ERR_FORMAT, "GetMeeting");
    check_refused("<?xml version='1.0'?><meeting><a></meeting>", MB_ERR_FORMAT,
                  "damaged at line 1");
    check_refused("<?xml version='1.0'?><!DOCTYPE m [<!ENTITY a 'aaaa'>"
                  "<!ENTITY b '&a;&a;&a;'>]><meeting>&b;</meeting>",
                  MB_ERR_FORMAT, "DTD");
    check_refused("<?xml version='1.0'?><!DOCTYPE m [<!ENTITY x SYSTEM "
                  "'file:///etc/passwd'>]><meeting>&x;</meeting>",
                  MB_ERR_FORMAT, "DTD");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_references),
        cmocka_unit_test(test_words_in_their_place),
        cmocka_unit_test(test_white_space),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_data_table),
        cmocka_unit_test(test_layout_table),
        cmocka_unit_test(test_clauses_in_cells),
        cmocka_unit_test(test_moderngov),
        cmocka_unit_test(test_word_markup),
        cmocka_unit_test(test_address),
        cmocka_unit_test(test_declared_encoding),
        cmocka_unit_test(test_getmeeting),
        cmocka_unit_test(test_xml_refused),
    };

    return cmocka_run_group_tests_name("reader_html", tests, NULL, NULL);
}
