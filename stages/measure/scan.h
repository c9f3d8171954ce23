/*
 * One scan over the events of all deliveries, for every sum of rows that anybody wants.
 *
 * Measuring has two rounds. First every measure of every programme and area says what it will add
 * up (measure_*_want): a tally. Then the scan goes once over the rows and stands at each person
 * once, and each tally gets its sums, its contributors and the classes of rows under it. Then the
 * measures make their figures and find their tallies here (measure_scan_find).
 *
 * What can be wanted is a count of rows: one unit a row, dated by one column, by month or by the
 * windows before and after. Anything else (quantities, a SELECT, durations, explaining) picks its
 * rows itself (rows.h), as does a tally that is not found: the figures are the same, only slower.
 * TL_CPU=reference scans nothing, so that the two can be held against each other.
 *
 * Rows of a contract have joint atoms (joint.h), so a contract is scanned for all who count its
 * rows or for none. Who counts rows in a way that cannot be wanted says so with
 * measure_scan_refuse; forgetting to is found by measure_joint, and all is measured again without a
 * scan.
 *
 * How: what the definitions make of a row is its profile, a small number. Filters on coded columns
 * are looked up by code, so that it costs a look per column, whatever the number of measures
 * (scan_rows.c). Then people are walked, each with its visits in order of their days (visits.h):
 * nearly everybody is counted by place, month and profile (scan_grid.c), nobody's rows and those of
 * people in cohorts who moved row by row (scan_people.c). Those in a cohort are counted for the
 * units that they are: of one person in the same walk (scan_member.c), of several once more by
 * unit (scan_units.c). Stretches of people are cut by numbers of visits and joined in their order,
 * so that threads do not show.
 */
#ifndef MEASURE_SCAN_H
#define MEASURE_SCAN_H

#include "cohort.h"
#include "coverage.h"
#include "model.h"
#include "tally.h"

enum measure_scan_of {
	MEASURE_SCAN_MONTHS, /* the numerator by month */
	MEASURE_SCAN_SHARE, /* numerator and denominator by month; classes as in series_events.c */
	MEASURE_SCAN_UNDER, /* the denominator by month */
	MEASURE_SCAN_SIDES, /* the numerator of a cohort's units before and after */
	MEASURE_SCAN_PROFILE, /* the same by month round the first day (profile.h) */
};

/* What is wanted and, once scanned, found. Places are by measure_cross_at of `cross`. */
struct measure_scan_tally {
	enum measure_scan_of of;
	const struct tl_measure *measure;
	const struct measure_cohort *cohort; /* NULL: the area */
	struct measure_groups groups;
	struct measure_cross cross; /* its sizes only; months have a total */
	size_t classes; /* 1; of a share 3 */
	struct measure_atom *atoms; /* by finest place * classes + class */
	int64_t *contributors[2]; /* by place: of the numerator (or all), of the denominator */
	const struct tl_span *windows; /* SIDES: by unit and side */
	int64_t *unit_sums; /* likewise */
	/* SIDES: covered days instead of rows, for all who look at the same days: cross, atoms,
	 * contributors and unit_sums alone. No row is under them, so they have no part in joint
	 * atoms. */
	const struct measure_scan_tally *time;
	bool is_time;
	uint32_t first_cell; /* the scan's number of atoms[0] */
	bool refused;
};

struct measure_scan;
struct measure_scan *measure_scan_new(const struct measure_world *world);
void measure_scan_free(struct measure_scan *scan);

/* In the order in which the figures will be made: it is the order of the atoms. */
bool measure_scan_want(struct measure_scan *scan, enum measure_scan_of of,
	const struct tl_measure *measure, const struct measure_cohort *cohort, struct tl_err *err);
/* Somebody adds up these rows without the scan. */
void measure_scan_refuse(struct measure_scan *scan, const struct tl_rows *rows);
bool measure_scan_run(struct measure_scan *scan, size_t jobs, struct tl_err *err);
/* Puts the classes in the order of their cells, which is that of the atoms that joint.c makes of
 * them. Figures may be made meanwhile: they look at tallies only. */
void measure_scan_sort(struct measure_scan *scan);

/* NULL: it was not scanned. scan may be NULL. */
const struct measure_scan_tally *measure_scan_find(const struct measure_scan *scan,
	enum measure_scan_of of, const struct tl_measure *measure,
	const struct measure_cohort *cohort);

/* ---- for joint.c ---------------------------------------------------------------------------- */

/* Rows that lie in the same cells: of one contract, ascending cells. A class may come more than
 * once, of different people each time. */
struct measure_scan_class {
	uint32_t contract; /* the first delivery of it */
	const uint32_t *cells;
	uint32_t count;
	struct measure_atom atom;
};
/* Of other people. */
void measure_scan_add_atom(struct measure_atom *atom, const struct measure_atom *other);
const struct measure_scan_class *measure_scan_classes(
	const struct measure_scan *scan, size_t *count);
/* Whether the rows of a delivery's contract were scanned. */
bool measure_scan_holds(const struct measure_scan *scan, size_t delivery);

#endif
