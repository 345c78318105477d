#!/usr/bin/python3
"""peer_sheet.py CELLS.tsv FILE.xlsx: the cells of bench_sheet, written by
python3-xlsxwriter in constant memory. Prints the seconds of processor time
that the writing took; reading the cells is not counted."""
import datetime
import sys
import time

import xlsxwriter

HEAD = ("Record ID,Title,Decision,Body,Date,Reference,Pledges,Attention,Owner,"
        "Owner name,Due,Rating,Evidence,Next review,Comment,Authority,Item,"
        "Score,Page,Line").split(",")
WIDTHS = [17, 30, 60, 22, 12, 13, 24, 22, 20, 18, 12, 12, 30, 12, 38, 22, 9, 9,
          11, 11]


def value(cell):
    if cell[0] == "n":
        return float(cell[1:])
    if cell[0] == "d":
        return datetime.date.fromisoformat(cell[1:])
    return cell[1:]


rows = [[value(c) for c in line.rstrip("\n").split("\t")]
        for line in open(sys.argv[1], encoding="utf-8")]
begun = time.process_time()
book = xlsxwriter.Workbook(sys.argv[2], {"constant_memory": True})
text = book.add_format({"text_wrap": True, "valign": "top", "bottom": 1})
day = book.add_format({"num_format": "dd mmm yyyy", "valign": "top", "bottom": 1})
number = book.add_format({"num_format": "0.00", "valign": "top", "bottom": 1})
head = book.add_format({"bold": True, "bg_color": "#1F3864"})
sheet = book.add_worksheet("Tracker")
last = len(rows) + 3
for c, width in enumerate(WIDTHS):
    sheet.set_column(c, c, width)
sheet.freeze_panes(4, 1)
sheet.autofilter(3, 0, last, len(HEAD) - 1)
sheet.data_validation(4, 11, last, 11, {
    "validate": "list", "source": ["Red", "Amber", "Green", "Not rated"]})
for word, colour in (("Red", "#F8CBAD"), ("Amber", "#FFE699"), ("Green", "#C6E0B4")):
    sheet.conditional_format(4, 11, last, 11, {
        "type": "cell", "criteria": "==", "value": '"%s"' % word,
        "format": book.add_format({"bg_color": colour})})
sheet.write_string(0, 0, "Tracker")
sheet.write_string(1, 0, "Made up")
for c, header in enumerate(HEAD):
    sheet.write_string(3, c, header, head)
for r, row in enumerate(rows, 4):
    for c, cell in enumerate(row):
        if isinstance(cell, str):
            sheet.write_string(r, c, cell, text)
        elif isinstance(cell, float):
            sheet.write_number(r, c, cell, number)
        else:
            sheet.write_datetime(r, c, cell, day)
book.close()
print("%.2f" % (time.process_time() - begun))
