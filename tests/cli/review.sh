#!/bin/bash
# review.sh PROGRAM: what a person should look at, on the terminal and in the
# workbook; and the lines that nothing explains.
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
cd "$tmp" || exit 1

cat >minutes.txt <<'END'
MARSTOW BOROUGH COUNCIL

Minutes of a meeting of the Cabinet held on Tuesday, 4 June 2024

A cold wind blew through the whole of the meeting and nobody had thought to shut the door behind him.

Present: Mr T Dray (Chairman), Ms F Orme, Dr A Ghyll

1. Apologies

None.

2. Footpaths

The vote on the stile was taken twice, all in favour.

Dr Ghyl and Mr Orme spoke of the gate.

3. Lease of plot QX402 to the club

RESOLVED that the lease be renewed for a year.
END
check "ingest" exits 0 "$program" --quiet ingest --authority Marstow minutes.txt
check "review: csv" exits 0 "$program" review --format csv
cp out list.csv
has() { grep -qF -- "$1" "$2"; }
no() { ! has "$@"; }
check "operative words, with their line" has "operative-unclaimed,15,minutes.txt" list.csv
check "and the rule that comes nearest" grep -q 'operative-unclaimed.*\[nearest rule: [a-z]*/' list.csv
check "a doubt, with its reason" grep -q 'doubtful,19,.*a code in the title' list.csv
check "a name spelt in two ways is a question" has "name-varies," list.csv
check "parse" exits 0 "$program" --quiet parse --no-text minutes.txt
check "never a merge" has '"name": "Dr A Ghyll"' out

# The workbook's sheet says the same, line for line.
check "report" exits 0 "$program" report tracker --format json --as-of 2024-06-30 -o book.json
sed -n '/"name": "Review"/,/"name": "Sources"/p' book.json | grep '"Line"' |
    sed 's/.*: //; s/,$//; s/null//' | sort >sheet
sed 1d list.csv | tr -d '\r' | awk -F, '{ print $3 }' | sort >listed
check "the sheet Review lists the same" cmp -s sheet listed
check "some are there" test -s listed

check "review --all" exits 0 "$program" review --all --format csv
check "has no fewer" test "$(wc -l <out)" -ge "$(wc -l <list.csv)"
check "review: one body" exits 0 "$program" review --body Council --format csv
check "review: another body has none" test "$(wc -l <out)" -eq 1

# A name that two meetings of one body print in two ways is a question too.
meeting() { # DATE NAMES
    printf 'MARSTOW PARISH COUNCIL\n\nMinutes of the meeting of the Council held on %s\n\nPresent: %s\n\n' "$1" "$2"
    printf '1. Apologies\n\nNone.\n\n2. Gates\n\nRESOLVED that the gate be hung.\n'
}
meeting "Tuesday, 2 July 2024" "Dr A Ghyl (Chairman), Miss E Morton, Mr F Orme" >july.txt
meeting "Tuesday, 6 August 2024" "Dr A Ghyll (Chairman), Mrs E Morton, Mr F Orne, Mr F Orme" >august.txt
check "ingest two more" exits 0 "$program" --quiet ingest --authority Marstow july.txt august.txt
check "review" exits 0 "$program" review --format csv
check "spelt in two ways" has "Dr A Ghyl (2024-07-02) / Dr A Ghyll (2024-08-06)" out
check "two honorifics" has "Miss E Morton (2024-07-02) / Mrs E Morton (2024-08-06)" out
check "two in one list are two" no "Mr F Orne" out
check "somebody says who is whom" exits 0 "$program" people merge "Dr A Ghyll" "Dr A Ghyl" --by Clerk
check "review" exits 0 "$program" review --format csv
check "what is answered is asked no more" no "Dr A Ghyl (2024" out

check "unclaimed" exits 0 "$program" review --unclaimed
check "unclaimed: a reason" has "a paragraph before the first item, under no label" out
check "unclaimed: fits 80 columns" awk 'length > 80 { exit 1 }' out
check "unclaimed: csv" exits 0 "$program" review --unclaimed --format csv
check "unclaimed: the line" has "minutes.txt,5,1," out
finish
