/* What contracts say of files together: which row stands, keys across extracts, what is worth a
 * word. */
#include "small_study.h"

#define HEADER "Person,Date,Kind,Area,Born,NHS,Minutes\n"
#define STORE "run/1-ingest/settle/settle.db"

static char warnings[4096];

static void settle(void)
{
	struct ingest_settled settled = {0};
	struct small_study small;
	struct tl_err err = {0};

	small_study_load(&small);
	small_study_read(&small);
	if (!ingest_settle(&small.study, small.deliveries, small.count, 2, &settled, &err))
		fail_msg("%s", err.text);
	snprintf(warnings, sizeof warnings, "%s", tl_buf_c(&settled.warnings));
	ingest_settled_free(&settled);
	small_study_free(&small);
}

/* The calls contract with more terms. */
static void calls_with(const char *terms)
{
	struct tl_buf contract = {0};

	tl_buf_addc(&contract, calls_contract);
	tl_buf_addc(&contract, terms);
	scratch_write("contracts/calls.yaml", tl_buf_c(&contract));
	tl_buf_free(&contract);
}

#define assert_dead(want)                                                                          \
	assert_text(small_study_query(STORE, "SELECT * FROM dead_row ORDER BY 1, 2"), want)
#define assert_findings(want)                                                                      \
	assert_text(                                                                               \
		small_study_query(STORE,                                                           \
			"SELECT delivery, finding, field, rows FROM finding ORDER BY 1, 2, 3"),    \
		want)
#define assert_beside(want)                                                                        \
	assert_text(small_study_query(STORE, "SELECT delivery, beside FROM finding WHERE beside "  \
					     "<> '' ORDER BY delivery, finding"),                  \
		want)
#define assert_drift(want)                                                                         \
	assert_text(small_study_query(STORE, "SELECT * FROM drift ORDER BY 1, 2, 3"), want)

static void the_same_file_again_is_dead_as_a_whole(void **state)
{
	static const char file[] =
		HEADER "a,15/01/2018,DV,,,1,\na,16/01/2018,XX,,,1,\nb,15/01/2018,DV,,,1,\n";

	(void)state;
	small_study_write("  - {file: \"calls-*.csv\", contract: calls}\n");
	calls_with("");
	scratch_write("extracts/calls-1.csv", file);
	scratch_write("extracts/calls-2.csv", file);
	scratch_write(
		"extracts/calls-3.csv", HEADER "b,15/01/2018,DV,,,1,\n"); /* only a row of it */
	settle();
	assert_dead("calls.2|1|delivered again calls.2|3|delivered again calls.3|1|duplicate ");
	assert_text(small_study_query(STORE, "SELECT * FROM dead_total ORDER BY 1, 2"),
		"calls.2|delivered again|2 calls.3|duplicate|1 ");
}

static void a_later_file_replaces_the_months_it_has_rows_of(void **state)
{
	(void)state;
	small_study_write("  - {file: \"calls-*.csv\", contract: calls}\n");
	calls_with("replaces: period\n");
	scratch_write("extracts/calls-1.csv",
		HEADER "a,31/12/2017,DV,,,1,\na,01/01/2018,DV,,,1,\n"
		       "b,31/01/2018,DV,,,1,\na,01/02/2018,DV,,,1,\n");
	scratch_write(
		"extracts/calls-2.csv", HEADER "a,15/01/2018,DV,,,1,\nb,31/01/2018,DV,,,1,\n");
	settle();
	assert_dead("calls.1|2|superseded calls.1|3|superseded ");
}

static void a_later_file_with_a_period_of_its_own_replaces_all_of_it(void **state)
{
	(void)state;
	small_study_write("  - {file: calls-1.csv, contract: calls}\n"
			  "  - {file: calls-2.csv, contract: calls, period: {from: 2018-01-10, to: "
			  "2018-02-28}}\n");
	calls_with("replaces: period\n");
	scratch_write("extracts/calls-1.csv",
		HEADER "a,09/01/2018,DV,,,1,\na,10/01/2018,DV,,,1,\n"
		       "b,28/02/2018,DV,,,1,\na,01/03/2018,DV,,,1,\n");
	scratch_write("extracts/calls-2.csv", HEADER "c,15/01/2018,DV,,,1,\n");
	settle();
	/* February too, of which the later file has no row: it says there is none. */
	assert_dead("calls.1|2|superseded calls.1|3|superseded ");
}

