/* A name in a SELECT that nothing has, and the nearest that something has. */
#include "select_private.h"

#include <string.h>

static void list_views(const struct tl_study *study, struct tl_arena *arena, const char **names)
{
	struct tl_buf name = {0};

	for (size_t i = 0; i < study->contracts_count; i++) {
		measure_select_view_name(study->contracts[i]->name, &name);
		names[i] = tl_arena_text(arena, tl_buf_str(&name));
	}
	tl_buf_free(&name);
}

static size_t list_columns(const struct tl_study *study, const char **names)
{
	size_t count = 0;

	names[count++] = "person";
	names[count++] = "record_no";
	for (size_t i = 0; i < study->contracts_count; i++)
		for (unsigned j = 0; j < study->contracts[i]->fields_count; j++) {
			const struct tl_field *field = &study->contracts[i]->fields[j];
			const char *column = tl_field_column(field);

			if (!column || field->role == TL_ROLE_KEY)
				continue;
			names[count++] = column;
			names[count++] = field->name;
		}
	return count;
}

const char *measure_select_hint(
	const struct tl_study *study, const char *said, struct tl_arena *arena)
{
	static const struct tl_str column = TL_STR_INIT("no such column: "),
				   table = TL_STR_INIT("no such table: ");
	size_t room = 2 + study->contracts_count, count = study->contracts_count;
	const char **names, *wanted, *nearest, *dot;

	for (size_t i = 0; i < study->contracts_count; i++)
		room += 2 * (size_t)study->contracts[i]->fields_count;
	names = tl_arena_array(arena, room, sizeof *names);
	if (tl_str_starts(tl_str(said), column)) {
		dot = strrchr(said, '.');
		wanted = dot ? dot + 1 : said + column.length;
		count = list_columns(study, names);
	} else if (tl_str_starts(tl_str(said), table)) {
		wanted = said + table.length;
		list_views(study, arena, names);
	} else {
		return "";
	}
	nearest = tl_str_nearest(tl_str(wanted), names, count);
	return nearest ? tl_arena_printf(arena, "; did you mean \"%s\"?", nearest) : "";
}
