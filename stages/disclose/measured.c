#include "measured.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const role_names[] = {
	[MEASURED_BASE] = "base",
	[MEASURED_MODEL] = "model",
	[MEASURED_DERIVED] = "derived",
	[MEASURED_GIVEN] = "given",
};
static_assert(TL_LEN(role_names) == MEASURED_ROLE_COUNT_OF, "the last role has its name");

bool measured_is_time(const struct measured_point *point)
{
	return tl_statistic_is_time(point->figure->statistic);
}

static const char *text(struct measured *measured, struct tl_stmt *stmt, int column)
{
	return tl_arena_text(&measured->arena, tl_column_text(stmt, column));
}

static const char *text_or_null(struct measured *measured, struct tl_stmt *stmt, int column)
{
	return tl_column_is_null(stmt, column) ? NULL : text(measured, stmt, column);
}

static bool read_role(
	struct tl_stmt *stmt, int column, enum measured_role *role, struct tl_err *err)
{
	for (size_t i = 0; i < TL_LEN(role_names); i++) {
		if (strcmp(role_names[i], tl_column_textz(stmt, column)) == 0) {
			*role = (enum measured_role)i;
			return true;
		}
	}
	return tl_fail(
		err, EX_SOFTWARE, "measure.db: a figure with a role that disclose does not know");
}

static bool read_figure(struct measured *m, struct tl_stmt *stmt, struct tl_err *err)
{
	struct measured_figure *figure = tl_vec_push(&m->figures);
	const char **const keys[] = {&figure->programme, &figure->locality, &figure->measure,
		&figure->statistic, &figure->arm, &figure->partner, &figure->variant, &figure->grp,
		&figure->axis};

	figure->number = tl_column_int(stmt, 0);
	for (size_t i = 0; i < TL_LEN(keys); i++)
		*keys[i] = text(m, stmt, (int)i + 1);
	figure->unit = text(m, stmt, 11);
	figure->scale = tl_column_real(stmt, 12);
	figure->evidence = tl_column_int(stmt, 13);
	figure->definition = text(m, stmt, 14);
	if (!read_role(stmt, 10, &figure->role, err))
		return false;
	/* The audit tells person-time from counts by the statistic's name, for it sees no scale. */
	if (figure->scale != 1 && !tl_statistic_is_time(figure->statistic))
		return tl_fail(err, EX_SOFTWARE,
			"measure.db: a figure has a scale and its statistic does not end in "
			"_years or _months");
	return true;
}

static bool read_status(
	struct tl_result *result, struct tl_str status, struct tl_str reason, struct tl_err *err)
{
	if (!tl_status_of(status, &result->status))
		return tl_fail(err, EX_SOFTWARE,
			"measure.db: a point with a status that is not in cell.h");
	for (size_t i = 0; i < TL_REASON_COUNT_OF; i++) {
		if (tl_str_equal(reason, tl_str(tl_reasons[i].name))) {
			result->reason = (enum tl_reason)i;
			return true;
		}
	}
	return tl_fail(err, EX_SOFTWARE, "measure.db: a point with a reason that is not in cell.h");
}

static int compare_figure(const void *a, const void *b)
{
	int64_t wanted = *(const int64_t *)a, number = ((const struct measured_figure *)b)->number;

	return (wanted > number) - (wanted < number);
}

