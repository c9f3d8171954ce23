/* Whole packs from the hand-made publication in fixture.sql: what is in them, what is refused. */
#include "../scratch.h"

#include <throughline/schema.h>
#include <throughline/stagedir.h>

#include "../../../stages/render/render.h"

#define PUBLIC "study/run/5-publish/public"
#define BOARD "study/run/6-packs/board.html"
#define RESULTS "study/run/6-packs/results.csv"

static void make_publication(const char *more_sql)
{
	struct tl_buf fixture = {0};
	struct tl_err err = {0};
	struct tl_db *db;
	char command[600];

	snprintf(command, sizeof command, "mkdir -p '%s' '%s' && rm -f '%s'", scratch_path(PUBLIC),
		scratch_path("study/pages"), scratch_path(PUBLIC "/publication.db"));
	assert_int_equal(system(command), 0);
	if (!tl_file_read_all("tests/unit/render/fixture.sql", 1 << 20, &fixture, &err))
		fail_msg("run from the project's folder: %s", err.text);
	db = tl_db_create(scratch_path(PUBLIC "/publication.db"), tl_schema_publication, &err);
	if (!db || !tl_db_exec(db, tl_buf_c(&fixture), &err) || !tl_db_exec(db, more_sql, &err) ||
		!tl_db_finish(db, &err))
		fail_msg("%s", err.text);
	tl_buf_free(&fixture);
	scratch_text(PUBLIC "/manifest.json",
		"{\"content\": \"00\", \"counts\": [], \"inputs\": [], "
		"\"program\": \"tl-audit\", \"tables\": []}\n");
}

static bool run(struct render_tally *tally, struct tl_err *err)
{
	char study[300];
	struct tl_stage_options options = {.jobs = 1};

	snprintf(study, sizeof study, "%s", scratch_path("study"));
	options.study = study;
	return render_run(&options, false, tally, err);
}

static struct tl_buf board_of(const char *more_sql)
{
	struct render_tally tally = {0};
	struct tl_err err = {0};

	make_publication(more_sql);
	if (!run(&tally, &err))
		fail_msg("%s", err.text);
	return scratch_read(BOARD);
}

static void assert_holds(const struct tl_buf *html, const char *text)
{
	if (!strstr(tl_buf_c(html), text))
		fail_msg("the pack does not say: %s", text);
}

static void assert_lacks(const struct tl_buf *html, const char *text)
{
	const char *at = strstr(tl_buf_c(html), text);

	if (at)
		fail_msg("the pack says: %.80s", at);
}

static void the_board_pack_has_a_page_per_programme_and_measure(void **state)
{
	static const char *const says[] = {
		"<h1>Board pack, June 2014</h1>",
		"<section id=\"summary\"",
		"<section id=\"programme-ies\"",
		"<section id=\"impact-ies\"",
		"<section id=\"programme-work\"",
		"<section id=\"measure-care\"",
		"<section id=\"measure-missing\"",
		"<section id=\"quality\"",
		"<section id=\"definitions\"",
		"What can we say this month?",
		"410 families",
		"18% fewer",
		"9% to 26% fewer",
		"<strong>1,425</strong>",
		"worse than usual",
		"Performance, not evidence of impact.",
		"No impact can be stated.",
		"d000000000000003", /* a definition's hash */
		"Counts under 8 hidden",
	};
	struct tl_buf html = board_of("");

	(void)state;
	for (size_t i = 0; i < TL_LEN(says); i++)
		assert_holds(&html, says[i]);
	tl_buf_free(&html);
}

static size_t count_of(const struct tl_buf *html, const char *text)
{
	size_t count = 0;

	for (const char *at = tl_buf_c(html); (at = strstr(at, text)); at++)
		count++;
	return count;
}

