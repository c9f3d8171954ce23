#include "eliminate.h"
#include "field.h"

#include <string.h>

#define DENOMINATOR_MAX 64 /* a coefficient is a fraction of small whole numbers */

/* ---- scratch ---- */

struct entry {
	uint32_t at; /* a column, or a basis row */
	uint64_t value;
};

struct basis_row {
	uint32_t cell;
	uint32_t pivot; /* its column; there the row is 1 */
	uint64_t scale; /* row = scale x (cell - multipliers x earlier rows) */
	size_t from, to; /* columns, in entries */
	size_t multiplier_from, multiplier_to;
};

struct eliminate_scratch {
	uint64_t *value; /* of the row at hand, per column */
	uint32_t *degree; /* cells per column */
	uint32_t *row_of; /* basis row + 1 whose pivot a column is; 0: none */
	TL_VEC(uint32_t) touched;
	TL_VEC(struct basis_row) basis;
	TL_VEC(struct entry) entries, multipliers, combination;
	TL_VEC(uint64_t) weights; /* of basis rows, while a sum is expanded */
	TL_VEC(uint32_t) heap; /* basis rows to go */
	uint64_t work;
};

struct eliminate_scratch *eliminate_scratch_new(const struct relations_matrix *matrix)
{
	struct eliminate_scratch *s = tl_alloc(1, sizeof *s);

	s->value = tl_alloc(matrix->columns + 1, sizeof *s->value);
	s->degree = tl_alloc(matrix->columns + 1, sizeof *s->degree);
	s->row_of = tl_alloc(matrix->columns + 1, sizeof *s->row_of);
	for (size_t i = 0; i < matrix->start[matrix->cells]; i++)
		s->degree[matrix->column[i]]++;
	return s;
}

void eliminate_scratch_free(struct eliminate_scratch *s)
{
	free(s->value);
	free(s->degree);
	free(s->row_of);
	tl_vec_free(&s->touched);
	tl_vec_free(&s->basis);
	tl_vec_free(&s->entries);
	tl_vec_free(&s->multipliers);
	tl_vec_free(&s->combination);
	tl_vec_free(&s->weights);
	tl_vec_free(&s->heap);
	free(s);
}

/* ---- a heap of basis rows; sign turns it: the oldest first, or the newest ---- */

static bool before(uint32_t a, uint32_t b, bool oldest_first)
{
	return oldest_first ? a < b : a > b;
}

