#!/bin/bash
# formats.sh PROGRAM: the same minutes as PDF, Word file, web page and text
# give the same records, and are one meeting in the register.
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
formats="text html docx pdf"

# What is recorded, without where it stands: sorted, for two columns of names
# are read down in a PDF and across elsewhere.
records() { # KIND FORMAT
    "$program" --quiet dump --stage=records "fixtures/records/harbour-$2.d"/input.* |
        grep "^$1 " | sed -E 's/ @[0-9,-]+//' | sort
}
for kind in meetings items resolutions people votes actions mentions; do
    records "$kind" text >"$tmp/$kind"
    check "$kind: some are there" test -s "$tmp/$kind"
    for format in $formats; do
        records "$kind" "$format" >"$tmp/other"
        check "$kind: $format as text" cmp -s "$tmp/$kind" "$tmp/other"
    done
done

# In whatever order and with however many workers they come.
ingested() { # NAME ARGS...
    name=$1
    shift
    db=$tmp/$name.db
    check "$name: ingest" exits 0 "$program" --db "$db" --quiet ingest \
        --authority "Saltmere Harbour Board" "$@"
    "$program" --db "$db" list clauses --format csv | sed 1d >"$tmp/clauses"
    check "$name: one clause each" test \
        "$(wc -l <"$tmp/clauses")" -eq "$(wc -l <"$tmp/resolutions")"
    "$program" --db "$db" list actions --format csv | sed 1d >"$tmp/actions.list"
    check "$name: one action" test "$(wc -l <"$tmp/actions.list")" -eq 1
    check "$name: the register is sound" exits 0 "$program" --db "$db" verify
}
ingested forward fixtures/records/harbour-{text,html,docx,pdf}.d/input.*
ingested backward --jobs 2 fixtures/records/harbour-{pdf,docx,html,text}.d/input.*
ingested here --jobs 1 fixtures/records/harbour-{docx,pdf}.d/input.*
finish
