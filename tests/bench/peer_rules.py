#!/usr/bin/python3
"""peer_rules.py RULES.tsv DIR: Python's re doing what bench_rules does.

Each line of the .txt files of a directory is given to each rule; what is
printed is MB/s of text by processor time and the matches. RULES.tsv
has a rule a line: name, flags, a word or -, pattern; %M% stands for the months
and %W% for a letter of a name. With `gated` behind, and not `plain`, a rule
is tried only on lines that hold its word.
"""

import glob
import os
import re
import sys
import time

MONTHS = ("January|February|March|April|May|June|July|August|September"
          "|October|November|December")


def load(path):
    rules = []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            _, flags, word, pattern = line.rstrip("\n").split("\t")
            pattern = pattern.replace("%M%", MONTHS)
            pattern = pattern.replace("%W%", "[\\w'\u2019-]")
            how = re.M | (re.I if "i" in flags else 0)
            rules.append(("" if word == "-" else word,
                          re.compile(pattern, how)))
    return rules


def run(rules, documents, gated):
    found = 0
    start = time.process_time()
    for document in documents:
        for line in document:
            low = line.lower() if gated else ""
            for word, rule in rules:
                if not gated or word in low:
                    for _ in rule.finditer(line):
                        found += 1
    return time.process_time() - start, found


def main():
    rules = load(sys.argv[1])
    gated = "gated" in sys.argv[3:]
    documents = []
    size = 0
    for path in sorted(glob.glob(os.path.join(sys.argv[2], "*.txt"))):
        with open(path, encoding="utf-8", newline="") as f:
            text = f.read()
        size += len(text.encode())
        documents.append(text.split("\n"))
    seconds, found = run(rules, documents, gated)
    print("%d rules, %d documents, %.1f MB, %d matches: %.1f MB/s"
          % (len(rules), len(documents), size / 1e6, found,
             size / 1e6 / seconds))


main()
