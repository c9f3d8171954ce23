/* One delivery from its file to its shard. */
#include "small_study.h"

#define HEADER "Person,Date,Kind,Area,Born,NHS,Minutes\n"

static void write_calls(const char *rows)
{
	struct tl_buf text = {0};

	small_study_write("  - {file: calls.csv, contract: calls}\n");
	scratch_write("contracts/calls.yaml", calls_contract);
	tl_buf_addc(&text, HEADER);
	tl_buf_addc(&text, rows);
	scratch_write("extracts/calls.csv", tl_buf_c(&text));
	tl_buf_free(&text);
}

static void kept_rows_become_typed_facts_and_who_they_are_goes_to_record(void **state)
{
	struct small_study small;

	(void)state;
	write_calls("zoe,03/04/2017,asb,N. Town,2001-05-17,9434765919,35\n"
		    "\"Ann, B\",31/03/2018,DV,Mars,,,\n"
		    "zoe,01/01/2018,DV,south,2001-05-17,9434765919,0\n");
	small_study_load(&small);
	small_study_read(&small);
	assert_text(small_study_dump("calls", "event"),
		"record_no=1 line=2 key_no=1 date=2017-04-03 type=ASB locality=north Minutes=35 ; "
		"record_no=2 line=3 key_no=0 date=2018-03-31 type=DV locality=elsewhere ; "
		"record_no=3 line=4 key_no=1 date=2018-01-01 type=DV locality=south Minutes=0 ; ");
	assert_text(small_study_dump("calls", "record"),
		"record_no=1 line=2 key_no=1 birth=2001-05-01 token:nhs=9434765919 ; "
		"record_no=2 line=3 key_no=0 ; "
		"record_no=3 line=4 key_no=1 birth=2001-05-01 token:nhs=9434765919 ; ");
	assert_text(small_study_dump("calls", "reject"), "");
	assert_text(small_study_dump("calls", "key"),
		"key_no=0 person_key=Ann, B ; key_no=1 person_key=zoe ; ");
	assert_text(small_study_query("run/1-ingest/calls/shard.db",
			    "SELECT delivery, contract, partner, kind, file, rows_read, rows_kept, "
			    "rows_rejected, first_day, last_day FROM delivery"),
		"calls|calls|police|events|calls.csv|3|3|0|2017-04-03|2018-03-31 ");
	assert_text(
		small_study_query("run/1-ingest/calls/shard.db", "SELECT * FROM token"), "nhs|1 ");
	small_study_free(&small);
}

static void every_row_is_kept_or_has_the_first_reason_that_applies(void **state)
{
	struct small_study small;

	(void)state;
	write_calls("a,03/04/2017,DV,north,2001-05-17,1,35\n" /* 1, line 2: kept */
		    ",03/04/2017,XX,north,2001-05-17,1,35\n" /* 2: key blank before the code */
		    "a,30/02/2017,XX,north,2001-05-17,1,35\n" /* 3: no date before the code */
		    "a,03/04/2017,XX,north,2001-05-17,1,35\n" /* 4 */
		    "\n" /* 5, line 6: blank */
		    "a,\"03/04/2017\",DV,\"no\nrth\",,1,601\n" /* 6, lines 7-8 */
		    "a,01/04/2018,DV,north,,1,35\n" /* 7, line 9: future */
		    "a,03/04/2017,DV,north,,1\n" /* 8: too few */
		    "a,03/04/2017,DV,north,,1,35,,\n" /* 9: blank surplus is kept */
		    "a,03/04/2017,DV,north,,1,35,x\n" /* 10: too many */
		    "a,03/04/2017,DV,n\xff,,1,35\n" /* 11: not UTF-8 */
		    "a,03/04/2017,DV,north,,1,-1\n" /* 12 */
		    "a,03/04/2017,DV,north,,1,many\n" /* 13 */
		    " , ,,,\t,,\n"); /* 14: blank */
	small_study_load(&small);
	small_study_read(&small);
	assert_text(small_study_dump("calls", "reject"),
		"record_no=2 line=3 reason=blank required value field=Person ; "
		"record_no=3 line=4 reason=not a date field=Date ; "
		"record_no=4 line=5 reason=unknown code field=Kind ; "
		"record_no=5 line=6 reason=blank row ; "
		"record_no=6 line=7 reason=above maximum field=Minutes ; "
		"record_no=7 line=9 reason=date in the future field=Date ; "
		"record_no=8 line=10 reason=too few fields ; "
		"record_no=10 line=12 reason=too many fields ; "
		"record_no=11 line=13 reason=not UTF-8 ; "
		"record_no=12 line=14 reason=below minimum field=Minutes ; "
		"record_no=13 line=15 reason=not a whole number field=Minutes ; "
		"record_no=14 line=16 reason=blank row ; ");
	assert_text(small_study_query("run/1-ingest/calls/shard.db",
			    "SELECT rows_read, rows_kept, rows_rejected FROM delivery"),
		"14|2|12 ");
	assert_text(small_study_query("run/1-ingest/calls/shard.db",
			    "SELECT rows, reason, field FROM reject_total WHERE rows > 1"),
		"2|blank row| ");
	small_study_free(&small);
}

