#!/bin/bash
# run.sh PROGRAM [PEER]: documents and MB a second by stage, peak memory of
# the parent and of its workers, medians of RUNS (5) in one run. Quote ratios
# of one run, never an absolute time.
# CORPUS_GEN=PROGRAM makes the corpus instead of tests/bench/gen (called with
# N DIR, writes DIR/html and DIR/txt); DOCS=N. PEER is a Python script that does the
# same work the plain way; it is called with DIR/html, a new database, - (no
# workbook), lxml and plain. RULES=FILE.tsv: the rules of tests/bench/rules.yaml
# beside Python's re with the same rules as that file writes them. PDFS=DIR
# compares PDFs with bare pdftotext.
set -euo pipefail
program=$(realpath "$1")
peer=${2:-}
here=$(dirname "$(realpath "$0")")
built=$(dirname "$program")/tests/bench
docs=${DOCS:-200}
runs=${RUNS:-5}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/html" "$dir/txt"
"${CORPUS_GEN:-$here/gen}" "$docs" "$dir" >/dev/null
bytes=$(cat "$dir"/txt/*.txt | wc -c)

once() { # COMMAND...: nanoseconds, by the clock
    rm -f "$dir"/*.db*
    start=$(date +%s%N)
    timeout 600 "$@" >/dev/null 2>"$dir/err" || {
        echo "run.sh: failed: $*" >&2
        head -n 5 "$dir/err" >&2
        exit 1
    }
    echo $(($(date +%s%N) - start))
}
middle() { # of numbers, one a line; in seconds
    sort -n | awk '{ t[NR] = $1 } END { print t[int((NR + 1) / 2)] / 1e9 }'
}
show() { # NAME SECONDS
    awk -v name="$1" -v s="$2" -v n="$docs" -v b="$bytes" 'BEGIN {
        printf "%-28s %9.0f documents/s %8.1f MB/s of text\n", name, n / s,
            b / 1e6 / s }'
}
cpu() { # COMMAND...: milliseconds of processor time, of one in fifty
    TIMEFORMAT='%U %S'
    { time for _ in $(seq 50); do "$@" >/dev/null 2>&1; done; } 2>&1 |
        awk '{ print ($1 + $2) * 1e3 / 50 }'
}
ingest() { # JOBS
    once "$program" ingest -q -j "$1" --db "$dir/register.db" "$dir/html"
}

# All that is compared takes turns, so that a busy moment hits everybody.
for _ in $(seq "$runs"); do
    once "$program" rules list >>"$dir/t.start"
    once "$program" dump -q --jobs 0 "$dir/html" >>"$dir/t.records"
    for jobs in 1 2; do
        ingest $jobs >>"$dir/t.ingest$jobs"
    done
    [ -z "$peer" ] || once /usr/bin/python3 "$peer" "$dir/html" \
        "$dir/peer.db" - lxml plain >>"$dir/t.peer"
done
awk -v s="$(middle <"$dir/t.start")" 'BEGIN {
    printf "%-28s %9.1f ms\n", "start-up, rules loaded", s * 1e3 }'
find "$dir/txt" -name '*.txt' | sort | head -n 1 | xargs head -c 1000 \
    >"$dir/one.txt"
printf '%-28s %9.1f ms of processor time\n' "one short text, parsed" \
    "$(cpu "$program" parse -q "$dir/one.txt")"
show "HTML to records, dumped" "$(middle <"$dir/t.records")"
for jobs in 1 2; do
    seconds=$(middle <"$dir/t.ingest$jobs")
    show "ingest, workers: $jobs" "$seconds"
    [ -z "$peer" ] || awk -v a="$(middle <"$dir/t.peer")" -v b="$seconds" \
        'BEGIN { printf "%28s %9.2f times the peer\n", "", a / b }'
done
[ -z "$peer" ] || show "peer" "$(middle <"$dir/t.peer")"

# The stages one by one, in one process: the median of each column.
if [ -x "$built/bench_store" ]; then
    echo "stages, processor time:"
    for _ in $(seq "$runs"); do
        rm -f "$dir"/*.db*
        "$built/bench_store" "$dir/html" "$dir/register.db"
    done | sort -k1,28 -k29n | awk -v runs="$runs" \
        '(NR - 1) % runs == int(runs / 2) { print "  " $0 }'
fi

# Peak memory: of the program itself, and of the largest of its workers.
peaks() { # NAME COMMAND...
    name=$1
    shift
    rm -f "$dir"/*.db*
    "$@" >/dev/null 2>&1 &
    pid=$! own=0 most=0
    while kill -0 $pid 2>/dev/null; do
        now=$(awk '/^VmHWM/ { print $2 }' /proc/$pid/status 2>/dev/null) || now=
        own=${now:-$own}
        # shellcheck disable=SC2013 # numbers
        for child in $(cat /proc/$pid/task/$pid/children 2>/dev/null); do
            now=$(awk '/^VmHWM/ { print $2 }' "/proc/$child/status" \
                2>/dev/null) || now=
            [ "${now:-0}" -le "$most" ] || most=$now
        done
        sleep 0.05
    done
    wait $pid || true
    echo "peak memory, $name: parent $((own / 1024)) MiB," \
        "worker $((most / 1024)) MiB"
}
peaks "ingest" "$program" ingest -q -j 1 --db "$dir/register.db" "$dir/html"

# What it costs to lock pdftotext down. `filter` also starts this program,
# which is taken off again: a PDF's filter is forked.
if pdftotext=$(command -v pdftotext); then
    echo "$(cpu "$program" filter $((1 << 30)) 60 $((1 << 28)) "$pdftotext" -v)" \
        "$(cpu "$pdftotext" -v) $(cpu "$program" --version)" |
        awk '{ printf "%-28s %9.1f ms of processor time\n",
            "confinement of one PDF", $1 - $2 - $3 }'
fi

# PDFs, beside pdftotext alone with the same options.
if [ -n "${PDFS:-}" ]; then
    bare() {
        find "$PDFS" -name '*.pdf' -exec pdftotext -bbox-layout {} - \;
    }
    export -f bare
    export PDFS
    for _ in $(seq "$runs"); do
        once bash -c bare >>"$dir/t.bare"
        once "$program" ingest -q -j 1 --db "$dir/register.db" "$PDFS" \
            >>"$dir/t.pdf"
    done
    awk -v a="$(middle <"$dir/t.pdf")" -v b="$(middle <"$dir/t.bare")" \
        'BEGIN { printf "PDF: %.2f times bare pdftotext\n", a / b }'
    peaks "PDFs" "$program" ingest -q -j 1 --db "$dir/register.db" "$PDFS"
fi
if [ -x "$built/bench_rules" ]; then
    "$built/bench_rules" - "$dir/txt" | grep -v '^  '
fi

# Rules alone: the same 32 as a pack and in Python, taking turns.
if [ -n "${RULES:-}" ] && [ -x "$built/bench_rules" ]; then
    for _ in $(seq "$runs"); do
        "$built/bench_rules" "$here/rules.yaml" "$dir/txt" | tail -n 1 \
            >>"$dir/r.pack"
        for how in plain gated; do
            /usr/bin/python3 "$here/peer_rules.py" "$RULES" "$dir/txt" $how \
                >>"$dir/r.$how"
        done
    done
    for who in pack plain gated; do
        # the middle run by its last words but one, MB/s
        sort -k9,9n "$dir/r.$who" | awk -v n=$(((runs + 1) / 2)) 'NR == n' \
            >"$dir/m.$who"
    done
    echo "the pack of rules:  $(cat "$dir/m.pack")"
    for how in plain gated; do
        echo "Python's re, $how: $(cat "$dir/m.$how")"
        cat "$dir/m.pack" "$dir/m.$how" | awk '{ v[NR] = $(NF - 1) } END {
            printf "%28s %9.1f times as fast\n", "", v[1] / v[2] }'
    done
fi
