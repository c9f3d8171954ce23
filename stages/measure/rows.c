#include "rows.h"

#include "filter.h"
#include "select.h"

#include <math.h>
#include <string.h>

const struct tl_fact_array *measure_column(const struct measure_delivery *delivery, const char *name)
{
	const struct tl_field *field;
	const char *column;

	if (!name)
		return NULL;
	field = tl_contract_field(delivery->contract, name);
	column = field ? tl_field_column(field) : NULL;
	return column ? tl_fact_column_of(&delivery->facts, column) : NULL;
}

static int32_t day_at(const struct tl_fact_array *array, size_t row)
{
	return array && array->type == TL_FACT_DAY ? array->days[row] : MEASURE_NO_DAY;
}

int32_t measure_row_day(const struct measure_world *world, const struct measure_row *row,
	const char *column)
{
	return day_at(measure_column(&world->deliveries[row->delivery], column), (size_t)row->at);
}

/* ---- one delivery --------------------------------------------------------------------------- */

struct reading {
	const struct measure_world *world;
	const struct measure_delivery *delivery;
	int32_t number; /* of the delivery */
	const struct tl_fact_array *date, *end, *quantity, *locality, *group;
	int32_t *locality_of_word, *group_of_word;
	struct measure_filter filter;
	struct tl_arena arena;
};

static const char *default_date(enum tl_kind kind)
{
	return kind == TL_KIND_EVENTS || kind == TL_KIND_MEASUREMENTS ? "date" : "start";
}

static bool has_number(enum tl_kind kind)
{
	return kind == TL_KIND_COUNTS || kind == TL_KIND_POPULATION;
}

static void map_localities(struct reading *reading)
{
	const struct tl_fact_array *array = tl_fact_column_of(&reading->delivery->facts, "locality");

	if (!array || array->type != TL_FACT_TEXT)
		return;
	reading->locality = array;
	reading->locality_of_word =
		tl_arena_array(&reading->arena, array->word_count, sizeof(int32_t));
	reading->locality_of_word[0] = -1;
	for (size_t w = 1; w < array->word_count; w++)
		reading->locality_of_word[w] = measure_world_locality(reading->world, array->words[w]);
}

static int32_t find_group(const struct measure_groups *groups, struct tl_str code)
{
	for (size_t i = 0; i < groups->items.count; i++)
		if (tl_str_equal(tl_str(groups->items.items[i].code), code))
			return (int32_t)i;
	return -1;
}

static void map_groups(struct reading *reading, const struct measure_groups *groups)
{
	const struct tl_fact_array *array = measure_column(reading->delivery, groups->column);

	if (!array || array->type != TL_FACT_TEXT)
		return;
	reading->group = array;
	reading->group_of_word = tl_arena_array(&reading->arena, array->word_count, sizeof(int32_t));
	for (size_t w = 0; w < array->word_count; w++)
		reading->group_of_word[w] =
			find_group(groups, w ? array->words[w] : TL_STR("not-recorded"));
}

static bool reading_init(struct reading *reading, const struct measure_world *world, size_t number,
	const struct measure_pick *pick, struct tl_err *err)
{
	const struct measure_delivery *delivery = &world->deliveries[number];
	enum tl_kind kind = delivery->contract->kind;
	const char *date = pick->date ? pick->date : pick->rows->date;

	*reading = (struct reading){.world = world, .delivery = delivery, .number = (int32_t)number};
	reading->date = measure_column(delivery, date ? date : default_date(kind));
	reading->end = measure_column(delivery, pick->end ? pick->end : "end");
	reading->quantity = measure_column(delivery,
		pick->rows->quantity ? pick->rows->quantity : has_number(kind) ? "value" : NULL);
	map_localities(reading);
	if (pick->groups && pick->groups->column)
		map_groups(reading, pick->groups);
	return measure_filter_init(&reading->filter, delivery, pick, err);
}

static void reading_release(struct reading *reading)
{
	measure_filter_free(&reading->filter);
	tl_arena_free(&reading->arena);
}

/* False: the row says no number, so there is nothing to add. Fractions go to the nearest whole. */
static bool quantity_at(const struct reading *reading, size_t row, int64_t *quantity)
{
	const struct tl_fact_array *array = reading->quantity;

	*quantity = 1;
	if (!array)
		return true;
	if (array->type == TL_FACT_INT && array->ints[row] != TL_NO_INT)
		*quantity = array->ints[row];
	else if (array->type == TL_FACT_REAL && fabs(array->reals[row]) < 9e18)
		*quantity = (int64_t)llround(array->reals[row]);
	else
		return false;
	return true;
}

