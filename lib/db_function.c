/* Scalar functions in C for SQL that pages and definitions bring. */
#include "db_private.h"

#include <math.h>
#include <stdlib.h>

#include <throughline/arena.h>

#define ARGUMENTS_MAX 16

struct db_function {
	tl_sql_fn *fn;
	struct tl_buf out; /* kept warm from call to call */
};

static struct tl_sql_value value_of(sqlite3_value *from)
{
	struct tl_sql_value value = {.number = NAN};
	int type = sqlite3_value_type(from); /* before the text: asking for text may convert */

	value.is_null = type == SQLITE_NULL;
	if (type == SQLITE_INTEGER || type == SQLITE_FLOAT)
		value.number = sqlite3_value_double(from);
	if (!value.is_null) {
		const char *text = (const char *)sqlite3_value_text(from);

		value.text = tl_str_slice(text ? text : "", (size_t)sqlite3_value_bytes(from));
	}
	return value;
}

static void call(sqlite3_context *context, int count, sqlite3_value **from)
{
	struct db_function *function = sqlite3_user_data(context);
	struct tl_sql_value args[ARGUMENTS_MAX];
	bool is_null = false;

	if (count > ARGUMENTS_MAX) {
		sqlite3_result_error(context, "too many arguments", -1);
		return;
	}
	for (int i = 0; i < count; i++)
		args[i] = value_of(from[i]);
	tl_buf_clear(&function->out);
	function->fn(args, count, &function->out, &is_null);
	if (is_null)
		sqlite3_result_null(context);
	else
		sqlite3_result_text64(context, tl_buf_c(&function->out), function->out.length,
			SQLITE_TRANSIENT, SQLITE_UTF8);
}

static void function_free(void *memory)
{
	struct db_function *function = memory;

	tl_buf_free(&function->out);
	free(function);
}

/* On failure SQLite calls `end` as well. */
static bool add_function(struct tl_db *db, const char *name, int arguments, void *data,
	void (*run)(sqlite3_context *, int, sqlite3_value **), void (*end)(void *),
	struct tl_err *err)
{
	int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
	int code;

	assert(!db->confinement && "functions are registered before tl_db_confine");
	code = sqlite3_create_function_v2(
		db->handle, name, arguments, flags, data, run, NULL, NULL, end);
	if (code != SQLITE_OK)
		return db_fail(db, code, NULL, err);
	*tl_vec_push(&db->functions) = tl_arena_text(&db->arena, tl_str(name));
	return true;
}

bool tl_db_function(
	struct tl_db *db, const char *name, int arguments, tl_sql_fn *fn, struct tl_err *err)
{
	struct db_function *function = tl_alloc(1, sizeof *function);

	function->fn = fn;
	return add_function(db, name, arguments, function, call, function_free, err);
}

struct db_array {
	const int32_t *values;
	size_t count;
};

static void look_up(sqlite3_context *context, int count TL_UNUSED, sqlite3_value **from)
{
	const struct db_array *array = sqlite3_user_data(context);
	int64_t at = sqlite3_value_int64(from[0]);

	if (sqlite3_value_type(from[0]) == SQLITE_INTEGER && at >= 0 && (size_t)at < array->count &&
		array->values[at] >= 0)
		sqlite3_result_int64(context, array->values[at]);
}

bool tl_db_array(
	struct tl_db *db, const char *name, const int32_t *values, size_t count, struct tl_err *err)
{
	struct db_array *array = tl_alloc(1, sizeof *array);

	*array = (struct db_array){values, count};
	return add_function(db, name, 1, array, look_up, free, err);
}
