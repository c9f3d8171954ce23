#include "solve.h"

#include <glpk.h>
#include <math.h>
#include <stdlib.h>

#define DUAL_SLACK 1e-7

struct solve {
	struct attack *attack;
	const struct candidate *candidate;
	const size_t *cells, *sums;
	size_t cell_count, sum_count;
	glp_prob *lp;
	struct known *seen; /* per column: least and largest value of any solution so far */
};

static int column_of(const struct solve *s, size_t cell)
{
	size_t low = 0, high = s->cell_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->cells[middle] < cell)
			low = middle + 1;
		else
			high = middle;
	}
	return low < s->cell_count && s->cells[low] == cell ? (int)low + 1 : 0;
}

static void add_columns(struct solve *s)
{
	if (s->cell_count)
		glp_add_cols(s->lp, (int)s->cell_count);
	for (size_t i = 0; i < s->cell_count; i++) {
		struct known known = s->attack->known[s->cells[i]];

		if (isinf(known.high))
			glp_set_col_bnds(s->lp, (int)i + 1, GLP_LO, 0, 0);
		else
			glp_set_col_bnds(s->lp, (int)i + 1, GLP_DB, 0, known.high - known.low);
	}
}

static void add_rows(struct solve *s)
{
	const struct candidate *c = s->candidate;
	int *columns = tl_alloc(s->cell_count + 1, sizeof *columns);
	double *coefficients = tl_alloc(s->cell_count + 1, sizeof *coefficients);

	glp_add_rows(s->lp, (int)s->sum_count);
	for (size_t row = 0; row < s->sum_count; row++) {
		double right = 0;
		int count = 0;

		for (size_t i = c->sum_start.items[s->sums[row]];
			i < c->sum_start.items[s->sums[row] + 1]; i++) {
			const struct candidate_term *term = &c->terms.items[i];
			int column = column_of(s, term->cell);

			right -= term->coefficient * s->attack->known[term->cell].low;
			if (!column)
				continue;
			columns[++count] = column;
			coefficients[count] = term->coefficient;
		}
		glp_set_mat_row(s->lp, (int)row + 1, count, columns, coefficients);
		glp_set_row_bnds(s->lp, (int)row + 1, GLP_FX, right, right);
	}
	free(coefficients);
	free(columns);
}

static void note_solution(struct solve *s)
{
	for (size_t i = 0; i < s->cell_count; i++) {
		double value =
			s->attack->known[s->cells[i]].low + glp_get_col_prim(s->lp, (int)i + 1);

		s->seen[i].low = fmin(s->seen[i].low, value);
		s->seen[i].high = fmax(s->seen[i].high, value);
	}
}

/* Solves in the given direction; *value is infinite where nothing bounds it. */
static bool optimise(struct solve *s, int direction, double *value, struct tl_err *err)
{
	glp_smcp options;
	int failed, status;

	glp_init_smcp(&options);
	options.msg_lev = GLP_MSG_OFF;
	glp_set_obj_dir(s->lp, direction);
	failed = glp_simplex(s->lp, &options);
	if (failed) { /* a basis that went singular: once more from a fresh one */
		glp_adv_basis(s->lp, 0);
		failed = glp_simplex(s->lp, &options);
	}
	status = glp_get_status(s->lp);
	if (failed || status == GLP_UNDEF)
		return tl_fail(err, EX_SOFTWARE, "the linear programme could not be solved");
	if (status == GLP_NOFEAS || status == GLP_INFEAS)
		return tl_fail(err, EX_SOFTWARE,
			"candidate: sums contradict the numbers published in them");
	*value = status == GLP_UNBND ? (direction == GLP_MIN ? -INFINITY : INFINITY)
				     : glp_get_obj_val(s->lp);
	if (status != GLP_UNBND)
		note_solution(s);
	return true;
}

static void add_helper(struct solve *s, size_t cell)
{
	if (candidate_is_published(&s->candidate->cells.items[cell]) && !s->attack->hidden[cell])
		*tl_vec_push(&s->attack->helpers) = cell;
}

static int compare_size(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return (x > y) - (x < y);
}

/* Weights of the exactly known cells in the proof: the duals of the sums they stand in. */
struct weight {
	size_t cell;
	double weight;
};

static int compare_weight(const void *a, const void *b)
{
	const struct weight *x = a, *y = b;

	return (x->cell > y->cell) - (x->cell < y->cell);
}

static void add_fixed_helpers(struct solve *s)
{
	const struct candidate *c = s->candidate;
	TL_VEC(struct weight) weights = {0};

	for (size_t row = 0; row < s->sum_count; row++) {
		double dual = glp_get_row_dual(s->lp, (int)row + 1);

		if (fabs(dual) < DUAL_SLACK)
			continue;
		for (size_t i = c->sum_start.items[s->sums[row]];
			i < c->sum_start.items[s->sums[row] + 1]; i++)
			if (!column_of(s, c->terms.items[i].cell))
				*tl_vec_push(&weights) = (struct weight){c->terms.items[i].cell,
					dual * c->terms.items[i].coefficient};
	}
	if (weights.count)
		qsort(weights.items, weights.count, sizeof *weights.items, compare_weight);
	for (size_t from = 0, to; from < weights.count; from = to) {
		double total = 0;

		for (to = from;
			to < weights.count && weights.items[to].cell == weights.items[from].cell;
			to++)
			total += weights.items[to].weight;
		if (fabs(total) > DUAL_SLACK)
			add_helper(s, weights.items[from].cell);
	}
	tl_vec_free(&weights);
}

