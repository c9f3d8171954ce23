#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "scratch.h"

#include <throughline/yaml.h>

/* A schema with one of everything a definition uses. */
enum colour { RED, GREEN };

struct code {
	char *code;
	int64_t places;
};

struct definition {
	char *id, *note;
	int32_t count;
	uint8_t small;
	double share;
	bool shown;
	enum colour colour;
	struct code *codes;
	uint32_t codes_count;
	char **words;
	uint32_t words_count;
	struct code *inner;
};

static const struct cyaml_strval colours[] = {{"red", RED}, {"green", GREEN}};

static const struct cyaml_schema_field code_fields[] = {
	CYAML_FIELD_STRING_PTR("code", CYAML_FLAG_POINTER, struct code, code, 1, 8),
	CYAML_FIELD_INT("places", CYAML_FLAG_OPTIONAL, struct code, places),
	CYAML_FIELD_END,
};
static const struct cyaml_schema_value code_value = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct code, code_fields),
};
static const struct cyaml_schema_value word_value = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 0, CYAML_UNLIMITED),
};
static const struct cyaml_schema_field fields[] = {
	CYAML_FIELD_STRING_PTR("id", CYAML_FLAG_POINTER, struct definition, id, 0, CYAML_UNLIMITED),
	CYAML_FIELD_STRING_PTR("note", CYAML_FLAG_POINTER_NULL_STR | CYAML_FLAG_OPTIONAL,
		struct definition, note, 0, CYAML_UNLIMITED),
	CYAML_FIELD_INT("count", CYAML_FLAG_OPTIONAL, struct definition, count),
	CYAML_FIELD_UINT("small", CYAML_FLAG_OPTIONAL, struct definition, small),
	CYAML_FIELD_FLOAT("share", CYAML_FLAG_OPTIONAL, struct definition, share),
	CYAML_FIELD_BOOL("shown", CYAML_FLAG_OPTIONAL, struct definition, shown),
	CYAML_FIELD_ENUM("colour", CYAML_FLAG_OPTIONAL | CYAML_FLAG_STRICT, struct definition,
		colour, colours, TL_LEN(colours)),
	CYAML_FIELD_SEQUENCE("codes", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct definition,
		codes, &code_value, 0, 3),
	CYAML_FIELD_SEQUENCE("words", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct definition,
		words, &word_value, 0, CYAML_UNLIMITED),
	CYAML_FIELD_MAPPING_PTR("inner", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
		struct definition, inner, code_fields),
	CYAML_FIELD_END,
};
static const struct cyaml_schema_value schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct definition, fields),
};

static struct definition *load(const char *text)
{
	struct tl_err err = {0};
	void *data;

	if (!tl_yaml_load(scratch_text("good.yaml", text), &schema, &data, &err))
		fail_msg("%s", err.text);
	return data;
}

static void a_definition_fills_its_struct(void **state)
{
	struct definition *got = load("# a comment\n"
				      "id: no\n"
				      "note: ~\n"
				      "count: -12\n"
				      "small: 255\n"
				      "share: 0.25\n"
				      "shown: yes\n"
				      "colour: green\n"
				      "codes:\n"
				      "  - {code: 007, places: 9000000000}\n"
				      "  - code: \"b\"\n"
				      "words: [1.0, O'Neill, 'null', Si\xc3\xa2n]\n"
				      "inner:\n"
				      "  code: x\n");

	(void)state;
	assert_string_equal(got->id, "no"); /* text stays text */
	assert_null(got->note);
	assert_int_equal(got->count, -12);
	assert_int_equal(got->small, 255);
	assert_true(got->share == 0.25);
	assert_true(got->shown);
	assert_int_equal(got->colour, GREEN);
	assert_int_equal(got->codes_count, 2);
	assert_string_equal(got->codes[0].code, "007");
	assert_true(got->codes[0].places == 9000000000);
	assert_string_equal(got->codes[1].code, "b");
	assert_int_equal(got->words_count, 4);
	assert_string_equal(got->words[0], "1.0");
	assert_string_equal(got->words[1], "O'Neill");
	assert_string_equal(got->words[2], "null");
	assert_string_equal(got->inner->code, "x");
	tl_yaml_free(&schema, got);
	tl_yaml_free(&schema, NULL);
}

