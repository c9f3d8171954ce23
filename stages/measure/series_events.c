/* Counts, shares and rates: sums of rows over months. */
#include "series.h"

#include <string.h>

static bool are_counts(const struct tl_rows *rows, const struct measure_rows *picked)
{
	if (!rows->sql)
		return rows->kind == TL_KIND_COUNTS || rows->kind == TL_KIND_POPULATION;
	return picked->count && picked->items[picked->count - 1].person < 0; /* sorted by person */
}

/* Aggregates know no people, so no contributors. */
static void note_kind(struct measure_series *series, const struct tl_rows *rows,
	const struct measure_rows *picked)
{
	if (are_counts(rows, picked)) {
		series->cross.unknown = true;
		series_mark_unreported(series, rows, picked);
	} else {
		series_mark_uncovered(series);
	}
}

/* A count that spans more than a month cannot be cut, and is left out of the months. */
static bool fits_month(const struct measure_series *series, const struct measure_row *row,
	int32_t position)
{
	return !series->cross.unknown || row->to == MEASURE_OPEN ||
	       row->to <= series_month_span(series, (size_t)position).to.n;
}

static bool row_to_part(struct measure_series *series, const struct measure_row *row,
	struct measure_part *part)
{
	int32_t position = series_month_of(series, row->from);

	if (position < 0 || !fits_month(series, row, position) ||
		!series_place(series, row, row->from, part))
		return false;
	part->position = position;
	if (series->cross.localities)
		series->used[part->locality] = true;
	return true;
}

static void add_parts(struct measure_series *series, const struct measure_rows *rows, int32_t class,
	struct measure_parts *parts)
{
	for (size_t i = 0; i < rows->count; i++) {
		struct measure_part part;

		if (!row_to_part(series, &rows->items[i], &part))
			continue;
		part.class = class;
		*tl_vec_push(&parts->items) = part;
	}
}

/* ---- counts --------------------------------------------------------------------------------- */

static void tally_events(struct measure_series *series, struct measure_parts *parts,
	struct measure_table *table)
{
	struct series_statistic statistic = {
		.series = series, .name = "events", .unit = series_unit(series, "events")};
	struct measure_sum sum = {.classes = 1, .key = series_month_key};

	series_sort(series, parts);
	measure_tally_sums(series->model, parts, &series->cross, &sum, 1, &statistic);
	*table = sum.table;
}

bool series_events(struct measure_series *series, struct tl_err *err)
{
	const struct tl_rows *definition = &series->measure->numerator;
	struct measure_rows rows = {0};
	struct measure_parts parts = {0};
	struct measure_table events;

	if (!series_pick(series, definition, NULL, &rows, err))
		return false;
	note_kind(series, definition, &rows);
	add_parts(series, &rows, 0, &parts);
	tally_events(series, &parts, &events);
	series_judge(series, &events, series_unit(series, "events"));
	free(events.points);
	tl_vec_free(&parts.items);
	measure_rows_free(&rows);
	return true;
}

/* ---- shares --------------------------------------------------------------------------------- */

enum { IN_BOTH, IN_DENOMINATOR, IN_NUMERATOR };

static void push_class(struct measure_parts *parts, const struct measure_part *part, int32_t class,
	int64_t amount)
{
	struct measure_part *made;

	if (amount == 0)
		return;
	made = tl_vec_push(&parts->items);
	*made = *part;
	made->class = class;
	made->amount = amount;
}

static bool same_place(const struct measure_part *a, const struct measure_part *b)
{
	return a->position == b->position && a->locality == b->locality && a->group == b->group;
}

/* One row in both: what it says in both is one atom, the rest another, so that the difference of
 * numerator and denominator is known to disclosure control. */
static void push_pair(struct measure_parts *parts, const struct measure_part *x,
	const struct measure_part *n)
{
	int64_t both = x->amount < n->amount ? x->amount : n->amount;

	if (!same_place(x, n) || both < 0) {
		push_class(parts, x, IN_NUMERATOR, x->amount);
		push_class(parts, n, IN_DENOMINATOR, n->amount);
		return;
	}
	push_class(parts, n, IN_BOTH, both);
	push_class(parts, x, IN_NUMERATOR, x->amount - both);
	push_class(parts, n, IN_DENOMINATOR, n->amount - both);
}

static int compare_rows(const struct measure_row *a, const struct measure_row *b)
{
	if (a->person != b->person)
		return a->person < b->person ? -1 : 1;
	if (a->delivery != b->delivery)
		return a->delivery < b->delivery ? -1 : 1;
	return (a->at > b->at) - (a->at < b->at);
}