static bool read_point(struct measured *m, struct tl_stmt *stmt, struct tl_err *err)
{
	struct measured_point *point = tl_vec_push(&m->points);
	struct tl_result *result = &point->measured;
	int64_t figure = tl_column_int(stmt, 2);

	point->number = tl_column_int(stmt, 0);
	point->id = text(m, stmt, 1);
	point->figure = bsearch(&figure, m->figures.items, m->figures.count,
		sizeof *m->figures.items, compare_figure);
	assert(point->figure && "foreign keys hold in a finished store");
	point->position = tl_column_is_null(stmt, 3) ? INT64_MIN : tl_column_int(stmt, 3);
	point->period_from = text_or_null(m, stmt, 4);
	point->period_to = text_or_null(m, stmt, 5);
	result->value = tl_column_real(stmt, 6);
	result->lower = tl_column_real(stmt, 7);
	result->upper = tl_column_real(stmt, 8);
	result->lower_998 = tl_column_real(stmt, 9);
	result->upper_998 = tl_column_real(stmt, 10);
	result->centre = tl_column_real(stmt, 11);
	result->numerator = result->denominator = NAN;
	result->flag = text(m, stmt, 12);
	result->method = text(m, stmt, 13);
	point->contributors = tl_column_is_null(stmt, 14) ? -1 : tl_column_int(stmt, 14);
	point->is_amount = !tl_column_is_null(stmt, 17);
	point->largest = tl_column_real(stmt, 17);
	point->second = tl_column_real(stmt, 18);
	point->settings =
		(struct tl_recipe_settings){.per = 1, .polarity = "neither", .rebase = ""};
	return read_status(result, tl_column_text(stmt, 15), tl_column_text(stmt, 16), err);
}

static int compare_number(const void *a, const void *b)
{
	const struct measured_point *const *x = a, *const *y = b;

	return ((*x)->number > (*y)->number) - ((*x)->number < (*y)->number);
}

static void index_points(struct measured *m)
{
	const struct measured_point **order = tl_alloc(m->points.count, sizeof *order);

	m->by_number = tl_alloc(m->points.count, sizeof *m->by_number);
	for (size_t i = 0; i < m->points.count; i++)
		order[i] = &m->points.items[i];
	qsort(order, m->points.count, sizeof *order, compare_number);
	for (size_t i = 0; i < m->points.count; i++)
		m->by_number[i] = (size_t)(order[i] - m->points.items);
	free(order);
}

