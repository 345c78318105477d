#!/bin/bash
# reports.sh PROGRAM: the workbooks, looked into as XML, and the other reports.
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
root=$PWD
db=$tmp/m.db
run() { "$program" --db "$db" "$@"; }
report() { run report "$@" --as-of 2025-06-30 --quiet; }

# A clause that a spreadsheet could take for a formula.
cat >"$tmp/formula.txt" <<'TEXT'
ALDERMOOR COUNTY COUNCIL

CABINET

MINUTES of a meeting of the Cabinet held in the Long Room, Moor House, Aldermoor on Tuesday, 8 April 2025 at 10.00 am.

PRESENT: Mrs I Penhallow (Leader of the Council, in the Chair) and Mr T Okonjo (Deputy Leader)

UNRESTRICTED ITEMS

51. Forms of words

RESOLVED to:

(a) =SUM(A1:A9) the totals in the return;

(b) +44 be approved as the code of the help line;

(c) @aldermoor be approved as the address; and

(d) -5% be approved as the target.

52. Close

The meeting ended at 11.25 am.
TEXT
run ingest --quiet --authority "Aldermoor County Council" fixtures/demo/minutes "$tmp/formula.txt" \
    || fail "ingest"
run strategy import --quiet fixtures/demo/strategy.md --id closer-together || fail "strategy"
run link --quiet || fail "link"

# ------------------------------------------------------------- the tracker
report tracker -o "$tmp/t.xlsx" || fail "tracker is written"
mkdir "$tmp/x" && unzip -q "$tmp/t.xlsx" -d "$tmp/x" || fail "it is a zip"
book=$tmp/x/xl/workbook.xml
names=$(grep -o '<sheet name="[^"]*"' "$book" | cut -d'"' -f2 | paste -sd,)
check "sheets in order" test "$names" = "Cover,Summary,Tracker,All clauses,Links,Pledges,Decisions,Meetings,Attendance,Actions,Review,Sources,History"
sheet() { # NAME: the path of its XML
    n=$(echo "$names" | tr , '\n' | grep -nx "$1" | cut -d: -f1)
    echo "$tmp/x/xl/worksheets/sheet$n.xml"
}
tracker=$(sheet Tracker)
strings=$tmp/x/xl/sharedStrings.xml
has() { grep -qF -- "$2" "$1"; }
lacks() { ! grep -qF -- "$2" "$1"; }

for text in '<t>=SUM(A1:A9) the' '<t>+44 be' '<t>@aldermoor be' '<t>-5% be'; do
    check "text stays text: $text" has "$strings" "$text"
done
for name in Tracker "All clauses" Links Decisions Review; do
    check "no formula on $name" lacks "$(sheet "$name")" "<f>"
done
check "Summary counts on Tracker" has "$(sheet Summary)" '<f>COUNTIF(Tracker!'
check "only counts are formulas" test -z "$(grep -o '<f>[^<]*' "$(sheet Summary)" | grep -v '^<f>COUNTIF')"

check "header is frozen" has "$tracker" 'ySplit="4"'
check "ID and title stay in sight" has "$tracker" 'xSplit="2"'
check "statuses to choose from" has "$tracker" '"Not started,In progress,Complete,Paused,No longer feasible,Superseded"'
check "ratings to choose from" has "$tracker" '"Red,Amber,Green,Not rated"'
check "links are confirmed from a list" has "$(sheet Links)" '"Confirm,Reject"'
check "due takes days" has "$tracker" 'type="date"'
check "a rating is a word, then a colour" has "$tracker" '<formula>"Red"</formula>'
check "rows grow while people write" lacks "$tracker" customHeight
check "tables are named" test "$(cat "$tmp"/x/xl/tables/*.xml | grep -o 'name="tbl_[a-z_]*"' | sort -u | wc -l)" = 12
check "a table for Tracker" grep -q 'name="tbl_tracker"' "$tmp"/x/xl/tables/table*.xml
check "the generation is a property" has "$tmp/x/docProps/custom.xml" 'name="minutebook-generation"'
generation=$(grep -o '<vt:lpwstr>[^<]*' "$tmp/x/docProps/custom.xml" | head -n 1 | cut -d'>' -f2)
check "the generation stands on Cover" has "$strings" "$generation"
check "charts are told in words" grep -q 'descr="Bar chart\. Decisions by status:' "$tmp"/x/xl/drawings/drawing1.xml
check "what is not there is said" has "$strings" '<t>not found</t>'
for header in Owner "Owner name" Due "Original due" Status Rating "Computed rating" "Rating reason" \
    "Rating date" "Rated by" Evidence "Evidence date" "Evidence line" "Next review" Comment \
    Attention Published Effective "Call-in ends" "Link decision" Why; do
    check "heading $header" has "$strings" "<t>$header</t>"
