#!/usr/bin/env python3
"""The labelled documents with their outward form changed, scored again.

    perturb.py --program P --score TOOL --gold DIR [-v] [--only NAME]

What a clerk would write down from a document does not hang on how wide its
lines are, whether its headings are in capitals, which of several usual labels
it has or from which number its items run. Each change here keeps what the
document says; the gold record is changed with it where it quotes what was
changed. A PDF, Word file or page is taken as the text that the program's
reader makes of it. Prints the micro-F1 of each set under each change; exits 1
where one is more than TOLERATED below that of the plain texts.
"""
import argparse, copy, json, os, re, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import gold as g

TOLERATED = 0.03


def each_string(value, change):
    """A gold record with every string changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [each_string(v, change) for v in value]
    if isinstance(value, dict):
        return {k: v if k in ("url", "kind", "capacity", "date", "due", "published", "effective") else each_string(v, change)
                for k, v in value.items()}
    return value


# ---- white space, quotes, line ends ----

def crlf(text, gold):
    return text.replace("\n", "\r\n"), gold


def no_break(text, gold):
    """Every third space within a line is a no-break space; quotes are curly,
    dashes long."""
    count = [0]
    def blank(m):
        count[0] += 1
        return "\u00a0" if count[0] % 3 == 0 else " "
    text = re.sub(r"(?<=[^\s#*+-]) (?=\S)", blank, text)
    text = re.sub(r"(?<=\w)'(?=\w)", "\u2019", text)
    text = re.sub(r'(^|[\s(])"', "\\1\u201c", text, flags=re.M).replace('"', "\u201d")
    return re.sub(r"(?<=\S)[ \u00a0]-[ \u00a0](?=\S)", " \u2013 ", text), gold


def double_spaces(text, gold):
    """Two spaces behind each stop, and some at line ends."""
    return re.sub(r"([a-z]{2}[.:;]) (?=\S)", r"\1  ", re.sub(r"([.,;:])\n", r"\1 \n", text)), gold


# ---- wrapping ----

def prose(line):
    return not line.startswith("#") and "\t" not in line and "|" not in line and not re.search(r"\S {3,}\S", line) and "\f" not in line


def indent(line):
    return len(line) - len(line.lstrip(" "))


LABEL = re.compile(r"\W?(?:\(?\w{1,4}[.)]|[-*o\u2022\u00b7\uf0b7\u25cf\u25cb\u25a0\u25aa\u25e6]|\d+(?:\.\d+)+)\s")


def goes_on(before, line, length, width):
    """Whether a line goes on with the one before, which had that length, in a
    text of that width: it was full, and no label, blank or column begins."""
    word = line.split()[0] if line.split() else ""
    if not (before.strip() and word and prose(before) and prose(line)) or LABEL.match(line.strip() + " "):
        return False
    if indent(line) < indent(before) and not LABEL.match(before.strip()):
        return False
    sentence = word[0].islower() or sum(w[0].islower() for w in before.split()) > 3
    full = length + 1 + len(word) > width - 2
    nearly = length > 0.72 * width and before.rstrip()[-1] not in ".:;?!"
    return full or (sentence and nearly)


def spaced(lines):
    """Whether a blank line stands behind each line of each sentence."""
    apart = [a for a, b, c in zip(lines, lines[1:], lines[2:]) if a.strip() and not b.strip() and c[:1].islower()]
    close = [a for a, b in zip(lines, lines[1:]) if a.strip() and b.strip()]
    return len(apart) >= 20 and len(close) < len(apart)


def unwrap(lines):
    """Join lines that were broken because of the text's width."""
    lengths = sorted(len(line) for line in lines if line.strip())
    width = lengths[int(len(lengths) * 0.97)] if lengths else 0
    if not 60 <= width <= 130:
        return lines
    out, last = [], 0
    for line in lines:
        if out and goes_on(out[-1], line, last, width):
            out[-1] = out[-1].rstrip() + " " + line.strip()
        else:
            out.append(line)
        last = len(line)
    return out


def wrap(width):
    def change(text, gold):
        out, lines = [], text.split("\n")
        apart = spaced(lines)
        for line in unwrap([line for line in lines if line.strip()] if apart else lines):
            if len(line) <= width or not prose(line):
                out.append(line)
                continue
            pad = " " * indent(line)
            row = pad
            for word in line.split():
                if row.strip() and len(row) + 1 + len(word) > width:
                    out.append(row)
                    row = pad + word
                else:
                    row = row + " " + word if row.strip() else pad + word
            out.append(row)
        return ("\n\n" if apart else "\n").join(out), gold
    return change


# ---- headings and numbers ----

