/* A file opened as its contract says, and its rows as a whole. */
#include <throughline/extract.h>

#include <string.h>

static char delimiter_of(const struct tl_contract *contract)
{
	return contract->delimiter ? contract->delimiter[0] : ',';
}

struct tl_table *tl_extract_open(
	const struct tl_contract *contract, const char *path, struct tl_err *err)
{
	const struct tl_table_options options = {
		.csv = {.delimiter = delimiter_of(contract),
			.encoding = contract->encoding_resolved,
			.skip_lines = contract->skip_lines},
		.xlsx = {.sheet = contract->sheet,
			.header_row = contract->header_row ? contract->header_row
							   : (int64_t)contract->skip_lines + 1},
	};

	return tl_table_open(path, options, err);
}

static bool is_blank(const struct tl_csv_row *row)
{
	for (size_t i = 0; i < row->count; i++)
		if (tl_str_trim(row->fields[i]).length)
			return false;
	return true;
}

/* Blank fields after the last column are what spreadsheets leave behind, and no harm. */
static bool has_surplus(const struct tl_csv_row *row, size_t columns)
{
	for (size_t i = columns; i < row->count; i++)
		if (tl_str_trim(row->fields[i]).length)
			return true;
	return false;
}

static bool has_nul(const struct tl_csv_row *row)
{
	for (size_t i = 0; i < row->count; i++)
		if (row->fields[i].length && memchr(row->fields[i].data, 0, row->fields[i].length))
			return true;
	return false;
}

enum tl_fault tl_row_shape(
	const struct tl_contract *contract, size_t columns, const struct tl_csv_row *row)
{
	bool few = row->count < columns, many = has_surplus(row, columns);

	if (is_blank(row))
		return TL_FAULT_BLANK_ROW;
	if (row->bad_encoding)
		return TL_FAULT_NOT_UTF8;
	if (has_nul(row))
		return TL_FAULT_NUL;
	if (tl_row_swallows(row, columns, delimiter_of(contract), few || many))
		return TL_FAULT_SWALLOWED;
	if (few)
		return TL_FAULT_TOO_FEW_FIELDS;
	if (many)
		return TL_FAULT_TOO_MANY_FIELDS;
	return TL_FAULT_NONE;
}
