/*
 * The rate ratio with a variance that people with repeat events do not shrink: residuals are summed
 * by unit before they are squared (Liang and Zeger 1986; for two arms this is Cochran's ratio
 * estimate).
 */
#include "stats_private.h"

/* What a unit pulls on the logs is linear in its events and times, so that the sum of the squares
 * follows from sums of products: of whole numbers these are exact, and in any order the same. */

void tl_ratio_side_join(struct tl_ratio_side *side, const struct tl_ratio_side *other)
{
	side->units += other->units;
	side->events += other->events;
	side->time += other->time;
	side->events_events += other->events_events;
	side->events_time += other->events_time;
	side->time_time += other->time_time;
}

void tl_ratio_pair_join(struct tl_ratio_pair *pair, const struct tl_ratio_pair *other)
{
	pair->events_events += other->events_events;
	pair->events_time += other->events_time;
	pair->time_events += other->time_events;
	pair->time_time += other->time_time;
}

struct tl_limits tl_ratio_log_se_limits(double value, double log_se, double level)
{
	double reach = tl_z_quantile(level) * log_se;

	if (!(value > 0 && isfinite(value) && log_se >= 0 && isfinite(log_se)))
		return (struct tl_limits){NAN, NAN};
	return (struct tl_limits){value * exp(-reach), value * exp(reach)};
}

struct tl_interval tl_ratio_from_log_se(double value, double log_se)
{
	struct tl_limits at95 = tl_ratio_log_se_limits(value, log_se, TL_LEVEL_95);
	struct tl_limits at998 = tl_ratio_log_se_limits(value, log_se, TL_LEVEL_998);

	return (struct tl_interval){
		value, at95.lower, at95.upper, at998.lower, at998.upper, TL_INTERVAL_ROBUST};
}

/* ---- the variance ---------------------------------------------------------------------------- */

#define NOUGHT 1e-13 /* of what was added up: what is left of it then is rounding */

static double rate_of(const struct tl_ratio_side *side)
{
	return side->events / side->time;
}

/* A pull is scale (x - r t) / X. */
static double scale_of(const struct tl_ratio_side *side)
{
	return sqrt(side->units / (side->units - 1)) / side->events;
}

/* Sum over units of the square of the pull on one side. */
static double square_of(const struct tl_ratio_side *side)
{
	double rate = rate_of(side), scale = scale_of(side);
	double square =
		side->events_events - 2 * rate * side->events_time + rate * rate * side->time_time;

	return square > NOUGHT * side->events_events ? scale * scale * square : 0;
}

/* Sum over units of the product of the pulls on two. */
static double product_of(const struct tl_ratio_side *one, const struct tl_ratio_side *zero,
	const struct tl_ratio_pair *pair)
{
	return scale_of(one) * scale_of(zero) *
	       (pair->events_events - rate_of(zero) * pair->events_time -
		       rate_of(one) * pair->time_events +
		       rate_of(one) * rate_of(zero) * pair->time_time);
}

/* Of the log of side 0 over side 1, over that of side 2 over side 3. */
static double log_se(const struct tl_ratio_sums *sums, size_t sides)
{
	static const double signs[TL_RATIO_SIDES] = {1, -1, -1, 1};
	double variance = 0, added = 0;

	for (size_t i = 0; i < sides; i++)
		added += square_of(&sums->sides[i]);
	variance = added;
	for (size_t i = 0; i < sides; i++)
		for (size_t j = i + 1; j < sides; j++)
			variance +=
				2 * signs[i] * signs[j] *
				product_of(&sums->sides[i], &sums->sides[j], &sums->pairs[i][j]);
	return variance > NOUGHT * added ? sqrt(variance) : 0;
}

static bool are_enough(const struct tl_ratio_sums *sums, size_t sides)
{
	for (size_t i = 0; i < sides; i++)
		if (sums->sides[i].units < 2 || !(sums->sides[i].events > 0))
			return false;
	return true;
}

double tl_ratio_sums_se(const struct tl_ratio_sums *sums)
{
	return are_enough(sums, 2) ? log_se(sums, 2) : NAN;
}

struct tl_interval tl_ratio_sums_robust(const struct tl_ratio_sums *sums)
{
	const struct tl_ratio_side *one = &sums->sides[0], *zero = &sums->sides[1];
	double value = tl_ratio_log_wald(one->events, one->time, zero->events, zero->time).value;

	return tl_ratio_from_log_se(value, tl_ratio_sums_se(sums));
}

static double log_ratio(const struct tl_ratio_side *one, const struct tl_ratio_side *zero)
{
	return log(rate_of(one)) - log(rate_of(zero));
}

struct tl_interval tl_ratio_sums_change(const struct tl_ratio_sums *sums)
{
	const struct tl_ratio_side *sides = sums->sides;

	if (!are_enough(sums, TL_RATIO_SIDES))
		return stats_no_interval();
	return tl_ratio_from_log_se(
		exp(log_ratio(&sides[0], &sides[1]) - log_ratio(&sides[2], &sides[3])),
		log_se(sums, TL_RATIO_SIDES));
}

/* ---- from units ------------------------------------------------------------------------------ */

/* A ratio's two arms as sides `first` and the next. */
static void add_unit(struct tl_ratio_sums *sums, const struct tl_ratio_unit *unit, size_t first)
{
	tl_ratio_side_add(&sums->sides[first], unit->x1, unit->t1);
	tl_ratio_side_add(&sums->sides[first + 1], unit->x0, unit->t0);
	tl_ratio_pair_add(&sums->pairs[first][first + 1], unit->x1, unit->t1, unit->x0, unit->t0);
}

static struct tl_ratio_sums sum_units(const struct tl_ratio_unit *units, size_t count)
{
	struct tl_ratio_sums sums = {0};

	for (size_t i = 0; i < count; i++)
		add_unit(&sums, &units[i], 0);
	return sums;
}

double tl_ratio_robust_se(const struct tl_ratio_unit *units, size_t count)
{
	struct tl_ratio_sums sums = sum_units(units, count);

	return tl_ratio_sums_se(&sums);
}

struct tl_interval tl_ratio_robust(const struct tl_ratio_unit *units, size_t count)
{
	struct tl_ratio_sums sums = sum_units(units, count);

	return tl_ratio_sums_robust(&sums);
}

struct tl_interval tl_ratio_of_ratios(const struct tl_ratio_change_unit *units, size_t count)
{
	struct tl_ratio_sums sums = {0};

	for (size_t i = 0; i < count; i++) {
		const struct tl_ratio_unit *one = &units[i].one, *none = &units[i].none;

		add_unit(&sums, one, 0);
		add_unit(&sums, none, 2);
		tl_ratio_pair_add(&sums.pairs[0][2], one->x1, one->t1, none->x1, none->t1);
		tl_ratio_pair_add(&sums.pairs[0][3], one->x1, one->t1, none->x0, none->t0);
		tl_ratio_pair_add(&sums.pairs[1][2], one->x0, one->t0, none->x1, none->t1);
		tl_ratio_pair_add(&sums.pairs[1][3], one->x0, one->t0, none->x0, none->t0);
	}
	return tl_ratio_sums_change(&sums);
}
