-- What pages see beside the publication's own tables (label, definition, coverage, about, cell). Made
-- afresh for every pack, in memory, before a page's first SELECT; docs/pages.md describes each.
PRAGMA temp_store = MEMORY;

-- Every published cell with the names of its codes; `words` is the number as a page prints it, or its
-- symbol and why.
CREATE TEMP VIEW shown AS
SELECT c.*,
	ifnull((SELECT label FROM label WHERE kind = 'programme' AND code = c.programme), c.programme)
		AS programme_label,
	ifnull((SELECT label FROM label WHERE kind = 'locality' AND code = c.locality),
		CASE c.locality WHEN 'all' THEN 'All localities' WHEN 'elsewhere' THEN 'Elsewhere'
			ELSE c.locality END) AS locality_label,
	ifnull((SELECT label FROM label WHERE kind = 'measure' AND code = c.measure), c.measure)
		AS measure_label,
	ifnull((SELECT label FROM label WHERE kind = 'statistic' AND code = c.statistic),
		replace(c.statistic, '_', ' ')) AS statistic_label,
	ifnull((SELECT label FROM label WHERE kind = 'arm' AND code = c.arm), c.arm) AS arm_label,
	ifnull((SELECT label FROM label WHERE kind = 'partner' AND code = c.partner), c.partner)
		AS partner_label,
	ifnull((SELECT label FROM label WHERE kind = 'contract' AND code = c.axis), c.axis)
		AS contract_label,
	coalesce((SELECT label FROM label WHERE kind = 'group:' || c.measure AND code = c.grp),
		(SELECT label FROM label WHERE kind = 'phase:' || c.programme AND code = c.grp),
		(SELECT label FROM label WHERE kind IN ('group', 'phase', 'reason', 'step') AND code = c.grp
			ORDER BY kind LIMIT 1), c.grp) AS grp_label,
	ifnull((SELECT polarity FROM definition WHERE definition.definition = c.definition), '') AS polarity,
	status IN ('shown', 'rounded') AS is_shown,
	show(c.value, c.status, c.reason, c.unit, c.lower, c.upper)
		|| iif(EXISTS (SELECT 1 FROM main.restatement AS r WHERE r.cell = c.id), ' [r]', '') AS words,
	ifnull((SELECT words FROM main.restatement AS r WHERE r.cell = c.id), '') AS restated,
	ifnull((SELECT r.reason FROM main.restatement AS r WHERE r.cell = c.id), '') AS restated_reason
FROM main.cell AS c WHERE c.variant IN ('main', '');

CREATE TEMP TABLE programmes AS
SELECT programme, ifnull(label, programme) AS label, ifnull(position, 1000000) AS position,
	ifnull((SELECT statistic FROM main.cell AS c WHERE c.measure = 'cohort'
		AND c.programme = p.programme AND c.locality = 'all' AND c.grp = ''
		AND c.arm = 'programme' ORDER BY statistic LIMIT 1), 'people') AS unit
FROM (SELECT DISTINCT programme FROM main.cell WHERE programme <> '') AS p
LEFT JOIN main.label AS l ON l.kind = 'programme' AND l.code = p.programme;

-- Measures of the area, outside any programme.
CREATE TEMP TABLE measures AS
SELECT measure, ifnull(label, measure) AS label, ifnull(position, 1000000) AS position
FROM (SELECT DISTINCT measure FROM main.cell
	WHERE programme = '' AND measure NOT IN ('rows', 'linkage', 'benefit', 'spend', 'appraisal', 'payment')
		AND statistic NOT IN ('target', 'benchmark')) AS m
LEFT JOIN main.label AS l ON l.kind = 'measure' AND l.code = m.measure;

CREATE TEMP TABLE localities AS
SELECT locality, ifnull(label, locality) AS label, ifnull(position, 1000000) AS position
FROM (SELECT DISTINCT locality FROM main.cell WHERE locality NOT IN ('', 'all', 'elsewhere')) AS m
LEFT JOIN main.label AS l ON l.kind = 'locality' AND l.code = m.locality;

