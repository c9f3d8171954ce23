/* A made-up town holds what its truth file promises. */
#include "../scratch.h"

#include "../../../tools/generate/town.h"

static const char truth_text[] =
	"name: small\nseed: 3\nfirst_day: 2011-07-01\nas_at: 2014-06-30\n"
	"soft_launch: 2012-07-01\nfull_launch: 2012-10-01\n"
	"families: {soft: 20, full: 80, waiting: 70, from_waiting: 30, others: 50}\n"
	"localities: [{code: n, label: North, permille: 600, population: 1},"
	" {code: s, label: South, permille: 400, population: 1}]\n"
	"demand: [{name: calls, per_1000_family_years: 1, rate_ratio: 0.5}]\n"
	"others_permille: 1000\ncrisis: [2000]\n"
	"season: [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000]\n"
	"frailty: [500, 1500]\n"
	"steps: [{name: contact, from_days: 0, to_days: 0}, {name: decision, from_days: 1, "
	"to_days: 9},"
	" {name: allocated, from_days: 0, to_days: 9}, {name: opened, from_days: 1, to_days: 9},"
	" {name: closed, from_days: 90, to_days: 99}]\n"
	"missing_tokens: [{partner: police, permille: 60}]\n"
	"ethnicities: [{code: a, permille: 700}, {code: b, permille: 300}]\n"
	"ethnicity_blank: 60\nmissing_by_ethnicity: [{partner: police, ethnicity: b, permille: "
	"50}]\n"
	"spoilt_permille: 0\ncontradictions: 0\ncommon_token: 0\n";

static struct truth *truth;
static struct town town;

static int setup(void **state)
{
	struct tl_err err = {0};
	const char *path;

	if (scratch_make(state) != 0)
		return -1;
	path = scratch_text("truth.yaml", truth_text);
	if (!truth_load(&truth, path, &err))
		fail_msg("%s", err.text);
	town_make(&town, truth);
	return 0;
}

static int teardown(void **state)
{
	town_free(&town);
	truth_free(truth);
	return scratch_remove(state);
}

static void arms_are_as_large_as_the_truth_says(void **state)
{
	int soft = 0, started = 0, waited = 0, both = 0;

	(void)state;
	for (uint32_t i = 0; i < town.families_count; i++) {
		const struct town_family *family = &town.families[i];
		bool starts = tl_day_is_set(family->start),
		     waits = tl_day_is_set(family->waits_from);

		started += starts;
		waited += waits;
		both += starts && waits;
		soft += starts && family->start.n < truth->full_launch.n;
	}
	assert_int_equal(started, 130);
	assert_int_equal(waited, 70);
	assert_int_equal(both, 30);
	assert_int_equal(soft, 20);
}

static void steps_come_in_order_and_not_after_the_as_at_day(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < town.families_count; i++) {
		const struct tl_day *steps = town.families[i].steps;

		if (!tl_day_is_set(town.families[i].start))
			continue;
		assert_true(town.families[i].start.n <= truth->as_at.n);
		for (int step = 1; step < STEP_COUNT_OF; step++) {
			if (!tl_day_is_set(steps[step]))
				continue;
			assert_true(tl_day_is_set(steps[step - 1]));
			assert_true(steps[step - 1].n <= steps[step].n);
			assert_true(steps[step].n <= truth->as_at.n);
		}
	}
}

static void who_enters_from_the_list_has_waited(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < town.families_count; i++) {
		const struct town_family *family = &town.families[i];

		if (!tl_day_is_set(family->start) || !tl_day_is_set(family->waits_from))
			continue;
		assert_true(family->start.n > family->waits_from.n);
		assert_int_equal(family->start.n, family->waits_to.n);
		assert_int_equal(family->crisis.n, family->waits_from.n);
	}
}

static int compare_keys(const void *a, const void *b)
{
	return strcmp(((const struct town_key *)a)->text, ((const struct town_key *)b)->text);
}

static void no_two_people_share_a_key_or_a_token(void **state)
{
	struct town_key *keys = calloc(town.people_count, sizeof *keys);
	struct town_key *tokens = calloc(town.people_count, sizeof *tokens);

	(void)state;
	for (uint32_t i = 0; i < town.people_count; i++) {
		keys[i] = town_key_of(&town, "police", "N", i);
		tokens[i] = town_token_of(&town, "nhs", i);
	}
	qsort(keys, town.people_count, sizeof *keys, compare_keys);
	qsort(tokens, town.people_count, sizeof *tokens, compare_keys);
	for (uint32_t i = 1; i < town.people_count; i++) {
		assert_string_not_equal(keys[i - 1].text, keys[i].text);
		assert_string_not_equal(tokens[i - 1].text, tokens[i].text);
	}
	free(keys);
	free(tokens);
}

static void every_family_has_an_adult_and_a_child_of_school_age(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < town.families_count; i++) {
		const struct town_family *family = &town.families[i];
		const struct town_person *child =
			&town.people[family->first_person + family->adults];

		assert_true(town.people[family->first_person].is_adult);
		assert_false(child->is_adult);
		assert_in_range(town_age(child, truth->first_day), 9, 17);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arms_are_as_large_as_the_truth_says),
		cmocka_unit_test(steps_come_in_order_and_not_after_the_as_at_day),
		cmocka_unit_test(who_enters_from_the_list_has_waited),
		cmocka_unit_test(no_two_people_share_a_key_or_a_token),
		cmocka_unit_test(every_family_has_an_adult_and_a_child_of_school_age),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
