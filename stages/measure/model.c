#include "model.h"

#include <math.h>
#include <string.h>
#include <throughline/num.h>

static void free_lists(struct measure_model *model)
{
	tl_vec_free(&model->points);
	tl_vec_free(&model->atoms);
	tl_vec_free(&model->links);
	tl_vec_free(&model->operands);
	tl_vec_free(&model->shares);
	tl_vec_free(&model->couples);
	tl_vec_free(&model->sources);
	tl_vec_free(&model->scanned);
	tl_vec_free(&model->labels);
}

void measure_model_free(struct measure_model *model)
{
	free_lists(model);
	for (size_t i = 0; i < model->joined.count; i++)
		tl_arena_free(&model->joined.items[i]);
	tl_vec_free(&model->joined);
	tl_arena_free(&model->arena);
}

void measure_key_id(const struct measure_key *key, char id[17])
{
	char from[11], to[11];
	const struct tl_cell_key cell = {
		.programme = key->programme,
		.locality = key->locality,
		.measure = key->measure,
		.statistic = key->statistic,
		.arm = key->arm,
		.partner = key->partner,
		.variant = key->variant ? key->variant : "main",
		.grp = key->grp,
		.axis = key->axis,
		.position = key->position,
		.period_from = tl_day_iso(key->from, from),
		.period_to = tl_day_iso(key->to, to),
	};

	tl_cell_id(&cell, id);
}

static size_t add_point(
	struct measure_model *model, const struct measure_key *key, enum measure_role role)
{
	struct measure_point *point = tl_vec_push(&model->points);

	*point = (struct measure_point){.key = *key, .role = role};
	if (point->key.scale == 0)
		point->key.scale = 1;
	point->value = point->lower = point->upper = NAN;
	point->lower_998 = point->upper_998 = point->centre = NAN;
	point->numerator = point->denominator = NAN;
	point->flag = point->interval = "";
	point->contributors = MEASURE_UNKNOWN;
	point->status = TL_SHOWN;
	measure_key_id(&point->key, point->id);
	return model->points.count - 1;
}

size_t measure_model_base(struct measure_model *model, const struct measure_key *key)
{
	size_t at = add_point(model, key, MEASURE_BASE);

	model->points.items[at].value = 0;
	return at;
}

size_t measure_model_absent(struct measure_model *model, const struct measure_key *key,
	enum measure_role role, enum tl_status status, enum tl_reason reason)
{
	size_t at = add_point(model, key, role);

	model->points.items[at].status = status;
	model->points.items[at].reason = reason;
	return at;
}

size_t measure_model_atom(struct measure_model *model, struct measure_atom atom)
{
	*tl_vec_push(&model->atoms) = atom;
	return model->atoms.count - 1;
}

void measure_model_stand(struct measure_model *model, size_t point, size_t atom)
{
	struct measure_point *p = &model->points.items[point];

	p->units += model->atoms.items[atom].units;
	p->value = tl_num_stored((double)p->units / p->key.scale);
	*tl_vec_push(&model->links) = (struct measure_link){(uint32_t)point, (uint32_t)atom};
}

static void add_operands(struct measure_model *model, size_t point,
	const struct measure_operand *operands, size_t count)
{
	size_t first = model->operands.count;

	for (size_t i = 0; i < count; i++)
		if (operands[i].point != MEASURE_NO_POINT)
			*tl_vec_push(&model->operands) = operands[i];
	model->points.items[point].first_operand = first;
	model->points.items[point].operand_count = model->operands.count - first;
}

size_t measure_model_given(struct measure_model *model, const struct measure_key *key, double value,
	double lower, double upper)
{
	size_t at = add_point(model, key, MEASURE_GIVEN);
	struct measure_point *point = &model->points.items[at];

	assert(isfinite(value));
	point->value = tl_num_stored(value);
	point->lower = tl_num_stored(lower);
	point->upper = tl_num_stored(upper);
	return at;
}