/* The optimum is a combination of sums and of cells at a limit (the duals): hiding any of the
 * published ones among them breaks this proof. */
static void add_helpers(struct solve *s)
{
	if (s->attack->quick || glp_get_status(s->lp) != GLP_OPT)
		return;
	for (size_t i = 0; i < s->cell_count; i++)
		if (fabs(glp_get_col_dual(s->lp, (int)i + 1)) > DUAL_SLACK)
			add_helper(s, s->cells[i]);
	add_fixed_helpers(s);
}

static void add_recovered(struct solve *s, size_t cell, struct known known, size_t helpers_from)
{
	struct attack *attack = s->attack;
	size_t *helpers = attack->helpers.items ? attack->helpers.items + helpers_from : NULL;
	size_t count = attack->helpers.count - helpers_from, kept = 0;

	if (count)
		qsort(helpers, count, sizeof *helpers, compare_size);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || helpers[i] != helpers[i - 1])
			helpers[kept++] = helpers[i];
	attack->helpers.count = helpers_from + kept;
	*tl_vec_push(&attack->recovered) = (struct recovered){.cell = cell,
		.low = known.low,
		.high = known.high,
		.words = "follows from the numbers shown and the sums they obey",
		.helpers_from = helpers_from,
		.helpers_to = attack->helpers.count};
}

/* What both ways of looking leave: narrowing knows that counts are whole, the programme all sums.
 */
static struct known together(struct known a, struct known b)
{
	struct known both = {fmax(a.low, b.low), fmin(a.high, b.high)};

	if (both.low > both.high)
		both.low = both.high = (both.low + both.high) / 2;
	return both;
}

static bool hides(const struct solve *s, size_t cell, struct known known)
{
	const struct candidate *c = s->candidate;

	return known_hides(known, &c->policy, &c->cells.items[cell]);
}

/* What narrowing alone recovers; what the rule tells is told already. */
static bool add_narrowed(struct solve *s)
{
	struct attack *attack = s->attack;
	size_t before = attack->recovered.count;

	for (size_t i = 0; i < s->cell_count; i++) {
		size_t cell = s->cells[i];

		if (attack->hidden[cell] && hides(s, cell, attack->known[cell]) &&
			!hides(s, cell, attack->narrowed[cell]))
			add_recovered(s, cell, attack->narrowed[cell], attack->helpers.count);
	}
	return attack->recovered.count > before;
}

static bool attack_cell(struct solve *s, size_t at, struct tl_err *err)
{
	struct attack *attack = s->attack;
	size_t cell = s->cells[at], helpers_from = attack->helpers.count;
	struct known known, narrowed = attack->narrowed[cell];

	if (!hides(s, cell, attack->known[cell])) /* told by its rule */
		return true;
	if (hides(s, cell, s->seen[at]) && hides(s, cell, narrowed))
		return true;
	glp_set_obj_coef(s->lp, (int)at + 1, 1);
	if (!optimise(s, GLP_MIN, &known.low, err))
		return false;
	add_helpers(s);
	if (!optimise(s, GLP_MAX, &known.high, err))
		return false;
	add_helpers(s);
	glp_set_obj_coef(s->lp, (int)at + 1, 0);
	known.low += attack->known[cell].low;
	known.high += attack->known[cell].low;
	known = together(known, narrowed);
	if (!hides(s, cell, known))
		add_recovered(s, cell, known, helpers_from);
	else
		attack->helpers.count = helpers_from;
	return true;
}

/* Pushes all hidden cells up and down together, then every other one against its neighbours: four
 * solutions that show most of them to be wide enough, for the price of two cells. */
static bool probe(struct solve *s, struct tl_err *err)
{
	static const double weights[][2] = {{1, 1}, {1, -1}};
	double nothing;

	for (size_t probe = 0; probe < TL_LEN(weights); probe++) {
		for (size_t i = 0, hidden = 0; i < s->cell_count; i++)
			if (s->attack->hidden[s->cells[i]])
				glp_set_obj_coef(s->lp, (int)i + 1, weights[probe][hidden++ % 2]);
		if (!optimise(s, GLP_MIN, &nothing, err) || !optimise(s, GLP_MAX, &nothing, err))
			return false;
	}
	for (size_t i = 0; i < s->cell_count; i++)
		glp_set_obj_coef(s->lp, (int)i + 1, 0);
	return true;
}

static bool attack_cells(struct solve *s, struct tl_err *err)
{
	for (size_t i = 0; i < s->cell_count; i++)
		s->seen[i] = (struct known){INFINITY, -INFINITY};
	if (!probe(s, err))
		return false;
	for (size_t i = 0; i < s->cell_count; i++)
		if (s->attack->hidden[s->cells[i]] && !attack_cell(s, i, err))
			return false;
	return true;
}

bool solve_block(struct attack *attack, const size_t *cells, size_t cell_count, const size_t *sums,
	size_t sum_count, struct tl_err *err)
{
	struct solve s = {
		attack, attack->candidate, cells, sums, cell_count, sum_count, NULL, NULL};
	bool ok;

	glp_term_out(GLP_OFF);
	if (attack->quick && add_narrowed(&s))
		return true;
	s.lp = glp_create_prob();
	s.seen = tl_alloc(cell_count, sizeof *s.seen);
	add_columns(&s);
	add_rows(&s);
	glp_adv_basis(s.lp, 0);
	ok = attack_cells(&s, err);
	attack->work += (int64_t)glp_get_it_cnt(s.lp) * (int64_t)(cell_count + sum_count);
	free(s.seen);
	glp_delete_prob(s.lp);
	return ok;
}
