-- Who is the same person and who is the same family: run/2-link/link.db
-- Confidential. Days are ISO text, spans half-open, NULL = open.
PRAGMA user_version = 1;

CREATE TABLE family (
	family_no INTEGER PRIMARY KEY, -- dense from 0, in order of locality, family_id
	family_id TEXT NOT NULL UNIQUE -- stable: hash of its people's first key
) STRICT;

CREATE TABLE person (
	person_no   INTEGER PRIMARY KEY, -- dense from 0, in order of locality, family, person_id
	person_id   TEXT NOT NULL UNIQUE, -- stable from release to release
	family_no   INTEGER NOT NULL REFERENCES family, -- at as_at
	locality    TEXT,             -- at as_at; NULL: not known
	birth_month TEXT,
	death       TEXT,
	sex         TEXT
) STRICT;

CREATE TABLE person_of_key (
	delivery  TEXT NOT NULL,
	key_no    INTEGER NOT NULL,   -- of that delivery's shard
	threshold TEXT NOT NULL CHECK (threshold IN ('strict', 'default', 'loose')),
	person_no INTEGER NOT NULL REFERENCES person,
	PRIMARY KEY (delivery, key_no, threshold)
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

CREATE TABLE journal (            -- what this run joined, and what it refused to
	entry    INTEGER PRIMARY KEY,
	delivery TEXT NOT NULL,
	key_no   INTEGER NOT NULL,
	change   TEXT NOT NULL,       -- joined, refused
	reason   TEXT NOT NULL        -- token:<name>, contradiction:birth-and-sex, token-too-common
) STRICT;

CREATE TABLE quality (            -- counts of the linking itself
	partner TEXT NOT NULL,        -- '' for all
	name    TEXT NOT NULL,        -- keys, people, keys_with_token, contradictions, tokens_too_common
	value   INTEGER NOT NULL,
	PRIMARY KEY (partner, name)
) STRICT, WITHOUT ROWID;
