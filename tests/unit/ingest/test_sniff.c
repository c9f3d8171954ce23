#include "../scratch.h"

#include "../../../stages/ingest/sniff.h"

static struct tl_buf draft_of(const char *text)
{
	struct tl_buf draft = {0};
	struct sniff_file file;
	struct sniff_guess guess;
	struct sniff_repeats repeats;
	struct tl_err err = {0};

	scratch_write("file.csv", text);
	if (!sniff_file(scratch_path("file.csv"), NULL, &file, &err))
		fail_msg("%s", err.text);
	sniff_guess(&file, &guess);
	if (!sniff_repeats(&file, &guess, &repeats, &err))
		fail_msg("%s", err.text);
	sniff_draft(&file, &guess, &repeats, "draft", "partner", &draft);
	sniff_file_free(&file);
	return draft;
}

static void assert_loads(const struct tl_buf *draft)
{
	const struct tl_contract *contract;
	struct tl_study study;
	struct tl_err err = {0};

	scratch_write("draft.yaml", tl_buf_c(draft));
	if (!tl_study_alone(&study, scratch_path("draft.yaml"), TL_NO_DAY, &contract, &err))
		fail_msg("%s\n%s", err.text, tl_buf_c(draft));
	tl_study_free(&study);
}

static bool says(const struct tl_buf *draft, const char *text)
{
	return strstr(tl_buf_c(draft), text);
}

static void a_date_column_says_which_forms_fit_it(void **state)
{
	static const struct {
		const char *rows;
		const char *format, *doubt; /* doubt NULL: none about dates */
	} cases[] = {
		{"a,2018-01-02\n", "format: \"%Y-%m-%d\"", NULL},
		{"a,13/02/2018\nb,03/04/2018\n", "format: \"%d/%m/%Y\"", NULL},
		{"a,02/13/2018\nb,03/04/2018\n", "format: \"%m/%d/%Y\"", NULL},
		{"a,01/02/2018\nb,03/04/2018\n", "format: \"%d/%m/%Y\"",
			"every %d/%m/%Y reads as %m/%d/%Y too"},
		{"a,13/02/2018\nb,14/02/2018\nc,15/02/2018\nd,16/02/2018\ne,17/02/2018\n"
		 "f,18/02/2018\ng,19/02/2018\nh,20/02/2018\ni,21/02/2018\nj,02/22/2018\n",
			"format: \"%d/%m/%Y\"", "in 1 row: only the other order"},
		{"a,13/02/2018\nb,2018-02-14\n", "formats: [\"%Y-%m-%d\", \"%d/%m/%Y\"]",
			"more than one form"},
		{"a,03/04/2011\nb,25/12/2012\nc,1999-13-45\nd,01/01/2031\ne,44927\n",
			"format: \"%d/%m/%Y\"",
			"3 of 5 values are dates; the others: no day of the calendar 1, a "
			"spreadsheet's day number 1; rejected"},
		{"a,2023-01-05\nb,05/02/2023\nc,2023-02-30\nd,2023-03-01\n",
			"formats: [\"%Y-%m-%d\", \"%d/%m/%Y\"]",
			"3 of 4 values are dates; the others: no day of the calendar 1; rejected"},
		{"a,2023-01-05\nb,30 Feb 2023\nc,SECRET\nd,2023-03-01\ne,2023-03-01\n",
			"format: \"%Y-%m-%d\"", "no day of the calendar 1, something else 1;"},
		{"a,20180102\nb,20180103\nc,20181301\n", "format: \"%Y%m%d\"",
			"2 of 3 values are dates; the others: something else 1;"},
		{"a,13.07.2013\nb,13.07.2013 12:00:00\n",
			"formats: [\"%d.%m.%Y\", \"%d.%m.%Y %H:%M:%S\"]", "more than one form"},
		{"a,3 Jan 2018\n", "format: \"%d %b %Y\"", NULL},
		{"a,2018-01-02T03:04:05Z\n", "format: \"any\"", NULL},
		{"a,43132\nb,43133\n", "format: excel", "day numbers"},
		{"a,1900-01-01\nb,2018-01-02\n", "format: \"%Y-%m-%d\"", "1900-01-01; does it"},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_buf text = {0}, draft;

		tl_buf_addf(&text, "Person,Date\n%s", cases[i].rows);
		draft = draft_of(tl_buf_c(&text));
		if (!says(&draft, cases[i].format) ||
			(cases[i].doubt && !says(&draft, cases[i].doubt)))
			fail_msg("case %zu:\n%s", i, tl_buf_c(&draft));
		if (!cases[i].doubt)
			assert_false(says(&draft, "too; ask") || says(&draft, "other order"));
		assert_false(says(&draft, "SECRET") || says(&draft, "44927"));
		assert_loads(&draft);
		tl_buf_free(&draft);
		tl_buf_free(&text);
	}
}

