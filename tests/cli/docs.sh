#!/bin/bash
# docs.sh PROGRAM: the examples of docs/*.md and of the manual page run.
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
root=$PWD
mkdir "$tmp/bin" && ln -s "$program" "$tmp/bin/minutebook"
PATH=$tmp/bin:$PATH

# docs/*.md: an ```input fence holds one command, the ```output fence behind
# it lines that must be in what it prints.
for doc in docs/*.md; do
    awk -v out="$tmp/case" '
        /^```input/ { n++; file = out n ".in"; next }
        /^```output/ { file = out n ".want"; next }
        /^```/ { file = ""; next }
        file != "" { print > file }' "$doc"
    for input in "$tmp"/case*.in; do
        [ -f "$input" ] || continue
        name="$doc: $(head -c 60 "$input")"
        bash "$input" >"$tmp/got" 2>"$tmp/err" || fail "$name" "$(head -n 1 "$tmp/err")"
        while IFS= read -r line; do
            check "$name" grep -qF -- "$line" "$tmp/got"
        done <"${input%.in}.want"
        rm -f "$input" "${input%.in}.want"
    done
done

# The manual page: every line of EXAMPLES that begins with $.
cd "$tmp" && ln -s "$root/fixtures" fixtures || exit 1
sed -n 's/^\.Dl \$ //p' "$root/docs/minutebook.1" | sed 's/\\(dq/"/g' >commands
while IFS= read -r command; do
    check "manual: $command" exits 0 bash -c "$command"
done <commands
check "the tracker is there" test -s tracker.xlsx
finish
