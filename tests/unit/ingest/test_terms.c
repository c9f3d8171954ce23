/* What contracts say of columns together, of rows together, and of wide tables. */
#include "small_study.h"

#include <stdlib.h>

#define SHARD "run/1-ingest/calls/shard.db"

/* A study must measure something; what is read here is not always anything that can be. */
static void write_study(void)
{
	small_study_write("  - {file: calls.csv, contract: calls}\n"
			  "  - {file: counted.csv, contract: counted, late: true}\n");
	scratch_write("contracts/counted.yaml", "name: counted\npartner: council\nkind: "
						"counts\nfields: [{name: month, role: start, "
						"type: yearmonth}, {name: nhs, type: integer}]\n");
	scratch_write("measures/calls.yaml",
		"{name: calls, title: Calls, about: Calls., shape: count, unit: calls, "
		"numerator: {contracts: [counted]}}\n");
}

/* One delivery "calls" of the contract's text and the file's. */
static void read_calls(const char *contract, const char *file)
{
	struct small_study small;
	struct tl_buf text = {0};

	write_study();
	tl_buf_addc(&text, "name: calls\npartner: police\n");
	tl_buf_addc(&text, contract);
	scratch_write("contracts/calls.yaml", tl_buf_c(&text));
	scratch_write("extracts/calls.csv", file);
	small_study_load(&small);
	small_study_read(&small);
	small_study_free(&small);
	tl_buf_free(&text);
}

#define assert_rejects(want) assert_text(small_study_dump("calls", "reject"), want)
#define assert_findings(want)                                                                      \
	assert_text(small_study_query(SHARD, "SELECT * FROM finding ORDER BY 1, 2"), want)

#define STAYS                                                                                      \
	"kind: episodes\nfields:\n"                                                                \
	"  - {name: child, role: key}\n"                                                           \
	"  - {name: from, role: start, type: date}\n"                                              \
	"  - {name: until, role: end, type: date}\n"                                               \
	"  - {name: seen, role: step, type: date}\n"                                               \
	"  - {name: why_ended, codes: [{code: HOME}, {code: h, means: HOME}, {code: ADOPTED}]}\n"  \
	"  - {name: visits, type: integer}\n"

static void a_rule_holds_rows_to_its_requirement_only_when_its_conditions_hold(void **state)
{
	(void)state;
	read_calls(STAYS
		"rules:\n"
		"  - {name: ended-why, when: [{column: until, is: present}],\n"
		"     require: [{column: why_ended, codes: [HOME, ADOPTED]}], reason: Say why.}\n"
		"  - {name: seen-in-time, require: [{column: seen, not_before: from},\n"
		"      {column: seen, before: until}]}\n"
		"  - {name: home-visits, when: [{column: why_ended, codes: [HOME]}],\n"
		"     require: [{column: visits, from: 1}], broken: warn}\n",
		"child,from,until,seen,why_ended,visits\n"
		"1,2018-01-01,,,,\n" /* open: no reason called for; nothing seen, nothing broken */
		"2,2018-01-01,2018-02-01,,,\n" /* ended without a reason */
		"3,2018-01-01,2018-02-01,2018-01-01,h,2\n" /* h means HOME */
		"4,2018-01-01,2018-02-01,2017-12-31,HOME,2\n" /* seen before it began */
		"5,2018-01-01,2018-02-01,2018-02-01,HOME,2\n" /* seen on the first day out */
		"6,2018-01-01,2018-02-01,2018-01-31,HOME,0\n" /* kept, with a word */
		"7,2018-01-01,2018-02-01,2018-01-31,ADOPTED,\n");
	assert_rejects(
		"record_no=2 line=3 reason=rule between columns broken field=ended-why ; "
		"record_no=4 line=5 reason=rule between columns broken field=seen-in-time ; "
		"record_no=5 line=6 reason=rule between columns broken field=seen-in-time ; ");
	assert_findings("rule between columns broken|home-visits|1 ");
	assert_text(small_study_query(SHARD, "SELECT reason, field, rows FROM reject_total"),
		"rule between columns broken|ended-why|1 rule between columns "
		"broken|seen-in-time|2 ");
}

#define PUPILS                                                                                     \
	"kind: persons\nfields:\n  - {name: upn, role: key}\n  - {name: nhs, role: token, "        \
	"constraints: {unique: true}}\n  - {name: school}\n"

