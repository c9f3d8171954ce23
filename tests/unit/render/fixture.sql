-- A hand-made publication for the tests of render: invented figures, awkward names, and one of each
-- way in which a number can be missing. Run after schema/publication.sql.

INSERT INTO about VALUES
	('name', 'fixture'),
	('title', 'Altogether Better, West Cheshire'),
	('about', 'Invented figures.'),
	('as_at', '2014-06-30'),
	('month_from', '2011-07-01'),
	('month_to', '2014-06-01'),
	('audience', 'public'),
	('version', '0.1.0'),
	('policy', 'default'),
	('policy_title', 'Counts under 8 hidden, the rest to the nearest 5'),
	('policy_about', 'Numbers from 1 to 7 are hidden and all others rounded to the nearest 5.'),
	('policy_threshold', '8'),
	('policy_base', '5'),
	('policy_least_width', '2');

INSERT INTO label (kind, code, label, position) VALUES
	('programme', 'ies', 'Integrated Early Support', 1),
	('programme', 'work', 'Me & My Learning <work>', 2),
	('locality', 'all', 'All localities', 0),
	('locality', 'che', 'Chester', 1),
	('locality', 'ell', 'Ellesmere Port', 2),
	('locality', 'nor', 'Northwich & "rural"', 3),
	('measure', 'police', 'Urgent calls to police', 1),
	('measure', 'ae', 'A&E visits', 2),
	('measure', 'absence', 'Spells of absence from school, `touch /tmp/x` and \n', 3),
	('measure', 'care', 'Children in care', 4),
	('measure', 'missing', 'Missing episodes', 5),
	('measure', 'seen', 'Seen within four hours', 6),
	('measure', 'cohort', 'Who is supported', 7),
	('measure', 'funnel', 'Steps', 8),
	('measure', 'rows', 'Rows', 9),
	('measure', 'linkage', 'Linkage', 10),
	('partner', 'pol', 'Police', 1),
	('partner', 'hosp', 'Hospital trust', 2),
	('partner', 'council', 'Council', 3),
	('contract', 'pol-calls', 'Police calls', 1),
	('contract', 'hosp-ae', 'A&E attendances', 2),
	('contract', 'council-care', 'Care episodes', 3),
	('arm', 'programme', 'families in the programme', 1),
	('arm', 'waiting-list', 'families on the waiting list', 2),
	('comparison', 'ies', 'waiting-list', 1),
	('phase:ies', 'soft', 'Soft launch', 1),
	('phase:ies', 'full', 'Full launch', 2),
	('step:ies', 's1', 'Contact', 1),
	('step:ies', 's2', 'Team opened', 2),
	('step:ies', 's3', 'Plan agreed', 3),
	('step:ies', 's4', 'Closed, needs met', 4),
	('reason', 'bad date', 'a date that is none', 1),
	('reason', 'missing key', 'no person key', 2);

INSERT INTO definition VALUES
	('d000000000000001', 'programme', 'ies', 1, 'Integrated Early Support', 'Whole-family support.', '',
		'Families with a start of support on or before 30 June 2014.'),
	('d000000000000002', 'programme', 'work', 2, 'Me & My Learning', 'Work and skills.', '',
		'People referred.'),
	('d000000000000003', 'measure', 'police', 3, 'Urgent calls to police', 'Calls graded 1 or 2.', 'down',
		'Rows of police calls; 12 months before and after; the first day counts as after.'),
	('d000000000000004', 'measure', 'ae', 1, 'A&E visits', '', 'down', 'Rows of A&E attendances.'),
	('d000000000000005', 'measure', 'absence', 1, 'Absence', '', 'down', 'Rows of absence.'),
	('d000000000000006', 'measure', 'care', 1, 'Children in care', '', 'neither',
		'People with an open episode on the last day of the month.'),
	('d000000000000007', 'measure', 'missing', 1, 'Missing episodes', '', 'down', 'Rows of missing.'),
	('d000000000000008', 'measure', 'seen', 1, 'Seen within four hours', '', 'up', 'Share of visits.'),
	('d000000000000009', 'contract', 'pol-calls', 1, 'Police calls', '', '', 'Police rows.'),
	('d00000000000000a', 'contract', 'hosp-ae', 1, 'A&E attendances', '', '', 'Hospital rows.'),
	('d00000000000000b', 'contract', 'council-care', 1, 'Care episodes', '', '', 'Council rows.');

