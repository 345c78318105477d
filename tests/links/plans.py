#!/usr/bin/env python3
"""plans.py PROGRAM [-v]: links of invented councils' plans, scored.

Each plan of tests/links/plans has a file of decisions beside it:
    @ REFERENCE LAYOUT | TITLE | LABELS    d decision page, m minutes, i issue
    the operative words
    > a reason
A label is a pledge's code, with c where the decision contributes only and e
where it names the pledge; no label: the decision serves none. They were
written before the program was tried on them; words that it lacked were added
afterwards, so what it reaches here says nothing of plans it has not seen.
Prints link-F1 (top level), precision, recall and F1 of the full code; with -v
each link missed (-) and each that is too many (+). Not part of `make check`.
"""
import csv
import glob
import io
import os
import re
import subprocess
import sys
import tempfile


def records(path):
    found = []
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("@"):
            head, title, labels = (x.strip() for x in line[1:].split("|"))
            ref, layout = head.split()
            codes = [re.sub("[ce]+$", "", x) or x for x in labels.split()]
            found.append({"ref": ref, "layout": layout, "title": title,
                          "codes": codes, "does": [], "why": []})
        elif line.startswith((">", "=")):
            found[-1]["why"].append(line[1:].strip())
        elif line.strip():
            found[-1]["does"].append(line.strip())
    return found


def page(r, n):
    day = f"{1 + n % 28:02d}/{1 + n % 9:02d}/2025"
    name = f"{r['ref']} - {r['title']}"
    if r["layout"] == "d":
        text = ["Decision details", name, "Decision Maker: Cabinet Member",
                "Decision status: Recommendations Approved",
                "Is Key decision?: Yes\n", "Decision:", *r["does"]]
        if r["why"]:
            text += ["Reason for the decision", *r["why"]]
        text += ["Alternative options considered",
                 "Doing nothing was rejected.\n", f"Publication date: {day}",
                 f"Date of decision: {day}"]
    elif r["layout"] == "m":
        text = ["Cabinet - Thursday, 23 January, 2025 10.00 am",
                "Agenda and minutes (extract)",
                f"{n + 3}. {name}\n(Item {n % 9 + 1})", *r["why"], *r["does"]]
    else:
        said = [f"{k}. {x}" for k, x in enumerate(r["why"] + r["does"], 1)]
        text = ["Issue - meetings", name,
                f"Meeting: {day} - Overview Committee (Item {n + 20})",
                f"{n + 20} {name} pdf icon PDF 147 KB",
                "Additional documents:\n", *said]
    return "\n\n".join(text) + "\n"


def figures(want, got):
    hit = len(want & got)
    p = hit / len(got) if got else 0.0
    r = hit / len(want) if want else 0.0
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def score(program, plan, verbose):
    with tempfile.TemporaryDirectory() as folder:
        base = ["--db", os.path.join(folder, "register.db")]

        def run(*args):
            return subprocess.run([program, *args[:1], *base, *args[1:]],
                                  capture_output=True, text=True,
                                  check=True).stdout
        decided = os.path.join(folder, "decisions")
        os.mkdir(decided)
        want = set()
        for n, r in enumerate(records(os.path.splitext(plan)[0]
                                      + ".decisions")):
            name = r["ref"].replace("/", "-") + ".txt"
            with open(os.path.join(decided, name), "w",
                      encoding="utf-8") as out:
                out.write(page(r, n))
            want |= {(r["ref"], c) for c in r["codes"]}
        run("strategy", "import", plan, "--id", "plan")
        run("ingest", decided)
        run("link")
        rows = csv.DictReader(io.StringIO(run("links", "--format", "csv")))
        got = {(r["reference"], r["pledge"]) for r in rows}
    top = [{(a, c.split(".")[0]) for a, c in x} for x in (want, got)]
    p, r, f1 = figures(*top)
    name = os.path.basename(plan)
    print(f"{name:<16} link-F1 {f1:.3f}  P {p:.3f}  R {r:.3f}  "
          f"full code {figures(want, got)[2]:.3f}")
    for sign, rest in (("-", want - got), ("+", got - want)):
        for x in sorted(rest) if verbose else []:
            print(" ", sign, *x)


def main():
    program = os.path.abspath(sys.argv[1])
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "plans")
    for plan in sorted(p for e in ("txt", "md", "html")
                       for p in glob.glob(f"{here}/*.{e}")):
        score(program, plan, "-v" in sys.argv)


if __name__ == "__main__":
    main()
