#include <throughline/stagedir.h>

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#define PATH_BYTES 4096

static char share[PATH_BYTES + 32];

/* bin/throughline has ../share; a program one folder further down (a test of a stage) ../../share.
 */
static void find_share(void)
{
	static const char *const places[] = {"/../share", "/../../share"};
	const char *given = getenv("THROUGHLINE_SHARE");
	ssize_t length;
	size_t folder;

	if (given && *given && strlen(given) < PATH_BYTES) {
		strcpy(share, given);
		return;
	}
	length = readlink("/proc/self/exe", share, PATH_BYTES - 1);
	share[length > 0 ? length : 0] = '\0';
	folder = strrchr(share, '/') ? (size_t)(strrchr(share, '/') - share) : 0;
	for (size_t i = 0; i < TL_LEN(places); i++) {
		strcpy(share + folder, places[i]);
		if (access(share, R_OK) == 0)
			return;
	}
	strcpy(share + folder, places[0]); /* the failure to open a file below names it */
}

const char *tl_share_dir(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, find_share);
	return share;
}
