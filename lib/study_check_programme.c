#include "study_private.h"

#include <string.h>

/* Seeded families: a robust standard error twice Poisson's (methods). */
#define STUDY_VARIANCE_DEFAULT 4
#define STUDY_FAR_MONTHS (30 * 12) /* a programme that began longer ago, or will, is a slip */

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

/* ---- comparison ----------------------------------------------------------------------------- */

/* What each kind cannot do without. */
static bool check_needs(const struct study_check *check, const struct tl_programme *programme)
{
	static const char *const lacking[] = {
		[TL_COMPARE_WAITING_LIST] =
			"a waiting-list comparison needs a pool: who waits; add it",
		[TL_COMPARE_NOT_YET_LIVE] = "a not-yet-live comparison needs a pool: who came "
					    "where it had not begun; add it",
		[TL_COMPARE_MATCHED] = "a matched comparison needs a pool to match from; add it",
		[TL_COMPARE_OTHER_LOCALITIES] =
			"an other-localities comparison needs a pool: who came there; add it",
	};
	const struct tl_comparison *comparison = &programme->comparison;

	if (comparison->kind == TL_COMPARE_NONE)
		return !comparison->pool.contracts_count ||
		       study_fail(check, "comparison.pool",
			       "there is a pool but the kind is none; write kind: waiting-list");
	if (!comparison->pool.contracts_count)
		return study_fail(check, "comparison.kind", "%s", lacking[comparison->kind]);
	if (comparison->kind == TL_COMPARE_NOT_YET_LIVE && !programme->go_live_count)
		return study_fail(check, "comparison.kind",
			"who is not yet live needs go_live: from when each locality had the "
			"programme; add it");
	if (comparison->kind == TL_COMPARE_OTHER_LOCALITIES && !comparison->localities_count)
		return study_fail(check, "comparison.kind",
			"an other-localities comparison needs localities: which; add them");
	if (comparison->kind == TL_COMPARE_MATCHED && !comparison->match.on_count)
		return study_fail(check, "comparison.kind",
			"a matched comparison needs match: on what; add it");
	return true;
}

static bool check_cuts(
	const struct study_check *check, const char *at, const struct tl_match_on *on)
{
	double last = 0, cut;

	if (on->cuts_count && on->bins)
		return study_fail(check, study_at(check, "%s.bins", at),
			"there are cuts already; leave one of the two out");
	if (on->bins == 1)
		return study_fail(check, study_at(check, "%s.bins", at),
			"one band holds everybody, so nothing is matched by it; give 2 or more, or "
			"leave "
			"the attribute out");
	for (unsigned i = 0; i < on->cuts_count; i++) {
		if (!tl_num_real(tl_str(on->cuts[i]), (struct tl_num_style){0}, &cut) ||
			(i && cut <= last))
			return study_fail(check, study_at(check, "%s.cuts.%u", at, i),
				"cuts are ascending numbers");
		last = cut;
	}
	return true;
}

static bool check_attribute(const struct study_check *check, const char *at,
	const struct tl_programme *programme, const char *attribute)
{
	for (size_t i = 0; tl_match_known[i]; i++)
		if (strcmp(attribute, tl_match_known[i]) == 0)
			return strcmp(attribute, "sex") != 0 ||
			       strcmp(programme->unit, "person") == 0 ||
			       study_fail(check, at, "a family has no sex; leave it out");
	return study_check_column(check, at, &programme->cohort, attribute, STUDY_ANY_COLUMN) &&
	       study_check_column(
		       check, at, &programme->comparison.pool, attribute, STUDY_ANY_COLUMN);
}

static bool check_match(const struct study_check *check, const struct tl_programme *programme)
{
	const struct tl_match *match = &programme->comparison.match;
	const char **names = list_of(check, match->on_count);

	if (match->on_count && programme->comparison.kind != TL_COMPARE_MATCHED)
		return study_fail(
			check, "comparison.match", "only kind: matched matches; leave this out");
	for (unsigned i = 0; i < match->on_count; i++) {
		names[i] = match->on[i].attribute;
		if (!check_attribute(check, study_at(check, "comparison.match.on.%u.attribute", i),
			    programme, names[i]) ||
			!check_cuts(
				check, study_at(check, "comparison.match.on.%u", i), &match->on[i]))
			return false;
	}
	return study_check_unique(
		check, "comparison.match.on", "attribute", names, match->on_count);
}

/* A locality that is compared with never had the programme, and some other did. */
static bool check_elsewhere(
	const struct study_check *check, const struct tl_programme *programme, unsigned i)
{
	const struct tl_comparison *comparison = &programme->comparison;
	const char *at = study_at(check, "comparison.localities.%u", i);

	if (!study_check_locality(check, at, comparison->localities[i]))
		return false;
	if (comparison->localities_count >= check->study->localities_count)
		return study_fail(check, "comparison.localities",
			"these are all the study's localities: none is left that has the "
			"programme");
	for (unsigned j = 0; j < programme->go_live_count; j++)
		if (strcmp(programme->go_live[j].locality, comparison->localities[i]) == 0)
			return study_fail(check, at,
				"\"%s\" has the programme by go_live; compare with places that "
				"never had it",
				comparison->localities[i]);
	return true;
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : !a && !b;
}

