/*
 * throughline sql STUDY [SQL]: one question to all of a study's stores at once, read-only. For the
 * programme's room only.
 */
#include "sql_stores.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <throughline/outfile.h>

// clang-format off
static const char usage[] =
	"usage: throughline sql STUDY [SQL]\n"
	"\n"
	"Asks all stores of a study one question, read-only, and prints the answer as CSV. What it\n"
	"shows is confidential: it stays in the programme's room.\n"
	"\n"
	"  publication     what is published: cells, sums, definitions\n"
	"  measure         every figure, exact, with what lies under it\n"
	"  link            people, families, where they live, whose keys are whose\n"
	"  settle          deliveries, coverage, rejected rows\n"
	"  <delivery>_...  the rows a partner sent: police_calls_event (- and . become _)\n"
	"\n"
	"Without SQL the question is read from standard input; an empty one lists every table with\n"
	"its columns. A question is one SELECT; functions depend on their arguments alone.\n"
	"\n"
	"  throughline sql my-study 'SELECT measure, count(*) FROM publication.cell GROUP BY 1'\n"
	"  throughline sql my-study </dev/null\n"
	"\n"
	"Exit status: 0 done; 64 the SQL is wrong; 65 a store is damaged; 66 nothing to ask yet;\n"
	"71, 74 the machine.\n";
// clang-format on

/* As SQL wants it: token:nhs is a column, but not without quotes. */
static void add_column(struct tl_buf *line, const char *name)
{
	bool plain = true;

	for (const char *c = name; *c; c++)
		plain = plain && ((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
					 (*c >= '0' && *c <= '9') || *c == '_');
	tl_buf_addf(line, plain ? "%s" : "\"%s\"", name);
}

static bool print_tables(struct sql_stores *stores, struct tl_err *err)
{
	struct tl_buf line = {0};
	bool ok = true;

	for (size_t i = 0; ok && i < stores->tables.count; i++) {
		const char *name = stores->tables.items[i];
		struct tl_stmt *stmt = tl_db_prepare(
			stores->db, tl_arena_printf(&stores->arena, "SELECT * FROM %s", name), err);

		ok = stmt;
		tl_buf_clear(&line);
		tl_buf_addf(&line, "%-28s ", name);
		for (int column = 0; ok && column < tl_column_count(stmt); column++) {
			tl_buf_addc(&line, column ? ", " : "");
			add_column(&line, tl_column_name(stmt, column));
		}
		if (ok)
			puts(tl_buf_c(&line));
		tl_stmt_free(stmt);
	}
	tl_buf_free(&line);
	return ok;
}

static bool print_rows(struct sql_stores *stores, const char *sql, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(stores->db, sql, err);
	struct tl_buf line = {0};
	bool row = stmt, ok = stmt;

	for (int i = 0; ok && i < tl_column_count(stmt); i++) {
		tl_buf_addc(&line, i ? "," : "");
		tl_buf_add_csv(&line, tl_str(tl_column_name(stmt, i)));
	}
	while (ok && row) {
		puts(tl_buf_c(&line));
		tl_buf_clear(&line);
		ok = tl_stmt_next(stmt, &row, err);
		for (int i = 0; ok && row && i < tl_column_count(stmt); i++) {
			tl_buf_addc(&line, i ? "," : "");
			tl_buf_add_csv(&line, tl_column_text(stmt, i));
		}
	}
	tl_buf_free(&line);
	tl_stmt_free(stmt);
	return ok;
}

/* "no such table: x" gets the nearest table, or how to see them all. */
static void add_hint(struct sql_stores *stores, struct tl_err *err)
{
	static const struct tl_str absent = TL_STR_INIT("no such table: ");
	TL_VEC(const char *) names = {0};
	const char *nearest;

	if (!tl_str_starts(tl_str(err->text), absent))
		return;
	for (size_t i = 0; i < stores->tables.count; i++) {
		const char *name = stores->tables.items[i], *dot = strchr(name, '.');

		*tl_vec_push(&names) = name;
		if (dot)
			*tl_vec_push(&names) = dot + 1;
	}
	nearest = tl_str_nearest(tl_str(err->text + absent.length), names.items, names.count);
	const char *said = tl_arena_text(&stores->arena, tl_str(err->text));
	if (nearest)
		tl_fail(err, err->exit_status, "%s; did you mean %s?", said, nearest);
	else
		tl_fail(err, err->exit_status, "%s; an empty question lists the tables", said);
	tl_vec_free(&names);
}

/* What is wrong with a question is the asker's: the place in it, and a status of its own. */
static void place_failure(struct sql_stores *stores, const char *sql, struct tl_err *err)
{
	int offset = tl_db_sql_offset(stores->db), line = 1, column = 1;

	if (err->exit_status != EX_CONFIG)
		return;
	add_hint(stores, err);
	for (int i = 0; i < offset && sql[i]; i++) {
		column = sql[i] == '\n' ? 1 : column + 1;
		line += sql[i] == '\n';
	}
	if (offset >= 0)
		tl_fail_in(err, "SQL:%d:%d", line, column);
	else
		tl_fail_in(err, "SQL");
	err->exit_status = EX_USAGE;
}

static bool read_question(struct tl_buf *sql, struct tl_err *err)
{
	char block[4096];
	size_t got;

	while ((got = fread(block, 1, sizeof block, stdin)) > 0)
		tl_buf_add(sql, tl_str_slice(block, got));
	return !ferror(stdin) || tl_fail_errno(err, "read", "standard input");
}

static bool answer(
	struct sql_stores *stores, const char *word, struct tl_buf *sql, struct tl_err *err)
{
	bool shown = false;

	if (word) {
		tl_buf_addc(sql, word);
	} else {
		if (isatty(STDIN_FILENO)) {
			if (!print_tables(stores, err))
				return false;
			shown = true;
			fflush(stdout);
			fprintf(stderr, "a SELECT, then Ctrl-D:\n");
		}
		if (!read_question(sql, err))
			return false;
	}
	if (tl_str_trim(tl_buf_str(sql)).length == 0)
		return shown || print_tables(stores, err);
	if (print_rows(stores, tl_buf_c(sql), err))
		return true;
	place_failure(stores, tl_buf_c(sql), err);
	return false;
}

int command_sql(int argc, char **argv)
{
	struct driver_options options;
	struct sql_stores stores = {0};
	struct tl_buf sql = {0};
	struct tl_err err = {0};
	int status = EX_OK;
	bool ok;

	if (!driver_options_parse(&options, argc, argv, usage, true, &status))
		return status;
	ok = sql_stores_open(&stores, options.study, &err) &&
	     answer(&stores, options.word, &sql, &err);
	if (ok && (fflush(stdout) != 0 || ferror(stdout)))
		ok = tl_fail_errno(&err, "write", "standard output");
	if (!ok)
		status = tl_say_failure("throughline", &err);
	sql_stores_close(&stores);
	tl_buf_free(&sql);
	return status;
}
