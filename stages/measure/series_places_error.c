#include "series_places_error.h"

#include <stdlib.h>

struct piece { /* a row that counts in one of the localities */
	int64_t who, at;
	int32_t delivery;
	uint32_t place;
	int64_t x, n;
};
struct pieces {
	struct measure_series *series;
	const size_t *localities;
	size_t places;
	TL_VEC(struct piece) items;
};

static bool place_of(const struct pieces *pieces, int32_t locality, uint32_t *place)
{
	for (size_t i = 0; i < pieces->places; i++) {
		if (pieces->localities[i] == (size_t)locality) {
			*place = (uint32_t)i;
			return true;
		}
	}
	return false;
}

static bool add_rows(
	struct pieces *pieces, const struct tl_rows *definition, bool divides, struct tl_err *err)
{
	struct measure_rows rows = {0};
	struct measure_parts parts = {0};

	if (!measure_series_pick(pieces->series, definition, NULL, &rows, err))
		return false;
	measure_series_add_parts(pieces->series, &rows, 0, &parts);
	for (size_t i = 0; i < parts.items.count; i++) {
		const struct measure_part *part = &parts.items.items[i];
		uint32_t place;

		if (place_of(pieces, part->locality, &place))
			*tl_vec_push(&pieces->items) = (struct piece){.who = part->who,
				.at = part->at,
				.delivery = part->delivery,
				.place = place,
				.x = divides ? 0 : part->amount,
				.n = divides ? part->amount : 0};
	}
	tl_vec_free(&parts.items);
	measure_rows_free(&rows);
	return true;
}

static int compare_units(const void *a, const void *b)
{
	const struct piece *left = a, *right = b;

	if (left->who != right->who)
		return left->who < right->who ? -1 : 1;
	if (left->who >= 0)
		return 0;
	if (left->delivery != right->delivery)
		return left->delivery < right->delivery ? -1 : 1;
	return (left->at > right->at) - (left->at < right->at);
}

static void add_unit(struct measure_place_errors *errors, const struct piece *pieces, size_t count,
	size_t places)
{
	int64_t x[MEASURE_PAIRED_PLACES] = {0}, n[MEASURE_PAIRED_PLACES] = {0};

	for (size_t i = 0; i < count; i++) {
		x[pieces[i].place] += pieces[i].x;
		n[pieces[i].place] += pieces[i].n;
	}
	for (size_t i = 0; i < places; i++) {
		tl_ratio_side_add(&errors->sides[i], (double)x[i], (double)n[i]);
		for (size_t j = i + 1; j < places; j++)
			tl_ratio_pair_add(&errors->pairs[i][j], (double)x[i], (double)n[i],
				(double)x[j], (double)n[j]);
	}
}

/* As if time were known without error, whoever's it is. */
static void add_unit_of_population(
	struct measure_place_errors *errors, const struct piece *pieces, size_t count)
{
	int64_t x[MEASURE_PAIRED_PLACES] = {0};

	for (size_t i = 0; i < count; i++)
		x[pieces[i].place] += pieces[i].x;
	for (size_t i = 0; i < MEASURE_PAIRED_PLACES; i++) {
		struct tl_ratio_side *side = &errors->sides[i];

		side->time = 1;
		side->units += x[i] > 0;
		side->events += (double)x[i];
		side->events_events += (double)x[i] * (double)x[i];
	}
}

bool measure_place_errors_make(struct measure_series *series, const size_t *localities,
	size_t count, struct measure_place_errors *errors, struct tl_err *err)
{
	const struct tl_measure *measure = series->measure;
	bool of_population = measure->denominator.kind == TL_KIND_POPULATION;
	struct pieces pieces = {.series = series, .localities = localities, .places = count};
	bool ok = add_rows(&pieces, &measure->numerator, false, err) &&
		  (of_population || add_rows(&pieces, &measure->denominator, true, err));

	*errors = (struct measure_place_errors){0};
	if (pieces.items.count)
		qsort(pieces.items.items, pieces.items.count, sizeof *pieces.items.items,
			compare_units);
	for (size_t from = 0, to; ok && from < pieces.items.count; from = to) {
		const struct piece *unit = &pieces.items.items[from];

		for (to = from + 1; to < pieces.items.count &&
				    compare_units(unit, &pieces.items.items[to]) == 0;
			to++)
			;
		if (of_population)
			add_unit_of_population(errors, unit, to - from);
		else
			add_unit(errors, unit, to - from, count);
	}
	tl_vec_free(&pieces.items);
	return ok;
}
