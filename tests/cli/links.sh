#!/bin/bash
# links.sh PROGRAM: a strategy and forty decisions of our own writing, with the
# links an officer would defend (tests/links/links.csv; no row: not linked, and
# a third are traps); then what people decide about links, which outlives the
# machine's.
set -u
program=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
. tests/lib.sh
export MINUTEBOOK_DB=$tmp/r.db
mb() { timeout 60 "$program" -q "$@" </dev/null; }

# ---------------------------------------------------------- labelled set
mb strategy import tests/links/saltmere.md --id saltmere --from 2024-04-01
mb ingest tests/links/decisions
mb link
mb strategy show saltmere >"$tmp/tree"
check "tree: five outcomes" test "$(grep -c '^  [0-9]  ' "$tmp/tree")" -eq 5
check "tree: coded bullets" test "$(grep -c '^    [0-9]\.[0-9]  ' "$tmp/tree")" -eq 21
mb links --format csv >"$tmp/links.csv"
tail -n +2 tests/links/links.csv | cut -d, -f1-3 | sort -u >"$tmp/want"
tail -n +2 "$tmp/links.csv" | cut -d, -f3-5 | sort -u >"$tmp/got"
f1() { # WANT GOT
    awk -v both="$(comm -12 "$1" "$2" | wc -l)" -v w="$(wc -l <"$1")" \
        -v g="$(wc -l <"$2")" 'BEGIN { printf "%.3f\n", 2 * both / (w + g) }'
}
at_least() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a >= b) }'; }
check "links: F1 $(f1 "$tmp/want" "$tmp/got")" \
    at_least "$(f1 "$tmp/want" "$tmp/got")" 0.84
grep ',explicit$' tests/links/links.csv | cut -d, -f1-3 | sort -u >"$tmp/want"
grep ',explicit,' "$tmp/links.csv" | cut -d, -f3-5 | sort -u >"$tmp/got"
check "links: explicit ones are all found" cmp "$tmp/want" "$tmp/got"
for trap in 24/50027 24/50029 24/50030 24/50034 24/50037 24/50038 24/50039; do
    check "no link: $trap" test "$(grep -c ",$trap," "$tmp/links.csv")" -eq 0
done
tail -n +2 "$tmp/links.csv" | while IFS=, read -r _ _ ref _; do
    echo "$ref"
done | sort -u >"$tmp/refs"
words() { tr -cs '[:alnum:]' ' ' | tr '[:upper:]' '[:lower:]'; }
made_up=0
while read -r ref; do
    words <"tests/links/decisions/${ref/\//-}.txt" >"$tmp/text"
    while read -r quote; do
        quote=$(words <<<"$quote" | sed 's/^ //; s/ $//')
        grep -qF -- "$quote" "$tmp/text" || made_up=$((made_up + 1))
    done < <(grep ",$ref," "$tmp/links.csv" | sed 's/.*,proposed,//')
done <"$tmp/refs"
check "links: every quote stands in its decision" test "$made_up" -eq 0

# --------------------------------------------------------- why and why not
mb link --explain 24/50001 >"$tmp/out"
check "explain: why" grep -q 'maternity early years: ' "$tmp/out"
check "explain: 80 columns" test "$(wc -L <"$tmp/out")" -le 80
mb link --explain 24/50030 >"$tmp/out"
check "explain: why not" grep -q 'ends or cuts a service' "$tmp/out"

# ------------------------------------------------- the report on a matter
cat >"$tmp/report.txt" <<'TEXT'
From: Director of Adult Care
To: Cabinet - 11 July 2024
Subject: Community equipment store - new contract
Decision no: 24/50010
Classification: Unrestricted

Summary: This report asks the Cabinet Member to award a contract.

Recommendation(s): The Cabinet Member is asked to award the contract.

1. Policy framework

1.1 The contract supports priority 3.3 of the Saltmere Together strategy, since carers are trained to use the equipment.
TEXT
by_report() { MINUTEBOOK_DB=$tmp/report.db mb "$@"; }
by_report strategy import tests/links/saltmere.md --id saltmere
by_report ingest tests/links/decisions/24-50010.txt --authority "Saltmere Council"
by_report link
by_report ingest "$tmp/report.txt" --authority "Saltmere Council"
by_report link
by_report links --format csv >"$tmp/out"
check "by_report: the report's words" \
    grep -q ',24/50010,saltmere,3.3,by_report,0.900,proposed,"\?The contract' "$tmp/out"
