#include "candidate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <throughline/num.h>
#include <throughline/schema.h>

typedef bool read_row_fn(struct candidate *c, struct tl_stmt *stmt, struct tl_err *err);

static bool read_rows(struct candidate *c, struct tl_db *db, const char *sql, read_row_fn *read,
	struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db, sql, err);
	bool row = false, ok = stmt != NULL;

	while (ok && (ok = tl_stmt_next(stmt, &row, err)) && row)
		ok = read(c, stmt, err);
	tl_stmt_free(stmt);
	return ok;
}

static int compare_id(const void *id, const void *cell)
{
	return strcmp(id, ((const struct candidate_cell *)cell)->id);
}

static bool find_cell(
	const struct candidate *c, struct tl_stmt *stmt, int column, size_t *at, struct tl_err *err)
{
	const struct candidate_cell *cell =
		c->cells.count ? bsearch(tl_column_textz(stmt, column), c->cells.items,
					 c->cells.count, sizeof *c->cells.items, compare_id)
			       : NULL;

	if (!cell)
		return tl_fail(
			err, EX_SOFTWARE, "candidate: a sum, operand or cost without its cell");
	*at = (size_t)(cell - c->cells.items);
	return true;
}

static bool read_cell(struct candidate *c, struct tl_stmt *stmt, struct tl_err *err)
{
	struct candidate_cell *cell = tl_vec_push(&c->cells);
	struct tl_str statistic = tl_column_text(stmt, 1);

	cell->id = tl_arena_text(&c->arena, tl_column_text(stmt, 0));
	cell->is_time = tl_statistic_is_time(tl_column_textz(stmt, 1));
	cell->counts_people = tl_str_equal(statistic, TL_STR("people")) ||
			      tl_str_equal(statistic, TL_STR("families"));
	cell->cost = INT64_MAX;
	for (int i = 0; i < CANDIDATE_NUMBERS; i++)
		cell->numbers[i] = tl_column_real(stmt, 3 + i);
	if (!tl_status_of(tl_column_text(stmt, 2), &cell->status))
		return tl_fail(err, EX_SOFTWARE, "candidate: a status that is not in cell.h");
	return true;
}

static bool read_term(struct candidate *c, struct tl_stmt *stmt, struct tl_err *err)
{
	struct candidate_term *term = tl_vec_push(&c->terms);

	if (tl_column_int(stmt, 3)) /* the first of its sum */
		*tl_vec_push(&c->sum_start) = c->terms.count - 1;
	term->coefficient = tl_column_real(stmt, 2);
	return find_cell(c, stmt, 1, &term->cell, err);
}

static bool read_operand(struct candidate *c, struct tl_stmt *stmt, struct tl_err *err)
{
	struct candidate_operand *operand = tl_vec_push(&c->operands);

	operand->role = tl_arena_text(&c->arena, tl_column_text(stmt, 1));
	return find_cell(c, stmt, 0, &operand->cell, err) &&
	       find_cell(c, stmt, 2, &operand->operand, err);
}

static bool read_policy(struct candidate *c, struct tl_stmt *stmt, struct tl_err *err)
{
	const struct {
		const char *key;
		int64_t *number;
	} numbers[] = {
		{"policy_threshold", &c->policy.threshold},
		{"policy_base", &c->policy.base},
		{"policy_contributors", &c->policy.contributors},
		{"policy_least_width", &c->policy.least_width},
	};
	struct tl_str key = tl_column_text(stmt, 0), value = tl_column_text(stmt, 1);

	if (tl_str_equal(key, TL_STR("policy_secondary")))
		c->policy.secondary = tl_str_equal(value, TL_STR("yes"));
	if (tl_str_equal(key, TL_STR("policy_zeros")))
		c->policy.zeros_hidden = tl_str_equal(value, TL_STR("hidden"));
	for (size_t i = 0; i < TL_LEN(numbers); i++)
		if (tl_str_equal(key, tl_str(numbers[i].key)) &&
			!tl_num_int(value, (struct tl_num_style){0}, numbers[i].number))
			return tl_fail(
				err, EX_SOFTWARE, "candidate: %s is no number", numbers[i].key);
	return true;
}

