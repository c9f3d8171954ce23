-- Facts: the rows that partners sent, as typed columns in chunks of 65,536 rows.
--
-- These tables lie in every store that holds facts, beside the store's own tables; the writer adds
-- them when it writes its first table. They are made for speed, not for reading by eye. To see rows:
--
--   throughline sql STUDY                      (every table of facts is there by name)
--   sqlite3, then  .load tl_facts.so
--   CREATE VIRTUAL TABLE temp.event USING facts('run/1-ingest/police/facts.db', 'event');
--
-- A column is one of: int (64-bit), day (days since 1970-01-01), real (double), text (codes into the
-- column's own words; code 0 is "nothing", codes from 1 are in byte order of the words, every word
-- occurs). Equal rows in equal order give equal bytes here, whatever order the words were met in.

-- One row per table of facts.
CREATE TABLE IF NOT EXISTS fact_table (
	table_no INTEGER PRIMARY KEY,            -- 1, 2, ... in the order written
	name TEXT NOT NULL UNIQUE,               -- 'event', 'record', ...
	format INTEGER NOT NULL CHECK (format = 1),
	rows INTEGER NOT NULL CHECK (rows >= 0),
	digest TEXT NOT NULL                     -- SHA-256 over names, types, words and values as packed here
) STRICT;

-- One row per column of a table of facts.
CREATE TABLE IF NOT EXISTS fact_column (
	column_no INTEGER PRIMARY KEY,           -- across the store
	table_no INTEGER NOT NULL REFERENCES fact_table,
	position INTEGER NOT NULL,               -- 0, 1, ... in the order written
	name TEXT NOT NULL,
	type TEXT NOT NULL CHECK (type IN ('int', 'day', 'real', 'text')),
	words INTEGER NOT NULL CHECK (words >= 0), -- how many words a text column has, without word 0
	UNIQUE (table_no, position),
	UNIQUE (table_no, name)
) STRICT;

-- The words of a text column, 65,536 to a row: words 1 to 65,536 in chunk 0 and so on.
CREATE TABLE IF NOT EXISTS fact_word (
	column_no INTEGER NOT NULL REFERENCES fact_column,
	chunk INTEGER NOT NULL,
	lengths BLOB NOT NULL,                   -- bytes of each word, 4 bytes each, little-endian
	words BLOB NOT NULL,                     -- the words, one after the other
	PRIMARY KEY (column_no, chunk)
) STRICT;

-- The values: a blob per column and 65,536 rows (fewer in the last chunk), little-endian.
--   int, day, text  offset from `minimum`, unsigned, in `width` bytes; all bits set = nothing.
--                   width 0: every value is `minimum`, or, where that is NULL, nothing.
--                   width 8: the values themselves, signed; the smallest of all = nothing.
--   real            width 8: IEEE doubles, NaN = nothing. width 0: nothing throughout.
CREATE TABLE IF NOT EXISTS fact_chunk (
	column_no INTEGER NOT NULL REFERENCES fact_column,
	chunk INTEGER NOT NULL,                  -- 0, 1, ...: rows chunk * 65536 + 1 onwards
	rows INTEGER NOT NULL CHECK (rows BETWEEN 1 AND 65536),
	width INTEGER NOT NULL CHECK (width IN (0, 1, 2, 4, 8)),
	minimum INTEGER,
	data BLOB NOT NULL CHECK (length(data) = rows * width),
	PRIMARY KEY (column_no, chunk)
) STRICT;
