/* The functions of a page's SQL, called as a page calls them, and how their marks come out. */
#include "../scratch.h"

#include <throughline/schema.h>

#include "../../../stages/render/mark.h"
#include "../../../stages/render/words.h"

struct example {
	const char *sql, *want; /* want NULL: SQL's NULL */
};

static struct tl_db *open_db(void)
{
	struct tl_err err = {0};
	struct tl_db *db = tl_db_create(":memory:", tl_schema_publication, &err);

	if (!db || !render_words_register(db, &err))
		fail_msg("%s", err.text);
	return db;
}

static void assert_example(
	struct tl_db *db, const struct example *example, const struct render_ids *ids, bool html)
{
	struct tl_buf sql = {0}, out = {0};
	struct tl_err err = {0};
	struct tl_stmt *stmt;
	bool row;

	tl_buf_addf(&sql, "SELECT %s", example->sql);
	stmt = tl_db_prepare(db, tl_buf_c(&sql), &err);
	if (!stmt || !tl_stmt_next(stmt, &row, &err))
		fail_msg("%s: %s", example->sql, err.text);
	if (html)
		render_mark_html(&out, tl_column_text(stmt, 0), ids);
	else
		render_mark_plain(&out, tl_column_text(stmt, 0));
	if (!example->want && !tl_column_is_null(stmt, 0))
		fail_msg("%s is not NULL but %s", example->sql, tl_buf_c(&out));
	if (example->want && strcmp(tl_buf_c(&out), example->want) != 0)
		fail_msg("%s is \"%s\", not \"%s\"", example->sql, tl_buf_c(&out), example->want);
	tl_stmt_free(stmt);
	tl_buf_free(&sql);
	tl_buf_free(&out);
}

static void assert_all(
	const struct example *examples, size_t count, const struct render_ids *ids, bool html)
{
	struct tl_db *db = open_db();

	for (size_t i = 0; i < count; i++)
		assert_example(db, &examples[i], ids, html);
	tl_db_free(db);
}

static void numbers_read_as_a_board_adds_them_up(void **state)
{
	static const struct example examples[] = {
		{"number(1420)", "1,420"},
		{"number(1419.6, 0)", "1,420"},
		{"number(-12)", "\xE2\x88\x92"
				"12"},
		{"number(3.4249)", "3.42"},
		{"number(0.0312)", "0.031"},
		{"number(412.7)", "413"},
		{"number(NULL)", NULL},
		{"number('text')", NULL},
		{"percent(86.64)", "86.6%"},
		{"percent(86.64, 0)", "87%"},
		{"interval(9.1, 26, '%')", "9.1% to 26.0%"},
		{"interval(0.5, 0.62)", "0.50 to 0.62"},
		{"interval(373, 453, 'calls', 0)", "373 to 453"},
		{"interval(NULL, 2)", NULL},
		/* two figures of half the width, and never to a nought that it leaves out */
		{"show(342.7, 'rounded', '', 'calls', -2310, 1600)", "300"},
		{"interval(-2310, 1600, 'calls')", "\xE2\x88\x92"
						   "2,300 to 1,600"},
		{"show(0.6987, 'shown', '', 'ratio', 0.59, 0.827)", "0.70"},
		{"show(45.31, 'shown', '', '%', 30.2, 61.4)", "45%"},
		/* rounded once: 45.249 is not 45.25, and then 45.3 */
		{"show(45.249, 'shown', '', '%', 45.2, 45.3)", "45.2%"},
		{"interval(30.2, 61.4, '%')", "30% to 61%"},
		{"interval(0.4, 24.2, 'calls')", "0.4 to 24.2"},
		{"interval(-3, 410, 'calls')", "\xE2\x88\x92"
					       "3 to 410"},
		{"show(-83412, 'rounded', '', 'pence', NULL, NULL)",
			"\xE2\x88\x92\xE2\x81\xA0\xC2\xA3"
			"834.12"},
		{"show(83412, 'rounded', '', 'pence', 16311, 227809)", "\xC2\xA3"
								       "834.12"},
	};

	(void)state;
	assert_all(examples, TL_LEN(examples), NULL, false);
}

