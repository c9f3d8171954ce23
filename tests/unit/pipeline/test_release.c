/* A study whose hand-offs are all there and empty: what is tested is the ledger and what is frozen,
 * not what lies in it. */
#include "../study_fixture.h"

#include "../../../pipeline/pipeline.h"

#include <fcntl.h>

#include <throughline/infile.h>
#include <throughline/outfile.h>
#include <throughline/schema.h>

static const struct {
	const char *dir, *store, *schema; /* schema NULL: a plain file */
} hand_offs[] = {
	{"run/1-ingest/settle", "settle.db", tl_schema_settle},
	{"run/2-link", "link.db", tl_schema_link},
	{"run/3-measure", "measure.db", tl_schema_measure},
	{PUBLISH_DIR, "publication.db", tl_schema_publication},
	{PACKS_DIR, "results.csv", NULL},
	{PACKS_DIR, "board.html", NULL},
};

/* Where a stage writes facts, tables of their names do: a release asks by name. */
static void put_store(const char *path, const char *schema)
{
	struct tl_err err = {0};
	struct tl_db *db = tl_db_create(path, schema, &err);

	assert_non_null(db);
	if (schema == tl_schema_link)
		assert_true(tl_db_exec(db,
			"CREATE TABLE person (person_no, person_id, family_no);"
			"CREATE TABLE family (family_no, family_id);"
			"CREATE TABLE journal (entry, unit, change, reason, id, other_id)",
			&err));
	if (schema == tl_schema_measure)
		assert_true(tl_db_exec(db,
			"CREATE TABLE atom (atom, units, contributors);"
			"CREATE TABLE point_atom (point, atom)",
			&err));
	assert_true(tl_db_finish(db, &err));
}

static void put(struct tl_stagedir *stage, const char *name, const char *schema)
{
	const char *path = tl_stagedir_path(stage, name);
	struct tl_err err = {0};

	if (schema)
		put_store(path, schema);
	else
		assert_true(tl_file_write(path, 0644, tl_str(name), &err));
}

static int make_study(void **state)
{
	char *dir = fixture_make();
	struct tl_study study;
	struct plan plan;
	struct tl_err err = {0};

	*state = dir;
	fixture_write(dir, "releases/ledger.jsonl", "");
	if (!tl_study_load(&study, dir, NULL, &err) || !plan_make(&plan, &study, &err))
		fail_msg("%s", err.text);
	for (size_t i = 0; i < plan.count; i++) {
		struct tl_stagedir stage;

		assert_true(tl_stagedir_begin(
			&stage, dir, NULL, plan.steps[i].dir, false, plan.steps[i].program, &err));
		assert_true(tl_stagedir_input(&stage, "yaml:study.yaml#as_at", &err));
		for (size_t j = 0; j < TL_LEN(hand_offs); j++)
			if (!strcmp(hand_offs[j].dir, plan.steps[i].dir))
				put(&stage, hand_offs[j].store, hand_offs[j].schema);
		assert_true(tl_stagedir_commit(&stage, &err));
	}
	plan_free(&plan);
	tl_study_free(&study);
	return 0;
}

static int free_study(void **state)
{
	fixture_free(*state);
	return 0;
}

static const char *path_of(const char *dir, const char *name)
{
	static char paths[4][512];
	static unsigned turn;

	snprintf(paths[++turn % 4], sizeof paths[0], "%s/%s", dir, name);
	return paths[turn % 4];
}

static struct tl_buf text_of(const char *dir, const char *name)
{
	struct tl_buf text = {0};
	struct tl_err err = {0};

	if (!tl_file_read_all(path_of(dir, name), 1 << 20, &text, &err))
		fail_msg("%s", err.text);
	return text;
}

/* `throughline release DIR`; said gets its standard error. */
static int release(const char *dir, struct tl_buf *said)
{
	char name[] = "release", study[512];
	char *argv[] = {name, study, NULL};
	int own = dup(STDERR_FILENO);
	int file = open(path_of(dir, "said"), O_RDWR | O_CREAT | O_TRUNC, 0600);
	int status;

	snprintf(study, sizeof study, "%s", dir);
	assert_true(own >= 0 && file >= 0 && dup2(file, STDERR_FILENO) >= 0);
	status = command_release(2, argv);
	assert_true(dup2(own, STDERR_FILENO) >= 0 && close(own) == 0 && close(file) == 0);
	tl_buf_free(said);
	*said = text_of(dir, "said");
	return status;
}