check "by_report: no more than it names" test "$(wc -l <"$tmp/out")" -eq 4

# What it recommends is read too where the decision only points to it.
cat >"$tmp/bare.txt" <<'TEXT'
Decision details

24/50071 - Grange Road scheme

Decision Maker: Cabinet Member for Public Health

Decision status: Recommendations Approved


Decision:

To approve the recommendations in the report.


Publication date: 18/07/2024

Date of decision: 18/07/2024
TEXT
cat >"$tmp/asks.txt" <<'TEXT'
From: Director of Public Health
To: Cabinet - 18 July 2024
Subject: Grange Road scheme
Decision no: 24/50071
Classification: Unrestricted

Summary: This report is about Grange Road.

Recommendation(s): The Cabinet Member is asked to pay for six advisers who help people to stop smoking.

1. Background

1.1 A vaccine clinic was held there in March.
TEXT
asks() { MINUTEBOOK_DB=$tmp/asks.db mb "$@"; }
asks strategy import tests/links/saltmere.md --id saltmere
asks ingest "$tmp/bare.txt" --authority "Saltmere Council"
asks link
asks links --format csv >"$tmp/out"
check "recommendation: nothing without the report" test "$(wc -l <"$tmp/out")" -eq 1
asks ingest "$tmp/asks.txt" --authority "Saltmere Council"
asks link
asks links --format csv >"$tmp/out"
check "recommendation: read in the report, said so" \
    grep -q ',24/50071,saltmere,2.1,by_report,.*six advisers' "$tmp/out"
check "recommendation: not what else it tells" test "$(wc -l <"$tmp/out")" -eq 2

# ------------------------------------------------------------ other names
check "alias" mb strategy alias saltmere STS "Together plan"
mb strategy show saltmere >"$tmp/out"
check "alias: shown" grep -q 'also "STS"' "$tmp/out"
mb strategy import tests/links/saltmere.md --id saltmere --from 2024-04-01
mb strategy show saltmere >"$tmp/out"
check "alias: a new import keeps it" grep -q 'also "STS"' "$tmp/out"
check "unalias" mb strategy unalias saltmere "Together plan"
check "unalias: once" exits 2 "$program" strategy unalias saltmere "Together plan"
sed 's/24\/50025/24\/50060/; s/priority 1.2 of the Saltmere Together strategy/priority 4.3 of the STS/' \
    tests/links/decisions/24-50025.txt >"$tmp/sts.txt"
mb ingest "$tmp/sts.txt"
mb link
mb links --format csv >"$tmp/out"
check "alias: an abbreviation names it" grep -q ',24/50060,saltmere,4.3,explicit,' "$tmp/out"

# --------------------------------------------------------- people decide
link_of() { mb links --all --format csv | grep ",$1,saltmere,$2," | cut -d, -f1; }
status_of() { mb links --all --format csv | grep "^$1," | cut -d, -f8; }
yes=$(link_of 24/50005 2.1)
no=$(link_of 24/50006 2.1)
check "confirm needs a name" exits 2 "$program" link confirm "$yes"
check "confirm" mb link confirm "$yes" --by "P Vane" --why "read it"
check "reject" mb link reject "$no" --by "P Vane" --why "another scheme"
check "add" mb link add 24/50036 saltmere:5.2 --by "P Vane" --why "green tariff"
check "add: no such pledge" exits 2 "$program" link add 24/50036 saltmere:9.9 --by "P Vane"
after() { # WHAT
    check "$1: confirmed stays" test "$(status_of "$yes")" = confirmed
    check "$1: rejected stays" test "$(status_of "$no")" = rejected
    mb links --format csv >"$tmp/out"
    check "$1: rejected is not proposed" test "$(grep -c "^$no," "$tmp/out")" -eq 0
    check "$1: added is listed" grep -q ',24/50036,saltmere,5.2,manual,.*,confirmed,' "$tmp/out"
}
mb link --all
after "linked again"
mb rebuild
mb link
after "rebuilt"
mb ingest tests/links/decisions
mb link
after "read again"

