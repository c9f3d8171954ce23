/* The sheets about money: what is read of them, and what is said of a wrong one. */
#include "shared_vectors.h"
#include "study_fixture.h"

#include <math.h>
#include <throughline/accounts.h>

static const struct fixture_file sheets[] = {
	{"costs.csv",
		"code,title,agency,amount,price_year,kind,cashable,confidence,low,high,source\n"
		"C1,An urgent call,police,\"\xc2\xa3"
		"1,036.50\",2013/14,fiscal,,3,,,made up\n"
		"C1.1,Officers,police,900.00,2013/14,fiscal,40%,3,700,1100.5,made up\n"
		"C1.2,Control room,County Police,136.50,2013/14,fiscal,0,3,,,made up\n"
		"S1,Fear and distress,society,2000,2012,social,,5,,,made up\n"},
	{"discount.csv", "schedule,from,last_year,rate,source\n"
			 "standard,2003/04,,0.035,old\n"
			 "standard,2014/15,1,4%,new\n"
			 "standard,2014/15,,2%,new\n"
			 "standard,2027/28,,1%,later\n"
			 "low,2003,,1.5%,made up\n"},
	{"deflators.csv", "year,index,source\n"
			  "2012/13,100,made up\n2013/14,102,made up\n2014/15,104.04,made "
			  "up\n2015/16,106.1,made up\n"},
	{"benefits.csv",
		"id,title,owner,programme,measure,cost,basis,bias,attribution,next_review\n"
		"B1,Fewer urgent calls,Chief "
		"inspector,support,calls-rate,C1,comparison,3,90%,2015-06-30\n"
		"B2,Less fear,Team manager,support,calls-rate,S1,comparison,5,,\n"},
	{"profile.csv", "benefit,partner,year,amount\n"
			"B1,,2014,10000\nB1,,2015,20000.50\n"},
	{"spend.csv", "programme,partner,item,year,kind,purpose,planned,actual,planned_units,"
		      "actual_units\n"
		      "support,team,Lead workers,2014,cost,prevention,50000,48000.25,10,9.5\n"
		      "support,police,Share of the team,2014,contribution,,20000,,,\n"},
	{"signoff.csv", "benefit,partner,year,amount,budget_line,signed_by,date\n"
			"B1,police,2014,1500,Overtime,Head of finance,2015-02-01\n"},
	{"agreements.csv", "id,title,programme,payer,payee,share,of,trigger,repaid\n"
			   "A1,Police pay the team back,support,police,team,25%,fiscal,1000,250\n"},
	{"rates.csv", "programme,outcome,title,step,rate,cap,cap_amount\n"
		      "support,lead,A lead worker,lead,120,50,\n"
		      "support,total,All of them,,,,5000\n"},
	{"targets.csv",
		"measure,locality,month,target\ncalls-rate,N,2014-12,8.5\ncalls-rate,,2015-03,8\n"},
	{"benchmarks.csv",
		"measure,title,value,low,high,source\ncalls-rate,England,9,7,12,made up\n"},
};

static char *make(void)
{
	char *dir = fixture_make();

	for (size_t i = 0; i < TL_LEN(sheets); i++)
		fixture_write(dir, sheets[i].name, sheets[i].text);
	return dir;
}

