/*
 * Definitions from YAML (JSON loads too) through libcyaml, with messages an analyst can act on:
 * `measures/calls.yaml:12:3: unknown key "numerater"; did you mean "numerator"?`
 *
 * Loading fails with EX_NOINPUT (absent) or EX_CONFIG (unknown key, wrong type, missing value),
 * each with file, line and column. Key positions come from libyaml's marks. Stricter than libcyaml:
 * whole numbers are decimal ("1.0" and "010" are refused), booleans are true, false, yes or no, an
 * enum is one of its names. `~` and `null` are NULL only under CYAML_FLAG_POINTER_NULL_STR;
 * aliases, a key given twice, a second document and an empty file are errors. The root schema is a
 * mapping pointer.
 */
#ifndef THROUGHLINE_YAML_H
#define THROUGHLINE_YAML_H

#include <cyaml/cyaml.h>
#include <throughline/err.h>
#include <throughline/hash.h>

/* Loads path into *data by a cyaml schema; release with tl_yaml_free and the same schema. */
bool tl_yaml_load(
	const char *path, const struct cyaml_schema_value *schema, void **data, struct tl_err *err);
/* The same, but keys the schema does not know (Frictionless descriptors carry many) are no error:
 * each is appended to `unknown` as a line "file:line:column: key "x" is not used". */
bool tl_yaml_load_lenient(const char *path, const struct cyaml_schema_value *schema, void **data,
	struct tl_buf *unknown, struct tl_err *err);
void tl_yaml_free(const struct cyaml_schema_value *schema, void *data);

/* Where the value at a dotted path ("numerator.where.0.column") lies, for messages about meaning
 * ("no such column"): "file:line:column". Falls back to the nearest parent found, then to "file".
 */
void tl_yaml_where(const char *path, const char *dotted, struct tl_buf *out);
/* The same of the byte at `offset` in the text of the scalar there, however it is written (plain,
 * quoted, or as a block of lines); where that is not known, of the scalar. */
void tl_yaml_where_in(const char *path, const char *dotted, size_t offset, struct tl_buf *out);

/* Adds the pairs of the mapping at a dotted path ("fields.3"; "" is the whole file) but those under
 * `without`, as "key: value" with values in flow style (JSON, but that what is plain and simple
 * stays plain), each followed by `after`. For writing a definition that is like one that was
 * loaded. */
bool tl_yaml_copy(const char *path, const char *dotted, const char *const *without,
	size_t without_count, const char *after, struct tl_buf *out, struct tl_err *err);

/* The digest of the canonical form: scalars and structure, map keys sorted; comments, layout and
 * quoting do not count. key NULL: the whole file; "KEY": one top-level key (absent: digest of
 * nothing); "KEY[NAME=VALUE]": of the list there the items whose NAME is VALUE. An absent file has
 * the digest of nothing (SHA-256 of no bytes), which is not an error.
 */
bool tl_yaml_digest(
	const char *path, const char *key, struct tl_digest *digest, struct tl_err *err);

#endif
