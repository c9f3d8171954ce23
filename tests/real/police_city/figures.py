#!/usr/bin/python3
"""The figures of this study, counted from the raw files with nothing but Python's own library.

Usage: figures.py FOLDER     prints one JSON object a line: the key columns of a cell, its exact value
(or, for a share, its two counts), and with "page" also what a reader must find in the pack.
"""
import calendar
import collections
import csv
import gzip
import json
import pathlib
import sys

FOLDER = pathlib.Path(sys.argv[1])
ON_PAGE = {("crimes", "2019-11"): "933", ("crimes", "2020-05"): "226", ("crimes", "2021-09"): "765"}
SHARE_ON_PAGE = {"2021-09": "19.1"}
BEHAVIOUR, NOBODY = "Anti-social behaviour", "Investigation complete; no suspect identified"


def say(measure, statistic, value, page=None, **key):
    print(json.dumps({"measure": measure, "statistic": statistic, **key, "value": value,
                      **({"page": page} if page else {})}))


recorded, of_type, with_outcome, closed = (collections.Counter() for _ in range(4))
types, months, files = set(), set(), []
for path in sorted(FOLDER.glob("*-city-of-london-street.csv.gz")):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    files.append(len(rows))
    for row in rows:
        place = "city" if row["LSOA name"].startswith("City of London ") else "elsewhere"
        for where in (place, "all"):
            key = row["Month"], where
            months.add(row["Month"])
            types.add(row["Crime type"])
            recorded[key] += 1
            of_type[(*key, row["Crime type"])] += 1
            if row["Crime type"] != BEHAVIOUR:
                with_outcome[key] += 1
                closed[key] += row["Last outcome category"] == NOBODY

assert len(files) == 45 and len(months) == 45, "one file a month"
for month in sorted(months):
    year, number = map(int, month.split("-"))
    when = {"axis": "month", "period_from": f"{month}-01",
            "period_to": f"{month}-{calendar.monthrange(year, number)[1]}"}
    for where in ("all", "city", "elsewhere"):
        key = month, where
        page = where == "all"
        say("crimes", "events", recorded[key], ON_PAGE.get(("crimes", month)) if page else None,
            locality=where, **when)
        say("no-suspect-share", "share", [closed[key], with_outcome[key]],
            SHARE_ON_PAGE.get(month) if page else None, locality=where, **when)
        for kind in sorted(types):
            say("crimes-by-type", "events", of_type[(*key, kind)], locality=where, grp=kind, **when)

key = {"partner": "police", "axis": "police-uk-street"}
say("rows", "rows_read", sum(files), "28,761", **key)
say("rows", "rows_kept", sum(files), "28,761", **key)
say("rows", "rows_rejected", 0, **key)
say("rows", "rows_dead", 0, **key)