static void the_sheets_are_read_as_they_are_written(void **state)
{
	char *dir = make();
	struct tl_study study;
	struct tl_err err = {0};
	const struct tl_accounts *a;

	(void)state;
	if (!tl_study_load(&study, dir, NULL, &err))
		fail_msg("%s", err.text);
	a = study.accounts;
	assert_string_equal(tl_buf_c(&study.warnings), "");
	assert_int_equal(a->costs_count, 4);
	assert_int_equal(a->costs[0].pence, 103650);
	assert_int_equal(a->costs[0].children, 2);
	assert_ptr_equal(a->costs[1].parent, &a->costs[0]);
	assert_int_equal(a->costs[1].low, 70000);
	assert_int_equal(a->costs[1].high, 110050);
	assert_true(a->costs[1].cashable == 0.4);
	assert_null(a->costs[3].parent);
	assert_int_equal(a->costs[3].worth, TL_WORTH_SOCIAL);
	assert_int_equal(a->biases_count, 6);
	assert_true(a->benefits[0].bias->share == 0.1);
	assert_true(a->benefits[0].attribution == 0.9);
	assert_string_equal(a->benefits[0].partner, "police");
	assert_string_equal(a->benefits[1].partner, TL_SOCIETY);
	assert_int_equal(a->profiles[1].pence, 2000050);
	assert_int_equal(a->profiles[1].price_year, 2015);
	assert_string_equal(a->spends[0].partner, "police"); /* by partner */
	assert_true(a->spends[0].actual == TL_NO_MONEY);
	assert_int_equal(a->spends[1].actual, 4800025);
	assert_int_equal(a->signoffs[0].pence, 150000);
	assert_int_equal(a->agreements[0].trigger, 100000);
	assert_true(a->agreements[0].cap == TL_NO_MONEY);
	assert_true(a->rates[0].cap == 50);
	assert_true(a->rates[1].total);
	assert_string_equal(a->targets[0].locality, "north");
	assert_true(a->benchmarks[0].high == 12);
	assert_int_equal(a->terms.price_year, 2014);
	assert_int_equal(a->terms.first_year, 2014);
	assert_true(fabs(tl_accounts_deflate(a, 2012, 2014) - 1.0404) < 1e-15);
	assert_true(isnan(tl_accounts_deflate(a, 2011, 2014)));
	tl_study_free(&study);
	fixture_free(dir);
}