static void an_end_may_not_precede_its_start_but_may_fall_on_it_or_lie_ahead(void **state)
{
	struct small_study small;

	(void)state;
	small_study_write("  - {file: stays.csv, contract: calls}\n");
	scratch_write("contracts/calls.yaml",
		"name: calls\npartner: council\nkind: episodes\nfields:\n"
		"  - {name: Child, role: key}\n  - {name: From, role: start, type: date}\n"
		"  - {name: Until, role: end, type: date}\n  - {name: Assessed, role: step, type: "
		"date}\n");
	scratch_write("extracts/stays.csv", "Child,From,Until,Assessed\n1,2017-05-02,2017-05-01,"
					    "\n1,2017-05-02,2017-05-02,2017-06-01\n"
					    "1,2017-05-02,2019-01-01,\n1,2017-05-02,,2018-12-01\n");
	small_study_load(&small);
	small_study_read(&small);
	assert_text(small_study_dump("calls", "episode"),
		"record_no=2 line=3 key_no=0 start=2017-05-02 end=2017-05-02 Assessed=2017-06-01 ; "
		"record_no=3 line=4 key_no=0 start=2017-05-02 end=2019-01-01 ; "
		"record_no=4 line=5 key_no=0 start=2017-05-02 Assessed=2018-12-01 ; ");
	assert_text(small_study_dump("calls", "reject"),
		"record_no=1 line=2 reason=end before start field=Until ; ");
	/* No `record` beside it: these rows say nothing of who the child is. */
	assert_text(small_study_dump("calls", "record"), "");
	small_study_free(&small);
}

/* Two bytes a row, each of them one field too few; and the first of them are found again. */
static void the_millionth_error_counts_as_exactly_as_the_first(void **state)
{
	struct small_study small;
	struct tl_buf text = {0};

	(void)state;
	for (int i = 0; i < 1000001; i++)
		tl_buf_addc(&text, "x\n");
	tl_buf_addc(&text,
		"a,03/04/2017,DV,north,,1,35\n"); /* a file of which none is kept is refused */
	write_calls(tl_buf_c(&text));
	tl_buf_free(&text);
	small_study_load(&small);
	small_study_read(&small);
	assert_text(small_study_query("run/1-ingest/calls/shard.db",
			    "SELECT rows_read, rows_kept, rows_rejected FROM delivery"),
		"1000002|1|1000001 ");
	assert_text(small_study_query("run/1-ingest/calls/shard.db", "SELECT * FROM reject_total"),
		"too few fields||1000001 ");
	assert_text(small_study_query("run/1-ingest/calls/shard.db",
			    "SELECT rows FROM fact_table WHERE name = 'reject'"),
		"1000001 ");
	small_study_free(&small);
}

static struct tl_buf row_digest(void)
{
	return small_study_query("run/1-ingest/calls/shard.db", "SELECT row_digest FROM delivery");
}

static void the_row_digest_does_not_depend_on_order_but_on_every_value(void **state)
{
	static const char *const files[] = {
		"a,03/04/2017,DV,north,,1,35\nb,03/04/2017,ASB,north,,1,35\nb,03/04/"
		"2017,ASB,north,,1,35\n",
		"b,03/04/2017,asb,N. "
		"Town,,1,35\na,03/04/2017,DV,north,,1,35\nb,03/04/2017,ASB,north,,1,35\n",
		"a,03/04/2017,DV,north,,1,35\nb,03/04/2017,ASB,north,,1,35\n",
		"a,03/04/2017,DV,north,,1,35\nb,03/04/2017,ASB,north,,1,36\nb,03/04/"
		"2017,ASB,north,,1,35\n",
		"c,03/04/2017,DV,north,,1,35\nb,03/04/2017,ASB,north,,1,35\nb,03/04/"
		"2017,ASB,north,,1,35\n",
	};
	struct tl_buf digests[TL_LEN(files)];
	struct small_study small;

	(void)state;
	for (size_t i = 0; i < TL_LEN(files); i++) {
		write_calls(files[i]);
		small_study_load(&small);
		small_study_read(&small);
		digests[i] = row_digest();
		small_study_free(&small);
	}
	assert_string_equal(digests[0].data, digests[1].data); /* the same rows after reading */
	for (size_t i = 2; i < TL_LEN(files); i++)
		assert_string_not_equal(digests[0].data, digests[i].data);
	for (size_t i = 0; i < TL_LEN(files); i++)
		tl_buf_free(&digests[i]);
}

