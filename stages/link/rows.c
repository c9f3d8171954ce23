#include "rows.h"

#include <stdlib.h>

#include <throughline/hash.h>

static_assert(TL_CHUNK_ROWS % ROWS_AT_ONCE == 0, "there is always room for as many");

void rows_begin(struct rows *rows, struct tl_facts_writer *facts,
	const struct tl_fact_column *columns, size_t count)
{
	assert(count <= ROWS_COLUMNS_MAX);
	*rows = (struct rows){.facts = facts, .columns = columns, .column_count = count};
	for (size_t i = 0; i < count; i++)
		if (columns[i].type == TL_FACT_TEXT)
			rows->codes[i] = tl_alloc(ROWS_AT_ONCE, sizeof *rows->codes[i]);
		else
			rows->ints[i] = tl_alloc(ROWS_AT_ONCE, sizeof *rows->ints[i]);
}

void rows_flush(struct rows *rows)
{
	if (!rows->count)
		return;
	for (size_t i = 0; i < rows->column_count; i++)
		if (rows->codes[i])
			tl_facts_append(rows->facts, i, rows->codes[i], rows->count);
		else
			tl_facts_append(rows->facts, i, rows->ints[i], rows->count);
	tl_facts_end_rows(rows->facts, rows->count);
	rows->count = 0;
}

void rows_finish(struct rows *rows)
{
	rows_flush(rows);
	for (size_t i = 0; i < rows->column_count; i++) {
		free(rows->codes[i]);
		free(rows->ints[i]);
	}
}

uint32_t rows_code(struct rows *rows, size_t column, struct tl_str word)
{
	if (!word.length)
		return 0;
	return tl_facts_word(rows->facts, column, word, tl_hash64(word.data, word.length, 0));
}

uint32_t *rows_codes(struct rows *rows, size_t column, const struct merged *words)
{
	uint32_t *codes = tl_alloc(words->count + 1, sizeof *codes);

	for (uint32_t n = 1; n <= words->count; n++)
		codes[n] = rows_code(rows, column, merged_text(words, n));
	return codes;
}
