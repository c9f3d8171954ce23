/* What people decided beside the study, and names that last from release to release. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../stages/link/compared.h"
#include "link_fixture.h"

static struct tl_study study;
static struct released released;
static struct compared by_model; /* what the model found: only .household, by node */

static int start(void **state)
{
	(void)state;
	study = (struct tl_study){
		.as_at = {16000}, .linkage = {.keys_per_token = 5, .people_per_household = 3}};
	linking = (struct link){.study = &study};
	released = (struct released){0};
	by_model = (struct compared){0};
	return 0;
}

static int stop(void **state)
{
	(void)state;
	link_release(&linking);
	released_free(&released);
	return 0;
}

/* A key as "police:9"; keys must be pushed in the order of partner, key. */
static uint32_t node(const char *name)
{
	struct tl_str key = tl_str(name), partner;

	tl_str_cut(&key, ':', &partner);
	*tl_vec_push(&linking.nodes) =
		(struct node){.partner = partner, .key = key, .birth = TL_NO_DAY};
	return (uint32_t)(linking.nodes.count - 1);
}

static void token(uint32_t who, const char *name, const char *value)
{
	said_token(who, name, value);
}

static void lives(uint32_t who, int32_t from, int32_t to, const char *household)
{
	said_household(who, from, to, NULL, household);
}

static struct tl_named key_named(const char *name)
{
	struct tl_str key = tl_str(name), partner;

	tl_str_cut(&key, ':', &partner);
	return (struct tl_named){partner, TL_STR("key"), key};
}

static void pair(const char *one, const char *other, enum link_apart never, bool same)
{
	*tl_vec_push(&linking.lists.pairs) = (struct link_pair_line){
		.one = key_named(one), .other = key_named(other), .never = never, .same = same};
}

static void run(void)
{
	tier_one();
	if (by_model.household)
		linking.compared = &by_model;
	link_families(&linking);
	linking.compared = NULL;
	link_ids_give(&linking, &released);
	link_number(&linking);
}

static const struct person *person(uint32_t who)
{
	return &linking.people.items[linking.nodes.items[who].person[LINK_DEFAULT]];
}

static const char *family_id(uint32_t who)
{
	return linking.families.items[person(who)->family].id;
}

static bool one_person(uint32_t a, uint32_t b)
{
	return person(a) == person(b);
}

/* Whether the journal has such a line; id and other may be NULL: whatever it is. */
static bool noted(const char *change, const char *reason, const char *id, const char *other)
{
	for (size_t i = 0; i < linking.journal.count; i++) {
		const struct journal_entry *entry = &linking.journal.items[i];

		if (!strcmp(entry->change, change) && !strcmp(entry->reason, reason) &&
			(!id || (entry->id && !strcmp(entry->id, id))) &&
			(!other || (entry->other_id && !strcmp(entry->other_id, other))))
			return true;
	}
	return false;
}

static int element_order(const void *a, const void *b)
{
	const struct released_name *x = a, *y = b;

	return strcmp(x->element, y->element);
}

/* The last release knew this key as this person. */
static void was(const char *name, const char *id)
{
	struct tl_named key = key_named(name);

	*tl_vec_push(&released.people) = (struct released_name){
		tl_arena_text(&released.arena, tl_str(tl_named_key(key.partner, key.value).hex)),
		id};
	qsort(released.people.items, released.people.count, sizeof *released.people.items,
		element_order);
	released.number = 1;
}

static void family_was(const char *household, const char *id)
{
	*tl_vec_push(&released.families) = (struct released_name){
		tl_arena_text(&released.arena,
			tl_str(tl_named_household(tl_str(NULL), tl_str(household)).hex)),
		id};
	qsort(released.families.items, released.families.count, sizeof *released.families.items,
		element_order);
}

/* ---- lists ---------------------------------------------------------------------------------- */

static void two_who_must_not_be_linked_are_not_through_a_third_either(void **state)
{
	(void)state;
	uint32_t a = node("a:1"), b = node("b:1"), c = node("c:1");

	token(a, "nhs", "X");
	token(b, "nhs", "X");
	token(b, "upn", "Y");
	token(c, "upn", "Y");
	pair("a:1", "c:1", LINK_NOT_ONE_PERSON, false);
	linking.lists.never_sheet.count = 1;
	run();
	assert_true(one_person(a, b));
	assert_false(one_person(a, c));
	assert_false(one_person(b, c));
	assert_true(noted("refused", "never-link", NULL, NULL));
	for (enum link_threshold at = 0; at < LINK_THRESHOLDS; at++)
		assert_int_not_equal(
			linking.nodes.items[a].person[at], linking.nodes.items[c].person[at]);
}

