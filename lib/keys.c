#include <throughline/keys.h>

#include <stdlib.h>

#include <throughline/facts.h>

#define TABLE "key"

enum column { NUMBER, NAME };
static const struct tl_fact_column columns[] = {
	[NUMBER] = {"key_no", TL_FACT_INT},
	[NAME] = {"person_key", TL_FACT_TEXT},
};

/* ---- writing -------------------------------------------------------------------------------- */

static void append(struct tl_facts_writer *facts, size_t first, size_t count)
{
	int64_t *numbers = tl_alloc(count, sizeof *numbers);
	uint32_t *codes = tl_alloc(count, sizeof *codes);

	for (size_t i = 0; i < count; i++) {
		numbers[i] = (int64_t)(first + i);
		codes[i] = (uint32_t)(first + i + 1);
	}
	tl_facts_append(facts, NUMBER, numbers, count);
	tl_facts_append(facts, NAME, codes, count);
	tl_facts_end_rows(facts, count);
	free(codes);
	free(numbers);
}

bool tl_keys_write(struct tl_db *shard, struct tl_keys keys, struct tl_err *err)
{
	struct tl_facts_writer *facts = tl_facts_writer_new(TABLE, columns, TL_LEN(columns));
	bool ok;

	if (keys.count)
		tl_facts_given_words(facts, NAME, keys.names, keys.count);
	for (size_t first = 0, count; first < keys.count; first += count) {
		count = tl_facts_room(facts);
		count = keys.count - first < count ? keys.count - first : count;
		append(facts, first, count);
	}
	ok = tl_facts_finish(facts, shard, err);
	tl_facts_writer_free(facts);
	return ok;
}

/* ---- reading -------------------------------------------------------------------------------- */

static bool damaged(struct tl_err *err)
{
	return tl_fail(err, EX_DATAERR, "table " TABLE " is damaged; run ingest again");
}

/* Names are in byte order and so are the words of a column: key n is word n + 1. */
bool tl_keys_read(
	struct tl_db *shard, struct tl_arena *arena, struct tl_keys *keys, struct tl_err *err)
{
	const char *const column = columns[NAME].name;
	struct tl_fact_table table;
	const struct tl_fact_array *names;
	bool found;

	*keys = (struct tl_keys){0};
	if (!tl_facts_read_columns(shard, TABLE, &column, 1, arena, &table, &found, err))
		return false;
	names = found ? tl_fact_column_of(&table, column) : NULL;
	if (!names || names->type != TL_FACT_TEXT || names->word_count != table.rows + 1)
		return damaged(err);
	for (size_t i = 0; i < table.rows; i++)
		if (names->codes[i] != i + 1)
			return damaged(err);
	*keys = (struct tl_keys){names->words + 1, table.rows};
	return true;
}

bool tl_keys_count(struct tl_db *shard, size_t *count, struct tl_err *err)
{
	int64_t rows;

	if (!tl_db_int(shard,
		    "SELECT coalesce((SELECT rows FROM fact_table WHERE name = '" TABLE "'), -1)",
		    &rows, err))
		return false;
	*count = (size_t)rows;
	return rows >= 0 || damaged(err);
}
