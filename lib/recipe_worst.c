/* A rate ratio at its worst: what is missing, or wrong, all tells one way. */
#include "recipe_private.h"

#include <math.h>
#include <string.h>

enum { X1, T1, X0, T0, COUNTS };

static double take(const struct recipe_computing *c, const char *role)
{
	return recipe_value_of(c->operands, c->count, role);
}

static bool is_most(const struct recipe_computing *c)
{
	return c->settings->polarity && strcmp(c->settings->polarity, "up") == 0;
}

/* Of all links there truly are, recall are made; of those made, precision are right. */
static bool move_missed(const struct recipe_computing *c, double counts[COUNTS])
{
	double recall = take(c, "recall") / 100, precision = take(c, "precision") / 100;
	double events = counts[X1] + counts[X0];
	int more = is_most(c) ? X1 : X0, fewer = is_most(c) ? X0 : X1;

	if (!(recall > 0) || isnan(precision))
		return false;
	counts[more] += events * precision * (1 / recall - 1);
	counts[fewer] = fmax(0, counts[fewer] - events * (1 - precision));
	return true;
}

/* The time of those of an arm who are lost, as long as the others'. NaN: nobody is left. Who begins
 * after the data end is not lost. */
static double lost_time(const struct recipe_computing *c, const char *const steps[4], double time)
{
	double unlinked = take(c, steps[0]) - take(c, steps[1]);
	double unseen = take(c, steps[2]) - take(c, steps[3]);

	return take(c, steps[3]) > 0
		       ? (fmax(0, unlinked) + fmax(0, unseen)) / take(c, steps[3]) * time
		       : NAN;
}

static bool move_lost(const struct recipe_computing *c, double counts[COUNTS])
{
	static const char *const steps1[] = {"e1", "p1", "s1", "a1"};
	static const char *const steps0[] = {"e0", "p0", "s0", "a0"};
	double lost1 = lost_time(c, steps1, counts[T1]);
	double lost0 = lost_time(c, steps0, counts[T0]);

	if (isnan(lost1) || isnan(lost0) || !(take(c, "u1") > 0) || !(take(c, "u0") > 0))
		return false;
	if (is_most(c))
		counts[X1] += lost1 * take(c, "b1") / take(c, "u1");
	else
		counts[X0] += lost0 * take(c, "b0") / take(c, "u0");
	counts[T1] += lost1;
	counts[T0] += lost0;
	return true;
}

static bool move(const struct recipe_computing *c, enum tl_method method, double counts[COUNTS])
{
	static const char *const roles[COUNTS] = {"x1", "t1", "x0", "t0"};

	for (size_t i = 0; i < COUNTS; i++)
		counts[i] = take(c, roles[i]);
	return method == TL_METHOD_MISSED ? move_missed(c, counts) : move_lost(c, counts);
}

bool tl_recipe_worst_counts(enum tl_method method, const struct tl_operand *operands, size_t count,
	const struct tl_recipe_settings *settings, double counts[4])
{
	const struct recipe_computing c = {operands, count, settings, NULL};

	return move(&c, method, counts);
}

static double rate_ratio(const double counts[COUNTS])
{
	return counts[X1] / counts[T1] / (counts[X0] / counts[T0]);
}

/* A ratio that a model made goes as far as that of the counts does. */
static bool moved_ratio(
	const struct recipe_computing *c, const double counts[COUNTS], struct tl_interval *interval)
{
	const double own[COUNTS] = {take(c, "x1"), take(c, "t1"), take(c, "x0"), take(c, "t0")};
	double by = rate_ratio(counts) / rate_ratio(own);

	if (!isfinite(by)) {
		recipe_refuse(c->result, TL_TOO_FEW, TL_REASON_TOO_FEW);
		return false;
	}
	recipe_ratio_interval(c, interval);
	*interval = tl_interval_scale(*interval, by);
	return true;
}

static void compute(const struct recipe_computing *c, enum tl_method method)
{
	bool is_made = recipe_operand_of(c->operands, c->count, "x");
	struct tl_interval interval;
	double counts[COUNTS];

	if (!move(c, method, counts))
		recipe_refuse(c->result, TL_NOT_APPLICABLE, TL_REASON_NO_DENOMINATOR);
	else if (is_made ? moved_ratio(c, counts, &interval)
			 : recipe_ratio_of(c, counts, &interval))
		recipe_put_of_ratio(c, interval);
}

void recipe_compute_missed(const struct recipe_computing *c)
{
	compute(c, TL_METHOD_MISSED);
}

void recipe_compute_lost(const struct recipe_computing *c)
{
	compute(c, TL_METHOD_LOST);
}
