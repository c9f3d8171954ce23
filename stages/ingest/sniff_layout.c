/* Encoding, delimiter and the line of the header. */
#include "sniff.h"

#include <throughline/infile.h>

#include <string.h>

#define BLOCK_BYTES ((size_t)64 * 1024)
#define ROWS_LOOKED_AT 500
#define TITLES_MAX 50
#define WIDTHS 256 /* wider rows count as this wide */

static const char delimiters[] = {',', ';', '\t', '|'};

/* ---- encoding ---- */

/* A character may be cut by the end of a block: its bytes wait for the next. */
struct checker {
	char text[BLOCK_BYTES + 4];
	size_t held;
	bool first, utf8, nul, utf16, utf8_mark;
	const char *magic; /* what it is instead of text */
};

static size_t unfinished(const char *text, size_t length)
{
	for (size_t back = 1; back <= 3 && back <= length; back++) {
		unsigned char c = (unsigned char)text[length - back];

		if (c >= 0xC0)
			return (c >= 0xF0 ? 4u : c >= 0xE0 ? 3u : 2u) > back ? back : 0;
		if (c < 0x80)
			return 0;
	}
	return 0;
}

static void look_at_start(struct checker *checker, struct tl_str text)
{
	checker->utf16 =
		tl_str_starts(text, TL_STR("\xFF\xFE")) || tl_str_starts(text, TL_STR("\xFE\xFF"));
	checker->utf8_mark = tl_str_starts(text, TL_STR("\xEF\xBB\xBF"));
	if (tl_str_starts(text, TL_STR("%PDF")))
		checker->magic = "a PDF";
}

static void check_block(struct checker *checker, size_t got)
{
	size_t length = checker->held + got, rest;

	if (checker->first)
		look_at_start(checker, tl_str_slice(checker->text, length));
	checker->first = false;
	checker->nul = checker->nul || memchr(checker->text, '\0', length);
	rest = got ? unfinished(checker->text, length) : 0;
	checker->utf8 = checker->utf8 && tl_str_is_utf8(tl_str_slice(checker->text, length - rest));
	memmove(checker->text, checker->text + length - rest, rest);
	checker->held = rest;
}

static bool check_bytes(const char *path, struct checker *checker, struct tl_err *err)
{
	struct tl_infile *in = tl_infile_open(path, err);
	size_t got = 1;

	while (in && got) {
		if (!tl_infile_read(in, checker->text + checker->held, BLOCK_BYTES, &got, err)) {
			tl_infile_free(in);
			return false;
		}
		check_block(checker, got);
	}
	tl_infile_free(in);
	return in;
}

static bool find_encoding(const char *path, struct sniff_layout *layout, struct tl_err *err)
{
	struct checker *checker = tl_alloc(1, sizeof *checker);
	bool ok;

	checker->first = checker->utf8 = true;
	ok = check_bytes(path, checker, err);
	if (ok && (checker->magic || (checker->nul && !checker->utf16)))
		ok = tl_fail(err, EX_DATAERR, "%s: this is %s, not text; save it as CSV first",
			path, checker->magic ? checker->magic : "a binary file");
	layout->has_mark = checker->utf16 || checker->utf8_mark;
	layout->guessed_encoding = !checker->utf8 && !checker->utf16;
	if (layout->guessed_encoding)
		layout->options.csv.encoding = TL_WINDOWS_1252;
	if (checker->utf16)
		layout->options.csv.encoding = TL_UTF16;
	free(checker);
	return ok;
}

/* ---- delimiter ---- */

struct shape {
	size_t width; /* fields in most rows */
	double share; /* of the rows that are so wide */
	int64_t rows;
};

static size_t width_of(const struct tl_csv_row *row)
{
	return row->count < WIDTHS ? row->count : WIDTHS - 1;
}

/* A reading that fails on its way is no reason yet: another delimiter may fare better. */
static struct shape shape_of(const char *path, struct tl_table_options options)
{
	int64_t widths[WIDTHS] = {0};
	struct shape shape = {0};
	struct tl_err ignored = {0};
	struct tl_table *table = tl_table_open(path, options, &ignored);
	struct tl_csv_row row;
	bool more = true;

	while (table && shape.rows < ROWS_LOOKED_AT &&
		tl_table_next(table, &row, &more, &ignored) && more) {
		if (!row.count)
			continue;
		widths[width_of(&row)]++;
		shape.rows++;
	}
	tl_table_free(table);
	for (size_t i = 1; i < WIDTHS; i++)
		if (widths[i] > widths[shape.width])
			shape.width = i;
	if (shape.rows)
		shape.share = (double)widths[shape.width] / (double)shape.rows;
	return shape;
}

/* Rows of one width speak for a delimiter; of two that do, the one with more columns. */
static void find_delimiter(const char *path, struct sniff_layout *layout)
{
	double best = 0;

	layout->options.csv.delimiter = delimiters[0];
	layout->columns = 1;
	for (size_t i = 0; i < TL_LEN(delimiters); i++) {
		struct tl_table_options options = layout->options;
		struct shape shape;
		double score;

		options.csv.delimiter = delimiters[i];
		shape = shape_of(path, options);
		score = shape.share * (1 - 1 / (double)(shape.width + 1));
		if (shape.width < 2 || score <= best)
			continue;
		best = score;
		layout->options.csv.delimiter = delimiters[i];
		layout->columns = shape.width;
	}
}

/* ---- header ---- */

static size_t texts_in(const struct tl_csv_row *row)
{
	size_t texts = 0;

	for (size_t i = 0; i < row->count; i++)
		texts += tl_str_trim(row->fields[i]).length > 0;
	return texts;
}

/* Titles fill a cell or two of a row that is as wide as the table, or are narrower. */
static bool may_be_header(const struct tl_csv_row *row, size_t columns)
{
	size_t texts = texts_in(row);

	return row->count >= columns && texts > 0 && texts * 2 >= columns;
}

/* Steps: the first row among the first that may be headers, else the first with anything in it. */
static bool find_header(const char *path, struct sniff_layout *layout, struct tl_err *err)
{
	struct tl_table *table = tl_table_open(path, layout->options, err);
	int64_t first = 0, header = 0;
	struct tl_csv_row row;
	bool more = table, ok = table;

	for (int rows = 0; ok && more && !header && rows < TITLES_MAX; rows++) {
		ok = tl_table_next(table, &row, &more, err);
		if (!ok || !more)
			break;
		if (!first && texts_in(&row))
			first = row.line;
		if (may_be_header(&row, layout->columns))
			header = row.line;
	}
	tl_table_free(table);
	if (!ok)
		return false;
	if (!first)
		return tl_fail(
			err, EX_DATAERR, "%s: there is nothing in it; ask for it again", path);
	layout->header_line = header ? header : first;
	layout->options.csv.skip_lines = layout->header_line - 1;
	layout->options.xlsx.header_row = layout->header_line;
	return true;
}

bool sniff_layout(
	const char *path, const char *sheet, struct sniff_layout *layout, struct tl_err *err)
{
	*layout = (struct sniff_layout){.options.xlsx.sheet = sheet};
	layout->is_workbook = tl_xlsx_is(path);
	if (layout->is_workbook)
		layout->columns = shape_of(path, layout->options).width;
	else if (find_encoding(path, layout, err))
		find_delimiter(path, layout);
	else
		return false;
	return find_header(path, layout, err);
}
