#include "pipeline.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

const char *program_path(struct tl_arena *arena, const char *program)
{
	char self[4096];
	ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);

	if (length <= 0)
		return program;
	self[length] = '\0';
	char *slash = strrchr(self, '/');
	if (slash)
		*slash = '\0';
	return tl_arena_printf(arena, "%s/%s", self, program);
}

bool make_folder(const char *path, unsigned mode, struct tl_err *err)
{
	if (mkdir(path, mode) != 0)
		return errno == EEXIST || tl_fail_errno(err, "make", path);
	return chmod(path, mode) == 0 || tl_fail_errno(err, "make", path);
}

static bool copy_bytes(int from, int to, const char *path, struct tl_err *err)
{
	char block[65536];
	ssize_t got;

	while ((got = read(from, block, sizeof block)) > 0)
		for (ssize_t done = 0; done < got;) {
			ssize_t put = write(to, block + done, (size_t)(got - done));
			if (put < 0)
				return tl_fail_errno(err, "write", path);
			done += put;
		}
	return got == 0 || tl_fail_errno(err, "read", path);
}

bool copy_file(const char *from, const char *to, unsigned mode, struct tl_err *err)
{
	int source = open(from, O_RDONLY | O_CLOEXEC);
	int target = -1;
	bool ok = false;

	if (source < 0) {
		tl_fail_errno(err, "open", from);
		goto done;
	}
	target = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (target < 0) {
		tl_fail_errno(err, "create", to);
		goto done;
	}
	ok = copy_bytes(source, target, to, err) &&
	     (fchmod(target, mode) == 0 || tl_fail_errno(err, "write", to)) &&
	     (fsync(target) == 0 || tl_fail_errno(err, "write", to));
done:
	if (target >= 0 && close(target) != 0 && ok)
		ok = tl_fail_errno(err, "write", to);
	if (source >= 0)
		close(source);
	return ok;
}

double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}
