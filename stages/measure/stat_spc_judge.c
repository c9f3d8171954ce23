/* The charts of `stat spc`: the known points of each series, side by side, through lib/stats. */
#include "stat_spc.h"

/* The known points of a series as arrays. */
struct known {
	struct spc_point **points;
	double *x, *n;
	size_t count;
};

static struct known known_of(struct stat_run *run, const struct spc_series *series)
{
	struct known known = {
		.points = tl_arena_array(&run->arena, series->count, sizeof *known.points),
		.x = tl_arena_array(&run->arena, series->count, sizeof *known.x),
		.n = tl_arena_array(&run->arena, series->count, sizeof *known.n),
	};

	for (size_t i = 0; i < series->count; i++) {
		if (!series->points[i].known)
			continue;
		known.x[known.count] = series->points[i].x;
		known.n[known.count] = series->points[i].n;
		known.points[known.count++] = &series->points[i];
	}
	return known;
}

static void judge_xmr(
	struct stat_run *run, const struct spc_request *request, const struct known *known)
{
	size_t *rebases = tl_arena_array(&run->arena, known->count, sizeof *rebases);
	struct tl_xmr_point *judged = tl_arena_array(&run->arena, known->count, sizeof *judged);
	struct tl_xmr_options options = {
		.good = request->good,
		.baseline = request->baseline,
		.rebases = rebases,
		.keep_all_ranges = request->keep_all_ranges,
	};

	for (size_t i = 1; i < known->count; i++)
		if (known->points[i]->part != known->points[i - 1]->part)
			rebases[options.rebase_count++] = i;
	tl_xmr_judge(known->x, known->count, &options, judged);
	for (size_t i = 0; i < known->count; i++) {
		known->points[i]->xmr = judged[i];
		known->points[i]->judged = (struct tl_control_point){
			known->x[i], judged[i].centre, judged[i].lower, judged[i].upper};
	}
}

static void judge_part(struct stat_run *run, const struct spc_request *request,
	const struct known *known, size_t from, size_t to)
{
	struct tl_control_point *judged = tl_arena_array(&run->arena, to - from, sizeof *judged);
	double *values = tl_arena_array(&run->arena, to - from, sizeof *values);
	struct tl_runs runs;

	tl_control_judge(request->chart, known->x + from, known->n + from, to - from,
		request->baseline, judged);
	for (size_t i = 0; i < to - from; i++)
		values[i] = judged[i].value;
	runs = tl_runs_judge(values, to - from, judged[0].centre);
	for (size_t i = from; i < to; i++) {
		known->points[i]->judged = judged[i - from];
		known->points[i]->runs = runs;
	}
}

static void judge_control(
	struct stat_run *run, const struct spc_request *request, const struct known *known)
{
	for (size_t from = 0, to; from < known->count; from = to) {
		for (to = from;
			to < known->count && known->points[to]->part == known->points[from]->part;
			to++)
			;
		judge_part(run, request, known, from, to);
	}
}

void spc_judge(struct stat_run *run, const struct spc_request *request)
{
	for (size_t i = 0; i < request->count; i++) {
		struct known known = known_of(run, &request->series[i]);

		if (request->is_xmr)
			judge_xmr(run, request, &known);
		else
			judge_control(run, request, &known);
	}
}
