/* The answers of `stat spc`: a row a point, or a row a part with its icons. */
#include "stat_spc.h"

#include <math.h>

struct columns {
	struct stat_column *by, *date, *value, *mean, *lower, *upper, *part;
	struct stat_column *near_lower, *near_upper, *signal, *type; /* xmr */
	struct stat_column *longest, *longest_max, *crossings, *crossings_min, *useful,
		*runs_signal;
};

static struct stat_column *put_input(struct stat_run *run, size_t column)
{
	if (column == SIZE_MAX)
		return NULL;
	return stat_put(run, tl_arena_text(&run->arena, run->table.names[column]));
}

static void put_own_columns(struct stat_run *run, bool is_xmr, struct columns *columns)
{
	if (is_xmr) {
		columns->near_lower = stat_put(run, "near_lower");
		columns->near_upper = stat_put(run, "near_upper");
		columns->signal = stat_put(run, "signal");
		columns->type = stat_put(run, "point_type");
		return;
	}
	columns->longest = stat_put(run, "longest_run");
	columns->longest_max = stat_put(run, "longest_run_max");
	columns->crossings = stat_put(run, "crossings");
	columns->crossings_min = stat_put(run, "crossings_min");
	columns->useful = stat_put(run, "n_useful");
	columns->runs_signal = stat_put(run, "runs_signal");
}

static void put_limits(struct stat_run *run, const struct columns *columns, size_t row,
	const struct tl_control_point *judged, double per)
{
	stat_real(run, columns->mean, row, judged->centre * per);
	stat_real(run, columns->lower, row, judged->lower * per);
	stat_real(run, columns->upper, row, judged->upper * per);
}

static void put_xmr(struct stat_run *run, const struct columns *columns, size_t row,
	const struct spc_point *point, double per)
{
	stat_real(run, columns->near_lower, row, point->xmr.near_lower * per);
	stat_real(run, columns->near_upper, row, point->xmr.near_upper * per);
	stat_text(run, columns->signal, row, tl_xmr_signal_name(point->xmr.signal));
	stat_text(run, columns->type, row, tl_xmr_type_name(point->xmr.type));
}

static void put_runs(
	struct stat_run *run, const struct columns *columns, size_t row, const struct tl_runs *runs)
{
	stat_whole(run, columns->longest, row, runs->longest);
	stat_whole(run, columns->longest_max, row, runs->longest_max);
	stat_whole(run, columns->crossings, row, runs->crossings);
	stat_whole(run, columns->crossings_min, row, runs->crossings_min);
	stat_whole(run, columns->useful, row, runs->useful);
	stat_text(run, columns->runs_signal, row, runs->signal ? "TRUE" : "FALSE");
}

static void put_point(struct stat_run *run, const struct spc_request *request,
	const struct columns *columns, size_t row, const struct spc_point *point)
{
	if (request->groups.column != SIZE_MAX)
		stat_str(columns->by, row, stat_field(run, point->row, request->groups.column));
	stat_str(columns->date, row, stat_field(run, point->row, request->date));
	if (!point->known)
		return;
	stat_real(run, columns->value, row, point->judged.value * request->per);
	put_limits(run, columns, row, &point->judged, request->per);
	stat_whole(run, columns->part, row, point->part);
	if (request->is_xmr)
		put_xmr(run, columns, row, point, request->per);
	else
		put_runs(run, columns, row, &point->runs);
}

void spc_put_points(struct stat_run *run, const struct spc_request *request)
{
	struct columns columns = {0};
	size_t row = 0;

	stat_answer(run, run->table.rows);
	columns.by = put_input(run, request->groups.column);
	columns.date = put_input(run, request->date);
	columns.value = stat_put(run, "value");
	columns.mean = stat_put(run, "mean");
	columns.lower = stat_put(run, "lower");
	columns.upper = stat_put(run, "upper");
	columns.part = stat_put(run, "rebase_group");
	put_own_columns(run, request->is_xmr, &columns);
	for (size_t i = 0; i < request->count; i++)
		for (size_t j = 0; j < request->series[i].count; j++)
			put_point(run, request, &columns, row++, &request->series[i].points[j]);
}

