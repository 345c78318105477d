#!/bin/bash
# takeback.sh PROGRAM: what people enter stays; what was done can be taken
# back; what must not be kept leaves no word behind.
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
export MINUTEBOOK_DB=$tmp/register.db
mb() { "$program" --quiet "$@"; }
says() { grep -qF -- "$1" "$tmp/out" "$tmp/err"; }

write() { # FILE DAY SENTENCE: minutes with two clauses
    cat >"$tmp/$1" <<END
Northbrook Council

Minutes of the meeting of the Cabinet held on $2 February 2026 at 10.00 am

PRESENT: Councillor Ada Fenwick (Chair), Councillor Tom Harrow

5. Works

RESOLVED that $3

6. Budget

RESOLVED that the quarter three position be noted.

The meeting closed at 11.30 am.
END
}
write one.txt 3 "the harbour lighting contract be approved for two years."
write two.txt 10 "the zanzibar settlement of nine thousand pounds be approved."
mb ingest --authority "Northbrook Council" "$tmp/one.txt" || exit 1
mb ingest --authority "Northbrook Council" "$tmp/two.txt" || exit 1
id=$(mb list clauses --format csv | grep harbour | cut -d, -f1)
secret=$(mb list clauses --format csv | grep zanzibar | cut -d, -f1)
check "two records" test -n "$id" -a -n "$secret"

# correct and history
check "correct" exits 0 "$program" correct "$id" text \
    "the harbour lighting contract be approved for three years." \
    --by "A. Clerk" --why "misprint"
check "correct: both are told" says 'stands beside "the harbour lighting'
check "correct: an officers' column" exits 0 "$program" correct "$id" owner \
    "Director of Place" --by "P. Officer" --why "as agreed"
check "correct: unknown field" exits 2 "$program" correct "$id" colour red \
    --by x --why y
check "correct: one line" one_line_error
check "correct: unknown record" exits 2 "$program" correct MB-0000000000 text x \
    --by x --why y
check "correct: needs who and why" exits 2 "$program" correct "$id" text x
check "history" exits 0 "$program" history "$id"
check "history: first met" says "first met"
check "history: the entry" says "approved for three years."
check "history: who" says "by A. Clerk"
check "history: why" says "why: misprint"
check "history: 80 columns" awk 'length > 80 { exit 1 }' "$tmp/out"
check "history: json" exits 0 "$program" history "$id" --format json
check "history: unknown record" exits 2 "$program" history MB-0000000000
check "show tells the correction" exits 0 "$program" show "$id"
check "show: both texts" says "for three years"
check "show: who" says "A. Clerk"

# people
check "people: nobody yet" exits 0 "$program" people list
check "people merge" exits 0 "$program" people merge "Ada Fenwick" \
    "Councillor Ada Fenwick" "Cllr A. Fenwick" --by "A. Clerk"
check "people merge: an unknown name is told" says "Cllr A. Fenwick"
check "people list" exits 0 "$program" people list
check "people list: the person" says "Ada Fenwick"
check "people merge: another's name" exits 2 "$program" people merge \
    "Tom Harrow" "Councillor Ada Fenwick" --by "A. Clerk"
check "people split" exits 0 "$program" people split "Ada Fenwick" \
    "Cllr A. Fenwick" --by "A. Clerk" --why "another"
check "people list --all" exits 0 "$program" people list --all
check "people list --all: what was split" says another
check "people: no such verb" exits 2 "$program" people join a b

# withdraw and restore
printf '# Plan\n\n## Pledge 1: Light\n\nWe will light the harbour.\n' >"$tmp/plan.md"
mb strategy import "$tmp/plan.md" --id plan
mb link add "$id" plan:1 --by "A. Clerk" --why "plain"
check "withdraw --dry-run" exits 0 "$program" withdraw one.txt --dry-run
check "withdraw --dry-run: what it means" says "2 of them in no other document"
check "withdraw --dry-run: entries" says "2 entries"
check "withdraw needs who and why" exits 2 "$program" withdraw one.txt
check "withdraw: no such document" exits 2 "$program" withdraw none.txt \
    --by x --why y
check "withdraw" exits 0 "$program" withdraw one.txt --by "A. Clerk" --why draft
mb list clauses >"$tmp/list"
check "withdrawn is not shown" bash -c "! grep -q harbour $tmp/list"
mb review >"$tmp/review"
check "its entries are listed" grep -q entry-unplaced "$tmp/review"
check "its link too" grep -q link-unplaced "$tmp/review"
check "ingest leaves it alone" exits 0 "$program" ingest \
    --authority "Northbrook Council" "$tmp/one.txt"
check "ingest says so" says "withdrawn earlier"
check "restore" exits 0 "$program" restore one.txt --by "A. Clerk" --why back
mb list clauses --format csv >"$tmp/list"
check "restored is shown, its id too" grep -q "^$id,.*harbour" "$tmp/list"
mb history "$id" >"$tmp/history"
check "history: withdrawn" grep -q "withdraw" "$tmp/history"

