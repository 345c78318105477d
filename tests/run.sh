#!/bin/bash
# run.sh BUILD_DIR: every test; the last line is "N passed, N failed".
#
# Unit programs (cmocka) say how many of their tests passed and failed; the
# shell tests end with the same line as this one.
set -u
build=$1
cd "$(dirname "$0")/.." || exit 1
passed=0
failed=0

add() { # NAME STATUS PASSED FAILED
    passed=$((passed + $3))
    failed=$((failed + $4))
    if [ "$2" -ne 0 ] && [ "$4" -eq 0 ]; then failed=$((failed + 1)); fi
    printf '  %-28s %4d passed, %d failed\n' "$1" "$3" "$4"
}
log=$(mktemp)
trap 'rm -f "$log"' EXIT

for program in "$build"/tests/unit/test_*; do
    [ -x "$program" ] && [ -f "$program" ] && [[ $program != *.* ]] || continue
    ${WRAP:-} "$program" >"$log" 2>&1
    status=$?
    ok=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) test.*/\1/p' "$log" | awk "{ n += \$1 } END { print n + 0 }")
    bad=$(sed -n 's/^\[  FAILED  \] [^0-9]*\([0-9]*\) test.*/\1/p' "$log" | awk "{ n += \$1 } END { print n + 0 }")
    add "${program##*/}" "$status" "${ok:-0}" "${bad:-0}"
    [ "$status" -eq 0 ] || grep -vE '^\[ (RUN|      OK)' "$log" | head -n 40
done
for script in tests/layers.sh tests/golden.sh tests/cli/*.sh; do
    "$script" "$build/minutebook" >"$log" 2>&1
    status=$?
    ok=$(sed -n 's/^\([0-9]*\) passed, [0-9]* failed$/\1/p' "$log" | tail -n 1)
    bad=$(sed -n 's/^[0-9]* passed, \([0-9]*\) failed$/\1/p' "$log" | tail -n 1)
    add "${script#tests/}" "$status" "${ok:-0}" "${bad:-0}"
    [ "$status" -eq 0 ] || head -n 60 "$log"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