/* Both of one programme's sections stand together, in the document and in what links to them. */
static void sections_of_one_group_stand_together(void **state)
{
	static const char *const order[] = {"<span>Integrated Early Support:</span>",
		"<a href=\"#programme-ies\">performance</a>", "<a href=\"#impact-ies\">impact</a>",
		"<span>Me &amp; My Learning &lt;work&gt;:</span>",
		"<a href=\"#programme-work\">performance</a>", "<span>The area:</span>",
		"<section id=\"programme-ies\"", "<section id=\"impact-ies\"",
		"<section id=\"programme-work\"", "<section id=\"impact-work\""};
	struct tl_buf html = board_of("");
	const char *at = tl_buf_c(&html);

	(void)state;
	for (size_t i = 0; i < TL_LEN(order); i++) {
		at = strstr(at, order[i]);
		if (!at)
			fail_msg("not in its place: %s", order[i]);
	}
	tl_buf_free(&html);
}

static void localities_are_compared_side_by_side(void **state)
{
	struct tl_buf html = board_of("");

	(void)state;
	assert_holds(&html, "Change against those who wait, by locality</caption>");
	assert_holds(&html, ">All localities</th><th scope=\"col\" role=\"columnheader\"");
	assert_int_equal(count_of(&html, "aria-label=\"Table: Change against those who wait"), 1);
	tl_buf_free(&html);
}

/* Counts have no lower limit below nought, though the arithmetic of a chart gives one. */
static void no_limit_is_drawn_or_said_below_nought(void **state)
{
	struct tl_buf html =
		board_of("UPDATE cell SET lower_998 = -7.5 WHERE lower_998 IS NOT NULL");

	(void)state;
	assert_lacks(&html, "\xE2\x88\x92"
			    "7.5");
	assert_lacks(&html, "Lower limit");
	assert_holds(&html, "Upper limit ");
	assert_holds(&html, ">0 to ");
	tl_buf_free(&html);
}

static void names_are_escaped_wherever_they_land(void **state)
{
	struct tl_buf html = board_of("");

	(void)state;
	assert_holds(&html, "Me &amp; My Learning &lt;work&gt;");
	assert_lacks(&html, "<work>");
	assert_holds(&html, "A&amp;E visits");
	assert_lacks(&html, "A&E");
	assert_holds(&html, "Northwich &amp; \"rural\"</th>"); /* text: quotes may stand */
	tl_buf_free(&html);
}

static void a_pack_makes_no_request_and_runs_no_script(void **state)
{
	static const char *const never[] = {"<script", "<link", "<img", "<iframe", "@import",
		"url(", " src=", " onload=", "xlink:href", "javascript:"};
	struct tl_buf html = board_of("");

	(void)state;
	for (size_t i = 0; i < TL_LEN(never); i++)
		assert_lacks(&html, never[i]);
	assert_holds(&html, "content=\"default-src 'none'; style-src 'unsafe-inline'\"");
	tl_buf_free(&html);
}

/* Ids of charts too. */
static void every_id_is_unique_and_every_link_has_its_end(void **state)
{
	struct tl_buf html = board_of("");
	const char *text = tl_buf_c(&html), *at;
	char wanted[200];

	(void)state;
	for (at = text; (at = strstr(at, "href=\"#")); at++) {
		size_t length = strcspn(at + 7, "\"");

		snprintf(wanted, sizeof wanted, " id=\"%.*s\"", (int)length, at + 7);
		assert_holds(&html, wanted);
	}
	for (at = text; (at = strstr(at, " id=\"")); at++) {
		size_t length = strcspn(at + 5, "\"");

		snprintf(wanted, sizeof wanted, " id=\"%.*s\"", (int)length, at + 5);
		if (strstr(at + 1, wanted))
			fail_msg("twice: %s", wanted);
	}
	tl_buf_free(&html);
}

static void every_chart_has_words_two_widths_and_its_data(void **state)
{
	struct tl_buf html = board_of("");
	size_t figures = count_of(&html, "<figure");

	(void)state;
	assert_int_equal(figures, 8);
	assert_int_equal(count_of(&html, "<svg class=\"wide\""), figures);
	assert_int_equal(count_of(&html, "<svg class=\"narrow\""), figures);
	assert_int_equal(count_of(&html, "role=\"img\" aria-labelledby="), 2 * figures);
	assert_int_equal(count_of(&html, "<desc id="), 2 * figures);
	assert_int_equal(count_of(&html, "<summary>Data"), figures);
	/* On paper it is printed where it is short, else it says where it is. */
	assert_int_equal(count_of(&html, "<details class=\"short\">") +
				 count_of(&html, "<p class=\"on-paper\">The data are in"),
		figures);
	assert_int_equal(count_of(&html, "<details class=\"short\">"), 4);
	assert_int_equal(count_of(&html, "<caption>"), count_of(&html, "<table"));
	assert_int_equal(count_of(&html, "\x01"), 0);
	tl_buf_free(&html);
}

