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
	uint64_t digits[WORDS]; /* masks, a byte each: where digits are */
	uint64_t fixed[WORDS], literal[WORDS]; /* where something else is, and what */
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
	if (digit) {
		form->digits[word] |= UINT64_C(0xff) << shift;
	} else {
		form->fixed[word] |= UINT64_C(0xff) << shift;
		form->literal[word] |= (uint64_t)(unsigned char)literal << shift;
	}
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

/* A text of the form's width, its numbers: byte i is the number of two digits that begins at i. */
struct numbers {
	unsigned char at[WIDTH_MAX];
};

/* The digits among eight bytes, as numbers; *wrong gets a bit where something is not as it should
 * be. */
static inline uint64_t read_digits(
	const struct ingest_day_form *form, const char *text, size_t word, uint64_t *wrong)
{
	uint64_t bytes, digits, over;

	memcpy(&bytes, text + 8 * word, sizeof bytes);
	digits = (bytes ^ ONES * '0') & form->digits[word];
	over = ((digits & ONES * 0x7f) + ONES * 0x76) | digits;
	*wrong |= over & ONES * 0x80;
	*wrong |= (bytes & form->fixed[word]) ^ form->literal[word];
	return digits;
}

static inline void write_numbers(
	struct numbers *numbers, size_t word, uint64_t digits, uint64_t next_digits)
{
	/* No byte is above 99 when nothing is wrong. */
	uint64_t pairs = digits * 10 + (digits >> 8 | next_digits << 56);

	memcpy(numbers->at + 8 * word, &pairs, sizeof pairs);
}

static inline bool read_numbers(
	const struct ingest_day_form *form, const char *text, struct numbers *numbers)
{
	uint64_t wrong = 0;
	uint64_t first = read_digits(form, text, 0, &wrong);
	uint64_t second = read_digits(form, text, 1, &wrong);
	uint64_t third = 0;

	if (form->width > 2 * sizeof third) {
		third = read_digits(form, text, 2, &wrong);
		write_numbers(numbers, 2, third, 0);
	}
	write_numbers(numbers, 0, first, second);
	write_numbers(numbers, 1, second, third);
	return !wrong;
}
static_assert(WORDS == 3, "read_numbers reads them all");

static inline bool is_up_to(const struct numbers *numbers, size_t at, unsigned most)
{
	return at == WIDTH_MAX || numbers->at[at] <= most;
}

/* *first: the first of the day's month. False where it is none, or outside the table. */
static inline bool read_form(const struct ingest_day_form *form, const char *text,
	const int32_t *months, int32_t *day, int32_t *first)
{
	struct numbers numbers;
	unsigned year, month, of_month;
	size_t at;

	if (!read_numbers(form, text, &numbers) || !is_up_to(&numbers, form->hour, 23) ||
		!is_up_to(&numbers, form->minute, 59) || !is_up_to(&numbers, form->second, 60))
		return false;
	year = numbers.at[form->year] * 100U + numbers.at[form->year + 2] - YEAR_FIRST;
	month = numbers.at[form->month] - 1U;
	of_month = form->day == WIDTH_MAX ? 0 : numbers.at[form->day] - 1U;
	at = (size_t)year * 12 + month;
	if (year >= YEARS || month >= 12)
		return false;
	*first = months[at];
	*day = *first + (int32_t)of_month;
	return of_month < (unsigned)(months[at + 1] - months[at]);
}

static bool read_others(
	const struct ingest_kernel *kernel, struct tl_str text, int32_t *day, int32_t *first)
{
	for (size_t i = 1; i < kernel->form_count; i++)
		if (text.length == kernel->forms[i].width &&
			read_form(&kernel->forms[i], text.data, kernel->months, day, first))
			return true;
	return false;
}

/* From least to most nothing but a sentinel speaks against a day. */
struct bounds {
	int32_t least, most;
	const struct tl_day *sentinels;
	size_t count;
};

static struct bounds bounds_of(const struct tl_rule *rule)
{
	struct bounds bounds = {INT32_MIN, INT32_MAX, rule->sentinels, rule->sentinel_count};

	if (tl_day_is_set(rule->minimum_day))
		bounds.least = rule->minimum_day.n;
	if (tl_day_is_set(rule->maximum_day))
		bounds.most = rule->maximum_day.n;
	if (rule->not_in_future && rule->study->as_at.n < bounds.most)
		bounds.most = rule->study->as_at.n;
	return bounds;
}

static inline bool is_held(const struct bounds *bounds, int32_t day)
{
	for (size_t i = 0; i < bounds->count; i++)
		if (bounds->sentinels[i].n == day)
			return false;
	return bounds->least <= day && day <= bounds->most;
}

void ingest_kernel_day(struct ingest_kernel *kernel, struct ingest_batch *batch)
{
	const struct tl_rule *rule = kernel->rule;
	const struct ingest_column column = ingest_column_of(batch, kernel);
	const struct bounds bounds = bounds_of(rule);
	const struct ingest_day_form form = kernel->forms[0]; /* ours: no store changes it */
	const int32_t *months = kernel->months;
	int64_t *numbers = kernel->numbers;
	bool to_month =
		rule->field->role == TL_ROLE_BIRTH || rule->field->degrade == TL_DEGRADE_MONTH;

	for (size_t row = 0, count = batch->count; row < count; row++) {
		struct tl_str text = ingest_column_text(&column, row);
		int32_t day, first;

		if (!text.length) {
			numbers[row] = TL_NO_INT;
			ingest_batch_blank(batch, kernel, row);
		} else if (!((text.length == form.width &&
				     read_form(&form, text.data, months, &day, &first)) ||
				   read_others(kernel, text, &day, &first)) ||
			   !is_held(&bounds, day)) {
			ingest_kernel_one(kernel, batch, row, text);
		} else {
			numbers[row] = to_month ? first : day;
		}
	}
}