-- Month by month: of each measure the statistic its process chart is about (else its share, rate or count),
-- with that chart's name, centre, limits and flag where there are any. No series can be below nought, so nor can
-- its lower limit be.
CREATE TEMP TABLE series AS
WITH kinds AS (
	SELECT DISTINCT programme, measure, statistic, unit FROM main.cell
	WHERE axis = 'month' AND statistic <> 'xmr'
), ranked AS (
	SELECT k.*, row_number() OVER (PARTITION BY programme, measure ORDER BY
		EXISTS (SELECT 1 FROM main.cell AS x WHERE x.measure = k.measure AND x.statistic = 'xmr'
			AND x.programme = k.programme AND x.unit = k.unit) DESC,
		CASE statistic WHEN 'share' THEN 1 WHEN 'rate' THEN 2 WHEN 'people' THEN 3
			WHEN 'families' THEN 4 WHEN 'events' THEN 5 ELSE 6 END, statistic) AS place
	FROM kinds AS k
)
SELECT c.programme, c.locality, c.locality_label, c.measure, c.measure_label, c.arm, c.grp, c.grp_label,
	c.position, c.period_from, c.period_to, c.value, c.lower, c.upper, c.numerator, c.denominator,
	c.unit, c.status, c.reason, c.words, c.polarity, c.statistic, x.centre,
	max(x.lower_998, 0) AS low_limit, x.upper_998 AS high_limit, ifnull(x.flag, '') AS flag,
	nullif(x.method, '') AS chart
FROM ranked AS r
JOIN shown AS c ON c.measure = r.measure AND c.statistic = r.statistic AND c.programme = r.programme
	AND c.unit = r.unit AND c.axis = 'month'
LEFT JOIN main.cell AS x ON x.measure = c.measure AND x.statistic = 'xmr' AND x.programme = c.programme
	AND x.locality = c.locality AND x.unit = c.unit AND x.axis = 'month' AND x.arm = c.arm
	AND x.grp = c.grp AND x.period_to = c.period_to
WHERE r.place = 1;
CREATE INDEX temp.series_by_key ON series (measure, programme, locality, grp, period_to);

-- The last month of each series.
CREATE TEMP VIEW latest AS
SELECT * FROM series AS s WHERE period_to = (SELECT max(period_to) FROM series AS t
	WHERE t.measure = s.measure AND t.programme = s.programme AND t.locality = s.locality
	AND t.grp = s.grp);

-- Whether the shown months of each series have a usual range; `unjudged` says why they have none, `drawn` what
-- the lines of its chart are.
CREATE TEMP VIEW judged AS
SELECT programme, measure, locality, grp, CASE WHEN max(centre) IS NOT NULL THEN NULL
	WHEN sum(status IN ('suppressed', 'low')) > 0 THEN 'Too many months are hidden to judge this.'
	WHEN count(value) = 0 THEN 'There is no month to show.'
	WHEN count(value) > 1 AND min(value) = max(value) THEN 'Every month is alike, so there is no usual range.'
	ELSE 'There is no usual range to compare a month with.' END AS unjudged,
	CASE max(chart) WHEN 'run chart' THEN 'Solid line the median (run chart): runs too long, or too few crossings of it, '
			|| 'are more pattern than chance makes.'
		WHEN 'XmR' THEN 'Solid line the mean, dashed lines the limits of the usual range (XmR).'
		ELSE 'Solid line the mean, dashed lines the limits of the usual range: three standard errors of each month''s '
			|| 'own number (' || max(chart) || ').' END AS drawn
FROM series GROUP BY programme, measure, locality, grp;

-- Whom each programme is compared with: their arm, what they are called, and of both the arms whose figures
-- are held against each other.
CREATE TEMP TABLE comparisons AS
SELECT code AS programme, label AS kind, label AS arm,
	iif(label = 'matched', 'programme-matched', 'programme') AS one,
	iif(label = 'matched', 'adjusted_rate', 'rate') AS rate,
	iif(label = 'matched', 'pool', label) AS pool,
	ifnull((SELECT label FROM main.label AS a WHERE a.kind = 'arm' AND a.code = l.label), label) AS arm_label,
	CASE label WHEN 'waiting-list' THEN 'those who wait' WHEN 'not-yet-live' THEN 'those where it had not begun'
		WHEN 'matched' THEN 'similar ' || (SELECT p.unit FROM programmes AS p WHERE p.programme = l.code)
			|| ' without it'
		ELSE 'those in other localities' END AS against
FROM main.label AS l WHERE kind = 'comparison';