static bool read_working(struct candidate *c, struct tl_stmt *stmt, struct tl_err *err)
{
	if (tl_str_equal(tl_column_text(stmt, 0), TL_STR("root")))
		c->root = tl_arena_text(&c->arena, tl_column_text(stmt, 1));
	if (tl_str_equal(tl_column_text(stmt, 0), TL_STR("round")) &&
		!tl_num_int(tl_column_text(stmt, 1), (struct tl_num_style){0}, &c->round))
		return tl_fail(err, EX_SOFTWARE, "working: the round is no number");
	return true;
}

static bool read_decision(struct candidate *c, struct tl_stmt *stmt, struct tl_err *err)
{
	size_t cell;

	if (!find_cell(c, stmt, 0, &cell, err))
		return false;
	c->cells.items[cell].cost = tl_column_int(stmt, 1);
	c->cells.items[cell].is_amount = !tl_column_is_null(stmt, 2);
	c->cells.items[cell].low = tl_column_real(stmt, 2);
	c->cells.items[cell].high = tl_column_real(stmt, 3);
	return true;
}

static void link_cells_to_sums(struct candidate *c)
{
	size_t from = 0;

	*tl_vec_push(&c->sum_start) = c->terms.count;
	for (size_t i = 0; i < c->terms.count; i++) {
		c->cells.items[c->terms.items[i].cell].sums_to++;
		*tl_vec_push(&c->sums_of) = 0;
	}
	for (size_t i = 0; i < c->cells.count; i++) {
		struct candidate_cell *cell = &c->cells.items[i];

		cell->sums_from = from;
		from += cell->sums_to;
		cell->sums_to = cell->sums_from;
	}
	for (size_t sum = 0; sum < candidate_sums(c); sum++)
		for (size_t i = c->sum_start.items[sum]; i < c->sum_start.items[sum + 1]; i++)
			c->sums_of.items[c->cells.items[c->terms.items[i].cell].sums_to++] = sum;
}

static const char cells_sql[] = "SELECT id, statistic, status, value, lower, upper, lower_998, "
				"upper_998, centre, numerator,"
				" denominator, eligible, missing FROM cell ORDER BY id";
static const char terms_sql[] =
	"SELECT sum, cell, coefficient, lag(sum) OVER (ORDER BY sum, cell) IS NOT sum"
	" FROM sum ORDER BY sum, cell";

/* Only what working.db knows and no reader does: what hiding costs, how far an amount must stay
 * from being known, and which draft this is. */
static bool read_working_db(struct candidate *c, const char *path, struct tl_err *err)
{
	struct tl_db *db = tl_db_open(path, tl_schema_working, err);
	bool ok = db && read_rows(c, db, "SELECT key, value FROM about", read_working, err) &&
		  read_rows(c, db, "SELECT cell, cost, low, high FROM decision ORDER BY cell",
			  read_decision, err);

	tl_db_free(db);
	if (ok && !c->root)
		return tl_fail(err, EX_SOFTWARE, "working: no root");
	return ok;
}

bool candidate_read(struct candidate *c, const char *candidate_path, const char *working_path,
	struct tl_err *err)
{
	struct tl_db *db = tl_db_open(candidate_path, tl_schema_publication, err);
	bool ok = db && read_rows(c, db, "SELECT key, value FROM about", read_policy, err) &&
		  read_rows(c, db, cells_sql, read_cell, err) &&
		  read_rows(c, db, terms_sql, read_term, err) &&
		  read_rows(c, db,
			  "SELECT cell, role, operand FROM operand ORDER BY cell, role, position",
			  read_operand, err);

	tl_db_free(db);
	if (!ok)
		return false;
	link_cells_to_sums(c);
	if (c->policy.least_width < 2) /* one possible number is no protection under any policy */
		c->policy.least_width = 2;
	return read_working_db(c, working_path, err);
}

void candidate_free(struct candidate *c)
{
	tl_vec_free(&c->cells);
	tl_vec_free(&c->terms);
	tl_vec_free(&c->sum_start);
	tl_vec_free(&c->sums_of);
	tl_vec_free(&c->operands);
	tl_arena_free(&c->arena);
}
