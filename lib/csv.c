#include <throughline/csv.h>

#include "encoding.h"

#include <throughline/vec.h>

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES ((size_t)64 * 1024)

/* The states of libcsv 3 that this file must know; its header has no names for them. */
#define STATE_ROW_NOT_BEGUN 0
#define STATE_FIELD_BEGUN 2
#define STATE_FIELD_MIGHT_HAVE_ENDED 3

struct tl_csv {
	struct tl_infile *in;
	struct tl_buf path;
	struct tl_csv_options options;
	struct decoder decoder;
	struct csv_parser parser;
	struct tl_str rest; /* decoded text not yet fed to libcsv */
	bool at_end, finished;

	int64_t line; /* of the next byte of rest */
	int64_t row_line; /* where the row being read starts */
	int64_t quote_line; /* where the last quoted field being read was opened */
	bool after_cr; /* the last byte was a CR: an LF now belongs to it */

	bool row_done;
	size_t longest; /* field of this row */
	struct tl_buf bytes; /* the row's fields, each with a NUL behind it */
	TL_VEC(size_t) ends;
	TL_VEC(struct tl_str) fields;
	int64_t records;
	char block[BLOCK_BYTES];
};

static int never_blank(unsigned char c)
{
	(void)c;
	return 0;
}

static int is_blank(unsigned char c)
{
	return c == ' ' || c == '\t';
}

static void *grow(void *memory, size_t size)
{
	return tl_grow(memory, size, 1);
}

static void on_field(void *data, size_t length, void *context)
{
	struct tl_csv *csv = context;

	if (length > csv->longest)
		csv->longest = length;
	if (csv->ends.count > TL_CSV_ROW_FIELDS_MAX)
		return; /* refused once the piece is through */
	tl_buf_add(&csv->bytes, tl_str_slice(data, length));
	*tl_vec_push(&csv->ends) = csv->bytes.length;
	/* Keeps half a character at the end of one field from joining the half in the next. */
	tl_buf_add_char(&csv->bytes, '\0');
}

static void on_row(int terminator, void *context)
{
	struct tl_csv *csv = context;

	(void)terminator;
	csv->row_done = true;
}

struct tl_csv *tl_csv_open(const char *path, struct tl_csv_options options, struct tl_err *err)
{
	struct tl_infile *in = tl_infile_open(path, err);
	struct tl_csv *csv;

	if (!in)
		return NULL;
	csv = tl_alloc(1, sizeof *csv);
	csv->in = in;
	tl_buf_addc(&csv->path, path);
	csv->options = options;
	csv->decoder.encoding = options.encoding;
	csv->line = 1;
	csv_init(&csv->parser, CSV_REPALL_NL);
	csv_set_delim(&csv->parser, (unsigned char)(options.delimiter ? options.delimiter : ','));
	csv_set_realloc_func(&csv->parser, grow);
	csv_set_blk_size(&csv->parser, 4096);
	return csv;
}

static bool read_block(struct tl_csv *csv, struct tl_err *err)
{
	size_t got;

	if (!tl_infile_read(csv->in, csv->block, sizeof csv->block, &got, err))
		return false;
	csv->at_end = got == 0;
	if (!decoder_take(&csv->decoder, tl_str_slice(csv->block, got), &csv->rest))
		return tl_fail(err, EX_DATAERR,
			"%s:1: no byte order mark, so this is not the UTF-16 that its contract "
			"names",
			csv->path.data);
	return true;
}

/* Moves past length bytes of rest, of which at most the last ends a line. */
static void advance(struct tl_csv *csv, size_t length)
{
	char last = csv->rest.data[length - 1];

	csv->line += last == '\r' || (last == '\n' && !(csv->after_cr && length == 1));
	csv->after_cr = last == '\r';
	csv->rest = tl_str_slice(csv->rest.data + length, csv->rest.length - length);
}

/* Up to the end of the line, or to a quote with a blank behind it: libcsv is fed so that its state
 * can be looked at wherever it matters. */
static size_t piece_length(struct tl_str rest)
{
	for (size_t i = 0; i < rest.length; i++) {
		char c = rest.data[i];

		if (c == '\n' || c == '\r')
			return i + 1;
		if (c == '"' && i + 1 < rest.length && is_blank((unsigned char)rest.data[i + 1]))
			return i + 1;
	}
	return rest.length;
}

static size_t blank_length(struct tl_str rest, unsigned char delimiter)
{
	size_t length = 0;

	while (length < rest.length && is_blank((unsigned char)rest.data[length]) &&
		(unsigned char)rest.data[length] != delimiter)
		length++;
	return length;
}

