#include "explain_private.h"

#include <stdlib.h>
#include <string.h>
#include <throughline/num.h>

static int compare_sources(const void *a, const void *b)
{
	const struct measure_source *left = a, *right = b;

	if (left->unit != right->unit)
		return left->unit < right->unit ? -1 : 1;
	if (left->delivery != right->delivery)
		return left->delivery < right->delivery ? -1 : 1;
	return (left->at > right->at) - (left->at < right->at);
}

struct sources {
	TL_VEC(struct measure_source) items;
};

/* Of one point, in order; parts of one row (in the numerator, and the rest of the denominator) are
 * put together again. */
static void gather(const struct measure_explaining *e, size_t point, struct sources *sources)
{
	size_t kept = 0;

	for (size_t i = 0; i < e->model->sources.count; i++)
		if (e->model->sources.items[i].point == point)
			*tl_vec_push(&sources->items) = e->model->sources.items[i];
	if (!sources->items.count)
		return;
	qsort(sources->items.items, sources->items.count, sizeof *sources->items.items,
		compare_sources);
	for (size_t i = 1; i < sources->items.count; i++) {
		struct measure_source *last = &sources->items.items[kept];
		const struct measure_source *next = &sources->items.items[i];

		if (compare_sources(last, next) != 0)
			sources->items.items[++kept] = *next;
		else if (next->unit < 0)
			last->amount += next->amount;
	}
	sources->items.count = kept + 1;
}

static void add_place(struct measure_explaining *e, const struct measure_source *source)
{
	const struct measure_delivery *delivery;

	if (source->delivery < 0)
		return;
	delivery = &e->world->deliveries[source->delivery];
	tl_buf_addf(e->out, "%s: record %lld (line %lld)", delivery->file,
		(long long)delivery->record_no[source->at], (long long)delivery->line[source->at]);
}

static void add_sum_rows(struct measure_explaining *e, const struct sources *sources)
{
	for (size_t i = 0; i < sources->items.count; i++) {
		const struct measure_source *source = &sources->items.items[i];

		tl_buf_addc(e->out, "    ");
		add_place(e, source);
		if (source->words)
			tl_buf_addf(e->out, ": %s", source->words);
		else if (source->amount != 1)
			tl_buf_addf(e->out, ": %lld", (long long)source->amount);
		tl_buf_addc(e->out, "\n");
	}
}

/* One numbered line a unit, however many rows it has. */
static void add_unit_rows(struct measure_explaining *e, const struct sources *sources)
{
	size_t number = 0;

	for (size_t i = 0; i < sources->items.count; i++) {
		const struct measure_source *source = &sources->items.items[i];

		if (i == 0 || source->unit != sources->items.items[i - 1].unit)
			tl_buf_addf(e->out, "%s    %zu: ", i ? "\n" : "", ++number);
		else
			tl_buf_addc(e->out, "; ");
		add_place(e, source);
	}
	tl_buf_addc(e->out, sources->items.count ? "\n" : "");
}

static bool counts_units(const struct measure_key *key)
{
	static const char *const statistics[] = {"people", "families", "their_families"};

	for (size_t i = 0; i < TL_LEN(statistics); i++)
		if (strcmp(key->statistic, statistics[i]) == 0)
			return true;
	return false;
}

static void add_sum_line(struct measure_explaining *e, const struct measure_point *point,
	const struct sources *sources)
{
	int64_t sum = 0;

	for (size_t i = 0; i < sources->items.count; i++)
		sum += sources->items.items[i].amount;
	if (point->key.scale == 1)
		return;
	tl_buf_addf(e->out, "    together %lld, divided by ", (long long)sum);
	tl_buf_add_real(e->out, point->key.scale);
	tl_buf_addc(e->out, "\n");
}

void measure_explain_point(struct measure_explaining *e, size_t at)
{
	const struct measure_point *point = &e->model->points.items[at];
	struct sources sources = {0};

	gather(e, at, &sources);
	if (counts_units(&point->key)) {
		add_unit_rows(e, &sources);
	} else {
		add_sum_rows(e, &sources);
		add_sum_line(e, point, &sources);
	}
	tl_vec_free(&sources.items);
}
