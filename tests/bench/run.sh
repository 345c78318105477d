#!/bin/bash
# run.sh PROGRAM [PEER]: documents and MB a second, medians of five in one run.
# GEN=PROGRAM makes the corpus instead of tests/bench/gen (called with N DIR,
# writes DIR/html and DIR/txt); DOCS=N. PEER is called with DIR/html and timed
# for the ratio: quote ratios of one run, never an absolute time.
set -euo pipefail
program=$(realpath "$1")
peer=${2:-}
here=$(dirname "$(realpath "$0")")
docs=${DOCS:-200}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/html" "$dir/txt"
"${GEN:-$here/gen}" "$docs" "$dir" >/dev/null
bytes=$(cat "$dir"/txt/*.txt | wc -c)

median() { # COMMAND...: seconds, by the clock
    for _ in 1 2 3 4 5; do
        rm -f "$dir"/register.db*
        start=$(date +%s%N)
        "$@" >/dev/null 2>&1 || { echo "run.sh: failed: $*" >&2; exit 1; }
        echo $(($(date +%s%N) - start))
    done | sort -n | sed -n 3p | awk '{ print $1 / 1e9 }'
}
show() { # NAME SECONDS
    awk -v name="$1" -v s="$2" -v n="$docs" -v b="$bytes" 'BEGIN {
        printf "%-24s %8.1f documents/s %8.2f MB/s of text\n", name, n / s,
            b / 1e6 / s }'
}
for stage in source blocks records; do
    show "$stage" "$(median "$program" dump --jobs 1 --stage=$stage "$dir/html")"
done
for jobs in 0 1 2; do
    seconds=$(median "$program" ingest -j $jobs --db "$dir/register.db" "$dir/html")
    show "ingest, $jobs workers" "$seconds"
done
if [ -n "$peer" ]; then
    theirs=$(median "$peer" "$dir/html")
    show "peer" "$theirs"
    awk -v a="$theirs" -v b="$seconds" 'BEGIN {
        printf "%.2f times the peer with two workers\n", a / b }'
fi
if [ -x /usr/bin/time ]; then
    rm -f "$dir"/register.db*
    /usr/bin/time -f 'peak memory of the parent: %M KiB' "$program" ingest -j 1 \
        --db "$dir/register.db" "$dir/html" 2>&1 | tail -n 1
fi
rules=$(dirname "$program")/tests/bench/bench_rules
[ ! -x "$rules" ] || "$rules" - "$dir/txt" | grep -v '^  '
