/* A connection on which foreign SQL may run: what is not named here is denied. */
#include "db_private.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <throughline/arena.h>

#define SQL_BYTES_MAX (64 * 1024)
#define VALUE_BYTES_MAX (16 * 1024 * 1024)
#define STEP_PERIOD 1000

struct db_confinement {
	int64_t max_steps;
	struct tl_arena arena;
	TL_VEC(const char *) tables; /* tables and views that may be read */
	TL_VEC(const char *) modules; /* table-valued functions, which are neither */
	char refusal[256]; /* "" while nothing was refused */
};

/* Functions whose result depends on their arguments only, on every machine: no clock, no chance, no
 * files, and none whose last bit is the C library's (exp, log, pow, sin). */
static const char *const allowed_functions[] = {
	"abs",
	"avg",
	"ceil",
	"ceiling",
	"char",
	"coalesce",
	"count",
	"cume_dist",
	"dense_rank",
	"first_value",
	"floor",
	"format",
	"glob",
	"group_concat",
	"hex",
	"ifnull",
	"iif",
	"instr",
	"lag",
	"last_value",
	"lead",
	"length",
	"like",
	"likelihood",
	"likely",
	"lower",
	"ltrim",
	"max",
	"min",
	"mod",
	"nth_value",
	"ntile",
	"nullif",
	"percent_rank",
	"printf",
	"quote",
	"rank",
	"replace",
	"round",
	"row_number",
	"rtrim",
	"sign",
	"sqrt",
	"substr",
	"substring",
	"sum",
	"total",
	"trim",
	"trunc",
	"typeof",
	"unicode",
	"unlikely",
	"upper",
};

static bool is_among(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcasecmp(name, names[i]) == 0)
			return true;
	return false;
}

static int refuse(struct db_confinement *confinement, const char *format, const char *name)
{
	sqlite3_snprintf(sizeof confinement->refusal, confinement->refusal, format, name);
	return SQLITE_DENY;
}

static int judge_function(struct tl_db *db, const char *name)
{
	if (is_among(name, allowed_functions, TL_LEN(allowed_functions)) ||
		is_among(name, db->functions.items, db->functions.count))
		return SQLITE_OK;
	return refuse(db->confinement,
		"the function %s() may not be used here; allowed are functions that depend on "
		"nothing "
		"but their arguments",
		name);
}

/* Asked once per column read; with no column for a source of which none is (count(*)), and that may
 * also be the name of a common table expression, so there the unknown name is no offence. */
static int judge_read(struct db_confinement *confinement, const char *table, const char *column)
{
	if (is_among(table, confinement->tables.items, confinement->tables.count))
		return SQLITE_OK;
	if (!*column && strncasecmp(table, "sqlite_", 7) != 0 &&
		strncasecmp(table, "pragma_", 7) != 0 &&
		!is_among(table, confinement->modules.items, confinement->modules.count))
		return SQLITE_OK;
	return refuse(confinement, "the table %s may not be read here", table);
}

static int judge(void *context, int action, const char *first, const char *second,
	const char *database TL_UNUSED, const char *view TL_UNUSED)
{
	struct tl_db *db = context;

	if (action == SQLITE_SELECT || action == SQLITE_RECURSIVE)
		return SQLITE_OK;
	if (action == SQLITE_FUNCTION)
		return judge_function(db, second ? second : "");
	if (action == SQLITE_READ)
		return judge_read(db->confinement, first ? first : "", second ? second : "");
	/* This is how SQLite sets up a table-valued function that is met for the first time. */
	if (action == SQLITE_UPDATE && first && strncmp(first, "sqlite_", 7) == 0)
		return refuse(db->confinement, "table-valued functions may not be used here%s", "");
	return refuse(db->confinement, "only SELECT may be used here%s", "");
}