static void a_correction_that_sorts_before_its_original_is_said(void **state)
{
	(void)state;
	small_study_write("  - {file: \"calls-*.csv\", contract: calls}\n");
	calls_with("replaces: period\n");
	scratch_write("extracts/calls-1-corrected.csv",
		HEADER "a,01/01/2018,DV,,,1,\nb,31/01/2018,DV,,,1,\n");
	scratch_write(
		"extracts/calls-1.csv", HEADER "a,01/01/2018,DV,,,1,\nb,02/01/2018,DV,,,1,\n");
	settle();
	assert_dead("calls.1|1|superseded calls.1|2|superseded ");
	assert_findings("calls.1|replaced as a whole||0 ");
	assert_beside("calls.1|calls-1-corrected.csv, by calls-1.csv ");
	assert_non_null(strstr(warnings,
		"calls.1: replaced as a whole: calls-1-corrected.csv, by calls-1.csv. No row"));

	/* Registers replace one another as a matter of course; these two look the wrong way round.
	 */
	calls_with("replaces: all\n");
	settle();
	assert_findings("calls.1|replaced as a whole||0 ");
	unlink(scratch_path("extracts/calls-1-corrected.csv"));
	scratch_write("extracts/calls-2.csv", HEADER "a,01/01/2018,DV,,,1,\n");
	settle();
	assert_findings("");
}

static void a_month_replaced_by_few_rows_is_said(void **state)
{
	static const struct {
		const char *correction, *findings, *beside;
	} cases[] = {
		{"a,15/01/2018,DV,,,1,\n", "calls.2|month replaced by few rows|2018-01|0 ",
			"calls.2|1 row in the place of 3 of calls-1.csv "},
		{"a,15/01/2018,DV,,,1,\na,16/01/2018,DV,,,1,\n", "", ""},
	};

	(void)state;
	small_study_write("  - {file: \"calls-*.csv\", contract: calls}\n");
	calls_with("replaces: period\n");
	scratch_write("extracts/calls-1.csv",
		HEADER "a,31/12/2017,DV,,,1,\na,01/01/2018,DV,,,1,\n"
		       "b,30/01/2018,DV,,,1,\na,31/01/2018,DV,,,1,\n");
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_buf file = {0};

		tl_buf_addf(&file, HEADER "a,15/02/2018,DV,,,1,\n%s", cases[i].correction);
		scratch_write("extracts/calls-2.csv", tl_buf_c(&file));
		tl_buf_free(&file);
		settle();
		assert_findings(cases[i].findings);
		assert_beside(cases[i].beside);
	}
}

static void a_whole_register_replaces_the_one_before(void **state)
{
	(void)state;
	small_study_write("  - {file: \"calls-*.csv\", contract: calls}\n");
	calls_with("replaces: all\n");
	scratch_write("extracts/calls-1.csv", HEADER "a,09/01/2018,DV,,,1,\n");
	scratch_write(
		"extracts/calls-2.csv", HEADER "a,09/01/2018,DV,,,1,\nb,09/02/2018,DV,,,1,\n");
	settle();
	assert_dead("calls.1|1|superseded ");
}

static void a_primary_key_stands_once_and_the_contract_says_which(void **state)
{
	(void)state;
	small_study_write("  - {file: \"calls-*.csv\", contract: calls}\n");
	scratch_write(
		"extracts/calls-1.csv", HEADER "a,09/01/2018,DV,,,1,\nb,09/01/2018,DV,,,1,\n");
	scratch_write(
		"extracts/calls-2.csv", HEADER "a,10/01/2018,DV,,,1,\nc,09/01/2018,DV,,,1,\n");
	scratch_write("extracts/calls-3.csv", HEADER "a,11/01/2018,DV,,,1,\n");
	calls_with("primaryKey: [Person]\n");
	settle();
	assert_dead("calls.2|1|primary key in an earlier file "
		    "calls.3|1|primary key in an earlier file ");
	calls_with("primaryKey: [Person]\nreplaces: key\n");
	settle();
	assert_dead("calls.1|1|superseded calls.2|1|superseded ");
}

#define CASES                                                                                      \
	"name: cases\npartner: council\nkind: events\nfields:\n  - {name: Ref}\n"                  \
	"  - {name: Child, role: key}\n  - {name: Day, role: date, type: date}\n"
#define VISITS                                                                                     \
	"name: visits\npartner: council\nkind: events\nfields:\n  - {name: Case}\n"                \
	"  - {name: Child, role: key}\n  - {name: Day, role: date, type: date}\n"

