/*
 * The rows that a definition picks (its `where`, or its `sql`), each with who, when, where and how
 * much. Adding up is never done here.
 */
#ifndef MEASURE_ROWS_H
#define MEASURE_ROWS_H

#include "world.h"

#define MEASURE_NO_DAY INT32_MIN
#define MEASURE_OPEN INT32_MAX
#define MEASURE_OF_ROWS 1u

struct measure_row {
	int64_t person; /* -1: nobody's, or not linked; below: nobody's, but the provider's it names
			 */
	int64_t quantity; /* 1 where each row counts once */
	int64_t at; /* its place in the delivery's facts */
	int32_t delivery; /* in world->deliveries */
	int32_t from; /* the day that dates it; MEASURE_NO_DAY */
	int32_t to; /* half-open; MEASURE_OPEN: still open, or no end */
	int32_t locality; /* the row's own, else -1 */
	int32_t group; /* in the groups, else -1 */
	uint32_t what; /* is counted: MEASURE_OF_ROWS, or a digest of the column's name */
};

struct measure_rows {
	struct measure_row *items; /* by person, then delivery and place in it */
	size_t count;
};

/* The codes of a measure's `by` column: those the contracts list, in their order, then others met,
 * sorted, then "not-recorded" where a row may be blank. Where the rows have no such column they are
 * of people: sexes, bands of age, or the words of another extract about them (bias.h). */
struct measure_group {
	const char *code, *label;
};
struct measure_groups {
	const char *column; /* NULL: no groups, or not by a column */
	const int32_t *of_person; /* by person, where they are by what is known of people */
	bool by_age; /* ... or by the age on the day that dates a row */
	TL_VEC(struct measure_group) items;
};
bool measure_groups_of(const struct measure_world *world, const struct tl_measure *measure,
	struct tl_arena *arena, struct measure_groups *groups, struct tl_err *err);
/* Of a row without such a column: its person's group. */
int32_t measure_group_of_person(const struct measure_world *world,
	const struct measure_groups *groups, int64_t person, int32_t day);
/* The number of a code; -1 where it is none. */
int32_t measure_group_find(const struct measure_groups *groups, struct tl_str code);
void measure_groups_free(struct measure_groups *groups);

/* Whose a row without a person is, as measure_row.person says it: equal for equal providers.
 * provider: the delivery's column of them; NULL: it has none. */
const struct tl_fact_array *measure_provider_of(const struct measure_delivery *delivery);
int64_t measure_provider_at(const struct tl_fact_array *provider, size_t at);

/* What is counted of a row, by a name for it; the same in every measure. Never 0 or 1. */
uint32_t measure_what(struct tl_str name);

struct measure_pick {
	const struct tl_rows *rows;
	const char *path; /* of the definition, for messages */
	const char *date; /* the column that dates a row; NULL: rows->date */
	const char *end; /* the column that ends it; NULL: the role end */
	const struct measure_groups *groups; /* NULL: none */
	bool keep_undated;
	bool unnumbered; /* the rows without a number, and only those */
};
bool measure_rows_pick(const struct measure_world *world, const struct measure_pick *pick,
	struct measure_rows *rows, struct tl_err *err);
/* Whether a definition's rows come from a contract by name. */
bool measure_rows_list(const struct tl_rows *rows, const char *contract);
void measure_rows_free(struct measure_rows *rows);

/* A date column of the row's own contract, MEASURE_NO_DAY where blank or not there. */
int32_t measure_row_day(
	const struct measure_world *world, const struct measure_row *row, const char *column);
/* The facts column that a definition's name (a field's or a role's) means in a delivery, or NULL.
 */
const struct tl_fact_array *measure_column(
	const struct measure_delivery *delivery, const char *name);
/* The columns that date a row and say how many it stands for; the second NULL: each row for one. */
const struct tl_fact_array *measure_date_of(
	const struct measure_delivery *delivery, const struct tl_rows *rows, const char *date);
const struct tl_fact_array *measure_quantity_of(
	const struct measure_delivery *delivery, const struct tl_rows *rows);
/* By dictionary code of the delivery's own locality column (NULL: none): the locality, -1 blank. */
const int32_t *measure_locality_codes(const struct measure_world *world,
	const struct measure_delivery *delivery, const struct tl_fact_array **column,
	struct tl_arena *arena);
/* By dictionary code of the delivery's column of the groups (NULL: none): the group, -1 none. */
const int32_t *measure_group_codes(const struct measure_groups *groups,
	const struct measure_delivery *delivery, const struct tl_fact_array **column,
	struct tl_arena *arena);
/* By person, keeping the order within: a counting sort. */
void measure_rows_sort(const struct measure_world *world, struct measure_rows *rows);

#endif
