#include "words.h"

#include <math.h>
#include <string.h>

#include <throughline/cell.h>
#include <throughline/num.h>

#include "drawing.h"
#include "mark.h"

#define PLACES_AUTO (-1)

static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July",
	"August", "September", "October", "November", "December"};

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

/* Counts stand whole, a percentage has one place, the rest keeps about three figures. */
static int places_for(double value, struct tl_str unit)
{
	double size = fabs(value);

	if (is_percent(unit))
		return 1;
	if (size >= 100 || (size == floor(size) && !is_quotient(unit)))
		return 0;
	if (size >= 10)
		return 1;
	return size >= 0.1 || is_quotient(unit) ? 2 : 3;
}

/* Both ends alike: the places of the larger one, of the other where that is whole. */
static int places_for_both(double lower, double upper, struct tl_str unit)
{
	bool lower_is_larger = fabs(lower) > fabs(upper);
	int larger = places_for(lower_is_larger ? lower : upper, unit);
	int smaller = places_for(lower_is_larger ? upper : lower, unit);

	return larger || fmax(fabs(lower), fabs(upper)) >= 100 ? larger : smaller;
}

/* A true minus sign: a hyphen breaks off at the end of a line and is read as a dash. */
static void add_number(struct tl_buf *out, double value, int places)
{
	struct tl_buf text = {0};
	const char *digits;

	tl_buf_add_number(&text, value, places);
	digits = tl_buf_c(&text);
	if (*digits == '-') {
		tl_buf_addc(out, "\xE2\x88\x92");
		digits++;
	}
	tl_buf_addc(out, digits);
	tl_buf_free(&text);
}

static void add_with_unit(struct tl_buf *out, double value, struct tl_str unit, int places)
{
	add_number(out, value, places == PLACES_AUTO ? places_for(value, unit) : places);
	if (is_percent(unit))
		tl_buf_add_char(out, '%');
}

void render_words_number(struct tl_buf *out, double value)
{
	add_with_unit(out, value, (struct tl_str){0}, PLACES_AUTO);
}

static int places_at(const struct tl_sql_value *args, int count, int at)
{
	if (at >= count || isnan(args[at].number) || args[at].number < 0 || args[at].number > 9)
		return PLACES_AUTO;
	return (int)args[at].number;
}

static void number(const struct tl_sql_value *args, int count, struct tl_buf *out, bool *is_null)
{
	*is_null = isnan(args[0].number);
	if (!*is_null)
		add_with_unit(out, args[0].number, (struct tl_str){0}, places_at(args, count, 1));
}

