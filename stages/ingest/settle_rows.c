#include "settle_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_key(const char *column)
{
	return !strcmp(column, "key_no") || !strcmp(column, "other_no");
}

/* Where a row lies in its file is not what it says; nor is the second copy of its key. */
static bool is_place(const char *column)
{
	return !strcmp(column, "record_no") || !strcmp(column, "line");
}

/* A number of a key that the table does not have, or a row that the file did not: damage. */
static bool check_rows(
	const struct settle_rows *rows, const struct ingest_shard *shard, struct tl_err *err)
{
	for (size_t i = 0; i < rows->main.column_count; i++) {
		const struct tl_fact_array *column = &rows->main.columns[i];
		int64_t least = is_key(column->name) ? 0 : 1;
		int64_t most = is_key(column->name) ? (int64_t)rows->keys.count - 1 : shard->read;

		if (!is_key(column->name) && strcmp(column->name, "record_no") != 0)
			continue;
		for (size_t row = 0; row < rows->count; row++)
			if (column->ints[row] < least || column->ints[row] > most)
				return tl_fail(err, EX_DATAERR,
					"delivery %s: a row's %s is out of its range; the store is "
					"damaged: delete it and run again",
					shard->delivery->name, column->name);
	}
	return true;
}

bool settle_rows_read(
	struct settle_rows *rows, const struct ingest_shard *shard, struct tl_err *err)
{
	enum tl_kind kind = shard->delivery->contract->kind;
	const struct tl_fact_array *numbers;
	bool found, apart;

	*rows = (struct settle_rows){0};
	if (!tl_keys_read(shard->db, &rows->arena, &rows->keys, err) ||
		!tl_facts_read(
			shard->db, tl_kinds[kind].table, &rows->arena, &rows->main, &found, err) ||
		!tl_facts_read(shard->db, "record", &rows->arena, &rows->record, &apart, err))
		return false;
	if (!found)
		rows->main = (struct tl_fact_table){0};
	if (!apart || kind == TL_KIND_PERSONS) /* whose main table it is */
		rows->record = (struct tl_fact_table){0};
	rows->count = rows->main.rows;
	numbers = tl_fact_column_of(&rows->main, "record_no");
	rows->record_no = numbers ? numbers->ints : NULL;
	return check_rows(rows, shard, err);
}

void settle_rows_free(struct settle_rows *rows)
{
	tl_arena_free(&rows->arena);
	*rows = (struct settle_rows){0};
}

static void add_bytes(struct tl_buf *out, const void *data, size_t length)
{
	tl_buf_add(out, tl_str_slice(data, length));
}

static void add_text(struct tl_buf *out, struct tl_str text)
{
	uint64_t length = text.length;

	add_bytes(out, &length, sizeof length);
	tl_buf_add(out, text);
}

static bool is_blank(const struct tl_fact_array *column, size_t row)
{
	switch (column->type) {
	case TL_FACT_INT:
		return column->ints[row] == TL_NO_INT;
	case TL_FACT_DAY:
		return column->days[row] == TL_NO_DAY.n;
	case TL_FACT_REAL:
		return isnan(column->reals[row]);
	case TL_FACT_TEXT:
		break;
	}
	return !column->codes[row];
}

static void add_cell(const struct settle_rows *rows, const struct tl_fact_array *column, size_t row,
	struct tl_buf *out)
{
	if (is_key(column->name)) {
		add_text(out, rows->keys.names[column->ints[row]]);
		return;
	}
	switch (column->type) {
	case TL_FACT_INT:
		add_bytes(out, &column->ints[row], sizeof column->ints[row]);
		break;
	case TL_FACT_DAY:
		add_bytes(out, &column->days[row], sizeof column->days[row]);
		break;
	case TL_FACT_REAL:
		add_bytes(out, &column->reals[row], sizeof column->reals[row]);
		break;
	case TL_FACT_TEXT:
		add_text(out, tl_fact_text(column, row));
		break;
	}
}

/* ---- digests of rows, column by column ----------------------------------------------------- */

/* Of each text its digests, so that a word is digested once however many rows have it. */
static struct ingest_row_hash *digest_texts(const struct tl_str *texts, size_t count)
{
	struct ingest_row_hash *digests = tl_alloc(count + 1, sizeof *digests);

	for (size_t i = 0; i < count; i++)
		for (uint64_t lane = 0; lane < 2; lane++)
			digests[i].lane[lane] = tl_hash64(texts[i].data, texts[i].length, lane);
	return digests;
}

