#include "eliminate.h"
#include "partition.h"

#include <string.h>

#include <throughline/hash.h>

void relations_add(struct relations *relations, uint32_t cell, int64_t coefficient)
{
	*tl_vec_push(&relations->terms) =
		(struct relations_term){relations->sums, cell, coefficient};
}

void relations_end_sum(struct relations *relations)
{
	relations->sums++;
}

void relations_free(struct relations *relations)
{
	tl_vec_free(&relations->terms);
}

/* ---- lists that are alike: cells over the same columns, columns under the same cells ---- */

struct list {
	const uint32_t *items;
	size_t count;
	uint64_t hash;
	uint32_t index;
};

static int compare_list(const void *a, const void *b)
{
	const struct list *x = a, *y = b;
	int order;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	if (x->count != y->count)
		return x->count < y->count ? -1 : 1;
	order = x->count ? memcmp(x->items, y->items, x->count * sizeof *x->items) : 0;
	return order ? order : (x->index > y->index) - (x->index < y->index);
}

static bool alike(const struct list *x, const struct list *y)
{
	return x->hash == y->hash && x->count == y->count &&
	       (x->count == 0 || memcmp(x->items, y->items, x->count * sizeof *x->items) == 0);
}

/* first[i]: the lowest list that is the same as list i. */
static uint32_t *first_alike(const size_t *start, const uint32_t *items, size_t count)
{
	struct list *lists = tl_alloc(count, sizeof *lists);
	uint32_t *first = tl_alloc(count, sizeof *first);

	for (size_t i = 0; i < count; i++) {
		lists[i] = (struct list){items + start[i], start[i + 1] - start[i], 0, (uint32_t)i};
		lists[i].hash = tl_hash64(lists[i].items, lists[i].count * sizeof *items, 0);
	}
	qsort(lists, count, sizeof *lists, compare_list);
	for (size_t i = 0, head = 0; i < count; i++) {
		if (!alike(&lists[head], &lists[i]))
			head = i;
		first[lists[i].index] = lists[head].index;
	}
	free(lists);
	return first;
}

/* ---- the matrix with every column and every row once ---- */

struct reduced {
	struct relations_matrix matrix;
	size_t *start;
	uint32_t *column;
	uint32_t *same_as; /* per cell: the first over the same columns */
};

static void transpose(const struct relations_matrix *matrix, size_t **start, uint32_t **cells)
{
	size_t total = matrix->start[matrix->cells];
	size_t *at;

	*start = tl_alloc(matrix->columns + 2, sizeof **start);
	*cells = tl_alloc(total + 1, sizeof **cells);
	for (size_t i = 0; i < total; i++)
		(*start)[matrix->column[i] + 1]++;
	for (size_t i = 0; i < matrix->columns; i++)
		(*start)[i + 1] += (*start)[i];
	at = tl_alloc(matrix->columns + 1, sizeof *at);
	memcpy(at, *start, (matrix->columns + 1) * sizeof *at);
	for (uint32_t cell = 0; cell < matrix->cells; cell++)
		for (size_t i = matrix->start[cell]; i < matrix->start[cell + 1]; i++)
			(*cells)[at[matrix->column[i]]++] = cell;
	free(at);
}

static void reduce_matrix(const struct relations_matrix *matrix, struct reduced *reduced)
{
	size_t *by_column, kept = 0;
	uint32_t *cells, *first;

	transpose(matrix, &by_column, &cells);
	first = first_alike(by_column, cells, matrix->columns);
	reduced->start = tl_alloc(matrix->cells + 1, sizeof *reduced->start);
	reduced->column = tl_alloc(matrix->start[matrix->cells] + 1, sizeof *reduced->column);
	for (size_t cell = 0; cell < matrix->cells; cell++) {
		reduced->start[cell] = kept;
		for (size_t i = matrix->start[cell]; i < matrix->start[cell + 1]; i++)
			if (first[matrix->column[i]] == matrix->column[i])
				reduced->column[kept++] = matrix->column[i];
	}
	reduced->start[matrix->cells] = kept;
	reduced->matrix = *matrix;
	reduced->matrix.start = reduced->start;
	reduced->matrix.column = reduced->column;
	reduced->same_as = first_alike(reduced->start, reduced->column, matrix->cells);
	free(first);
	free(cells);
	free(by_column);
}

