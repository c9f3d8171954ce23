#include <throughline/yaml.h>

#include "yaml_tree.h"

#include <throughline/infile.h>
#include <throughline/path.h>
#include <throughline/vec.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What libcyaml says when it refuses what yaml_check passed: its first line and place. */
struct cyaml_words {
	struct tl_buf reason;
	unsigned line, column;
};

static void *cyaml_memory(void *context, void *memory, size_t size)
{
	(void)context;
	if (size)
		return tl_grow(memory, size, 1);
	free(memory);
	return NULL;
}

static void keep_words(cyaml_log_t level, void *context, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));

static void keep_words(cyaml_log_t level, void *context, const char *format, va_list args)
{
	struct cyaml_words *words = context;
	struct tl_buf said = {0};
	const char *place;

	(void)level;
	tl_buf_addv(&said, format, args);
	place = strstr(said.data, "(line: ");
	if (place && !words->line)
		sscanf(place, "(line: %u, column: %u)", &words->line, &words->column);
	else if (!words->reason.length)
		tl_buf_add(&words->reason, tl_str_trim(tl_buf_str(&said)));
	tl_buf_free(&said);
}

static cyaml_config_t make_config(struct cyaml_words *words, cyaml_cfg_flags_t flags)
{
	return (cyaml_config_t){
		.log_fn = words ? keep_words : NULL,
		.log_ctx = words,
		.mem_fn = cyaml_memory,
		.log_level = CYAML_LOG_ERROR,
		.flags = CYAML_CFG_NO_ALIAS | flags,
	};
}

static bool fill_structs(const char *path, struct tl_str text, cyaml_cfg_flags_t flags,
	const struct cyaml_schema_value *schema, void **data, struct tl_err *err)
{
	struct cyaml_words words = {0};
	cyaml_config_t config = make_config(&words, flags);
	cyaml_err_t result;

	result = cyaml_load_data(
		(const uint8_t *)text.data, text.length, &config, schema, data, NULL);
	if (result != CYAML_OK)
		tl_fail(err, EX_CONFIG, "%s:%u:%u: %s", path, words.line ? words.line : 1,
			words.column ? words.column : 1,
			words.reason.length ? words.reason.data : cyaml_strerror(result));
	tl_buf_free(&words.reason);
	return result == CYAML_OK;
}

/* A Frictionless Data Resource keeps its Table Schema under a key of its own: its members are taken
 * for the resource's, which has none of these names. */
static bool take_out_schema(struct yaml_node *root)
{
	struct yaml_node *before = NULL, *schema = NULL;

	if (root->kind != YAML_MAPPING || yaml_tree_child(root, TL_STR("fields")))
		return false;
	for (struct yaml_node *child = root->first; child && !schema; child = child->next)
		if (!strcmp(child->key, "schema") && child->kind == YAML_MAPPING && child->first)
			schema = child;
		else
			before = child;
	if (!schema)
		return false;
	schema->last->next = schema->next;
	if (!schema->next)
		root->last = schema->last;
	if (before)
		before->next = schema->first;
	else
		root->first = schema->first;
	root->count += schema->count - 1;
	return true;
}

static bool load(const char *path, const struct cyaml_schema_value *schema, void **data,
	struct tl_buf *unknown, struct tl_err *err)
{
	struct tl_arena arena = {0};
	struct tl_buf text = {0};
	struct yaml_node *root;
	bool ok = false, rewritten = false;

	*data = NULL;
	if (!tl_file_read_all(path, YAML_FILE_BYTES_MAX, &text, err))
		goto done;
	if (!yaml_tree_read(&arena, path, tl_buf_str(&text), &root, err))
		goto done;
	if (!root) {
		tl_fail(err, EX_CONFIG,
			"%s:1:1: nothing is written here; an empty file defines nothing", path);
		goto done;
	}
	if (unknown)
		rewritten = take_out_schema(root);
	ok = yaml_check(path, schema, root, &arena, unknown, &rewritten, err);
	if (ok && rewritten) {
		tl_buf_clear(&text);
		yaml_tree_write(root, &text);
	}
	ok = ok && fill_structs(path, tl_buf_str(&text),
			   unknown ? CYAML_CFG_IGNORE_UNKNOWN_KEYS : CYAML_CFG_DEFAULT, schema,
			   data, err);
done:
	tl_buf_free(&text);
	tl_arena_free(&arena);
	return ok;
}

