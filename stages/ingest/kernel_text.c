/* Columns of keys, words and codes. */
#include "kernel.h"

#include <math.h>
#include <string.h>

static bool is_null(const struct tl_rule *rule, struct tl_str text)
{
	for (size_t i = 0; i < rule->null_count; i++)
		if (tl_str_equal(text, tl_str(rule->nulls[i])))
			return true;
	return false;
}

/* False where the row is left to its own way. */
static inline bool hash_text(struct ingest_batch *batch, size_t row, struct tl_str text)
{
	struct tl_hash_pair hash = tl_hash64_pair(text.data, text.length);
	bool none = hash.first == INGEST_NO_HASH || hash.second == INGEST_NO_HASH;

	batch->hash[0][row] = hash.first;
	batch->hash[1][row] = hash.second;
	batch->by_row[row] |= none;
	return !none;
}

/* Keys get their numbers when it is known that their rows are kept: here only their hashes. */
void ingest_kernel_key(struct ingest_kernel *kernel, struct ingest_batch *batch)
{
	const struct ingest_column column = ingest_column_of(batch, kernel);

	for (size_t row = 0, count = batch->count; row < count; row++) {
		struct tl_str text = ingest_column_text(&column, row);

		if (!text.length || !ingest_is_trimmed(text) || is_null(kernel->rule, text)) {
			batch->by_row[row] = true;
			continue;
		}
		hash_text(batch, row, text);
		kernel->numbers[row] = (int64_t)batch->hash[0][row];
	}
}

/* The words of a batch that are as they stand, and whose they are. */
struct usual {
	struct tl_str texts[INGEST_BATCH_ROWS];
	uint64_t hashes[INGEST_BATCH_ROWS];
	uint32_t codes[INGEST_BATCH_ROWS];
	uint32_t rows[INGEST_BATCH_ROWS];
	size_t count;
};

static void give_codes(struct ingest_kernel *kernel, struct usual *usual)
{
	if (!kernel->writer)
		return;
	tl_facts_words(kernel->writer, kernel->at, usual->texts, usual->hashes, usual->count,
		usual->codes);
	for (size_t i = 0; i < usual->count; i++)
		kernel->codes[usual->rows[i]] = usual->codes[i];
}

void ingest_kernel_word(struct ingest_kernel *kernel, struct ingest_batch *batch)
{
	const struct ingest_column column = ingest_column_of(batch, kernel);
	struct usual usual;

	usual.count = 0;
	for (size_t row = 0, count = batch->count; row < count; row++) {
		struct tl_str text = ingest_column_text(&column, row);

		kernel->codes[row] = 0;
		if (!text.length) {
			batch->hash[0][row] = batch->hash[1][row] = INGEST_NO_HASH;
			ingest_batch_blank(batch, kernel, row);
			continue;
		}
		if (!ingest_is_trimmed(text) || is_null(kernel->rule, text)) {
			ingest_kernel_one(kernel, batch, row, text);
			continue;
		}
		if (!hash_text(batch, row, text))
			continue;
		usual.texts[usual.count] = text;
		usual.hashes[usual.count] = batch->hash[0][row];
		usual.rows[usual.count++] = (uint32_t)row;
	}
	give_codes(kernel, &usual);
}

/* ---- memory of texts met ------------------------------------------------------------------ */

#define MEMO_SLOTS 512 /* one text each, the last met */
#define MEMO_BYTES ((size_t)32) /* longer texts are not remembered */

/* Half a text in one register, wherever the processor has one. */
typedef uint64_t half __attribute__((vector_size(16)));
static_assert(2 * sizeof(half) == MEMO_BYTES, "two halves are a text");

struct text {
	half low, high; /* zeros behind its end */
};

struct entry {
	struct text text;
	size_t length; /* 0: free */
	uint64_t hash[2]; /* of texts */
	int64_t number; /* or a real's bits */
	uint32_t code;
};

struct ingest_memo {
	struct entry entries[MEMO_SLOTS];
};

