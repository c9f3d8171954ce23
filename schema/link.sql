-- Who is the same person and who is the same family: run/2-link/link.db
-- Confidential. Days are ISO text, spans half-open, NULL = open.
--
-- What has a row a key or a person lies in facts (facts.sql). `throughline sql` shows them as tables, and so does the
-- stock shell after `.load tl_facts.so`:
--   family         family_no (dense from 0, in order of locality, family_id), family_id (stable from release to
--                  release: f, the release that first had it, a number; strict-, loose-: of a person who is one at
--                  that threshold alone)
--   person         person_no (dense from 0: those of threshold default first, in order of locality, family, person_id),
--                  person_id (stable from release to release: p, the release that first had them, a number; strict-,
--                  loose-: keys that are one person at that threshold alone, a name of this run), family_no (at
--                  as_at), locality (at as_at; nothing: not known), birth_month (its first day), death, sex
--   locality_spell person_no, from_day ('0001-01-01': since ever), to_day, locality; by person_no, from_day
--   family_spell   person_no, from_day, to_day, family_no; by person_no, from_day
--   person_of_key  delivery, key_no (of that delivery's shard), person_no (at threshold default, on which the figures
--                  stand), strict, loose: whom the key is at these thresholds, where it is another there, one of those
--                  behind the people of default, for sensitivity (docs/linkage.md says how to read them). A
--                  delivery's keys lie together, by key_no
--   journal        what this run joined and refused, at threshold default (joined, refused: keys), and what became
--                  of the people and families of the last release (added: a key to a person it knew; split: a part
--                  of them is another person now; merged: two of them are one, and the older name stays):
--                  entry (from 0), unit (person, family), change (joined, refused, added, split, merged), reason
--                  (token:<name>, model, answer; never-link, never-link:family, one-key-per-person, other-token,
--                  contradiction:birth-and-sex, token-too-common; for a split also no-evidence), id (of the person
--                  or family as they are now), other_id (split: what it was part of; merged: the name that ended),
--                  delivery, key_no (the key, by the first delivery that has it; nothing: the change is of the
--                  whole person or family), other_delivery, other_key_no (joined, refused: the other key)
PRAGMA user_version = 4;

CREATE TABLE delivery (           -- those that name people
	delivery  TEXT PRIMARY KEY,
	first_row INTEGER NOT NULL,   -- of its keys in person_of_key, from 0
	keys      INTEGER NOT NULL    -- key_no 0 to keys - 1, a row each
) STRICT, WITHOUT ROWID;

CREATE TABLE household (          -- the household keys, and which family each is part of
	space     TEXT NOT NULL,      -- the partner; '' for keys of scope programme
	household TEXT NOT NULL,
	family_no INTEGER,           -- NULL: a communal address, which makes no family
	PRIMARY KEY (space, household)
) STRICT, WITHOUT ROWID;

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
	precision REAL,               -- what the model believes of all pairs of at least this weight; NULL, as recall:
	                              -- no pair reaches it, or too few match for the estimates to be relied on
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
