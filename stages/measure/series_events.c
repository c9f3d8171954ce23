/* Counts, shares and rates: sums of rows over months. */
#include "series.h"

#include <string.h>

static bool are_counts(const struct tl_rows *rows, const struct measure_rows *picked)
{
	if (!rows->sql)
		return tl_kinds[rows->kind].of_months || rows->kind == TL_KIND_POPULATION;
	return picked->count && picked->items[picked->count - 1].person < 0; /* sorted by person */
}

/* Aggregates know no people, so no contributors. */
void measure_series_note_kind(struct measure_series *series, const struct tl_rows *rows,
	const struct measure_rows *picked)
{
	measure_series_mark_uncovered(series);
	if (are_counts(rows, picked)) {
		series->cross.unknown = true;
		measure_series_mark_unreported(series, rows, picked);
	}
}

/* A count that spans more than a month cannot be cut, and is left out of the months. */
static bool fits_month(
	const struct measure_series *series, const struct measure_row *row, int32_t position)
{
	return !series->cross.unknown || row->to == MEASURE_OPEN ||
	       row->to <= measure_series_month_span(series, (size_t)position).to.n;
}

static bool row_to_part(
	struct measure_series *series, const struct measure_row *row, struct measure_part *part)
{
	int32_t position = measure_series_month_of(series, row->from);

	if (position < 0 || !fits_month(series, row, position) ||
		!measure_series_place(series, row, row->from, part))
		return false;
	part->position = position;
	if (series->cross.localities)
		series->used[part->locality] = true;
	return true;
}

void measure_series_add_parts(struct measure_series *series, const struct measure_rows *rows,
	int32_t class, struct measure_parts *parts)
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

/* What the scan found of this measure's numerator or denominator; NULL: it is to be picked. A
 * locality where something was counted is shown. */
static const struct measure_scan_tally *series_scanned(
	struct measure_series *series, enum measure_scan_of of)
{
	const struct measure_scan_tally *tally =
		measure_scan_find(series->model->scan, of, series->measure, series->cohort);
	const struct measure_cross *cross = &series->cross;

	for (size_t l = 0; tally && l < cross->localities; l++)
		for (size_t p = 0; !series->used[l] && p < cross->positions; p++)
			for (size_t i = 0; i < (cross->groups + 1) * tally->classes; i++)
				series->used[l] |= tally->atoms[measure_cross_at(cross, p, l, 0) *
									tally->classes +
								i]
							   .units > 0;
	return tally;
}

/* The points of counts by month, scanned or picked; rows that are aggregates are always picked. */
bool measure_series_count(struct measure_series *series, enum measure_scan_of of,
	const struct tl_rows *definition, const char *name, const char *unit,
	struct measure_table *table, struct tl_err *err)
{
	const struct measure_scan_tally *scanned = series_scanned(series, of);
	struct measure_series_statistic statistic = {.series = series, .name = name, .unit = unit};
	struct measure_sum sum = {.classes = 1, .key = measure_series_month_key};
	struct measure_rows rows = {0};
	struct measure_parts parts = {0};
	struct measure_cross cross;

	if (!scanned && !measure_series_pick(series, definition, NULL, &rows, err))
		return false;
	if (of == MEASURE_SCAN_MONTHS)
		measure_series_note_kind(series, definition, &rows);
	cross = series->cross;
	if (!scanned && of != MEASURE_SCAN_MONTHS) /* what is divided by may be of another kind */
		cross.unknown = are_counts(definition, &rows);
	if (scanned) {
		measure_tally_scanned(series->model, scanned, &cross, &sum, 1, &statistic);
	} else {
		measure_series_add_parts(series, &rows, 0, &parts);
		measure_series_sort(series, &parts);
		measure_tally_sums(series->model, &parts, &cross, &sum, 1, &statistic);
	}
	*table = sum.table;
	tl_vec_free(&parts.items);
	measure_rows_free(&rows);
	return true;
}

bool measure_series_events(struct measure_series *series, struct tl_err *err)
{
	const char *unit = measure_series_unit(series, "events");
	struct measure_table events;

	if (!measure_series_count(series, MEASURE_SCAN_MONTHS, &series->measure->numerator,
		    "events", unit, &events, err))
		return false;
	measure_series_judge(series, &events, unit, 0);
	free(events.points);
	return true;
}

/* ---- shares --------------------------------------------------------------------------------- */

enum { IN_BOTH, IN_DENOMINATOR, IN_NUMERATOR };

static void push_class(struct measure_parts *parts, const struct measure_part *part, int32_t class,
	int64_t from, int64_t amount)
{
	struct measure_part *made;

	if (amount == 0)
		return;
	made = tl_vec_push(&parts->items);
	*made = *part;
	made->class = class;
	made->from = from;
	made->amount = amount;
}

static bool same_place(const struct measure_part *a, const struct measure_part *b)
{
	return a->position == b->position && a->locality == b->locality && a->group == b->group;
}

/* One row in both: what it says in both is one atom, the rest another, so that the difference of
 * numerator and denominator is known to disclosure control. */
