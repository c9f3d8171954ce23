#include "multiplicity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <throughline/stats.h>

#define POWER 0.8
#define MOST_OPERANDS 8 /* of a rate ratio */

struct question { /* a rate ratio of a measure, everywhere */
	const struct tl_use *use;
	size_t point;
	size_t p; /* the point of its p */
	double se; /* NaN: none */
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

/* How sure the ratio's logarithm is. Without a robust error it is that of the counts. */
static double error_of(const struct measure_model *model, const struct measure_point *point)
{
	const struct measure_point *spread = operand_of(model, point, "spread");
	const struct measure_point *x1 = operand_of(model, point, "x1");
	const struct measure_point *x0 = operand_of(model, point, "x0");

	if (point->status != TL_SHOWN)
		return NAN;
	if (spread)
		return spread->value;
	if (point->role == MEASURE_MODEL)
		return log(point->upper / point->lower) / (2 * tl_z_quantile(TL_LEVEL_95));
	return x1 && x0 ? sqrt(1 / x1->value + 1 / x0->value) : NAN;
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
		*question = (struct question){
			.use = use, .point = i, .se = error_of(model, &model->points.items[i])};
	}
}

static struct measure_key key_of(const struct measure_model *model, const struct question *question,
	const char *statistic, const char *unit)
{
	struct measure_key key = model->points.items[question->point].key;

	key.statistic = statistic;
	key.unit = unit;
	key.evidence = 0;
	return key;
}

/* From what the ratio is made of, or where it is a model's own from the ratio itself: either way
 * from what is published, so that p and interval never say different things. */
static void put_p(struct measure_model *model, struct question *question)
{
	const struct measure_point *ratio = &model->points.items[question->point];
	const struct measure_key key = key_of(model, question, "p", "p");
	struct measure_operand under[MOST_OPERANDS] = {{"x", question->point}};
	size_t count = 1;

	if (ratio->role == MEASURE_DERIVED && ratio->operand_count) {
		count = ratio->operand_count;
		assert(count <= TL_LEN(under));
		for (size_t i = 0; i < count; i++)
			under[i] = model->operands.items[ratio->first_operand + i];
	}
	question->p = measure_model_derive(model, &key, TL_METHOD_P, under, count, NULL);
}

/* Rests on all that the ratio rests on, the robust error too. */
static void put_detectable(struct measure_model *model, const struct question *question)
{
	double reach = tl_z_quantile(TL_LEVEL_95) + tl_normal_quantile(POWER);
	const struct measure_point *ratio = &model->points.items[question->point];
	const struct measure_key key = key_of(model, question, "detectable", "%");
	struct measure_operand under[MOST_OPERANDS];
	size_t count = ratio->operand_count;

	assert(count <= TL_LEN(under));
	for (size_t i = 0; i < count; i++)
		under[i] = (struct measure_operand){
			"under", model->operands.items[ratio->first_operand + i].point};
	measure_model_number(model, &key, 100 * (1 - exp(-reach * question->se)), NAN, NAN, NAN,
		NAN, "", under, count);
}

static void adjust(struct measure_model *model, const struct questions *questions, bool primary)
{
	struct measure_operand *operands = tl_alloc(questions->items.count + 1, sizeof *operands);
	size_t count = 0;

	for (size_t i = 0; i < questions->items.count; i++)
		if (questions->items.items[i].use->primary == primary)
			operands[count++] =
				(struct measure_operand){"among", questions->items.items[i].p};
	for (size_t i = 0; i < questions->items.count; i++) {
		const struct question *question = &questions->items.items[i];
		const struct measure_key key =
			key_of(model, question, primary ? "p_holm" : "p_bh", "p");

		if (question->use->primary != primary)
			continue;
		operands[count] = (struct measure_operand){"x", question->p};
		measure_model_derive(model, &key, primary ? TL_METHOD_HOLM : TL_METHOD_BH, operands,
			count + 1, NULL);
	}
	free(operands);
}

void measure_multiplicity(const struct tl_programme *programme, struct measure_model *model)
{
	struct questions questions = {0};

	if (programme->comparison.kind == TL_COMPARE_NONE)
		return;
	list_questions(programme, model, &questions);
	for (size_t i = 0; i < questions.items.count; i++) {
		put_p(model, &questions.items.items[i]);
		if (questions.items.items[i].use->primary)
			put_detectable(model, &questions.items.items[i]);
	}
	adjust(model, &questions, true);
	adjust(model, &questions, false);
	tl_vec_free(&questions.items);
}
