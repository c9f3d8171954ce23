"""torture.py DATA SCRATCH TABLE: walks DATA and says ok or FAIL for each file; see run."""
import csv
import gzip
import io
import json
import pathlib
import re
import subprocess
import sys

import yaml

DATA, SCRATCH, TABLE = (pathlib.Path(word) for word in sys.argv[1:4])
SETS = ("csvlint", "frictionless", "dfe_la")
SECONDS_MAX = 60
csv.field_size_limit(1 << 30)


def run(*command):
    return subprocess.run([str(word) for word in command], capture_output=True, timeout=SECONDS_MAX)


def verdict(name, problem):
    print(f"FAIL: {name}\n    {problem}" if problem else f"ok: {name}")


def spectrum_problem(path):
    ran = run("csv_json", path)
    wanted = json.loads((path.parent / "json_expected" / f"{path.stem}.json").read_text())
    if ran.returncode:
        return ran.stderr.decode()
    return None if json.loads(ran.stdout) == wanted else "the rows are not those of its JSON"


def text_of(path):
    """The file's text by means of our own choosing, not of the product's."""
    data = path.read_bytes()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            pass
    return data.decode("latin-1")


def rows_below(path, draft):
    """How many rows another reader sees below the header that the draft has found; None: it cannot."""
    keys = yaml.safe_load(draft)
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n|$)", text_of(path))[keys.get("skip_lines", 0):]
    delimiter = keys.get("delimiter", ",")
    try:
        rows = list(csv.reader(io.StringIO("".join(lines), newline=""), delimiter=delimiter))
    except csv.Error:
        return None
    return len(rows) - 1


def said(stderr):
    """A refusal in its own words, without the folder."""
    return stderr.decode().strip().split(": ", 1)[-1].replace(str(DATA) + "/", "").replace(
        str(SCRATCH) + "/", "")


def try_file(path):
    """What became of a file, as a row of the table, and what is wrong about that (None: nothing)."""
    drafted = run("throughline", "sniff", "--name", "draft", path)
    if drafted.returncode == 65 and drafted.stderr.count(b"\n") == 1:
        return ("refused", "", "", "", said(drafted.stderr)), None
    if drafted.returncode:
        return None, f"sniff: exit status {drafted.returncode}: {drafted.stderr.decode()}"
    contract = SCRATCH / "draft.yaml"
    contract.write_bytes(drafted.stdout)
    held = run("throughline", "validate", "--contract", contract, "--json", path)
    if held.returncode not in (0, 65):
        return None, f"validate: exit status {held.returncode}: {held.stderr.decode()}"
    account = json.loads(held.stdout)["files"][0]
    reasons = "; ".join(f"{fault['reason']} {fault['rows']}" for fault in account["faults"])
    read, kept, rejected = (account[f"rows_{word}"] for word in ("read", "kept", "rejected"))
    refusal = account["refused"] or ""
    row = (account["state"], read, kept, rejected, reasons or refusal.split(": ", 1)[-1])
    if read != kept + rejected or rejected != sum(fault["rows"] for fault in account["faults"]):
        return row, "rows are unaccounted for"
    if held.returncode and not refusal:
        return row, "refused without a reason"
    seen = rows_below(path, drafted.stdout.decode())
    if seen is not None and seen != read:
        return row, f"another reader sees {seen} rows, we {read}"
    return row, None


def cell(text):
    return str(text).replace("|", "\\|").replace("\n", " ")


def main():
    table = ["| file | outcome | rows read | kept | rejected | why |", "|---|---|---:|---:|---:|---|"]
    spectrum = sorted((DATA / "csv-spectrum").glob("*.csv"))
    for path in spectrum:
        problem = spectrum_problem(path)
        verdict(f"csv-torture csv-spectrum/{path.name}", problem)
        table.append(f"| csv-spectrum/{path.name} | {'differs' if problem else 'equals its JSON'} | | | | |")
    for name in SETS:
        for path in sorted((DATA / name).iterdir()):
            label = f"{name}/{path.name}"
            row, problem = try_file(path)
            verdict(f"csv-torture {label}", problem)
            table.append("| " + " | ".join(map(cell, (label, *(row or ("?",) * 5)))) + " |")
    TABLE.write_text("\n".join(table) + "\n")


main()
