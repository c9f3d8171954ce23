#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>
#include <throughline/err.h>
#include <throughline/str.h>

static void trim_takes_blanks_and_no_break_spaces_at_both_ends_only(void **state)
{
	// clang-format off
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"", ""},
		{" \t\r\n\v\f", ""},
		{"  a b  ", "a b"},
		{"\xc2\xa0 \xc2\xa0x\xc2\xa0y\xc2\xa0\t", "x\xc2\xa0y"},
		{"\xc2\xa0", ""},
		{"\xc2\xa3", "\xc2\xa3"},   /* a pound sign shares a byte with U+00A0 */
		{"\xc3\xa0 ", "\xc3\xa0"},  /* so does a grave: c3 a0 */
		{"\xa0", "\xa0"},	    /* not UTF-8: left alone */
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_str got = tl_str_trim(tl_str(cases[i].text));

		assert_int_equal(got.length, strlen(cases[i].want));
		assert_memory_equal(got.data, cases[i].want, got.length);
	}
	assert_int_equal(tl_str_trim((struct tl_str){0}).length, 0);
}

static void comparing_is_by_bytes_and_knows_the_empty_view(void **state)
{
	struct tl_str none = {0};

	(void)state;
	assert_true(tl_str_equal(none, TL_STR("")));
	assert_false(tl_str_equal(none, TL_STR("a")));
	assert_true(tl_str_equal(TL_STR("O'Neill"), tl_str("O'Neill")));
	assert_false(tl_str_equal(TL_STR("a"), TL_STR("A")));
	assert_true(tl_str_equal_fold(TL_STR("Date Of Birth"), TL_STR("DATE of birth")));
	assert_false(tl_str_equal_fold(TL_STR("\xc3\x89"), TL_STR("\xc3\xa9"))); /* ASCII only */
	assert_true(tl_str_compare(TL_STR("a"), TL_STR("ab")) < 0);
	assert_true(tl_str_compare(TL_STR("\xc3\xa9"), TL_STR("z")) > 0); /* bytes are unsigned */
	assert_int_equal(tl_str_compare(none, none), 0);
	assert_true(tl_str_starts(TL_STR("abc"), none));
	assert_true(tl_str_ends(TL_STR("abc"), TL_STR("bc")));
	assert_false(tl_str_ends(TL_STR("c"), TL_STR("bc")));
}

static void finding_gives_the_first_place(void **state)
{
	size_t at = 99;

	(void)state;
	assert_true(tl_str_find(TL_STR("ababc"), TL_STR("abc"), &at));
	assert_int_equal(at, 2);
	assert_true(tl_str_find(TL_STR("abab"), TL_STR("ab"), &at));
	assert_int_equal(at, 0);
	assert_false(tl_str_find(TL_STR("ab"), TL_STR("abc"), &at));
	assert_false(tl_str_find((struct tl_str){0}, TL_STR("a"), &at));
}

static void cutting_sees_every_piece_empty_ones_too(void **state)
{
	// clang-format off
	static const struct {
		const char *text;
		size_t count;
		const char *pieces[4];
	} cases[] = {
		{"a,,b,", 4, {"a", "", "b", ""}},
		{"abc", 1, {"abc"}},
		{"", 1, {""}},
		{",", 2, {"", ""}},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_str rest = tl_str(cases[i].text), head;
		size_t count = 0;

		for (; tl_str_cut(&rest, ',', &head); count++) {
			assert_true(count < cases[i].count);
			assert_true(tl_str_equal(head, tl_str(cases[i].pieces[count])));
		}
		assert_int_equal(count, cases[i].count);
	}
}

static void utf8_is_told_from_what_only_looks_like_it(void **state)
{
	// clang-format off
	static const struct {
		const char *text;
		bool want;
	} cases[] = {
		{"", true},
		{"plain ascii, longer than a word", true},
		{"Si\xc3\xa2n \xe2\x82\xac \xf0\x9f\x98\x80", true},
		{"12345678\xe9", false},	/* Windows-1252 behind a word of ASCII */
		{"\xc0\xaf", false},		/* overlong */
		{"\xe0\x80\x80", false},
		{"\xf0\x80\x80\x80", false},
		{"\xed\xa0\x80", false},	/* a surrogate */
		{"\xf4\x8f\xbf\xbf", true},	/* U+10FFFF */
		{"\xf4\x90\x80\x80", false},
		{"\xe2\x82", false},		/* cut off */
		{"\x80", false},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++)
		assert_int_equal(tl_str_is_utf8(tl_str(cases[i].text)), cases[i].want);
}

