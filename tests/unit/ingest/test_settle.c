/* What all deliveries together amount to. */
#include "small_study.h"

#define HEADER "Person,Date,Kind,Area,Born,NHS,Minutes\n"
#define STORE "run/1-ingest/settle/settle.db"

static void settle(struct small_study *small, struct ingest_settled *settled)
{
	struct tl_err err = {0};

	if (!ingest_settle(&small->study, small->deliveries, small->count, 2, settled, &err))
		fail_msg("%s", err.text);
}

static void read_and_settle(struct ingest_settled *settled)
{
	struct small_study small;

	small_study_load(&small);
	small_study_read(&small);
	settle(&small, settled);
	small_study_free(&small);
}

static void a_row_that_an_earlier_file_has_is_dead_and_equal_rows_of_one_file_are_not(void **state)
{
	struct ingest_settled settled;

	(void)state;
	small_study_write("  - {file: \"calls-*.csv\", contract: calls}\n");
	scratch_write("contracts/calls.yaml", calls_contract);
	/* zoe's call twice in one file is two calls; ann's differs in the token alone. */
	scratch_write("extracts/calls-1.csv", HEADER "zoe,03/01/2018,DV,north,2001-05-17,1,35\n"
						     "zoe,03/01/2018,DV,north,2001-05-17,1,35\n"
						     "ann,04/01/2018,DV,north,,2,10\n");
	scratch_write("extracts/calls-2.csv",
		HEADER "bob,05/02/2018,ASB,north,,3,1\n"
		       "ann,04/01/2018,DV,north,,9,10\n"
		       "zoe,03/01/2018,DV,north,2001-05-02,1,35\n"
		       "zoe,03/01/2018,DV,north,2001-05-17,1,35\n"
		       "zoe,03/01/2018,DV,North Town,2001-05-17,1,35\n");
	scratch_write("extracts/calls-3.csv", HEADER "bob,05/02/2018,asb,north,,3,1\n"
						     "zoe,03/01/2018,DV,north,2001-05-17,1,35\n"
						     "zoe,03/01/2018,DV,north,2001-05-17,1,36\n"
						     "tom,03/01/2018,DV,north,2001-05-17,1,35\n");
	read_and_settle(&settled);
	/* In file 2 the two rows of zoe's that file 1 has are dead, the third is new; file 3
	 * repeats. */
	assert_text(small_study_query(STORE, "SELECT * FROM dead_row ORDER BY 1, 2"),
		"calls.2|3|duplicate calls.2|4|duplicate calls.3|1|duplicate calls.3|2|duplicate ");
	assert_text(small_study_query(STORE, "SELECT delivery, rows_read, rows_kept, rows_dead "
					     "FROM delivery ORDER BY 1"),
		"calls.1|3|3|0 calls.2|5|5|2 calls.3|4|4|2 ");
	assert_int_equal(settled.kept, 12);
	assert_int_equal(settled.dead, 4);
}

/* The digest of one recorded input, as the manifest has it and as it is now. */
static bool is_fresh(const char *dir, const char *input)
{
	struct tl_manifest manifest;
	struct tl_digest now;
	struct tl_err err = {0};
	bool found, recorded = false, fresh = false;

	assert_true(tl_manifest_read(scratch, dir, &manifest, &found, &err));
	assert_true(found && tl_input_digest(scratch, NULL, input, &now, &err));
	for (size_t i = 0; i < manifest.input_count; i++)
		if (!strcmp(manifest.inputs[i].name, input)) {
			recorded = true;
			fresh = tl_digest_equal(&manifest.inputs[i].digest, &now);
		}
	tl_manifest_free(&manifest);
	assert_true(recorded);
	return fresh;
}

static void a_file_that_a_pattern_newly_takes_in_makes_what_was_read_stale(void **state)
{
	struct ingest_settled settled;

	(void)state;
	small_study_write("  - {file: \"calls-*.csv\", contract: calls}\n"
			  "  - {file: visits.csv, contract: visits, late: true}\n");
	scratch_write("contracts/calls.yaml", calls_contract);
	scratch_write("contracts/visits.yaml",
		"name: visits\npartner: council\nkind: persons\nfields: [{name: Id, role: key}]\n");
	scratch_write("extracts/calls-2.csv", HEADER "a,15/01/2018,DV,,,1,\n");
	read_and_settle(&settled);
	assert_true(is_fresh("run/1-ingest/calls", "matches:calls-*.csv"));
	assert_true(is_fresh("run/1-ingest/settle", "matches:calls-*.csv"));
	assert_true(is_fresh("run/1-ingest/settle", "extract:visits.csv"));
	assert_true(is_fresh("run/1-ingest/settle", "store:run/1-ingest/calls"));
	scratch_write("extracts/calls-1.csv", HEADER "b,15/01/2018,DV,,,1,\n");
	scratch_write("extracts/visits.csv", "Id\na\n");
	assert_false(is_fresh("run/1-ingest/calls", "matches:calls-*.csv"));
	assert_false(is_fresh("run/1-ingest/settle", "matches:calls-*.csv"));
	assert_false(is_fresh("run/1-ingest/settle", "extract:visits.csv"));
	assert_true(is_fresh("run/1-ingest/calls", "extract:calls-2.csv"));
}