static void a_hidden_number_is_nowhere_in_the_pack(void **state)
{
	struct tl_buf html = board_of("");

	(void)state;
	assert_holds(&html, "<abbr title=\"hidden to protect people\">[c]</abbr>");
	assert_holds(&html, "<abbr title=\"no data for this period\">[x]</abbr>");
	assert_holds(&html, "<abbr title=\"no comparison\">[x]</abbr>");
	assert_lacks(&html, "NaN");
	assert_lacks(&html, "nan");
	tl_buf_free(&html);
}

static void backticks_in_a_name_run_nothing(void **state)
{
	struct tl_buf html = board_of(
		"UPDATE label SET label = '`touch pwned` $(touch pwned)' || char(10) || "
		"'\" . system(\"touch pwned\") . \"' WHERE kind = 'measure' OR kind LIKE 'step%'");
	char command[400];

	(void)state;
	snprintf(command, sizeof command,
		"test -z \"$(find '%s' -name 'pwned*')\" && test ! -e pwned", scratch);
	assert_int_equal(system(command), 0);
	tl_buf_free(&html);
}

static void two_runs_give_the_same_bytes(void **state)
{
	struct render_tally tally = {0};
	struct tl_err err = {0};
	struct tl_buf first = board_of(""), second;

	(void)state;
	assert_true(run(&tally, &err));
	second = scratch_read(BOARD);
	assert_string_equal(tl_buf_c(&first), tl_buf_c(&second));
	assert_false(scratch_has("study/run/6-packs/charts"));
	assert_false(scratch_has("study/run/6-packs.part"));
	tl_buf_free(&first);
	tl_buf_free(&second);
}

static void it_works_without_programmes_people_or_localities(void **state)
{
	struct tl_buf html;

	(void)state;
	html = board_of("DELETE FROM cell WHERE programme <> '' OR measure = 'linkage' OR locality "
			"<> 'all'");
	assert_holds(&html, "id=\"measure-care\"");
	assert_holds(&html, "The whole area");
	assert_lacks(&html, "Impact");
	assert_lacks(&html, "By locality");
	tl_buf_free(&html);
	html = board_of(
		"DELETE FROM cell; DELETE FROM label; DELETE FROM coverage; DELETE FROM definition;"
		"DELETE FROM about");
	assert_holds(&html, "id=\"summary\"");
	tl_buf_free(&html);
}

/* The policy's public words promise more than all hidden numbers keep, where some protect others.
 */
static void the_head_says_what_the_study_is_and_that_others_are_hidden_too(void **state)
{
	static const char others[] = "Some others are hidden to protect them.";
	struct tl_buf html = board_of("");

	(void)state;
	assert_holds(&html, "<p class=\"below\">Invented figures. Data to 30 June 2014.");
	assert_lacks(&html, others);
	tl_buf_free(&html);
	html = board_of("INSERT INTO about VALUES ('policy_secondary', 'yes')");
	assert_int_equal(count_of(&html, others), 2); /* the head, and under Definitions */
	tl_buf_free(&html);
}

static void months_of_a_programme_are_stamped_on_the_first_page(void **state)
{
	struct tl_buf html = board_of("");

	(void)state;
	assert_holds(&html, "Integrated Early Support, among families supported: performance, not "
			    "evidence of impact. ");
	tl_buf_free(&html);
}

