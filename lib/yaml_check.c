#include "yaml_tree.h"

#include <throughline/num.h>
#include <throughline/vec.h>

#include <stdio.h>
#include <string.h>

/*
 * libcyaml alone takes "1.0" for the integer 1, "010" for 8, "off" and "maybe" for true, and gives
 * a misspelt key the line of its mapping. So the whole file is checked here first, against the same
 * schema; libcyaml then only fills the structs.
 */

#define KEYS_MAX 256 /* of one mapping */

struct check {
	const char *path;
	struct tl_buf *unknown; /* NULL: an unknown key is wrong */
	struct tl_arena *arena;
	bool *rewritten;
	struct tl_err *err;
};

static bool check_value(
	const struct check *check, const struct cyaml_schema_value *schema, struct yaml_node *node);

/* `"places" takes a whole number`; an entry of a list has no name. */
static bool fail_value(const struct check *check, const struct yaml_node *node, const char *wants)
{
	struct tl_buf name = {0};

	if (node->key)
		tl_buf_addf(&name, "\"%s\"", node->key);
	else
		tl_buf_addc(&name, "an entry here");
	tl_fail(check->err, EX_CONFIG, "%s:%zu:%zu: %s takes %s", check->path, node->line,
		node->column, tl_buf_c(&name), wants);
	tl_buf_free(&name);
	return false;
}

/* Whole and in range; with a leading zero it would be octal to C and decimal to a person. */
static bool check_whole(const struct check *check, const struct cyaml_schema_value *schema,
	const struct yaml_node *node)
{
	bool is_signed = schema->type == CYAML_INT;
	unsigned bits = 8 * schema->data_size - (is_signed || schema->data_size == 8);
	int64_t highest = (int64_t)((UINT64_C(1) << bits) - 1), value;
	const char *digits = node->text + (node->text[0] == '-' || node->text[0] == '+');

	if (!tl_num_int(tl_str(node->text), (struct tl_num_style){0}, &value))
		return fail_value(check, node, "a whole number");
	if (digits[0] == '0' && digits[1])
		return fail_value(check, node, "a whole number without zeros in front");
	if (value > highest || value < (is_signed ? -highest - 1 : 0))
		return fail_value(check, node,
			is_signed ? "a smaller number" : "a whole number from 0 up, and smaller");
	return true;
}

static bool check_real(const struct check *check, const struct yaml_node *node)
{
	double value;

	return tl_num_real(tl_str(node->text), (struct tl_num_style){0}, &value) ||
	       fail_value(check, node, "a number such as 0.5");
}

static bool check_bool(const struct check *check, const struct yaml_node *node)
{
	static const char *const words[] = {"true", "false", "yes", "no"};

	for (size_t i = 0; i < TL_LEN(words); i++)
		if (!strcmp(node->text, words[i]))
			return true;
	return fail_value(check, node, "true or false");
}

static void add_names(struct tl_buf *out, const char *const *names, size_t count, const char *last)
{
	for (size_t i = 0; i < count; i++)
		tl_buf_addf(out, "%s%s", i == 0 ? "" : i + 1 < count ? ", " : last, names[i]);
}

static bool check_enum(const struct check *check, const struct cyaml_schema_value *schema,
	const struct yaml_node *node)
{
	TL_VEC(const char *) names = {0};
	struct tl_buf wants = {0};
	const char *nearest;
	bool known = false;

	for (uint32_t i = 0; i < schema->enumeration.count; i++) {
		const char *name = schema->enumeration.strings[i].str;

		known = known || !strcmp(name, node->text);
		*tl_vec_push(&names) = name;
	}
	if (!known) {
		nearest = tl_str_nearest(tl_str(node->text), names.items, names.count);
		add_names(&wants, names.items, names.count, " or ");
		tl_buf_addf(&wants, ", not \"%s\"", node->text);
		if (nearest)
			tl_buf_addf(&wants, "; did you mean \"%s\"?", nearest);
		fail_value(check, node, tl_buf_c(&wants));
	}
	tl_buf_free(&wants);
	tl_vec_free(&names);
	return known;
}

