/*
 * The candidate as a reader will see it: cells, the sums they obey, what was recomputed from what.
 *
 * Read from candidate.db; only the cost of hiding a cell, how uncertain an amount must stay, which
 * draft this is and which round come from working.db. Cells lie in the order of their ids. Release
 * with candidate_free; {0} is fine to free.
 */
#ifndef AUDIT_CANDIDATE_H
#define AUDIT_CANDIDATE_H

#include <throughline/cell.h>
#include <throughline/db.h>
#include <throughline/vec.h>

#define CANDIDATE_NUMBERS                                                                          \
	10 /* value, four limits, centre, numerator, denominator, eligible, missing */
enum { NUMBER_VALUE = 0, NUMBER_NUMERATOR = 6, NUMBER_DENOMINATOR = 7 };

struct candidate_cell {
	const char *id;
	enum tl_status status;
	bool is_time; /* person-time: any number, not only whole ones */
	bool counts_people; /* its own contributors: people or families */
	double numbers[CANDIDATE_NUMBERS]; /* NaN: none */
	int64_t cost; /* of hiding it; INT64_MAX: never */
	bool is_amount; /* a sum of a column by its contributors: few of them say nothing of its
			   size */
	double low, high; /* of an amount: a reader must be able to think it so little, so much */
	size_t sums_from, sums_to; /* in candidate.sums_of */
};

struct candidate_term {
	size_t cell;
	double coefficient;
};

struct candidate_operand {
	size_t cell, operand;
	const char *role; /* a word of the arena's */
};

/* What the public is told of the policy. */
struct candidate_policy {
	int64_t threshold, base, contributors, least_width;
	bool zeros_hidden;
	bool secondary; /* some cells are hidden to protect others */
};

struct candidate {
	struct tl_arena arena;
	struct candidate_policy policy;
	TL_VEC(struct candidate_cell) cells;
	TL_VEC(struct candidate_term) terms; /* by sum */
	TL_VEC(size_t) sum_start; /* one more than there are sums */
	TL_VEC(size_t) sums_of; /* by cell */
	TL_VEC(struct candidate_operand) operands;
	const char *root;
	int64_t round; /* of the verdict that disclose followed; 0: none */
};

bool candidate_read(struct candidate *candidate, const char *candidate_path,
	const char *working_path, struct tl_err *err);
void candidate_free(struct candidate *candidate);

static inline size_t candidate_sums(const struct candidate *candidate)
{
	return candidate->sum_start.count ? candidate->sum_start.count - 1 : 0;
}
static inline bool candidate_is_published(const struct candidate_cell *cell)
{
	return cell->status == TL_SHOWN || cell->status == TL_ROUNDED;
}

#endif