/* Each row spoils one sheet; line and column are those of the cell, as a spreadsheet counts. */
static const struct {
	const char *file, *find, *put, *want;
} wrongs[] = {
	// clang-format off
	{"costs.csv", "price_year", "prise_year",
		"costs.csv:1:5: unknown column \"prise_year\"; did you mean \"price_year\"?"},
	{"costs.csv", "1,036.50", "1036.505",
		"costs.csv:2:4: \"\xc2\xa3" "1036.505\" is not an amount in pounds; write it as 1234.50"},
	{"costs.csv", "136.50,2013/14", "136.50,Dec-11",
		"costs.csv:4:5: \"Dec-11\" is not a financial year; write the year it begins in, 2013, or 2013/14 (Excel makes a month of 2011/12)"},
	{"costs.csv", "C1.2", "C1.1",
		"costs.csv:4:1: \"C1.1\" is on line 3 already; give it another code"},
	{"costs.csv", "fiscal,40%", "fiscal,40",
		"costs.csv:3:7: \"40\" is not between 0 and 1; write a share as 0.3 or 30%"},
	{"costs.csv", "social,,5", "social,10%,5",
		"costs.csv:5:7: only a fiscal cost can leave a budget; write 0, or kind fiscal"},
	{"costs.csv", "2012,social", "2012,sociel",
		"costs.csv:5:6: \"sociel\" is not known here; write fiscal, economic or social"},
	{"costs.csv", "2012,social", "2012,",
		"benefits.csv:3:6: costs.csv does not say whether \"S1\" is fiscal, economic or social; fill in its kind"},
	{"costs.csv", "700,1100.5", "1000,1100.5",
		"costs.csv:3:9: the low estimate is above the amount"},
	{"costs.csv", "2012,social", "2010,social",
		"costs.csv:5:1: prices of 2010/11 cannot be put into those of 2014/15; add both years to deflators.csv (year,index,source)"},
	{"deflators.csv", "2013/14,102", "2013/14,0",
		"deflators.csv:3:2: an index is a number above nought"},
	{"discount.csv", "0.035", "3.5",
		"discount.csv:2:4: \"3.5\" is not between 0 and 1; write a share as 0.3 or 30%"},
	{"discount.csv", "2014/15,1,4%", "2014/15,,4%",
		"discount.csv:4:3: there is a rate to this year on line 3 already; which of the two holds?"},
	{"discount.csv", "2014/15,,2%", "2014/15,30,2%",
		"discount.csv:4:1: after year 30 there is no rate; add a row with a blank last_year"},
	{"discount.csv", "2014/15,1,", "2014/15,one,",
		"discount.csv:3:3: a rate holds to a year of the appraisal, 30; leave it blank for the last rate, which has no end"},
	{"benefits.csv", "B2,Less fear", "B1,Less fear",
		"benefits.csv:3:1: \"B1\" is on line 2 already; give it another id"},
	{"benefits.csv", "S1,comparison", "S2,comparison",
		"benefits.csv:3:6: \"S2\" is not among the codes of costs.csv; known here: C1, C1.1, C1.2, S1"},
	{"benefits.csv", "S1,comparison", "S1,compare",
		"benefits.csv:3:7: \"compare\" is not known here; write assumption, comparison or count"},
	{"benefits.csv", "S1,comparison", "C1.1,comparison",
		"benefits.csv:3:6: \"C1.1\" and \"C1\" (line 2) are a cost and a part of it; \"C1.1\" would be counted twice, so claim one of them"},
	{"benefits.csv", "support,calls-rate,S1", "supprot,calls-rate,S1",
		"benefits.csv:3:4: \"supprot\" is not among the programmes; did you mean \"support\"?"},
	{"benefits.csv", "support,calls-rate,S1", "support,wait,S1",
		"benefits.csv:3:5: \"wait\" is no count of events, so none can be avoided"},
	{"benefits.csv", "support,calls-rate,S1", "support,,S1",
		"benefits.csv:3:5: the basis is comparison, so a measure is needed: what is counted?"},
	{"profile.csv", "B1,,2015", "B9,,2015",
		"profile.csv:3:1: \"B9\" is not among the lines of benefits.csv; known here: B1, B2"},
	{"profile.csv", "20000.50", "",
		"profile.csv:3:4: neither an amount nor a cohort; fill in one of them"},
	{"spend.csv", "support,team", "support,teem",
		"spend.csv:2:2: \"teem\" is not among the partners of study.yaml, nor \"society\"; did you mean \"team\"?"},
	{"spend.csv", "10,9.5", "10,",
		"spend.csv:2:10: price and volume need how many were planned and how many came; fill in both, or neither"},
	{"profile.csv", "B1,,2015", "B1,,2014/15",
		"profile.csv:3:3: this year of \"B1\" is planned on line 2 already, for the same partner; make one row of the two"},
	{"spend.csv", "support,police,Share of the team,2014,contribution,", "support,Access team,Lead workers,2014/15,cost,prevention",
		"spend.csv:3:3: this item of this year is on line 2 already, for the same programme, partner and kind; make one row of the two, or give it another name"},
	{"signoff.csv", "1500,", "-1500,",
		"signoff.csv:2:4: what left a budget is more than nothing; what was put back into it comes off the row that took it out"},
	{"signoff.csv", "1500,", "0,",
		"signoff.csv:2:4: what left a budget is more than nothing; what was put back into it comes off the row that took it out"},
	{"signoff.csv", "1500,", "1000000000.01,",
		"signoff.csv:2:4: more than a billion pounds have left no budget; is the amount in pounds?"},
	{"signoff.csv", "1500,", "300005.01,",
		"signoff.csv:2:4: 300005 pounds have left budgets by \"B1\", more than 10 times the 30000 that profile.csv plans for it; which of the two is right?"},
	{"signoff.csv", "2015-02-01\n", "2015-02-01\nB1,police,2014/15,1500.00,Overtime,Another,2015-02-01\n",
		"signoff.csv:3:1: this is on line 2 already, with the same budget line, date and amount; take one of the two out"},
	{"agreements.csv", "1000,250\n", "1000,250\nA2,More,support,police,society,80%,cashable,,\n",
		"agreements.csv:3:6: with the agreements above, \"police\" gives away 105% of one gain; shares of it are 100% at most together"},
	{"signoff.csv", "2015-02-01", "2015-04-01",
		"signoff.csv:2:7: this is after the as-at date of study.yaml; nothing is signed ahead"},
	{"signoff.csv", "B1,police,", "B2,police,",
		"signoff.csv:2:1: what \"B2\" brings is no public money (its worth is social), so none of it is in a budget"},
	{"signoff.csv", "B1,police,", "B1,team,",
		"signoff.csv:2:2: \"team\" gains nothing by \"B1\"; who does stands in benefits.csv and profile.csv"},
	{"signoff.csv", "Overtime", "",
		"signoff.csv:2:5: the budget_line is blank; fill it in"},
	{"agreements.csv", "1000,250", "1000,-250",
		"agreements.csv:2:9: this amount is not negative; write what is paid the other way as an agreement of its own"},
	{"agreements.csv", "1000,250", "-1000,250",
		"agreements.csv:2:8: this amount is not negative; write what is paid the other way as an agreement of its own"},
	{"agreements.csv", "police,team", "police,police",
		"agreements.csv:2:5: nobody pays themselves"},
	{"rates.csv", "lead,120", "leed,120",
		"rates.csv:2:4: \"leed\" is not among the steps of the programme; did you mean \"lead\"?"},
	{"rates.csv", ",,,,5000", ",,,,",
		"rates.csv:3:7: the row \"total\" caps all of them; fill in cap_amount"},
	{"targets.csv", "N,2014-12", "West,2014-12",
		"targets.csv:2:2: this is not among the localities of study.yaml; known here: north, south"},
	{"benchmarks.csv", "9,7,12", "9,10,12",
		"benchmarks.csv:2:3: the value does not lie between low and high"},
	{"costs.csv", "An urgent call", "An urgent call \xa3",
		"costs.csv:2:1: this is not UTF-8; in Excel, save as \"CSV UTF-8\""},
	// clang-format on
};

