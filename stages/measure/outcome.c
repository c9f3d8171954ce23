#include "outcome.h"

#include "definitions.h"

#include <stdlib.h>
#include <string.h>

bool measure_is_outcome(const struct tl_measure *measure)
{
	return measure->shape == TL_SHAPE_SURVIVAL || measure->shape == TL_SHAPE_SCORE_CHANGE ||
	       measure->shape == TL_SHAPE_OVERLAP;
}

const struct measure_unit *measure_outcome_unit(const struct measure_cohort *cohort, int64_t person)
{
	size_t first;

	if (person < 0 || !cohort->first_of)
		return NULL;
	first = cohort->first_of[person];
	return first == cohort->first_of[person + 1] ? NULL
						     : &cohort->units[cohort->units_of[first]];
}

/* ---- figures -------------------------------------------------------------------------------- */

bool measure_outcome_holds(const struct measure_outcome *outcome,
	const struct measure_group_of *group, const struct measure_observation *item)
{
	return item->arm == group->arm && (group->locality > outcome->world->locality_count ||
						  (size_t)item->locality == group->locality);
}

struct measure_key measure_outcome_key(const struct measure_outcome *outcome,
	const struct measure_group_of *group, const char *statistic, const char *unit)
{
	const struct measure_cohort *cohort = outcome->arms_of[group->arm];

	return (struct measure_key){
		.programme = outcome->arms ? outcome->arms->programme->name : "",
		.locality = group->locality > outcome->world->locality_count
				    ? "all"
				    : measure_world_locality_code(outcome->world, group->locality),
		.measure = outcome->measure->name,
		.statistic = statistic,
		.arm = cohort ? cohort->arm : "",
		.unit = unit,
		.definition = outcome->definition,
		.position = MEASURE_NO_POSITION,
		.from = TL_NO_DAY,
		.to = TL_NO_DAY};
}

static void count_one(
	struct measure_outcome *outcome, const struct measure_observation *item, size_t point)
{
	*tl_vec_push(&outcome->members.items) = (struct measure_member){item->who, point};
	if (item->delivery >= 0 && measure_model_is_watched(outcome->model, point))
		measure_model_source(outcome->model, (struct measure_source){.point = point,
							     .unit = item->who,
							     .delivery = item->delivery,
							     .at = item->at,
							     .amount = 1});
}

size_t measure_outcome_count(struct measure_outcome *outcome, const struct measure_group_of *group,
	const char *grp, const char *axis, int64_t position, measure_outcome_fn *counts,
	double what)
{
	const struct measure_cohort *cohort = outcome->arms_of[group->arm];
	struct measure_key key = measure_outcome_key(outcome, group, outcome->unit, outcome->unit);
	size_t point;

	key.grp = grp;
	key.axis = axis;
	key.position = position;
	if (cohort && cohort->absent)
		return measure_model_absent(outcome->model, &key, MEASURE_BASE, TL_NOT_AVAILABLE,
			TL_REASON_NOT_COVERED);
	point = measure_model_base(outcome->model, &key);
	outcome->model->points.items[point].contributors = 0;
	for (size_t i = 0; i < outcome->items.count; i++) {
		const struct measure_observation *item = &outcome->items.items[i];

		if (measure_outcome_holds(outcome, group, item) && counts(item, what))
			count_one(outcome, item, point);
	}
	return point;
}

/* The counts get their atoms, and so their values, only when all are made: see finish. */
void measure_outcome_share(struct measure_outcome *outcome, size_t x, size_t n)
{
	*tl_vec_push(&outcome->shares) = (struct measure_outcome_part){x, n};
}

static void finish(struct measure_outcome *outcome)
{
	struct measure_model *model = outcome->model;

	measure_tally_members(model, &outcome->members);
	for (size_t i = outcome->first_point; i < model->points.count; i++) {
		struct measure_point *point = &model->points.items[i];

		if (point->role == MEASURE_MODEL && point->operand_count)
			point->contributors =
				model->points
					.items[model->operands.items[point->first_operand].point]
					.contributors;
	}
	for (size_t i = 0; i < outcome->shares.count; i++) {
		const struct measure_outcome_part *part = &outcome->shares.items[i];
		const struct measure_operand operands[] = {{"x", part->x}, {"n", part->n}};
		struct measure_key key = model->points.items[part->x].key;

		key.statistic = "share";
		key.unit = "%";
		measure_model_derive(model, &key, TL_METHOD_SHARE, operands, 2, NULL);
	}
}

