#!/usr/bin/python3
"""The figures of this study, counted from the raw files with nothing but Python's own library.

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
AS_AT = datetime.date(2018, 3, 31)


def rows(name):
    with open(FOLDER / name, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def day(text):
    return datetime.datetime.strptime(text, "%d/%m/%Y").date() if text else None


def say(measure, statistic, value, page=None, **key):
    print(json.dumps({"measure": measure, "statistic": statistic, **key, "value": value,
                      **({"page": page} if page else {})}))


def months():
    for year, month in [(2016 + (3 + n) // 12, (3 + n) % 12 + 1) for n in range(24)]:
        yield (datetime.date(year, month, 1),
               datetime.date(year, month, calendar.monthrange(year, month)[1]))


def monthly(measure, statistic, dated):
    """dated: pairs of a day and what is counted once a month (None: every row)."""
    seen = collections.defaultdict(list)
    for when, what in dated:
        seen[(when.year, when.month)].append(what)
    for first, last in months():
        found = seen[(first.year, first.month)]
        number = len(found) if None in found else len(set(found))
        say(measure, statistic, number, axis="month", period_from=str(first), period_to=str(last))


episodes = [(row["CHILD"], day(row["DECOM"]), day(row["DEC"]), row["RNE"], row["REC"])
            for row in rows("episodes.csv")]


def in_care(on):
    return len({child for child, start, end, _, _ in episodes
                if start <= on and (end is None or on < end)})


for _, last in months():
    stock = in_care(last)
    on_page = {"2017-03-31": "2,100", "2018-03-31": "1,419"}.get(str(last))
    say("children-in-care", "people", stock, on_page, axis="month", period_from=str(last),
        period_to=str(last))
monthly("care-starts", "people", [(start, child) for child, start, _, new, _ in episodes if new == "S"])
monthly("care-leavers", "people",
        [(end, child) for child, _, end, _, why in episodes if end and why and why != "X1"])
monthly("missing-episodes", "events", [(day(row["MIS_START"]), None) for row in rows("missing.csv")])

reviews = [(day(row["REVIEW"]), row["REVIEW_CODE"]) for row in rows("reviews.csv")]
held = [(when, code) for when, code in reviews if when <= AS_AT]
monthly("reviews", "events", [(when, None) for when, _ in held])
for first, last in months():
    asked = [code for when, code in held if first <= when <= last and code != "PN0"]
    heard = [code for code in asked if code in ("PN1", "PN2", "PN3", "PN5", "PN6")]
    say("views-heard", "share", [len(heard), len(asked)], axis="month", period_from=str(first),
        period_to=str(last))

say("cohort", "people", len({child for child, start, *_ in episodes if start <= AS_AT}), "2,123",
    programme="care", arm="programme")

FILES = {"header": 0, "episodes": 0, "reviews": len(reviews) - len(held), "missing": 0, "uasc": 0,
         "oc2": 0, "oc3": 0, "ad1": 0, "placed-for-adoption": 0, "previous-permanence": 0,
         "sw-episodes": sum(day(row["SW_DECOM"]) > AS_AT for row in rows("sw_episodes.csv"))}
for name, rejected in FILES.items():
    read = len(rows(name.replace("-", "_") + ".csv"))
    page = {"header": "2,675", "episodes": "5,050"}.get(name)
    key = {"partner": "council", "axis": "ssda903-" + name}
    say("rows", "rows_read", read, page, **key)
    say("rows", "rows_kept", read - rejected, page, **key)
    say("rows", "rows_rejected", rejected, **key)
