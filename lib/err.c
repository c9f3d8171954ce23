#include <throughline/err.h>

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <throughline/str.h>

/* A message is one line whatever was printed into it: a file name may hold a newline. */
static void make_one_line(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = ' ';
}

static void mark_if_cut(struct tl_err *err, int wanted)
{
	if (wanted >= (int)sizeof err->text)
		memcpy(err->text + sizeof err->text - 4, "...", 4);
	make_one_line(err->text);
}

bool tl_fail(struct tl_err *err, int exit_status, const char *format, ...)
{
	va_list args;

	assert(exit_status != EX_OK);
	err->exit_status = exit_status;
	va_start(args, format);
	mark_if_cut(err, vsnprintf(err->text, sizeof err->text, format, args));
	va_end(args);
	return false;
}

bool tl_fail_in(struct tl_err *err, const char *format, ...)
{
	char context[sizeof err->text];
	char message[sizeof err->text];
	va_list args;

	assert(err->exit_status != EX_OK);
	va_start(args, format);
	vsnprintf(context, sizeof context, format, args);
	va_end(args);
	memcpy(message, err->text, sizeof message);
	mark_if_cut(err, snprintf(err->text, sizeof err->text, "%s: %s", context, message));
	return false;
}

static int exit_status_of(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
	case EISDIR:
	case ELOOP:
		return EX_NOINPUT;
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
	case EIO:
	case EPIPE:
		return EX_IOERR;
	default:
		return EX_OSERR;
	}
}

/* Who was refused decides: a reader lacks an input, a writer cannot create. */
static bool is_refusal(int error)
{
	return error == EACCES || error == EPERM || error == EROFS || error == EEXIST;
}

bool tl_fail_errno(struct tl_err *err, const char *doing, const char *path)
{
	int error = errno;
	bool reading = !strcmp(doing, "open") || !strcmp(doing, "read");
	int status = exit_status_of(error);

	if (is_refusal(error))
		status = reading ? EX_NOINPUT : EX_CANTCREAT;
	else if (status == EX_NOINPUT && !reading)
		status = EX_CANTCREAT;
	return tl_fail(err, status, "%s: cannot %s: %s", path, doing, strerror(error));
}

int tl_say_failure(const char *program, const struct tl_err *err)
{
	fprintf(stderr, "%s: %s\n", program, err->text[0] ? err->text : "failed without a reason");
	return err->exit_status ? err->exit_status : EX_SOFTWARE;
}

/* Whether a line stands among lines. */
static bool is_said(struct tl_str lines, struct tl_str line)
{
	struct tl_str said;

	while (tl_str_cut(&lines, '\n', &said))
		if (tl_str_equal(said, line))
			return true;
	return false;
}

bool tl_fail_later(struct tl_err *err, struct tl_buf *lines)
{
	if (!lines || err->exit_status != EX_CONFIG)
		return false;
	if (!is_said(tl_buf_str(lines), tl_str(err->text)))
		tl_buf_addf(lines, "%s\n", err->text);
	*err = (struct tl_err){0};
	return true;
}

void tl_say_line(const char *program, struct tl_str line)
{
	struct tl_buf text = {0};

	tl_buf_add(&text, line);
	if (text.length)
		make_one_line(text.data);
	fprintf(stderr, "%s: %s\n", program, tl_buf_c(&text));
	tl_buf_free(&text);
}

int tl_say_failures(const char *program, const struct tl_buf *lines)
{
	struct tl_str rest = tl_buf_str(lines), line;

	while (tl_str_cut(&rest, '\n', &line))
		if (line.length)
			tl_say_line(program, line);
	return lines->length ? EX_CONFIG : EX_OK;
}