static void json_is_yaml(void **state)
{
	struct definition *got =
		load("{\"id\": \"a\\u00e9\", \"shown\": false,\n \"codes\": []}\n");

	(void)state;
	assert_string_equal(got->id, "a\xc3\xa9");
	assert_false(got->shown);
	assert_int_equal(got->codes_count, 0);
	tl_yaml_free(&schema, got);
}

static void what_is_wrong_is_said_in_one_line_with_its_place(void **state)
{
	// clang-format off
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"id: x\nnumerater: 3\n", ":2:1: unknown key \"numerater\"; known here: id, note, count"},
		{"id: x\ncolor: red\n", ":2:1: unknown key \"color\"; did you mean \"colour\"?"},
		{"id: x\ncodes:\n  - code: a\n    plases: 3\n",
			":4:5: unknown key \"plases\"; did you mean \"places\"?"},
		{"note: x\ncount: 1\n", ":1:1: \"id\" is missing here; add it"},
		{"id: x\ncodes:\n  - code: a\n  - places: 3\n", ":4:5: \"code\" is missing here; add it"},
		{"id: x\ncount: many\n", ":2:8: \"count\" takes a whole number"},
		{"id: x\ncount: 1.0\n", ":2:8: \"count\" takes a whole number"},
		{"id: x\ncount: 010\n", ":2:8: \"count\" takes a whole number without zeros in front"},
		{"id: x\ncount: 0x10\n", ":2:8: \"count\" takes a whole number"},
		{"id: x\ncount:\n", ":2:7: \"count\" takes a whole number"},
		{"id: x\ncount: 2147483648\n", ":2:8: \"count\" takes a smaller number"},
		{"id: x\nsmall: 256\n", ":2:8: \"small\" takes a whole number from 0 up, and smaller"},
		{"id: x\nsmall: -1\n", ":2:8: \"small\" takes a whole number from 0 up, and smaller"},
		{"id: x\nshare: 1,5\n", ":2:8: \"share\" takes a number such as 0.5"},
		{"id: x\nshare: .nan\n", ":2:8: \"share\" takes a number such as 0.5"},
		{"id: x\nshown: maybe\n", ":2:8: \"shown\" takes true or false"},
		{"id: x\nshown: off\n", ":2:8: \"shown\" takes true or false"},
		{"id: x\ncolour: gren\n",
			":2:9: \"colour\" takes red or green, not \"gren\"; did you mean \"green\"?"},
		{"id: x\ncolour: 1\n", ":2:9: \"colour\" takes red or green, not \"1\""},
		{"id: x\ncodes: y\n", ":2:8: \"codes\" takes a list"},
		{"id: x\ncodes: {a: b}\n", ":2:8: \"codes\" takes a list"},
		{"id: x\ncodes: [y]\n", ":2:9: an entry here takes keys of its own"},
		{"id: [x]\n", ":1:5: \"id\" takes one value, not a list or keys"},
		{"id: x\ncodes: [{code: \"\"}]\n", ":2:16: \"code\" takes a text; it is empty"},
		{"id: x\ncodes: [{code: 123456789}]\n", ":2:16: \"code\" takes a shorter text"},
		{"id: x\ncodes: [{code: a}, {code: b}, {code: c}, {code: d}]\n",
			":2:8: \"codes\" takes a list of at most 3"},
		{"- id: x\n", ":1:1: an entry here takes keys of its own"},
		{"id: x\nid: y\n", ":2:1: \"id\" is here twice; the first is on line 1"},
		{"id: &a x\nwords: [*a]\n", ":2:9: an entry here takes a value written out, not an alias"},
		{"id: x\n  y: z\n", ":2:4: not YAML: mapping values are not allowed in this context"},
		{"id: \"x\n", ":2:1: not YAML: found unexpected end of stream"},
		{"id: x\n---\nid: y\n", ":2:1: a second document begins here"},
		{"? [a]\n: b\n", ":1:3: a key must be plain text"},
		{"id: x\nnote: Si\xe2n\n", ":2:1: a byte here is not UTF-8 text; save the file as UTF-8"},
		{"", ":1:1: nothing is written here"},
		{"# only a comment\n", ":1:1: nothing is written here"},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		const char *path = scratch_text("bad.yaml", cases[i].text);
		struct tl_err err = {0};
		void *data = &err;

		assert_false(tl_yaml_load(path, &schema, &data, &err));
		assert_null(data);
		assert_int_equal(err.exit_status, EX_CONFIG);
		if (strncmp(err.text, path, strlen(path)) ||
			strncmp(err.text + strlen(path), cases[i].want, strlen(cases[i].want)))
			fail_msg("want %s got %s", cases[i].want, err.text);
		assert_null(strchr(err.text, '\n'));
	}
}

