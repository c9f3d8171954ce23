/* Columns of days in forms of fixed width: a digit is a digit and a stroke a stroke in every row.
 */
#include "kernel.h"

#include <string.h>

#define WORDS 3
#define WIDTH_MAX (WORDS * sizeof(uint64_t))
#define YEAR_FIRST 1800
#define YEARS 400
#define FORMS_MAX 9
#define ONES UINT64_C(0x0101010101010101)

/* A pattern of date.h as it looks when every number has all its digits. */
struct ingest_day_form {
	size_t width;
	uint64_t literal[WORDS], digits[WORDS],
		used[WORDS]; /* masks by byte, and what is literal */
	size_t year, month, day; /* where; WIDTH_MAX: it has none */
	size_t hour, minute, second;
};

/* ISO 8601 as "any" has it; read_iso in lib/date_parse.c. */
static const char *const any[] = {"%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S",
	"%Y-%m-%dT%H:%M%Z", "%Y-%m-%dT%H:%M:%S%Z", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S",
	"%Y-%m-%d %H:%M%Z", "%Y-%m-%d %H:%M:%S%Z"};
static_assert(TL_LEN(any) <= FORMS_MAX, "there is room for the forms of \"any\"");

static bool add_byte(struct ingest_day_form *form, char literal, bool digit)
{
	size_t word = form->width / 8, shift = form->width % 8 * 8;

	if (form->width == WIDTH_MAX)
		return false;
	form->used[word] |= UINT64_C(0xff) << shift;
	if (digit)
		form->digits[word] |= UINT64_C(0xff) << shift;
	else
		form->literal[word] |= (uint64_t)(unsigned char)literal << shift;
	form->width++;
	return true;
}

static bool add_number(struct ingest_day_form *form, size_t *where, size_t digits)
{
	if (*where != WIDTH_MAX)
		return false; /* a part that is there twice */
	*where = form->width;
	for (; digits; digits--)
		if (!add_byte(form, '0', true))
			return false;
	return true;
}

static bool add_directive(struct ingest_day_form *form, char directive)
{
	switch (directive) {
	case 'd':
		return add_number(form, &form->day, 2);
	case 'm':
		return add_number(form, &form->month, 2);
	case 'Y':
		return add_number(form, &form->year, 4);
	case 'H':
		return add_number(form, &form->hour, 2);
	case 'M':
		return add_number(form, &form->minute, 2);
	case 'S':
		return add_number(form, &form->second, 2);
	case 'Z':
		return add_byte(form, 'Z', false); /* one of the zones there are */
	default:
		return false;
	}
}

static bool make_form(struct ingest_day_form *form, const char *pattern)
{
	*form = (struct ingest_day_form){.year = WIDTH_MAX, .month = WIDTH_MAX, .day = WIDTH_MAX};
	form->hour = form->minute = form->second = WIDTH_MAX;
	for (; *pattern; pattern++) {
		if (*pattern != '%' && !add_byte(form, *pattern, false))
			return false;
		if (*pattern == '%' && !add_directive(form, *++pattern))
			return false;
	}
	return form->year != WIDTH_MAX && form->month != WIDTH_MAX;
}

static const int32_t *make_months(struct tl_arena *arena)
{
	int32_t *months = tl_arena_array(arena, YEARS * 12 + 1, sizeof *months);

	for (int i = 0; i <= YEARS * 12; i++)
		months[i] = tl_day_of(YEAR_FIRST + i / 12, i % 12 + 1, 1).n;
	return months;
}

/* Of several formats the first alone: a text that it does not take goes the long way through all.
 */
bool ingest_kernel_day_make(struct ingest_kernel *kernel, struct tl_arena *arena)
{
	const char *format = kernel->rule->formats[0];
	struct ingest_day_form *forms = tl_arena_array(arena, FORMS_MAX, sizeof *forms);

	kernel->form_count = 1;
	if (kernel->rule->field->degrade == TL_DEGRADE_YEAR)
		return false;
	if (!strcmp(format, "any")) {
		for (size_t i = 0; i < TL_LEN(any); i++)
			make_form(&forms[i], any[i]);
		kernel->form_count = TL_LEN(any);
	} else if (!make_form(forms, strcmp(format, "default") ? format : "%Y-%m-%d")) {
		return false;
	}
	kernel->forms = forms;
	kernel->months = make_months(arena);
	return true;
}

