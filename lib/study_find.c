#include "study_private.h"

#include <throughline/stagedir.h>
#include <throughline/vec.h>

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define SUFFIX ".yaml"

struct names {
	const char **items;
	size_t count, capacity;
};

const char *study_path(struct tl_study *study, const char *dir, const char *name)
{
	size_t length = strlen(dir);

	if (!length || !strcmp(dir, "."))
		return tl_arena_text(&study->arena, tl_str(name));
	return tl_arena_printf(
		&study->arena, "%s%s%s", dir, dir[length - 1] == '/' ? "" : "/", name);
}

static const char *catalogue_path(struct tl_study *study, const char *folder)
{
	return tl_arena_printf(&study->arena, "%s/catalogue/%s", tl_share_dir(), folder);
}

bool study_find(const struct study_check *check, const char *at, const char *folder,
	const char *name, struct study_found *found)
{
	struct tl_study *study = check->study;
	const char *file = tl_arena_printf(&study->arena, "%s/%s" SUFFIX, folder, name);
	const char **names;
	size_t count;
	bool there;

	if (!study_check_form(check, at, name))
		return false;
	*found = (struct study_found){.path = study_path(study, study->dir, file)};
	if (!tl_path_is_there(found->path, TL_PATH_GIVEN, &there, check->err))
		return false;
	if (there) {
		found->input = tl_arena_printf(&study->arena, "yaml:%s", file);
		return true;
	}
	*found = (struct study_found){.path = catalogue_path(study, file), .ready = true};
	if (!tl_path_is_there(found->path, TL_PATH_GIVEN, &there, check->err))
		return false;
	if (there) {
		found->input = tl_arena_printf(&study->arena, "data:catalogue/%s", file);
		return true;
	}
	if (!study_names(study, folder, true, &names, &count, check->err))
		return false;
	return study_fail(check, at, "there is no %s, here or in the catalogue; %s", file,
		study_hint(check, name, names, count));
}

static bool add_names(
	struct tl_study *study, const char *path, struct names *names, struct tl_err *err)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;

	if (!dir)
		return errno == ENOENT || tl_path_fail(path, TL_PATH_GIVEN, err);
	while ((errno = 0, entry = readdir(dir))) {
		struct tl_str name = tl_str(entry->d_name);

		if (name.length <= strlen(SUFFIX) || name.data[0] == '.' ||
			!tl_str_ends(name, TL_STR(SUFFIX)))
			continue;
		name.length -= strlen(SUFFIX);
		*tl_vec_push(names) = tl_arena_text(&study->arena, name);
	}
	if (errno)
		tl_path_fail(path, TL_PATH_GIVEN, err);
	closedir(dir);
	return err->exit_status == 0;
}

static int by_bytes(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

/* A name of the study's own that is in the catalogue too is there once. */
static void sort_names(struct names *names)
{
	size_t kept = 0;

	if (names->count)
		qsort(names->items, names->count, sizeof *names->items, by_bytes);
	for (size_t i = 0; i < names->count; i++)
		if (!kept || strcmp(names->items[kept - 1], names->items[i]))
			names->items[kept++] = names->items[i];
	names->count = kept;
}

static void hand_over(
	struct tl_study *study, struct names *found, const char ***names, size_t *count)
{
	sort_names(found);
	*count = found->count;
	*names = tl_arena_array(&study->arena, found->count, sizeof **names);
	if (found->count)
		memcpy(*names, found->items, found->count * sizeof **names);
	tl_vec_free(found);
}

bool study_names(struct tl_study *study, const char *folder, bool ready, const char ***names,
	size_t *count, struct tl_err *err)
{
	struct names found = {0};
	bool ok;

	ok = add_names(study, study_path(study, study->dir, folder), &found, err) &&
	     (!ready || add_names(study, catalogue_path(study, folder), &found, err));
	hand_over(study, &found, names, count);
	return ok;
}

bool study_pack_names(
	struct tl_study *study, const char ***names, size_t *count, struct tl_err *err)
{
	const char *folder = tl_arena_printf(&study->arena, "%s/reports/packs", tl_share_dir());
	struct names found = {0};
	bool ok = add_names(study, folder, &found, err);

	hand_over(study, &found, names, count);
	return ok;
}
