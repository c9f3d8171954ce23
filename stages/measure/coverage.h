/*
 * The days that extracts cover. An event can only be absent on a covered day; on any other it is
 * not evidenced, and nobody's time is counted.
 *
 * Settle says which days a contract's deliveries cover together (table covered: what is stated,
 * else the months that rows speak of, and for rows delivered as they stand everything until the
 * as-at day). Days that a contract says are withheld are never covered.
 *
 * Where a contract's coverage is by locality (docs/study.md), each locality has days of its own,
 * and the contract as a whole the days that all of them have: a total with a part missing is none.
 * Where neither a column of the contract nor link says where a row belongs, no locality has any
 * day: none of its rows is not nought.
 *
 * Units of a programme are measured by the whole, for they come from several localities and move.
 */
#ifndef MEASURE_COVERAGE_H
#define MEASURE_COVERAGE_H

#include "world.h"

struct measure_days {
	TL_VEC(struct tl_span) spans; /* half-open, apart and ascending */
	TL_VEC(struct tl_span) withheld; /* half-open: of the days not covered, those kept back */
};

/* The days covered by every one of the contracts, not after as_at. */
void measure_coverage_of(const struct measure_world *world, char *const *contracts, size_t count,
	struct measure_days *days);
/* The same for the contracts that a definition's rows come from. */
void measure_coverage_of_rows(
	const struct measure_world *world, const struct tl_rows *rows, struct measure_days *days);
/* ... in one locality; "": in all of them. */
void measure_coverage_in(const struct measure_world *world, const struct tl_rows *rows,
	const char *locality, struct measure_days *days);
void measure_days_intersect(struct measure_days *days, const struct measure_days *with);
bool measure_days_hold(const struct measure_days *days, int32_t day);
bool measure_days_hold_span(const struct measure_days *days, struct tl_span span); /* all of it */
int64_t measure_days_within(const struct measure_days *days, struct tl_span span); /* how many */
bool measure_days_withhold(const struct measure_days *days, struct tl_span span); /* any of it */
void measure_days_free(struct measure_days *days);

#endif
