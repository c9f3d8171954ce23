#include "bias.h"

#include "cohort.h"
#include "rows.h"

#include <stdlib.h>
#include <string.h>

#define NOT_RECORDED "not-recorded"

bool measure_bias_has(const struct tl_study *study, const char *name)
{
	for (unsigned i = 0; i < study->linkage.bias_count; i++)
		if (strcmp(study->linkage.bias[i], name) == 0)
			return true;
	return false;
}

const char *measure_bias_axis(struct tl_arena *arena, const struct tl_programme *programme)
{
	return tl_arena_printf(arena, "arm:%s", programme->name);
}

/* ---- an attribute --------------------------------------------------------------------------- */

struct said { /* by one row */
	int64_t person;
	int32_t group;
};
struct all_said {
	TL_VEC(struct said) items;
};

static int said_order(const void *a, const void *b)
{
	const struct said *x = a, *y = b;

	if (x->person != y->person)
		return x->person < y->person ? -1 : 1;
	return (x->group > y->group) - (x->group < y->group);
}

static int word_order(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int32_t group_of(const struct measure_bias *bias, const char *word)
{
	size_t i = 0;

	while (i < bias->group_count && strcmp(bias->groups[i], word) != 0)
		i++;
	return (int32_t)i;
}

/* NULL: the delivery has no such column, or nobody's rows. */
static const struct tl_fact_array *words_of(
	const struct measure_delivery *delivery, const char *attribute)
{
	const struct tl_fact_array *column = measure_column(delivery, attribute);

	return column && column->type == TL_FACT_TEXT && delivery->key_no ? column : NULL;
}

static bool list_words(const struct measure_world *world, struct tl_arena *arena,
	struct measure_bias *bias, const char *named_by, struct tl_err *err)
{
	bias->groups = tl_arena_array(arena, MEASURE_BIAS_WORDS_MOST + 1, sizeof *bias->groups);
	for (size_t d = 0; d < world->delivery_count; d++) {
		const struct tl_fact_array *column = words_of(&world->deliveries[d], bias->axis);

		for (size_t code = 1; column && code < column->word_count; code++) {
			const char *word = tl_arena_text(arena, column->words[code]);

			if ((size_t)group_of(bias, word) < bias->group_count ||
				strcmp(word, NOT_RECORDED) == 0)
				continue;
			if (bias->group_count == MEASURE_BIAS_WORDS_MOST)
				return tl_fail(err, EX_DATAERR,
					"%s names \"%s\", which has more "
					"than %d different words in %s; name an attribute that "
					"puts people into a few groups",
					named_by, bias->axis, MEASURE_BIAS_WORDS_MOST,
					world->deliveries[d].file);
			bias->groups[bias->group_count++] = word;
		}
	}
	if (bias->group_count)
		qsort(bias->groups, bias->group_count, sizeof *bias->groups, word_order);
	bias->groups[bias->group_count++] = NOT_RECORDED;
	return true;
}

static void listen(const struct measure_delivery *delivery, const struct measure_bias *bias,
	struct all_said *all)
{
	const struct tl_fact_array *column = words_of(delivery, bias->axis);
	struct tl_arena arena = {0};
	int32_t *group;

	if (!column)
		return;
	group = tl_arena_array(&arena, column->word_count, sizeof *group);
	for (size_t code = 1; code < column->word_count; code++)
		group[code] = group_of(bias, tl_arena_text(&arena, column->words[code]));
	for (size_t row = 0; row < delivery->facts.rows; row++) {
		int64_t key = delivery->key_no[row];
		int64_t person = key >= 0 && (size_t)key < delivery->keys
					 ? delivery->person_of_key[key]
					 : -1;

		if (person >= 0 && column->codes[row] &&
			!measure_delivery_is_dead(delivery, delivery->record_no[row]))
			*tl_vec_push(&all->items) =
				(struct said){person, group[column->codes[row]]};
	}
	tl_arena_free(&arena);
}

/* The most frequent, the first of several. */
static void decide(const struct all_said *all, struct measure_bias *bias)
{
	size_t most = 0;

	for (size_t i = 0, end; i < all->items.count; i = end) {
		const struct said *said = &all->items.items[i];

		for (end = i + 1; end < all->items.count && said_order(said, &said[end - i]) == 0;)
			end++;
		if (i == 0 || said[-1].person != said->person)
			most = 0;
		if (end - i > most)
			bias->of[said->person] = said->group;
		most = end - i > most ? end - i : most;
	}
}

bool measure_bias_know(const struct measure_world *world, struct tl_arena *arena,
	struct measure_bias *bias, const char *named_by, struct tl_err *err)
{
	struct all_said all = {0};

	if (!list_words(world, arena, bias, named_by, err))
		return false;
	bias->of = tl_arena_array(arena, world->people_count + 1, sizeof *bias->of);
	for (size_t p = 0; p < world->people_count; p++)
		bias->of[p] = (int32_t)bias->group_count - 1;
	for (size_t d = 0; d < world->delivery_count; d++)
		listen(&world->deliveries[d], bias, &all);
	if (all.items.count)
		qsort(all.items.items, all.items.count, sizeof *all.items.items, said_order);
	decide(&all, bias);
	tl_vec_free(&all.items);
	return true;
}

/* ---- arms ----------------------------------------------------------------------------------- */

static bool know_arms(const struct measure_world *world, const struct tl_programme *programme,
	struct measure_biases *biases, struct measure_bias *bias, struct tl_err *err)
{
	struct measure_arms arms = {0};
	const struct measure_cohort *const cohorts[] = {
		&arms.comparison, &arms.transferred, &arms.treated}; /* the last one counts */
	bool ok = measure_arms_build(world, programme, 1, &arms, err);

	bias->groups = tl_arena_array(&biases->arena, TL_LEN(cohorts) + 1, sizeof *bias->groups);
	bias->groups[bias->group_count++] = "outside";
	for (size_t c = 0; ok && c < TL_LEN(cohorts); c++) {
		if (!cohorts[c]->people.count)
			continue;
		for (size_t i = 0; i < cohorts[c]->people.count; i++)
			bias->of[cohorts[c]->people.items[i]] = (int32_t)bias->group_count;
		bias->groups[bias->group_count++] =
			tl_arena_text(&biases->arena, tl_str(cohorts[c]->arm));
	}
	measure_arms_free(&arms);
	return ok;
}

/* ---- all of them ---------------------------------------------------------------------------- */

static struct measure_bias *add(
	const struct measure_world *world, struct measure_biases *biases, const char *axis)
{
	struct measure_bias *bias = &biases->items[biases->count++];

	*bias = (struct measure_bias){.axis = axis,
		.of = tl_arena_array(&biases->arena, world->people_count + 1, sizeof *bias->of)};
	return bias;
}

bool measure_biases_make(
	const struct measure_world *world, struct measure_biases *biases, struct tl_err *err)
{
	const struct tl_study *study = world->study;

	*biases = (struct measure_biases){0};
	biases->items = tl_arena_array(&biases->arena,
		study->linkage.bias_count + study->programmes_count + 1, sizeof *biases->items);
	for (unsigned i = 0; i < study->linkage.bias_count; i++)
		if (strcmp(study->linkage.bias[i], "arm") != 0 &&
			!measure_bias_know(world, &biases->arena,
				add(world, biases, study->linkage.bias[i]),
				"study.yaml: linkage.bias", err))
			return false;
	for (size_t i = 0; measure_bias_has(study, "arm") && i < study->programmes_count; i++) {
		const char *axis = measure_bias_axis(&biases->arena, study->programmes[i]);

		if (!know_arms(world, study->programmes[i], biases, add(world, biases, axis), err))
			return false;
	}
	return true;
}

void measure_biases_free(struct measure_biases *biases)
{
	tl_arena_free(&biases->arena);
	*biases = (struct measure_biases){0};
}
