/* Levels of filters with variants and without, made as pseudonymise makes them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <throughline/bloom.h>
#include <throughline/variant.h>

#include "../../../stages/link/compare.h"
#include "../../../stages/link/field.h"
#include "records_fixture.h"

static const uint8_t key[TL_HMAC_BYTES] = "a key of this test: 32 bytes....";

/* The cell of a normal form. */
static const char *cell(
	struct tl_arena *arena, enum tl_identity of, const char *normal, bool with_variants)
{
	struct tl_nicknames *nicknames = tl_nicknames_new();
	struct tl_filter filter = {0};
	struct tl_variants variants;
	struct tl_bloom bloom;
	struct tl_buf text = {0}, message = {0};
	const char *made;

	tl_bloom_init(&bloom, key, of, TL_FILTER_BITS);
	tl_bloom_add(&bloom, tl_str(normal), tl_str(""), &filter);
	tl_filter_write(&filter, &text);
	tl_variants_make(&variants, of, tl_str(normal), nicknames);
	for (size_t i = 0; with_variants && i < variants.count; i++) {
		uint8_t mac[TL_HMAC_BYTES];
		struct tl_hmac hmac;

		tl_buf_clear(&message);
		tl_variant_message(&variants.items[i], tl_str(""), &message);
		tl_hmac_init(&hmac, key, sizeof key);
		tl_hmac_of(&hmac, tl_buf_str(&message), mac);
		tl_variant_write(variants.items[i].kind, mac, &text);
	}
	made = tl_arena_text(arena, tl_buf_str(&text));
	tl_buf_free(&text);
	tl_buf_free(&message);
	tl_nicknames_free(nicknames);
	return made;
}

/* The levels of a pair of records. */
static void pattern_of(
	const char *const *rows, const char *fields, struct tl_arena *arena, struct levels *levels)
{
	struct records records;
	struct patterns patterns;
	struct tl_err err = {0};
	struct compare *compare;

	records_from(&records, fields, rows, arena);
	records_lay_out(&records, 0, 1);
	assert_true(patterns_of(&patterns, records.fields, records.field_count, &err));
	compare = compare_new(&records, &patterns);
	pattern_levels(&patterns,
		compare_pair(compare, records_row(&records, 0), records_row(&records, 1)), levels);
	compare_free(compare);
	records_free(&records);
}

static unsigned level_of(
	const char *fields, enum tl_identity of, const char *a, const char *b, bool with_variants)
{
	struct tl_arena arena = {0};
	const char *rows[] = {"x", "1", cell(&arena, of, a, with_variants), "x", "2",
		cell(&arena, of, b, with_variants), NULL};
	struct levels levels;

	pattern_of(rows, fields, &arena, &levels);
	tl_arena_free(&arena);
	return levels.own[0];
}

static void filters_agree_in_these_ways(void **state)
{
	static const struct {
		const char *fields;
		enum tl_identity of;
		const char *a, *b;
		unsigned with, without; /* variants; ANY: what Dice makes of it, near a floor */
	} table[] = {
#define ANY 0u
#define FORENAME "f:filter:forename", TL_IDENTITY_FORENAME
#define SURNAME "f:filter:surname", TL_IDENTITY_SURNAME
#define BIRTH "f:filter:date", TL_IDENTITY_BIRTH
		{FORENAME, "ROBERT", "ROBERT", FIELD_EXACT, FIELD_EXACT},
		{FORENAME, "ROBERT", "BOB", FILTER_VARIANT, FILTER_DIFFERENT},
		{FORENAME, "PEGGY", "MAGGIE", FILTER_VARIANT, FILTER_DIFFERENT},
		{FORENAME, "MARY JANE", "MARY", FILTER_VARIANT, FILTER_60},
		{FORENAME, "MARY JANE", "JANE", FILTER_VARIANT, ANY},
		{FORENAME, "PHILIPPA", "PHILLIPA", FILTER_VARIANT, FILTER_90},
		{FORENAME, "OTTOLINE", "OTTOLIN", FILTER_80, FILTER_80},
		{FORENAME, "J", "JOHN", FILTER_PART, FILTER_PART},
		{FORENAME, "J", "MARTIN", FILTER_DIFFERENT, FILTER_DIFFERENT},
		{FORENAME, "ROBERT", "OTTOLINE", FILTER_DIFFERENT, FILTER_DIFFERENT},
		{"f:filter:text", TL_IDENTITY_TEXT, "J", "JOHN", ANY, FILTER_DIFFERENT},
		{SURNAME, "SMITH JONES", "JONES", FILTER_VARIANT, FILTER_60},
		{SURNAME, "DE SOUSA", "DE ARAUJO", FILTER_DIFFERENT, FILTER_DIFFERENT},
		{BIRTH, "19850211", "19851102", FILTER_VARIANT, ANY}, /* swapped */
		{BIRTH, "19850211", "19850212", FILTER_90, FILTER_90}, /* one digit */
		{BIRTH, "19850211", "19850239", FILTER_80, FILTER_80}, /* two digits */
		{BIRTH, "19851211", "19310211", FILTER_70, FILTER_70},
		{BIRTH, "19991211", "20011211", FILTER_PART, FILTER_60}, /* but for the year */
		{BIRTH, "19850726", "19850101", FILTER_STAND_IN, ANY},
		{BIRTH, "19850726", "19860101", ANY, ANY},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(table); i++) {
		unsigned with =
			level_of(table[i].fields, table[i].of, table[i].a, table[i].b, true);
		unsigned without =
			level_of(table[i].fields, table[i].of, table[i].a, table[i].b, false);

		if (table[i].with != ANY)
			assert_int_equal(with, table[i].with);
		if (table[i].without != ANY)
			assert_int_equal(without, table[i].without);
	}
}

