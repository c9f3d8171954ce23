/* From enrolled to analysed: where units drop out on the way into the figures. */
#include "funnel_private.h"

#include "coverage.h"
#include "demand.h"

#include <stdlib.h>

enum stop { ENROLLED, WITH_PERSON, BY_AS_AT, FOLLOWED_UP, ANALYSED, MATCHED, STOPS };
static const char *const stop_names[] = {
	"enrolled", "with-person", "by-as-at", "followed-up", "analysed", "matched"};
static_assert(TL_LEN(stop_names) == STOPS, "the last stop has its name");

/* Rows that are no person's stand each for a unit of its own: numbers below those of units. */
static int64_t enrolled_who(
	const struct measure_funnel *funnel, const struct measure_row *row, size_t number)
{
	int32_t day = row->from == MEASURE_NO_DAY ? funnel->world->study->as_at.n : row->from;

	if (row->person < 0)
		return -1 - (int64_t)number;
	return funnel->of_families ? measure_person_family(funnel->world, row->person, day)
				   : row->person;
}

static void count_row(
	struct measure_funnel *funnel, int64_t who, size_t point, const struct measure_row *row)
{
	*tl_vec_push(&funnel->units.items) = (struct measure_member){who, point};
	if (measure_model_is_watched(funnel->model, point))
		measure_model_source(funnel->model, (struct measure_source){.point = point,
							    .unit = who,
							    .delivery = row->delivery,
							    .at = row->at,
							    .amount = 1});
}

/* The longest window of the programme's measures ends so many months after the first day. */
static int months_followed(const struct tl_programme *programme)
{
	unsigned months = 0;

	for (unsigned i = 0; i < programme->measures_count; i++) {
		const struct tl_measure *measure = programme->measures[i].measure;

		if (measure_is_demand(measure) &&
			measure->windows.run_in + measure->windows.after > months)
			months = measure->windows.run_in + measure->windows.after;
	}
	return (int)months;
}

/* In full: by the as-at day. */
static bool followed_in_full(
	const struct measure_funnel *funnel, const struct measure_unit *unit, int months)
{
	return tl_day_add_months((struct tl_day){unit->index}, months).n <=
	       funnel->world->study->as_at.n + 1;
}

/* Analysed: some measure has covered time of it after its first day. */
static bool analysed(const struct measure_funnel *funnel, const struct measure_days *days,
	const struct measure_unit *unit)
{
	for (unsigned i = 0; i < funnel->programme->measures_count; i++) {
		const struct tl_measure *measure = funnel->programme->measures[i].measure;
		struct tl_span span;

		if (!measure_is_demand(measure))
			continue;
		span = measure_window(measure, unit, MEASURE_AFTER);
		if (span.from.n < span.to.n && measure_days_within(&days[i], span) > 0)
			return true;
	}
	return false;
}

static struct measure_days *covered_days(const struct measure_funnel *funnel)
{
	struct measure_days *days = tl_alloc(funnel->programme->measures_count + 1, sizeof *days);

	for (unsigned i = 0; i < funnel->programme->measures_count; i++)
		measure_coverage_of_rows(funnel->world,
			&funnel->programme->measures[i].measure->numerator, &days[i]);
	return days;
}

/* Without a measure that looks before and after there is no follow-up to lose anyone in. */
static bool follows_up(const struct tl_programme *programme)
{
	for (unsigned i = 0; i < programme->measures_count; i++)
		if (measure_is_demand(programme->measures[i].measure))
			return true;
	return false;
}

static void count_matched(
	struct measure_funnel *funnel, const struct measure_cohort *matched, size_t point)
{
	for (size_t u = 0; u < matched->count; u++)
		measure_funnel_count_unit(funnel, &funnel->units, matched->units[u].who, point,
			matched, &matched->units[u]);
}

void measure_funnel_attrition_of(struct measure_funnel *funnel, const struct measure_cohort *cohort,
	const struct measure_cohort *matched, size_t match_points[2])
{
	struct measure_days *days = covered_days(funnel);
	bool follows = follows_up(funnel->programme);
	int months = months_followed(funnel->programme);
	size_t points[STOPS], stops = matched ? STOPS : follows ? MATCHED : BY_AS_AT + 1;

	for (size_t s = 0; s < stops; s++) {
		struct measure_key key =
			measure_funnel_key_of(funnel, "attrition", cohort->arm, funnel->localities);

		key.grp = stop_names[s];
		key.axis = "step";
		key.position = (int64_t)s + 1;
		points[s] = measure_funnel_add_base(funnel, cohort, &key);
	}
	for (size_t i = 0; i < cohort->picked.count; i++) {
		const struct measure_row *row = &cohort->picked.items[i];
		int64_t who = enrolled_who(funnel, row, i);

		count_row(funnel, who, points[ENROLLED], row);
		if (row->person >= 0)
			count_row(funnel, who, points[WITH_PERSON], row);
	}
	for (size_t u = 0; u < cohort->count; u++) {
		const struct measure_unit *unit = &cohort->units[u];

		measure_funnel_count_unit(
			funnel, &funnel->units, unit->who, points[BY_AS_AT], cohort, unit);
		if (!follows)
			continue;
		if (followed_in_full(funnel, unit, months))
			measure_funnel_count_unit(funnel, &funnel->units, unit->who,
				points[FOLLOWED_UP], cohort, unit);
		if (analysed(funnel, days, unit))
			measure_funnel_count_unit(
				funnel, &funnel->units, unit->who, points[ANALYSED], cohort, unit);
	}
	if (matched) {
		count_matched(funnel, matched, points[MATCHED]);
		match_points[0] = points[BY_AS_AT];
		match_points[1] = points[MATCHED];
	}
	for (unsigned i = 0; i < funnel->programme->measures_count; i++)
		measure_days_free(&days[i]);
	free(days);
}
