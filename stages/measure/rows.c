#include "rows.h"

#include "filter.h"
#include "select.h"

#include <math.h>
#include <string.h>

const struct tl_fact_array *measure_column(
	const struct measure_delivery *delivery, const char *name)
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

int32_t measure_row_day(
	const struct measure_world *world, const struct measure_row *row, const char *column)
{
	return day_at(measure_column(&world->deliveries[row->delivery], column), (size_t)row->at);
}

bool measure_rows_list(const struct tl_rows *rows, const char *contract)
{
	for (unsigned i = 0; i < rows->contracts_count; i++)
		if (strcmp(rows->contracts[i], contract) == 0)
			return true;
	return false;
}

/* ---- one delivery --------------------------------------------------------------------------- */

uint32_t measure_what(struct tl_str name)
{
	return (uint32_t)(tl_hash64(name.data, name.length, 0) >> 32) | 2;
}

struct reading {
	const struct measure_world *world;
	const struct measure_delivery *delivery;
	int32_t number; /* of the delivery */
	const struct tl_fact_array *date, *end, *quantity, *locality, *group, *provider;
	const int32_t *locality_of_word, *group_of_word;
	uint32_t what;
	struct measure_filter filter;
	struct tl_arena arena;
};

static const char *default_date(enum tl_kind kind)
{
	return kind == TL_KIND_EVENTS || kind == TL_KIND_MEASUREMENTS ? "date" : "start";
}

static bool has_number(enum tl_kind kind)
{
	return tl_kinds[kind].of_months || kind == TL_KIND_POPULATION;
}

const struct tl_fact_array *measure_date_of(
	const struct measure_delivery *delivery, const struct tl_rows *rows, const char *date)
{
	date = date ? date : rows->date;
	return measure_column(delivery, date ? date : default_date(delivery->contract->kind));
}

const struct tl_fact_array *measure_quantity_of(
	const struct measure_delivery *delivery, const struct tl_rows *rows)
{
	bool own = !rows->quantity && has_number(delivery->contract->kind);

	return measure_column(delivery, own ? "value" : rows->quantity);
}

const int32_t *measure_locality_codes(const struct measure_world *world,
	const struct measure_delivery *delivery, const struct tl_fact_array **column,
	struct tl_arena *arena)
{
	const struct tl_fact_array *array = tl_fact_column_of(&delivery->facts, "locality");
	int32_t *localities;

	*column = array && array->type == TL_FACT_TEXT ? array : NULL;
	if (!*column)
		return NULL;
	localities = tl_arena_array(arena, array->word_count, sizeof *localities);
	localities[0] = -1;
	for (size_t w = 1; w < array->word_count; w++)
		localities[w] = measure_world_locality(world, array->words[w]);
	return localities;
}

const int32_t *measure_group_codes(const struct measure_groups *groups,
	const struct measure_delivery *delivery, const struct tl_fact_array **column,
	struct tl_arena *arena)
{
	const struct tl_fact_array *array = measure_column(delivery, groups->column);
	int32_t *numbers;

	*column = array && array->type == TL_FACT_TEXT ? array : NULL;
	if (!*column)
		return NULL;
	numbers = tl_arena_array(arena, array->word_count, sizeof *numbers);
	for (size_t w = 0; w < array->word_count; w++)
		numbers[w] =
			measure_group_find(groups, w ? array->words[w] : TL_STR("not-recorded"));
	return numbers;
}

const struct tl_fact_array *measure_provider_of(const struct measure_delivery *delivery)
{
	const struct tl_fact_array *array = tl_fact_column_of(&delivery->facts, "provider");

	return array && array->type == TL_FACT_TEXT ? array : NULL;
}

int64_t measure_provider_at(const struct tl_fact_array *provider, size_t at)
{
	struct tl_str word;

	if (!provider || !provider->codes[at])
		return -1;
	word = provider->words[provider->codes[at]];
	return -2 - (int64_t)(tl_hash64(word.data, word.length, 0) >> 2);
}