/* A count without an end is of its month; everything else without one is still open. */
static int32_t end_at(const struct reading *reading, size_t row, int32_t from)
{
	int32_t end = day_at(reading->end, row);

	if (end != MEASURE_NO_DAY)
		return end;
	if (reading->delivery->contract->kind != TL_KIND_COUNTS || from == MEASURE_NO_DAY)
		return MEASURE_OPEN;
	return tl_day_add_months(tl_month_start((struct tl_day){from}), 1).n;
}

static bool row_at(const struct reading *reading, size_t at, const struct measure_pick *pick,
	struct measure_row *row)
{
	const struct measure_delivery *delivery = reading->delivery;
	int64_t key = delivery->key_no ? delivery->key_no[at] : TL_NO_INT;

	if (!measure_filter_passes(&reading->filter, at) ||
		quantity_at(reading, at, &row->quantity) == pick->unnumbered ||
		measure_delivery_is_dead(delivery, delivery->record_no[at]))
		return false;
	row->from = day_at(reading->date, at);
	if (row->from == MEASURE_NO_DAY && !pick->keep_undated)
		return false;
	row->to = end_at(reading, at, row->from);
	row->at = (int64_t)at;
	row->delivery = reading->number;
	row->person = key >= 0 && (size_t)key < delivery->keys ? delivery->person_of_key[key] : -1;
	row->locality =
		reading->locality ? reading->locality_of_word[reading->locality->codes[at]] : -1;
	row->group = reading->group ? reading->group_of_word[reading->group->codes[at]] : -1;
	return true;
}

/* ---- all of them ---------------------------------------------------------------------------- */

static bool is_listed(const struct tl_rows *rows, const char *contract)
{
	for (unsigned i = 0; i < rows->contracts_count; i++)
		if (strcmp(rows->contracts[i], contract) == 0)
			return true;
	return false;
}

static void grow_to(struct measure_rows *rows, size_t *capacity, size_t wanted)
{
	if (wanted <= *capacity)
		return;
	while (*capacity < wanted)
		*capacity = *capacity ? *capacity * 2 : 1024;
	rows->items = tl_grow(rows->items, *capacity, sizeof *rows->items);
}

static bool pick_delivery(const struct measure_world *world, size_t number,
	const struct measure_pick *pick, struct measure_rows *rows, size_t *capacity,
	struct tl_err *err)
{
	struct reading reading;
	bool ok = reading_init(&reading, world, number, pick, err);

	for (size_t at = 0; ok && at < reading.delivery->facts.rows; at++) {
		grow_to(rows, capacity, rows->count + 1);
		if (row_at(&reading, at, pick, &rows->items[rows->count]))
			rows->count++;
	}
	reading_release(&reading);
	return ok;
}

bool measure_rows_pick(const struct measure_world *world, const struct measure_pick *pick,
	struct measure_rows *rows, struct tl_err *err)
{
	size_t capacity = 0;

	*rows = (struct measure_rows){0};
	if (pick->rows->sql) {
		if (!measure_select_pick(world, pick, rows, err))
			return false;
	} else {
		for (size_t i = 0; i < world->delivery_count; i++)
			if (is_listed(pick->rows, world->deliveries[i].contract->name) &&
				!pick_delivery(world, i, pick, rows, &capacity, err))
				return false;
	}
	measure_rows_sort(world, rows);
	return true;
}

void measure_rows_free(struct measure_rows *rows)
{
	free(rows->items);
	*rows = (struct measure_rows){0};
}

void measure_rows_sort(const struct measure_world *world, struct measure_rows *rows)
{
	size_t buckets = world->people_count + 1; /* the first for nobody */
	size_t *start = tl_alloc(buckets + 1, sizeof *start);
	struct measure_row *sorted = tl_alloc(rows->count + 1, sizeof *sorted);

	for (size_t i = 0; i < rows->count; i++)
		start[rows->items[i].person + 2]++;
	for (size_t i = 1; i <= buckets; i++)
		start[i] += start[i - 1];
	for (size_t i = 0; i < rows->count; i++)
		sorted[start[rows->items[i].person + 1]++] = rows->items[i];
	free(start);
	free(rows->items);
	rows->items = sorted;
}

/* ---- groups --------------------------------------------------------------------------------- */

static void add_group(struct measure_groups *groups, const char *code, const char *label)
{
	if (find_group(groups, tl_str(code)) < 0)
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
	return strcmp(((const struct measure_group *)a)->code, ((const struct measure_group *)b)->code);
}

static bool concerns(const struct tl_measure *measure, const struct measure_delivery *delivery)
{
	return is_listed(&measure->numerator, delivery->contract->name) ||
	       is_listed(&measure->denominator, delivery->contract->name);
}

static bool column_is_text(const struct tl_measure *measure, const struct tl_fact_array *array,
	struct tl_err *err)
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
