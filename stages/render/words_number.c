#include "words_private.h"

#include <math.h>

#include <throughline/cell.h>
#include <throughline/num.h>

#include "digits.h"
#include "mark.h"

#define PLACES_AUTO (-1)

static int places_at(const struct tl_sql_value *args, int count, int at)
{
	if (at >= count || isnan(args[at].number) || args[at].number < 0 || args[at].number > 9)
		return PLACES_AUTO;
	return (int)args[at].number;
}

static void add(struct tl_buf *out, double value, struct tl_str unit, int places)
{
	if (places == PLACES_AUTO)
		render_digits_mark(out, value, NAN, NAN, unit);
	else
		render_digits(out, value, unit, places);
}

static void number(const struct tl_sql_value *args, int count, struct tl_buf *out, bool *is_null)
{
	*is_null = isnan(args[0].number);
	if (!*is_null)
		add(out, args[0].number, (struct tl_str){0}, places_at(args, count, 1));
}

static void percent(const struct tl_sql_value *args, int count, struct tl_buf *out, bool *is_null)
{
	*is_null = isnan(args[0].number);
	if (!*is_null)
		add(out, args[0].number, TL_STR("%"), places_at(args, count, 1));
}

static const char *reason_words(struct tl_str reason)
{
	for (size_t i = 0; i < TL_REASON_COUNT_OF; i++)
		if (tl_str_equal(reason, tl_str(tl_reasons[i].name)))
			return tl_reasons[i].words;
	return "";
}

/* Why says more than that: "no data for this period" rather than "not available". A hidden number
 * always says that it protects people, never which rule hid it. */
static const char *hidden_words(enum tl_status status, struct tl_str reason)
{
	const char *why = reason_words(reason);

	if (status != TL_SUPPRESSED && *why)
		return why;
	return tl_statuses[status].words;
}

static void hidden(struct tl_buf *out, enum tl_status status, struct tl_str reason)
{
	render_mark_open(out, "hidden");
	render_mark_argument(out, tl_str(tl_statuses[status].symbol));
	render_mark_argument(out, tl_str(hidden_words(status, reason)));
	render_mark_close(out);
}

/* show(value, status, reason, unit [, places | , lower, upper]): the number, to what its interval
 * supports, or its symbol and words. */
static void show(const struct tl_sql_value *args, int count, struct tl_buf *out, bool *is_null)
{
	enum tl_status status = TL_NOT_AVAILABLE;

	if (count < 4 || args[1].is_null || !tl_status_of(args[1].text, &status)) {
		*is_null = true;
		return;
	}
	if ((status == TL_SHOWN || status == TL_ROUNDED) && !isnan(args[0].number) && count == 6)
		render_digits_mark(
			out, args[0].number, args[4].number, args[5].number, args[3].text);
	else if ((status == TL_SHOWN || status == TL_ROUNDED) && !isnan(args[0].number))
		add(out, args[0].number, args[3].text, places_at(args, count, 4));
	else
		hidden(out, status == TL_SHOWN || status == TL_ROUNDED ? TL_NOT_AVAILABLE : status,
			args[2].text);
}

/* interval(lower, upper, unit [, places]): "9 to 26", "9.1% to 26.0%". */
static void interval(const struct tl_sql_value *args, int count, struct tl_buf *out, bool *is_null)
{
	struct tl_str unit = {0};
	int places;

	if (count < 2 || isnan(args[0].number) || isnan(args[1].number)) {
		*is_null = true;
		return;
	}
	if (count > 2)
		unit = args[2].text;
	places = places_at(args, count, 3);
	if (places == PLACES_AUTO)
		render_digits_range_mark(out, args[0].number, args[1].number, unit);
	else
		render_digits_range(out, args[0].number, args[1].number, unit, places);
}

static const char *direction(double percent_change)
{
	return percent_change < 0 ? "fewer" : "more";
}

static void add_size(struct tl_buf *out, double percent_change, bool with_direction)
{
	tl_buf_add_number(out, fabs(percent_change), 0);
	tl_buf_add_char(out, '%');
	if (with_direction)
		tl_buf_addf(out, " %s", direction(percent_change));
}

/* The smaller size first, the direction once where both ends have the same. An end that rounds to
 * nought keeps its direction: an interval that leaves out no change must not seem to hold it. */
static void add_range(struct tl_buf *out, double lower, double upper)
{
	bool both_fewer = upper < 0;

	add_size(out, both_fewer ? upper : lower, !both_fewer && lower < 0);
	tl_buf_addc(out, " to ");
	add_size(out, both_fewer ? lower : upper, true);
}

/* fewer(value, lower, upper), a percentage change: "18% fewer (9% to 26% fewer)". */
static void fewer(const struct tl_sql_value *args, int count, struct tl_buf *out, bool *is_null)
{
	double value = args[0].number, lower, upper;

	*is_null = isnan(value);
	if (*is_null)
		return;
	if (round(value) == 0)
		tl_buf_addc(out, "no change");
	else
		add_size(out, value, true);
	if (count < 3 || isnan(args[1].number) || isnan(args[2].number))
		return;
	lower = args[1].number;
	upper = args[2].number;
	tl_buf_addc(out, " (");
	add_range(out, lower, upper);
	tl_buf_add_char(out, ')');
}

/* fewer_interval(lower, upper): "9% to 26% fewer", "11% fewer to 3% more". */
static void fewer_interval(
	const struct tl_sql_value *args, int count TL_UNUSED, struct tl_buf *out, bool *is_null)
{
	*is_null = isnan(args[0].number) || isnan(args[1].number);
	if (!*is_null)
		add_range(out, args[0].number, args[1].number);
}

const struct render_function render_number_functions[] = {
	{"number", 1, number},
	{"number", 2, number},
	{"percent", 1, percent},
	{"percent", 2, percent},
	{"show", 4, show},
	{"show", 5, show},
	{"show", 6, show},
	{"interval", 2, interval},
	{"interval", 3, interval},
	{"interval", 4, interval},
	{"fewer", 1, fewer},
	{"fewer", 3, fewer},
	{"fewer_interval", 2, fewer_interval},
	{NULL, 0, NULL},
};
