/* The same bytes through libcsv alone and through the fast path: equal rows, records, lines, flags
 * and errors. A build for fuzzing has small blocks and limits, so that every border is met. Half of
 * the inputs differ from one before them by what files of rows are made of, half by any bytes. */
#include "fuzz.h"

#include <string.h>
#include <throughline/cpu.h>
#include <throughline/csv.h>

struct reader {
	struct tl_csv *csv;
	struct tl_csv_rows plain;
	size_t at; /* in plain */
	size_t columns; /* of the header */
	bool by_row; /* tl_csv_next alone */
	struct tl_str fields[TL_CSV_ROW_FIELDS_MAX];
};

/* A row out of those that came together, in the form of one that came alone. */
static void take_plain(struct reader *reader, struct tl_csv_row *row)
{
	for (size_t i = 0; i < reader->columns; i++)
		reader->fields[i] = tl_csv_rows_field(&reader->plain, reader->at, i);
	*row = (struct tl_csv_row){
		.fields = reader->fields,
		.count = reader->columns,
		.record = reader->plain.record + (int64_t)reader->at,
		.line = reader->plain.line + (int64_t)reader->at,
	};
	reader->at++;
}

static bool next(struct reader *reader, struct tl_csv_row *row, bool *more, struct tl_err *err)
{
	if (!reader->by_row && reader->columns && reader->at == reader->plain.count) {
		reader->at = 0;
		if (!tl_csv_next_plain(reader->csv, reader->columns, &reader->plain, err))
			return false;
	}
	if (reader->at < reader->plain.count) {
		*more = true;
		take_plain(reader, row);
		return true;
	}
	if (!tl_csv_next(reader->csv, row, more, err))
		return false;
	if (*more && !reader->columns)
		reader->columns = row->count;
	return true;
}

static void hold_equal(const struct tl_csv_row *want, const struct tl_csv_row *got)
{
	if (want->count != got->count || want->record != got->record || want->line != got->line ||
		want->bad_encoding != got->bad_encoding)
		abort();
	for (size_t i = 0; i < want->count; i++)
		if (!tl_str_equal(want->fields[i], got->fields[i]))
			abort();
}

static void compare(struct reader *slow, struct reader *fast)
{
	struct tl_err slow_err = {0}, fast_err = {0};
	bool slow_more = true, fast_more = true;
	struct tl_csv_row want, got;

	while (slow_more) {
		bool slow_ok = tl_csv_next(slow->csv, &want, &slow_more, &slow_err);
		bool fast_ok = next(fast, &got, &fast_more, &fast_err);

		if (slow_ok != fast_ok)
			abort();
		if (!slow_ok) {
			const char *a = strchr(slow_err.text, ':'), *b = strchr(fast_err.text, ':');

			if (slow_err.exit_status != fast_err.exit_status || strcmp(a, b))
				abort(); /* but for the file's name */
			return;
		}
		if (slow_more != fast_more)
			abort();
		if (slow_more)
			hold_equal(&want, &got);
	}
	if (strcmp(tl_csv_digest(slow->csv).hex, tl_csv_digest(fast->csv).hex))
		abort();
}

/* What a file of rows is made of, and what does not belong in one. */
static const struct tl_str pieces[] = {
	TL_STR(","),
	TL_STR(";"),
	TL_STR(",,,"),
	TL_STR("\n"),
	TL_STR("\r\n"),
	TL_STR("\r"),
	TL_STR("\n\n"),
	TL_STR("\""),
	TL_STR("\"\""),
	TL_STR("\",\""),
	TL_STR("\"\n\""),
	TL_STR(",\"a\","),
	TL_STR(",\"a;b,c\"\n"),
	TL_STR("\"a\"\"b\""),
	TL_STR("\"a\nb\""),
	TL_STR("\"a\" ,"),
	TL_STR(" \"a\""),
	TL_STR("a,b,c\n"),
	TL_STR("1,22,333\r\n"),
	TL_STR("a;b;c\n1;2;3\n"),
	TL_STR("0123456789abcdef"),
	TL_STR(" "),
	TL_STR("\t"),
	TL_STR("\xc3\xa9"),
	TL_STR("\xe2\x82\xac"),
	TL_STR("\xc3"),
	TL_STR("\x81"),
	TL_STR("\xef\xbb\xbf"),
	TL_STR("\xff\xfe"),
	TL_STR("\0"),
};
#define PIECES_MAX 8 /* put in at a time */

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t size_max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t size_max, unsigned seed);

static unsigned draw(unsigned *seed, size_t below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % (unsigned)below;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t size_max, unsigned seed)
{
	if (size < 2 || draw(&seed, 2))
		return LLVMFuzzerMutate(data, size, size_max);
	for (unsigned left = 1 + draw(&seed, PIECES_MAX); left; left--) {
		struct tl_str piece = pieces[draw(&seed, TL_LEN(pieces))];
		size_t at = 2 + draw(&seed, size - 1);
		size_t over = draw(&seed, 3)             ? 0
			      : size - at < piece.length ? size - at
							 : piece.length;

		if (size - over + piece.length > size_max)
			continue;
		memmove(data + at + piece.length, data + at + over, size - at - over);
		memcpy(data + at, piece.data, piece.length);
		size += piece.length - over;
	}
	return size;
}

/* One file for all inputs, which both readers open by its name. */
static const char *write_input(const uint8_t *data, size_t size)
{
	static char path[64];
	static int file = -1;

	if (file < 0)
		file = fuzz_file(data, 0, path);
	if (pwrite(file, data, size, 0) != (ssize_t)size || ftruncate(file, (off_t)size) != 0)
		abort();
	return path;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tl_err err = {0};
	struct reader slow = {0}, fast = {0};
	const char *path;

	if (size < 2)
		return 0;
	struct tl_csv_options options = {.delimiter = data[0] & 1 ? ';' : ',',
		.encoding = (enum tl_encoding)(data[0] >> 1 & 1),
		.skip_lines = data[1] & 3};
	path = write_input(data + 2, size - 2);
	setenv("TL_CPU", tl_cpu_names[TL_CPU_SCALAR + data[0] / 4 % 4], 1);
	fast.by_row = data[1] & 4;
	fast.csv = tl_csv_open(path, options, &err);
	options.reference_only = true;
	slow.csv = tl_csv_open(path, options, &err);
	if (!slow.csv != !fast.csv)
		abort();
	if (slow.csv)
		compare(&slow, &fast);
	tl_csv_free(slow.csv);
	tl_csv_free(fast.csv);
	return 0;
}
