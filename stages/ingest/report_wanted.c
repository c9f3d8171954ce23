/* What a column takes, in the words of its contract: the other half of "this will not do". */
#include "report_account.h"

#include <math.h>
#include <string.h>

#define CODES_TOLD 12

/* The parts of 31 December 2024, 23:59:00, by directive. */
static const struct {
	char directive;
	const char *text;
} parts[] = {
	{'d', "31"},
	{'m', "12"},
	{'Y', "2024"},
	{'y', "24"},
	{'b', "Dec"},
	{'B', "December"},
	{'H', "23"},
	{'M', "59"},
	{'S', "00"},
	{'Z', "Z"},
	{'z', "+00:00"},
	{'%', "%"},
};

static void add_part(char directive, struct tl_buf *out)
{
	for (size_t i = 0; i < TL_LEN(parts); i++)
		if (parts[i].directive == directive)
			tl_buf_addc(out, parts[i].text);
}

static void add_format(const char *format, struct tl_buf *out)
{
	if (!strcmp(format, "any")) {
		tl_buf_addc(out, "2024-12-31 with or without a time");
		return;
	}
	if (!strcmp(format, "excel")) {
		tl_buf_addc(out, "45657, a spreadsheet's number for 31 December 2024");
		return;
	}
	if (!strcmp(format, "default"))
		format = "%Y-%m-%d";
	for (const char *at = format; *at; at++)
		if (*at == '%' && at[1])
			add_part(*++at, out);
		else
			tl_buf_add_char(out, *at);
	tl_buf_addf(out, " (%s)", format);
}

static void want_dates(const struct tl_rule *rule, struct tl_buf *out)
{
	tl_buf_addc(out, "dates as ");
	for (size_t i = 0; i < rule->format_count; i++) {
		if (i)
			tl_buf_addc(out, " or ");
		add_format(rule->formats[i], out);
	}
}

static void want_codes(const struct tl_rule *rule, struct tl_buf *out)
{
	const struct tl_field *field = rule->field;
	size_t count =
		field->codes_count ? field->codes_count : field->constraints.enumeration_count;

	tl_buf_addc(out, "one of ");
	for (size_t i = 0; i < count && i < CODES_TOLD; i++)
		tl_buf_addf(out, "%s%s", i ? ", " : "",
			field->codes_count ? field->codes[i].code
					   : field->constraints.enumeration[i]);
	if (count > CODES_TOLD)
		tl_buf_addf(out, " and %zu more", count - CODES_TOLD);
}

static void want_limit(const struct tl_rule *rule, enum tl_fault reason, struct tl_buf *out)
{
	const struct tl_constraints *limits = &rule->field->constraints;

	if (reason == TL_FAULT_BELOW)
		tl_buf_addf(out, "at least %s", limits->minimum);
	else
		tl_buf_addf(out, "at most %s", limits->maximum);
}

static void want_past(const struct tl_rule *rule, struct tl_buf *out)
{
	char day[11];

	tl_buf_addf(out, "no day after %s", tl_day_iso(rule->study->as_at, day));
}

static void want_number(const struct tl_rule *rule, bool whole, struct tl_buf *out)
{
	tl_buf_addc(out, "numbers as 1");
	if (rule->style.group)
		tl_buf_add_char(out, rule->style.group);
	tl_buf_addc(out, "234");
	if (!whole)
		tl_buf_addf(out, "%c5", rule->style.decimal ? rule->style.decimal : '.');
}

static void want_text(const struct tl_rule *rule, enum tl_fault reason, struct tl_buf *out)
{
	const struct tl_constraints *limits = &rule->field->constraints;

	if (rule->field->type == TL_TYPE_TIME)
		tl_buf_addc(out, "times as 23:59 or 23:59:00");
	else if (rule->field->type == TL_TYPE_DURATION)
		tl_buf_addc(out, "durations as P1Y2M or PT30M (ISO 8601)");
	else if (reason == TL_FAULT_NOT_IN_FORM)
		tl_buf_addf(out, "texts of the pattern %s", limits->pattern);
	else if (reason == TL_FAULT_TOO_SHORT)
		tl_buf_addf(out, "at least %u characters", limits->minLength);
	else
		tl_buf_addf(out, "at most %u characters", limits->maxLength);
}

static void add_words(char *const *words, size_t count, const char *own, struct tl_buf *out)
{
	for (size_t i = 0; i < count; i++)
		tl_buf_addf(out, "%s%s", i ? ", " : "", words[i]);
	if (!count)
		tl_buf_addc(out, own);
}

static void want_truth(const struct tl_field *field, struct tl_buf *out)
{
	if (!field->trueValues_count && !field->falseValues_count) {
		tl_buf_addc(out, "true or false, 1 or 0");
		return;
	}
	add_words(field->trueValues, field->trueValues_count, "true, 1", out);
	tl_buf_addc(out, " or ");
	add_words(field->falseValues, field->falseValues_count, "false, 0", out);
}

void ingest_wanted(const struct tl_rule *rule, enum tl_fault reason, struct tl_buf *out)
{
	if (reason == TL_FAULT_NOT_DATE)
		want_dates(rule, out);
	else if (reason == TL_FAULT_UNKNOWN_CODE || reason == TL_FAULT_OTHER_KEY)
		want_codes(rule, out);
	else if (reason == TL_FAULT_BELOW || reason == TL_FAULT_ABOVE)
		want_limit(rule, reason, out);
	else if (reason == TL_FAULT_FUTURE)
		want_past(rule, out);
	else if (reason == TL_FAULT_NOT_WHOLE || reason == TL_FAULT_NOT_NUMBER)
		want_number(rule, reason == TL_FAULT_NOT_WHOLE, out);
	else if (reason == TL_FAULT_NOT_IN_FORM || reason == TL_FAULT_TOO_SHORT ||
		 reason == TL_FAULT_TOO_LONG)
		want_text(rule, reason, out);
	else if (reason == TL_FAULT_NOT_TRUE_FALSE)
		want_truth(rule->field, out);
}
