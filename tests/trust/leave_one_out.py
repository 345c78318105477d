#!/usr/bin/env python3
"""Each authority's documents, read without what was fitted to them.

    leave_one_out.py --program P --score TOOL --gold DIR --packs DIR [-v]

For each authority of the labelled sets these are switched off while its
documents are read: house packs, and every rule that claims records (or, if it
never does, matches) in its documents alone. "Phrases too" also takes out the
single phrases of the other rules that stand in its documents alone, common
ones such as "Attendees:" among them: that is a floor. Prints the micro-F1 of
each set, whole and so bereft; and how many of the records at "high"
confidence are right. Exits 1 below what is wanted.
"""
import argparse, collections, os, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import gold as g
import packs as p

HIGH = 90            # percent: what the program calls high
WANTED = 0.98        # of the records at high are right
LEFT_OUT = {"kent": 0.85, "layouts": 0.85, "layouts2": 0.75, "uk": 0.75, "world": 0.75}


def support(docs, explained, packs):
    """For each rule, and each phrase of one, whose documents it serves."""
    claims, matches, phrases = (collections.defaultdict(set) for _ in range(3))
    for doc, rows in zip(docs, explained):
        for row in rows:
            for part in (row["By"] or "").split(", "):
                words = part.split(" ")
                if len(words) > 1:
                    claims[words[1].split("@")[0]].add(doc.authority)
            line = " ".join((row["Words"] or "").split()).casefold()
            for rule in (row["Matched"] or "").split():
                rule = rule.split("@")[0]
                matches[rule].add(doc.authority)
                for phrase in packs.phrases(rule):
                    if phrase in line:
                        phrases[rule, phrase].add(doc.authority)
    serves = {r: claims.get(r) or matches.get(r) or set() for r in packs.names()}
    return serves, phrases


def switched_off(authority, serves, phrases):
    """The rules and the phrases whose support is that authority alone."""
    off = {r for r, who in serves.items() if who == {authority}}
    gone = collections.defaultdict(set)
    for (rule, phrase), who in phrases.items():
        if who == {authority} and rule not in off:
            gone[rule].add(phrase)
    return off, gone


def mark(records):
    """The lowest percentage at and above which enough records are right."""
    for at in sorted({r[3] for r in records}):
        above = [r[4] for r in records if r[3] >= at]
        if sum(above) >= WANTED * len(above):
            return at
    return 101


def read_bereft(a, packs, docs, serves, phrases, too):
    """What the program makes of each document without what only its
    authority's documents support; with `too`, also without its phrases."""
    bereft = [None] * len(docs)
    for authority in sorted({d.authority for d in docs}):
        off, gone = switched_off(authority, serves, phrases if too else {})
        mine = [i for i, d in enumerate(docs) if d.authority == authority]
        with tempfile.TemporaryDirectory() as folder:
            packs.without(folder, off, gone)
            for i, parsed in zip(mine, g.parse(a.program, [docs[i].source for i in mine], folder)):
                bereft[i] = parsed
        if a.verbose and (off or gone):
            print(f"{authority}: without {' '.join(sorted(off))} "
                  + " ".join(f"{r}:{'|'.join(sorted(ps))}" for r, ps in sorted(gone.items())))
    return bereft


def micro(score, docs, parsed, group):
    tally = g.Tally()
    for doc, record in zip(docs, parsed):
        if doc.group == group:
            tally.add(score, doc.gold, record)
    return tally.micro()


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("program", "score", "gold", "packs"):
        ap.add_argument("--" + name, required=True)
    ap.add_argument("-v", "--verbose", action="store_true", help="name what is switched off, and what is then read worst")
    a = ap.parse_args()
    score, packs = g.load_score(a.score), p.Packs(a.packs)
    docs = g.documents(a.gold)
    files = [d.source for d in docs]
    whole = g.parse(a.program, files)
    serves, phrases = support(docs, g.explain(a.program, files), packs)
    bereft = read_bereft(a, packs, docs, serves, phrases, False)
    floor = read_bereft(a, packs, docs, serves, phrases, True)
    good = True
    print(f"{'set':<10}{'documents':>10}{'authorities':>12}{'whole':>8}{'left out':>10}{'wanted':>8}{'phrases too':>13}")
    for group, wanted in LEFT_OUT.items():
        mine = [d for d in docs if d.group == group]
        if not mine:
            continue
        less = micro(score, docs, bereft, group)
        good = good and less >= wanted
        print(f"{group:<10}{len(mine):>10}{len({d.authority for d in mine}):>12}{micro(score, docs, whole, group):>8.3f}"
              f"{less:>10.3f}{wanted:>8.2f}{micro(score, docs, floor, group):>13.3f}")
    if a.verbose:
        for doc, record in zip(docs, bereft):
            one = micro(score, [doc], [record], doc.group)
            if one < 0.85:
                print(f"  {doc.name}: {one:.3f}")
    confident = confidence(score, docs, bereft)
    return 0 if good and confident else 1


def confidence(score, docs, bereft):
    """How right records are by confidence, each read with its authority left
    out; and once more with what counts as high told by the others alone."""
    records = [(d.authority, *r) for d, parsed in zip(docs, bereft) for r in g.judged(score, d.gold, parsed)]
    print("confidence, each authority left out")
    def line(name, some):
        if some:
            right = sum(r[4] for r in some)
            print(f"  {name:<22}{len(some):>6} records{right:>6} right {right / len(some):.3f}")
    for band in range(90, 40, -10):
        line(f"{band}% to {min(band + 9, 100)}%", [r for r in records if band <= r[3] < band + 10])
    high = [r for r in records if r[3] >= HIGH]
    for kind in sorted({r[1] for r in high}):
        line(f"high: {kind}", [r for r in high if r[1] == kind])
    told = []
    for who in sorted({r[0] for r in records}):
        at = mark([r for r in records if r[0] != who])
        told += [r for r in records if r[0] == who and r[3] >= at]
    line("high, as others tell", told)
    right = sum(r[4] for r in high)
    print(f"high: {len(high)} of {len(records)} records, {right} right: {100 * right / len(high):.2f} in 100 (wanted {100 * WANTED:.0f})")
    return right >= WANTED * len(high)


if __name__ == "__main__":
    sys.exit(main())
