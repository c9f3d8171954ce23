#include "months.h"

static int64_t rows_of(const struct ingest_months *months, struct tl_day day)
{
	return months->rows_of_day[day.n - INGEST_FIRST_DAY];
}

bool ingest_months_write(const struct ingest_months *months, struct tl_day first,
	struct tl_day last, struct tl_db *db, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db, "INSERT INTO month VALUES (?1, ?2, ?3)", err);
	bool ok = stmt;

	if (!tl_day_is_set(first)) {
		tl_stmt_free(stmt);
		return ok;
	}
	for (int month = tl_month_index(first); ok && month <= tl_month_index(last); month++) {
		int32_t past = tl_day_add_months(tl_month_day(month), 1).n;
		int64_t rows = 0;
		struct tl_day from = TL_NO_DAY;

		for (struct tl_day day = tl_month_day(month); day.n < past; day.n++) {
			if (rows_of(months, day) && !tl_day_is_set(from))
				from = day;
			rows += rows_of(months, day);
		}
		if (!rows)
			continue;
		tl_bind_day(stmt, 1, tl_month_day(month));
		tl_bind_int(stmt, 2, rows);
		tl_bind_day(stmt, 3, from);
		ok = tl_stmt_run(stmt, err);
	}
	tl_stmt_free(stmt);
	return ok;
}