/* A p after adjustment beside each change: what is clear only where one question was asked. */
static void clear_is_what_stays_so_among_all_that_were_asked(void **state)
{
	static const char adjusted[] = "INSERT INTO cell SELECT 'p' || substr(id, 2), programme, "
				       "locality, measure, 'p_holm', arm, "
				       "partner, variant, grp, axis, position, period_from, "
				       "period_to, %s, NULL, NULL, NULL, NULL, "
				       "NULL, '', NULL, NULL, 'p', NULL, NULL, 'shown', '', '', "
				       "NULL, as_at, definition FROM cell"
				       " WHERE statistic = 'change' AND programme = 'ies' AND "
				       "locality = 'all' AND grp = ''";
	char sql[1024];
	struct tl_buf html;

	(void)state;
	snprintf(sql, sizeof sql, adjusted, "0.049");
	html = board_of(sql);
	assert_holds(&html, "clearly better");
	assert_lacks(&html, "asked alone");
	tl_buf_free(&html);
	snprintf(sql, sizeof sql, adjusted, "0.051");
	html = board_of(sql);
	assert_lacks(&html, "clearly better");
	assert_holds(&html, "No clear change yet");
	assert_holds(&html, "would be clear if asked alone, and not among all that were asked.");
	assert_holds(&html, "clear alone, not among all that were asked");
	tl_buf_free(&html);
}

/* A measure that the programme cannot change, and that could not be counted. */
static void a_check_that_could_not_be_made_is_said(void **state)
{
	struct tl_buf html =
		board_of("INSERT INTO label VALUES ('negative-control:ies', 'fires', 'fires', 0)");

	(void)state;
	assert_holds(&html,
		"<strong>fires</strong> cannot be changed by the programme, and could not be "
		"compared");
	tl_buf_free(&html);
}

static void a_series_without_limits_says_why(void **state)
{
	static const char too_many[] = "Too many months are hidden to judge this.";
	struct tl_buf html = board_of("");

	(void)state;
	assert_lacks(&html, too_many);
	tl_buf_free(&html);
	html = board_of(
		"UPDATE cell SET centre = NULL, lower_998 = NULL, upper_998 = NULL, flag = ''"
		" WHERE statistic = 'xmr' AND measure IN ('missing', 'police', 'seen');"
		"UPDATE cell SET value = NULL, status = 'suppressed', reason = 'small'"
		" WHERE measure IN ('missing', 'police') AND axis = 'month' AND position < 12;"
		"UPDATE cell SET value = 86 WHERE measure = 'seen' AND axis = 'month'");
	assert_int_equal(count_of(&html, too_many), 2);
	assert_holds(&html, "Every month is alike, so there is no usual range.");
	tl_buf_free(&html);
}

static void a_heading_counts_no_measures_where_none_can_be_compared(void **state)
{
	struct tl_buf html = board_of(
		"UPDATE cell SET value = NULL, lower = NULL, upper = NULL, status = 'suppressed',"
		" reason = 'under' WHERE programme <> '' AND statistic = 'rate';"
		"UPDATE cell SET value = 0 WHERE measure = 'funnel'");

	(void)state;
	assert_holds(&html, "No measure can be compared yet");
	assert_holds(&html, "Nobody has taken the first step yet");
	assert_lacks(&html, "0 of 0");
	assert_lacks(&html, "0 took the first step");
	tl_buf_free(&html);
	html = board_of("UPDATE coverage SET state = 'part'");
	assert_holds(&html, "3 of 3 extracts reach June 2014, 3 of them in part");
	tl_buf_free(&html);
	html = board_of("DELETE FROM coverage");
	assert_holds(&html, "No extracts reach June 2014");
	assert_lacks(&html, "0 of 0");
	tl_buf_free(&html);
}

/* Two measures in three places have a ratio, so 6 intervals; a twentieth of 48 is between 2 and 3.
 */
static void a_comparison_of_places_says_what_chance_alone_would_do(void **state)
{
	struct tl_buf html = board_of("");

	(void)state;
	assert_holds(&html, "Of 6 such intervals one may leave out 1 by chance alone.");
	assert_holds(&html, "Of 6 such intervals one may leave out no change by chance alone.");
	tl_buf_free(&html);
	html = board_of(
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 21)"
		" INSERT INTO cell SELECT printf('%08d', i) || substr(id, 9, 8), programme,"
		" printf('L%02d', i), measure, statistic, arm, partner, variant, grp, axis, "
		"position, period_from, period_to, value, lower, upper, lower_998, upper_998,"
		" centre, flag, numerator, denominator, unit, eligible, missing, status, reason,"
		" method, evidence, as_at, definition FROM cell, n"
		" WHERE statistic = 'ratio_before_after' AND programme = 'ies' AND locality = 'all'"
		" AND value IS NOT NULL");
	assert_holds(&html, "Of 48 such intervals two or three would leave out 1 by chance alone.");
	tl_buf_free(&html);
}

