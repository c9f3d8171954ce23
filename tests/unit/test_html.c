#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <throughline/html.h>

static void text_and_attribute_escape_what_ends_them_and_nothing_else(void **state)
{
	static const struct {
		const char *in, *text, *attribute;
	} cases[] = {
		{"O'Neill & \"Sons\" <b>", "O'Neill &amp; \"Sons\" &lt;b&gt;",
			"O&#39;Neill &amp; &quot;Sons&quot; &lt;b&gt;"},
		{"caf\xC3\xA9", "caf\xC3\xA9", "caf\xC3\xA9"},
		{"caf\xE9", "caf\xEF\xBF\xBD", "caf\xEF\xBF\xBD"},
		{"a\x01\tb\nc\x1B", "a\tb\nc", "a\tb\nc"},
		{"", "", ""},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_buf text = {0}, attribute = {0};

		tl_html_text(&text, tl_str(cases[i].in));
		tl_html_attr(&attribute, tl_str(cases[i].in));
		assert_string_equal(tl_buf_c(&text), cases[i].text);
		assert_string_equal(tl_buf_c(&attribute), cases[i].attribute);
		tl_buf_free(&attribute);
		tl_buf_free(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_and_attribute_escape_what_ends_them_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
