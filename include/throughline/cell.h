/*
 * The closed words of a cell: its id, its status, its reason, its statistics. Shared by measure,
 * disclose, audit, render and explain.
 */
#ifndef THROUGHLINE_CELL_H
#define THROUGHLINE_CELL_H

#include <throughline/date.h>
#include <throughline/hash.h>

enum tl_status {
	TL_SHOWN,
	TL_ROUNDED,
	TL_SUPPRESSED, /* [c] */
	TL_TOO_FEW, /* [u] too few to say */
	TL_NOT_APPLICABLE, /* [z] */
	TL_NOT_AVAILABLE, /* [x] */
	TL_LOW, /* [low] rounds to zero */
	TL_UNRELIABLE, /* [u] */
	TL_STATUS_COUNT_OF
};
struct tl_status_facts {
	const char *name; /* as stored: "not available" */
	const char *symbol; /* "[x]"; "" where the value is printed */
	const char *words; /* as a page says it: "not available" */
};
extern const struct tl_status_facts tl_statuses[TL_STATUS_COUNT_OF];
bool tl_status_of(struct tl_str name, enum tl_status *status);

/* Why a cell is not shown. */
enum tl_reason {
	TL_REASON_NONE,
	TL_REASON_SMALL, /* "small number" */
	TL_REASON_PROTECTS, /* "small number, or protects one": all hidden counts, once one protects
			     */
	TL_REASON_UNDER, /* "a number under it is hidden" */
	TL_REASON_NO_DENOMINATOR, /* "nothing to divide by" */
	TL_REASON_NOT_COVERED, /* "no data for this period" */
	TL_REASON_WITHHELD, /* "withheld: a partner keeps rows of this time back" */
	TL_REASON_NO_COMPARISON, /* "no comparison" */
	TL_REASON_TOO_FEW, /* "too few to say" */
	TL_REASON_ANYWAY, /* "what would have happened anyway is out of a comparison already" */
	TL_REASON_NEVER, /* "not within the years planned" */
	TL_REASON_NOT_STATED, /* "not stated yet" */
	TL_REASON_LATER, /* "comes with a later version" */
	TL_REASON_BEFORE_AFTER, /* "before and after alone is no evidence of impact" */
	TL_REASON_NOT_BALANCED, /* "the two groups are not alike" */
	TL_REASON_NO_UNTREATED, /* "nobody is without it to compare with" */
	TL_REASON_FEW_LOCALITIES, /* "fewer than five localities" */
	TL_REASON_FEW_POINTS, /* "too few months to judge" */
	TL_REASON_FEW_EVENTS, /* "fewer than ten events" */
	TL_REASON_DENOMINATOR, /* "what it is divided by is not covered" */
	TL_REASON_NOT_ESTIMATED, /* "how much is missed is not known" */
	TL_REASON_SENDER, /* "so its sender says": a symbol stands in the number's place */
	TL_REASON_COUNT_OF
};
struct tl_reason_facts {
	const char *name; /* as stored: "small" */
	const char *words; /* as a page says it */
};
extern const struct tl_reason_facts tl_reasons[TL_REASON_COUNT_OF];

/* A cell's key columns; its id is the first 16 hex digits of the SHA-256 over them in this order.
 * NULL counts as "". */
struct tl_cell_key {
	const char *programme, *locality, *measure, *statistic, *arm, *partner, *variant, *grp,
		*axis;
	int64_t position; /* INT64_MIN: none */
	const char *period_from, *period_to;
};
void tl_cell_id(const struct tl_cell_key *key, char id[17]);

/* Whether a statistic is how long people were there ("unit_years", "unit_months"): no count of
 * anything, and no amount that somebody adds to. */
bool tl_statistic_is_time(const char *statistic);

#endif
