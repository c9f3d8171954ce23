#include "explain_private.h"

#include "definitions.h"
#include "explain_quality.h"
#include "measure.h"
#include "money.h"
#include "rule.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- what a point is ------------------------------------------------------------------------ */

static void add_value(struct tl_buf *out, const struct measure_point *point)
{
	if (point->status != TL_SHOWN) {
		tl_buf_addf(out, "%s: %s", tl_statuses[point->status].words,
			tl_reasons[point->reason].words);
		return;
	}
	tl_buf_add_real(out, point->value);
	if (point->key.unit && *point->key.unit)
		tl_buf_addf(out, " %s", point->key.unit);
}

static void add_dimension(struct tl_buf *out, const char *name, const char *value)
{
	if (value && *value)
		tl_buf_addf(out, ", %s %s", name, value);
}

static void add_name(struct tl_buf *out, const struct measure_key *key)
{
	char from[11], to[11];

	tl_buf_addf(out, "%s of %s", key->statistic, key->measure);
	add_dimension(out, "programme", key->programme);
	add_dimension(out, "arm", key->arm);
	add_dimension(out, "locality", key->locality);
	add_dimension(out, "partner", key->partner);
	add_dimension(out, "group", key->grp);
	add_dimension(out, "axis", key->axis);
	if (tl_day_is_set(key->from))
		tl_buf_addf(
			out, ", %s to %s", tl_day_iso(key->from, from), tl_day_iso(key->to, to));
}

static void add_rule(struct measure_explaining *e, const struct measure_key *key)
{
	const struct tl_study *study = e->world->study;
	const struct tl_measure *measure = tl_study_measure(study, key->measure);

	tl_buf_addf(e->out, "  definition %s: ", key->definition);
	if (measure) {
		measure_rule_of_measure(e->world, measure, e->out);
	} else if (!measure_money_rule(e->world, key->measure, e->out)) {
		for (size_t i = 0; i < study->programmes_count; i++)
			if (strcmp(study->programmes[i]->name,
				    key->programme ? key->programme : "") == 0)
				measure_rule_of_programme(e->world, study->programmes[i], e->out);
		tl_buf_addc(e->out, measure_definition_own_rule(key->measure));
	}
	tl_buf_addc(e->out, "\n");
}

static bool add_base(struct measure_explaining *e, size_t at)
{
	const struct measure_point *point = &e->model->points.items[at];

	tl_buf_addf(e->out, "\n%s  ", point->id);
	add_name(e->out, &point->key);
	tl_buf_addc(e->out, "\n  exactly ");
	add_value(e->out, point);
	tl_buf_addc(e->out, "\n");
	add_rule(e, &point->key);
	if (point->status != TL_SHOWN)
		return true;
	if (measure_explains_quality(&point->key))
		return measure_explain_quality(e->world, &point->key, e->out, e->err);
	measure_explain_point(e, at);
	return true;
}

/* ---- from a cell down ----------------------------------------------------------------------- */

struct list {
	TL_VEC(size_t) points;
};

static bool is_in(const struct list *list, size_t point)
{
	for (size_t i = 0; i < list->points.count; i++)
		if (list->points.items[i] == point)
			return true;
	return false;
}

/* Other months of a series are named with their values, but only the month itself is taken apart.
 */
static void descend(
	const struct measure_model *model, size_t at, struct list *derived, struct list *bases)
{
	const struct measure_point *point = &model->points.items[at];
	struct list *own = point->role == MEASURE_BASE ? bases : derived;

	if (is_in(own, at))
		return;
	*tl_vec_push(&own->points) = at;
	for (size_t i = 0; i < point->operand_count; i++) {
		const struct measure_operand *operand =
			&model->operands.items[point->first_operand + i];

		if (!tl_role_is_of_months(operand->role))
			descend(model, operand->point, derived, bases);
	}
}

