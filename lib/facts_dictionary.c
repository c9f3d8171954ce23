/* The words of a text column: a code for each, and at the end codes in byte order. */
#include "facts_private.h"

#include <stdlib.h>

#define FIRST_SLOTS 256

static size_t first_slot(const struct facts_dictionary *dictionary, struct tl_str word)
{
	return (size_t)tl_hash64(word.data, word.length, 0) & (dictionary->slot_count - 1);
}

static size_t next_slot(const struct facts_dictionary *dictionary, size_t slot)
{
	return (slot + 1) & (dictionary->slot_count - 1);
}

static void rehash(struct facts_dictionary *dictionary)
{
	dictionary->slot_count = dictionary->slot_count ? dictionary->slot_count * 2 : FIRST_SLOTS;
	free(dictionary->slots);
	dictionary->slots = tl_alloc(dictionary->slot_count, sizeof *dictionary->slots);
	for (size_t i = 0; i < dictionary->words.count; i++) {
		size_t slot = first_slot(dictionary, dictionary->words.items[i]);

		while (dictionary->slots[slot])
			slot = next_slot(dictionary, slot);
		dictionary->slots[slot] = (uint32_t)(i + 1);
	}
}

uint32_t facts_dictionary_code(
	struct facts_dictionary *dictionary, struct tl_arena *arena, struct tl_str word)
{
	size_t slot;

	if (dictionary->words.count * 2 >= dictionary->slot_count)
		rehash(dictionary);
	slot = first_slot(dictionary, word);
	while (dictionary->slots[slot]) {
		uint32_t code = dictionary->slots[slot];

		if (tl_str_equal(dictionary->words.items[code - 1], word))
			return code;
		slot = next_slot(dictionary, slot);
	}
	assert(dictionary->words.count < UINT32_MAX - 1);
	*tl_vec_push(&dictionary->words) = tl_arena_str(arena, word);
	dictionary->slots[slot] = (uint32_t)dictionary->words.count;
	return dictionary->slots[slot];
}

struct ranked {
	struct tl_str word;
	uint32_t code;
};

static int compare_ranked(const void *a, const void *b)
{
	return tl_str_compare(((const struct ranked *)a)->word, ((const struct ranked *)b)->word);
}

/* A word that was overwritten within its row has a code that no row holds. */
static size_t used_words(
	const struct facts_dictionary *dictionary, const uint32_t *used, struct ranked *ranked)
{
	size_t count = 0;

	for (size_t i = 0; i < dictionary->words.count; i++)
		if (used[i + 1])
			ranked[count++] =
				(struct ranked){dictionary->words.items[i], (uint32_t)(i + 1)};
	return count;
}

void facts_dictionary_sort(struct facts_dictionary *dictionary, uint32_t *codes, size_t rows)
{
	uint32_t *rank = tl_alloc(dictionary->words.count + 1, sizeof *rank);
	struct ranked *ranked = tl_alloc(dictionary->words.count + 1, sizeof *ranked);
	size_t count;

	for (size_t i = 0; i < rows; i++)
		rank[codes[i]] = 1;
	count = used_words(dictionary, rank, ranked);
	qsort(ranked, count, sizeof *ranked, compare_ranked);
	rank[0] = 0;
	for (size_t i = 0; i < count; i++) {
		rank[ranked[i].code] = (uint32_t)(i + 1);
		dictionary->words.items[i] = ranked[i].word;
	}
	for (size_t i = 0; i < rows; i++)
		codes[i] = rank[codes[i]];
	dictionary->words.count = count; /* the slots are stale now: no word can be added */
	free(ranked);
	free(rank);
}

static void gather(const struct facts_dictionary *dictionary, size_t from, struct tl_buf *lengths,
	struct tl_buf *words)
{
	tl_buf_clear(lengths);
	tl_buf_clear(words);
	for (size_t i = from; i < dictionary->words.count && i < from + TL_CHUNK_ROWS; i++) {
		struct tl_str word = dictionary->words.items[i];
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

	for (size_t from = 0; ok && from < dictionary->words.count; from += TL_CHUNK_ROWS) {
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
	free(dictionary->slots);
	tl_vec_free(&dictionary->words);
}
