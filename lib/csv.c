/* The road of a row: over title lines, then as plain where it can, else through the reference. */
#include "csv_private.h"

#include <stdlib.h>

struct tl_csv {
	struct tl_csv_options options;
	struct csv_text text;
	struct csv_reference *reference;
	struct csv_plain plain;
	int64_t records;
	bool finished;
	int missed; /* rows in a row that were not plain */
	int64_t given_up; /* a block in which nothing more is looked for, or 0 */
};

#define MISSED_MAX 16 /* so many and the rest of the block will be like them: quoted throughout */

static_assert(TL_CSV_PADDING == CSV_INDEX_PADDING, "one promise, made twice");

struct tl_csv *tl_csv_open(const char *path, struct tl_csv_options options, struct tl_err *err)
{
	struct tl_csv *csv = tl_alloc(1, sizeof *csv);
	char delimiter = options.delimiter ? options.delimiter : ',';

	csv->options = options;
	if (!csv_text_open(&csv->text, path, options.encoding, err)) {
		tl_csv_free(csv);
		return NULL;
	}
	if (options.no_digest)
		tl_infile_no_digest(csv->text.in);
	csv->reference = csv_reference_new(delimiter);
	csv_plain_init(
		&csv->plain, options.reference_only ? TL_CPU_REFERENCE : tl_cpu_level(), delimiter);
	return csv;
}

/* Steps over title lines and the LF of a CRLF whose CR has already ended a row. Returns false where
 * the text at hand is used up. */
static bool pass_over(struct tl_csv *csv)
{
	struct csv_text *text = &csv->text;

	if (csv_reference_in_row(csv->reference))
		return text->at < text->length;
	while (text->at < text->length) {
		if (text->after_cr && text->data[text->at] == '\n')
			csv_text_advance(text, 1);
		else if (text->line <= csv->options.skip_lines)
			csv_text_advance(text, csv_text_line(text));
		else
			return true;
	}
	return false;
}

/* Brings text to where a row begins or goes on. *more is false at the end of the file. */
static bool find_text(struct tl_csv *csv, bool *more, struct tl_err *err)
{
	while (!pass_over(csv) && !csv->text.at_end)
		if (!csv_text_more(&csv->text, err))
			return false;
	*more = csv->text.at < csv->text.length;
	return true;
}

/* Which way a row goes changes nothing but the time it takes. */
static bool may_be_plain(struct tl_csv *csv)
{
	if (csv->given_up && csv->given_up != csv->text.block)
		csv->given_up = csv->missed = 0;
	return !csv->given_up;
}

static bool next_row(struct tl_csv *csv, struct tl_csv_row *row, bool *done, struct tl_err *err)
{
	bool in_row = csv_reference_in_row(csv->reference), more;

	if (!find_text(csv, &more, err))
		return false;
	if (!more) {
		csv->finished = true;
		return csv_reference_finish(csv->reference, &csv->text, row, done, err);
	}
	*done = !in_row && may_be_plain(csv) &&
		(csv_plain_row(&csv->plain, &csv->text, row) ||
			csv_quoted_row(&csv->plain, &csv->text, row));
	if (*done) {
		csv->missed = 0;
		return true;
	}
	if (!in_row && may_be_plain(csv) && csv_plain_wants_more(&csv->plain, &csv->text))
		return csv_text_more(&csv->text, err);
	if (++csv->missed == MISSED_MAX)
		csv->given_up = csv->text.block;
	return csv_reference_feed(csv->reference, &csv->text, row, done, err);
}

bool tl_csv_next(struct tl_csv *csv, struct tl_csv_row *row, bool *more, struct tl_err *err)
{
	*more = false;
	while (!*more && !csv->finished)
		if (!next_row(csv, row, more, err))
			return false;
	if (*more)
		row->record = csv->records++;
	return true;
}

bool tl_csv_next_plain(
	struct tl_csv *csv, size_t columns, struct tl_csv_rows *rows, struct tl_err *err)
{
	bool more;

	do {
		*rows = (struct tl_csv_rows){0};
		if (csv->finished || !find_text(csv, &more, err))
			return csv->finished;
		if (!more || !may_be_plain(csv))
			return true;
		csv_plain_rows(&csv->plain, &csv->text, columns, rows);
		if (rows->count) {
			rows->record = csv->records;
			csv->records += (int64_t)rows->count;
			csv->missed = 0;
			return true;
		}
		if (!csv_plain_wants_more(&csv->plain, &csv->text))
			return true;
	} while (csv_text_more(&csv->text, err));
	return false;
}

struct tl_digest tl_csv_digest(const struct tl_csv *csv)
{
	assert(csv->finished);
	return tl_infile_digest(csv->text.in);
}

int64_t tl_csv_mixed_lines(const struct tl_csv *csv)
{
	return csv->text.decoder.mixed_lines;
}

int64_t tl_csv_bytes(const struct tl_csv *csv)
{
	assert(csv->finished);
	return tl_infile_bytes(csv->text.in);
}

void tl_csv_free(struct tl_csv *csv)
{
	if (!csv)
		return;
	csv_plain_free(&csv->plain);
	csv_reference_free(csv->reference);
	csv_text_close(&csv->text);
	free(csv);
}
