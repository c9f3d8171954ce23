/* What the files scan*.c share. */
#ifndef MEASURE_SCAN_PRIVATE_H
#define MEASURE_SCAN_PRIVATE_H

#include "filter.h"
#include "scan.h"

#define SCAN_DEFINITIONS_MAX 64 /* of a contract: a bit each */
#define SCAN_GROUPED_MAX 4 /* tallies of a contract with groups: 16 bits each */
#define SCAN_CELLS_MAX (4u << 20) /* of all tallies together */
#define SCAN_LOCALITIES_MAX 30000
#define SCAN_PROFILES_MAX 4096
#define SCAN_SLICE_SHIFT 15 /* people of a slice: 32768 */
#define SCAN_UNITS 4096 /* of a block of units */
#define SCAN_CLASSES 3 /* of a share; see series_events.c */
#define SCAN_AREA UINT32_MAX /* no cohort */

/* What a definition picks from one contract: a bit of a profile's mask. */
struct scan_definition {
	const struct tl_rows *rows;
	const char *path; /* of the file, for messages */
};

struct scan_tally {
	struct measure_scan_tally out;
	const struct tl_rows *rows[2]; /* the numerator, of a share the denominator too */
	uint32_t cohort; /* in scan->cohorts, or SCAN_AREA */
	struct measure_days days; /* SIDES, PROFILE: covered */
	size_t cells, tables;
	/* Of the area, in localities, one class and no groups: who is in one place alone is counted
	 * there only, and added to the whole of the position when parts are joined. */
	bool simple;
	size_t first_mark[2]; /* by table, then place */
};

/* A contract, and what is wanted of its rows. */
struct scan_contract {
	const struct tl_contract *contract;
	uint32_t first_delivery;
	bool refused;
	TL_VEC(struct scan_definition) definitions;
	TL_VEC(uint32_t) grouped; /* tallies with groups that count its rows */
};

/* What definitions make of a row: which pick it, and its group for each of contract->grouped. */
struct scan_profile {
	uint64_t mask;
	uint16_t groups[SCAN_GROUPED_MAX]; /* group + 1 */
};

struct scan_use { /* a tally that counts rows of a profile */
	uint32_t tally;
	uint32_t class;
	int32_t group;
	bool simple; /* as of the tally; then: */
	uint32_t first_cell, first_total; /* by month and place; marks by place */
};

struct scan_known { /* a profile of the whole scan */
	struct scan_profile profile;
	uint32_t contract;
	uint32_t first_use, uses; /* in scan->uses, in the order of the tallies */
	uint32_t first_area, areas; /* likewise: those of the area alone */
};

struct scan_event {
	uint32_t person; /* person_no + 1; 0: nobody's */
	int32_t day;
	uint16_t profile;
	int16_t locality; /* the row's own (-1: none); of a placed event, where it counts */
};

/* The events of a stretch of rows of one delivery, by slice of people. */
struct scan_block {
	uint32_t delivery; /* in scan->deliveries */
	size_t from, to;
	struct scan_event *events;
	uint32_t *starts; /* by slice, one more at the end */
	TL_VEC(struct scan_profile) profiles;
	uint16_t *known; /* by the block's own profile number */
	bool too_many;
};

struct scan_slot { /* what was added up in one place; `who` comes in runs */
	uint32_t units, contributors, current, largest, second;
	uint32_t who; /* whose `current` is; 0: nobody yet */
};
static inline void scan_slot_close(struct scan_slot *slot)
{
	if (slot->current > slot->largest) {
		slot->second = slot->largest;
		slot->largest = slot->current;
	} else if (slot->current > slot->second) {
		slot->second = slot->current;
	}
	slot->current = 0;
}

/* True when it is the first of this `who` here. */
static inline bool scan_slot_add(struct scan_slot *slot, uint32_t who)
{
	bool first = slot->who != who;

	if (first) {
		scan_slot_close(slot);
		slot->who = who;
		slot->contributors++;
	}
	slot->units++;
	slot->current++;
	return first;
}

struct scan_mark { /* how many were here, and who last */
	uint32_t who, contributors;
};

/* Classes of rows: rows of a contract in the same cells. */
struct scan_class {
	uint64_t hash;
	uint32_t contract, first, count; /* first, count: its cells in `cells` */
};
struct scan_classes {
	TL_VEC(struct scan_class) items;
	TL_VEC(struct scan_slot) slots;
	TL_VEC(uint32_t) cells;
	uint32_t *index; /* open addressing: class + 1 */
	size_t capacity;
	uint32_t last; /* found */
};

