/* Patterns of text in contracts. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <throughline/pattern.h>

static void the_whole_text_must_match(void **state)
{
	static const struct {
		const char *pattern, *text;
		bool matches;
	} cases[] = {
		{"[0-9]{10}", "9434765919", true},
		{"[0-9]{10}", "94347659190", false},
		{"[0-9]{10}", " 9434765919", false},
		{"a|bc", "bc", true},
		{"a|bc", "abc", false}, /* the anchors hold for both */
		{"\\d{3}", "123", true},
		{"\\d{3}", "ddd", false},
		{"[\\d-]+", "1-2", true},
		{"[\\w.]+", "a_1.b", true},
		{"\\D\\S\\W", "ab!", true},
		{"(?:ab)+", "abab", true},
		{"[]x]+", "]x]", true},
		{"[^]x]+", "ab", true},
		{"[[:alpha:]]+", "abc", true},
		{"[[:alpha:]]+", "ab1", false},
		{"\\(\\.\\)", "(.)", true},
		{"[\\.]", ".", true},
		{"[\\.]", "\\", false},
		{"", "", true},
		{"", "a", false},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		const char *wrong = NULL;
		struct tl_pattern *pattern = tl_pattern_new(cases[i].pattern, &wrong);

		if (!pattern)
			fail_msg("%s: %s", cases[i].pattern, wrong);
		if (tl_pattern_matches(pattern, tl_str(cases[i].text)) != cases[i].matches)
			fail_msg("%s on %s", cases[i].pattern, cases[i].text);
		tl_pattern_free(pattern);
	}
}

static void a_text_with_a_nul_is_seen_whole(void **state)
{
	const char *wrong;
	struct tl_pattern *pattern = tl_pattern_new("ab", &wrong);

	(void)state;
	assert_false(tl_pattern_matches(pattern, tl_str_slice("ab\0c", 4)));
	tl_pattern_free(pattern);
}

static void what_posix_would_read_otherwise_is_refused(void **state)
{
	static const char *const patterns[] = {"\\p{L}", "a*?", "a++", "(?=x)", "(?<n>x)", "[a",
		"(a", "\\b", "[\\D]", "[a\\]b]", "a\\", "[[:alpha:", "a{2,1}"};

	(void)state;
	for (size_t i = 0; i < TL_LEN(patterns); i++) {
		const char *wrong = NULL;
		struct tl_pattern *pattern = tl_pattern_new(patterns[i], &wrong);

		if (pattern)
			fail_msg("%s", patterns[i]);
		assert_non_null(wrong);
	}
}

static void names_match_with_stars_and_without_case(void **state)
{
	static const struct {
		const char *pattern, *name;
		bool matches;
	} cases[] = {
		{"SW_*", "sw_1", true},
		{"SW_*", "SW_", true},
		{"SW_*", "ASW_1", false},
		{"*-2014", "Apr-2014", true},
		{"*-2014", "Apr-2015", false},
		{"a*b*c", "aXbYbZc", true},
		{"a*b*c", "aXbYbZ", false},
		{"20?\?-?\?", "2014-04", true},
		{"20?\?-?\?", "2014-4", false},
		{"*", "", true},
		{"", "", true},
		{"", "a", false},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++)
		if (tl_name_matches(cases[i].pattern, tl_str(cases[i].name)) != cases[i].matches)
			fail_msg("%s on %s", cases[i].pattern, cases[i].name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_text_must_match),
		cmocka_unit_test(a_text_with_a_nul_is_seen_whole),
		cmocka_unit_test(what_posix_would_read_otherwise_is_refused),
		cmocka_unit_test(names_match_with_stars_and_without_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
