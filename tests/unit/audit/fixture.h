/* A candidate made by hand: cells, the sums they obey ("all=a+b+c"), what lies under a derived
 * cell. */
#ifndef AUDIT_TESTS_FIXTURE_H
#define AUDIT_TESTS_FIXTURE_H

#include "../scratch.h"

#include <math.h>

#include <throughline/db.h>
#include <throughline/schema.h>

#include "../../../stages/audit/attack.h"

#define HIDDEN (-1.0)

struct fixture_cell {
	const char *id;
	double value; /* HIDDEN: suppressed */
	const char *statistic; /* NULL: people */
	int64_t cost; /* 0: the value; -1: none in working.db */
};

struct fixture_policy {
	int threshold, base, contributors, least_width;
	bool zeros_hidden, secondary;
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

static inline void fixture_about(struct tl_db *db, const char *key, const char *text, int number)
{
	struct tl_stmt *stmt = fixture_prepare(db, "INSERT INTO about VALUES (?1, ?2)");
	char digits[16];

	snprintf(digits, sizeof digits, "%d", number);
	tl_bind_textz(stmt, 1, key);
	tl_bind_textz(stmt, 2, text ? text : digits);
	fixture_run(stmt);
}

static inline void fixture_cells(
	struct tl_db *db, const struct fixture_cell *cells, size_t count, bool rounded)
{
	struct tl_stmt *stmt = fixture_prepare(db, "INSERT INTO cell VALUES (?1, '', 'a', 'open', "
						   "?2, '', '', 'main', '', '', NULL, NULL, NULL,"
						   " ?3, NULL, NULL, NULL, NULL, NULL, '', NULL, "
						   "NULL, 'people', NULL, NULL, ?4, ?5, '',"
						   " NULL, '2014-12-31', 'd1')");

	for (size_t i = 0; i < count; i++) {
		bool hidden = cells[i].value == HIDDEN;

		tl_bind_textz(stmt, 1, cells[i].id);
		tl_bind_textz(stmt, 2, cells[i].statistic ? cells[i].statistic : "people");
		tl_bind_real(stmt, 3, hidden ? NAN : cells[i].value);
		tl_bind_textz(stmt, 4,
			hidden                          ? "suppressed"
			: rounded && cells[i].value > 0 ? "rounded"
							: "shown");
		tl_bind_textz(stmt, 5, hidden ? "small" : "");
		fixture_run(stmt);
	}
}

static inline void fixture_term(
	struct tl_stmt *stmt, int64_t sum, struct tl_str cell, double coefficient)
{
	tl_bind_int(stmt, 1, sum);
	tl_bind_text(stmt, 2, cell);
	tl_bind_real(stmt, 3, coefficient);
	fixture_run(stmt);
}

static inline void fixture_sums(struct tl_db *db, const char *const *sums, size_t count)
{
	struct tl_stmt *stmt = fixture_prepare(db, "INSERT INTO sum VALUES (?1, ?2, ?3)");

	for (size_t i = 0; i < count; i++) {
		struct tl_str rest = tl_str(sums[i]), one;

		tl_str_cut(&rest, '=', &one);
		fixture_term(stmt, (int64_t)i + 1, one, 1);
		while (tl_str_cut(&rest, '+', &one))
			fixture_term(stmt, (int64_t)i + 1, one, -1);
	}
}

static inline void fixture_policy_rows(struct tl_db *db, const struct fixture_policy *policy)
{
	fixture_about(db, "policy_threshold", NULL, policy->threshold);
	fixture_about(db, "policy_base", NULL, policy->base);
	fixture_about(db, "policy_contributors", NULL, policy->contributors);
	fixture_about(db, "policy_least_width", NULL, policy->least_width);
	fixture_about(db, "policy_zeros", policy->zeros_hidden ? "hidden" : "shown", 0);
	fixture_about(db, "policy_secondary", policy->secondary ? "yes" : "no", 0);
}

/* extra: more SQL for the candidate, or NULL. Returns the path. */
static inline const char *fixture_candidate(const char *name, const struct fixture_cell *cells,
	size_t count, const char *const *sums, size_t sum_count,
	const struct fixture_policy *policy, const char *extra)
{
	struct tl_err err = {0};
	const char *path = scratch_path(name);
	struct tl_db *db = tl_db_create(path, tl_schema_publication, &err);

	if (!db)
		fail_msg("%s", err.text);
	fixture_exec(db,
		"INSERT INTO definition VALUES ('d1', 'measure', 'open', 1, 'Open', '', '', '')");
	fixture_policy_rows(db, policy);
	fixture_cells(db, cells, count, policy->base > 1);
	fixture_sums(db, sums, sum_count);
	if (extra)
		fixture_exec(db, extra);
	if (!tl_db_finish(db, &err))
		fail_msg("%s", err.text);
	return path;
}

static inline const char *fixture_working(const char *name, const struct fixture_cell *cells,
	size_t count, const char *root, int round)
{
	struct tl_err err = {0};
	const char *path = scratch_path(name);
	struct tl_db *db = tl_db_create(path, tl_schema_working, &err);
	struct tl_stmt *stmt;

	if (!db)
		fail_msg("%s", err.text);
	fixture_about(db, "root", root, 0);
	fixture_about(db, "round", NULL, round);
	stmt = fixture_prepare(db, "INSERT INTO decision VALUES (?1, 'shown', ?2, NULL, NULL)");
	for (size_t i = 0; i < count; i++) {
		if (cells[i].cost < 0)
			continue;
		tl_bind_textz(stmt, 1, cells[i].id);
		tl_bind_int(stmt, 2,
			cells[i].cost         ? cells[i].cost
			: cells[i].value == 0 ? INT64_MAX
					      : (int64_t)cells[i].value);
		fixture_run(stmt);
	}
	if (!tl_db_finish(db, &err))
		fail_msg("%s", err.text);
	return path;
}

/* Reads what was made into *candidate; free it. */
static inline void fixture_read(struct candidate *candidate, const struct fixture_cell *cells,
	size_t count, const char *const *sums, size_t sum_count,
	const struct fixture_policy *policy, const char *extra)
{
	struct tl_err err = {0};
	const char *path, *working;

	unlink(scratch_path("candidate.db"));
	unlink(scratch_path("working.db"));
	path = fixture_candidate("candidate.db", cells, count, sums, sum_count, policy, extra);
	working = fixture_working("working.db", cells, count, "r", 0);
	if (!candidate_read(candidate, path, working, &err))
		fail_msg("%s", err.text);
}

/* Free *found, then the candidate. */
static inline void fixture_attack(struct candidate *candidate, struct attack *found)
{
	struct tl_err err = {0};

	attack_init(found, candidate);
	if (!attack_run(found, &err))
		fail_msg("%s", err.text);
}

#endif