static size_t point_of(const struct measured *m, int64_t number)
{
	size_t low = 0, high = m->points.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (m->points.items[m->by_number[middle]].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	assert(low < m->points.count && m->points.items[m->by_number[low]].number == number);
	return m->by_number[low];
}

static bool read_recipe(struct measured *m, struct tl_stmt *stmt, struct tl_err *err)
{
	struct measured_point *point = &m->points.items[point_of(m, tl_column_int(stmt, 0))];

	point->has_recipe = true;
	if (!tl_method_of(tl_column_text(stmt, 1), &point->recipe))
		return tl_fail(err, EX_SOFTWARE,
			"measure.db: a recipe with a method that is not in recipe.h");
	return true;
}

/* Roles are few: the table's own text stands for them, so that 100,000 operands need no copies. */
static const char *role_of(enum tl_method method, struct tl_str role)
{
	for (size_t i = 0; i < TL_LEN(tl_methods[method].roles) && tl_methods[method].roles[i]; i++)
		if (tl_str_equal(role, tl_str(tl_methods[method].roles[i])))
			return tl_methods[method].roles[i];
	return NULL;
}

static bool read_operand(struct measured *m, struct tl_stmt *stmt, struct tl_err *err)
{
	struct measured_point *point = &m->points.items[point_of(m, tl_column_int(stmt, 0))];
	struct measured_operand *operand = tl_vec_push(&m->operands);

	if (!point->has_recipe)
		return tl_fail(
			err, EX_SOFTWARE, "measure.db: an operand of a point without recipe");
	operand->role = role_of(point->recipe, tl_column_text(stmt, 1));
	if (!operand->role)
		return tl_fail(err, EX_SOFTWARE,
			"measure.db: an operand in a role that its recipe does not have");
	operand->position = tl_column_int(stmt, 2);
	operand->point = point_of(m, tl_column_int(stmt, 3));
	if (point->operands_to == 0)
		point->operands_from = m->operands.count - 1;
	point->operands_to = m->operands.count;
	if (!tl_role_is_of_months(operand->role))
		m->points.items[operand->point].uses++;
	return true;
}

static bool read_setting(struct measured *m, struct tl_stmt *stmt, struct tl_err *err)
{
	struct measured_point *point = &m->points.items[point_of(m, tl_column_int(stmt, 0))];

	if (!tl_recipe_set(&point->settings, tl_column_textz(stmt, 1), text(m, stmt, 2)))
		return tl_fail(err, EX_SOFTWARE,
			"measure.db: a setting of a recipe that is not in recipe.h");
	return true;
}

static bool read_atom(struct measured *m, struct tl_stmt *stmt, struct tl_err *err)
{
	(void)err;
	*tl_vec_push(&m->atom_numbers) = tl_column_int(stmt, 0);
	*tl_vec_push(&m->units) = tl_column_int(stmt, 1);
	return true;
}

static int compare_int64(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static bool read_point_atom(struct measured *m, struct tl_stmt *stmt, struct tl_err *err)
{
	struct measured_point *point = &m->points.items[point_of(m, tl_column_int(stmt, 0))];
	int64_t number = tl_column_int(stmt, 1);
	const int64_t *atom = bsearch(&number, m->atom_numbers.items, m->atom_numbers.count,
		sizeof number, compare_int64);

	assert(atom && "foreign keys hold in a finished store");
	if (point->figure->role != MEASURED_BASE)
		return tl_fail(
			err, EX_SOFTWARE, "measure.db: atoms under a point that is no count");
	if (point->atoms_to == 0)
		point->atoms_from = m->atoms.count;
	*tl_vec_push(&m->atoms) = (uint32_t)(atom - m->atom_numbers.items);
	point->atoms_to = m->atoms.count;
	return true;
}

typedef bool read_row_fn(struct measured *m, struct tl_stmt *stmt, struct tl_err *err);

static bool read_rows(struct measured *m, struct tl_db *db, const char *sql, read_row_fn *read,
	struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db, sql, err);
	bool row = false, ok = stmt != NULL;

	while (ok && (ok = tl_stmt_next(stmt, &row, err)) && row)
		ok = read(m, stmt, err);
	tl_stmt_free(stmt);
	return ok;
}

static const char figures_sql[] = "SELECT figure, programme, locality, measure, statistic, arm, "
				  "partner, variant, grp, axis, role,"
				  " unit, scale, evidence, definition FROM figure ORDER BY figure";
static const char points_sql[] =
	"SELECT point, id, figure, position, period_from, period_to, value, lower, upper, "
	"lower_998,"
	" upper_998, centre, flag, method, contributors, status, reason, largest, second FROM point"
	" ORDER BY id";

bool measured_load(struct measured *m, struct tl_db *db, struct tl_err *err)
{
	if (!read_rows(m, db, figures_sql, read_figure, err) ||
		!read_rows(m, db, points_sql, read_point, err))
		return false;
	index_points(m);
	return read_rows(m, db, "SELECT point, method FROM recipe ORDER BY point", read_recipe,
		       err) &&
	       read_rows(m, db,
		       "SELECT point, role, position, operand FROM operand"
		       " ORDER BY point, role, position",
		       read_operand, err) &&
	       read_rows(m, db, "SELECT point, name, value FROM setting ORDER BY point, name",
		       read_setting, err) &&
	       read_rows(m, db, "SELECT atom, units FROM atom ORDER BY atom", read_atom, err) &&
	       read_rows(m, db, "SELECT point, atom FROM point_atom ORDER BY point, atom",
		       read_point_atom, err);
}

void measured_free(struct measured *m)
{
	tl_vec_free(&m->figures);
	tl_vec_free(&m->points);
	tl_vec_free(&m->operands);
	tl_vec_free(&m->atoms);
	tl_vec_free(&m->atom_numbers);
	tl_vec_free(&m->units);
	free(m->by_number);
	m->by_number = NULL;
	tl_arena_free(&m->arena);
}