static bool same_texts(char *const *a, unsigned a_count, char *const *b, unsigned b_count)
{
	for (unsigned i = 0; a_count == b_count && i < a_count; i++)
		if (strcmp(a[i], b[i]) != 0)
			return false;
	return a_count == b_count;
}

static bool same_condition(const struct tl_condition *a, const struct tl_condition *b)
{
	return same_text(a->column, b->column) && same_text(a->is, b->is) &&
	       same_text(a->from, b->from) && same_text(a->to, b->to) &&
	       same_texts(a->codes, a->codes_count, b->codes, b->codes_count) &&
	       same_texts(a->not_codes, a->not_codes_count, b->not_codes, b->not_codes_count);
}

static bool same_rows(const struct tl_rows *a, const struct tl_rows *b)
{
	for (unsigned i = 0; a->where_count == b->where_count && i < a->where_count; i++)
		if (!same_condition(&a->where[i], &b->where[i]))
			return false;
	return a->where_count == b->where_count &&
	       same_texts(a->contracts, a->contracts_count, b->contracts, b->contracts_count);
}

/* Whoever is in the programme by then is not compared: that would be everybody. */
static bool check_pool(const struct study_check *check, const struct tl_programme *programme)
{
	const struct tl_comparison *comparison = &programme->comparison;

	return !comparison->pool.contracts_count ||
	       !same_rows(&comparison->pool, &programme->cohort) ||
	       !same_text(comparison->index, programme->index) ||
	       study_fail(check, "comparison.pool",
		       "these are the very rows that bring people into the programme, so nobody is "
		       "left to compare with; say who was without it");
}

static bool check_comparison(const struct study_check *check, struct tl_programme *programme)
{
	struct tl_comparison *comparison = &programme->comparison;

	if (!check_needs(check, programme) || !check_pool(check, programme))
		return false;
	for (unsigned i = 0; i < comparison->localities_count; i++)
		if (!check_elsewhere(check, programme, i))
			return false;
	return (!comparison->pool.contracts_count ||
		       check_people(check, "comparison.pool", &comparison->pool, "comparison.index",
			       comparison->index)) &&
	       check_match(check, programme);
}

static bool check_go_live(const struct study_check *check, struct tl_programme *programme)
{
	const char **names = list_of(check, programme->go_live_count);

	for (unsigned i = 0; i < programme->go_live_count; i++) {
		struct tl_go_live *live = &programme->go_live[i];

		names[i] = live->locality;
		if (!study_check_locality(
			    check, study_at(check, "go_live.%u.locality", i), live->locality) ||
			!study_check_day(check, study_at(check, "go_live.%u.from", i), live->from,
				&live->day))
			return false;
		if (live->day.n <
				tl_day_add_months(check->study->month_from, -STUDY_FAR_MONTHS).n ||
			live->day.n > tl_day_add_months(check->study->as_at, STUDY_FAR_MONTHS).n)
			return study_fail(check, study_at(check, "go_live.%u.from", i),
				"%s lies more than thirty years from the reporting months; is the "
				"year right?",
				live->from);
	}
	return study_check_unique(check, "go_live", "locality", names, programme->go_live_count);
}

static bool check_did(const struct study_check *check, const struct tl_programme *programme)
{
	static const char *const units[] = {"locality", "unit"};
	static const char *const periods[] = {"month", "quarter", "year"};
	static const char *const controls[] = {"never", "not-yet"};
	const struct tl_did_design *did = &programme->did;

	if (!did->unit)
		return true;
	if (strcmp(did->unit, "locality") == 0 && !programme->go_live_count)
		return study_fail(check, "did.unit",
			"localities that begin one after the other need go_live; add it");
	return study_check_word(check, "did.unit", did->unit, units, TL_LEN(units)) &&
	       study_check_word(check, "did.period", did->period, periods, TL_LEN(periods)) &&
	       study_check_word(check, "did.control", did->control, controls, TL_LEN(controls));
}

static bool check_transferred(const struct study_check *check, struct tl_programme *programme)
{
	return !programme->transferred.contracts_count ||
	       check_people(check, "transferred", &programme->transferred, "transferred", NULL);
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
	if (use->primary && use->negative_control)
		return study_fail(check, study_at(check, "measures.%u.negative_control", i),
			"\"%s\" is primary as well: what the programme cannot change is nothing to "
			"judge "
			"it by; leave one of the two out",
			use->name);
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
	       check_transferred(check, programme) && check_go_live(check, programme) &&
	       check_comparison(check, programme) && check_did(check, programme) &&
	       check_partners(check, programme) && check_plan(check, &programme->plan) &&
	       check_uses(check, programme);
}
