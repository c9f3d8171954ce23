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

bool tl_released_last(const char *study, int *number, struct tl_err *err)
{
	struct tl_buf path = {0}, ledger = {0};
	struct tl_str rest, line;
	bool ok, there;

	*number = 0;
	tl_buf_addf(&path, "%s/" TL_LEDGER, study);
	ok = tl_path_is_there(tl_buf_c(&path), TL_PATH_GIVEN, &there, err) &&
	     (!there || tl_file_read_all(tl_buf_c(&path), TL_LEDGER_BYTES_MAX, &ledger, err));
	rest = tl_buf_str(&ledger);
	while (ok && tl_str_cut(&rest, '\n', &line))
		if (tl_released_number(line))
			*number = tl_released_number(line);
	tl_buf_free(&ledger);
	tl_buf_free(&path);
	return ok;
}
