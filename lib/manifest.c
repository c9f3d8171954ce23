#include "manifest.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <throughline/outfile.h>
#include <throughline/yaml.h>

static int compare_inputs(const void *a, const void *b)
{
	return strcmp(((const struct tl_input *)a)->name, ((const struct tl_input *)b)->name);
}

static int compare_counts(const void *a, const void *b)
{
	return strcmp(((const struct tl_count *)a)->name, ((const struct tl_count *)b)->name);
}

static void sort(void *items, size_t count, size_t size, int (*compare)(const void *, const void *))
{
	if (count > 1)
		qsort(items, count, size, compare);
}

static struct tl_digest content_of(const struct tl_input *tables, size_t count)
{
	struct tl_sha256 sha;

	tl_sha256_init(&sha);
	for (size_t i = 0; i < count; i++) {
		assert(i == 0 || strcmp(tables[i - 1].name, tables[i].name) != 0);
		tl_sha256_add_str(&sha, tl_str(tables[i].name));
		tl_sha256_add_str(&sha, tl_str(tables[i].digest.hex));
	}
	return tl_sha256_done(&sha);
}

static void add_digests(
	struct tl_buf *json, const char *key, const struct tl_input *items, size_t count)
{
	tl_buf_addf(json, "  \"%s\": [", key);
	for (size_t i = 0; i < count; i++) {
		tl_buf_addf(json, "%s\n    {\"digest\": \"%s\", \"name\": ", i ? "," : "",
			items[i].digest.hex);
		tl_buf_add_json(json, tl_str(items[i].name));
		tl_buf_addc(json, "}");
	}
	tl_buf_addc(json, count ? "\n  ]" : "]");
}

static void add_counts(struct tl_buf *json, const struct tl_count *items, size_t count)
{
	tl_buf_addc(json, "  \"counts\": [");
	for (size_t i = 0; i < count; i++) {
		tl_buf_addf(json, "%s\n    {\"name\": ", i ? "," : "");
		tl_buf_add_json(json, tl_str(items[i].name));
		tl_buf_addf(json, ", \"value\": %lld}", (long long)items[i].value);
	}
	tl_buf_addc(json, count ? "\n  ]" : "]");
}

static void add_manifest(struct tl_buf *json, const struct tl_stagedir *stage)
{
	tl_buf_addf(json, "{\n  \"content\": \"%s\",\n", stage->content.hex);
	add_counts(json, stage->counts.items, stage->counts.count);
	tl_buf_addc(json, ",\n");
	add_digests(json, "inputs", stage->inputs.items, stage->inputs.count);
	tl_buf_addf(json, ",\n  \"program\": \"%s %s %s\",\n", stage->program, tl_version,
		tl_source_id);
	add_digests(json, "tables", stage->tables.items, stage->tables.count);
	tl_buf_addc(json, "\n}\n");
}

bool manifest_write(struct tl_stagedir *stage, struct tl_err *err)
{
	struct tl_buf json = {0};
	bool ok;

	sort(stage->inputs.items, stage->inputs.count, sizeof(struct tl_input), compare_inputs);
	sort(stage->tables.items, stage->tables.count, sizeof(struct tl_input), compare_inputs);
	sort(stage->counts.items, stage->counts.count, sizeof(struct tl_count), compare_counts);
	stage->content = content_of(stage->tables.items, stage->tables.count);
	add_manifest(&json, stage);
	ok = tl_file_write(tl_stagedir_path(stage, MANIFEST_NAME), 0600, tl_buf_str(&json), err);
	tl_buf_free(&json);
	return ok;
}

/* As libcyaml loads it; member names are the schema's. */
struct loaded_digest {
	char *digest, *name;
};

struct loaded_count {
	char *name;
	int64_t value;
};

struct loaded {
	char *content, *program;
	struct loaded_count *counts;
	struct loaded_digest *inputs, *tables;
	unsigned counts_count, inputs_count, tables_count;
};

