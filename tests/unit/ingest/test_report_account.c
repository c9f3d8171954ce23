#include "../scratch.h"

#include "../../../stages/ingest/report_account.h"

static const char contract[] =
	"name: calls\npartner: police\nkind: events\noutside_life: warn\nthresholds: {warn: 0.01}\n"
	"fields:\n"
	"  - {name: Person, role: key}\n"
	"  - {name: Date, role: date, type: date, format: \"%d/%m/%Y\"}\n"
	"  - {name: Born, role: birth, type: date, format: \"%d/%m/%Y\"}\n"
	"  - {name: Kind, role: type, codes: [{code: DV}, {code: ASB}]}\n"
	"  - {name: Minutes, type: integer, constraints: {minimum: \"0\", maximum: \"600\"}}\n"
	"  - {name: Ref, constraints: {unique: true, pattern: \"[A-Z0-9]+\"}}\n";

struct desk {
	struct tl_study study;
	struct ingest_account account;
};

static void desk_read(struct desk *desk, const char *text)
{
	const struct tl_contract *loaded;
	struct ingest_reading reading = {0};
	struct tl_buf warning = {0};
	struct tl_err err = {0};

	scratch_write("calls.yaml", contract);
	scratch_write("calls.csv", text);
	if (!tl_study_alone(&desk->study, scratch_path("calls.yaml"), tl_day_of(2018, 3, 31),
		    &loaded, &err))
		fail_msg("%s", err.text);
	reading.study = &desk->study;
	reading.contract = loaded;
	reading.path = scratch_path("calls.csv");
	if (ingest_reading_rows(&reading, &err))
		ingest_reading_judge(&reading, &warning, &err);
	ingest_account_make(&desk->account, &reading, "calls.csv", tl_buf_str(&warning), &err);
	ingest_reading_free(&reading);
	tl_buf_free(&warning);
}

static void desk_free(struct desk *desk)
{
	ingest_account_free(&desk->account);
	tl_study_free(&desk->study);
}

/* Every value below has "SECRET" or 77 in it, in every way that a row can be wrong. */
static const char secret_rows[] =
	"Person,Date,Born,Kind,Minutes,Ref,Other\n"
	"SECRET1,77/01/2018,,DV,1,A,SECRET\n"
	"SECRET2,03/01/2018,,SECRET,1,B,SECRET\n"
	"SECRET3,03/01/2018,,DV,SECRET,C,SECRET\n"
	"SECRET4,03/01/2018,,DV,777,D,SECRET\n"
	"SECRET5,03/01/2018,,DV,-77,E,SECRET\n"
	"SECRET6,07/07/2077,,DV,1,F,SECRET\n"
	",03/01/2018,,DV,1,SECRET,SECRET\n"
	"SECRET7,03/01/2018,,DV,1,secret,SECRET\n"
	"SECRET8,03/01/2018,,DV,1,G77,SECRET\n"
	"SECRET9,03/01/2018,,DV,1,G77,SECRET\n"
	"SECRET9,03/01/2018,07/07/2018,DV,1,H,SECRET\n"
	"SECRET9,03/01/2018\n"
	"SECRET9,03/01/2018,,DV,1,I,SECRET,SECRET\n"
	"SECRET9,03/01/2018,07/01/2018,DV,1,J,SECRET\n"
	"SECRET9,03/01/2018,,\"DV,1,J,SECRET\nSECRET,03/01/2018,,DV,1,K,SECRET\nSECRET\",1\n";

static void assert_silent(struct tl_buf *form)
{
	assert_null(strstr(tl_buf_c(form), "SECRET"));
	assert_null(strstr(tl_buf_c(form), "secret"));
	assert_null(strstr(tl_buf_c(form), "77"));
	tl_buf_free(form);
}

static void no_form_of_the_report_repeats_a_value(void **state)
{
	struct tl_buf text = {0}, json = {0}, html = {0}, csv = {0};
	struct desk desk;

	(void)state;
	desk_read(&desk, secret_rows);
	assert_int_equal(desk.account.read, 15);
	assert_true(desk.account.fault_count >= 11);
	assert_int_equal(desk.account.remark_count, 1); /* before birth, kept */
	ingest_report_text(&desk.account, 1, &text);
	ingest_report_json(&desk.account, 1, &json);
	ingest_report_html(&desk.account, 1, &html);
	ingest_report_csv(&desk.account, 1, &csv);
	assert_silent(&text);
	assert_silent(&json);
	assert_silent(&html);
	assert_silent(&csv);
	desk_free(&desk);
}

static void all_rows_are_counted_and_the_first_five_are_shown(void **state)
{
	struct tl_buf rows = {0};
	struct desk desk;

	(void)state;
	tl_buf_addc(&rows, "Person,Date,Born,Kind,Minutes,Ref\n");
	for (int i = 0; i < 1000; i++)
		tl_buf_addf(&rows, "p,03/01/2018,,%s,1,R%d\n", i % 3 ? "DV" : "?", i);
	desk_read(&desk, tl_buf_c(&rows));
	assert_int_equal(desk.account.read, 1000);
	assert_int_equal(desk.account.rejected, 334);
	assert_int_equal(desk.account.fault_count, 1);
	assert_int_equal(desk.account.faults[0].rows, 334);
	assert_int_equal(desk.account.faults[0].column, 4);
	assert_int_equal(desk.account.faults[0].example_count, 5);
	assert_int_equal(desk.account.faults[0].examples[4].record, 13);
	assert_int_equal(desk.account.faults[0].examples[4].line, 14);
	assert_string_equal(desk.account.faults[0].wanted, "one of DV, ASB");
	desk_free(&desk);
	tl_buf_free(&rows);
}

static void most_rows_come_first_and_equal_counts_in_the_order_of_reasons(void **state)
{
	struct desk desk;

	(void)state;
	desk_read(&desk, "Person,Date,Born,Kind,Minutes,Ref\n"
			 "p,03/01/2018,,DV,601,A\np,03/01/2018,,DV,-1,B\np,03/01/2018,,X,1,C\n"
			 "p,03/01/2018,,X,1,D\np,x,,DV,1,E\n");
	assert_int_equal(desk.account.fault_count, 4);
	assert_int_equal(desk.account.faults[0].reason, TL_FAULT_UNKNOWN_CODE);
	assert_int_equal(desk.account.faults[1].reason, TL_FAULT_NOT_DATE);
	assert_int_equal(desk.account.faults[2].reason, TL_FAULT_BELOW);
	assert_int_equal(desk.account.faults[3].reason, TL_FAULT_ABOVE);
	desk_free(&desk);
}

static void a_file_that_fails_on_its_way_tells_of_the_rows_before(void **state)
{
	struct desk desk;

	(void)state;
	desk_read(&desk, "Person,Date,Born,Kind,Minutes,Ref\n"
			 "p,03/01/2018,,DV,1,A\np,x,,DV,1,B\np,03/01/2018,,\"DV,1,C\n");
	assert_non_null(desk.account.refused);
	assert_int_equal(desk.account.exit_status, EX_DATAERR);
	assert_int_equal(desk.account.read, 2);
	assert_int_equal(desk.account.kept, 1);
	desk_free(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(no_form_of_the_report_repeats_a_value),
		scratch_test(all_rows_are_counted_and_the_first_five_are_shown),
		scratch_test(most_rows_come_first_and_equal_counts_in_the_order_of_reasons),
		scratch_test(a_file_that_fails_on_its_way_tells_of_the_rows_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
