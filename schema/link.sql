-- Who is the same person and who is the same family: run/2-link/link.db
-- Confidential. Days are ISO text, spans half-open, NULL = open.
--
-- Who each key is lies in facts (facts.sql), a row per key of a delivery:
--   person_of_key  delivery, key_no (of that delivery's shard), person_no (at threshold default, on which the
--                  figures stand), strict, loose: whom the key is at these thresholds, where it is another there,
--                  one of those behind the people of default, for sensitivity (docs/linkage.md says how to read them)
-- A delivery's keys lie together, by key_no. `throughline sql` shows the table under its name.
PRAGMA user_version = 3;

CREATE TABLE family (
	family_no INTEGER PRIMARY KEY, -- dense from 0, in order of locality, family_id
	family_id TEXT NOT NULL UNIQUE -- stable from release to release: f, the release that first had it,
	                              -- a number; strict-, loose-: of a person who is one at that threshold alone
) STRICT;

CREATE TABLE person (
	person_no   INTEGER PRIMARY KEY, -- dense from 0: those of threshold default first, in order of
	                                 -- locality, family, person_id
	person_id   TEXT NOT NULL UNIQUE, -- stable from release to release: p, the release that first had them,
	                                 -- a number; strict-, loose-: keys that are one person at that threshold
	                                 -- alone, a name of this run
	family_no   INTEGER NOT NULL REFERENCES family, -- at as_at
	locality    TEXT,             -- at as_at; NULL: not known
	birth_month TEXT,
	death       TEXT,
	sex         TEXT
) STRICT;

CREATE TABLE delivery (           -- those that name people
	delivery  TEXT PRIMARY KEY,
	first_row INTEGER NOT NULL,   -- of its keys in person_of_key, from 0
	keys      INTEGER NOT NULL    -- key_no 0 to keys - 1, a row each
) STRICT, WITHOUT ROWID;

CREATE TABLE locality_spell (
	person_no INTEGER NOT NULL REFERENCES person,
	from_day  TEXT NOT NULL,      -- '0001-01-01': since ever
	to_day    TEXT,
	locality  TEXT NOT NULL,
	PRIMARY KEY (person_no, from_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE family_spell (
	person_no INTEGER NOT NULL REFERENCES person,
	from_day  TEXT NOT NULL,
	to_day    TEXT,
	family_no INTEGER NOT NULL REFERENCES family,
	PRIMARY KEY (person_no, from_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE household (          -- the household keys, and which family each is part of
	space     TEXT NOT NULL,      -- the partner; '' for keys of scope programme
	household TEXT NOT NULL,
	family_no INTEGER REFERENCES family, -- NULL: a communal address, which makes no family
	PRIMARY KEY (space, household)
) STRICT, WITHOUT ROWID;

-- What this run joined and refused, at threshold default (joined, refused: keys), and what became of the
-- people and families of the last release (added: a key to a person it knew; split: a part of them is
-- another person now; merged: two of them are one, and the older name stays).
CREATE TABLE journal (
	entry          INTEGER PRIMARY KEY,
	unit           TEXT NOT NULL CHECK (unit IN ('person', 'family')),
	change         TEXT NOT NULL CHECK (change IN ('joined', 'refused', 'added', 'split', 'merged')),
	reason         TEXT NOT NULL,   -- token:<name>, model, answer; never-link, never-link:family,
	                                -- one-key-per-person, other-token, contradiction:birth-and-sex,
	                                -- token-too-common; for a split also no-evidence
	id             TEXT NOT NULL,   -- of the person or family as they are now
	other_id       TEXT,            -- split: what it was part of; merged: the name that ended
	delivery       TEXT,            -- the key, by the first delivery that has it; NULL: the change is of
	key_no         INTEGER,         -- the whole person or family
	other_delivery TEXT,            -- joined, refused: the other key
	other_key_no   INTEGER
) STRICT;

CREATE TABLE quality (            -- counts of the linking itself
	partner TEXT NOT NULL,        -- '' for all
	name    TEXT NOT NULL,        -- see stages/link/store.c
	value   INTEGER NOT NULL,
	PRIMARY KEY (partner, name)
) STRICT, WITHOUT ROWID;

-- How people were compared, where tokens alone did not decide (docs/linkage.md). Empty otherwise. Numbers are the
-- model's, of pairs of keys: weights in bits (log2 odds of "the same person"), probabilities between 0 and 1.
CREATE TABLE linking_threshold (
	threshold TEXT PRIMARY KEY CHECK (threshold IN ('strict', 'default', 'loose')),
	weight    REAL,               -- pairs of at least this weight link; NULL: tokens alone decided
	precision REAL,               -- what the model believes of all pairs of at least this weight
	recall    REAL,               -- among the pairs that blocking brought together
	found     INTEGER,            -- exact, where the study knows the truth: pairs of keys that are one person here,
	right     INTEGER,            -- how many of them truly are,
	there     INTEGER             -- and how many there truly are
) STRICT, WITHOUT ROWID;

CREATE TABLE linking_curve (      -- what linking every pair of at least this weight would mean
	weight    REAL PRIMARY KEY,
	pairs     REAL NOT NULL,
	precision REAL,
	recall    REAL,
	f1        REAL
) STRICT, WITHOUT ROWID;

CREATE TABLE linking_level (      -- the model
	field     TEXT NOT NULL,
	given     INTEGER NOT NULL,   -- 0: whatever else; else the level of the field that says partly the same
	level     INTEGER NOT NULL,   -- 1 is the best agreement
	name      TEXT NOT NULL,
	given_field TEXT,             -- that field; NULL where given is 0
	same      REAL NOT NULL,      -- probability among pairs of one person,
	household REAL NOT NULL,      -- of two people of one household,
	unrelated REAL NOT NULL,      -- of two others
	weight    REAL,               -- log2 (same / unrelated); NULL: the level does not occur in one of them
	PRIMARY KEY (field, given, level)
) STRICT, WITHOUT ROWID;

CREATE TABLE linking_pass (       -- which pairs were compared
	pass         INTEGER PRIMARY KEY,
	words        TEXT NOT NULL,
	pairs        INTEGER NOT NULL, -- candidates, known before one was made
	split_blocks INTEGER NOT NULL  -- blocks too large, split by further fields
) STRICT;