done
report tracker -f csv -o "$tmp/t.csv"
header_row=$(head -n 1 "$tmp/t.csv")
check "csv is the sheet Tracker" test "${header_row%%,*}" = "Record ID"

# ------------------------------------------------------------ same as ever
for what in tracker register actions attendance "meeting 2025-03-18"; do
    # shellcheck disable=SC2086 # two words are meant
    report $what -o "$tmp/one.xlsx" && report $what -o "$tmp/two.xlsx"
    check "$what: the same bytes" cmp -s "$tmp/one.xlsx" "$tmp/two.xlsx"
done
report tracker --as-of 2025-07-01 -o "$tmp/two.xlsx" 2>/dev/null
check "another day is told" test "$(unzip -p "$tmp/two.xlsx" xl/sharedStrings.xml | grep -c '1 July 2025')" -gt 0

# ------------------------------------------------------------- the siblings
report register -f csv -o "$tmp/r.csv"
check "register: decisions of clauses" grep -q 'be approved as the target' "$tmp/r.csv"
check "register: formal records" grep -q '25/00033' "$tmp/r.csv"
check "register: no formula in csv" grep -qF "\"'=SUM(A1:A9)" "$tmp/r.csv"
report actions -f json -o "$tmp/a.json"
check "actions: a sheet" grep -q '"name": "Actions due"' "$tmp/a.json"
report attendance --body Cabinet -f csv -o "$tmp/at.csv"
check "attendance: a column a meeting" grep -q '18 March 2025,8 April 2025' "$tmp/at.csv"
check "attendance: words" grep -q ',Chair' "$tmp/at.csv"
report meeting "Cabinet 2025-03-18" -f csv -o "$tmp/m.csv"
check "meeting: body" grep -q '^Body,,Cabinet' "$tmp/m.csv"
check "meeting: items and decisions" grep -q '^Decision,' "$tmp/m.csv"
check "filters narrow" test "$(report register -f csv -o - --from 2025-04-01 --to 2025-04-30 | grep -c "2025-04-08")" -eq 4
check "csv of several sheets is refused" exits 2 run report attendance -f csv
check "no such report" exits 2 run report weather
check "meeting needs one" exits 2 run report meeting
check "no such meeting" exits 2 run report meeting "Cabinet 1999-01-01"
check "one line says so" one_line_error
check "a meeting without a day" exits 2 run report meeting Cabinet
check "nothing behind tracker" exits 2 run report tracker 2025-03-18

# ------------------------------------------------------------------ schemes
mkdir "$tmp/config"
awk '/^```yaml/ { on = 1; next } /^```/ { on = 0 } on' docs/ratings.md >"$tmp/config/schemes.yaml"
check "the scheme of docs/ratings.md works" report tracker --config "$tmp/config" -o "$tmp/own.xlsx"
check "its words are offered" test "$(unzip -p "$tmp/own.xlsx" xl/worksheets/sheet3.xml | grep -c '"Blue,Green,Amber,Red,Grey"')" = 1
check "and told on Cover" test "$(unzip -p "$tmp/own.xlsx" xl/sharedStrings.xml | grep -c 'over a month behind')" = 1
echo 'statuses: []' >"$tmp/config/schemes.yaml"
rm -f "$tmp/own.xlsx"
check "a bad scheme is refused" test "$(run report tracker --config "$tmp/config" -o "$tmp/own.xlsx" 2>&1 | grep -c 'schemes.yaml, line 1')" = 1
check "and nothing is written" test ! -e "$tmp/own.xlsx"
cd "$root" || exit 1
finish
