-- A frozen month: releases/NNN/confidential/release.db (0700). releases/NNN/ also holds the audited
-- publication.db, results.csv and entry.json (its place in the chain of releases).
-- A person's key, token or household key is kept as a digest alone (include/throughline/named.h): enough to
-- know it again, not to read it. It is confidential all the same. What earlier releases knew and this
-- month's extracts do not name is carried on. Who asks to be left out is taken out of every release.
PRAGMA user_version = 2;

CREATE TABLE person_id (          -- the stable names that the next month's link must keep
	delivery_partner TEXT NOT NULL,
	key_digest       TEXT NOT NULL, -- SHA-256 of partner and person key: the key itself is not kept
	person_id        TEXT NOT NULL,
	PRIMARY KEY (delivery_partner, key_digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE key_mark (           -- what each key came with, so that a removal by token finds it
	delivery_partner TEXT NOT NULL,
	key_digest       TEXT NOT NULL,
	kind             TEXT NOT NULL CHECK (kind IN ('token', 'household')),
	digest           TEXT NOT NULL, -- of the token's name and value, or of the household key
	PRIMARY KEY (delivery_partner, key_digest, kind, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE family_id (          -- the stable names of families, by what a family is known again by
	element   TEXT PRIMARY KEY,   -- the digest of a household key; of a family without one, a person_id
	family_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (            -- what this release changed against the one before (link.sql)
	entry     INTEGER PRIMARY KEY,
	unit      TEXT NOT NULL CHECK (unit IN ('person', 'family')),
	change    TEXT NOT NULL,      -- added, split, merged
	reason    TEXT NOT NULL,
	id        TEXT NOT NULL,      -- of the person or family as they are now
	other_id  TEXT                -- split: what it was part of; merged: the name that ended
) STRICT;

CREATE TABLE delivery_profile (   -- what came, for next month's bands
	delivery   TEXT PRIMARY KEY,
	rows_read  INTEGER NOT NULL,
	rows_kept  INTEGER NOT NULL,
	first_day  TEXT,
	last_day   TEXT,
	row_digest TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE atom (               -- as measured, for differencing between releases
	cell         TEXT NOT NULL,
	atom         INTEGER NOT NULL,
	units        INTEGER NOT NULL,
	contributors INTEGER,
	PRIMARY KEY (cell, atom)
) STRICT, WITHOUT ROWID;