/* What a slice of people or a block of units found. */
struct scan_part {
	struct scan_slot *atoms; /* by cell */
	struct scan_mark *marks;
	struct scan_classes classes;
	uint32_t *cached; /* class + 1 by profile, month and locality; NULL: too many */
	struct scan_event *placed; /* of people in a cohort, by person */
	size_t placed_count;
};

struct measure_scan {
	const struct measure_world *world;
	struct tl_arena arena;
	TL_VEC(struct scan_tally *) tallies; /* in the order wanted */
	TL_VEC(struct scan_contract) contracts;
	TL_VEC(const struct tl_rows *) refusals;
	TL_VEC(const struct measure_cohort *) cohorts;
	size_t cells, marks; /* of all tallies */
	/* months and places */
	int first_month;
	size_t months, localities; /* localities with elsewhere; 0: none */
	int32_t first_day, last_day;
	int16_t *month_of; /* by day from first_day on */
	/* the rows */
	TL_VEC(struct scan_delivery *) deliveries;
	TL_VEC(struct scan_block) blocks;
	TL_VEC(struct scan_known) profiles;
	TL_VEC(struct scan_use) uses;
	/* the people */
	size_t slices;
	struct scan_part *parts; /* slices, then blocks of units */
	bool *alone; /* by cohort: each unit is one person, each person at most one unit */
	uint8_t *in_cohort; /* by person_no: bit 1: in one that is not alone */
	struct scan_event *placed;
	uint32_t *placed_from; /* by person_no, one more at the end */
	struct scan_classes merged;
	TL_VEC(struct measure_atom) merged_atoms;
	TL_VEC(struct measure_scan_class) classes;
};

/* scan_plan.c: false: there is nothing to scan, or too much of it. */
bool measure_scan_plan(struct measure_scan *scan);
void measure_scan_settle(struct measure_scan *scan); /* spreads refusals */
void measure_scan_give_up(struct measure_scan *scan); /* refuses all */
size_t measure_scan_contract(const struct measure_scan *scan, size_t delivery);

/* scan_rows.c: events and profiles of every block. *fits false: too many profiles. */
bool measure_scan_rows(struct measure_scan *scan, size_t jobs, bool *fits, struct tl_err *err);
void measure_scan_rows_free(struct measure_scan *scan);

/* scan_class.c */
uint64_t measure_scan_class_hash(uint32_t contract, const uint32_t *cells, size_t count);
uint32_t measure_scan_class_of(struct scan_classes *classes, uint64_t hash, uint32_t contract,
	const uint32_t *cells, size_t count);
void measure_scan_classes_free(struct scan_classes *classes);
void measure_scan_merge(struct measure_scan *scan, struct scan_part *part);

/* scan_people.c, scan_units.c */
bool measure_scan_people(struct measure_scan *scan, size_t jobs, struct tl_err *err);
bool measure_scan_units(struct measure_scan *scan, size_t jobs, struct tl_err *err);

/* scan_count.c: where an event counts, and counting it. */
struct scan_share { /* one row in one tally */
	uint32_t tally, class;
	uint32_t cohort, unit; /* whose it is; SCAN_AREA: the person's own */
	int32_t position, locality, group;
};
struct scan_shares {
	TL_VEC(struct scan_share) items;
};
void measure_scan_part_init(const struct measure_scan *scan, struct scan_part *part);
void measure_scan_part_free(struct scan_part *part);
int measure_scan_month(const struct measure_scan *scan, int32_t day); /* -1: outside */
void measure_scan_shares_of(const struct measure_scan *scan, const struct scan_event *placed,
	struct scan_shares *shares);
uint32_t measure_scan_cell(const struct scan_tally *tally, const struct scan_share *share);
void measure_scan_count(const struct measure_scan *scan, struct scan_part *part,
	const struct scan_share *share, uint32_t who);
/* Whether a share is the person's, as a unit of one person is too. */
bool measure_scan_is_own(const struct measure_scan *scan, const struct scan_share *share);
/* The classes of one row that are this owner's; SCAN_AREA: the person. */
void measure_scan_classify(const struct measure_scan *scan, struct scan_part *part,
	uint32_t contract, const struct scan_shares *shares, uint32_t cohort, uint32_t unit,
	uint32_t who);

#endif
