#include "sensitivity.h"

#include "demand.h"
#include "match.h"

#include <string.h>

static char day_0_before[] = "before", day_0_after[] = "after";

static bool counts_before(const struct tl_windows *windows)
{
	return windows->day_0 && strcmp(windows->day_0, "before") == 0;
}

/* ---- windows -------------------------------------------------------------------------------- */

static void set_after_6(struct tl_windows *windows)
{
	windows->after = 6;
}

static void set_after_18(struct tl_windows *windows)
{
	windows->after = 18;
}

static void turn_day_0(struct tl_windows *windows)
{
	windows->day_0 = counts_before(windows) ? day_0_after : day_0_before;
}

static void turn_run_in(struct tl_windows *windows)
{
	windows->run_in = windows->run_in ? 0 : 3;
}

static const struct variant {
	const char *name,
		*otherwise; /* otherwise: what it is called where it turns the other way */
	void (*set)(struct tl_windows *windows);
} variants[] = {
	{"after-6", NULL, set_after_6},
	{"after-18", NULL, set_after_18},
	{"day-0-before", "day-0-after", turn_day_0},
	{"run-in-3", "run-in-0", turn_run_in},
};

static const char *name_of(const struct variant *variant, const struct tl_windows *own)
{
	bool turned = variant->set == turn_day_0    ? counts_before(own)
		      : variant->set == turn_run_in ? own->run_in > 0
						    : false;

	return turned ? variant->otherwise : variant->name;
}

static bool is_own(const struct tl_windows *a, const struct tl_windows *b)
{
	return a->after == b->after && a->run_in == b->run_in &&
	       counts_before(a) == counts_before(b);
}

static bool run_windows(const struct measure_world *world, const struct tl_measure *measure,
	const struct measure_arms *arms, struct measure_model *model, struct tl_err *err)
{
	for (size_t i = 0; i < TL_LEN(variants); i++) {
		struct tl_measure *other =
			tl_arena_array(&model->arena, 1, sizeof *other); /* the figures name it */

		*other = *measure;
		variants[i].set(&other->windows);
		if (!is_own(&other->windows, &measure->windows) &&
			!measure_demand_variant(world, other,
				name_of(&variants[i], &measure->windows), arms, model, err))
			return false;
	}
	return true;
}

/* ---- linkage -------------------------------------------------------------------------------- */

static bool run_linkage(const struct measure_world *world, const struct tl_measure *measure,
	const char *threshold, const char *name, const struct tl_programme *programme,
	struct measure_model *model, struct tl_err *err)
{
	struct measure_arms arms = {0};
	struct measure_match match = {0};
	struct measure_world other;
	bool differs, ok = measure_world_at(world, threshold, &other, &differs, err);

	if (ok && differs)
		ok = measure_arms_build(&other, programme, 1, &arms, err) &&
		     measure_match_run(&other, &arms, &match, err) &&
		     measure_demand_variant(&other, measure, name, &arms, model, err);
	measure_match_free(&match);
	measure_arms_free(&arms);
	measure_world_at_free(&other);
	return ok;
}

bool measure_sensitivity_run(const struct measure_world *world, const struct tl_use *use,
	const struct measure_arms *arms, struct measure_model *model, struct tl_err *err)
{
	const struct tl_programme *programme = arms->programme;

	return run_windows(world, use->measure, arms, model, err) &&
	       run_linkage(
		       world, use->measure, "strict", "linkage-strict", programme, model, err) &&
	       run_linkage(world, use->measure, "loose", "linkage-loose", programme, model, err);
}
