#!/bin/bash
# limits.sh PROGRAM: each limit on a document is an option, holds, and is
# printed by status.
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
db=$tmp/r.db
minutes=fixtures/demo/minutes/cabinet-2025-03-18.txt
check "a register" exits 0 "$program" --db "$db" --quiet ingest "$minutes"

printed() { # WORDS OPTION VALUE: status shows the default, and what is given
    check "status: $1" exits 0 "$program" --db "$db" status
    check "status prints $1" grep -q "$1 [0-9]" "$tmp/out"
    check "status: $2" exits 0 "$program" --db "$db" status "$2" "$3"
    check "status prints $2" grep -qE "$1 ${3%M}\b" "$tmp/out"
}
printed size --max-bytes 7M
check "status: memory" exits 0 "$program" --db "$db" status --max-memory 48M
check "status prints memory" grep -q "memory 45 MiB" "$tmp/out"
printed pages --max-pages 77
printed time --max-cpu 7
printed depth --max-depth 7
printed "zip ratio" --max-ratio 7
printed "matches of a rule" --max-matches 7

refused() { # OPTION VALUE FILE
    check "$1: refused" exits 3 "$program" parse --no-text "$1" "$2" "$3"
    check "$1: one line" one_line_error
    check "$1: names the file" grep -qF "$(basename "$3")" "$tmp/err"
    check "$1: says what to do" grep -qE "split it|raise" "$tmp/err"
}
noted() { # OPTION VALUE FILE CODE: read, and said
    check "$1: read" exits 0 "$program" --verbose parse --no-text "$1" "$2" "$3"
    check "$1: $4" grep -qF "[$4]" "$tmp/err"
    check "$1: not without it" exits 0 "$program" --verbose parse --no-text "$3"
    check "$1: no $4" bash -c '! grep -qF "[$0]" "$1"' "$4" "$tmp/err"
}
refused --max-bytes 1K "$minutes"
refused --max-pages 1 fixtures/records/harbour-pdf.d/input.pdf
seq 2000000 >"$tmp/long.txt"
refused --max-memory 10M "$tmp/long.txt"
{
    printf '<div>%.0s' $(seq 40)
    echo "<p>RESOLVED that it be so.</p>"
} >"$tmp/deep.html"
noted --max-depth 8 "$tmp/deep.html" nested-deep
for i in $(seq 40); do
    printf '%d. Matter\n\nRESOLVED: That report %d be noted.\n\n' "$i" "$i"
done >"$tmp/many.txt"
noted --max-matches 20 "$tmp/many.txt" rule-limit
finish
