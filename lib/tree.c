#define _GNU_SOURCE /* renameat2 */
#include <throughline/tree.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <throughline/str.h>

bool tl_tree_make_parents(const char *path, unsigned mode, struct tl_err *err)
{
	struct tl_buf folder = {0};
	bool ok = true;

	for (const char *slash = strchr(path + 1, '/'); ok && slash;
		slash = strchr(slash + 1, '/')) {
		tl_buf_clear(&folder);
		tl_buf_add(&folder, tl_str_slice(path, (size_t)(slash - path)));
		ok = mkdir(tl_buf_c(&folder), mode) == 0 || errno == EEXIST ||
		     tl_fail_errno(err, "create", tl_buf_c(&folder));
	}
	tl_buf_free(&folder);
	return ok;
}

/* Calls fn for each entry of a folder; in no order that anything may depend on. */
static bool each_entry(const char *path,
	bool (*fn)(const char *path, void *context, struct tl_err *err), void *context,
	struct tl_err *err)
{
	DIR *folder = opendir(path);
	struct tl_buf child = {0};
	struct dirent *entry;
	bool ok = true;

	if (!folder)
		return tl_fail_errno(err, "open", path);
	while (ok && (errno = 0, entry = readdir(folder))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		tl_buf_clear(&child);
		tl_buf_addf(&child, "%s/%s", path, entry->d_name);
		ok = fn(tl_buf_c(&child), context, err);
	}
	if (ok && errno != 0)
		ok = tl_fail_errno(err, "read", path);
	closedir(folder);
	tl_buf_free(&child);
	return ok;
}

static bool remove_entry(const char *path, void *context TL_UNUSED, struct tl_err *err)
{
	return tl_tree_remove(path, err);
}

bool tl_tree_remove(const char *path, struct tl_err *err)
{
	struct stat found;

	if (lstat(path, &found) != 0)
		return errno == ENOENT || tl_fail_errno(err, "remove", path);
	if (!S_ISDIR(found.st_mode))
		return unlink(path) == 0 || errno == ENOENT || tl_fail_errno(err, "remove", path);
	return each_entry(path, remove_entry, NULL, err) &&
	       (rmdir(path) == 0 || errno == ENOENT || tl_fail_errno(err, "remove", path));
}

static bool sync_path(const char *path, struct tl_err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (!ok)
		tl_fail_errno(err, "write", path);
	if (fd >= 0)
		close(fd);
	return ok;
}

static bool seal_entry(const char *path, void *context, struct tl_err *err)
{
	return tl_tree_seal(path, *(bool *)context, err);
}

bool tl_tree_seal(const char *path, bool open, struct tl_err *err)
{
	struct stat found;
	bool folder;

	if (lstat(path, &found) != 0)
		return tl_fail_errno(err, "write", path);
	folder = S_ISDIR(found.st_mode);
	if (folder && !each_entry(path, seal_entry, &open, err))
		return false;
	if (chmod(path, folder ? (open ? 0755 : 0700) : (open ? 0644 : 0600)) != 0)
		return tl_fail_errno(err, "write", path);
	return sync_path(path, err);
}

bool tree_swap_in_two_steps(const char *part, const char *dir, struct tl_err *err)
{
	struct tl_buf old = {0};
	bool ok;

	tl_buf_addf(&old, "%s.old.part", dir);
	ok = tl_tree_remove(tl_buf_c(&old), err) &&
	     (rename(dir, tl_buf_c(&old)) == 0 || tl_fail_errno(err, "replace", dir)) &&
	     (rename(part, dir) == 0 || tl_fail_errno(err, "replace", dir)) &&
	     tl_tree_remove(tl_buf_c(&old), err);
	tl_buf_free(&old);
	return ok;
}

static bool sync_parent(const char *path, struct tl_err *err)
{
	struct tl_buf parent = {0};
	const char *slash = strrchr(path, '/');
	bool ok;

	tl_buf_add(&parent, slash ? tl_str_slice(path, (size_t)(slash - path)) : TL_STR("."));
	ok = sync_path(tl_buf_c(&parent), err);
	tl_buf_free(&parent);
	return ok;
}

bool tl_tree_swap(const char *part, const char *dir, struct tl_err *err)
{
	if (renameat2(AT_FDCWD, part, AT_FDCWD, dir, RENAME_EXCHANGE) == 0)
		return sync_parent(dir, err) && tl_tree_remove(part, err);
	if (errno == ENOENT) {
		if (rename(part, dir) != 0)
			return tl_fail_errno(err, "create", dir);
	} else if (errno == EINVAL || errno == ENOSYS) {
		if (!tree_swap_in_two_steps(part, dir, err))
			return false;
	} else {
		return tl_fail_errno(err, "replace", dir);
	}
	return sync_parent(dir, err);
}
