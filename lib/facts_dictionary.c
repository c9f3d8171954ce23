/* The words of a text column: a code for each, and at the end codes in byte order. */
#include "facts_private.h"

#include <stdlib.h>

#define FIRST_SLOTS 256

static size_t next_slot(const struct facts_dictionary *dictionary, size_t slot)
{
	return (slot + 1) & (dictionary->slot_count - 1);
}

/* A slot holds half of its word's hash, so that other words are seldom looked at. */
static void rehash(struct facts_dictionary *dictionary)
{
	struct facts_slot *old = dictionary->slots;
	size_t old_count = dictionary->slot_count;

	dictionary->slot_count = old_count ? old_count * 2 : FIRST_SLOTS;
	dictionary->slots = tl_alloc(dictionary->slot_count, sizeof *dictionary->slots);
	for (size_t i = 0; i < old_count; i++) {
		size_t slot = old[i].hash & (dictionary->slot_count - 1);

		if (!old[i].code)
			continue;
		while (dictionary->slots[slot].code)
			slot = next_slot(dictionary, slot);
		dictionary->slots[slot] = old[i];
	}
	free(old);
}

uint32_t facts_dictionary_code(struct facts_dictionary *dictionary, struct tl_arena *arena,
	struct tl_str word, uint64_t hash)
{
	struct facts_slot *slot;
	size_t at;

	if (dictionary->words.count * 2 >= dictionary->slot_count)
		rehash(dictionary);
	at = (uint32_t)hash & (dictionary->slot_count - 1);
	for (slot = &dictionary->slots[at]; slot->code; slot = &dictionary->slots[at]) {
		if (slot->hash == (uint32_t)hash &&
			tl_str_equal(dictionary->words.items[slot->code - 1], word))
			return slot->code;
		at = next_slot(dictionary, at);
	}
	assert(dictionary->words.count < UINT32_MAX / 2);
	*tl_vec_push(&dictionary->words) = tl_arena_str(arena, word);
	*slot = (struct facts_slot){(uint32_t)hash, (uint32_t)dictionary->words.count};
	return slot->code;
}

void facts_dictionary_use(struct facts_dictionary *dictionary, const uint32_t *codes, size_t count)
{
	while (dictionary->used.count <= dictionary->words.count)
		*tl_vec_push(&dictionary->used) = false;
	for (size_t i = 0; i < count; i++)
		dictionary->used.items[codes[i]] = true;
}

/* A word that was overwritten within its row has a code that no row holds. */
static size_t keep_used(struct facts_dictionary *dictionary, uint32_t *code_of)
{
	size_t count = 0;

	for (size_t i = 0; i < dictionary->words.count; i++)
		if (i + 1 < dictionary->used.count && dictionary->used.items[i + 1]) {
			code_of[count] = (uint32_t)(i + 1);
			dictionary->words.items[count++] = dictionary->words.items[i];
		}
	return count;
}

uint32_t *facts_dictionary_sort(struct facts_dictionary *dictionary)
{
	uint32_t *rank = tl_alloc(dictionary->words.count + 1, sizeof *rank);
	uint32_t *code_of = tl_alloc(dictionary->words.count + 1, sizeof *code_of);
	size_t count = keep_used(dictionary, code_of);
	uint32_t *order = tl_str_sort(dictionary->words.items, count);

	for (size_t i = 0; i < count; i++)
		rank[code_of[order[i]]] = (uint32_t)(i + 1);
	dictionary->words.count = count; /* the slots are stale now: no word can be added */
	free(order);
	free(code_of);
	return rank;
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
	tl_vec_free(&dictionary->used);
}
