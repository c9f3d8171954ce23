/* For the program that goes to a partner's machine: Debian has no static libzip, so no workbooks.
 */
#include <throughline/xlsx.h>

#include <stdio.h>
#include <string.h>

/* A workbook is a zip file: read as text it would be refused in words that help nobody. */
bool tl_xlsx_is(const char *path)
{
	char first[4] = "";
	FILE *file = fopen(path, "rb");
	bool is = file && fread(first, 1, sizeof first, file) == sizeof first &&
		  !memcmp(first, "PK\3\4", sizeof first);

	if (file)
		fclose(file);
	return is;
}

struct tl_xlsx *tl_xlsx_open(const char *path, struct tl_xlsx_options options, struct tl_err *err)
{
	(void)options;
	tl_fail(err, EX_DATAERR,
		"%s: this is a workbook, and this program reads text only; save the sheet as CSV "
		"(UTF-8)",
		path);
	return NULL;
}

bool tl_xlsx_next(struct tl_xlsx *xlsx, struct tl_csv_row *row, bool *more, struct tl_err *err)
{
	(void)xlsx, (void)row;
	*more = false;
	return tl_fail(err, EX_SOFTWARE, "no workbook was opened");
}

const char *tl_xlsx_remarks(const struct tl_xlsx *xlsx)
{
	(void)xlsx;
	return "";
}

struct tl_digest tl_xlsx_digest(const struct tl_xlsx *xlsx)
{
	(void)xlsx;
	return (struct tl_digest){""};
}

int64_t tl_xlsx_bytes(const struct tl_xlsx *xlsx)
{
	(void)xlsx;
	return 0;
}

void tl_xlsx_free(struct tl_xlsx *xlsx)
{
	(void)xlsx;
}
