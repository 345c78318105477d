"""Rule packs with some of their rules and phrases taken out."""
import glob, os, re

RULE = re.compile(r"^  - name: *(\S+)", re.M)
FLOW = re.compile(r"^    phrase: *\[(.*?)\]", re.M | re.S)
BLOCK = re.compile(r"^    phrase: *\n((?:      - .*\n)+)", re.M)


def _items(text):
    """The items of a YAML flow list, as written."""
    return [m.group(0) for m in re.finditer(r"'(?:[^']|'')*'|\"[^\"]*\"|[^,\[\]\s][^,\[\]]*", text)]


def _plain(item):
    item = item.strip()
    if item[0] in "'\"":
        item = item[1:-1].replace("''", "'")
    return " ".join(item.split()).casefold()


def _written(rule):
    """A rule's phrases as written, and where that key begins and ends."""
    m = FLOW.search(rule)
    if m:
        return _items(m.group(1)), m.start(), m.end() + 1
    m = BLOCK.search(rule)
    if m:
        items = [line.strip()[2:] for line in m.group(1).splitlines()]
        return [i if i[0] in "'\"" else "'" + i.replace("'", "''") + "'" for i in items], m.start(), m.end()
    return [], 0, 0


class Packs:
    """The packs of a folder, cut into rules."""

    def __init__(self, folder):
        self.heads, self.rules = {}, {}
        for path in sorted(glob.glob(os.path.join(folder, "*.yaml"))):
            name = os.path.basename(path)[:-5]
            with open(path, encoding="utf-8") as f:
                text = f.read()
            at = [m.start() for m in RULE.finditer(text)] + [len(text)]
            self.heads[name] = text[:at[0]]
            self.rules[name] = [(RULE.match(text[a:b]).group(1), text[a:b]) for a, b in zip(at, at[1:])]

    def names(self):
        return [f"{p}/{n}" for p, rules in self.rules.items() for n, _ in rules]

    def house(self, pack):
        """Whether a pack chooses its documents."""
        return re.search(r"^when:", self.heads[pack], re.M) is not None

    def phrases(self, rule):
        pack, name = rule.split("/")
        text = next((t for n, t in self.rules.get(pack, ()) if n == name), "")
        return [_plain(i) for i in _written(text)[0]]

    def without(self, folder, rules, phrases):
        """Write into folder every pack that loses something: `rules` and, of
        the others, phrases[rule]. A pack that has none left keeps its head
        with one rule that never matches."""
        for pack, all_rules in self.rules.items():
            out = []
            for name, text in all_rules:
                rule = f"{pack}/{name}"
                if rule in rules:
                    continue
                gone = phrases.get(rule, ())
                if gone:
                    items, start, end = _written(text)
                    kept = [i for i in items if _plain(i) not in gone]
                    text = text[:start] + "    phrase: [" + ", ".join(kept) + "]\n" + text[end:]
                out.append(text)
            if "".join(out) == "".join(t for _, t in all_rules):
                continue
            if not out:
                out = ["  - name: nothing\n    finds: nothing\n    phrase: '@nothing@'\n    example: '@nothing@'\n"]
            with open(os.path.join(folder, pack + ".yaml"), "w", encoding="utf-8") as f:
                f.write(self.heads[pack] + "".join(out))
