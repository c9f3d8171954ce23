/* Any row, through libcsv. */
#include "csv_private.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

/* The states of libcsv 3 that this file must know; its header has no names for them. */
#define STATE_ROW_NOT_BEGUN 0
#define STATE_FIELD_BEGUN 2
#define STATE_FIELD_MIGHT_HAVE_ENDED 3

struct csv_reference {
	struct csv_parser parser;
	int64_t row_line; /* where the row being read starts */
	int64_t quote_line; /* where the last quoted field being read was opened */
	bool row_done, handed_over;
	char *bytes; /* the row's fields, each with a NUL behind it */
	size_t length, capacity;
	uint32_t *ends; /* of each field in bytes */
	struct tl_str *fields;
	size_t count;
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

/* Room for what a piece may add: its bytes, those of a field begun before it, a NUL for each field.
 */
static void make_room(struct csv_reference *reference, size_t piece)
{
	size_t needed = reference->length + reference->parser.entry_pos + 2 * piece + 2;

	if (needed <= reference->capacity)
		return;
	reference->capacity = 2 * needed;
	reference->bytes = tl_grow(reference->bytes, reference->capacity, 1);
}

static void on_field(void *data, size_t length, void *context)
{
	struct csv_reference *reference = context;

	if (reference->count > TL_CSV_ROW_FIELDS_MAX)
		return; /* refused once the piece is through */
	assert(length < reference->capacity - reference->length);
	if (length)
		memcpy(reference->bytes + reference->length, data, length);
	reference->length += length;
	reference->ends[reference->count++] = (uint32_t)reference->length;
	/* Keeps half a character at the end of one field from joining the half in the next. */
	reference->bytes[reference->length++] = '\0';
}

static void on_row(int terminator, void *context)
{
	struct csv_reference *reference = context;

	(void)terminator;
	reference->row_done = true;
}

struct csv_reference *csv_reference_new(char delimiter)
{
	struct csv_reference *reference = tl_alloc(1, sizeof *reference);

	csv_init(&reference->parser, CSV_REPALL_NL);
	csv_set_delim(&reference->parser, (unsigned char)delimiter);
	csv_set_realloc_func(&reference->parser, grow);
	csv_set_blk_size(&reference->parser, 4096);
	reference->ends = tl_alloc(TL_CSV_ROW_FIELDS_MAX + 1, sizeof *reference->ends);
	reference->fields = tl_alloc(TL_CSV_ROW_FIELDS_MAX + 1, sizeof *reference->fields);
	return reference;
}

/* Of a quoted field whose closing quote may have been read, libcsv's entry holds that quote too. */
static bool is_too_long(const struct csv_parser *parser)
{
	return parser->entry_pos > TL_CSV_FIELD_MAX + 1 ||
	       (parser->entry_pos > TL_CSV_FIELD_MAX &&
		       parser->pstate != STATE_FIELD_MIGHT_HAVE_ENDED);
}

/* Bytes of the row so far: its fields, one between each, and the field that was begun. */
static size_t row_bytes(const struct csv_reference *reference)
{
	return reference->length + reference->parser.entry_pos;
}

/* A piece never carries a field or a row past its limit by more than a byte: so what is said does
 * not depend on where blocks of text end. */
static size_t longest_piece(const struct csv_reference *reference)
{
	size_t field = reference->parser.entry_pos, row = row_bytes(reference);
	size_t of_field = field > TL_CSV_FIELD_MAX ? 1 : TL_CSV_FIELD_MAX + 1 - field;
	size_t of_row = row > TL_CSV_ROW_MAX ? 1 : TL_CSV_ROW_MAX + 1 - row;

	return of_field < of_row ? of_field : of_row;
}

/* No byte of the eight is a control or a blank ("determine if a word has a byte less than n" of
 * Anderson's Bit Twiddling Hacks). */
static inline bool are_letters(const char *from)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t bytes;

	memcpy(&bytes, from, sizeof bytes);
	return !((bytes - ones * (' ' + 1)) & ~bytes & ones * 0x80);
}

/* A piece's bytes around one of them; the piece's ends count as ends of fields. */
static inline bool is_at_field_end(const char *from, size_t at, size_t length, char delimiter)
{
	return at == 0 || at + 1 == length || from[at - 1] == delimiter ||
	       from[at + 1] == delimiter || from[at + 1] == '\n' || from[at + 1] == '\r';
}

/* Up to the end of the line, or to a quote with a blank behind it: libcsv is fed so that its state
 * can be looked at wherever it matters. *has_blank: where a field begins or ends, for only there
 * libcsv asks what is blank to any effect. */
static size_t piece_length(const char *from, size_t length, char delimiter, bool *has_blank)
{
	enum { LINE_END = 1, BLANK = 2 };
	static const unsigned char classes[256] = {
		['\n'] = LINE_END, ['\r'] = LINE_END, [' '] = BLANK, ['\t'] = BLANK};

	*has_blank = false;
	for (size_t i = 0; i < length; i++) {
		unsigned char found;

		while (length - i > sizeof(uint64_t) && are_letters(from + i))
			i += sizeof(uint64_t);
		found = classes[(unsigned char)from[i]];
		if (found & LINE_END)
			return i + 1;
		if (!(found & BLANK) || from[i] == delimiter)
			continue;
		if (i && from[i - 1] == '"')
			return i;
		*has_blank = *has_blank || is_at_field_end(from, i, length, delimiter);
	}
	return length;
}

