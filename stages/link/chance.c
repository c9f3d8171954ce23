#include "chance.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <throughline/pool.h>

#include "keyed.h"

#define ALL_PAIRS_BELOW 1500 /* records: a million pairs are compared, all of them */
#define DRAWS ((size_t)400000)
#define TASKS ((size_t)16)
#define LEANING 2.0 /* as many pairs as this follow the rate, whatever the parent */

double pair_space_size(const struct pair_space *space)
{
	const struct records *records = space->records;
	double count = (double)records->count, pairs = count * (count - 1) / 2;
	int64_t *sizes;

	if (!space->within)
		return pairs;
	sizes = tl_alloc((size_t)records->source_count + 1, sizeof *sizes);
	for (size_t i = 0; i < records->count; i++)
		sizes[records->source[i]]++;
	for (uint32_t i = 0; i < records->source_count; i++)
		if (!space->within[i])
			pairs -= (double)sizes[i] * (double)(sizes[i] - 1) / 2;
	free(sizes);
	return pairs;
}

struct draw {
	const struct pair_space *space;
	const struct patterns *patterns;
	int64_t counts[TASKS][FIELDS_MAX][FIELD_LEVELS_MAX][FIELD_LEVELS_MAX]; /* by parent, own */
};

static void count_pair(struct draw *draw, size_t task, struct compare *compare, size_t a, size_t b)
{
	const struct records *records = draw->space->records;
	struct levels levels;

	if (a == b || !pair_space_has(draw->space, (uint32_t)a, (uint32_t)b))
		return;
	pattern_levels(draw->patterns,
		compare_pair(compare, records_row(records, a), records_row(records, b)), &levels);
	for (size_t i = 0; i < draw->patterns->count; i++)
		draw->counts[task][i][levels.parent[i]][levels.own[i]]++;
}

