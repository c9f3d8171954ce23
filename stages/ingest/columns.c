#include "columns.h"

const char *const ingest_looks[] = {
	[LOOK_NOTHING] = "nothing",
	[LOOK_WHOLE] = "whole numbers",
	[LOOK_NUMBER] = "numbers",
	[LOOK_DATE] = "dates",
	[LOOK_TEXT] = "text",
};
static_assert(TL_LEN(ingest_looks) == LOOK_COUNT_OF, "the last look has its words");

void ingest_columns_start(struct ingest_columns *columns, const struct tl_rules *rules,
	const struct tl_layout *layout, const char *const *headers, struct tl_arena *arena)
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

void ingest_columns_look(struct ingest_columns *columns, const struct tl_csv_row *row)
{
	if (row->record > INGEST_ROWS_LOOKED_AT)
		return;
	for (size_t i = 0; i < row->count && i < columns->layout->columns; i++)
		columns->looks[i][look_of(row->fields[i])]++;
}

/* What nine of ten values are: a stray mistake is no change of type. Whole numbers are numbers. */
static enum ingest_look common_look(const int64_t looks[LOOK_COUNT_OF], int64_t all)
{
	int64_t whole = looks[LOOK_WHOLE], numbers = whole + looks[LOOK_NUMBER];

	if (!all)
		return LOOK_NOTHING;
	return whole * 10 >= all * 9              ? LOOK_WHOLE
	       : numbers * 10 >= all * 9          ? LOOK_NUMBER
	       : looks[LOOK_DATE] * 10 >= all * 9 ? LOOK_DATE
						  : LOOK_TEXT;
}

static int64_t values_seen(const int64_t looks[LOOK_COUNT_OF])
{
	int64_t all = 0;

	for (size_t i = 0; i < LOOK_COUNT_OF; i++)
		all += i == LOOK_NOTHING ? 0 : looks[i];
	return all;
}

static const char *field_name(const struct ingest_columns *columns, size_t column)
{
	const struct tl_layout *layout = columns->layout;

	for (size_t i = 0; i < columns->rules->count; i++)
		if (layout->at[i] == column)
			return columns->rules->items[i].field->name;
	return layout->known[column] ? columns->rules->contract->reshape.value : "";
}

bool ingest_columns_write(
	const struct ingest_columns *columns, struct tl_db *db, struct tl_err *err)
{
	struct tl_stmt *stmt =
		tl_db_prepare(db, "INSERT INTO file_column VALUES (?1, ?2, ?3, ?4, ?5)", err);
	bool ok = stmt;

	for (size_t i = 0; ok && columns->layout && i < columns->layout->columns; i++) {
		int64_t seen = values_seen(columns->looks[i]);

		tl_bind_int(stmt, 1, (int64_t)i + 1);
		tl_bind_textz(stmt, 2, columns->headers[i]);
		tl_bind_textz(stmt, 3, field_name(columns, i));
		tl_bind_textz(stmt, 4, ingest_looks[common_look(columns->looks[i], seen)]);
		tl_bind_int(stmt, 5, seen);
		ok = tl_stmt_run(stmt, err);
	}
	tl_stmt_free(stmt);
	return ok;
}
