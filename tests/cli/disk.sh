#!/bin/bash
# disk.sh PROGRAM: an inbox run whose disk is full, or fails at one act and for
# good: it ends with a message, and when the disk is well again the next run
# does what is left. FAILS=n tries n acts of each kind (default 2), SIZES=n as
# many sizes of disk (default 2), DOCUMENTS=n.
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
. tests/inbox_run.sh
make_start 20
run_calm
RANDOM=${SEED:-7}

ends_by_itself() { # NAME COMMAND...: it says how it went, and is not killed
    local name=$1
    shift
    "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
    local code=$?
    check "$name: ends by itself ($code)" test "$code" -lt 6
    if [ "$code" -ne 0 ]; then
        check "$name: says why" grep -q '^minutebook: ' "$tmp/err"
    fi
}

# --- a file system that is full
kib() { du -sk "$1" | cut -f1; }
full() { # FOLDER: a file system of its own at FOLDER, or nothing
    mount -t tmpfs -o "size=${2}k" none "$1" 2>/dev/null
}
mkdir "$tmp/full"
first=$(kib "$tmp/start")
grown=$(($(kib "$tmp/calm") - first + 200))
if full "$tmp/full" $((first + 4096)); then
    umount "$tmp/full"
    trap 'umount "$tmp/full" 2>/dev/null; rm -rf "$tmp"' EXIT
    for ((i = 0; i < ${SIZES:-2}; i++)); do
        room=$((64 + grown * i / ${SIZES:-2}))
        full "$tmp/full" $((first + grown + 65536))
        cp -r "$tmp/start/." "$tmp/full"
        used=$(df -k --output=used "$tmp/full" | tail -n 1)
        mount -o "remount,size=$((used + room))k" "$tmp/full"
        ends_by_itself "a disk with $room KiB left" everything "$tmp/full"
        mount -o "remount,size=$((used + grown + 65536))k" "$tmp/full"
        next_run_finishes "$tmp/full" "a disk with $room KiB left"
        umount "$tmp/full"
    done
else
    echo "(no file system can be mounted here: none is filled)"
fi

# --- files that may not grow
limited() { # KIB FOLDER
    (
        trap '' XFSZ
        ulimit -f "$1"
        everything "$2"
    )
}
largest=$(find "$tmp/calm" -type f -size +0 -printf '%k\n' | sort -n | tail -n 1)
for ((i = 0; i < ${SIZES:-2}; i++)); do
    limit=$((largest * (2 * i + 1) / (2 * ${SIZES:-2})))
    rm -rf "$tmp/limited"
    cp -r "$tmp/start" "$tmp/limited"
    ends_by_itself "files of at most $limit KiB" limited "$limit" "$tmp/limited"
    next_run_finishes "$tmp/limited" "files of at most $limit KiB"
done

# --- acts that fail
if ! ${CC:-cc} -shared -fPIC -O1 -D_GNU_SOURCE -o "$tmp/disk.so" \
    tests/cli/failing_disk.c -ldl 2>"$tmp/err"; then
    echo "(the failing disk cannot be compiled: no act fails)"
    finish
fi
failing() { # FOLDER SETTINGS...: a run on the failing disk
    local folder=$1
    shift
    # (a build with sanitizers wants to be loaded first, and need not)
    env "$@" LD_PRELOAD="$tmp/disk.so" \
        ASAN_OPTIONS="verify_asan_link_order=0" "$program" --db "$folder/r.db" ingest \
        --inbox "$folder/in" --settle 0 -A "$authority" \
        --returned "$folder/back" --out "$folder/out" --by "Test Officer"
}
rm -rf "$tmp/failing"
cp -r "$tmp/start" "$tmp/failing"
check "a run that is counted" exits 0 failing "$tmp/failing" \
    DISK_COUNT="$tmp/acts"
acts=$(cat "$tmp/acts" 2>/dev/null || echo 0)
check "does many acts ($acts)" test "$acts" -gt 100
one_fails() { # N NAME SETTINGS...
    local n=$1 name=$2
    shift 2
    rm -rf "$tmp/failing"
    cp -r "$tmp/start" "$tmp/failing"
    ends_by_itself "$name" failing "$tmp/failing" DISK_FAIL="$n" "$@"
    next_run_finishes "$tmp/failing" "$name"
}
for ((i = 0; i < ${FAILS:-2} && acts > 100; i++)); do
    n=$((1 + (RANDOM * 32768 + RANDOM) % acts))
    one_fails "$n" "act $n of $acts fails" DISK_ERROR=5
    one_fails "$n" "all from act $n on fail" DISK_ERROR=5 DISK_DEAD=1
    one_fails "$n" "no room from act $n on" DISK_ERROR=28 DISK_DEAD=1
done
finish
