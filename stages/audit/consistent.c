#include "consistent.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void add(struct faults *faults, size_t cell, double value, const char *words)
{
	*tl_vec_push(&faults->items) = (struct fault){cell, isnan(value) ? 0 : value, words};
}

static void check_hidden(const struct candidate *c, struct faults *faults)
{
	for (size_t i = 0; i < c->cells.count; i++) {
		if (candidate_is_published(&c->cells.items[i]))
			continue;
		for (size_t j = 0; j < CANDIDATE_NUMBERS; j++)
			if (!isnan(c->cells.items[i].numbers[j]))
				add(faults, i, c->cells.items[i].numbers[j],
					"a number in a cell that is not shown");
	}
}

/* To the 12 significant digits that are stored. */
static bool same(double a, double b)
{
	return fabs(a - b) <= 1e-10 * fmax(1, fabs(b));
}

static const struct candidate_operand *operand_of(
	const struct candidate *c, size_t from, size_t to, const char *role)
{
	for (size_t i = from; i < to; i++)
		if (strcmp(c->operands.items[i].role, role) == 0)
			return &c->operands.items[i];
	return NULL;
}

static double value_of(const struct candidate *c, const struct candidate_operand *operand)
{
	return operand ? c->cells.items[operand->operand].numbers[NUMBER_VALUE] : NAN;
}

/* The numerator is the x published, or, for the share of the rest, what x leaves of n. */
static void check_parts(const struct candidate *c, size_t from, size_t to, struct faults *faults)
{
	size_t cell = c->operands.items[from].cell;
	const double *numbers = c->cells.items[cell].numbers;
	double x = value_of(c, operand_of(c, from, to, "x"));
	double n = value_of(c, operand_of(c, from, to, "n"));
	double numerator = numbers[NUMBER_NUMERATOR], denominator = numbers[NUMBER_DENOMINATOR];

	if (!isnan(numerator) && !same(numerator, x) && !same(numerator, n - x))
		add(faults, cell, numerator, "a numerator that is not the one published");
	if (!isnan(denominator) && !same(denominator, n))
		add(faults, cell, denominator, "a denominator that is not the one published");
}

static void check_operands(const struct candidate *c, size_t from, size_t to, struct faults *faults)
{
	size_t cell = c->operands.items[from].cell;

	if (!candidate_is_published(&c->cells.items[cell]))
		return;
	for (size_t i = from; i < to; i++) {
		/* A p value among which another is adjusted counts as 1 where it is hidden, and so
		 * says nothing of itself. */
		if (candidate_is_published(&c->cells.items[c->operands.items[i].operand]) ||
			strcmp(c->operands.items[i].role, "among") == 0)
			continue;
		add(faults, cell, c->cells.items[cell].numbers[NUMBER_VALUE],
			"shown though a number under it is not");
		return;
	}
	check_parts(c, from, to, faults);
}

static int compare_fault(const void *a, const void *b)
{
	const struct fault *x = a, *y = b;

	return (x->cell > y->cell) - (x->cell < y->cell);
}

/* A verdict has one row a cell. */
static void keep_first_of_each(struct faults *faults)
{
	size_t kept = 0;

	if (faults->items.count)
		qsort(faults->items.items, faults->items.count, sizeof *faults->items.items,
			compare_fault);
	for (size_t i = 0; i < faults->items.count; i++)
		if (i == 0 || faults->items.items[i].cell != faults->items.items[i - 1].cell)
			faults->items.items[kept++] = faults->items.items[i];
	faults->items.count = kept;
}

void consistent_check(const struct candidate *c, struct faults *faults)
{
	check_hidden(c, faults);
	for (size_t from = 0, to; from < c->operands.count; from = to) {
		to = from + 1;
		while (to < c->operands.count &&
			c->operands.items[to].cell == c->operands.items[from].cell)
			to++;
		check_operands(c, from, to, faults);
	}
	keep_first_of_each(faults);
}