static void write_cases(const char *broken)
{
	struct tl_buf visits = {0};

	small_study_write("  - {file: calls.csv, contract: calls}\n"
			  "  - {file: cases.csv, contract: cases}\n"
			  "  - {file: visits.csv, contract: visits}\n");
	calls_with("");
	scratch_write("extracts/calls.csv", HEADER "a,09/01/2018,DV,,,1,\n");
	scratch_write("contracts/cases.yaml",
		CASES "foreignKeys: [{fields: [Child], reference: {resource: calls, fields: "
		      "[Person]}}]\n");
	tl_buf_addf(&visits,
		VISITS "foreignKeys: [{fields: [Case, Child], reference: {resource: cases, fields: "
		       "[Ref, Child]}%s}]\n",
		broken);
	scratch_write("contracts/visits.yaml", tl_buf_c(&visits));
	tl_buf_free(&visits);
	scratch_write("extracts/cases.csv",
		"Ref,Child,Day\n1,a,2018-01-01\n2,z,2018-01-01\n"); /* z is in no call */
	scratch_write("extracts/visits.csv",
		"Case,Child,Day\n1,a,2018-01-02\n1,z,2018-01-02\n,a,2018-01-02\n"
		"2,z,2018-01-02\n");
}

static void a_row_that_refers_to_none_is_dead_and_so_is_what_refers_to_it(void **state)
{
	(void)state;
	write_cases("");
	settle();
	assert_dead("cases|2|broken key visits|2|broken key visits|4|broken key ");
	assert_findings("");
	write_cases(", broken: warn");
	settle();
	assert_dead("cases|2|broken key ");
	assert_findings("visits|broken key|Case|2 ");
	assert_non_null(strstr(warnings, "visits: broken key (Case): 2 rows. "));
}

static void no_key_is_broken_while_the_other_extract_is_late(void **state)
{
	(void)state;
	write_cases("");
	small_study_write("  - {file: late.csv, contract: calls, late: true}\n"
			  "  - {file: cases.csv, contract: cases}\n"
			  "  - {file: visits.csv, contract: visits}\n");
	settle();
	assert_dead("visits|2|broken key ");
}

static void write_stays(const char *terms)
{
	struct tl_buf contract = {0};

	small_study_write("  - {file: calls.csv, contract: calls}\n"
			  "  - {file: \"stays-*.csv\", contract: stays}\n");
	calls_with("");
	scratch_write("extracts/calls.csv", HEADER "a,09/01/2018,DV,,,1,\n");
	tl_buf_addc(&contract,
		"name: stays\npartner: council\nkind: episodes\nfields:\n"
		"  - {name: Child, role: key}\n  - {name: From, role: start, type: date}\n"
		"  - {name: To, role: end, type: date}\n");
	tl_buf_addc(&contract, terms);
	scratch_write("contracts/stays.yaml", tl_buf_c(&contract));
	tl_buf_free(&contract);
	scratch_write("extracts/stays-1.csv",
		"Child,From,To\n"
		"a,2017-01-01,2017-02-01\n"
		"a,2017-02-01,2017-03-01\n" /* begins as the one before has ended */
		"b,2017-01-01,2017-06-01\n"
		"c,2017-01-01,\n"
		"d,2017-01-01,2017-01-01\n"
		"d,2017-01-01,2017-02-01\n"); /* beside an empty one */
	scratch_write("extracts/stays-2.csv",
		"Child,From,To\n"
		"b,2017-05-31,2017-07-01\n" /* a day with the first */
		"b,2017-06-01,2017-08-01\n" /* with the second alone */
		"c,2017-09-01,\n"
		"c,2017-10-01,2017-11-01\n");
}

static void episodes_that_share_days_or_are_open_twice_are_what_the_contract_says(void **state)
{
	(void)state;
	write_stays("");
	settle();
	assert_dead("");
	assert_findings("");
	write_stays("overlaps: warn\ndoubly_open: warn\n");
	settle();
	assert_dead("");
	assert_findings("stays.2|open twice||1 stays.2|overlapping episode||3 ");
	write_stays("overlaps: reject\ndoubly_open: reject\n");
	settle();
	/* The second of b's is gone, so its third shares no day with any. */
	assert_dead("stays.2|1|overlapping episode stays.2|3|open twice "
		    "stays.2|4|overlapping episode ");
	assert_findings("");
}

