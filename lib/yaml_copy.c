/* Parts of a definition, written anew. */
#include <throughline/yaml.h>

#include "yaml_tree.h"

#include <throughline/infile.h>

#include <string.h>

/* Needs no quotes anywhere: letters, digits and what cannot mean anything to YAML between them. */
static bool is_simple(const char *text)
{
	for (const char *c = text; *c; c++) {
		bool letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
			      (*c >= '0' && *c <= '9');

		if (!letter && (c == text || !strchr("_./-", *c)))
			return false;
	}
	return *text;
}

void yaml_tree_write(const struct yaml_node *node, struct tl_buf *out)
{
	bool keyed = node->kind == YAML_MAPPING;

	if (node->kind == YAML_SCALAR || node->kind == YAML_ALIAS) {
		if (yaml_is_null(node))
			tl_buf_addc(out, *node->text ? node->text : "~");
		else if (node->plain && is_simple(node->text))
			tl_buf_addc(out, node->text);
		else
			tl_buf_add_json(out, tl_str(node->text));
		return;
	}
	tl_buf_add_char(out, keyed ? '{' : '[');
	for (const struct yaml_node *child = node->first; child; child = child->next) {
		if (keyed)
			tl_buf_addf(out, "%s: ", child->key);
		yaml_tree_write(child, out);
		tl_buf_addc(out, child->next ? ", " : "");
	}
	tl_buf_add_char(out, keyed ? '}' : ']');
}

static bool is_without(const char *key, const char *const *without, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(key, without[i]))
			return true;
	return false;
}

bool tl_yaml_copy(const char *path, const char *dotted, const char *const *without,
	size_t without_count, const char *after, struct tl_buf *out, struct tl_err *err)
{
	struct tl_str rest = tl_str(*dotted ? dotted : NULL), name;
	struct tl_arena arena = {0};
	struct tl_buf text = {0};
	struct yaml_node *root = NULL;
	const struct yaml_node *node;
	bool ok = tl_file_read_all(path, YAML_FILE_BYTES_MAX, &text, err) &&
		  yaml_tree_read(&arena, path, tl_buf_str(&text), &root, err);

	node = root;
	while (ok && node && tl_str_cut(&rest, '.', &name))
		node = yaml_tree_child(node, name);
	for (const struct yaml_node *child = ok && node ? node->first : NULL; child;
		child = child->next) {
		if (is_without(child->key, without, without_count))
			continue;
		tl_buf_addf(out, "%s: ", child->key);
		yaml_tree_write(child, out);
		tl_buf_addc(out, after);
	}
	tl_buf_free(&text);
	tl_arena_free(&arena);
	return ok;
}
