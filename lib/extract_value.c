#include <throughline/extract.h>
#include <throughline/identity.h>

#include <math.h>
#include <string.h>

static bool is_null(const struct tl_rule *rule, struct tl_str text)
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

static enum tl_fault hold_number(const struct tl_rule *rule, double number)
{
	if (number < rule->minimum)
		return rule->counts ? TL_FAULT_NEGATIVE : TL_FAULT_BELOW;
	if (number > rule->maximum)
		return TL_FAULT_ABOVE;
	return TL_FAULT_NONE;
}

static enum tl_fault read_whole(
	const struct tl_rule *rule, struct tl_str text, struct tl_value *value)
{
	if (!tl_num_int(text, rule->style, &value->number) || value->number == TL_NO_INT)
		return TL_FAULT_NOT_WHOLE;
	return hold_number(rule, (double)value->number);
}

static enum tl_fault read_number(
	const struct tl_rule *rule, struct tl_str text, struct tl_value *value)
{
	if (!tl_num_real(text, rule->style, &value->real) || !isfinite(value->real))
		return TL_FAULT_NOT_NUMBER;
	return hold_number(rule, value->real);
}

/* Characters, not bytes: every byte but those that go on with a character begins one. */
static size_t characters(struct tl_str text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.length; i++)
		count += ((unsigned char)text.data[i] & 0xc0) != 0x80;
	return count;
}

static enum tl_fault hold_text(const struct tl_rule *rule, struct tl_str text)
{
	const struct tl_constraints *limits = &rule->field->constraints;

	if (limits->minLength && characters(text) < limits->minLength)
		return TL_FAULT_TOO_SHORT;
	if (limits->maxLength && characters(text) > limits->maxLength)
		return TL_FAULT_TOO_LONG;
	if (rule->pattern && !tl_pattern_matches(rule->pattern, text))
		return TL_FAULT_NOT_IN_FORM;
	return TL_FAULT_NONE;
}

static bool read_symbol(const struct tl_rule *rule, struct tl_str text, struct tl_value *value)
{
	for (size_t i = 0; i < rule->symbol_count; i++)
		if (tl_str_equal(text, tl_str(rule->symbols[i].symbol)))
			value->why = rule->symbols[i].reason;
	return value->why;
}

static enum tl_fault degrade_postcode(
	enum tl_degrade degrade, struct tl_str text, struct tl_value *value)
{
	static const enum tl_identity_part parts[] = {
		[TL_DEGRADE_AREA] = TL_PART_AREA,
		[TL_DEGRADE_DISTRICT] = TL_PART_DISTRICT,
		[TL_DEGRADE_SECTOR] = TL_PART_SECTOR,
	};
	struct tl_buf kept = {0};
	bool ok = tl_identity_postcode_area(text, parts[degrade], &kept);

	assert(kept.length < sizeof value->postcode);
	memcpy(value->postcode, tl_buf_c(&kept), kept.length);
	value->text = tl_str_slice(value->postcode, kept.length);
	tl_buf_free(&kept);
	return ok ? TL_FAULT_NONE : TL_FAULT_NOT_POSTCODE;
}

static bool is_sentinel(const struct tl_rule *rule, struct tl_day day)
{
	for (size_t i = 0; i < rule->sentinel_count; i++)
		if (rule->sentinels[i].n == day.n)
			return true;
	return false;
}

/* A day of birth says too much about a person; nothing reported needs more than the month. */
static struct tl_day degrade_day(const struct tl_field *field, struct tl_day day)
{
	int year, month, day_of_month;

	if (field->degrade == TL_DEGRADE_YEAR) {
		tl_day_split(day, &year, &month, &day_of_month);
		return tl_day_of(year, 1, 1);
	}
	if (field->degrade == TL_DEGRADE_MONTH || field->role == TL_ROLE_BIRTH)
		return tl_month_start(day);
	return day;
}

static enum tl_fault hold_day(const struct tl_rule *rule, struct tl_day day)
{
	if (rule->not_in_future && day.n > rule->study->as_at.n)
		return TL_FAULT_FUTURE;
	if (tl_day_is_set(rule->minimum_day) && day.n < rule->minimum_day.n)
		return TL_FAULT_BELOW;
	if (tl_day_is_set(rule->maximum_day) && day.n > rule->maximum_day.n)
		return TL_FAULT_ABOVE;
	return TL_FAULT_NONE;
}

/* Its first day; four digits. */
static struct tl_day read_year(struct tl_str text)
{
	int64_t year;

	if (text.length != 4 || !tl_num_int(text, (struct tl_num_style){0}, &year) || year < 1)
		return TL_NO_DAY;
	return tl_day_of((int)year, 1, 1);
}

static enum tl_fault read_day(
	const struct tl_rule *rule, struct tl_str text, struct tl_value *value)
{
	struct tl_day day = TL_NO_DAY;
	enum tl_fault reason;

	if (rule->field->type == TL_TYPE_YEAR)
		day = read_year(text);
	else
		for (size_t i = 0; i < rule->format_count && !tl_day_is_set(day); i++)
			tl_day_parse(text, rule->formats[i], &day);
	if (!tl_day_is_set(day))
		return TL_FAULT_NOT_DATE;
	if (is_sentinel(rule, day)) {
		value->present = false;
		value->sentinel = true;
		return rule->required ? TL_FAULT_BLANK : TL_FAULT_NONE;
	}
	reason = hold_day(rule, day);
	value->exact = day.n;
	value->number = degrade_day(rule->field, day).n;
	return reason;
}

static bool is_one_of(struct tl_str text, char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (tl_str_equal(text, tl_str(words[i])))
			return true;
	return false;
}

