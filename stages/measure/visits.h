/*
 * Rows in the order of their people.
 *
 * A visit is a dated row that still counts, of the deliveries that are asked for: which row, and
 * the day that dates it. Visits lie by person, nobody's first, and a person's by day, then delivery
 * and place in it; nobody's by delivery and place alone. No definition is looked at, so whoever
 * counts people's rows starts from here (scan.h).
 *
 * Eight bytes a row; a counting sort, cut into slices of people of a fixed size.
 */
#ifndef MEASURE_VISITS_H
#define MEASURE_VISITS_H

#include <throughline/facts.h>

struct measure_world;

#define MEASURE_VISITS_AHEAD 24 /* so far may be looked past the last: day 0 of row 0 */

struct measure_visit {
	int32_t day;
	uint32_t row; /* numbered through the deliveries: first_row[delivery] + place in it */
};

struct measure_visits {
	const struct tl_fact_array **date; /* by delivery: what dates it; NULL: it is left out */
	size_t *first_row; /* by delivery, one more at the end: whether left out or not */
	struct measure_visit *items; /* and room to look ahead */
	size_t *first; /* by person_no + 1, 0 nobody; one more at the end */
	size_t delivery_count;
};

/* date: by delivery. False: there are more rows than can be numbered, and *visits is empty. */
bool measure_visits_make(const struct measure_world *world, const struct tl_fact_array *const *date,
	size_t jobs, struct measure_visits *visits);
/* Those of the world's events, each dated by its role: what measures count unless they say
 * otherwise. They are kept in the world. */
void measure_visits_load(struct measure_world *world, size_t jobs);
void measure_visits_free(struct measure_visits *visits);

#endif
