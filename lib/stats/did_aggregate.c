/* Callaway and Sant'Anna's cells in one number or one series, with the standard errors that the
 * weights themselves, being estimated, add. */
#include <stdlib.h>
#include <string.h>
#include <throughline/arena.h>
#include <throughline/num.h>
#include "stats_private.h"

/* An estimate with the pull of each unit on it. */
struct pulled {
	double value;
	double *influence; /* n */
};

struct part { /* of a weighted average */
	double group, value;
	const double *influence;
};

static double share_of(const struct tl_did *did, double group)
{
	double units = 0;

	for (size_t i = 0; i < did->n; i++)
		units += did->unit_group[i] == group;
	return units / (double)did->n;
}

/* Average weighted by the share p of each part's group. Its influence is the parts' and the
 * weights': sum of value [(1{G=g} - p_g)/P - p_g sum(1{G=g'} - p_g')/P^2]. */
static void average_by_share(
	const struct tl_did *did, const struct part *parts, size_t count, struct pulled *out)
{
	double *share = tl_alloc(count, sizeof *share), total = 0;

	for (size_t k = 0; k < count; k++)
		total += share[k] = share_of(did, parts[k].group);
	out->value = 0;
	memset(out->influence, 0, did->n * sizeof *out->influence);
	for (size_t k = 0; k < count; k++)
		out->value += parts[k].value * share[k] / total;
	for (size_t i = 0; i < did->n; i++) {
		double off = 0;

		for (size_t k = 0; k < count; k++)
			off += (did->unit_group[i] == parts[k].group) - share[k];
		for (size_t k = 0; k < count; k++) {
			double own = (did->unit_group[i] == parts[k].group) - share[k];

			out->influence[i] +=
				share[k] / total * parts[k].influence[i] +
				parts[k].value * (own / total - share[k] * off / total / total);
		}
	}
	free(share);
}

static void average_plainly(
	const struct tl_did *did, const struct part *parts, size_t count, struct pulled *out)
{
	out->value = 0;
	memset(out->influence, 0, did->n * sizeof *out->influence);
	for (size_t k = 0; k < count; k++) {
		out->value += parts[k].value / (double)count;
		for (size_t i = 0; i < did->n; i++)
			out->influence[i] += parts[k].influence[i] / (double)count;
	}
}

/* No standard error where nothing pulls: a base period. */
static double se_of(const struct tl_did *did, const struct pulled *pulled)
{
	struct tl_sum squares = {0};

	for (size_t i = 0; i < did->n; i++)
		tl_sum_add(&squares, pulled->influence[i] * pulled->influence[i]);
	return tl_sum_value(&squares) > 0 ? sqrt(tl_sum_value(&squares)) / (double)did->n : NAN;
}

/* What cells are put together by. */
static double key_of(const struct tl_did_cell *cell, enum tl_did_kind kind)
{
	switch (kind) {
	case TL_DID_DYNAMIC:
		return cell->time - cell->group;
	case TL_DID_GROUP:
		return cell->group;
	case TL_DID_CALENDAR:
		return cell->time;
	case TL_DID_SIMPLE:
		break;
	}
	return 0;
}

/* Event studies show the time before, the other series only what was treated. */
static bool is_in(const struct tl_did_cell *cell, enum tl_did_kind kind, double first, double last)
{
	double event = cell->time - cell->group;

	return !isnan(cell->att) && event >= first && event <= last &&
	       (kind == TL_DID_DYNAMIC || event >= 0);
}

struct series {
	const struct tl_did *did;
	enum tl_did_kind kind;
	double first, last;
	double *keys; /* ascending */
	struct pulled *points; /* one a key */
	size_t count;
};

static void find_keys(struct series *series)
{
	size_t count = 0;

	for (size_t i = 0; i < series->did->count; i++)
		if (is_in(&series->did->cells[i], series->kind, series->first, series->last))
			series->keys[count++] = key_of(&series->did->cells[i], series->kind);
	count = tl_quantile_sort(series->keys, count);
	for (size_t i = 0; i < count; i++)
		if (!i || series->keys[i] != series->keys[series->count - 1])
			series->keys[series->count++] = series->keys[i];
}

static void make_point(const struct series *series, double key, struct pulled *out)
{
	const struct tl_did *did = series->did;
	struct part *parts = tl_alloc(did->count, sizeof *parts);
	size_t count = 0;

	for (size_t i = 0; i < did->count; i++)
		if (is_in(&did->cells[i], series->kind, series->first, series->last) &&
			key_of(&did->cells[i], series->kind) == key)
			parts[count++] = (struct part){did->cells[i].group, did->cells[i].att,
				did->influence + i * did->n};
	if (series->kind == TL_DID_GROUP)
		average_plainly(did, parts, count, out);
	else
		average_by_share(did, parts, count, out);
	free(parts);
}

/* Over the points that are treated; groups by their share, times plainly. False if there are none.
 */
static bool make_overall(const struct series *series, struct pulled *out)
{
	struct part *parts = tl_alloc(series->count, sizeof *parts);
	size_t count = 0;

	for (size_t k = 0; k < series->count; k++)
		if (series->kind != TL_DID_DYNAMIC || series->keys[k] >= 0)
			parts[count++] = (struct part){series->keys[k], series->points[k].value,
				series->points[k].influence};
	if (series->kind == TL_DID_GROUP)
		average_by_share(series->did, parts, count, out);
	else
		average_plainly(series->did, parts, count, out);
	free(parts);
	return count > 0;
}

static size_t write_rows(const struct series *series, struct tl_did_row *rows)
{
	const struct tl_did *did = series->did;
	struct pulled overall = {.influence = tl_alloc(did->n, sizeof(double))};
	size_t count = 0;

	if (make_overall(series, &overall))
		rows[count++] = (struct tl_did_row){NAN, overall.value, se_of(did, &overall)};
	for (size_t k = 0; count && series->kind != TL_DID_SIMPLE && k < series->count; k++)
		rows[count++] = (struct tl_did_row){
			series->keys[k], series->points[k].value, se_of(did, &series->points[k])};
	free(overall.influence);
	return count;
}

size_t tl_did_aggregate(const struct tl_did *did, enum tl_did_kind kind, double first_event,
	double last_event, struct tl_did_row *rows)
{
	struct series series = {.did = did, .kind = kind, .first = first_event, .last = last_event};
	size_t count = 0;

	series.keys = tl_alloc(did->count + 1, sizeof *series.keys);
	find_keys(&series);
	series.points = tl_alloc(series.count + 1, sizeof *series.points);
	for (size_t k = 0; k < series.count; k++) {
		series.points[k].influence = tl_alloc(did->n, sizeof(double));
		make_point(&series, series.keys[k], &series.points[k]);
	}
	if (series.count)
		count = write_rows(&series, rows);
	for (size_t k = 0; k < series.count; k++)
		free(series.points[k].influence);
	free(series.points);
	free(series.keys);
	return count;
}
