#include "study_private.h"

#include <string.h>

#include <throughline/stats.h>

#define BIT(kind) (1u << (kind))
#define ANY_KIND (BIT(TL_KIND_COUNT_OF) - 1)

/* What the numerator of each shape can be made of. */
static const unsigned shape_kinds[] = {
	[TL_SHAPE_COUNT] = ANY_KIND,
	[TL_SHAPE_RATE] = ANY_KIND,
	[TL_SHAPE_SHARE] = ANY_KIND,
	[TL_SHAPE_DURATION] = BIT(TL_KIND_EPISODES),
	[TL_SHAPE_STOCK] = BIT(TL_KIND_EPISODES),
	[TL_SHAPE_FLOW] = BIT(TL_KIND_EPISODES) | BIT(TL_KIND_EVENTS),
	[TL_SHAPE_RATIO] = ANY_KIND,
	[TL_SHAPE_SCORE_CHANGE] = BIT(TL_KIND_MEASUREMENTS),
	[TL_SHAPE_SURVIVAL] = BIT(TL_KIND_EPISODES) | BIT(TL_KIND_EVENTS),
	[TL_SHAPE_MONEY] = ANY_KIND,
	[TL_SHAPE_OVERLAP] = ANY_KIND,
	[TL_SHAPE_SERIES] = ANY_KIND,
};
static_assert(TL_LEN(shape_kinds) == TL_SHAPE_COUNT_OF, "the last shape has its kinds");

static bool check_numerator(const struct study_check *check, struct tl_measure *measure)
{
	if (!study_check_rows(check, "numerator", &measure->numerator))
		return false;
	if (!(shape_kinds[measure->shape] & BIT(measure->numerator.kind)))
		return study_fail(check, "numerator.contracts", "a %s cannot be made of %s",
			tl_shapes[measure->shape].name, tl_kinds[measure->numerator.kind].name);
	return true;
}

static bool counts_units(const struct tl_measure *measure)
{
	return measure->shape == TL_SHAPE_STOCK || measure->shape == TL_SHAPE_FLOW;
}

/* A share of people in a count, or of a count in people, has no meaning; a rate of either in a
 * population has. */
static bool check_denominator(const struct study_check *check, struct tl_measure *measure)
{
	const struct tl_shape_facts *shape = &tl_shapes[measure->shape];
	struct tl_rows *rows = &measure->denominator;

	if (!rows->contracts_count)
		return !shape->needs_denominator ||
		       study_fail(check, "shape", "a %s needs a denominator; add one", shape->name);
	if (!shape->needs_denominator && measure->shape != TL_SHAPE_RATE && !counts_units(measure))
		return study_fail(
			check, "denominator", "a %s has no denominator; leave it out", shape->name);
	if (!study_check_rows(check, "denominator", rows))
		return false;
	if (measure->shape == TL_SHAPE_SHARE &&
		tl_kinds[rows->kind].has_persons != tl_kinds[measure->numerator.kind].has_persons)
		return study_fail(check, "denominator.contracts",
			"a share of %s cannot be out of %s", tl_kinds[measure->numerator.kind].name,
			tl_kinds[rows->kind].name);
	return true;
}

static bool is_of_people(const struct study_check *check, const char *name)
{
	if (strcmp(name, "sex") == 0 || strcmp(name, "age") == 0)
		return true;
	for (size_t i = 0; i < check->study->contracts_count; i++) {
		const struct tl_contract *contract = check->study->contracts[i];
		const struct tl_field *field = tl_contract_field(contract, name);

		if (field && tl_kinds[contract->kind].has_persons && tl_field_column(field) &&
			field->role == TL_ROLE_NONE && field->type == TL_TYPE_STRING)
			return true;
	}
	return false;
}

/* A column of the rows; of rows about people that have none of that name, what is known of them. */
static bool check_by(const struct study_check *check, const struct tl_measure *measure)
{
	if (measure->by && tl_measure_is_by_people(check->study, measure) &&
		is_of_people(check, measure->by))
		return true;
	return study_check_column(check, "by", &measure->numerator, measure->by, STUDY_ANY_COLUMN);
}

