#!/bin/bash
# run.sh PROGRAM [PEER]: documents and MB a second, medians of RUNS (3) in one
# run. Quote ratios of one run, never an absolute time.
# GEN=PROGRAM makes the corpus instead of tests/bench/gen (called with N DIR,
# writes DIR/html and DIR/txt); DOCS=N. PEER is a Python script that does the
# same work the plain way; it is called with DIR/html, a new database, - (no
# workbook), lxml and plain.
set -euo pipefail
program=$(realpath "$1")
peer=${2:-}
here=$(dirname "$(realpath "$0")")
docs=${DOCS:-200}
runs=${RUNS:-3}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/html" "$dir/txt"
"${GEN:-$here/gen}" "$docs" "$dir" >/dev/null
bytes=$(cat "$dir"/txt/*.txt | wc -c)

median() { # COMMAND...: seconds, by the clock
    for _ in $(seq "$runs"); do
        rm -f "$dir"/*.db*
        start=$(date +%s%N)
        timeout 300 "$@" >/dev/null 2>"$dir/err" || {
            echo "run.sh: failed: $*" >&2
            head -n 5 "$dir/err" >&2
            exit 1
        }
        echo $(($(date +%s%N) - start))
    done | sort -n | awk '{ t[NR] = $1 } END { print t[int((NR + 1) / 2)] / 1e9 }'
}
show() { # NAME SECONDS
    awk -v name="$1" -v s="$2" -v n="$docs" -v b="$bytes" 'BEGIN {
        printf "%-24s %8.1f documents/s %8.2f MB/s of text\n", name, n / s,
            b / 1e6 / s }'
}
peak() { # NAME OPTION...: the largest process of an ingest
    rm -f "$dir"/*.db*
    /usr/bin/time -f "peak memory, $1: %M KiB" "$program" ingest "${@:2}" \
        --db "$dir/register.db" "$dir/html" 2>&1 >/dev/null | tail -n 1
}

show "HTML to records" "$(median "$program" dump -q --jobs 0 "$dir/html")"
for jobs in 0 1 2; do
    seconds=$(median "$program" ingest -q -j $jobs --db "$dir/register.db" "$dir/html")
    show "ingest, $jobs workers" "$seconds"
done
if [ -n "$peer" ]; then
    theirs=$(median /usr/bin/python3 "$peer" "$dir/html" "$dir/peer.db" - lxml plain)
    show "peer" "$theirs"
    awk -v a="$theirs" -v b="$seconds" 'BEGIN {
        printf "%.2f times the peer with two workers\n", a / b }'
fi
if [ -x /usr/bin/time ]; then
    peak "one process" -j 0
    peak "parent or worker" -j 1
fi
rules=$(dirname "$program")/tests/bench/bench_rules
[ ! -x "$rules" ] || "$rules" - "$dir/txt" | grep -v '^  '

# A workbook of 100,000 rows and 20 columns, beside python3-xlsxwriter in
# constant memory with the same cells: at most half its time.
sheet=$(dirname "$program")/tests/bench/bench_sheet
if [ -x "$sheet" ]; then
    rows=${ROWS:-100000}
    "$sheet" "$dir/b.xlsx" "$rows" "$dir/cells.tsv"
    if /usr/bin/python3 -c 'import xlsxwriter' 2>/dev/null; then
        for _ in $(seq "$runs"); do
            ours=$("$sheet" "$dir/b.xlsx" "$rows" | sed -n 's/^writing \([0-9.]*\) s.*/\1/p')
            theirs=$(/usr/bin/python3 "$here/peer_sheet.py" "$dir/cells.tsv" "$dir/p.xlsx")
            awk -v a="$ours" -v b="$theirs" 'BEGIN { print a / b, a, b }'
        done | sort -n | awk '{ line[NR] = $0 } END {
            split(line[int((NR + 1) / 2)], t, " ")
            printf "workbook: %.2f of the peer'\''s time (%s s, %s s; at most 0.50 is wanted)\n",
                t[1], t[2], t[3] }'
    fi
fi
