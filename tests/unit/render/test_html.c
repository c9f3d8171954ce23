#include "../scratch.h"

#include "../../../stages/render/html.h"

struct example {
	const char *text, *want;
};

static void assert_all(const struct example *examples, size_t count,
	void (*escape)(struct tl_buf *, struct tl_str))
{
	for (size_t i = 0; i < count; i++) {
		struct tl_buf out = {0};

		escape(&out, tl_str(examples[i].text));
		assert_string_equal(tl_buf_c(&out), examples[i].want);
		tl_buf_free(&out);
	}
}

static void attribute_escape_covers_quotes_and_text_escape_leaves_them(void **state)
{
	static const struct example attributes[] = {
		{"O'Neill", "O&#39;Neill"},
		{"A&E <b> \"x\"", "A&amp;E &lt;b&gt; &quot;x&quot;"},
		{"", ""},
	};
	static const struct example texts[] = {
		{"O'Neill", "O'Neill"},
		{"A&E <script>", "A&amp;E &lt;script&gt;"},
		{"\"x\"", "\"x\""},
	};

	(void)state;
	assert_all(attributes, TL_LEN(attributes), render_html_attr);
	assert_all(texts, TL_LEN(texts), render_html_text);
}

static void control_characters_and_bytes_that_are_no_text_do_not_reach_a_page(void **state)
{
	static const struct example texts[] = {
		{"a\x01"
		 "b\x02\x1f\x03"
		 "c\x7f",
			"abc\x7f"},
		{"two\nlines\tand", "two\nlines\tand"},
		{"caf\xC3\xA9", "caf\xC3\xA9"},
		{"caf\xE9", "caf\xEF\xBF\xBD"},
	};

	(void)state;
	assert_all(texts, TL_LEN(texts), render_html_text);
}

static void different_codes_never_share_an_id(void **state)
{
	static const struct example ids[] = {
		{"ies", "ies"},
		{"E08000001", "E08000001"},
		{"a b", "a_20b"},
		{"a_20b", "a_5f20b"},
		{"\"><x", "_22_3e_3cx"},
	};

	(void)state;
	assert_all(ids, TL_LEN(ids), render_html_id);
}

static void tags_are_stripped_and_what_is_left_can_stand_in_an_attribute(void **state)
{
	static const struct example htmls[] = {
		{"a <b class=\"x\">bold</b> word", "a bold word"},
		{"1 &lt; 2", "1 &lt; 2"},
		{"said \"so\"", "said &quot;so&quot;"},
		{"two\nlines", "two lines"},
	};

	(void)state;
	assert_all(htmls, TL_LEN(htmls), render_html_strip);
}

static void nothing_in_chart_data_is_syntax_to_gnuplot(void **state)
{
	static const struct example texts[] = {
		{"a\tb\nc", "a b c"}, {"say \"q\"", "say \xE2\x80\x9Dq\xE2\x80\x9D"},
		{"back\\slash \\n", "back/slash /n"},
		{"`touch x` $(x) 'y' %g #z",
			"`touch x` $(x) 'y' %g #z"}, /* only columns: not run */
	};

	(void)state;
	assert_all(texts, TL_LEN(texts), render_gnuplot_text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(attribute_escape_covers_quotes_and_text_escape_leaves_them),
		cmocka_unit_test(control_characters_and_bytes_that_are_no_text_do_not_reach_a_page),
		cmocka_unit_test(different_codes_never_share_an_id),
		cmocka_unit_test(tags_are_stripped_and_what_is_left_can_stand_in_an_attribute),
		cmocka_unit_test(nothing_in_chart_data_is_syntax_to_gnuplot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
