"""The labelled records, what the program makes of them, and how many are right.

What counts as right is the scoring tool's: it is loaded as a module, so that
these figures and its own cannot differ.
"""
import glob, hashlib, importlib.machinery, importlib.util, json, os, subprocess, urllib.parse

SETS = ["seed", "kent", "layouts", "layouts2", "uk", "world"]


def load_score(path):
    loader = importlib.machinery.SourceFileLoader("score", path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("score", loader))
    loader.exec_module(module)
    return module


class Document:
    """One labelled document: its set, file, gold record and whose it is."""

    def __init__(self, group, gold_path, source):
        self.group, self.source = group, source
        self.name = os.path.basename(gold_path)[:-5]
        with open(gold_path, encoding="utf-8") as f:
            self.gold = json.load(f)
        self.authority = self._authority()

    def _authority(self):
        """Whose record it is: the host that published it; a file's first word
        where that host is not its own (an archive of many)."""
        host = urllib.parse.urlsplit(self.gold.get("url") or "").netloc
        if not host or "github" in host:
            return self.name.split("-")[0]
        parts = host.split(".")
        first = parts[1] if parts[0] in ("www", "democracy", "committees", "decisionmaking", "democratiaeth") else parts[0]
        return "kent" if host.endswith("kent.gov.uk") else first


def documents(root, sets=SETS):
    found = []
    for group in sets:
        for path in sorted(glob.glob(os.path.join(root, group, "*.json"))):
            stem = glob.escape(path[:-5])
            sources = [f for f in sorted(glob.glob(stem + ".*")) if not f.endswith(".json")]
            if sources:
                found.append(Document(group, path, sources[0]))
    return found


def _lines(program, args, files):
    run = subprocess.run([program, *args, *files], capture_output=True)
    return run.stdout.decode("utf-8")


def parse(program, files, config=None):
    """What the program prints of each file, in their order; {} where it
    refused one."""
    args = ["parse", "--format", "jsonl", "--no-text"] + (["--config", config] if config else [])
    by_hash = {}
    for line in _lines(program, args, files).splitlines():
        doc = json.loads(line)
        by_hash[doc["source"]["sha256"]] = doc
    out = []
    for f in files:
        with open(f, "rb") as handle:
            out.append(by_hash.get(hashlib.sha256(handle.read()).hexdigest(), {}))
    return out


def one(program, file):
    """What the program prints of one file, its text too."""
    text = _lines(program, ["parse", "--format", "json"], [file])
    return json.loads(text) if text else {}


def explain(program, files):
    """The rows of `rules explain` for each file."""
    text = _lines(program, ["rules", "explain", "--format", "json"], files)
    rows = json.loads(text)["sheets"][0]["rows"]
    by_file = {f: [] for f in files}
    for row in rows:
        by_file[row["Document"]].append(row)
    return [by_file[f] for f in files]


class Tally:
    """True finds, false finds and misses, pooled over all fields."""

    def __init__(self):
        self.right = self.extra = self.missed = 0

    def add(self, score, gold, parsed):
        for field, same in score.FIELDS.items():
            pairs, missed, extra = score.pair(gold.get(field) or [], parsed.get(field) or [], same)
            self.right += len(pairs)
            self.extra += len(extra)
            self.missed += len(missed)

    def micro(self):
        n = 2 * self.right + self.extra + self.missed
        return 2 * self.right / n if n else 1.0


def judged(score, gold, parsed):
    """Every record found, as (field, rule, confidence, right)."""
    out = []
    for field, same in score.FIELDS.items():
        found = parsed.get(field) or []
        pairs, _, _ = score.pair(gold.get(field) or [], found, same)
        right = {id(p) for _, p in pairs}
        names = [p for _, p in pairs] if field == "references" else None
        for i, record in enumerate(found):
            if field == "references":
                evidence, ok = parsed["reference_evidence"][i], record in names
            else:
                evidence, ok = record["evidence"], id(record) in right
            rule = evidence["rule"].split("@")[0]
            out.append((field, rule, round(100 * evidence["confidence"]), ok))
    return out
