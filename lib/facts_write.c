/* Rows gathered as columns in memory, then written in chunks. */
#include "facts_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <throughline/schema.h>

#define FIRST_ROWS 256

struct column {
	char *name;
	enum tl_fact_type type;
	union {
		void *memory;
		int64_t *ints;
		int32_t *days;
		double *reals;
		uint32_t *codes;
	};
	struct facts_dictionary dictionary;
};

struct tl_facts_writer {
	struct tl_arena arena; /* names and words */
	char *table;
	struct column *columns;
	size_t count, rows, capacity;
};

static const size_t value_bytes[] = {
	[TL_FACT_INT] = sizeof(int64_t),
	[TL_FACT_DAY] = sizeof(int32_t),
	[TL_FACT_REAL] = sizeof(double),
	[TL_FACT_TEXT] = sizeof(uint32_t),
};

const char *const facts_type_names[4] = {
	[TL_FACT_INT] = "int",
	[TL_FACT_DAY] = "day",
	[TL_FACT_REAL] = "real",
	[TL_FACT_TEXT] = "text",
};

struct tl_facts_writer *tl_facts_writer_new(
	const char *table, const struct tl_fact_column *columns, size_t count)
{
	struct tl_facts_writer *writer = tl_alloc(1, sizeof *writer);

	assert(count > 0);
	writer->table = tl_arena_text(&writer->arena, tl_str(table));
	writer->columns = tl_arena_array(&writer->arena, count, sizeof *writer->columns);
	writer->count = count;
	for (size_t i = 0; i < count; i++) {
		writer->columns[i].name = tl_arena_text(&writer->arena, tl_str(columns[i].name));
		writer->columns[i].type = columns[i].type;
	}
	return writer;
}

void tl_facts_writer_free(struct tl_facts_writer *writer)
{
	if (!writer)
		return;
	for (size_t i = 0; i < writer->count; i++) {
		free(writer->columns[i].memory);
		facts_dictionary_free(&writer->columns[i].dictionary);
	}
	tl_arena_free(&writer->arena);
	free(writer);
}

static void clear_value(struct column *column, size_t row)
{
	switch (column->type) {
	case TL_FACT_INT:
		column->ints[row] = TL_NO_INT;
		break;
	case TL_FACT_DAY:
		column->days[row] = TL_NO_DAY.n;
		break;
	case TL_FACT_REAL:
		column->reals[row] = NAN;
		break;
	case TL_FACT_TEXT:
		column->codes[row] = 0;
		break;
	}
}

static void clear_row(struct tl_facts_writer *writer)
{
	for (size_t i = 0; i < writer->count; i++)
		clear_value(&writer->columns[i], writer->rows);
}

/* Makes room for the row that is being gathered. */
static struct column *column_at(
	struct tl_facts_writer *writer, size_t column, enum tl_fact_type type)
{
	assert(column < writer->count);
	assert(writer->columns[column].type == type);
	if (writer->rows == writer->capacity) {
		writer->capacity = writer->capacity ? writer->capacity * 2 : FIRST_ROWS;
		for (size_t i = 0; i < writer->count; i++) {
			struct column *each = &writer->columns[i];

			each->memory =
				tl_grow(each->memory, writer->capacity, value_bytes[each->type]);
		}
		clear_row(writer);
	}
	return &writer->columns[column];
}

void tl_facts_int(struct tl_facts_writer *writer, size_t column, int64_t value)
{
	assert(column < writer->count);
	if (writer->columns[column].type == TL_FACT_DAY) {
		assert(value == TL_NO_INT || (value >= INT32_MIN && value <= INT32_MAX));
		column_at(writer, column, TL_FACT_DAY)->days[writer->rows] =
			value == TL_NO_INT ? TL_NO_DAY.n : (int32_t)value;
		return;
	}
	column_at(writer, column, TL_FACT_INT)->ints[writer->rows] = value;
}

/* One NaN and one zero, so that equal values are equal bytes. */
void tl_facts_real(struct tl_facts_writer *writer, size_t column, double value)
{
	column_at(writer, column, TL_FACT_REAL)->reals[writer->rows] =
		isnan(value) ? NAN : value + 0.0;
}

/* Neighbouring rows often hold the same word, which then needs no hash. */
static uint32_t code_of(
	const struct tl_facts_writer *writer, const struct column *column, struct tl_str value)
{
	uint32_t before = writer->rows ? column->codes[writer->rows - 1] : 0;

	if (before && tl_str_equal(column->dictionary.words.items[before - 1], value))
		return before;
	return 0;
}

void tl_facts_text(struct tl_facts_writer *writer, size_t column, struct tl_str value)
{
	struct column *into = column_at(writer, column, TL_FACT_TEXT);
	uint32_t code = 0;

	if (value.length) {
		code = code_of(writer, into, value);
		if (!code)
			code = facts_dictionary_code(&into->dictionary, &writer->arena, value);
	}
	into->codes[writer->rows] = code;
}

