/* Columns of the contract that the file has not: read as blank, and said every time. */
#include "read.h"

/* A header that no field claims and that looks like the field's name or an alias of it; NULL where
 * there is none. */
static const char *lookalike(struct ingest_reading *reading, const struct tl_field *field)
{
	const struct tl_layout *layout = &reading->layout;
	const char **unknown =
		tl_arena_array(&reading->arena, layout->columns + 1, sizeof *unknown);
	const char *nearest;
	size_t count = 0;

	for (size_t i = 0; i < layout->columns; i++)
		if (!layout->known[i] && *reading->headers[i])
			unknown[count++] = reading->headers[i];
	nearest = tl_str_nearest(tl_str(field->name), unknown, count);
	for (unsigned i = 0; !nearest && i < field->aliases_count; i++)
		nearest = tl_str_nearest(tl_str(field->aliases[i]), unknown, count);
	return nearest;
}

void ingest_reading_absent(struct ingest_reading *reading, struct tl_buf *warning)
{
	for (size_t i = 0; reading->headers && i < reading->rules.count; i++) {
		const struct tl_rule *rule = &reading->rules.items[i];
		const char *nearest;

		if (reading->layout.at[i] != TL_NOWHERE || !rule->kept)
			continue;
		if (warning->length)
			tl_buf_addc(warning, ", ");
		else
			tl_buf_addf(warning,
				"%s: columns of contract %s not there, read as blank: ",
				reading->path, reading->contract->name);
		tl_buf_addf(warning, "\"%s\"", rule->field->name);
		nearest = lookalike(reading, rule->field);
		if (nearest)
			tl_buf_addf(
				warning, " (is it \"%s\"? then add that to its aliases)", nearest);
	}
}