# undo
check "status --runs" exits 0 "$program" status --runs --format csv
run=$(grep ',ingest,.*two.txt' "$tmp/out" | cut -d, -f1)
check "a run is found" test -n "$run"
check "undo --dry-run" exits 0 "$program" undo "$run" --dry-run
check "undo --dry-run: the document" says two.txt
check "undo: no such run" exits 2 "$program" undo 999 --by x --why y
check "undo: no number" exits 2 "$program" undo last --by x --why y
check "undo" exits 0 "$program" undo "$run" --by "A. Clerk" --why "wrong file"
mb list clauses >"$tmp/list"
check "undone is gone" bash -c "! grep -q zanzibar $tmp/list"
check "undo: once only" exits 2 "$program" undo "$run" --by x --why y
check "the register is sound" exits 0 "$program" verify
check "the same file again" exits 0 "$program" --quiet ingest \
    --authority "Northbrook Council" "$tmp/two.txt"

# purge: the words are gone from the file and its log
check "backup" exits 0 "$program" backup "$tmp/old.db"
mb correct "$secret" Owner "Treasurer" --by "P. Officer" --why "as agreed"
mb correct "$secret" text "the zanzibar settlement of nine thousand pounds be
refused." --by x --why y
mb correct "$secret" Comment \
    "the zanzibar settlement of nine thousand pounds be approved." --by x --why y
check "purge --dry-run" exits 0 "$program" purge two.txt --dry-run
check "purge" exits 0 "$program" purge two.txt --by "A. Clerk" --why "exempt"
check "purge names the backup" says "$tmp/old.db"
check "no word is left" bash -c \
    "! cat $tmp/register.db* | strings | grep -q 'zanzibar settlement of nine thousand pounds be approved'"
for words in "zanzibar" "10 February" "settlement of nine"; do
    strings -a "$tmp"/register.db* >"$tmp/strings"
    check "not even: $words" bash -c "! grep -qi '$words' '$tmp/strings'"
done
check "the tombstone stays" exits 0 "$program" list documents
check "the tombstone: its name" says two.txt
mb review >"$tmp/review"
check "the officer's entry stays" grep -q Treasurer "$tmp/review"
check "the same bytes again: exit 3" exits 3 "$program" ingest \
    --authority "Northbrook Council" "$tmp/two.txt"
check "the same bytes: why" says "purged"
check "purge once more finishes" exits 0 "$program" purge two.txt --by x --why y
check "purge is no run to take back" exits 2 "$program" undo \
    "$(mb status --runs --format csv | grep ',purge,' | tail -1 | cut -d, -f1)" \
    --by x --why y
check "sound after a purge" exits 0 "$program" verify

# purge of what was withdrawn, and of what had another authority before
write three.txt 17 "the xanadu arbitration award of seven pounds be paid."
write four.txt 24 "the ruritania arbitration award of six pounds be paid."
mb ingest --authority "Southbrook Council" "$tmp/three.txt" "$tmp/four.txt"
mb ingest --authority "Northbrook Council" "$tmp/three.txt" "$tmp/four.txt"
mb withdraw three.txt --by x --why y
for file in three four; do
    check "purge $file" exits 0 "$program" purge $file.txt --by x --why y
done
strings -a "$tmp"/register.db* >"$tmp/strings"
check "withdrawn, then purged: no word" bash -c "! grep -qi xanadu '$tmp/strings'"
check "moved, then purged: no word" bash -c "! grep -qi ruritania '$tmp/strings'"
check "sound after more purges" exits 0 "$program" verify

# export and import
mb export --include-exempt -o "$tmp/all.jsonl"
check "import" exits 0 "$program" --db "$tmp/new.db" import "$tmp/all.jsonl"
for db in "$tmp/register.db" "$tmp/new.db"; do
    "$program" --db "$db" --quiet export --include-exempt |
        sed '/"t":"run"/d;/"source_seq"/d' >"$db.lines"
done
check "the same comes out again" cmp -s "$tmp/register.db.lines" "$tmp/new.db.lines"
check "the new register is sound" exits 0 "$program" --db "$tmp/new.db" verify
check "import wants a new register" exits 2 "$program" import "$tmp/all.jsonl"
check "import of something else" exits 3 "$program" --db "$tmp/x.db" import \
    "$tmp/one.txt"
check "export csv needs a folder" exits 2 "$program" export --format csv
check "export csv" exits 0 "$program" export --format csv -o "$tmp/tables"
check "a file a table" grep -q '"Director of Place"' "$tmp/tables/entry.csv"
check "what was left out cannot be moved" bash -c \
    "$program -q export -o $tmp/open.jsonl && ! $program -q --db $tmp/y.db import $tmp/open.jsonl 2>/dev/null"
"$program" export -o "$tmp/open.jsonl" 2>"$tmp/err"
check "that is said at once" grep -q "import. refuses it" "$tmp/err"
check "and by import" bash -c \
    "$program --db $tmp/y2.db import $tmp/open.jsonl 2>&1 | grep -q 'for reading only'"
# nothing is exempt or withdrawn: an export is whole
"$program" --db "$tmp/open.db" -q ingest fixtures/demo/minutes
check "a whole export" exits 0 "$program" --db "$tmp/open.db" export \
    -o "$tmp/whole.jsonl"
check "nothing is said to be left out" test ! -s "$tmp/err"
check "is imported" exits 0 "$program" --db "$tmp/open2.db" import \
    "$tmp/whole.jsonl"
for db in open open2; do
    "$program" --db "$tmp/$db.db" dump --stage=store >"$tmp/$db.dump"
done
check "and says the same" cmp "$tmp/open.dump" "$tmp/open2.dump"
finish
