/* Rows in the order of their people. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../../stages/measure/rows.h"

#define MANY 40 /* rows of one person: more than are put in order by insertion */

struct made { /* one delivery of few rows, in memory */
	struct tl_contract contract;
	struct tl_fact_array date;
	struct measure_delivery delivery;
};

static void make(struct made *made, const int32_t *days, const int64_t *keys,
	const int64_t *records, size_t rows)
{
	made->date = (struct tl_fact_array){.type = TL_FACT_DAY, .days = days};
	made->delivery.contract = &made->contract;
	made->delivery.facts.rows = rows;
	made->delivery.key_no = keys;
	made->delivery.record_no = records;
}

static void visits_lie_by_person_day_and_row_without_the_dead_and_the_undated(void **state)
{
	static const int32_t days[2][4] = {{30, 10, MEASURE_NO_DAY, 10}, {20, 10, 5, 40}};
	static const int64_t keys[2][4] = {{0, 1, 0, 0}, {0, TL_NO_INT, 2, 1}};
	static const int64_t records[] = {1, 2, 3, 4}, dead[] = {4};
	static const int32_t people[] = {1, 0, -1}; /* key 2 is not linked */
	static const struct measure_visit want[] = {
		{10, 5}, {5, 6}, /* nobody's, as they come */
		{10, 1}, /* the first person's; row 7 is dead */
		{10, 3}, {20, 4}, {30, 0}, /* the second's */
	};
	static const size_t first[] = {0, 2, 3, 6};
	struct made made[2] = {0};
	struct measure_delivery deliveries[2];
	const struct tl_fact_array *date[] = {&made[0].date, &made[1].date};
	struct measure_world world = {
		.deliveries = deliveries, .delivery_count = 2, .people_count = 2};
	struct measure_visits visits;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		make(&made[i], days[i], keys[i], records, 4);
		made[i].delivery.person_of_key = people;
		made[i].delivery.keys = TL_LEN(people);
		deliveries[i] = made[i].delivery;
	}
	deliveries[1].dead = dead;
	deliveries[1].dead_count = TL_LEN(dead);
	assert_true(measure_visits_make(&world, date, 2, &visits));
	assert_memory_equal(visits.first, first, sizeof first);
	assert_memory_equal(visits.items, want, sizeof want);
	measure_visits_free(&visits);

	/* The second delivery alone keeps the numbers of its rows. */
	date[0] = NULL;
	assert_true(measure_visits_make(&world, date, 1, &visits));
	assert_int_equal(visits.first[3], 3);
	assert_int_equal(visits.items[2].row, 4);
	measure_visits_free(&visits);
}

static void many_of_one_person_are_in_order_too(void **state)
{
	int32_t days[MANY];
	int64_t keys[MANY] = {0}, records[MANY];
	const int32_t people[] = {0};
	struct made made = {0};
	const struct tl_fact_array *date[] = {&made.date};
	struct measure_world world = {
		.deliveries = &made.delivery, .delivery_count = 1, .people_count = 1};
	struct measure_visits visits;

	(void)state;
	for (int i = 0; i < MANY; i++) {
		days[i] = (MANY - i) / 2; /* each day twice */
		records[i] = i + 1;
	}
	make(&made, days, keys, records, MANY);
	made.delivery.person_of_key = people;
	made.delivery.keys = 1;
	assert_true(measure_visits_make(&world, date, 1, &visits));
	for (size_t i = 1; i < MANY; i++) {
		const struct measure_visit *before = &visits.items[i - 1], *visit = before + 1;

		assert_true(before->day < visit->day ||
			    (before->day == visit->day && before->row < visit->row));
	}
	measure_visits_free(&visits);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(visits_lie_by_person_day_and_row_without_the_dead_and_the_undated),
		cmocka_unit_test(many_of_one_person_are_in_order_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
