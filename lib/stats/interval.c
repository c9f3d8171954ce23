/* Intervals as values: their names, their scale, and the one that knows nothing. */
#include "stats_private.h"

static const char *const method_names[] = {
	[TL_INTERVAL_NONE] = "",
	[TL_INTERVAL_WILSON] = "Wilson",
	[TL_INTERVAL_EXACT_POISSON] = "Exact",
	[TL_INTERVAL_BYAR] = "Byars",
	[TL_INTERVAL_NEWCOMBE] = "Newcombe",
	[TL_INTERVAL_EXACT_RATIO] = "exact conditional",
	[TL_INTERVAL_LOG_WALD] = "log-Wald",
	[TL_INTERVAL_ROBUST] = "cluster-robust",
	[TL_INTERVAL_T] = "Student's t",
	[TL_INTERVAL_ORDER] = "order statistics",
};
static_assert(TL_LEN(method_names) == TL_INTERVAL_METHOD_COUNT_OF, "every method has its name");

const char *tl_interval_method_name(enum tl_interval_method method)
{
	return method_names[method];
}

struct tl_interval tl_interval_scale(struct tl_interval interval, double by)
{
	interval.value *= by;
	interval.lower *= by;
	interval.upper *= by;
	interval.lower_998 *= by;
	interval.upper_998 *= by;
	return interval;
}

struct tl_limits stats_no_limits(void)
{
	return (struct tl_limits){NAN, NAN};
}

struct tl_interval stats_no_interval(void)
{
	return (struct tl_interval){NAN, NAN, NAN, NAN, NAN, TL_INTERVAL_NONE};
}

double stats_tail_of(double level)
{
	return (1 - level) / 2;
}