static void reading_twice_gives_the_same_bytes(void **state)
{
	struct small_study small;
	struct tl_buf first, second;

	(void)state;
	write_calls("b,03/04/2017,DV,north,,1,35\na,03/04/2017,XX,north,,1,35\n");
	small_study_load(&small);
	small_study_read(&small);
	first = scratch_read("run/1-ingest/calls/shard.db");
	small_study_read(&small);
	second = scratch_read("run/1-ingest/calls/shard.db");
	assert_int_equal(first.length, second.length);
	assert_memory_equal(first.data, second.data, first.length);
	tl_buf_free(&first);
	tl_buf_free(&second);
	small_study_free(&small);
}

/* What reading says, and that nothing was written. */
static void assert_refused(const char *want)
{
	struct ingest_outcome outcome = {0};
	struct small_study small;
	struct tl_err err = {0};

	small_study_load(&small);
	assert_false(ingest_read(&small.study, &small.deliveries[0], &outcome, &err));
	assert_int_equal(err.exit_status, EX_DATAERR);
	if (!strstr(err.text, want))
		fail_msg("%s", err.text);
	assert_false(scratch_has("run/1-ingest/calls"));
	assert_false(scratch_has("run/1-ingest/calls.part"));
	tl_buf_free(&outcome.warning);
	tl_buf_free(&outcome.absent);
	small_study_free(&small);
}

static void a_file_without_rows_is_refused_unless_the_contract_allows_it(void **state)
{
	static const char *const empties[] = {"", HEADER, HEADER "\n\n"};
	struct tl_buf contract = {0};
	struct small_study small;

	(void)state;
	write_calls("");
	for (size_t i = 0; i < TL_LEN(empties); i++) {
		scratch_write("extracts/calls.csv", empties[i]);
		assert_refused("calls.csv: no rows; ");
	}
	tl_buf_addc(&contract, calls_contract);
	tl_buf_addc(&contract, "empty: allowed\n");
	scratch_write("contracts/calls.yaml", tl_buf_c(&contract));
	for (size_t i = 0; i < TL_LEN(empties); i++) {
		scratch_write("extracts/calls.csv", empties[i]);
		small_study_load(&small);
		small_study_read(&small);
		assert_text(small_study_dump("calls", "event"), "");
		small_study_free(&small);
	}
	tl_buf_free(&contract);
}

static void thresholds_warn_above_and_stop_above_their_share(void **state)
{
	struct ingest_outcome outcome = {0};
	struct tl_buf contract = {0};
	struct small_study small;
	struct tl_err err = {0};

	(void)state;
	write_calls("a,03/04/2017,DV,,,1,35\na,,DV,,,1,35\na,,DV,,,1,35\na,03/04/2017,DV,,,1,35\n");
	tl_buf_addc(&contract, calls_contract);
	tl_buf_addc(
		&contract, "thresholds: {warn: 0.25, stop: 0.5}\n"); /* 2 of 4 is not above 0.5 */
	scratch_write("contracts/calls.yaml", tl_buf_c(&contract));
	small_study_load(&small);
	assert_true(ingest_read(&small.study, &small.deliveries[0], &outcome, &err));
	assert_non_null(strstr(outcome.warning.data, "2 of 4 rows rejected"));
	assert_non_null(strstr(outcome.warning.data, "blank required value"));
	tl_buf_free(&outcome.warning);
	tl_buf_free(&outcome.absent);
	small_study_free(&small);
	tl_buf_free(&contract);
}

static void above_the_stop_threshold_nothing_is_written(void **state)
{
	struct tl_buf contract = {0};

	(void)state;
	write_calls("a,,DV,,,1,35\na,,DV,,,1,35\na,03/04/2017,DV,,,1,35\n");
	tl_buf_addc(&contract, calls_contract);
	tl_buf_addc(&contract, "thresholds: {stop: 0.5}\n");
	scratch_write("contracts/calls.yaml", tl_buf_c(&contract));
	assert_refused("2 of 3 rows rejected");
	tl_buf_free(&contract);
}

