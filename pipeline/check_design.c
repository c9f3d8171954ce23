#include "check_design.h"

#include <math.h>
#include <string.h>

#include <throughline/num.h>
#include <throughline/stats.h>

#define POWER 0.8
#define ALPHA 0.05

/* What each comparison allows at best, and what would be better. */
static const struct design {
	int level;
	const char *says, *better;
} designs[] = {
	[TL_COMPARE_NONE] = {1, "before and after alone, which is not evidence of impact",
		"a comparison: people who wait for it, or a place that starts later"},
	[TL_COMPARE_WAITING_LIST] = {3, "before and after, against the same of those who wait",
		"let places start at different times (go_live, did): it does not hang on who is "
		"put on "
		"a list"},
	[TL_COMPARE_MATCHED] = {2, "people who look like them on their first day",
		"places that start at different times (go_live, did); matching sees only what the "
		"extracts carry"},
	[TL_COMPARE_NOT_YET_LIVE] = {3,
		"before and after, against the same where it had not started",
		"more places, and more days on which they start"},
	[TL_COMPARE_OTHER_LOCALITIES] = {3,
		"before and after, against the same in places without it",
		"more such places, as alike as can be"},
};
static_assert(TL_LEN(designs) == TL_COMPARE_COUNT_OF, "the last comparison has its design");

struct arms { /* events expected in each */
	double one, none;
};

/* Where nobody is compared with, the same units before they came. */
static struct arms arms_of(const struct tl_programme *programme, const struct tl_use *use)
{
	const struct tl_windows *windows = &use->measure->windows;
	const struct tl_plan *plan = &programme->plan;
	bool alone = programme->comparison.kind == TL_COMPARE_NONE;
	double years = windows->after / 12.0;

	return (struct arms){plan->units * years * use->expected,
		alone ? plan->units * windows->before / 12.0 * use->expected
		      : plan->comparison * years * use->expected};
}

/* How many times as many units it takes in both arms until `wanted` is found and not `found`: the
 * logarithm that is found falls with the square root of them. */
static double times_as_many(double found, double wanted)
{
	double times = log(found) / log(wanted);

	return times * times;
}

static void say_detectable(
	const struct tl_programme *programme, const struct tl_use *use, struct tl_buf *out)
{
	struct arms arms = arms_of(programme, use);
	double ratio =
		tl_detectable_ratio(arms.one, arms.none, programme->plan.variance, POWER, ALPHA);

	tl_buf_addf(out, "  %s: ", use->name);
	if (isnan(ratio)) {
		tl_buf_addc(out, "what it could show is not known; ");
		tl_buf_addf(out, "say `plan: {units%s}`, above 0, and the measure's `expected`\n",
			programme->comparison.kind == TL_COMPARE_NONE ? "" : ", comparison");
		return;
	}
	tl_buf_addf(out, "finds %.0f%% fewer or %.0f%% more (4 times in 5)%s", 100 * (1 - ratio),
		100 * (1 / ratio - 1),
		programme->comparison.kind == TL_COMPARE_NONE
			? " than before, whatever it comes from"
			: "");
	if (use->matters > 0 && ratio > 1 - use->matters / 100)
		tl_buf_addf(out, "; enough for the %g%% that would matter", use->matters);
	else if (use->matters > 0)
		tl_buf_addf(out,
			"; %g%% would matter: that takes %.1f times as many, or as long a window",
			use->matters, times_as_many(ratio, 1 - use->matters / 100));
	tl_buf_addc(out, "\n");
}

/* ---- places that start at different times ---------------------------------------------------- */

/* How many of the study's localities begin on a day; TL_NO_DAY: never. */
static unsigned beginning(
	const struct tl_study *study, const struct tl_programme *programme, struct tl_day day)
{
	unsigned listed = 0;

	for (unsigned i = 0; i < programme->go_live_count; i++)
		if (!tl_day_is_set(day) || programme->go_live[i].day.n == day.n)
			listed++;
	return tl_day_is_set(day) ? listed : study->localities_count - listed;
}

static bool is_first_of_its_day(const struct tl_programme *programme, unsigned at)
{
	for (unsigned i = 0; i < at; i++)
		if (programme->go_live[i].day.n == programme->go_live[at].day.n)
			return false;
	return true;
}

static double factorial(unsigned n)
{
	return n < 2 ? 1 : n * factorial(n - 1);
}

/* In how many orders they could have begun: chance cannot be ruled out below one in so many. */
static void say_go_live(
	const struct tl_study *study, const struct tl_programme *programme, struct tl_buf *out)
{
	unsigned never = beginning(study, programme, TL_NO_DAY), days = never > 0;
	double orders = factorial(study->localities_count) / factorial(never);

	if (!programme->go_live_count || !study->localities_count)
		return;
	for (unsigned i = 0; i < programme->go_live_count; i++) {
		if (!is_first_of_its_day(programme, i))
			continue;
		days++;
		orders /= factorial(beginning(study, programme, programme->go_live[i].day));
	}
	if (days < 2)
		tl_buf_addc(out, "  go-live: all places start together, so there is nothing to "
				 "compare them with; let one start later\n");
	else if (orders < 1e6)
		tl_buf_addf(out,
			"  go-live: %u places could have started in %.0f orders: chance cannot be "
			"ruled out below p = 1/%.0f%s\n",
			study->localities_count, orders, orders,
			orders < 20 ? "; more places, or more days, would" : "");
}

/* ---- a programme ----------------------------------------------------------------------------- */

static int level_of(const struct tl_programme *programme)
{
	int level = designs[programme->comparison.kind].level;

	return programme->did.unit && level < 3 ? 3 : level;
}

static bool did_compares_with_peak(const struct tl_programme *programme)
{
	const struct tl_did_design *did = &programme->did;

	return did->unit && strcmp(did->unit, "unit") == 0 && !did->anticipation;
}

static void say_programme(
	const struct tl_study *study, const struct tl_programme *programme, struct tl_buf *out)
{
	const struct design *design = &designs[programme->comparison.kind];
	bool did = level_of(programme) > design->level;
	unsigned primaries = 0;

	tl_buf_addf(out, "%s: at best evidence level %d of 5, %s\n", programme->name,
		level_of(programme),
		did ? "places or people that start at different times" : design->says);
	if (did_compares_with_peak(programme))
		tl_buf_addc(out,
			"  warning: families or people come when things are worst, and did: "
			"{anticipation: 0} takes the time just before for usual: everything after "
			"looks like a fall; write by how many periods they are worse before, as "
			"anticipation: 2\n");
	say_go_live(study, programme, out);
	for (unsigned i = 0; i < programme->measures_count; i++) {
		if (!programme->measures[i].primary)
			continue;
		primaries++;
		say_detectable(programme, &programme->measures[i], out);
	}
	if (!primaries)
		tl_buf_addc(out, "  no measure is primary: write `primary: true` on the few it is "
				 "to be judged by\n");
	if (primaries > 5)
		tl_buf_addf(out,
			"  %u measures are primary: some will look changed by chance; name fewer\n",
			primaries);
	tl_buf_addf(out, "  better: %s\n",
		programme->did.unit ? designs[TL_COMPARE_NOT_YET_LIVE].better : design->better);
}

void check_design_say(const struct tl_study *study, struct tl_buf *out)
{
	for (size_t i = 0; i < study->programmes_count; i++)
		say_programme(study, study->programmes[i], out);
}