/* Both lists are in the same order: a merge. */
static void pair_rows(struct measure_series *series, const struct measure_rows *numerator,
	const struct measure_rows *denominator, struct measure_parts *parts)
{
	size_t i = 0, j = 0;

	while (i < numerator->count || j < denominator->count) {
		int order = i == numerator->count     ? 1
			    : j == denominator->count ? -1
						      : compare_rows(&numerator->items[i],
								&denominator->items[j]);
		struct measure_part x, n;
		bool has_x = order <= 0 && row_to_part(series, &numerator->items[i], &x);
		bool has_n = order >= 0 && row_to_part(series, &denominator->items[j], &n);

		if (has_x && has_n)
			push_pair(parts, &x, &n);
		else if (has_x)
			push_class(parts, &x, IN_NUMERATOR, x.amount);
		else if (has_n)
			push_class(parts, &n, IN_DENOMINATOR, n.amount);
		i += order <= 0;
		j += order >= 0;
	}
	series_sort(series, parts);
}

struct division { /* the two tables under a share or rate */
	struct series_statistic numerator, denominator;
	bool second; /* which key is asked for */
};

static bool numerator_key(void *context, size_t position, size_t locality, size_t group,
	struct measure_key *key)
{
	struct division *division = context;

	return series_month_key(&division->numerator, position, locality, group, key);
}

static bool denominator_key(void *context, size_t position, size_t locality, size_t group,
	struct measure_key *key)
{
	struct division *division = context;

	return series_month_key(&division->denominator, position, locality, group, key);
}

bool series_share(struct measure_series *series, struct tl_err *err)
{
	const struct tl_measure *measure = series->measure;
	const char *unit = series_unit(series, "rows");
	struct measure_rows numerator = {0}, denominator = {0};
	struct measure_parts parts = {0};
	struct division division = {{.series = series, .name = "numerator", .unit = unit},
		{.series = series, .name = "denominator", .unit = unit}, false};
	struct series_statistic share = {.series = series, .name = "share", .unit = "%"};
	struct measure_sum sums[] = {
		{.classes = 1u << IN_BOTH | 1u << IN_NUMERATOR, .key = numerator_key},
		{.classes = 1u << IN_BOTH | 1u << IN_DENOMINATOR, .key = denominator_key}};
	struct measure_table shares;
	bool ok = series_pick(series, &measure->numerator, NULL, &numerator, err) &&
		  series_pick(series, &measure->denominator, NULL, &denominator, err);

	if (ok) {
		note_kind(series, &measure->denominator, &denominator);
		pair_rows(series, &numerator, &denominator, &parts);
		measure_tally_sums(series->model, &parts, &series->cross, sums, 2, &division);
		series_divide(series, TL_METHOD_SHARE, &sums[0].table, &sums[1].table, &share, &shares);
		series_judge(series, &shares, "%");
		free(sums[0].table.points);
		free(sums[1].table.points);
		free(shares.points);
	}
	tl_vec_free(&parts.items);
	measure_rows_free(&numerator);
	measure_rows_free(&denominator);
	return ok;
}

/* ---- rates ---------------------------------------------------------------------------------- */

/* The day from which the population of a locality counts in a month: the latest start there is. */
static void latest_starts(const struct measure_series *series, const struct measure_rows *rows,
	int32_t day, int32_t *starts)
{
	for (size_t l = 0; l <= series->cross.localities; l++)
		starts[l] = MEASURE_NO_DAY;
	for (size_t i = 0; i < rows->count; i++) {
		const struct measure_row *row = &rows->items[i];
		size_t l = row->locality < 0 ? series->cross.localities : (size_t)row->locality;

		if (row->from <= day && day < row->to && row->from > starts[l])
			starts[l] = row->from;
	}
}

/* Rows valid on the first of the month; of estimates that supersede each other the latest. */
static void add_population(struct measure_series *series, const struct measure_rows *rows,
	struct measure_parts *parts)
{
	int32_t *starts = tl_alloc(series->cross.localities + 1, sizeof *starts);

	for (size_t p = 0; p < series->cross.positions; p++) {
		int32_t day = series_month_span(series, p).from.n;

		latest_starts(series, rows, day, starts);
		for (size_t i = 0; i < rows->count; i++) {
			const struct measure_row *row = &rows->items[i];
			size_t l =
				row->locality < 0 ? series->cross.localities : (size_t)row->locality;

			if (row->from != starts[l] || !(row->from <= day && day < row->to))
				continue;
			*tl_vec_push(&parts->items) = (struct measure_part){.who = -1,
				.amount = row->quantity,
				.position = (int32_t)p,
				.locality = row->locality,
				.group = -1,
				.delivery = row->delivery,
				.at = row->at};
		}
	}
	free(starts);
}

/* Months or localities without any population have nothing to divide by. */
static void mark_unpeopled(const struct measure_series *series, const struct measure_parts *parts,
	bool *absent)
{
	const struct measure_cross *cross = &series->cross;
	size_t size = (cross->positions + 1) * (cross->localities + 1);

	for (size_t i = 0; i < size; i++)
		absent[i] = true;
	for (size_t i = 0; i < parts->items.count; i++) {
		const struct measure_part *part = &parts->items.items[i];
		size_t row = (size_t)part->position * (cross->localities + 1);

		absent[row + cross->localities] = false;
		if (part->locality >= 0)
			absent[row + (size_t)part->locality] = false;
	}
	for (size_t l = 0; l <= cross->localities; l++) {
		bool *total = &absent[cross->positions * (cross->localities + 1) + l];

		*total = false;
		for (size_t p = 0; p < cross->positions; p++)
			*total = *total || absent[p * (cross->localities + 1) + l];
	}
}

