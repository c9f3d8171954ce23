#include "sums.h"
#include "empty.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Cells of the matrix are counts that measure could make, with an atom under them. */
struct cells {
	TL_VEC(size_t) points;
	TL_VEC(size_t) start;
	TL_VEC(uint32_t) column;
	struct relations_places *places;
	int64_t *units;
	size_t columns;
};

static void add_key(struct tl_buf *key, const char *text)
{
	tl_buf_addc(key, text ? text : "");
	tl_buf_add_char(key, '\x1f');
}

static void place_in(struct tl_buf *key, enum relations_way way, const struct measured_point *point,
	struct relations_place *place)
{
	const struct measured_figure *figure = point->figure;
	const char *const always[] = {figure->programme, figure->measure, figure->statistic,
		figure->arm, figure->partner, figure->variant};

	tl_buf_clear(key);
	for (size_t i = 0; i < TL_LEN(always); i++)
		add_key(key, always[i]);
	add_key(key, way == WAY_LOCALITY ? "" : figure->locality);
	add_key(key, way == WAY_GROUP ? "" : figure->grp);
	if (way != WAY_TIME) {
		add_key(key, figure->axis);
		tl_buf_addf(key, "%lld", (long long)point->position);
		add_key(key, point->period_from);
		add_key(key, point->period_to);
	}
	place->family = tl_hash64(key->data, key->length, (uint64_t)way);
	place->is_total = way == WAY_LOCALITY ? strcmp(figure->locality, "all") == 0
			  : way == WAY_GROUP  ? !*figure->grp
					      : !*figure->axis;
}

struct relations_places sums_places(const struct measured_point *point)
{
	struct relations_places places;
	struct tl_buf key = {0};

	for (size_t way = 0; way < WAY_COUNT_OF; way++)
		place_in(&key, (enum relations_way)way, point, &places.in[way]);
	tl_buf_free(&key);
	return places;
}

static bool counts(const struct measured_point *point)
{
	return point->figure->role == MEASURED_BASE && point->measured.status == TL_SHOWN &&
	       !isnan(point->measured.value);
}

/* The value is what its atoms add up to, or measure and disclose do not mean the same. */
static bool units_of(const struct measured *measured, const struct measured_point *point,
	int64_t *units, struct tl_err *err)
{
	double value;

	*units = 0;
	for (size_t i = point->atoms_from; i < point->atoms_to; i++)
		*units += measured->units.items[measured->atoms.items[i]];
	value = (double)*units / point->figure->scale;
	if (fabs(value - point->measured.value) > 1e-9 * (1 + fabs(value)))
		return tl_fail(
			err, EX_SOFTWARE, "measure.db: a count is not what its atoms add up to");
	return true;
}

static void add_columns(const struct measured *measured, const struct empty_atoms *empty, size_t at,
	struct cells *cells)
{
	const struct measured_point *point = &measured->points.items[at];

	*tl_vec_push(&cells->points) = at;
	for (size_t i = point->atoms_from; i < point->atoms_to; i++)
		*tl_vec_push(&cells->column) = measured->atoms.items[i];
	for (size_t i = empty_from(empty, at); i < empty_from(empty, at + 1); i++)
		*tl_vec_push(&cells->column) =
			(uint32_t)measured->units.count + empty->pairs.items[i].atom;
	*tl_vec_push(&cells->start) = cells->column.count;
}

static bool gather(const struct measured *measured, const struct empty_atoms *empty,
	struct cells *cells, struct tl_err *err)
{
	int64_t units;

	*tl_vec_push(&cells->start) = 0;
	for (size_t i = 0; i < measured->points.count; i++) {
		const struct measured_point *point = &measured->points.items[i];

		if (!counts(point))
			continue;
		if (!units_of(measured, point, &units, err))
			return false;
		if (point->atoms_from < point->atoms_to ||
			empty_from(empty, i) < empty_from(empty, i + 1))
			add_columns(measured, empty, i, cells);
	}
	cells->columns = measured->units.count + empty->atoms;
	cells->places = tl_alloc(cells->points.count, sizeof *cells->places);
	cells->units = tl_alloc(cells->points.count, sizeof *cells->units);
	for (size_t i = 0; i < cells->points.count; i++) {
		const struct measured_point *point =
			&measured->points.items[cells->points.items[i]];

		cells->places[i] = sums_places(point);
		if (!units_of(measured, point, &cells->units[i], err))
			return false;
	}
	return true;
}

static void cells_free(struct cells *cells)
{
	tl_vec_free(&cells->points);
	tl_vec_free(&cells->start);
	tl_vec_free(&cells->column);
	free(cells->places);
	free(cells->units);
}

/* Values are units over scale; where all scales of a sum are the same it falls out. */
static bool add_sum(const struct measured *measured, const struct cells *cells,
	const struct relations_term *terms, size_t count, struct sums *sums, struct tl_err *err)
{
	double scale = measured->points.items[cells->points.items[terms[0].cell]].figure->scale;
	bool same = true;
	int64_t total = 0;

	for (size_t i = 0; i < count; i++) {
		total += terms[i].coefficient * cells->units[terms[i].cell];
		same = same &&
		       measured->points.items[cells->points.items[terms[i].cell]].figure->scale ==
			       scale;
	}
	if (total != 0)
		return tl_fail(err, EX_SOFTWARE, "a sum that elimination found does not hold");
	for (size_t i = 0; i < count; i++) {
		size_t point = cells->points.items[terms[i].cell];
		double factor = same ? 1 : measured->points.items[point].figure->scale;

		*tl_vec_push(&sums->terms) = (struct sums_term){
			(uint32_t)sums->count, point, (double)terms[i].coefficient * factor};
	}
	sums->count++;
	return true;
}

static bool add_sums(const struct measured *measured, const struct cells *cells,
	const struct relations *relations, struct sums *sums, struct tl_err *err)
{
	for (size_t from = 0, to; from < relations->terms.count; from = to) {
		to = from + 1;
		while (to < relations->terms.count &&
			relations->terms.items[to].sum == relations->terms.items[from].sum)
			to++;
		if (!add_sum(measured, cells, relations->terms.items + from, to - from, sums, err))
			return false;
	}
	sums->components = relations->components;
	sums->components_by_partition = relations->components_by_partition;
	return true;
}

static int compare_term(const void *a, const void *b)
{
	const struct sums_term *x = a, *y = b;

	if (x->sum != y->sum)
		return x->sum < y->sum ? -1 : 1;
	return (x->point > y->point) - (x->point < y->point);
}

bool sums_find(
	const struct measured *measured, bool zeros_hidden, struct sums *sums, struct tl_err *err)
{
	struct cells cells = {0};
	struct relations relations = {0};
	struct empty_atoms empty = {0};
	bool ok = false;

	empty_find(measured, zeros_hidden, &empty);
	if (!gather(measured, &empty, &cells, err))
		goto done;
	relations_find(&(struct relations_matrix){.cells = cells.points.count,
			       .columns = cells.columns,
			       .start = cells.start.items,
			       .column = cells.column.items,
			       .places = cells.places},
		&relations);
	ok = add_sums(measured, &cells, &relations, sums, err);
	if (ok && sums->terms.count)
		qsort(sums->terms.items, sums->terms.count, sizeof *sums->terms.items,
			compare_term);
done:
	relations_free(&relations);
	cells_free(&cells);
	empty_free(&empty);
	return ok;
}

void sums_free(struct sums *sums)
{
	tl_vec_free(&sums->terms);
}
