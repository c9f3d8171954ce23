/* Funnels: each locality against the whole, exactly, and lines for drawing them. */
#include <throughline/num.h>
#include "stats_private.h"

static const char *const flag_names[] = {
	[TL_FUNNEL_NO_FLAG] = "",
	[TL_FUNNEL_NOT_SIGNIFICANT] = "Not significant",
	[TL_FUNNEL_HIGH_001] = "High (0.001)",
	[TL_FUNNEL_LOW_001] = "Low (0.001)",
	[TL_FUNNEL_HIGH_025] = "High (0.025)",
	[TL_FUNNEL_LOW_025] = "Low (0.025)",
};
static_assert(TL_LEN(flag_names) == TL_FUNNEL_FLAG_COUNT_OF, "every flag has its name");

const char *tl_funnel_flag_name(enum tl_funnel_flag flag)
{
	return flag_names[flag];
}

double tl_funnel_baseline(
	enum tl_funnel_kind kind, const struct tl_funnel_locality *localities, size_t count)
{
	struct tl_sum x = {0}, n = {0};

	if (kind == TL_FUNNEL_RATIO)
		return 1;
	for (size_t i = 0; i < count; i++) {
		if (isnan(localities[i].x) || !(localities[i].n > 0))
			continue;
		tl_sum_add(&x, localities[i].x);
		tl_sum_add(&n, localities[i].n);
	}
	return tl_sum_value(&n) > 0 ? tl_sum_value(&x) / tl_sum_value(&n) : NAN;
}

struct tl_limits tl_funnel_own_limits(enum tl_funnel_kind kind, double x, double n, double level)
{
	struct tl_limits of_count;

	if (kind == TL_FUNNEL_PROPORTION)
		return tl_proportion_limits(x, n, level);
	if (!(n > 0 && x >= 0))
		return stats_no_limits();
	of_count = tl_rate_exact_limits(x, level);
	return (struct tl_limits){of_count.lower / n, of_count.upper / n};
}

/* Wilson's interval touches b where the score test of b is at its limit: (p - b)^2 = z^2 b(1-b)/n.
 */
struct tl_limits tl_funnel_proportion_lines(double baseline, double n, double level)
{
	double reach = tl_z_quantile(level) * sqrt(baseline * (1 - baseline) / n);

	if (!(n > 0) || isnan(reach))
		return stats_no_limits();
	return (struct tl_limits){fmax(0, baseline - reach), fmin(1, baseline + reach)};
}

/* On the lower line the upper limit of x events is what the baseline expects at that size. */
struct tl_limits tl_funnel_rate_sizes(double baseline, double x, double level)
{
	struct tl_limits of_count = tl_rate_exact_limits(x, level);

	return (struct tl_limits){of_count.upper / baseline, of_count.lower / baseline};
}

enum tl_funnel_flag tl_funnel_flag_outside(
	double value, struct tl_limits at95, struct tl_limits at998)
{
	if (isnan(value) || isnan(at998.lower) || isnan(at95.lower))
		return TL_FUNNEL_NO_FLAG;
	if (value > at998.upper)
		return TL_FUNNEL_HIGH_001;
	if (value < at998.lower)
		return TL_FUNNEL_LOW_001;
	if (value > at95.upper)
		return TL_FUNNEL_HIGH_025;
	return value < at95.lower ? TL_FUNNEL_LOW_025 : TL_FUNNEL_NOT_SIGNIFICANT;
}

/* Seen from a locality's interval the baseline lies low where the locality is high. */
enum tl_funnel_flag tl_funnel_flag_own(
	double baseline, struct tl_limits own95, struct tl_limits own998)
{
	static const enum tl_funnel_flag turned[] = {
		[TL_FUNNEL_NO_FLAG] = TL_FUNNEL_NO_FLAG,
		[TL_FUNNEL_NOT_SIGNIFICANT] = TL_FUNNEL_NOT_SIGNIFICANT,
		[TL_FUNNEL_HIGH_001] = TL_FUNNEL_LOW_001,
		[TL_FUNNEL_LOW_001] = TL_FUNNEL_HIGH_001,
		[TL_FUNNEL_HIGH_025] = TL_FUNNEL_LOW_025,
		[TL_FUNNEL_LOW_025] = TL_FUNNEL_HIGH_025,
	};

	static_assert(TL_LEN(turned) == TL_FUNNEL_FLAG_COUNT_OF, "every flag turns round");
	return turned[tl_funnel_flag_outside(baseline, own95, own998)];
}