static void a_life_is_what_the_partners_own_persons_say(void **state)
{
	static const char *const choices[] = {"reject", "warn"};
	char terms[80];

	(void)state;
	small_study_write("  - {file: \"calls-*.csv\", contract: calls}\n"
			  "  - {file: people.csv, contract: people}\n"
			  "  - {file: others.csv, contract: others}\n");
	scratch_write("contracts/people.yaml",
		"name: people\npartner: police\nkind: persons\nfields:\n  - {name: id, role: key}\n"
		"  - {name: born, role: birth, type: date}\n  - {name: died, role: death, type: "
		"date}\n");
	scratch_write("contracts/others.yaml", "name: others\npartner: council\nkind: "
					       "persons\nfields:\n  - {name: id, role: key}\n"
					       "  - {name: born, role: birth, type: date}\n");
	/* The council's d is not the police's; b was born in January by one record of two. */
	scratch_write("extracts/others.csv", "id,born\nd,2018-03-01\n");
	scratch_write("extracts/people.csv",
		"id,born,died\na,2018-01-20,\nb,2018-03-01,\nb,2018-01-31,\nc,,2018-01-15\n");
	scratch_write("extracts/calls-1.csv",
		"id,day\na,2017-12-31\na,2018-01-01\nb,2018-01-02\nc,2018-01-15\n");
	scratch_write("extracts/calls-2.csv", "id,day\nc,2018-01-16\nd,2018-01-01\n");
	for (size_t i = 0; i < TL_LEN(choices); i++) {
		snprintf(terms, sizeof terms, "outside_life: %s\n", choices[i]);
		struct tl_buf contract = {0};

		tl_buf_addf(&contract,
			"name: calls\npartner: police\nkind: events\n%sfields:\n"
			"  - {name: id, role: key}\n  - {name: day, role: date, type: date}\n",
			terms);
		scratch_write("contracts/calls.yaml", contract.data);
		tl_buf_free(&contract);
		settle();
		assert_dead(i ? "" : "calls.1|1|before birth calls.2|1|after death ");
		assert_findings(i ? "calls.1|before birth|day|1 calls.2|after death|day|1 " : "");
	}
}

static void write_rows(const char *name, const char *header, const char *row, int times,
	const char *other, int other_times)
{
	struct tl_buf text = {0};

	tl_buf_addc(&text, header);
	for (int i = 0; i < times; i++)
		tl_buf_addc(&text, row);
	for (int i = 0; i < other_times; i++)
		tl_buf_addc(&text, other);
	scratch_write(name, text.data);
	tl_buf_free(&text);
}

static void columns_that_came_otherwise_are_named_one_by_one(void **state)
{
	(void)state;
	small_study_write("  - {file: \"calls-*.csv\", contract: calls}\n");
	scratch_write("contracts/calls.yaml",
		"name: calls\npartner: police\nkind: events\nfields:\n"
		"  - {name: Person, role: key, aliases: [Ref, \"SW_*\"]}\n"
		"  - {name: Date, role: date, type: date}\n  - {name: Note}\n  - {name: Code}\n");
	scratch_write("extracts/calls-1.csv", "Ref,Date,Code\na,2018-01-01,1\n");
	/* Of twenty codes, one that is no number is a mistake; ten are a change. */
	write_rows("extracts/calls-2.csv", "SW_ID,Date,code,extra\n", "b,2018-02-01,A,x\n", 1,
		"b,2018-02-01,1\xc2\xa0,x\n", 19);
	write_rows("extracts/calls-3.csv", "SW_ID,Date,code,Note\n", "c,2018-03-01,A1,\n", 10,
		"c,2018-03-01,1,\n", 10);
	settle();
	assert_drift("calls.1|gone|Note|Note| calls.1|renamed|Person|Person|Ref "
		     "calls.2|new|extra||extra calls.2|renamed|Person|Ref|SW_ID "
		     "calls.3|gone|extra|extra| calls.3|new|Note||Note "
		     "calls.3|type|Code|whole numbers|text ");
	assert_null(strstr(warnings, "calls.1"
				     ": column"));
	assert_non_null(strstr(warnings,
		"calls.3: column \"Code\" differs from calls.2: type, \"whole numbers\" is now "
		"\"text\"\n"));
}

static void a_column_that_is_gone_may_have_another_header_now(void **state)
{
	(void)state;
	small_study_write("  - {file: \"calls-*.csv\", contract: calls}\n");
	scratch_write("contracts/calls.yaml",
		"name: calls\npartner: police\nkind: events\nfields:\n"
		"  - {name: Person, role: key}\n  - {name: Date, role: date, type: date}\n"
		"  - {name: Kind}\n  - {name: Minutes}\n");
	scratch_write("extracts/calls-1.csv", "Person,Date,Kind,Minutes\na,2018-01-01,DV,1\n");
	/* One in its place, one spelt alike. */
	scratch_write(
		"extracts/calls-2.csv", "Person,Date,Nature of call,minutess\na,2018-02-01,DV,1\n");
	settle();
	assert_drift("calls.2|gone|Kind|Kind|Nature of call calls.2|gone|Minutes|Minutes|minutess "
		     "calls.2|new|Nature of call||Nature of call calls.2|new|minutess||minutess ");
	assert_non_null(strstr(warnings,
		"column \"Kind\" differs from calls.1: gone; renamed? is it \"Nature of call\" "
		"now?\n"));
}

