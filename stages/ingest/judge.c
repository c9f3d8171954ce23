/* Whether a file that was read will do: has it rows, could any be kept, how many were refused? */
#include "read.h"

#include <string.h>

static bool may_be_empty(const struct tl_contract *contract)
{
	return contract->empty && !strcmp(contract->empty, "allowed");
}

static bool check_not_empty(const struct ingest_reading *reading, struct tl_err *err)
{
	const struct ingest_tally *tally = &reading->sink.tally;

	if (tally->read > tally->rejected[TL_FAULT_BLANK_ROW] || may_be_empty(reading->contract))
		return true;
	return tl_fail(err, EX_DATAERR,
		"%s: no rows; ask for the file again or, if there is nothing to report, say "
		"\"empty: "
		"allowed\" in contract %s",
		reading->path, reading->contract->name);
}

/* Blank rows are what spreadsheets leave behind, and a removal is no fault: neither counts against
 * a file. */
static bool is_excused(enum tl_fault reason)
{
	return reason == TL_FAULT_BLANK_ROW || reason == TL_FAULT_REMOVED;
}

static enum tl_fault commonest(const struct ingest_tally *tally)
{
	enum tl_fault most = TL_FAULT_NONE;

	for (enum tl_fault reason = TL_FAULT_NONE; reason < TL_FAULT_COUNT_OF; reason++)
		if (!is_excused(reason) && tally->rejected[reason] > tally->rejected[most])
			most = reason;
	return most;
}

static int64_t excused_rows(const struct ingest_tally *tally)
{
	int64_t rows = 0;

	for (enum tl_fault reason = TL_FAULT_NONE; reason < TL_FAULT_COUNT_OF; reason++)
		rows += is_excused(reason) ? tally->rejected[reason] : 0;
	return rows;
}

/* Of the rows refused for this reason, the place that most of them are counted under. */
static size_t worst_place(const struct ingest_reading *reading, enum tl_fault reason)
{
	size_t places = reading->rules.places, worst = 0;
	const int64_t *rows = reading->sink.rejected_by_field + (size_t)reason * places;

	for (size_t i = 1; i < places; i++)
		if (rows[i] > rows[worst])
			worst = i;
	return worst;
}

static void add_place(const struct ingest_reading *reading, size_t place, struct tl_buf *out)
{
	const char *name = tl_rules_place(&reading->rules, place);

	if (*name)
		tl_buf_addf(
			out, " in %s %s", place < reading->rules.count ? "column" : "rule", name);
}

static const char *format_words(const struct tl_rule *rule, size_t i)
{
	if (strcmp(rule->formats[i], "default") != 0)
		return rule->formats[i];
	return rule->field->type == TL_TYPE_YEARMONTH ? "%Y-%m" : "%Y-%m-%d";
}

/* What to look at first: a date's formats are the contract's own words and give nothing away. */
static void add_advice(const struct ingest_reading *reading, enum tl_fault reason, size_t place,
	struct tl_buf *out)
{
	const struct tl_rule *rule =
		place < reading->rules.count ? &reading->rules.items[place] : NULL;

	if (reason != TL_FAULT_NOT_DATE || !rule || !rule->format_count) {
		tl_buf_addf(out, ". %s", tl_faults[reason].sentence);
		return;
	}
	for (size_t i = 0; i < rule->format_count; i++)
		tl_buf_addf(out, "%s%s", i ? " or " : "; is its format ", format_words(rule, i));
	tl_buf_add_char(out, '?');
}

/* A file of which nothing can be used says nothing about its months, least of all nought. */
static bool check_some_kept(const struct ingest_reading *reading, struct tl_err *err)
{
	const struct ingest_tally *tally = &reading->sink.tally;
	long long read = (long long)(tally->read - excused_rows(tally));
	enum tl_fault reason = commonest(tally);
	struct tl_buf why = {0};
	size_t place;

	if (tally->kept || read == 0 || may_be_empty(reading->contract))
		return true;
	place = worst_place(reading, reason);
	tl_buf_addf(&why, "%lld of %lld: %s", (long long)tally->rejected[reason], read,
		tl_faults[reason].name);
	add_place(reading, place, &why);
	add_advice(reading, reason, place, &why);
	tl_fail(err, EX_DATAERR, "%s: no row could be kept; %s", reading->path, tl_buf_c(&why));
	tl_buf_free(&why);
	return false;
}

