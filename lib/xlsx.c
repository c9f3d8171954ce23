/* A workbook's sheet as rows. */
#include "xlsx_private.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- rows -------------------------------------------------------------------------------------
 */

static void remark(struct tl_xlsx *xlsx, int64_t count, const char *one, const char *many)
{
	if (count)
		tl_buf_addf(&xlsx->remarks, "%s%lld %s", xlsx->remarks.length ? "; " : "",
			(long long)count, count == 1 ? one : many);
}

static void finish(struct tl_xlsx *xlsx)
{
	xlsx->finished = true;
	if (xlsx->book.sheet_is_hidden)
		tl_buf_addc(&xlsx->remarks, "the sheet is hidden, and was read");
	remark(xlsx, xlsx->hidden_rows, "hidden row, which was read",
		"hidden rows, which were read");
	remark(xlsx, xlsx->hidden_columns, "hidden column, which was read",
		"hidden columns, which were read");
	remark(xlsx, xlsx->merged, "merged range, of which only the first cell holds anything",
		"merged ranges, of which only the first cell holds anything");
	remark(xlsx, xlsx->without_result, "formula without a stored result, read as blank",
		"formulas without a stored result, read as blank");
}

static void hand_over(struct tl_xlsx *xlsx, struct tl_csv_row *row)
{
	tl_vec_clear(&xlsx->fields);
	for (size_t i = 0; i < xlsx->cells.count; i++) {
		struct xlsx_field field = xlsx->cells.items[i];

		*tl_vec_push(&xlsx->fields) =
			tl_str_slice(tl_buf_c(&xlsx->bytes) + field.start, field.length);
	}
	while (xlsx->fields.count < xlsx->width)
		*tl_vec_push(&xlsx->fields) = TL_STR("");
	*row = (struct tl_csv_row){
		.fields = xlsx->fields.items,
		.count = xlsx->fields.count,
		.record = xlsx->records++,
		.line = xlsx->row,
		.in_sheet = true,
	};
}

bool tl_xlsx_next(struct tl_xlsx *xlsx, struct tl_csv_row *row, bool *more, struct tl_err *err)
{
	xlsx->row_done = false;
	while (!xlsx->row_done && !xlsx->finished) {
		bool goes_on;

		if (!xlsx_part_step(&xlsx->sheet, &goes_on, err))
			return false;
		if (!goes_on && !xlsx->row_done)
			finish(xlsx);
	}
	*more = xlsx->row_done;
	if (xlsx->row_done)
		hand_over(xlsx, row);
	return true;
}

/* ---- the file ---------------------------------------------------------------------------------
 */

static const unsigned char zip_mark[] = {'P', 'K', 3, 4};
/* A compound file: what Excel wrote before 2007, and what it puts round a workbook with a password.
 */
static const unsigned char compound_mark[] = {0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1};

static bool begins_with(const char *path, const unsigned char *mark, size_t length)
{
	unsigned char found[sizeof compound_mark] = {0};
	int file = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = file < 0 ? -1 : read(file, found, sizeof found);

	if (file >= 0)
		close(file);
	return got >= (ssize_t)length && !memcmp(found, mark, length);
}

bool tl_xlsx_is(const char *path)
{
	struct stat status;

	/* Nothing else can be looked into: a pipe would wait, and lose what was read of it. */
	if (stat(path, &status) || !S_ISREG(status.st_mode))
		return false;
	return begins_with(path, zip_mark, sizeof zip_mark) ||
	       begins_with(path, compound_mark, sizeof compound_mark);
}

static bool open_sheet(struct tl_xlsx *xlsx, const char *sheet, struct tl_err *err)
{
	struct xlsx_package *package = &xlsx->package;
	struct stat status;

	if (begins_with(xlsx->path.data, compound_mark, sizeof compound_mark))
		return tl_fail(err, EX_DATAERR,
			"%s: an Excel file with a password, or an old .xls; save it as .xlsx "
			"without a "
			"password",
			xlsx->path.data);
	if (stat(xlsx->path.data, &status))
		return tl_fail_errno(err, "open", xlsx->path.data);
	xlsx->size = status.st_size;
	return tl_sha256_file(xlsx->path.data, &xlsx->digest, err) &&
	       xlsx_package_open(package, xlsx->path.data, err) &&
	       xlsx_book_read(&xlsx->book, package, sheet, err) &&
	       xlsx_strings_read(&xlsx->strings, package, xlsx->book.strings, err) &&
	       xlsx_styles_read(&xlsx->styles, package, xlsx->book.styles, err) &&
	       xlsx_part_open(
		       &xlsx->sheet, package, xlsx->book.sheet, &xlsx_sheet_handler, xlsx, err);
}

struct tl_xlsx *tl_xlsx_open(const char *path, struct tl_xlsx_options options, struct tl_err *err)
{
	struct tl_xlsx *xlsx = tl_alloc(1, sizeof *xlsx);

	tl_buf_addc(&xlsx->path, path);
	xlsx->header_row = options.header_row > 0 ? options.header_row : 1;
	if (open_sheet(xlsx, options.sheet, err))
		return xlsx;
	tl_xlsx_free(xlsx);
	return NULL;
}

const char *tl_xlsx_remarks(const struct tl_xlsx *xlsx)
{
	assert(xlsx->finished);
	return tl_buf_c(&xlsx->remarks);
}

struct tl_digest tl_xlsx_digest(const struct tl_xlsx *xlsx)
{
	return xlsx->digest;
}

int64_t tl_xlsx_bytes(const struct tl_xlsx *xlsx)
{
	return xlsx->size;
}

void tl_xlsx_free(struct tl_xlsx *xlsx)
{
	if (!xlsx)
		return;
	xlsx_part_close(&xlsx->sheet);
	xlsx_package_close(&xlsx->package);
	xlsx_book_free(&xlsx->book);
	xlsx_strings_free(&xlsx->strings);
	xlsx_styles_free(&xlsx->styles);
	tl_vec_free(&xlsx->cells);
	tl_vec_free(&xlsx->fields);
	tl_buf_free(&xlsx->bytes);
	tl_buf_free(&xlsx->value);
	tl_buf_free(&xlsx->remarks);
	tl_buf_free(&xlsx->path);
	free(xlsx);
}
