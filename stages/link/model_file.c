#include "model_file.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <throughline/num.h>
#include <throughline/yaml.h>

#define VERSION 1
#define SUM_TOLERANCE 1e-6 /* shares are written to be read and edited */

static const char *level_name(enum field_kind kind, size_t level)
{
	return field_kinds[kind].level[level].name;
}

static void write_level(
	const struct model *model, size_t field, size_t parent, size_t level, struct tl_buf *out)
{
	size_t of = model->patterns.parent[field];

	tl_buf_addc(out, "      - {");
	if (of != NO_PARENT)
		tl_buf_addf(out, "given: %s, ", level_name(model->fields[of].kind, parent));
	tl_buf_addf(out, "level: %s, same: ", level_name(model->fields[field].kind, level));
	tl_buf_add_real(out, model->same[field][parent][level]);
	tl_buf_addc(out, ", household: ");
	tl_buf_add_real(out, model->household[field][parent][level]);
	tl_buf_addc(out, ", unrelated: ");
	tl_buf_add_real(out, model->unrelated[field][parent][level]);
	tl_buf_addc(out, "}\n");
}

static void write_field(const struct model *model, size_t index, struct tl_buf *out)
{
	const struct field *field = &model->fields[index];
	size_t parent = model->patterns.parent[index];
	size_t parents = parent == NO_PARENT ? 1 : model->patterns.base[parent];

	tl_buf_addc(out, "  - name: ");
	tl_buf_add_json(out, tl_str(field->name));
	tl_buf_addf(out, "\n    kind: %s\n", field_kinds[field->kind].name);
	if (field->meaning != field->kind)
		tl_buf_addf(out, "    meaning: %s\n", field_kinds[field->meaning].name);
	if (parent != NO_PARENT) {
		tl_buf_addc(out, "    depends_on: ");
		tl_buf_add_json(out, tl_str(model->fields[parent].name));
		tl_buf_add_char(out, '\n');
	}
	tl_buf_addc(out, "    levels:\n");
	for (size_t i = 0; i < parents; i++)
		for (size_t j = 1; j < model->patterns.base[index]; j++)
			write_level(model, index, i, j, out);
}

void model_write(const struct model *model, struct tl_buf *out)
{
	tl_buf_addf(out,
		"# How likely each level of agreement is when two records are the same person, two "
		"people\n# of one household, or unrelated: throughline match --model FILE applies "
		"it.\nversion: %d\nshare_same: ",
		VERSION);
	tl_buf_add_real(out, model->share_same);
	tl_buf_addc(out, "\nshare_household: ");
	tl_buf_add_real(out, model->share_household);
	tl_buf_addc(out, "\nfields:\n");
	for (size_t i = 0; i < model->patterns.count; i++)
		write_field(model, i, out);
}

struct file_level {
	char *given, *level;
	double same, household, unrelated;
};
struct file_field {
	char *name, *kind, *meaning, *depends_on;
	struct file_level *levels;
	unsigned levels_count;
};
struct file {
	unsigned version;
	double share_same, share_household;
	struct file_field *fields;
	unsigned fields_count;
};

