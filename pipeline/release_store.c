#include "release_store.h"

#include <throughline/arena.h>
#include <throughline/db.h>
#include <throughline/schema.h>

struct sources {
	struct tl_arena arena;
	const char *study;
	struct tl_db *link, *settle, *measure;
};

static struct tl_db *open_store(
	struct sources *sources, const char *below, const char *schema, struct tl_err *err)
{
	return tl_db_open(
		tl_arena_printf(&sources->arena, "%s/%s", sources->study, below), schema, err);
}

/* A key is kept as the digest of partner and key: enough to know it again, not to read it. */
static bool write_ids_of(struct sources *sources, const char *delivery, const char *partner,
	struct tl_stmt *insert, struct tl_err *err)
{
	struct tl_db *shard = open_store(sources,
		tl_arena_printf(&sources->arena, "run/1-ingest/%s/shard.db", delivery),
		tl_schema_shard, err);
	struct tl_stmt *person = tl_db_prepare(sources->link,
		"SELECT person_id FROM person_of_key JOIN person USING (person_no)"
		" WHERE delivery = ?1 AND key_no = ?2 AND threshold = 'default'",
		err);
	struct tl_stmt *keys =
		shard ? tl_db_prepare(
				shard, "SELECT key_no, person_key FROM key ORDER BY key_no", err)
		      : NULL;
	bool row = true, ok = keys && person;

	while (ok && (ok = tl_stmt_next(keys, &row, err)) && row) {
		struct tl_sha256 sha;
		bool known = false;

		tl_bind_textz(person, 1, delivery);
		tl_bind_int(person, 2, tl_column_int(keys, 0));
		if (!(ok = tl_stmt_next(person, &known, err)))
			break;
		if (!known)
			continue;
		tl_sha256_init(&sha);
		tl_sha256_add_str(&sha, tl_str(partner));
		tl_sha256_add_str(&sha, tl_column_text(keys, 1));
		struct tl_digest digest = tl_sha256_done(&sha);
		tl_bind_textz(insert, 1, partner);
		tl_bind_textz(insert, 2, digest.hex);
		tl_bind_text(insert, 3, tl_column_text(person, 0));
		ok = tl_stmt_run(insert, err);
		tl_stmt_reset(person);
	}
	tl_stmt_free(person);
	tl_db_free(shard);
	return ok;
}

static bool write_ids(struct sources *sources, struct tl_db *out, struct tl_err *err)
{
	struct tl_stmt *deliveries = tl_db_prepare(sources->settle,
		"SELECT delivery, partner FROM delivery WHERE present ORDER BY partner, delivery",
		err);
	/* The same key comes in several deliveries of a partner. */
	struct tl_stmt *insert =
		tl_db_prepare(out, "INSERT OR IGNORE INTO person_id VALUES (?1, ?2, ?3)", err);
	bool row = true, ok = deliveries && insert;

	while (ok && (ok = tl_stmt_next(deliveries, &row, err)) && row)
		ok = write_ids_of(sources, tl_column_textz(deliveries, 0),
			tl_column_textz(deliveries, 1), insert, err);
	return ok;
}

/* Copies the rows of a query, column by column as they are typed. */
static bool copy_rows(struct tl_db *from, const char *select, struct tl_db *to,
	const char *insert_sql, struct tl_err *err)
{
	struct tl_stmt *source = tl_db_prepare(from, select, err);
	struct tl_stmt *insert = source ? tl_db_prepare(to, insert_sql, err) : NULL;
	bool row = true, ok = insert != NULL;

	while (ok && (ok = tl_stmt_next(source, &row, err)) && row) {
		for (int i = 0; i < tl_column_count(source); i++) {
			if (tl_column_is_null(source, i))
				tl_bind_null(insert, i + 1);
			else if (tl_column_is_number(source, i))
				tl_bind_int(insert, i + 1, tl_column_int(source, i));
			else
				tl_bind_text(insert, i + 1, tl_column_text(source, i));
		}
		ok = tl_stmt_run(insert, err);
	}
	return ok;
}

bool release_store_write(const char *study, const char *path, struct tl_err *err)
{
	struct sources sources = {.study = study};
	struct tl_db *out = NULL;
	bool ok = false;

	if (!(sources.link = open_store(&sources, "run/2-link/link.db", tl_schema_link, err)) ||
		!(sources.settle = open_store(
			  &sources, "run/1-ingest/settle/settle.db", tl_schema_settle, err)) ||
		!(sources.measure = open_store(
			  &sources, "run/3-measure/measure.db", tl_schema_measure, err)) ||
		!(out = tl_db_create(path, tl_schema_release, err)))
		goto done;
	ok = write_ids(&sources, out, err) &&
	     copy_rows(sources.settle,
		     "SELECT delivery, rows_read, rows_kept, first_day, last_day, row_digest FROM "
		     "delivery"
		     " ORDER BY delivery",
		     out, "INSERT INTO delivery_profile VALUES (?1, ?2, ?3, ?4, ?5, ?6)", err) &&
	     copy_rows(sources.measure,
		     "SELECT p.id, a.atom, a.units, a.contributors FROM point_atom JOIN atom a "
		     "USING (atom)"
		     " JOIN point p USING (point) ORDER BY p.id, a.atom",
		     out, "INSERT INTO atom VALUES (?1, ?2, ?3, ?4)", err);
	if (ok) {
		ok = tl_db_finish(out, err);
		out = NULL;
	}
done:
	tl_db_free(out);
	tl_db_free(sources.measure);
	tl_db_free(sources.settle);
	tl_db_free(sources.link);
	tl_arena_free(&sources.arena);
	return ok;
}
