#!/bin/bash
# together.sh PROGRAM: commands on one register at the same moment. A report
# waits for nobody, and its workbook is known when it comes back; two ingests,
# a report, an update and a search at once lose nothing, do nothing twice, and
# complain of no lock. ROUNDS=n does the last n times (default 2).
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
authority="Aldermoor County Council"

mb() { "$program" --db "$db" "$@"; }
notes() { find "$tmp" -maxdepth 1 -name "$(basename "$db").note-*" | wc -l; }

# --- a report while somebody else has the lock, for longer than anyone waits
db=$tmp/held.db
mb ingest -q fixtures/demo/minutes -A "$authority"
if command -v flock >/dev/null; then
    (
        exec 9>"$db.lock"
        flock 9
        exec sleep 60
    ) &
    holder=$!
    until ! flock -n "$db.lock" true; do sleep 0.05; done
    before=$(date +%s)
    check "a report while another writes" exits 0 mb --wait 30 report tracker \
        -o "$tmp/held.xlsx"
    check "it did not wait" test $(($(date +%s) - before)) -lt 10
    check "nor complained" test "$(grep -c noted "$tmp/err")" -eq 0
    check "what it carries is noted" test "$(notes)" -eq 1
    check "its workbook is known already" exits 0 mb update --dry-run \
        --by "Test Officer" "$tmp/held.xlsx"
    check "and is not said to be unknown" test \
        "$(grep -c "not known" "$tmp/err")" -eq 0
    check "another writer waits, and is told" exits 4 mb --wait 0 link
    check "in one line" one_line_error
    kill "$holder"
    wait "$holder" 2>/dev/null
    check "the next writer" exits 0 mb link -q
    check "takes the note in" test "$(notes)" -eq 0
    check "and the workbook is known" exits 0 mb update --dry-run \
        --by "Test Officer" "$tmp/held.xlsx"
    check "still" test "$(grep -c "not known" "$tmp/err")" -eq 0
else
    echo "(no flock: a lock that is held is not tried)"
fi

# --- all at once
mkdir -p "$tmp/gen/html" "$tmp/gen/txt" "$tmp/first" "$tmp/one" "$tmp/two"
tests/bench/gen "${DOCUMENTS:-24}" "$tmp/gen"
n=0
for file in "$tmp"/gen/txt/*; do # a third each, and two for both
    n=$((n + 1))
    case $((n % 3)) in
    0) cp "$file" "$tmp/first" ;;
    1) cp "$file" "$tmp/one" ;;
    2) cp "$file" "$tmp/two" ;;
    esac
done
cp "$tmp"/gen/txt/0000[03].txt "$tmp/two"
db=$tmp/start.db
mb strategy import -q fixtures/demo/strategy.md --id ct
mb ingest -q "$tmp/first" -A "$authority"
mb link -q
mb report tracker -q -o "$tmp/out.xlsx"
edited=
if can_edit; then
    enter_owners "$tmp/out.xlsx" "$tmp/back.xlsx" Officer
    edited=$tmp/back.xlsx
else
    cp "$tmp/out.xlsx" "$tmp/back.xlsx"
fi

entries() { # of a register: what was entered, sorted
    mb export --include-exempt -q -o - | grep '^{"t":"entry"' |
        sed -E 's/^.*"r":\[[0-9]+,("MB-[^]]*)\].*$/\1/' | cut -d, -f1-4 | sort
}
copy() { # FROM TO: a register that nobody has open
    rm -f "$2"*
    cp "$1" "$2"
}

copy "$tmp/start.db" "$tmp/calm.db"
db=$tmp/calm.db
for folder in one two; do mb ingest -q "$tmp/$folder" -A "$authority"; done
mb update -q --by "Test Officer" "$tmp/back.xlsx" >/dev/null
mb dump --stage=store >"$tmp/calm.dump"
entries >"$tmp/calm.entries"
check "one after another: documents" grep -q "^resolution" "$tmp/calm.dump"
if [ -n "$edited" ]; then
    check "one after another: entries" test "$(wc -l <"$tmp/calm.entries")" -gt 20
fi

say() { sed "s/^/    $1: /" "$tmp/$1.said"; }
for ((i = 0; i < ${ROUNDS:-2}; i++)); do
    db=$tmp/round.db
    copy "$tmp/start.db" "$db"
    names="one two report update search"
    mb ingest "$tmp/one" -A "$authority" >"$tmp/one.said" 2>&1 &
    pids=$!
    mb ingest "$tmp/two" -A "$authority" >"$tmp/two.said" 2>&1 &
    pids="$pids $!"
    mb report tracker -o "$tmp/round.xlsx" >"$tmp/report.said" 2>&1 &
    pids="$pids $!"
    mb update --by "Test Officer" "$tmp/back.xlsx" >"$tmp/update.said" 2>&1 &
    pids="$pids $!"
    mb search budget >"$tmp/search.said" 2>&1 &
    pids="$pids $!"
    for name in $names; do
        pid=${pids%% *}
        pids=${pids#* }
        wait "$pid"
        code=$?
        check "round $i: $name ends well" test "$code" -eq 0
        [ "$code" -eq 0 ] || say "$name"
    done
    for name in $names; do
        if grep -qiE "lock|busy|another program|somebody|not be noted" \
            "$tmp/$name.said"; then
            fail "round $i: $name complains"
            say "$name"
        else
            pass "round $i: $name complains of nothing"
        fi
    done
    new=$(cat "$tmp/one.said" "$tmp/two.said" |
        sed -nE 's/.*: ([0-9]+) new.*/\1/p' | awk '{ n += $1 } END { print n }')
    want=$(cat "$tmp/one/"* "$tmp/two/"* | grep -c "^Minutes of")
    check "round $i: each document is new once" test "$new" -eq "$((want - 2))"
    mb dump --stage=store >"$tmp/round.dump"
    check "round $i: the register is the same" cmp "$tmp/calm.dump" \
        "$tmp/round.dump"
    entries >"$tmp/round.entries"
    check "round $i: no entry lost or doubled" cmp "$tmp/calm.entries" \
        "$tmp/round.entries"
    check "round $i: sound" exits 0 mb verify
    check "round $i: the report is whole" unzip -qqt "$tmp/round.xlsx"
    check "round $i: it is known" exits 0 mb update --dry-run \
        --by "Test Officer" "$tmp/round.xlsx"
    check "round $i: from its own state" test \
        "$(grep -c "not known" "$tmp/err")" -eq 0
    check "round $i: no note is left" test "$(notes)" -eq 0
done
finish