static bool check_string(const struct check *check, const struct cyaml_schema_value *schema,
	const struct yaml_node *node)
{
	size_t length = strlen(node->text);

	if (length < schema->string.min)
		return fail_value(check, node, length ? "a longer text" : "a text; it is empty");
	if (length > schema->string.max)
		return fail_value(check, node, "a shorter text");
	return true;
}

static size_t collect_keys(const struct cyaml_schema_field *fields, const char **names)
{
	size_t count = 0;

	for (; fields[count].key; count++)
		names[count] = fields[count].key;
	return count;
}

static bool refuse_unknown(const struct check *check, const struct cyaml_schema_field *fields,
	const struct yaml_node *child)
{
	const char *names[KEYS_MAX];
	struct tl_buf hint = {0};
	const char *nearest;
	size_t count = 0;

	while (fields[count].key)
		count++;
	assert(count <= TL_LEN(names));
	collect_keys(fields, names);
	nearest = tl_str_nearest(tl_str(child->key), names, count);
	if (nearest) {
		tl_buf_addf(&hint, "did you mean \"%s\"?", nearest);
	} else {
		tl_buf_addc(&hint, "known here: ");
		add_names(&hint, names, count, ", ");
	}
	tl_fail(check->err, EX_CONFIG, "%s:%zu:%zu: unknown key \"%s\"; %s", check->path,
		child->key_line, child->key_column, child->key, tl_buf_c(&hint));
	tl_buf_free(&hint);
	return false;
}

/* What a contract from elsewhere may say that we have no use for is passed over, but not what looks
 * like a key of ours that is not there. */
static bool is_misspelt(const struct cyaml_schema_field *fields, const struct yaml_node *node,
	const struct yaml_node *child)
{
	const char *absent[KEYS_MAX];
	size_t count = 0;

	for (; fields->key; fields++)
		if (!yaml_tree_child(node, tl_str(fields->key)))
			absent[count++] = fields->key;
	return tl_str_nearest(tl_str(child->key), absent, count);
}

static bool check_member(const struct check *check, const struct cyaml_schema_field *fields,
	const struct yaml_node *node, struct yaml_node *child)
{
	for (const struct cyaml_schema_field *field = fields; field->key; field++)
		if (!strcmp(field->key, child->key))
			return check_value(check, &field->value, child);
	if (!check->unknown || is_misspelt(fields, node, child))
		return refuse_unknown(check, fields, child);
	tl_buf_addf(check->unknown, "%s:%zu:%zu: key \"%s\" is not used\n", check->path,
		child->key_line, child->key_column, child->key);
	return true;
}

static bool check_mapping(
	const struct check *check, const struct cyaml_schema_field *fields, struct yaml_node *node)
{
	for (struct yaml_node *child = node->first; child; child = child->next)
		if (!check_member(check, fields, node, child))
			return false;
	for (const struct cyaml_schema_field *field = fields; field->key; field++)
		if (!(field->value.flags & CYAML_FLAG_OPTIONAL) &&
			!yaml_tree_child(node, tl_str(field->key)))
			return tl_fail(check->err, EX_CONFIG,
				"%s:%zu:%zu: \"%s\" is missing here; add it", check->path,
				node->line, node->column, field->key);
	return true;
}

static bool check_sequence(
	const struct check *check, const struct cyaml_schema_value *schema, struct yaml_node *node)
{
	char wants[64];

	if (node->count < schema->sequence.min || node->count > schema->sequence.max) {
		snprintf(wants, sizeof wants, "a list of %s %u",
			node->count < schema->sequence.min ? "at least" : "at most",
			node->count < schema->sequence.min ? schema->sequence.min
							   : schema->sequence.max);
		return fail_value(check, node, wants);
	}
	for (struct yaml_node *child = node->first; child; child = child->next)
		if (!check_value(check, schema->sequence.entry, child))
			return false;
	return true;
}

