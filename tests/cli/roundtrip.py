"""roundtrip.py PROGRAM FOLDER ROUNDS OFFICE: trackers edited by chance.

Two officers take a copy each of every tracker, sort, filter, copy, delete and
insert rows, and enter values that are found nowhere else; their copies are
saved by openpyxl, some again by LibreOffice (OFFICE: its program, or -). All
values are counted before and after. Prints "N values, N conflicts, N lost".
"""

import datetime
import json
import os
import random
import signal
import subprocess
import sys

import openpyxl

program, folder, rounds, office = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
HEADER = 4
TEXTS = ["Owner", "Owner name", "Rating reason", "Evidence", "Comment"]
DATES = ["Due", "Evidence date", "Next review"]
number = 0


def run(*args, status=0):
    done = subprocess.run([program, *args], capture_output=True, text=True, cwd=folder)
    if done.returncode != status:
        sys.exit("%s: exit %d: %s" % (" ".join(args), done.returncode, done.stderr))
    return done.stdout


def minutes():
    """A meeting of forty decisions."""
    lines = ["ALDERMOOR COUNTY COUNCIL", "", "CABINET", "",
             "Minutes of the meeting of the Cabinet held on Tuesday, 18 March 2025",
             "", "PRESENT: Cllr Ada Fenwick (Chair)", ""]
    for i in range(1, 41):
        lines += ["%d. Scheme %d" % (i, i * 17), "",
                  "RESOLVED that the plan for scheme no. %d be approved." % (i * 7919), ""]
    with open(os.path.join(folder, "minutes.txt"), "w", encoding="utf-8") as out:
        out.write("\n".join(lines))


def columns(sheet):
    return {c.value: c.column for c in sheet[HEADER] if c.value}


def rows_of(sheet):
    return [[(c.value, c.data_type, c.number_format) for c in row]
            for row in sheet.iter_rows(min_row=HEADER + 1)]


def put_rows(sheet, rows):
    width = sheet.max_column
    for r in range(HEADER + 1, max(sheet.max_row, HEADER + len(rows)) + 1):
        row = rows[r - HEADER - 1] if r - HEADER - 1 < len(rows) else []
        for c in range(1, width + 1):
            cell = sheet.cell(r, c)
            cell.hyperlink = None
            cell.value, kind, form = row[c - 1] if row else (None, "n", "General")
            if kind == "s":
                cell.data_type = "s"
            cell.number_format = form


def shuffle(sheet, chance):
    rows = rows_of(sheet)
    how = chance.randrange(3)
    if how == 0:
        key = chance.randrange(sheet.max_column)
        rows.sort(key=lambda row: str(row[key][0]))
    elif how == 1:
        chance.shuffle(rows)
    for _ in range(chance.randrange(5)):  # deleted
        if len(rows) > 20:
            rows.pop(chance.randrange(len(rows)))
    for _ in range(chance.randrange(3)):  # inserted, empty
        rows.insert(chance.randrange(len(rows)), [(None, "n", "General")] * len(rows[0]))
    for _ in range(chance.randrange(3)):  # copied
        rows.append(list(rows[chance.randrange(len(rows))]))
    put_rows(sheet, rows)


def own_list(book, sheet, chance):
    """Rows copied to a sheet of the officer's own."""
    mine = book.create_sheet("My list")
    for c in range(1, sheet.max_column + 1):
        mine.cell(1, c, sheet.cell(HEADER, c).value)
    at = 2
    for r in chance.sample(range(HEADER + 1, sheet.max_row + 1), 3):
        for c in range(1, sheet.max_column + 1):
            source = sheet.cell(r, c)
            cell = mine.cell(at, c, source.value)
            if source.data_type == "s":
                cell.data_type = "s"
            cell.number_format = source.number_format
        at += 1
    return mine


def enter(sheet, first, chance, told):
    """Enter a value into a row that has an ID; told: (id, field) -> value."""
    global number
    where = columns(sheet) if first > HEADER else {c.value: c.column for c in sheet[1] if c.value}
    row = chance.randrange(first, sheet.max_row + 1)
    record = sheet.cell(row, 1).value
    if not record:
        return
    number += 1
    if chance.random() < 0.25:
        field = chance.choice(DATES)
        day = datetime.date(2026, 1, 1) + datetime.timedelta(days=number)
        cell = sheet.cell(row, where[field])
        value = day.isoformat()
        form = chance.randrange(3)
        cell.value = [day, day.strftime("%d/%m/%Y"), day.strftime("%-d %B %Y")][form]
        cell.number_format = "dd/mm/yyyy" if form == 0 else "General"
    else:
        field = chance.choice(TEXTS)
        value = chance.choice(["=", "+", "-", "@", "", "'", "<b>"]) + "value %d \u00e9\nand more" % number
        cell = sheet.cell(row, where[field], value)
        cell.data_type = "s"
    told.setdefault((record, field), []).append((sheet.title, row, value))