static void equal_rows_and_keys_are_refused_where_the_contract_says_so(void **state)
{
	static const char file[] = "upn,nhs,school\n"
				   "a,1,X\n"
				   "a,1,X\n" /* the very row */
				   "a,2,Y\n" /* the key */
				   "b,1,X\n" /* the token */
				   "c,,X\n"
				   "d,,X\n" /* blanks are not equal to one another */
				   "e,1,Z\n"
				   ",3,Z\n";

	(void)state;
	read_calls(PUPILS "primaryKey: [upn]\nduplicates: reject\n", file);
	assert_rejects("record_no=2 line=3 reason=same row again ; "
		       "record_no=3 line=4 reason=primary key again field=upn ; "
		       "record_no=4 line=5 reason=value again field=nhs ; "
		       "record_no=7 line=8 reason=value again field=nhs ; "
		       "record_no=8 line=9 reason=blank required value field=upn ; ");
	read_calls(PUPILS, file);
	assert_rejects("record_no=2 line=3 reason=value again field=nhs ; "
		       "record_no=4 line=5 reason=value again field=nhs ; "
		       "record_no=7 line=8 reason=value again field=nhs ; "
		       "record_no=8 line=9 reason=blank required value field=upn ; ");
}

static void a_refused_row_does_not_stand_against_those_after_it(void **state)
{
	(void)state;
	read_calls(PUPILS "primaryKey: [upn, school]\n",
		"upn,nhs,school\na,1,X\nb,1,Y\nb,2,Y\n"); /* b,1 is refused for its token */
	assert_rejects("record_no=2 line=3 reason=value again field=nhs ; ");
}

static void text_is_held_to_its_pattern_and_length_in_characters(void **state)
{
	(void)state;
	read_calls("kind: persons\nfields:\n  - {name: id, role: key, constraints: {pattern: "
		   "\"[A-Z][0-9]{3}\"}}\n"
		   "  - {name: note, constraints: {minLength: 2, maxLength: 4}}\n",
		"id,note\nA123,ab\nA1234,ab\na123,ab\nB123,a\nB123,abcd\nB123,abcde\n"
		"C123,\n" /* a blank is nothing, not short */
		"C123,\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\n" /* four letters in eight bytes */
		" C123 , ab \n");
	assert_rejects("record_no=2 line=3 reason=not in the form agreed field=id ; "
		       "record_no=3 line=4 reason=not in the form agreed field=id ; "
		       "record_no=4 line=5 reason=too short field=note ; "
		       "record_no=6 line=7 reason=too long field=note ; ");
}

static void postcodes_and_days_are_kept_as_coarse_as_the_contract_says(void **state)
{
	(void)state;
	read_calls("kind: persons\nfields:\n  - {name: id, role: key}\n"
		   "  - {name: born, role: birth, type: date, degrade: year}\n"
		   "  - {name: moved, type: date, degrade: month}\n"
		   "  - {name: area, degrade: area}\n  - {name: district, degrade: district}\n"
		   "  - {name: sector, degrade: sector}\n",
		"id,born,moved,area,district,sector\n"
		"1,2001-05-17,2018-02-27,CH65 0BA,ch65 0ba,CH650BA\n"
		"2,,,M1 1AE,W1A 0AX,EC1A 1BB\n"
		"3,,,M1,EC1A,DN55 1PT\n" /* no inward part is needed for a district */
		"4,,,nowhere,,\n5,,,,CH65 0BA 1,\n6,,,,,CH65\n7,,,12,,\n");
	assert_text(small_study_dump("calls", "record"),
		"record_no=1 line=2 key_no=0 birth=2001-01-01 moved=2018-02-01 area=CH "
		"district=CH65 "
		"sector=CH65 0 ; "
		"record_no=2 line=3 key_no=1 area=M district=W1A sector=EC1A 1 ; "
		"record_no=3 line=4 key_no=2 area=M district=EC1A sector=DN55 1 ; ");
	assert_text(small_study_query(SHARD, "SELECT reason, field, rows FROM reject_total"),
		"not a postcode|area|2 not a postcode|district|1 not a postcode|sector|1 ");
}