static void spoil(const char *dir, const char *file, const char *find, const char *put)
{
	for (size_t i = 0; i < TL_LEN(sheets); i++) {
		struct tl_buf text = {0};
		const char *at = strstr(sheets[i].text, find);

		if (strcmp(sheets[i].name, file) != 0)
			continue;
		assert_non_null(at);
		tl_buf_addf(&text, "%.*s%s%s", (int)(at - sheets[i].text), sheets[i].text, put,
			at + strlen(find));
		fixture_write(dir, file, tl_buf_c(&text));
		tl_buf_free(&text);
	}
}

static void a_wrong_cell_is_named_with_its_place_and_what_to_do(void **state)
{
	char *dir = make();
	struct tl_buf said = {0};
	int failed = 0;

	(void)state;
	for (size_t i = 0; i < TL_LEN(wrongs); i++) {
		struct tl_study study;
		struct tl_err err = {0};
		bool ok;

		spoil(dir, wrongs[i].file, wrongs[i].find, wrongs[i].put);
		ok = tl_study_load(&study, dir, NULL, &err);
		if (ok)
			tl_study_free(&study);
		fixture_strip(dir, err.text, &said);
		if (ok || err.exit_status != EX_CONFIG || strcmp(tl_buf_c(&said), wrongs[i].want)) {
			print_error("%s -> %s:\n got  %s\n want %s\n", wrongs[i].find,
				wrongs[i].put, tl_buf_c(&said), wrongs[i].want);
			failed++;
		}
		spoil(dir, wrongs[i].file, "", "");
	}
	assert_int_equal(failed, 0);
	tl_buf_free(&said);
	fixture_free(dir);
}

/* What may stand beside one another: what is removed is another figure than the gain, another
 * partner another plan, and three thirds are not more than all. */
static void what_only_looks_like_a_mistake_passes(void **state)
{
	static const struct fixture_file right[] = {
		{"agreements.csv", "id,title,programme,payer,payee,share,of,trigger,repaid\n"
				   "A1,One,support,police,team,33.333333333%,fiscal,,\n"
				   "A2,Two,support,police,society,33.333333333%,cashable,,\n"
				   "A3,Three,support,police,team,33.333333334%,fiscal,,\n"
				   "A4,Four,support,police,team,100%,removed,,\n"},
		{"profile.csv", "benefit,partner,year,amount\n"
				"B1,,2014,10000\nB1,police,2014,5000\n"},
		{"signoff.csv", "benefit,partner,year,amount,budget_line,signed_by,date\n"
				"B1,police,2014,75000,Overtime,Head of finance,2015-02-01\n"
				"B1,police,2014,75000,Overtime,Head of finance,2015-02-02\n"},
	};
	char *dir = make();
	struct tl_study study;
	struct tl_err err = {0};

	(void)state;
	for (size_t i = 0; i < TL_LEN(right); i++)
		fixture_write(dir, right[i].name, right[i].text);
	if (!tl_study_load(&study, dir, NULL, &err))
		fail_msg("%s", err.text);
	assert_int_equal(study.accounts->signoffs_count, 2);
	tl_study_free(&study);
	fixture_free(dir);
}

/* The fixture's appraisal begins in 2014/15: 4% in its first year, 2% after; an older one keeps
 * what it had, whatever is added later. */
