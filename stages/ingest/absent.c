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

/* ---- columns that become rows ---------------------------------------------------------------- */

static void add_name(struct tl_buf *names, const char *name)
{
	tl_buf_addf(names, "%s\"%s\"", names->length ? ", " : "", name);
}

static char shape_of(char c)
{
	char low = (char)(c | ' ');

	return c >= '0' && c <= '9' ? '9' : low >= 'a' && low <= 'z' ? 'a' : c;
}

/* "Jly-14" and "Aug-14": letters where the other has letters, digits where it has digits. */
static bool same_shape(const char *a, const char *b)
{
	bool digits = false;

	for (; *a && shape_of(*a) == shape_of(*b); a++, b++)
		digits = digits || shape_of(*a) == '9';
	return !*a && !*b && digits;
}

/* A header that no field claims and that is written like one that becomes rows. */
static bool looks_wide(const struct ingest_reading *reading, size_t column)
{
	const struct tl_layout *layout = &reading->layout;

	for (size_t i = 0; i < layout->wide_count && !layout->known[column]; i++)
		if (same_shape(reading->headers[column], reading->headers[layout->wide[i]]))
			return true;
	return false;
}

static bool has_wide(const struct ingest_reading *reading, const char *listed)
{
	const struct tl_layout *layout = &reading->layout;

	for (size_t i = 0; i < layout->wide_count; i++)
		if (tl_header_is(tl_str(reading->headers[layout->wide[i]]), listed))
			return true;
	return false;
}

void ingest_reading_wide(const struct ingest_reading *reading, struct tl_buf *words)
{
	const struct tl_reshape *reshape = &reading->contract->reshape;
	struct tl_buf gone = {0}, alike = {0};

	for (unsigned i = 0; reading->headers && i < reshape->columns_count; i++)
		if (!has_wide(reading, reshape->columns[i]))
			add_name(&gone, reshape->columns[i]);
	for (size_t i = 0; reading->headers && i < reading->layout.columns; i++)
		if (looks_wide(reading, i))
			add_name(&alike, reading->headers[i]);
	if (gone.length)
		tl_buf_addf(words, "No column is called %s, which contract %s makes rows of.",
			tl_buf_c(&gone), reading->contract->name);
	if (alike.length)
		tl_buf_addf(words,
			"%sWritten like the columns that become rows, but not listed in reshape, "
			"so "
			"not counted: %s. If they are meant, add them there.",
			gone.length ? " " : "", tl_buf_c(&alike));
	tl_buf_free(&alike);
	tl_buf_free(&gone);
}
