-- One delivery (one file of an extract) as `ingest --read` kept it: run/1-ingest/<delivery>/shard.db
-- Confidential. Written once, in key order. The rows themselves are facts (facts.sql): tables
--   record   a row per row that says who a person is: record_no, line, key_no, start, end, birth (first
--            day of the month), death, sex, locality, token:<name>..., household:<scope>, attributes,
--            fingerprint (of the key that tokens and filters were made with: rows with different ones cannot
--            be linked)
--   event    record_no, line, key_no, date, type, locality, value, attributes
--   episode  record_no, line, key_no, start, end, locality, steps and attributes under their own names
--   measurement  record_no, line, key_no, date, value, attributes
--   count, population  record_no, line, start, end, locality, value, attributes
--   A contract with symbols has a text column why:<column> beside each number: the reason it is not there.
--   finance, workforce  record_no, line, start, end, type, locality, value, attributes
--   relation  record_no, line, key_no, other_no (a key too), type, start, end, attributes
--   key      key_no (dense from 0, in byte order of person_key), person_key: the partner's own names for people, each once
--   reject   record_no, line, reason, field (the field's or row rule's name, not its content): every rejected row
-- record_no: 1 is the first row after the header; of a wide table with n columns made rows, row r gives the
-- records (r - 1) * n + 1 to r * n. line: the physical line it starts on.
-- A contract of any kind that has token, household, birth or sex fields fills `record` as well.
PRAGMA user_version = 4;

CREATE TABLE delivery (           -- one row
	delivery      TEXT NOT NULL,  -- its name: the contract, or contract.<n>
	contract      TEXT NOT NULL,
	partner       TEXT NOT NULL,
	kind          TEXT NOT NULL,
	file          TEXT NOT NULL,  -- below the extracts folder
	bytes         INTEGER NOT NULL,
	rows_read     INTEGER NOT NULL,
	rows_kept     INTEGER NOT NULL,
	rows_rejected INTEGER NOT NULL CHECK (rows_read = rows_kept + rows_rejected),
	first_day     TEXT,           -- of the rows kept
	last_day      TEXT,
	period_from   TEXT,           -- what study.yaml, else the contract, says it covers; both days included
	period_to     TEXT,
	row_digest    TEXT NOT NULL   -- of the kept rows, the same whatever their order
) STRICT;

CREATE TABLE month (              -- of those that any kept row speaks of, none after as_at; a row with an end speaks
	month     TEXT PRIMARY KEY,   -- of all its months where it is a count, finance or workforce, else of the first
	rows      INTEGER NOT NULL,
	first_day TEXT NOT NULL       -- that any of them is dated
) STRICT, WITHOUT ROWID;

CREATE TABLE token (              -- the token columns of `record`
	name    TEXT PRIMARY KEY,
	trusted INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE removal (            -- requests of removals.csv that may be of somebody this partner knows; never whom
	line INTEGER PRIMARY KEY,     -- of removals.csv
	met  INTEGER NOT NULL         -- 1: rows of this delivery were left out for it
) STRICT;

CREATE TABLE file_column (        -- as the header has them
	position INTEGER PRIMARY KEY, -- from 1
	header   TEXT NOT NULL,
	field    TEXT NOT NULL,       -- of the contract; '' where it knows none
	looks    TEXT NOT NULL,       -- what nine of ten of the first 1,000 rows hold: nothing, whole numbers, numbers, dates, text
	seen     INTEGER NOT NULL     -- how many values those were
) STRICT;

CREATE TABLE finding (            -- worth a word about rows that are kept (stages/ingest/finding.c)
	finding TEXT NOT NULL,
	field   TEXT NOT NULL,        -- the field or row rule; '' for the row as a whole
	rows    INTEGER NOT NULL,
	PRIMARY KEY (finding, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE near_locality (      -- that some unlisted locality of a kept row is spelt almost like; never how
	locality TEXT PRIMARY KEY     -- its code
) STRICT, WITHOUT ROWID;

CREATE TABLE reject_total (       -- exact, summed from `reject`
	reason TEXT NOT NULL,
	field  TEXT NOT NULL,         -- the field or row rule; '' where the whole row is at fault
	rows   INTEGER NOT NULL,
	PRIMARY KEY (reason, field)
) STRICT, WITHOUT ROWID;
