#!/bin/bash
# bad_input.sh PROGRAM: what clerks and machines do wrong costs one clear line
# and the documented exit status, and nothing is half-stored.
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
good=fixtures/demo/minutes/cabinet-2025-03-18.txt
db=$tmp/r.db

refused() { # NAME FILE: parse exits 3 with one line that names the file
    check "$1: exit 3" exits 3 timeout 60 "$program" parse "$2"
    check "$1: one line" one_line_error
    check "$1: names the file" grep -qF -- "$(basename "$2")" "$tmp/err"
    check "$1: prints nothing" test ! -s "$tmp/out"
}
: >"$tmp/empty.txt"
head -c 5000 /dev/urandom >"$tmp/noise.bin"
printf '\320\317\021\340\241\261\032\341rest' >"$tmp/old.doc"
printf '{\\rtf1 hello}' >"$tmp/old.rtf"
printf '\211PNG\r\n\032\n0000' >"$tmp/scan.png"
printf 'PK\003\004broken' >"$tmp/broken.docx"
printf '%%PDF-1.7\nbroken' >"$tmp/broken.pdf"
refused "empty file" "$tmp/empty.txt"
refused "binary" "$tmp/noise.bin"
refused "old Word" "$tmp/old.doc"
refused "rich text" "$tmp/old.rtf"
refused "picture" "$tmp/scan.png"
refused "broken Word" "$tmp/broken.docx"
refused "broken PDF" "$tmp/broken.pdf"
refused "no such file" "$tmp/none.txt"

# A PDF of one empty page; with a password that is not known; with half gone.
pdf() { # TRAILER
    printf '%s\n' '%PDF-1.4' '1 0 obj' '<</Type/Catalog/Pages 2 0 R>>' endobj \
        '2 0 obj' '<</Type/Pages/Kids[3 0 R]/Count 1>>' endobj '3 0 obj' \
        '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>' endobj '4 0 obj' \
        "<</Filter/Standard/V 1/R 2/P -4/Length 40/O<$key>/U<$key>>>" endobj \
        trailer "<</Root 1 0 R/Size 5/ID[<00><00>]$1>>" '%%EOF'
}
key=$(printf '5A%.0s' $(seq 32))
pdf '' >"$tmp/scan.pdf"
pdf '/Encrypt 4 0 R' >"$tmp/locked.pdf"
head -c 2000 fixtures/records/harbour-pdf.d/input.pdf >"$tmp/half.pdf"
check "scanned PDF" exits 0 "$program" parse --no-text "$tmp/scan.pdf"
check "scanned PDF: says what to do" \
    grep -q 'OCR.*\[no-text-layer\]' "$tmp/err"
refused "locked PDF" "$tmp/locked.pdf"
check "locked PDF: says why" grep -q password "$tmp/err"
refused "half a PDF" "$tmp/half.pdf"

# A folder of which only one document is good: that one is stored.
mkdir "$tmp/mixed" && cp "$good" "$tmp/empty.txt" "$tmp/noise.bin" "$tmp/mixed"
check "mixed folder: exit 3" exits 3 "$program" --db "$db" ingest "$tmp/mixed"
check "mixed folder: the good one is held" exits 0 "$program" --db "$db" list documents
check "mixed folder: by name" grep -q cabinet-2025 "$tmp/out"
mkdir "$tmp/bare"
check "empty folder: exit 3" exits 3 "$program" --db "$db" ingest "$tmp/bare"

# Encodings: each gives the same decisions, or a diagnostic.
iconv -f UTF-8 -t WINDOWS-1252 "$good" >"$tmp/cp1252.txt"
{ printf '\377\376'; iconv -f UTF-8 -t UTF-16LE "$good"; } >"$tmp/utf16.txt"
sed 's/$/\r/' "$good" >"$tmp/crlf.txt"
resolutions() { "$program" dump "$1" | sed -n 's/^resolutions .* text="\([^"]*\)".*/\1/p'; }
resolutions "$good" >"$tmp/want"
for variant in cp1252 utf16 crlf; do
    resolutions "$tmp/$variant.txt" >"$tmp/got"
    check "$variant: the same clauses" diff "$tmp/want" "$tmp/got"
done
check "there are clauses to compare" test -s "$tmp/want"

# Sizes and depths.
head -c 50000000 /dev/zero | tr '\0' x >"$tmp/long.txt"
check "a line of 50 MB" timeout 60 "$program" parse --no-text "$tmp/long.txt" --quiet >/dev/null
{
    for _ in $(seq 1000); do printf '<div>%.0s' $(seq 100); done
    echo "<p>RESOLVED that it be so.</p>"
} >"$tmp/deep.html"
timeout 60 "$program" parse --quiet "$tmp/deep.html" >/dev/null 2>"$tmp/err"
check "100,000 tags deep: an answer" test $? -lt 4
check "--max-bytes" exits 3 "$program" parse --max-bytes 10 "$good"

# The register.
check "missing register: exit 4" exits 4 "$program" --db "$tmp/none.db" list
check "missing register: one line" one_line_error
echo "this is no database" >"$tmp/text.db"
check "not a database: exit 4" exits 4 "$program" --db "$tmp/text.db" ingest "$good"
check "not a database: one line" one_line_error
sqlite3 "$tmp/other.db" 'create table t (x); insert into t values (1)'
check "not ours: exit 4" exits 4 "$program" --db "$tmp/other.db" ingest "$good"
cp "$db" "$tmp/newer.db" && sqlite3 "$tmp/newer.db" 'pragma user_version = 9999'
check "newer than the program: exit 4" exits 4 "$program" --db "$tmp/newer.db" list
check "newer: says so" grep -qi newer "$tmp/err"
check "folder as register: exit 4" exits 4 "$program" --db "$tmp" list

# Reports.
check "no folder to write to: exit 5" exits 5 "$program" --db "$db" report tracker -o "$tmp/no/such/t.xlsx"
check "no folder: one line" one_line_error
check "unknown report: exit 2" exits 2 "$program" --db "$db" report nonsense
"$program" --db "$db" list >/dev/full 2>"$tmp/err"
check "a full disk: exit 5" test $? -eq 5
finish
