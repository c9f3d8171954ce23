#include "study_private.h"

#include <string.h>

/* Seeded families: a robust standard error twice Poisson's (methods). */
#define STUDY_VARIANCE_DEFAULT 4

static const char **list_of(const struct study_check *check, size_t count)
{
	return tl_arena_array(&check->study->arena, count, sizeof(char *));
}

/* Who is counted comes from rows about people that have a day to count from. */
static bool check_people(const struct study_check *check, const char *at, struct tl_rows *rows,
	const char *index_at, const char *index)
{
	if (!study_check_rows(check, at, rows))
		return false;
	if (rows->kind != TL_KIND_EPISODES && rows->kind != TL_KIND_EVENTS)
		return study_fail(check, study_at(check, "%s.contracts", at),
			"people come into a programme by episodes or events, not by %s",
			tl_kinds[rows->kind].name);
	return study_check_column(check, index_at, rows, index, STUDY_DAY_COLUMN);
}

static bool check_phases(const struct study_check *check, const struct tl_programme *programme)
{
	const char **names = list_of(check, programme->phases_count);
	struct tl_day last = TL_NO_DAY, day;

	for (unsigned i = 0; i < programme->phases_count; i++) {
		const char *at = study_at(check, "phases.%u.from", i);

		names[i] = programme->phases[i].name;
		if (!study_check_day(check, at, programme->phases[i].from, &day))
			return false;
		if (day.n <= last.n)
			return study_fail(check, at,
				"this phase does not begin after the one before it; put them in "
				"order");
		last = day;
	}
	return study_check_unique(check, "phases", "name", names, programme->phases_count);
}

static bool check_steps(const struct study_check *check, const struct tl_programme *programme)
{
	const char **names = list_of(check, programme->steps_count);

	for (unsigned i = 0; i < programme->steps_count; i++) {
		names[i] = programme->steps[i].name;
		if (!study_check_column(check, study_at(check, "steps.%u.column", i),
			    &programme->cohort, programme->steps[i].column, STUDY_DAY_COLUMN))
			return false;
	}
	return study_check_unique(check, "steps", "name", names, programme->steps_count);
}

static bool check_comparison(const struct study_check *check, struct tl_comparison *comparison)
{
	const char *kind = tl_comparison_names[comparison->kind];

	if (comparison->kind == TL_COMPARE_WAITING_LIST && !comparison->pool.contracts_count)
		return study_fail(check, "comparison.kind",
			"a waiting-list comparison needs a pool: who waits; add it");
	if (comparison->kind == TL_COMPARE_NONE && comparison->pool.contracts_count)
		return study_fail(check, "comparison.pool",
			"there is a pool but the kind is %s; write kind: waiting-list", kind);
	return !comparison->pool.contracts_count ||
	       check_people(check, "comparison.pool", &comparison->pool, "comparison.index",
		       comparison->index);
}

static bool check_partners(const struct study_check *check, const struct tl_programme *programme)
{
	for (unsigned i = 0; i < programme->partners_count; i++)
		if (!study_check_partner(check, study_at(check, "partners.%u.partner", i),
			    programme->partners[i].partner))
			return false;
	return true;
}

static bool check_at_least(
	const struct study_check *check, const char *at, double value, double least)
{
	return value >= least ||
	       study_fail(check, at, "this is %.0f or more, or it is left out", least);
}

static bool check_use(const struct study_check *check, unsigned i, const struct tl_use *use)
{
	return check_at_least(
		       check, study_at(check, "measures.%u.expected", i), use->expected, 0) &&
	       check_at_least(check, study_at(check, "measures.%u.matters", i), use->matters, 0) &&
	       (use->matters < 100 || study_fail(check, study_at(check, "measures.%u.matters", i),
					      "a change that matters is under 100 percent"));
}

static bool check_plan(const struct study_check *check, struct tl_plan *plan)
{
	if (plan->variance == 0) /* not given */
		plan->variance = STUDY_VARIANCE_DEFAULT;
	return check_at_least(check, "plan.units", plan->units, 0) &&
	       check_at_least(check, "plan.comparison", plan->comparison, 0) &&
	       check_at_least(check, "plan.variance", plan->variance, 1);
}

static bool check_uses(const struct study_check *check, const struct tl_programme *programme)
{
	const char **names = list_of(check, programme->measures_count);

	for (unsigned i = 0; i < programme->measures_count; i++) {
		names[i] = programme->measures[i].name;
		if (!check_use(check, i, &programme->measures[i]))
			return false;
	}
	return study_check_unique(check, "measures", "name", names, programme->measures_count);
}

bool study_check_programme(const struct study_check *check, struct tl_programme *programme)
{
	static const char *const units[] = {"family", "person"};

	return study_check_name(check, programme->name) &&
	       study_check_word(check, "unit", programme->unit, units, TL_LEN(units)) &&
	       check_people(check, "cohort", &programme->cohort, "index", programme->index) &&
	       check_phases(check, programme) && check_steps(check, programme) &&
	       check_comparison(check, &programme->comparison) &&
	       check_partners(check, programme) && check_plan(check, &programme->plan) &&
	       check_uses(check, programme);
}
