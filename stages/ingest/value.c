#include "value.h"

#include <math.h>
#include <string.h>

static bool is_null(const struct ingest_rule *rule, struct tl_str text)
{
	if (!text.length)
		return true;
	for (size_t i = 0; i < rule->null_count; i++)
		if (tl_str_equal(text, tl_str(rule->nulls[i])))
			return true;
	return false;
}

/* The code to keep for a partner's spelling of it. */
static bool read_code(const struct tl_field *field, struct tl_str *text)
{
	for (size_t i = 0; i < field->codes_count; i++)
		if (tl_str_equal(*text, tl_str(field->codes[i].code))) {
			if (field->codes[i].means)
				*text = tl_str(field->codes[i].means);
			return true;
		}
	return field->codes_count == 0;
}

static bool is_in_enum(const struct tl_constraints *constraints, struct tl_str text)
{
	for (size_t i = 0; i < constraints->enumeration_count; i++)
		if (tl_str_equal(text, tl_str(constraints->enumeration[i])))
			return true;
	return constraints->enumeration_count == 0;
}

static enum ingest_reason hold_number(const struct ingest_rule *rule, double number)
{
	if (number < rule->minimum)
		return REASON_BELOW;
	if (number > rule->maximum)
		return REASON_ABOVE;
	return REASON_NONE;
}

static enum ingest_reason read_whole(
	const struct ingest_rule *rule, struct tl_str text, struct ingest_value *value)
{
	if (!tl_num_int(text, rule->style, &value->number) || value->number == TL_NO_INT)
		return REASON_NOT_WHOLE;
	return hold_number(rule, (double)value->number);
}

static enum ingest_reason read_number(
	const struct ingest_rule *rule, struct tl_str text, struct ingest_value *value)
{
	if (!tl_num_real(text, rule->style, &value->real) || !isfinite(value->real))
		return REASON_NOT_NUMBER;
	return hold_number(rule, value->real);
}

static enum ingest_reason hold_day(const struct ingest_rule *rule, struct tl_day day)
{
	if (rule->not_in_future && day.n > rule->study->as_at.n)
		return REASON_FUTURE;
	if (tl_day_is_set(rule->minimum_day) && day.n < rule->minimum_day.n)
		return REASON_BELOW;
	if (tl_day_is_set(rule->maximum_day) && day.n > rule->maximum_day.n)
		return REASON_ABOVE;
	return REASON_NONE;
}

static enum ingest_reason read_day(
	const struct ingest_rule *rule, struct tl_str text, struct ingest_value *value)
{
	struct tl_day day = TL_NO_DAY;
	enum ingest_reason reason;

	for (size_t i = 0; i < rule->format_count && !tl_day_is_set(day); i++)
		tl_day_parse(text, rule->formats[i], &day);
	if (!tl_day_is_set(day))
		return REASON_NOT_DATE;
	reason = hold_day(rule, day);
	/* A day of birth says too much about a person; nothing reported needs more than the month.
	 */
	value->number = (rule->field->role == TL_ROLE_BIRTH ? tl_month_start(day) : day).n;
	return reason;
}

static enum ingest_reason read_boolean(struct tl_str text, struct ingest_value *value)
{
	static const char *const words[2][4] = {
		{"false", "False", "FALSE", "0"}, {"true", "True", "TRUE", "1"}};

	for (int truth = 0; truth < 2; truth++)
		for (size_t i = 0; i < TL_LEN(words[0]); i++)
			if (tl_str_equal(text, tl_str(words[truth][i]))) {
				value->number = truth;
				return REASON_NONE;
			}
	return REASON_NOT_TRUE_FALSE;
}

/* A study that lists no localities takes them as they come. */
static struct tl_str read_locality(const struct tl_study *study, struct tl_str text)
{
	struct tl_str code;

	if (tl_study_locality(study, text, &code))
		return code;
	return study->localities_count ? TL_STR("elsewhere") : text;
}

static enum ingest_reason read_typed(
	const struct ingest_rule *rule, struct tl_str text, struct ingest_value *value)
{
	switch (rule->field->type) {
	case TL_TYPE_INTEGER:
		return read_whole(rule, text, value);
	case TL_TYPE_NUMBER:
		return read_number(rule, text, value);
	case TL_TYPE_DATE:
	case TL_TYPE_DATETIME:
	case TL_TYPE_YEARMONTH:
		return read_day(rule, text, value);
	case TL_TYPE_BOOLEAN:
		return read_boolean(text, value);
	case TL_TYPE_STRING:
	case TL_TYPE_COUNT_OF:
		break;
	}
	return REASON_NONE;
}

enum ingest_reason ingest_value_read(
	const struct ingest_rule *rule, struct tl_str text, struct ingest_value *value)
{
	*value = (struct ingest_value){0};
	text = tl_str_trim(text);
	if (is_null(rule, text))
		return rule->required ? REASON_BLANK : REASON_NONE;
	if (!rule->kept)
		return REASON_NONE;
	if (!read_code(rule->field, &text) || !is_in_enum(&rule->field->constraints, text))
		return REASON_UNKNOWN_CODE;
	value->present = true;
	value->text =
		rule->field->role == TL_ROLE_LOCALITY ? read_locality(rule->study, text) : text;
	return read_typed(rule, text, value);
}
