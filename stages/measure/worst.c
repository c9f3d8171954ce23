#include "worst.h"

#include "model_index.h"

#include <string.h>

struct worst { /* of one ratio */
	struct measure_model *model;
	const struct measure_index *index; /* of what was there before */
	size_t ratio;
	struct measure_operand operands[20];
	size_t count;
};

static bool add(struct worst *worst, const char *role, size_t point)
{
	if (point == MEASURE_NO_POINT)
		return false;
	worst->operands[worst->count++] = (struct measure_operand){role, point};
	return true;
}

/* What the ratio is made of; of one that a model made, the counts under it, and itself. */
static bool add_ratio(struct worst *worst)
{
	static const char *const roles[] = {"x1", "t1", "x0", "t0"};
	const struct measure_point *ratio = &worst->model->points.items[worst->ratio];
	const struct measure_operand *under = &worst->model->operands.items[ratio->first_operand];

	if (ratio->operand_count < TL_LEN(roles))
		return false;
	for (size_t i = 0; i < ratio->operand_count; i++)
		add(worst, ratio->role == MEASURE_MODEL ? roles[i] : under[i].role, under[i].point);
	return ratio->role != MEASURE_MODEL || add(worst, "x", worst->ratio);
}

static void derive(struct worst *worst, const char *statistic, enum tl_method method, bool most)
{
	const struct tl_recipe_settings settings = {.per = 1, .polarity = most ? "up" : "down"};
	struct measure_key key = worst->model->points.items[worst->ratio].key;

	key.statistic = statistic;
	measure_model_derive(worst->model, &key, method, worst->operands, worst->count, &settings);
}

static void refuse(struct worst *worst, const char *statistic)
{
	struct measure_key key = worst->model->points.items[worst->ratio].key;

	key.statistic = statistic;
	measure_model_absent(
		worst->model, &key, MEASURE_DERIVED, TL_NOT_AVAILABLE, TL_REASON_NOT_ESTIMATED);
}

/* ---- linking -------------------------------------------------------------------------------- */

static size_t find_linking(const struct worst *worst, const char *statistic)
{
	const char *variant = worst->model->points.items[worst->ratio].key.variant;
	bool own = variant && strncmp(variant, "linkage-", 8) == 0;
	const struct measure_key key = {.locality = "all",
		.measure = "linkage",
		.statistic = statistic,
		.variant = own ? variant : NULL,
		.position = MEASURE_NO_POSITION,
		.from = TL_NO_DAY,
		.to = TL_NO_DAY};

	return measure_index_find(worst->index, &key);
}

static void add_missed(struct worst worst)
{
	if (add_ratio(&worst) && add(&worst, "recall", find_linking(&worst, "recall")) &&
		add(&worst, "precision", find_linking(&worst, "precision"))) {
		derive(&worst, "missed_most", TL_METHOD_MISSED, true);
		derive(&worst, "missed_least", TL_METHOD_MISSED, false);
	} else {
		refuse(&worst, "missed_most");
		refuse(&worst, "missed_least");
	}
}

/* ---- attrition ------------------------------------------------------------------------------ */

/* The arm's own events or time, before: of the whole measure, for a variant looks only after. */
static size_t find_before(const struct worst *worst, size_t after)
{
	struct measure_key key = worst->model->points.items[after].key;

	key.axis = "before";
	key.variant = NULL;
	return measure_index_find(worst->index, &key);
}

static const struct { /* of attrition, with its role for the arm it is of */
	const char *name;
	int64_t position;
	const char *roles[2];
} steps[] = {
	{"enrolled", 1, {"e0", "e1"}},
	{"with-person", 2, {"p0", "p1"}},
	{"by-as-at", 3, {"s0", "s1"}},
	{"analysed", 5, {"a0", "a1"}},
};

/* A matched arm is of those who could have been matched. */
static const char *enrolled_arm(const char *arm)
{
	if (strcmp(arm, "programme-matched") == 0)
		return "programme";
	return strcmp(arm, "matched") == 0 ? "pool" : arm;
}

static size_t find_step(const struct worst *worst, size_t after, size_t step)
{
	const struct measure_key *of = &worst->model->points.items[after].key;
	static const char *const units[] = {"families", "people"};
	size_t found = MEASURE_NO_POINT;

	for (size_t i = 0; i < TL_LEN(units) && found == MEASURE_NO_POINT; i++) {
		const struct measure_key key = {.programme = of->programme,
			.locality = "all",
			.measure = "attrition",
			.statistic = units[i],
			.arm = enrolled_arm(of->arm),
			.grp = steps[step].name,
			.axis = "step",
			.position = steps[step].position,
			.from = TL_NO_DAY,
			.to = TL_NO_DAY};

		found = measure_index_find(worst->index, &key);
	}
	return found;
}

static void add_lost(struct worst worst)
{
	size_t after[2];

	if (!add_ratio(&worst))
		return;
	after[1] = worst.operands[0].point;
	after[0] = worst.operands[2].point;
	if (!add(&worst, "b1", find_before(&worst, after[1])) ||
		!add(&worst, "u1", find_before(&worst, worst.operands[1].point)) ||
		!add(&worst, "b0", find_before(&worst, after[0])) ||
		!add(&worst, "u0", find_before(&worst, worst.operands[3].point)))
		return;
	for (size_t i = 0; i < TL_LEN(steps); i++)
		for (size_t arm = 0; arm < 2; arm++)
			if (!add(&worst, steps[i].roles[arm], find_step(&worst, after[arm], i)))
				return;
	derive(&worst, "lost_most", TL_METHOD_LOST, true);
	derive(&worst, "lost_least", TL_METHOD_LOST, false);
}

/* ---- all ------------------------------------------------------------------------------------ */

static bool is_primary(const struct tl_programme *programme, const char *measure)
{
	for (unsigned i = 0; i < programme->measures_count; i++)
		if (strcmp(programme->measures[i].name, measure) == 0)
			return programme->measures[i].primary;
	return false;
}

static bool is_asked(const struct tl_programme *programme, const struct measure_point *point)
{
	const struct measure_key *key = &point->key;

	return point->status == TL_SHOWN && key->programme &&
	       strcmp(key->programme, programme->name) == 0 &&
	       strcmp(key->statistic, "rate_ratio") == 0 && strcmp(key->locality, "all") == 0 &&
	       (!key->grp || !*key->grp) && is_primary(programme, key->measure);
}

static void run_programme(const struct tl_programme *programme, struct measure_model *model,
	const struct measure_index *index, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!is_asked(programme, &model->points.items[i]))
			continue;
		add_missed((struct worst){.model = model, .index = index, .ratio = i});
		add_lost((struct worst){.model = model, .index = index, .ratio = i});
	}
}

void measure_worst(const struct tl_study *study, struct measure_model *model)
{
	size_t count = model->points.count;
	struct measure_index index;

	measure_index_make(&index, model);
	for (unsigned i = 0; i < study->programmes_count; i++)
		run_programme(study->programmes[i], model, &index, count);
	measure_index_free(&index);
}