def heading_lines(text, gold):
    """Line numbers of item headings, with the item: a line that ends with the
    title or whose successor does, its number in front."""
    lines, found, start = text.split("\n"), {}, 0
    for item in gold["items"]:
        title = item["title"] or ""
        for i in range(start, len(lines)):
            here = lines[i].strip()
            if title and title in here and len(here) < len(title) + 30:
                found[i] = item
                start = i + 1
                break
    return lines, found


def case_of(change):
    def apply(text, gold):
        lines, found = heading_lines(text, gold)
        for i, item in found.items():
            lines[i] = lines[i].replace(item["title"], change(item["title"]))
        gold = copy.deepcopy(gold)
        for item in gold["items"]:
            item["title"] = change(item["title"] or "") or item["title"]
        return "\n".join(lines), gold
    return apply


def sentence_case(title):
    """As a sentence, if it is in capitals; else each word with a capital."""
    return title[:1] + title[1:].lower() if title.isupper() else title.title().replace("'S", "'s").replace("\u2019S", "\u2019s")


def renumber(text, gold):
    """Items that have plain numbers run from a hundred more."""
    numbers = [i["number"] for i in gold["items"] if i["number"]]
    if not numbers or not all(n.isdigit() for n in numbers) or len(set(numbers)) < len(numbers):
        return text, gold
    lines, found = heading_lines(text, gold)
    for i, item in found.items():
        if not item["number"]:
            continue
        pattern = re.compile(rf"^(\W*){item['number']}(?=[.):\s]|$)")
        for k in (i, i - 1, i - 2):
            if k >= 0 and (k == i or len(lines[k].strip()) < 8) and pattern.match(lines[k]):
                lines[k] = pattern.sub(rf"\g<1>{int(item['number']) + 100}", lines[k], count=1)
                break
        else:
            return text, gold # its number stands elsewhere: leave this text
    if len(found) < len([i for i in gold["items"]]):
        return text, gold
    gold = copy.deepcopy(gold)
    for record in gold["items"] + gold["resolutions"] + gold["votes"]:
        key = "number" if "number" in record else "item"
        if record.get(key) in numbers:
            record[key] = str(int(record[key]) + 100)
    return "\n".join(lines), gold


# ---- labels and words ----

LABELS = [
    (r"PRESENT(?=\s*:|:-|$)", "MEMBERS PRESENT"),
    (r"Present(?=\s*:|:-|$)", "Members present"),
    (r"IN ATTENDANCE(?=\s*:|:-|$)", "ALSO IN ATTENDANCE"),
    (r"In [Aa]ttendance(?=\s*:|:-|$)", "Also present"),
    (r"Also [Pp]resent(?=\s*:|:-|$)", "In attendance"),
    (r"Apologies(?=\s*:)", "Apologies for absence"),
    (r"APOLOGIES(?=\s*:)", "APOLOGIES FOR ABSENCE"),
    (r"Reasons? for (?:the )?[Dd]ecision(?=\s*:|$)", "Reasons"),
    (r"Alternative options considered(?=\s*:|$)", "Alternatives considered and rejected"),
]


def labels(text, gold):
    """Labels of sections as other houses print them."""
    for pattern, other in LABELS:
        text = re.sub(rf"^([ \t*#]*)(?:{pattern})", rf"\g<1>{other}", text, flags=re.M)
    return text, gold


def operative(text, gold):
    """What was resolved is agreed, and the other way round."""
    swaps = {"RESOLVED": "AGREED", "AGREED": "RESOLVED", "Resolved": "Agreed", "Agreed": "Resolved",
             "resolved": "agreed", "agreed": "resolved"}
    def swap(m):
        return m.group(1) + swaps[m.group(2)] + m.group(3)
    return re.sub(r"((?:^[^\w\n]{0,8}(?:\(?\w{1,4}[.)]\s+)?|\b[Ii]t was (?:unanimously )?|\b(?:Cabinet|Committee|Council|Board|Panel) ))"
                  r"(RESOLVED|AGREED|Resolved|Agreed|resolved|agreed)((?:\s*[:\u2013-]|\s+that\b|\s+to\b))",
                  swap, text, flags=re.M), gold


def councillors(text, gold):
    """Councillors are Cllrs, Cllrs are Councillors."""
    def change(s):
        s = re.sub(r"\bCouncillor(s?)\b(?= [A-Z])", r"Cllr@\1", s)
        return re.sub(r"\bCllr(s?)\b\.?(?!@)(?= [A-Z])", r"Councillor\1", s).replace("Cllr@", "Cllr")
    return change(text), each_string(gold, change)