/* Swapped names are one slip of the forename's, of filters as of clear text. */
static void a_forename_is_met_in_the_surnames_place(void **state)
{
	static const struct {
		bool with_variants;
		unsigned forename, surname;
	} table[] = {
		{true, FILTER_STAND_IN, FIELD_MISSING},
		{false, FILTER_DIFFERENT, FILTER_DIFFERENT},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(table); i++) {
		bool with = table[i].with_variants;
		struct tl_arena arena = {0};
		const char *rows[] = {"x", "1",
			cell(&arena, TL_IDENTITY_FORENAME, "OTTOLINE", with),
			cell(&arena, TL_IDENTITY_SURNAME, "WRENFORD", with), "x", "2",
			cell(&arena, TL_IDENTITY_FORENAME, "WRENFORD", with),
			cell(&arena, TL_IDENTITY_SURNAME, "OTTOLINE", with), NULL};
		struct levels levels;

		pattern_of(rows, "f:filter:forename,s:filter:surname", &arena, &levels);
		assert_int_equal(levels.own[0], table[i].forename);
		assert_int_equal(levels.own[1], table[i].surname);
		tl_arena_free(&arena);
	}
}

/* Blocking passes are made of parts: year, month and birthday, of filters as of clear dates. */
static void variants_of_a_birth_are_its_parts(void **state)
{
	static const struct {
		const char *a, *b;
		bool year, month, birthday;
	} table[] = {
		{"19850211", "19850226", true, true, false},
		{"19850211", "19851102", true, false, false},
		{"19850211", "19860211", false, false, true},
		{"19850726", "19850101", true, false, false},
	};
	struct tl_arena arena = {0};

	(void)state;
	for (size_t i = 0; i < TL_LEN(table); i++) {
		const char *rows[] = {"x", "1", cell(&arena, TL_IDENTITY_BIRTH, table[i].a, true),
			"x", "2", cell(&arena, TL_IDENTITY_BIRTH, table[i].b, true), NULL};
		struct records records;
		uint32_t *const *parts;

		records_from(&records, "f:filter:date", rows, &arena);
		parts = records.values[0]->parts;
		assert_true((parts[PART_YEAR][1] == parts[PART_YEAR][2]) == table[i].year);
		assert_true((parts[PART_MONTH][1] == parts[PART_MONTH][2]) == table[i].month);
		assert_true(
			(parts[PART_BIRTHDAY][1] == parts[PART_BIRTHDAY][2]) == table[i].birthday);
		records_free(&records);
	}
	tl_arena_free(&arena);
}

/* A cell that breaks off, or with something behind it, is no filter: none, and counted. */
static void a_cell_that_is_not_whole_is_unread(void **state)
{
	static const char *const ends[] = {
		"", ".n0af30001ff7e", ".", ".n0af3", ".n0af30001ff7e.", ".n0af30001ff7ex", "x"};
	struct tl_arena arena = {0};
	const char *whole = cell(&arena, TL_IDENTITY_FORENAME, "OTTOLINE", false);

	(void)state;
	for (size_t i = 0; i < TL_LEN(ends); i++) {
		const char *rows[] = {
			"x", "1", tl_arena_printf(&arena, "%s%s", whole, ends[i]), NULL};
		struct records records;

		records_from(&records, "f:filter:forename", rows, &arena);
		assert_int_equal(records.known[0], i < 2);
		assert_int_equal(records.unread[0], i >= 2);
		records_free(&records);
	}
	tl_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(filters_agree_in_these_ways),
		cmocka_unit_test(a_forename_is_met_in_the_surnames_place),
		cmocka_unit_test(variants_of_a_birth_are_its_parts),
		cmocka_unit_test(a_cell_that_is_not_whole_is_unread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
