#!/bin/bash
# hostile.sh PROGRAM [TABLE]: documents made to do harm cost one error line or
# are read, each within the limits of a document. With TABLE, what each cost
# is written there: name, exit status, seconds, MB at most, what was said.
set -u
program=$(realpath "$1")
table=${2:-}
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
bad=$tmp/bad
mkdir "$bad"
w='xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

# A Word file of the parts in $tmp/parts; packed as well as zip can, so that
# a bomb is small.
word() { # NAME
    (cd "$tmp/parts" && zip -q -9 -r "$bad/$1" .)
    rm -rf "$tmp/parts"
}
parts() { # BODY: the folder with an ordinary document of that body
    mkdir -p "$tmp/parts/word"
    echo '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>' \
        >"$tmp/parts/[Content_Types].xml"
    printf '<?xml version="1.0"?>%s<w:document %s><w:body>%s</w:body></w:document>' \
        "${2:-}" "$w" "$1" >"$tmp/parts/word/document.xml"
}
many() { # TIMES WORDS
    yes "$2" | head -n "$1" | tr -d '\n'
}
said='<w:p><w:r><w:t>RESOLVED that it be so.</w:t></w:r></w:p>'
styled='<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>RESOLVED that it be so.</w:t></w:r></w:p>'

# Archives.
parts ''
head -c 300000000 /dev/zero | tr '\0' ' ' >>"$tmp/parts/word/document.xml"
word bomb.docx
parts "$said"
head -c 300000000 /dev/zero >"$tmp/parts/word/unused.bin"
word bomb-unused.docx
parts "$said"
mkdir "$tmp/parts/many"
(cd "$tmp/parts/many" && seq 12000 | xargs touch)
word entries.docx

# Markup that grows or fetches.
laughs='<!ENTITY a "ha ha ha ha ha ha ha ha ha ha">'
previous=a
for name in b c d e f g h i j; do
    laughs+="<!ENTITY $name \"$(many 10 "&$previous;")\">"
    previous=$name
done
parts "<w:p><w:r><w:t>&j;</w:t></w:r></w:p>" "<!DOCTYPE x [$laughs]>"
word laughs.docx
echo "a secret of this machine" >"$tmp/secret"
fetch="<!DOCTYPE x [<!ENTITY e SYSTEM \"file://$tmp/secret\">]>"
parts "<w:p><w:r><w:t>&e;</w:t></w:r></w:p>" "$fetch"
word fetch.docx
echo "<?xml version=\"1.0\"?><!DOCTYPE x [$laughs]><getmeeting><agendaitem>&j;</agendaitem></getmeeting>" \
    >"$bad/laughs.xml"
echo "<?xml version=\"1.0\"?>$fetch<getmeeting><agendaitem>&e;</agendaitem></getmeeting>" \
    >"$bad/fetch.xml"
echo "<!DOCTYPE html [<!ENTITY e SYSTEM \"file://$tmp/secret\">]><p>RESOLVED that &e; be so.</p>" \
    >"$bad/fetch.html"

# Styles and numbers in a circle.
parts "$styled"
echo "<w:styles $w><w:style w:styleId=\"a\"><w:basedOn w:val=\"b\"/></w:style>" \
    '<w:style w:styleId="b"><w:basedOn w:val="a"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>' \
    >"$tmp/parts/word/styles.xml"
word styles.docx
parts "$styled"
echo "<w:styles $w><w:style w:styleId=\"a\"><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style></w:styles>" \
    >"$tmp/parts/word/styles.xml"
echo "<w:numbering $w>" \
    '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="a"/></w:abstractNum>' \
    '<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="a"/><w:numStyleLink w:val="a"/></w:abstractNum>' \
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>' \
    >"$tmp/parts/word/numbering.xml"
word numbering.docx

# Shapes of markup and lines.
{ echo "<p>"; many 20000 '<b>'; echo "RESOLVED that it be so."; } >"$bad/unclosed.html"
{ many 20000 '<div><p>words '; } >"$bad/unclosed-blocks.html"
{
    echo "<p "
    seq -f 'a%g=1' 50000
    echo ">RESOLVED that it be so.</p>"
} >"$bad/attributes.html"
{ many 100000 '<div>'; echo "RESOLVED that it be so."; } >"$bad/deep.html"
{ many 100000 '<table><tr><td>'; echo "words"; } >"$bad/tables.html"
{
    echo '<?xml version="1.0"?>'
    many 100000 '<getmeeting>'
} >"$bad/deep.xml"
parts "$(many 20000 '<w:tbl><w:tr><w:tc>')"
word deep.docx
head -c 50000000 /dev/zero | tr '\0' x >"$bad/line.txt"
{ echo "<p>"; cat "$bad/line.txt"; } >"$bad/line.html"
yes "RESOLVED that it be so;" | head -c 4000000 | tr '\n' ' ' >"$bad/words.txt"

