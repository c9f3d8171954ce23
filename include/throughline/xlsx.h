/*
 * Rows from one sheet of an .xlsx workbook, in the same shape as rows from a delimited file. The
 * only files that include zip.h and expat.h are lib/xlsx*.c.
 *
 * A cell becomes text as a careful reader of the sheet would write it down:
 *   text      as it is, shared or inline, without its formatting
 *   number    in plain notation with at most 15 significant digits, which is what Excel keeps; a
 *             whole number has no decimal point
 *   date      a number whose format is one of dates: 2014-06-30, or 2014-06-30T09:15:00 where the
 *             format shows a time; a time alone is 09:15:00. Both date systems (1900 and 1904) are
 *             known; the day that Excel invented, 29 February 1900, and day 0 come as 1900-02-29
 *             and 1900-01-00, so that the contract refuses them
 *   boolean   TRUE, FALSE
 *   error     #N/A, #REF! ... as text, so that the contract decides
 *   formula   the result it had when the workbook was saved; blank where none was
 *
 * Rows with nothing in them are no rows. A row is as wide as the header, blank cells included, or
 * wider where it has more. Its line is its number in the sheet.
 *
 * Hidden rows and columns are read like any other and merged cells are not filled: both are said
 * in tl_xlsx_remarks, for somebody must look. Refused with EX_DATAERR and what to do: workbooks
 * with a password, the older .xls, damaged ones, and those past a limit below (a zip bomb is).
 */
#ifndef THROUGHLINE_XLSX_H
#define THROUGHLINE_XLSX_H

#include <throughline/csv.h>

#define TL_XLSX_UNPACKED_MAX ((int64_t)4 << 30) /* bytes of all that is read of a workbook */
#define TL_XLSX_RATIO_MAX 200 /* a part may unpack to so many times its size, or to 64 MiB */
#define TL_XLSX_STRINGS_MAX ((size_t)512 << 20) /* bytes of its shared strings */
#define TL_XLSX_ROWS_MAX ((int64_t)1048576) /* Excel's own; fields and their number as in csv.h */

struct tl_xlsx_options {
	const char *sheet; /* its name; NULL: the only one */
	int64_t header_row; /* its number in the sheet, 1 and up; 0: the first */
};

struct tl_xlsx;
/* Whether the file begins as a workbook does, a locked or an older one too. */
bool tl_xlsx_is(const char *path);
struct tl_xlsx *tl_xlsx_open(const char *path, struct tl_xlsx_options options, struct tl_err *err);
/* The header first (record 0), then the rows below it. *more is false at the end of the sheet. */
bool tl_xlsx_next(struct tl_xlsx *xlsx, struct tl_csv_row *row, bool *more, struct tl_err *err);
/* Only after *more was false. Remarks are "" or what somebody should look at: "2 merged ranges,
 * ..." */
const char *tl_xlsx_remarks(const struct tl_xlsx *xlsx);
struct tl_digest tl_xlsx_digest(const struct tl_xlsx *xlsx);
int64_t tl_xlsx_bytes(const struct tl_xlsx *xlsx);
void tl_xlsx_free(struct tl_xlsx *xlsx); /* NULL is fine */

#endif
