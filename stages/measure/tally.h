/*
 * Adding up: contributions (who, where in the cross, how much) become atoms, the finest cross, and
 * points, which roll atoms up over localities ("all") and groups ("").
 *
 * Two ways to add:
 *   sums      rows, quantities, days: atoms are the finest cells of position x locality x group x
 *             class
 *   distinct  people, families: atoms are the classes of units with the same membership in every
 *             point, so that any two points that share units are seen to (past 50,000 classes: the
 *             classes within each position)
 *
 * Contributions come sorted by `who`; nothing else about their order shows in the result.
 */
#ifndef MEASURE_TALLY_H
#define MEASURE_TALLY_H

#include "model.h"
#include "rows.h"

struct measure_scan_tally;

struct measure_part { /* a contribution */
	int64_t who; /* -1: not known; below: a provider */
	int64_t amount;
	int32_t position, locality, group; /* group -1: counts in the whole only */
	int32_t class; /* sums: 0, 1 or 2, whatever the tables make of it */
	int32_t delivery; /* the row, for explaining; -1: see words */
	int64_t at;
	const char *words;
	int64_t from; /* sums: where on the row's line of units it begins (joint.h) */
	uint32_t what; /* is counted of the row; 0: like nothing else */
	int32_t days; /* a duration's own number, not added up */
};
struct measure_parts {
	TL_VEC(struct measure_part) items;
};
/* By who, delivery, place in it and class: parts that were laid out row by row and belong to units.
 */
void measure_parts_sort(struct measure_parts *parts);

/* The cross. Localities include elsewhere as the last; 0: no localities, the whole only. */
struct measure_cross {
	size_t positions, localities, groups;
	bool total; /* a point over all positions together as well, at position = positions */
	bool corners; /* groups within each locality too, not in the whole only */
	bool unknown; /* contributors are not known (counts as delivered) */
	/* Points that are not there: by measure_cross_at; NULL: all are. */
	const bool *absent;
	/* Why, where the sender says it: enum tl_status by place. TL_SHOWN, or NULL: not covered.
	 */
	const uint8_t *said;
	/* ... and where a partner keeps rows of that time back; NULL: nowhere. */
	const bool *withheld;
};

/* Where a point lies: position, locality or group at their count is the whole. */
size_t measure_cross_at(
	const struct measure_cross *cross, size_t position, size_t locality, size_t group);
size_t measure_cross_size(const struct measure_cross *cross);

/* Writes the key of one point; false: no such point is wanted. */
typedef bool measure_key_fn(
	void *context, size_t position, size_t locality, size_t group, struct measure_key *key);

/* Points made, by measure_cross_at; MEASURE_NO_POINT where none. To be freed. */
struct measure_table {
	size_t *points;
};

/* Sums of the parts whose class is in `classes` (a bit each: 1 << class). Several tables over the
 * same parts share their atoms: that is how a numerator is part of its denominator. */
struct measure_sum {
	unsigned classes;
	measure_key_fn *key;
	struct measure_table table; /* result */
};
void measure_tally_sums(struct measure_model *model, const struct measure_parts *parts,
	const struct measure_cross *cross, struct measure_sum *sums, size_t sum_count,
	void *context);

/* The same sums from what a scan found: the classes are those of the scan's tally. */
void measure_tally_scanned(struct measure_model *model, const struct measure_scan_tally *scanned,
	const struct measure_cross *cross, struct measure_sum *sums, size_t sum_count,
	void *context);

/* Distinct `who` per point. Parts with who -1 are left out. */
void measure_tally_distinct(struct measure_model *model, const struct measure_parts *parts,
	const struct measure_cross *cross, measure_key_fn *key, void *context,
	struct measure_table *table);

/* Distinct units over points made already: pairs of (who, point), in any order. Takes memory for
 * every number from the least `who` to the greatest, which is why units are numbered. */
struct measure_member {
	int64_t who;
	size_t point;
};
struct measure_members {
	TL_VEC(struct measure_member) items;
	const int64_t *weights; /* by who: how many units it stands for; NULL: one each */
};
void measure_tally_members(struct measure_model *model, struct measure_members *members);

#endif