CREATE TEMP TABLE c AS SELECT programme, locality, measure, statistic, arm, partner, grp, axis,
	position, period_from, period_to, value, lower, upper, lower_998, upper_998, centre, flag,
	numerator, denominator, unit, status, reason, method, evidence, definition FROM cell;

-- who is supported
WITH who(programme, locality, arm, grp, statistic, value, unit, definition) AS (VALUES
	('ies', 'all', 'programme', '', 'families', 410, 'families', 'd000000000000001'),
	('ies', 'che', 'programme', '', 'families', 150, 'families', 'd000000000000001'),
	('ies', 'ell', 'programme', '', 'families', 260, 'families', 'd000000000000001'),
	('ies', 'nor', 'programme', '', 'families', NULL, 'families', 'd000000000000001'),
	('ies', 'all', 'programme', 'soft', 'families', 120, 'families', 'd000000000000001'),
	('ies', 'all', 'programme', 'full', 'families', 290, 'families', 'd000000000000001'),
	('ies', 'all', 'waiting-list', '', 'families', 380, 'families', 'd000000000000001'),
	('ies', 'che', 'waiting-list', '', 'families', 190, 'families', 'd000000000000001'),
	('ies', 'ell', 'waiting-list', '', 'families', 190, 'families', 'd000000000000001'),
	('work', 'all', 'programme', '', 'people', 465, 'people', 'd000000000000002'))
INSERT INTO c (programme, locality, measure, statistic, arm, partner, grp, axis, value, unit, status, reason,
	definition, method)
SELECT programme, locality, 'cohort', statistic, arm, '', grp, '', value, unit,
	iif(value IS NULL, 'suppressed', 'rounded'), iif(value IS NULL, 'small', ''), definition, '' FROM who;

-- steps
INSERT INTO c (programme, locality, measure, statistic, arm, partner, grp, axis, position, value, unit,
	status, reason, definition, method)
SELECT 'ies', 'all', 'funnel', 'families', 'programme', '', '', 'step', column1, column2, 'families',
	'rounded', '', 'd000000000000001', ''
FROM (VALUES (1, 520), (2, 410), (3, 385), (4, 240));

-- before and after, and against the waiting list
WITH m(measure, def, b, a, ratio, change, lo, hi) AS (VALUES
	('police', 'd000000000000003', 3.42, 1.9, 0.56, -18.2, -26.1, -9.3),
	('ae', 'd000000000000004', 2.1, 1.62, 0.77, -4.0, -15.0, 8.1),
	('absence', 'd000000000000005', NULL, NULL, NULL, NULL, NULL, NULL)),
l(locality, f) AS (VALUES ('all', 1.0), ('che', 0.9), ('ell', 1.1)),
x(programme, locality, measure, statistic, arm, axis, value, lower, upper, unit, evidence, definition) AS (
	SELECT 'ies', locality, measure, 'rate', 'programme', 'before', b*f, b*f*0.9, b*f*1.1,
		'per family-year', NULL, def FROM m, l
	UNION ALL SELECT 'ies', locality, measure, 'rate', 'programme', 'after', a*f, a*f*0.9, a*f*1.1,
		'per family-year', NULL, def FROM m, l
	UNION ALL SELECT 'ies', locality, measure, 'rate', 'waiting-list', 'after', a*f*1.22, a*f*1.1,
		a*f*1.35, 'per family-year', NULL, def FROM m, l
	UNION ALL SELECT 'ies', locality, measure, 'ratio_before_after', 'programme', '', ratio, ratio*0.9,
		ratio*1.1, 'ratio', 1, def FROM m, l
	UNION ALL SELECT 'ies', locality, measure, 'rate_ratio', '', '', 1+change/100, 1+lo/100, 1+hi/100,
		'ratio', 2, def FROM m, l
	UNION ALL SELECT 'ies', locality, measure, 'change', '', '', change, lo, hi, '%', 2, def FROM m, l)