static void how_long_it_took_is_on_the_programmes_page(void **state)
{
	struct tl_buf html = board_of(
		"INSERT INTO cell SELECT printf('dddd%012d', column1), 'ies', 'all', 'to-team', "
		"column2, 'programme', '', 'main', '', '', NULL, '2011-07-01', '2014-06-30', "
		"column3, column4, column5, NULL, NULL, NULL, '', NULL, NULL, column6, NULL, NULL, "
		"'rounded', '', '', NULL, '2014-06-30', 'd000000000000001' FROM (VALUES"
		" (1, 'events', 240, NULL, NULL, 'episodes'), (2, 'median_days', 14, 12, 17, "
		"'days'),"
		" (3, 'p90_days', 41, 36, 52, 'days'), (4, 'share', 62.5, 56.2, 68.4, '%'));"
		"INSERT INTO label VALUES ('measure', 'to-team', 'Days to a team', 11)");
	const char *row = strstr(tl_buf_c(&html), "Days to a team</th>");

	(void)state;
	assert_holds(&html, "How long it took</caption>");
	assert_holds(&html, "Those whose last day lies in July 2011 to June 2014;");
	assert_non_null(row);
	assert_non_null(strstr(row, "14<small>12 to 17</small>"));
	assert_non_null(strstr(row, "62.5%<small>56.2% to 68.4%</small>"));
	tl_buf_free(&html);
	html = board_of("");
	assert_lacks(&html, "How long it took");
	tl_buf_free(&html);
}

static void many_localities_are_the_first_twenty_and_it_says_so(void **state)
{
	struct tl_buf html = board_of(
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)"
		" INSERT INTO cell SELECT printf('%08d', i) || substr(id, 9, 8), programme,"
		" printf('L%02d', i), measure, statistic, arm, partner, variant, grp, axis, "
		"position,"
		" period_from, period_to, value, lower, upper, lower_998, upper_998, centre, flag,"
		" numerator, denominator, unit, eligible, missing, status, reason, method, "
		"evidence, as_at,"
		" definition FROM cell, n WHERE measure = 'care' AND locality = 'all' AND "
		"statistic = 'xmr'"
		" AND position = 36 OR measure = 'care' AND locality = 'all' AND statistic = "
		"'people'"
		" AND position = 36");

	(void)state;
	assert_holds(&html, "The first 20 of 43, the rest is in results.csv");
	assert_lacks(&html, ">L30<");
	tl_buf_free(&html);
}

static void results_hold_every_cell_in_the_order_of_its_key(void **state)
{
	static const char header[] =
		"id,programme,locality,measure,statistic,arm,partner,variant,grp,axis,position,"
		"period_from,"
		"period_to,value,lower,upper,lower_998,upper_998,centre,flag,numerator,denominator,"
		"unit,"
		"eligible,missing,status,reason,method,evidence,as_at,definition,restated\n";
	struct tl_buf html = board_of(""), csv = scratch_read(RESULTS);

	(void)state;
	assert_memory_equal(tl_buf_c(&csv), header, strlen(header));
	assert_int_equal(count_of(&csv, "\n"), 588 + 1); /* as fixture.sql has */
	assert_holds(&csv, ",,all,care,people,,,main,,month,1,2011-07-01,2011-07-31,1445,");
	assert_holds(&csv, ",,,,,,,families,,,suppressed,small,");
	tl_buf_free(&html);
	tl_buf_free(&csv);
}

/* ---- a study's own pages --------------------------------------------------------------------- */

