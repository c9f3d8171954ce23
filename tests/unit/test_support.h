/* What the tests of numbers share: closeness, and a splitter for reference files (not for extracts:
 * lib/csv.c is what is under test there, and nothing here may lean on it). */
#ifndef THROUGHLINE_TESTS_TEST_SUPPORT_H
#define THROUGHLINE_TESTS_TEST_SUPPORT_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Unknown equals unknown only; two numbers may differ by rtol of the larger, or lie both within
 * 1e-12 of zero. */
static inline bool is_close(double got, double want, double rtol)
{
	if (isnan(got) || isnan(want))
		return isnan(got) && isnan(want);
	return got == want || fabs(got - want) <= rtol * fmax(fabs(got), fabs(want)) ||
	       (fabs(got) < 1e-12 && fabs(want) < 1e-12);
}

#define assert_close(got, want, rtol) close_or_fail((got), (want), (rtol), #got, __FILE__, __LINE__)
static inline void close_or_fail(
	double got, double want, double rtol, const char *what, const char *file, int line)
{
	if (is_close(got, want, rtol))
		return;
	print_error("%s: %.17g, expected %.17g\n", what, got, want);
	_fail(file, line);
}

#define SHEET_COLUMNS_MAX 32
#ifndef SHEET_ROWS_MAX
#define SHEET_ROWS_MAX 1024
#endif

/* A small CSV file whole in memory; cell(0..rows-1) are the rows after the header. */
struct sheet {
	char *text;
	size_t rows, columns;
	const char *header[SHEET_COLUMNS_MAX];
	const char *cells[SHEET_ROWS_MAX][SHEET_COLUMNS_MAX];
};

/* Cuts one field off *rest in place; false in *more after the last of its line. */
static inline char *sheet_field(char **rest, bool *more)
{
	char *field = *rest, *to = *rest, *from = *rest;
	bool quoted = false;

	for (; *from && (quoted || (*from != ',' && *from != '\n')); from++) {
		if (*from == '"')
			quoted = !quoted;
		else if (*from != '\r')
			*to++ = *from;
	}
	*more = *from == ',';
	*rest = *from ? from + 1 : from;
	*to = '\0';
	return field;
}

static inline char *sheet_slurp(const char *path)
{
	FILE *file = fopen(path, "rb");
	char *text = NULL;
	size_t room = 1 << 20, length;

	if (!file)
		return NULL;
	text = calloc(1, room);
	length = text ? fread(text, 1, room - 1, file) : 0;
	fclose(file);
	assert_true(length < room - 1);
	return text;
}

static inline void sheet_line(char **rest, const char **fields, size_t *count)
{
	bool more = true;

	for (*count = 0; more; (*count)++) {
		assert_true(*count < SHEET_COLUMNS_MAX);
		fields[*count] = sheet_field(rest, &more);
	}
}

/* NULL where the file cannot be read. */
static inline struct sheet *sheet_read(const char *path)
{
	char *text = sheet_slurp(path), *rest = text;
	struct sheet *sheet;
	size_t count;

	if (!text)
		return NULL;
	sheet = calloc(1, sizeof *sheet);
	assert_non_null(sheet);
	sheet->text = text;
	sheet_line(&rest, sheet->header, &sheet->columns);
	while (*rest) {
		assert_true(sheet->rows < SHEET_ROWS_MAX);
		sheet_line(&rest, sheet->cells[sheet->rows++], &count);
		assert_int_equal(count, sheet->columns);
	}
	return sheet;
}

static inline void sheet_free(struct sheet *sheet)
{
	if (sheet)
		free(sheet->text);
	free(sheet);
}

static inline const char *sheet_text(const struct sheet *sheet, size_t row, const char *column)
{
	for (size_t i = 0; i < sheet->columns; i++)
		if (!strcmp(sheet->header[i], column))
			return sheet->cells[row][i];
	print_error("no column %s\n", column);
	fail();
	return "";
}

/* Blank, NA and NaN are unknown. */
static inline double sheet_number(const struct sheet *sheet, size_t row, const char *column)
{
	const char *text = sheet_text(sheet, row, column);
	char *end;
	double value = strtod(text, &end);

	if (!*text || !strcmp(text, "NA"))
		return NAN;
	assert_true(*end == '\0');
	return value;
}

#endif
