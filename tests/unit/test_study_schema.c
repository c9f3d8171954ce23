/*
 * schema/json says to an editor what libcyaml's tables say to the program: the same keys, the same
 * ones needed, the same types, the same closed words. JSON is YAML, so our own reader reads it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../lib/study_private.h"
#include "../../lib/yaml_tree.h"

#include <throughline/infile.h>

#include <string.h>

struct walk {
	const struct yaml_node *root;
	const char *file;
};

static const struct yaml_node *child(const struct yaml_node *node, const char *key)
{
	return node ? yaml_tree_child(node, tl_str(key)) : NULL;
}

static bool holds(const struct yaml_node *list, const char *text)
{
	for (const struct yaml_node *entry = list ? list->first : NULL; entry; entry = entry->next)
		if (!strcmp(entry->text, text))
			return true;
	return false;
}

static const struct yaml_node *follow(const struct walk *walk, const struct yaml_node *node)
{
	const struct yaml_node *reference = child(node, "$ref");

	if (!reference)
		return node;
	assert_memory_equal(reference->text, "#/definitions/", 14);
	return child(child(walk->root, "definitions"), reference->text + 14);
}

static void expect_type(
	const struct walk *walk, const struct yaml_node *node, const char *at, const char *want)
{
	const struct yaml_node *type = child(node, "type");

	if (!type || !(type->kind == YAML_SEQUENCE ? holds(type, want) : !strcmp(type->text, want)))
		fail_msg("%s: %s is no %s", walk->file, at, want);
}

/* A text, or a closed set of texts that the program checks by itself. */
static void expect_text(const struct walk *walk, const struct yaml_node *node, const char *at)
{
	if (!child(node, "enum"))
		expect_type(walk, node, at, "string");
}

static void expect_words(const struct walk *walk, const struct yaml_node *node, const char *at,
	const struct cyaml_schema_value *schema)
{
	const struct yaml_node *words = child(node, "enum");

	if (!words || words->count != schema->enumeration.count)
		fail_msg("%s: %s has not %u words", walk->file, at, schema->enumeration.count);
	for (uint32_t i = 0; i < schema->enumeration.count; i++)
		if (!holds(words, schema->enumeration.strings[i].str))
			fail_msg("%s: %s lacks %s", walk->file, at,
				schema->enumeration.strings[i].str);
}

static void compare(const struct walk *walk, const struct yaml_node *node, const char *at,
	const struct cyaml_schema_value *schema);

static size_t count_keys(const struct cyaml_schema_field *fields)
{
	size_t count = 0;

	while (fields[count].key)
		count++;
	return count;
}

static void compare_keys(const struct walk *walk, const struct yaml_node *node, const char *at,
	const struct cyaml_schema_field *fields)
{
	const struct yaml_node *keys = child(node, "properties"), *needed = child(node, "required");
	const struct yaml_node *others = child(node, "additionalProperties");
	size_t needed_count = 0;

	expect_type(walk, node, at, "object");
	if (!others || strcmp(others->text, "false"))
		fail_msg("%s: %s takes additional keys", walk->file, at);
	if (!keys || keys->count != count_keys(fields))
		fail_msg("%s: %s has not %zu keys", walk->file, at, count_keys(fields));
	for (; fields->key; fields++) {
		const struct yaml_node *key = child(keys, fields->key);

		if (!key)
			fail_msg("%s: %s lacks %s", walk->file, at, fields->key);
		if (!child(key, "description"))
			fail_msg("%s: %s.%s is not described", walk->file, at, fields->key);
		if (!(fields->value.flags & CYAML_FLAG_OPTIONAL)) {
			needed_count++;
			if (!holds(needed, fields->key))
				fail_msg("%s: %s.%s is needed", walk->file, at, fields->key);
		}
		compare(walk, key, fields->key, &fields->value);
	}
	if ((needed ? needed->count : 0) != needed_count)
		fail_msg("%s: %s needs %zu keys", walk->file, at, needed_count);
}

static void compare(const struct walk *walk, const struct yaml_node *node, const char *at,
	const struct cyaml_schema_value *schema)
{
	node = follow(walk, node);
	switch (schema->type) {
	case CYAML_MAPPING:
		compare_keys(walk, node, at, schema->mapping.fields);
		break;
	case CYAML_SEQUENCE:
		expect_type(walk, node, at, "array");
		if (schema->sequence.min && !child(node, "minItems"))
			fail_msg("%s: %s may be empty", walk->file, at);
		compare(walk, child(node, "items"), at, schema->sequence.entry);
		break;
	case CYAML_ENUM:
		expect_words(walk, node, at, schema);
		break;
	case CYAML_STRING:
		expect_text(walk, node, at);
		break;
	case CYAML_INT:
	case CYAML_UINT:
		expect_type(walk, node, at, "integer");
		break;
	case CYAML_FLOAT:
		expect_type(walk, node, at, "number");
		break;
	case CYAML_BOOL:
		expect_type(walk, node, at, "boolean");
		break;
	case CYAML_FLAGS:
	case CYAML_BITFIELD:
	case CYAML_SEQUENCE_FIXED:
	case CYAML_IGNORE:
	case CYAML__TYPE_COUNT:
		fail_msg("%s: no rule for %s", walk->file, at);
	}
}

static const struct yaml_node *read_schema(struct tl_arena *arena, const char *path)
{
	struct tl_buf text = {0};
	struct yaml_node *root = NULL;
	struct tl_err err = {0};

	if (!tl_file_read_all(path, YAML_FILE_BYTES_MAX, &text, &err) ||
		!yaml_tree_read(arena, path, tl_buf_str(&text), &root, &err))
		fail_msg("%s", err.text);
	tl_buf_free(&text);
	return root;
}

static void json_schemas_have_the_keys_types_and_words_of_the_tables(void **state)
{
	static const struct {
		const char *file;
		const struct cyaml_schema_value *schema;
	} pairs[] = {
		{"schema/json/study.schema.json", &study_schema},
		{"schema/json/contract.schema.json", &study_contract_schema},
		{"schema/json/measure.schema.json", &study_measure_schema},
		{"schema/json/programme.schema.json", &study_programme_schema},
		{"schema/json/framework.schema.json", &study_framework_schema},
		{"schema/json/policy.schema.json", &study_policy_schema},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(pairs); i++) {
		struct tl_arena arena = {0};
		struct walk walk = {read_schema(&arena, pairs[i].file), pairs[i].file};

		compare(&walk, walk.root, "the file", pairs[i].schema);
		tl_arena_free(&arena);
	}
}

static void contracts_take_the_frictionless_keys_that_are_read_past(void **state)
{
	struct tl_arena arena = {0};
	struct walk walk = {read_schema(&arena, "schema/json/contract.schema.json"), "contract"};
	const struct yaml_node *patterns = child(walk.root, "patternProperties");
	struct tl_buf want = {0};

	(void)state;
	for (size_t i = 0; study_frictionless_keys[i]; i++)
		tl_buf_addf(&want, "%s%s%s", i ? "|" : "^(",
			study_frictionless_keys[i][0] == '$' ? "\\" : "",
			study_frictionless_keys[i]);
	tl_buf_addc(&want, ")$");
	assert_non_null(patterns);
	assert_string_equal(patterns->first->key, want.data);
	tl_buf_free(&want);
	tl_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_schemas_have_the_keys_types_and_words_of_the_tables),
		cmocka_unit_test(contracts_take_the_frictionless_keys_that_are_read_past),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
