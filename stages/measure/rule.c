#include "rule.h"

#include <string.h>
#include <throughline/num.h>

static void add_list(struct tl_buf *out, char *const *words, unsigned count, const char *last)
{
	for (unsigned i = 0; i < count; i++)
		tl_buf_addf(out, "%s%s", i == 0 ? "" : i + 1 == count ? last : ", ", words[i]);
}

static void add_condition(struct tl_buf *out, const struct tl_condition *condition)
{
	tl_buf_addf(out, "%s ", condition->column);
	if (condition->codes_count) {
		tl_buf_addc(out, "is ");
		add_list(out, condition->codes, condition->codes_count, " or ");
	} else if (condition->not_codes_count) {
		tl_buf_addc(out, "is not ");
		add_list(out, condition->not_codes, condition->not_codes_count, " or ");
	} else if (condition->is) {
		tl_buf_addf(out, "is %s", condition->is);
	} else {
		if (condition->from)
			tl_buf_addf(out, "is %s or more", condition->from);
		tl_buf_addc(out, condition->from && condition->to ? " and " : "");
		if (condition->to)
			tl_buf_addf(out, "is %s or less", condition->to);
	}
}

static void add_rows(struct tl_buf *out, const struct tl_rows *rows)
{
	if (rows->sql) {
		tl_buf_addc(out, "rows picked by the definition's own SELECT");
		return;
	}
	tl_buf_addc(out, "rows of ");
	add_list(out, rows->contracts, rows->contracts_count, " and ");
	for (unsigned i = 0; i < rows->where_count; i++) {
		tl_buf_addc(out, i ? " and " : " where ");
		add_condition(out, &rows->where[i]);
	}
	if (rows->date)
		tl_buf_addf(out, ", dated by %s", rows->date);
	if (rows->quantity)
		tl_buf_addf(out, ", adding up %s", rows->quantity);
}

static bool has_rows(const struct tl_rows *rows)
{
	return rows->contracts_count || rows->sql;
}

static void add_denominator(struct tl_buf *out, const struct tl_measure *measure)
{
	bool per = measure->shape == TL_SHAPE_RATE || measure->shape == TL_SHAPE_STOCK ||
		   measure->shape == TL_SHAPE_FLOW;

	if (!has_rows(&measure->denominator))
		return;
	tl_buf_addc(out, per ? "Divided by " : "Out of ");
	add_rows(out, &measure->denominator);
	if (per) {
		tl_buf_addc(out, ", per ");
		tl_buf_add_number(out, measure->per, 0);
	}
	tl_buf_addc(out, ". ");
	if (measure->denominator.kind == TL_KIND_POPULATION)
		tl_buf_addc(out, "The population is the one valid on the first day of the month. ");
}

static void add_counting(struct tl_buf *out, const struct tl_measure *measure)
{
	tl_buf_addc(out, "Counts ");
	add_rows(out, &measure->numerator);
	tl_buf_addc(out, ". ");
	add_denominator(out, measure);
}

static void add_windows(struct tl_buf *out, const struct tl_measure *measure)
{
	const struct tl_windows *windows = &measure->windows;
	bool before = windows->day_0 && strcmp(windows->day_0, "before") == 0;

	tl_buf_addf(out, "In a programme: the %u months before the first day, and %u months from ",
		windows->before, windows->after);
	if (windows->run_in)
		tl_buf_addf(out, "%u months after it", windows->run_in);
	else
		tl_buf_addc(out, "it on");
	tl_buf_addf(out,
		"; the first day itself counts as %s. Time counts only while the data cover it, "
		"until the "
		"as-at day, a person's death, or, for those who wait, their own start. ",
		before ? "before" : "after");
}

static void add_survival(struct tl_buf *out, const struct tl_measure *measure)
{
	if (measure->from_step)
		tl_buf_addf(out, "How long from %s to %s, by each person's first such episode",
			measure->from_step, measure->to_step);
	else
		tl_buf_addc(out,
			"How long from the first day to the first row after it; in an area "
			"from a person's first row in the reporting months to their next, on a "
			"later day");
	tl_buf_addf(out,
		" (Kaplan-Meier), for %u months; who had not reached it when the data, the "
		"follow-up or the person's time ended counts until then. Of ",
		measure->windows.after);
	add_rows(out, &measure->numerator);
	tl_buf_addc(out, ". ");
	if (measure->competes.contracts_count) {
		tl_buf_addc(out, "The wait also ends (Aalen-Johansen) with ");
		add_rows(out, &measure->competes);
		tl_buf_addc(out, ". ");
	}
}