static void what_a_partner_withholds_is_not_covered(void **state)
{
	(void)state;
	small_study_write("  - {file: calls.csv, contract: calls, period: {from: 2017-12-01, to: "
			  "2018-03-31}}\n");
	calls_with("withholds: [{from: 2018-01-31, to: 2018-02-01, reason: An inquiry.}]\n");
	scratch_write("extracts/calls.csv", HEADER "a,15/12/2017,DV,,,1,\n");
	settle();
	assert_text(small_study_query(STORE, "SELECT month, state FROM coverage ORDER BY month"),
		"2017-12-01|covered 2018-01-01|withheld 2018-02-01|withheld 2018-03-01|covered ");
}

/* North's rows of January come in the first file; the second stands for all, and has none. */
static void a_locality_whose_rows_are_replaced_by_none_is_missing(void **state)
{
	(void)state;
	small_study_write(
		"  - {file: \"calls-*.csv\", contract: calls, period: {from: 2018-01-01, to: "
		"2018-03-31}}\n");
	calls_with("coverage: {by: locality}\nreplaces: period\n");
	scratch_write("extracts/calls-1.csv",
		HEADER "a,15/01/2018,DV,north,,1,\na,15/02/2018,DV,NORTH,,1,\n"
		       "a,15/02/2018,DV,South,,1,\na,15/03/2018,DV,south,,1,\n");
	scratch_write("extracts/calls-2.csv", HEADER "a,15/01/2018,DV,south,,1,\n");
	settle();
	assert_text(small_study_query(STORE,
			    "SELECT locality, month, state FROM locality_coverage ORDER BY 1, 2"),
		"north|2017-12-01|absent north|2018-01-01|absent north|2018-02-01|covered "
		"north|2018-03-01|absent south|2017-12-01|absent south|2018-01-01|covered "
		"south|2018-02-01|covered south|2018-03-01|covered ");
	assert_text(small_study_query(STORE, "SELECT locality, from_day, to_day FROM covered"),
		"|2018-02-01|2018-02-28 north|2018-02-01|2018-02-28 "
		"south|2018-01-01|2018-03-31 ");
	assert_findings("calls.2|no rows of a locality|north|1 ");
	assert_text(small_study_query(STORE, "SELECT beside FROM finding"), "2018-01, 2018-03 ");
}

static void a_locality_that_usually_has_rows_and_has_none_is_worth_a_word(void **state)
{
	struct tl_buf rows = {0};

	(void)state;
	small_study_write("  - {file: calls.csv, contract: calls, period: {from: 2018-01-01, to: "
			  "2018-03-31}}\n");
	calls_with("");
	tl_buf_addc(&rows, HEADER "a,15/02/2018,DV,,,1,\n");
	for (int i = 1; i <= 10; i++)
		tl_buf_addf(
			&rows, "a,%02d/01/2018,DV,north,,1,\na,%02d/03/2018,DV,north,,1,\n", i, i);
	scratch_write("extracts/calls.csv", tl_buf_c(&rows));
	settle();
	assert_findings("calls|locality without rows|north|21 ");
	assert_text(small_study_query(STORE, "SELECT beside FROM finding"), "2018-02 ");
	assert_text(small_study_query(STORE, "SELECT count(*) FROM locality_coverage"), "0 ");
	tl_buf_free(&rows);
}

static void rows_of_no_listed_locality_are_said_by_file_and_month(void **state)
{
	struct tl_buf rows = {0};

	(void)state;
	small_study_write("  - {file: \"calls-*.csv\", contract: calls}\n");
	calls_with("");
	/* January: 9 are too few to tell; blanks say no place. February: 10 of 100 are a tenth.
	 * March: 10 of 99 are more. */
	tl_buf_addc(&rows, HEADER);
	for (int i = 0; i < 9; i++)
		tl_buf_addc(&rows, "a,05/01/2018,DV,Nroth,,1,\n");
	for (int i = 0; i < 20; i++)
		tl_buf_addc(&rows, "a,05/01/2018,DV,,,1,\n");
	for (int i = 0; i < 100; i++)
		tl_buf_addf(&rows, "a,05/02/2018,DV,%s,,1,\n", i < 10 ? "Nroth" : "North");
	scratch_write("extracts/calls-1.csv", tl_buf_c(&rows));
	tl_buf_clear(&rows);
	tl_buf_addc(&rows, HEADER);
	for (int i = 0; i < 99; i++)
		tl_buf_addf(&rows, "a,05/03/2018,DV,%s,,1,\n", i < 10 ? "Nroth" : "South");
	scratch_write("extracts/calls-2.csv", tl_buf_c(&rows));
	settle();
	assert_beside("calls.2|2018-03: 10 of 99 rows; spelt almost like \"north\" ");
	assert_findings("calls.2|rows of no listed locality||10 ");
	assert_non_null(strstr(warnings,
		"calls.2: rows of no listed locality: 2018-03: 10 of 99 rows; spelt almost like "
		"\"north\". Their locality is"));
	assert_null(strstr(warnings, "Nroth"));
	calls_with("coverage: {by: locality}\n");
	settle();
	assert_text(small_study_query(STORE, "SELECT delivery, beside FROM finding WHERE finding = "
					     "'rows of no listed locality' ORDER BY 1"),
		"calls.1|2018-01: 9 of 29 rows, 2018-02: 10 of 100 rows; spelt almost like "
		"\"north\" calls.2|2018-03: 10 of 99 rows; spelt almost like \"north\" ");
	tl_buf_free(&rows);
}