static void an_absent_definition_is_missing_input(void **state)
{
	struct tl_err err = {0};
	void *data;

	(void)state;
	assert_false(tl_yaml_load(scratch_path("absent.yaml"), &schema, &data, &err));
	assert_int_equal(err.exit_status, EX_NOINPUT);
}

static void nesting_without_end_is_refused(void **state)
{
	struct tl_buf text = {0};
	struct tl_err err = {0};
	void *data;

	(void)state;
	tl_buf_addc(&text, "id: ");
	for (int i = 0; i < 5000; i++)
		tl_buf_add_char(&text, '[');
	assert_false(tl_yaml_load(scratch_text("deep.yaml", text.data), &schema, &data, &err));
	assert_int_equal(err.exit_status, EX_CONFIG);
	assert_non_null(strstr(err.text, "too deep"));
	tl_buf_free(&text);
}

static void a_lenient_load_lists_what_it_does_not_know(void **state)
{
	const char *path =
		scratch_text("table.json", "{\"id\": \"x\",\n \"profile\": {\"a\": [1]},\n"
					   " \"codes\": [{\"code\": \"a\", \"title\": 3}]}");
	struct tl_buf unknown = {0}, want = {0};
	struct definition *got;
	struct tl_err err = {0};
	void *data;

	(void)state;
	assert_true(tl_yaml_load_lenient(path, &schema, &data, &unknown, &err));
	got = data;
	assert_string_equal(got->id, "x");
	assert_string_equal(got->codes[0].code, "a");
	tl_buf_addf(&want, "%s:2:2: key \"profile\" is not used\n", path);
	tl_buf_addf(&want, "%s:3:26: key \"title\" is not used\n", path);
	assert_string_equal(unknown.data, want.data);
	tl_yaml_free(&schema, data);
	assert_false(
		tl_yaml_load_lenient(scratch_text("wrong.json", "{\"profile\": 1, \"id\": []}"),
			&schema, &data, &unknown, &err));
	assert_int_equal(err.exit_status, EX_CONFIG);
	tl_buf_free(&unknown);
	tl_buf_free(&want);
}

static void a_value_is_found_by_its_dotted_path(void **state)
{
	// clang-format off
	static const struct {
		const char *dotted, *want;
	} cases[] = {
		{"numerator.where.1.column", ":5:15"},
		{"numerator.where.0", ":4:7"},
		{"numerator.where.7.column", ":4:5"}, /* the nearest parent there is */
		{"numerator.sql", ":3:3"},
		{"absent.key", ""},
		{"id", ":1:5"},
		{"id.deeper", ":1:5"},
	};
	// clang-format on
	const char *path = scratch_text("where.yaml", "id: calls\n"
						      "numerator:\n"
						      "  where:\n"
						      "    - column: kind\n"
						      "    - column: code\n");

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_buf got = {0};

		tl_yaml_where(path, cases[i].dotted, &got);
		assert_memory_equal(got.data, path, strlen(path));
		assert_string_equal(got.data + strlen(path), cases[i].want);
		tl_buf_free(&got);
	}
	for (int i = 0; i < 2; i++) {
		const char *none = i ? scratch_text("broken.yaml", "a: [") : scratch_path("absent");
		struct tl_buf got = {0};

		tl_yaml_where(none, "a", &got);
		assert_string_equal(got.data, none);
		tl_buf_free(&got);
	}
}

