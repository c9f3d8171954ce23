#include "demand_error.h"

#include "demand.h"

#include <stdlib.h>

struct amount { /* of one unit on one side, weighted */
	double events, days;
};

static inline struct amount amount_of(const struct measure_errors *errors, size_t unit, int side)
{
	double weight = errors->weighted ? errors->cohort->weights[unit] : 1;
	size_t at = unit * 2 + (size_t)side;

	return (struct amount){
		weight * (double)errors->event_sum[at], weight * (double)errors->day_sum[at]};
}

static size_t finest_of(const struct measure_errors *errors, size_t unit)
{
	const struct measure_cross *cross = &errors->cross;
	const struct measure_unit *of = &errors->cohort->units[unit];
	size_t locality = cross->localities, group = cross->groups;

	if (cross->localities && of->locality >= 0)
		locality = (size_t)of->locality;
	if (cross->groups && of->phase >= 0)
		group = (size_t)of->phase;
	return measure_cross_at(cross, 0, locality, group);
}

static void add_unit(struct measure_errors *errors, size_t unit)
{
	struct measure_error *error = &errors->items[finest_of(errors, unit)];
	struct amount before = amount_of(errors, unit, MEASURE_BEFORE);
	struct amount after = amount_of(errors, unit, MEASURE_AFTER);

	tl_ratio_side_add(&error->sides[MEASURE_BEFORE], before.events, before.days);
	tl_ratio_side_add(&error->sides[MEASURE_AFTER], after.events, after.days);
	tl_ratio_pair_add(&error->both, after.events, after.days, before.events, before.days);
}

static void join(struct measure_error *error, const struct measure_error *other)
{
	for (int side = MEASURE_BEFORE; side <= MEASURE_AFTER; side++)
		tl_ratio_side_join(&error->sides[side], &other->sides[side]);
	tl_ratio_pair_join(&error->both, &other->both);
}

/* Each unit is in one finest place: first over groups, then over localities. */
static void roll_up(struct measure_errors *errors)
{
	const struct measure_cross *cross = &errors->cross;

	for (size_t l = 0; l <= cross->localities; l++)
		for (size_t g = 0; g < cross->groups; g++)
			join(&errors->items[measure_cross_at(cross, 0, l, cross->groups)],
				&errors->items[measure_cross_at(cross, 0, l, g)]);
	for (size_t l = 0; l < cross->localities; l++)
		for (size_t g = 0; g <= cross->groups; g++)
			join(&errors->items[measure_cross_at(cross, 0, cross->localities, g)],
				&errors->items[measure_cross_at(cross, 0, l, g)]);
}

void measure_errors_make(struct measure_errors *errors)
{
	errors->items = tl_alloc(
		(errors->cross.localities + 1) * (errors->cross.groups + 1), sizeof *errors->items);
	for (size_t u = 0; u < errors->cohort->count; u++)
		add_unit(errors, u);
	roll_up(errors);
}

void measure_errors_free(struct measure_errors *errors)
{
	free(errors->items);
	errors->items = NULL;
}

const struct measure_error *measure_errors_at(
	const struct measure_errors *errors, size_t locality, size_t group)
{
	return &errors->items[measure_cross_at(&errors->cross, 0, locality, group)];
}

static void share_unit(const struct measure_errors *one, size_t a,
	const struct measure_errors *none, size_t b, struct measure_shared *shared)
{
	const struct amount x[] = {
		amount_of(one, a, MEASURE_BEFORE), amount_of(one, a, MEASURE_AFTER)};
	const struct amount y[] = {
		amount_of(none, b, MEASURE_BEFORE), amount_of(none, b, MEASURE_AFTER)};

	for (int i = MEASURE_BEFORE; i <= MEASURE_AFTER; i++)
		for (int j = MEASURE_BEFORE; j <= MEASURE_AFTER; j++)
			tl_ratio_pair_add(&shared->pairs[i][j], x[i].events, x[i].days, y[j].events,
				y[j].days);
}

static void join_shared(struct measure_shared *shared, const struct measure_shared *other)
{
	for (int i = MEASURE_BEFORE; i <= MEASURE_AFTER; i++)
		for (int j = MEASURE_BEFORE; j <= MEASURE_AFTER; j++)
			tl_ratio_pair_join(&shared->pairs[i][j], &other->pairs[i][j]);
}

/* Each unit is in one place: its locality, or where it has another in the other arm, the whole. */
struct measure_shared *measure_errors_share(
	const struct measure_errors *one, const struct measure_errors *none)
{
	size_t localities = one->cross.localities;
	struct measure_shared *shared = tl_alloc(localities + 1, sizeof *shared);

	for (size_t a = 0, b = 0; a < one->cohort->count && b < none->cohort->count;) {
		const struct measure_unit *x = &one->cohort->units[a], *y = &none->cohort->units[b];

		if (x->who == y->who)
			share_unit(one, a, none, b,
				&shared[localities && x->locality == y->locality
						? (size_t)x->locality
						: localities]);
		a += x->who <= y->who;
		b += y->who <= x->who;
	}
	for (size_t l = 0; l < localities; l++)
		join_shared(&shared[localities], &shared[l]);
	return shared;
}
