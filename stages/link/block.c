#include "block.h"

#include <stdlib.h>
#include <string.h>
#include <throughline/pool.h>

#include "keyed.h"

static uint32_t mix(uint32_t hash, uint32_t value)
{
	uint64_t mixed = ((uint64_t)hash << 32 | value) * UINT64_C(0x9e3779b97f4a7c15);

	mixed ^= mixed >> 29;
	return (uint32_t)((mixed * UINT64_C(0xbf58476d1ce4e5b9)) >> 32);
}

static uint32_t part_of(
	const struct records *records, const struct block_part *part, const uint32_t *row)
{
	return records->values[part->field]->parts[part->part][row[part->field]];
}

/* 0 where a part is missing. The pass's number is no part of it: keys meet only their own. */
static uint32_t key_of(
	const struct block_pass *pass, const struct records *records, const uint32_t *row)
{
	uint32_t key = 1;

	if (pass->likeness)
		return likeness_key(pass->likeness, records, row);
	for (size_t i = 0; i < pass->count; i++) {
		uint32_t value = part_of(records, &pass->parts[i], row);

		if (!value)
			return 0;
		if (pass->unordered && i == 0) {
			uint32_t other = part_of(records, &pass->parts[1], row);

			key = mix(mix(key, value < other ? value : other),
				value < other ? other : value);
			i = 1;
			if (!other)
				return 0;
		} else {
			key = mix(key, value);
		}
	}
	return key ? key : 1;
}

static size_t block_end(const struct keyed *entries, size_t count, size_t from)
{
	size_t to = from + 1;

	while (to < count && entries[to].key == entries[from].key)
		to++;
	return to;
}

static size_t splits_of(const struct block_pass *pass)
{
	return pass->likeness ? LIKENESS_BITS - pass->likeness->key_bits : pass->split_count;
}

/* Splits this block by one part, and what is too large still by the next. */
static void split(const struct block_pass *pass, const struct records *records,
	struct keyed *entries, size_t count, size_t by)
{
	struct keyed *spare;

	if (count <= pass->split_above || by == splits_of(pass))
		return;
	for (size_t i = 0; i < count; i++) {
		const uint32_t *row = records_row(records, entries[i].number);
		uint32_t value = pass->likeness ? likeness_bit(pass->likeness, records, row,
							  pass->likeness->key_bits + by)
						: part_of(records, &pass->splits[by], row);
		uint32_t key = mix(entries[i].key, value);

		entries[i].key = key ? key : 1;
	}
	spare = tl_alloc(count, sizeof *spare);
	keyed_sort(entries, spare, count);
	free(spare);
	for (size_t from = 0, to; from < count; from = to) {
		to = block_end(entries, count, from);
		split(pass, records, entries + from, to - from, by + 1);
	}
}

/* A filter has no coarser form to be split by; who shares a home may differ in all else; without a
 * key all are compared. */
static bool stays_whole(const struct block_pass *pass, const struct records *records)
{
	if (pass->likeness)
		return false;
	for (size_t i = 0; i < pass->count; i++) {
		const struct field *field = &records->fields[pass->parts[i].field];

		if (field->kind == FIELD_FILTER ||
			(field->meaning == FIELD_POSTCODE && pass->parts[i].part == PART_WHOLE))
			return true;
	}
	return !pass->count;
}

/* The largest size of block that stays whole: block_max, or less where the smaller blocks have the
 * pairs that a pass may have already. Who shares a key with many more people than is usual shares
 * it by chance, and of many records there are many of those. */
static size_t split_above(
	const struct keyed *entries, size_t count, int64_t pairs_most, size_t block_max)
{
	int64_t *pairs = tl_alloc(block_max + 1, sizeof *pairs), sum = 0;
	size_t size = 1;

	for (size_t from = 0, to; from < count; from = to) {
		to = block_end(entries, count, from);
		if (to - from <= block_max)
			pairs[to - from] += (int64_t)((to - from) * (to - from - 1) / 2);
	}
	while (size < block_max &&
		((sum += pairs[size + 1]) <= pairs_most || size < BLOCK_WHOLE_TO))
		size++;
	free(pairs);
	return size;
}

static void keep_blocks(
	struct block_pass *pass, const struct keyed *entries, size_t count, size_t block_max)
{
	size_t kept = 0;

	for (size_t from = 0, to; from < count; from = to) {
		to = block_end(entries, count, from);
		kept += to - from > 1 ? to - from : 0;
	}
	pass->entries = tl_alloc(kept + 1, sizeof *pass->entries);
	for (size_t from = 0, to; from < count; from = to) {
		int64_t size, near;

		to = block_end(entries, count, from);
		size = (int64_t)(to - from);
		if (size < 2)
			continue;
		for (size_t i = from; i < to; i++)
			pass->entries[pass->entry_count++] = entries[i].number;
		near = size - 1 < (int64_t)block_max ? size - 1 : (int64_t)block_max;
		pass->pairs += near * (near + 1) / 2 + (size - 1 - near) * near;
	}
}

struct making {
	struct blocks *blocks;
	struct records *records;
};

static bool make_pass(size_t index, void *task, struct tl_err *err TL_UNUSED)
{
	const struct making *making = task;
	struct records *records = making->records;
	struct block_pass *pass = &making->blocks->passes[index];
	struct keyed *entries = tl_alloc(records->count + 1, sizeof *entries);
	struct keyed *spare = tl_alloc(records->count + 1, sizeof *spare);
	int64_t pairs_most = (pass->likeness ? LIKENESS_PAIRS_A_RECORD : PAIRS_A_RECORD) *
			     (int64_t)records->count;
	size_t count = 0;

	for (size_t i = 0; i < records->count; i++) {
		uint32_t *row = records_row(records, i);
		uint32_t key = key_of(pass, records, row);

		row[records->field_count + index] = key;
		if (key)
			entries[count++] = (struct keyed){key, (uint32_t)i};
	}
	keyed_sort(entries, spare, count);
	free(spare);
	pass->split_above = stays_whole(pass, records) ? making->blocks->block_max
						       : split_above(entries, count, pairs_most,
								 making->blocks->block_max);
	for (size_t from = 0, to; from < count; from = to) {
		to = block_end(entries, count, from);
		if (to - from <= pass->split_above)
			continue;
		pass->split_blocks++;
		split(pass, records, entries + from, to - from, 0);
		for (size_t i = from; i < to; i++)
			records_row(records, entries[i].number)[records->field_count + index] =
				entries[i].key;
	}
	keep_blocks(pass, entries, count, making->blocks->block_max);
	free(entries);
	return true;
}

void blocks_make(struct blocks *blocks, struct records *records, size_t threads)
{
	struct making making = {blocks, records};
	struct tl_err err = {0};

	tl_pool_for(threads, blocks->count, make_pass, &making, &err);
}

void blocks_free(struct blocks *blocks)
{
	for (size_t i = 0; i < blocks->count; i++) {
		free(blocks->passes[i].entries);
		free(blocks->passes[i].likeness);
	}
	*blocks = (struct blocks){0};
}