/* What a value of this type must be in the file, and how to ask for it. */
static enum yaml_kind kind_of(enum cyaml_type type, const char **wants)
{
	switch (type) {
	case CYAML_MAPPING:
	case CYAML_BITFIELD:
		*wants = "keys of its own (\"key: value\" lines)";
		return YAML_MAPPING;
	case CYAML_SEQUENCE:
	case CYAML_SEQUENCE_FIXED:
	case CYAML_FLAGS:
		*wants = "a list (\"- entry\" lines, or [a, b])";
		return YAML_SEQUENCE;
	case CYAML_INT:
	case CYAML_UINT:
	case CYAML_BOOL:
	case CYAML_ENUM:
	case CYAML_FLOAT:
	case CYAML_STRING:
	case CYAML_IGNORE:
	case CYAML__TYPE_COUNT:
		break;
	}
	*wants = "one value, not a list or keys";
	return YAML_SCALAR;
}

static bool check_content(
	const struct check *check, const struct cyaml_schema_value *schema, struct yaml_node *node)
{
	switch (schema->type) {
	case CYAML_INT:
	case CYAML_UINT:
		return check_whole(check, schema, node);
	case CYAML_BOOL:
		return check_bool(check, node);
	case CYAML_ENUM:
		return check_enum(check, schema, node);
	case CYAML_FLOAT:
		return check_real(check, node);
	case CYAML_STRING:
		return check_string(check, schema, node);
	case CYAML_MAPPING:
		return check_mapping(check, schema->mapping.fields, node);
	case CYAML_SEQUENCE:
	case CYAML_SEQUENCE_FIXED:
		return check_sequence(check, schema, node);
	case CYAML_FLAGS:
	case CYAML_BITFIELD:
	case CYAML_IGNORE:
	case CYAML__TYPE_COUNT:
		break; /* left to libcyaml */
	}
	return true;
}

static bool has_flag(const struct cyaml_schema_value *schema, unsigned flag)
{
	return ((unsigned)schema->flags & flag) == flag;
}

/* To libcyaml `~` and `null` are NULL only for ..._NULL_STR; for ..._NULL only nothing at all is.
 */
static bool becomes_null(const struct cyaml_schema_value *schema, const struct yaml_node *node)
{
	if (!yaml_is_null(node))
		return false;
	return has_flag(schema, CYAML_FLAG_POINTER_NULL_STR) ||
	       (has_flag(schema, CYAML_FLAG_POINTER_NULL) && !node->text[0]);
}

static bool is_lone_text(const struct check *check, const struct cyaml_schema_value *schema,
	const struct yaml_node *node)
{
	return check->unknown && schema->type == CYAML_SEQUENCE && node->kind == YAML_SCALAR &&
	       !yaml_is_null(node) && schema->sequence.entry->type == CYAML_STRING;
}

static void make_list(const struct check *check, struct yaml_node *node)
{
	struct yaml_node *text = tl_arena_alloc(check->arena, sizeof *text);

	*text = *node;
	text->key = NULL;
	text->next = NULL;
	node->kind = YAML_SEQUENCE;
	node->first = node->last = text;
	node->count = 1;
	*check->rewritten = true;
}

static bool check_value(
	const struct check *check, const struct cyaml_schema_value *schema, struct yaml_node *node)
{
	const char *wants;

	if (schema->type == CYAML_IGNORE || becomes_null(schema, node))
		return true;
	if (node->kind == YAML_ALIAS)
		return fail_value(check, node, "a value written out, not an alias (*name)");
	if (is_lone_text(check, schema, node))
		make_list(check, node);
	if (node->kind != kind_of(schema->type, &wants))
		return fail_value(check, node, wants);
	return check_content(check, schema, node);
}

bool yaml_check(const char *path, const struct cyaml_schema_value *schema, struct yaml_node *node,
	struct tl_arena *arena, struct tl_buf *unknown, bool *rewritten, struct tl_err *err)
{
	struct check check = {path, unknown, arena, rewritten, err};

	return check_value(&check, schema, node);
}
