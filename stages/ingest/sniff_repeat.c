/* Rows that come again, and keys that do: a second reading, for the first does not know the key. */
#include "sniff.h"

#include <throughline/hash.h>

#include <stdlib.h>

typedef TL_VEC(uint64_t) hashes;

static uint64_t hash_row(const struct tl_csv_row *row, size_t columns)
{
	uint64_t hash = 0;

	for (size_t i = 0; i < columns; i++) {
		struct tl_str text = tl_str_trim(row->fields[i]);

		hash = tl_hash64(text.data, text.length, hash);
	}
	return hash;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static int64_t count_repeats(hashes *found)
{
	int64_t repeats = 0;

	if (found->count)
		qsort(found->items, found->count, sizeof *found->items, by_value);
	for (size_t i = 1; i < found->count; i++)
		repeats += found->items[i] == found->items[i - 1];
	return repeats;
}

static size_t key_of(const struct sniff_file *file, const struct sniff_guess *guess)
{
	for (size_t i = 0; i < file->columns.count; i++)
		if (guess->fields[i].role == TL_ROLE_KEY)
			return i;
	return SIZE_MAX;
}

/* A reading that stops where the first did has seen the same rows. */
static bool read_hashes(const struct sniff_file *file, size_t key, struct tl_table *table,
	hashes *rows, hashes *keys, struct tl_err *err)
{
	struct tl_csv_row row;
	bool header = true, more;

	for (;; header = false) {
		if (!tl_table_next(table, &row, &more, err))
			return file->stopped.exit_status != EX_OK;
		if (!more)
			return true;
		if (header || !sniff_row_is_whole(file, &row))
			continue;
		*tl_vec_push(rows) = hash_row(&row, file->columns.count);
		if (key != SIZE_MAX) {
			struct tl_str text = tl_str_trim(row.fields[key]);

			if (text.length)
				*tl_vec_push(keys) = tl_hash64(text.data, text.length, 0);
		}
	}
}

bool sniff_repeats(const struct sniff_file *file, const struct sniff_guess *guess,
	struct sniff_repeats *repeats, struct tl_err *err)
{
	struct tl_table *table = tl_table_open(file->path, file->layout.options, err);
	hashes rows = {0}, keys = {0};
	bool ok = table && read_hashes(file, key_of(file, guess), table, &rows, &keys, err);

	*repeats = (struct sniff_repeats){count_repeats(&rows), count_repeats(&keys)};
	tl_table_free(table);
	tl_vec_free(&rows);
	tl_vec_free(&keys);
	if (ok)
		*err = (struct tl_err){0};
	return ok;
}