INSERT INTO c (programme, locality, measure, statistic, arm, partner, grp, axis, value, lower, upper, unit,
	status, reason, definition, evidence, method)
SELECT programme, locality, measure, statistic, arm, '', '', axis, round(value, 6), round(lower, 6),
	round(upper, 6), unit, iif(value IS NULL, 'suppressed', 'rounded'), iif(value IS NULL, 'under', ''),
	definition, evidence, 'Byar' FROM x;
INSERT INTO c (programme, locality, measure, statistic, arm, partner, grp, axis, value, lower, upper, unit,
	status, reason, definition, evidence, method)
VALUES ('work', 'all', 'police', 'rate', 'programme', '', '', 'before', 1.2, 1.0, 1.45, 'per person-year',
		'shown', '', 'd000000000000003', NULL, 'Byar'),
	('work', 'all', 'police', 'rate', 'programme', '', '', 'after', 1.35, 1.1, 1.6, 'per person-year',
		'shown', '', 'd000000000000003', NULL, 'Byar'),
	('work', 'all', 'police', 'ratio_before_after', 'programme', '', '', '', 1.12, 0.9, 1.4, 'ratio',
		'shown', '', 'd000000000000003', 1, 'Byar'),
	('work', 'all', 'police', 'change', '', '', '', '', NULL, NULL, NULL, '%', 'not available',
		'no comparison', 'd000000000000003', NULL, '');

-- months: events among the programme's families, and area measures
WITH RECURSIVE month(n, first) AS (SELECT 0, '2011-07-01' UNION ALL
	SELECT n + 1, date(first, '+1 month') FROM month WHERE n < 35),
series(programme, measure, locality, statistic, unit, base, spread, def) AS (VALUES
	('ies', 'police', 'all', 'events', 'urgent calls', 413, 40, 'd000000000000003'),
	('', 'care', 'all', 'people', 'children', 1420, 60, 'd000000000000006'),
	('', 'care', 'che', 'people', 'children', 520, 30, 'd000000000000006'),
	('', 'care', 'ell', 'people', 'children', 640, 30, 'd000000000000006'),
	('', 'care', 'nor', 'people', 'children', 260, 30, 'd000000000000006'),
	('', 'missing', 'all', 'events', 'episodes', 61, 18, 'd000000000000007'),
	('', 'seen', 'all', 'share', '%', 86.6, 4, 'd000000000000008')),
raw AS (SELECT *, CASE
		WHEN measure = 'missing' AND n IN (14, 15) THEN NULL
		WHEN measure = 'missing' AND n = 35 THEN 118
		WHEN measure = 'police' AND n > 24 THEN base - 60 + (n * 7919 + 13) % 23 * spread / 23.0
		ELSE base + ((n * 7919 + base * 31) % 23 - 11) * spread / 23.0 END AS v,
	date(first, '+1 month', '-1 day') AS last FROM series, month),
shaped AS (SELECT *, iif(unit = '%', round(v, 1), round(v / 5) * 5) AS value FROM raw),
kinds(kind) AS (VALUES ('plain'), ('xmr'))
INSERT INTO c (programme, locality, measure, statistic, arm, partner, grp, axis, position, period_from,
	period_to, value, lower_998, upper_998, centre, flag, unit, status, reason, definition, method)