static bool has_form(const struct ingest_day_form *form, const char *text)
{
	uint64_t wrong = 0;

	for (size_t i = 0; i < WORDS; i++) {
		uint64_t word, digits;

		memcpy(&word, text + 8 * i, sizeof word);
		digits = (word ^ ONES * '0') & form->digits[i];
		wrong |= (((digits & ONES * 0x7f) + ONES * 0x76) | digits) & form->digits[i] &
			 ONES * 0x80;
		wrong |= (word & form->used[i] & ~form->digits[i]) ^ form->literal[i];
	}
	return !wrong;
}

static unsigned two_digits(const char *text, size_t at)
{
	return (unsigned)(text[at] - '0') * 10 + (unsigned)(text[at + 1] - '0');
}

static bool is_up_to(const char *text, size_t at, unsigned most)
{
	return at == WIDTH_MAX || two_digits(text, at) <= most;
}

/* *first: the first of the day's month. False where it is none, or outside the table. */
static bool read_form(const struct ingest_day_form *form, const char *text, const int32_t *months,
	int32_t *day, int32_t *first)
{
	unsigned year = two_digits(text, form->year) * 100 + two_digits(text, form->year + 2);
	unsigned month = two_digits(text, form->month) - 1;
	unsigned of_month = form->day == WIDTH_MAX ? 0 : two_digits(text, form->day) - 1;
	size_t at = (size_t)(year - YEAR_FIRST) * 12 + month;

	if (year - YEAR_FIRST >= YEARS || month >= 12 || !is_up_to(text, form->hour, 23) ||
		!is_up_to(text, form->minute, 59) || !is_up_to(text, form->second, 60))
		return false;
	*first = months[at];
	*day = *first + (int32_t)of_month;
	return of_month < (unsigned)(months[at + 1] - months[at]);
}

static bool read_any(
	const struct ingest_kernel *kernel, struct tl_str text, int32_t *day, int32_t *first)
{
	for (size_t i = 0; i < kernel->form_count; i++) {
		const struct ingest_day_form *form = &kernel->forms[i];

		if (text.length == form->width && has_form(form, text.data))
			return read_form(form, text.data, kernel->months, day, first);
	}
	return false;
}

/* Whether nothing but the day itself is to be kept of it. */
static bool is_held(const struct ingest_rule *rule, int32_t day)
{
	if ((rule->not_in_future && day > rule->study->as_at.n) ||
		(tl_day_is_set(rule->minimum_day) && day < rule->minimum_day.n) ||
		(tl_day_is_set(rule->maximum_day) && day > rule->maximum_day.n))
		return false;
	for (size_t i = 0; i < rule->sentinel_count; i++)
		if (rule->sentinels[i].n == day)
			return false;
	return true;
}

void ingest_kernel_day(struct ingest_kernel *kernel, struct ingest_batch *batch)
{
	const struct ingest_rule *rule = kernel->rule;
	bool to_month =
		rule->field->role == TL_ROLE_BIRTH || rule->field->degrade == TL_DEGRADE_MONTH;

	for (size_t row = 0; row < batch->count; row++) {
		struct tl_str text = ingest_batch_text(batch, kernel, row);
		int32_t day, first;

		if (!text.length) {
			kernel->numbers[row] = TL_NO_INT;
			ingest_batch_blank(batch, kernel, row);
		} else if (!read_any(kernel, text, &day, &first) || !is_held(rule, day)) {
			ingest_kernel_one(kernel, batch, row, text);
		} else {
			kernel->numbers[row] = to_month ? first : day;
			ingest_batch_take(batch, kernel, row, (uint64_t)kernel->numbers[row],
				(uint64_t)kernel->numbers[row]);
		}
	}
}
