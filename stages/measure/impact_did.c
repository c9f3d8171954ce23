#include "impact_did.h"

#include "coverage.h"
#include "definitions.h"
#include "impact_panel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool measure_has_did(const struct tl_use *use, const struct tl_programme *programme)
{
	return programme->did.unit && use->primary;
}

#define DIFFERED_BEFORE_P 0.05

struct estimating {
	const struct measure_panel *panel;
	struct tl_did_options options;
	struct tl_did did;
	struct measure_model *model;
	bool indicative;
	double pretest_p; /* NaN: nothing to test */
};

/* How well the design was carried out counts. Where the two differed before, it is a before and
 * after like any other; so it is of units that come when things are worst and are held against that
 * very time, which the test of what came before often has not the power to see. */
static int evidence_of(const struct estimating *e)
{
	if (e->panel->by_locality)
		return e->indicative || !(e->pretest_p < DIFFERED_BEFORE_P) ? 3 : 1;
	return e->options.anticipation > 0 && e->pretest_p >= DIFFERED_BEFORE_P ? 3 : 1;
}

/* ---- keys ----------------------------------------------------------------------------------- */

static struct measure_key key_of(
	const struct estimating *e, const char *statistic, const char *axis, int64_t position)
{
	const struct measure_panel *panel = e->panel;

	return (struct measure_key){.programme = panel->arms->programme->name,
		.locality = "all",
		.measure = panel->measure->name,
		.statistic = statistic,
		.axis = axis,
		.unit = panel->unit,
		.definition = panel->definition,
		.evidence = strcmp(statistic, "att") == 0 ? evidence_of(e) : 0,
		.position = position,
		.from = TL_NO_DAY,
		.to = TL_NO_DAY};
}

static size_t put(struct estimating *e, const struct measure_key *key, double value, double se)
{
	double reach95 = tl_z_quantile(TL_LEVEL_95) * se;
	double reach998 = tl_z_quantile(TL_LEVEL_998) * se;
	size_t point;

	if (e->indicative || isnan(se))
		reach95 = reach998 = NAN;
	point = measure_model_number(e->model, key, value, value - reach95, value + reach95,
		value - reach998, value + reach998, isnan(reach95) ? "" : "influence function",
		e->panel->under.items, e->panel->under.count);
	if (e->indicative)
		e->model->points.items[point].flag = "indicative";
	return point;
}

/* ---- aggregates ------------------------------------------------------------------------------ */

static void put_rows(struct estimating *e, enum tl_did_kind kind, const char *axis, bool overall)
{
	struct tl_did_row *rows = tl_alloc(e->did.count + 1, sizeof *rows);
	size_t count = tl_did_aggregate(&e->did, kind, -INFINITY, INFINITY, rows);

	for (size_t i = overall ? 0 : 1; i < (overall && count ? 1 : count); i++) {
		struct measure_key key = key_of(
			e, "att", axis, overall ? MEASURE_NO_POSITION : (int64_t)rows[i].egt);

		if (isfinite(rows[i].att))
			put(e, &key, rows[i].att, rows[i].se);
	}
	free(rows);
}

static double simple_of(const struct measure_panel *panel, const double *first,
	const struct tl_did_options *options)
{
	const struct tl_did_panel table = {
		panel->units, panel->periods, panel->period, first, panel->y};
	struct tl_did did;
	struct tl_did_row *rows;
	double att = NAN;

	if (!tl_did_estimate(&table, options, &did))
		return NAN;
	rows = tl_alloc(did.count + 1, sizeof *rows);
	if (tl_did_aggregate(&did, TL_DID_SIMPLE, -INFINITY, INFINITY, rows))
		att = rows[0].att;
	free(rows);
	tl_did_free(&did);
	return att;
}

/* ---- every way in which they could have begun -------------------------------------------------
 */