static void who_is_named_second_leaves_a_family_they_would_share(void **state)
{
	(void)state;
	uint32_t mother = node("a:1"), child = node("a:2"), other = node("a:3");

	lives(mother, INT32_MIN, INT32_MIN, "H1");
	lives(child, INT32_MIN, INT32_MIN, "H1");
	lives(other, INT32_MIN, INT32_MIN, "H1");
	pair("a:1", "a:3", LINK_NOT_ONE_FAMILY, false);
	linking.lists.never_sheet.count = 1;
	run();
	assert_string_equal(family_id(mother), family_id(child));
	assert_string_not_equal(family_id(mother), family_id(other));
	assert_true(noted("refused", "never-link:family", NULL, NULL));
}

static void a_communal_address_makes_no_family_and_ends_none(void **state)
{
	(void)state;
	uint32_t a = node("a:1"), b = node("a:2"), c = node("a:3");

	lives(a, 100, INT32_MIN, "home");
	lives(b, 100, INT32_MIN, "home");
	lives(a, 15000, INT32_MIN, "refuge");
	lives(c, 15000, INT32_MIN, "refuge");
	*tl_vec_push(&linking.lists.communal) =
		(struct link_communal_line){tl_str(NULL), TL_STR("refuge")};
	run();
	assert_string_equal(family_id(a), family_id(b));
	assert_string_not_equal(family_id(a), family_id(c));
	assert_int_equal(linking.tally.communal, 1);
}

static void too_many_people_at_a_time_are_no_family_in_turn_they_are(void **state)
{
	uint32_t crowd[4], turns[4];
	static const char *const names[] = {"a:1", "a:2", "a:3", "a:4", "b:1", "b:2", "b:3", "b:4"};

	(void)state;
	for (int i = 0; i < 4; i++)
		crowd[i] = node(names[i]);
	for (int i = 0; i < 4; i++)
		turns[i] = node(names[4 + i]);
	for (int i = 0; i < 4; i++) {
		lives(crowd[i], INT32_MIN, INT32_MIN, "hostel");
		lives(turns[i], 100 * (i + 1), 100 * (i + 2), "flat");
	}
	run();
	assert_string_not_equal(family_id(crowd[0]), family_id(crowd[1]));
	assert_string_equal(family_id(turns[0]), family_id(turns[3]));
	assert_int_equal(linking.tally.communal, 1);
}

static void a_partner_with_one_key_a_person_has_two_people_for_two_keys(void **state)
{
	(void)state;
	uint32_t a = node("a:1"), b = node("a:2"), c = node("b:1");

	linking.nodes.items[a].single = linking.nodes.items[b].single = true;
	token(a, "nhs", "X");
	token(b, "nhs", "X");
	token(c, "nhs", "X");
	run();
	assert_false(one_person(a, b));
	assert_true(one_person(a, c));
	assert_true(noted("refused", "one-key-per-person", NULL, NULL));
}

static void a_new_number_at_adoption_is_not_mended(void **state)
{
	char nhs[] = "nhs", *exclusive[] = {nhs};

	for (int asked = 0; asked < 2; asked++) {
		start(state);
		uint32_t a = node("a:1"), b = node("b:1");

		if (asked) {
			study.linkage.exclusive_tokens = exclusive;
			study.linkage.exclusive_tokens_count = 1;
		}
		token(a, "nhs", "old");
		token(b, "nhs", "new");
		token(a, "upn", "same");
		token(b, "upn", "same");
		run();
		assert_int_equal(one_person(a, b), !asked);
		assert_int_equal(noted("refused", "other-token", NULL, NULL), asked);
		stop(state);
	}
	start(state);
}

static void answers_join_and_part(void **state)
{
	(void)state;
	uint32_t a = node("a:1"), b = node("b:1"), c = node("c:1"), d = node("d:1");

	token(c, "nhs", "X");
	token(d, "nhs", "X");
	pair("a:1", "b:1", LINK_NOT_ONE_PERSON, true);
	pair("c:1", "d:1", LINK_NOT_ONE_PERSON, false);
	run();
	assert_true(one_person(a, b));
	assert_false(one_person(c, d));
	assert_true(noted("joined", "answer", NULL, NULL));
}

