#!/bin/bash
# layers.sh: dependencies point one way, and foreign headers stay where they
# belong: base <- parser <- store <- assurance <- reports <- cli.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/lib.sh

# no FOLDERS PATTERN: no source below them has it
none() {
    # shellcheck disable=SC2086
    hits=$(grep -REn --include='*.[ch]' "$2" $1)
    [ -z "$hits" ] || { echo "$hits" | head -n 5; return 1; }
}
above() { # FOLDER HIGHER...: FOLDER includes nothing of the higher ones
    low=$1
    shift
    for high in "$@"; do
        check "$low does not include $high" none "$low" "#include \"$high/"
    done
}
above base parser store assurance reports cli
above parser store assurance reports cli
above store assurance reports cli
above assurance reports cli
above reports cli

only_in() { # HEADER FOLDER_OR_FILES_REGEX
    hits=$(grep -RlE --include='*.[ch]' "#include [<\"]$1[>\"]" \
        base parser store assurance reports cli | grep -vE "^($2)" || :)
    [ -z "$hits" ] || { echo "$hits"; return 1; }
}
check "pcre2.h only in parser" only_in pcre2.h 'parser/'
check "sqlite3.h only in store" only_in sqlite3.h 'store/'
check "xlsxwriter.h in one file" only_in xlsxwriter.h 'reports/xlsx_priv\.h$'
check "which is the writer's own" only_in reports/xlsx_priv.h 'reports/xlsx'

below="base parser store assurance reports"
check "only cli prints" none "$below" '(^|[^a-z_f])(printf|puts|putchar|perror) ?\(|\b(stdout|stderr)\b'
check "only cli exits" none "$below" '(^|[^_a-z])(exit|abort) ?\('
check "only cli reads the environment" none "$below" 'getenv ?\('
check "nobody below cli reads the wall clock" none "$below" \
    '(^|[^_a-z])(time|gettimeofday|localtime(_r)?) ?\(|CLOCK_REALTIME'
check "nobody runs a shell" none "$below cli" '(^|[^_a-z])(system|popen)\('
check "no unbounded string function" none "$below cli" '(^|[^_a-z])(strcpy|strcat|sprintf|gets) ?\('
finish
