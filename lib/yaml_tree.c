#include "yaml_tree.h"

#include <throughline/num.h>

#include <string.h>
#include <yaml.h>

#define DEPTH_MAX                                                                                  \
	64 /* a definition is a few levels deep; this keeps recursion from the stack's end */

struct reader {
	yaml_parser_t parser;
	yaml_event_t event;
	bool has_event;
	struct tl_arena *arena;
	const char *path;
	struct tl_str text;
};

static bool read_node(
	struct reader *reader, size_t depth, struct yaml_node **node, struct tl_err *err);

static bool fail_at_mark(
	const struct reader *reader, yaml_mark_t mark, struct tl_err *err, const char *message)
{
	return tl_fail(err, EX_CONFIG, "%s:%zu:%zu: %s", reader->path, mark.line + 1,
		mark.column + 1, message);
}

/* libyaml gives an offset and no mark where the bytes are no text. */
static bool fail_not_text(const struct reader *reader, struct tl_err *err)
{
	size_t line = 1;

	for (size_t i = 0; i < reader->parser.problem_offset && i < reader->text.length; i++)
		line += reader->text.data[i] == '\n';
	return tl_fail(err, EX_CONFIG,
		"%s:%zu:1: a byte here is not UTF-8 text; save the file as UTF-8", reader->path,
		line);
}

static bool fail_parse(const struct reader *reader, struct tl_err *err)
{
	const yaml_parser_t *parser = &reader->parser;
	yaml_mark_t at = parser->problem_mark;

	if (parser->error == YAML_READER_ERROR)
		return fail_not_text(reader, err);
	return tl_fail(err, EX_CONFIG,
		"%s:%zu:%zu: not YAML: %s%s%s; look at the indent and the quotes here",
		reader->path, at.line + 1, at.column + 1,
		parser->problem ? parser->problem : "unreadable", parser->context ? " " : "",
		parser->context ? parser->context : "");
}

static bool next_event(struct reader *reader, struct tl_err *err)
{
	if (reader->has_event)
		yaml_event_delete(&reader->event);
	reader->has_event = yaml_parser_parse(&reader->parser, &reader->event);
	return reader->has_event || fail_parse(reader, err);
}

static struct yaml_node *make_node(struct reader *reader, enum yaml_kind kind)
{
	struct yaml_node *node = tl_arena_alloc(reader->arena, sizeof *node);

	node->kind = kind;
	node->line = reader->event.start_mark.line + 1;
	node->column = reader->event.start_mark.column + 1;
	return node;
}

static void add_child(struct yaml_node *parent, struct yaml_node *child)
{
	if (parent->last)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
	parent->count++;
}

static bool read_sequence(
	struct reader *reader, size_t depth, struct yaml_node *sequence, struct tl_err *err)
{
	for (;;) {
		struct yaml_node *child;

		if (!next_event(reader, err))
			return false;
		if (reader->event.type == YAML_SEQUENCE_END_EVENT)
			return true;
		if (!read_node(reader, depth + 1, &child, err))
			return false;
		add_child(sequence, child);
	}
}

/* The current event is a key; reads its value too. */
static bool read_member(
	struct reader *reader, size_t depth, struct yaml_node *mapping, struct tl_err *err)
{
	yaml_mark_t mark = reader->event.start_mark;
	const struct yaml_node *twin;
	struct yaml_node *child;
	const char *key;

	if (reader->event.type != YAML_SCALAR_EVENT)
		return fail_at_mark(reader, mark, err, "a key must be plain text");
	key = tl_arena_text(
		reader->arena, tl_str_slice((const char *)reader->event.data.scalar.value,
				       reader->event.data.scalar.length));
	twin = yaml_tree_child(mapping, tl_str(key));
	if (twin)
		return tl_fail(err, EX_CONFIG,
			"%s:%zu:%zu: \"%s\" is here twice; the first is on line %zu", reader->path,
			mark.line + 1, mark.column + 1, key, twin->key_line);
	if (!next_event(reader, err) || !read_node(reader, depth + 1, &child, err))
		return false;
	child->key = key;
	child->key_line = mark.line + 1;
	child->key_column = mark.column + 1;
	add_child(mapping, child);
	return true;
}

