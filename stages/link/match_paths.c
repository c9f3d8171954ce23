/* That nothing is written over what is read, or over another output, whatever the paths are called.
 */
#include "match.h"

#include <sys/stat.h>

#include <string.h>

struct named_path {
	const char *option, *path; /* option: "" for a file that is read by place */
	bool written;
};

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

bool match_check_paths(struct match *match, struct tl_err *err)
{
	const struct match_opts *opts = &match->opts;
	const struct named_path paths[] = {
		{"", opts->files[0], false},
		{"", opts->files[1], false},
		{"--model ", opts->model, false},
		{"--save-model ", opts->save_model, true},
		{"--pairs ", opts->pairs, true},
		{"--report ", opts->report, true},
	};

	for (size_t i = 0; i < TL_LEN(paths); i++)
		for (size_t j = 0; j < i; j++)
			if (paths[i].path && paths[j].path && paths[i].written &&
				same_file(paths[i].path, paths[j].path, &match->arena))
				return tl_fail(err, EX_USAGE,
					"%s%s would be written over %s%s; name another file",
					paths[i].option, paths[i].path, paths[j].option,
					paths[j].path);
	return true;
}
