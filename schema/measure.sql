-- Every figure, exact, with what lies under it: run/3-measure/measure.db
-- Confidential. Nothing here may leave except through disclose and audit.
--
-- A `base` point is one count (or sum, or time) and has atoms. A `model` point is a number that cannot
-- be recomputed from counts (a median, a robust standard error); operands say which counts lie under
-- it. A `derived` point (rate, share, ratio, XmR) is recomputed from its operands by recipe.h, by
-- measure from exact operands and by disclose from published ones. A `given` point stands in a sheet of
-- the study (a price, a plan, what was spent): it counts nobody and is published as it is.
--
-- What lies under points is many rows and lies in facts (facts.sql). `throughline sql` shows them as tables, and so does
-- the stock shell after `.load tl_facts.so`:
--   atom        the finest classes, of which base points are sums: atom (from 1), units (rows, people, unit-days,
--               quantity), contributors (nothing: not known), largest and second (units of its two largest contributors)
--   point_atom  point, atom: of base points only, by point and atom; an empty point has none and value 0
--   operand     point, role (x, n, x1, t1, x0, t0, series, spread, under ...: recipe.h), position (from 0, the order
--               within the role), operand (a point): what a model or derived point is made of; by point, role, position
PRAGMA user_version = 2;

CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
-- name, title, about, as_at, month_from, month_to, version, row_digest (order-free, all
-- accepted rows; it is not published: small numbers could be found by trying)

CREATE TABLE label (              -- names for codes; position is the order on a page
	kind     TEXT NOT NULL,       -- programme, locality, measure, partner, contract, arm, statistic, group, reason, step, phase, unit
	code     TEXT NOT NULL,
	label    TEXT NOT NULL,
	position INTEGER NOT NULL,
	PRIMARY KEY (kind, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE definition (
	definition TEXT PRIMARY KEY,  -- first 16 hex digits of the canonical form's SHA-256
	kind       TEXT NOT NULL,     -- measure, programme, framework, contract
	name       TEXT NOT NULL,
	version    INTEGER NOT NULL,
	title      TEXT NOT NULL,
	about      TEXT NOT NULL,
	polarity   TEXT NOT NULL,     -- up, down, neither; '' where it does not apply
	rule       TEXT NOT NULL      -- the rule in words: what counts, windows, day 0, denominator
) STRICT, WITHOUT ROWID;

CREATE TABLE figure (
	figure     INTEGER PRIMARY KEY,
	programme  TEXT NOT NULL,     -- '' for area measures and data quality
	locality   TEXT NOT NULL,     -- a code, 'all' or 'elsewhere'
	measure    TEXT NOT NULL,     -- a measure, or: cohort, funnel, attrition, balance, rows, linkage
	statistic  TEXT NOT NULL,     -- see docs/architecture.md: events, people, families, unit_years, rate, share, ...
	arm        TEXT NOT NULL,     -- '', programme, programme-matched, transferred, or the comparison's: waiting-list,
	                              -- not-yet-live, pool and matched, other-localities
	partner    TEXT NOT NULL,     -- '' or a partner's code
	variant    TEXT NOT NULL,     -- main, or a setting of the sensitivity grid
	grp        TEXT NOT NULL,     -- '' for all, or a code of the measure's `by`, a phase, a reject reason
	axis       TEXT NOT NULL,     -- '', month, before, after, profile, unmatched, matched, step, stratum, or a contract's name for rows
	role       TEXT NOT NULL CHECK (role IN ('base', 'model', 'derived', 'given')),
	unit       TEXT NOT NULL,     -- what the value counts: "urgent calls", "families", "days"
	scale      REAL NOT NULL,     -- value = sum of the atoms' units / scale (365.25: days -> years)
	evidence   INTEGER,           -- Maryland level 1 to 5; NULL where no claim is made
	definition TEXT NOT NULL REFERENCES definition
) STRICT;

CREATE TABLE point (
	point        INTEGER PRIMARY KEY,
	id           TEXT NOT NULL UNIQUE, -- the published cell's id: cell.h
	figure       INTEGER NOT NULL REFERENCES figure,
	position     INTEGER,         -- month: year x 12 + month - 1; year: the year; step: its number;
	                              -- profile: months from the first day
	period_from  TEXT,            -- both days included; equal for a stock on a day
	period_to    TEXT,
	value        REAL,            -- NULL: see status
	lower        REAL, upper     REAL, -- 95%
	lower_998    REAL, upper_998 REAL, -- 99.8%; for xmr the process limits
	centre       REAL,            -- xmr: the mean
	flag         TEXT NOT NULL,   -- xmr: point type; '' otherwise
	method       TEXT NOT NULL,   -- of the interval, as a page names it: Wilson, Byar, Exact, ...
	contributors INTEGER,         -- people or families under it; NULL: not known (counts as delivered), or providers
	largest      INTEGER,         -- of an amount, a sum of a column: what its two largest contributors
	second       INTEGER,         -- add to it, without sign; NULL: of what is counted, or they are not known
	status       TEXT NOT NULL,   -- shown, or: too few, not applicable, not available
	reason       TEXT NOT NULL    -- from the closed list in cell.h; '' when shown
) STRICT;

CREATE TABLE recipe (             -- how a model or derived point follows from other points
	point  INTEGER PRIMARY KEY REFERENCES point,
	method TEXT NOT NULL          -- recipe.h
) STRICT;

CREATE TABLE setting (            -- of a recipe: per, multiplier, polarity, rebase, baseline, complement
	point INTEGER NOT NULL REFERENCES point,
	name  TEXT NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (point, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE protocol (           -- where definitions stand to what was written down before the data; no rows: nothing was
	kind     TEXT NOT NULL,       -- measure, programme, framework, sheet
	name     TEXT NOT NULL,
	standing TEXT NOT NULL,       -- as planned, written after the data were read, amended, amended after the data were
	                              -- read, changed since, not planned, dropped, edited after release N: what
	reason   TEXT NOT NULL,       -- of the amendment; else ''
	PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE coverage (           -- as in settle; dates and words only
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