static enum tl_fault read_boolean(
	const struct tl_field *field, struct tl_str text, struct tl_value *value)
{
	static char *const words[2][4] = {
		{"false", "False", "FALSE", "0"}, {"true", "True", "TRUE", "1"}};
	bool yes = field->trueValues_count
			   ? is_one_of(text, field->trueValues, field->trueValues_count)
			   : is_one_of(text, words[1], TL_LEN(words[1]));
	bool no = field->falseValues_count
			  ? is_one_of(text, field->falseValues, field->falseValues_count)
			  : is_one_of(text, words[0], TL_LEN(words[0]));

	value->number = yes;
	return yes || no ? TL_FAULT_NONE : TL_FAULT_NOT_TRUE_FALSE;
}

static enum tl_fault read_time(struct tl_str text)
{
	static const char *const patterns[] = {
		"%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%SZ"};
	struct tl_buf dated = {0};
	struct tl_day day;
	bool is_time = false;

	tl_buf_addc(&dated, "2000-01-01 ");
	tl_buf_add(&dated, text);
	for (size_t i = 0; i < TL_LEN(patterns); i++)
		is_time = is_time || tl_day_parse(tl_buf_str(&dated), patterns[i], &day);
	tl_buf_free(&dated);
	return is_time ? TL_FAULT_NONE : TL_FAULT_NOT_IN_FORM;
}

/* P, then numbers each with its letter in this order, those of a day behind a T; one at least. */
static enum tl_fault read_duration(struct tl_str text)
{
	static const char letters[] = "YMWDTHMS";
	const char *next = letters, *found;
	size_t at = text.length && text.data[0] == '-', parts = 0;

	if (at >= text.length || text.data[at++] != 'P')
		return TL_FAULT_NOT_IN_FORM;
	while (at < text.length) {
		size_t from = at;

		while (at < text.length && ((text.data[at] >= '0' && text.data[at] <= '9') ||
						   (at > from && text.data[at] == '.')))
			at++;
		found = at < text.length ? strchr(next, text.data[at]) : NULL;
		if (!found || !*found || (*found == 'T') != (at == from))
			return TL_FAULT_NOT_IN_FORM;
		/* Hours, minutes and seconds without their T. */
		if (*found != 'T' && next <= letters + 4 && found > letters + 4)
			return TL_FAULT_NOT_IN_FORM;
		parts += *found != 'T';
		next = found + 1;
		at++;
	}
	return parts && text.data[text.length - 1] != 'T' ? TL_FAULT_NONE : TL_FAULT_NOT_IN_FORM;
}

static const char *nearest_code(const struct tl_rule *rule, struct tl_str text)
{
	const char *nearest = tl_str_nearest(text, rule->spellings, rule->spelling_count);

	for (size_t i = 0; nearest && i < rule->spelling_count; i++)
		if (rule->spellings[i] == nearest)
			return rule->spelling_codes[i];
	return NULL;
}

/* A study that lists no localities takes them as they come. */
static void read_locality(const struct tl_rule *rule, struct tl_str text, struct tl_value *value)
{
	value->text = text;
	if (tl_study_locality(rule->study, text, &value->text) || !rule->study->localities_count)
		return;
	value->near = nearest_code(rule, text);
	value->text = TL_STR("elsewhere");
}

static enum tl_fault read_typed(
	const struct tl_rule *rule, struct tl_str text, struct tl_value *value)
{
	switch (rule->field->type) {
	case TL_TYPE_INTEGER:
		return read_whole(rule, text, value);
	case TL_TYPE_NUMBER:
		return read_number(rule, text, value);
	case TL_TYPE_DATE:
	case TL_TYPE_DATETIME:
	case TL_TYPE_YEARMONTH:
	case TL_TYPE_YEAR:
		return read_day(rule, text, value);
	case TL_TYPE_BOOLEAN:
		return read_boolean(rule->field, text, value);
	case TL_TYPE_TIME:
		return read_time(text);
	case TL_TYPE_DURATION:
		return read_duration(text);
	case TL_TYPE_STRING:
	case TL_TYPE_COUNT_OF:
		break;
	}
	return TL_FAULT_NONE;
}

/* Of a fingerprint one knows what it is of. */
static enum tl_fault blank(const struct tl_rule *rule)
{
	if (!rule->required)
		return TL_FAULT_NONE;
	return rule->field->role == TL_ROLE_FINGERPRINT ? TL_FAULT_NO_FINGERPRINT : TL_FAULT_BLANK;
}

enum tl_fault tl_value_read(const struct tl_rule *rule, struct tl_str text, struct tl_value *value)
{
	enum tl_fault reason;

	*value = (struct tl_value){0};
	text = tl_str_trim(text);
	if (is_null(rule, text))
		return blank(rule);
	if (!rule->kept)
		return TL_FAULT_NONE;
	if (read_symbol(rule, text, value))
		return TL_FAULT_NONE;
	if (rule->holds_text && (reason = hold_text(rule, text)) != TL_FAULT_NONE)
		return reason;
	if (!read_code(rule->field, &text) || !is_in_enum(&rule->field->constraints, text))
		return rule->field->role == TL_ROLE_FINGERPRINT ? TL_FAULT_OTHER_KEY
								: TL_FAULT_UNKNOWN_CODE;
	value->present = true;
	value->text = text;
	if (rule->field->role == TL_ROLE_LOCALITY)
		read_locality(rule, text, value);
	if (rule->field->degrade >= TL_DEGRADE_AREA)
		return degrade_postcode(rule->field->degrade, text, value);
	return read_typed(rule, text, value);
}