static int compare_starts(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static void swap(double *a, double *b)
{
	double kept = *a;

	*a = *b;
	*b = kept;
}

/* The next order of values, ascending from sorted; false after the last. */
static bool next_order(double *values, size_t count)
{
	size_t i = count, j = count;

	while (i > 1 && values[i - 2] >= values[i - 1])
		i--;
	if (i < 2)
		return false;
	while (values[j - 1] <= values[i - 2])
		j--;
	swap(&values[i - 2], &values[j - 1]);
	for (size_t low = i - 1, high = count - 1; low < high; low++, high--)
		swap(&values[low], &values[high]);
	return true;
}

/* The share of the orders whose effect is at least as far from 0 as the one that came about. Those
 * that begin never have a number above all periods here, so that orders can be compared. */
static double permuted_p(const struct estimating *e)
{
	const struct measure_panel *panel = e->panel;
	double *first = tl_alloc(panel->units + 1, sizeof *first);
	double never = panel->period[panel->periods - 1] + 1;
	double observed = fabs(simple_of(panel, panel->first, &e->options));
	double orders = 0, as_far = 0;

	for (size_t u = 0; u < panel->units; u++)
		first[u] = isnan(panel->first[u]) ? never : panel->first[u];
	qsort(first, panel->units, sizeof *first, compare_starts);
	do {
		double att = simple_of(panel, first, &e->options);

		if (isnan(att))
			continue;
		orders++;
		as_far += fabs(att) >= observed * (1 - 1e-9);
	} while (next_order(first, panel->units));
	free(first);
	return orders > 0 ? as_far / orders : NAN;
}

static void put_p(struct estimating *e, const char *statistic, double p)
{
	struct measure_key key = key_of(e, statistic, "", MEASURE_NO_POSITION);

	key.unit = "p";
	put(e, &key, p, NAN);
}

/* ---- the whole ------------------------------------------------------------------------------ */

static void refuse(struct estimating *e, enum tl_reason reason)
{
	struct measure_key key = key_of(e, "att", "", MEASURE_NO_POSITION);

	measure_model_absent(e->model, &key, MEASURE_MODEL,
		reason == TL_REASON_TOO_FEW ? TL_TOO_FEW : TL_NOT_AVAILABLE, reason);
}

/* Units that can be compared: those that begin after the first period, and those that never do, as
 * far as the panel goes. Of one against one nothing is known but their difference; without two on a
 * side no unit's own error is. */
static bool are_enough(const struct estimating *e)
{
	const struct measure_panel *panel = e->panel;
	double start = panel->period[0] + e->options.anticipation;
	double end = panel->period[panel->periods - 1];
	size_t begin = 0, never = 0;

	for (size_t u = 0; u < panel->units; u++) {
		begin += panel->first[u] > start && panel->first[u] <= end;
		never += isnan(panel->first[u]) || panel->first[u] > end;
	}
	return panel->by_locality ? begin + never > 2
				  : begin > 1 && (never > 1 || (never == 0 && e->options.not_yet));
}

static void estimate(struct estimating *e)
{
	const struct measure_panel *panel = e->panel;
	const struct tl_did_panel table = {
		panel->units, panel->periods, panel->period, panel->first, panel->y};

	if (!panel->periods) {
		refuse(e, TL_REASON_NOT_COVERED);
		return;
	}
	if (isnan(simple_of(panel, panel->first, &e->options)) ||
		!tl_did_estimate(&table, &e->options, &e->did)) {
		refuse(e, TL_REASON_NO_UNTREATED);
		return;
	}
	if (!are_enough(e)) {
		refuse(e, TL_REASON_TOO_FEW);
		tl_did_free(&e->did);
		return;
	}
	e->indicative = panel->by_locality && panel->units <= MEASURE_FEW_LOCALITIES;
	e->pretest_p = tl_did_pretest(&e->did, e->options.anticipation).p;
	put_rows(e, TL_DID_SIMPLE, "", true);
	put_rows(e, TL_DID_DYNAMIC, "event", false);
	put_rows(e, TL_DID_GROUP, "group", false);
	put_rows(e, TL_DID_CALENDAR, "calendar", false);
	if (e->indicative)
		put_p(e, "att_p", permuted_p(e));
	else
		put_p(e, "att_pretest", e->pretest_p);
	tl_did_free(&e->did);
}

bool measure_did_run(const struct measure_world *world, const struct tl_use *use,
	const struct measure_arms *arms, struct measure_model *model, struct tl_err *err)
{
	const struct tl_did_design *design = &arms->programme->did;
	struct measure_panel panel = {0};
	struct estimating e = {.panel = &panel, .model = model};

	if (!measure_panel_make(world, use->measure, arms, model, &panel, err))
		return false;
	e.options.not_yet = !design->control || strcmp(design->control, "never") != 0;
	e.options.anticipation = design->anticipation;
	estimate(&e);
	measure_panel_free(&panel);
	return true;
}
