#include "multiplicity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <throughline/stats.h>

#define POWER 0.8

struct question { /* a rate ratio of a measure, everywhere */
	const struct tl_use *use;
	size_t point;
	double p, se; /* NaN: none */
};
struct questions {
	TL_VEC(struct question) items;
};

static const struct measure_point *operand_of(
	const struct measure_model *model, const struct measure_point *point, const char *role)
{
	for (size_t i = 0; i < point->operand_count; i++) {
		const struct measure_operand *operand =
			&model->operands.items[point->first_operand + i];

		if (strcmp(operand->role, role) == 0)
			return &model->points.items[operand->point];
	}
	return NULL;
}

static double normal_p(double z)
{
	return erfc(fabs(z) / sqrt(2));
}

/* Without a robust error the limits are exact, and so is p; se is then that of the counts. */
static void ask(const struct measure_model *model, struct question *question)
{
	const struct measure_point *point = &model->points.items[question->point];
	const struct measure_point *spread = operand_of(model, point, "spread");
	const struct measure_point *x1 = operand_of(model, point, "x1");
	const struct measure_point *x0 = operand_of(model, point, "x0");
	const struct measure_point *t1 = operand_of(model, point, "t1");
	const struct measure_point *t0 = operand_of(model, point, "t0");

	question->p = question->se = NAN;
	if (point->status != TL_SHOWN)
		return;
	if (spread)
		question->se = spread->value;
	else if (point->role == MEASURE_MODEL)
		question->se = log(point->upper / point->lower) / (2 * tl_z_quantile(TL_LEVEL_95));
	if (!isnan(question->se) && point->value > 0) {
		question->p = normal_p(log(point->value) / question->se);
	} else if (x1 && x0 && t1 && t0) {
		question->p = tl_ratio_p_exact(x1->value, t1->value, x0->value, t0->value);
		question->se = sqrt(1 / x1->value + 1 / x0->value);
	}
}

static const struct tl_use *use_of(const struct tl_programme *programme, const char *measure)
{
	for (unsigned i = 0; i < programme->measures_count; i++)
		if (strcmp(programme->measures[i].name, measure) == 0)
			return &programme->measures[i];
	return NULL;
}

static void list_questions(const struct tl_programme *programme, const struct measure_model *model,
	struct questions *questions)
{
	for (size_t i = 0; i < model->points.count; i++) {
		const struct measure_key *key = &model->points.items[i].key;
		const struct tl_use *use;
		struct question *question;

		if (!key->programme || strcmp(key->programme, programme->name) != 0 ||
			strcmp(key->statistic, "rate_ratio") != 0 || key->variant ||
			strcmp(key->locality, "all") != 0 || (key->grp && *key->grp))
			continue;
		use = use_of(programme, key->measure);
		if (!use || use->negative_control)
			continue;
		question = tl_vec_push(&questions->items);
		*question = (struct question){.use = use, .point = i};
		ask(model, question);
	}
}

/* Rests on all that the ratio rests on, the robust error too. */
static void put(struct measure_model *model, const struct question *question, const char *statistic,
	const char *unit, double value)
{
	const struct measure_point *ratio = &model->points.items[question->point];
	struct measure_operand under[8];
	struct measure_key key = ratio->key;
	size_t count = ratio->operand_count;

	for (size_t i = 0; i < count && i < TL_LEN(under); i++)
		under[i] = (struct measure_operand){
			"under", model->operands.items[ratio->first_operand + i].point};
	key.statistic = statistic;
	key.unit = unit;
	key.evidence = 0;
	measure_model_number(
		model, &key, value, NAN, NAN, NAN, NAN, "", under, count < 8 ? count : 8);
}

static void adjust(struct measure_model *model, const struct questions *questions, bool primary)
{
	double *p = tl_alloc(questions->items.count + 1, sizeof *p);
	size_t count = 0, at = 0;

	for (size_t i = 0; i < questions->items.count; i++)
		if (questions->items.items[i].use->primary == primary)
			p[count++] = questions->items.items[i].p;
	if (primary)
		tl_adjust_holm(p, count, p);
	else
		tl_adjust_bh(p, count, p);
	for (size_t i = 0; i < questions->items.count; i++)
		if (questions->items.items[i].use->primary == primary)
			put(model, &questions->items.items[i], primary ? "p_holm" : "p_bh", "p",
				p[at++]);
	free(p);
}

void measure_multiplicity(const struct tl_programme *programme, struct measure_model *model)
{
	double reach = tl_z_quantile(TL_LEVEL_95) + tl_normal_quantile(POWER);
	struct questions questions = {0};

	if (programme->comparison.kind == TL_COMPARE_NONE)
		return;
	list_questions(programme, model, &questions);
	for (size_t i = 0; i < questions.items.count; i++) {
		const struct question *question = &questions.items.items[i];

		put(model, question, "p", "p", question->p);
		if (question->use->primary)
			put(model, question, "detectable", "%",
				100 * (1 - exp(-reach * question->se)));
	}
	adjust(model, &questions, true);
	adjust(model, &questions, false);
	tl_vec_free(&questions.items);
}