static void findings_of_each_file_are_carried_over_and_said(void **state)
{
	(void)state;
	small_study_write("  - {file: calls.csv, contract: calls}\n");
	calls_with("retention: 2 months\n");
	scratch_write("extracts/calls.csv", HEADER "a,30/01/2018,DV,,,1,\na,31/01/2018,DV,,,1,\n");
	settle();
	assert_findings("calls|past retention|Date|1 ");
	assert_string_equal(warnings,
		"calls: past retention (Date): 1 row. The row is older than the agreement lets us "
		"keep; delete it from the extract.\n");
}

/* ---- bands -------------------------------------------------------------------------------- */

static void write_release(const char *folder, const char *insert)
{
	char path[100], ledger[40];
	struct tl_err err = {0};
	struct tl_db *db;

	mkdir(scratch_path("releases"), 0700);
	snprintf(path, sizeof path, "releases/%s", folder);
	mkdir(scratch_path(path), 0700);
	snprintf(path, sizeof path, "releases/%s/confidential", folder);
	mkdir(scratch_path(path), 0700);
	snprintf(path, sizeof path, "releases/%s/confidential/release.db", folder);
	snprintf(ledger, sizeof ledger, "{\"release\":%d}\n", atoi(folder));
	scratch_write("releases/ledger.jsonl", ledger);
	db = tl_db_create(scratch_path(path), tl_schema_release, &err);
	if (!db || !tl_db_exec(db, insert, &err) || !tl_db_finish(db, &err))
		fail_msg("%s", err.text);
}

#define PROFILE "INSERT INTO delivery_profile VALUES "

static void write_banded(const char *rows)
{
	struct tl_buf text = {0};

	small_study_write("  - {file: \"calls-*.csv\", contract: calls}\n");
	calls_with("bands: {rows_least: 0.5, rows_most: 2, days: 31}\n"
		   "period: {from: 2018-01-01, to: 2018-03-31}\n");
	tl_buf_addc(&text, HEADER);
	tl_buf_addc(&text, rows);
	scratch_write("extracts/calls-1.csv", HEADER "a,15/01/2018,DV,,,1,\n");
	scratch_write("extracts/calls-2.csv", tl_buf_c(&text));
	tl_buf_free(&text);
}

static void a_new_delivery_is_held_against_the_last_one_released(void **state)
{
	(void)state;
	/* calls.1 was released as it is; the last of the release is calls.9, not calls.10's
	 * neighbour "calls-x" nor the earlier release. */
	write_banded("a,01/03/2018,DV,,,1,\na,02/03/2018,DV,,,1,\n");
	settle();
	assert_findings(""); /* nothing was released yet */
	write_release("001", PROFILE "('calls.9', 1, 1, NULL, '2018-03-30', 'x')");
	write_release("002", PROFILE
		"('calls.9', 5, 5, NULL, '2018-02-28', 'x'), "
		"('calls-x', 1, 1, NULL, NULL, 'y'), ('calls.10', 4, 4, NULL, '2018-02-28', 'z'), "
		"('visits', 100, 1, NULL, NULL, 'w')");
	settle();
	/* 1 row of January against 4 and older; 2 are half of 4, and newer. */
	assert_findings("calls.1|fewer rows than expected||1 calls.1|no newer||1 ");
	assert_beside("calls.1|1 row now, 4 in calls.10, the last one released "
		      "calls.1|newest row of 2018-01 now, of 2018-02 in calls.10, the last one "
		      "released ");
	write_banded("a,01/03/2018,DV,,,1,\n");
	settle();
	assert_findings("calls.1|fewer rows than expected||1 calls.1|no newer||1 "
			"calls.2|fewer rows than expected||1 ");
}

