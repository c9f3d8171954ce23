#include "match.h"

#include <stdlib.h>
#include <string.h>
#include <throughline/table.h>

const char *const match_reasons[] = {
	[MATCH_NO_ID] = "no id",
	[MATCH_RAGGED] = "more or fewer fields than the header has",
	[MATCH_ENCODING] = "not UTF-8",
};
static_assert(TL_LEN(match_reasons) == MATCH_REASON_COUNT_OF, "every reason has its words");

#define FINGERPRINT "key_fingerprint" /* as pseudonymise calls the column */

struct reading {
	struct match *match;
	const char *path;
	struct tl_table *table;
	struct records_map map;
	size_t columns;
	size_t fingerprint; /* the column, or SIZE_MAX */
	struct tl_str *values; /* of one row, a field each */
};

static void leave_out(struct reading *reading, enum match_reason reason, int64_t line)
{
	struct match_left_out *left_out = &reading->match->left_out[reason];

	if (!left_out->count++) {
		left_out->file = reading->path;
		left_out->line = line;
	}
}

/* SIZE_MAX where the header has no such column. */
static size_t column_named(const struct tl_csv_row *header, const char *name)
{
	for (size_t i = 0; i < header->count; i++)
		if (tl_str_equal(tl_str_trim(header->fields[i]), tl_str(name)))
			return i;
	return SIZE_MAX;
}

static bool find_column(struct reading *reading, const struct tl_csv_row *header, const char *name,
	size_t *column, struct tl_err *err)
{
	const char **names;
	const char *nearest;

	*column = column_named(header, name);
	if (*column != SIZE_MAX)
		return true;
	names = tl_arena_array(&reading->match->arena, header->count, sizeof *names);
	for (size_t i = 0; i < header->count; i++)
		names[i] = tl_arena_text(&reading->match->arena, tl_str_trim(header->fields[i]));
	nearest = tl_str_nearest(tl_str(name), names, header->count);
	return tl_fail(err, EX_DATAERR, "%s:%lld: no column named \"%s\"%s%s%s", reading->path,
		(long long)header->line, name, nearest ? "; did you mean \"" : "",
		nearest ? nearest : "", nearest ? "\"?" : "");
}

/* "a/b/people.csv" is people.csv, unless both files are called so. */
static struct tl_str source_name(const struct match_opts *opts, const char *path)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;

	for (size_t i = 0; i < opts->file_count; i++) {
		const char *other = strrchr(opts->files[i], '/');

		other = other ? other + 1 : opts->files[i];
		if (opts->files[i] != path && strcmp(other, base) == 0)
			return tl_str(path);
	}
	return tl_str(base);
}

static bool read_header(struct reading *reading, struct tl_err *err)
{
	const struct match_opts *opts = &reading->match->opts;
	const struct records *records = &reading->match->records;
	struct records_map *map = &reading->map;
	struct tl_csv_row header;
	bool more;

	*map = (struct records_map){.source = SIZE_MAX, .truth = SIZE_MAX};
	map->source_name = source_name(opts, reading->path);
	if (!tl_table_next(reading->table, &header, &more, err))
		return false;
	if (!more)
		return tl_fail(err, EX_DATAERR, "%s:1: no header; the first row names the columns",
			reading->path);
	reading->columns = header.count;
	reading->fingerprint = column_named(&header, FINGERPRINT);
	for (size_t i = 0; i < records->field_count; i++)
		if (!find_column(reading, &header, records->fields[i].name, &map->fields[i], err))
			return false;
	return find_column(reading, &header, opts->id, &map->id, err) &&
	       (!opts->source || find_column(reading, &header, opts->source, &map->source, err)) &&
	       (!opts->truth || find_column(reading, &header, opts->truth, &map->truth, err));
}

/* Tokens made with another key are other tokens: nothing would link, and nobody would say so. */
static bool check_fingerprint(
	struct reading *reading, struct tl_str fingerprint, int64_t line, struct tl_err *err)
{
	struct match *match = reading->match;

	fingerprint = tl_str_trim(fingerprint);
	if (!fingerprint.length || tl_str_equal(fingerprint, match->fingerprint))
		return true;
	if (!match->fingerprint.length) {
		match->fingerprint = tl_arena_str(&match->arena, fingerprint);
		match->fingerprinted = reading->path;
		return true;
	}
	return tl_fail(err, EX_DATAERR,
		"%s:%lld: this row's " FINGERPRINT " is not that of the rows before it, the first "
		"of them in %s: they were pseudonymised with other settings (harden, variants) or "
		"another key, so that the same person has other tokens; have them pseudonymised "
		"again with one key and one contract's settings",
		reading->path, (long long)line, match->fingerprinted);
}

static bool check_fingerprints(
	struct reading *reading, const struct tl_csv_rows *rows, struct tl_err *err)
{
	for (size_t i = 0; reading->fingerprint != SIZE_MAX && i < rows->count; i++)
		if (!check_fingerprint(reading, tl_csv_rows_field(rows, i, reading->fingerprint),
			    rows->line + (int64_t)i, err))
			return false;
	return true;
}

static bool check_row_fingerprint(
	struct reading *reading, const struct tl_csv_row *row, struct tl_err *err)
{
	return reading->fingerprint >= row->count ||
	       check_fingerprint(reading, row->fields[reading->fingerprint], row->line, err);
}