static bool check_steps(const struct study_check *check, const struct tl_measure *measure)
{
	bool duration = measure->shape == TL_SHAPE_DURATION;
	bool survival = measure->shape == TL_SHAPE_SURVIVAL;

	if (duration && (!measure->from_step || !measure->to_step))
		return study_fail(
			check, "shape", "a duration needs from_step and to_step; add them");
	if (survival && !measure->from_step != !measure->to_step)
		return study_fail(check, measure->from_step ? "from_step" : "to_step",
			"from_step and to_step go together; add the other");
	if (!duration && !survival &&
		(measure->from_step || measure->to_step || measure->standard_days != 0))
		return study_fail(check,
			measure->from_step ? "from_step"
			: measure->to_step ? "to_step"
					   : "standard_days",
			"only a duration or a survival has this; leave it out");
	if (measure->standard_days < 0)
		return study_fail(check, "standard_days", "a standard is a number of days above 0");
	return study_check_column(check, "from_step", &measure->numerator, measure->from_step,
		       STUDY_DAY_COLUMN) &&
	       study_check_column(
		       check, "to_step", &measure->numerator, measure->to_step, STUDY_DAY_COLUMN);
}

static bool check_baseline(const struct study_check *check, const struct tl_measure *measure)
{
	return !measure->baseline_key || *measure->baseline_key >= 2 ||
	       study_fail(check, "spc.baseline",
		       "limits need 2 points or more; write how many, or leave this out for all");
}

/* t is of events, each on its day; g of cases too, with the event or without. */
static bool check_gaps(const struct study_check *check, const struct tl_measure *measure)
{
	bool is_share = measure->shape == TL_SHAPE_SHARE;

	if (strcmp(measure->chart, "g") == 0
			? !is_share
			: measure->shape != TL_SHAPE_COUNT && measure->shape != TL_SHAPE_RATE)
		return study_fail(check, "spc.chart", "chart %s is of rare events of a %s",
			measure->chart,
			*measure->chart == 'g' ? "share: of cases, those with the event"
					       : "count or a rate; a share has g");
	return true;
}

/* u is of rows, each of which may come about several times under its denominator; p of those out of
 * the same. */
static bool check_chart(const struct study_check *check, const struct tl_measure *measure)
{
	static const char *const charts[] = {"xmr", "run", "u", "uprime", "p", "pprime", "g", "t"};
	const char *chart = measure->chart;

	if (!study_check_word(check, "spc.chart", chart, charts, TL_LEN(charts)))
		return false;
	if (chart && strlen(chart) == 1 && strchr("gt", *chart))
		return check_gaps(check, measure);
	if (!chart || (chart[0] != 'u' && chart[0] != 'p'))
		return true;
	if (chart[0] == 'u')
		return (measure->shape == TL_SHAPE_RATE && measure->denominator.contracts_count) ||
		       study_fail(check, "spc.chart",
			       "chart %s is of a rate with a denominator; write xmr, or make this "
			       "one",
			       chart);
	return measure->shape == TL_SHAPE_SHARE ||
	       study_fail(check, "spc.chart", "chart %s is of a share; write xmr, or make this one",
		       chart);
}

static bool check_rebase(const struct study_check *check, const struct tl_measure *measure)
{
	struct tl_day last = TL_NO_DAY, day;

	for (unsigned i = 0; i < measure->rebase_count; i++) {
		const char *at = study_at(check, "spc.rebase.%u.date", i);

		if (!study_check_day(check, at, measure->rebase[i].date, &day))
			return false;
		if (day.n <= last.n)
			return study_fail(check, at,
				"this is not after the date before it; put them in order");
		last = day;
	}
	return true;
}

/* Keys that one shape alone has. */
static bool check_outcome(const struct study_check *check, struct tl_measure *measure)
{
	static const char *const ofs[] = {"partners", "contracts"};
	static const char *const units[] = {"people", "families"};

	if (measure->competes.contracts_count && measure->shape != TL_SHAPE_SURVIVAL)
		return study_fail(check, "competes", "only a survival has this; leave it out");
	if (measure->competes.contracts_count && measure->from_step)
		return study_fail(check, "competes",
			"what competes is for a wait from a first day, not from step to step");
	if (measure->bands_count && measure->shape != TL_SHAPE_SCORE_CHANGE)
		return study_fail(check, "bands", "only a score-change has this; leave it out");
	if (measure->of && measure->shape != TL_SHAPE_OVERLAP && !counts_units(measure))
		return study_fail(
			check, "of", "only an overlap, a stock or a flow has this; leave it out");
	if (measure->waiting && measure->shape != TL_SHAPE_STOCK)
		return study_fail(check, "waiting", "only a stock has this; leave it out");
	if (measure->at_least &&
		((measure->shape != TL_SHAPE_COUNT && measure->shape != TL_SHAPE_RATE) ||
			!tl_kinds[measure->numerator.kind].has_persons))
		return study_fail(check, "at_least",
			"only a count or rate of rows about people has this; leave it out");
	for (unsigned i = 1; i < measure->bands_count; i++)
		if (!(measure->bands[i].from > measure->bands[i - 1].from))
			return study_fail(check, study_at(check, "bands.%u.from", i),
				"this band does not begin above the one before it");
	return (!measure->competes.contracts_count ||
		       study_check_rows(check, "competes", &measure->competes)) &&
	       study_check_word(
		       check, "of", measure->of, counts_units(measure) ? units : ofs, TL_LEN(ofs));
}