/* As if a run had published something else since. */
static int release_another(const char *dir, struct tl_buf *said)
{
	static int drafts;
	struct tl_err err = {0};
	char text[32];

	snprintf(text, sizeof text, "draft %d", ++drafts);
	assert_true(tl_file_write(
		path_of(dir, "run/5-publish/public/publication.db"), 0600, tl_str(text), &err));
	return release(dir, said);
}

static bool has(const char *dir, const char *name)
{
	return access(path_of(dir, name), F_OK) == 0;
}

/* The line's text without its newline; lines from 0. */
static struct tl_str line_of(const struct tl_buf *text, size_t number)
{
	struct tl_str rest = tl_buf_str(text), line = {0};

	for (size_t i = 0; i <= number; i++)
		assert_true(tl_str_cut(&rest, '\n', &line));
	return line;
}

static void each_release_gets_a_line_that_names_the_digest_of_the_one_before(void **state)
{
	struct tl_buf said = {0}, one, two;
	char want[128];

	assert_int_equal(release_another(*state, &said), EX_OK);
	one = text_of(*state, "releases/ledger.jsonl");
	assert_true(tl_str_starts(
		tl_buf_str(&one), TL_STR("{\"release\":1,\"as_at\":\"2015-03-31\",")));
	assert_true(tl_str_ends(tl_buf_str(&one), TL_STR("\"previous\":\"\"}\n")));

	assert_int_equal(release_another(*state, &said), EX_OK);
	two = text_of(*state, "releases/ledger.jsonl");
	assert_true(tl_str_starts(tl_buf_str(&two), tl_buf_str(&one)));
	assert_true(tl_str_starts(line_of(&two, 1), TL_STR("{\"release\":2,")));
	snprintf(want, sizeof want, "\"previous\":\"%s\"}", tl_sha256_of(line_of(&two, 0)).hex);
	assert_true(tl_str_ends(line_of(&two, 1), tl_str(want)));
	assert_int_equal(line_of(&two, 2).length, 0);
	assert_int_equal(release_another(*state, &said), EX_OK);
	assert_true(has(*state, "releases/003/publication.db"));
	tl_buf_free(&one);
	tl_buf_free(&two);
	tl_buf_free(&said);
}

static void what_was_released_last_is_not_released_again(void **state)
{
	struct tl_buf said = {0}, before, after;

	assert_int_equal(release(*state, &said), EX_OK);
	before = text_of(*state, "releases/ledger.jsonl");
	assert_int_equal(release(*state, &said), EX_OK);
	after = text_of(*state, "releases/ledger.jsonl");
	assert_string_equal(tl_buf_c(&after), tl_buf_c(&before));
	assert_false(has(*state, "releases/002"));
	tl_buf_free(&after);
	tl_buf_free(&before);
	tl_buf_free(&said);
}

static void a_release_holds_what_was_published_and_apart_what_is_confidential(void **state)
{
	static const struct {
		const char *name;
		mode_t mode;
	} kept[] = {
		{"releases/001/publication.db", 0644},
		{"releases/001/results.csv", 0644},
		{"releases/001/board.html", 0644},
		{"releases/001/confidential", 0700},
		{"releases/001/confidential/release.db", 0600},
	};
	struct tl_buf said = {0}, ledger;
	struct tl_digest digest;
	struct tl_err err = {0};
	struct stat found;
	size_t at;

	assert_int_equal(release(*state, &said), EX_OK);
	for (size_t i = 0; i < TL_LEN(kept); i++) {
		assert_int_equal(stat(path_of(*state, kept[i].name), &found), 0);
		if ((found.st_mode & 0777) != kept[i].mode)
			fail_msg("%s has mode %o", kept[i].name, (unsigned)found.st_mode & 0777);
	}
	assert_true(tl_sha256_file(path_of(*state, "releases/001/publication.db"), &digest, &err));
	ledger = text_of(*state, "releases/ledger.jsonl");
	assert_true(tl_str_find(tl_buf_str(&ledger), tl_str(digest.hex), &at));
	tl_buf_free(&ledger);
	tl_buf_free(&said);
}

