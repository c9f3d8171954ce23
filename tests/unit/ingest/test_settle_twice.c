#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../../stages/ingest/settle_twice.h"

#include <throughline/hash.h>

#define FILES 5

static bool has(const settle_hashes *file, uint64_t hash)
{
	for (size_t i = 0; i < file->count; i++)
		if (file->items[i] == hash)
			return true;
	return false;
}

/* Counted one by one. */
static size_t files_with(const settle_hashes *files, uint64_t hash)
{
	size_t count = 0;

	for (size_t i = 0; i < FILES; i++)
		count += has(&files[i], hash);
	return count;
}

/* rows a file, out of so many that differ. */
static void hold(size_t rows, uint64_t differ)
{
	settle_hashes files[FILES] = {0}, shared = {0};
	uint64_t chance = rows + differ;

	for (size_t i = 0; i < FILES; i++)
		for (size_t row = 0; row < rows * i; row++) {
			uint64_t pick = tl_hash64(&chance, sizeof chance, 0) % differ;

			chance++;
			*tl_vec_push(&files[i]) = tl_hash64(&pick, sizeof pick, 1);
		}
	settle_twice_find(files, FILES, &shared);
	for (size_t i = 1; i < shared.count; i++)
		assert_true(shared.items[i - 1] < shared.items[i]);
	for (size_t i = 0; i < FILES; i++) {
		for (size_t row = 0; row < files[i].count; row++) {
			uint64_t hash = files[i].items[row];

			assert_int_equal(
				settle_twice_has(&shared, hash), files_with(files, hash) > 1);
		}
	}
	assert_false(settle_twice_has(&shared, 1));
	for (size_t i = 0; i < FILES; i++)
		tl_vec_free(&files[i]);
	tl_vec_free(&shared);
}

static void what_two_files_have_is_found_and_nothing_else(void **state)
{
	(void)state;
	hold(0, 1);
	hold(1, 1); /* the same row everywhere */
	hold(40, 7); /* many times in each file */
	hold(200, 1000);
	hold(300, 100000); /* hardly any */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_two_files_have_is_found_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
