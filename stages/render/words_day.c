#include "words_private.h"

static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July",
	"August", "September", "October", "November", "December"};

static bool day_at(const struct tl_sql_value *value, int *year, int *month, int *day)
{
	struct tl_day when = TL_NO_DAY;

	if (value->is_null || !tl_day_read(value->text, &when))
		return false;
	tl_day_split(when, year, month, day);
	return true;
}

static void day_name(
	const struct tl_sql_value *args, int count TL_UNUSED, struct tl_buf *out, bool *is_null)
{
	int year, month, day;

	*is_null = !day_at(&args[0], &year, &month, &day);
	if (!*is_null)
		tl_buf_addf(out, "%d %s %d", day, months[month - 1], year);
}

static void month_name(
	const struct tl_sql_value *args, int count TL_UNUSED, struct tl_buf *out, bool *is_null)
{
	int year, month, day;

	*is_null = !day_at(&args[0], &year, &month, &day);
	if (!*is_null)
		tl_buf_addf(out, "%s %d", months[month - 1], year);
}

static void month_short(
	const struct tl_sql_value *args, int count TL_UNUSED, struct tl_buf *out, bool *is_null)
{
	int year, month, day;

	*is_null = !day_at(&args[0], &year, &month, &day);
	if (!*is_null)
		tl_buf_addf(out, "%.3s %d", months[month - 1], year);
}

static bool is_month_end(int year, int month, int day)
{
	struct tl_day next = tl_day_add(tl_day_of(year, month, day), 1);
	int y, m, d;

	tl_day_split(next, &y, &m, &d);
	return d == 1;
}

/* period(from, to), both days included: "June 2014", "July 2011 to June 2014", "31 March 2018". */
static void period(
	const struct tl_sql_value *args, int count TL_UNUSED, struct tl_buf *out, bool *is_null)
{
	int year, month, day, to_year, to_month, to_day;

	if (!day_at(&args[0], &year, &month, &day) ||
		!day_at(&args[1], &to_year, &to_month, &to_day)) {
		*is_null = true;
		return;
	}
	if (year == to_year && month == to_month && day == to_day)
		tl_buf_addf(out, "%d %s %d", day, months[month - 1], year);
	else if (day != 1 || !is_month_end(to_year, to_month, to_day))
		tl_buf_addf(out, "%d %s %d to %d %s %d", day, months[month - 1], year, to_day,
			months[to_month - 1], to_year);
	else if (year == to_year && month == to_month)
		tl_buf_addf(out, "%s %d", months[month - 1], year);
	else
		tl_buf_addf(out, "%s %d to %s %d", months[month - 1], year, months[to_month - 1],
			to_year);
}

const struct render_function render_day_functions[] = {
	{"day_name", 1, day_name},
	{"month_name", 1, month_name},
	{"month_short", 1, month_short},
	{"period", 2, period},
	{NULL, 0, NULL},
};