static void a_study_adds_and_replaces_pages_with_text_alone(void **state)
{
	struct tl_buf html;

	(void)state;
	make_publication("");
	scratch_text("study/pages/reach.md", "---\ntitle: Who we reach\n---\nWe reach `= SELECT "
					     "words FROM shown WHERE measure = 'cohort'"
					     " AND programme = 'work'` people.\n\n| a | b "
					     "|\n|---|---|\n| 1 | `= SELECT 'A&E'` |\n\n"
					     "`= SELECT NULL`\n\n## Bare\n\n<b>raw</b>\n");
	scratch_text("study/pages/definitions.md", "---\ntitle: In our words\n---\nOurs.\n");
	html = board_of("");
	assert_holds(&html, "<section id=\"reach\"");
	assert_holds(&html, "<p>We reach 465 people.</p>");
	assert_holds(&html, "<td>A&amp;E</td>");
	assert_lacks(&html, "<b>raw</b>");
	assert_holds(&html, "In our words</h2>\n<p>Ours.</p>");
	assert_lacks(&html, "What each figure means");
	tl_buf_free(&html);
	scratch_text("study/pack.yaml", "title: Our pack\npages: [reach]\n");
	html = board_of("");
	assert_holds(&html, "<h1>Our pack</h1>");
	assert_lacks(&html, "id=\"summary\"");
	tl_buf_free(&html);
}

static void what_is_wrong_in_a_page_is_named_by_line_and_column(void **state)
{
	static const struct {
		const char *page, *want;
	} examples[] = {
		{"---\ntitle: x\n---\n```table\ntitle: T\nSELECT 1,\n  valeu FROM cell\n```\n",
			"pages/own.md:7:3: no such column: valeu"},
		{"---\ntitle: x\n---\nAll `= SELECT nope` here\n",
			"pages/own.md:4:15: no such column: nope"},
		{"---\ntitle: `= SELEC 1`\n---\nx\n",
			"pages/own.md:2:11: near \"SELEC\": syntax error"},
		{"---\ntitle: x\n---\n```table\nSELECT 1\n```\n",
			"pages/own.md:5:1: a table needs a title"},
		{"---\ntitle: x\n---\n\n```chart lime\ntitle: T\nSELECT 1\n```\n",
			"pages/own.md:6:1: there is no chart \"lime\"; did you mean \"line\"?"},
		{"---\ntitle: x\n---\n```chart xmr\ntitle: T\nSELECT 1, 2\n```\n",
			"pages/own.md:6:1: a chart \"xmr\" draws 6 columns"},
		{"---\ntitle: x\n---\n```table\ntitel: T\nSELECT 1\n```\n",
			"pages/own.md:5:1: unknown key \"titel\"; did you mean \"title\"?"},
		{"---\ntitle: x\n---\n```table\ntitle: T\nSELECT 1 WHERE 'ies' =\n "
		 ":programme\n```\n",
			"pages/own.md:7:2: there is no :programme here"},
		{"---\ntitle: x\n---\n```table matrix\ntitle: T\nSELECT 1, 2\n```\n",
			"pages/own.md:6:1: a matrix takes row, column, value"},
		{"---\ntitle: x\n---\n```table matrx\ntitle: T\nSELECT 1\n```\n",
			"pages/own.md:5:1: a table is plain or \"table matrix\""},
		{"---\ntitle: x\n---\n```table\ntitle: T\nDELETE FROM cell\n```\n",
			"pages/own.md:6:1: only SELECT"},
		{"---\ntitle: x\n---\n```table\ntitle: T\nSELECT random()\n```\n",
			"the function random()"},
		{"---\ntitle: x\n---\n```table\ntitle: T\nSELECT date('now')\n```\n",
			"the function date()"},
		{"---\ntitle: x\n---\n```table\ntitle: T\nSELECT * FROM sqlite_master\n```\n",
			"the table sqlite_master may not be read"},
		{"---\ntitle: x\n---\n`= SELECT 1, 2`\n",
			"pages/own.md:4:4: a value is one column"},
		{"---\ntitle: x\n---\n`= SELECT id FROM cell`\n",
			"pages/own.md:4:4: a value is one row"},
		{"---\ntitle: x\n---\n![p](https://example.org/p.png)\n",
			"pages/own.md:4:1: pictures"},
		{"---\nnav: x\n---\n", "pages/own.md:1:1: a page needs a title"},
		{"# no head\n", "pages/own.md:1:1: a page begins with ---"},
		{"---\ntitle: x\nrepeat: SELECT nope\n---\n",
			"pages/own.md:3:16: no such column: nope"},
	};

	(void)state;
	make_publication("");
	for (size_t i = 0; i < TL_LEN(examples); i++) {
		struct render_tally tally = {0};
		struct tl_err err = {0};

		scratch_text("study/pages/own.md", examples[i].page);
		if (run(&tally, &err))
			fail_msg("accepted: %s", examples[i].page);
		if (!strstr(err.text, examples[i].want))
			fail_msg("\"%s\" does not say \"%s\"", err.text, examples[i].want);
		assert_int_equal(err.exit_status, EX_CONFIG);
		assert_false(scratch_has("study/run/6-packs"));
		assert_false(scratch_has("study/run/6-packs.part"));
	}
}

