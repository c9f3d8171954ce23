/* What the files scan*.c share. */
#ifndef MEASURE_SCAN_PRIVATE_H
#define MEASURE_SCAN_PRIVATE_H

#include "filter.h"
#include "largest.h"
#include "scan.h"

#define SCAN_DEFINITIONS_MAX 64 /* of a contract: a bit each */
#define SCAN_GROUPED_MAX 4 /* tallies of a contract with groups: 16 bits each */
#define SCAN_CELLS_MAX (4u << 20) /* of all tallies together */
#define SCAN_LOCALITIES_MAX 30000
#define SCAN_PROFILES_MAX 4096
#define SCAN_PARTS_MAX 16 /* stretches of people */
#define SCAN_PART_VISITS 65536 /* of a stretch at least */
#define SCAN_GRID_MAX (2u << 20) /* places times months times profiles */
#define SCAN_BITS 64 /* simple tallies: a bit each */
#define SCAN_FEW 64 /* rows of a person in several places: who has more goes row by row */
#define SCAN_NONE UINT32_MAX
#define SCAN_UNITS 4096 /* of a block of units */
#define SCAN_BUCKETS 64 /* of members' rows by key */
#define SCAN_BITMAP 64 /* cohorts, and rounds, of which members' keys can tell */
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
	/* Of the area, one class and no groups: what the grid counts (scan_grid.c). */
	bool simple;
	uint32_t bit; /* of a simple one */
	uint32_t round; /* SIDES, PROFILE: in scan->rounds */
	uint32_t side; /* SIDES: among those of the cohort */
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
};
static inline bool scan_use_is_same(const struct scan_use *a, const struct scan_use *b)
{
	return a->tally == b->tally && a->class == b->class && a->group == b->group;
}

/* Of a profile of the whole scan; number 0 is that of rows that nobody counts. */
struct scan_known {
	struct scan_profile profile;
	uint32_t contract;
	/* In scan->uses, each in the order of the tallies: all; the area's; those of the area that
	 * are not simple; the cohorts'. */
	uint32_t first_use, uses;
	uint32_t first_area, areas, first_rest, rests, first_member, members;
};

/* Where a day lies round the first day of a unit: one way to tell, which many tallies share. */
struct scan_round {
	uint32_t cohort;
	const struct tl_span *windows; /* SIDES; NULL: the month of a profile */
	const struct measure_days *days; /* covered */
	struct measure_scan_tally *time; /* of windows */
};

/* A row that counts somewhere. */
struct scan_event {
	uint32_t person; /* person_no + 1; 0: nobody's */
	int32_t day;
	uint16_t profile;
	int16_t locality; /* where it counts for the area */
};

/* What profiles the rows of a stretch of one delivery have. */
struct scan_block {
	uint32_t delivery; /* in scan->deliveries */
	size_t from, to;
	TL_VEC(struct scan_profile) profiles; /* those met, where they are not known beforehand */
	uint16_t *known; /* of the whole scan, by the block's own number */
	bool too_many;
};

