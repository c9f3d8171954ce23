/* run/log.jsonl: what happened when, for people. Nothing hashes it, nothing depends on it. */
#include <throughline/stagedir.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void add_time(struct tl_buf *line)
{
	struct timespec now = {0};
	struct tm parts = {0};
	char text[32];

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &parts);
	strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
	tl_buf_addf(line, "{\"time\": \"%s.%03ldZ\", \"pid\": %ld", text, now.tv_nsec / 1000000,
		(long)getpid());
}

/* One write to a file opened for appending: lines of two processes never mix. */
void tl_log_event(const char *study, const char *event, const char *json_members)
{
	struct tl_buf line = {0}, path = {0};
	int fd;

	add_time(&line);
	tl_buf_addc(&line, ", \"event\": ");
	tl_buf_add_json(&line, tl_str(event));
	tl_buf_addf(&line, "%s%s}\n", json_members && *json_members ? ", " : "",
		json_members ? json_members : "");
	tl_buf_addf(&path, "%s/run", study);
	mkdir(tl_buf_c(&path), 0700);
	tl_buf_addc(&path, "/log.jsonl");
	fd = open(tl_buf_c(&path), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0) {
		ssize_t written TL_UNUSED = write(fd, line.data, line.length);

		close(fd);
	}
	tl_buf_free(&path);
	tl_buf_free(&line);
}
