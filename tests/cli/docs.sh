#!/bin/bash
# docs.sh PROGRAM: the examples of docs/*.md and of the manual page run.
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
root=$PWD
mkdir "$tmp/bin" && ln -s "$program" "$tmp/bin/minutebook"
PATH=$tmp/bin:$PATH

# docs/*.md: an ```input fence holds commands, the ```output fence behind it
# lines that must be in what they print. A fence with a path behind its
# language, as in ```yaml packs/a.yaml, is a file. Each document has a scratch
# folder, in which its commands run one after the other.
for doc in "$root"/docs/*.md; do
    name=${doc##*/}
    mkdir "$tmp/$name" && cd "$tmp/$name" && ln -s "$root/fixtures" fixtures || exit 1
    awk '
        /^```input/ { n++; file = "case" n ".in"; next }
        /^```output/ { file = "case" n ".want"; next }
        /^```[a-z]+ / { file = $2; if (file ~ "/") { dir = file; sub("/[^/]*$", "", dir); system("mkdir -p " dir) } next }
        /^```/ { file = ""; next }
        file != "" { print > file }' "$doc"
    for ((n = 1; ; n++)); do
        [ -f "case$n.in" ] || break
        what="$name: $(head -c 60 "case$n.in")"
        bash "case$n.in" >"$tmp/got" 2>&1 || fail "$what" "$(tail -n 1 "$tmp/got")"
        [ -f "case$n.want" ] || continue
        while IFS= read -r line; do
            check "$what: $line" grep -qF -- "$line" "$tmp/got"
        done <"case$n.want"
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
