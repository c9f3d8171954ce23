#include "quality.h"

#include "definitions.h"

#include <string.h>
#include <throughline/db.h>
#include <throughline/schema.h>

/* The points of one contract, made when first met. */
struct lines {
	struct measure_model *model;
	const char *definition;
	const char *partner, *contract;
	size_t read, kept, rejected, dead;
	const char *reason; /* of the point below */
	size_t by_reason;
};

static size_t add_point(struct lines *lines, const char *statistic, const char *reason)
{
	const struct measure_key key = {
		.locality = "all",
		.measure = "rows",
		.statistic = statistic,
		.partner = lines->partner,
		.grp = reason,
		.axis = lines->contract,
		.unit = "rows",
		.definition = lines->definition,
		.position = MEASURE_NO_POSITION,
		.from = TL_NO_DAY,
		.to = TL_NO_DAY,
	};

	return measure_model_base(lines->model, &key);
}

static void start_contract(struct lines *lines, const char *partner, const char *contract)
{
	if (lines->contract && strcmp(lines->contract, contract) == 0)
		return;
	lines->partner = partner;
	lines->contract = contract;
	lines->read = add_point(lines, "rows_read", "");
	lines->kept = add_point(lines, "rows_kept", "");
	lines->rejected = add_point(lines, "rows_rejected", "");
	lines->dead = add_point(lines, "rows_dead", "");
}

static void stand_on(struct lines *lines, int64_t rows, const size_t *points, size_t count)
{
	size_t atom;

	if (!rows)
		return;
	atom = measure_model_atom(lines->model, (struct measure_atom){rows, MEASURE_UNKNOWN, 0, 0});
	for (size_t i = 0; i < count; i++)
		measure_model_stand(lines->model, points[i], atom);
}

static const char *keep(struct measure_model *model, struct tl_str text)
{
	return tl_arena_text(&model->arena, text);
}

static bool kept_rows(struct tl_db *settle, struct lines *lines, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(settle,
		"SELECT partner, contract, sum(rows_kept - rows_dead), sum(rows_dead) FROM delivery"
		" WHERE present = 1 GROUP BY partner, contract ORDER BY contract",
		err);
	struct tl_stmt *reasons = tl_db_prepare(settle,
		"SELECT reason, sum(rows) FROM reject_total JOIN delivery USING (delivery)"
		" WHERE contract = ?1 GROUP BY reason ORDER BY reason",
		err);
	bool row = false, more = false, ok = stmt && reasons;

	while (ok && (ok = tl_stmt_next(stmt, &row, err)) && row) {
		start_contract(lines, keep(lines->model, tl_column_text(stmt, 0)),
			keep(lines->model, tl_column_text(stmt, 1)));
		stand_on(lines, tl_column_int(stmt, 2), (size_t[]){lines->read, lines->kept}, 2);
		stand_on(lines, tl_column_int(stmt, 3),
			(size_t[]){lines->read, lines->kept, lines->dead}, 3);
		tl_bind_textz(reasons, 1, lines->contract);
		while ((ok = tl_stmt_next(reasons, &more, err)) && more) {
			size_t point = add_point(lines, "rows_rejected",
				keep(lines->model, tl_column_text(reasons, 0)));

			stand_on(lines, tl_column_int(reasons, 1),
				(size_t[]){lines->read, lines->rejected, point}, 3);
		}
	}
	tl_stmt_free(reasons);
	tl_stmt_free(stmt);
	return ok;
}

bool measure_quality_rows(
	const struct measure_world *world, struct measure_model *model, struct tl_err *err)
{
	struct tl_db *settle = tl_db_open(world->settle_path, tl_schema_settle, err);
	struct lines lines = {
		.model = model, .definition = measure_definition_own(&model->arena, "rows")};
	bool ok = settle && kept_rows(settle, &lines, err);

	tl_db_free(settle);
	return ok;
}