-- Each programme's measures against its comparison; the verdict is what the interval allows to be
-- said: 'alone' where it is clear, and is not once all measures that were asked are allowed for (p_holm, p_bh).
CREATE TEMP TABLE changes AS
SELECT programme, programme_label, measure, measure_label, value, lower, upper, status, reason, unit,
	words, evidence, polarity, is_shown,
	ifnull((SELECT position FROM label WHERE kind = 'measure' AND code = measure), 1000000) AS position,
	NOT EXISTS (SELECT 1 FROM series AS s WHERE s.programme = c.programme)
		OR EXISTS (SELECT 1 FROM series AS s WHERE s.programme = c.programme
			AND s.measure = c.measure) AS is_primary,
	EXISTS (SELECT 1 FROM label WHERE kind = 'negative-control:' || c.programme AND code = c.measure)
		AS is_control,
	(SELECT CAST(label AS REAL) FROM label WHERE kind = 'matters:' || c.programme AND code = measure) AS matters,
	CASE WHEN NOT is_shown OR lower IS NULL THEN 'none'
		WHEN lower <= 0 AND upper >= 0 THEN 'unclear'
		WHEN EXISTS (SELECT 1 FROM main.cell AS p WHERE p.programme = c.programme AND p.measure = c.measure
			AND p.statistic IN ('p_holm', 'p_bh') AND p.locality = 'all' AND p.grp = '' AND p.value >= 0.05) THEN 'alone'
		WHEN polarity = 'down' THEN iif(upper < 0, 'better', 'worse')
		WHEN polarity = 'up' THEN iif(lower > 0, 'better', 'worse')
		ELSE 'different' END AS verdict
FROM shown AS c WHERE statistic = 'change' AND locality = 'all' AND grp = '' AND axis <> 'month';

-- What is not as the protocol has it, in words for beside its figures; without a protocol nothing is.
CREATE TEMP VIEW off_plan AS
SELECT kind, name, 'protocol: ' || standing AS words FROM main.protocol WHERE standing <> 'as planned';

-- How far each extract reaches: months, and which of them are not whole.
CREATE TEMP TABLE reach AS
SELECT partner, contract, kind,
	ifnull((SELECT label FROM label WHERE kind = 'partner' AND code = c.partner), c.partner)
		AS partner_label,
	ifnull((SELECT label FROM label WHERE kind = 'contract' AND code = c.contract), c.contract)
		AS contract_label,
	count(*) AS months, sum(state = 'covered') AS covered,
	max(iif(state = 'covered', month, NULL)) AS last_covered,
	(SELECT state FROM main.coverage AS d WHERE d.partner = c.partner AND d.contract = c.contract
		ORDER BY month DESC LIMIT 1) AS last_state
FROM main.coverage AS c GROUP BY partner, contract, kind;

-- How many of them reach the last month: one whose rows end within it does too, and in part.
CREATE TEMP VIEW extracts AS
SELECT iif(count(*) = 0, 'No extracts', ifnull(sum(last_state IN ('covered', 'part')), 0) || ' of ' || count(*)
		|| iif(count(*) = 1, ' extract', ' extracts')) AS said,
	'reach ' || (SELECT month_name(value) FROM about WHERE key = 'month_to')
		|| CASE WHEN ifnull(sum(last_state = 'part'), 0) = 0 THEN '' WHEN count(*) = 1 THEN ', in part'
			ELSE ', ' || sum(last_state = 'part') || ' of them in part' END AS reach_words
FROM reach;

-- The steps of each programme, for all localities together.
CREATE TEMP VIEW steps AS
SELECT c.programme, c.position, c.value, c.words, c.status,
	ifnull((SELECT label FROM label WHERE kind = 'step:' || c.programme AND position = c.position),
		'Step ' || c.position) AS label,
	(SELECT words FROM shown AS s WHERE s.measure = 'funnel' AND s.statistic = 'share' AND s.axis = 'step'
		AND s.programme = c.programme AND s.locality = c.locality AND s.arm = c.arm
		AND s.position = c.position) AS share_words
FROM shown AS c WHERE c.measure = 'funnel' AND c.axis = 'step' AND c.locality = 'all'
	AND c.statistic IN ('families', 'people')
	AND c.statistic = (SELECT unit FROM programmes AS p WHERE p.programme = c.programme);

