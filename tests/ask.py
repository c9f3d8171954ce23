"""What a study's stores say, as anybody may ask: by `throughline sql`, for the tests' scripts in Python."""
import csv
import io
import subprocess


def ask(study, sql):
    """The rows of an answer as tuples; whole numbers are int, all else is text, nothing is ''."""
    answer = subprocess.run(["throughline", "sql", study, sql], check=True, text=True, capture_output=True).stdout
    rows = csv.reader(io.StringIO(answer))
    next(rows)
    return [tuple(int(value) if value.isdigit() else value for value in row) for row in rows]
