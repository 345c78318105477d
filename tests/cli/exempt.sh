#!/bin/bash
# exempt.sh PROGRAM: one marked exempt clause is sent through each writer that
# shows the register: it must stay out, and come with --include-exempt.
# (`parse` and `dump` show the document in hand, which is on the user's table.)
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
export MINUTEBOOK_DB=$tmp/register.db
mark='quagmire\|zebulon'

write() { # FILE HEADING SUM: minutes with an exempt part
    cat >"$tmp/$1" <<END
NORTHBROOK TOWN COUNCIL

$2

Minutes of the meeting of the Council held on Tuesday 3 March 2026 at 7.00 pm in the Old Chapel

PRESENT: Councillor Ada Fenwick (Chair), Councillor Tom Harrow

1. Harbour

RESOLVED that the harbour lighting be renewed under 26/00017.

2. Exclusion of the press and public

RESOLVED that the press and public be excluded for item 3 under Schedule 12A.

EXEMPT ITEMS

3. Settlement of a claim 26/00018

The Council considered the quagmire offer by Zebulon Marsh at length, as the Northbrook Plan asks.

RESOLVED that the quagmire settlement of $3 with Zebulon Marsh be approved under the Northbrook Plan.

ACTION: Clerk to pay the quagmire sum by 5 May 2026.

The meeting closed at 8.10 pm.
END
}
write draft.txt "DRAFT MINUTES" "nine thousand pounds"
write confirmed.txt "MINUTES (confirmed)" "ten thousand pounds"
printf '# Northbrook Plan\n\n## Pledge 1: Settle claims\n\nWe will settle claims.\n' >"$tmp/plan.md"
for file in draft confirmed; do
    "$program" -q ingest --authority "Northbrook Town Council" "$tmp/$file.txt"
done
"$program" -q strategy import "$tmp/plan.md" --id plan
id=$("$program" list clauses --format csv --include-exempt | grep -i quagmire | cut -d, -f1)
check "the clause is known" test -n "$id"
"$program" -q link
"$program" -q link add "$id" plan:1 --by x --why y
"$program" -q correct "$id" Comment "Zebulon Marsh was told" --by x --why "quagmire"

read_out() { # COMMAND ARGS...: all that it writes, in $tmp/all
    rm -rf "$tmp/made" "$tmp/book" "$tmp/all"
    mkdir "$tmp/made"
    case " $* " in
    *" xlsx "*)
        "$program" "$@" -o "$tmp/made/book.xlsx" 2>"$tmp/said"
        (cd "$tmp/made" && unzip -qo book.xlsx && rm book.xlsx)
        ;;
    *" export --format csv "*) "$program" "$@" -o "$tmp/made/tables" 2>"$tmp/said" ;;
    *) "$program" "$@" >"$tmp/made/out" 2>"$tmp/said" ;;
    esac
    find "$tmp/made" -type f -exec cat {} + >"$tmp/all"
    cat "$tmp/said" >>"$tmp/all"
}
out() { # COMMAND ARGS...: it stays out
    read_out "$@"
    check "$*: something is shown" test -s "$tmp/all"
    check "$*: exempt words stay out" bash -c "! grep -aqi '$mark' $tmp/all"
}
both() { # COMMAND ARGS...: it stays out, and comes when asked for
    out "$@"
    read_out "$@" --include-exempt
    check "$* --include-exempt: there it is" grep -aqi "$mark" "$tmp/all"
}
for format in text csv json; do
    both list clauses --format $format
    both list actions --format $format
    out links --all --format $format
    out list review --format $format
    out list meetings --format $format
    out list matters --format $format
    out list documents --format $format
    out list decisions --format $format
    out people list --all --format $format
    both history "$id" --format $format
done
both show "$id"
both show 26/00018
both search Marsh
out review
out coverage
out status
out link --explain "$id"
out link --explain 26/00018
both diff 2026-03-03
both diff 2026-03-03 --format json
both export
both export --format csv
for report in tracker register actions; do
    for format in csv json xlsx; do
        both report $report --format $format
    done
done
for format in csv json xlsx; do
    both report meeting 2026-03-03 --format $format
    out report attendance --format $format
done
finish
