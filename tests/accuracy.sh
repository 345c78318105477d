#!/bin/bash
# accuracy.sh PROGRAM SCORE GOLD LINKS: score the labelled sets and fail below
# the floors of tests/accuracy.floor (SET MEASURE FLOOR a line; only raised).
# LOO=1: also each authority's documents without what was fitted to them, and
# how right records of high confidence are (tests/trust/leave_one_out.py).
# PERTURB=1: also the documents with their form changed: wrapped anew, other
# capitals, labels, numbers, line ends … (tests/trust/perturb.py). V=1: more.
set -u
program=$(realpath "$1") score=$2 gold=$3 links=$4
cd "$(dirname "$0")/.." || exit 1
bad=0

below() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a + 0 < b + 0) }'; }
report() { # SET MEASURE VALUE FLOOR
    if below "${3:-0}" "$4"; then
        echo "$1: $2 ${3:-none} is below its floor $4"
        bad=1
    else
        echo "$1: $2 $3 (floor $4)"
    fi
}
while read -r set measure floor; do
    case $set in '' | \#*) continue ;; esac
    if [ "$set" = links ]; then
        [ -d "$links" ] || continue
        value=$("${score}-links" --bin "$program" "$links" | sed -n "s/^$measure //p")
    else
        [ -d "$gold/$set" ] || continue
        value=$("$score" --cmd "$program parse --format json" "$gold/$set" 2>/dev/null |
            sed -n "s/^$measure \([0-9.]*\).*/\1/p")
    fi
    report "$set" "$measure" "$value" "$floor"
done <tests/accuracy.floor
if [ -n "${LOO:-}" ]; then
    tests/trust/leave_one_out.py --program "$program" --score "$score" \
        --gold "$gold" --packs parser/rules ${V:+-v} || bad=1
fi
if [ -n "${PERTURB:-}" ]; then
    tests/trust/perturb.py --program "$program" --score "$score" \
        --gold "$gold" ${V:+-v} || bad=1
fi
exit $bad
