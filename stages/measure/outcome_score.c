/* How a score changes in the same people: the last before, the last after. */
#include "outcome.h"

#include "demand.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <throughline/stats.h>

struct scored { /* a person of an arm */
	int64_t person;
	int32_t locality, before_day, after_day;
	double before, after;
	int32_t delivery;
	int64_t at;
};

static double score_of(const struct measure_outcome *outcome, const struct measure_row *row)
{
	const struct tl_rows *rows = &outcome->measure->numerator;
	const struct tl_fact_array *array =
		measure_column(&outcome->world->deliveries[row->delivery],
			rows->quantity ? rows->quantity : "value");

	if (array && array->type == TL_FACT_REAL)
		return array->reals[row->at];
	if (array && array->type == TL_FACT_INT && array->ints[row->at] != TL_NO_INT)
		return (double)array->ints[row->at];
	return NAN;
}

/* The day of the first row counts as before: that is when the first score is taken. */
static void take_score(struct scored *scored, int32_t day, double score, struct tl_span before,
	struct tl_span after)
{
	if (tl_span_holds(before, (struct tl_day){day}) && day >= scored->before_day) {
		scored->before_day = day;
		scored->before = score;
	} else if (tl_span_holds(after, (struct tl_day){day}) && day >= scored->after_day) {
		scored->after_day = day;
		scored->after = score;
	}
}

/* The last band whose beginning is not above the score; -1: below all. */
static int band_of(const struct tl_measure *measure, double score)
{
	int band = -1;

	for (unsigned i = 0; i < measure->bands_count; i++)
		if (score >= measure->bands[i].from)
			band = (int)i;
	return band;
}

static void observe(struct measure_outcome *outcome, int arm, const struct scored *scored)
{
	*tl_vec_push(&outcome->items) = (struct measure_observation){.who = scored->person,
		.locality = scored->locality,
		.arm = arm,
		.a = scored->before,
		.b = scored->after,
		.band = {band_of(outcome->measure, scored->before),
			band_of(outcome->measure, scored->after)},
		.delivery = scored->delivery,
		.at = scored->at};
}

static void observe_arm(struct measure_outcome *outcome, int arm, const struct measure_rows *rows)
{
	const struct measure_cohort *cohort = outcome->arms_of[arm];
	size_t row = 0;

	for (size_t p = 0; p < outcome->world->people_count; p++) {
		const struct measure_unit *unit = measure_outcome_unit(cohort, (int64_t)p);
		struct scored scored = {.person = (int64_t)p,
			.before_day = MEASURE_NO_DAY,
			.after_day = MEASURE_NO_DAY,
			.before = NAN,
			.after = NAN};
		struct tl_span before, after;

		while (row < rows->count && rows->items[row].person < (int64_t)p)
			row++;
		if (!unit)
			continue;
		before = measure_window(outcome->measure, unit, MEASURE_BEFORE);
		before.to = tl_day_add((struct tl_day){unit->index}, 1);
		after = measure_window(outcome->measure, unit, MEASURE_AFTER);
		scored.locality = unit->locality;
		scored.delivery = cohort->rows.items[unit->first_row].delivery;
		scored.at = cohort->rows.items[unit->first_row].at;
		for (size_t i = row; i < rows->count && rows->items[i].person == (int64_t)p; i++)
			take_score(&scored, rows->items[i].from, score_of(outcome, &rows->items[i]),
				before, after);
		observe(outcome, arm, &scored);
	}
}

/* In an area: the first and the last of the reporting months, where they are of different days. */
static void observe_area(struct measure_outcome *outcome, const struct measure_rows *rows)
{
	const struct tl_study *study = outcome->world->study;
	const struct tl_span months = {study->month_from, tl_day_add_months(study->month_to, 1)};
	struct scored scored = {.person = -1};

	for (size_t i = 0; i <= rows->count; i++) {
		const struct measure_row *row = i < rows->count ? &rows->items[i] : NULL;
		double score;

		if (scored.person >= 0 && (!row || row->person != scored.person)) {
			if (scored.after_day == scored.before_day)
				scored.after = NAN;
			observe(outcome, 0, &scored);
			scored.person = -1;
		}
		if (!row || row->person < 0 || !tl_span_holds(months, (struct tl_day){row->from}))
			continue;
		score = score_of(outcome, row);
		if (scored.person < 0) {
			int32_t locality =
				measure_person_locality(outcome->world, row->person, row->from);

			scored = (struct scored){row->person,
				locality < 0 ? (int32_t)outcome->world->locality_count : locality,
				row->from, row->from, score, score, row->delivery, row->at};
		}
		if (row->from < scored.before_day) {
			scored.before_day = row->from;
			scored.before = score;
		}
		if (row->from >= scored.after_day) {
			scored.after_day = row->from;
			scored.after = score;
		}
	}
}

bool measure_outcome_scores(struct measure_outcome *outcome, struct tl_err *err)
{
	const struct measure_pick pick = {
		.rows = &outcome->measure->numerator, .path = outcome->measure->path};
	struct measure_rows rows;

	if (!measure_rows_pick(outcome->world, &pick, &rows, err))
		return false;
	for (int arm = 0; arm < outcome->arm_count; arm++) {
		if (outcome->arms_of[arm])
			observe_arm(outcome, arm, &rows);
		else
			observe_area(outcome, &rows);
	}
	measure_rows_free(&rows);
	return true;
}