/* The text is readable past its end: TL_CSV_PADDING. */
static inline struct text load(struct tl_str text)
{
	static const uint8_t mask[2 * MEMO_BYTES] = {
#define EIGHT 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff
		EIGHT, EIGHT, EIGHT, EIGHT};
	const uint8_t *from = mask + MEMO_BYTES - text.length;
	struct text loaded, keep;

	memcpy(&loaded.low, text.data, sizeof loaded.low);
	memcpy(&loaded.high, text.data + sizeof loaded.low, sizeof loaded.high);
	memcpy(&keep.low, from, sizeof keep.low);
	memcpy(&keep.high, from + sizeof keep.low, sizeof keep.high);
	loaded.low &= keep.low;
	loaded.high &= keep.high;
	return loaded;
}

static inline size_t slot_of(const struct text *text)
{
	half folded = text->low ^ (text->high << 1 | text->high >> 63);
	uint64_t mixed = folded[0] ^ (folded[1] << 2 | folded[1] >> 62);

	return (size_t)(mixed * UINT64_C(0x9e3779b97f4a7c15) >> 55);
}
static_assert(MEMO_SLOTS == 1 << (64 - 55), "slot_of gives one of the slots");

static inline bool is_entry(const struct entry *entry, const struct text *text, size_t length)
{
	half differs = (entry->text.low ^ text->low) | (entry->text.high ^ text->high);

	return !(differs[0] | differs[1] | (entry->length ^ length));
}

/* Reads a text the long way, as if it stood alone, and keeps the outcome if it is a value. */
static void learn(struct ingest_kernel *kernel, struct ingest_batch *batch, size_t row,
	struct tl_str text, struct entry *entry)
{
	ingest_kernel_one(kernel, batch, row, text);
	if (batch->by_row[row] || !entry)
		return;
	entry->text = load(text);
	entry->length = text.length;
	if (kernel->rule->type != TL_FACT_TEXT) {
		entry->number = kernel->numbers[row];
		return;
	}
	entry->code = kernel->codes[row];
	entry->hash[0] = batch->hash[0][row];
	entry->hash[1] = batch->hash[1][row];
}

static void nothing(struct ingest_kernel *kernel, struct ingest_batch *batch, size_t row)
{
	if (kernel->rule->type == TL_FACT_TEXT) {
		kernel->codes[row] = 0;
		batch->hash[0][row] = batch->hash[1][row] = INGEST_NO_HASH;
	} else if (kernel->rule->type == TL_FACT_REAL)
		kernel->reals[row] = NAN;
	else
		kernel->numbers[row] = TL_NO_INT;
}

void ingest_kernel_memo(struct ingest_kernel *kernel, struct ingest_batch *batch)
{
	const struct ingest_column column = ingest_column_of(batch, kernel);
	const bool is_text = kernel->rule->type == TL_FACT_TEXT;
	struct entry *entries = kernel->memo->entries;
	int64_t *numbers = kernel->numbers; /* one of the two */
	uint32_t *codes = kernel->codes;

	for (size_t row = 0, count = batch->count; row < count; row++) {
		struct tl_str text = ingest_column_text(&column, row);
		struct text loaded;
		struct entry *entry;

		if (!text.length) {
			nothing(kernel, batch, row);
			ingest_batch_blank(batch, kernel, row);
			continue;
		}
		if (text.length > MEMO_BYTES) {
			learn(kernel, batch, row, text, NULL);
			continue;
		}
		loaded = load(text);
		entry = &entries[slot_of(&loaded)];
		if (!is_entry(entry, &loaded, text.length)) {
			learn(kernel, batch, row, text, entry);
			continue;
		}
		if (is_text) {
			codes[row] = entry->code;
			batch->hash[0][row] = entry->hash[0];
			batch->hash[1][row] = entry->hash[1];
		} else {
			numbers[row] = entry->number;
		}
	}
}

struct ingest_memo *ingest_memo_make(struct tl_arena *arena)
{
	return tl_arena_alloc(arena, sizeof(struct ingest_memo));
}
