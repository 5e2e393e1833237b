"""Tells all cells of a workbook as openpyxl reads them: `read_workbook.py FILE values|formulas`, JSON on the output."""

import datetime
import json
import sys

import openpyxl


def plain(value):
    if isinstance(value, datetime.datetime):
        # A serial has microseconds of dust; seconds are what it means.
        return {"time": (value + datetime.timedelta(milliseconds=500)).strftime("%Y-%m-%d %H:%M:%S")}
    if isinstance(value, datetime.date):
        return {"time": value.strftime("%Y-%m-%d 00:00:00")}
    if isinstance(value, datetime.timedelta):
        return {"seconds": round(value.total_seconds())}
    if isinstance(value, datetime.time):
        return {"seconds": value.hour * 3600 + value.minute * 60 + value.second}
    return value


path, what = sys.argv[1:3]
book = openpyxl.load_workbook(path, data_only=what == "values")
sheets = [
    {"name": sheet.title, "rows": [[plain(value) for value in row] for row in sheet.iter_rows(values_only=True)]}
    for sheet in book.worksheets
]
json.dump(sheets, sys.stdout)