/* ---- figures -------------------------------------------------------------------------------- */

static bool is_followed(const struct measure_observation *item TL_UNUSED, double what TL_UNUSED)
{
	return true;
}

static bool has_before(const struct measure_observation *item, double what TL_UNUSED)
{
	return !isnan(item->a);
}

static bool has_both(const struct measure_observation *item, double what TL_UNUSED)
{
	return !isnan(item->a) && !isnan(item->b);
}

/* what: 1 where more is good, -1 where less is. */
static bool is_improved(const struct measure_observation *item, double what)
{
	return has_both(item, 0) && (item->b - item->a) * what > 0;
}

static bool is_worse(const struct measure_observation *item, double what)
{
	return has_both(item, 0) && (item->b - item->a) * what < 0;
}

struct scores {
	struct measure_outcome *outcome;
	const struct measure_group_of *group;
	double *before, *after;
	size_t count, both; /* both: the point of how many */
};

/* How one group changed is no evidence of impact, and says so. */
static int evidence_of(const struct scores *scores, const char *statistic)
{
	return scores->outcome->arms && strcmp(statistic, "mean") != 0;
}

static void put_mean(struct scores *scores, const char *statistic, const char *axis,
	const struct tl_interval *interval, double sign)
{
	const struct measure_operand under = {"under", scores->both};
	struct measure_key key = measure_outcome_key(
		scores->outcome, scores->group, statistic, scores->outcome->measure->unit);
	bool turned = sign < 0;

	key.axis = axis;
	key.evidence = evidence_of(scores, statistic);
	measure_model_number(scores->outcome->model, &key, sign * interval->value,
		sign * (turned ? interval->upper : interval->lower),
		sign * (turned ? interval->lower : interval->upper),
		sign * (turned ? interval->upper_998 : interval->lower_998),
		sign * (turned ? interval->lower_998 : interval->upper_998), "t", &under, 1);
}

static void put_change(struct scores *scores)
{
	const struct measure_operand under = {"under", scores->both};
	struct tl_paired paired = tl_paired_test(scores->before, scores->after, scores->count);
	struct tl_mean before = tl_mean_t(scores->before, scores->count);
	struct tl_mean after = tl_mean_t(scores->after, scores->count);
	struct measure_key key =
		measure_outcome_key(scores->outcome, scores->group, "wilcoxon_p", "p");

	key.evidence = evidence_of(scores, "wilcoxon_p");
	put_mean(scores, "mean", "before", &before.interval, 1);
	put_mean(scores, "mean", "after", &after.interval, 1);
	put_mean(scores, "mean_change", "", &paired.mean.interval, -1);
	measure_model_number(scores->outcome->model, &key, paired.wilcoxon.p, NAN, NAN, NAN, NAN,
		"Wilcoxon", &under, 1);
}

static bool is_in_band_before(const struct measure_observation *item, double what)
{
	return has_both(item, 0) && item->band[0] == (int)what;
}

static bool is_in_band_after(const struct measure_observation *item, double what)
{
	return has_both(item, 0) && item->band[1] == (int)what;
}

static void put_bands(struct measure_outcome *outcome, const struct measure_group_of *group)
{
	for (unsigned i = 0; i < outcome->measure->bands_count; i++) {
		measure_outcome_count(outcome, group, outcome->measure->bands[i].code, "before",
			(int64_t)i + 1, is_in_band_before, i);
		measure_outcome_count(outcome, group, outcome->measure->bands[i].code, "after",
			(int64_t)i + 1, is_in_band_after, i);
	}
}

void measure_scores_emit(struct measure_outcome *outcome, const struct measure_group_of *group)
{
	struct scores scores = {.outcome = outcome, .group = group};
	double good = outcome->measure->polarity == TL_POLARITY_UP ? 1 : -1;
	size_t followed =
		measure_outcome_count(outcome, group, "", "", MEASURE_NO_POSITION, is_followed, 0);

	measure_outcome_count(outcome, group, "before", "", MEASURE_NO_POSITION, has_before, 0);
	scores.both =
		measure_outcome_count(outcome, group, "both", "", MEASURE_NO_POSITION, has_both, 0);
	measure_outcome_share(outcome, scores.both, followed);
	scores.before = tl_alloc(outcome->items.count + 1, sizeof *scores.before);
	scores.after = tl_alloc(outcome->items.count + 1, sizeof *scores.after);
	for (size_t i = 0; i < outcome->items.count; i++) {
		const struct measure_observation *item = &outcome->items.items[i];

		if (!measure_outcome_holds(outcome, group, item) || !has_both(item, 0))
			continue;
		scores.before[scores.count] = item->a;
		scores.after[scores.count++] = item->b;
	}
	put_change(&scores);
	if (outcome->measure->polarity != TL_POLARITY_NEITHER) {
		size_t improved = measure_outcome_count(
			outcome, group, "improved", "", MEASURE_NO_POSITION, is_improved, good);

		measure_outcome_count(
			outcome, group, "worse", "", MEASURE_NO_POSITION, is_worse, good);
		measure_outcome_share(outcome, improved, scores.both);
	}
	put_bands(outcome, group);
	free(scores.before);
	free(scores.after);
}