struct summary {
	struct columns columns;
	struct stat_column *n, *types[TL_XMR_TYPE_COUNT_OF], *variation, *assurance;
};

/* The known points of the part that begins at *at, copied side by side; *at moves past it. */
static size_t next_part(struct stat_run *run, const struct spc_series *series, size_t *at,
	const struct spc_point **first, struct tl_xmr_point **points)
{
	size_t count = 0;

	*points = tl_arena_array(&run->arena, series->count, sizeof **points);
	*first = NULL;
	for (; *at < series->count; ++*at) {
		const struct spc_point *point = &series->points[*at];

		if (!point->known)
			continue;
		if (*first && point->part != (*first)->part)
			break;
		if (!*first)
			*first = point;
		(*points)[count++] = point->xmr;
	}
	return count;
}

static void put_icons(struct stat_run *run, const struct spc_request *request,
	const struct summary *summary, size_t row, const struct tl_xmr_point *points, size_t count)
{
	size_t of_type[TL_XMR_TYPE_COUNT_OF] = {0};
	enum tl_xmr_type icon;

	for (size_t i = 0; i < count; i++)
		of_type[points[i].type]++;
	for (size_t i = 0; i < TL_XMR_TYPE_COUNT_OF; i++)
		stat_whole(run, summary->types[i], row, of_type[i]);
	if (tl_xmr_variation(points, count, &icon))
		stat_text(run, summary->variation, row, tl_xmr_type_name(icon));
	stat_text(run, summary->assurance, row,
		tl_xmr_assurance_name(tl_xmr_assure(
			points, count, request->target / request->per, request->good)));
}

static void put_part(struct stat_run *run, const struct spc_request *request,
	const struct summary *summary, size_t row, const struct spc_point *first, size_t n)
{
	if (request->groups.column != SIZE_MAX)
		stat_str(summary->columns.by, row,
			stat_field(run, first->row, request->groups.column));
	stat_whole(run, summary->columns.part, row, first->part);
	put_limits(run, &summary->columns, row, &first->judged, request->per);
	stat_whole(run, summary->n, row, n);
	/* The limits of u and p are each point's own. */
	if (!request->is_xmr)
		put_runs(run, &summary->columns, row, &first->runs);
}

static size_t count_parts(struct stat_run *run, const struct spc_request *request)
{
	const struct spc_point *first;
	struct tl_xmr_point *points;
	size_t parts = 0;

	for (size_t i = 0; i < request->count; i++)
		for (size_t at = 0; next_part(run, &request->series[i], &at, &first, &points);)
			parts++;
	return parts;
}

static struct summary put_summary_columns(struct stat_run *run, const struct spc_request *request)
{
	struct summary summary = {0};

	summary.columns.by = put_input(run, request->groups.column);
	summary.columns.part = stat_put(run, "rebase_group");
	summary.columns.mean = stat_put(run, "mean");
	summary.columns.lower = request->takes_share ? NULL : stat_put(run, "lower");
	summary.columns.upper = request->takes_share ? NULL : stat_put(run, "upper");
	summary.n = stat_put(run, "n");
	if (!request->is_xmr) {
		put_own_columns(run, false, &summary.columns);
		return summary;
	}
	for (size_t i = 0; i < TL_XMR_TYPE_COUNT_OF; i++)
		summary.types[i] = stat_put(run, tl_xmr_type_name((enum tl_xmr_type)i));
	summary.variation = stat_put(run, "variation_type");
	summary.assurance = stat_put(run, "assurance_type");
	return summary;
}

void spc_put_summary(struct stat_run *run, const struct spc_request *request)
{
	struct summary summary;
	size_t row = 0;

	stat_answer(run, count_parts(run, request));
	summary = put_summary_columns(run, request);
	for (size_t i = 0; i < request->count; i++) {
		const struct spc_point *first;
		struct tl_xmr_point *points;
		size_t at = 0, n;

		while ((n = next_part(run, &request->series[i], &at, &first, &points)) > 0) {
			put_part(run, request, &summary, row, first, n);
			if (request->is_xmr)
				put_icons(run, request, &summary, row, points, n);
			row++;
		}
	}
}