static void percent(const struct tl_sql_value *args, int count, struct tl_buf *out, bool *is_null)
{
	*is_null = isnan(args[0].number);
	if (!*is_null)
		add_with_unit(out, args[0].number, TL_STR("%"), places_at(args, count, 1));
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

/* show(value, status, reason, unit [, places]): the number, or its symbol and words. */
static void show(const struct tl_sql_value *args, int count, struct tl_buf *out, bool *is_null)
{
	enum tl_status status = TL_NOT_AVAILABLE;

	if (count < 4 || args[1].is_null || !tl_status_of(args[1].text, &status)) {
		*is_null = true;
		return;
	}
	if ((status == TL_SHOWN || status == TL_ROUNDED) && !isnan(args[0].number))
		add_with_unit(out, args[0].number, args[3].text, places_at(args, count, 4));
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
		places = places_for_both(args[0].number, args[1].number, unit);
	add_with_unit(out, args[0].number, unit, places);
	tl_buf_addc(out, " to ");
	add_with_unit(out, args[1].number, unit, places);
}

static const char *direction(double percent_change)
{
	return round(percent_change) < 0 ? "fewer" : "more";
}

static void add_size(struct tl_buf *out, double percent_change, bool with_direction)
{
	tl_buf_add_number(out, fabs(percent_change), 0);
	tl_buf_add_char(out, '%');
	if (with_direction)
		tl_buf_addf(out, " %s", direction(percent_change));
}

/* The smaller size first, the direction once where both ends have the same. */
static void add_range(struct tl_buf *out, double lower, double upper)
{
	bool both_fewer = round(lower) < 0 && round(upper) < 0;

	add_size(out, both_fewer ? upper : lower, !both_fewer && round(lower) < 0);
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
static void fewer_interval(const struct tl_sql_value *args, int count TL_UNUSED, struct tl_buf *out,
	bool *is_null)
{
	*is_null = isnan(args[0].number) || isnan(args[1].number);
	if (!*is_null)
		add_range(out, args[0].number, args[1].number);
}

static bool day_at(const struct tl_sql_value *value, int *year, int *month, int *day)
{
	struct tl_day when = TL_NO_DAY;

	if (value->is_null || !tl_day_read(value->text, &when))
		return false;
	tl_day_split(when, year, month, day);
	return true;
}

static void day_name(const struct tl_sql_value *args, int count TL_UNUSED, struct tl_buf *out,
	bool *is_null)
{
	int year, month, day;

	*is_null = !day_at(&args[0], &year, &month, &day);
	if (!*is_null)
		tl_buf_addf(out, "%d %s %d", day, months[month - 1], year);
}

static void month_name(const struct tl_sql_value *args, int count TL_UNUSED, struct tl_buf *out,
	bool *is_null)
{
	int year, month, day;

	*is_null = !day_at(&args[0], &year, &month, &day);
	if (!*is_null)
		tl_buf_addf(out, "%s %d", months[month - 1], year);
}

static void month_short(const struct tl_sql_value *args, int count TL_UNUSED, struct tl_buf *out,
	bool *is_null)
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
static void period(const struct tl_sql_value *args, int count TL_UNUSED, struct tl_buf *out,
	bool *is_null)
{
	int year, month, day, to_year, to_month, to_day;

	if (!day_at(&args[0], &year, &month, &day) || !day_at(&args[1], &to_year, &to_month, &to_day)) {
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

static void flag(const struct tl_sql_value *args, int count TL_UNUSED, struct tl_buf *out,
	bool *is_null)
{
	*is_null = args[0].is_null;
	if (*is_null)
		return;
	render_mark_open(out, "flag");
	render_mark_argument(out, args[0].text);
	render_mark_close(out);
}

static void flag_words(const struct tl_sql_value *args, int count TL_UNUSED, struct tl_buf *out,
	bool *is_null)
{
	const struct drawing_flag *known = drawing_flag_of(args[0].text);

	*is_null = !known;
	if (known)
		tl_buf_addc(out, known->words);
}

static void evidence(const struct tl_sql_value *args, int count TL_UNUSED, struct tl_buf *out,
	bool *is_null)
{
	*is_null = isnan(args[0].number);
	if (*is_null)
		return;
	render_mark_open(out, "evidence");
	render_mark_argument(out, args[0].text);
	render_mark_close(out);
}

static void evidence_words(const struct tl_sql_value *args, int count TL_UNUSED, struct tl_buf *out,
	bool *is_null)
{
	static const char *const words[] = {"before and after only: not evidence of impact",
		"compared with others, with no earlier period of theirs",
		"before and after, against others over the same time",
		"compared with several groups, differences allowed for", "drawn by lot"};
	double level = args[0].number;

	*is_null = isnan(level) || level < 1 || level > 5;
	if (!*is_null)
		tl_buf_addc(out, words[(int)level - 1]);
}

static void mark(const char *name, const struct tl_sql_value *args, int count, struct tl_buf *out)
{
	render_mark_open(out, name);
	for (int i = 0; i < count; i++)
		render_mark_argument(out, args[i].text);
	render_mark_close(out);
}

static void bar(const struct tl_sql_value *args, int count, struct tl_buf *out, bool *is_null)
{
	*is_null = isnan(args[0].number);
	if (!*is_null)
		mark("bar", args, count, out);
}

#define MARK_FUNCTION(name)                                                                        \
	static void name(const struct tl_sql_value *args, int count, struct tl_buf *out,           \
		bool *is_null)                                                                     \
	{                                                                                          \
		*is_null = args[0].is_null;                                                        \
		if (!*is_null)                                                                     \
			mark(#name, args, count, out);                                             \
	}
MARK_FUNCTION(small)
MARK_FUNCTION(strong)
MARK_FUNCTION(code)
MARK_FUNCTION(item)
MARK_FUNCTION(spark)
MARK_FUNCTION(cover)
MARK_FUNCTION(link)

/* upper_first("police calls") is "Police calls". */
static void upper_first(const struct tl_sql_value *args, int count TL_UNUSED, struct tl_buf *out,
	bool *is_null)
{
	*is_null = args[0].is_null;
	if (*is_null)
		return;
	tl_buf_add(out, args[0].text);
	if (out->length && out->data[0] >= 'a' && out->data[0] <= 'z')
		out->data[0] = (char)(out->data[0] - 'a' + 'A');
}

static const struct {
	const char *name;
	int arguments;
	tl_sql_fn *fn;
} functions[] = {
	{"number", 1, number},
	{"number", 2, number},
	{"percent", 1, percent},
	{"percent", 2, percent},
	{"show", 4, show},
	{"show", 5, show},
	{"interval", 2, interval},
	{"interval", 3, interval},
	{"interval", 4, interval},
	{"fewer", 1, fewer},
	{"fewer", 3, fewer},
	{"fewer_interval", 2, fewer_interval},
	{"day_name", 1, day_name},
	{"month_name", 1, month_name},
	{"month_short", 1, month_short},
	{"period", 2, period},
	{"flag", 1, flag},
	{"flag_words", 1, flag_words},
	{"evidence", 1, evidence},
	{"evidence_words", 1, evidence_words},
	{"bar", 4, bar},
	{"spark", 1, spark},
	{"cover", 1, cover},
	{"small", 1, small},
	{"strong", 1, strong},
	{"code", 1, code},
	{"item", 1, item},
	{"link", 2, link},
	{"link", 3, link},
	{"upper_first", 1, upper_first},
};

bool render_words_register(struct tl_db *db, struct tl_err *err)
{
	for (size_t i = 0; i < TL_LEN(functions); i++)
		if (!tl_db_function(db, functions[i].name, functions[i].arguments, functions[i].fn, err))
			return false;
	return true;
}
