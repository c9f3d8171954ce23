#include "../scratch.h"

#include "../../../pipeline/pipeline.h"

static const struct step link_step = {.name = "link", .program = "tl-link", .dir = "run/2-link"};

static void every_kind_of_input_is_said_in_words_an_analyst_reads(void **state)
{
	static const struct {
		const char *input, *want;
	} cases[] = {
		{"yaml:contracts/police.yaml", "contracts/police.yaml changed"},
		{"yaml:study.yaml#months", "study.yaml#months changed"},
		{"file:never-link.csv", "never-link.csv changed"},
		{"list:measures/.yaml", "files came or went: measures/.yaml"},
		{"matches:calls-*.csv", "deliveries came or went: calls-*.csv"},
		{"store:run/2-link", "run/2-link changed"},
		{"extract:calls.csv", "the delivery calls.csv changed"},
		{"data:reports/views.sql", "reports/views.sql (of throughline itself) changed"},
		{"program:tl-link", "tl-link is another version"},
		{"omen:crow", "omen:crow changed"},
	};
	struct tl_buf got = {0};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		tl_buf_clear(&got);
		staleness_words(cases[i].input, &got);
		assert_string_equal(tl_buf_c(&got), cases[i].want);
	}
	tl_buf_free(&got);
}

/* A hand-off that read one file, one definition and the list of another folder. */
static void make_hand_off(void)
{
	static const char *const inputs[] = {
		"file:never-link.csv", "yaml:study.yaml#months", "list:measures/.yaml"};
	struct tl_stagedir stage;
	struct tl_err err = {0};

	scratch_write("never-link.csv", "a,b\n");
	scratch_write("study.yaml", "title: One\nmonths: {from: 2018-01, to: 2018-03}\n");
	assert_int_equal(mkdir(scratch_path("measures"), 0700), 0);
	scratch_write("measures/calls.yaml", "name: calls\n");
	assert_true(tl_stagedir_begin(
		&stage, scratch, NULL, link_step.dir, false, link_step.program, &err));
	for (size_t i = 0; i < TL_LEN(inputs); i++)
		assert_true(tl_stagedir_input(&stage, inputs[i], &err));
	assert_true(tl_stagedir_commit(&stage, &err));
}

/* "fresh", "not made", or the inputs that changed, each followed by a blank. */
static const char *look(struct tl_buf *said)
{
	struct staleness staleness;
	struct tl_err err = {0};

	tl_buf_clear(said);
	if (!staleness_of(&staleness, scratch, NULL, &link_step, &err))
		fail_msg("%s", err.text);
	assert_true(staleness.stale == (!staleness.made || staleness.changed.count > 0));
	if (!staleness.stale)
		tl_buf_addc(said, "fresh");
	if (!staleness.made)
		tl_buf_addc(said, "not made");
	for (size_t i = 0; i < staleness.changed.count; i++)
		tl_buf_addf(said, "%s ", staleness.changed.items[i]);
	staleness_free(&staleness);
	return tl_buf_c(said);
}

static void a_step_without_a_hand_off_is_not_made(void **state)
{
	struct tl_buf said = {0};

	(void)state;
	assert_string_equal(look(&said), "not made");
	assert_int_equal(mkdir(scratch_path("run"), 0700), 0);
	assert_int_equal(mkdir(scratch_path("run/2-link"), 0700), 0);
	scratch_write("run/2-link/link.db", "cut off before its manifest");
	assert_string_equal(look(&said), "not made");
	tl_buf_free(&said);
}

static void a_step_is_stale_by_just_those_inputs_that_changed(void **state)
{
	struct tl_buf said = {0};

	(void)state;
	make_hand_off();
	assert_string_equal(look(&said), "fresh");
	scratch_write("study.yaml", "title: Two\n# what link does not read\nmonths: {from: "
				    "2018-01, to: 2018-03}\n");
	scratch_write("measures/calls.yaml", "name: calls # listed, not read\n");
	assert_string_equal(look(&said), "fresh");
	scratch_write("never-link.csv", "a,c\n");
	assert_string_equal(look(&said), "file:never-link.csv ");
	scratch_write("measures/visits.yaml", "name: visits\n");
	assert_string_equal(look(&said), "file:never-link.csv list:measures/.yaml ");
	scratch_write("never-link.csv", "a,b\n");
	assert_string_equal(look(&said), "list:measures/.yaml ");
	assert_int_equal(unlink(scratch_path("measures/visits.yaml")), 0);
	assert_string_equal(look(&said), "fresh");
	tl_buf_free(&said);
}

static void an_input_that_is_gone_or_can_no_longer_be_read_has_changed(void **state)
{
	struct tl_buf said = {0};

	(void)state;
	make_hand_off();
	assert_int_equal(unlink(scratch_path("never-link.csv")), 0);
	scratch_write("study.yaml", "months: {from: 2018-01\n");
	assert_string_equal(look(&said), "file:never-link.csv yaml:study.yaml#months ");
	tl_buf_free(&said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_input_is_said_in_words_an_analyst_reads),
		scratch_test(a_step_without_a_hand_off_is_not_made),
		scratch_test(a_step_is_stale_by_just_those_inputs_that_changed),
		scratch_test(an_input_that_is_gone_or_can_no_longer_be_read_has_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