SELECT programme, locality, measure, iif(kind = 'xmr', 'xmr', statistic), iif(programme = '', '',
		'programme'), '', '', 'month', n + 1, first, last, value,
	iif(kind = 'xmr' AND value IS NOT NULL, base - spread, NULL),
	iif(kind = 'xmr' AND value IS NOT NULL, base + spread, NULL),
	iif(kind = 'xmr' AND value IS NOT NULL, base, NULL),
	CASE WHEN kind <> 'xmr' OR value IS NULL THEN ''
		WHEN measure = 'missing' AND n = 35 THEN 'special_cause_concern'
		WHEN measure = 'police' AND n > 24 THEN 'special_cause_improvement'
		WHEN measure = 'care' AND n > 28 AND locality = 'all' THEN 'special_cause_neutral_high'
		ELSE 'common_cause' END,
	unit, iif(value IS NULL, 'not available', iif(unit = '%', 'shown', 'rounded')),
	iif(value IS NULL, 'not covered', ''), def, '' FROM shaped, kinds;

-- data quality
INSERT INTO c (programme, locality, measure, statistic, arm, partner, grp, axis, value, unit, status, reason,
	definition, method)
SELECT '', 'all', 'rows', column1, '', column2, column3, column4, column5, 'rows',
	iif(column5 IS NULL, 'suppressed', 'rounded'), iif(column5 IS NULL, 'small', ''), column6, ''
FROM (VALUES
	('rows_read', 'pol', '', 'pol-calls', 18230, 'd000000000000009'),
	('rows_kept', 'pol', '', 'pol-calls', 18190, 'd000000000000009'),
	('rows_rejected', 'pol', '', 'pol-calls', 40, 'd000000000000009'),
	('rows_rejected', 'pol', 'bad date', 'pol-calls', 40, 'd000000000000009'),
	('rows_rejected', 'pol', 'missing key', 'pol-calls', NULL, 'd000000000000009'),
	('rows_read', 'hosp', '', 'hosp-ae', 9120, 'd00000000000000a'),
	('rows_kept', 'hosp', '', 'hosp-ae', 9120, 'd00000000000000a'),
	('rows_rejected', 'hosp', '', 'hosp-ae', 0, 'd00000000000000a'));
INSERT INTO c (programme, locality, measure, statistic, arm, partner, grp, axis, value, lower, upper,
	numerator, denominator, unit, status, reason, definition, method)
VALUES
	('', 'all', 'linkage', 'people', '', '', '', '', 3120, NULL, NULL, NULL, NULL, 'people', 'rounded', '',
		'd000000000000001', ''),
	('', 'all', 'linkage', 'people', '', 'pol', '', '', 2010, NULL, NULL, NULL, NULL, 'people', 'rounded',
		'', 'd000000000000001', ''),
	('', 'all', 'linkage', 'people', '', 'hosp', '', '', 1880, NULL, NULL, NULL, NULL, 'people', 'rounded',
		'', 'd000000000000001', ''),
	('', 'all', 'linkage', 'share', '', '', '', '', 41.2, 39.5, 42.9, 1285, 3120, '%', 'rounded', '',
		'd000000000000001', 'Wilson');

INSERT INTO coverage
WITH RECURSIVE month(n, first) AS (SELECT 0, '2011-07-01' UNION ALL
	SELECT n + 1, date(first, '+1 month') FROM month WHERE n < 35)
SELECT p.column1, p.column2, p.column3, first,
	CASE WHEN p.column1 = 'council' AND n > 33 THEN 'late' WHEN p.column1 = 'hosp' AND n IN (14, 15)
		THEN 'absent' WHEN n = 0 THEN 'part' ELSE 'covered' END
FROM month, (VALUES ('pol', 'pol-calls', 'events'), ('hosp', 'hosp-ae', 'events'),
	('council', 'council-care', 'episodes')) AS p;

INSERT INTO cell
SELECT printf('%016x', row_number() OVER (ORDER BY programme, locality, measure, statistic, arm, partner,
		grp, axis, position)), programme, locality, measure, statistic, arm, partner, 'main', grp,
	axis, position, period_from, period_to, value, lower, upper, lower_998, upper_998, centre,
	ifnull(flag, ''), numerator, denominator, unit, NULL, NULL, status, reason, method, evidence,
	'2014-06-30', definition FROM c
ORDER BY 1;
DROP TABLE c;
