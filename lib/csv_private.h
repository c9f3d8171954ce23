/*
 * The two readers behind tl_csv, over one text. Private to lib/csv*.c.
 *
 *   lib/csv_text.c       blocks of decoded text, and where in them the reading stands
 *   lib/csv_reference.c  any row, byte by byte through libcsv: what it says is the dialect
 *   lib/csv_plain.c      rows without a quote or a CR of their own, cut at the positions of an
 * index lib/csv_quoted.c     rows whose quotes only enclose fields, cut likewise
 */
#ifndef THROUGHLINE_LIB_CSV_PRIVATE_H
#define THROUGHLINE_LIB_CSV_PRIVATE_H

#include "csv_index.h"
#include "encoding.h"

#include <throughline/vec.h>

/* Text is read in blocks of so many bytes; what a block leaves of a row, at most so much, is
 * carried over in front of the next. */
#ifdef TL_FUZZ
#define CSV_BLOCK_BYTES ((size_t)128)
#else
#define CSV_BLOCK_BYTES ((size_t)256 * 1024)
#endif
#define CSV_CARRY_MAX TL_CSV_FIELD_MAX

struct csv_text {
	struct tl_infile *in;
	struct tl_buf path;
	struct decoder decoder;
	char *data; /* readable from -1 to CSV_INDEX_PADDING past the end */
	size_t at, length; /* data[at .. length) is not yet read */
	bool at_end; /* no text follows */
	int64_t line; /* of data[at] */
	bool after_cr; /* the last byte read was a CR: an LF now belongs to it */
	int64_t block; /* which: the index is of one */
	char *memory, *raw;
};

bool csv_text_open(
	struct csv_text *text, const char *path, enum tl_encoding encoding, struct tl_err *err);
/* Puts more behind data[at .. length), which moves to the front. */
bool csv_text_more(struct csv_text *text, struct tl_err *err);
/* Moves over length bytes, of which at most the last ends a line. */
void csv_text_advance(struct csv_text *text, size_t length);
/* The bytes up to and with the end of the line, or all there are. */
size_t csv_text_line(const struct csv_text *text);
void csv_text_close(struct csv_text *text);

/* A row's fields as they are handed over. */
typedef TL_VEC(struct tl_str) csv_fields;

struct csv_reference;
struct csv_reference *csv_reference_new(char delimiter);
/* Reads on until a row has ended or the text is used up. *row.line and the rest are filled, but for
 * its record number. */
bool csv_reference_feed(struct csv_reference *reference, struct csv_text *text,
	struct tl_csv_row *row, bool *done, struct tl_err *err);
/* The same at the end of the file, where the last line may lack its end. */
bool csv_reference_finish(struct csv_reference *reference, const struct csv_text *text,
	struct tl_csv_row *row, bool *done, struct tl_err *err);
bool csv_reference_in_row(const struct csv_reference *reference);
void csv_reference_free(struct csv_reference *reference);

struct csv_plain {
	csv_index_fn *fn; /* NULL: no fast path */
	char delimiter;
	uint32_t *memory;
	struct csv_index index;
	int64_t block; /* of the index */
	/* The next row: its first place in ends and in breaks, and the first odd byte not before
	 * it. */
	size_t end, at_break, odd;
	bool checked, all_utf8; /* of the lines of this block */
	csv_fields fields;
};

void csv_plain_init(struct csv_plain *plain, enum tl_cpu_level level, char delimiter);
/* The next row where it is plain and its end is in the block; *row as above. */
bool csv_plain_row(struct csv_plain *plain, struct csv_text *text, struct tl_csv_row *row);
/* As many rows as there are of so many fields each; rows->count may be 0. */
void csv_plain_rows(
	struct csv_plain *plain, struct csv_text *text, size_t columns, struct tl_csv_rows *rows);
/* The next row where its quotes only enclose fields, likewise. */
bool csv_quoted_row(struct csv_plain *plain, struct csv_text *text, struct tl_csv_row *row);
/* The next row may become plain when more text is behind it. */
bool csv_plain_wants_more(const struct csv_plain *plain, const struct csv_text *text);
void csv_plain_free(struct csv_plain *plain);

/* For those that cut rows. Brings the index up to where the reading stands. The end before the next
 * row's is made the end of the row before it, whoever read that one. */
void csv_plain_catch_up(struct csv_plain *plain, const struct csv_text *text);
/* A delimiter never is half a character, so a row is UTF-8 when its fields are. */
bool csv_plain_is_utf8(
	struct csv_plain *plain, const struct csv_text *text, size_t from, size_t to);
void csv_plain_step_over(
	struct csv_plain *plain, struct csv_text *text, size_t rows, size_t fields);

#endif
