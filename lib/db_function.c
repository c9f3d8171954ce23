/* Scalar functions in C for SQL that pages bring. */
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

bool tl_db_function(
	struct tl_db *db, const char *name, int arguments, tl_sql_fn *fn, struct tl_err *err)
{
	struct db_function *function = tl_alloc(1, sizeof *function);
	int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
	int code;

	assert(!db->confinement && "functions are registered before tl_db_confine");
	function->fn = fn;
	/* On failure SQLite calls function_free as well. */
	code = sqlite3_create_function_v2(
		db->handle, name, arguments, flags, function, call, NULL, NULL, function_free);
	if (code != SQLITE_OK)
		return db_fail(db, code, NULL, err);
	*tl_vec_push(&db->functions) = tl_arena_text(&db->arena, tl_str(name));
	return true;
}