/* What is divided by, in a rate, a share or a ratio. */
static bool is_divisor(const char *role)
{
	return *role == 'n' || *role == 't';
}

/* True with *point refused where an operand is not there at all. */
static bool inherits_absence(const struct measure_model *model, struct measure_point *point)
{
	for (size_t i = 0; i < point->operand_count; i++) {
		const struct measure_operand *operand =
			&model->operands.items[point->first_operand + i];
		const struct measure_point *under = &model->points.items[operand->point];

		if (under->status == TL_SHOWN || tl_role_is_one_of_many(operand->role))
			continue;
		point->status = under->status;
		point->reason = under->reason == TL_REASON_NOT_COVERED && is_divisor(operand->role)
					? TL_REASON_DENOMINATOR
					: under->reason;
		return true;
	}
	return false;
}

size_t measure_model_number(struct measure_model *model, const struct measure_key *key,
	double value, double lower, double upper, double lower_998, double upper_998,
	const char *interval, const struct measure_operand *operands, size_t count)
{
	size_t at = add_point(model, key, MEASURE_MODEL);
	struct measure_point *point = &model->points.items[at];

	point->method = TL_METHOD_MODEL;
	add_operands(model, at, operands, count);
	if (count)
		point->contributors = model->points.items[operands[0].point].contributors;
	if (inherits_absence(model, point))
		return at;
	if (!isfinite(value)) {
		point->status = TL_TOO_FEW;
		point->reason = TL_REASON_TOO_FEW;
		return at;
	}
	point->value = tl_num_stored(value);
	point->lower = tl_num_stored(lower);
	point->upper = tl_num_stored(upper);
	point->lower_998 = tl_num_stored(lower_998);
	point->upper_998 = tl_num_stored(upper_998);
	point->interval = interval;
	return at;
}

/* day: for as long as the operand is used. */
static struct tl_operand take(
	const struct measure_model *model, const struct measure_operand *operand, char day[11])
{
	const struct measure_point *under = &model->points.items[operand->point];

	return (struct tl_operand){operand->role, under->value, under->status,
		tl_day_iso(under->key.from, day), under->lower, under->upper, under->lower_998,
		under->upper_998, under->numerator, under->denominator};
}

static void put(struct measure_point *point, const struct tl_result *result)
{
	point->value = result->value;
	point->lower = result->lower;
	point->upper = result->upper;
	point->lower_998 = result->lower_998;
	point->upper_998 = result->upper_998;
	point->centre = result->centre;
	point->numerator = result->numerator;
	point->denominator = result->denominator;
	point->flag = result->flag;
	point->interval = result->method;
	point->status = result->status;
	point->reason = result->reason;
}

static void compute(const struct measure_model *model, struct measure_point *point)
{
	struct tl_operand *operands = tl_alloc(point->operand_count + 1, sizeof *operands);
	char(*days)[11] = tl_alloc(point->operand_count + 1, sizeof *days);
	struct tl_result result;

	for (size_t i = 0; i < point->operand_count; i++)
		operands[i] =
			take(model, &model->operands.items[point->first_operand + i], days[i]);
	tl_recipe_compute(point->method, operands, point->operand_count, &point->settings, &result);
	put(point, &result);
	free(operands);
	free(days);
}

static size_t add_derived(struct measure_model *model, const struct measure_key *key,
	enum tl_method method, const struct measure_operand *operands, size_t count,
	const struct tl_recipe_settings *settings)
{
	static const struct tl_recipe_settings plain = {.per = 1};
	size_t at = add_point(model, key, MEASURE_DERIVED);
	struct measure_point *point = &model->points.items[at];

	point->method = method;
	point->settings = settings ? *settings : plain;
	add_operands(model, at, operands, count);
	return at;
}

size_t measure_model_derive(struct measure_model *model, const struct measure_key *key,
	enum tl_method method, const struct measure_operand *operands, size_t count,
	const struct tl_recipe_settings *settings)
{
	size_t at = add_derived(model, key, method, operands, count, settings);

	if (!inherits_absence(model, &model->points.items[at]))
		compute(model, &model->points.items[at]);
	return at;
}