static size_t blank_length(const char *from, size_t length, unsigned char delimiter)
{
	size_t blanks = 0;

	while (blanks < length && is_blank((unsigned char)from[blanks]) &&
		(unsigned char)from[blanks] != delimiter)
		blanks++;
	return blanks;
}

static bool check_limits(
	const struct csv_reference *reference, const char *path, int64_t line, struct tl_err *err)
{
	if (reference->count > TL_CSV_ROW_FIELDS_MAX)
		return tl_fail(err, EX_DATAERR,
			"%s:%lld: the row that starts on line %lld has more than %zu fields; is "
			"this the delimiter?",
			path, (long long)line, (long long)reference->row_line,
			TL_CSV_ROW_FIELDS_MAX);
	if (!is_too_long(&reference->parser) && row_bytes(reference) <= TL_CSV_ROW_MAX)
		return true;
	if (!is_too_long(&reference->parser))
		return tl_fail(err, EX_DATAERR,
			"%s:%lld: the row that starts on line %lld is longer than %zu bytes; look "
			"for a quote that is not closed, or another delimiter",
			path, (long long)line, (long long)reference->row_line, TL_CSV_ROW_MAX);
	if (reference->parser.quoted)
		return tl_fail(err, EX_DATAERR,
			"%s:%lld: a quote opened on line %lld is not closed within %zu bytes; "
			"close it, or double it if it belongs to the text",
			path, (long long)line, (long long)reference->quote_line, TL_CSV_FIELD_MAX);
	return tl_fail(err, EX_DATAERR,
		"%s:%lld: a field of the row that starts on line %lld is longer than %zu bytes; "
		"look for a quote that is not closed, or another delimiter",
		path, (long long)line, (long long)reference->row_line, TL_CSV_FIELD_MAX);
}

/*
 * libcsv takes blanks off the start of fields; here they are data, so nothing is blank to it. Only
 * between a closing quote and the delimiter are blanks fed as such: there they are outside the
 * text, and without this they would reopen the field and swallow what follows.
 */
static bool feed_piece(struct csv_reference *reference, struct csv_text *text, struct tl_err *err)
{
	struct csv_parser *parser = &reference->parser;
	const char *from = text->data + text->at;
	size_t length = text->length - text->at, most = longest_piece(reference);
	bool after_quote = parser->pstate == STATE_FIELD_MIGHT_HAVE_ENDED;
	size_t fields_before = reference->count, blanks;
	bool quoted_before = parser->quoted, has_blank = true;
	int64_t line = text->line;

	length = length < most ? length : most;
	blanks = after_quote ? blank_length(from, length, parser->delim_char) : 0;
	length = blanks ? blanks : piece_length(from, length, (char)parser->delim_char, &has_blank);
	if (parser->pstate == STATE_ROW_NOT_BEGUN)
		reference->row_line = line;
	/* libcsv asks a function about every byte, so it is given one only where it matters. */
	csv_set_space_func(parser, !has_blank ? NULL : blanks ? is_blank : never_blank);
	make_room(reference, length);
	if (csv_parse(parser, from, length, on_field, on_row, reference) != length)
		return tl_fail(err, EX_SOFTWARE, "%s:%lld: libcsv stopped here", text->path.data,
			(long long)line);
	if (parser->quoted && (!quoted_before || reference->count != fields_before))
		reference->quote_line = line;
	csv_text_advance(text, length);
	return check_limits(reference, text->path.data, line, err);
}

static void begin(struct csv_reference *reference)
{
	if (!reference->handed_over)
		return;
	reference->handed_over = reference->row_done = false;
	reference->length = reference->count = 0;
}

static void hand_over(struct csv_reference *reference, struct tl_csv_row *row)
{
	uint32_t start = 0;

	for (size_t i = 0; i < reference->count; i++) {
		reference->fields[i] =
			tl_str_slice(reference->bytes + start, reference->ends[i] - start);
		start = reference->ends[i] + 1;
	}
	reference->handed_over = true;
	*row = (struct tl_csv_row){
		.fields = reference->fields,
		.count = reference->count,
		.line = reference->row_line,
		.bad_encoding = !tl_str_is_utf8(tl_str_slice(reference->bytes, reference->length)),
	};
}

bool csv_reference_feed(struct csv_reference *reference, struct csv_text *text,
	struct tl_csv_row *row, bool *done, struct tl_err *err)
{
	begin(reference);
	while (text->at < text->length && !reference->row_done)
		if (!feed_piece(reference, text, err))
			return false;
	*done = reference->row_done;
	if (*done)
		hand_over(reference, row);
	return true;
}

bool csv_reference_finish(struct csv_reference *reference, const struct csv_text *text,
	struct tl_csv_row *row, bool *done, struct tl_err *err)
{
	begin(reference);
	if (reference->parser.quoted && reference->parser.pstate == STATE_FIELD_BEGUN)
		return tl_fail(err, EX_DATAERR,
			"%s:%lld: a quote opened on this line is never closed; close it, or double "
			"it if it belongs to the text",
			text->path.data, (long long)reference->quote_line);
	make_room(reference, 0);
	csv_fini(&reference->parser, on_field, on_row, reference);
	*done = reference->row_done;
	if (*done)
		hand_over(reference, row);
	return true;
}

bool csv_reference_in_row(const struct csv_reference *reference)
{
	return reference->parser.pstate != STATE_ROW_NOT_BEGUN;
}

void csv_reference_free(struct csv_reference *reference)
{
	if (!reference)
		return;
	csv_free(&reference->parser);
	free(reference->bytes);
	free(reference->ends);
	free(reference->fields);
	free(reference);
}