static void a_ledger_with_an_edited_line_is_refused_and_left_as_it_is(void **state)
{
	struct tl_buf said = {0}, ledger, after;
	struct tl_err err = {0};
	char *digit;

	assert_int_equal(release_another(*state, &said), EX_OK);
	assert_int_equal(release_another(*state, &said), EX_OK);
	ledger = text_of(*state, "releases/ledger.jsonl");
	digit = strstr(ledger.data, "2015-03-31");
	assert_non_null(digit);
	digit[3] = '6';
	assert_true(tl_file_write(
		path_of(*state, "releases/ledger.jsonl"), 0644, tl_buf_str(&ledger), &err));
	assert_int_equal(release(*state, &said), EX_DATAERR);
	assert_non_null(strstr(tl_buf_c(&said), "releases/ledger.jsonl:2: the chain is broken"));
	after = text_of(*state, "releases/ledger.jsonl");
	assert_string_equal(tl_buf_c(&after), tl_buf_c(&ledger));
	assert_false(has(*state, "releases/003"));
	tl_buf_free(&after);
	tl_buf_free(&ledger);
	tl_buf_free(&said);
}

static void a_ledger_that_lost_a_line_or_its_end_is_refused(void **state)
{
	struct tl_buf said = {0}, whole;
	struct tl_err err = {0};
	const char *ledger = "releases/ledger.jsonl";
	struct tl_str second;

	for (int i = 0; i < 3; i++)
		assert_int_equal(release_another(*state, &said), EX_OK);
	whole = text_of(*state, ledger);
	second = line_of(&whole, 1);
	/* The first line is gone; then the last is cut off, once by its newline alone. */
	assert_true(tl_file_write(path_of(*state, ledger), 0644,
		tl_str_slice(second.data, whole.length - (size_t)(second.data - whole.data)),
		&err));
	assert_int_equal(release(*state, &said), EX_DATAERR);
	assert_non_null(strstr(tl_buf_c(&said), "ledger.jsonl:1: "));
	for (size_t cut = 1; cut <= 10; cut += 9) {
		assert_true(tl_file_write(path_of(*state, ledger), 0644,
			tl_str_slice(whole.data, whole.length - cut), &err));
		assert_int_equal(release(*state, &said), EX_DATAERR);
		assert_non_null(strstr(tl_buf_c(&said), "the last line is cut off"));
	}
	assert_false(has(*state, "releases/004"));
	assert_int_equal(unlink(path_of(*state, ledger)), 0);
	assert_int_equal(release(*state, &said), EX_NOINPUT);
	tl_buf_free(&whole);
	tl_buf_free(&said);
}

static void a_draft_that_is_not_up_to_date_is_not_released(void **state)
{
	struct tl_buf said = {0}, ledger;

	fixture_spoil(*state, "study.yaml", "as_at: 2015-03-31", "as_at: 2015-04-30");
	assert_int_equal(release(*state, &said), EX_CONFIG);
	assert_non_null(strstr(tl_buf_c(&said), "step \"read calls.1\" is not up to date"));
	ledger = text_of(*state, "releases/ledger.jsonl");
	assert_int_equal(ledger.length, 0);
	assert_false(has(*state, "releases/001"));
	tl_buf_free(&ledger);
	tl_buf_free(&said);
}

static void a_release_that_was_cut_off_is_made_again(void **state)
{
	struct tl_buf said = {0};

	fixture_write(*state, "releases/001/leftover", "");
	fixture_write(*state, "releases/001.part/leftover", "");
	assert_int_equal(release(*state, &said), EX_OK);
	assert_false(has(*state, "releases/001/leftover"));
	assert_false(has(*state, "releases/001.part"));
	assert_true(has(*state, "releases/001/publication.db"));
	tl_buf_free(&said);
}

#define PROMISE(name) cmocka_unit_test_setup_teardown(name, make_study, free_study)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PROMISE(each_release_gets_a_line_that_names_the_digest_of_the_one_before),
		PROMISE(what_was_released_last_is_not_released_again),
		PROMISE(a_release_holds_what_was_published_and_apart_what_is_confidential),
		PROMISE(a_ledger_with_an_edited_line_is_refused_and_left_as_it_is),
		PROMISE(a_ledger_that_lost_a_line_or_its_end_is_refused),
		PROMISE(a_draft_that_is_not_up_to_date_is_not_released),
		PROMISE(a_release_that_was_cut_off_is_made_again),
	};

	setenv("THROUGHLINE_SHARE", ".", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
