/* What a chart says in one sign: is it changing (variation), and will it meet its target
 * (assurance). */
#include "stats_private.h"

static const char *const signal_names[] = {
	[TL_XMR_NO_SIGNAL] = "",
	[TL_XMR_OUTSIDE] = "outside",
	[TL_XMR_TREND] = "trend",
	[TL_XMR_TWO_OF_THREE] = "two of three",
	[TL_XMR_SHIFT] = "shift",
};
static_assert(TL_LEN(signal_names) == TL_XMR_SIGNAL_COUNT_OF, "every signal has its name");

/* The words of NHSRplotthedots, so that a chart can be laid beside one of its own. */
static const char *const type_names[] = {
	[TL_XMR_COMMON_CAUSE] = "common_cause",
	[TL_XMR_IMPROVEMENT] = "special_cause_improvement",
	[TL_XMR_CONCERN] = "special_cause_concern",
	[TL_XMR_NEUTRAL_HIGH] = "special_cause_neutral_high",
	[TL_XMR_NEUTRAL_LOW] = "special_cause_neutral_low",
};
static_assert(TL_LEN(type_names) == TL_XMR_TYPE_COUNT_OF, "every type has its name");

static const char *const assurance_names[] = {
	[TL_XMR_NO_ASSURANCE] = "",
	[TL_XMR_CONSISTENT_PASS] = "consistent_pass",
	[TL_XMR_CONSISTENT_FAIL] = "consistent_fail",
	[TL_XMR_HIT_AND_MISS] = "inconsistent",
};
static_assert(TL_LEN(assurance_names) == TL_XMR_ASSURANCE_COUNT_OF, "every assurance has its name");

const char *tl_xmr_signal_name(enum tl_xmr_signal signal)
{
	return signal_names[signal];
}

const char *tl_xmr_type_name(enum tl_xmr_type type)
{
	return type_names[type];
}

const char *tl_xmr_assurance_name(enum tl_xmr_assurance assurance)
{
	return assurance_names[assurance];
}

static bool has_icon(const struct tl_xmr_point *points, size_t count)
{
	return count && points[count - 1].group_points >= TL_XMR_ICON_POINTS;
}

bool tl_xmr_variation(const struct tl_xmr_point *points, size_t count, enum tl_xmr_type *icon)
{
	if (!has_icon(points, count))
		return false;
	*icon = points[count - 1].type;
	return true;
}

enum tl_xmr_assurance tl_xmr_assure(
	const struct tl_xmr_point *points, size_t count, double target, int good)
{
	const struct tl_xmr_point *last;
	int side; /* of the target, seen from the process */

	if (!has_icon(points, count) || good == 0 || isnan(target))
		return TL_XMR_NO_ASSURANCE;
	last = &points[count - 1];
	if (isnan(last->lower))
		return TL_XMR_NO_ASSURANCE;
	side = (target > last->upper) - (target < last->lower);
	if (side == 0)
		return TL_XMR_HIT_AND_MISS;
	return side == good ? TL_XMR_CONSISTENT_FAIL : TL_XMR_CONSISTENT_PASS;
}
