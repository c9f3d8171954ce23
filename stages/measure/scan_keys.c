/* Classes of members' rows from the rows' keys: rows are parted by key, each part is counted on its
 * own, and only what a key is met with first is laid out as cells. */
#include "scan_private.h"

#include <throughline/pool.h>

static size_t bucket_of(uint64_t key)
{
	return (key * UINT64_C(0x9e3779b97f4a7c15)) >> 58;
}

static_assert(SCAN_BUCKETS == 1 << (64 - 58), "a bucket for each number of bucket_of");

void measure_scan_keys_part(struct scan_part *part, const struct scan_keyed *rows, size_t count)
{
	uint32_t next[SCAN_BUCKETS + 2] = {0};

	part->keyed = tl_grow(NULL, count + 1, sizeof *part->keyed);
	for (size_t i = 0; i < count; i++)
		next[bucket_of(rows[i].key) + 2]++;
	for (size_t b = 2; b < SCAN_BUCKETS + 2; b++)
		next[b] += next[b - 1];
	for (size_t i = 0; i < count; i++)
		part->keyed[next[bucket_of(rows[i].key) + 1]++] = rows[i];
	for (size_t b = 0; b <= SCAN_BUCKETS; b++)
		part->keyed_from[b] = next[b];
}

/* ---- a bucket ------------------------------------------------------------------------------- */

struct entry {
	uint64_t key;
	struct scan_slot slot;
};

struct table { /* open addressing */
	uint32_t *index; /* entry + 1 */
	size_t capacity;
	TL_VEC(struct entry) entries;
};

static struct entry *entry_of(struct table *table, const struct scan_keyed *row)
{
	size_t at = (row->key * UINT64_C(0x9e3779b97f4a7c15)) >> 20 & (table->capacity - 1);
	struct entry *made;

	for (; table->index[at]; at = (at + 1) & (table->capacity - 1)) {
		struct entry *entry = &table->entries.items[table->index[at] - 1];

		if (entry->key == row->key)
			return entry;
	}
	made = tl_vec_push(&table->entries);
	made->key = row->key;
	table->index[at] = (uint32_t)table->entries.count;
	return made;
}

static void make_class(
	const struct measure_scan *scan, struct scan_bucket *bucket, struct entry *entry)
{
	size_t before = bucket->cells.items.count;
	uint32_t contract = measure_scan_cells_of(scan, entry->key, &bucket->cells);

	scan_slot_close(&entry->slot);
	if (bucket->cells.items.count > before)
		*tl_vec_push(&bucket->classes) = (struct measure_scan_class){.contract = contract,
			.count = (uint32_t)(bucket->cells.items.count - before),
			.atom = {entry->slot.units, entry->slot.contributors, entry->slot.largest,
				entry->slot.second}};
}

static size_t count_rows(const struct measure_scan *scan, size_t bucket)
{
	size_t count = 0;

	for (size_t p = 0; p < scan->part_count; p++)
		count += scan->parts[p].keyed_from[bucket + 1] - scan->parts[p].keyed_from[bucket];
	return count;
}

/* A person's rows with one key come together: no person is in two parts. */
void measure_scan_keys_bucket(struct measure_scan *scan, size_t number)
{
	struct scan_bucket *bucket = &scan->buckets[number];
	struct table table = {.capacity = 64};
	size_t first = 0;

	while (table.capacity < count_rows(scan, number) * 2)
		table.capacity *= 2;
	table.index = tl_alloc(table.capacity, sizeof *table.index);
	for (size_t p = 0; p < scan->part_count; p++) {
		const struct scan_part *part = &scan->parts[p];

		for (uint32_t i = part->keyed_from[number]; i < part->keyed_from[number + 1]; i++)
			scan_slot_add(&entry_of(&table, &part->keyed[i])->slot,
				part->keyed[i].person + 1);
	}
	for (size_t e = 0; e < table.entries.count; e++)
		make_class(scan, bucket, &table.entries.items[e]);
	for (size_t c = 0; c < bucket->classes.count; c++) {
		bucket->classes.items[c].cells = &bucket->cells.items.items[first];
		first += bucket->classes.items[c].count;
	}
	free(table.index);
	tl_vec_free(&table.entries);
}