static void an_appraisal_keeps_the_rates_of_its_first_year(void **state)
{
	static const struct {
		const char *money, *warning;
		double factor; /* of year 2 */
	} cases[] = {
		{"money: {}\n", "", 1 / 1.04 / 1.02},
		{"money: {first_year: 2013/14}\n", "", 1 / 1.035 / 1.035},
		{"money: {schedule: low}\n", "", 1 / 1.015 / 1.015},
		{"money: {first_year: 2002/03}\n",
			"study.yaml: the appraisal begins in 2002/03, before the first rates of "
			"\"standard\" (2003/04); those are used\n",
			1 / 1.035 / 1.035},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		char *dir = make();
		struct tl_buf text = {0}, said = {0};
		struct tl_study study;
		struct tl_err err = {0};

		tl_buf_addf(&text, "%s%s", fixture_files[0].text, cases[i].money);
		fixture_write(dir, "study.yaml", tl_buf_c(&text));
		if (!tl_study_load(&study, dir, NULL, &err))
			fail_msg("%s", err.text);
		assert_true(fabs(tl_discount_factor(&study.accounts->terms.schedule, 2) -
				    cases[i].factor) < 1e-15);
		fixture_strip(dir, tl_buf_c(&study.warnings), &said);
		assert_string_equal(tl_buf_c(&said), cases[i].warning);
		tl_buf_free(&said);
		tl_buf_free(&text);
		tl_study_free(&study);
		fixture_free(dir);
	}
}

static void a_schedule_that_is_not_in_the_table_is_named(void **state)
{
	char *dir = make();
	struct tl_buf text = {0}, said = {0};
	struct tl_study study;
	struct tl_err err = {0};

	(void)state;
	tl_buf_addf(&text, "%smoney: {schedule: standart}\n", fixture_files[0].text);
	fixture_write(dir, "study.yaml", tl_buf_c(&text));
	assert_false(tl_study_load(&study, dir, NULL, &err));
	assert_int_equal(err.exit_status, EX_CONFIG);
	fixture_strip(dir, err.text, &said);
	assert_non_null(strstr(tl_buf_c(&said),
		"\"standart\" is not among the schedules of discount.csv; did you mean "
		"\"standard\"?"));
	tl_buf_free(&said);
	tl_buf_free(&text);
	fixture_free(dir);
}

/* What comes with the product is what the methods have: 3.5, 3.0, 2.5, 2.0, 1.5, 1.0% and the lower
 * ones for health. */
static void the_catalogue_has_the_rates_of_the_green_book(void **state)
{
	static const struct {
		const char *money;
		const struct tl_discount_schedule *schedule;
	} cases[] = {{"money: {first_year: 2010/11}\n", &tl_discount_standard},
		{"money: {first_year: 2010/11, schedule: health}\n", &tl_discount_health}};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		char *dir = make();
		struct tl_buf text = {0}, path = {0};
		struct tl_study study;
		struct tl_err err = {0};

		tl_buf_addf(&path, "%s/discount.csv", dir);
		assert_int_equal(unlink(tl_buf_c(&path)), 0);
		tl_buf_addf(&text, "%s%s", fixture_files[0].text, cases[i].money);
		fixture_write(dir, "study.yaml", tl_buf_c(&text));
		if (!tl_study_load(&study, dir, NULL, &err))
			fail_msg("%s", err.text);
		assert_int_equal(study.accounts->terms.schedule.count, cases[i].schedule->count);
		for (int year = 0; year <= 400; year++)
			assert_true(tl_discount_factor(&study.accounts->terms.schedule, year) ==
				    tl_discount_factor(cases[i].schedule, year));
		tl_buf_free(&path);
		tl_buf_free(&text);
		tl_study_free(&study);
		fixture_free(dir);
	}
}

static void nobody_gains_by_a_negative_control(void **state)
{
	char *dir = make();
	struct tl_buf said = {0}, text = {0};
	struct tl_study study;
	struct tl_err err = {0};

	(void)state;
	for (size_t i = 0; i < TL_LEN(fixture_files); i++) {
		const char *at = strstr(fixture_files[i].text, "name: calls-rate, primary: true");

		if (strcmp(fixture_files[i].name, "programmes/support.yaml") != 0)
			continue;
		assert_non_null(at);
		tl_buf_addf(&text, "%.*sname: calls-rate, negative_control: true%s",
			(int)(at - fixture_files[i].text), fixture_files[i].text,
			at + strlen("name: calls-rate, primary: true"));
		fixture_write(dir, fixture_files[i].name, tl_buf_c(&text));
	}
	assert_false(tl_study_load(&study, dir, NULL, &err));
	assert_int_equal(err.exit_status, EX_CONFIG);
	fixture_strip(dir, err.text, &said);
	assert_string_equal(tl_buf_c(&said),
		"benefits.csv:2:5: \"calls-rate\" is a negative control of \"support\": the "
		"programme "
		"cannot change it, so nobody gains by it; name another measure");
	tl_buf_free(&said);
	tl_buf_free(&text);
	fixture_free(dir);
}

