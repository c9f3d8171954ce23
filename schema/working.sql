-- Disclose's confidential working beside a candidate: run/4-protect/<audience>/working.db
PRAGMA user_version = 1;

CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
-- root: digest over the measures' content and the policy, the same in every repair round
-- round: of the verdict that was followed; 0 where there was none of this root

CREATE TABLE decision (           -- why each base or model cell is shown or not
	cell TEXT PRIMARY KEY,
	rule TEXT NOT NULL,           -- shown, rounded, zero, zero hidden, threshold, contributors, dominated,
	                              -- as measured, asked by the audit, a number under it (model)
	cost INTEGER NOT NULL,        -- what is lost by hiding it; totals cost most, zeros are never chosen
	low  REAL,                    -- of an amount: from where to where a reader must still be able to
	high REAL                     -- think it; its value where no rule hides it. NULL: it is a count
) STRICT, WITHOUT ROWID;
