/* Directly standardised rates: what an area's rate would be with the standard's ages. */
#include <throughline/num.h>
#include "stats_private.h"

static const char *const refusal_words[] = {
	[TL_STANDARD_GIVEN] = "",
	[TL_STANDARD_UNKNOWN] = "a stratum is unknown",
	[TL_STANDARD_IMPOSSIBLE] = "a population of none, or a negative number",
	[TL_STANDARD_FEW] = "fewer than 10 events",
	[TL_STANDARD_NOTHING_EXPECTED] = "nothing is expected",
};
static_assert(TL_LEN(refusal_words) == TL_STANDARD_REFUSAL_COUNT_OF, "every refusal has its words");

const char *tl_standard_refusal_words(enum tl_standard_refusal refusal)
{
	return refusal_words[refusal];
}

/* The rows of one frequency. */
struct rate {
	struct tl_sum weighted, squares, weights, events, population;
};

static double frequency_of(const struct tl_dsr_strata *strata, size_t i)
{
	return strata->frequencies ? strata->frequencies[i] : 1;
}

static void add_stratum(struct rate *rate, const struct tl_dsr_strata *strata, size_t i)
{
	double x = isnan(strata->counts[i]) ? 0 : strata->counts[i];
	double n = strata->populations[i], w = strata->weights[i];

	tl_sum_add(&rate->weighted, w * x / n);
	tl_sum_add(&rate->squares, w * w * x / (n * n));
	tl_sum_add(&rate->weights, w);
	tl_sum_add(&rate->events, x);
	tl_sum_add(&rate->population, n);
}

/* The smallest frequency above `last`, INFINITY when there is none: frequencies in rising order. */
static double next_frequency(const struct tl_dsr_strata *strata, double last)
{
	double next = INFINITY;

	for (size_t i = 0; i < strata->count; i++)
		if (frequency_of(strata, i) > last)
			next = fmin(next, frequency_of(strata, i));
	return next;
}

static void add_frequency(struct tl_dsr *dsr, const struct tl_dsr_strata *strata, double f)
{
	struct rate rate = {0};
	double weights;

	for (size_t i = 0; i < strata->count; i++)
		if (frequency_of(strata, i) == f)
			add_stratum(&rate, strata, i);
	weights = tl_sum_value(&rate.weights);
	dsr->value += f * tl_sum_value(&rate.weighted) / weights;
	dsr->var += f * f * tl_sum_value(&rate.squares) / (weights * weights);
	dsr->events += f * tl_sum_value(&rate.events);
	dsr->population = fmax(dsr->population, tl_sum_value(&rate.population));
	if (!(weights > 0))
		dsr->refusal = TL_STANDARD_IMPOSSIBLE;
}

static void look_at_strata(struct tl_dsr *dsr, const struct tl_dsr_strata *strata)
{
	for (size_t i = 0; i < strata->count; i++) {
		double x = strata->counts[i], n = strata->populations[i];
		double w = strata->weights[i], f = frequency_of(strata, i);

		dsr->missing += isnan(x) != 0;
		if (x < 0 || n <= 0 || w < 0 || f < 0)
			dsr->refusal = TL_STANDARD_IMPOSSIBLE;
		else if (isnan(n + w + f) || (isnan(x) && !strata->blank_zero))
			dsr->refusal = TL_STANDARD_UNKNOWN;
	}
	if (strata->count == 0)
		dsr->refusal = TL_STANDARD_UNKNOWN;
}

struct tl_dsr tl_dsr_rate(const struct tl_dsr_strata *strata)
{
	struct tl_dsr dsr = {.refusal = TL_STANDARD_GIVEN};

	look_at_strata(&dsr, strata);
	if (dsr.refusal == TL_STANDARD_GIVEN)
		for (double f = next_frequency(strata, -1); f < INFINITY;
			f = next_frequency(strata, f))
			add_frequency(&dsr, strata, f);
	else
		dsr.events = dsr.population = NAN;
	if (dsr.refusal == TL_STANDARD_GIVEN && dsr.events < TL_DSR_EVENTS)
		dsr.refusal = TL_STANDARD_FEW;
	if (dsr.refusal != TL_STANDARD_GIVEN)
		dsr.value = dsr.var = NAN;
	return dsr;
}

struct tl_limits tl_dsr_limits(const struct tl_dsr *dsr, double level)
{
	struct tl_limits byar;
	double scale = sqrt(dsr->var / dsr->events);

	if (dsr->refusal != TL_STANDARD_GIVEN)
		return stats_no_limits();
	byar = tl_rate_byar_limits(dsr->events, level);
	return (struct tl_limits){
		.lower = dsr->value + scale * (byar.lower - dsr->events),
		.upper = dsr->value + scale * (byar.upper - dsr->events),
	};
}