static void take_row(struct reading *reading, const struct tl_csv_row *row)
{
	const struct records_map *map = &reading->map;
	struct records *records = &reading->match->records;
	struct record_text text = {.fields = reading->values};

	if (!row->count)
		return;
	reading->match->rows_read++;
	if (row->bad_encoding)
		leave_out(reading, MATCH_ENCODING, row->line);
	else if (row->count != reading->columns)
		leave_out(reading, MATCH_RAGGED, row->line);
	else if (!tl_str_trim(row->fields[map->id]).length)
		leave_out(reading, MATCH_NO_ID, row->line);
	else {
		for (size_t i = 0; i < records->field_count; i++)
			reading->values[i] = row->fields[map->fields[i]];
		text.id = tl_str_trim(row->fields[map->id]);
		text.source = map->source == SIZE_MAX ? map->source_name
						      : tl_str_trim(row->fields[map->source]);
		if (map->truth != SIZE_MAX)
			text.truth = row->fields[map->truth];
		records_add(records, &text);
	}
}

/* Plain rows, a column at a time; where one has no id they go row by row. */
static void take_plain(struct reading *reading, const struct tl_csv_rows *rows)
{
	bool all_have_ids = true;

	for (size_t i = 0; i < rows->count && all_have_ids; i++)
		all_have_ids = tl_str_trim(tl_csv_rows_field(rows, i, reading->map.id)).length != 0;
	if (all_have_ids) {
		reading->match->rows_read += (int64_t)rows->count;
		records_add_rows(
			&reading->match->records, rows, &reading->map, reading->match->opts.jobs);
		return;
	}
	struct tl_str *fields = tl_alloc(rows->columns, sizeof *fields);
	for (size_t i = 0; i < rows->count; i++) {
		struct tl_csv_row row = {
			.fields = fields, .count = rows->columns, .line = rows->line + (int64_t)i};

		for (size_t j = 0; j < rows->columns; j++)
			fields[j] = tl_csv_rows_field(rows, i, j);
		take_row(reading, &row);
	}
	free(fields);
}

static bool read_rows(struct reading *reading, struct tl_err *err)
{
	struct tl_csv_rows rows;
	struct tl_csv_row row;
	bool more = true;

	while (more) {
		if (!tl_table_next_plain(reading->table, reading->columns, &rows, err))
			return false;
		if (rows.count) {
			if (!check_fingerprints(reading, &rows, err))
				return false;
			take_plain(reading, &rows);
		} else if (!tl_table_next(reading->table, &row, &more, err)) {
			return false;
		} else if (more) {
			if (!check_row_fingerprint(reading, &row, err))
				return false;
			take_row(reading, &row);
		}
		if (reading->match->records.count >= UINT32_MAX - 1)
			return tl_fail(
				err, EX_DATAERR, "%s: more than four billion rows", reading->path);
	}
	return true;
}

static bool read_file(struct match *match, const char *path, struct tl_err *err)
{
	struct reading reading = {.match = match, .path = path};
	const char *file = strcmp(path, "-") == 0 ? "/dev/stdin" : path;
	bool ok;

	reading.values = tl_alloc(FIELDS_MAX, sizeof *reading.values);
	reading.table = tl_table_open(file, (struct tl_table_options){.csv.no_digest = true}, err);
	ok = reading.table && read_header(&reading, err) && read_rows(&reading, err);
	tl_table_free(reading.table);
	free(reading.values);
	return ok;
}

static bool find_source(
	const struct records *records, const char *name, uint32_t *found, struct tl_err *err)
{
	for (uint32_t i = 0; i < records->source_count; i++)
		if (tl_str_equal(records->sources[i], tl_str(name))) {
			*found = i;
			return true;
		}
	return tl_fail(err, EX_USAGE, "--distinct %s: no row is of that source", name);
}

/* Two files are linked: each is held against the other. A source that has one row a person is not
 * held against itself either. */
static bool set_sources(struct match *match, struct tl_err *err)
{
	const struct records *records = &match->records;
	const struct match_opts *opts = &match->opts;

	if (opts->file_count < 2 && !opts->distinct.count)
		return true;
	match->within = tl_arena_array(&match->arena, records->source_count + 1, sizeof(bool));
	match->is_distinct = tl_arena_array(&match->arena, records->source_count + 1, sizeof(bool));
	for (uint32_t i = 0; i < records->source_count; i++)
		match->within[i] = opts->file_count < 2 || opts->source;
	for (size_t i = 0; i < opts->distinct.count; i++) {
		uint32_t source = 0;

		if (!find_source(records, opts->distinct.items[i], &source, err))
			return false;
		match->is_distinct[source] = true;
		match->within[source] = false;
	}
	return true;
}

bool match_begin(struct match *match, struct tl_err *err)
{
	struct field fields[FIELDS_MAX];
	size_t count;

	if (!fields_parse(fields, &count, match->opts.fields, &match->arena, err))
		return false;
	records_begin(&match->records, fields, count);
	return true;
}

bool match_read(struct match *match, struct tl_err *err)
{
	for (size_t i = 0; i < match->opts.file_count; i++)
		if (!read_file(match, match->opts.files[i], err))
			return false;
	records_finish(&match->records, match->opts.jobs);
	return set_sources(match, err);
}
