#include <throughline/released.h>

#include <throughline/infile.h>
#include <throughline/path.h>

#include <stdlib.h>
#include <unistd.h>

int tl_released_number(struct tl_str line)
{
	static const char begins[] = "{\"release\":";

	/* The line is JSON that ends in a brace, so the number ends before the text does. */
	return tl_str_starts(line, tl_str(begins)) && tl_str_ends(line, TL_STR("}"))
		       ? (int)strtol(line.data + sizeof begins - 1, NULL, 10)
		       : 0;
}

bool tl_released_member(struct tl_str line, const char *name, struct tl_str *value)
{
	struct tl_buf begins = {0};
	size_t at;
	bool found;

	tl_buf_addf(&begins, "\"%s\":\"", name);
	found = tl_str_find(line, tl_buf_str(&begins), &at);
	if (found) {
		struct tl_str rest = tl_str_slice(
			line.data + at + begins.length, line.length - at - begins.length);

		tl_str_cut(&rest, '"', value);
	}
	tl_buf_free(&begins);
	return found;
}

bool tl_released_ledger(const char *study, struct tl_buf *ledger, struct tl_err *err)
{
	struct tl_buf path = {0};
	bool ok, there;

	tl_buf_addf(&path, "%s/" TL_LEDGER, study);
	ok = tl_path_is_there(tl_buf_c(&path), TL_PATH_GIVEN, &there, err) &&
	     (!there || tl_file_read_all(tl_buf_c(&path), TL_LEDGER_BYTES_MAX, ledger, err));
	tl_buf_free(&path);
	return ok;
}

bool tl_released_last(const char *study, int *number, struct tl_err *err)
{
	struct tl_buf ledger = {0};
	struct tl_str rest, line;
	bool ok = tl_released_ledger(study, &ledger, err);

	*number = 0;
	rest = tl_buf_str(&ledger);
	while (ok && tl_str_cut(&rest, '\n', &line))
		if (tl_released_number(line))
			*number = tl_released_number(line);
	tl_buf_free(&ledger);
	return ok;
}
