#!/usr/bin/python3
"""The figures of this study, counted from the raw file with nothing but Python's own library.

Usage: figures.py FOLDER     prints one JSON object a line: the key columns of a cell, its exact value
(or, for a share, its two counts), and with "page" also what a reader must find in the pack.
"""
import calendar
import collections
import csv
import datetime
import json
import pathlib
import sys

FOLDER = pathlib.Path(sys.argv[1])
ON_PAGE = {"2019-03-01": "86.6", "2019-02-01": "84.2"}


def say(measure, statistic, value, page=None, **key):
    print(json.dumps({"measure": measure, "statistic": statistic, **key, "value": value,
                      **({"page": page} if page else {})}))


attended, within = collections.Counter(), collections.Counter()
with open(FOLDER / "ae_attendances.csv", encoding="utf-8", newline="") as file:
    for row in csv.DictReader(file):
        for provider in (row["org_code"], "all"):
            attended[row["period"], provider] += int(row["attendances"])
            within[row["period"], provider] += int(row["attendances"]) - int(row["breaches"])

for (first, provider), number in sorted(attended.items()):
    when = datetime.date.fromisoformat(first)
    last = when.replace(day=calendar.monthrange(when.year, when.month)[1])
    key = {"locality": provider, "axis": "month", "period_from": first, "period_to": str(last)}
    say("attendances", "events", number, **key)
    if number:
        say("four-hour-share", "share", [within[first, provider], number],
            ON_PAGE.get(first) if provider == "all" else None, **key)
