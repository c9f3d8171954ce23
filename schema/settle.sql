-- What all deliveries together amount to: run/1-ingest/settle/settle.db
-- Confidential. It rewrites no fact: it says which rows no longer count and what is covered.
PRAGMA user_version = 4;

CREATE TABLE delivery (
	delivery      TEXT PRIMARY KEY,
	contract      TEXT NOT NULL,
	partner       TEXT NOT NULL,
	kind          TEXT NOT NULL,
	present       INTEGER NOT NULL, -- 0: named in study.yaml, marked late, not come yet
	rows_read     INTEGER NOT NULL,
	rows_kept     INTEGER NOT NULL, -- by read
	rows_rejected INTEGER NOT NULL,
	rows_dead     INTEGER NOT NULL, -- kept by read, but counted no more: see dead_row
	first_day     TEXT,
	last_day      TEXT,
	covered_from  TEXT,           -- the days stated, else the rows' own; both days included
	covered_to    TEXT,
	stated        INTEGER NOT NULL, -- 1: the covered days are those that study.yaml or the contract states
	row_digest    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE dead_row (
	delivery  TEXT NOT NULL,
	record_no INTEGER NOT NULL,
	reason    TEXT NOT NULL,      -- one of stages/ingest/death.c
	PRIMARY KEY (delivery, record_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE dead_total (         -- summed from dead_row
	delivery TEXT NOT NULL,
	reason   TEXT NOT NULL,
	rows     INTEGER NOT NULL,
	PRIMARY KEY (delivery, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding (            -- worth a word, changes no figure (stages/ingest/finding.c)
	delivery TEXT NOT NULL,
	finding  TEXT NOT NULL,
	field    TEXT NOT NULL,       -- the field or row rule, a locality, or the name of a released delivery that is gone; '' for rows or the delivery as a whole
	rows     INTEGER NOT NULL,    -- that are kept all the same; of a delivery as a whole: its rows
	beside   TEXT NOT NULL,       -- what it is held against, in words: its number beside the last released one's, months;
	                              -- '' where rows say all
	PRIMARY KEY (delivery, finding, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE drift (              -- columns that came otherwise than before: in the delivery before of the
	delivery TEXT NOT NULL,       -- same contract or, for the first, in the contract
	change   TEXT NOT NULL CHECK (change IN ('new', 'gone', 'renamed', 'type')),
	name     TEXT NOT NULL,       -- the field; of a column that the contract does not know, its header
	was      TEXT NOT NULL,       -- header or type before; '' where there was none
	now      TEXT NOT NULL,       -- ''; of one gone the header that it may have now: spelt alike, or in its place
	PRIMARY KEY (delivery, change, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE covered (            -- the days that all deliveries of a contract cover, those withheld of all localities
	contract TEXT NOT NULL,       -- not taken out yet: days stated as they are, else whole months (settle_cover.h)
	locality TEXT NOT NULL,       -- '': all together; else its code, where the contract's coverage is by locality
	from_day TEXT NOT NULL,
	to_day   TEXT NOT NULL,       -- included
	PRIMARY KEY (contract, locality, from_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE coverage (           -- an event can only be absent where this says 'covered'
	partner  TEXT NOT NULL,
	contract TEXT NOT NULL,
	kind     TEXT NOT NULL,
	month    TEXT NOT NULL,       -- first day
	-- part: some days, or some localities, alone; stray: so few rows, so far from all others, that their
	-- dates are not believed
	state    TEXT NOT NULL CHECK (state IN ('covered', 'part', 'late', 'absent', 'withheld',
		'stray')),
	PRIMARY KEY (partner, contract, month)
) STRICT, WITHOUT ROWID;

CREATE TABLE locality_coverage (  -- the same of each locality, of contracts whose coverage is by locality
	partner  TEXT NOT NULL,
	contract TEXT NOT NULL,
	kind     TEXT NOT NULL,
	locality TEXT NOT NULL,
	month    TEXT NOT NULL,
	state    TEXT NOT NULL CHECK (state IN ('covered', 'part', 'late', 'absent', 'withheld',
		'stray')),
	PRIMARY KEY (partner, contract, locality, month)
) STRICT, WITHOUT ROWID;

CREATE TABLE removal (            -- a row per line of removals.csv; never whom it names
	line  INTEGER PRIMARY KEY,
	asked INTEGER NOT NULL,       -- deliveries of partners who may know them
	met   INTEGER NOT NULL        -- of those, deliveries of which rows were left out for it
) STRICT;

CREATE TABLE reject_total (
	delivery TEXT NOT NULL,
	reason   TEXT NOT NULL,
	field    TEXT NOT NULL,
	rows     INTEGER NOT NULL,
	PRIMARY KEY (delivery, reason, field)
) STRICT, WITHOUT ROWID;
