/*
 * How many kept rows of a file speak of each month. What no row speaks of was not delivered, as far
 * as anyone can tell from rows: settle says so (settle_cover.c).
 */
#ifndef INGEST_MONTHS_H
#define INGEST_MONTHS_H

#include <throughline/date.h>
#include <throughline/db.h>

#define INGEST_FIRST_DAY ((int64_t)-719162) /* 0001-01-01, from 1970-01-01 */
#define INGEST_DAYS ((uint64_t)3652059) /* to 9999-12-31 */

struct ingest_months {
	uint32_t *rows_of_day; /* from 0001-01-01; only the pages of days met are ever touched */
};

/* A row of that day; any other number is none. */
static inline void ingest_months_add(struct ingest_months *months, int64_t day)
{
	uint64_t at = (uint64_t)day - (uint64_t)INGEST_FIRST_DAY;

	if (months->rows_of_day && at < INGEST_DAYS)
		months->rows_of_day[at]++;
}

/* Fills table `month` with the months of first to last. */
bool ingest_months_write(const struct ingest_months *months, struct tl_day first,
	struct tl_day last, struct tl_db *db, struct tl_err *err);

#endif
