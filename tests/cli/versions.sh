#!/bin/bash
# versions.sh PROGRAM: a draft, its confirmed version with three changed clauses
# and one moved, and a correction by the next meeting: Record IDs and entries
# survive, and the diff reads like a clerk would write it.
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
fixtures=fixtures/versions
has() { grep -qF -- "$1" "$tmp/out"; }
take() { # DB FILE...: into a register
    db=$1
    shift
    for file in "$@"; do
        "$program" --db "$tmp/$db" --quiet ingest \
            --authority "Aldermoor Town Council" "$fixtures/$file" || return 1
    done
}
ids() { "$program" --db "$tmp/$1" list clauses --from "$2" --to "$2" --format csv | sed 1d | cut -d, -f1 | sort; }

# The draft alone; somebody writes on every clause.
check "draft" take one.db 1-draft.txt
ids one.db 2026-01-13 >"$tmp/before"
check "the draft has seven clauses" test "$(wc -l <"$tmp/before")" -eq 7
while read -r id; do
    "$program" --db "$tmp/one.db" -q correct "$id" Owner "owner of $id" \
        --by "P. Officer" --why "as agreed" || fail "entry on $id"
done <"$tmp/before"
check "one version only" exits 0 "$program" --db "$tmp/one.db" diff 2026-01-13
check "one version only: said" has "one version"

# Confirmed, then corrected.
check "confirmed" take one.db 2-confirmed.txt
ids one.db 2026-01-13 >"$tmp/after"
check "six of the IDs survive" test \
    "$(comm -12 "$tmp/before" "$tmp/after" | wc -l)" -eq 6
check "next meeting" take one.db 3-next-meeting.txt
while read -r id; do
    "$program" --db "$tmp/one.db" history "$id" >"$tmp/history"
    check "$id keeps its entry" grep -qF "owner of $id" "$tmp/history"
done <"$tmp/before"
"$program" --db "$tmp/one.db" review >"$tmp/review"
check "the clause taken out is listed" grep -q clause-dropped "$tmp/review"

# The diff, word for word.
check "diff" exits 0 "$program" --db "$tmp/one.db" diff \
    "Harbour Committee 2026-01-13"
if [ -n "${UPDATE:-}" ]; then cp "$tmp/out" "$fixtures/expected.diff"; fi
check "the diff is as expected" diff -u "$fixtures/expected.diff" "$tmp/out"
check "the diff fits 80 columns" awk 'length > 80 { exit 1 }' "$tmp/out"
for meeting in 2026-01-13 "2026-01-13 Harbour Committee" 2-confirmed.txt \
    "$(head -n 1 "$tmp/after")"; do
    "$program" --db "$tmp/one.db" diff "$meeting" >"$tmp/other"
    check "diff $meeting: the same" cmp -s "$fixtures/expected.diff" "$tmp/other"
done
check "diff --all" exits 0 "$program" --db "$tmp/one.db" diff 2026-01-13 --all
check "diff --all: what did not change" has "item 21: unchanged"
check "diff: json" exits 0 "$program" --db "$tmp/one.db" diff 2026-01-13 \
    --format json
check "json: the words" has 'for \"two\" read \"three\"'
check "json: as corrected" has '"corrected": "quotations be sought for dredging the outer basin."'
check "diff: no such meeting" exits 2 "$program" --db "$tmp/one.db" diff 2020-01-01
check "diff: no such name" exits 2 "$program" --db "$tmp/one.db" diff nothing
check "diff: no such form" exits 2 "$program" --db "$tmp/one.db" diff 2026-01-13 \
    --format pdf
corrected=$(grep -o 'MB-[0-9A-Z]*' "$fixtures/expected.diff" | tail -n 1)
"$program" --db "$tmp/one.db" history "$corrected" >"$tmp/history"
check "history: corrected by a later meeting" grep -q \
    "corrected by a later meeting" "$tmp/history"
check "history: on what authority" grep -q "held on 13 January" "$tmp/history"
check "show" exits 0 "$program" --db "$tmp/one.db" show "$corrected"
check "show: corrected, on whose authority" has "corrected    by Harbour Committee on 2026-02-10 [MB-"
check "show: as corrected" has '"quotations be sought for dredging the outer basin."'

# Whatever came first, the register says the same. (What was met first decides
# the ID: drafts are met first here as there.)
check "the other order" take two.db 3-next-meeting.txt 1-draft.txt 2-confirmed.txt
"$program" --db "$tmp/two.db" diff 2026-01-13 >"$tmp/other"
check "the correction waited for its minutes" cmp -s "$fixtures/expected.diff" "$tmp/other"

# The chain of states.
state() { # WANTED FILE
    "$program" --db "$tmp/one.db" list documents --format csv |
        grep -q "$1.*,$2"
}
check "the draft is a draft" state draft 1-draft.txt
check "the confirmed one is corrected" state corrected 2-confirmed.txt
"$program" --db "$tmp/one.db" -q withdraw 3-next-meeting.txt --by "A. Clerk" --why test
check "without the correction it is confirmed" state confirmed 2-confirmed.txt
check "the other is withdrawn" state withdrawn 3-next-meeting.txt
for register in one two; do
    check "$register is sound" exits 0 "$program" --db "$tmp/$register.db" verify
done
"$program" --db "$tmp/one.db" -q rebuild --reread
ids one.db 2026-01-13 >"$tmp/reread"
check "rereading keeps the IDs" cmp -s "$tmp/after" "$tmp/reread"
# What else two versions say differently: the meeting, people, votes.
minutes() { # STATE TIME PRESENT APOLOGIES VOTE
    printf '%s\n\n' "ALDERMOOR TOWN COUNCIL" "$1" \
        "Minutes of the meeting of the Parks Committee held on Monday 2 March 2026 at $2 in the Old Chapel" \
        "PRESENT: Councillor Ada Fenwick (Chair), $3" "APOLOGIES: $4" \
        "5. Bandstand" "RESOLVED that the bandstand be repaired this spring." \
        "$5" "6. Pond" "RESOLVED that the pond be left as it is."
}
minutes "DRAFT MINUTES" "7.00 pm" "Councillor Tom Harrow" \
    "Councillor Iris Okafor" "Voting: For: 4, Against: 2, Abstentions: 0" \
    >"$tmp/draft.txt"
minutes "MINUTES (confirmed)" "7.30 pm" \
    "Councillor Iris Okafor, Councillor Ben Lysander" "Councillor Tom Harrow" \
    "Voting: For: 4, Against: 1, Abstentions: 1" >"$tmp/confirmed.txt"
for file in draft confirmed; do
    "$program" --db "$tmp/facts.db" -q ingest "$tmp/$file.txt" \
        --authority "Aldermoor Town Council"
done
check "facts: diff" exits 0 "$program" --db "$tmp/facts.db" diff 2026-03-02
check "facts: no clause changed" has "0 changed, 0 moved, 0 added, 0 taken out"
check "facts: the time" has "time: was 19:00; now 19:30"
check "facts: who was there" has "Councillor Tom Harrow: was present; now apologies"
check "facts: who came" has "Councillor Ben Lysander: added, present"
check "facts: who stays as she was is not told" test \
    "$(grep -c Fenwick "$tmp/out")" -eq 0
check "facts: the vote" grep -qE \
    "item 5: was 4 for, 2 against(, 0 abstaining)?.*; now 4 for, 1 against, 1" \
    "$tmp/out"
check "facts: json" exits 0 "$program" --db "$tmp/facts.db" diff 2026-03-02 \
    --format json
check "facts: json has them" has '"kind": "votes"'

finish