def edit(source, target, name, chance):
    book = openpyxl.load_workbook(os.path.join(folder, source))
    sheet = book["Tracker"]
    for row in book["Cover"].iter_rows():
        for cell in row:
            if cell.value == "Your name":
                book["Cover"].cell(cell.row, cell.column + 1, name)
    shuffle(sheet, chance)
    if chance.random() < 0.3:  # filtered: hidden rows are rows
        for r in range(HEADER + 1, sheet.max_row + 1):
            sheet.row_dimensions[r].hidden = chance.random() < 0.5
    told = {}
    if chance.random() < 0.3:
        mine = own_list(book, sheet, chance)
        enter(mine, 2, chance, told)
    for _ in range(chance.randrange(1, 12)):
        enter(sheet, HEADER + 1, chance, told)
    if chance.random() < 0.3:
        book.create_sheet("Notes")["A1"] = "nothing of the tracker's"
    book.save(os.path.join(folder, target))
    last = {}  # a cell typed over says only the last
    for (record, field), cells in told.items():
        for title, row, value in cells:
            last[(title, row, record, field)] = value
    return last


def by_office(name):
    """Save it again by LibreOffice, which now and then hangs when it starts."""
    out = os.path.join(folder, "office")
    for attempt in range(3):
        saving = subprocess.Popen(
            [office, "-env:UserInstallation=file://%s/profile%d" % (folder, attempt), "--headless",
             "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", out,
             os.path.join(folder, name)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            if saving.wait(90) == 0:
                break
        except subprocess.TimeoutExpired:
            os.killpg(saving.pid, signal.SIGKILL)
            saving.wait()
    os.replace(os.path.join(out, name), os.path.join(folder, name))


def register():
    report = json.loads(run("report", "tracker", "-q", "-f", "json", "--as-of", "2025-06-30"))
    sheets = {s["name"]: s["rows"] for s in report["sheets"]}
    return sheets["Tracker"], sheets["History"]


minutes()
run("ingest", "-q", "minutes.txt")
assert len(register()[0]) >= 40, "the tracker has too few rows"
lost = values = conflicts = saved_by_office = 0
before = 0
for i in range(rounds):
    chance = random.Random(i)
    run("report", "tracker", "-q", "-o", "t.xlsx", "--as-of", "2025-06-30")
    told = []
    listed = []
    for officer in ("A. Officer", "B. Officer"):
        name = officer[0] + ".xlsx"
        told.append(edit("t.xlsx", name, officer, chance))
        if office != "-" and (2 * i + len(told)) % 10 == 4:
            by_office(name)
            saved_by_office += 1
        said = json.loads(run("update", "--format", "json", name))
        assert said["by"] == officer, said["by"]
        listed += [item["value"] for item in said["items"]]
        conflicts += said["conflicts"]
        again = json.loads(run("update", "--format", "json", name))
        assert again["items"] == [], again["items"]
    tracker, history = register()
    held = {row["Value"] for row in history}
    assert len(history) >= before, "entries were removed"
    before = len(history)
    shown = {row["Record ID"]: row for row in tracker}
    cells = {}
    for copy in told:
        for (_, _, record, field), value in copy.items():
            cells.setdefault((record, field), []).append(value)
    for (record, field), entered in cells.items():
        values += len(entered)
        for value in entered:
            if value.strip() not in held:
                lost += 1
                print("lost: round %d %s %s %r" % (i, record, field, value))
            elif value.strip() not in listed:
                lost += 1
                print("not listed: round %d %s %s %r" % (i, record, field, value))
        if len(entered) == 1 and shown[record][field] != entered[0].strip():
            lost += 1
            print("not in force: round %d %s %s %r" % (i, record, field, entered[0]))
run("rebuild", "-q")
after = register()[1]
if len(after) != before:
    lost += 1
    print("a rebuild lost entries: %d of %d" % (before - len(after), before))
print("%d values, %d conflicts, %d saved by LibreOffice" % (values, conflicts, saved_by_office))
print("%d lost" % lost)