static struct tl_buf states(const char *contract)
{
	char sql[200];

	snprintf(sql, sizeof sql,
		"SELECT month, state FROM coverage WHERE contract = '%s' ORDER BY month", contract);
	return small_study_query(STORE, sql);
}

static void coverage_is_the_rows_own_days_where_the_contract_names_no_period(void **state)
{
	struct ingest_settled settled;

	(void)state;
	small_study_write("  - {file: calls.csv, contract: calls}\n");
	scratch_write("contracts/calls.yaml", calls_contract);
	scratch_write("extracts/calls.csv", HEADER "a,15/01/2018,DV,,,1,\na,31/03/2018,DV,,,1,\n");
	read_and_settle(&settled);
	assert_text(states("calls"),
		"2017-12-01|absent 2018-01-01|part 2018-02-01|absent 2018-03-01|covered ");
	assert_text(small_study_query(STORE, "SELECT from_day, to_day FROM covered"),
		"2018-01-01|2018-01-31 2018-03-01|2018-03-31 ");
	assert_text(
		small_study_query(STORE, "SELECT finding FROM finding"), "months without rows ");
	ingest_settled_free(&settled);
}

static void coverage_is_the_contracts_period_where_it_names_one(void **state)
{
	struct ingest_settled settled;
	struct tl_buf contract = {0};

	(void)state;
	small_study_write("  - {file: calls.csv, contract: calls}\n");
	tl_buf_addc(&contract, calls_contract);
	tl_buf_addc(&contract, "period: {from: 2018-01-01, to: 2018-03-30}\n");
	scratch_write("contracts/calls.yaml", tl_buf_c(&contract));
	scratch_write("extracts/calls.csv", HEADER "a,15/02/2018,DV,,,1,\n");
	read_and_settle(&settled);
	assert_text(states("calls"),
		"2017-12-01|absent 2018-01-01|covered 2018-02-01|covered 2018-03-01|part ");
	assert_text(small_study_query(STORE,
			    "SELECT first_day, last_day, covered_from, covered_to FROM delivery"),
		"2018-02-15|2018-02-15|2018-01-01|2018-03-30 ");
	tl_buf_free(&contract);
}

static void coverage_is_the_period_of_the_study_where_it_names_one(void **state)
{
	struct ingest_settled settled;
	struct tl_buf contract = {0};

	(void)state;
	small_study_write(
		"  - {file: calls-1.csv, contract: calls, period: {from: 2017-12-15, to: "
		"2018-02-28}}\n"
		"  - {file: calls-2.csv, contract: calls}\n"
		"  - {file: \"visits-*.csv\", contract: visits, period: {from: 2018-02-01, "
		"to: 2018-03-31}}\n");
	scratch_write("contracts/visits.yaml",
		"name: visits\npartner: council\nkind: persons\nfields: [{name: Id, role: key}]\n");
	scratch_write("extracts/calls-1.csv", HEADER "a,15/02/2018,DV,,,1,\n");
	scratch_write("extracts/calls-2.csv", HEADER "b,14/03/2018,DV,,,1,\n");
	scratch_write("extracts/visits-1.csv", "Id\na\n");
	scratch_write("contracts/calls.yaml", calls_contract);
	read_and_settle(&settled);
	assert_text(states("calls"),
		"2017-12-01|part 2018-01-01|covered 2018-02-01|covered 2018-03-01|part ");
	assert_text(states("visits"),
		"2017-12-01|absent 2018-01-01|absent 2018-02-01|covered 2018-03-01|covered ");
	assert_text(small_study_query(STORE, "SELECT delivery, stated, covered_from, covered_to "
					     "FROM delivery ORDER BY delivery"),
		"calls.1|1|2017-12-15|2018-02-28 calls.2|0|2018-03-14|2018-03-14 "
		"visits|1|2018-02-01|2018-03-31 ");
	assert_text(small_study_query("run/1-ingest/calls.1/shard.db",
			    "SELECT period_from, period_to FROM delivery"),
		"2017-12-15|2018-02-28 ");

	/* It wins over the contract's, which holds for the other file. */
	tl_buf_addc(&contract, calls_contract);
	tl_buf_addc(&contract, "period: {from: 2018-03-01, to: 2018-03-31}\n");
	scratch_write("contracts/calls.yaml", tl_buf_c(&contract));
	read_and_settle(&settled);
	assert_text(small_study_query(STORE, "SELECT delivery, stated, covered_from, covered_to "
					     "FROM delivery WHERE contract = 'calls' ORDER BY 1"),
		"calls.1|1|2017-12-15|2018-02-28 calls.2|1|2018-03-01|2018-03-31 ");
	tl_buf_free(&contract);
}