static void a_hidden_number_prints_its_symbol_and_its_words(void **state)
{
	static const struct example examples[] = {
		{"show(1420, 'rounded', '', 'calls')", "1,420"},
		{"show(86.64, 'shown', '', '%')", "86.6%"},
		{"show(0, 'shown', '', 'calls')", "0"},
		{"show(NULL, 'suppressed', 'small', 'calls')", "[c] hidden to protect people"},
		{"show(NULL, 'suppressed', 'protects', 'calls')", "[c] hidden to protect people"},
		{"show(3, 'suppressed', 'small', 'calls')", "[c] hidden to protect people"},
		{"show(NULL, 'not available', 'not covered', '')", "[x] no data for this period"},
		{"show(NULL, 'not available', 'no comparison', '')", "[x] no comparison"},
		{"show(NULL, 'not available', 'a word of tomorrow', '')", "[x] not available"},
		{"show(NULL, 'not applicable', '', '')", "[z] does not apply"},
		{"show(NULL, 'shown', '', '')", "[x] not available"},
		{"show(5, 'no status', '', '')", NULL},
	};

	(void)state;
	assert_all(examples, TL_LEN(examples), NULL, false);
}

static void a_change_says_fewer_or_more_and_never_hides_the_other_end(void **state)
{
	static const struct example examples[] = {
		{"fewer(-18.2, -26.1, -9.3)", "18% fewer (9% to 26% fewer)"},
		{"fewer(9, 1.2, 18)", "9% more (1% to 18% more)"},
		{"fewer(-4, -11, 3)", "4% fewer (11% fewer to 3% more)"},
		{"fewer(0.2, -5, 6)", "no change (5% fewer to 6% more)"},
		{"fewer(-4)", "4% fewer"},
		{"fewer(-4, NULL, NULL)", "4% fewer"},
		{"fewer(NULL, NULL, NULL)", NULL},
		{"fewer_interval(-15, 8.1)", "15% fewer to 8% more"},
		{"fewer_interval(-47, -0.3)", "0% to 47% fewer"},
		{"fewer_interval(-0.3, 12)", "0% fewer to 12% more"},
	};

	(void)state;
	assert_all(examples, TL_LEN(examples), NULL, false);
}

static void days_and_periods_read_as_people_say_them(void **state)
{
	static const struct example examples[] = {
		{"day_name('2014-06-30')", "30 June 2014"},
		{"month_name('2014-06-01')", "June 2014"},
		{"month_short('2014-09-30')", "Sep 2014"},
		{"month_name('2014-06')", "June 2014"},
		{"day_name('not a day')", NULL},
		{"day_name(NULL)", NULL},
		{"period('2018-03-31', '2018-03-31')", "31 March 2018"},
		{"period('2014-06-01', '2014-06-30')", "June 2014"},
		{"period('2011-07-01', '2014-06-30')", "July 2011 to June 2014"},
		{"period('2012-02-01', '2012-02-29')", "February 2012"},
		{"period('2014-06-02', '2014-06-30')", "2 June 2014 to 30 June 2014"},
		{"period(NULL, '2014-06-30')", NULL},
	};

	(void)state;
	assert_all(examples, TL_LEN(examples), NULL, false);
}

static void flags_and_levels_have_words(void **state)
{
	static const struct example examples[] = {
		{"flag_words('special_cause_improvement')", "better than usual"},
		{"flag_words('special_cause_concern')", "worse than usual"},
		{"flag_words('special_cause_neutral_high')", "higher than usual"},
		{"flag_words('special_cause_neutral_low')", "lower than usual"},
		{"flag_words('common_cause')", "within the usual range"},
		{"flag_words('')", NULL},
		{"evidence(2)", "2 of 5"},
		{"evidence_words(1)", "before and after only: not evidence of impact"},
		{"evidence_words(9)", NULL},
		{"upper_first('police')", "Police"},
	};

	(void)state;
	assert_all(examples, TL_LEN(examples), NULL, false);
}