struct scan_slot { /* what was added up in one place; `who` comes in runs */
	uint32_t units, contributors, current, largest, second;
	uint32_t who; /* whose `current` is; 0: nobody yet */
};
static inline void scan_slot_close(struct scan_slot *slot)
{
	MEASURE_NOTE_LARGEST(slot, slot->current);
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

struct scan_keyed { /* a member's row */
	uint64_t key; /* says in which cells it is */
	uint32_t person;
};

struct scan_cells {
	TL_VEC(uint32_t) items;
};

struct scan_bucket { /* what was found of the rows of some keys */
	TL_VEC(struct measure_scan_class) classes;
	struct scan_cells cells;
};

struct scan_share { /* one row in one tally */
	uint32_t tally, class;
	uint32_t cohort, unit; /* whose it is; SCAN_AREA: the person's own */
	int32_t position, locality, group;
};
struct scan_shares {
	TL_VEC(struct scan_share) items;
};

/* What was found twice or more of one person in one place: how often more than once, in all, and
 * the two most. With the sum of all it says how many people there were. */
struct scan_more {
	uint32_t over, largest, second;
};

/* What people had in each place, by place and month and then ... */
struct scan_grid {
	uint32_t *units; /* ... profile: rows of those in no cohort */
	uint32_t *members; /* of those in one */
	struct scan_more *classes; /* as units, those of profiles that are alike together */
	struct scan_more *cells; /* ... bit */
	uint32_t *totals; /* by place and bit: people, whatever the month */
	bool *touched; /* by place: whether anything is there */
	uint32_t *again; /* by month (or all of them: their count) and bit: people in a place
			    more than the first */
};

/* What a stretch of people or a block of units found. */
struct scan_part {
	size_t from, to; /* people, by person_no + 1 */
	struct scan_grid grid;
	struct scan_slot *atoms; /* by cell */
	struct scan_mark *marks;
	struct scan_classes classes;
	uint32_t *cached; /* class + 1 by profile, month and locality; NULL: too many */
	struct scan_keyed *keyed; /* members' rows by bucket, in each by person */
	uint32_t keyed_from[SCAN_BUCKETS + 1];
	struct scan_event *placed; /* of people in cohorts of units of several, by person */
	size_t placed_count;
};

struct measure_scan {
	const struct measure_world *world;
	struct tl_arena arena;
	TL_VEC(struct scan_tally *) tallies; /* in the order wanted */
	TL_VEC(struct scan_contract) contracts;
	TL_VEC(const struct tl_rows *) refusals;
	TL_VEC(const struct measure_cohort *) cohorts;
	TL_VEC(struct scan_round) rounds;
	size_t cells, marks; /* of all tallies */
	uint32_t bits; /* simple tallies */
	/* months and places */
	int first_month;
	size_t months, localities; /* localities with elsewhere; 0: none */
	size_t places; /* of the area: localities, or 1 */
	int32_t first_day, last_day;
	int16_t *month_of; /* by day from first_day on */
	/* the rows */
	const struct measure_visits *visits; /* the world's, or: */
	struct measure_visits own;
	TL_VEC(struct scan_delivery *) deliveries;
	struct scan_delivery **delivery_of; /* by the world's number; NULL: not scanned */
	uint32_t *delivery_at; /* the first that a stretch of rows is of (scan_rows.c) */
	TL_VEC(struct scan_block) blocks;
	uint16_t *profile_of; /* by row, as visits number them */
	TL_VEC(struct scan_known) profiles;
	TL_VEC(struct scan_use) uses;
	uint64_t *simple_of; /* by profile: the simple tallies that count it, by bit */
	uint16_t *alike; /* by profile: the first whose rows are in the same cells of the area */
	/* the people */
	struct scan_part *parts;
	size_t part_count;
	struct scan_bucket *buckets;
	bool gridded; /* the grid is not too large */
	bool has_rests; /* some tally of the area is not simple */
	uint64_t keys; /* of members' rows, in all; 0: too many (scan_member.c) */
	struct scan_grid grid; /* of all parts */
	uint32_t *sides; /* by cohort: how many tallies of SIDES it has; and by unit, side and then
			    tally what scan_member.c counted */
	uint32_t **side_sums;
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

/* scan_profile.c: the number of a profile, which is made known where it is not yet; once all are,
 * simple_of and alike. */
bool measure_scan_same_profile(const struct scan_profile *a, const struct scan_profile *b);
uint32_t measure_scan_know(
	struct measure_scan *scan, uint32_t contract, const struct scan_profile *profile);
void measure_scan_list_simple(struct measure_scan *scan);

/* scan_rows.c: the profile of every row. *fits false: too many profiles, or too many rows. */
bool measure_scan_rows(struct measure_scan *scan, size_t jobs, bool *fits, struct tl_err *err);
void measure_scan_rows_free(struct measure_scan *scan);
/* Where a row itself says that it was; -1: it does not. */
int32_t measure_scan_stated(const struct measure_scan *scan, uint32_t row);

/* scan_class.c */
uint64_t measure_scan_class_hash(uint32_t contract, const uint32_t *cells, size_t count);
uint32_t measure_scan_class_of(struct scan_classes *classes, uint64_t hash, uint32_t contract,
	const uint32_t *cells, size_t count);
void measure_scan_classes_free(struct scan_classes *classes);
void measure_scan_merge(struct measure_scan *scan, struct scan_part *part);
void measure_scan_add_class(struct measure_scan *scan, const struct scan_shares *shares,
	uint32_t contract, const struct measure_atom *atom);

/* scan_people.c, scan_units.c */
bool measure_scan_people(struct measure_scan *scan, size_t jobs, struct tl_err *err);
bool measure_scan_units(struct measure_scan *scan, size_t jobs, struct tl_err *err);
/* scan_sides.c: the atoms of SIDES from the sums of units, and of the time of each round. */
bool measure_scan_sides(struct measure_scan *scan, size_t jobs, struct tl_err *err);

/* scan_grid.c */
void measure_scan_grid_init(const struct measure_scan *scan, struct scan_grid *grid);
void measure_scan_grid_free(struct scan_grid *grid);
/* The visits of a person who is in one place alone. */
void measure_scan_grid_person(const struct measure_scan *scan, struct scan_grid *grid,
	const struct measure_visit *visits, size_t count, size_t place, bool is_member);
/* Of one in no cohort who is in several; at most SCAN_FEW, each with its place. */
void measure_scan_grid_places(const struct measure_scan *scan, struct scan_grid *grid,
	const struct measure_visit *visits, const int16_t *places, size_t count);
/* Adds a part's to the scan's; then what it comes to, in tallies and classes. */
void measure_scan_grid_merge(struct measure_scan *scan, const struct scan_grid *grid);
void measure_scan_grid_settle(struct measure_scan *scan);

/* scan_member.c: what people of cohorts of one person a unit have beside the grid. */
struct scan_members;
void measure_scan_members_plan(struct measure_scan *scan);
struct scan_members *measure_scan_members_new(const struct measure_scan *scan);
/* Their rows have become the part's. */
void measure_scan_members_free(struct scan_members *members, struct scan_part *part);
/* The cells of a key, ascending, and the contract. */
uint32_t measure_scan_cells_of(
	const struct measure_scan *scan, uint64_t key, struct scan_cells *cells);
void measure_scan_member(struct scan_members *members, struct scan_part *part, size_t person,
	const struct measure_visit *visits, size_t count, size_t place);
/* Fetches what measure_scan_member looks at, for members who come soon: `near` after `far`. */
void measure_scan_member_expect(const struct measure_scan *scan, size_t near, size_t far);

/* scan_keys.c: the classes of members' rows, once all parts have theirs. */
void measure_scan_keys_part(struct scan_part *part, const struct scan_keyed *rows, size_t count);
void measure_scan_keys_bucket(struct measure_scan *scan, size_t bucket);

/* scan_count.c: where an event counts, and counting it. */
void measure_scan_part_init(const struct measure_scan *scan, struct scan_part *part);
void measure_scan_part_free(struct scan_part *part);
static inline int measure_scan_month(const struct measure_scan *scan, int32_t day) /* -1: outside */
{
	return day < scan->first_day || day >= scan->last_day
		       ? -1
		       : scan->month_of[day - scan->first_day];
}
static inline bool measure_scan_is_round(enum measure_scan_of of)
{
	return of == MEASURE_SCAN_SIDES || of == MEASURE_SCAN_PROFILE;
}
void measure_scan_shares_of(const struct measure_scan *scan, const struct scan_event *placed,
	struct scan_shares *shares);
uint32_t measure_scan_cell(const struct scan_tally *tally, const struct scan_share *share);
void measure_scan_count(const struct measure_scan *scan, struct scan_part *part,
	const struct scan_share *share, uint32_t who);
/* In one tally twice, for two units: then each share is for itself, as in joint.c. */
bool measure_scan_is_twice(const struct scan_shares *shares);
/* Whether a share is the person's, as a unit of one person is too. */
bool measure_scan_is_own(const struct measure_scan *scan, const struct scan_share *share);
/* The classes of one row that are this owner's; SCAN_AREA: the person. */
void measure_scan_classify(const struct measure_scan *scan, struct scan_part *part,
	uint32_t contract, const struct scan_shares *shares, uint32_t cohort, uint32_t unit,
	uint32_t who);

#endif
