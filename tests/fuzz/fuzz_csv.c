/* Any bytes end in rows or in one message; records count up by one, lines never go back. */
#include "fuzz.h"

#include <throughline/csv.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	struct tl_err err = {0};
	struct tl_csv_row row;
	bool more = true;
	int64_t record = -1, line = 0;

	if (size < 2)
		return 0;
	struct tl_csv_options options = {.delimiter = data[0] & 1 ? ';' : ',',
		.encoding = (enum tl_encoding)(data[0] >> 1 & 1),
		.skip_lines = data[1] & 3};
	int file = fuzz_file(data + 2, size - 2, path);
	struct tl_csv *csv = tl_csv_open(path, options, &err);
	while (csv && tl_csv_next(csv, &row, &more, &err) && more) {
		if (row.record != record + 1 || row.line <= line)
			abort();
		record = row.record;
		line = row.line;
		for (size_t i = 0; i < row.count; i++)
			if (row.fields[i].length > TL_CSV_FIELD_MAX ||
				(!row.bad_encoding && !tl_str_is_utf8(row.fields[i])))
				abort();
	}
	if (!csv && !err.exit_status)
		abort();
	tl_csv_free(csv);
	close(file);
	return 0;
}