/* Months are taken from each other, which says something of numbers on one scale; a logarithm has
 * none of its own. */
static bool check_control(const struct study_check *check, const struct tl_its_design *its)
{
	if (!its->control)
		return true;
	if (its->family && strcmp(its->family, "quasi-poisson") == 0)
		return study_fail(check, "its.control",
			"a control is taken off the months themselves, which family: ols does; "
			"leave "
			"one of the two out");
	return study_check_locality(check, "its.control", its->control);
}

static bool check_its_months(const struct study_check *check, struct tl_day day)
{
	const struct tl_study *study = check->study;
	int before = tl_month_index(day) - tl_month_index(study->month_from);
	char from[11], to[11];

	if (before < 1 || day.n > study->month_to.n)
		return study_fail(check, "its.from",
			"the study's months are %.7s to %.7s: a series that is interrupted has "
			"months before this day and after it",
			tl_day_iso(study->month_from, from), tl_day_iso(study->month_to, to));
	if (before < (int)TL_ITS_PRE_POINTS)
		study_warn(check, "its.from",
			"%d months before it: with fewer than %zu there will be no figure", before,
			TL_ITS_PRE_POINTS);
	return true;
}

static bool check_its(const struct study_check *check, struct tl_measure *measure)
{
	static const char *const families[] = {"ols", "quasi-poisson"};
	struct tl_its_design *its = &measure->its;
	bool months = measure->shape == TL_SHAPE_COUNT || measure->shape == TL_SHAPE_RATE ||
		      measure->shape == TL_SHAPE_SHARE || measure->shape == TL_SHAPE_SERIES ||
		      measure->shape == TL_SHAPE_STOCK || measure->shape == TL_SHAPE_FLOW;

	if (!its->from)
		return true;
	if (!months)
		return study_fail(check, "its", "a %s has no months; leave this out",
			tl_shapes[measure->shape].name);
	if (its->harmonics > TL_ITS_HARMONICS_MOST)
		return study_fail(check, "its.harmonics", "a year of months has 6 at most");
	if (!study_check_day(check, "its.from", its->from, &its->day))
		return false;
	if (tl_month_start(its->day).n != its->day.n)
		return study_fail(check, "its.from",
			"the series is by month: write the first day of the month that it began "
			"in");
	return check_its_months(check, its->day) && check_control(check, its) &&
	       study_check_word(check, "its.family", its->family, families, TL_LEN(families));
}

static bool check_months(const struct study_check *check, const char *at, const unsigned *given)
{
	return !given || *given ||
	       study_fail(check, at, "a window has 1 month or more; leave this out for 12");
}

bool study_check_measure(const struct study_check *check, struct tl_measure *measure)
{
	static const char *const sides[] = {"after", "before"};

	if (measure->per < 0)
		return study_fail(check, "per", "a rate is per a number above 0, such as 10000");
	return study_check_name(check, measure->name) && check_numerator(check, measure) &&
	       check_denominator(check, measure) && check_steps(check, measure) &&
	       check_by(check, measure) &&
	       check_months(check, "windows.before", measure->windows.before_key) &&
	       check_months(check, "windows.after", measure->windows.after_key) &&
	       study_check_word(
		       check, "windows.day_0", measure->windows.day_0, sides, TL_LEN(sides)) &&
	       check_chart(check, measure) && check_baseline(check, measure) &&
	       check_rebase(check, measure) && check_outcome(check, measure) &&
	       check_its(check, measure) && study_check_standardise(check, measure);
}
