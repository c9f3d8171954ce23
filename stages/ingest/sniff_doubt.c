/* What is not sure about a column, as comments of the draft. */
#include "sniff.h"

#include <throughline/num.h>

/* A double-quoted scalar: what YAML does not print is escaped. */
void sniff_add_quoted(struct tl_buf *out, const char *text)
{
	tl_buf_add_char(out, '"');
	for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
		if (*at == '"' || *at == '\\')
			tl_buf_addf(out, "\\%c", *at);
		else if (*at < 0x20 || *at == 0x7F)
			tl_buf_addf(out, "\\x%02x", *at);
		else if (*at == 0xC2 && at[1] >= 0x80 && at[1] < 0xA0)
			tl_buf_addf(out, "\\x%02x", *++at);
		else if (*at == 0xEF && at[1] == 0xBB && at[2] == 0xBF) {
			tl_buf_addc(out, "\\uFEFF");
			at += 2;
		} else
			tl_buf_add_char(out, (char)*at);
	}
	tl_buf_add_char(out, '"');
}

void sniff_add_count(struct tl_buf *out, int64_t number)
{
	tl_buf_add_number(out, (double)number, 0);
}

/* "1 row", "1,234 rows" */
void sniff_add_rows(struct tl_buf *out, int64_t rows)
{
	sniff_add_count(out, rows);
	tl_buf_addc(out, rows == 1 ? " row" : " rows");
}

/* "  # unsure: in 3 rows: " */
void sniff_begin_doubt(struct tl_buf *out, int64_t rows)
{
	tl_buf_addc(out, "  # unsure: in ");
	sniff_add_rows(out, rows);
	tl_buf_addc(out, ": ");
}

/* "  # unsure: 3 of 5 values are " */
static void begin_share(struct tl_buf *out, int64_t some, int64_t all)
{
	tl_buf_addc(out, "  # unsure: ");
	sniff_add_count(out, some);
	tl_buf_addc(out, " of ");
	sniff_add_count(out, all);
	tl_buf_addc(out, " values are ");
}

/* ---- the doubts ---- */

/* "3 of 5 values are dates; the others: no day of the calendar 1, ..."; never which. */
static void doubt_undated(struct tl_buf *out, const struct sniff_field *field)
{
	const struct sniff_column *column = field->column;
	int64_t dated = field->dates.fit + field->dates.clash, all = 0;
	struct {
		const char *what;
		int64_t values;
	} kinds[] = {
		{"no day of the calendar", column->no_days},
		{"a spreadsheet's day number", column->serials},
		{"a date in yet another form", 0},
		{"something else", column->values - column->no_days - column->serials},
	};
	const char *comma = " ";

	for (size_t i = 0; i < column->dates.count; i++)
		all += column->dates.items[i].rows;
	kinds[2].values = all - dated;
	kinds[3].values -= all;
	begin_share(out, dated, column->values);
	tl_buf_addc(out, "dates; the others:");
	for (size_t i = 0; i < TL_LEN(kinds); i++) {
		if (kinds[i].values <= 0)
			continue;
		tl_buf_addf(out, "%s%s ", comma, kinds[i].what);
		sniff_add_count(out, kinds[i].values);
		comma = ", ";
	}
	tl_buf_addc(out, "; rejected as they stand\n");
}

static void doubt_dates(struct tl_buf *out, const struct sniff_field *field)
{
	const struct sniff_dates *dates = &field->dates;
	const struct sniff_column *column = field->column;

	for (size_t i = 0; i < dates->count; i++)
		if (dates->other[i] != SIZE_MAX)
			tl_buf_addf(out,
				"  # unsure: every %s reads as %s too; ask which is meant\n",
				sniff_date_formats[dates->formats[i]].format,
				sniff_date_formats[dates->other[i]].format);
	if (dates->clash) {
		sniff_begin_doubt(out, dates->clash);
		tl_buf_addc(out, "only the other order of day and month fits; ask for one "
				 "form throughout\n");
	}
	if (dates->count > 1) {
		tl_buf_addc(out, "  # unsure: more than one form of date in this column\n");
	}
	if (dates->fit + dates->clash < column->values)
		doubt_undated(out, field);
	for (size_t i = 0; i < SNIFF_SENTINELS; i++) {
		if (!column->sentinels[i])
			continue;
		sniff_begin_doubt(out, column->sentinels[i]);
		tl_buf_addf(out, "%s; does it stand for no date? then list it under sentinels\n",
			sniff_sentinels[i]);
	}
}

static void doubt_numbers(struct tl_buf *out, const struct sniff_field *field)
{
	const struct sniff_column *column = field->column;
	int64_t fit = field->decimal == ',' ? column->comma_real : column->grouped_real;

	if (fit < column->values) {
		begin_share(out, fit, column->values);
		tl_buf_addc(out, "numbers; the others are rejected as they stand\n");
	}
	if (column->minus_ones) {
		sniff_begin_doubt(out, column->minus_ones);
		tl_buf_addc(out, "-1; if it stands for unknown, add it to missingValues\n");
	}
	if (column->scientific) {
		sniff_begin_doubt(out, column->scientific);
		tl_buf_addc(out, "written as 1.2E+05; a spreadsheet may have cut digits off\n");
	}
}

