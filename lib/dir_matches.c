/* Names in a folder by pattern, without the locale's order. glob(3) is no help here: it takes a
 * folder that it cannot look into for one in which nothing matches. */
#include <throughline/stagedir.h>

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <throughline/path.h>

struct matching {
	const char *dir;
	enum tl_path_of of;
	struct tl_arena *arena;
	struct tl_err *err;
	TL_VEC(const char *) found;
};

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *full_path(const struct matching *matching, const char *name)
{
	return tl_arena_printf(matching->arena, "%s%s%s", matching->dir, *name ? "/" : "", name);
}

static const char *join(struct matching *matching, const char *below, const char *name)
{
	return tl_arena_printf(matching->arena, "%s%s%s", below, *below ? "/" : "", name);
}

/* The folder, or the one above it: no pattern means those. */
static bool is_itself(const char *name)
{
	return !strcmp(name, ".") || !strcmp(name, "..");
}

static bool match_below(struct matching *matching, const char *below, const char *pattern);

/* What a folder's listing has. Its `rest` is the pattern's after it, NULL where that was all. */
static bool take_listed(struct matching *matching, const char *name, const char *rest)
{
	const char *path = full_path(matching, name);
	struct stat status;

	if (!rest) {
		*tl_vec_push(&matching->found) = name;
		return true;
	}
	if (stat(path, &status) != 0)
		return errno == ENOENT || tl_path_fail(path, matching->of, matching->err);
	/* A file that happens to fit where a folder is wanted is none of the pattern's. */
	return !S_ISDIR(status.st_mode) || match_below(matching, name, rest);
}

/* What the pattern names in full. */
static bool take_named(struct matching *matching, const char *name, const char *rest)
{
	bool there;

	if (rest)
		return match_below(matching, name, rest);
	if (!tl_path_is_there(full_path(matching, name), matching->of, &there, matching->err))
		return false;
	if (there)
		*tl_vec_push(&matching->found) = name;
	return true;
}

static bool match_listed(
	struct matching *matching, const char *below, const char *part, const char *rest)
{
	const char *path = full_path(matching, below);
	DIR *folder = opendir(path);
	const struct dirent *entry;
	bool ok = true;

	if (!folder)
		return errno == ENOENT || tl_path_fail(path, matching->of, matching->err);
	while (ok && (errno = 0, entry = readdir(folder)))
		if (!is_itself(entry->d_name) && fnmatch(part, entry->d_name, FNM_PERIOD) == 0)
			ok = take_listed(matching, join(matching, below, entry->d_name), rest);
	if (ok && errno)
		ok = tl_path_fail(path, matching->of, matching->err);
	closedir(folder);
	return ok;
}

static bool match_below(struct matching *matching, const char *below, const char *pattern)
{
	const char *slash = strchr(pattern, '/');
	size_t length = slash ? (size_t)(slash - pattern) : strlen(pattern);
	const char *part = tl_arena_text(matching->arena, tl_str_slice(pattern, length));
	const char *rest = slash ? slash + 1 : NULL;

	return strpbrk(part, "*?[\\") ? match_listed(matching, below, part, rest)
				      : take_named(matching, join(matching, below, part), rest);
}

bool tl_dir_matches(const char *dir, const char *pattern, enum tl_path_of of,
	struct tl_arena *arena, const char ***names, size_t *count, struct tl_err *err)
{
	struct matching matching = {.dir = dir, .of = of, .arena = arena, .err = err};
	bool ok = match_below(&matching, "", pattern);

	*count = ok ? matching.found.count : 0;
	*names = tl_arena_array(arena, *count + 1, sizeof **names);
	if (*count) {
		memcpy(*names, matching.found.items, *count * sizeof **names);
		qsort(*names, *count, sizeof **names, by_bytes);
	}
	tl_vec_free(&matching.found);
	return ok;
}