static void marks_become_html_with_every_argument_escaped(void **state)
{
	static const struct example examples[] = {
		{"'A&E' || small('<b>')", "A&amp;E<small>&lt;b&gt;</small>"},
		{"strong(small('x'))", "<strong><small>x</small></strong>"},
		{"show(NULL, 'suppressed', 'small', '')",
			"<span class=\"hid\"><abbr title=\"hidden to protect people\">[c]</abbr> "
			"<span class=\"why\">hidden to protect people</span></span>"},
		{"link('Care', 'measure', 'care')", "<a href=\"#measure-care\">Care</a>"},
		{"link('Gone', 'measure', 'gone')", "Gone"},
		{"link('<i>', 'measure', '\"><i>')", "&lt;i&gt;"},
		{"char(2) || 'unknown' || char(31) || '<i>' || char(3) || 'after'", "after"},
		{"'stray ' || char(2) || 'mark'", "stray mark"},
		{"flag('no such flag')", ""},
		{"bar(NULL, 1, 2, 'down')", NULL},
	};
	struct render_ids ids = {0};

	(void)state;
	*tl_vec_push(&ids.names) = "measure-care";
	assert_all(examples, TL_LEN(examples), &ids, true);
	tl_vec_free(&ids.names);
}

static void drawings_carry_a_shape_for_what_their_colour_says(void **state)
{
	static const struct {
		const char *sql, *holds;
	} examples[] = {
		{"bar(-18, -26, -9, 'down')", "class=\"bar good\""},
		{"bar(18, 9, 26, 'down')", "class=\"bar bad\""},
		{"bar(18, 9, 26, 'up')", "class=\"bar good\""},
		{"bar(18, 9, 26, 'neither')", "class=\"bar clear\""},
		{"bar(-4, -11, 3, 'down')", "class=\"bar unclear\""},
		{"flag('special_cause_concern')", "worse than usual"},
		{"spark('1 2 - 4')",
			"M5.0 21.0L41.7 15.0M115.0 3.0\"/><circle cx=\"115.0\" cy=\"3.0\""},
		/* No dot: it would pass an earlier month off as the latest. */
		{"spark('1 2 4 -')", "M5.0 21.0L41.7 15.0L78.3 3.0\"/></svg>"},
		{"cover('covered late absent part')", "class=\"late\""},
	};
	struct tl_db *db = open_db();

	(void)state;
	for (size_t i = 0; i < TL_LEN(examples); i++) {
		struct tl_buf sql = {0}, out = {0};
		struct tl_err err = {0};
		struct tl_stmt *stmt;
		bool row;

		tl_buf_addf(&sql, "SELECT %s", examples[i].sql);
		stmt = tl_db_prepare(db, tl_buf_c(&sql), &err);
		assert_true(stmt && tl_stmt_next(stmt, &row, &err));
		render_mark_html(&out, tl_column_text(stmt, 0), NULL);
		if (!strstr(tl_buf_c(&out), examples[i].holds))
			fail_msg("%s is %s", examples[i].sql, tl_buf_c(&out));
		tl_stmt_free(stmt);
		tl_buf_free(&sql);
		tl_buf_free(&out);
	}
	tl_db_free(db);
}

static void only_what_is_printed_as_a_number_counts_as_one(void **state)
{
	static const struct {
		const char *text;
		bool numeric;
	} examples[] = {
		{"1,420", true},
		{"86.6%", true},
		{"0.50 to 0.62", true},
		{"\xE2\x88\x92"
		 "12",
			true},
		{"\x02hidden\x1f[c]\x1fwhy\x03", true},
		{"", false},
		{"to", false},
		{"33 of 36", false},
		{"Police", false},
		{"12 June", false},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(examples); i++)
		if (render_mark_is_numeric(tl_str(examples[i].text)) != examples[i].numeric)
			fail_msg("\"%s\"", examples[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_read_as_a_board_adds_them_up),
		cmocka_unit_test(a_hidden_number_prints_its_symbol_and_its_words),
		cmocka_unit_test(a_change_says_fewer_or_more_and_never_hides_the_other_end),
		cmocka_unit_test(days_and_periods_read_as_people_say_them),
		cmocka_unit_test(flags_and_levels_have_words),
		cmocka_unit_test(marks_become_html_with_every_argument_escaped),
		cmocka_unit_test(drawings_carry_a_shape_for_what_their_colour_says),
		cmocka_unit_test(only_what_is_printed_as_a_number_counts_as_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
