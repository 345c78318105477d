#!/bin/bash
# update.sh PROGRAM: a tracker goes out, is edited, and comes back. The edits
# are made by openpyxl, where Debian's python3 has it.
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
export MINUTEBOOK_DB=$tmp/register.db
t=$tmp/tracker.xlsx

says() { grep -qF -- "$1" "$tmp/err"; }
prints() { grep -qF -- "$1" "$tmp/out"; }
member() { # NAME: a whole number of the JSON in $tmp/out
    sed -n "s/^ \"$1\": \([0-9]*\),*$/\1/p" "$tmp/out"
}
is() { # NAME NUMBER
    check "$1 is $2" [ "$(member "$1")" = "$2" ]
}
update() { # WANTED ARGS...
    wanted=$1
    shift
    check "update $*" exits "$wanted" "$program" update --format json "$@"
}

"$program" ingest -q fixtures/demo/minutes
"$program" strategy import -q fixtures/demo/strategy.md --id ct
"$program" link -q
"$program" report tracker -q --as-of 2025-06-30 -o "$t"

# nothing was edited: nothing happens, and no run is noted
update 0 "$t"
is entered 0
is conflicts 0
is proposals 0
is refused 0
check "its rows were read" [ "$(member rows)" -gt 10 ]
check "no run" prints '"run": null'
"$program" report tracker -q --as-of 2025-06-30 -o "$tmp/again.xlsx"
check "the report is the same" cmp -s "$t" "$tmp/again.xlsx"

# files that are no tracker
printf 'Record ID,Owner\n' >"$tmp/plain.csv"
check "csv: exit 3" exits 3 "$program" update "$tmp/plain.csv" --by X
check "csv: one line" one_line_error
check "csv: what to save as" says "(.xlsx)"
printf '\320\317\021\340\241\261\032\341 W\0o\0r\0k\0b\0o\0o\0k\0' >"$tmp/old.xls"
check "xls: exit 3" exits 3 "$program" update "$tmp/old.xls" --by X
check "xls: named" says ".xls"
check "folder: exit 3" exits 3 "$program" update "$tmp" --by X
check "missing: exit 3" exits 3 "$program" update "$tmp/none.xlsx" --by X
head -c 3000 "$t" >"$tmp/cut.xlsx"
check "cut short: exit 3" exits 3 "$program" update "$tmp/cut.xlsx" --by X
check "cut short: one line" one_line_error
check "format: exit 2" exits 2 "$program" update "$t" --format csv

# another register's
MINUTEBOOK_DB=$tmp/other.db "$program" ingest -q fixtures/demo/minutes
check "another register: exit 3" exits 3 "$program" update "$t" --by X \
    --db "$tmp/other.db"
check "another register: told" says "--db"

if ! /usr/bin/python3 -c 'import openpyxl' 2>/dev/null; then
    echo "skipped: edits need python3-openpyxl"
    finish
fi
edit() { # FROM TO: statements on standard input; put(row, heading, value)
    /usr/bin/python3 - "$1" "$2" <<EOF
import sys, datetime, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
sheet = book["Tracker"]
def at(heading, sheet=sheet):
    return next(c.column for c in sheet[4] if c.value == heading)
def put(row, heading, value, sheet=sheet):
    cell = sheet.cell(row, at(heading, sheet), value)
    if isinstance(value, str): cell.data_type = "s"
def name(text):
    for row in book["Cover"].iter_rows():
        for cell in row:
            if cell.value == "Your name":
                book["Cover"].cell(cell.row, cell.column + 1, text)
links = book["Links"]
$(cat)
book.save(sys.argv[2])
EOF
}

edit "$t" "$tmp/a.xlsx" <<'EOF'
put(5, "Owner", "Head of Ferries"); put(5, "Due", datetime.date(2026, 3, 1))
put(5, "Status", "in progress"); put(6, "Due", "31 March 2026")
put(6, "Comment", "=2+2 -- stays @text"); put(6, "Evidence line", 2)
put(7, "Decision", "Something else"); put(7, "Due", "next Friday")
put(8, "Status", "Done")
put(5, "Link decision", "Confirm", links); put(5, "Why", "says so", links)
put(6, "Link decision", "reject", links)
EOF
check "no name: exit 2" exits 2 "$program" update "$tmp/a.xlsx"
check "no name: advice" says "--by"
update 0 "$tmp/a.xlsx" --dry-run
is entered 6
check "a dry run writes nothing" prints '"run": null'
update 1 "$tmp/a.xlsx" --by "A. Officer" --fail-on warning
is entered 6
is links 3
is proposals 1
is refused 2
check "the place is told" prints '"cell": "Tracker!'
check "what may stand there is told" prints "is none of: Not started"
update 0 "$tmp/a.xlsx" --by "A. Officer"
is entered 0
is refused 0
check "text stays text" bash -c "'$program' report tracker -q -f csv |
    grep -qF \"'=2+2 -- stays @text\""