static int count_steps(void *context)
{
	struct tl_db *db = context;

	if (!db->running)
		return 0;
	db->running->steps += db->confinement->max_steps < STEP_PERIOD ? 1 : STEP_PERIOD;
	if (db->running->steps <= db->confinement->max_steps)
		return 0;
	sqlite3_snprintf(sizeof db->confinement->refusal, db->confinement->refusal,
		"the query was stopped after %lld steps; it may never end, or reads far more than "
		"it "
		"needs",
		(sqlite3_int64)db->confinement->max_steps);
	return 1;
}

const char *db_refusal(const struct tl_db *db)
{
	return db->confinement && *db->confinement->refusal ? db->confinement->refusal : NULL;
}

void db_refusal_clear(struct tl_db *db)
{
	if (db->confinement)
		*db->confinement->refusal = '\0';
}

bool db_confine_accepts(struct tl_db *db, sqlite3_stmt *stmt, struct tl_err *err)
{
	if (!db->confinement)
		return true;
	if (sqlite3_stmt_readonly(stmt) && !sqlite3_stmt_isexplain(stmt) &&
		sqlite3_column_count(stmt) > 0)
		return true;
	return tl_fail(err, EX_CONFIG, "only SELECT may be used here");
}

void db_confine_free(struct tl_db *db)
{
	if (!db->confinement)
		return;
	tl_vec_free(&db->confinement->tables);
	tl_vec_free(&db->confinement->modules);
	tl_arena_free(&db->confinement->arena);
	free(db->confinement);
}

static bool collect_tables(struct tl_db *db, struct db_confinement *confinement,
	const char *database, struct tl_err *err)
{
	struct tl_buf sql = {0};
	struct tl_stmt *stmt;
	bool row = false, ok;

	tl_buf_addc(&sql, "SELECT name FROM ");
	db_buf_add_identifier(&sql, database);
	tl_buf_addc(&sql, ".sqlite_schema WHERE type IN ('table', 'view')"
			  " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name");
	stmt = tl_db_prepare(db, tl_buf_c(&sql), err);
	tl_buf_free(&sql);
	while ((ok = stmt && tl_stmt_next(stmt, &row, err)) && row)
		*tl_vec_push(&confinement->tables) =
			tl_arena_text(&confinement->arena, tl_column_text(stmt, 0));
	tl_stmt_free(stmt);
	return ok;
}

static bool collect_all_tables(
	struct tl_db *db, struct db_confinement *confinement, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db, "PRAGMA database_list", err);
	bool row = false, ok;

	while ((ok = stmt && tl_stmt_next(stmt, &row, err)) && row)
		if (!collect_tables(db, confinement, tl_column_textz(stmt, 1), err)) {
			ok = false;
			break;
		}
	tl_stmt_free(stmt);
	return ok;
}

static bool collect_modules(
	struct tl_db *db, struct db_confinement *confinement, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db, "PRAGMA module_list", err);
	bool row = false, ok;

	while ((ok = stmt && tl_stmt_next(stmt, &row, err)) && row)
		*tl_vec_push(&confinement->modules) =
			tl_arena_text(&confinement->arena, tl_column_text(stmt, 0));
	tl_stmt_free(stmt);
	return ok;
}

bool tl_db_confine(struct tl_db *db, int64_t max_steps, struct tl_err *err)
{
	struct db_confinement *confinement = tl_alloc(1, sizeof *confinement);

	assert(!db->confinement && max_steps > 0);
	confinement->max_steps = max_steps;
	if (!collect_all_tables(db, confinement, err) || !collect_modules(db, confinement, err)) {
		db->confinement = confinement;
		db_confine_free(db);
		db->confinement = NULL;
		return false;
	}
	db->confinement = confinement;
	sqlite3_limit(db->handle, SQLITE_LIMIT_SQL_LENGTH, SQL_BYTES_MAX);
	sqlite3_limit(db->handle, SQLITE_LIMIT_LENGTH, VALUE_BYTES_MAX);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_set_authorizer(db->handle, judge, db);
	sqlite3_progress_handler(
		db->handle, max_steps < STEP_PERIOD ? 1 : STEP_PERIOD, count_steps, db);
	return true;
}