static void add_derived(struct measure_explaining *e, size_t at)
{
	const struct measure_point *point = &e->model->points.items[at];

	tl_buf_addf(e->out, "%s%s  ", e->out->length ? "\n" : "", point->id);
	add_name(e->out, &point->key);
	tl_buf_addc(e->out, "\n  exactly ");
	add_value(e->out, point);
	tl_buf_addc(e->out, "\n");
	add_rule(e, &point->key);
	if (point->role == MEASURE_GIVEN)
		tl_buf_addf(e->out, "  as stated in %s: it counts nobody\n",
			measure_money_sheets(&point->key));
	if (point->operand_count)
		tl_buf_addf(e->out, "  by the recipe \"%s\"", tl_methods[point->method].name);
	if (point->operand_count && point->settings.per > 1)
		tl_buf_addf(e->out, " per %.0f", point->settings.per);
	tl_buf_addc(e->out, point->operand_count ? " from\n" : "");
	for (size_t i = 0; i < point->operand_count; i++) {
		const struct measure_operand *operand =
			&e->model->operands.items[point->first_operand + i];
		const struct measure_point *under = &e->model->points.items[operand->point];
		char day[11];

		tl_buf_addf(e->out, "    %s = ", operand->role);
		add_value(e->out, under);
		if (tl_role_is_of_months(operand->role))
			tl_buf_addf(e->out, " from %s", tl_day_iso(under->key.from, day));
		tl_buf_addf(e->out, "  (%s)\n", under->id);
	}
}

static size_t find(const struct measure_model *model, const char *id)
{
	for (size_t i = 0; i < model->points.count; i++)
		if (strcmp(model->points.items[i].id, id) == 0)
			return i;
	return MEASURE_NO_POINT;
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The ids of the base points under a cell, sorted: what the second measuring watches. */
static bool watch(const struct measure_world *world, size_t jobs, const char *cell,
	struct tl_arena *arena, const char ***ids, size_t *count, struct tl_err *err)
{
	struct measure_model model = {0};
	struct list derived = {0}, bases = {0};
	size_t at;
	bool ok = measure_all(world, jobs, NULL, 0, &model, err);

	at = ok ? find(&model, cell) : MEASURE_NO_POINT;
	if (ok && at == MEASURE_NO_POINT)
		ok = tl_fail(err, EX_NOINPUT,
			"no cell has the id \"%s\"; ids stand in the first column of results.csv",
			cell);
	if (ok) {
		descend(&model, at, &derived, &bases);
		*count = bases.points.count;
		*ids = tl_arena_array(arena, *count + 1, sizeof **ids);
		for (size_t i = 0; i < *count; i++)
			(*ids)[i] = tl_arena_text(
				arena, tl_str(model.points.items[bases.points.items[i]].id));
		qsort(*ids, *count, sizeof **ids, compare_texts);
	}
	tl_vec_free(&derived.points);
	tl_vec_free(&bases.points);
	measure_model_free(&model);
	return ok;
}

static bool tell(struct measure_explaining *e, const char *cell)
{
	struct list derived = {0}, bases = {0};
	bool ok = true;

	descend(e->model, find(e->model, cell), &derived, &bases);
	for (size_t i = 0; i < derived.points.count; i++)
		add_derived(e, derived.points.items[i]);
	for (size_t i = 0; ok && i < bases.points.count; i++)
		ok = add_base(e, bases.points.items[i]);
	tl_vec_free(&derived.points);
	tl_vec_free(&bases.points);
	return ok;
}

bool measure_explain(const char *dir, const char *extracts, size_t jobs, const char *cell,
	struct tl_buf *out, struct tl_err *err)
{
	struct tl_study study = {0};
	struct measure_world world = {0};
	struct measure_model model = {0};
	struct measure_explaining explaining = {&world, &model, out, err};
	struct tl_arena arena = {0};
	const char **ids = NULL;
	size_t count = 0;
	bool ok = tl_study_load(&study, dir, extracts, err) &&
		  measure_world_load(&world, &study, jobs, NULL, err) &&
		  watch(&world, jobs, cell, &arena, &ids, &count, err) &&
		  measure_all(&world, jobs, ids, count, &model, err) && tell(&explaining, cell);

	measure_model_free(&model);
	measure_world_free(&world);
	tl_study_free(&study);
	tl_arena_free(&arena);
	return ok;
}