/* Words of ethnic groups and faiths are surnames too; a forename beside one makes a name. */
static void codes_of_known_lists_are_drafted_and_names_are_not(void **state)
{
	static const struct {
		const char *texts[3];
		bool drafted;
	} cases[] = {
		{{"White British", "Black African", "Not Stated"}, true},
		{{"WHITE BRITISH", "Any Other Background", "Asian Indian"}, true},
		{{"Church Of England", "Muslim", "No Religion"}, true}, /* one of three */
		{{"Barry White", "Roma English", "Jack Black"}, false},
		{{"White British", "Mrs Black", "Irish"}, false},
		{{"White Smith", "Black Jones", "Irish Murphy"}, false},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_buf rows = {0}, draft;

		tl_buf_addc(&rows, "Person,Group\n");
		for (int row = 0; row < 60; row++)
			tl_buf_addf(&rows, "p%d,%s\n", row, cases[i].texts[row % 3]);
		draft = draft_of(tl_buf_c(&rows));
		for (size_t j = 0; j < 3; j++)
			if (says(&draft, cases[i].texts[j]) != cases[i].drafted)
				fail_msg("case %zu: %s", i, cases[i].texts[j]);
		assert_loads(&draft);
		tl_buf_free(&draft);
		tl_buf_free(&rows);
	}
}

static void a_draft_repeats_only_texts_that_many_rows_share(void **state)
{
	struct tl_buf rows = {0}, draft;

	(void)state;
	tl_buf_addc(&rows, "Person,Surname,Postcode,Status,Rare\n");
	for (int i = 0; i < 40; i++)
		tl_buf_addf(&rows, "SECRET%d,SECRET,SECRET%d,%s,%s\n", i, i % 2,
			i % 2 ? "open" : "closed", i == 7 ? "SECRET" : "usual");
	draft = draft_of(tl_buf_c(&rows));
	assert_false(says(&draft, "SECRET"));
	assert_true(says(&draft, "{code: \"open\"}"));
	assert_false(says(&draft, "usual")); /* one text of the column is one person's */
	assert_loads(&draft);
	tl_buf_free(&draft);
	tl_buf_free(&rows);
}

/* A text as short as a mark may be somebody's name. */
static void of_the_rest_only_marks_and_sentinels_are_repeated(void **state)
{
	static const char *const values[] = {
		"Al", "Bo", "Jo", "Xi", "Nan", "X", "C", "12/13/2014x", "-2", "1E", "ZZ1"};
	static const char *const columns[] = {"Note,Day,Many", "Name,Start,Score", "a,b,c"};

	(void)state;
	for (size_t i = 0; i < TL_LEN(columns); i++) {
		struct tl_buf rows = {0}, draft;

		tl_buf_addf(&rows, "%s\nx,1900-01-01,-1\nN/A,2014-01-02,c\n", columns[i]);
		for (size_t j = 0; j < TL_LEN(values); j++) /* most of each column fits its type */
			tl_buf_addf(&rows, "%s,2014-01-02,3\nq,2014-01-03,4\nq,%s,%s\n", values[j],
				values[j], values[j]);
		draft = draft_of(tl_buf_c(&rows));
		assert_true(says(&draft, "\"x\"") && says(&draft, "\"N/A\""));
		assert_true(says(&draft, "1900-01-01; does it"));
		for (size_t j = 0; j < TL_LEN(values); j++) {
			struct tl_buf quoted = {0}, said = {0};

			tl_buf_addf(&quoted, "\"%s\"", values[j]);
			tl_buf_addf(&said, ": %s;", values[j]);
			assert_false(says(&draft, tl_buf_c(&quoted)));
			assert_false(says(&draft, tl_buf_c(&said)));
			tl_buf_free(&said);
			tl_buf_free(&quoted);
		}
		assert_loads(&draft);
		tl_buf_free(&draft);
		tl_buf_free(&rows);
	}
}

