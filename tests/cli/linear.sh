#!/bin/bash
# linear.sh PROGRAM: what a document costs grows with its size, and what an
# ingest costs with its documents, and no faster: instructions are counted,
# which are the same on a busy machine. A document doubled ten times costs
# about as much for each part of it as one doubled five times.
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
sanitized=$(grep -ac __asan_init "$program")
if ! command -v valgrind >"$tmp/which" || [ -n "${WRAP:-}" ] ||
    [ "$sanitized" -gt 0 ]; then
    pass "no valgrind to count with, run by it, or a program that it cannot run"
    finish
fi

minutes() { # DAY PARTS
    printf 'MARSTOW BOROUGH COUNCIL\n\nMinutes of a meeting of the Council '
    printf 'held on %d March 2025 at 6.00 pm\n\n' "$1"
    for part in $(seq "$2"); do
        printf '%d.   The weir\n\nMembers noted that the weir had been ' "$part"
        printf 'cleared in May. Councillor Orme asked about\nthe sluice of '
        printf 'pond %d, which was to be mended.\n\n' "$part"
        printf 'RESOLVED: That the report on pond %d be noted.\n\n' "$part"
    done
}
instructions() { # FILE...: of an ingest
    rm -f "$tmp"/r.db*
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" \
        --db "$tmp/r.db" --quiet ingest -j 0 "$@" 2>&1 |
        sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}
# grows NAME ONE FEW N MANY M: from FEW (N of it) to MANY (M), each costs at
# most twice what it does from ONE to FEW
grows() {
    echo "$*" >"$tmp/counts"
    check "$1" awk '{ few = ($3 - $2) / ($4 - 1); many = ($5 - $3) / ($6 - $4)
        exit !(few > 0 && many > 0 && many <= 2 * few) }' "$tmp/counts"
}
for parts in 1 32 1024; do
    minutes 1 "$parts" >"$tmp/$parts.txt"
done
mkdir "$tmp/days"
for day in $(seq 25); do
    minutes "$day" 1 >"$tmp/days/$day.txt"
done
one=$(instructions "$tmp/1.txt")
grows size "$one" "$(instructions "$tmp/32.txt")" 32 \
    "$(instructions "$tmp/1024.txt")" 1024
grows documents "$one" "$(instructions "$tmp"/days/[1-5].txt)" 5 \
    "$(instructions "$tmp"/days/*.txt)" 25
finish
