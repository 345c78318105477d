#!/bin/bash
# golden.sh PROGRAM [CASE]: run the cases of fixtures/.
#
# A case is a folder fixtures/STAGE/NAME.d with one input.* and any of
#   expected.source|blocks|records   what `dump --stage=…` prints
#   expected.json                    what `parse --no-text` prints
#   expected.tree                    what `strategy show` prints as JSON
#   expected.err                     what is said on standard error
#   expected.exit                    the exit status (0 if not given)
#   args                             options besides, one line
# The files that are there say what is compared. NAME.b in place of NAME.d is
# a known bug: reported, not failed. UPDATE=1 rewrites what is expected.
set -u
program=$(realpath "$1")
WRAP=${WRAP:-}
only=${2:-}
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh

tree() { # INPUT: the strategy that it is
    rm -f "$tmp/tree.db"
    "$program" --quiet --db "$tmp/tree.db" strategy import "$1" --id plan &&
        "$program" --quiet --db "$tmp/tree.db" strategy show plan --format json
}

compare() { # NAME EXPECTED ACTUAL
    if [ -n "${UPDATE:-}" ]; then cp "$3" "$2"; fi
    if diff -u "$2" "$3" >"$tmp/diff"; then
        pass "$1"
    elif [ "${1%.b}" != "$1" ] || [[ $1 == *.b/* ]]; then
        echo "known bug: $1"
    else
        fail "$1" "differs"
        head -n 20 "$tmp/diff"
    fi
}

for folder in fixtures/*/*.[db]; do
    name=${folder#fixtures/}
    [ -z "$only" ] || [[ $name == *"$only"* ]] || continue
    input=$(find "$folder" -name 'input.*' | head -n 1)
    args=()
    if [ -f "$folder/args" ]; then read -ra args <"$folder/args"; fi
    for expected in "$folder"/expected.*; do
        kind=${expected##*.}
        case $kind in
        source | blocks | records) set -- dump "--stage=$kind" ;;
        json) set -- parse --no-text ;;
        tree)
            tree "$input" >"$tmp/got" 2>"$tmp/err"
            compare "$name/$kind" "$expected" "$tmp/got"
            continue
            ;;
        *) continue ;;
        esac
        $WRAP "$program" --quiet "$@" "${args[@]}" "$input" >"$tmp/got" 2>"$tmp/err"
        compare "$name/$kind" "$expected" "$tmp/got"
    done
    if [ -f "$folder/expected.err" ] || [ -f "$folder/expected.exit" ]; then
        $WRAP "$program" parse --verbose --no-text "${args[@]}" "$input" >/dev/null 2>"$tmp/err"
        echo $? >"$tmp/exit"
        [ -f "$folder/expected.err" ] && compare "$name/err" "$folder/expected.err" "$tmp/err"
        [ -f "$folder/expected.exit" ] && compare "$name/exit" "$folder/expected.exit" "$tmp/exit"
    fi
done
finish
