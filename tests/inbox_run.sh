# shellcheck shell=bash disable=SC2154
# Shared by the tests of an inbox run that is disturbed: sourced after lib.sh,
# with $program set. A run of everything (documents, returned workbooks, a
# tracker) and what must be the same after it, whatever came between.
authority="Aldermoor County Council"

inbox() { # FOLDER DB ARGS...: one run
    local folder=$1 db=$2
    shift 2
    "$program" --db "$db" ingest --inbox "$folder" --settle 0 \
        -A "$authority" "$@"
}
files() { # FOLDER: what lies in it and below
    (cd "$1" && find . -type f | sort)
}
# A register with a few documents, $tmp/start; an inbox beside it with as many
# as DOCUMENTS says (else as the first argument), of ITEMS (5) items each; and
# where there is a program to edit them, three returned workbooks.
make_start() {
    mkdir -p "$tmp/gen/html" "$tmp/gen/txt" "$tmp/early" "$tmp/start/back"
    tests/bench/gen "${DOCUMENTS:-$1}" "$tmp/gen" "${ITEMS:-5}"
    cp -r "$tmp/gen/txt" "$tmp/start/in"
    find "$tmp/gen/txt" -type f | sort | head -n 6 |
        while read -r file; do cp "$file" "$tmp/early"; done
    check "the first documents" exits 0 inbox "$tmp/early" "$tmp/start/r.db" \
        --quiet --out "$tmp/start/out"
    can_edit || return
    for i in 1 2 3; do
        enter_owners "$tmp/start/out/tracker.xlsx" \
            "$tmp/start/back/returned $i.xlsx" Officer $i 3
    done
}
everything() { # FOLDER: one run of all that lies in it
    "$program" --db "$1/r.db" ingest --inbox "$1/in" --settle 0 \
        -A "$authority" --returned "$1/back" --out "$1/out" --by "Test Officer"
}
pages() { # FOLDER: the result pages, but for the numbers of runs
    (cd "$1/back/done" && cat ./*.result.txt 2>/dev/null) |
        sed 's/minutebook undo [0-9]*/minutebook undo N/'
}
look_at() { # FOLDER NAME: what must be the same, into NAME.dump and so on
    "$program" --db "$1/r.db" dump --stage=store >"$2.dump"
    files "$1" >"$2.files"
    pages "$1" >"$2.pages"
}
# What an undisturbed run leaves, $tmp/calm.dump and so on; $took is how many
# milliseconds it took.
run_calm() {
    cp -r "$tmp/start" "$tmp/calm"
    local begin
    begin=$(date +%s%N)
    everything "$tmp/calm" >"$tmp/out" 2>&1
    # shellcheck disable=SC2034
    took=$((($(date +%s%N) - begin) / 1000000))
    look_at "$tmp/calm" "$tmp/calm"
    check "the undisturbed run stored something" grep -q "^resolution" \
        "$tmp/calm.dump"
    if [ -e "$tmp/start/back/returned 0.xlsx" ]; then
        check "and took workbooks" grep -q "Officer 1" "$tmp/calm.dump"
        check "and told of them" grep -q "Officer 1" "$tmp/calm.pages"
    fi
}
# FOLDER WHAT: after a disturbed run the next one does what is left.
next_run_finishes() {
    check "$2: the next run" exits 0 everything "$1"
    check "$2: sound" exits 0 "$program" --db "$1/r.db" verify
    look_at "$1" "$tmp/now"
    for kind in dump files pages; do
        check "$2: the same $kind" cmp "$tmp/calm.$kind" "$tmp/now.$kind"
    done
}
