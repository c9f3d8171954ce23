/* What linking is thought to miss, and to have wrongly: as a check by hand found, else as the model
 * of linking says, at each of its thresholds. */
#include "quality.h"

#include "definitions.h"

#include <math.h>
#include <string.h>
#include <throughline/db.h>
#include <throughline/schema.h>

static const struct {
	const char *threshold, *variant;
} thresholds[] = {{"default", NULL}, {"strict", "linkage-strict"}, {"loose", "linkage-loose"}};

static struct measure_key key_of(
	struct measure_model *model, const char *statistic, const char *variant)
{
	return (struct measure_key){.locality = "all",
		.measure = "linkage",
		.statistic = statistic,
		.variant = variant,
		.unit = "%",
		.definition = measure_definition_own(&model->arena, "linkage"),
		.position = MEASURE_NO_POSITION,
		.from = TL_NO_DAY,
		.to = TL_NO_DAY};
}

static void put_estimate(struct measure_model *model, size_t people, const char *statistic,
	const char *variant, double share)
{
	const struct measure_operand under = {"under", people};
	struct measure_key key = key_of(model, statistic, variant);

	if (isfinite(share))
		measure_model_number(model, &key, 100 * share, NAN, NAN, NAN, NAN, "", &under, 1);
}

/* Exact where the study knows the truth. */
static void put_threshold(
	struct measure_model *model, size_t people, const char *variant, struct tl_stmt *stmt)
{
	double precision = tl_column_real(stmt, 1), recall = tl_column_real(stmt, 2);
	double found = tl_column_real(stmt, 3), right = tl_column_real(stmt, 4);
	double there = tl_column_real(stmt, 5);

	if (found > 0 && there > 0) {
		precision = right / found;
		recall = right / there;
	}
	put_estimate(model, people, "precision", variant, precision);
	put_estimate(model, people, "recall", variant, recall);
}

static bool put_estimates(const struct measure_world *world, struct measure_model *model,
	size_t people, struct tl_err *err)
{
	struct tl_db *link = tl_db_open(world->link_path, tl_schema_link, err);
	struct tl_stmt *stmt =
		link ? tl_db_prepare(link,
			       "SELECT threshold, precision, recall, found, right, there"
			       " FROM linking_threshold WHERE weight IS NOT NULL"
			       " ORDER BY threshold",
			       err)
		     : NULL;
	bool row = false, ok = stmt != NULL;

	while (ok && (ok = tl_stmt_next(stmt, &row, err)) && row)
		for (size_t i = 0; i < TL_LEN(thresholds); i++)
			if (tl_str_equal(tl_column_text(stmt, 0), tl_str(thresholds[i].threshold)))
				put_threshold(model, people, thresholds[i].variant, stmt);
	tl_stmt_free(stmt);
	tl_db_free(link);
	return ok;
}

bool measure_quality_missed(const struct measure_world *world, struct measure_model *model,
	size_t people, struct tl_err *err)
{
	const struct tl_linkage *linkage = &world->study->linkage;
	struct measure_key key;

	if (!linkage->recall)
		return put_estimates(world, model, people, err);
	key = key_of(model, "recall", NULL);
	measure_model_given(model, &key, 100 * *linkage->recall, NAN, NAN);
	key.statistic = "precision";
	measure_model_given(model, &key, 100 * *linkage->precision, NAN, NAN);
	return true;
}
