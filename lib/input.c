/* What an input's digest is now: one row of a table per kind of input. */
#include <throughline/stagedir.h>

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <throughline/yaml.h>

#include "seen.h"

struct place {
	const char *study, *extracts;
};

/* The bytes of BASE/NAME; absent has "". */
static bool bytes_digest(
	const char *base, const char *name, struct tl_digest *digest, struct tl_err *err)
{
	struct tl_buf path = {0};
	bool ok, there;

	tl_buf_addf(&path, "%s/%s", base, name);
	ok = tl_path_is_there(tl_buf_c(&path), TL_PATH_GIVEN, &there, err) &&
	     (!there || tl_sha256_file(tl_buf_c(&path), digest, err));
	tl_buf_free(&path);
	return ok;
}

static bool digest_file(
	struct place place, const char *name, struct tl_digest *digest, struct tl_err *err)
{
	return bytes_digest(place.study, name, digest, err);
}

static bool digest_data(struct place place TL_UNUSED, const char *name, struct tl_digest *digest,
	struct tl_err *err)
{
	return bytes_digest(tl_share_dir(), name, digest, err);
}

static bool digest_extract(
	struct place place, const char *name, struct tl_digest *digest, struct tl_err *err)
{
	return seen_digest(place.study, place.extracts, name, digest, err);
}

static bool digest_yaml(
	struct place place, const char *name, struct tl_digest *digest, struct tl_err *err)
{
	struct tl_buf path = {0};
	const char *key = strrchr(name, '#');
	size_t length = key ? (size_t)(key - name) : strlen(name);
	bool ok;

	tl_buf_addf(&path, "%s/", place.study);
	tl_buf_add(&path, tl_str_slice(name, length));
	ok = tl_yaml_digest(tl_buf_c(&path), key ? key + 1 : NULL, digest, err);
	tl_buf_free(&path);
	return ok;
}

static struct tl_digest names_digest(const char *const *names, size_t count)
{
	struct tl_sha256 sha;

	tl_sha256_init(&sha);
	for (size_t i = 0; i < count; i++)
		tl_sha256_add_str(&sha, tl_str(names[i]));
	return tl_sha256_done(&sha);
}

static bool digest_list(
	struct place place, const char *name, struct tl_digest *digest, struct tl_err *err)
{
	struct tl_arena arena = {0};
	const char *slash = strrchr(name, '/'), *suffix = slash ? slash + 1 : name;
	const char *folder =
		tl_arena_printf(&arena, "%s/%.*s", place.study, (int)(suffix - name), name);
	const char **names;
	size_t count;
	bool ok = tl_dir_names(folder, suffix, TL_PATH_GIVEN, &arena, &names, &count, err);

	if (ok)
		*digest = names_digest(names, count);
	tl_arena_free(&arena);
	return ok;
}

static bool digest_matches(
	struct place place, const char *name, struct tl_digest *digest, struct tl_err *err)
{
	struct tl_arena arena = {0};
	const char **names;
	size_t count;
	bool ok = tl_dir_matches(place.extracts, name, TL_PATH_GIVEN, &arena, &names, &count, err);

	if (ok)
		*digest = names_digest(names, count);
	tl_arena_free(&arena);
	return ok;
}

static bool digest_store(
	struct place place, const char *name, struct tl_digest *digest, struct tl_err *err)
{
	struct tl_manifest manifest;
	bool found;

	if (!tl_manifest_read(place.study, name, &manifest, &found, err))
		return false;
	if (found)
		*digest = manifest.content;
	tl_manifest_free(&manifest);
	return true;
}

static bool digest_program(struct place place TL_UNUSED, const char *name, struct tl_digest *digest,
	struct tl_err *err TL_UNUSED)
{
	struct tl_buf text = {0};

	tl_buf_addf(&text, "%s %s %s", name, tl_version, tl_source_id);
	*digest = tl_sha256_of(tl_buf_str(&text));
	tl_buf_free(&text);
	return true;
}

static const struct {
	const char *prefix;
	bool (*digest)(
		struct place place, const char *name, struct tl_digest *digest, struct tl_err *err);
} kinds[] = {
	{"yaml:", digest_yaml},
	{"file:", digest_file},
	{"list:", digest_list},
	{"matches:", digest_matches},
	{"store:", digest_store},
	{"extract:", digest_extract},
	{"data:", digest_data},
	{"program:", digest_program},
};

bool tl_input_digest(const char *study, const char *extracts, const char *name,
	struct tl_digest *digest, struct tl_err *err)
{
	struct tl_arena arena = {0};
	struct place place = {
		study, extracts ? extracts : tl_arena_printf(&arena, "%s/extracts", study)};
	bool ok = false, known = false;

	*digest = (struct tl_digest){0};
	for (size_t i = 0; !known && i < TL_LEN(kinds); i++) {
		size_t length = strlen(kinds[i].prefix);

		known = strncmp(name, kinds[i].prefix, length) == 0;
		if (known)
			ok = kinds[i].digest(place, name + length, digest, err);
	}
	tl_arena_free(&arena);
	return known ? ok : tl_fail(err, EX_SOFTWARE, "%s: no such kind of input", name);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool tl_dir_names(const char *dir, const char *suffix, enum tl_path_of of, struct tl_arena *arena,
	const char ***names, size_t *count, struct tl_err *err)
{
	DIR *folder = opendir(dir);
	TL_VEC(const char *) found = {0};
	struct dirent *entry;
	bool ok;

	*names = NULL;
	*count = 0;
	if (!folder)
		return errno == ENOENT || tl_path_fail(dir, of, err);
	while ((errno = 0, entry = readdir(folder)))
		if (*entry->d_name != '.' && tl_str_ends(tl_str(entry->d_name), tl_str(suffix)))
			*tl_vec_push(&found) = tl_arena_text(arena, tl_str(entry->d_name));
	ok = errno == 0 || tl_path_fail(dir, of, err);
	closedir(folder);
	if (found.count) {
		qsort(found.items, found.count, sizeof *found.items, compare_names);
		*names = tl_arena_array(arena, found.count, sizeof **names);
		memcpy(*names, found.items, found.count * sizeof *found.items);
		*count = found.count;
	}
	tl_vec_free(&found);
	return ok;
}
