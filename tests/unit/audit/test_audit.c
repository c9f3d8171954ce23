/* The audit on a study's folders: it publishes, or it refuses and nothing is published. */
#include "fixture.h"

#include "../../../stages/audit/audit.h"

#include <throughline/stagedir.h>

static const struct fixture_policy exact = {8, 1, 0, 2, false, false};
static const struct fixture_policy after = {8, 1, 0, 2, false, true};
static const char *const sums[] = {"all=p+q+r"};

static const struct fixture_cell leaky[] = {
	{"all", 112, NULL, 1000}, {"p", 60, NULL, 0}, {"q", 49, NULL, 0}, {"r", HIDDEN, NULL, 0}};
static const struct fixture_cell repaired[] = {{"all", 112, NULL, 1000}, {"p", 60, NULL, 0},
	{"q", HIDDEN, NULL, 49}, {"r", HIDDEN, NULL, 0}};

static const char *study(void)
{
	const char *path = scratch_path("study");

	mkdir(path, 0700);
	return path;
}

static void hand_over(const struct fixture_cell cells[4], const struct fixture_policy *policy,
	const char *root, int round)
{
	struct tl_stagedir stage = {0};
	struct tl_err err = {0};
	struct tl_digest content = tl_sha256_of(tl_str(root));

	if (!tl_stagedir_begin(&stage, study(), NULL, "run/4-protect/public", false, "test", &err))
		fail_msg("%s", err.text);
	fixture_candidate(
		"study/run/4-protect/public.part/candidate.db", cells, 4, sums, 1, policy, NULL);
	fixture_working("study/run/4-protect/public.part/working.db", cells, 4, root, round);
	tl_stagedir_content(&stage, "candidate.db", content);
	if (!tl_stagedir_commit(&stage, &err))
		fail_msg("%s", err.text);
	tl_stagedir_abandon(&stage);
}

static int audit(char *words, size_t size)
{
	struct tl_stage_options options = {.study = study(), .extracts = NULL, .jobs = 1};
	struct audit_tally tally = {0};
	struct tl_err err = {0};

	if (audit_run(&options, &tally, &err))
		return EX_OK;
	if (words)
		snprintf(words, size, "%s", err.text);
	return err.exit_status;
}

static int64_t number(const char *name, const char *schema, const char *sql)
{
	struct tl_err err = {0};
	struct tl_db *db = tl_db_open(scratch_path(name), schema, &err);
	int64_t value = -1;

	if (!db || !tl_db_int(db, sql, &value, &err))
		fail_msg("%s", err.text);
	tl_db_free(db);
	return value;
}

#define VERDICT "study/run/4-verdict/public/verdict.db"
#define PUBLICATION "study/run/5-publish/public/publication.db"

static void a_safe_candidate_is_published_whole(void **state)
{
	(void)state;
	hand_over(repaired, &after, "r", 1);
	assert_int_equal(audit(NULL, 0), EX_OK);
	assert_int_equal(
		number(PUBLICATION, tl_schema_publication, "SELECT count(*) FROM cell"), 4);
	assert_int_equal(number(PUBLICATION, tl_schema_publication, "SELECT count(*) FROM sum"), 4);
	assert_int_equal(number(PUBLICATION, tl_schema_publication,
				 "SELECT count(*) FROM about WHERE key LIKE 'policy%'"),
		6);
	assert_true(scratch_has("study/run/5-publish/public/manifest.json"));
	assert_false(scratch_has("study/run/4-verdict"));
}

static void a_leaky_one_is_refused_and_an_older_publication_is_withdrawn(void **state)
{
	char words[1024];

	(void)state;
	hand_over(repaired, &after, "r", 1);
	assert_int_equal(audit(NULL, 0), EX_OK);
	hand_over(leaky, &exact, "s", 0);
	assert_int_equal(audit(words, sizeof words), EX_REFUSED);
	assert_string_equal(words, "the audit found 1 number that a reader could work out; "
				   "run/4-verdict/public says which"
				   " (confidential)");
	assert_false(scratch_has("study/run/5-publish/public"));
	assert_int_equal(number(VERDICT, tl_schema_verdict,
				 "SELECT count(*) FROM recovered WHERE cell = 'r' AND round = 1 AND"
				 " lowest = 3 AND highest = 3"),
		1);
	assert_int_equal(number(VERDICT, tl_schema_verdict,
				 "SELECT count(*) FROM hide WHERE cell = 'q' AND round = 1"),
		1);
	assert_int_equal(number(VERDICT, tl_schema_verdict, "SELECT count(*) FROM hide"), 1);
}

static void the_verdict_is_for_nobody_else(void **state)
{
	struct stat status;

	(void)state;
	hand_over(leaky, &exact, "r", 0);
	assert_int_equal(audit(NULL, 0), EX_REFUSED);
	assert_int_equal(stat(scratch_path("study/run/4-verdict/public"), &status), 0);
	assert_int_equal(status.st_mode & 0777, 0700);
}

/* Round 2 of the same draft keeps what round 1 asked; another draft begins anew. */
static void verdicts_add_up_within_a_draft(void **state)
{
	static const struct fixture_cell still[] = {{"all", 112, NULL, 1000}, {"p", 60, NULL, 0},
		{"q", HIDDEN, NULL, 0}, {"r", 3, NULL, 0}};

	(void)state;
	hand_over(leaky, &exact, "r", 0);
	assert_int_equal(audit(NULL, 0), EX_REFUSED);
	hand_over(still, &after, "r", 1);
	assert_int_equal(audit(NULL, 0), EX_REFUSED);
	assert_int_equal(number(VERDICT, tl_schema_verdict, "SELECT count(*) FROM recovered"), 2);
	assert_int_equal(number(VERDICT, tl_schema_verdict,
				 "SELECT count(*) FROM hide WHERE (cell, round) IN"
				 " (('q', 1), ('r', 2))"),
		2);
	assert_int_equal(
		number(VERDICT, tl_schema_verdict, "SELECT value FROM about WHERE key = 'round'"),
		2);
	hand_over(leaky, &exact, "another", 0);
	assert_int_equal(audit(NULL, 0), EX_REFUSED);
	assert_int_equal(number(VERDICT, tl_schema_verdict, "SELECT count(*) FROM recovered"), 1);
	assert_int_equal(number(VERDICT, tl_schema_verdict, "SELECT count(*) FROM hide"), 1);
}

static void auditing_the_same_candidate_twice_says_the_same(void **state)
{
	(void)state;
	hand_over(leaky, &exact, "r", 0);
	assert_int_equal(audit(NULL, 0), EX_REFUSED);
	assert_int_equal(rename(scratch_path(VERDICT), scratch_path("first.db")), 0);
	assert_int_equal(audit(NULL, 0), EX_REFUSED);
	assert_same_file("first.db", VERDICT);
	assert_int_equal(audit(NULL, 0), EX_REFUSED);
	assert_same_file("first.db", VERDICT);
}

static void without_a_candidate_there_is_nothing_to_audit(void **state)
{
	(void)state;
	assert_int_equal(audit(NULL, 0), EX_NOINPUT);
	assert_false(scratch_has("study/run/5-publish"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(a_safe_candidate_is_published_whole),
		scratch_test(a_leaky_one_is_refused_and_an_older_publication_is_withdrawn),
		scratch_test(the_verdict_is_for_nobody_else),
		scratch_test(verdicts_add_up_within_a_draft),
		scratch_test(auditing_the_same_candidate_twice_says_the_same),
		scratch_test(without_a_candidate_there_is_nothing_to_audit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