static void a_late_file_is_said_to_be_late_and_never_covered(void **state)
{
	struct ingest_settled settled;

	(void)state;
	small_study_write("  - {file: calls.csv, contract: calls}\n"
			  "  - {file: calls-march.csv, contract: calls, late: true}\n"
			  "  - {file: visits.csv, contract: visits, late: true}\n");
	scratch_write("contracts/calls.yaml", calls_contract);
	scratch_write("contracts/visits.yaml",
		"name: visits\npartner: council\nkind: persons\nfields: [{name: Id, role: key}]\n");
	scratch_write("extracts/calls.csv", HEADER "a,01/12/2017,DV,,,1,\na,27/02/2018,DV,,,1,\n");
	read_and_settle(&settled);
	assert_text(states("calls"),
		"2017-12-01|covered 2018-01-01|late 2018-02-01|late 2018-03-01|late ");
	assert_text(states("visits"),
		"2017-12-01|late 2018-01-01|late 2018-02-01|late 2018-03-01|late ");
	assert_text(small_study_query(STORE,
			    "SELECT delivery, present, rows_read FROM delivery ORDER BY delivery"),
		"calls.1|1|2 calls.2|0|0 visits|0|0 ");
	assert_int_equal(settled.deliveries, 1);
	assert_int_equal(settled.late, 2);
}

static void reject_totals_of_all_deliveries_are_carried_over(void **state)
{
	struct ingest_settled settled;

	(void)state;
	small_study_write("  - {file: calls.csv, contract: calls}\n");
	scratch_write("contracts/calls.yaml", calls_contract);
	scratch_write("extracts/calls.csv", HEADER
		"a,15/01/2018,DV,,,1,\n,15/01/2018,DV,,,1,\n,,,,,,7\na,15/01/2018,EE,,,1,\n");
	read_and_settle(&settled);
	assert_text(small_study_query(STORE, "SELECT * FROM reject_total ORDER BY 1, 2, 3"),
		"calls|blank required value|Person|2 calls|unknown code|Kind|1 ");
}

static void a_delivery_that_was_not_read_is_an_input_missing(void **state)
{
	struct ingest_settled settled;
	struct small_study small;
	struct tl_err err = {0};

	(void)state;
	small_study_write("  - {file: calls.csv, contract: calls}\n");
	scratch_write("contracts/calls.yaml", calls_contract);
	scratch_write("extracts/calls.csv", HEADER "a,15/01/2018,DV,,,1,\n");
	small_study_load(&small);
	assert_false(ingest_settle(&small.study, small.deliveries, small.count, 2, &settled, &err));
	assert_int_equal(err.exit_status, EX_NOINPUT);
	assert_non_null(strstr(err.text, "tl-ingest --read calls"));
	small_study_free(&small);
}

static void a_shard_whose_counts_contradict_its_facts_is_refused(void **state)
{
	struct ingest_settled settled;
	struct small_study small;
	struct tl_err err = {0};
	struct tl_db *db;

	(void)state;
	small_study_write("  - {file: calls.csv, contract: calls}\n");
	scratch_write("contracts/calls.yaml", calls_contract);
	scratch_write("extracts/calls.csv", HEADER "a,15/01/2018,DV,,,1,\n");
	small_study_load(&small);
	small_study_read(&small);
	/* A shard that says two rows and holds none. */
	assert_int_equal(unlink(scratch_path("run/1-ingest/calls/shard.db")), 0);
	db = tl_db_create(scratch_path("run/1-ingest/calls/shard.db"), tl_schema_shard, &err);
	assert_non_null(db);
	assert_true(tl_db_exec(db, tl_schema_facts, &err));
	assert_true(tl_db_exec(db,
		"INSERT INTO delivery VALUES ('calls', 'calls', 'police', 'events', 'calls.csv', "
		"1, 2, 2, 0, "
		"NULL, NULL, NULL, NULL, '')",
		&err));
	assert_true(tl_db_finish(db, &err));
	assert_false(ingest_settle(&small.study, small.deliveries, small.count, 2, &settled, &err));
	assert_int_equal(err.exit_status, EX_SOFTWARE);
	assert_false(scratch_has("run/1-ingest/settle"));
	small_study_free(&small);
}