-- Rates before and after, side by side, with their ratio.
CREATE TEMP VIEW before_after AS
SELECT b.programme, b.locality, b.locality_label, b.measure, b.measure_label, b.unit,
	ifnull((SELECT position FROM label WHERE kind = 'measure' AND code = b.measure), 1000000) AS position,
	b.value AS before, b.lower AS before_low, b.upper AS before_high, b.words AS before_words,
	a.value AS after, a.lower AS after_low, a.upper AS after_high, a.words AS after_words,
	r.value AS ratio, r.lower AS ratio_low, r.upper AS ratio_high, r.words AS ratio_words
FROM shown AS b
JOIN shown AS a ON a.measure = b.measure AND a.statistic = 'rate' AND a.programme = b.programme
	AND a.locality = b.locality AND a.arm = b.arm AND a.grp = b.grp AND a.axis = 'after'
LEFT JOIN shown AS r ON r.measure = b.measure AND r.statistic = 'ratio_before_after'
	AND r.programme = b.programme AND r.locality = b.locality AND r.arm = b.arm AND r.grp = b.grp
WHERE b.statistic = 'rate' AND b.axis = 'before' AND b.arm = 'programme' AND b.grp = '';

-- How many intervals a comparison of localities shows, and how many of them would miss by chance: one in
-- twenty. `said` is a sentence without its end.
CREATE TEMP VIEW by_chance AS
WITH word(n, said) AS (VALUES (1, 'one'), (2, 'two'), (3, 'three'), (4, 'four'), (5, 'five'), (6, 'six'),
	(7, 'seven'), (8, 'eight'), (9, 'nine'), (10, 'ten')),
many AS (SELECT programme, statistic, count(*) AS intervals, count(*) / 20 AS least FROM shown
	WHERE statistic IN ('ratio_before_after', 'change') AND arm IN ('programme', '') AND grp = ''
		AND axis = '' AND is_shown AND lower IS NOT NULL AND upper IS NOT NULL
	GROUP BY programme, statistic)
SELECT programme, statistic, intervals, 'Of ' || number(intervals) || ' such intervals '
	|| CASE WHEN least = 0 THEN 'one may'
		WHEN intervals % 20 = 0 THEN 'about ' || ifnull(w.said, number(least)) || ' would'
		ELSE ifnull(w.said, number(least)) || ' or ' || ifnull(v.said, number(least + 1)) || ' would'
		END AS said
FROM many LEFT JOIN word AS w ON w.n = least LEFT JOIN word AS v ON v.n = least + 1
WHERE intervals > 1;

-- How long a programme's episodes took from one step to another, over the whole time.
CREATE TEMP VIEW durations AS
SELECT n.programme, n.measure, n.measure_label, n.period_from, n.period_to, n.value, n.words,
	ifnull((SELECT position FROM label WHERE kind = 'measure' AND code = n.measure), 1000000) AS position,
	m.value AS median, m.lower AS median_low, m.upper AS median_high, m.words AS median_words,
	p.value AS p90, p.lower AS p90_low, p.upper AS p90_high, p.words AS p90_words,
	s.value AS share, s.lower AS share_low, s.upper AS share_high, s.words AS share_words,
	h.words AS in_hand_words
FROM shown AS m
JOIN shown AS n ON n.measure = m.measure AND n.statistic = 'events' AND n.programme = m.programme
	AND n.locality = m.locality AND n.arm = m.arm AND n.grp = m.grp AND n.axis = m.axis
LEFT JOIN shown AS p ON p.measure = m.measure AND p.statistic = 'p90_days' AND p.programme = m.programme
	AND p.locality = m.locality AND p.arm = m.arm AND p.grp = m.grp AND p.axis = m.axis
LEFT JOIN shown AS s ON s.measure = m.measure AND s.statistic = 'share' AND s.programme = m.programme
	AND s.locality = m.locality AND s.arm = m.arm AND s.grp = m.grp AND s.axis = m.axis
LEFT JOIN shown AS h ON h.measure = m.measure AND h.statistic = 'in_hand' AND h.programme = m.programme
	AND h.locality = m.locality AND h.arm = m.arm AND h.grp = m.grp AND h.axis = m.axis
WHERE m.statistic = 'median_days' AND m.locality = 'all' AND m.grp = '' AND m.axis = '';