/* A fixed sequence that looks random (SplitMix64, Steele, Lea and Flood 2014). */
static uint64_t drawn(uint64_t number)
{
	number = (number + 1) * UINT64_C(0x9e3779b97f4a7c15);
	number = (number ^ number >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	number = (number ^ number >> 27) * UINT64_C(0x94d049bb133111eb);
	return number ^ number >> 31;
}

static bool draw_part(size_t index, void *task, struct tl_err *err TL_UNUSED)
{
	struct draw *draw = task;
	const struct records *records = draw->space->records;
	struct compare *compare = compare_new(records, draw->patterns);
	size_t count = records->count;

	if (count < ALL_PAIRS_BELOW)
		for (size_t a = index; a < count; a += TASKS)
			for (size_t b = a + 1; b < count; b++)
				count_pair(draw, index, compare, a, b);
	else
		for (size_t i = index; i < DRAWS; i += TASKS) {
			uint64_t number = drawn(i);

			count_pair(draw, index, compare, (number >> 32) * count >> 32,
				(number & UINT32_MAX) * count >> 32);
		}
	compare_free(compare);
	return true;
}

/* Of all pairs of records with both values known, those with the same. */
static double exact_rate(const struct records *records, size_t field)
{
	double known = records->known[field], shared = 0;

	for (uint32_t i = 1; i <= values_count(records->values[field]); i++) {
		double each = records->frequency[field][i];

		shared += each * (each - 1);
	}
	return known > 1 ? shared / (known * (known - 1)) : 0;
}

static void set_rates(struct chance *chance, const struct draw *draw, size_t field)
{
	const struct records *records = draw->space->records;
	size_t levels = draw->patterns->base[field];
	double counts[FIELD_LEVELS_MAX] = {0}, others = 0, exact;

	for (size_t task = 0; task < TASKS; task++)
		for (size_t parent = 0; parent < FIELD_LEVELS_MAX; parent++)
			for (size_t level = 1; level < levels; level++)
				counts[level] += (double)draw->counts[task][field][parent][level];
	/* Half a pair for each level never drawn: rare is not impossible. */
	for (size_t level = 2; level < levels; level++)
		others += counts[level] += 0.5;
	exact = exact_rate(records, field);
	if (exact <= 0)
		exact = 0.5 / (1 + (double)records->known[field] * records->known[field]);
	chance->rate[field][FIELD_EXACT] = exact;
	for (size_t level = 2; level < levels; level++)
		chance->rate[field][level] = (1 - exact) * counts[level] / others;
}

static void set_given(struct chance *chance, const struct draw *draw, size_t field)
{
	size_t levels = draw->patterns->base[field];

	for (size_t parent = 0; parent < FIELD_LEVELS_MAX; parent++) {
		double counts[FIELD_LEVELS_MAX] = {0}, all = LEANING;

		for (size_t level = 1; level < levels; level++) {
			for (size_t task = 0; task < TASKS; task++)
				counts[level] += (double)draw->counts[task][field][parent][level];
			all += counts[level];
		}
		for (size_t level = 1; level < levels; level++)
			chance->given[field][parent][level] =
				draw->patterns->parent[field] == NO_PARENT || !parent ||
						draw->space->records->fields[field].meaning ==
							FIELD_SURNAME
					? chance->rate[field][level]
					: (counts[level] + LEANING * chance->rate[field][level]) /
						  all;
	}
}

/* Records by the two values together, as keys that no one else shares but by a chance of one in
 * four billion. */
static double joint_rate(const struct records *records, size_t field, size_t parent)
{
	struct keyed *items = tl_alloc(records->count + 1, sizeof *items);
	struct keyed *spare = tl_alloc(records->count + 1, sizeof *spare);
	double pairs = 0, known;
	size_t count = 0;

	for (size_t i = 0; i < records->count; i++) {
		const uint32_t *row = records_row(records, i);

		if (row[field] && row[parent])
			items[count++] = (struct keyed){
				(uint32_t)drawn((uint64_t)row[field] << 32 | row[parent]), 0};
	}
	keyed_sort(items, spare, count);
	for (size_t from = 0, to; from < count; from = to) {
		for (to = from; to < count && items[to].key == items[from].key;)
			to++;
		pairs += (double)(to - from) * (double)(to - from - 1);
	}
	known = (double)count;
	free(items);
	free(spare);
	return known > 1 ? pairs / (known * (known - 1)) : 0;
}

/* log2(a / b) in units. */
static int16_t units(double a, double b)
{
	return (int16_t)lround(RARITY_UNIT * log2(a / b));
}

static void set_rarity(struct chance *chance, const struct records *records, size_t field)
{
	size_t values = values_count(records->values[field]);
	double known = records->known[field], usual = chance->rate[field][FIELD_EXACT];

	chance->rarity[field] = tl_alloc(values + 1, sizeof **chance->rarity);
	if (chance_has_kin(&records->fields[field]))
		chance->kin_rarity[field] = tl_alloc(values + 1, sizeof **chance->kin_rarity);
	for (size_t i = 1; i <= values; i++) {
		double others = (double)records->frequency[field][i] - 1;
		double rate = (others > 1 ? others : 1) / known;

		chance->rarity[field][i] = units(usual, rate);
		if (chance->kin_rarity[field])
			chance->kin_rarity[field][i] = units(1 - CHANCE_KIN + CHANCE_KIN / rate,
				1 - CHANCE_KIN + CHANCE_KIN / usual);
	}
}

bool chance_make(struct chance *chance, const struct pair_space *space,
	const struct patterns *patterns, bool with_rarity, size_t threads, struct tl_err *err)
{
	struct draw *draw = tl_alloc(1, sizeof *draw);
	bool ok;

	*chance = (struct chance){.pairs = pair_space_size(space)};
	draw->space = space;
	draw->patterns = patterns;
	ok = tl_pool_for(threads, TASKS, draw_part, draw, err);
	for (size_t i = 0; ok && i < patterns->count; i++) {
		set_rates(chance, draw, i);
		set_given(chance, draw, i);
		if (patterns->parent[i] != NO_PARENT &&
			space->records->fields[i].meaning == FIELD_SURNAME)
			chance->joint[i] = joint_rate(space->records, i, patterns->parent[i]);
		if (with_rarity && space->records->fields[i].kind != FIELD_CLK)
			set_rarity(chance, space->records, i);
	}
	free(draw);
	return ok;
}

void chance_free(struct chance *chance)
{
	for (size_t i = 0; i < FIELDS_MAX; i++) {
		free(chance->rarity[i]);
		free(chance->kin_rarity[i]);
	}
	*chance = (struct chance){0};
}

void chance_rarity(const struct chance *chance, const struct records *records,
	const struct patterns *patterns, uint32_t pattern, const uint32_t *row, int16_t *same,
	int16_t *household)
{
	int of_same = 0, of_household = 0;

	for (size_t i = 0; i < records->field_count; i++) {
		size_t parent = patterns->parent[i];
		unsigned level;

		if (!chance->rarity[i] || pattern_level(patterns, pattern, i) != FIELD_EXACT)
			continue;
		level = parent == NO_PARENT || records->fields[i].meaning == FIELD_SURNAME
				? 0
				: pattern_level(patterns, pattern, parent);
		if (level && level + 1 < patterns->base[parent])
			continue;
		of_same += chance->rarity[i][row[i]];
		of_household += records->fields[i].is_shared ? chance->rarity[i][row[i]]
				: chance->kin_rarity[i]      ? chance->kin_rarity[i][row[i]]
							     : 0;
	}
	*same = (int16_t)of_same;
	*household = (int16_t)of_household;
}
