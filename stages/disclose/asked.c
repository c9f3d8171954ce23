#include "asked.h"

#include <stdlib.h>
#include <string.h>

#include <throughline/num.h>
#include <throughline/schema.h>

static int compare_id(const void *id, const void *point)
{
	return strcmp(id, ((const struct measured_point *)point)->id);
}

static bool is_ours(struct tl_db *db, const struct tl_digest *root, bool *ours, struct tl_err *err)
{
	struct tl_stmt *stmt =
		tl_db_prepare(db, "SELECT 1 FROM about WHERE key = 'root' AND value = ?1", err);
	bool ok;

	*ours = false;
	if (!stmt)
		return false;
	tl_bind_textz(stmt, 1, root->hex);
	ok = tl_stmt_next(stmt, ours, err);
	tl_stmt_free(stmt);
	return ok;
}

static bool mark(struct tl_db *db, struct measured *measured, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db, "SELECT cell FROM hide ORDER BY cell", err);
	bool row = false, ok = stmt != NULL;

	while (ok && (ok = tl_stmt_next(stmt, &row, err)) && row) {
		struct measured_point *point =
			measured->points.count
				? bsearch(tl_column_textz(stmt, 0), measured->points.items,
					  measured->points.count, sizeof *measured->points.items,
					  compare_id)
				: NULL;

		if (point && point->figure->role == MEASURED_BASE)
			point->asked = true;
	}
	tl_stmt_free(stmt);
	return ok;
}

bool asked_read(const char *verdict_path, const struct tl_digest *root, struct measured *measured,
	int64_t *round, struct tl_err *err)
{
	struct tl_db *db = tl_db_open(verdict_path, tl_schema_verdict, err);
	bool ours, ok;

	*round = 0;
	ok = db && is_ours(db, root, &ours, err) &&
	     (!ours ||
		     (mark(db, measured, err) &&
			     tl_db_int(db,
				     "SELECT CAST(value AS INTEGER) FROM about WHERE key = 'round'",
				     round, err)));
	tl_db_free(db);
	return ok;
}
