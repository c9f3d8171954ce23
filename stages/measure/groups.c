#include "rows.h"

#include "bias.h"

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

/* ---- of people ------------------------------------------------------------------------------ */

static const struct {
	int from; /* years, up to the next band's */
	const char *code, *label;
} ages[] = {
	{0, "0-4", "0 to 4"},
	{5, "5-9", "5 to 9"},
	{10, "10-15", "10 to 15"},
	{16, "16-17", "16 and 17"},
	{18, "18-24", "18 to 24"},
	{25, "25-49", "25 to 49"},
	{50, "50-64", "50 to 64"},
	{65, "65+", "65 and over"},
};

/* What the contracts call a sex. */
static const char *sex_label(const struct tl_study *study, const char *code)
{
	for (size_t i = 0; i < study->contracts_count; i++) {
		const struct tl_contract *contract = study->contracts[i];

		for (unsigned f = 0; f < contract->fields_count; f++)
			for (unsigned c = 0; contract->fields[f].role == TL_ROLE_SEX &&
					     c < contract->fields[f].codes_count;
				c++)
				if (strcmp(contract->fields[f].codes[c].code, code) == 0 &&
					contract->fields[f].codes[c].label)
					return contract->fields[f].codes[c].label;
	}
	return code;
}

static void groups_of_sexes(
	const struct measure_world *world, struct tl_arena *arena, struct measure_groups *groups)
{
	int32_t *of = tl_arena_array(arena, world->people_count + 1, sizeof *of);

	for (size_t i = 0; i < world->sex_count; i++)
		if (strcmp(world->sexes[i], "not-recorded"))
			add_group(
				groups, world->sexes[i], sex_label(world->study, world->sexes[i]));
	if (groups->items.count)
		qsort(groups->items.items, groups->items.count, sizeof *groups->items.items,
			compare_groups);
	add_group(groups, "not-recorded", "Not recorded");
	for (size_t p = 0; p < world->people_count; p++)
		of[p] = measure_group_find(groups, tl_str(world->people[p].sex));
	groups->of_person = of;
}

static bool groups_of_people(const struct measure_world *world, const struct tl_measure *measure,
	struct tl_arena *arena, struct measure_groups *groups, struct tl_err *err)
{
	struct measure_bias words = {.axis = measure->by};

	if (strcmp(measure->by, "sex") == 0) {
		groups_of_sexes(world, arena, groups);
	} else if (strcmp(measure->by, "age") == 0) {
		groups->by_age = true;
		for (size_t i = 0; i < TL_LEN(ages); i++)
			add_group(groups, ages[i].code, ages[i].label);
		add_group(groups, "not-recorded", "Not recorded");
	} else {
		if (!measure_bias_know(world, arena, &words,
			    tl_arena_printf(arena, "%s: by", measure->path), err))
			return false;
		for (size_t i = 0; i < words.group_count; i++)
			add_group(groups, words.groups[i],
				strcmp(words.groups[i], "not-recorded") ? words.groups[i]
									: "Not recorded");
		groups->of_person = words.of;
	}
	return true;
}

int32_t measure_group_of_person(const struct measure_world *world,
	const struct measure_groups *groups, int64_t person, int32_t day)
{
	int32_t unknown = (int32_t)groups->items.count - 1, band = unknown;
	int32_t birth = person < 0 ? MEASURE_NO_DAY : world->people[person].birth;
	int years;

	if (person < 0)
		return unknown;
	if (groups->of_person)
		return groups->of_person[person];
	if (birth == MEASURE_NO_DAY || day == MEASURE_NO_DAY || day < birth)
		return unknown;
	years = (tl_month_index((struct tl_day){day}) - tl_month_index((struct tl_day){birth})) /
		12;
	for (size_t i = 0; i < TL_LEN(ages) && years >= ages[i].from; i++)
		band = (int32_t)i;
	return band;
}

/* ---- of a measure --------------------------------------------------------------------------- */

bool measure_groups_of(const struct measure_world *world, const struct tl_measure *measure,
	struct tl_arena *arena, struct measure_groups *groups, struct tl_err *err)
{
	bool blank = false;
	size_t listed;

	*groups = (struct measure_groups){0};
	if (!measure->by)
		return true;
	if (tl_measure_is_by_people(world->study, measure))
		return groups_of_people(world, measure, arena, groups, err);
	groups->column = measure->by;
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
