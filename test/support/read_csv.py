"""Tells all fields of a text file as Python's csv module reads them: `read_csv.py FILE SEPARATOR`, JSON on the output."""

import csv
import json
import sys

path, separator = sys.argv[1:3]
with open(path, encoding="utf-8-sig", newline="") as file:
    json.dump(list(csv.reader(file, delimiter=separator, strict=True)), sys.stdout)
