/* What else names and births are written as, and the text of a variant. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <throughline/variant.h>

static void values_have_these_variants(void **state)
{
	/* In order of their making, each with its letter before it. */
	static const struct {
		enum tl_identity of;
		const char *normal, *want;
	} table[] = {
		{TL_IDENTITY_FORENAME, "ROBERT", "nROBERT"},
		{TL_IDENTITY_FORENAME, "BOB", "nROBERT nBOB"},
		{TL_IDENTITY_FORENAME, "ALEX", "nALEXANDRA nALEXANDER nALEX"},
		{TL_IDENTITY_FORENAME, "OTTOLINE", "nOTTOLINE"},
		{TL_IDENTITY_FORENAME, "BOB LEE", "nROBERT nBOB nLEE"},
		{TL_IDENTITY_FORENAME, "J", "nJ"},
		{TL_IDENTITY_FORENAME, "J P", "nJ P"},
		{TL_IDENTITY_FORENAME, "OTTOLINE J", "nOTTOLINE"},
		{TL_IDENTITY_SURNAME, "SMITH JONES", "nSMITH nJONES"},
		{TL_IDENTITY_SURNAME, "DE SOUSA", "nSOUSA"},
		{TL_IDENTITY_SURNAME, "NG", "nNG"},
		{TL_IDENTITY_SURNAME, "JONES JONES", "nJONES"},
		{TL_IDENTITY_SURNAME, "BOB", "nBOB"}, /* no nickname: a surname */
		{TL_IDENTITY_BIRTH, "19850211", "s19850211 m198502 d198511 b0211 y1985"},
		{TL_IDENTITY_BIRTH, "19851102", "s19850211 m198511 d198502 b1102 y1985"},
		{TL_IDENTITY_BIRTH, "19850131", "s19850131 m198501 d198531 b0131 y1985"},
		{TL_IDENTITY_BIRTH, "19850101", "s19850101 m198501 d198501 b0101 j1985"},
		{TL_IDENTITY_POSTCODE, "CH650BA", ""},
		{TL_IDENTITY_SEX, "1", ""},
	};
	struct tl_nicknames *nicknames = tl_nicknames_new();

	(void)state;
	for (size_t i = 0; i < TL_LEN(table); i++) {
		struct tl_variants variants;
		struct tl_buf got = {0};

		tl_variants_make(&variants, table[i].of, tl_str(table[i].normal), nicknames);
		for (size_t j = 0; j < variants.count; j++)
			tl_buf_addf(&got, "%s%c" TL_STR_FMT, j ? " " : "",
				(char)variants.items[j].kind, TL_STR_ARG(variants.items[j].text));
		assert_string_equal(tl_buf_c(&got), table[i].want);
		assert_true(tl_variants_are_of(table[i].of) == (variants.count != 0));
		tl_buf_free(&got);
	}
	tl_nicknames_free(nicknames);
}

static void a_name_of_many_words_keeps_as_many_as_there_is_room_for(void **state)
{
	struct tl_nicknames *nicknames = tl_nicknames_new();
	struct tl_variants variants;
	struct tl_buf name = {0};

	(void)state;
	for (int i = 0; i < 60; i++)
		tl_buf_addf(&name, "%sAB%c%c", i ? " " : "", 'A' + i / 26, 'A' + i % 26);
	tl_variants_make(&variants, TL_IDENTITY_SURNAME, tl_buf_str(&name), nicknames);
	assert_int_equal(variants.count, TL_VARIANTS_MAX);
	tl_buf_free(&name);
	tl_nicknames_free(nicknames);
}

static void names_stand_for_one_another_by_group(void **state)
{
	static const struct {
		const char *a, *b;
		bool shared;
	} table[] = {
		{"BOB", "ROBERT", true},
		{"BOB", "ROBBIE", true},
		{"ALEX", "SANDRA", true},
		{"ALEX", "ALISTAIR", true},
		{"SANDRA", "ALISTAIR", false},
		{"BOB", "BILL", false},
		{"OTTOLINE", "OTTOLINE", false}, /* of no group */
		{"", "BOB", false},
	};
	struct tl_nicknames *nicknames = tl_nicknames_new();

	(void)state;
	for (size_t i = 0; i < TL_LEN(table); i++)
		assert_true(tl_nickname_shared(tl_nicknames_groups(nicknames, tl_str(table[i].a)),
				    tl_nicknames_groups(nicknames, tl_str(table[i].b))) ==
			    table[i].shared);
	assert_true(tl_str_equal(
		tl_nickname_head(tl_nicknames_groups(nicknames, TL_STR("ROB"))), TL_STR("ROBERT")));
	tl_nicknames_free(nicknames);
}

static void variants_are_read_as_they_were_written(void **state)
{
	static const uint8_t mac[] = {0x0a, 0xf3, 0x00, 0x01, 0xff, 0x7e, 0x99};
	struct tl_buf text = {0};
	struct tl_str rest;
	uint64_t variant;

	(void)state;
	tl_variant_write(TL_VARIANT_NAME, mac, &text);
	tl_variant_write(TL_VARIANT_JANUARY, mac, &text);
	assert_string_equal(tl_buf_c(&text), ".n0af30001ff7e.j0af30001ff7e");
	rest = tl_buf_str(&text);
	assert_true(tl_variant_read(&rest, &variant));
	assert_true(variant == UINT64_C(0x6e000af30001ff7e));
	assert_true(tl_variant_read(&rest, &variant));
	assert_int_equal(tl_variant_kind_of(variant), TL_VARIANT_JANUARY);
	assert_false(tl_variant_read(&rest, &variant));
	assert_int_equal(rest.length, 0);
	tl_buf_free(&text);
}

static void what_is_no_variant_is_left_as_it_is(void **state)
{
	static const char *const table[] = {"", ".", ".n", ".n0af30001ff7", ".z0af30001ff7e",
		"n0af30001ff7e.", ".n0AF30001FF7E", ".n0af30001ff7g", "..0af30001ff7e"};

	(void)state;
	for (size_t i = 0; i < TL_LEN(table); i++) {
		struct tl_str text = tl_str(table[i]);
		uint64_t variant;

		assert_false(tl_variant_read(&text, &variant));
		assert_true(tl_str_equal(text, tl_str(table[i])));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_have_these_variants),
		cmocka_unit_test(a_name_of_many_words_keeps_as_many_as_there_is_room_for),
		cmocka_unit_test(names_stand_for_one_another_by_group),
		cmocka_unit_test(variants_are_read_as_they_were_written),
		cmocka_unit_test(what_is_no_variant_is_left_as_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