#define OPTIONAL_TEXT (CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL)
// clang-format off
static const struct cyaml_schema_field level_keys[] = {
	CYAML_FIELD_STRING_PTR("given", OPTIONAL_TEXT, struct file_level, given, 1, CYAML_UNLIMITED),
	CYAML_FIELD_STRING_PTR("level", CYAML_FLAG_POINTER, struct file_level, level, 1, CYAML_UNLIMITED),
	CYAML_FIELD_FLOAT("same", CYAML_FLAG_DEFAULT, struct file_level, same),
	CYAML_FIELD_FLOAT("household", CYAML_FLAG_DEFAULT, struct file_level, household),
	CYAML_FIELD_FLOAT("unrelated", CYAML_FLAG_DEFAULT, struct file_level, unrelated),
	CYAML_FIELD_END,
};
static const struct cyaml_schema_value level_entry = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct file_level, level_keys)};
static const struct cyaml_schema_field field_keys[] = {
	CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct file_field, name, 1, CYAML_UNLIMITED),
	CYAML_FIELD_STRING_PTR("kind", CYAML_FLAG_POINTER, struct file_field, kind, 1, CYAML_UNLIMITED),
	CYAML_FIELD_STRING_PTR("meaning", OPTIONAL_TEXT, struct file_field, meaning, 1, CYAML_UNLIMITED),
	CYAML_FIELD_STRING_PTR("depends_on", OPTIONAL_TEXT, struct file_field, depends_on, 1, CYAML_UNLIMITED),
	CYAML_FIELD_SEQUENCE("levels", CYAML_FLAG_POINTER, struct file_field, levels, &level_entry, 1, CYAML_UNLIMITED),
	CYAML_FIELD_END,
};
static const struct cyaml_schema_value field_entry = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct file_field, field_keys)};
static const struct cyaml_schema_field file_keys[] = {
	CYAML_FIELD_UINT("version", CYAML_FLAG_DEFAULT, struct file, version),
	CYAML_FIELD_FLOAT("share_same", CYAML_FLAG_DEFAULT, struct file, share_same),
	CYAML_FIELD_FLOAT("share_household", CYAML_FLAG_DEFAULT, struct file, share_household),
	CYAML_FIELD_SEQUENCE("fields", CYAML_FLAG_POINTER, struct file, fields, &field_entry, 1, CYAML_UNLIMITED),
	CYAML_FIELD_END,
};
// clang-format on
static const struct cyaml_schema_value file_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct file, file_keys)};

static bool wrong(const char *path, struct tl_err *err, const char *dotted, const char *what)
{
	struct tl_buf where = {0};

	tl_yaml_where(path, dotted, &where);
	tl_fail(err, EX_CONFIG, "%s: %s", tl_buf_c(&where), what);
	tl_buf_free(&where);
	return false;
}

static bool level_of(enum field_kind kind, const char *name, size_t *level)
{
	for (size_t i = 0; name && i <= field_kinds[kind].levels; i++)
		if (strcmp(level_name(kind, i), name) == 0) {
			*level = i;
			return true;
		}
	return false;
}

static bool is_share(double share)
{
	return share > 0 && share <= 1;
}

/* One line of levels; seen[parent][level] notes it. */
static bool take_level(struct model *model, size_t field, const struct file_level *from,
	bool seen[FIELD_LEVELS_MAX][FIELD_LEVELS_MAX])
{
	size_t of = model->patterns.parent[field], parent = 0, level;

	if (!level_of(model->fields[field].kind, from->level, &level) || !level)
		return false;
	if ((of != NO_PARENT) != (from->given != NULL))
		return false;
	if (of != NO_PARENT && !level_of(model->fields[of].kind, from->given, &parent))
		return false;
	if (!is_share(from->same) || !is_share(from->household) || !is_share(from->unrelated))
		return false;
	model->same[field][parent][level] = from->same;
	model->household[field][parent][level] = from->household;
	model->unrelated[field][parent][level] = from->unrelated;
	seen[parent][level] = true;
	return true;
}

/* A field of one pair is at one level: over them the shares come to the whole. */
static const char *not_whole(const struct model *model, size_t field, size_t parent)
{
	double same = 0, household = 0, unrelated = 0;

	for (size_t i = 1; i < model->patterns.base[field]; i++) {
		same += model->same[field][parent][i];
		household += model->household[field][parent][i];
		unrelated += model->unrelated[field][parent][i];
	}
	return fabs(same - 1) > SUM_TOLERANCE        ? "its shares `same` do not come to 1"
	       : fabs(household - 1) > SUM_TOLERANCE ? "its shares `household` do not come to 1"
	       : fabs(unrelated - 1) > SUM_TOLERANCE ? "its shares `unrelated` do not come to 1"
						     : NULL;
}