static void lines_that_name_nobody_are_counted_by_list(void **state)
{
	(void)state;
	node("a:1");
	node("b:1");
	pair("a:1", "b:1", LINK_NOT_ONE_PERSON, false);
	pair("a:1", "b:9", LINK_NOT_ONE_PERSON, false);
	linking.lists.never_sheet.count = 2;
	pair("a:8", "b:1", LINK_NOT_ONE_PERSON, true);
	run();
	assert_int_equal(linking.lists.never_unmet, 1);
	assert_int_equal(linking.lists.pairs_unmet, 2);
}

/* Two answers on a:1 and b:1; whether they bind, or why they are refused. */
static bool two_answers(const char *first, const char *second, size_t *bound, struct tl_err *err)
{
	static struct tl_partner partners[] = {{.code = "a"}, {.code = "b"}};
	static struct tl_field fields[] = {{.name = "key", .role = TL_ROLE_KEY}};
	static struct tl_contract contract = {.fields = fields, .fields_count = 1};
	static struct tl_contract *contracts[] = {&contract};
	struct tl_str cells[2][8];
	struct tl_sheet_row rows[2];
	struct tl_sheet sheet = {.path = "answers.csv", .rows = rows, .count = 2};
	bool ok;

	start(NULL);
	study.partners = partners;
	study.partners_count = TL_LEN(partners);
	study.contracts = contracts;
	study.contracts_count = TL_LEN(contracts);
	study.linkage.reviewers = 2;
	for (size_t i = 0; i < 2; i++) {
		const char *texts[8] = {
			"a", "key", "1", "b", "key", "1", "same", i ? second : first};

		for (size_t j = 0; j < TL_LEN(texts); j++)
			cells[i][j] = tl_str(texts[j]);
		rows[i] = (struct tl_sheet_row){.line = (int64_t)i + 2, .cells = cells[i]};
	}
	ok = link_answers_read(&linking, &sheet, err);
	*bound = linking.lists.pairs.count;
	stop(NULL);
	start(NULL);
	return ok;
}

static void a_reviewer_is_one_in_capitals_or_not_and_has_a_name(void **state)
{
	struct tl_err err = {0};
	size_t bound;

	(void)state;
	assert_true(two_answers("AB", "CD", &bound, &err));
	assert_int_equal(bound, 1);
	assert_true(two_answers("AB", "ab", &bound, &err));
	assert_int_equal(bound, 0);
	assert_false(two_answers("AB", "", &bound, &err));
	assert_int_equal(err.exit_status, EX_CONFIG);
	assert_non_null(strstr(err.text, "answers.csv:3: no reviewer"));
}

/* Cohen (1960): 0.25 for 20 yes-yes, 15 no-no, 5 and 10 apart gives 0.4. */
static void agreement_of_reviewers_is_cohens_kappa(void **state)
{
	int64_t pairs;
	double kappa;

	(void)state;
	linking.lists.agreement[LINK_SAME][LINK_SAME] = 20;
	linking.lists.agreement[LINK_SAME][LINK_DIFFERENT] = 5;
	linking.lists.agreement[LINK_DIFFERENT][LINK_SAME] = 10;
	linking.lists.agreement[LINK_DIFFERENT][LINK_DIFFERENT] = 15;
	assert_true(link_answers_kappa(&linking.lists, &pairs, &kappa));
	assert_int_equal(pairs, 50);
	assert_true(kappa > 0.4 - 1e-12 && kappa < 0.4 + 1e-12);
}

/* ---- names ---------------------------------------------------------------------------------- */

static void a_person_keeps_their_name_when_keys_come(void **state)
{
	(void)state;
	uint32_t a = node("a:1"), b = node("b:1"), c = node("c:1");

	was("b:1", "p001-0000007");
	token(a, "nhs", "X");
	token(b, "nhs", "X");
	run();
	assert_string_equal(person(a)->id, "p001-0000007");
	assert_string_equal(person(c)->id, "p002-0000001");
	assert_true(noted("added", "token:nhs", "p001-0000007", NULL));
}

static void where_names_meet_the_oldest_stays_and_it_is_said(void **state)
{
	(void)state;
	uint32_t a = node("a:1"), b = node("b:1");

	was("a:1", "p002-0000001");
	was("b:1", "p001-0000009");
	token(a, "nhs", "X");
	token(b, "nhs", "X");
	run();
	assert_string_equal(person(a)->id, "p001-0000009");
	assert_true(one_person(a, b));
	assert_true(noted("merged", "token:nhs", "p001-0000009", "p002-0000001"));
}