check "review lists the proposal" bash -c \
    "'$program' review | grep -q 'entry-proposed.*Something else'"
check "links are decided" bash -c "'$program' links --all -f csv |
    grep -cE ',(confirmed|rejected),' | grep -qx 2"

# another officer, the same generation; the name on Cover counts
edit "$t" "$tmp/b.xlsx" <<'EOF'
name("B. Officer"); put(5, "Owner", "Head of Bridges")
put(5, "Owner name", "Bo Bridge"); put(6, "Due", datetime.date(2026, 3, 31))
EOF
update 0 "$tmp/b.xlsx" --by "the clerk"
is entered 1
is conflicts 1
check "who wrote" prints '"by": "B. Officer"'
check "the conflict names both" prints '"register": "Head of Ferries"'
"$program" report tracker -q --as-of 2025-06-30 -o "$tmp/next.xlsx"
update 0 "$tmp/next.xlsx"
is entered 0
"$program" report tracker -q --as-of 2025-06-30 -f json -o "$tmp/before.json"
"$program" rebuild -q
"$program" report tracker -q --as-of 2025-06-30 -f json -o "$tmp/after.json"
sed -i '/Generation/,+1d' "$tmp/before.json" "$tmp/after.json"
check "a rebuild keeps every entry" cmp -s "$tmp/before.json" "$tmp/after.json"

# rows copied, moved and deleted; columns renamed, moved and added
edit "$tmp/next.xlsx" "$tmp/c.xlsx" <<'EOF'
mine = book.create_sheet("Mine")
for column in range(1, sheet.max_column + 1):
    mine.cell(1, column, sheet.cell(4, column).value)
    mine.cell(2, column, sheet.cell(9, column).value)
mine.cell(2, at("Comment"), "from my own list")
for column in range(1, sheet.max_column + 1):
    if column != at("Owner"): mine.cell(3, column, sheet.cell(5, column).value)
sheet.cell(4, at("Next review")).value = "Look again"
sheet.cell(5, sheet.max_column + 1, "a note of mine")
sheet.cell(10, 1).value = "MB-0000000000"; put(10, "Owner", "Nobody's")
sheet.cell(11, 1).value = None; put(11, "Owner", "Lost?")
sheet.delete_rows(5)
EOF
update 0 "$tmp/c.xlsx" --by "C. Officer"
is entered 1
is refused 2
check "own lists are read" prints "from my own list"
check "renamed column" prints "taken for Next review"
check "unknown id" prints "is not in this register"
check "row without an id" prints "without an ID"
"$program" report tracker -q --as-of 2025-06-30 -f json -o "$tmp/now.json"
check "a deleted row deletes nothing" grep -q "Head of Ferries" "$tmp/now.json"

# saved again without an edit, while the register has moved on: sheets that
# are only to be looked at are not said to be changed
"$program" report tracker -q --as-of 2025-06-30 -o "$tmp/quiet.xlsx"
edit "$tmp/quiet.xlsx" "$tmp/quiet2.xlsx" </dev/null
"$program" ingest -q fixtures/versions/1-draft.txt
update 0 "$tmp/quiet2.xlsx" --by "C. Officer" --dry-run
is entered 0
is refused 0
check "no sheet is said to be changed" bash -c "! grep -q 'was changed' '$tmp/out'"

# a run taken back
run=$("$program" status | sed -n 's/^ *\([0-9]*\) .* update .*/\1/p' | head -n 1)
"$program" undo -q "$run" --by X --why test
"$program" report tracker -q --as-of 2025-06-30 -f csv -o "$tmp/now.csv"
check "undo takes an update back" bash -c "! grep -q 'my own list' '$tmp/now.csv'"
update 0 "$tmp/c.xlsx" --by "C. Officer"
is entered 1
finish
