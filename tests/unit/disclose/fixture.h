/* A small measure.db made by hand: one row a point, each with a figure of its own. */
#ifndef DISCLOSE_TESTS_FIXTURE_H
#define DISCLOSE_TESTS_FIXTURE_H

#include "../scratch.h"

#include <math.h>

#include <throughline/db.h>
#include <throughline/facts.h>
#include <throughline/schema.h>
#include <throughline/study.h>

#define assert_near(a, b, within) assert_true(fabs((a) - (b)) <= (within))

struct fixture_point {
	const char *id;
	const char *locality, *statistic, *grp;
	const char *role; /* base, model, derived */
	double value;
	int contributors; /* -1: not known */
	const char *status; /* NULL: shown */
	const char *reason;
	const char *atoms; /* "1 2 3"; atom n has `units[n]` units */
	const char *recipe; /* NULL: none */
	const char *operands; /* "x:id n:id" */
};

static inline void fixture_exec(struct tl_db *db, const char *sql)
{
	struct tl_err err = {0};

	if (!tl_db_exec(db, sql, &err))
		fail_msg("%s", err.text);
}

static inline struct tl_stmt *fixture_prepare(struct tl_db *db, const char *sql)
{
	struct tl_err err = {0};
	struct tl_stmt *stmt = tl_db_prepare(db, sql, &err);

	if (!stmt)
		fail_msg("%s", err.text);
	return stmt;
}

static inline void fixture_run(struct tl_stmt *stmt)
{
	struct tl_err err = {0};

	if (!tl_stmt_run(stmt, &err))
		fail_msg("%s", err.text);
}

static inline int64_t fixture_number_of(
	const struct fixture_point *points, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(points[i].id, id) == 0)
			return (int64_t)i + 1;
	fail_msg("no point %s", id);
	return 0;
}

enum { FIXTURE_ATOM, FIXTURE_POINT_ATOM, FIXTURE_OPERAND, FIXTURE_TABLES };

/* As measure writes them. */
static const struct fixture_table {
	const char *name;
	struct tl_fact_column columns[4];
	size_t count;
} fixture_tables[] = {
	[FIXTURE_ATOM] = {"atom", {{"atom", TL_FACT_INT}, {"units", TL_FACT_INT}}, 2},
	[FIXTURE_POINT_ATOM] = {"point_atom", {{"point", TL_FACT_INT}, {"atom", TL_FACT_INT}}, 2},
	[FIXTURE_OPERAND] = {"operand",
		{{"point", TL_FACT_INT}, {"role", TL_FACT_TEXT}, {"position", TL_FACT_INT},
			{"operand", TL_FACT_INT}},
		4},
};

static inline void fixture_operands(
	struct tl_facts_writer *facts, const struct fixture_point *points, size_t count, size_t at)
{
	struct tl_str rest = tl_str(points[at].operands ? points[at].operands : ""), one, role;
	int64_t position = 0;

	while (rest.length && tl_str_cut(&rest, ' ', &one)) {
		char id[32] = "";

		tl_str_cut(&one, ':', &role);
		memcpy(id, one.data, one.length);
		tl_facts_int(facts, 0, (int64_t)at + 1);
		tl_facts_text(facts, 1, role);
		tl_facts_int(facts, 2, ++position);
		tl_facts_int(facts, 3, fixture_number_of(points, count, id));
		tl_facts_end_row(facts);
	}
}

static inline void fixture_atoms(
	struct tl_facts_writer *facts, const struct fixture_point *point, int64_t number)
{
	char *end = NULL;

	for (const char *at = point->atoms ? point->atoms : ""; *at; at = end) {
		tl_facts_int(facts, 0, number);
		tl_facts_int(facts, 1, strtol(at, &end, 10));
		tl_facts_end_row(facts);
	}
}

static inline void fixture_figure(
	struct tl_db *db, const struct fixture_point *point, int64_t number)
{
	struct tl_stmt *stmt = fixture_prepare(db, "INSERT INTO figure VALUES (?1, '', ?2, 'open', "
						   "?3, '', '', 'main', ?4, '', ?5, 'people',"
						   " ?6, NULL, 'd1')");