static void what_was_released_already_is_not_held_against_itself(void **state)
{
	struct tl_buf digest, insert = {0};

	(void)state;
	write_banded("a,01/01/2018,DV,,,1,\n");
	settle();
	assert_findings("calls.1|old||1 "); /* the newest, of 15 January, is 75 days old */
	assert_beside("calls.1|newest row of 2018-01, and at most 31 days before 2018-03-31 are "
		      "expected ");
	digest = small_study_query("run/1-ingest/settle/settle.db",
		"SELECT group_concat(row_digest, ' ') FROM delivery");
	assert_int_equal(digest.length, 64 + 1 + 64 + 1);
	tl_buf_addf(&insert,
		PROFILE "('calls.1', 1, 1, NULL, '2018-01-15', '%.64s'), ('calls.2', 9, 9, NULL, "
			"'2018-03-01', '%.64s')",
		digest.data, digest.data + 65);
	write_release("001", insert.data);
	settle();
	assert_findings("calls.1|old||1 ");
	tl_buf_free(&digest);
	tl_buf_free(&insert);
}

/* Released: calls.1 of January as it still lies there, calls.2 and calls.3 of February and
 * December, a register without days, and an extract that the study reads no more. */
static void a_released_delivery_that_is_there_no_more_is_said(void **state)
{
	static const struct {
		const char *rows, *found;
	} cases[] = {
		/* Another file of February came in its place; December is gone. */
		{"a,28/02/2018,DV,,,1,\n", "calls.1|released delivery gone|calls.3|7 "},
		/* March is news, and stands for neither. */
		{"a,01/03/2018,DV,,,1,\n",
			"calls.1|released delivery gone|calls.2|9 "
			"calls.1|released delivery gone|calls.3|7 calls.2|months without rows||1 "},
		/* What came covers both. */
		{"a,31/12/2017,DV,,,1,\na,01/02/2018,DV,,,1,\n", ""},
	};
	struct tl_buf digest, insert = {0};

	(void)state;
	small_study_write("  - {file: \"calls-*.csv\", contract: calls}\n");
	calls_with("");
	scratch_write("extracts/calls-1.csv", HEADER "a,15/01/2018,DV,,,1,\n");
	settle();
	digest = small_study_query(STORE, "SELECT row_digest FROM delivery");
	tl_buf_addf(&insert,
		PROFILE "('calls.1', 1, 1, '2018-01-15', '2018-01-15', '%.64s'), "
			"('calls.2', 9, 9, '2018-02-01', '2018-02-28', 'x'), "
			"('calls.3', 7, 7, '2017-12-01', '2017-12-31', 'y'), "
			"('awaited', 0, 0, NULL, NULL, ''), "
			"('visits', 5, 5, NULL, NULL, 'z')",
		digest.data);
	write_release("001", insert.data);
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_buf file = {0};

		tl_buf_addf(&file, "%s%s", HEADER, cases[i].rows);
		scratch_write("extracts/calls-2.csv", tl_buf_c(&file));
		settle();
		assert_findings(cases[i].found);
		/* Of a contract that is read no more there is no delivery to find it on. */
		assert_non_null(strstr(warnings,
			"visits: released delivery gone: 5 rows were in the last release. "));
		assert_null(strstr(warnings, "awaited")); /* had not come then either */
		tl_buf_free(&file);
	}
	/* A release that was cut off is none. */
	scratch_write("releases/ledger.jsonl", "");
	settle();
	assert_findings("");
	tl_buf_free(&digest);
	tl_buf_free(&insert);
}

/* Two files of twelve rows a month, January and March, under one pattern; the period says that
 * February is covered as well. */
static void a_period_of_several_files_does_not_cover_a_month_whose_file_is_not_there(void **state)
{
	static const struct {
		int rows; /* a month */
		const char *extracts, *found, *states;
	} cases[] = {
		{12,
			"  - {file: \"calls-*.csv\", contract: calls, period: {from: 2018-01-01, "
			"to: "
			"2018-03-31}}\n",
			"calls.1|months of no file||12 ", "covered absent covered "},
		/* So few happen that none may have. */
		{9,
			"  - {file: \"calls-*.csv\", contract: calls, period: {from: 2018-01-01, "
			"to: "
			"2018-03-31}}\n",
			"calls.1|covered month without rows||9 ", "covered covered covered "},
		/* Whoever states the period of a file says what it covers. */
		{12,
			"  - {file: calls-1.csv, contract: calls, period: {from: 2018-01-01, to: "
			"2018-02-28}}\n"
			"  - {file: calls-3.csv, contract: calls, period: {from: 2018-03-01, to: "
			"2018-03-31}}\n",
			"calls.1|covered month without rows||12 calls.2|locality without "
			"rows|north|12 ",
			"covered covered covered "},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		small_study_write(cases[i].extracts);
		calls_with("");
		for (int month = 1; month <= 3; month += 2) {
			struct tl_buf file = {0};

			tl_buf_addc(&file, HEADER);
			for (int row = 1; row <= cases[i].rows; row++)
				tl_buf_addf(
					&file, "a,%02d/%02d/2018,DV,north,,,%d\n", row, month, row);
			scratch_write(month == 1 ? "extracts/calls-1.csv" : "extracts/calls-3.csv",
				tl_buf_c(&file));
			tl_buf_free(&file);
		}
		settle();
		assert_findings(cases[i].found);
		assert_text(
			small_study_query(STORE,
				"SELECT state FROM coverage WHERE month BETWEEN '2018-01-01' AND "
				"'2018-03-01' ORDER BY month"),
			cases[i].states);
	}
}