static void of_a_split_person_most_keys_keep_the_name(void **state)
{
	(void)state;
	uint32_t a = node("a:1"), b = node("b:1"), c = node("c:1");

	was("a:1", "p001-0000001");
	was("b:1", "p001-0000001");
	was("c:1", "p001-0000001");
	token(b, "nhs", "X");
	token(c, "nhs", "X");
	run();
	assert_string_equal(person(b)->id, "p001-0000001");
	assert_string_equal(person(a)->id, "p002-0000001");
	assert_true(one_person(b, c));
	assert_true(noted("split", "no-evidence", "p002-0000001", "p001-0000001"));
}

static void an_equal_split_leaves_the_name_with_the_first_key_and_says_who_refused(void **state)
{
	(void)state;
	uint32_t a = node("a:1"), b = node("b:1");

	was("a:1", "p001-0000001");
	was("b:1", "p001-0000001");
	token(a, "nhs", "X");
	token(b, "nhs", "X");
	pair("a:1", "b:1", LINK_NOT_ONE_PERSON, false);
	linking.lists.never_sheet.count = 1;
	run();
	assert_string_equal(person(a)->id, "p001-0000001");
	assert_true(noted("split", "never-link", person(b)->id, "p001-0000001"));
}

static void a_family_keeps_its_name_when_people_and_households_come(void **state)
{
	(void)state;
	uint32_t a = node("a:1"), b = node("a:2");

	was("a:1", "p001-0000001");
	family_was("H1", "f001-0000004");
	lives(a, INT32_MIN, INT32_MIN, "H1");
	lives(b, INT32_MIN, INT32_MIN, "H1");
	run();
	assert_string_equal(family_id(b), "f001-0000004");
	assert_int_equal(linking.families.count, 1);
}

static void who_lived_alone_brings_the_family_its_name(void **state)
{
	(void)state;
	uint32_t a = node("a:1"), b = node("a:2");

	was("a:1", "p001-0000001");
	*tl_vec_push(&released.families) = (struct released_name){"p001-0000001", "f001-0000002"};
	lives(a, INT32_MIN, INT32_MIN, "H1");
	lives(b, INT32_MIN, INT32_MIN, "H1");
	run();
	assert_string_equal(family_id(a), "f001-0000002");
	assert_string_equal(family_id(b), "f001-0000002");
}

static void a_model_family_that_one_leaves_keeps_its_name_alone(void **state)
{
	uint32_t household[] = {0, 1, 1}, a = node("a:1"), b = node("a:2"), c = node("a:3");
	static const char *const people[] = {"p001-0000001", "p001-0000002", "p001-0000003"};

	(void)state;
	was("a:1", people[0]);
	was("a:2", people[1]);
	was("a:3", people[2]);
	for (int i = 0; i < 3; i++)
		*tl_vec_push(&released.families) =
			(struct released_name){people[i], "f001-0000001"};
	by_model.household = household;
	run();
	assert_string_equal(family_id(b), "f001-0000001");
	assert_string_equal(family_id(c), "f001-0000001");
	assert_string_equal(family_id(a), "f002-0000001");
	assert_true(noted("split", "household", "f002-0000001", "f001-0000001"));
}

#define link_test(fn) cmocka_unit_test_setup_teardown(fn, start, stop)
int main(void)
{
	const struct CMUnitTest tests[] = {
		link_test(two_who_must_not_be_linked_are_not_through_a_third_either),
		link_test(who_is_named_second_leaves_a_family_they_would_share),
		link_test(a_communal_address_makes_no_family_and_ends_none),
		link_test(too_many_people_at_a_time_are_no_family_in_turn_they_are),
		link_test(a_partner_with_one_key_a_person_has_two_people_for_two_keys),
		link_test(a_new_number_at_adoption_is_not_mended),
		link_test(answers_join_and_part),
		link_test(lines_that_name_nobody_are_counted_by_list),
		link_test(a_reviewer_is_one_in_capitals_or_not_and_has_a_name),
		link_test(agreement_of_reviewers_is_cohens_kappa),
		link_test(a_person_keeps_their_name_when_keys_come),
		link_test(where_names_meet_the_oldest_stays_and_it_is_said),
		link_test(of_a_split_person_most_keys_keep_the_name),
		link_test(an_equal_split_leaves_the_name_with_the_first_key_and_says_who_refused),
		link_test(a_family_keeps_its_name_when_people_and_households_come),
		link_test(who_lived_alone_brings_the_family_its_name),
		link_test(a_model_family_that_one_leaves_keeps_its_name_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