	tl_bind_int(stmt, 1, number);
	tl_bind_textz(stmt, 2, point->locality);
	tl_bind_textz(stmt, 3, point->statistic);
	tl_bind_textz(stmt, 4, point->grp);
	tl_bind_textz(stmt, 5, point->role);
	tl_bind_real(stmt, 6, strcmp(point->statistic, "unit_years") == 0 ? 365.25 : 1);
	fixture_run(stmt);
}

static inline void fixture_value(
	struct tl_db *db, const struct fixture_point *point, int64_t number)
{
	struct tl_stmt *stmt =
		fixture_prepare(db, "INSERT INTO point VALUES (?1, ?2, ?1, NULL, "
				    "'2014-01-01', '2014-12-31', ?3, NULL, NULL,"
				    " NULL, NULL, NULL, '', '', ?4, NULL, NULL, ?5, ?6)");

	tl_bind_int(stmt, 1, number);
	tl_bind_textz(stmt, 2, point->id);
	tl_bind_real(stmt, 3, point->value);
	if (point->contributors >= 0)
		tl_bind_int(stmt, 4, point->contributors);
	else
		tl_bind_null(stmt, 4);
	tl_bind_textz(stmt, 5, point->status ? point->status : "shown");
	tl_bind_textz(stmt, 6, point->reason ? point->reason : "");
	fixture_run(stmt);
}

static inline void fixture_recipe(
	struct tl_db *db, const struct fixture_point *point, int64_t number)
{
	struct tl_stmt *stmt = fixture_prepare(db, "INSERT INTO recipe VALUES (?1, ?2)");

	if (!point->recipe)
		return;
	tl_bind_int(stmt, 1, number);
	tl_bind_textz(stmt, 2, point->recipe);
	fixture_run(stmt);
}

/* Atom n (from 1) has units[n - 1] units. */
static inline const char *fixture_make(const char *name, const struct fixture_point *points,
	size_t count, const int *units, size_t atoms)
{
	struct tl_err err = {0};
	const char *path = scratch_path(name);
	struct tl_db *db = tl_db_create(path, tl_schema_measure, &err);
	struct tl_facts_writer *facts[FIXTURE_TABLES];

	assert_non_null(db);
	fixture_exec(db, "INSERT INTO about VALUES ('name', 'fixture'), ('as_at', '2014-12-31')");
	fixture_exec(db,
		"INSERT INTO definition VALUES ('d1', 'measure', 'open', 1, 'Open', '', '', '')");
	fixture_exec(db, "INSERT INTO label VALUES ('locality', 'all', 'All', 0)");
	for (size_t i = 0; i < FIXTURE_TABLES; i++)
		facts[i] = tl_facts_writer_new(
			fixture_tables[i].name, fixture_tables[i].columns, fixture_tables[i].count);
	for (size_t i = 0; i < atoms; i++) {
		tl_facts_int(facts[FIXTURE_ATOM], 0, (int64_t)i + 1);
		tl_facts_int(facts[FIXTURE_ATOM], 1, units[i]);
		tl_facts_end_row(facts[FIXTURE_ATOM]);
	}
	for (size_t i = 0; i < count; i++) {
		fixture_figure(db, &points[i], (int64_t)i + 1);
		fixture_value(db, &points[i], (int64_t)i + 1);
		fixture_recipe(db, &points[i], (int64_t)i + 1);
		fixture_atoms(facts[FIXTURE_POINT_ATOM], &points[i], (int64_t)i + 1);
		fixture_operands(facts[FIXTURE_OPERAND], points, count, i);
	}
	for (size_t i = 0; i < FIXTURE_TABLES; i++) {
		if (!tl_facts_finish(facts[i], db, &err))
			fail_msg("%s", err.text);
		tl_facts_writer_free(facts[i]);
	}
	if (!tl_db_finish(db, &err))
		fail_msg("%s", err.text);
	return path;
}

static inline struct tl_policy fixture_policy(unsigned threshold, unsigned base)
{
	static char name[] = "test";

	return (struct tl_policy){.name = name,
		.threshold = threshold,
		.base = base,
		.least_width = 2,
		.significant = 2};
}

#endif