-- What follows from a comparison, per programme and measure: events avoided, the change over time against
-- the comparison's, what it would take to explain the change away.
CREATE TEMP VIEW effects AS
SELECT c.programme, c.measure, c.measure_label, c.position, c.is_control, c.verdict, c.is_shown,
	a.value AS avoided, a.lower AS avoided_low, a.upper AS avoided_high, a.words AS avoided_words,
	a.unit AS avoided_unit,
	r.value AS ratio, r.lower AS ratio_low, r.upper AS ratio_high, r.words AS ratio_words,
	r.evidence AS ratio_evidence,
	e.value AS e_value, e.lower AS e_value_low, e.words AS e_value_words
FROM changes AS c
LEFT JOIN shown AS a ON a.programme = c.programme AND a.measure = c.measure AND a.locality = 'all'
	AND a.grp = '' AND a.statistic = 'events_avoided'
LEFT JOIN shown AS r ON r.programme = c.programme AND r.measure = c.measure AND r.locality = 'all'
	AND r.grp = '' AND r.statistic = 'ratio_of_ratios'
LEFT JOIN shown AS e ON e.programme = c.programme AND e.measure = c.measure AND e.locality = 'all'
	AND e.grp = '' AND e.statistic = 'e_value';

-- Month by month round the first day, in the programme and the comparison.
CREATE TEMP VIEW profiles AS
SELECT p.programme, p.measure, p.measure_label, p.position, p.value, p.words, p.unit,
	w.value AS other, w.words AS other_words
FROM shown AS p
LEFT JOIN comparisons AS k ON k.programme = p.programme
LEFT JOIN shown AS w ON w.programme = p.programme AND w.measure = p.measure AND w.statistic = 'rate'
	AND w.axis = 'profile' AND w.position = p.position AND w.arm = k.arm
WHERE p.axis = 'profile' AND p.statistic = 'rate' AND p.arm = 'programme';

-- How alike the two groups of a matched comparison are, before and after matching.
CREATE TEMP VIEW balance AS
SELECT b.programme, b.grp, b.grp_label, b.value AS before, b.words AS before_words, a.value AS after,
	a.words AS after_words, v.words AS variance_words,
	ifnull((SELECT position FROM label WHERE kind = 'group:balance' AND code = b.grp), 1000000) AS position
FROM shown AS b
LEFT JOIN shown AS a ON a.programme = b.programme AND a.measure = 'balance' AND a.statistic = 'smd'
	AND a.axis = 'matched' AND a.grp = b.grp
LEFT JOIN shown AS v ON v.programme = b.programme AND v.measure = 'balance'
	AND v.statistic = 'variance_ratio' AND v.axis = 'matched' AND v.grp = b.grp
WHERE b.measure = 'balance' AND b.statistic = 'smd' AND b.axis = 'unmatched';

-- What it is worth, figures side by side: by programme ('' the study), partner ('' all who gain), class of
-- money (grp), year (position; axis '' for all years).
CREATE TEMP TABLE worth AS
SELECT programme, programme_label, partner, partner_label, grp, axis, position,
	max(iif(statistic = 'planned', value, NULL)) AS planned_value,
	max(iif(statistic = 'planned', words, NULL)) AS planned,
	max(iif(statistic = 'planned_to_now', value, NULL)) AS to_now_value,
	max(iif(statistic = 'planned_to_now', words, NULL)) AS to_now,
	max(iif(statistic = 'to_date', value, NULL)) AS to_date_value,
	max(iif(statistic = 'to_date', lower, NULL)) AS to_date_low,
	max(iif(statistic = 'to_date', upper, NULL)) AS to_date_high,
	max(iif(statistic = 'to_date', words, NULL)) AS to_date,
	max(iif(statistic = 'forecast', value, NULL)) AS forecast_value,
	max(iif(statistic = 'forecast', lower, NULL)) AS forecast_low,
	max(iif(statistic = 'forecast', upper, NULL)) AS forecast_high,
	max(iif(statistic = 'forecast', words, NULL)) AS forecast,
	max(iif(statistic = 'removed', value, NULL)) AS removed_value,
	max(iif(statistic = 'removed', words, NULL)) AS removed
FROM shown WHERE measure = 'benefit'
GROUP BY programme, programme_label, partner, partner_label, grp, axis, position;