static void an_unknown_page_or_key_in_pack_yaml_is_the_studys_mistake(void **state)
{
	static const struct {
		const char *yaml, *want;
	} examples[] = {
		{"pages: [summary, nope]\n", "pack.yaml:1:18: there is no page \"nope\""},
		{"pages: [../summary]\n", "a page's name is small letters"},
		{"titel: x\n", "did you mean \"title\"?"},
	};

	(void)state;
	make_publication("");
	for (size_t i = 0; i < TL_LEN(examples); i++) {
		struct render_tally tally = {0};
		struct tl_err err = {0};

		scratch_text("study/pack.yaml", examples[i].yaml);
		assert_false(run(&tally, &err));
		if (!strstr(err.text, examples[i].want))
			fail_msg("\"%s\" does not say \"%s\"", err.text, examples[i].want);
		assert_int_equal(err.exit_status, EX_CONFIG);
	}
}

static void without_a_publication_or_gnuplot_it_says_what_to_do(void **state)
{
	struct render_tally tally = {0};
	struct tl_err err = {0};
	char *path = strdup(getenv("PATH"));
	char command[400];

	(void)state;
	snprintf(command, sizeof command, "mkdir -p '%s'", scratch_path("study"));
	assert_int_equal(system(command), 0);
	assert_false(run(&tally, &err));
	assert_int_equal(err.exit_status, EX_NOINPUT);
	make_publication("");
	setenv("PATH", scratch, 1);
	err = (struct tl_err){0};
	assert_false(run(&tally, &err));
	setenv("PATH", path, 1);
	free(path);
	assert_int_equal(err.exit_status, EX_NOINPUT);
	assert_non_null(strstr(err.text, "install the package gnuplot-nox"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(the_board_pack_has_a_page_per_programme_and_measure),
		scratch_test(sections_of_one_group_stand_together),
		scratch_test(localities_are_compared_side_by_side),
		scratch_test(no_limit_is_drawn_or_said_below_nought),
		scratch_test(names_are_escaped_wherever_they_land),
		scratch_test(a_pack_makes_no_request_and_runs_no_script),
		scratch_test(every_id_is_unique_and_every_link_has_its_end),
		scratch_test(every_chart_has_words_two_widths_and_its_data),
		scratch_test(a_hidden_number_is_nowhere_in_the_pack),
		scratch_test(backticks_in_a_name_run_nothing),
		scratch_test(two_runs_give_the_same_bytes),
		scratch_test(it_works_without_programmes_people_or_localities),
		scratch_test(the_head_says_what_the_study_is_and_that_others_are_hidden_too),
		scratch_test(months_of_a_programme_are_stamped_on_the_first_page),
		scratch_test(clear_is_what_stays_so_among_all_that_were_asked),
		scratch_test(a_check_that_could_not_be_made_is_said),
		scratch_test(a_series_without_limits_says_why),
		scratch_test(a_heading_counts_no_measures_where_none_can_be_compared),
		scratch_test(a_comparison_of_places_says_what_chance_alone_would_do),
		scratch_test(how_long_it_took_is_on_the_programmes_page),
		scratch_test(many_localities_are_the_first_twenty_and_it_says_so),
		scratch_test(results_hold_every_cell_in_the_order_of_its_key),
		scratch_test(a_study_adds_and_replaces_pages_with_text_alone),
		scratch_test(what_is_wrong_in_a_page_is_named_by_line_and_column),
		scratch_test(an_unknown_page_or_key_in_pack_yaml_is_the_studys_mistake),
		scratch_test(without_a_publication_or_gnuplot_it_says_what_to_do),
	};

	setenv("THROUGHLINE_SHARE", ".", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
