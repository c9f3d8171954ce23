/* Names in a folder by pattern, without the locale's order. */
#include <throughline/stagedir.h>

#include <glob.h>
#include <stdlib.h>
#include <string.h>

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Special characters in the folder's own name are escaped. */
static const char *full_pattern(const char *dir, const char *pattern, struct tl_arena *arena)
{
	struct tl_buf text = {0};
	const char *kept;

	for (const char *c = dir; *c; c++) {
		if (strchr("*?[\\", *c))
			tl_buf_add_char(&text, '\\');
		tl_buf_add_char(&text, *c);
	}
	tl_buf_addf(&text, "/%s", pattern);
	kept = tl_arena_text(arena, tl_buf_str(&text));
	tl_buf_free(&text);
	return kept;
}

bool tl_dir_matches(const char *dir, const char *pattern, struct tl_arena *arena,
	const char ***names, size_t *count, struct tl_err *err)
{
	glob_t found = {0};
	int result = glob(full_pattern(dir, pattern, arena), GLOB_NOSORT, NULL, &found);
	size_t skip = strlen(dir) + 1;
	bool ok = result == 0 || result == GLOB_NOMATCH || tl_fail_errno(err, "list", dir);

	*count = ok ? found.gl_pathc : 0;
	*names = tl_arena_array(arena, *count + 1, sizeof **names);
	if (*count)
		qsort(found.gl_pathv, *count, sizeof *found.gl_pathv, by_bytes);
	for (size_t i = 0; i < *count; i++)
		(*names)[i] = tl_arena_text(arena, tl_str(found.gl_pathv[i] + skip));
	globfree(&found);
	return ok;
}