static void heap_push(struct eliminate_scratch *s, uint32_t row, bool oldest_first)
{
	size_t at = s->heap.count;

	*tl_vec_push(&s->heap) = row;
	while (at > 0 && before(row, s->heap.items[(at - 1) / 2], oldest_first)) {
		s->heap.items[at] = s->heap.items[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	s->heap.items[at] = row;
}

static uint32_t heap_pop(struct eliminate_scratch *s, bool oldest_first)
{
	uint32_t top = s->heap.items[0], last = s->heap.items[--s->heap.count];
	size_t at = 0, child;

	while ((child = 2 * at + 1) < s->heap.count) {
		if (child + 1 < s->heap.count &&
			before(s->heap.items[child + 1], s->heap.items[child], oldest_first))
			child++;
		if (!before(s->heap.items[child], last, oldest_first))
			break;
		s->heap.items[at] = s->heap.items[child];
		at = child;
	}
	if (s->heap.count)
		s->heap.items[at] = last;
	return top;
}

/* ---- one row ---- */

static void set_value(struct eliminate_scratch *s, uint32_t column, uint64_t value)
{
	if (s->value[column] == 0 && value != 0) {
		*tl_vec_push(&s->touched) = column;
		if (s->row_of[column])
			heap_push(s, s->row_of[column] - 1, true);
	}
	s->value[column] = value;
}

/* Takes basis rows off the row at hand until no pivot is left in it. An older row has no pivot of
 * one older still, so with the oldest first no pivot comes back. */
static void reduce(struct eliminate_scratch *s)
{
	while (s->heap.count) {
		const struct basis_row *row = &s->basis.items[heap_pop(s, true)];
		uint64_t times = s->value[row->pivot];

		if (times == 0)
			continue;
		*tl_vec_push(&s->multipliers) =
			(struct entry){(uint32_t)(row - s->basis.items), times};
		for (size_t i = row->from; i < row->to; i++) {
			const struct entry *entry = &s->entries.items[i];

			set_value(s, entry->at,
				field_subtract(
					s->value[entry->at], field_multiply(times, entry->value)));
		}
		s->work += row->to - row->from;
	}
}

/* The column in the fewest cells, so that few later rows meet the pivot; UINT32_MAX: the row is 0.
 */
static uint32_t choose_pivot(const struct eliminate_scratch *s)
{
	uint32_t best = UINT32_MAX;

	for (size_t i = 0; i < s->touched.count; i++) {
		uint32_t column = s->touched.items[i];

		if (s->value[column] == 0)
			continue;
		if (best == UINT32_MAX || s->degree[column] < s->degree[best] ||
			(s->degree[column] == s->degree[best] && column < best))
			best = column;
	}
	return best;
}

/* A column can be touched twice (it was 0 in between): storing takes the value, so it is stored
 * once. */
static void join_basis(
	struct eliminate_scratch *s, uint32_t cell, uint32_t pivot, size_t multiplier_from)
{
	struct basis_row *row = tl_vec_push(&s->basis);

	*row = (struct basis_row){.cell = cell,
		.pivot = pivot,
		.scale = field_inverse(s->value[pivot]),
		.from = s->entries.count,
		.multiplier_from = multiplier_from,
		.multiplier_to = s->multipliers.count};
	for (size_t i = 0; i < s->touched.count; i++) {
		uint32_t column = s->touched.items[i];

		if (s->value[column] == 0)
			continue;
		*tl_vec_push(&s->entries) =
			(struct entry){column, field_multiply(row->scale, s->value[column])};
		s->value[column] = 0;
	}
	row->to = s->entries.count;
	s->row_of[pivot] = (uint32_t)s->basis.count;
}

/* ---- a dependent row as a sum of cells ---- */

static void add_weight(struct eliminate_scratch *s, uint32_t row, uint64_t weight)
{
	if (s->weights.items[row] == 0)
		heap_push(s, row, false);
	s->weights.items[row] = field_subtract(s->weights.items[row], field_subtract(0, weight));
}

/* Turns multipliers over basis rows into coefficients of cells, the newest row first: what it is
 * made of is older. */
static void expand(struct eliminate_scratch *s, size_t multiplier_from)
{
	tl_vec_clear(&s->combination);
	while (s->weights.count < s->basis.count)
		*tl_vec_push(&s->weights) = 0;
	for (size_t i = multiplier_from; i < s->multipliers.count; i++)
		add_weight(s, s->multipliers.items[i].at, s->multipliers.items[i].value);
	s->multipliers.count = multiplier_from;
	while (s->heap.count) {
		uint32_t at = heap_pop(s, false);
		const struct basis_row *row = &s->basis.items[at];
		uint64_t weight = field_multiply(s->weights.items[at], row->scale);

		if (weight == 0)
			continue;
		s->weights.items[at] = 0;
		*tl_vec_push(&s->combination) =
			(struct entry){row->cell, field_subtract(0, weight)};
		for (size_t i = row->multiplier_from; i < row->multiplier_to; i++)
			add_weight(s, s->multipliers.items[i].at,
				field_subtract(
					0, field_multiply(weight, s->multipliers.items[i].value)));
		s->work += row->multiplier_to - row->multiplier_from + 1;
	}
}

static bool all_small(const struct eliminate_scratch *s, uint64_t times)
{
	int64_t value;

	for (size_t i = 0; i < s->combination.count; i++)
		if (!field_small(field_multiply(times, s->combination.items[i].value), &value))
			return false;
	return true;
}

static int compare_entry(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

static bool add_sum(struct eliminate_scratch *s, uint32_t cell, struct relations *relations)
{
	uint64_t times = 1;
	int64_t value;

	*tl_vec_push(&s->combination) = (struct entry){cell, 1};
	while (times <= DENOMINATOR_MAX && !all_small(s, times))
		times++;
	if (times > DENOMINATOR_MAX)
		return false;
	qsort(s->combination.items, s->combination.count, sizeof *s->combination.items,
		compare_entry);
	for (size_t i = 0; i < s->combination.count; i++) {
		field_small(field_multiply(times, s->combination.items[i].value), &value);
		relations_add(relations, s->combination.items[i].at, value);
	}
	relations_end_sum(relations);
	return true;
}

static bool take_row(const struct relations_matrix *matrix, uint32_t cell,
	struct eliminate_scratch *s, struct relations *relations)
{
	size_t multiplier_from = s->multipliers.count;
	uint32_t pivot;

	for (size_t i = matrix->start[cell]; i < matrix->start[cell + 1]; i++)
		set_value(s, matrix->column[i], 1);
	s->work += matrix->start[cell + 1] - matrix->start[cell];
	reduce(s);
	pivot = choose_pivot(s);
	if (pivot != UINT32_MAX)
		join_basis(s, cell, pivot, multiplier_from);
	tl_vec_clear(&s->touched);
	if (pivot != UINT32_MAX)
		return true;
	expand(s, multiplier_from);
	return add_sum(s, cell, relations);
}

static void clean(struct eliminate_scratch *s)
{
	for (size_t i = 0; i < s->basis.count; i++)
		s->row_of[s->basis.items[i].pivot] = 0;
	tl_vec_clear(&s->basis);
	tl_vec_clear(&s->entries);
	tl_vec_clear(&s->multipliers);
	tl_vec_clear(&s->weights);
	s->work = 0;
}

bool eliminate_component(const struct relations_matrix *matrix, const uint32_t *cells, size_t count,
	struct eliminate_scratch *s, struct relations *relations)
{
	uint64_t work_max = matrix->work_max ? matrix->work_max : RELATIONS_WORK_MAX;
	size_t terms = relations->terms.count;
	uint32_t sums = relations->sums;
	bool ok = true;

	for (size_t i = 0; ok && i < count; i++)
		ok = take_row(matrix, cells[i], s, relations) && s->work <= work_max;
	if (!ok) {
		relations->terms.count = terms;
		relations->sums = sums;
	}
	clean(s);
	return ok;
}