void measure_model_judge(struct measure_model *model, const struct measure_key *keys,
	const size_t *points, size_t count, const struct tl_recipe_settings *settings)
{
	struct measure_operand *operands = tl_alloc(count + 1, sizeof *operands);
	struct tl_operand *series = tl_alloc(count + 1, sizeof *series);
	struct tl_result *results = tl_alloc(count + 1, sizeof *results);
	char(*days)[11] = tl_alloc(count + 1, sizeof *days);

	for (size_t i = 0; i < count; i++) {
		operands[i] = (struct measure_operand){"series", points[i]};
		series[i] = take(model, &operands[i], days[i]);
	}
	tl_recipe_compute_series(series, count, settings, results);
	for (size_t i = 0; i < count; i++) {
		size_t at;

		operands[count] = (struct measure_operand){"x", points[i]};
		at = add_derived(model, &keys[i], TL_METHOD_XMR, operands, count + 1, settings);
		if (!inherits_absence(model, &model->points.items[at]))
			put(&model->points.items[at], &results[i]);
	}
	free(operands);
	free(series);
	free(results);
	free(days);
}

static void join_shares(struct measure_model *model, const struct measure_model *from, size_t atoms)
{
	for (size_t i = 0; i < from->shares.count; i++) {
		struct measure_share *share = tl_vec_push(&model->shares);

		*share = from->shares.items[i];
		share->atom += (uint32_t)atoms;
		share->tally += model->tallies;
	}
	for (size_t i = 0; i < from->couples.count; i++)
		*tl_vec_push(&model->couples) = from->couples.items[i];
	model->tallies += from->tallies;
	for (size_t i = 0; i < from->scanned.count; i++) {
		struct measure_scanned *scanned = tl_vec_push(&model->scanned);

		*scanned = from->scanned.items[i];
		scanned->first += atoms;
	}
}

void measure_model_join(struct measure_model *model, struct measure_model *from)
{
	size_t points = model->points.count, atoms = model->atoms.count;
	size_t operands = model->operands.count;

	for (size_t i = 0; i < from->points.count; i++) {
		struct measure_point *point = tl_vec_push(&model->points);

		*point = from->points.items[i];
		point->first_operand += operands;
	}
	for (size_t i = 0; i < from->atoms.count; i++)
		*tl_vec_push(&model->atoms) = from->atoms.items[i];
	for (size_t i = 0; i < from->links.count; i++)
		*tl_vec_push(&model->links) =
			(struct measure_link){from->links.items[i].point + (uint32_t)points,
				from->links.items[i].atom + (uint32_t)atoms};
	for (size_t i = 0; i < from->operands.count; i++)
		*tl_vec_push(&model->operands) = (struct measure_operand){
			from->operands.items[i].role, from->operands.items[i].point + points};
	join_shares(model, from, atoms);
	for (size_t i = 0; i < from->labels.count; i++)
		*tl_vec_push(&model->labels) = from->labels.items[i];
	for (size_t i = 0; i < from->sources.count; i++) {
		struct measure_source *source = tl_vec_push(&model->sources);

		*source = from->sources.items[i];
		source->point += points;
	}
	*tl_vec_push(&model->joined) = from->arena;
	from->arena = (struct tl_arena){0};
	free_lists(from);
}

void measure_model_label(struct measure_model *model, const char *kind, const char *code,
	const char *label, int64_t position)
{
	*tl_vec_push(&model->labels) = (struct measure_label){kind, code, label, position};
}

static int compare_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool measure_model_is_watched(const struct measure_model *model, size_t point)
{
	const char *id = model->points.items[point].id;

	return model->watched && bsearch(&id, model->watched, model->watched_count,
					 sizeof *model->watched, compare_ids);
}

void measure_model_source(struct measure_model *model, struct measure_source source)
{
	*tl_vec_push(&model->sources) = source;
}
