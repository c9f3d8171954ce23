/* What a SELECT may ask of the calendar: months counted as everywhere else, and the study's days.
 */
#include "select_private.h"

#include <math.h>

#define MONTHS_MOST 12000

/* SQLite's own date() makes 1 March of 29 February and a year; here it is 28 February. */
static void add_months(
	const struct tl_sql_value *args, int count TL_UNUSED, struct tl_buf *out, bool *is_null)
{
	struct tl_day day;
	char text[11];

	*is_null = args[0].is_null || !(fabs(args[1].number) <= MONTHS_MOST) ||
		   !tl_day_read(args[0].text, &day);
	if (!*is_null)
		tl_buf_addc(out, tl_day_iso(tl_day_add_months(day, (int)args[1].number), text));
}

/* A contract of that name stands before it. */
static bool add_days(struct tl_db *db, const struct tl_study *study, struct tl_err *err)
{
	char as_at[11], from[11], to[11];
	struct tl_buf sql = {0};
	bool ok;

	if (tl_study_contract(study, "study"))
		return true;
	tl_buf_addf(&sql,
		"CREATE TEMP VIEW study AS SELECT '%s' AS as_at, '%s' AS month_from, '%s' AS "
		"month_to",
		tl_day_iso(study->as_at, as_at), tl_day_iso(study->month_from, from),
		tl_day_iso(tl_day_add(tl_day_add_months(study->month_to, 1), -1), to));
	ok = tl_db_exec(db, tl_buf_c(&sql), err);
	tl_buf_free(&sql);
	return ok;
}

bool measure_select_calendar(struct tl_db *db, const struct tl_study *study, struct tl_err *err)
{
	return tl_db_function(db, "add_months", 2, add_months, err) && add_days(db, study, err);
}
