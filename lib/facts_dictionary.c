/* The words of a text column: a code for each, and at the end codes in byte order. */
#include "facts_private.h"

#include <stdlib.h>

void facts_dictionary_use(struct facts_dictionary *dictionary, const uint32_t *codes, size_t count)
{
	if (dictionary->sorted)
		return;
	while (dictionary->used.count <= dictionary->words.items.count)
		*tl_vec_push(&dictionary->used) = false;
	for (size_t i = 0; i < count; i++)
		dictionary->used.items[codes[i]] = true;
}

/* A word that was overwritten within its row has a code that no row holds. */
uint32_t *facts_dictionary_sort(struct facts_dictionary *dictionary)
{
	struct tl_words *words = &dictionary->words;
	uint32_t *rank;

	if (dictionary->sorted)
		return NULL;
	rank = tl_alloc(words->items.count + 1, sizeof *rank);
	facts_dictionary_use(dictionary, NULL, 0);
	tl_words_sort(words, dictionary->used.items + 1);
	for (size_t i = 0; i < words->sorted_count; i++)
		rank[words->numbers[i] + 1] = (uint32_t)(i + 1);
	dictionary->sorted = words->sorted;
	dictionary->count = words->sorted_count;
	return rank;
}

static void gather(const struct facts_dictionary *dictionary, size_t from, struct tl_buf *lengths,
	struct tl_buf *words)
{
	tl_buf_clear(lengths);
	tl_buf_clear(words);
	for (size_t i = from; i < dictionary->count && i < from + TL_CHUNK_ROWS; i++) {
		struct tl_str word = dictionary->sorted[i];
		uint32_t length = (uint32_t)word.length;

		assert(word.length <= UINT32_MAX);
		tl_buf_add(lengths, tl_str_slice((const char *)&length, sizeof length));
		tl_buf_add(words, word);
	}
}

bool facts_dictionary_write(const struct facts_dictionary *dictionary, struct tl_db *db,
	int64_t column_no, struct tl_err *err)
{
	struct tl_stmt *stmt =
		tl_db_prepare(db, "INSERT INTO main.fact_word VALUES (?1, ?2, ?3, ?4)", err);
	struct tl_buf lengths = {0}, words = {0};
	bool ok = stmt != NULL;

	for (size_t from = 0; ok && from < dictionary->count; from += TL_CHUNK_ROWS) {
		gather(dictionary, from, &lengths, &words);
		tl_bind_int(stmt, 1, column_no);
		tl_bind_int(stmt, 2, (int64_t)(from / TL_CHUNK_ROWS));
		tl_bind_blob(stmt, 3, lengths.data, lengths.length);
		tl_bind_blob(stmt, 4, words.data, words.length);
		ok = tl_stmt_run(stmt, err);
	}
	tl_stmt_free(stmt);
	tl_buf_free(&lengths);
	tl_buf_free(&words);
	return ok;
}

void facts_dictionary_free(struct facts_dictionary *dictionary)
{
	tl_words_free(&dictionary->words);
	tl_vec_free(&dictionary->used);
}
