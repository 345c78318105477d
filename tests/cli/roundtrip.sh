#!/bin/bash
# roundtrip.sh PROGRAM: ROUNDS (5) trackers edited by chance with openpyxl,
# some saved again by LibreOffice; no value that was entered is lost.
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
if ! /usr/bin/python3 -c 'import openpyxl' 2>/dev/null; then
    echo "skipped: needs python3-openpyxl"
    pass "skipped"
    finish
fi
office=$(command -v soffice || echo -)
export MINUTEBOOK_DB=$tmp/register.db
/usr/bin/python3 tests/cli/roundtrip.py "$program" "$tmp" "${ROUNDS:-5}" \
    "$office" >"$tmp/said" 2>&1
status=$?
grep -v '^0 lost' "$tmp/said"
check "the scripts ran" [ "$status" -eq 0 ]
check "nothing was lost" grep -qx '0 lost' "$tmp/said"
finish
