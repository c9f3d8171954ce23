#!/usr/bin/python3
"""The figures of this study, counted from the raw file with nothing but Python's own library.

Usage: figures.py FOLDER     prints one JSON object a line: the key columns of a cell, its exact value (for a
rate, its two counts and what it is per), and with "page" also what a reader must find in the pack.

The publisher's own sums (of regions and of the country, rounded to 10) and rates (rounded to 1) are held
against what is counted here from the authorities alone; where they differ by more, this script stops.
"""
import collections
import csv
import json
import pathlib
import sys

FOLDER = pathlib.Path(sys.argv[1])
IN_CARE, STARTS = ("Children looked after at 31 March each year",
                   "Children starting to be looked after each year")
MEASURES = {IN_CARE: "in-care-rate", STARTS: "starts-rate"}
ON_PAGE = {(IN_CARE, "2024"): "69.7", (IN_CARE, "2020"): "67.8", (STARTS, "2024"): "27.5"}
REGIONS_ON_PAGE = {("2024", "London"): "9,640", ("2024", "North West"): "15,093"}
SYMBOLS = {"c": "suppressed", "x": "not available", "z": "not applicable"}  # as the publisher explains them
LONDON = {"Inner London": "London", "Outer London": "London"}


def say(measure, statistic, value, page=None, **key):
    print(json.dumps({"measure": measure, "statistic": statistic, **key, "value": value,
                      **({"page": page} if page else {})}))


def month(year):
    return {"axis": "month", "period_from": f"{year}-03-01", "period_to": f"{year}-03-31"}


def whole(text):
    """None for z, x and c: nobody said a number, so there is none, and no zero either."""
    return int(text) if text.isdigit() else None


with open(FOLDER / "cla_number_and_rate_per_10k_children.csv", encoding="utf-8-sig", newline="") as file:
    ROWS = list(csv.DictReader(file))
numbers, people, regions = collections.Counter(), collections.Counter(), collections.Counter()

for row in ROWS:
    if row["geographic_level"] != "Local authority":
        continue
    what, year, area = row["population_count"], row["time_period"], row["new_la_code"]
    number, population = whole(row["number"]), whole(row["population_estimate"])
    if number is not None:
        numbers[what, year, "all"] += number
        if what == IN_CARE:
            regions[year, LONDON.get(row["region_name"], row["region_name"])] += number
    if population is not None:
        people[what, year, "all"] += population
    if what in MEASURES:
        say(MEASURES[what], "events", number, locality=area, **month(year),
            **({} if number is not None else {"status": SYMBOLS[row["number"]]}))
        if number is not None and population is not None:
            rate = 10000 * number / population
            assert abs(rate - float(row["rate_per_10000"])) <= 0.5, row
            say(MEASURES[what], "rate", {"rate": [number, population, 10000]}, locality=area, **month(year))

for row in ROWS:  # the sums that were published, against the sums of their parts
    what, year = row["population_count"], row["time_period"]
    if row["geographic_level"] == "National":
        assert abs(numbers[what, year, "all"] - int(row["number"])) <= 10, row
        assert people[what, year, "all"] == int(row["population_estimate"]), row
    elif row["geographic_level"] == "Regional" and what == IN_CARE and row["region_name"] not in LONDON:
        assert abs(regions[year, row["region_name"]] - int(row["number"])) <= 10, row

for (what, year, area), number in sorted(numbers.items()):
    if what in MEASURES:
        say(MEASURES[what], "events", number, **month(year))
        say(MEASURES[what], "population", people[what, year, area], **month(year))
        say(MEASURES[what], "rate", {"rate": [number, people[what, year, area], 10000]},
            ON_PAGE.get((what, year)), **month(year))
for (year, region), number in sorted(regions.items()):
    say("in-care-by-region", "events", number, REGIONS_ON_PAGE.get((year, region)), grp=region, **month(year))

for contract, rejected in {"dfe-children-in-care": 0,
                           "dfe-children-in-care-population": sum(row["population_estimate"] == "x"
                                                                  for row in ROWS)}.items():
    key = {"partner": "dfe", "axis": contract}
    say("rows", "rows_read", len(ROWS), "2,505", **key)
    say("rows", "rows_kept", len(ROWS) - rejected, **key)
    say("rows", "rows_rejected", rejected, **key)
