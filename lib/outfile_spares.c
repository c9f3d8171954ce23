#include <throughline/outfile.h>

#include <throughline/arena.h>

#include <string.h>
#include <sys/stat.h>

/* A file that is not there yet is known by its folder and its name in it. */
static bool same_new(const char *a, const char *b, struct tl_arena *arena)
{
	const char *names[] = {a, b};
	struct stat folders[2];

	for (int i = 0; i < 2; i++) {
		const char *slash = strrchr(names[i], '/');
		const char *folder = slash ? tl_arena_printf(arena, "%.*s",
						     (int)(slash - names[i] + 1), names[i])
					   : ".";

		if (stat(folder, &folders[i]) != 0)
			return false;
		names[i] = slash ? slash + 1 : names[i];
	}
	return folders[0].st_dev == folders[1].st_dev && folders[0].st_ino == folders[1].st_ino &&
	       !strcmp(names[0], names[1]);
}

/* Devices and pipes (/dev/null, /dev/stdout) may be named twice. */
static bool same_file(const char *a, const char *b, struct tl_arena *arena)
{
	struct stat first, second;
	bool is_first = stat(a, &first) == 0, is_second = stat(b, &second) == 0;

	if (is_first && is_second)
		return S_ISREG(first.st_mode) && first.st_dev == second.st_dev &&
		       first.st_ino == second.st_ino;
	return !is_first && !is_second && same_new(a, b, arena);
}

bool tl_outfile_spares(const struct tl_named_path *paths, size_t count, struct tl_err *err)
{
	struct tl_arena arena = {0};
	bool ok = true;

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; ok && j < i; j++)
			if (paths[i].path && paths[j].path && paths[i].written &&
				same_file(paths[i].path, paths[j].path, &arena))
				ok = tl_fail(err, EX_USAGE,
					"%s%s would be written over %s%s; name another file",
					paths[i].option, paths[i].path, paths[j].option,
					paths[j].path);
	tl_arena_free(&arena);
	return ok;
}
