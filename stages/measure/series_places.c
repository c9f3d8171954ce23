#include "series_places.h"

#include "series_places_error.h"

#include <math.h>
#include <stdlib.h>

struct place {
	size_t x, n; /* points */
	size_t locality;
};

struct places {
	struct measure_series *series;
	enum tl_method method;
	const struct measure_series_statistic *statistic;
	double scale;
	TL_VEC(struct place) items;
	struct place all;
};

static double value_of(const struct places *places, size_t point)
{
	return places->series->model->points.items[point].value;
}

static struct place place_at(const struct places *places, const struct measure_table *x,
	const struct measure_table *n, size_t locality)
{
	const struct measure_cross *cross = &places->series->cross;
	size_t at = measure_cross_at(cross, cross->positions, locality, cross->groups);

	return (struct place){x->points[at], n->points[at], locality};
}

/* With something to divide by. */
static bool is_there(const struct places *places, const struct place *place)
{
	const struct measure_model *model = places->series->model;

	return place->x != MEASURE_NO_POINT && place->n != MEASURE_NO_POINT &&
	       model->points.items[place->x].status == TL_SHOWN &&
	       model->points.items[place->n].status == TL_SHOWN && value_of(places, place->n) > 0;
}

static struct measure_key key_of(
	const struct places *places, const struct place *place, const char *statistic)
{
	struct measure_key key = places->series->model->points.items[place->x].key;

	key.statistic = statistic;
	key.unit = places->statistic->total_unit ? places->statistic->total_unit
						 : places->statistic->unit;
	key.scale = 0;
	return key;
}

/* ---- a funnel ------------------------------------------------------------------------------- */

static void put_limits(struct places *places, const struct place *place, double baseline,
	const struct tl_funnel_spread *spread, enum tl_funnel_method method)
{
	bool share = places->method == TL_METHOD_SHARE;
	double x = value_of(places, place->x), n = value_of(places, place->n);
	double size = share ? n : baseline * n, back = places->scale * (share ? 1 : baseline);
	struct tl_limits at95 = tl_funnel_control_limits(method, spread, size, TL_LEVEL_95);
	struct tl_limits at998 = tl_funnel_control_limits(method, spread, size, TL_LEVEL_998);
	enum tl_funnel_flag flag = tl_funnel_flag_outside(share ? x / n : x / size, at95, at998);
	const struct measure_operand under[] = {{"under", place->x}, {"under", place->n},
		{"under", places->all.x}, {"under", places->all.n}};
	struct measure_key key = key_of(places, place, "funnel_limits");
	size_t at = measure_model_number(places->series->model, &key, x / n * places->scale,
		at95.lower * back, at95.upper * back, at998.lower * back, at998.upper * back,
		"control limits", under, TL_LEN(under));
	struct measure_point *point = &places->series->model->points.items[at];

	if (point->status != TL_SHOWN)
		return;
	point->centre = baseline * places->scale;
	point->flag = tl_funnel_flag_name(flag);
}

static void put_funnel(struct places *places)
{
	bool share = places->method == TL_METHOD_SHARE;
	enum tl_funnel_method method = share ? TL_FUNNEL_PR : TL_FUNNEL_CQC;
	struct tl_funnel_locality *items = tl_alloc(places->items.count + 1, sizeof *items);
	struct tl_funnel_spread spread;
	double baseline;

	for (size_t i = 0; i < places->items.count; i++)
		items[i] = (struct tl_funnel_locality){value_of(places, places->items.items[i].x),
			value_of(places, places->items.items[i].n)};
	baseline = tl_funnel_baseline(
		share ? TL_FUNNEL_PROPORTION : TL_FUNNEL_RATE, items, places->items.count);
	for (size_t i = 0; !share && i < places->items.count; i++)
		items[i].n *= baseline; /* what is expected there */
	if (baseline > 0) {
		spread = tl_funnel_spread(method, items, places->items.count, true);
		for (size_t i = 0; i < places->items.count; i++)
			put_limits(places, &places->items.items[i], baseline, &spread, method);
	}
	free(items);
}

/* ---- pairs ---------------------------------------------------------------------------------- */

struct pair {
	const struct place *one, *none;
	struct measure_key key;
	size_t p; /* its point */
};

/* A pair's robust standard error as a figure of its own; none where the exact limits are printed.
 */
static size_t put_spread(
	struct places *places, const struct pair *pair, const struct tl_ratio_sums *sums)
{
	struct measure_model *model = places->series->model;
	const struct measure_operand under[] = {{"under", pair->one->x}, {"under", pair->one->n},
		{"under", pair->none->x}, {"under", pair->none->n}};
	struct measure_key key = pair->key;
	double spread = tl_ratio_sums_se(sums);

	if (!(spread > 0) || value_of(places, pair->one->x) < TL_RATIO_EXACT_BELOW ||
		value_of(places, pair->none->x) < TL_RATIO_EXACT_BELOW)
		return MEASURE_NO_POINT;
	key.statistic = "spread";
	key.unit = "standard error of the logarithm";
	return measure_model_number(
		model, &key, spread, NAN, NAN, NAN, NAN, "", under, TL_LEN(under));
}

