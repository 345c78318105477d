#!/bin/bash
# options.sh PROGRAM: every command and option is in help, the manual page and
# completion; wrong use is one clear line and exit 2.
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
man=docs/minutebook.1

has() { grep -qF -- "$1" "$2"; }
$program complete >"$tmp/words"
$program help >"$tmp/overview"
while read -r word; do
    case $word in --*) continue ;; esac
    check "help lists $word" has "  $word" "$tmp/overview"
    check "manual has $word" grep -qE "^\.It Cm $word( |$)" "$man"
    $program complete "$word" >>"$tmp/options"
    check "$word --help exits 0" exits 0 "$program" "$word" --help
    check "$word --help shows usage" has "usage: minutebook $word" "$tmp/out"
    check "$word --help fits 80 columns" awk 'length > 80 { exit 1 }' "$tmp/out"
done <"$tmp/words"
sort -u "$tmp/options" "$tmp/words" | grep '^--' >"$tmp/all"
while read -r option; do
    check "manual has $option" grep -qE "Fl (. , )?-${option#--}( |$)" "$man"
done <"$tmp/all"
check "overview fits 80 columns" awk 'length > 80 { exit 1 }' "$tmp/overview"
check "manual is well-formed" bash -c \
    "! command -v mandoc >/dev/null || mandoc -T lint -W warning $man"

wrong() { # NAME ARGS...
    name=$1
    shift
    check "$name: exit 2" exits 2 "$program" "$@"
    check "$name: one line" one_line_error
}
wrong "unknown command" frobnicate
wrong "unknown option" parse --frobnicate x
wrong "option of another command" parse --as-of 2025-01-01 x
wrong "missing value" parse --house
wrong "number wanted" ingest --jobs many x
wrong "date wanted" report tracker --as-of yesterday
wrong "choice wanted" parse --tracked maybe x
wrong "missing operand" parse
wrong "too many operands" status now
wrong "flag with a value" parse --no-text=yes x
check "no command: exit 2" exits 2 "$program"
check "--version" exits 0 "$program" --version
check "--version says so" grep -qE '^minutebook [0-9.]+$' "$tmp/out"
finish