def reordered(text, gold):
    """The paragraphs of an attendance list the other way round, where each
    begins with its own label."""
    parts = re.split(r"(\n[ \t]*\n)", text)
    at = [i for i in range(0, len(parts), 2)
          if re.match(r"\s*\**(?:PRESENT|Present|IN ATTENDANCE|In [Aa]ttendance|Apologies|APOLOGIES|Also [Pp]resent|ALSO PRESENT|"
                      r"Members [Pp]resent|Officers)\b[^:\n]{0,40}:[- ]*\**\s*\S", parts[i])]
    runs = []
    for i in at:
        if runs and i - runs[-1][-1] == 2:
            runs[-1].append(i)
        else:
            runs.append([i])
    for run in runs:
        for i, words in zip(run, [parts[k] for k in run][::-1]):
            parts[i] = words
    return "".join(parts), gold


def unmarked(text, gold):
    """Light markup is gone: signs of headings, bold and italics."""
    text = re.sub(r"^#{1,6} +", "", text, flags=re.M)
    return re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text), gold


CHANGES = {
    "crlf": crlf, "no-break": no_break, "double-spaces": double_spaces,
    "wrap-72": wrap(72), "wrap-76": wrap(76), "wrap-100": wrap(100), "wrap-120": wrap(120),
    "capitals": case_of(str.upper), "recased": case_of(sentence_case), "renumbered": renumber,
    "labels": labels, "operative": operative, "councillors": councillors, "reordered": reordered,
    "unmarked": unmarked,
}


def plain_text(program, doc):
    """A document's text, and the suffix under which it is read again."""
    if doc.source.endswith((".txt", ".md")):
        with open(doc.source, encoding="utf-8", newline="") as f:
            return f.read().replace("\r\n", "\n"), os.path.splitext(doc.source)[1]
    text = g.one(program, doc.source).get("text") or ""
    return text, ".txt"


def score_all(a, score, docs, texts, name, change):
    """A tally for each document under one change, and how many texts it
    touched."""
    with tempfile.TemporaryDirectory() as folder:
        files, golds, touched = [], [], 0
        for doc, (text, suffix) in zip(docs, texts):
            changed, gold = change(text, doc.gold)
            path = os.path.join(folder, doc.group + "-" + doc.name + suffix)
            with open(path, "w", encoding="utf-8", newline="") as f:
                f.write(changed)
            files.append(path)
            golds.append(gold)
            touched += changed != text
        out = []
        for doc, gold, record in zip(docs, golds, g.parse(a.program, files)):
            tally = g.Tally()
            tally.add(score, gold, record)
            out.append(tally)
        return out, touched


def pooled(docs, tallies, group):
    all_of = g.Tally()
    for doc, t in zip(docs, tallies):
        if doc.group == group:
            all_of.right += t.right
            all_of.extra += t.extra
            all_of.missed += t.missed
    return all_of.micro()


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("program", "score", "gold"):
        ap.add_argument("--" + name, required=True)
    ap.add_argument("--only", help="one change")
    ap.add_argument("--keep", help="write the changed texts of --only into this folder")
    ap.add_argument("-v", "--verbose", action="store_true", help="name documents that lose more than is tolerated")
    a = ap.parse_args()
    score, docs = g.load_score(a.score), g.documents(a.gold)
    texts = [plain_text(a.program, d) for d in docs]
    groups = [s for s in g.SETS if any(d.group == s for d in docs)]
    plain, _ = score_all(a, score, docs, texts, "plain", lambda text, gold: (text, gold))
    print(f"{'change':<15}{'texts':>6}" + "".join(f"{s:>11}" for s in groups))
    print(f"{'none':<15}{len(docs):>6}" + "".join(f"{pooled(docs, plain, s):>11.3f}" for s in groups))
    bad = 0
    for name, change in CHANGES.items():
        if a.only and a.only != name:
            continue
        if a.keep:
            for doc, (text, suffix) in zip(docs, texts):
                with open(os.path.join(a.keep, doc.group + "-" + doc.name + suffix), "w", encoding="utf-8", newline="") as f:
                    f.write(change(text, doc.gold)[0])
        tallies, touched = score_all(a, score, docs, texts, name, change)
        row = f"{name:<15}{touched:>6}"
        for s in groups:
            now, before = pooled(docs, tallies, s), pooled(docs, plain, s)
            low = now < before - TOLERATED
            bad += low
            row += f"{now:>10.3f}" + ("!" if low else " ")
        print(row.rstrip())
        if a.verbose:
            for doc, t, p in zip(docs, tallies, plain):
                if t.micro() < p.micro() - TOLERATED:
                    print(f"    {doc.group}/{doc.name}: {p.micro():.3f} -> {t.micro():.3f}")
    if bad:
        print(f"{bad} figures (!) are more than {TOLERATED} below those of the plain texts")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
