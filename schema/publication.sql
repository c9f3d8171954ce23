-- What may be known: run/5-publish/<audience>/publication.db, and the candidate for it,
-- run/4-protect/<audience>/candidate.db. Every number that counts people or events is a cell; every
-- other table holds words and dates (tests/unit/audit/test_schema.c holds it to that).
PRAGMA user_version = 1;

CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
-- name, title, about, as_at, month_from, month_to, packs ("board,benefits"), audience, version,
-- policy (its name), policy_title, policy_about (the public statement), policy_threshold, policy_base,
-- policy_amounts ("hidden" where one or two contributors make up too much of one; by which numbers is
-- not told), policy_least_width, policy_contributors, policy_zeros ("shown" or "hidden"), policy_secondary ("yes"
-- when cells were hidden to protect others, "no" otherwise)

CREATE TABLE label (
	kind     TEXT NOT NULL,
	code     TEXT NOT NULL,
	label    TEXT NOT NULL,
	position INTEGER NOT NULL,    -- order on a page
	PRIMARY KEY (kind, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE definition (
	definition TEXT PRIMARY KEY,
	kind       TEXT NOT NULL,
	name       TEXT NOT NULL,
	version    INTEGER NOT NULL,
	title      TEXT NOT NULL,
	about      TEXT NOT NULL,
	polarity   TEXT NOT NULL,
	rule       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE cell (
	id          TEXT PRIMARY KEY, -- 16 hex digits over the key columns: the same every month
	programme   TEXT NOT NULL,
	locality    TEXT NOT NULL,
	measure     TEXT NOT NULL,
	statistic   TEXT NOT NULL,
	arm         TEXT NOT NULL,
	partner     TEXT NOT NULL,
	variant     TEXT NOT NULL,
	grp         TEXT NOT NULL,
	axis        TEXT NOT NULL,
	position    INTEGER,
	period_from TEXT,
	period_to   TEXT,
	value       REAL,
	lower       REAL,
	upper       REAL,
	lower_998   REAL,
	upper_998   REAL,
	centre      REAL,
	flag        TEXT NOT NULL,
	numerator   REAL,             -- as published in the operand cell
	denominator REAL,
	unit        TEXT NOT NULL,
	eligible    REAL,             -- never filled, nor is the next: who qualified and who is not known are numbers
	missing     REAL,             -- of people, so cells of their own (measure attrition; denominators)
	status      TEXT NOT NULL CHECK (status IN ('shown', 'rounded', 'suppressed', 'too few',
		'not applicable', 'not available', 'low', 'unreliable')),
	reason      TEXT NOT NULL,    -- '' only for shown and rounded
	method      TEXT NOT NULL,
	evidence    INTEGER,
	as_at       TEXT NOT NULL,
	definition  TEXT NOT NULL REFERENCES definition,
	CHECK ((status IN ('shown', 'rounded')) = (reason = '')),
	CHECK (status IN ('shown', 'rounded') OR (value IS NULL AND lower IS NULL AND upper IS NULL AND
		lower_998 IS NULL AND upper_998 IS NULL AND numerator IS NULL AND denominator IS NULL))
) STRICT, WITHOUT ROWID;

-- From which published cells a derived cell was recomputed, and which lie under a model. The series of
-- an xmr cell is not listed: it is every cell with the key columns of its x, in order of position.
CREATE TABLE operand (
	cell     TEXT NOT NULL REFERENCES cell,
	role     TEXT NOT NULL,
	position INTEGER NOT NULL,
	operand  TEXT NOT NULL REFERENCES cell,
	PRIMARY KEY (cell, role, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE sum (                -- which sums the true values of cells obey: total of coefficient x value = 0
	sum         INTEGER NOT NULL,
	cell        TEXT NOT NULL REFERENCES cell,
	coefficient REAL NOT NULL,
	PRIMARY KEY (sum, cell)
) STRICT, WITHOUT ROWID;

CREATE TABLE protocol (           -- where definitions stand to what was written down before the data; no rows: nothing was
	kind     TEXT NOT NULL,       -- measure, programme, framework, sheet
	name     TEXT NOT NULL,
	standing TEXT NOT NULL,       -- as planned, written after the data were read, amended, amended after the data were
	                              -- read, changed since, not planned, dropped, edited after release N: what
	reason   TEXT NOT NULL,       -- of the amendment; else ''
	PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE coverage (
	partner  TEXT NOT NULL,
	contract TEXT NOT NULL,
	kind     TEXT NOT NULL,
	month    TEXT NOT NULL,
	state    TEXT NOT NULL,
	PRIMARY KEY (partner, contract, month)
) STRICT, WITHOUT ROWID;

CREATE TABLE locality_coverage (  -- of extracts whose coverage is by locality
	partner  TEXT NOT NULL,
	contract TEXT NOT NULL,
	kind     TEXT NOT NULL,
	locality TEXT NOT NULL,
	month    TEXT NOT NULL,
	state    TEXT NOT NULL,
	PRIMARY KEY (partner, contract, locality, month)
) STRICT, WITHOUT ROWID;

-- Figures that the last release which says anything else showed with another value, or that only one of the two
-- shows, for a period that was over by then. From the two publications alone, so it tells nothing that was not published.
CREATE TABLE restatement (
	cell   TEXT NOT NULL,
	words  TEXT NOT NULL,         -- "restated since release 003: was 1,204"; where one is not shown, no number: "was shown", "was hidden", "was not available"
	reason TEXT NOT NULL,         -- "rows came later, or were corrected" (and "here or in a figure that this one protects"), "the definition changed"; of what is not available now
	                              -- "withheld: a partner keeps rows of this time back" or "rows of this time are there no more"
	PRIMARY KEY (cell)
) STRICT, WITHOUT ROWID;

-- What pages ask for: figures of a measure, or one statistic of all measures of a programme. No ANALYZE: a
-- query takes the index of which it fixes more columns, so that a page is read alike in every study.
CREATE INDEX cell_by_measure ON cell (measure, programme, statistic, axis, locality);
CREATE INDEX cell_by_programme ON cell (programme, statistic);