/* By token in one file; in the other, where the token is not, by the key that it was followed to.
 * Line 3 is of somebody whom nobody has, line 4 of a partner who sends nothing yet. */
static void requests_for_removal_that_found_a_row_are_counted_without_their_values(void **state)
{
	(void)state;
	small_study_write("  - {file: \"calls-*.csv\", contract: calls}\n"
			  "  - {file: register.csv, contract: register, late: true}\n");
	calls_with("");
	scratch_write("contracts/register.yaml", "name: register\npartner: council\nkind: "
						 "persons\nfields: [{name: Id, role: key}]\n");
	scratch_write("extracts/calls-1.csv",
		HEADER "a,15/01/2018,DV,,,secret1,\nb,15/01/2018,DV,,,2,\n");
	scratch_write("extracts/calls-2.csv", HEADER "a,16/02/2018,DV,,,,\nc,16/02/2018,DV,,,,\n");
	scratch_write("removals.csv", "partner,token,value\n,nhs,secret1\npolice,key,secret2\n"
				      "council,key,secret3\npolice,key,c\n,nhs,secret1\n");
	settle();
	assert_text(small_study_query("run/1-ingest/calls.1/shard.db", "SELECT * FROM removal"),
		"2|1 3|0 5|0 6|1 ");
	assert_text(small_study_query("run/1-ingest/calls.2/shard.db", "SELECT * FROM removal"),
		"2|1 3|0 5|1 6|1 ");
	assert_text(small_study_query(STORE, "SELECT * FROM removal"),
		"2|2|2 3|2|0 4|0|0 5|2|1 6|2|2 ");
	assert_non_null(strstr(warnings,
		"removals.csv: 2 of 5 requests found no row in any delivery: lines 3, 4. "));
	assert_null(strstr(warnings, "secret"));
	assert_int_equal(unlink(scratch_path("removals.csv")), 0);
	settle();
	assert_text(small_study_query(STORE, "SELECT * FROM removal"), "");
	assert_null(strstr(warnings, "removals.csv"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(the_same_file_again_is_dead_as_a_whole),
		scratch_test(a_later_file_replaces_the_months_it_has_rows_of),
		scratch_test(a_later_file_with_a_period_of_its_own_replaces_all_of_it),
		scratch_test(a_correction_that_sorts_before_its_original_is_said),
		scratch_test(a_month_replaced_by_few_rows_is_said),
		scratch_test(a_whole_register_replaces_the_one_before),
		scratch_test(a_primary_key_stands_once_and_the_contract_says_which),
		scratch_test(a_row_that_refers_to_none_is_dead_and_so_is_what_refers_to_it),
		scratch_test(no_key_is_broken_while_the_other_extract_is_late),
		scratch_test(episodes_that_share_days_or_are_open_twice_are_what_the_contract_says),
		scratch_test(a_life_is_what_the_partners_own_persons_say),
		scratch_test(columns_that_came_otherwise_are_named_one_by_one),
		scratch_test(a_column_that_is_gone_may_have_another_header_now),
		scratch_test(what_a_partner_withholds_is_not_covered),
		scratch_test(a_locality_whose_rows_are_replaced_by_none_is_missing),
		scratch_test(a_locality_that_usually_has_rows_and_has_none_is_worth_a_word),
		scratch_test(rows_of_no_listed_locality_are_said_by_file_and_month),
		scratch_test(findings_of_each_file_are_carried_over_and_said),
		scratch_test(a_new_delivery_is_held_against_the_last_one_released),
		scratch_test(what_was_released_already_is_not_held_against_itself),
		scratch_test(
			a_period_of_several_files_does_not_cover_a_month_whose_file_is_not_there),
		scratch_test(a_released_delivery_that_is_there_no_more_is_said),
		scratch_test(
			requests_for_removal_that_found_a_row_are_counted_without_their_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