/* Each text holds one "@", and its place is what is asked for. */
static void a_byte_of_a_text_is_found_however_the_text_is_written(void **state)
{
	static const struct {
		const char *file, *want;
	} cases[] = {
		{"id: x\nsql: SELECT @\n", ":2:13"},
		{"sql: SELECT a,\n  b, @, c\n", ":2:6"},
		{"sql: |\n  SELECT a\n\n  FROM @ WHERE\n", ":4:8"},
		{"sql: |-  # why\n    SELECT a\n      FROM @\n", ":3:12"},
		{"sql: >\n  SELECT a\n  FROM @\n\n  WHERE\n", ":3:8"},
		{"sql: 'a ''b'' @'\n", ":1:15"},
		{"sql: \"a \\\"b\\\" \\t @\"\n", ":1:18"},
		{"sql: \"a\\n\n   b @\"\n", ":2:6"},
		{"sql: 'caf\xc3\xa9 @'\n", ":1:12"},
		{"sql: \"a \\x41 @\"\n", ":1:6"}, /* not known: where the text begins */
		{"{other: 1, sql: '@'}\n", ":1:18"},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		static char sql[] = "sql";
		const struct cyaml_schema_field text_fields[] = {
			{.key = sql,
				.value = {.type = CYAML_STRING,
					.flags = CYAML_FLAG_POINTER,
					.data_size = 1,
					.string = {0, CYAML_UNLIMITED}}},
			CYAML_FIELD_END};
		const struct cyaml_schema_value text_schema = {
			CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, char *, text_fields)};
		const char *path = scratch_text("within.yaml", cases[i].file);
		struct tl_buf got = {0}, unknown = {0};
		struct tl_err err = {0};
		void *data;
		size_t at;

		if (!tl_yaml_load_lenient(path, &text_schema, &data, &unknown, &err))
			fail_msg("%s", err.text);
		assert_true(tl_str_find(tl_str(*(char **)data), TL_STR("@"), &at));
		tl_yaml_where_in(path, "sql", at, &got);
		if (strcmp(got.data + strlen(path), cases[i].want) != 0)
			fail_msg("case %zu: %s", i, got.data);
		tl_yaml_free(&text_schema, data);
		tl_buf_free(&unknown);
		tl_buf_free(&got);
	}
}

static struct tl_digest digest(const char *text, const char *key)
{
	struct tl_digest got = {{0}};
	struct tl_err err = {0};

	if (!tl_yaml_digest(scratch_text("digest.yaml", text), key, &got, &err))
		fail_msg("%s", err.text);
	return got;
}

static void comments_layout_quotes_and_key_order_do_not_count(void **state)
{
	static const char first[] = "id: x\nwhere: [{column: a, codes: [b, c]}]\n";
	// clang-format off
	static const struct {
		const char *text;
		bool same;
	} cases[] = {
		{"# why\nid:    \"x\"  # really\nwhere:\n  - codes:\n    - b\n    - 'c'\n    column: a\n", true},
		{"{\"where\": [{\"codes\": [\"b\", \"c\"], \"column\": \"a\"}], \"id\": \"x\"}", true},
		{"id: x\nwhere: [{column: a, codes: [c, b]}]\n", false}, /* a list has an order */
		{"id: x\nwhere: [{column: a, codes: [bc]}]\n", false},
		{"id: x\nwhere: [{column: a, codes: [b, c, \"\"]}]\n", false},
		{"id: x\nwhere: [{column: a}, {codes: [b, c]}]\n", false},
		{"id: y\nwhere: [{column: a, codes: [b, c]}]\n", false},
		{"where: [{column: a, codes: [b, c]}]\n", false},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_digest a = digest(first, NULL), b = digest(cases[i].text, NULL);

		if (tl_digest_equal(&a, &b) != cases[i].same)
			fail_msg("%s", cases[i].text);
	}
	assert_string_not_equal(digest("a: null", NULL).hex, digest("a: \"null\"", NULL).hex);
}

static void one_key_has_a_digest_of_its_own_and_nothing_has_one_too(void **state)
{
	static const char of_nothing[] =
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
	struct tl_digest got;
	struct tl_err err = {0};

	(void)state;
	assert_string_equal(
		digest("a: [1, 2]\nb: 3\n", "a").hex, digest("b: 4\na:\n- 1\n- 2\n", "a").hex);
	assert_string_not_equal(digest("a: 1\nb: 3\n", "b").hex, digest("a: 1\nb: 4\n", "b").hex);
	assert_string_equal(digest("a: 1\n", "c").hex, of_nothing);
	assert_string_equal(digest("# nothing\n", NULL).hex, of_nothing);
	assert_true(tl_yaml_digest(scratch_path("absent.yaml"), NULL, &got, &err));
	assert_string_equal(got.hex, of_nothing);
	assert_false(tl_yaml_digest(scratch_text("broken.yaml", "a: ["), NULL, &got, &err));
	assert_int_equal(err.exit_status, EX_CONFIG);
}