static void add_shape(struct tl_buf *out, const struct tl_measure *measure)
{
	switch (measure->shape) {
	case TL_SHAPE_STOCK:
		tl_buf_addf(out,
			"Different %s with an open episode on the last day of each month: "
			"it starts on that day or before and ends after it. Of ",
			measure->of ? measure->of : "people");
		add_rows(out, &measure->numerator);
		tl_buf_addc(out, ". ");
		add_denominator(out, measure);
		if (measure->waiting)
			tl_buf_addc(out,
				"Ages are days from each one's longest such start to that day; "
				"weeks to clear are those waiting by those who left in the month, "
				"a week. ");
		break;
	case TL_SHAPE_FLOW:
		tl_buf_addf(out, "Different %s with a row in the month. Of ",
			measure->of ? measure->of : "people");
		add_rows(out, &measure->numerator);
		tl_buf_addc(out, ". ");
		add_denominator(out, measure);
		break;
	case TL_SHAPE_DURATION:
		tl_buf_addf(out,
			"Days from %s to %s of the episodes that reach the second in the period: "
			"half take the median or less, nine in ten the P90 or less; those not "
			"finished by then are in neither, and may take longer. Of ",
			measure->from_step, measure->to_step);
		add_rows(out, &measure->numerator);
		tl_buf_addc(out, ". ");
		if (measure->standard_days > 0)
			tl_buf_addf(out, "Within the standard: %.0f days or less. ",
				measure->standard_days);
		break;
	case TL_SHAPE_COUNT:
	case TL_SHAPE_RATE:
	case TL_SHAPE_SHARE:
	case TL_SHAPE_SERIES:
	case TL_SHAPE_RATIO:
		add_counting(out, measure);
		break;
	case TL_SHAPE_SCORE_CHANGE:
		tl_buf_addf(out,
			"The last score in the %u months before the first day, that day included, "
			"against the last in the %u months after it, of those who have both; in an "
			"area the first against the last. Of ",
			measure->windows.before, measure->windows.after);
		add_rows(out, &measure->numerator);
		tl_buf_addc(out, ". ");
		break;
	case TL_SHAPE_SURVIVAL:
		add_survival(out, measure);
		break;
	case TL_SHAPE_OVERLAP:
		tl_buf_addf(out, "How many %s have a row about the same people. Of ",
			measure->of ? measure->of : "partners");
		add_rows(out, &measure->numerator);
		tl_buf_addc(out, ". ");
		break;
	case TL_SHAPE_MONEY:
	case TL_SHAPE_COUNT_OF:
		tl_buf_addc(out, "Comes with a later version. ");
		break;
	}
}

static bool is_in_programme(const struct tl_study *study, const struct tl_measure *measure)
{
	for (size_t i = 0; i < study->programmes_count; i++)
		for (unsigned j = 0; j < study->programmes[i]->measures_count; j++)
			if (study->programmes[i]->measures[j].measure == measure)
				return true;
	return false;
}

static void add_standardise(struct tl_buf *out, const struct tl_standardise *how)
{
	if (!how->strata_count)
		return;
	tl_buf_addf(out, "Standardised %s by %s%s%s", how->indirect ? "indirectly" : "directly",
		how->age ? "age" : "", how->age && how->sex ? " and " : "", how->sex ? "sex" : "");
	if (how->indirect)
		tl_buf_addc(out,
			": observed against what the rates of all localities together would have "
			"given. ");
	else
		tl_buf_addf(out, " to %s%s%s%s. ", how->standard, how->source ? " (" : "",
			how->source ? how->source : "", how->source ? ")" : "");
}

void measure_rule_of_measure(
	const struct measure_world *world, const struct tl_measure *measure, struct tl_buf *out)
{
	add_shape(out, measure);
	if ((measure->shape == TL_SHAPE_COUNT || measure->shape == TL_SHAPE_RATE) &&
		is_in_programme(world->study, measure))
		add_windows(out, measure);
	if (measure->shape == TL_SHAPE_SERIES)
		tl_buf_addc(out, "Each month stands for itself; months are not added up. ");
	if (measure->its.from)
		tl_buf_addf(out,
			"Interrupted time series at %s (%s): level and trend before it, and how "
			"both change%s, %s with errors that are AR(1). ",
			measure->its.from, measure->its.what ? measure->its.what : "a change",
			measure->its.harmonics ? ", with the seasons" : "",
			measure->its.family ? measure->its.family : "ols");
	if (measure->its.control)
		tl_buf_addf(out,
			"Each locality's months are taken less those of %s, where it never "
			"began. ",
			measure->its.control);
	add_standardise(out, &measure->standardise);
	if (measure->by)
		tl_buf_addf(out, "Broken down by %s%s. ", measure->by,
			!tl_measure_is_by_people(world->study, measure) ? ""
			: strcmp(measure->by, "age") == 0
				? " of the person, on the day that dates a row"
				: " of the person, as their extracts say");
	if (world->locality_count)
		tl_buf_addc(out,
			"The locality is the person's on the day counted; in a programme, the "
			"one on the first day; else \"elsewhere\". ");
	tl_buf_addc(out, "A month that the data do not cover has no figure; it is not zero.");
}

