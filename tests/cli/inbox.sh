#!/bin/bash
# inbox.sh PROGRAM: what is complete in an inbox is taken in and moved, what
# fails is moved with its reason, and a run that is killed at any moment leaves
# a register that the next run completes. KILLS=n tries n moments (default 4)
# on DOCUMENTS=n documents (default 40).
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
. tests/inbox_run.sh

# --- what goes where
in=$tmp/in
mkdir -p "$in/march"
cp fixtures/demo/minutes/* "$in"
cp fixtures/demo/minutes/icp-2025-02-06.md "$in/march/same words.md"
head -c 4000 /dev/urandom >"$in/noise.bin"
echo "half of" >"$in/late.txt.part"
ln -s /etc/passwd "$in/link.txt"
check "dry run: exit 3 for the one refused" exits 3 inbox "$in" "$tmp/dry.db" --dry-run
check "dry run: nothing is moved" test -f "$in/cabinet-2025-03-18.txt"
check "one document refused: exit 3" exits 3 inbox "$in" "$tmp/r.db" \
    --quiet --out "$tmp/trackers"
check "one line for the journal, with --quiet" test "$(wc -l <"$tmp/out")" -eq 1
check "it counts" grep -qE \
    '^minutebook: inbox .*: 3 new, 1 already held, 0 read again, 1 refused, 1 still arriving; wrote .*tracker.xlsx; documents refused$' \
    "$tmp/out"
cat >"$tmp/want" <<'EOF'
./done/cabinet-2025-03-18.txt
./done/decision-25-00033.html
./done/icp-2025-02-06.md
./done/march/same words.md
./failed/noise.bin
./failed/noise.bin.reason.txt
./late.txt.part
EOF
files "$in" >"$tmp/got"
check "each is where it belongs" diff "$tmp/want" "$tmp/got"
check "the reason is told" grep -q "^Why: .*noise.bin" \
    "$in/failed/noise.bin.reason.txt"
check "the tracker is a workbook" unzip -qt "$tmp/trackers/tracker.xlsx"
check "status: exit 0" exits 0 "$program" --db "$tmp/r.db" status \
    --since 2025-01-01
check "status tells how old the last success is" grep -qE \
    "^last run that went well: .* \(ingest\), just now$" "$tmp/out"
check "status names what could not be read" grep -q "noise.bin: " "$tmp/out"
check "nothing new: exit 0" exits 0 inbox "$in" "$tmp/r.db" --log=json \
    --out "$tmp/trackers"
check "the line for machines" grep -qE \
    '^\{"at":"2025-01-01T00:00:00Z",.*"exit":0,"result":"ok","new":0,' "$tmp/out"
mv "$in/late.txt.part" "$in/late.txt"
cp fixtures/demo/minutes/cabinet-2025-03-18.txt "$in"
check "the rest arrives: exit 0" exits 0 inbox "$in" "$tmp/r.db"
check "no file is moved over another" test -f \
    "$in/done/cabinet-2025-03-18 (2).txt"

# --- what officers return
mkdir -p "$tmp/back"
cp "$tmp/trackers/tracker.xlsx" "$tmp/back/unchanged.xlsx"
head -c 2000 "$tmp/trackers/tracker.xlsx" >"$tmp/back/cut short.xlsx"
if can_edit; then
    enter_owners "$tmp/trackers/tracker.xlsx" "$tmp/back/edited.xlsx" \
        "Director of Place" 1 1000
fi
check "returned: exit 3 for the broken one" exits 3 "$program" \
    --db "$tmp/r.db" ingest --quiet --inbox "$in" --settle 0 \
    --returned "$tmp/back" --out "$tmp/trackers" --by "Test Officer"
check "returned: a page beside the workbook" grep -q \
    "^This workbook was taken into the register" \
    "$tmp/back/done/unchanged.xlsx.result.txt"
check "returned: a reason beside the broken one" grep -q "^Why: " \
    "$tmp/back/failed/cut short.xlsx.reason.txt"
if [ -f "$tmp/back/done/edited.xlsx.result.txt" ]; then
    check "returned: the entry is told" grep -q "Director of Place" \
        "$tmp/back/done/edited.xlsx.result.txt"
    check "returned: the entry is held" test "$("$program" --db "$tmp/r.db" \
        report tracker --format csv | grep -c "Director of Place")" -eq 1
    check "returned: the fresh tracker has it" test "$(unzip -p \
        "$tmp/trackers/tracker.xlsx" xl/sharedStrings.xml |
        grep -c "Director of Place")" -ge 1
else
    check "returned: edited only with openpyxl" test ! -e "$tmp/back/edited.xlsx"
fi

# --- a file that still grows stays
echo "Minutes of" >"$in/growing.txt"
(for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do
    sleep 0.25
    echo more >>"$in/growing.txt"
done) &
check "a growing file: exit 0" exits 0 "$program" --db "$tmp/r.db" ingest \
    --inbox "$in" --settle 1
check "it is said to arrive" grep -q "1 still arriving" "$tmp/out"
wait
check "it stayed" test -f "$in/growing.txt"

# --- links that come in the place of files: between seeing and opening
mkdir -p "$tmp/swap/sub" "$tmp/elsewhere"
cp fixtures/demo/minutes/cabinet-2025-03-18.txt "$tmp/elsewhere/last.txt"
for n in $(seq 20); do
    echo "Minutes $n of nothing" >"$tmp/swap/$n.txt"
done
cp "$tmp/swap/1.txt" "$tmp/swap/sub/last.txt"
(for _ in $(seq 60); do
    mv "$tmp/swap/sub" "$tmp/swap/.own" &&
        ln -s "$tmp/elsewhere" "$tmp/swap/sub"
    sleep 0.01
    rm -f "$tmp/swap/sub"
    mv "$tmp/swap/.own" "$tmp/swap/sub"
    sleep 0.01
done) &
swapping=$!
for n in 1 2 3 4 5 6; do
    inbox "$tmp/swap" "$tmp/swap.db" --jobs 1 >/dev/null 2>&1
    find "$tmp/swap/done" -type f -name '[0-9]*.txt' \
        -exec mv -t "$tmp/swap" {} + 2>/dev/null
done
wait "$swapping"
check "what lies behind a link is not read" test "$("$program" \
    --db "$tmp/swap.db" dump --stage=store | grep -c "^resolution")" -eq 0
check "nor moved" test -f "$tmp/elsewhere/last.txt"

# --- wrong use
wrong() { # NAME ARGS...
    local name=$1
    shift
    check "$name: exit 2" exits 2 "$program" --db "$tmp/r.db" ingest "$@"
    check "$name: one line" one_line_error
}
wrong "no documents"
wrong "inbox and documents" --inbox "$in" fixtures/demo/minutes
wrong "no such inbox" --inbox "$tmp/nowhere"
wrong "--done without an inbox" --done "$tmp/x" fixtures/demo/minutes

# --- two runs at once do the work once
mkdir "$tmp/both"
cp fixtures/demo/minutes/* "$tmp/both"
inbox "$tmp/both" "$tmp/both.db" >"$tmp/first" 2>&1 &
inbox "$tmp/both" "$tmp/both.db" >"$tmp/second" 2>&1
wait $!
new=$(cat "$tmp/first" "$tmp/second" | sed -nE 's/.*: ([0-9]+) new.*/\1/p' |
    awk '{ n += $1 } END { print n }')
check "two runs at once: each document is new once" test "$new" -eq 3
check "two runs at once: no lock is complained of" test \
    "$(grep -c "locked" "$tmp/first" "$tmp/second" | cut -d: -f2 | sort -u)" = 0

# --- killed at any moment, with workbooks among the files where there is a
# program to edit them
make_start 40
run_calm
RANDOM=${SEED:-7}
for ((i = 0; i < ${KILLS:-4}; i++)); do
    rm -rf "$tmp/killed"
    cp -r "$tmp/start" "$tmp/killed"
    "$program" --db "$tmp/killed/r.db" ingest --inbox "$tmp/killed/in" \
        --settle 0 -A "$authority" --returned "$tmp/killed/back" \
        --out "$tmp/killed/out" --by "Test Officer" >/dev/null 2>&1 &
    run=$!
    ms=$((RANDOM * RANDOM % took))
    sleep "$((ms / 1000)).$(printf %03d $((ms % 1000)))"
    kill -9 "$run" 2>/dev/null
    wait "$run" 2>/dev/null
    next_run_finishes "$tmp/killed" "killed after $ms ms"
done
finish
