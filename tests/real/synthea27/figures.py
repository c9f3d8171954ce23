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
AS_AT = datetime.date(2023, 12, 31)


def rows(name):
    with open(FOLDER / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text):
    return datetime.date.fromisoformat(text[:10]) if text else None


def say(measure, statistic, value, page=None, **key):
    print(json.dumps({"measure": measure, "statistic": statistic, **key, "value": value,
                      **({"page": page} if page else {})}))


patients = {row["Id"] for row in rows("patients")}
files = {name: rows(name) for name in ("encounters", "careplans", "conditions")}
# What begins after the day that the data describe is rejected; an end may be known beforehand.
late = {name: sum(day(row["START"]) > AS_AT for row in table) for name, table in files.items()}
encounters = [(day(row["START"]), row["ENCOUNTERCLASS"]) for row in files["encounters"]
              if day(row["START"]) <= AS_AT]
plans = [(row["PATIENT"], day(row["START"]), day(row["STOP"])) for row in files["careplans"]]
onsets = [(row["PATIENT"], day(row["START"])) for row in files["conditions"]]
assert all(row["PATIENT"] in patients for table in files.values() for row in table)

for number in range(24):
    year, month = 2022 + number // 12, number % 12 + 1
    first = datetime.date(year, month, 1)
    last = datetime.date(year, month, calendar.monthrange(year, month)[1])
    when = {"axis": "month", "period_from": str(first), "period_to": str(last)}
    newest = last == AS_AT
    seen = collections.Counter(kind for on, kind in encounters if first <= on <= last)
    say("encounters", "events", sum(seen.values()), **when)
    for kind in ("ambulatory", "emergency", "inpatient", "outpatient", "urgentcare", "wellness"):
        say("encounters", "events", seen[kind], grp=kind, **when)
    say("emergencies", "events", seen["emergency"] + seen["inpatient"], **when)
    with_plan = {who for who, start, end in plans if start <= last and (end is None or last < end)}
    say("with-a-plan", "people", len(with_plan), str(len(with_plan)) if newest else None,
        axis="month", period_from=str(last), period_to=str(last))
    say("new-conditions", "people", len({who for who, on in onsets if first <= on <= last}), **when)

say("cohort", "people", len({who for who, start, _ in plans if start <= AS_AT}), programme="plans",
    arm="programme")
key = {"partner": "health", "axis": "synthea-patients"}
say("rows", "rows_read", len(patients), "27", **key)
for name, table in files.items():
    key = {"partner": "health", "axis": f"synthea-{name}"}
    say("rows", "rows_read", len(table), str(len(table)), **key)
    say("rows", "rows_rejected", late[name], **key)
    say("rows", "rows_kept", len(table) - late[name], **key)