/* ---- the whole ------------------------------------------------------------------------------ */

static void list_arms(struct measure_outcome *outcome)
{
	const struct measure_arms *arms = outcome->arms;

	outcome->arm_count = 1;
	outcome->unit = "people";
	if (!arms)
		return;
	if (outcome->measure->shape != TL_SHAPE_SCORE_CHANGE &&
		measure_unit_is_family(arms->programme))
		outcome->unit = "families";
	outcome->arms_of[0] = &arms->treated;
	if (measure_compares(arms->programme))
		outcome->arms_of[outcome->arm_count++] = &arms->comparison;
	if (measure_has_transferred(arms->programme))
		outcome->arms_of[outcome->arm_count++] = &arms->transferred;
}

static bool observe(struct measure_outcome *outcome, struct tl_err *err)
{
	switch (outcome->measure->shape) {
	case TL_SHAPE_SURVIVAL:
		return measure_outcome_survival(outcome, err);
	case TL_SHAPE_SCORE_CHANGE:
		return measure_outcome_scores(outcome, err);
	case TL_SHAPE_OVERLAP:
		return measure_outcome_overlap(outcome, err);
	case TL_SHAPE_COUNT:
	case TL_SHAPE_RATE:
		return measure_outcome_concentration(outcome, err);
	case TL_SHAPE_SHARE:
	case TL_SHAPE_DURATION:
	case TL_SHAPE_STOCK:
	case TL_SHAPE_FLOW:
	case TL_SHAPE_RATIO:
	case TL_SHAPE_MONEY:
	case TL_SHAPE_SERIES:
	case TL_SHAPE_COUNT_OF:
		break;
	}
	assert(false && "no outcome of people");
	return false;
}

static void emit_group(struct measure_outcome *outcome, const struct measure_group_of *group)
{
	if (outcome->measure->shape == TL_SHAPE_SURVIVAL)
		measure_survival_emit(outcome, group);
	else if (outcome->measure->shape == TL_SHAPE_SCORE_CHANGE)
		measure_scores_emit(outcome, group);
	else if (outcome->measure->shape == TL_SHAPE_OVERLAP)
		measure_overlap_emit(outcome, group);
	else
		measure_concentration_emit(outcome, group);
}

static bool has_any(const struct measure_outcome *outcome, const struct measure_group_of *group)
{
	for (size_t i = 0; i < outcome->items.count; i++)
		if (measure_outcome_holds(outcome, group, &outcome->items.items[i]))
			return true;
	return false;
}

static int compare_items(const void *a, const void *b)
{
	const struct measure_observation *left = a, *right = b;

	if (left->arm != right->arm)
		return left->arm < right->arm ? -1 : 1;
	if (left->who != right->who)
		return left->who < right->who ? -1 : 1;
	if (left->delivery != right->delivery)
		return left->delivery < right->delivery ? -1 : 1;
	return (left->at > right->at) - (left->at < right->at);
}

static void emit_all(struct measure_outcome *outcome)
{
	size_t all = outcome->world->locality_count + 1;
	bool open = outcome->world->study->localities_open;

	for (int arm = 0; arm < outcome->arm_count; arm++) {
		for (size_t l = outcome->world->locality_count ? 0 : all; l <= all; l++) {
			const struct measure_group_of group = {arm, l};

			if (l == all || (!open && has_any(outcome, &group)))
				emit_group(outcome, &group);
		}
	}
	if (outcome->measure->shape == TL_SHAPE_SURVIVAL)
		measure_survival_compare(outcome);
}

bool measure_outcome_run(const struct measure_world *world, const struct tl_measure *measure,
	const struct measure_arms *arms, struct measure_model *model, struct tl_err *err)
{
	struct measure_outcome outcome = {.world = world,
		.measure = measure,
		.arms = arms,
		.model = model,
		.definition = measure_definition_name(&model->arena, measure->digest),
		.first_point = model->points.count};
	bool ok;

	list_arms(&outcome);
	ok = observe(&outcome, err);
	if (ok) {
		if (outcome.items.count)
			qsort(outcome.items.items, outcome.items.count, sizeof *outcome.items.items,
				compare_items);
		emit_all(&outcome);
		finish(&outcome);
	}
	tl_vec_free(&outcome.items);
	tl_vec_free(&outcome.shares);
	tl_vec_free(&outcome.members.items);
	return ok;
}
