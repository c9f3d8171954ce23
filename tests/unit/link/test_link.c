/* Who is the same person and the same family, from tokens, attributes and household keys. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "link_fixture.h"

static struct tl_study study;

static int start(void **state)
{
	(void)state;
	study = (struct tl_study){
		.as_at = {16000}, .linkage = {.keys_per_token = 3, .people_per_household = 4}};
	linking = (struct link){.study = &study};
	return 0;
}

static int stop(void **state)
{
	(void)state;
	link_release(&linking);
	return 0;
}

/* Nodes must be pushed in the order of partner, key. */
static uint32_t node(const char *partner, const char *key)
{
	struct node *made = tl_vec_push(&linking.nodes);

	*made = (struct node){.partner = tl_str(partner), .key = tl_str(key), .birth = TL_NO_DAY};
	return (uint32_t)(linking.nodes.count - 1);
}

static void token(uint32_t who, const char *value)
{
	said_token(who, "nhs", value);
}

static void person_is(uint32_t who, const char *birth, const char *sex)
{
	said_birth(who, birth);
	said_sex(who, sex);
}

static void lives(uint32_t who, int32_t from, int32_t to, const char *space, const char *household)
{
	said_household(who, from, to, space, household);
}

static void run(void)
{
	tier_one();
	link_families(&linking);
	link_number(&linking);
}

static uint32_t person_of(uint32_t who)
{
	return linking.nodes.items[who].person[LINK_DEFAULT];
}

static const struct person *person(uint32_t who)
{
	return &linking.people.items[person_of(who)];
}

static void the_same_trusted_token_is_the_same_person(void **state)
{
	(void)state;
	uint32_t a = node("health", "1"), b = node("police", "9"), c = node("police", "a");

	token(b, "T1");
	token(a, "T1");
	token(c, "T2");
	run();
	assert_int_equal(person_of(a), person_of(b));
	assert_int_not_equal(person_of(a), person_of(c));
	assert_int_equal(linking.tally.people, 2);
	assert_int_equal(linking.tally.joined, 1);
}

static void a_chain_of_tokens_is_one_person(void **state)
{
	(void)state;
	uint32_t a = node("a", "1"), b = node("b", "1"), c = node("c", "1");

	token(a, "X");
	token(b, "X");
	token(b, "Y");
	token(c, "Y");
	run();
	assert_int_equal(person_of(a), person_of(c));
	assert_int_equal(linking.tally.people, 1);
}

static void birth_month_and_sex_that_both_differ_are_a_contradiction(void **state)
{
	static const struct {
		const char *birth, *sex;
		bool joined;
	} cases[] = {{"2001-05-01", "2", true}, {"2001-05-01", "1", true},
		{"1990-01-01", "2", true}, {"1990-01-01", "1", false}};

	for (size_t i = 0; i < TL_LEN(cases); i++) {
		stop(state);
		start(state);
		uint32_t a = node("a", "1"), b = node("b", "1");
		token(a, "X");
		token(b, "X");
		person_is(a, "2001-05-01", "2");
		person_is(b, cases[i].birth, cases[i].sex);
		run();
		assert_int_equal(person_of(a) == person_of(b), cases[i].joined);
		assert_int_equal(linking.tally.contradictions, !cases[i].joined);
		if (!cases[i].joined)
			assert_string_equal(
				linking.journal.items[0].reason, "contradiction:birth-and-sex");
	}
}

static void a_token_on_too_many_keys_joins_nobody(void **state)
{
	uint32_t nodes[4];

	(void)state;
	for (int i = 0; i < 4; i++) {
		static const char *const keys[] = {"1", "2", "3", "4"};
		nodes[i] = node("a", keys[i]);
		token(nodes[i], "0000");
	}
	run();
	assert_int_equal(linking.tally.people, 4);
	assert_int_equal(linking.tally.tokens_too_common, 1);
	assert_int_equal(linking.journal.count, 4);
}

static void a_person_is_what_most_records_say(void **state)
{
	(void)state;
	uint32_t a = node("a", "1");

	person_is(a, "2001-05-01", "2");
	person_is(a, "2001-05-01", "1");
	person_is(a, "1999-01-01", "2");
	run();
	char text[11];
	assert_string_equal(tl_day_iso(person(a)->birth, text), "2001-05-01");
	assert_true(tl_str_equal(merged_text(&linking.sexes_named, person(a)->sex), TL_STR("2")));
}

static void people_of_one_household_key_are_a_family(void **state)
{
	(void)state;
	uint32_t a = node("housing", "1"), b = node("housing", "2"), c = node("housing", "3"),
		 alone = node("police", "1");

	lives(a, INT32_MIN, INT32_MIN, "housing", "H1");
	lives(b, INT32_MIN, INT32_MIN, "housing", "H1");
	lives(c, INT32_MIN, INT32_MIN, "housing", "H2");
	run();
	assert_int_equal(person(a)->family, person(b)->family);
	assert_int_not_equal(person(a)->family, person(c)->family);
	assert_int_not_equal(person(alone)->family, person(a)->family);
	assert_int_equal(linking.tally.families, 3);
}