# --------------------------------------------------------------- editions
sed 's/^- 5.3 .*/- 5.3 Fill empty shops./; s/2024-2030/2026-2032/' tests/links/saltmere.md >"$tmp/new.md"
mb strategy import "$tmp/new.md" --id saltmere-2 --supersedes saltmere --from 2026-01-01
mb strategy diff saltmere saltmere-2 >"$tmp/out"
check "diff: the one that changed" grep -q '5\.3' "$tmp/out"
check "diff: no other" test "$(wc -l <"$tmp/out")" -le 2
mb link
after "a new edition"
check "a new edition: proposed again" test \
    "$(mb links --format csv | grep -c ',24/50005,saltmere-2,2.1,suggested,.*,proposed,')" -eq 1
timeout 60 "$program" link --all >"$tmp/out" 2>"$tmp/err"
mb show 24/50005 >"$tmp/out"
check "show asks again" grep -q 'confirmed-for-the-earlier-edition' "$tmp/out"
check "a new edition: confirm again?" grep -q 'confirm again' "$tmp/err"
check "edition-not-stated" grep -q 'edition-not-stated' "$tmp/err"

# --------------------------------------------------------------- coverage
mb coverage --strategy saltmere --as-of 2025-01-01 >"$tmp/out"
check "coverage: a pledge with a decision" grep -Eq '^ +2\.1 +[1-9] +2024-[0-9-]+ +[0-9]+ days ' "$tmp/out"
check "coverage: a pledge without" grep -Eq '^ +[0-9.]+ +0  none ' "$tmp/out"
check "coverage: 80 columns" test "$(wc -L <"$tmp/out")" -le 80
check "coverage: decisions without one" grep -q '^Decisions that serve no pledge: [1-9]' "$tmp/out"
# A page that tells no decision is a decision all the same.
cat >"$tmp/open.txt" <<'TEXT'
Decision details

24/50072 - Gorse Lane sweepers

Decision Maker: Cabinet Member for Parks

Decision status: For Determination

Is Key decision?: Yes

Publication date: 18/07/2024
TEXT
mb ingest "$tmp/open.txt" --authority "Saltmere Council"
mb coverage --as-of 2025-01-01 >"$tmp/out"
check "coverage: a matter without clauses" grep -Eq '^  24/50072 +no day +Gorse Lane' "$tmp/out"
check "coverage: once" test "$(grep -c 'Gorse Lane' "$tmp/out")" -eq 1
mb coverage --authority "Saltmere Council" --as-of 2025-01-01 >"$tmp/out"
check "coverage: a matter without clauses, of its authority" grep -q 'Gorse Lane' "$tmp/out"
mb coverage --authority "Quenby Council" --as-of 2025-01-01 >"$tmp/out"
check "coverage: not of another" test "$(grep -c 'Gorse Lane' "$tmp/out")" -eq 0

# One reference under two names of an authority is two matters: what the second
# decided is explained.
printf '%s\n' 'Agenda' '' 'Saltmere and District' '' \
    '4. 24/50073 - Gorse Lane cycle path' >"$tmp/two.txt"
mb ingest "$tmp/two.txt" --authority "Saltmere and District"
sed 's/24.50072 - Gorse Lane sweepers/24\/50073 - Gorse Lane cycle path/
s/^Publication.*/Decision:\n\nTo build a cycle path on Gorse Lane./' \
    "$tmp/open.txt" >"$tmp/three.txt"
mb ingest "$tmp/three.txt" --authority "Saltmere Council"
mb link --explain 24/50073 >"$tmp/out"
check "explain: the matter of which something is known" grep -q 'decided: To build' "$tmp/out"

# ---------------------------------------------------- a one-page overview
cat >"$tmp/page.html" <<'TEXT'
<!DOCTYPE html><html><body><h1>Quenby Strategy on a Page 2030</h1>
<p>Our vision: a good life by the weir.</p>
<table><tr><td>Warm homes for all</td><td>Clean air</td><td>Good company</td></tr>
<tr><td>What we need to achieve</td></tr>
<tr><td>&bull; Insulate 900 homes &bull; Mend damp houses</td>
<td>&bull; Plant a wood at Mill Lane</td>
<td>&bull; Ring people who live alone &bull; Open lunch clubs</td></tr>
</table></body></html>
TEXT
mb strategy import "$tmp/page.html" --id quenby
mb strategy show quenby >"$tmp/out"
check "overview: three outcomes" test "$(grep -c '^  [1-3]  ' "$tmp/out")" -eq 3
check "overview: their priorities" grep -q '^    3.2  Open lunch clubs$' "$tmp/out"

finish