-- The kind of money that a headline is about: public money where a line brings any, for what people earn or how well
-- they live is nobody's budget and is never added to it. What is beside it, and how many lines bring no number, in words.
CREATE TEMP TABLE headline AS
SELECT iif(EXISTS (SELECT 1 FROM worth WHERE programme = '' AND partner = '' AND axis = '' AND grp = 'fiscal'), 'fiscal', '') AS kind,
	(SELECT group_concat(lower(substr(l.label, 1, 1)) || substr(l.label, 2), ' and ') FROM (SELECT label FROM main.label WHERE kind = 'money'
		AND code IN (SELECT grp FROM worth WHERE programme = '' AND partner = '' AND axis = '' AND grp IN ('economic', 'social'))
		ORDER BY position) AS l) AS beside;

-- The register: a row a line of benefits.csv, with its four figures and what is said of it.
CREATE TEMP TABLE lines AS
SELECT b.code AS line, b.label, b.position, p.label AS programme,
	(SELECT label FROM main.label WHERE kind = 'programme' AND code = p.label) AS programme_label,
	(SELECT label FROM main.label WHERE kind = 'benefit-owner' AND code = b.code) AS owner,
	(SELECT label FROM main.label WHERE kind = 'benefit-measure' AND code = b.code) AS measure,
	(SELECT label FROM main.label WHERE kind = 'benefit-confidence' AND code = b.code) AS confidence,
	(SELECT label FROM main.label WHERE kind = 'benefit-disbenefit' AND code = b.code) AS disbenefit,
	(SELECT label FROM main.label WHERE kind = 'benefit-dependencies' AND code = b.code) AS dependencies,
	(SELECT label FROM main.label WHERE kind = 'benefit-review' AND code = b.code) AS review,
	(SELECT label FROM main.label WHERE kind = 'benefit-signed' AND code = b.code) AS signed,
	max(iif(statistic = 'planned', words, NULL)) AS planned,
	max(iif(statistic = 'to_date', words, NULL)) AS to_date,
	max(iif(statistic = 'to_date', value, NULL)) AS to_date_value,
	max(iif(statistic = 'to_date', lower, NULL)) AS to_date_low,
	max(iif(statistic = 'to_date', upper, NULL)) AS to_date_high,
	max(iif(statistic = 'forecast', words, NULL)) AS forecast,
	max(iif(statistic = 'forecast', lower, NULL)) AS forecast_low,
	max(iif(statistic = 'forecast', upper, NULL)) AS forecast_high,
	max(iif(statistic = 'removed', words, NULL)) AS removed,
	max(iif(statistic = 'baseline', words, NULL)) AS baseline,
	max(iif(statistic = 'target', words, NULL)) AS target
FROM main.label AS b JOIN main.label AS p ON p.kind = 'benefit-programme' AND p.code = b.code
LEFT JOIN shown AS c ON c.measure = 'benefit:' || b.code AND c.partner = '' AND c.grp = '' AND c.axis = ''
WHERE b.kind = 'benefit' GROUP BY b.code, b.label, b.position, p.label;

-- Lines of which nothing to date can be said, the assumed ones apart: no total holds them.
CREATE TEMP VIEW lines_missing AS
SELECT count(*) AS missing, (SELECT count(*) FROM lines WHERE confidence NOT LIKE 'Assumed%') AS measured,
	group_concat(label, ', ') AS labels
FROM (SELECT label FROM lines WHERE to_date_value IS NULL AND confidence NOT LIKE 'Assumed%' ORDER BY position);

-- What is spent, planned against actual: by programme ('' all of them), partner ('' all), kind (grp: cost,
-- contribution), year (position; axis '' for all years).
CREATE TEMP TABLE spending AS
SELECT programme, programme_label, partner, partner_label, grp, axis, position,
	max(iif(statistic = 'planned', words, NULL)) AS planned,
	max(iif(statistic = 'profile', words, NULL)) AS profile,
	max(iif(statistic = 'actual', words, NULL)) AS actual,
	max(iif(statistic = 'variance', words, NULL)) AS variance,
	max(iif(statistic = 'price', words, NULL)) AS price,
	max(iif(statistic = 'volume', words, NULL)) AS volume,
	max(iif(statistic = 'mix', words, NULL)) AS mix
