/* What the files scan*.c share. */
#ifndef MEASURE_SCAN_PRIVATE_H
#define MEASURE_SCAN_PRIVATE_H

#include "filter.h"
#include "scan.h"

#define SCAN_DEFINITIONS_MAX 64 /* of a contract: a bit each */
#define SCAN_GROUPED_MAX 4 /* tallies of a contract with groups: 16 bits each */
#define SCAN_CELLS_MAX (8u << 20) /* of all tallies together */
#define SCAN_LOCALITIES_MAX 30000
#define SCAN_PROFILES_MAX 16384
#define SCAN_SLICE_SHIFT 15 /* people of a slice: 32768 */
#define SCAN_UNITS 4096 /* of a block of units */
#define SCAN_CLASSES 3 /* of a share; see series_events.c */

/* What a definition picks from one contract: a bit of a profile's mask. */
struct scan_definition {
	const struct tl_rows *rows;
	const char *path; /* of the file, for messages */
};

struct scan_tally {
	struct measure_scan_tally out;
	const struct tl_rows
		*rows[2]; /* numerator, denominator; or the one that is counted, NULL */
	struct measure_days days; /* SIDES: covered */
	struct tl_span *windows; /* SIDES: by unit and side */
	size_t cells;
};

/* A contract whose rows are scanned. */
struct scan_contract {
	const struct tl_contract *contract;
	uint32_t first_delivery;
	bool refused;
	TL_VEC(struct scan_definition) definitions;
	TL_VEC(uint32_t) grouped; /* tallies with groups that count its rows */
};

/* A row's profile: which definitions pick it, and its group for each of contract->grouped. */
struct scan_profile {
	uint64_t mask;
	uint16_t groups[SCAN_GROUPED_MAX]; /* group + 1 */
};

/* Where a profile counts: of a tally. */
struct scan_use {
	uint32_t tally;
	int32_t group;
	uint32_t class;
};
struct scan_known { /* a profile of the whole scan */
	struct scan_profile profile;
	uint32_t contract;
	uint32_t first_use, area_uses, cohort_uses; /* in scan->uses: those of the area first */
};

struct scan_event {
	uint32_t person; /* person_no + 1; 0: nobody's */
	int32_t day;
	uint16_t profile;
	int16_t locality; /* the row's own, -1: none */
};

struct measure_scan {
	const struct measure_world *world;
	struct tl_arena arena;
	TL_VEC(struct scan_tally *) tallies; /* in the order wanted */
	TL_VEC(struct scan_contract) contracts;
	TL_VEC(const struct tl_rows *) refusals;
	size_t cells; /* of all tallies */
	int first_month;
	size_t months, localities; /* localities with elsewhere; 0: none */
	TL_VEC(struct scan_known) profiles;
	TL_VEC(struct scan_use) uses;
	TL_VEC(struct measure_scan_class) classes;
};

/* scan_plan.c: false: there is nothing to scan, or too much of it. */
bool measure_scan_plan(struct measure_scan *scan);
void measure_scan_settle(struct measure_scan *scan); /* spreads refusals */
void measure_scan_give_up(struct measure_scan *scan); /* refuses all */
size_t measure_scan_contract(const struct measure_scan *scan, size_t delivery);

#endif