static void add_value(struct ingest_row_hash *hash, size_t column, uint64_t first, uint64_t second)
{
	hash->lane[0] = ingest_lane_add(0, hash->lane[0], column, first);
	hash->lane[1] = ingest_lane_add(1, hash->lane[1], column, second);
}

static void add_keys(const struct tl_fact_array *column, const struct ingest_row_hash *keys,
	size_t at, struct ingest_row_hash *hashes, size_t count)
{
	for (size_t row = 0; row < count; row++) {
		const struct ingest_row_hash *key = &keys[column->ints[row]];

		add_value(&hashes[row], at, key->lane[0], key->lane[1]);
	}
}

static void add_words(
	const struct tl_fact_array *column, size_t at, struct ingest_row_hash *hashes, size_t count)
{
	struct ingest_row_hash *words = digest_texts(column->words, column->word_count);

	for (size_t row = 0; row < count; row++) {
		const struct ingest_row_hash *word = &words[column->codes[row]];

		add_value(&hashes[row], at, word->lane[0], word->lane[1]);
	}
	free(words);
}

static void add_column(
	const struct tl_fact_array *column, size_t at, struct ingest_row_hash *hashes, size_t count)
{
	switch (column->type) {
	case TL_FACT_INT:
		for (size_t row = 0; row < count; row++)
			add_value(&hashes[row], at, (uint64_t)column->ints[row],
				(uint64_t)column->ints[row]);
		break;
	case TL_FACT_DAY:
		for (size_t row = 0; row < count; row++)
			add_value(&hashes[row], at, (uint64_t)column->days[row],
				(uint64_t)column->days[row]);
		break;
	case TL_FACT_REAL:
		for (size_t row = 0; row < count; row++) {
			uint64_t bits;

			memcpy(&bits, &column->reals[row], sizeof bits);
			add_value(&hashes[row], at, bits, bits);
		}
		break;
	case TL_FACT_TEXT:
		add_words(column, at, hashes, count);
		break;
	}
}

struct ingest_row_hash *settle_rows_hash(const struct settle_rows *rows)
{
	struct ingest_row_hash *hashes = tl_alloc(rows->count + 1, sizeof *hashes);
	struct ingest_row_hash *keys = digest_texts(rows->keys.names, rows->keys.count);

	for (size_t row = 0; row < rows->count; row++)
		ingest_row_hash_start(&hashes[row]);
	for (size_t i = 0; i < rows->main.column_count; i++) {
		const struct tl_fact_array *column = &rows->main.columns[i];

		if (is_key(column->name))
			add_keys(column, keys, i, hashes, rows->count);
		else if (!is_place(column->name))
			add_column(column, i, hashes, rows->count);
	}
	for (size_t i = 0; i < rows->record.column_count; i++) {
		const struct tl_fact_array *column = &rows->record.columns[i];

		if (!is_place(column->name) && !is_key(column->name))
			add_column(column, rows->main.column_count + i, hashes, rows->count);
	}
	free(keys);
	return hashes;
}

static const struct tl_fact_array *column_of(
	const struct settle_rows *rows, const struct tl_field *field)
{
	struct tl_arena arena = {0};
	const char *name = tl_rule_column(field, &arena);
	const struct tl_fact_array *column = tl_fact_column_of(&rows->main, name);

	if (!column)
		column = tl_fact_column_of(&rows->record, name);
	tl_arena_free(&arena);
	return column;
}

bool settle_rows_add_fields(const struct settle_rows *rows, size_t row,
	const struct tl_contract *contract, char *const *fields, size_t count, struct tl_buf *out)
{
	for (size_t i = 0; i < count; i++) {
		unsigned number = tl_contract_field_number(contract, fields[i]);
		const struct tl_fact_array *column = column_of(rows, &contract->fields[number]);

		if (!column || is_blank(column, row))
			return false;
		add_cell(rows, column, row, out);
	}
	return true;
}

struct tl_day settle_rows_day(const struct settle_rows *rows, size_t row)
{
	const struct tl_fact_array *column = tl_fact_column_of(&rows->main, "date");

	if (!column || column->type != TL_FACT_DAY)
		column = tl_fact_column_of(&rows->main, "start");
	return column && column->type == TL_FACT_DAY ? (struct tl_day){column->days[row]}
						     : TL_NO_DAY;
}

bool settle_rows_live(const struct settle_rows *rows, const struct ingest_shard *shard, size_t row)
{
	return !shard->gone[rows->record_no[row]];
}