static void push_pair(
	struct measure_parts *parts, const struct measure_part *x, const struct measure_part *n)
{
	int64_t both = x->amount < n->amount ? x->amount : n->amount;

	if (!same_place(x, n) || both < 0) {
		push_class(parts, x, IN_NUMERATOR, 0, x->amount);
		push_class(parts, n, IN_DENOMINATOR, 0, n->amount);
		return;
	}
	push_class(parts, n, IN_BOTH, 0, both);
	push_class(parts, x, IN_NUMERATOR, both, x->amount - both);
	push_class(parts, n, IN_DENOMINATOR, both, n->amount - both);
}

static int compare_rows(const struct measure_row *a, const struct measure_row *b)
{
	if (a->person != b->person && (a->person >= 0 || b->person >= 0))
		return a->person < b->person ? -1 : 1;
	if (a->delivery != b->delivery)
		return a->delivery < b->delivery ? -1 : 1;
	return (a->at > b->at) - (a->at < b->at);
}

/* Two columns of which the first units are the same: one line for joint.h. */
static void couple(struct measure_model *model, uint32_t what, uint32_t with)
{
	size_t count = model->couples.count;
	const struct measure_couple *last = count ? &model->couples.items[count - 1] : NULL;

	if (!last || last->what != what || last->with != with)
		*tl_vec_push(&model->couples) = (struct measure_couple){what, with};
}

/* Both lists are in the same order: a merge. */
static void pair_rows(struct measure_series *series, const struct measure_rows *numerator,
	const struct measure_rows *denominator, struct measure_parts *parts)
{
	size_t i = 0, j = 0;

	while (i < numerator->count || j < denominator->count) {
		int order = i == numerator->count ? 1
			    : j == denominator->count
				    ? -1
				    : compare_rows(&numerator->items[i], &denominator->items[j]);
		struct measure_part x, n;
		bool has_x = order <= 0 && row_to_part(series, &numerator->items[i], &x);
		bool has_n = order >= 0 && row_to_part(series, &denominator->items[j], &n);

		if (has_x && has_n && x.what != n.what)
			couple(series->model, x.what, n.what);
		if (has_x && has_n)
			push_pair(parts, &x, &n);
		else if (has_x)
			push_class(parts, &x, IN_NUMERATOR, 0, x.amount);
		else if (has_n)
			push_class(parts, &n, IN_DENOMINATOR, 0, n.amount);
		i += order <= 0;
		j += order >= 0;
	}
	measure_series_sort(series, parts);
}

struct division { /* the two tables under a share or rate */
	struct measure_series_statistic numerator, denominator;
	bool second; /* which key is asked for */
};

static bool numerator_key(
	void *context, size_t position, size_t locality, size_t group, struct measure_key *key)
{
	struct division *division = context;

	return measure_series_month_key(&division->numerator, position, locality, group, key);
}

static bool denominator_key(
	void *context, size_t position, size_t locality, size_t group, struct measure_key *key)
{
	struct division *division = context;

	return measure_series_month_key(&division->denominator, position, locality, group, key);
}

bool measure_series_share(struct measure_series *series, struct tl_err *err)
{
	const struct tl_measure *measure = series->measure;
	const char *unit = measure_series_unit(series, "rows");
	struct measure_rows numerator = {0}, denominator = {0};
	struct measure_parts parts = {0};
	struct division division = {{.series = series, .name = "numerator", .unit = unit},
		{.series = series, .name = "denominator", .unit = unit}, false};
	struct measure_series_statistic share = {.series = series, .name = "share", .unit = "%"};
	struct measure_sum sums[] = {
		{.classes = 1u << IN_BOTH | 1u << IN_NUMERATOR, .key = numerator_key},
		{.classes = 1u << IN_BOTH | 1u << IN_DENOMINATOR, .key = denominator_key}};
	struct measure_table shares;
	const struct measure_scan_tally *scanned = series_scanned(series, MEASURE_SCAN_SHARE);
	bool ok = scanned ||
		  (measure_series_pick(series, &measure->numerator, NULL, &numerator, err) &&
			  measure_series_pick(
				  series, &measure->denominator, NULL, &denominator, err));

	if (ok) {
		measure_series_note_kind(series, &measure->denominator, &denominator);
		if (scanned) {
			measure_tally_scanned(
				series->model, scanned, &series->cross, sums, 2, &division);
		} else {
			pair_rows(series, &numerator, &denominator, &parts);
			measure_tally_sums(
				series->model, &parts, &series->cross, sums, 2, &division);
		}
		ok = measure_series_divide(series, TL_METHOD_SHARE, &sums[0].table, &sums[1].table,
			&share, &shares, err);
		measure_series_judge(series, &shares, "%", 100);
		free(sums[0].table.points);
		free(sums[1].table.points);
		free(shares.points);
	}
	tl_vec_free(&parts.items);
	measure_rows_free(&numerator);
	measure_rows_free(&denominator);
	return ok;
}