void tl_facts_end_row(struct tl_facts_writer *writer)
{
	column_at(writer, 0, writer->columns[0].type);
	writer->rows++;
	if (writer->rows < writer->capacity)
		clear_row(writer);
}

void tl_facts_renumber(
	struct tl_facts_writer *writer, size_t column, const int64_t *numbers, size_t count)
{
	assert(column < writer->count && writer->columns[column].type == TL_FACT_INT);
	for (size_t row = 0; row < writer->rows; row++) {
		int64_t *value = &writer->columns[column].ints[row];

		if (*value == TL_NO_INT)
			continue;
		assert(*value >= 0 && (size_t)*value < count);
		*value = numbers[*value];
	}
}

int64_t tl_facts_writer_rows(const struct tl_facts_writer *writer)
{
	return (int64_t)writer->rows;
}

static struct tl_digest writer_digest(const struct tl_facts_writer *writer)
{
	struct tl_sha256 sha;

	tl_sha256_init(&sha);
	tl_sha256_add_int(&sha, (int64_t)writer->rows);
	for (size_t i = 0; i < writer->count; i++) {
		const struct column *column = &writer->columns[i];

		tl_sha256_add_str(&sha, tl_str(column->name));
		tl_sha256_add_str(&sha, tl_str(facts_type_names[column->type]));
		tl_sha256_add_int(&sha, (int64_t)column->dictionary.words.count);
		for (size_t w = 0; w < column->dictionary.words.count; w++)
			tl_sha256_add_str(&sha, column->dictionary.words.items[w]);
		if (writer->rows)
			tl_sha256_add(
				&sha, column->memory, writer->rows * value_bytes[column->type]);
	}
	return tl_sha256_done(&sha);
}

static bool write_table(const struct tl_facts_writer *writer, struct tl_db *db, int64_t *table_no,
	struct tl_err *err)
{
	struct tl_digest digest = writer_digest(writer);
	struct tl_stmt *stmt;
	bool ok;

	if (!tl_db_int(db, "SELECT count(*) + 1 FROM main.fact_table", table_no, err))
		return false;
	stmt = tl_db_prepare(db, "INSERT INTO main.fact_table VALUES (?1, ?2, ?3, ?4, ?5)", err);
	if (!stmt)
		return false;
	tl_bind_int(stmt, 1, *table_no);
	tl_bind_textz(stmt, 2, writer->table);
	tl_bind_int(stmt, 3, FACTS_FORMAT);
	tl_bind_int(stmt, 4, (int64_t)writer->rows);
	tl_bind_textz(stmt, 5, digest.hex);
	ok = tl_stmt_run(stmt, err);
	tl_stmt_free(stmt);
	return ok;
}

static bool write_column(const struct column *column, struct tl_db *db, int64_t table_no,
	size_t position, int64_t *column_no, struct tl_err *err)
{
	struct tl_stmt *stmt;
	bool ok;

	if (!tl_db_int(db, "SELECT count(*) + 1 FROM main.fact_column", column_no, err))
		return false;
	stmt = tl_db_prepare(
		db, "INSERT INTO main.fact_column VALUES (?1, ?2, ?3, ?4, ?5, ?6)", err);
	if (!stmt)
		return false;
	tl_bind_int(stmt, 1, *column_no);
	tl_bind_int(stmt, 2, table_no);
	tl_bind_int(stmt, 3, (int64_t)position);
	tl_bind_textz(stmt, 4, column->name);
	tl_bind_textz(stmt, 5, facts_type_names[column->type]);
	tl_bind_int(stmt, 6, (int64_t)column->dictionary.words.count);
	ok = tl_stmt_run(stmt, err);
	tl_stmt_free(stmt);
	return ok;
}

bool tl_facts_finish(struct tl_facts_writer *writer, struct tl_db *db, struct tl_err *err)
{
	int64_t table_no, column_no;

	for (size_t i = 0; i < writer->count; i++)
		if (writer->columns[i].type == TL_FACT_TEXT)
			facts_dictionary_sort(&writer->columns[i].dictionary,
				writer->columns[i].codes, writer->rows);
	if (!tl_db_exec(db, tl_schema_facts, err) || !write_table(writer, db, &table_no, err))
		return false;
	for (size_t i = 0; i < writer->count; i++) {
		struct column *column = &writer->columns[i];

		if (!write_column(column, db, table_no, i, &column_no, err) ||
			!facts_dictionary_write(&column->dictionary, db, column_no, err) ||
			!facts_chunks_write(
				db, column_no, column->type, column->memory, writer->rows, err))
			return false;
	}
	return true;
}
