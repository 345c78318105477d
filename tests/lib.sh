# shellcheck shell=bash
# Shared by the shell tests: sourced, not run.
#
# Each test says `pass NAME` or `fail NAME [WHY]`; `finish` prints the tally
# "N passed, N failed" and exits 1 where one failed or none ran. A scratch
# folder $tmp is there for the test and goes with it.
passed=0
failed=0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export LC_ALL=C TZ=UTC SOURCE_DATE_EPOCH=1735689600
unset MINUTEBOOK_DB

pass() {
    passed=$((passed + 1))
    if [ -n "${VERBOSE:-}" ]; then echo "ok $1"; fi
}
fail() {
    failed=$((failed + 1))
    echo "FAILED $1${2:+: $2}"
}
# check NAME COMMAND...: passes where the command succeeds
check() {
    check_name=$1
    shift
    if "$@"; then pass "$check_name"; else fail "$check_name" "$*"; fi
}
# exits WANTED COMMAND...: its exit status is the one wanted; what it printed
# is in $tmp/out and $tmp/err
exits() {
    exits_want=$1
    shift
    "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
    exits_got=$?
    [ "$exits_got" -eq "$exits_want" ] && return 0
    echo "exit $exits_got, not $exits_want: $*"
    sed 's/^/    /' "$tmp/err" | head -n 5
    return 1
}
one_line_error() { # exactly one line was said, and it begins as all do
    [ "$(wc -l <"$tmp/err")" -eq 1 ] && grep -q '^minutebook: ' "$tmp/err"
}
# What edits workbooks: Debian's python3 with openpyxl, where it is there.
python=/usr/bin/python3
can_edit() {
    "$python" -c "import openpyxl" 2>/dev/null && return 0
    echo "(no openpyxl: no edited workbook is returned)"
    return 1
}
# enter_owners FROM TO NAME [FIRST [STEP]]: "NAME 5" as the owner of row 5, in
# every STEP-th (1) row of a tracker from the FIRST (1) under its head
enter_owners() {
    "$python" - "$@" <<'PY'
import sys, openpyxl
source, target, name = sys.argv[1:4]
first, step = [int(a) for a in sys.argv[4:6]] + [1, 1][len(sys.argv) - 4:]
book = openpyxl.load_workbook(source)
sheet = book["Tracker"]
head = next(r for r in range(1, 11) if sheet.cell(r, 1).value == "Record ID")
owner = next(c for c in range(1, 99) if sheet.cell(head, c).value == "Owner")
for row in range(head + first, sheet.max_row + 1, step):
    if sheet.cell(row, 1).value:
        sheet.cell(row, owner).value = f"{name} {row}"
book.save(target)
PY
}
finish() {
    if [ $((passed + failed)) -eq 0 ]; then
        echo "no test ran"
        exit 1
    fi
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
    exit
}