static void a_file_of_which_no_row_could_be_kept_is_refused_unless_it_may_be_empty(void **state)
{
	struct ingest_outcome outcome = {0};
	struct tl_buf contract = {0};
	struct small_study small;
	struct tl_err err = {0};

	(void)state;
	write_calls("a,04-03-17,DV,,,1,35\n,03/04/2017,DV,,,1,35\na,2017-04-03,DV,,,1,35\n\n");
	scratch_write("contracts/calls.yaml", calls_contract);
	assert_refused("extracts/calls.csv: no row could be kept; 2 of 3: not a date in column "
		       "Date; is its format %d/%m/%Y?");
	tl_buf_addc(&contract, calls_contract);
	tl_buf_addc(&contract, "empty: allowed\n");
	scratch_write("contracts/calls.yaml", tl_buf_c(&contract));
	small_study_load(&small);
	assert_true(ingest_read(&small.study, &small.deliveries[0], &outcome, &err));
	assert_non_null(strstr(tl_buf_c(&outcome.warning), "3 of 3 rows rejected"));
	tl_buf_free(&outcome.warning);
	tl_buf_free(&outcome.absent);
	small_study_free(&small);
	tl_buf_free(&contract);
}

static void without_thresholds_more_than_a_tenth_rejected_is_said(void **state)
{
	static const char nine[] = "a,03/04/2017,DV,,,1,35\na,03/04/2017,DV,,,1,35\n"
				   "a,03/04/2017,DV,,,1,35\na,03/04/2017,DV,,,1,35\n"
				   "a,03/04/2017,DV,,,1,35\na,03/04/2017,DV,,,1,35\n"
				   "a,03/04/2017,DV,,,1,35\na,03/04/2017,DV,,,1,35\n"
				   "a,03/04/2017,DV,,,1,35\n";

	(void)state;
	for (int refused = 1; refused <= 2; refused++) {
		struct ingest_outcome outcome = {0};
		struct small_study small;
		struct tl_buf rows = {0};
		struct tl_err err = {0};

		tl_buf_addc(&rows, nine);
		for (int i = 0; i < refused; i++)
			tl_buf_addc(&rows, "a,,DV,,,1,35\n");
		write_calls(tl_buf_c(&rows));
		small_study_load(&small);
		assert_true(ingest_read(&small.study, &small.deliveries[0], &outcome, &err));
		assert_int_equal(
			strstr(tl_buf_c(&outcome.warning), "2 of 11 rows rejected") != NULL,
			refused == 2);
		assert_int_equal(outcome.warning.length > 0, refused == 2);
		tl_buf_free(&outcome.warning);
		tl_buf_free(&outcome.absent);
		tl_buf_free(&rows);
		small_study_free(&small);
	}
}

static void counts_without_an_end_cover_their_month(void **state)
{
	struct small_study small;

	(void)state;
	small_study_write("  - {file: counts.csv, contract: calls}\n");
	scratch_write("contracts/calls.yaml",
		"name: calls\npartner: council\nkind: counts\nencoding: windows-1252\nfields:\n"
		"  - {name: Month, role: start, type: yearmonth}\n  - {name: Area, role: "
		"locality}\n"
		"  - {name: Calls, type: integer, groupChar: \",\"}\n  - {name: Cost, type: "
		"number}\n");
	scratch_write("extracts/counts.csv", "Month,Area,Calls,Cost\n2018-01,South,\"1,234\",2.5\n"
					     "2018-02,Mal\xf6,7,\n");
	small_study_load(&small);
	small_study_read(&small);
	assert_text(small_study_dump("calls", "count"),
		"record_no=1 line=2 start=2018-01-01 locality=south Calls=1234 Cost=2.5 ; "
		"record_no=2 line=3 start=2018-02-01 locality=elsewhere Calls=7 ; ");
	assert_text(small_study_query("run/1-ingest/calls/shard.db",
			    "SELECT first_day, last_day FROM delivery"),
		"2018-01-01|2018-02-28 ");
	small_study_free(&small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(kept_rows_become_typed_facts_and_who_they_are_goes_to_record),
		scratch_test(every_row_is_kept_or_has_the_first_reason_that_applies),
		scratch_test(an_end_may_not_precede_its_start_but_may_fall_on_it_or_lie_ahead),
		scratch_test(the_millionth_error_counts_as_exactly_as_the_first),
		scratch_test(the_row_digest_does_not_depend_on_order_but_on_every_value),
		scratch_test(reading_twice_gives_the_same_bytes),
		scratch_test(a_file_without_rows_is_refused_unless_the_contract_allows_it),
		scratch_test(thresholds_warn_above_and_stop_above_their_share),
		scratch_test(above_the_stop_threshold_nothing_is_written),
		scratch_test(
			a_file_of_which_no_row_could_be_kept_is_refused_unless_it_may_be_empty),
		scratch_test(without_thresholds_more_than_a_tenth_rejected_is_said),
		scratch_test(counts_without_an_end_cover_their_month),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
