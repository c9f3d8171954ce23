/* Rows gathered as columns; each chunk that is full is packed and waits in the spool. */
#include "facts_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <throughline/hash.h>
#include <throughline/schema.h>

#define FIRST_ROWS 256

/* A packed chunk in the spool. */
struct piece {
	struct facts_packed packed;
	size_t at;
};

struct column {
	char *name;
	enum tl_fact_type type;
	bool touched; /* holds values for the rows of an append that has not ended */
	union {
		void *memory;
		int64_t *ints;
		int32_t *days;
		double *reals;
		uint32_t *codes;
	};
	struct facts_dictionary dictionary;
	int64_t *numbers; /* what tl_facts_renumber gave; NULL */
	size_t number_count;
	TL_VEC(struct piece) pieces;
};

struct tl_facts_writer {
	struct tl_arena arena; /* names and words */
	char *table;
	struct column *columns;
	size_t count;
	size_t rows, capacity; /* gathered and not yet packed; rows <= TL_CHUNK_ROWS */
	bool in_row; /* a value of the row behind them has been set */
	int64_t packed_rows;
	struct facts_spool spool;
	int64_t *wide; /* a chunk's values */
	char *data; /* and their bytes */
	bool settled;
	struct tl_digest digest; /* once settled */
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
		free(writer->columns[i].numbers);
		tl_vec_free(&writer->columns[i].pieces);
		facts_dictionary_free(&writer->columns[i].dictionary);
	}
	facts_spool_free(&writer->spool);
	free(writer->wide);
	free(writer->data);
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

/* Packs the rows gathered so far. */
static void pack_chunk(struct tl_facts_writer *writer)
{
	if (!writer->wide) {
		writer->wide = tl_alloc(TL_CHUNK_ROWS, sizeof *writer->wide);
		writer->data = tl_alloc(TL_CHUNK_ROWS, sizeof *writer->wide);
	}
	for (size_t i = 0; i < writer->count; i++) {
		struct column *column = &writer->columns[i];
		struct piece *piece = tl_vec_push(&column->pieces);

		if (column->type == TL_FACT_TEXT)
			facts_dictionary_use(&column->dictionary, column->codes, writer->rows);
		piece->packed =
			facts_pack(column->type, column->memory, writer->rows, writer->data);
		piece->at = facts_spool_add(
			&writer->spool, writer->data, writer->rows * (size_t)piece->packed.width);
	}
	writer->packed_rows += (int64_t)writer->rows;
	writer->rows = 0;
}

/* Makes room for more rows behind those gathered, which a chunk still has. */
static void make_room(struct tl_facts_writer *writer, size_t more)
{
	size_t needed = writer->rows + more;

	assert(needed <= TL_CHUNK_ROWS);
	if (needed <= writer->capacity)
		return;
	while (needed > writer->capacity)
		writer->capacity = writer->capacity ? writer->capacity * 2 : FIRST_ROWS;
	for (size_t i = 0; i < writer->count; i++) {
		struct column *column = &writer->columns[i];

		column->memory =
			tl_grow(column->memory, writer->capacity, value_bytes[column->type]);
	}
}

/* Makes room for the row that is being gathered. */
static struct column *column_at(
	struct tl_facts_writer *writer, size_t column, enum tl_fact_type type)
{
	assert(column < writer->count);
	assert(writer->columns[column].type == type);
	if (!writer->in_row) {
		make_room(writer, 1);
		clear_row(writer);
		writer->in_row = true;
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

	if (before && tl_str_equal(tl_words_text(&column->dictionary.words, before - 1), value))
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
			code = tl_facts_word(
				writer, column, value, tl_hash64(value.data, value.length, 0));
	}
	into->codes[writer->rows] = code;
}

static void end_rows(struct tl_facts_writer *writer, size_t count)
{
	writer->rows += count;
	writer->in_row = false;
	if (writer->rows == TL_CHUNK_ROWS)
		pack_chunk(writer);
}

void tl_facts_end_row(struct tl_facts_writer *writer)
{
	column_at(writer, 0, writer->columns[0].type);
	end_rows(writer, 1);
}

uint32_t tl_facts_word(
	struct tl_facts_writer *writer, size_t column, struct tl_str word, uint64_t hash)
{
	assert(column < writer->count && writer->columns[column].type == TL_FACT_TEXT);
	return tl_words_number(&writer->columns[column].dictionary.words, word, hash) + 1;
}