static void warned(const char *file, const char *find, const char *put, const char *want)
{
	char *dir = make();
	struct tl_buf said = {0};
	struct tl_study study;
	struct tl_err err = {0};

	spoil(dir, file, find, put);
	if (!tl_study_load(&study, dir, NULL, &err))
		fail_msg("%s", err.text);
	fixture_strip(dir, tl_buf_c(&study.warnings), &said);
	assert_string_equal(tl_buf_c(&said), want);
	tl_buf_free(&said);
	tl_study_free(&study);
	fixture_free(dir);
}

static void spending_that_is_shown_nowhere_is_odd(void **state)
{
	(void)state;
	warned("spend.csv", "support,police,Share", ",police,Share",
		"spend.csv:3:1: spending of the area is shown by its purpose only, so this row is "
		"shown nowhere; name its programme, or say prevention or consequences\n");
	warned("spend.csv", "support,team,Lead", ",team,Lead", ""); /* it says prevention */
}

static void a_whole_that_is_not_its_parts_is_odd(void **state)
{
	(void)state;
	warned("costs.csv", "1,036.50", "1,136.50",
		"costs.csv:2:1: \"C1\" is neither the sum of its 2 parts (1036.50) nor within "
		"their "
		"range; which is right?\n");
	warned("costs.csv", "1,036.50", "500.00", /* may be typical of its variants */
		"costs.csv:2:1: \"C1\" is not the sum of its 2 parts (1036.50); it is taken for "
		"typical of them: its own agency, kind and cashable count, and not theirs\n");
	warned("costs.csv", "1,036.50", "1,038.50", ""); /* a pound for each part */
}

static void deadweight_on_a_comparison_is_odd(void **state)
{
	(void)state;
	warned("benefits.csv", "bias,attribution", "bias,deadweight",
		"benefits.csv:2:9: a comparison has what would have happened anyway out already; "
		"the line's benefit to date and forecast are refused\n");
}

/* Read from where it lies: a list that the project did not make. */
static void a_published_list_of_unit_costs_is_read_whole(void **state)
{
	struct tl_arena arena = {0};
	struct tl_accounts accounts = {0};
	struct tl_buf path = {0}, odd = {0};
	struct tl_err err = {0};
	size_t parents = 0;

	(void)state;
	tl_buf_addf(&path, "%s/vectors/metrics/unit_costs/gmca_ucd_v1_4.csv", shared_folder());
	if (access(tl_buf_c(&path), R_OK) != 0) {
		tl_buf_free(&path);
		skip();
	}
	if (!tl_costs_read(tl_buf_c(&path), &arena, &accounts, &odd, &err))
		fail_msg("%s", err.text);
	assert_int_equal(accounts.costs_count, 674);
	for (size_t i = 0; i < accounts.costs_count; i++) {
		const struct tl_cost *cost = &accounts.costs[i];

		parents += cost->children > 0;
		if (strcmp(cost->code, "CR8.7") != 0)
			continue;
		assert_int_equal(cost->pence, 136100);
		assert_int_equal(cost->children, 5);
		assert_int_equal(cost->price_year, 2010);
	}
	assert_true(parents > 0);
	assert_null(strstr(tl_buf_c(&odd), "\"CR8.7\" is neither")); /* 683+81+129+366+102 */
	tl_buf_free(&odd);
	tl_buf_free(&path);
	tl_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sheets_are_read_as_they_are_written),
		cmocka_unit_test(a_wrong_cell_is_named_with_its_place_and_what_to_do),
		cmocka_unit_test(what_only_looks_like_a_mistake_passes),
		cmocka_unit_test(an_appraisal_keeps_the_rates_of_its_first_year),
		cmocka_unit_test(a_schedule_that_is_not_in_the_table_is_named),
		cmocka_unit_test(the_catalogue_has_the_rates_of_the_green_book),
		cmocka_unit_test(nobody_gains_by_a_negative_control),
		cmocka_unit_test(spending_that_is_shown_nowhere_is_odd),
		cmocka_unit_test(a_whole_that_is_not_its_parts_is_odd),
		cmocka_unit_test(deadweight_on_a_comparison_is_odd),
		cmocka_unit_test(a_published_list_of_unit_costs_is_read_whole),
	};

	setenv("THROUGHLINE_SHARE", ".", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
