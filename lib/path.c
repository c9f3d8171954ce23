#include <throughline/path.h>

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static const char *cure(int error)
{
	switch (error) {
	case EACCES:
	case EPERM:
		return "give the account that runs this leave to read it and to enter the folders "
		       "above it";
	case ENOTDIR:
		return "a file is where a folder should be: move the file away";
	case ELOOP:
		return "links there lead in a circle: mend or remove them";
	case ENAMETOOLONG:
		return "give it a shorter name";
	default:
		return "mend the disk or the connection to it, and run again";
	}
}

bool tl_path_fail(const char *path, enum tl_path_of of, struct tl_err *err)
{
	int error = errno;

	return tl_fail(err, of == TL_PATH_MADE ? EX_IOERR : EX_NOINPUT,
		"%s: cannot be looked at: %s; %s%s", path, strerror(error), cure(error),
		of == TL_PATH_MADE ? ", or delete run/, which costs nothing but time" : "");
}

bool tl_path_is_there(const char *path, enum tl_path_of of, bool *there, struct tl_err *err)
{
	struct stat found;

	*there = stat(path, &found) == 0;
	return *there || errno == ENOENT || tl_path_fail(path, of, err);
}