FROM shown WHERE measure = 'spend' AND statistic NOT IN ('spent', 'prevention_share')
GROUP BY programme, programme_label, partner, partner_label, grp, axis, position;

-- Costs and benefits over the years: by programme ('' the study), basis (planned, forecast), grp ('' all
-- money, fiscal).
CREATE TEMP VIEW appraisals AS
SELECT programme, programme_label, axis AS basis, grp,
	max(iif(statistic = 'pv_costs', words, NULL)) AS costs,
	max(iif(statistic = 'pv_benefits', words, NULL)) AS benefits,
	max(iif(statistic = 'npv', words, NULL)) AS npv,
	max(iif(statistic = 'npv', lower, NULL)) AS npv_low,
	max(iif(statistic = 'npv', upper, NULL)) AS npv_high,
	max(iif(statistic = 'bcr', iif(value < 1 AND value >= 0.995, 'just under 1', words), NULL)) AS ratio,
	max(iif(statistic = 'bcr', lower, NULL)) AS ratio_low,
	max(iif(statistic = 'bcr', upper, NULL)) AS ratio_high,
	max(iif(statistic = 'eanc', words, NULL)) AS a_year,
	max(iif(statistic = 'payback', iif(is_shown, (SELECT label FROM main.label AS y WHERE y.kind = 'year'
		AND y.code = CAST(CAST(value AS INTEGER) AS TEXT)), words), NULL))
		|| iif(max(statistic = 'payback' AND is_shown) AND min(iif(statistic = 'npv', value, NULL)) < 0,
			small('for a time: over all years it does not'), '') AS payback,
	max(iif(statistic = 'npv', value, NULL)) AS npv_value,
	max(iif(statistic = 'payback', (SELECT label FROM main.label AS y WHERE y.kind = 'year'
		AND y.code = CAST(CAST(lower AS INTEGER) AS TEXT)), NULL)) AS payback_soonest,
	max(iif(statistic = 'payback', (SELECT label FROM main.label AS y WHERE y.kind = 'year'
		AND y.code = CAST(CAST(upper AS INTEGER) AS TEXT)), NULL)) AS payback_latest
FROM shown WHERE measure = 'appraisal' AND axis IN ('planned', 'forecast')
GROUP BY programme, programme_label, axis, grp;

-- Who owes whom.
CREATE TEMP VIEW agreements AS
SELECT substr(measure, 11) AS agreement, programme, programme_label, partner AS payer,
	partner_label AS payer_label, grp AS payee,
	ifnull((SELECT label FROM main.label AS p WHERE p.kind = 'partner' AND p.code = grp), grp) AS payee_label,
	(SELECT label FROM main.label AS a WHERE a.kind = 'agreement' AND a.code = substr(measure, 11)) AS label,
	(SELECT CASE label WHEN 'fiscal' THEN 'to date, public money' WHEN 'cashable' THEN 'to date, what can leave a budget'
		ELSE 'removed from a budget' END FROM main.label AS a WHERE a.kind = 'agreement-of'
		AND a.code = substr(measure, 11)) AS gain_of,
	max(iif(statistic = 'gain', words, NULL)) AS gain,
	max(iif(statistic = 'trigger', words, NULL)) AS threshold,
	max(iif(statistic = 'share', number(value * 100) || '%', NULL)) AS share,
	max(iif(statistic = 'cap', words, NULL)) AS cap,
	max(iif(statistic = 'due', words, NULL)) AS due,
	max(iif(statistic = 'repaid', words, NULL)) AS repaid,
	max(iif(statistic = 'owed', words, NULL)) AS owed,
	max(iif(statistic = 'owed', lower, NULL)) AS owed_low,
	max(iif(statistic = 'owed', upper, NULL)) AS owed_high
FROM shown WHERE measure GLOB 'agreement:*'
GROUP BY measure, programme, programme_label, partner, partner_label, grp;

-- How long until something happens, and how many agencies are about the same people: per programme ('' the
-- area), measure, arm.
CREATE TEMP TABLE curves AS
SELECT c.programme, c.measure, c.measure_label, c.arm, c.arm_label, c.position, c.value, c.lower, c.upper, c.words,
	r.words AS at_risk_words, h.words AS happened_words
FROM shown AS c
LEFT JOIN shown AS r ON r.measure = c.measure AND r.programme = c.programme AND r.locality = c.locality
	AND r.arm = c.arm AND r.axis = 'survival' AND r.grp = 'at-risk' AND r.position = c.position