void tl_facts_words(struct tl_facts_writer *writer, size_t column, const struct tl_str *words,
	const uint64_t *hashes, size_t count, uint32_t *codes)
{
	assert(column < writer->count && writer->columns[column].type == TL_FACT_TEXT);
	tl_words_numbers(&writer->columns[column].dictionary.words, words, hashes, count, codes);
	for (size_t i = 0; i < count; i++)
		codes[i]++;
}

void tl_facts_given_words(
	struct tl_facts_writer *writer, size_t column, const struct tl_str *words, size_t count)
{
	struct facts_dictionary *dictionary = &writer->columns[column].dictionary;

	assert(column < writer->count && writer->columns[column].type == TL_FACT_TEXT);
	assert(!dictionary->words.items.count && words);
	dictionary->sorted = words;
	dictionary->count = count;
}

size_t tl_facts_room(const struct tl_facts_writer *writer)
{
	return TL_CHUNK_ROWS - writer->rows;
}

void tl_facts_append(
	struct tl_facts_writer *writer, size_t column, const void *values, size_t count)
{
	struct column *into = &writer->columns[column];

	assert(column < writer->count && !writer->in_row);
	make_room(writer, count);
	into->touched = true;
	if (into->type != TL_FACT_DAY) {
		memcpy((char *)into->memory + writer->rows * value_bytes[into->type], values,
			count * value_bytes[into->type]);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		int64_t value = ((const int64_t *)values)[i];

		into->days[writer->rows + i] = value == TL_NO_INT ? TL_NO_DAY.n : (int32_t)value;
	}
}

void tl_facts_end_rows(struct tl_facts_writer *writer, size_t count)
{
	assert(!writer->in_row);
	make_room(writer, count);
	for (size_t i = 0; i < writer->count; i++) {
		struct column *column = &writer->columns[i];

		for (size_t row = writer->rows; !column->touched && row < writer->rows + count;
			row++)
			clear_value(column, row);
		column->touched = false;
	}
	end_rows(writer, count);
}

void tl_facts_renumber(
	struct tl_facts_writer *writer, size_t column, const int64_t *numbers, size_t count)
{
	struct column *of = &writer->columns[column];

	assert(column < writer->count && of->type == TL_FACT_INT && !of->numbers);
	of->numbers = tl_alloc(count + 1, sizeof *of->numbers);
	of->number_count = count;
	if (count)
		memcpy(of->numbers, numbers, count * sizeof *numbers);
}

int64_t tl_facts_writer_rows(const struct tl_facts_writer *writer)
{
	return writer->packed_rows + (int64_t)writer->rows;
}

void tl_facts_spool(struct tl_facts_writer *writer, const char *dir)
{
	writer->spool.dir = tl_arena_text(&writer->arena, tl_str(dir));
}

/* Codes and numbers that could not be known before, chunk by chunk: packed anew. */
static void remap(struct tl_facts_writer *writer, struct column *column, const uint32_t *rank)
{
	int64_t *values = writer->wide;

	for (size_t i = 0; i < column->pieces.count; i++) {
		struct piece *piece = &column->pieces.items[i];
		size_t rows = piece->packed.rows;

		facts_unpack(values, piece->packed,
			facts_spool_get(&writer->spool, piece->at, writer->data,
				rows * (size_t)piece->packed.width));
		for (size_t row = 0; row < rows; row++) {
			if (rank) {
				values[row] = rank[values[row]];
			} else if (values[row] != TL_NO_INT) {
				assert(values[row] >= 0 &&
					(size_t)values[row] < column->number_count);
				values[row] = column->numbers[values[row]];
			}
		}
		piece->packed = facts_pack_ints(values, rows, writer->data);
		piece->at = facts_spool_add(
			&writer->spool, writer->data, rows * (size_t)piece->packed.width);
	}
}

/* Words often come in order: then their codes are as they were. */
static bool is_as_it_was(const uint32_t *rank, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (rank[i] != i)
			return false;
	return true;
}

static void settle_column(struct tl_facts_writer *writer, struct column *column)
{
	if (column->type == TL_FACT_TEXT) {
		size_t codes = column->dictionary.words.items.count + 1;
		uint32_t *rank = facts_dictionary_sort(&column->dictionary);

		if (rank && !is_as_it_was(rank, codes))
			remap(writer, column, rank);
		free(rank);
	} else if (column->numbers) {
		remap(writer, column, NULL);
	}
}

