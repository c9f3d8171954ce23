#include "demand.h"

#include <stdlib.h>

#define SCHOOL_AGE_FROM 5
#define OFFENDING_AGE_FROM 10

const char *const demand_names[] = {
	[DEMAND_POLICE_URGENT] = "police-urgent",
	[DEMAND_DOMESTIC_ABUSE] = "domestic-abuse",
	[DEMAND_ANTISOCIAL] = "antisocial",
	[DEMAND_AMBULANCE] = "ambulance",
	[DEMAND_AE] = "ae",
	[DEMAND_CARE_START] = "care-start",
	[DEMAND_MISSING] = "missing",
	[DEMAND_EXCLUSION] = "exclusion",
	[DEMAND_NOTICE] = "notice",
	[DEMAND_OFFENCE] = "offence",
	[DEMAND_FIRE] = "fire",
	[DEMAND_MENTAL_HEALTH] = "mental-health",
	[DEMAND_CONTACT] = "contact",
};
static_assert(TL_LEN(demand_names) == DEMAND_COUNT_OF, "the last demand has its name");

static const struct {
	bool adults, children;
	int from_age;
} whose[] = {
	[DEMAND_POLICE_URGENT] = {true, false, 0},
	[DEMAND_DOMESTIC_ABUSE] = {true, false, 0},
	[DEMAND_ANTISOCIAL] = {true, true, OFFENDING_AGE_FROM},
	[DEMAND_AMBULANCE] = {true, true, 0},
	[DEMAND_AE] = {true, true, 0},
	[DEMAND_CARE_START] = {false, true, 0},
	[DEMAND_MISSING] = {false, true, OFFENDING_AGE_FROM},
	[DEMAND_EXCLUSION] = {false, true, SCHOOL_AGE_FROM},
	[DEMAND_NOTICE] = {true, false, 0},
	[DEMAND_OFFENCE] = {false, true, OFFENDING_AGE_FROM},
	[DEMAND_FIRE] = {true, false, 0},
	[DEMAND_MENTAL_HEALTH] = {true, true, SCHOOL_AGE_FROM},
	[DEMAND_CONTACT] = {false, true, 0},
};
static_assert(TL_LEN(whose) == DEMAND_COUNT_OF, "the last demand says whose it is");

struct stream { /* of one kind, looked up once */
	struct chance happens, who, frail;
	double per_day, effect;
};

static double permille(unsigned value)
{
	return (double)value / 1000;
}

static bool make_streams(const struct town *town, struct stream *streams, struct tl_err *err)
{
	for (size_t kind = 0; kind < DEMAND_COUNT_OF; kind++) {
		const struct truth_demand *demand =
			truth_demand_of(town->truth, demand_names[kind]);

		if (!demand)
			return tl_fail(err, EX_CONFIG,
				"the truth file has no demand \"%s\"; add it", demand_names[kind]);
		streams[kind] = (struct stream){
			.happens = town_chance(town, demand_names[kind]),
			.per_day = permille(demand->per_1000_family_years) / 365.25,
			.effect = demand->rate_ratio,
		};
		/* Different draws of one seed: a mark after the name keeps them apart. */
		streams[kind].who.seed = ~streams[kind].happens.seed;
		streams[kind].frail.seed = streams[kind].happens.seed ^ 1;
	}
	return true;
}

/* Half of how a family differs goes through all its needs, the other half is of each need. */
static double frailty(const struct town *town, const struct stream *stream, uint32_t family)
{
	const struct truth *truth = town->truth;
	struct chance common = town_chance(town, "frailty");
	bool shared = chance_permille(stream->frail, family, 1, 500);
	uint32_t at =
		chance_below(shared ? common : stream->frail, family, 0, truth->frailty_count);

	return permille(truth->frailty[at]);
}

static double crisis(const struct truth *truth, const struct town_family *family, struct tl_day day)
{
	if (!tl_day_is_set(family->crisis) || day.n >= family->crisis.n)
		return 1;
	for (unsigned month = 0; month < truth->crisis_count; month++)
		if (day.n >= tl_day_add_months(family->crisis, -(int)month - 1).n)
			return permille(truth->crisis[month]);
	return 1;
}

static bool may_be(
	const struct town *town, enum demand_kind kind, uint32_t person, struct tl_day day)
{
	const struct town_person *who = &town->people[person];

	if (who->birth.n > day.n)
		return false;
	return who->is_adult ? whose[kind].adults
			     : whose[kind].children && town_age(who, day) >= whose[kind].from_age;
}

/* The first person from a drawn place on whom it can concern: there always is one. */
static uint32_t pick_person(const struct town *town, const struct stream *stream,
	enum demand_kind kind, uint32_t number, struct tl_day day)
{
	const struct town_family *family = &town->families[number];
	uint32_t from = chance_below(stream->who, number, (uint64_t)day.n, family->people);

	for (uint32_t i = 0; i < family->people; i++) {
		uint32_t person = family->first_person + (from + i) % family->people;

		if (may_be(town, kind, person, day))
			return person;
	}
	return family->first_person;
}

static double factor_of(
	const struct town *town, const struct stream *stream, uint32_t number, struct tl_day day)
{
	const struct town_family *family = &town->families[number];
	bool in_study = tl_day_is_set(family->crisis);
	double factor = in_study ? crisis(town->truth, family, day)
				 : permille(town->truth->others_permille);

	if (tl_day_is_set(family->start) && day.n >= family->start.n)
		factor *= stream->effect;
	return factor;
}

static void walk_day(const struct town *town, const struct stream *streams, const double *frail,
	struct tl_day day, demand_fn *happens, void *context)
{
	double season = permille(town->truth->season[tl_month_index(day) % 12]);

	for (uint32_t family = 0; family < town->families_count; family++)
		for (int kind = 0; kind < DEMAND_COUNT_OF; kind++) {
			const struct stream *stream = &streams[kind];
			double share = chance_share(stream->happens, family, (uint64_t)day.n);
			double most = stream->per_day * season *
				      frail[family * DEMAND_COUNT_OF + (uint32_t)kind];

			/* Most days nothing happens, whatever the crisis: no need to work it out.
			 */
			if (share >= most * permille(TRUTH_CRISIS_MOST) ||
				share >= most * factor_of(town, stream, family, day))
				continue;
			happens(context, &(struct demand_happening){(enum demand_kind)kind, family,
						 pick_person(town, stream, (enum demand_kind)kind,
							 family, day),
						 day});
		}
}

bool demand_walk(const struct town *town, demand_fn *happens, void *context, struct tl_err *err)
{
	struct stream streams[DEMAND_COUNT_OF];
	double *frail;

	if (!make_streams(town, streams, err))
		return false;
	frail = tl_alloc((size_t)town->families_count * DEMAND_COUNT_OF, sizeof *frail);
	for (uint32_t family = 0; family < town->families_count; family++)
		for (uint32_t kind = 0; kind < DEMAND_COUNT_OF; kind++)
			frail[family * DEMAND_COUNT_OF + kind] =
				frailty(town, &streams[kind], family);
	for (struct tl_day day = town->truth->first_day; day.n <= town->truth->as_at.n;
		day = tl_day_add(day, 1))
		walk_day(town, streams, frail, day, happens, context);
	free(frail);
	return true;
}
