#include "scratch.h"

#include <throughline/facts.h>
#include <throughline/linked.h>
#include <throughline/schema.h>

#define PEOPLE 70000

static const int32_t calls[] = {2, 0, 1}, calls_strict[] = {2, 0, 3}, visits[] = {1};

/* Three deliveries: calls, a large one that crosses chunks, visits; people 0 .. count - 1. */
static struct tl_db *make(int people)
{
	struct tl_err err = {0};
	struct tl_db *db = tl_db_create(scratch_path("link.db"), tl_schema_link, &err);
	struct tl_linked_writer *writer = tl_linked_writer_new(NULL);
	int32_t *many = tl_alloc(PEOPLE, sizeof *many), *loose = tl_alloc(PEOPLE, sizeof *loose);
	static const struct tl_fact_column person[] = {{"person_no", TL_FACT_INT}};
	struct tl_facts_writer *persons = tl_facts_writer_new("person", person, 1);

	for (int i = 0; i < PEOPLE; i++)
		many[i] = loose[i] = PEOPLE - 1 - i;
	loose[65535] = 7;
	tl_linked_add(writer, "calls", calls, calls_strict, NULL, TL_LEN(calls));
	tl_linked_add(writer, "many", many, NULL, loose, PEOPLE);
	tl_linked_add(writer, "visits", visits, NULL, NULL, TL_LEN(visits));
	for (int i = 0; i < people; i++) {
		tl_facts_int(persons, 0, i);
		tl_facts_end_row(persons);
	}
	assert_true(db && tl_facts_finish(persons, db, &err));
	assert_true(tl_linked_finish(writer, db, &err));
	assert_true(tl_db_finish(db, &err));
	tl_facts_writer_free(persons);
	tl_linked_writer_free(writer);
	free(many);
	free(loose);
	db = tl_db_open(scratch_path("link.db"), tl_schema_link, &err);
	assert_non_null(db);
	return db;
}

static void every_delivery_has_its_own_keys_at_every_threshold(void **state)
{
	static const struct {
		const char *delivery, *threshold;
		size_t keys;
		bool differs;
		size_t key;
		int32_t person;
	} cases[] = {
		{"calls", "default", 3, false, 2, 1},
		{"calls", "strict", 3, true, 2, 3},
		{"calls", "strict", 3, true, 1, 0},
		{"calls", "loose", 3, false, 2, 1},
		{"many", "default", PEOPLE, false, 0, PEOPLE - 1},
		{"many", "default", PEOPLE, false, 65533, PEOPLE - 1 - 65533},
		{"many", "default", PEOPLE, false, PEOPLE - 1, 0},
		{"many", "strict", PEOPLE, false, 65535, PEOPLE - 1 - 65535},
		{"many", "loose", PEOPLE, true, 65535, 7},
		{"many", "loose", PEOPLE, true, 65536, PEOPLE - 1 - 65536},
		{"visits", "default", 1, false, 0, 1},
		{"visits", "loose", 1, false, 0, 1},
	};
	struct tl_db *db = make(PEOPLE);
	struct tl_arena arena = {0};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_linked linked;
		struct tl_err err = {0};

		assert_true(tl_linked_read(
			db, cases[i].delivery, cases[i].threshold, &arena, &linked, &err));
		assert_int_equal(linked.keys, cases[i].keys);
		assert_int_equal(linked.differs, cases[i].differs);
		assert_int_equal(linked.people[cases[i].key], cases[i].person);
	}
	tl_arena_free(&arena);
	tl_db_free(db);
}

static void a_delivery_that_names_nobody_has_no_keys(void **state)
{
	struct tl_db *db = make(PEOPLE);
	struct tl_arena arena = {0};
	struct tl_linked linked;
	struct tl_err err = {0};

	(void)state;
	assert_true(tl_linked_read(db, "counts", "default", &arena, &linked, &err));
	assert_int_equal(linked.keys, 0);
	tl_arena_free(&arena);
	tl_db_free(db);
}

static void a_person_that_is_not_there_is_damage(void **state)
{
	struct tl_db *db = make(3);
	struct tl_arena arena = {0};
	struct tl_linked linked;
	struct tl_err err = {0};

	(void)state;
	assert_true(tl_linked_read(db, "calls", "default", &arena, &linked, &err));
	assert_false(tl_linked_read(db, "calls", "strict", &arena, &linked, &err));
	assert_int_equal(err.exit_status, EX_DATAERR);
	assert_false(tl_linked_read(db, "many", "default", &arena, &linked, &err));
	tl_arena_free(&arena);
	tl_db_free(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_delivery_has_its_own_keys_at_every_threshold,
			scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(
			a_delivery_that_names_nobody_has_no_keys, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(
			a_person_that_is_not_there_is_damage, scratch_make, scratch_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
