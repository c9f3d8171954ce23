/* The rows of a delimited file as the reader sees them: a JSON array of objects by header, for
 * tests that hold the reader against somebody else's expectation. */
#include <throughline/csv.h>

#include <stdio.h>
#include <throughline/vec.h>

struct header {
	struct tl_arena arena;
	TL_VEC(const char *) names;
};

static void keep_header(struct header *header, const struct tl_csv_row *row)
{
	for (size_t i = 0; i < row->count; i++)
		*tl_vec_push(&header->names) = tl_arena_text(&header->arena, row->fields[i]);
}

static void add_row(struct tl_buf *out, const struct header *header, const struct tl_csv_row *row)
{
	tl_buf_addc(out, row->record > 1 ? ",\n{" : "\n{");
	for (size_t i = 0; i < row->count && i < header->names.count; i++) {
		tl_buf_addc(out, i ? "," : "");
		tl_buf_add_json(out, tl_str(header->names.items[i]));
		tl_buf_add_char(out, ':');
		tl_buf_add_json(out, row->fields[i]);
	}
	tl_buf_add_char(out, '}');
}

static bool convert(const char *path, struct tl_buf *out, struct tl_err *err)
{
	struct tl_csv *csv = tl_csv_open(path, (struct tl_csv_options){0}, err);
	struct header header = {0};
	struct tl_csv_row row;
	bool more = csv, ok = csv;

	tl_buf_add_char(out, '[');
	while (ok && more) {
		ok = tl_csv_next(csv, &row, &more, err);
		if (!ok || !more)
			break;
		if (row.record == 0)
			keep_header(&header, &row);
		else
			add_row(out, &header, &row);
	}
	tl_buf_addc(out, "\n]\n");
	tl_vec_free(&header.names);
	tl_arena_free(&header.arena);
	tl_csv_free(csv);
	return ok;
}

int main(int argc, char **argv)
{
	struct tl_buf out = {0};
	struct tl_err err = {0};
	bool ok;

	if (argc != 2) {
		fputs("usage: csv_json FILE\n", stderr);
		return EX_USAGE;
	}
	ok = convert(argv[1], &out, &err);
	if (ok && (fputs(tl_buf_c(&out), stdout) == EOF || fflush(stdout)))
		ok = tl_fail_errno(&err, "write", "standard output");
	tl_buf_free(&out);
	return ok ? EX_OK : tl_say_failure("csv_json", &err);
}
