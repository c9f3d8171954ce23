#include "../scratch.h"

#include "../../../stages/render/fields.h"

static const char *const known[] = {"title", "each"};

static bool read_fields(struct render_fields *fields, struct tl_arena *arena, const char *text,
	size_t *used, struct tl_err *err)
{
	struct render_place place = {"p.md", 10, 1, EX_CONFIG};

	return render_fields_read(fields, arena, text, place, known, TL_LEN(known), used, err);
}

static void lines_are_fields_until_one_is_not(void **state)
{
	static const struct {
		const char *text, *title, *rest;
	} examples[] = {
		{"title: One\nSELECT 1", "One", "SELECT 1"},
		{"title: a: b, c\n", "a: b, c", ""},
		{"title: One\n  and more\n\tstill\nSELECT", "One\n  and more\n\tstill", "SELECT"},
		{"title:\n\nSELECT", "", "\nSELECT"},
		{"SELECT a AS title", NULL, "SELECT a AS title"},
		{"with x AS (SELECT 1) SELECT", NULL, "with x AS (SELECT 1) SELECT"},
		{"  indented first", NULL, "  indented first"},
		{"", NULL, ""},
		{"title: \xC3\xA9", "\xC3\xA9", ""},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(examples); i++) {
		struct render_fields fields = {0};
		struct tl_arena arena = {0};
		struct tl_err err = {0};
		const struct render_field *title;
		size_t used;

		if (!read_fields(&fields, &arena, examples[i].text, &used, &err))
			fail_msg("%s: %s", examples[i].text, err.text);
		assert_string_equal(examples[i].text + used, examples[i].rest);
		title = render_fields_get(&fields, "title");
		assert_true(!title == !examples[i].title);
		if (title)
			assert_string_equal(title->value, examples[i].title);
		render_fields_free(&fields);
		tl_arena_free(&arena);
	}
}

static void a_value_knows_where_it_stands(void **state)
{
	struct render_fields fields = {0};
	struct tl_arena arena = {0};
	struct tl_err err = {0};
	const struct render_field *each;
	size_t used;

	(void)state;
	assert_true(read_fields(&fields, &arena, "title: One\n two\neach:  SELECT", &used, &err));
	each = render_fields_get(&fields, "each");
	assert_int_equal(each->place.line, 12);
	assert_int_equal(each->place.column, 8);
	render_fields_free(&fields);
	tl_arena_free(&arena);
}

static void a_wrong_key_is_named_with_its_place_and_the_nearest(void **state)
{
	static const struct {
		const char *text, *want;
	} examples[] = {
		{"title: x\ntitel: y", "p.md:11:1: unknown key \"titel\"; did you mean \"title\"?"},
		{"q: y", "p.md:10:1: unknown key \"q\"; known are title, each"},
		{"title: x\ntitle: y", "p.md:11:1: \"title\" is given twice"},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(examples); i++) {
		struct render_fields fields = {0};
		struct tl_arena arena = {0};
		struct tl_err err = {0};
		size_t used;

		assert_false(read_fields(&fields, &arena, examples[i].text, &used, &err));
		assert_string_equal(err.text, examples[i].want);
		assert_int_equal(err.exit_status, EX_CONFIG);
		render_fields_free(&fields);
		tl_arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_fields_until_one_is_not),
		cmocka_unit_test(a_value_knows_where_it_stands),
		cmocka_unit_test(a_wrong_key_is_named_with_its_place_and_the_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