static void digest_column(
	struct tl_facts_writer *writer, const struct column *column, struct tl_sha256 *sha)
{
	tl_sha256_add_str(sha, tl_str(column->name));
	tl_sha256_add_str(sha, tl_str(facts_type_names[column->type]));
	tl_sha256_add_int(sha, (int64_t)column->dictionary.count);
	for (size_t w = 0; w < column->dictionary.count; w++)
		tl_sha256_add_str(sha, column->dictionary.sorted[w]);
	for (size_t i = 0; i < column->pieces.count; i++) {
		const struct piece *piece = &column->pieces.items[i];
		size_t length = piece->packed.rows * (size_t)piece->packed.width;

		tl_sha256_add_int(sha, piece->packed.width);
		tl_sha256_add_int(sha, piece->packed.least);
		tl_sha256_add(sha, facts_spool_get(&writer->spool, piece->at, writer->data, length),
			length);
	}
}

/* Equal values pack to equal bytes, so the digest of the packed chunks is one of the values. */
static struct tl_digest writer_digest(struct tl_facts_writer *writer)
{
	struct tl_sha256 sha;

	tl_sha256_init(&sha);
	tl_sha256_add_int(&sha, writer->packed_rows);
	for (size_t i = 0; i < writer->count; i++)
		digest_column(writer, &writer->columns[i], &sha);
	return tl_sha256_done(&sha);
}

static bool write_table(
	struct tl_facts_writer *writer, struct tl_db *db, int64_t *table_no, struct tl_err *err)
{
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
	tl_bind_int(stmt, 4, writer->packed_rows);
	tl_bind_textz(stmt, 5, writer->digest.hex);
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
	tl_bind_int(stmt, 6, (int64_t)column->dictionary.count);
	ok = tl_stmt_run(stmt, err);
	tl_stmt_free(stmt);
	return ok;
}

static bool write_chunks(struct tl_facts_writer *writer, const struct column *column,
	struct tl_db *db, int64_t column_no, struct tl_err *err)
{
	static const char sql[] = "INSERT INTO main.fact_chunk VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
	struct tl_stmt *stmt = tl_db_prepare(db, sql, err);
	bool ok = stmt != NULL;

	for (size_t i = 0; ok && i < column->pieces.count; i++) {
		const struct facts_packed *packed = &column->pieces.items[i].packed;
		size_t length = packed->rows * (size_t)packed->width;

		tl_bind_int(stmt, 1, column_no);
		tl_bind_int(stmt, 2, (int64_t)i);
		tl_bind_int(stmt, 3, (int64_t)packed->rows);
		tl_bind_int(stmt, 4, packed->width);
		if (packed->has_least)
			tl_bind_int(stmt, 5, packed->least);
		else
			tl_bind_null(stmt, 5);
		tl_bind_blob_held(stmt, 6,
			facts_spool_get(
				&writer->spool, column->pieces.items[i].at, writer->data, length),
			length);
		ok = tl_stmt_run(stmt, err);
	}
	tl_stmt_free(stmt);
	return ok;
}

static bool write_columns(
	struct tl_facts_writer *writer, struct tl_db *db, int64_t table_no, struct tl_err *err)
{
	int64_t column_no;

	for (size_t i = 0; i < writer->count; i++) {
		struct column *column = &writer->columns[i];

		if (!write_column(column, db, table_no, i, &column_no, err) ||
			!facts_dictionary_write(&column->dictionary, db, column_no, err) ||
			!write_chunks(writer, column, db, column_no, err))
			return false;
	}
	return true;
}

void tl_facts_settle(struct tl_facts_writer *writer)
{
	if (writer->settled)
		return;
	if (writer->rows)
		pack_chunk(writer);
	for (size_t i = 0; i < writer->count; i++)
		settle_column(writer, &writer->columns[i]);
	writer->digest = writer_digest(writer);
	writer->settled = true;
}

bool tl_facts_finish(struct tl_facts_writer *writer, struct tl_db *db, struct tl_err *err)
{
	int64_t table_no;

	tl_facts_settle(writer);
	return tl_db_exec(db, tl_schema_facts, err) && write_table(writer, db, &table_no, err) &&
	       write_columns(writer, db, table_no, err) && facts_spool_ok(&writer->spool, err);
}