// clang-format off
static const cyaml_schema_field_t digest_fields[] = {
	CYAML_FIELD_STRING_PTR("digest", CYAML_FLAG_POINTER, struct loaded_digest, digest, 0, 64),
	CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct loaded_digest, name, 0, CYAML_UNLIMITED),
	CYAML_FIELD_END
};
static const cyaml_schema_value_t digest_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct loaded_digest, digest_fields),
};
static const cyaml_schema_field_t count_fields[] = {
	CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct loaded_count, name, 0, CYAML_UNLIMITED),
	CYAML_FIELD_INT("value", CYAML_FLAG_DEFAULT, struct loaded_count, value),
	CYAML_FIELD_END
};
static const cyaml_schema_value_t count_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct loaded_count, count_fields),
};
static const cyaml_schema_field_t manifest_fields[] = {
	CYAML_FIELD_STRING_PTR("content", CYAML_FLAG_POINTER, struct loaded, content, 0, 64),
	CYAML_FIELD_SEQUENCE("counts", CYAML_FLAG_POINTER, struct loaded, counts, &count_schema, 0, CYAML_UNLIMITED),
	CYAML_FIELD_SEQUENCE("inputs", CYAML_FLAG_POINTER, struct loaded, inputs, &digest_schema, 0, CYAML_UNLIMITED),
	CYAML_FIELD_STRING_PTR("program", CYAML_FLAG_POINTER, struct loaded, program, 0, CYAML_UNLIMITED),
	CYAML_FIELD_SEQUENCE("tables", CYAML_FLAG_POINTER, struct loaded, tables, &digest_schema, 0, CYAML_UNLIMITED),
	CYAML_FIELD_END
};
// clang-format on
static const cyaml_schema_value_t manifest_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct loaded, manifest_fields),
};

static struct tl_digest digest_of(const char *hex)
{
	struct tl_digest digest = {0};

	memcpy(digest.hex, hex, strnlen(hex, sizeof digest.hex - 1));
	return digest;
}

static struct tl_input *copy_digests(
	struct tl_arena *arena, const struct loaded_digest *from, size_t count)
{
	struct tl_input *to = tl_arena_array(arena, count, sizeof *to);

	for (size_t i = 0; i < count; i++)
		to[i] = (struct tl_input){
			tl_arena_text(arena, tl_str(from[i].name)), digest_of(from[i].digest)};
	return to;
}

static struct tl_count *copy_counts(
	struct tl_arena *arena, const struct loaded_count *from, size_t count)
{
	struct tl_count *to = tl_arena_array(arena, count, sizeof *to);

	for (size_t i = 0; i < count; i++)
		to[i] = (struct tl_count){
			tl_arena_text(arena, tl_str(from[i].name)), from[i].value};
	return to;
}

static void copy_manifest(struct tl_manifest *to, const struct loaded *from)
{
	to->program = tl_arena_text(&to->arena, tl_str(from->program));
	to->content = digest_of(from->content);
	to->inputs = copy_digests(&to->arena, from->inputs, from->inputs_count);
	to->input_count = from->inputs_count;
	to->tables = copy_digests(&to->arena, from->tables, from->tables_count);
	to->table_count = from->tables_count;
	to->counts = copy_counts(&to->arena, from->counts, from->counts_count);
	to->count_count = from->counts_count;
}

bool tl_manifest_read(const char *study, const char *dir, struct tl_manifest *manifest, bool *found,
	struct tl_err *err)
{
	struct tl_buf path = {0};
	void *loaded = NULL;
	bool ok;

	*manifest = (struct tl_manifest){0};
	tl_buf_addf(&path, "%s/%s/" MANIFEST_NAME, study, dir);
	ok = tl_path_is_there(tl_buf_c(&path), TL_PATH_MADE, found, err);
	if (*found) {
		ok = tl_yaml_load(tl_buf_c(&path), &manifest_schema, &loaded, err);
		if (ok)
			copy_manifest(manifest, loaded);
		else
			err->exit_status =
				EX_DATAERR; /* no analyst wrote it: the file is damaged */
		tl_yaml_free(&manifest_schema, loaded);
	}
	tl_buf_free(&path);
	return ok;
}

void tl_manifest_free(struct tl_manifest *manifest)
{
	tl_arena_free(&manifest->arena);
	*manifest = (struct tl_manifest){0};
}