static bool check_limits(const struct tl_csv *csv, int64_t line, struct tl_err *err)
{
	const char *path = csv->path.data;

	if (csv->parser.quoted && csv->parser.entry_pos > TL_CSV_FIELD_MAX)
		return tl_fail(err, EX_DATAERR,
			"%s:%lld: a quote opened on line %lld is not closed within %zu bytes; "
			"close it, or "
			"double it if it belongs to the text",
			path, (long long)line, (long long)csv->quote_line, TL_CSV_FIELD_MAX);
	if (csv->longest > TL_CSV_FIELD_MAX || csv->parser.entry_pos > TL_CSV_FIELD_MAX)
		return tl_fail(err, EX_DATAERR,
			"%s:%lld: a field of the row that starts on line %lld is longer than %zu "
			"bytes; look "
			"for a quote that is not closed, or another delimiter",
			path, (long long)line, (long long)csv->row_line, TL_CSV_FIELD_MAX);
	if (csv->ends.count > TL_CSV_ROW_FIELDS_MAX)
		return tl_fail(err, EX_DATAERR,
			"%s:%lld: the row that starts on line %lld has more than %zu fields; is "
			"this the "
			"delimiter?",
			path, (long long)line, (long long)csv->row_line, TL_CSV_ROW_FIELDS_MAX);
	return true;
}

/*
 * libcsv takes blanks off the start of fields; here they are data, so nothing is blank to it. Only
 * between a closing quote and the delimiter are blanks fed as such: there they are outside the
 * text, and without this they would reopen the field and swallow what follows.
 */
static bool feed_piece(struct tl_csv *csv, struct tl_err *err)
{
	struct csv_parser *parser = &csv->parser;
	bool after_quote = parser->pstate == STATE_FIELD_MIGHT_HAVE_ENDED;
	size_t blanks = after_quote ? blank_length(csv->rest, parser->delim_char) : 0;
	size_t length = blanks ? blanks : piece_length(csv->rest);
	size_t fields_before = csv->ends.count;
	bool quoted_before = parser->quoted;
	int64_t line = csv->line;

	if (parser->pstate == STATE_ROW_NOT_BEGUN)
		csv->row_line = line;
	csv_set_space_func(parser, blanks ? is_blank : never_blank);
	if (csv_parse(parser, csv->rest.data, length, on_field, on_row, csv) != length)
		return tl_fail(err, EX_SOFTWARE, "%s:%lld: libcsv stopped here", csv->path.data,
			(long long)line);
	if (parser->quoted && (!quoted_before || csv->ends.count != fields_before))
		csv->quote_line = line;
	advance(csv, length);
	return check_limits(csv, line, err);
}

static bool finish(struct tl_csv *csv, struct tl_err *err)
{
	csv->finished = true;
	if (csv->parser.quoted && csv->parser.pstate == STATE_FIELD_BEGUN)
		return tl_fail(err, EX_DATAERR,
			"%s:%lld: a quote opened on line %lld is never closed; close it, or double "
			"it if it "
			"belongs to the text",
			csv->path.data, (long long)csv->line, (long long)csv->quote_line);
	csv_fini(&csv->parser, on_field, on_row, csv);
	return true;
}

/* True while rest begins with something to pass over: a title line, or the LF of a CRLF whose CR
 * has already ended the row. */
static bool pass_over(struct tl_csv *csv)
{
	bool in_row = csv->parser.pstate != STATE_ROW_NOT_BEGUN;

	if (csv->after_cr && csv->rest.data[0] == '\n' && !in_row) {
		advance(csv, 1);
		return true;
	}
	if (csv->line > csv->options.skip_lines)
		return false;
	advance(csv, piece_length(csv->rest));
	return true;
}

static void hand_over(struct tl_csv *csv, struct tl_csv_row *row)
{
	size_t start = 0;

	tl_vec_clear(&csv->fields);
	for (size_t i = 0; i < csv->ends.count; i++) {
		size_t end = csv->ends.items[i];

		*tl_vec_push(&csv->fields) = tl_str_slice(csv->bytes.data + start, end - start);
		start = end + 1;
	}
	*row = (struct tl_csv_row){
		.fields = csv->fields.items,
		.count = csv->fields.count,
		.record = csv->records++,
		.line = csv->row_line,
		.bad_encoding = !tl_str_is_utf8(tl_buf_str(&csv->bytes)),
	};
}

bool tl_csv_next(struct tl_csv *csv, struct tl_csv_row *row, bool *more, struct tl_err *err)
{
	csv->row_done = false;
	csv->longest = 0;
	tl_buf_clear(&csv->bytes);
	tl_vec_clear(&csv->ends);
	while (!csv->row_done && !csv->finished) {
		bool ok;

		if (csv->rest.length)
			ok = pass_over(csv) || feed_piece(csv, err);
		else if (!csv->at_end)
			ok = read_block(csv, err);
		else
			ok = finish(csv, err);
		if (!ok)
			return false;
	}
	*more = csv->row_done;
	if (csv->row_done)
		hand_over(csv, row);
	return true;
}

struct tl_digest tl_csv_digest(const struct tl_csv *csv)
{
	assert(csv->finished);
	return tl_infile_digest(csv->in);
}

int64_t tl_csv_bytes(const struct tl_csv *csv)
{
	assert(csv->finished);
	return tl_infile_bytes(csv->in);
}

void tl_csv_free(struct tl_csv *csv)
{
	if (!csv)
		return;
	csv_free(&csv->parser);
	decoder_free(&csv->decoder);
	tl_vec_free(&csv->ends);
	tl_vec_free(&csv->fields);
	tl_buf_free(&csv->bytes);
	tl_buf_free(&csv->path);
	tl_infile_free(csv->in);
	free(csv);
}