#define LIVES                                                                                      \
	"kind: events\nfields:\n  - {name: id, role: key}\n  - {name: day, role: date, type: "     \
	"date}\n  - {name: born, role: birth, type: date}\n  - {name: died, role: death, type: "   \
	"date}\n"

static void days_outside_a_life_are_what_the_contract_says(void **state)
{
	static const char file[] = "id,day,born,died\n"
				   "1,2018-01-15,2018-01-15,2018-01-15\n"
				   "2,2018-01-14,2018-01-15,\n" /* the month alone would not tell */
				   "3,2018-01-16,,2018-01-15\n4,2018-01-16,,\n";

	(void)state;
	read_calls(LIVES "outside_life: reject\n", file);
	assert_rejects("record_no=2 line=3 reason=before birth field=day ; "
		       "record_no=3 line=4 reason=after death field=day ; ");
	assert_findings("");
	read_calls(LIVES "outside_life: warn\n", file);
	assert_rejects("");
	assert_findings("after death|day|1 before birth|day|1 ");
	read_calls(LIVES, file);
	assert_rejects("");
	assert_findings("");
}

static void days_that_stand_for_none_are_blank_and_counted(void **state)
{
	(void)state;
	read_calls("kind: episodes\nsentinels: [1900-01-01, 9999-12-31]\nfields:\n"
		   "  - {name: id, role: key}\n  - {name: from, role: start, type: date, formats: "
		   "[\"%d/%m/%Y\", excel]}\n  - {name: to, role: end, type: date, format: "
		   "\"%d/%m/%Y\"}\n",
		"id,from,to\na,03/01/2018,31/12/9999\nb,43103,\nc,1,\nd,01/01/1900,\n");
	assert_text(small_study_dump("calls", "episode"),
		"record_no=1 line=2 key_no=0 start=2018-01-03 ; "
		"record_no=2 line=3 key_no=1 start=2018-01-03 ; ");
	assert_text(small_study_query(SHARD, "SELECT reason, field, rows FROM reject_total"),
		"blank required value|from|2 ");
	assert_findings("date that stands for none|to|1 ");
}

static void rows_past_what_the_agreement_lets_us_keep_are_said(void **state)
{
	(void)state;
	/* The study's day is 2018-03-31. */
	read_calls("kind: events\nretention: 24 months\nfields:\n  - {name: id, role: key}\n"
		   "  - {name: day, role: date, type: date}\n",
		"id,day\na,2016-03-30\nb,2016-03-31\nc,2018-01-01\n");
	assert_findings("past retention|day|1 ");
	assert_rejects("");
}

static void symbols_in_place_of_numbers_are_kept_as_their_reasons(void **state)
{
	(void)state;
	read_calls("kind: counts\nsymbols:\n  - {symbol: c, reason: suppressed}\n"
		   "  - {symbol: \"[x]\", reason: not available}\nfields:\n"
		   "  - {name: month, role: start, type: yearmonth}\n"
		   "  - {name: cases, type: integer}\n  - {name: rate, type: number}\n",
		"month,cases,rate\n2018-01,12,1.5\n2018-02,c,[x]\n2018-03,z,1\n2018-01,,c\n");
	assert_text(small_study_dump("calls", "count"),
		"record_no=1 line=2 start=2018-01-01 cases=12 rate=1.5 ; "
		"record_no=2 line=3 start=2018-02-01 why:cases=suppressed why:rate=not available ; "
		"record_no=4 line=5 start=2018-01-01 why:rate=suppressed ; ");
	assert_rejects("record_no=3 line=4 reason=not a whole number field=cases ; ");
}

