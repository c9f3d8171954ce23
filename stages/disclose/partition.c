#include "partition.h"

/* Cells of one way, in order of family, totals before parts. */
struct member {
	struct relations_place place;
	uint32_t cell;
};

static int compare_member(const void *a, const void *b)
{
	const struct member *x = a, *y = b;

	if (x->place.family != y->place.family)
		return x->place.family < y->place.family ? -1 : 1;
	if (x->place.is_total != y->place.is_total)
		return x->place.is_total ? -1 : 1;
	return (x->cell > y->cell) - (x->cell < y->cell);
}

/* marks: one per column; `open` stands on the total's columns until a part takes them. */
static bool fits(
	const struct relations_matrix *matrix, uint32_t part, const uint32_t *marks, uint32_t open)
{
	for (size_t i = matrix->start[part]; i < matrix->start[part + 1]; i++)
		if (marks[matrix->column[i]] != open)
			return false;
	return true;
}

static void mark(const struct relations_matrix *matrix, uint32_t cell, uint32_t *marks, uint32_t as)
{
	for (size_t i = matrix->start[cell]; i < matrix->start[cell + 1]; i++)
		marks[matrix->column[i]] = as;
}

static void add_partition(const struct relations_matrix *matrix, uint32_t total,
	const struct member *parts, size_t count, uint32_t *marks, struct relations *relations)
{
	size_t left = matrix->start[total + 1] - matrix->start[total];
	size_t terms = relations->terms.count;

	mark(matrix, total, marks, 1);
	relations_add(relations, total, 1);
	for (size_t i = 0; i < count && left; i++) {
		if (!fits(matrix, parts[i].cell, marks, 1))
			continue;
		mark(matrix, parts[i].cell, marks, 0);
		left -= matrix->start[parts[i].cell + 1] - matrix->start[parts[i].cell];
		relations_add(relations, parts[i].cell, -1);
	}
	mark(matrix, total, marks, 0);
	if (left)
		relations->terms.count = terms;
	else
		relations_end_sum(relations);
}

static void add_family(const struct relations_matrix *matrix, const struct member *members,
	size_t count, uint32_t *marks, struct relations *relations)
{
	size_t totals = 0;

	while (totals < count && members[totals].place.is_total)
		totals++;
	for (size_t i = 0; i < totals && totals < count; i++)
		add_partition(matrix, members[i].cell, members + totals, count - totals, marks,
			relations);
}

void partition_component(const struct relations_matrix *matrix, const uint32_t *cells, size_t count,
	struct relations *relations)
{
	struct member *members = tl_alloc(count, sizeof *members);
	uint32_t *marks = tl_alloc(matrix->columns + 1, sizeof *marks);

	for (size_t way = 0; matrix->places && way < WAY_COUNT_OF; way++) {
		for (size_t i = 0; i < count; i++)
			members[i] = (struct member){matrix->places[cells[i]].in[way], cells[i]};
		qsort(members, count, sizeof *members, compare_member);
		for (size_t from = 0, to; from < count; from = to) {
			to = from + 1;
			while (to < count && members[to].place.family == members[from].place.family)
				to++;
			add_family(matrix, members + from, to - from, marks, relations);
		}
	}
	free(marks);
	free(members);
}