static bool check_thresholds(
	const struct ingest_reading *reading, struct tl_buf *warning, struct tl_err *err)
{
	const struct ingest_tally *tally = &reading->sink.tally;
	int64_t excused = excused_rows(tally);
	int64_t rejected = ingest_tally_rejected(tally) - excused + tally->swallowed;
	const char *about = tally->swallowed ? "about " : "";
	const struct tl_fault_facts *most = &tl_faults[commonest(tally)];
	struct tl_buf words = {0};
	enum tl_threshold passed = tl_threshold_of(reading->contract, "rejected", rejected,
		tally->read - excused + tally->swallowed, &words);

	if (passed == TL_THRESHOLD_STOP)
		tl_fail(err, EX_DATAERR, "%s: %s%s; most often: %s. %s", reading->path, about,
			tl_buf_c(&words), most->name, most->sentence);
	else if (passed == TL_THRESHOLD_WARN)
		tl_buf_addf(warning, "%s: %s%s; most often: %s. %s", reading->path, about,
			tl_buf_c(&words), most->name, most->sentence);
	tl_buf_free(&words);
	return passed != TL_THRESHOLD_STOP;
}

/* A warning is one line, whatever it is about. */
static void begin_more(const struct ingest_reading *reading, struct tl_buf *warning)
{
	if (warning->length)
		tl_buf_addc(warning, " Also: ");
	else
		tl_buf_addf(warning, "%s: ", reading->path);
}

/* A row that swallowed others is one row rejected; the others are nowhere else, so they are said.
 */
static void add_swallowed(const struct ingest_reading *reading, struct tl_buf *warning)
{
	const struct ingest_sink *sink = &reading->sink;
	size_t places = reading->rules.places;
	const struct ingest_example *first =
		&sink->examples[TL_FAULT_SWALLOWED * places + places - 1][0];

	if (!sink->tally.swallowed)
		return;
	begin_more(reading, warning);
	tl_buf_addf(warning,
		"about %lld more row%s lost inside quotes, first between lines %lld and %lld.",
		(long long)sink->tally.swallowed, sink->tally.swallowed == 1 ? " is" : "s are",
		(long long)first->line, (long long)first->last_line);
}

/* What somebody should look at in a workbook, on the line of the warning. */
static void add_remarks(const struct ingest_reading *reading, struct tl_buf *warning)
{
	const char *remarks = tl_table_remarks(reading->table);

	if (!*remarks)
		return;
	begin_more(reading, warning);
	tl_buf_addc(warning, remarks);
}

static void add_wide(const struct ingest_reading *reading, struct tl_buf *warning)
{
	struct tl_buf words = {0};

	ingest_reading_wide(reading, &words);
	if (words.length) {
		begin_more(reading, warning);
		tl_buf_addc(warning, tl_buf_c(&words));
	}
	tl_buf_free(&words);
}

/* Such letters can be read and come out wrong: no row is rejected for them. */
static void add_mixed(const struct ingest_reading *reading, struct tl_buf *warning)
{
	long long lines = (long long)tl_table_mixed_lines(reading->table);

	if (!lines)
		return;
	begin_more(reading, warning);
	tl_buf_addf(warning,
		"%lld line%s UTF-8 in a file that is read as Windows-1252; two files in one, or "
		"all UTF-8? "
		"Letters with accents come out wrong: ask for one encoding.",
		lines, lines == 1 ? " looks like" : "s look like");
}

/* The other way round: rows are refused for not being UTF-8, and others are UTF-8 with letters
 * beyond ASCII. Then to call the whole file Windows-1252 would be wrong too. Only a file with such
 * rows is read a second time, as if it were, for the lines of it that look like UTF-8. */
static int64_t utf8_lines(const struct ingest_reading *reading)
{
	struct tl_contract other = *reading->contract;
	struct tl_table *table;
	struct tl_csv_row row;
	struct tl_err ignored = {0};
	bool more = true;
	int64_t lines = 0;

	other.encoding_resolved = TL_WINDOWS_1252;
	table = tl_extract_open(&other, reading->path, &ignored);
	while (table && more)
		if (!tl_table_next(table, &row, &more, &ignored))
			more = false;
	if (table)
		lines = tl_table_mixed_lines(table);
	tl_table_free(table);
	return lines;
}

static void add_partly_utf8(const struct ingest_reading *reading, struct tl_buf *warning)
{
	long long rows = (long long)reading->sink.tally.rejected[TL_FAULT_NOT_UTF8], lines;

	if (!rows || reading->contract->encoding_resolved != TL_UTF8)
		return;
	lines = (long long)utf8_lines(reading);
	if (!lines)
		return;
	begin_more(reading, warning);
	tl_buf_addf(warning,
		"%lld row%s not UTF-8 and %lld line%s UTF-8 with accents; two files in one? Read "
		"as Windows-1252 the latter would come out wrong: ask for one encoding.",
		rows, rows == 1 ? " is" : "s are", lines, lines == 1 ? " is" : "s are");
}

bool ingest_reading_judge(
	const struct ingest_reading *reading, struct tl_buf *warning, struct tl_err *err)
{
	if (!check_not_empty(reading, err) || !check_some_kept(reading, err) ||
		!check_thresholds(reading, warning, err))
		return false;
	add_swallowed(reading, warning);
	add_wide(reading, warning);
	add_mixed(reading, warning);
	add_partly_utf8(reading, warning);
	add_remarks(reading, warning);
	return true;
}
