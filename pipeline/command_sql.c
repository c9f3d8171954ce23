/*
 * throughline sql STUDY [SQL]: a question to all of a study's stores at once, read-only. For the
 * programme's room only. Without SQL the question is read from standard input.
 *
 * Stores are attached under their short names (publication, measure, link, settle); the rows that
 * partners sent are virtual tables named <contract>_<kind's table>, dashes turned into underscores.
 */
#include "pipeline.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <throughline/facts.h>
#include <throughline/outfile.h>
#include <throughline/schema.h>

#define STEPS_MAX INT64_C(1000000000000) /* an hour or so: an analyst's question may be large */

static const struct {
	const char *name, *path;
} stores[] = {
	{"publication", PUBLISH_DIR "/publication.db"},
	{"measure", "run/3-measure/measure.db"},
	{"link", "run/2-link/link.db"},
	{"settle", "run/1-ingest/settle/settle.db"},
};

/* The first store that is there is opened, the others are attached to it. */
static struct tl_db *open_stores(const char *study, struct tl_err *err)
{
	struct tl_arena arena = {0};
	struct tl_db *db = NULL;
	bool ok = true;

	for (size_t i = 0; ok && i < TL_LEN(stores); i++) {
		const char *path = tl_arena_printf(&arena, "%s/%s", study, stores[i].path);
		if (access(path, R_OK) != 0)
			continue;
		if (!db)
			ok = (db = tl_db_open(path, NULL, err)) != NULL;
		ok = ok && tl_db_attach(db, path, stores[i].name, err);
	}
	if (ok && !db)
		ok = tl_fail(
			err, EX_NOINPUT, "%s: nothing to ask yet; `throughline run` first", study);
	if (!ok) {
		tl_db_free(db);
		db = NULL;
	}
	tl_arena_free(&arena);
	return db;
}

static void add_name(struct tl_buf *sql, const char *contract, const char *table)
{
	tl_buf_addc(sql, "temp.\"");
	for (const char *c = contract; *c; c++)
		tl_buf_add_char(sql, *c == '-' || *c == '.' ? '_' : *c);
	tl_buf_addf(sql, "_%s\"", table);
}

static void add_literal(struct tl_buf *sql, const char *text)
{
	tl_buf_add_char(sql, '\'');
	for (; *text; text++) {
		tl_buf_add_char(sql, *text);
		if (*text == '\'')
			tl_buf_add_char(sql, '\'');
	}
	tl_buf_add_char(sql, '\'');
}

static bool connect_facts(struct tl_db *db, const struct driver_options *options,
	const char *delivery, const char *table, struct tl_err *err)
{
	struct tl_buf sql = {0}, path = {0};

	tl_buf_addf(&path, "%s/run/1-ingest/%s/shard.db", options->study, delivery);
	tl_buf_addc(&sql, "CREATE VIRTUAL TABLE ");
	add_name(&sql, delivery, table);
	tl_buf_addc(&sql, " USING facts(");
	add_literal(&sql, path.data);
	tl_buf_addc(&sql, ", ");
	add_literal(&sql, table);
	tl_buf_addc(&sql, ")");
	bool ok = access(path.data, R_OK) != 0 || tl_db_exec(db, sql.data, err);
	tl_buf_free(&sql);
	tl_buf_free(&path);
	return ok;
}

/* Every facts table of every delivery that has been read. */
static bool connect_all(struct tl_db *db, const struct driver_options *options, struct tl_err *err)
{
	struct tl_study study = {0};
	struct tl_arena arena = {0};
	struct tl_delivery *deliveries = NULL;
	size_t count = 0;
	bool ok = tl_study_load(&study, options->study, options->extracts, err) &&
		  tl_study_deliveries(&study, &arena, &deliveries, &count, err) &&
		  tl_facts_register(db, err);

	for (size_t i = 0; ok && i < count; i++) {
		struct tl_buf path = {0};
		tl_buf_addf(
			&path, "%s/run/1-ingest/%s/shard.db", options->study, deliveries[i].name);
		struct tl_db *shard =
			access(path.data, R_OK) == 0 ? tl_db_open(path.data, NULL, err) : NULL;
		struct tl_stmt *tables =
			shard ? tl_db_prepare(
					shard, "SELECT name FROM fact_table ORDER BY name", err)
			      : NULL;
		bool row = tables != NULL;
		while (ok && row && (ok = tl_stmt_next(tables, &row, err)) && row)
			ok = connect_facts(
				db, options, deliveries[i].name, tl_column_textz(tables, 0), err);
		tl_db_free(shard);
		tl_buf_free(&path);
	}
	tl_arena_free(&arena);
	tl_study_free(&study);
	return ok;
}

static bool print_rows(struct tl_db *db, const char *sql, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db, sql, err);
	struct tl_buf line = {0};
	bool row = stmt != NULL, ok = stmt != NULL;

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
	return ok;
}

static void read_question(struct tl_buf *sql)
{
	char block[4096];
	size_t got;

	if (isatty(STDIN_FILENO))
		fprintf(stderr, "SQL, then Ctrl-D:\n");
	while ((got = fread(block, 1, sizeof block, stdin)) > 0)
		tl_buf_add(sql, tl_str_slice(block, got));
}

int command_sql(int argc, char **argv)
{
	struct driver_options options;
	struct tl_err err = {0};
	struct tl_buf sql = {0};
	int status = EX_OK;

	if (!driver_options_parse(&options, argc, argv,
		    "usage: throughline sql [--extracts DIR] STUDY [SQL]\n", true, &status))
		return status;
	if (options.word)
		tl_buf_addc(&sql, options.word);
	else
		read_question(&sql);

	struct tl_db *db = open_stores(options.study, &err);
	if (!db || !connect_all(db, &options, &err) || !tl_db_confine(db, STEPS_MAX, &err) ||
		!print_rows(db, tl_buf_c(&sql), &err))
		status = tl_say_failure("throughline", &err);
	tl_db_free(db);
	tl_buf_free(&sql);
	return status;
}