# Memory is measured where there is a program for it; a sanitizer's own is no
# measure.
sanitized=$(grep -ac __asan_init "$program")
measured() { # SECONDS COMMAND...: in $seconds and $kilobytes, and $status
    if [ -x /usr/bin/time ]; then
        timeout "$1" /usr/bin/time -f '%e %M' -o "$tmp/cost" "${@:2}" \
            >"$tmp/out" 2>"$tmp/err" </dev/null
        status=$?
        read -r seconds kilobytes < <(tail -n 1 "$tmp/cost")
    else
        timeout "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
        status=$?
        seconds=-
        kilobytes=0
    fi
    [ "$sanitized" -eq 0 ] || kilobytes=0
}

# What one costs. Read or refused: never a signal, never a second line, and
# never more than a document may take.
cost() { # NAME FILE
    measured 90 "$program" --quiet parse --no-text "$2"
    check "$1: read or refused" [ $status -eq 0 -o $status -eq 3 ]
    [ $status -eq 0 ] || check "$1: one line" one_line_error
    check "$1: within 1 GiB and a bit" [ "$kilobytes" -lt 1200000 ]
    check "$1: nothing fetched" bash -c '! grep -q "a secret of" "$@"' - "$tmp/out" "$tmp/err"
    [ -z "$table" ] || printf '%-22s %d %7s s %6d MB  %s\n' "$1" $status "$seconds" \
        $((kilobytes / 1000)) "$(sed 's|.*/bad/[^:]*: ||' "$tmp/err")" >>"$table"
}
for file in "$bad"/*; do
    cost "$(basename "$file")" "$file"
done
for name in styles.docx numbering.docx attributes.html fetch.html; do
    "$program" --quiet dump --stage=source "$bad/$name" >"$tmp/out"
    check "$name: its words are there" grep -q "be so" "$tmp/out"
done

# Cut short at every kilobyte: refused in one line, or read as far as it goes.
cut_short() { # NAME FILE
    rm -rf "$tmp/cut"
    mkdir "$tmp/cut"
    bytes=$(stat -c %s "$2")
    for ((n = 1024; n < bytes; n += 1024)); do
        head -c "$n" "$2" >"$tmp/cut/$(printf '%06d' "$n").${2##*.}"
    done
    files=$(find "$tmp/cut" -type f | wc -l)
    measured 300 "$program" --quiet parse --no-text --format jsonl "$tmp/cut"
    read=$(wc -l <"$tmp/out")
    refused=$(grep -c '^minutebook: .*/cut/' "$tmp/err")
    check "$1: there are some" [ "$files" -gt 20 ]
    check "$1: exit 0 or 3" [ $status -eq 0 -o $status -eq 3 ]
    check "$1: each is read or refused, in one line" \
        [ $((read + refused)) -eq "$files" ]
    check "$1: no worker died" bash -c '! grep -qiE "signal|crash|killed" "$1"' - "$tmp/err"
    [ -z "$table" ] || printf '%-22s %d %7s s %6d MB  %d files: %d read, %d refused\n' \
        "$1" $status "$seconds" $((kilobytes / 1000)) "$files" "$read" "$refused" >>"$table"
}
# words that a packer cannot shorten, so that the archive is long
chance() { # PARAGRAPHS BEFORE AFTER
    awk -v n="$1" -v before="$2" -v after="$3" 'BEGIN {
        srand(7)
        for (i = 1; i <= n; i++) {
            printf "%s%d. RESOLVED that", before, i
            for (k = 0; k < 12; k++)
                printf " %x", rand() * 4294967295
            print "." after
        } }'
}
parts "$(chance 400 '<w:p><w:r><w:t>' '</w:t></w:r></w:p>')"
word whole.docx
chance 300 '<p>' '</p>' >"$bad/whole.html"
cut_short "cut Word" "$bad/whole.docx"
cut_short "cut page" "$bad/whole.html"
cut_short "cut PDF" fixtures/records/harbour-pdf.d/input.pdf
finish
