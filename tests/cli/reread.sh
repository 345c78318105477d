#!/bin/bash
# reread.sh PROGRAM: what reads documents a second time, or strategies, does it
# as ingest does: in a worker, under the same limits, a failure named.
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
db=$tmp/r.db
mb() { "$program" --db "$db" "$@"; }
pdf=fixtures/records/harbour-pdf.d/input.pdf
clauses() { mb list clauses --format csv; }

check "ingest" exits 0 mb --quiet ingest "$pdf" fixtures/demo/minutes
clauses >"$tmp/before"
check "there are clauses" test "$(wc -l <"$tmp/before")" -gt 5
for jobs in 0 1; do
    check "read again, $jobs" exits 0 mb rebuild --reread --jobs $jobs
    clauses >"$tmp/after"
    check "it comes out the same, $jobs" cmp -s "$tmp/before" "$tmp/after"
done
check "over a limit, one is refused" exits 3 mb --quiet rebuild --reread \
    --max-pages 1
check "each is named" grep -q 'input.pdf: .*pages' "$tmp/err"
clauses >"$tmp/after"
check "and keeps its text" cmp -s "$tmp/before" "$tmp/after"
check "the register is sound" exits 0 mb verify

check "a strategy from a PDF" exits 0 mb strategy import "$pdf" --id harbour
check "one over a limit" exits 3 mb strategy import "$pdf" --id other \
    --max-pages 1
check "is named in one line" one_line_error
check "one that is none" exits 3 mb strategy import fixtures/demo/strategy.md \
    "$program" --id other
check "is named, too" one_line_error
mb strategy list >"$tmp/list" 2>/dev/null
check "half a strategy is none" bash -c '! grep -q other "$0"' "$tmp/list"
finish