/* Calls of `known` people whom the register has and `unknown` whom it has not; read and settled. */
static bool settle_calls(int known, int unknown, const char *terms, struct ingest_settled *settled,
	struct tl_err *err)
{
	struct small_study small;
	struct tl_buf text = {0};
	bool ok;

	small_study_write("  - {file: people.csv, contract: people}\n"
			  "  - {file: calls.csv, contract: calls, period: {from: 2018-01-01, to: "
			  "2018-03-31}}\n");
	scratch_write("contracts/people.yaml",
		"{name: people, partner: police, kind: persons, fields: [{name: id, role: key}]}");
	tl_buf_addf(&text,
		"%s%sforeignKeys: [{fields: [Person], reference: {resource: people, fields: "
		"[id]}}]\n",
		calls_contract, terms);
	scratch_write("contracts/calls.yaml", tl_buf_c(&text));
	scratch_write("extracts/people.csv", "id\nann\n");
	tl_buf_clear(&text);
	tl_buf_addc(&text, HEADER);
	for (int i = 1; i <= known + unknown; i++)
		tl_buf_addf(&text, "%s,15/01/2018,DV,north,,,%d\n", i <= known ? "ann" : "zoe", i);
	scratch_write("extracts/calls.csv", tl_buf_c(&text));
	tl_buf_free(&text);
	small_study_load(&small);
	small_study_read(&small);
	ok = ingest_settle(&small.study, small.deliveries, small.count, 2, settled, err);
	small_study_free(&small);
	return ok;
}

static void rows_dead_by_the_senders_fault_count_against_the_thresholds(void **state)
{
	static const struct {
		int known, unknown;
		const char *terms, *warning, *failure; /* NULL: none */
	} cases[] = {
		{9, 1, "", NULL, NULL}, /* a tenth is what is expected */
		{8, 2, "",
			"calls.csv: 2 of 10 rows counted no more (20.0%), more than the 10% that "
			"contract "
			"calls expects (a tenth, where it does not say); most often: broken key. ",
			NULL},
		{8, 2, "thresholds: {warn: 0.2}\n", NULL, NULL},
		{8, 2, "thresholds: {stop: 0.1}\n", NULL,
			"calls.csv: 2 of 10 rows counted no more (20.0%), more than the 10% that "
			"contract "
			"calls lets pass; most often: broken key. "},
		{0, 3, "", NULL, "calls.csv: no row is left; 3 of 3 kept: broken key. "},
		{0, 3, "thresholds: {warn: 1}\nempty: allowed\n", NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct ingest_settled settled = {0};
		struct tl_err err = {0};
		bool ok = settle_calls(
			cases[i].known, cases[i].unknown, cases[i].terms, &settled, &err);

		assert_int_equal(ok, !cases[i].failure);
		assert_int_equal(err.exit_status, cases[i].failure ? EX_DATAERR : EX_OK);
		assert_non_null(strstr(err.text, cases[i].failure ? cases[i].failure : ""));
		assert_int_equal(strstr(tl_buf_c(&settled.warnings), "calls.csv: ") != NULL,
			cases[i].warning != NULL);
		assert_non_null(strstr(
			tl_buf_c(&settled.warnings), cases[i].warning ? cases[i].warning : ""));
		ingest_settled_free(&settled);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(
			a_row_that_an_earlier_file_has_is_dead_and_equal_rows_of_one_file_are_not),
		scratch_test(a_file_that_a_pattern_newly_takes_in_makes_what_was_read_stale),
		scratch_test(coverage_is_the_rows_own_days_where_the_contract_names_no_period),
		scratch_test(coverage_is_the_contracts_period_where_it_names_one),
		scratch_test(coverage_is_the_period_of_the_study_where_it_names_one),
		scratch_test(a_late_file_is_said_to_be_late_and_never_covered),
		scratch_test(reject_totals_of_all_deliveries_are_carried_over),
		scratch_test(a_delivery_that_was_not_read_is_an_input_missing),
		scratch_test(rows_dead_by_the_senders_fault_count_against_the_thresholds),
		scratch_test(a_shard_whose_counts_contradict_its_facts_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
