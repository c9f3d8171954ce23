/*
 * A file as a partner would send it: its own bytes, dates and mistakes. Rows are streamed. A share
 * of them is written a second time with one field spoilt, so that how many rows must be refused,
 * and for what reason, is known.
 */
#ifndef GENERATE_SHEET_H
#define GENERATE_SHEET_H

#include "chance.h"

#include <stdio.h>
#include <throughline/date.h>
#include <throughline/err.h>
#include <zlib.h>

#define SHEET_FIELDS_MAX 12
#define SHEET_SPOILS_MAX 4

enum sheet_dates {
	DATES_ISO, /* 2013-04-09 */
	DATES_DMY, /* 09/04/2013 */
	DATES_ISO_Z, /* 2013-04-09T14:05:00Z */
	DATES_ISO_TIME, /* 2013-04-09 14:05 */
	DATES_DMY_TIME, /* 09/04/2013 14:05 */
	DATES_D_MON_Y, /* 09-Apr-2013 */
	DATES_MONTH, /* 2013-04 */
	DATES_MON_YY, /* Apr-13 */
	DATES_COUNT_OF
};

struct sheet_spoil {
	int column; /* SHEET_ONE_MORE: a field too many */
	const char *text; /* what stands there instead */
	const char *reason; /* what ingest calls it */
};
#define SHEET_ONE_MORE (-1)

struct sheet_facts {
	const char *file; /* .gz: compressed */
	const char *delivery; /* as ingest will name it */
	const char *before; /* a BOM or title lines; NULL */
	const char *header, *line_end;
	char delimiter;
	enum sheet_dates dates;
	struct sheet_spoil spoils[SHEET_SPOILS_MAX]; /* ends with a NULL reason */
};

struct sheet {
	const struct sheet_facts *facts;
	struct chance chance, times;
	unsigned spoilt_permille;
	FILE *file;
	gzFile packed;
	char *path;
	struct tl_buf fields[SHEET_FIELDS_MAX], row;
	size_t count; /* of fields in this row */
	int64_t rows; /* good ones */
	int64_t spoilt[SHEET_SPOILS_MAX];
	bool failed; /* a write; said by sheet_close */
};

bool sheet_open(struct sheet *sheet, const char *folder, const struct sheet_facts *facts,
	unsigned seed, unsigned spoilt_permille, struct tl_err *err);
/* Fields in the order of the header; NULL and TL_NO_DAY are blank. */
void sheet_text(struct sheet *sheet, const char *text);
void sheet_day(struct sheet *sheet, struct tl_day day);
void sheet_number(struct sheet *sheet, int64_t number, bool grouped);
void sheet_end_row(struct sheet *sheet);
bool sheet_close(struct sheet *sheet, struct tl_err *err); /* harmless on {0} */

#endif
