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
finish() {
    if [ $((passed + failed)) -eq 0 ]; then
        echo "no test ran"
        exit 1
    fi
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
    exit
}
