/*
 * A YAML file as a tree in which every key and value knows its line and column: what libcyaml's own
 * messages lack. Private to lib/yaml*.c.
 */
#ifndef THROUGHLINE_LIB_YAML_TREE_H
#define THROUGHLINE_LIB_YAML_TREE_H

#include <cyaml/cyaml.h>
#include <throughline/arena.h>
#include <throughline/err.h>

#define YAML_FILE_BYTES_MAX ((size_t)16 * 1024 * 1024)

enum yaml_kind { YAML_SCALAR, YAML_ALIAS, YAML_SEQUENCE, YAML_MAPPING };

struct yaml_node {
	enum yaml_kind kind;
	bool plain; /* a scalar without quotes: only such a one can mean null */
	const char *text; /* of a scalar or alias */
	const char *key; /* where the parent is a mapping */
	size_t line, column; /* from 1 */
	size_t key_line, key_column;
	struct yaml_node *first, *last, *next; /* children in file order */
	size_t count;
};

/* Reads text (called path in messages). *root is NULL for an empty document. EX_CONFIG where it is
 * not YAML, holds a key twice in a mapping, a key that is no scalar, or more than one document. */
bool yaml_tree_read(struct tl_arena *arena, const char *path, struct tl_str text,
	struct yaml_node **root, struct tl_err *err);
/* The child under key of a mapping, or the child with that number of a sequence; NULL if none. */
const struct yaml_node *yaml_tree_child(const struct yaml_node *node, struct tl_str step);
/* A plain `~`, `null` or nothing at all. */
bool yaml_is_null(const struct yaml_node *node);

/* Checks a tree against a schema, filling err with the first thing wrong in file order. unknown:
 * NULL makes an unknown key wrong, else each adds a line there, and a lone text becomes the list of
 * one that the schema wants (Frictionless writes both). */
bool yaml_check(const char *path, const struct cyaml_schema_value *schema, struct yaml_node *node,
	struct tl_arena *arena, struct tl_buf *unknown, bool *rewritten, struct tl_err *err);
/* The tree as YAML again, in one line. */
void yaml_tree_write(const struct yaml_node *node, struct tl_buf *out);

#endif
