/*
 * `key: value` lines: a page's front matter and the head of each block. A value goes on over lines
 * that begin with a blank. Not YAML: a value may hold any character, so that SQL in a code span
 * needs no quoting. Views point into the text given, which must outlive them.
 */
#ifndef RENDER_FIELDS_H
#define RENDER_FIELDS_H

#include "grid.h"

struct render_field {
	const char *key; /* from the table of known ones */
	const char *value;
	struct render_place place; /* of the value */
};
struct render_fields {
	TL_VEC(struct render_field) list;
};

/* Reads from the start of text up to the first line that is no field; *used is where that begins.
 * An unknown or repeated key is an error with the nearest known one. Values lie in the arena. */
bool render_fields_read(struct render_fields *fields, struct tl_arena *arena, const char *text,
	struct render_place place, const char *const *known, size_t known_count, size_t *used,
	struct tl_err *err);
const struct render_field *render_fields_get(const struct render_fields *fields, const char *key);
void render_fields_free(struct render_fields *fields);

#endif
