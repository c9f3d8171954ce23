/* The closed words of a cell, and its id. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include <throughline/cell.h>

static void every_status_and_reason_has_its_words(void **state)
{
	enum tl_status status;

	(void)state;
	for (size_t i = 0; i < TL_STATUS_COUNT_OF; i++) {
		assert_non_null(tl_statuses[i].name);
		assert_non_null(tl_statuses[i].symbol);
		assert_true(tl_status_of(tl_str(tl_statuses[i].name), &status));
		assert_int_equal(status, i);
	}
	for (size_t i = 0; i < TL_REASON_COUNT_OF; i++)
		assert_non_null(tl_reasons[i].words);
	assert_false(tl_status_of(TL_STR("hidden"), &status));
}

/* SHA-256 over each text's length (8 bytes, little-endian) and bytes, the position as 8 bytes in
 * its place: reckoned with Python's hashlib, not with this code. */
static void an_id_is_the_hash_of_the_key_columns_in_their_order(void **state)
{
	static const struct tl_cell_key key = {
		.programme = "support",
		.locality = "all",
		.measure = "calls",
		.statistic = "events",
		.arm = "programme",
		.variant = "main",
		.axis = "month",
		.position = 24168,
		.period_from = "2014-01-01",
		.period_to = "2014-01-31",
	};
	char id[17];

	(void)state;
	tl_cell_id(&key, id);
	assert_string_equal(id, "746f719025e6e92e");
}

static void each_key_column_changes_the_id_and_null_is_empty(void **state)
{
	const struct tl_cell_key plain = {.position = INT64_MIN},
				 empty = {"", "", "", "", "", "", "", "", "", INT64_MIN, "", ""};
	const struct tl_cell_key others[] = {
		{.programme = "x", .position = INT64_MIN},
		{.locality = "x", .position = INT64_MIN},
		{.measure = "x", .position = INT64_MIN},
		{.statistic = "x", .position = INT64_MIN},
		{.arm = "x", .position = INT64_MIN},
		{.partner = "x", .position = INT64_MIN},
		{.variant = "x", .position = INT64_MIN},
		{.grp = "x", .position = INT64_MIN},
		{.axis = "x", .position = INT64_MIN},
		{.position = 0},
		{.period_from = "x", .position = INT64_MIN},
		{.period_to = "x", .position = INT64_MIN},
		{.programme = "ab", .locality = "c", .position = INT64_MIN},
		{.programme = "a", .locality = "bc", .position = INT64_MIN},
	};
	char ids[TL_LEN(others) + 1][17], id[17];

	(void)state;
	tl_cell_id(&plain, ids[TL_LEN(others)]);
	tl_cell_id(&empty, id);
	assert_string_equal(id, ids[TL_LEN(others)]);
	for (size_t i = 0; i < TL_LEN(others); i++)
		tl_cell_id(&others[i], ids[i]);
	for (size_t i = 0; i < TL_LEN(ids); i++)
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(ids[i], ids[j]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_status_and_reason_has_its_words),
		cmocka_unit_test(an_id_is_the_hash_of_the_key_columns_in_their_order),
		cmocka_unit_test(each_key_column_changes_the_id_and_null_is_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
