#include "words_private.h"

static bool register_all(
	struct tl_db *db, const struct render_function *functions, struct tl_err *err)
{
	for (; functions->name; functions++)
		if (!tl_db_function(db, functions->name, functions->arguments, functions->fn, err))
			return false;
	return true;
}

bool render_words_register(struct tl_db *db, struct tl_err *err)
{
	return register_all(db, render_number_functions, err) &&
	       register_all(db, render_day_functions, err) &&
	       register_all(db, render_mark_functions, err);
}