struct population {
	struct series_statistic statistic;
	size_t groups; /* of the series: what "the whole" is in its keys */
};

static bool population_key(void *context, size_t position, size_t locality, size_t group TL_UNUSED,
	struct measure_key *key)
{
	struct population *population = context;

	return series_month_key(
		&population->statistic, position, locality, population->groups, key);
}

static bool population_table(struct measure_series *series, struct measure_table *table,
	struct tl_err *err)
{
	const struct measure_cross *whole = &series->cross;
	struct measure_cross cross = *whole;
	struct measure_rows rows = {0};
	struct measure_parts parts = {0};
	struct population population = {{.series = series,
						.name = "population",
						.unit = "people",
						.total_name = "person_years",
						.total_unit = "person-years",
						.total_scale = 12},
		whole->groups};
	struct measure_sum sum = {.classes = 1, .key = population_key};
	bool *absent = tl_alloc((cross.positions + 1) * (cross.localities + 1), sizeof *absent);
	bool ok = series_pick(series, &series->measure->denominator, NULL, &rows, err);

	if (ok) {
		cross.groups = 0;
		cross.unknown = true;
		cross.absent = absent;
		add_population(series, &rows, &parts);
		mark_unpeopled(series, &parts, absent);
		measure_tally_sums(series->model, &parts, &cross, &sum, 1, &population);
		table->points = tl_alloc(measure_cross_size(whole) + 1, sizeof *table->points);
		for (size_t i = 0; i < measure_cross_size(whole); i++)
			table->points[i] = MEASURE_NO_POINT;
		for (size_t p = 0; p <= cross.positions; p++)
			for (size_t l = 0; l <= cross.localities; l++)
				table->points[measure_cross_at(whole, p, l, whole->groups)] =
					sum.table.points[measure_cross_at(&cross, p, l, 0)];
		free(sum.table.points);
	}
	free(absent);
	tl_vec_free(&parts.items);
	measure_rows_free(&rows);
	return ok;
}

static bool row_table(struct measure_series *series, struct measure_table *table, struct tl_err *err)
{
	struct measure_rows rows = {0};
	struct measure_parts parts = {0};
	struct series_statistic statistic = {.series = series, .name = "denominator", .unit = "rows"};
	struct measure_sum sum = {.classes = 1, .key = series_month_key};

	if (!series_pick(series, &series->measure->denominator, NULL, &rows, err))
		return false;
	add_parts(series, &rows, 0, &parts);
	series_sort(series, &parts);
	measure_tally_sums(series->model, &parts, &series->cross, &sum, 1, &statistic);
	*table = sum.table;
	tl_vec_free(&parts.items);
	measure_rows_free(&rows);
	return true;
}

/* "urgent calls per 1,000 people"; over the whole period it is per year. */
static const char *rate_unit(const struct measure_series *series, const char *of, const char *when)
{
	struct tl_buf unit = {0};
	const char *kept;

	tl_buf_addf(&unit, "%s per ", series_unit(series, "events"));
	if (series->measure->per > 1)
		tl_buf_add_number(&unit, series->measure->per, 0);
	tl_buf_addf(&unit, "%s%s%s", series->measure->per > 1 ? " " : "", of, when);
	kept = tl_arena_text(&series->model->arena, tl_buf_str(&unit));
	tl_buf_free(&unit);
	return kept;
}

bool series_rate(struct measure_series *series, struct tl_err *err)
{
	const struct tl_rows *definition = &series->measure->numerator;
	bool of_people = series->measure->denominator.kind == TL_KIND_POPULATION;
	struct measure_rows rows = {0};
	struct measure_parts parts = {0};
	struct measure_table events = {0}, under = {0}, rates = {0};
	struct series_statistic rate = {.series = series, .name = "rate"};
	bool ok = series_pick(series, definition, NULL, &rows, err);

	if (ok) {
		rate.unit = rate_unit(series, of_people ? "people" : "rows", of_people ? " in the month" : "");
		rate.total_unit =
			rate_unit(series, of_people ? "people" : "rows", of_people ? " a year" : "");
		note_kind(series, definition, &rows);
		add_parts(series, &rows, 0, &parts);
		tally_events(series, &parts, &events);
		ok = of_people ? population_table(series, &under, err) : row_table(series, &under, err);
	}
	if (ok) {
		series_divide(series, TL_METHOD_RATE, &events, &under, &rate, &rates);
		series_judge(series, &rates, rate.unit);
	}
	free(events.points);
	free(under.points);
	free(rates.points);
	tl_vec_free(&parts.items);
	measure_rows_free(&rows);
	return ok;
}
