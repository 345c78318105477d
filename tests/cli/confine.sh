#!/bin/bash
# confine.sh PROGRAM: what the program starts to read a document with can do
# nothing but read: it is shown with tools that try.
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh

# as pdftotext is: its output goes into a pipe, for not even a file that is
# open already may be written; a sanitizer could not look for leaks behind it
limited() { # MEMORY CPU PROGRAM...
    memory=$1 cpu=$2
    shift 2
    ASAN_OPTIONS=detect_leaks=0 "$program" filter -- "$memory" "$cpu" 200000000 "$@" 2>&1 | cat
    return "${PIPESTATUS[0]}"
}
filtered() { limited 1073741824 10 "$@"; }
printf 'a secret\n' >"$tmp/secret"

check "a filter passes on what it is given" bash -c \
    '[ "$(echo word | "$0" filter 0 10 0 /bin/cat)" = word ]' "$program"
check "it keeps the exit status" exits 3 filtered /bin/bash -c 'exit 3'
check "it says where it cannot run" exits 127 filtered /nonexistent/program
check "it has no environment to speak of" bash -c \
    '! SECRET=1 "$0" filter 0 10 0 /usr/bin/env | grep -q SECRET' "$program"

# Where the kernel has Landlock, no file outside the system's libraries is read.
"$program" --quiet --db "$tmp/r.db" ingest fixtures/demo/minutes >"$tmp/out" 2>&1
"$program" --db "$tmp/r.db" status >"$tmp/status" 2>&1
if grep -q Landlock "$tmp/status"; then
    check "no file outside is read" exits 1 filtered /bin/cat "$tmp/secret"
    check "it was denied" grep -q "Permission denied" "$tmp/out"
    check "no list of accounts is read" exits 1 filtered /bin/cat /etc/passwd
    check "no folder outside is listed" exits 2 filtered /bin/ls "$tmp"
    check "no process is looked at" exits 1 filtered /bin/cat /proc/1/status
fi
check "libraries are read" exits 0 filtered /bin/ls /usr/lib

check "no file is made" exits 1 filtered /bin/bash -c ">$tmp/made"
check "none is there" test ! -e "$tmp/made"
check "no file is added to" exits 1 filtered /bin/bash -c "echo x >>$tmp/secret"
check "no file is removed" exits 1 filtered /bin/rm -f "$tmp/secret"
check "no folder is made" exits 1 filtered /bin/mkdir "$tmp/folder"
check "no file is renamed" exits 1 filtered /bin/mv "$tmp/secret" "$tmp/other"
check "all is as it was" grep -qx 'a secret' "$tmp/secret"

check "no socket is opened" exits 1 filtered /bin/bash -c \
    'exec 3<>/dev/tcp/127.0.0.1/9'
if grep -q seccomp "$tmp/status"; then # not in a build with sanitizers
    check "it was not permitted" grep -q 'not permitted' "$tmp/out"
fi
check "no processor time beyond the limit" exits 152 \
    limited 1073741824 1 /bin/bash -c 'while :; do :; done'
check "no memory beyond the limit" exits 1 \
    limited 1048576 10 /usr/bin/tail -c 1000000000 /dev/zero
finish
