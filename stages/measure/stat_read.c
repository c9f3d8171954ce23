/* The input of `stat` as a table of text. */
#include "stat.h"

#include <string.h>
#include <throughline/csv.h>
#include <throughline/vec.h>

struct reading {
	struct stat_run *run;
	const char *path;
	TL_VEC(struct tl_str) names;
	TL_VEC(struct tl_str) fields;
	TL_VEC(int64_t) lines;
};

static bool take_row(struct reading *reading, const struct tl_csv_row *row, struct tl_err *err)
{
	size_t columns = reading->names.count;

	if (row->bad_encoding)
		return tl_fail(err, EX_DATAERR, "%s:%lld: this row is not UTF-8", reading->path,
			(long long)row->line);
	if (!columns) {
		for (size_t i = 0; i < row->count; i++)
			*tl_vec_push(&reading->names) =
				tl_arena_str(&reading->run->arena, tl_str_trim(row->fields[i]));
		return true;
	}
	if (row->count == 0) /* a line with nothing on it */
		return true;
	if (row->count != columns)
		return tl_fail(err, EX_DATAERR, "%s:%lld: %zu fields, the header has %zu",
			reading->path, (long long)row->line, row->count, columns);
	for (size_t i = 0; i < columns; i++)
		*tl_vec_push(&reading->fields) = tl_arena_str(&reading->run->arena, row->fields[i]);
	*tl_vec_push(&reading->lines) = row->line;
	return true;
}

static bool take_rows(struct reading *reading, struct tl_csv *csv, struct tl_err *err)
{
	struct tl_csv_row row;
	bool more;

	do {
		if (!tl_csv_next(csv, &row, &more, err))
			return false;
		if (more && !take_row(reading, &row, err))
			return false;
	} while (more);
	if (!reading->names.count)
		return tl_fail(err, EX_DATAERR, "%s:1: no header; the first row names the columns",
			reading->path);
	return true;
}

static void *keep(struct tl_arena *arena, const void *items, size_t count, size_t size)
{
	void *copy = tl_arena_array(arena, count, size);

	if (count)
		memcpy(copy, items, count * size);
	return copy;
}

bool stat_read(struct stat_run *run, const char *path, struct tl_err *err)
{
	struct reading reading = {.run = run, .path = path};
	const char *file = strcmp(path, "-") == 0 ? "/dev/stdin" : path;
	struct tl_csv *csv = tl_csv_open(file, (struct tl_csv_options){0}, err);
	bool ok = csv && take_rows(&reading, csv, err);

	tl_csv_free(csv);
	run->table = (struct stat_table){
		.path = path,
		.columns = reading.names.count,
		.rows = reading.lines.count,
		.names = keep(&run->arena, reading.names.items, reading.names.count,
			sizeof(struct tl_str)),
		.fields = keep(&run->arena, reading.fields.items, reading.fields.count,
			sizeof(struct tl_str)),
		.lines = keep(
			&run->arena, reading.lines.items, reading.lines.count, sizeof(int64_t)),
	};
	tl_vec_free(&reading.names);
	tl_vec_free(&reading.fields);
	tl_vec_free(&reading.lines);
	return ok;
}