static void the_nearest_name_is_near_or_none(void **state)
{
	static const char *const names[] = {"numerator", "denominator", "windows", "where", "id"};
	// clang-format off
	static const struct {
		const char *typed, *want;
	} cases[] = {
		{"numerater", "numerator"},
		{"denominater", "denominator"},
		{"wehre", "where"},   /* two letters swapped are one mistake */
		{"Window", "windows"},
		{"di", NULL},	      /* one of two wrong is more than a third */
		{"colour", NULL},
		{"", NULL},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		const char *got = tl_str_nearest(tl_str(cases[i].typed), names, TL_LEN(names));

		if (cases[i].want)
			assert_string_equal(got, cases[i].want);
		else
			assert_null(got);
	}
}

static void a_builder_grows_and_is_always_a_c_string(void **state)
{
	struct tl_buf buf = {0};

	(void)state;
	assert_string_equal(tl_buf_c(&buf), "");
	tl_buf_add(&buf, (struct tl_str){0});
	for (int i = 0; i < 1000; i++) {
		tl_buf_addf(&buf, "%03d", i);
		assert_int_equal(strlen(buf.data), buf.length);
	}
	assert_int_equal(buf.length, 3000);
	assert_memory_equal(buf.data + 2997, "999", 4);
	tl_buf_clear(&buf);
	assert_string_equal(tl_buf_c(&buf), "");
	tl_buf_addf(&buf, "%0300d", 7);
	assert_int_equal(buf.length, 300);
	tl_buf_add_char(&buf, 'x');
	assert_string_equal(buf.data + 298, "07x");
	tl_buf_free(&buf);
	tl_buf_free(&buf);
}

static void json_strings_escape_what_json_must(void **state)
{
	// clang-format off
	static const struct {
		struct tl_str text;
		const char *want;
	} cases[] = {
		{TL_STR_INIT(""), "\"\""},
		{TL_STR_INIT("say \"hi\" \\ O'Neill"), "\"say \\\"hi\\\" \\\\ O'Neill\""},
		{TL_STR_INIT("a\nb\tc\r\b\f\v\x01"), "\"a\\nb\\tc\\r\\b\\f\\u000b\\u0001\""},
		{TL_STR_INIT("x\0y"), "\"x\\u0000y\""},
		{TL_STR_INIT("\xe2\x82\xac"), "\"\xe2\x82\xac\""},
		{TL_STR_INIT("\xe9t\xc3"), "\"\xef\xbf\xbdt\xef\xbf\xbd\""},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_buf buf = {0};

		tl_buf_add_json(&buf, cases[i].text);
		assert_string_equal(buf.data, cases[i].want);
		tl_buf_free(&buf);
	}
}

static void a_failure_is_one_line_with_context_in_front(void **state)
{
	struct tl_err err = {0};
	char longer[2000];

	(void)state;
	assert_false(tl_fail(&err, EX_DATAERR, "police.csv:%d: no column named \"%s\"", 1, "a\nb"));
	assert_int_equal(err.exit_status, EX_DATAERR);
	assert_false(tl_fail_in(&err, "layout for %s", "police"));
	assert_string_equal(err.text, "layout for police: police.csv:1: no column named \"a b\"");
	memset(longer, 'x', sizeof longer);
	longer[sizeof longer - 1] = '\0';
	tl_fail(&err, EX_CONFIG, "%s", longer);
	assert_int_equal(strlen(err.text), sizeof err.text - 1);
	assert_string_equal(err.text + sizeof err.text - 5, "x...");
}

static void a_system_error_says_whose_turn_it_is(void **state)
{
	// clang-format off
	static const struct {
		int error;
		const char *doing;
		int want;
	} cases[] = {
		{ENOENT, "open", EX_NOINPUT},
		{EACCES, "open", EX_NOINPUT},
		{EISDIR, "read", EX_NOINPUT},
		{EACCES, "create", EX_CANTCREAT},
		{ENOENT, "create", EX_CANTCREAT},
		{ENOSPC, "write", EX_IOERR},
		{EIO, "read", EX_IOERR},
		{EMFILE, "open", EX_OSERR},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_err err = {0};

		errno = cases[i].error;
		assert_false(tl_fail_errno(&err, cases[i].doing, "x.csv"));
		assert_int_equal(err.exit_status, cases[i].want);
		assert_memory_equal(err.text, "x.csv: cannot ", 14);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trim_takes_blanks_and_no_break_spaces_at_both_ends_only),
		cmocka_unit_test(comparing_is_by_bytes_and_knows_the_empty_view),
		cmocka_unit_test(finding_gives_the_first_place),
		cmocka_unit_test(cutting_sees_every_piece_empty_ones_too),
		cmocka_unit_test(utf8_is_told_from_what_only_looks_like_it),
		cmocka_unit_test(the_nearest_name_is_near_or_none),
		cmocka_unit_test(a_builder_grows_and_is_always_a_c_string),
		cmocka_unit_test(json_strings_escape_what_json_must),
		cmocka_unit_test(a_failure_is_one_line_with_context_in_front),
		cmocka_unit_test(a_system_error_says_whose_turn_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