bool tl_yaml_load(
	const char *path, const struct cyaml_schema_value *schema, void **data, struct tl_err *err)
{
	return load(path, schema, data, NULL, err);
}

bool tl_yaml_load_lenient(const char *path, const struct cyaml_schema_value *schema, void **data,
	struct tl_buf *unknown, struct tl_err *err)
{
	return load(path, schema, data, unknown, err);
}

void tl_yaml_free(const struct cyaml_schema_value *schema, void *data)
{
	cyaml_config_t config = make_config(NULL, CYAML_CFG_DEFAULT);

	if (data)
		cyaml_free(&config, schema, data, 0);
}

static const struct yaml_node *find_node(const struct yaml_node *root, const char *dotted)
{
	const struct yaml_node *found = NULL, *step = root;
	struct tl_str rest = tl_str(dotted), name;

	for (; step && tl_str_cut(&rest, '.', &name); found = step ? step : found)
		step = yaml_tree_child(step, name);
	return found;
}

/* A file, and a character of it that lines and columns are counted to. */
struct spot {
	const char *at;
	size_t line, column;
};

static void spot_step(struct spot *spot)
{
	if (*spot->at == '\n') {
		spot->line++;
		spot->column = 1;
	} else if (((unsigned char)spot->at[1] & 0xC0) != 0x80) {
		spot->column++;
	}
	spot->at++;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Past what opens the scalar: a quote, or the line of | or >. */
static char spot_enter(struct spot *spot)
{
	char style = *spot->at;

	if (style == '|' || style == '>')
		while (*spot->at && *spot->at != '\n')
			spot_step(spot);
	else if (style == '\'' || style == '"')
		spot_step(spot);
	return style;
}

/* How YAML folds and indents a text changes its blanks alone; quotes change the few characters that
 * they escape. So the two texts are walked side by side, blanks left out on both. */
static bool spot_find(struct spot *spot, const char *text, size_t offset)
{
	char style = spot_enter(spot);

	for (size_t i = 0; text[i]; i++) {
		if (is_blank(text[i]))
			continue;
		while (is_blank(*spot->at) || (style == '"' && spot->at[0] == '\\' && spot->at[1] &&
						      strchr("nrt \n", spot->at[1]))) {
			if (*spot->at == '\\')
				spot_step(spot);
			spot_step(spot);
		}
		if (style == '"' && *spot->at == '\\')
			spot_step(spot);
		if (*spot->at != text[i])
			return false;
		if (i >= offset)
			return true;
		if (style == '\'' && text[i] == '\'')
			spot_step(spot);
		spot_step(spot);
	}
	return false;
}

/* Where in the file a node begins. */
static struct spot spot_of(const char *file, const struct yaml_node *node)
{
	struct spot spot = {file, 1, 1};

	while (*spot.at && (spot.line < node->line || spot.column < node->column))
		spot_step(&spot);
	return spot;
}

static void add_where(
	const char *path, const char *dotted, const size_t *offset, struct tl_buf *out)
{
	const struct yaml_node *found = NULL;
	struct tl_arena arena = {0};
	struct tl_buf text = {0};
	struct tl_err err = {
		0}; /* the file was loaded before: at worst the place is only its name */
	struct yaml_node *root;
	struct spot spot, within;

	tl_buf_addc(out, path);
	if (tl_file_read_all(path, YAML_FILE_BYTES_MAX, &text, &err) &&
		yaml_tree_read(&arena, path, tl_buf_str(&text), &root, &err))
		found = find_node(root, dotted);
	if (found) {
		spot = within = spot_of(tl_buf_c(&text), found);
		if (offset && found->kind == YAML_SCALAR &&
			spot_find(&within, found->text, *offset))
			spot = within;
		tl_buf_addf(out, ":%zu:%zu", spot.line, spot.column);
	}
	tl_buf_free(&text);
	tl_arena_free(&arena);
}

void tl_yaml_where(const char *path, const char *dotted, struct tl_buf *out)
{
	add_where(path, dotted, NULL, out);
}

void tl_yaml_where_in(const char *path, const char *dotted, size_t offset, struct tl_buf *out)
{
	add_where(path, dotted, &offset, out);
}

static int by_key(const void *a, const void *b)
{
	const struct yaml_node *const *left = a, *const *right = b;

	return strcmp((*left)->key, (*right)->key);
}

static void digest_node(struct tl_sha256 *sha, const struct yaml_node *node);

static void digest_mapping(struct tl_sha256 *sha, const struct yaml_node *node)
{
	TL_VEC(const struct yaml_node *) members = {0};

	for (const struct yaml_node *child = node->first; child; child = child->next)
		*tl_vec_push(&members) = child;
	if (members.count)
		qsort(members.items, members.count, sizeof *members.items, by_key);
	for (size_t i = 0; i < members.count; i++) {
		tl_sha256_add_str(sha, tl_str(members.items[i]->key));
		digest_node(sha, members.items[i]);
	}
	tl_vec_free(&members);
}

static void digest_node(struct tl_sha256 *sha, const struct yaml_node *node)
{
	tl_sha256_add_int(sha, yaml_is_null(node) ? -1 : (int64_t)node->kind);
	tl_sha256_add_int(sha, (int64_t)node->count);
	if (node->kind == YAML_MAPPING)
		digest_mapping(sha, node);
	else if (node->kind == YAML_SEQUENCE)
		for (const struct yaml_node *child = node->first; child; child = child->next)
			digest_node(sha, child);
	else
		tl_sha256_add_str(sha, tl_str(node->text));
}

static bool item_says(const struct yaml_node *item, struct tl_str name, struct tl_str value)
{
	const struct yaml_node *said =
		item->kind == YAML_MAPPING ? yaml_tree_child(item, name) : NULL;

	return said && said->kind == YAML_SCALAR && tl_str_equal(tl_str(said->text), value);
}

/* "KEY" or "KEY[NAME=VALUE]" below root. */
static void digest_part(struct tl_sha256 *sha, const struct yaml_node *root, struct tl_str part)
{
	struct tl_str key, name, value;

	if (!tl_str_ends(part, TL_STR("]"))) {
		const struct yaml_node *node = yaml_tree_child(root, part);
		if (node)
			digest_node(sha, node);
		return;
	}
	tl_str_cut(&part, '[', &key);
	tl_str_cut(&part, '=', &name);
	tl_str_cut(&part, ']', &value);
	const struct yaml_node *list = yaml_tree_child(root, key);
	for (const struct yaml_node *item = list ? list->first : NULL; item; item = item->next)
		if (item_says(item, name, value))
			digest_node(sha, item);
}

bool tl_yaml_digest(const char *path, const char *key, struct tl_digest *digest, struct tl_err *err)
{
	struct tl_arena arena = {0};
	struct tl_buf text = {0};
	struct yaml_node *root = NULL;
	struct tl_sha256 sha;
	bool ok, there;

	tl_sha256_init(&sha);
	ok = tl_path_is_there(path, TL_PATH_GIVEN, &there, err) &&
	     (!there || (tl_file_read_all(path, YAML_FILE_BYTES_MAX, &text, err) &&
				yaml_tree_read(&arena, path, tl_buf_str(&text), &root, err)));
	if (root && key)
		digest_part(&sha, root, tl_str(key));
	else if (root)
		digest_node(&sha, root);
	*digest = tl_sha256_done(&sha);
	tl_buf_free(&text);
	tl_arena_free(&arena);
	return ok;
}
