/* The days that extracts cover. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../../stages/measure/coverage.h"

static struct tl_span days_of(int from_month, int from_day, int to_month, int to_day)
{
	return (struct tl_span){
		tl_day_of(2018, from_month, from_day), tl_day_of(2018, to_month, to_day)};
}

static void days_that_a_partner_withholds_are_not_covered(void **state)
{
	static char name[] = "calls";
	char *const names[] = {name};
	struct tl_withheld withheld[] = {
		{.days = days_of(1, 20, 2, 11)}, /* across the gap between the files */
		{.days = days_of(3, 5, 3, 6)}, {.days = days_of(6, 1, 7, 1)}, /* outside */
	};
	struct tl_contract contract = {
		.name = name, .withholds = withheld, .withholds_count = TL_LEN(withheld)};
	struct tl_contract *contracts[] = {&contract};
	struct tl_study study = {
		.contracts = contracts, .contracts_count = 1, .as_at = tl_day_of(2018, 12, 31)};
	struct measure_covered covered[] = {
		{&contract, "", days_of(1, 1, 2, 1)},
		{&contract, "", days_of(2, 5, 4, 1)},
	};
	struct measure_world world = {
		.study = &study, .covered = covered, .covered_count = TL_LEN(covered)};
	const struct tl_span want[] = {
		days_of(1, 1, 1, 20), days_of(2, 11, 3, 5), days_of(3, 6, 4, 1)};
	struct measure_days days = {0};

	(void)state;
	measure_coverage_of(&world, names, 1, &days);
	assert_int_equal(days.spans.count, TL_LEN(want));
	for (size_t i = 0; i < TL_LEN(want); i++) {
		assert_int_equal(days.spans.items[i].from.n, want[i].from.n);
		assert_int_equal(days.spans.items[i].to.n, want[i].to.n);
	}
	assert_int_equal(measure_days_within(&days, days_of(1, 20, 2, 11)), 0);
	assert_true(measure_days_withhold(&days, days_of(2, 10, 3, 1)));
	assert_false(measure_days_withhold(&days, days_of(2, 11, 3, 5)));
	assert_true(measure_days_withhold(&days, days_of(6, 30, 8, 1)));
	measure_days_free(&days);
}

/* Calls have no column of localities; counts have neither that nor people. */
static void without_a_word_of_where_no_locality_is_covered(void **state)
{
	static char name[] = "calls";
	char *names[] = {name};
	const struct tl_rows rows = {.contracts = names, .contracts_count = 1};
	static const struct {
		enum tl_kind kind;
		bool knows_places; /* link does */
		const char *locality;
		int64_t january;
	} cases[] = {{TL_KIND_EVENTS, false, "north", 0}, {TL_KIND_EVENTS, false, "", 31},
		{TL_KIND_EVENTS, true, "north", 31}, {TL_KIND_COUNTS, true, "north", 0},
		{TL_KIND_COUNTS, false, "", 31}};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_contract contract = {.name = name, .kind = cases[i].kind};
		struct tl_contract *contracts[] = {&contract};
		struct tl_study study = {.contracts = contracts,
			.contracts_count = 1,
			.as_at = tl_day_of(2018, 12, 31)};
		struct measure_covered covered[] = {{&contract, "", days_of(1, 1, 4, 1)}};
		struct measure_world world = {.study = &study,
			.covered = covered,
			.covered_count = 1,
			.knows_places = cases[i].knows_places};
		struct measure_days days = {0};

		measure_coverage_in(&world, &rows, cases[i].locality, &days);
		assert_int_equal(measure_days_within(&days, days_of(1, 1, 2, 1)), cases[i].january);
		measure_days_free(&days);
	}
}

/* Two localities; North keeps some days back, which the whole lacks too. */
static void a_locality_has_days_of_its_own_where_coverage_is_by_locality(void **state)
{
	static char name[] = "calls", north[] = "north";
	char *withheld_of[] = {north};
	struct tl_withheld withheld[] = {{.days = days_of(1, 20, 2, 1),
		.localities = withheld_of,
		.localities_count = TL_LEN(withheld_of)}};
	struct tl_field area[] = {{.role = TL_ROLE_LOCALITY}};
	struct tl_contract contract = {.name = name,
		.fields = area,
		.fields_count = 1,
		.withholds = withheld,
		.withholds_count = 1};
	struct tl_contract *contracts[] = {&contract};
	struct tl_study study = {
		.contracts = contracts, .contracts_count = 1, .as_at = tl_day_of(2018, 12, 31)};
	struct measure_covered covered[] = {
		{&contract, "", days_of(3, 1, 4, 1)},
		{&contract, "north", days_of(1, 1, 4, 1)},
		{&contract, "south", days_of(3, 1, 5, 1)},
	};
	struct measure_world world = {
		.study = &study, .covered = covered, .covered_count = TL_LEN(covered)};
	char *names[] = {name};
	const struct tl_rows rows = {.contracts = names, .contracts_count = 1};
	static const struct {
		const char *locality;
		int64_t january, february, april;
		bool withheld;
	} cases[] = {{"north", 19, 28, 0, true}, {"south", 0, 0, 30, false}, {"", 0, 0, 0, true}};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct measure_days days = {0};

		measure_coverage_in(&world, &rows, cases[i].locality, &days);
		assert_int_equal(measure_days_within(&days, days_of(1, 1, 2, 1)), cases[i].january);
		assert_int_equal(
			measure_days_within(&days, days_of(2, 1, 3, 1)), cases[i].february);
		assert_int_equal(measure_days_within(&days, days_of(3, 1, 4, 1)), 31);
		assert_int_equal(measure_days_within(&days, days_of(4, 1, 5, 1)), cases[i].april);
		assert_int_equal(
			measure_days_withhold(&days, days_of(1, 1, 2, 1)), cases[i].withheld);
		assert_false(measure_days_withhold(&days, days_of(2, 1, 3, 1)));
		measure_days_free(&days);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_word_of_where_no_locality_is_covered),
		cmocka_unit_test(a_locality_has_days_of_its_own_where_coverage_is_by_locality),
		cmocka_unit_test(days_that_a_partner_withholds_are_not_covered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
