#include "rows.h"

#include <stdlib.h>
#include <string.h>

int32_t measure_group_find(const struct measure_groups *groups, struct tl_str code)
{
	for (size_t i = 0; i < groups->items.count; i++)
		if (tl_str_equal(tl_str(groups->items.items[i].code), code))
			return (int32_t)i;
	return -1;
}

static void add_group(struct measure_groups *groups, const char *code, const char *label)
{
	if (measure_group_find(groups, tl_str(code)) < 0)
		*tl_vec_push(&groups->items) = (struct measure_group){code, label};
}

static void add_listed(struct measure_groups *groups, const struct tl_field *field)
{
	for (unsigned i = 0; field && i < field->codes_count; i++) {
		const struct tl_code *code = &field->codes[i];

		if (!code->means || strcmp(code->means, code->code) == 0)
			add_group(groups, code->code, code->label ? code->label : code->code);
	}
	for (unsigned i = 0; field && i < field->codes_count; i++)
		if (field->codes[i].means)
			add_group(groups, field->codes[i].means, field->codes[i].means);
}

static int compare_groups(const void *a, const void *b)
{
	return strcmp(
		((const struct measure_group *)a)->code, ((const struct measure_group *)b)->code);
}

static bool concerns(const struct tl_measure *measure, const struct measure_delivery *delivery)
{
	return measure_rows_list(&measure->numerator, delivery->contract->name) ||
	       measure_rows_list(&measure->denominator, delivery->contract->name);
}

static bool column_is_text(
	const struct tl_measure *measure, const struct tl_fact_array *array, struct tl_err *err)
{
	if (!array || array->type == TL_FACT_TEXT)
		return true;
	return tl_fail(err, EX_CONFIG,
		"%s: by: the column \"%s\" holds numbers or dates; give it codes in the contract",
		measure->path, measure->by);
}

bool measure_groups_of(const struct measure_world *world, const struct tl_measure *measure,
	struct tl_arena *arena, struct measure_groups *groups, struct tl_err *err)
{
	bool blank = false;
	size_t listed;

	*groups = (struct measure_groups){.column = measure->by};
	if (!measure->by)
		return true;
	for (size_t i = 0; i < world->delivery_count; i++)
		if (concerns(measure, &world->deliveries[i]))
			add_listed(groups,
				tl_contract_field(world->deliveries[i].contract, measure->by));
	listed = groups->items.count;
	for (size_t i = 0; i < world->delivery_count; i++) {
		const struct measure_delivery *delivery = &world->deliveries[i];
		const struct tl_fact_array *array = measure_column(delivery, measure->by);

		if (!concerns(measure, delivery))
			continue;
		if (!column_is_text(measure, array, err))
			return false;
		for (size_t w = 1; array && w < array->word_count; w++)
			add_group(groups, tl_arena_text(arena, array->words[w]),
				tl_arena_text(arena, array->words[w]));
		for (size_t row = 0; array && !blank && row < delivery->facts.rows; row++)
			blank = array->codes[row] == 0;
		blank = blank || !array;
	}
	if (groups->items.count > listed)
		qsort(groups->items.items + listed, groups->items.count - listed,
			sizeof *groups->items.items, compare_groups);
	if (blank)
		add_group(groups, "not-recorded", "Not recorded");
	return true;
}

void measure_groups_free(struct measure_groups *groups)
{
	tl_vec_free(&groups->items);
}
