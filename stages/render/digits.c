#include "digits.h"

#include <math.h>

#include <throughline/num.h>

#include "mark.h"

#define NUMBER_OPENING "\x02number\x1f"
#define RANGE_OPENING "\x02range\x1f"

static bool is_percent(struct tl_str unit)
{
	return tl_str_equal(unit, TL_STR("%")) || tl_str_equal(unit, TL_STR("percent"));
}

/* A rate or ratio: 2 among such numbers is 2.00. */
static bool is_quotient(struct tl_str unit)
{
	size_t at;

	return tl_str_equal(unit, TL_STR("ratio")) || tl_str_find(unit, TL_STR("per "), &at);
}

/* Kept in pence, read in pounds. */
static bool is_pence(struct tl_str unit)
{
	return tl_str_equal(unit, TL_STR("pence"));
}

int render_digits_places(double value, struct tl_str unit)
{
	double size = fabs(value);

	if (is_pence(unit))
		return fmod(size, 100) == 0 ? 0 : 2;
	if (is_percent(unit))
		return 1;
	if (size >= 100 || (size == floor(size) && !is_quotient(unit)))
		return 0;
	if (size >= 10)
		return 1;
	return size >= 0.1 || is_quotient(unit) ? 2 : 3;
}

int render_digits_range_places(double lower, double upper, struct tl_str unit)
{
	bool lower_is_larger = fabs(lower) > fabs(upper);
	int larger = render_digits_places(lower_is_larger ? lower : upper, unit);
	int smaller = render_digits_places(lower_is_larger ? upper : lower, unit);

	if (is_pence(unit))
		return larger > smaller ? larger : smaller;
	return larger || fmax(fabs(lower), fabs(upper)) >= 100 ? larger : smaller;
}

static bool seems_nought(double value, double step)
{
	return value != 0 && round(value / step) == 0;
}

/* Two figures of half the width; more where an end would become a nought that the interval leaves
 * out, or a side of it that it has. */
static double step_of(double lower, double upper, struct tl_str unit)
{
	double half = fabs(upper - lower) / 2, step;

	if (!(half > 0) || !isfinite(half) || is_pence(unit))
		return 0;
	step = pow(10, floor(log10(half)) - 1);
	while (seems_nought(lower, step) || seems_nought(upper, step))
		step /= 10;
	return step;
}

static int places_of_step(double step)
{
	return step > 0 && step < 1 ? (int)-round(log10(step)) : 0;
}

static int at_most(int places, double step)
{
	return step > 0 && places > places_of_step(step) ? places_of_step(step) : places;
}

/* Only where it is printed finer than the step: 67.8496 would be 67.85, and then 67.9. */
static double to_step(double value, double step, int places)
{
	return step > 1 || (step > 0 && places > places_of_step(step)) ? round(value / step) * step
								       : value;
}

/* A true minus sign: a hyphen breaks off at the end of a line and is read as a dash. Nor may a line
 * end between it and a pound sign: U+2060 joins them. */
void render_digits(struct tl_buf *out, double value, struct tl_str unit, int places)
{
	struct tl_buf text = {0};
	const char *digits;

	tl_buf_add_number(&text, is_pence(unit) ? value / 100 : value, places);
	digits = tl_buf_c(&text);
	if (*digits == '-') {
		tl_buf_addc(out, is_pence(unit) ? "\xE2\x88\x92\xE2\x81\xA0" : "\xE2\x88\x92");
		digits++;
	}
	if (is_pence(unit))
		tl_buf_addc(out, "\xC2\xA3");
	tl_buf_addc(out, digits);
	tl_buf_free(&text);
	if (is_percent(unit))
		tl_buf_add_char(out, '%');
}

void render_digits_range(
	struct tl_buf *out, double lower, double upper, struct tl_str unit, int places)
{
	render_digits(out, lower, unit, places);
	tl_buf_addc(out, " to ");
	render_digits(out, upper, unit, places);
}

static void argument_real(struct tl_buf *out, double value)
{
	struct tl_buf text = {0};

	tl_buf_add_real(&text, value);
	render_mark_argument(out, tl_buf_str(&text));
	tl_buf_free(&text);
}

void render_digits_mark(
	struct tl_buf *out, double value, double lower, double upper, struct tl_str unit)
{
	double step = step_of(lower, upper, unit);

	if (is_percent(unit)) {
		render_digits(out, to_step(value, step, 1), unit, at_most(1, step));
		return;
	}
	render_mark_open(out, "number");
	argument_real(out, value);
	argument_real(out, step);
	render_mark_argument(out, unit);
	render_mark_close(out);
}

void render_digits_range_mark(struct tl_buf *out, double lower, double upper, struct tl_str unit)
{
	double step = step_of(lower, upper, unit);

	if (is_percent(unit)) {
		render_digits_range(out, to_step(lower, step, 1), to_step(upper, step, 1), unit,
			at_most(1, step));
		return;
	}
	render_mark_open(out, "range");
	argument_real(out, lower);
	argument_real(out, upper);
	argument_real(out, step);
	render_mark_argument(out, unit);
	render_mark_close(out);
}

/* Where the next of either opening is; both may be missing. */
static bool find_opening(struct tl_str s, size_t *at, size_t *after, size_t *count)
{
	size_t range;
	bool number = tl_str_find(s, TL_STR(NUMBER_OPENING), at);

	*after = sizeof NUMBER_OPENING - 1;
	*count = 1;
	if (!tl_str_find(s, TL_STR(RANGE_OPENING), &range) || (number && *at < range))
		return number;
	*at = range;
	*after = sizeof RANGE_OPENING - 1;
	*count = 2;
	return true;
}

/* Numbers have no marks inside, so that plain searching finds them within any other mark. */
bool render_digits_find(struct tl_str s, size_t *at, size_t *length, struct render_digits *digits)
{
	struct tl_str rest, piece;
	size_t opening, end;

	*digits = (struct render_digits){0};
	if (!find_opening(s, at, &opening, &digits->count))
		return false;
	rest = tl_str_slice(s.data + *at + opening, s.length - *at - opening);
	if (!tl_str_find(rest, TL_STR("\x03"), &end))
		return false;
	*length = opening + end + 1;
	rest.length = end;
	for (size_t i = 0; i < digits->count; i++)
		if (!tl_str_cut(&rest, '\x1f', &piece) ||
			!tl_num_real(piece, (struct tl_num_style){0}, &digits->values[i]))
			return false;
	if (!tl_str_cut(&rest, '\x1f', &piece) ||
		!tl_num_real(piece, (struct tl_num_style){0}, &digits->step))
		return false;
	digits->unit = rest;
	return true;
}

int render_digits_places_of(const struct render_digits *digits)
{
	int places = digits->count == 2 ? render_digits_range_places(digits->values[0],
						  digits->values[1], digits->unit)
					: render_digits_places(digits->values[0], digits->unit);

	return at_most(places, digits->step);
}

void render_digits_print(struct tl_buf *out, const struct render_digits *digits, int places)
{
	double first = to_step(digits->values[0], digits->step, places);
	double second = to_step(digits->values[1], digits->step, places);

	if (digits->count == 2)
		render_digits_range(out, first, second, digits->unit, places);
	else
		render_digits(out, first, digits->unit, places);
}