static void a_column_a_month_becomes_a_row_a_month(void **state)
{
	(void)state;
	read_calls("kind: counts\nreshape: {columns: [\"*-2018\"], header: month, value: calls}\n"
		   "fields:\n  - {name: place, role: locality}\n"
		   "  - {name: month, role: start, type: yearmonth, format: \"%b-%Y\"}\n"
		   "  - {name: calls, type: integer}\n",
		"place,Jan-2018,note,FEB-2018\nnorth,3,x,0\nsouth,,y,5\nsouth,2\n");
	assert_text(small_study_dump("calls", "count"),
		"record_no=1 line=2 locality=north start=2018-01-01 calls=3 ; "
		"record_no=2 line=2 locality=north start=2018-02-01 calls=0 ; "
		"record_no=4 line=3 locality=south start=2018-02-01 calls=5 ; ");
	/* An empty cell is no nought, and a short row loses both its months. */
	assert_rejects("record_no=3 line=3 reason=blank required value field=calls ; "
		       "record_no=5 line=4 reason=too few fields ; "
		       "record_no=6 line=4 reason=too few fields ; ");
	assert_text(small_study_query(
			    SHARD, "SELECT rows_read, rows_kept, rows_rejected FROM delivery"),
		"6|3|3 ");
	assert_text(
		small_study_query(SHARD,
			"SELECT position, header, field, looks FROM file_column ORDER BY position"),
		"1|place|place|text 2|Jan-2018|calls|whole numbers 3|note||text "
		"4|FEB-2018|calls|whole numbers ");
}

static void a_wide_table_without_its_columns_is_refused(void **state)
{
	struct ingest_outcome outcome = {0};
	struct small_study small;
	struct tl_err err = {0};

	(void)state;
	write_study();
	scratch_write("contracts/calls.yaml",
		"name: calls\npartner: police\nkind: counts\n"
		"reshape: {columns: [\"*-2018\"], header: month, value: calls}\nfields:\n"
		"  - {name: month, role: start, type: yearmonth, format: \"%b-%Y\"}\n"
		"  - {name: calls, type: integer}\n");
	scratch_write("extracts/calls.csv", "place,Jan-2017\nnorth,3\n");
	small_study_load(&small);
	assert_false(ingest_read(&small.study, &small.deliveries[0], &outcome, &err));
	assert_int_equal(err.exit_status, EX_DATAERR);
	assert_non_null(strstr(err.text, "calls.csv:1: no column like \"*-2018\""));
	tl_buf_free(&outcome.warning);
	tl_buf_free(&outcome.absent);
	small_study_free(&small);
}

static void an_alias_may_be_a_pattern_and_columns_are_told_as_they_came(void **state)
{
	(void)state;
	read_calls("kind: persons\nfields:\n  - {name: id, role: key, aliases: [\"SW_*\"]}\n"
		   "  - {name: note}\n  - {name: gone}\n",
		"sw_ref,Note,extra\n1,2018-01-02,1.5\n2,,7\n");
	assert_text(
		small_study_query(SHARD,
			"SELECT position, header, field, looks FROM file_column ORDER BY position"),
		"1|sw_ref|id|whole numbers 2|Note|note|dates 3|extra||numbers ");
}

static void relations_name_two_people_and_places_have_money_and_staff(void **state)
{
	(void)state;
	read_calls("kind: relations\nfields:\n  - {name: adult, role: key}\n"
		   "  - {name: child, role: other}\n  - {name: tie, role: type}\n",
		"adult,child,tie\nzoe,ann,mother\nbob,ann,father\nann,zoe,child\nbob,,father\n");
	assert_text(small_study_dump("calls", "key"),
		"key_no=0 person_key=ann ; key_no=1 person_key=bob ; key_no=2 person_key=zoe ; ");
	assert_text(small_study_dump("calls", "relation"),
		"record_no=1 line=2 key_no=2 other_no=0 type=mother ; "
		"record_no=2 line=3 key_no=1 other_no=0 type=father ; "
		"record_no=3 line=4 key_no=0 other_no=2 type=child ; ");
	assert_rejects("record_no=4 line=5 reason=blank required value field=child ; ");
	read_calls("kind: finance\nfields:\n  - {name: month, role: start, type: yearmonth}\n"
		   "  - {name: spend, role: value, type: integer}\n  - {name: line, role: type}\n",
		"month,spend,line\n2018-01,1200,placements\n");
	assert_text(small_study_dump("calls", "finance"),
		"record_no=1 line=2 start=2018-01-01 value=1200 type=placements ; ");
	assert_text(small_study_query(SHARD, "SELECT first_day, last_day FROM delivery"),
		"2018-01-01|2018-01-31 ");
	read_calls(
		"kind: workforce\nfields:\n  - {name: month, role: start, type: yearmonth}\n"
		"  - {name: staff, role: value, type: number}\n  - {name: area, role: locality}\n",
		"month,staff,area\n2018-01,12.5,north\n");
	assert_text(small_study_dump("calls", "workforce"),
		"record_no=1 line=2 start=2018-01-01 value=12.5 locality=north ; ");
}

