/* Indirectly standardised ratios: observed against what the reference's rates would have given. */
#include <throughline/num.h>
#include "stats_private.h"

struct sums {
	struct tl_sum observed, expected, reference_count, reference_population;
};

static double zero_if_unknown(double x)
{
	return isnan(x) ? 0 : x;
}

static void add_stratum(struct sums *sums, const struct tl_isr_strata *strata, size_t i)
{
	double x = zero_if_unknown(strata->counts[i]);
	double n = zero_if_unknown(strata->populations[i]);
	double count = zero_if_unknown(strata->reference_counts[i]);
	double population = strata->reference_populations[i];

	tl_sum_add(&sums->observed, x);
	tl_sum_add(&sums->expected, n * count / population);
	tl_sum_add(&sums->reference_count, count);
	tl_sum_add(&sums->reference_population, population);
}

static void look_at_strata(struct tl_isr *isr, const struct tl_isr_strata *strata)
{
	for (size_t i = 0; i < strata->count; i++) {
		double x = strata->counts[i], n = strata->populations[i];
		double count = strata->reference_counts[i];
		double population = strata->reference_populations[i];
		bool unknown = isnan(x + n + count);

		isr->missing += unknown || isnan(population);
		if (x < 0 || n < 0 || count < 0 || population <= 0)
			isr->refusal = TL_STANDARD_IMPOSSIBLE;
		else if (isnan(population) || (unknown && !strata->blank_zero))
			isr->refusal = TL_STANDARD_UNKNOWN;
	}
	if (strata->count == 0)
		isr->refusal = TL_STANDARD_UNKNOWN;
}

struct tl_isr tl_isr_ratio(const struct tl_isr_strata *strata)
{
	struct tl_isr isr = {TL_STANDARD_GIVEN, NAN, NAN, NAN, NAN, 0, TL_INTERVAL_NONE};
	struct sums sums = {0};

	look_at_strata(&isr, strata);
	if (isr.refusal != TL_STANDARD_GIVEN)
		return isr;
	for (size_t i = 0; i < strata->count; i++)
		add_stratum(&sums, strata, i);
	isr.observed = tl_sum_value(&sums.observed);
	isr.expected = tl_sum_value(&sums.expected);
	isr.reference_rate =
		tl_sum_value(&sums.reference_count) / tl_sum_value(&sums.reference_population);
	if (isr.expected > 0) {
		isr.value = isr.observed / isr.expected;
		isr.method = tl_rate_interval(isr.observed, isr.expected).method;
	} else {
		isr.refusal = TL_STANDARD_NOTHING_EXPECTED;
	}
	return isr;
}

struct tl_limits tl_isr_limits(const struct tl_isr *isr, double level)
{
	if (isr->refusal != TL_STANDARD_GIVEN)
		return stats_no_limits();
	return tl_rate_limits(isr->observed, isr->expected, level);
}