/* sums NULL: nobody knows whose rows they are. */
static void put_pair(struct places *places, struct pair *pair, const struct tl_ratio_sums *sums)
{
	struct measure_model *model = places->series->model;
	struct measure_operand operands[] = {{"x1", pair->one->x}, {"t1", pair->one->n},
		{"x0", pair->none->x}, {"t0", pair->none->n}, {"spread", MEASURE_NO_POINT}};

	pair->key = key_of(places, pair->one, "pairwise");
	pair->key.grp = model->points.items[pair->none->x].key.locality;
	if (sums)
		operands[4].point = put_spread(places, pair, sums);
	pair->key.unit = "ratio";
	measure_model_derive(model, &pair->key, TL_METHOD_RATIO, operands, TL_LEN(operands), NULL);
	pair->key.statistic = "pairwise_p_alone";
	pair->key.unit = "p";
	pair->p = measure_model_derive(
		model, &pair->key, TL_METHOD_P, operands, TL_LEN(operands), NULL);
}

static bool errors_of(
	struct places *places, struct measure_place_errors *errors, struct tl_err *err)
{
	size_t localities[MEASURE_PAIRED_PLACES];

	for (size_t i = 0; i < places->items.count; i++)
		localities[i] = places->items.items[i].locality;
	return measure_place_errors_make(
		places->series, localities, places->items.count, errors, err);
}

static void adjust_pairs(struct places *places, struct pair *pairs, size_t count)
{
	struct measure_operand *operands = tl_alloc(count + 1, sizeof *operands);

	for (size_t i = 0; i < count; i++)
		operands[i] = (struct measure_operand){"among", pairs[i].p};
	for (size_t i = 0; i < count; i++) {
		pairs[i].key.statistic = "pairwise_p";
		operands[count] = (struct measure_operand){"x", pairs[i].p};
		measure_model_derive(places->series->model, &pairs[i].key, TL_METHOD_HOLM, operands,
			count + 1, NULL);
	}
	free(operands);
}

/* Rows that are somebody's; a stock or a flow counts each person once. */
static bool are_rows_of_people(const struct measure_series *series)
{
	return !series->cross.unknown && series->measure->shape != TL_SHAPE_STOCK &&
	       series->measure->shape != TL_SHAPE_FLOW;
}

static bool put_pairs(struct places *places, struct tl_err *err)
{
	bool of_people = are_rows_of_people(places->series);
	size_t count = places->items.count, made = 0;
	struct pair *pairs = tl_alloc(count * count + 1, sizeof *pairs);
	struct measure_place_errors errors;
	bool ok = !of_people || errors_of(places, &errors, err);

	for (size_t i = 0; ok && i < count; i++) {
		for (size_t j = i + 1; j < count; j++) {
			struct tl_ratio_sums sums = {0};

			if (of_people) {
				sums.sides[0] = errors.sides[i];
				sums.sides[1] = errors.sides[j];
				sums.pairs[0][1] = errors.pairs[i][j];
			}
			pairs[made] = (struct pair){
				.one = &places->items.items[i], .none = &places->items.items[j]};
			put_pair(places, &pairs[made++], of_people ? &sums : NULL);
		}
	}
	adjust_pairs(places, pairs, made);
	free(pairs);
	return ok;
}

/* ---- the whole ------------------------------------------------------------------------------ */

bool measure_series_places(struct measure_series *series, enum tl_method method,
	const struct measure_table *x, const struct measure_table *n,
	const struct measure_series_statistic *statistic, struct tl_err *err)
{
	const struct measure_cross *cross = &series->cross;
	struct places places = {.series = series,
		.method = method,
		.statistic = statistic,
		.scale = method == TL_METHOD_SHARE ? 100 : series->measure->per};
	bool ok = true;

	if (series->cohort || !cross->total || cross->localities < 3 ||
		(method != TL_METHOD_SHARE && method != TL_METHOD_RATE))
		return true;
	places.all = place_at(&places, x, n, cross->localities);
	for (size_t l = 0; l + 1 < cross->localities; l++) {
		struct place place = place_at(&places, x, n, l);

		if (is_there(&places, &place))
			*tl_vec_push(&places.items) = place;
	}
	if (places.all.x == MEASURE_NO_POINT || places.all.n == MEASURE_NO_POINT ||
		places.items.count < 2) {
		tl_vec_free(&places.items);
		return true;
	}
	if (places.items.count >= TL_FUNNEL_LOCALITIES) {
		put_funnel(&places);
	} else {
		struct measure_key key = key_of(&places, &places.all, "funnel_limits");

		measure_model_absent(
			series->model, &key, MEASURE_MODEL, TL_TOO_FEW, TL_REASON_FEW_LOCALITIES);
		ok = put_pairs(&places, err);
	}
	tl_vec_free(&places.items);
	return ok;
}
