/* The same bytes through libcsv alone and through the fast path: equal rows, records, lines, flags
 * and errors. A build for fuzzing has small blocks and limits, so that every border is met. */
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char slow_path[64], fast_path[64];
	struct tl_err err = {0};
	struct reader slow = {0}, fast = {0};

	if (size < 2)
		return 0;
	struct tl_csv_options options = {.delimiter = data[0] & 1 ? ';' : ',',
		.encoding = (enum tl_encoding)(data[0] >> 1 & 1),
		.skip_lines = data[1] & 3};
	int one = fuzz_file(data + 2, size - 2, slow_path);
	int two = fuzz_file(data + 2, size - 2, fast_path);

	setenv("TL_CPU", tl_cpu_names[TL_CPU_SCALAR + data[0] / 4 % 4], 1);
	fast.by_row = data[1] & 4;
	fast.csv = tl_csv_open(fast_path, options, &err);
	options.reference_only = true;
	slow.csv = tl_csv_open(slow_path, options, &err);
	if (!slow.csv != !fast.csv)
		abort();
	if (slow.csv)
		compare(&slow, &fast);
	tl_csv_free(slow.csv);
	tl_csv_free(fast.csv);
	close(one);
	close(two);
	return 0;
}
