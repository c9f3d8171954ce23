#include "measured.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <throughline/facts.h>

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

/* Measure numbers points from 1. */
static bool index_points(struct measured *m, struct tl_err *err)
{
	m->by_number = tl_alloc(m->points.count, sizeof *m->by_number);
	for (size_t i = 0; i < m->points.count; i++) {
		int64_t number = m->points.items[i].number;

		if (number < 1 || number > (int64_t)m->points.count)
			return tl_fail(
				err, EX_SOFTWARE, "measure.db: points are not numbered from 1");
		m->by_number[number - 1] = i;
	}
	return true;
}

static struct measured_point *point_of(struct measured *m, int64_t number, struct tl_err *err)
{
	if (number >= 1 && number <= (int64_t)m->points.count)
		return &m->points.items[m->by_number[number - 1]];
	tl_fail(err, EX_SOFTWARE, "measure.db: a point that is not there is used");
	return NULL;
}

static bool read_recipe(struct measured *m, struct tl_stmt *stmt, struct tl_err *err)
{
	struct measured_point *point = point_of(m, tl_column_int(stmt, 0), err);

	if (!point)
		return false;
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

static bool take_operand(
	struct measured *m, const struct tl_fact_table *table, size_t row, struct tl_err *err)
{
	struct measured_point *point = point_of(m, table->columns[0].ints[row], err);
	struct measured_point *below = point_of(m, table->columns[3].ints[row], err);
	struct measured_operand *operand = tl_vec_push(&m->operands);

	if (!point || !below)
		return false;
	if (!point->has_recipe)
		return tl_fail(
			err, EX_SOFTWARE, "measure.db: an operand of a point without recipe");
	operand->role = role_of(point->recipe, tl_fact_text(&table->columns[1], row));
	if (!operand->role)
		return tl_fail(err, EX_SOFTWARE,
			"measure.db: an operand in a role that its recipe does not have");
	operand->position = table->columns[2].ints[row];
	operand->point = (size_t)(below - m->points.items);
	if (point->operands_to == 0)
		point->operands_from = m->operands.count - 1;
	point->operands_to = m->operands.count;
	if (!tl_role_is_of_months(operand->role))
		below->uses++;
	return true;
}

static bool read_setting(struct measured *m, struct tl_stmt *stmt, struct tl_err *err)
{
	struct measured_point *point = point_of(m, tl_column_int(stmt, 0), err);

	if (!point)
		return false;
	if (!tl_recipe_set(&point->settings, tl_column_textz(stmt, 1), text(m, stmt, 2)))
		return tl_fail(err, EX_SOFTWARE,
			"measure.db: a setting of a recipe that is not in recipe.h");
	return true;
}

/* Measure numbers atoms from 1. */
static bool take_atom(
	struct measured *m, const struct tl_fact_table *table, size_t row, struct tl_err *err)
{
	if (table->columns[0].ints[row] != (int64_t)row + 1)
		return tl_fail(err, EX_SOFTWARE, "measure.db: atoms are not numbered from 1");
	*tl_vec_push(&m->units) = table->columns[1].ints[row];
	return true;
}

static bool take_point_atom(
	struct measured *m, const struct tl_fact_table *table, size_t row, struct tl_err *err)
{
	struct measured_point *point = point_of(m, table->columns[0].ints[row], err);
	int64_t atom = table->columns[1].ints[row];

	if (!point)
		return false;
	if (point->figure->role != MEASURED_BASE)
		return tl_fail(
			err, EX_SOFTWARE, "measure.db: atoms under a point that is no count");
	if (atom < 1 || atom > (int64_t)m->units.count)
		return tl_fail(err, EX_SOFTWARE, "measure.db: an atom that is not there is used");
	if (point->atoms_to == 0)
		point->atoms_from = m->atoms.count;
	*tl_vec_push(&m->atoms) = (uint32_t)(atom - 1);
	point->atoms_to = m->atoms.count;
	return true;
}

typedef bool take_row_fn(
	struct measured *m, const struct tl_fact_table *table, size_t row, struct tl_err *err);

/* Columns in the order that take knows them by. */
static const struct facts {
	const char *table;
	struct tl_fact_column columns[4];
	size_t count;
	take_row_fn *take;
} operands = {"operand",
	{{"point", TL_FACT_INT}, {"role", TL_FACT_TEXT}, {"position", TL_FACT_INT},
		{"operand", TL_FACT_INT}},
	4, take_operand},
  atoms = {"atom", {{"atom", TL_FACT_INT}, {"units", TL_FACT_INT}}, 2, take_atom},
  point_atoms = {"point_atom", {{"point", TL_FACT_INT}, {"atom", TL_FACT_INT}}, 2, take_point_atom};

static bool has_columns(const struct tl_fact_table *table, const struct facts *facts)
{
	for (size_t i = 0; i < facts->count; i++)
		if (i >= table->column_count || table->columns[i].type != facts->columns[i].type)
			return false;
	return true;
}

/* Rows as measure wrote them: in the order of their point, then role and position, or atom. */
static bool read_facts(
	struct measured *m, struct tl_db *db, const struct facts *facts, struct tl_err *err)
{
	const char *names[TL_LEN(facts->columns)];
	struct tl_arena arena = {0};
	struct tl_fact_table table;
	bool found, ok;

	for (size_t i = 0; i < facts->count; i++)
		names[i] = facts->columns[i].name;
	ok = tl_facts_read_columns(
		db, facts->table, names, facts->count, &arena, &table, &found, err);
	if (ok && (!found || !has_columns(&table, facts)))
		ok = tl_fail(err, EX_SOFTWARE, "measure.db: the table %s is not as it should be",
			facts->table);
	for (size_t row = 0; ok && row < table.rows; row++)
		ok = facts->take(m, &table, row, err);
	tl_arena_free(&arena);
	return ok;
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
	return index_points(m, err) &&
	       read_rows(m, db, "SELECT point, method FROM recipe ORDER BY point", read_recipe,
		       err) &&
	       read_facts(m, db, &operands, err) &&
	       read_rows(m, db, "SELECT point, name, value FROM setting ORDER BY point, name",
		       read_setting, err) &&
	       read_facts(m, db, &atoms, err) && read_facts(m, db, &point_atoms, err);
}

void measured_free(struct measured *m)
{
	tl_vec_free(&m->figures);
	tl_vec_free(&m->points);
	tl_vec_free(&m->operands);
	tl_vec_free(&m->atoms);
	tl_vec_free(&m->units);
	free(m->by_number);
	m->by_number = NULL;
	tl_arena_free(&m->arena);
}