static bool read_mapping(
	struct reader *reader, size_t depth, struct yaml_node *mapping, struct tl_err *err)
{
	for (;;) {
		if (!next_event(reader, err))
			return false;
		if (reader->event.type == YAML_MAPPING_END_EVENT)
			return true;
		if (!read_member(reader, depth, mapping, err))
			return false;
	}
}

/* Reads the node that the current event begins. */
static bool read_node(
	struct reader *reader, size_t depth, struct yaml_node **node, struct tl_err *err)
{
	const yaml_event_t *event = &reader->event;

	if (depth > DEPTH_MAX)
		return fail_at_mark(reader, event->start_mark, err, "too deep; nest less");
	if (event->type == YAML_SEQUENCE_START_EVENT) {
		*node = make_node(reader, YAML_SEQUENCE);
		return read_sequence(reader, depth, *node, err);
	}
	if (event->type == YAML_MAPPING_START_EVENT) {
		*node = make_node(reader, YAML_MAPPING);
		return read_mapping(reader, depth, *node, err);
	}
	if (event->type == YAML_ALIAS_EVENT) {
		*node = make_node(reader, YAML_ALIAS);
		(*node)->text = tl_arena_text(
			reader->arena, tl_str((const char *)event->data.alias.anchor));
		return true;
	}
	assert(event->type == YAML_SCALAR_EVENT);
	*node = make_node(reader, YAML_SCALAR);
	(*node)->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	(*node)->text = tl_arena_text(reader->arena,
		tl_str_slice((const char *)event->data.scalar.value, event->data.scalar.length));
	return true;
}

static bool read_stream(struct reader *reader, struct yaml_node **root, struct tl_err *err)
{
	bool seen = false;

	do {
		if (!next_event(reader, err))
			return false;
		if (reader->event.type != YAML_DOCUMENT_START_EVENT)
			continue;
		if (seen)
			return fail_at_mark(reader, reader->event.start_mark, err,
				"a second document begins here; put it into a file of its own");
		seen = true;
		if (!next_event(reader, err) || !read_node(reader, 0, root, err))
			return false;
	} while (reader->event.type != YAML_STREAM_END_EVENT);
	return true;
}

bool yaml_tree_read(struct tl_arena *arena, const char *path, struct tl_str text,
	struct yaml_node **root, struct tl_err *err)
{
	struct reader reader = {.arena = arena, .path = path, .text = text};
	bool ok;

	*root = NULL;
	if (!yaml_parser_initialize(&reader.parser))
		return tl_fail(err, EX_OSERR, "%s: no memory to read it", path);
	yaml_parser_set_input_string(
		&reader.parser, (const unsigned char *)(text.data ? text.data : ""), text.length);
	ok = read_stream(&reader, root, err);
	if (reader.has_event)
		yaml_event_delete(&reader.event);
	yaml_parser_delete(&reader.parser);
	return ok;
}

static const struct yaml_node *child_at(const struct yaml_node *sequence, struct tl_str number)
{
	const struct yaml_node *child = sequence->first;
	int64_t index;

	if (!tl_num_int(number, (struct tl_num_style){0}, &index) || index < 0)
		return NULL;
	while (child && index--)
		child = child->next;
	return child;
}

const struct yaml_node *yaml_tree_child(const struct yaml_node *node, struct tl_str step)
{
	if (node->kind == YAML_SEQUENCE)
		return child_at(node, step);
	for (const struct yaml_node *child = node->first; child; child = child->next)
		if (tl_str_equal(step, tl_str(child->key)))
			return child;
	return NULL;
}

bool yaml_is_null(const struct yaml_node *node)
{
	return node->kind == YAML_SCALAR && node->plain &&
	       (!node->text[0] || !strcmp(node->text, "~") || !strcmp(node->text, "null"));
}