static void add_match(struct tl_buf *out, const struct tl_match *match)
{
	static const char *const how[] = {
		[TL_MATCH_CEM] = "Matched within bands of ",
		[TL_MATCH_EXACT] = "Matched exactly on ",
		[TL_MATCH_IPW] = "Weighted by how likely they were to be supported, by ",
	};

	tl_buf_addc(out, how[match->method]);
	for (unsigned i = 0; i < match->on_count; i++)
		tl_buf_addf(out, "%s%s", i ? ", " : "", match->on[i].attribute);
	tl_buf_addf(out,
		", all as known on the first day; where the groups still differ by %.1f standard "
		"deviations or more on any of these, nothing is said. ",
		0.1);
}

static void add_comparison(struct tl_buf *out, const struct tl_programme *programme)
{
	static const char *const with[] = {
		[TL_COMPARE_WAITING_LIST] = "those who wait",
		[TL_COMPARE_NOT_YET_LIVE] = "those who came where it had not begun",
		[TL_COMPARE_MATCHED] = "those who look like them",
		[TL_COMPARE_OTHER_LOCALITIES] = "those in localities without it",
	};
	const struct tl_comparison *comparison = &programme->comparison;

	if (comparison->kind == TL_COMPARE_NONE)
		return;
	tl_buf_addf(out, "Compared with %s: ", with[comparison->kind]);
	add_rows(out, &comparison->pool);
	if (comparison->localities_count) {
		tl_buf_addc(out, " in ");
		add_list(out, comparison->localities, comparison->localities_count, " and ");
	}
	tl_buf_addf(out,
		", from %s until %sthey enter the programme; who was in it by then is "
		"not compared. ",
		comparison->index ? comparison->index : "start",
		comparison->kind == TL_COMPARE_NOT_YET_LIVE ? "it begins there or " : "");
	if (comparison->kind == TL_COMPARE_MATCHED)
		add_match(out, &comparison->match);
}

static void add_did(struct tl_buf *out, const struct tl_programme *programme)
{
	const struct tl_did_design *did = &programme->did;

	if (!did->unit)
		return;
	tl_buf_addf(out,
		"Difference-in-differences by %s and %s (Callaway and Sant'Anna), against those "
		"%s. ",
		strcmp(did->unit, "locality") == 0       ? "locality"
		: strcmp(programme->unit, "family") == 0 ? "family"
							 : "person",
		did->period ? did->period : "quarter",
		did->control && strcmp(did->control, "never") == 0 ? "that never begin"
								   : "that have not begun yet");
}

void measure_rule_of_programme(
	const struct measure_world *world, const struct tl_programme *programme, struct tl_buf *out)
{
	bool family = programme->unit && strcmp(programme->unit, "family") == 0;

	tl_buf_addf(out, "%s that begin with ", family ? "Families" : "People");
	add_rows(out, &programme->cohort);
	tl_buf_addf(out, ", from the first %s not after the as-at day. ",
		programme->index ? programme->index : "start");
	if (family)
		tl_buf_addc(out,
			"A family is everyone who belongs to the person's family on that day. ");
	if (programme->transferred.contracts_count) {
		tl_buf_addc(out, "Who came from an earlier service is counted apart: ");
		add_rows(out, &programme->transferred);
		tl_buf_addc(out, ". ");
	}
	add_comparison(out, programme);
	add_did(out, programme);
	if (programme->framework)
		tl_buf_addf(out, "Held to the outcomes of: %s. ", programme->framework->title);
	if (world->locality_count)
		tl_buf_addc(out, "The locality is the one on the first day; else \"elsewhere\".");
}

void measure_rule_of_outcome(
	const struct tl_study *study, const struct tl_outcome *outcome, struct tl_buf *out)
{
	bool any = false;

	tl_buf_addf(out, "%s %s: ", outcome->code, outcome->label);
	for (unsigned i = 0; i < outcome->evidence_count; i++) {
		const struct tl_evidence *evidence = &outcome->evidence[i];
		const struct tl_measure *measure = tl_study_measure(study, evidence->measure);

		if (!measure)
			continue;
		tl_buf_addf(out, "%s%s", any ? ", " : "shown by ", measure->title);
		if (evidence->code)
			tl_buf_addf(out, " (%s %s)", measure->by, evidence->code);
		any = true;
	}
	tl_buf_addc(out, any ? "." : "nothing in this study shows it.");
}

void measure_rule_of_framework(
	const struct tl_study *study, const struct tl_framework *framework, struct tl_buf *out)
{
	tl_buf_addf(out, "Set by %s; in force from %s ", framework->source, framework->from);
	if (framework->to)
		tl_buf_addf(out, "to %s.", framework->to);
	else
		tl_buf_addc(out, "on.");
	for (unsigned i = 0; i < framework->outcomes_count; i++) {
		tl_buf_addc(out, " ");
		measure_rule_of_outcome(study, &framework->outcomes[i], out);
	}
}