static void the_items_of_a_list_that_say_so_have_a_digest_of_their_own(void **state)
{
	static const char part[] = "e[of=a]";
	static const char one[] = "e: [{of: a, n: 1}, {of: b, n: 2}, {of: a, n: 3}]\n";
	// clang-format off
	static const struct {
		const char *text;
		bool same;
	} cases[] = {
		{"e: [{of: c, n: 0}, {of: a, n: 1}, {of: a, n: 3}]\n", true},
		{"e:\n- {n: 1, of: a}\n- text\n- [a]\n- {n: 3, of: a}\nf: 1\n", true},
		{"e: [{of: a, n: 3}, {of: b, n: 2}, {of: a, n: 1}]\n", false},
		{"e: [{of: a, n: 1}, {of: a, n: 2}, {of: a, n: 3}]\n", false},
		{"e: [{of: a, n: 1}, {of: b, n: 2}]\n", false},
		{"f: [{of: a, n: 1}, {of: a, n: 3}]\n", false},
		{"e: text\n", false},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_digest a = digest(one, part), b = digest(cases[i].text, part);

		if (tl_digest_equal(&a, &b) != cases[i].same)
			fail_msg("%s", cases[i].text);
	}
	assert_string_equal(digest(one, "e[of=d]").hex, digest("f: 1\n", "g").hex);
}

static void a_copy_means_the_same(void **state)
{
	static const char text[] = "name: x # a comment\n"
				   "format: \"%d/%m/%Y\"\n"
				   "about: it's, a \"long\" {text}\n"
				   "empty: ''\nnothing: ~\nquoted: '~'\nshare: -0.5\n"
				   "folded: >\n  two\n  lines\n"
				   "list:\n  - {a: 1, b: [x, \"y, z\"]}\n  - {a: \"\\u00e9\"}\n"
				   "none: []\n";
	static const char *const without[] = {"name", "list"};
	const char *path = scratch_text("copied.yaml", text);
	struct tl_digest want, got;
	struct tl_err err = {0};
	struct tl_buf copy = {0};

	(void)state;
	assert_true(tl_yaml_copy(path, "", NULL, 0, "\n", &copy, &err));
	assert_true(tl_yaml_digest(path, NULL, &want, &err));
	assert_true(tl_yaml_digest(scratch_text("copy.yaml", copy.data), NULL, &got, &err));
	assert_string_equal(got.hex, want.hex);
	tl_buf_clear(&copy);
	assert_true(tl_yaml_copy(path, "list.0", NULL, 0, "; ", &copy, &err));
	assert_string_equal(copy.data, "a: 1; b: [x, \"y, z\"]; ");
	tl_buf_clear(&copy);
	assert_true(tl_yaml_copy(path, "", without, 2, "\n", &copy, &err));
	assert_null(strstr(copy.data, "name:"));
	assert_null(strstr(copy.data, "list:"));
	assert_non_null(strstr(copy.data, "format: \"%d/%m/%Y\"\n"));
	assert_false(tl_yaml_copy(scratch_path("absent.yaml"), "", NULL, 0, "", &copy, &err));
	assert_int_equal(err.exit_status, EX_NOINPUT);
	tl_buf_free(&copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copy_means_the_same),
		cmocka_unit_test(a_definition_fills_its_struct),
		cmocka_unit_test(json_is_yaml),
		cmocka_unit_test(what_is_wrong_is_said_in_one_line_with_its_place),
		cmocka_unit_test(an_absent_definition_is_missing_input),
		cmocka_unit_test(nesting_without_end_is_refused),
		cmocka_unit_test(a_lenient_load_lists_what_it_does_not_know),
		cmocka_unit_test(a_value_is_found_by_its_dotted_path),
		cmocka_unit_test(a_byte_of_a_text_is_found_however_the_text_is_written),
		cmocka_unit_test(comments_layout_quotes_and_key_order_do_not_count),
		cmocka_unit_test(one_key_has_a_digest_of_its_own_and_nothing_has_one_too),
		cmocka_unit_test(the_items_of_a_list_that_say_so_have_a_digest_of_their_own),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
