#!/bin/bash
# rules.sh PROGRAM: rules for people: list, test, explain and diff.
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
cd "$tmp" || exit 1

pack() { # FILE PHRASE EXAMPLE NOT FINDS
    mkdir -p "${1%/*}"
    printf '%s\n' "pack: $(basename "$1" .yaml)" 'version: 1' 'rules:' \
        '  - name: ordered' "    finds: $5" '    value: block' \
        "    phrase: $2" '    at: start' '    example:' "      - '$3'" \
        "    not: '$4'" >"$1"
}
has() { grep -qF -- "$1" out; }
saved() { "$@" >out 2>err; }

# list
check "list: json" saved "$program" rules list --format json
check "list: a rule has its example" has '"Rule": "clauses/resolved-caps@1"'
check "list: csv" saved "$program" rules list --format csv
check "list: one header" test "$(grep -c '^Rule,Finds,Value' out)" -eq 1

# test
pack good/mine.yaml 'ordered that' 'Ordered  THAT it be so.' 'They ordered tea.' marker
check "test: a pack that holds" exits 0 "$program" rules test good/mine.yaml
check "test: a folder" exits 0 "$program" rules test good
check "test: two operands" exits 0 "$program" rules test good good/mine.yaml
pack bad/mine.yaml 'ordered that' 'They had ordered that.' 'Ordered that it be so.' marker
check "test: one that does not" exits 2 "$program" rules test bad
check "test: its example's line" grep -qF \
    "rule pack mine, line 10, rule ordered: does not match its example: They had" out
check "test: its not's line" grep -qF "line 11, rule ordered: matches its 'not'" out
check "test: says what to do" one_line_error
pack lost/mine.yaml 'ordered that' 'Ordered that it be so.' 'They ordered tea.' marcer
check "test: a word nobody asks for" exits 2 "$program" rules test lost
check "test: is named" has "nothing asks for what it finds: marcer"
check "test: no such file" exits 3 "$program" rules test nowhere.yaml
check "test: one line" one_line_error
cp good/mine.yaml good/mine.txt
check "test: not a pack's name" exits 2 "$program" rules test good/mine.txt
check "rules: an unknown word" exits 2 "$program" rules burn
check "rules: diff wants two" exits 2 "$program" rules diff good

# explain
cat >minutes.txt <<'END'
MARSTOW BOROUGH COUNCIL

Minutes of a meeting of the Cabinet held on Tuesday, 4 June 2024

Present: Mr Dray (Chairman), Ms Orme

1. Apologies

None.

2. Footpaths

RESOLVED that the stile be mended, and that the owner of the field beyond the lane be asked for leave to cross it.

Ordered that the gate be painted.
END
check "explain" saved "$program" rules explain minutes.txt
check "explain: what claimed a line" has "= resolutions clauses/resolved-caps@1 97%"
check "explain: why none did" has "- narrative: prose under an item"
check "explain: the tally" has "8 lines: 6 claimed, 0 furniture, 1 narrative, 1 unclaimed"
check "explain: fits 80 columns" bash -c "sed 's/\xE2\x80\xA6/./' out | awk 'length > 80 { exit 1 }'"
check "explain: only what is unclaimed" saved "$program" rules explain --unclaimed minutes.txt
check "explain: two lines and the tally" test "$(grep -c . out)" -le 4
check "explain: json" saved "$program" rules explain --format json minutes.txt
check "explain: matched rules" has '"Matched": "'
check "explain: several documents" saved "$program" rules explain --unclaimed \
    --format json minutes.txt minutes.txt minutes.txt
check "explain: each with its reason" test \
    "$(grep -c '"Why not": "words in capitals before the first item' out)" -eq 3
check "explain: no such file" exits 3 "$program" rules explain nowhere.txt

# diff
check "ingest" exits 0 "$program" --quiet ingest --authority Marstow minutes.txt
cp minutebook.db before.db
check "diff" saved "$program" rules diff - good
check "diff: what comes" has "+ resolutions, line 15, mine/ordered@1"
check "diff: the tally" grep -qF \
    "1 of 1 documents would differ: 1 records come, 0 go, 0 change" err
check "diff: fits 80 columns" awk 'length > 80 { exit 1 }' out
check "diff: the other way round it goes" saved "$program" rules diff good -
check "diff: is said" has "- resolutions, line 15, mine/ordered@1"
pack other/mine.yaml 'ordered' 'Ordered it.' 'They ordered tea.' marker
check "diff: a changed phrase" saved "$program" rules diff good/mine.yaml other
check "diff: says what was" has "was: 2 | the gate be painted."
check "diff: and what is" has "now: 2 |"
check "diff: csv" saved "$program" rules diff - good --format csv
check "diff: a row" has "minutes.txt,comes,resolutions,15,,2 | the gate be painted."
check "diff: the same packs" saved "$program" rules diff good good
check "diff: nothing to print" test ! -s out
check "diff: nothing was written" cmp -s before.db minutebook.db
finish
