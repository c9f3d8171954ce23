#include "study_private.h"

#include <throughline/vec.h>

#include <string.h>

/* Keys of Frictionless (Data Resource, Table Schema, its dialect and constraints) that we read
 * past. Some are near to keys of ours ("path", "patterns"), so they are asked first. */
const char *const study_frictionless_keys[] = {
	"$schema",
	"bytes",
	"categories",
	"categoriesOrdered",
	"contributors",
	"created",
	"dialect",
	"example",
	"exclusiveMaximum",
	"exclusiveMinimum",
	"fieldsMatch",
	"hash",
	"homepage",
	"id",
	"image",
	"itemType",
	"jsonSchema",
	"keywords",
	"lang",
	"licenses",
	"mediatype",
	"path",
	"profile",
	"rdfType",
	"resources",
	"schema",
	"sources",
	"uniqueKeys",
	"url",
	NULL,
};

struct key_names {
	const char **items;
	size_t count, capacity;
};

/* Every key a contract may have, whatever its place. */
static void add_keys(const struct cyaml_schema_value *schema, struct key_names *names)
{
	if (schema->type == CYAML_SEQUENCE) {
		add_keys(schema->sequence.entry, names);
	} else if (schema->type == CYAML_MAPPING) {
		for (const struct cyaml_schema_field *key = schema->mapping.fields; key->key;
			key++) {
			*tl_vec_push(names) = key->key;
			add_keys(&key->value, names);
		}
	}
}

static bool is_frictionless(const char *key)
{
	for (size_t i = 0; study_frictionless_keys[i]; i++)
		if (!strcmp(study_frictionless_keys[i], key))
			return true;
	return false;
}

/* line: `file:line:column: key "x" is not used`, as tl_yaml_load_lenient writes it. */
static bool judge_unknown(
	const struct study_check *check, struct tl_str line, const struct key_names *names)
{
	size_t from = 0, to = 0;
	const char *key, *nearest;
	struct tl_str rest;

	if (!tl_str_find(line, TL_STR(": key \""), &from))
		return true;
	rest = tl_str_slice(line.data + from + 7, line.length - from - 7);
	if (!tl_str_find(rest, TL_STR("\" is not used"), &to))
		return true;
	key = tl_arena_text(&check->study->arena, tl_str_slice(rest.data, to));
	nearest = is_frictionless(key) ? NULL
				       : tl_str_nearest(tl_str(key), names->items, names->count);
	if (nearest && strcmp(nearest, key) == 0)
		return tl_fail(check->err, EX_CONFIG,
			TL_STR_FMT
			": key \"%s\" does not belong here; docs/study.md says of each key "
			"where in a contract it goes",
			(int)from, line.data, key);
	if (nearest)
		return tl_fail(check->err, EX_CONFIG,
			TL_STR_FMT ": unknown key \"%s\"; did you mean \"%s\"?", (int)from,
			line.data, key, nearest);
	tl_buf_add(&check->study->warnings, line);
	tl_buf_add_char(&check->study->warnings, '\n');
	return true;
}

bool study_load_contract(const struct study_check *check, struct tl_contract **contract)
{
	struct key_names names = {0};
	struct tl_buf unknown = {0};
	struct tl_str rest, line;
	void *data;
	bool ok;

	*contract = NULL;
	ok = tl_yaml_load_lenient(check->path, &study_contract_schema, &data, &unknown, check->err);
	add_keys(&study_contract_schema, &names);
	rest = tl_buf_str(&unknown);
	while (ok && tl_str_cut(&rest, '\n', &line))
		ok = !line.length || judge_unknown(check, line, &names);
	if (ok)
		*contract = data;
	else
		tl_yaml_free(&study_contract_schema, data);
	tl_vec_free(&names);
	tl_buf_free(&unknown);
	return ok;
}
