-- A frozen month: releases/NNN/confidential/release.db (0700). releases/NNN/ also holds the audited
-- publication.db, results.csv and entry.json (its place in the chain of releases).
PRAGMA user_version = 1;

CREATE TABLE person_id (          -- the stable names that the next month's link must keep
	delivery_partner TEXT NOT NULL,
	key_digest       TEXT NOT NULL, -- SHA-256 of partner and person key: the key itself is not kept
	person_id        TEXT NOT NULL,
	PRIMARY KEY (delivery_partner, key_digest)
) STRICT, WITHOUT ROWID;

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