static bool take_field(struct model *model, size_t field, const struct file_field *from,
	const char *path, size_t place, struct tl_err *err)
{
	size_t of = model->patterns.parent[field];
	size_t parents = of == NO_PARENT ? 1 : model->patterns.base[of];
	bool seen[FIELD_LEVELS_MAX][FIELD_LEVELS_MAX] = {{0}};
	char dotted[64];

	snprintf(dotted, sizeof dotted, "fields.%zu", place);
	if (strcmp(from->kind, field_kinds[model->fields[field].kind].name) != 0 ||
		strcmp(from->meaning ? from->meaning : from->kind,
			field_kinds[model->fields[field].meaning].name) != 0)
		return wrong(path, err, dotted, "this field is of another kind than --fields says");
	if (from->depends_on
			? of == NO_PARENT || strcmp(from->depends_on, model->fields[of].name) != 0
			: of != NO_PARENT)
		return wrong(path, err, dotted,
			"with these fields it depends on another; fit the model anew");
	for (unsigned i = 0; i < from->levels_count; i++)
		if (!take_level(model, field, &from->levels[i], seen)) {
			snprintf(dotted, sizeof dotted, "fields.%zu.levels.%u", place, i);
			return wrong(path, err, dotted,
				"no level of this kind with shares over 0 and up to 1");
		}
	for (size_t i = 0; i < parents; i++)
		for (size_t j = 1; j < model->patterns.base[field]; j++)
			if (!seen[i][j])
				return wrong(path, err, dotted, "a level of this kind is missing");
	for (size_t i = 0; i < parents; i++) {
		const char *which = not_whole(model, field, i);

		if (which)
			return wrong(path, err, dotted, which);
	}
	return true;
}

static bool wrong_field(const char *path, struct tl_err *err, const char *dotted, const char *name,
	const char *what)
{
	struct tl_buf words = {0};

	tl_buf_addf(&words, "the field \"%s\" %s", name, what);
	wrong(path, err, dotted, tl_buf_c(&words));
	tl_buf_free(&words);
	return false;
}

static bool is_compared(const struct model *model, const char *name)
{
	for (size_t i = 0; i < model->patterns.count; i++)
		if (strcmp(model->fields[i].name, name) == 0)
			return true;
	return false;
}

static bool take_file(
	struct model *model, const struct file *file, const char *path, struct tl_err *err)
{
	char dotted[64];

	if (file->version != VERSION)
		return wrong(path, err, "version", "this program reads version 1");
	if (!is_share(file->share_same) || file->share_household < 0 ||
		file->share_same + file->share_household >= 1)
		return wrong(path, err, "share_same",
			"the shares are of all pairs: over 0, together below 1");
	for (unsigned i = 0; i < file->fields_count; i++)
		if (!is_compared(model, file->fields[i].name)) {
			snprintf(dotted, sizeof dotted, "fields.%u", i);
			return wrong_field(path, err, dotted, file->fields[i].name,
				"is in this model and not compared; say it too, or fit the model "
				"anew");
		}
	model->share_same = file->share_same;
	model->share_household = file->share_household;
	for (size_t i = 0; i < model->patterns.count; i++) {
		unsigned place = 0;

		while (place < file->fields_count &&
			strcmp(file->fields[place].name, model->fields[i].name) != 0)
			place++;
		if (place == file->fields_count)
			return wrong_field(path, err, "fields", model->fields[i].name,
				"is compared and not in this model");
		if (!take_field(model, i, &file->fields[place], path, place, err))
			return false;
	}
	return true;
}

bool model_read(struct model *model, const char *path, const struct field *fields, size_t count,
	struct tl_err *err)
{
	void *data = NULL;
	bool ok;

	*model = (struct model){.fields = fields};
	if (!patterns_of(&model->patterns, fields, count, err) ||
		!tl_yaml_load(path, &file_schema, &data, err))
		return false;
	ok = take_file(model, data, path, err);
	tl_yaml_free(&file_schema, data);
	return ok;
}