#define CALLS                                                                                      \
	"kind: events\nfields:\n  - {name: id, role: key}\n  - {name: day, role: date, type: "     \
	"date}\n"                                                                                  \
	"  - {name: nhs_no, role: token, token: nhs}\n"

static void who_asked_to_be_left_out_is_refused_and_only_counted(void **state)
{
	static const char file[] = "id,day,nhs_no\n"
				   "1,2018-01-01,aaa\n2,2018-01-01,bbb\n3,not a day,aaa\n"
				   "4,2018-01-01,\naaa,2018-01-01,ccc\n";

	(void)state;
	/* 4 is somebody else's key; aaa is a token here and not a key. */
	scratch_write(
		"removals.csv", "partner,token,value\n,nhs, aaa \n\npolice,key,2\ncouncil,key,4\n");
	read_calls(CALLS, file);
	assert_rejects("record_no=1 line=2 reason=removed at the person's request ; "
		       "record_no=2 line=3 reason=removed at the person's request ; "
		       "record_no=3 line=4 reason=removed at the person's request ; ");
	assert_text(small_study_dump("calls", "key"),
		"key_no=0 person_key=4 ; key_no=1 person_key=aaa ; ");
	/* The blank line is none; the council's request is none of the police's. */
	assert_text(small_study_query(SHARD, "SELECT line, met FROM removal"), "2|1 4|1 ");
	assert_int_equal(unlink(scratch_path("removals.csv")), 0);
	read_calls(CALLS, file);
	assert_text(
		small_study_query(SHARD, "SELECT reason, rows FROM reject_total"), "not a date|1 ");
}

static void a_removal_that_nobody_would_hear_is_an_error_without_its_value(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"partner,token,value\n,nsh,secret\n", "removals.csv:2: no extract has a token"},
		{"partner,token,value\npolcie,nhs,secret\n", "removals.csv:2: no partner"},
		{"partner,token,value\n,key,secret\n",
			"removals.csv:2: a key is one partner's own"},
		{"partner,token,value\n,nhs,\n", "removals.csv:2: the value is blank"},
		{"token,secret\nnhs,1\n", "removals.csv:1: no column \"partner\""},
	};

	(void)state;
	write_study();
	scratch_write("contracts/calls.yaml", "name: calls\npartner: police\n" CALLS);
	scratch_write("extracts/calls.csv", "id,day,nhs_no\n1,2018-01-01,aaa\n");
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct ingest_outcome outcome = {0};
		struct small_study small;
		struct tl_err err = {0};

		scratch_write("removals.csv", cases[i].text);
		small_study_load(&small);
		assert_false(ingest_read(&small.study, &small.deliveries[0], &outcome, &err));
		assert_int_equal(err.exit_status, EX_CONFIG);
		if (!strstr(err.text, cases[i].want) || strstr(err.text, "secret"))
			fail_msg("%s", err.text);
		tl_buf_free(&outcome.warning);
		tl_buf_free(&outcome.absent);
		small_study_free(&small);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(a_rule_holds_rows_to_its_requirement_only_when_its_conditions_hold),
		scratch_test(equal_rows_and_keys_are_refused_where_the_contract_says_so),
		scratch_test(a_refused_row_does_not_stand_against_those_after_it),
		scratch_test(text_is_held_to_its_pattern_and_length_in_characters),
		scratch_test(postcodes_and_days_are_kept_as_coarse_as_the_contract_says),
		scratch_test(days_outside_a_life_are_what_the_contract_says),
		scratch_test(days_that_stand_for_none_are_blank_and_counted),
		scratch_test(rows_past_what_the_agreement_lets_us_keep_are_said),
		scratch_test(symbols_in_place_of_numbers_are_kept_as_their_reasons),
		scratch_test(a_column_a_month_becomes_a_row_a_month),
		scratch_test(a_wide_table_without_its_columns_is_refused),
		scratch_test(an_alias_may_be_a_pattern_and_columns_are_told_as_they_came),
		scratch_test(relations_name_two_people_and_places_have_money_and_staff),
		scratch_test(who_asked_to_be_left_out_is_refused_and_only_counted),
		scratch_test(a_removal_that_nobody_would_hear_is_an_error_without_its_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