static void reduced_free(struct reduced *reduced)
{
	free(reduced->start);
	free(reduced->column);
	free(reduced->same_as);
}

static void add_equals(const struct reduced *reduced, struct relations *relations)
{
	for (uint32_t cell = 0; cell < reduced->matrix.cells; cell++) {
		if (reduced->same_as[cell] == cell)
			continue;
		relations_add(relations, reduced->same_as[cell], 1);
		relations_add(relations, cell, -1);
		relations_end_sum(relations);
	}
}

/* ---- components ---- */

static uint32_t find(uint32_t *parent, uint32_t at)
{
	while (parent[at] != at)
		at = parent[at] = parent[parent[at]];
	return at;
}

struct row {
	uint32_t component; /* a column that stands for it */
	uint32_t cell;
	size_t columns;
};

static int compare_row(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->component != y->component)
		return x->component < y->component ? -1 : 1;
	if (x->columns != y->columns)
		return x->columns < y->columns ? -1 : 1;
	return (x->cell > y->cell) - (x->cell < y->cell);
}

/* Component by component, the finest cells first. */
static struct row *order_rows(const struct relations_matrix *matrix)
{
	uint32_t *parent = tl_alloc(matrix->columns + 1, sizeof *parent);
	struct row *rows = tl_alloc(matrix->cells + 1, sizeof *rows);

	for (uint32_t i = 0; i < matrix->columns; i++)
		parent[i] = i;
	for (size_t cell = 0; cell < matrix->cells; cell++)
		for (size_t i = matrix->start[cell] + 1; i < matrix->start[cell + 1]; i++)
			parent[find(parent, matrix->column[i])] =
				find(parent, matrix->column[matrix->start[cell]]);
	for (uint32_t cell = 0; cell < matrix->cells; cell++) {
		assert(matrix->start[cell] < matrix->start[cell + 1]);
		rows[cell] = (struct row){find(parent, matrix->column[matrix->start[cell]]), cell,
			matrix->start[cell + 1] - matrix->start[cell]};
	}
	qsort(rows, matrix->cells, sizeof *rows, compare_row);
	free(parent);
	return rows;
}

/* firsts: room for the component's cells without those that equal another. */
static void find_in_component(const struct reduced *reduced, const struct row *rows, size_t count,
	uint32_t *firsts, uint32_t *all, struct eliminate_scratch *scratch,
	struct relations *relations)
{
	size_t different = 0;

	for (size_t i = 0; i < count; i++) {
		all[i] = rows[i].cell;
		if (reduced->same_as[rows[i].cell] == rows[i].cell)
			firsts[different++] = rows[i].cell;
	}
	if (different < 2)
		return;
	relations->components++;
	if (eliminate_component(&reduced->matrix, firsts, different, scratch, relations))
		return;
	relations->components_by_partition++;
	partition_component(&reduced->matrix, all, count, relations);
}

void relations_find(const struct relations_matrix *matrix, struct relations *relations)
{
	struct reduced reduced;
	struct eliminate_scratch *scratch;
	struct row *rows;
	uint32_t *firsts = tl_alloc(matrix->cells, sizeof *firsts);
	uint32_t *all = tl_alloc(matrix->cells, sizeof *all);

	reduce_matrix(matrix, &reduced);
	add_equals(&reduced, relations);
	rows = order_rows(&reduced.matrix);
	scratch = eliminate_scratch_new(&reduced.matrix);
	for (size_t from = 0, to; from < matrix->cells; from = to) {
		to = from + 1;
		while (to < matrix->cells && rows[to].component == rows[from].component)
			to++;
		find_in_component(
			&reduced, rows + from, to - from, firsts, all, scratch, relations);
	}
	eliminate_scratch_free(scratch);
	free(rows);
	reduced_free(&reduced);
	free(all);
	free(firsts);
}
