#!/bin/bash
# links.sh PROGRAM: a strategy and forty decisions of our own writing, with the
# links an officer would defend (tests/links/links.csv; no row: not linked, and
# a third are traps); then what people decide about links, which outlives the
# machine's.
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
export MINUTEBOOK_DB=$tmp/r.db
mb() { timeout 60 "$program" -q "$@" </dev/null; }

# ---------------------------------------------------------- labelled set
mb strategy import tests/links/saltmere.md --id saltmere --from 2024-04-01
mb ingest tests/links/decisions
mb link
mb strategy show saltmere >"$tmp/tree"
check "tree: five outcomes" test "$(grep -c '^  [0-9]  ' "$tmp/tree")" -eq 5
check "tree: coded bullets" test "$(grep -c '^    [0-9]\.[0-9]  ' "$tmp/tree")" -eq 21
mb links --format csv >"$tmp/links.csv"
tail -n +2 tests/links/links.csv | cut -d, -f1-3 | sort -u >"$tmp/want"
tail -n +2 "$tmp/links.csv" | cut -d, -f3-5 | sort -u >"$tmp/got"
f1() { # WANT GOT
    awk -v both="$(comm -12 "$1" "$2" | wc -l)" -v w="$(wc -l <"$1")" \
        -v g="$(wc -l <"$2")" 'BEGIN { printf "%.3f\n", 2 * both / (w + g) }'
}
at_least() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a >= b) }'; }
check "links: F1 $(f1 "$tmp/want" "$tmp/got")" \
    at_least "$(f1 "$tmp/want" "$tmp/got")" 0.84
grep ',explicit$' tests/links/links.csv | cut -d, -f1-3 | sort -u >"$tmp/want"
grep ',explicit,' "$tmp/links.csv" | cut -d, -f3-5 | sort -u >"$tmp/got"
check "links: explicit ones are all found" cmp "$tmp/want" "$tmp/got"
for trap in 24/50027 24/50029 24/50030 24/50034 24/50037 24/50038 24/50039; do
    check "no link: $trap" test "$(grep -c ",$trap," "$tmp/links.csv")" -eq 0
done
tail -n +2 "$tmp/links.csv" | while IFS=, read -r _ _ ref _; do
    echo "$ref"
done | sort -u >"$tmp/refs"
words() { tr -cs '[:alnum:]' ' ' | tr '[:upper:]' '[:lower:]'; }
made_up=0
while read -r ref; do
    words <"tests/links/decisions/${ref/\//-}.txt" >"$tmp/text"
    while read -r quote; do
        quote=$(words <<<"$quote" | sed 's/^ //; s/ $//')
        grep -qF -- "$quote" "$tmp/text" || made_up=$((made_up + 1))
    done < <(grep ",$ref," "$tmp/links.csv" | sed 's/.*,proposed,//')
done <"$tmp/refs"
check "links: every quote stands in its decision" test "$made_up" -eq 0

# --------------------------------------------------------- why and why not
mb link --explain 24/50001 >"$tmp/out"
check "explain: why" grep -q 'maternity-early-years: ' "$tmp/out"
check "explain: 80 columns" test "$(wc -L <"$tmp/out")" -le 80
mb link --explain 24/50030 >"$tmp/out"
check "explain: why not" grep -q 'ends or cuts a service' "$tmp/out"

finish
