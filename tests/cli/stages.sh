#!/bin/bash
# stages.sh PROGRAM: dump shows every stage of one document, and the Record
# IDs that parse prints are those that ingest gives.
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
minutes=fixtures/demo/minutes/cabinet-2025-03-18.txt
authority="Aldermoor County Council"
db=$tmp/register.db

check "ingest" exits 0 "$program" --db "$db" --quiet ingest \
    --authority "$authority" "$minutes"
check "strategy import" exits 0 "$program" --db "$db" --quiet \
    strategy import fixtures/demo/strategy.md --id closer
check "link" exits 0 "$program" --db "$db" --quiet link

"$program" --db "$db" list clauses --format csv | sed 1d | cut -d, -f1 |
    sort >"$tmp/held"
"$program" parse --authority "$authority" --no-text "$minutes" |
    sed -nE 's/^   "id": "(MB-[0-9A-Z]{10})",$/\1/p' | sort >"$tmp/parsed"
check "there are clauses" test -s "$tmp/held"
check "parse prints the ids that ingest gives" cmp "$tmp/held" "$tmp/parsed"

stage() { # NAME: what dump prints of it
    "$program" --db "$db" dump --authority "$authority" \
        --stage="$1" "$minutes"
}
stage store >"$tmp/store"
sed -nE 's/^clause id=(MB-[0-9A-Z]{10}) .*/\1/p' "$tmp/store" | sort >"$tmp/ids"
check "the stage store has the same clauses" cmp "$tmp/held" "$tmp/ids"
stage links | sed -nE 's/^link (\S+) (\S+):(\S+) .*/\1,\2,\3/p' |
    sort >"$tmp/links"
"$program" --db "$db" links --all --format csv | sed 1d |
    awk -F, '{print ($2 == "" ? $3 : $2) "," $4 "," $5}' | sort >"$tmp/listed"
check "there are links" test -s "$tmp/links"
check "the stage links has the links of the register" \
    cmp "$tmp/listed" "$tmp/links"
for name in source blocks records; do
    stage "$name" >"$tmp/out"
    check "the stage $name prints something" test -s "$tmp/out"
done
check "links without a register are refused" exits 4 \
    "$program" --db "$tmp/none.db" dump --stage=links "$minutes"
finish