#define MIXED_PERCENT 10 /* fewer numbers or dates among texts are nothing to ask about */

static bool is_mixed(int64_t some, int64_t all)
{
	return some < all && some * 100 >= all * MIXED_PERCENT;
}

/* A dictionary but for texts that are too rare for one: how many, never which. */
static void doubt_rare_words(struct tl_buf *out, const struct sniff_column *column)
{
	int64_t rows = 0, all = 0;
	size_t codes = 0;

	if (column->long_words || column->words.count > SNIFF_CODES_MAX)
		return;
	for (size_t i = 0; i < column->words.count; i++) {
		bool often = column->words.items[i].rows >= SNIFF_CODE_ROWS;

		codes += often;
		rows += often ? column->words.items[i].rows : 0;
		all += column->words.items[i].rows;
	}
	if (!codes || rows == all || rows * 2 < all)
		return;
	begin_share(out, rows, all);
	tl_buf_addf(out,
		"%zu text%s in %d rows or more each, the others are rarer; codes? then ask for all "
		"of them\n",
		codes, codes == 1 ? "" : "s", SNIFF_CODE_ROWS);
}

/* A text only because its values are of several sorts. */
static void doubt_mixture(struct tl_buf *out, const struct sniff_field *field)
{
	const struct sniff_column *column = field->column;
	int64_t dated = field->dates.fit + field->dates.clash;

	if (field->role == TL_ROLE_KEY || field->role == TL_ROLE_TOKEN ||
		sniff_looks_like_id(column->header))
		return;
	if (is_mixed(column->grouped_real, column->values)) {
		begin_share(out, column->grouped_real, column->values);
		tl_buf_addc(out, "numbers; ask what the others mean\n");
	}
	if (is_mixed(dated, column->values)) {
		begin_share(out, dated, column->values);
		tl_buf_addc(out, "dates; ask what the others mean\n");
	}
	doubt_rare_words(out, column);
}

static void doubt_text(struct tl_buf *out, const struct sniff_field *field)
{
	const struct sniff_column *column = field->column;

	if (!column->values)
		tl_buf_addc(out, "  # unsure: no row has a value here\n");
	if (column->scientific) {
		sniff_begin_doubt(out, column->scientific);
		tl_buf_addc(out,
			"written as 1.2E+05, with digits cut off by a spreadsheet; ask for "
			"the column as text\n");
	}
	if (column->leading_zeros || column->long_digits)
		tl_buf_addc(
			out, "  # digits, kept as text: leading zeros or too long for a number\n");
	doubt_mixture(out, field);
	if (field->names_persons)
		tl_buf_addc(out,
			"  # unsure: these may be persons' names, so none is printed and no codes "
			"are drafted; ask whether the column is needed\n");
	for (size_t i = 0; i < sniff_mark_count && column->values; i++) {
		if (!column->marks[i])
			continue;
		sniff_begin_doubt(out, column->marks[i]);
		sniff_add_quoted(out, sniff_marks[i]);
		tl_buf_addc(out, "; if nothing was recorded there, add it to missingValues\n");
	}
}

static void doubt_serials(struct tl_buf *out, const struct sniff_field *field)
{
	const struct sniff_column *column = field->column;

	if (field->is_serial)
		tl_buf_addc(out, "  # unsure: read as the day numbers of a spreadsheet\n");
	else if (column->values && column->serials == column->values &&
		 sniff_looks_like_date(column->header))
		tl_buf_addc(out,
			"  # unsure: these look like the day numbers of a spreadsheet; ask "
			"for dates\n");
}

bool sniff_is_number(const struct sniff_field *field)
{
	return field->type == TL_TYPE_INTEGER || field->type == TL_TYPE_NUMBER;
}

/* Two rows of one key are two of one person, or a person sent twice. */
void sniff_doubt_keys(struct tl_buf *out, enum tl_kind kind, int64_t repeats)
{
	if (!repeats)
		return;
	sniff_begin_doubt(out, repeats);
	tl_buf_addf(out, "a key that an earlier row has; %s\n",
		kind == TL_KIND_PERSONS
			? "a person sent twice? ask, or write primaryKey with this field"
			: "fine if it is the person's, who may have several rows");
}

void sniff_doubts(struct tl_buf *out, const struct sniff_field *field)
{
	if (field->unsure_role)
		tl_buf_addf(out, "  # unsure: taken for the %s because nothing else is\n",
			tl_role_names[field->role]);
	else if (field->role != TL_ROLE_NONE)
		tl_buf_addf(out, "  # unsure: role %s by its header alone\n",
			tl_role_names[field->role]);
	if (field->role == TL_ROLE_KEY && field->column->blanks) {
		sniff_begin_doubt(out, field->column->blanks);
		tl_buf_addc(out, "no key; rejected as it stands\n");
	}
	if (field->role == TL_ROLE_TOKEN)
		tl_buf_addc(out, "  # unsure: a token must be keyed, never the number itself\n");
	if (field->is_date)
		doubt_dates(out, field);
	else if (sniff_is_number(field))
		doubt_numbers(out, field);
	else if (field->type == TL_TYPE_STRING)
		doubt_text(out, field);
	doubt_serials(out, field);
}
