#include "columns.h"

const char *const ingest_looks[] = {
	[LOOK_NOTHING] = "nothing",
	[LOOK_WHOLE] = "whole numbers",
	[LOOK_NUMBER] = "numbers",
	[LOOK_DATE] = "dates",
	[LOOK_TEXT] = "text",
};
static_assert(TL_LEN(ingest_looks) == LOOK_COUNT_OF, "the last look has its words");

void ingest_columns_start(struct ingest_columns *columns, const struct ingest_rules *rules,
	const struct ingest_layout *layout, const char *const *headers, struct tl_arena *arena)
{
	*columns = (struct ingest_columns){.rules = rules, .layout = layout, .headers = headers};
	columns->looks = tl_arena_array(arena, layout->columns, sizeof *columns->looks);
}

static enum ingest_look look_of(struct tl_str text)
{
	static const char *const formats[] = {
		"any", "%d/%m/%Y", "%m/%d/%Y", "%d/%m/%y", "%d-%b-%Y", "%d-%b-%y", "%d %B %Y"};
	struct tl_day day;
	int64_t whole;
	double number;

	text = tl_str_trim(text);
	if (!text.length)
		return LOOK_NOTHING;
	if (tl_num_int(text, (struct tl_num_style){0}, &whole))
		return LOOK_WHOLE;
	if (tl_num_real(text, (struct tl_num_style){0}, &number))
		return LOOK_NUMBER;
	for (size_t i = 0; i < TL_LEN(formats); i++)
		if (tl_day_parse(text, formats[i], &day))
			return LOOK_DATE;
	return LOOK_TEXT;
}

/* A column is no more than what all of its values are. */
static enum ingest_look both(enum ingest_look a, enum ingest_look b)
{
	if (a == b || b == LOOK_NOTHING)
		return a;
	if (a == LOOK_NOTHING)
		return b;
	if ((a == LOOK_WHOLE && b == LOOK_NUMBER) || (a == LOOK_NUMBER && b == LOOK_WHOLE))
		return LOOK_NUMBER;
	return LOOK_TEXT;
}

void ingest_columns_look(struct ingest_columns *columns, const struct tl_csv_row *row)
{
	if (row->record > INGEST_ROWS_LOOKED_AT)
		return;
	for (size_t i = 0; i < row->count && i < columns->layout->columns; i++)
		if (columns->looks[i] != LOOK_TEXT)
			columns->looks[i] = both(columns->looks[i], look_of(row->fields[i]));
}

static const char *field_name(const struct ingest_columns *columns, size_t column)
{
	const struct ingest_layout *layout = columns->layout;

	for (size_t i = 0; i < columns->rules->count; i++)
		if (layout->at[i] == column)
			return columns->rules->items[i].field->name;
	return layout->known[column] ? columns->rules->contract->reshape.value : "";
}

bool ingest_columns_write(
	const struct ingest_columns *columns, struct tl_db *db, struct tl_err *err)
{
	struct tl_stmt *stmt =
		tl_db_prepare(db, "INSERT INTO file_column VALUES (?1, ?2, ?3, ?4)", err);
	bool ok = stmt;

	for (size_t i = 0; ok && columns->layout && i < columns->layout->columns; i++) {
		tl_bind_int(stmt, 1, (int64_t)i + 1);
		tl_bind_textz(stmt, 2, columns->headers[i]);
		tl_bind_textz(stmt, 3, field_name(columns, i));
		tl_bind_textz(stmt, 4, ingest_looks[columns->looks[i]]);
		ok = tl_stmt_run(stmt, err);
	}
	tl_stmt_free(stmt);
	return ok;
}
