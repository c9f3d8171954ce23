-- Why a candidate may not be published: run/4-verdict/<audience>/verdict.db
-- Confidential: it names the cells a reader could work out. disclose takes it as an input; a verdict
-- whose `root` is not the digest of the measures and policy at hand is of another draft and is ignored.
PRAGMA user_version = 1;

CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
-- root (from the candidate's working.db), round (1 is the first refusal)

CREATE TABLE recovered (          -- of this and all earlier rounds
	cell   TEXT NOT NULL,         -- the hidden cell that is not hidden
	round  INTEGER NOT NULL,
	lowest  REAL NOT NULL,        -- what a reader knows: its value lies between these
	highest REAL NOT NULL,
	words  TEXT NOT NULL,         -- e.g. "total minus parts"
	PRIMARY KEY (cell, round)
) STRICT, WITHOUT ROWID;

CREATE TABLE hide (               -- cells asked for in all rounds so far: disclose hides these too
	cell  TEXT NOT NULL,
	round INTEGER NOT NULL,
	PRIMARY KEY (cell)
) STRICT, WITHOUT ROWID;