static bool reading_init(struct reading *reading, const struct measure_world *world, size_t number,
	const struct measure_pick *pick, struct tl_err *err)
{
	const struct measure_delivery *delivery = &world->deliveries[number];

	*reading =
		(struct reading){.world = world, .delivery = delivery, .number = (int32_t)number};
	reading->date = measure_date_of(delivery, pick->rows, pick->date);
	reading->end = measure_column(delivery, pick->end ? pick->end : "end");
	reading->quantity = measure_quantity_of(delivery, pick->rows);
	reading->what =
		reading->quantity ? measure_what(tl_str(reading->quantity->name)) : MEASURE_OF_ROWS;
	reading->locality_of_word =
		measure_locality_codes(world, delivery, &reading->locality, &reading->arena);
	reading->provider = measure_provider_of(delivery);
	if (pick->groups && pick->groups->column)
		reading->group_of_word = measure_group_codes(
			pick->groups, delivery, &reading->group, &reading->arena);
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
	if (!tl_kinds[reading->delivery->contract->kind].of_months || from == MEASURE_NO_DAY)
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
	row->what = reading->what;
	row->person = key >= 0 && (size_t)key < delivery->keys
			      ? delivery->person_of_key[key]
			      : measure_provider_at(reading->provider, at);
	row->locality =
		reading->locality ? reading->locality_of_word[reading->locality->codes[at]] : -1;
	row->group = reading->group ? reading->group_of_word[reading->group->codes[at]] : -1;
	return true;
}

/* ---- all of them ---------------------------------------------------------------------------- */

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

static bool pick_all(const struct measure_world *world, const struct measure_pick *pick,
	struct measure_rows *rows, struct tl_err *err)
{
	size_t capacity = 0;

	if (pick->rows->sql)
		return measure_select_pick(world, pick, rows, err);
	for (size_t i = 0; i < world->delivery_count; i++)
		if (measure_rows_list(pick->rows, world->deliveries[i].contract->name) &&
			!pick_delivery(world, i, pick, rows, &capacity, err))
			return false;
	return true;
}

bool measure_rows_pick(const struct measure_world *world, const struct measure_pick *pick,
	struct measure_rows *rows, struct tl_err *err)
{
	*rows = (struct measure_rows){0};
	if (!pick_all(world, pick, rows, err)) {
		measure_rows_free(rows);
		return false;
	}
	measure_rows_sort(world, rows);
	if (pick->groups && (pick->groups->of_person || pick->groups->by_age) &&
		tl_kinds[pick->rows->kind].has_persons)
		for (size_t i = 0; i < rows->count; i++)
			rows->items[i].group = measure_group_of_person(
				world, pick->groups, rows->items[i].person, rows->items[i].from);
	return true;
}

void measure_rows_free(struct measure_rows *rows)
{
	free(rows->items);
	*rows = (struct measure_rows){0};
}

/* Nobody's rows stay in their order, whatever provider they name. */
static size_t bucket_of(const struct measure_row *row)
{
	return row->person < 0 ? 0 : (size_t)row->person + 1;
}

void measure_rows_sort(const struct measure_world *world, struct measure_rows *rows)
{
	size_t buckets = world->people_count + 1; /* the first for nobody */
	uint32_t *start = tl_alloc(buckets + 1, sizeof *start);
	struct measure_row *sorted = tl_grow(NULL, rows->count + 1, sizeof *sorted);

	assert(rows->count < UINT32_MAX);
	for (size_t i = 0; i < rows->count; i++)
		start[bucket_of(&rows->items[i]) + 1]++;
	for (size_t i = 1; i <= buckets; i++)
		start[i] += start[i - 1];
	for (size_t i = 0; i < rows->count; i++)
		sorted[start[bucket_of(&rows->items[i])]++] = rows->items[i];
	free(start);
	free(rows->items);
	rows->items = sorted;
}