LEFT JOIN shown AS h ON h.measure = c.measure AND h.programme = c.programme AND h.locality = c.locality
	AND h.arm = c.arm AND h.axis = 'survival' AND h.grp = 'happened' AND h.position = c.position
WHERE c.statistic = 'survival' AND c.axis = 'survival' AND c.locality = 'all';

-- When half had it, as a sentence. Where more than half still had not by the end of what can be shown, that is known
-- and said; else there were too few.
CREATE TEMP VIEW half_had_it AS
SELECT m.programme, m.measure, m.arm,
	CASE WHEN m.is_shown THEN 'Half had it within ' || m.words || ' days.'
		WHEN (SELECT c.value FROM curves AS c WHERE c.programme = m.programme AND c.measure = m.measure AND c.arm = m.arm
			ORDER BY c.position DESC LIMIT 1) > 50 THEN 'Half had not had it by the end of the time followed.'
		ELSE 'When half had it cannot be said: ' || m.words || '.' END AS sentence
FROM shown AS m WHERE m.statistic = 'median_time' AND m.locality = 'all';

-- How far what is missing could move the rate ratio of a primary measure, by variant: kind `missed` (by linking)
-- or `lost` (on the way from enrolled to analysed); from the least to the most it could be, `lower` and `upper` the outer
-- limits of their intervals; `could_change` where one of the two would be read otherwise than the ratio is.
CREATE TEMP TABLE worst AS
WITH outer(programme, measure, variant, kind, most, value, lower, upper, status, reason) AS (
	SELECT programme, measure, variant, substr(statistic, 1, instr(statistic, '_') - 1),
		statistic LIKE '%most', value, lower, upper, status, reason
	FROM main.cell WHERE statistic IN ('missed_least', 'missed_most', 'lost_least', 'lost_most') AND locality = 'all' AND grp = ''),
said(programme, measure, variant, reading) AS (
	SELECT programme, measure, variant, (lower > 1) - (upper < 1)
	FROM main.cell WHERE statistic = 'rate_ratio' AND locality = 'all' AND grp = '' AND lower IS NOT NULL)
SELECT l.programme, l.measure, l.variant, l.kind, l.value AS least, m.value AS most, l.lower, m.upper,
	l.status IN ('shown', 'rounded') AND m.status IN ('shown', 'rounded') AS is_shown,
	CASE WHEN l.status NOT IN ('shown', 'rounded') THEN show(NULL, l.status, l.reason, '')
		ELSE interval(l.value, m.value, 'ratio') END AS words,
	(l.lower > 1) - (l.upper < 1) <> s.reading OR (m.lower > 1) - (m.upper < 1) <> s.reading AS could_change
FROM outer AS l JOIN outer AS m USING (programme, measure, variant, kind)
LEFT JOIN said AS s USING (programme, measure, variant)
WHERE NOT l.most AND m.most;

-- The rate ratio of each primary measure counted otherwise, one choice at a time.
CREATE TEMP TABLE sensitivity AS
WITH said(variant, words, place) AS (VALUES ('main', 'As it is counted here', 0),
	('after-6', 'Six months after', 1), ('after-18', 'Eighteen months after', 2),
	('day-0-before', 'The first day counts as before', 3), ('day-0-after', 'The first day counts as after', 3),
	('run-in-3', 'Without the first three months', 4), ('run-in-0', 'With the first months', 4),
	('linkage-strict', 'Linking only what is surest', 5), ('linkage-loose', 'Linking what is likely', 6))
SELECT c.programme, c.measure, c.variant, s.words AS variant_words, s.place, c.value, c.lower, c.upper,
	show(c.value, c.status, c.reason, c.unit, c.lower, c.upper) AS words, c.status IN ('shown', 'rounded') AS is_shown
FROM main.cell AS c CROSS JOIN said AS s ON s.variant = c.variant -- in this order: one walk over the cells
WHERE c.statistic = 'rate_ratio' AND c.locality = 'all' AND c.grp = ''
	AND EXISTS (SELECT 1 FROM main.cell AS o WHERE o.statistic = 'rate_ratio' AND o.programme = c.programme
		AND o.measure = c.measure AND o.variant <> 'main');
