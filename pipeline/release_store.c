#include "release_store.h"

#include "release_people.h"

#include <throughline/facts.h>
#include <throughline/arena.h>
#include <throughline/db.h>
#include <throughline/schema.h>

struct sources {
	struct tl_arena arena;
	const char *study;
	struct tl_db *link, *settle, *measure, *before;
};

static struct tl_db *open_store(
	struct sources *sources, const char *below, const char *schema, struct tl_err *err)
{
	return tl_db_open(
		tl_arena_printf(&sources->arena, "%s/%s", sources->study, below), schema, err);
}

bool release_copy_rows(struct tl_db *from, const char *select, struct tl_db *to,
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

static bool open_sources(struct sources *sources, int last, struct tl_err *err)
{
	sources->link = open_store(sources, "run/2-link/link.db", tl_schema_link, err);
	sources->settle = sources->link ? open_store(sources, "run/1-ingest/settle/settle.db",
						  tl_schema_settle, err)
					: NULL;
	sources->measure = sources->settle ? open_store(sources, "run/3-measure/measure.db",
						     tl_schema_measure, err)
					   : NULL;
	if (!sources->measure || !tl_facts_register(sources->link, err) ||
		!tl_facts_register(sources->measure, err) || !last)
		return sources->measure;
	sources->before = open_store(sources,
		tl_arena_printf(&sources->arena, "releases/%03d/confidential/release.db", last),
		tl_schema_release, err);
	return sources->before;
}

static bool write_rows(struct sources *sources, struct tl_db *out, struct tl_err *err)
{
	return release_copy_rows(sources->link,
		       "SELECT row_number() OVER (ORDER BY entry), unit, change, reason, id, "
		       "other_id"
		       " FROM journal WHERE change IN ('added', 'split', 'merged') ORDER BY entry",
		       out, "INSERT INTO journal VALUES (?1, ?2, ?3, ?4, ?5, ?6)", err) &&
	       release_copy_rows(sources->settle,
		       "SELECT delivery, rows_read, rows_kept, first_day, last_day, row_digest "
		       "FROM "
		       "delivery"
		       " ORDER BY delivery",
		       out, "INSERT INTO delivery_profile VALUES (?1, ?2, ?3, ?4, ?5, ?6)", err) &&
	       release_copy_rows(sources->measure,
		       "SELECT p.id, a.atom, a.units, a.contributors FROM point_atom JOIN atom a "
		       "USING (atom)"
		       " JOIN point p USING (point) ORDER BY p.id, a.atom",
		       out, "INSERT INTO atom VALUES (?1, ?2, ?3, ?4)", err);
}

bool release_store_write(
	const struct tl_study *study, int last, const char *path, struct tl_err *err)
{
	struct sources sources = {.study = study->dir};
	struct tl_db *out = NULL;
	bool ok = open_sources(&sources, last, err) &&
		  (out = tl_db_create(path, tl_schema_release, err)) &&
		  release_people_write(
			  study, sources.link, sources.settle, sources.before, out, err) &&
		  write_rows(&sources, out, err);

	if (ok) {
		ok = tl_db_finish(out, err);
		out = NULL;
	}
	tl_db_free(out);
	tl_db_free(sources.before);
	tl_db_free(sources.measure);
	tl_db_free(sources.settle);
	tl_db_free(sources.link);
	tl_arena_free(&sources.arena);
	return ok;
}
