#define _XOPEN_SOURCE 700 /* realpath */

#include <throughline/outfile.h>

#include <throughline/arena.h>
#include <throughline/num.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PART ".part"

/* A folder on the way whose name ends in ".part" is a hand-off being built. */
static bool lies_in_stagedir(const char *path)
{
	return strstr(path, PART "/") != NULL;
}

static char *join(const char *a, size_t length, const char *b)
{
	char *text = tl_alloc(length + strlen(b) + 1, 1);

	memcpy(text, a, length);
	strcpy(text + length, b);
	return text;
}

/* Made anew, so that a file left behind gives neither its mode nor its target to this one. */
static int create(const char *path, unsigned mode)
{
	int file;

	if (unlink(path) && errno != ENOENT)
		return -1;
	file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (file >= 0 && fchmod(file, (mode_t)mode)) {
		close(file);
		return -1;
	}
	return file;
}

static void forget(struct tl_outfile *out)
{
	free(out->path);
	free(out->part);
	*out = (struct tl_outfile){0};
}

static const char *written_path(const struct tl_outfile *out)
{
	return out->part ? out->part : out->path;
}

/* Where path leads: a rename would put a file in the place of the link. What /dev/stdout leads to
 * may have no name, and needs none. */
static char *follow(const char *path)
{
	struct stat link, found;
	bool is_link = !lstat(path, &link) && S_ISLNK(link.st_mode);

	if (!is_link || (!stat(path, &found) && !S_ISREG(found.st_mode)))
		return join(path, strlen(path), "");
	return realpath(path, NULL);
}

static int open_target(struct tl_outfile *out, unsigned mode)
{
	struct stat found;

	if (lies_in_stagedir(out->path))
		return create(out->path, mode);
	out->is_device = !stat(out->path, &found) && !S_ISREG(found.st_mode);
	if (out->is_device)
		return open(out->path, O_WRONLY | O_CLOEXEC);
	out->part = join(out->path, strlen(out->path), PART);
	return create(out->part, mode);
}

bool tl_outfile_open(struct tl_outfile *out, const char *path, unsigned mode, struct tl_err *err)
{
	int file;

	*out = (struct tl_outfile){.path = follow(path)};
	file = out->path ? open_target(out, mode) : -1;
	if (file >= 0)
		out->file = fdopen(file, "w");
	if (out->file)
		return true;
	tl_fail_errno(err, "create", path);
	if (file >= 0)
		close(file);
	forget(out);
	return false;
}

bool tl_outfile_write(struct tl_outfile *out, struct tl_str s, struct tl_err *err)
{
	if (s.length && fwrite(s.data, 1, s.length, out->file) != s.length)
		return tl_fail_errno(err, "write", out->path);
	return true;
}

/* A rename is only safe on disk once the folder that holds the name is. */
static bool sync_folder_of(const char *path, struct tl_err *err)
{
	const char *slash = strrchr(path, '/');
	char *folder = !slash ? join(".", 1, "")
			      : join(path, slash == path ? 1 : (size_t)(slash - path), "");
	int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = file >= 0 && (!fsync(file) || errno == EINVAL);

	if (!ok)
		tl_fail_errno(err, "sync", folder);
	if (file >= 0)
		close(file);
	free(folder);
	return ok;
}

static bool close_checked(struct tl_outfile *out, struct tl_err *err)
{
	FILE *file = out->file;
	bool ok = true;

	/* An earlier write of the caller's own (fprintf) may have failed with nobody looking. */
	if (ferror(file)) {
		errno = EIO;
		ok = false;
	}
	ok = ok && !fflush(file) && (!out->part || !fsync(fileno(file)));
	if (!ok)
		tl_fail_errno(err, "write", out->path);
	out->file = NULL;
	if (fclose(file) && ok)
		ok = tl_fail_errno(err, "close", out->path);
	return ok;
}

bool tl_outfile_commit(struct tl_outfile *out, struct tl_err *err)
{
	bool ok = close_checked(out, err);

	if (ok && out->part && rename(out->part, out->path))
		ok = tl_fail_errno(err, "rename into", out->path);
	if (!ok) {
		tl_outfile_abandon(out);
		return false;
	}
	ok = !out->part || sync_folder_of(out->path, err);
	forget(out);
	return ok;
}

void tl_outfile_abandon(struct tl_outfile *out)
{
	if (out->file)
		fclose(out->file);
	if (out->path && !out->is_device)
		unlink(written_path(out));
	forget(out);
}

bool tl_file_write(const char *path, unsigned mode, struct tl_str content, struct tl_err *err)
{
	struct tl_outfile out = {0};
	bool ok = tl_outfile_open(&out, path, mode, err) && tl_outfile_write(&out, content, err) &&
		  tl_outfile_commit(&out, err);

	tl_outfile_abandon(&out);
	return ok;
}

/* Numbers do not, nor does infinity below 0, which num.h writes so. */
static bool would_run_as_formula(struct tl_str field)
{
	double value;

	return !tl_str_equal(field, tl_str("-Inf")) && field.length &&
	       memchr("=+-@\t\r", field.data[0], 6) &&
	       !tl_num_real(field, (struct tl_num_style){0}, &value);
}

static bool must_be_quoted(struct tl_str field)
{
	static const bool quoted[256] = {['"'] = true, [','] = true, ['\r'] = true, ['\n'] = true};
	bool found = false;

	for (size_t i = 0; i < field.length; i++)
		found |= quoted[(unsigned char)field.data[i]];
	return found;
}

void tl_buf_add_csv(struct tl_buf *buf, struct tl_str field)
{
	bool formula = would_run_as_formula(field), quoted = must_be_quoted(field);

	if (quoted)
		tl_buf_add_char(buf, '"');
	if (formula)
		tl_buf_add_char(buf, '\'');
	if (!quoted)
		tl_buf_add(buf, field);
	for (size_t i = 0; quoted && i < field.length; i++) {
		if (field.data[i] == '"')
			tl_buf_add_char(buf, '"');
		tl_buf_add_char(buf, field.data[i]);
	}
	if (quoted)
		tl_buf_add_char(buf, '"');
}
