#!/bin/bash
# cost.sh PROGRAM: what a document costs grows as its size does: ten times
# doubled, it takes no more than about twice the instructions each time; and a
# worker takes less than 20 times its document and 32 MiB.
#
# Instructions are counted by perf where the machine lets it, else by valgrind
# (one doubling), so that a busy machine changes nothing.
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh

minutes() { # ITEMS: invented minutes, dense with decisions
    awk -v n="$1" 'BEGIN {
        print "Marlshire County Council\n"
        print "Minutes of the Cabinet held on 4 March 2021 at 2.00 pm\n"
        print "Present: Councillor Ann Low (Chair), Councillor Ben High\n"
        for (i = 1; i <= n; i++) {
            print i ". THE ROADS OF PARISH " i "\n"
            print "Members noted that the work in parish " i " had begun on 2"
            print "February 2021. Councillor Low asked about the budget for"
            print "£" 1000 + i ".\n"
            print "Moved by Councillor Low, seconded by Councillor High and"
            print "RESOLVED: that the plan for parish " i " be approved.\n"
        }
    }' >"$tmp/minutes.txt"
}
by_perf() { # COMMAND...: instructions, nothing where that cannot be told
    perf stat -x, -e instructions:u -o "$tmp/perf" "$@" >"$tmp/json" 2>&1
    awk -F, '$3 ~ /^instructions/ && $1 ~ /^[0-9]+$/ { print $1 }' "$tmp/perf" 2>/dev/null
}
by_valgrind() {
    valgrind --tool=cachegrind --cache-sim=no \
        --cachegrind-out-file="$tmp/cachegrind" "$@" >"$tmp/json" 2>"$tmp/log"
    sed -n 's/.*I *refs: *//p' "$tmp/log" | tr -d ,
}

# The sanitizers' own work is not the program's.
sanitized=$(grep -c __asan_init "$program")
count=
first=24
most=48
if [ "$sanitized" -eq 0 ] && [ -n "$(by_perf true)" ]; then
    count=by_perf
    first=4
    most=4096
elif [ "$sanitized" -eq 0 ] && command -v valgrind >"$tmp/log"; then
    count=by_valgrind
fi
if [ -n "$count" ]; then
    minutes 0
    none=$("$count" "$program" parse -q -j 0 "$tmp/minutes.txt")
    last=0
    for ((items = first; items <= most; items *= 2)); do
        minutes "$items"
        now=$("$count" "$program" parse -q -j 0 "$tmp/minutes.txt")
        now=$((now - none))
        # the first sizes also pay for rules that are needed for the first time
        [ "$items" -le "$first" ] || check "$items items" \
            [ "$now" -le $((last * 9 / 4)) ]
        [ "$items" -lt "$most" ] || check "all of it was read" \
            grep -q "parish $items be approved" "$tmp/json"
        last=$now
    done
else
    echo "cost.sh: neither perf nor valgrind counts here: not tested"
    pass "instructions: not counted here"
fi

if [ "$sanitized" -eq 0 ] && [ -x /usr/bin/time ]; then
    minutes 4000
    bytes=$(wc -c <"$tmp/minutes.txt")
    /usr/bin/time -f %M -o "$tmp/peak" "$program" ingest -q -j 1 \
        --authority Marlshire --db "$tmp/r.db" "$tmp/minutes.txt"
    peak=$(tail -n 1 "$tmp/peak")
    check "a worker's memory: $peak KiB for $bytes bytes" \
        [ "$peak" -le $((20 * bytes / 1024 + 32 * 1024)) ]
else
    echo "cost.sh: memory is not told here: not tested"
    pass "memory: not told here"
fi
finish