static void who_moves_has_two_spells_and_belongs_where_the_month_ends(void **state)
{
	(void)state;
	uint32_t a = node("housing", "1"), b = node("housing", "2"), c = node("housing", "3");

	lives(a, 100, INT32_MIN, "housing", "H1");
	lives(a, 15000, INT32_MIN, "housing", "H2");
	lives(b, 100, INT32_MIN, "housing", "H1");
	lives(c, 100, INT32_MIN, "housing", "H2");
	run();
	assert_int_equal(person(a)->families.count, 2);
	assert_int_equal(person(a)->families.items[0].to.n, 15000);
	assert_int_equal(person(a)->families.items[0].value, person(b)->family);
	assert_int_equal(person(a)->family, person(c)->family);
	assert_int_not_equal(person(b)->family, person(c)->family); /* moving merges no families */
}

static void keys_of_two_spaces_held_at_once_are_one_family(void **state)
{
	(void)state;
	uint32_t a = node("health", "1"), b = node("housing", "1"), c = node("health", "2");

	token(a, "X");
	token(b, "X");
	lives(a, INT32_MIN, INT32_MIN, "", "P7");
	lives(b, INT32_MIN, INT32_MIN, "housing", "H1");
	lives(c, INT32_MIN, INT32_MIN, "", "P7");
	run();
	assert_int_equal(person(a)->family, person(c)->family);
	assert_int_equal(linking.tally.families, 1);
}

static void where_someone_lives_is_dated_and_the_later_claim_ends_the_earlier(void **state)
{
	(void)state;
	uint32_t a = node("council", "1");

	said_place(a, 200, INT32_MIN, "north");
	said_place(a, INT32_MIN, INT32_MIN, "south");
	said_place(a, 300, INT32_MIN, "north"); /* says it again */
	run();
	assert_int_equal(person(a)->localities.count, 2);
	assert_int_equal(person(a)->localities.items[0].to.n, 200);
	assert_false(tl_day_is_set(person(a)->localities.items[1].to));
	assert_true(tl_str_equal(
		merged_text(&linking.places_named, person(a)->locality), TL_STR("north")));
}

static void the_order_of_rows_changes_nothing(void **state)
{
	uint32_t people[2][3];

	for (int turn = 0; turn < 2; turn++) {
		stop(state);
		start(state);
		uint32_t n[3] = {node("a", "1"), node("b", "1"), node("c", "1")};
		for (int i = 0; i < 3; i++) {
			uint32_t who = n[turn ? 2 - i : i];
			token(who, "X");
			/* c contradicts a; b is compatible with both */
			if (who != n[1])
				person_is(who, who == n[0] ? "2000-01-01" : "1980-01-01",
					who == n[0] ? "1" : "2");
			lives(who, INT32_MIN, INT32_MIN, "", who == n[2] ? "H2" : "H1");
		}
		run();
		for (int i = 0; i < 3; i++)
			people[turn][i] = person_of(n[i]);
	}
	for (int i = 0; i < 3; i++)
		assert_int_equal(people[0][i], people[1][i]);
	assert_int_equal(people[0][0], people[0][1]);
	assert_int_not_equal(people[0][0], people[0][2]);
}

static void spells_never_overlap_and_merge_where_they_agree(void **state)
{
	enum { A = 1, B, C, D, E };
	static const struct claim claims[] = {
		{0, {INT32_MIN}, {50}, 0, A},
		{0, {40}, {60}, 0, B},
		{0, {60}, {INT32_MIN}, 0, B},
		{0, {70}, {65}, 0, C}, /* ended before it began */
		{0, {80}, {90}, 0, D},
		{0, {80}, {85}, 0, E},
		{0, {80}, {95}, 0, E},
	};
	struct claim out[TL_LEN(claims)];

	(void)state;
	assert_int_equal(claims_resolve(claims, TL_LEN(claims), out), 3);
	assert_int_equal(out[0].to.n, 40);
	assert_int_equal(out[1].from.n, 40);
	assert_int_equal(out[1].to.n, 80);
	assert_int_equal(out[2].value, E); /* said more often than D */
	assert_int_equal(out[2].to.n, 95);
}

#define link_test(fn) cmocka_unit_test_setup_teardown(fn, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		link_test(the_same_trusted_token_is_the_same_person),
		link_test(a_chain_of_tokens_is_one_person),
		link_test(birth_month_and_sex_that_both_differ_are_a_contradiction),
		link_test(a_token_on_too_many_keys_joins_nobody),
		link_test(a_person_is_what_most_records_say),
		link_test(people_of_one_household_key_are_a_family),
		link_test(who_moves_has_two_spells_and_belongs_where_the_month_ends),
		link_test(keys_of_two_spaces_held_at_once_are_one_family),
		link_test(where_someone_lives_is_dated_and_the_later_claim_ends_the_earlier),
		link_test(the_order_of_rows_changes_nothing),
		link_test(spells_never_overlap_and_merge_where_they_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