static void rows_and_keys_that_come_again_are_counted(void **state)
{
	static const struct {
		const char *text, *rows, *keys; /* NULL: nothing is said */
	} cases[] = {
		{"client_id,dob\n1,2001-01-02\n2,2001-01-02\n", NULL, NULL},
		{"client_id,dob\n1,2001-01-02\n1,2001-01-03\n", NULL,
			"in 1 row: a key that an earlier row has; a person sent twice?"},
		{"client_id,dob\n1,2001-01-02\n 1,2001-01-02\n1,2001-01-02\n",
			"2 rows equal to an earlier one", "in 2 rows: a key that"},
		{"client_id,dob\n,2001-01-02\n,2001-01-03\n7,2001-01-03\n", NULL, NULL},
		{"client_id,date\n1,2018-01-02\n1,2018-01-03\n", NULL, "fine if it is the"},
		/* "ab" beside "c" is not "a" beside "bc" */
		{"client_id,x\nab,c\na,bc\n", NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_buf draft = draft_of(cases[i].text);

		if (cases[i].rows ? !says(&draft, cases[i].rows)
				  : says(&draft, "equal to an earlier"))
			fail_msg("case %zu:\n%s", i, tl_buf_c(&draft));
		if (cases[i].keys ? !says(&draft, cases[i].keys) : says(&draft, "a key that"))
			fail_msg("case %zu:\n%s", i, tl_buf_c(&draft));
		assert_loads(&draft);
		tl_buf_free(&draft);
	}
}

static void a_quote_leaves_a_draft_of_the_rows_before_it(void **state)
{
	struct tl_buf draft;

	(void)state;
	draft = draft_of("id,day\n1,2023-01-05\n2,\"2023-01-06\n3,x\n");
	assert_true(says(&draft, "from 1 row."));
	assert_true(says(&draft, "only the rows before a fault were looked at; line 3: a quote"));
	assert_true(says(&draft, "format: \"%Y-%m-%d\""));
	assert_loads(&draft);
	tl_buf_free(&draft);
	draft = draft_of("id,a,b\n1,x,y\n2,\"x,y\n3,x,y\n4,x,y\",z\n5,x,y\n");
	assert_true(says(&draft, "1 row in which a quote takes in the lines below"));
	tl_buf_free(&draft);
}

static void a_draft_loads_whatever_the_headers_are(void **state)
{
	static const char *const files[] = {
		"line,record_no,key_no,date,type\n1,2,3,2018-01-02,x\n",
		"Date,date of call,start,end\n2018-01-02,2018-01-03,2018-01-04,2018-01-05\n",
		"a\"b,c: d,#e,- f,\"g\nh\"\n1,2,3,4,5\n",
		"id,\xC2\x85next,\xEF\xBB\xBFmark,tab\there\n1,2,3,4\n",
		"no,yes,null,~\n1,2,3,4\n",
		"NHS,UPN,token,household,family\n1,2,3,4,5\n",
		"Month,Area,Count,Rate\n2018-01,north,1,0.5\n",
		"only\nx\n",
		"a;b\n1,5;2\n",
		"a|b\n1|2\n",
		"a,b,c\n",
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(files); i++) {
		struct tl_buf draft = draft_of(files[i]);

		assert_loads(&draft);
		tl_buf_free(&draft);
	}
}

static void the_kind_follows_from_the_columns(void **state)
{
	static const struct {
		const char *text, *kind;
	} cases[] = {
		{"client_id,dob\n1,2001-01-02\n", "kind: persons"},
		{"client_id,date\n1,2018-01-02\n", "kind: events"},
		{"client_id,start_date,end_date\n1,2018-01-02,\n", "kind: episodes"},
		{"month,area,count\n2018-01,north,3\n", "kind: counts"},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_buf draft = draft_of(cases[i].text);

		assert_true(says(&draft, cases[i].kind));
		tl_buf_free(&draft);
	}
}

static void a_column_of_days_that_is_mostly_blank_dates_no_rows(void **state)
{
	struct tl_buf draft = draft_of("CHILD,MC_DOB\nc1,\nc2,02/03/2014\nc3,\nc4,\n");

	(void)state;
	assert_true(says(&draft, "kind: persons"));
	assert_false(says(&draft, "role: date"));
	assert_loads(&draft);
	tl_buf_free(&draft);
	draft = draft_of("CHILD,MC_DOB\nc1,01/03/2014\nc2,02/03/2014\nc3,14/03/2014\nc4,\n");
	assert_true(says(&draft, "role: date"));
	tl_buf_free(&draft);
}

static void a_first_row_of_values_is_refused_without_repeating_them(void **state)
{
	static const char *const files[] = {
		"1001,Smith\n1002,Jones\n", "a,03/04/1985\nb,04/05/1986\n", "1001,x\n"};

	(void)state;
	for (size_t i = 0; i < TL_LEN(files); i++) {
		struct sniff_file file;
		struct tl_err err = {0};

		scratch_write("file.csv", files[i]);
		assert_false(sniff_file(scratch_path("file.csv"), NULL, &file, &err));
		assert_int_equal(err.exit_status, EX_DATAERR);
		assert_null(strstr(err.text, "1001"));
		assert_null(strstr(err.text, "1985"));
		sniff_file_free(&file);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(a_date_column_says_which_forms_fit_it),
		scratch_test(a_draft_repeats_only_texts_that_many_rows_share),
		scratch_test(codes_of_known_lists_are_drafted_and_names_are_not),
		scratch_test(of_the_rest_only_marks_and_sentinels_are_repeated),
		scratch_test(rows_and_keys_that_come_again_are_counted),
		scratch_test(a_quote_leaves_a_draft_of_the_rows_before_it),
		scratch_test(a_draft_loads_whatever_the_headers_are),
		scratch_test(the_kind_follows_from_the_columns),
		scratch_test(a_column_of_days_that_is_mostly_blank_dates_no_rows),
		scratch_test(a_first_row_of_values_is_refused_without_repeating_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
