/* What the files lib/recipe*.c share. */
#ifndef THROUGHLINE_LIB_RECIPE_PRIVATE_H
#define THROUGHLINE_LIB_RECIPE_PRIVATE_H

#include <throughline/recipe.h>
#include <throughline/stats.h>

struct recipe_computing {
	const struct tl_operand *operands;
	size_t count;
	const struct tl_recipe_settings *settings;
	struct tl_result *result;
};

bool recipe_is_published(const struct tl_operand *operand);
/* The first operand of a role, or NULL. */
const struct tl_operand *recipe_operand_of(
	const struct tl_operand *operands, size_t count, const char *role);
/* Its value; NaN where there is none. */
double recipe_value_of(const struct tl_operand *operands, size_t count, const char *role);
void recipe_refuse(struct tl_result *result, enum tl_status status, enum tl_reason reason);

/* recipe_money.c */
void recipe_compute_benefit(const struct recipe_computing *c);
void recipe_compute_sum(const struct recipe_computing *c);
void recipe_compute_present(const struct recipe_computing *c);
void recipe_compute_quotient(const struct recipe_computing *c);
void recipe_compute_payback(const struct recipe_computing *c);
void recipe_compute_due(const struct recipe_computing *c);
void recipe_compute_payment(const struct recipe_computing *c);

#define RECIPE_OF_A_RATIO                                                                          \
	"as the rate ratio" /* the method of an interval that follows from another */
/* The rate ratio that the operands make, or the one that is there; false: refused. */
bool recipe_ratio_interval(const struct recipe_computing *c, struct tl_interval *interval);

/* The same of counts x1, t1, x0, t0, with the operands' spread. */
bool recipe_ratio_of(
	const struct recipe_computing *c, const double counts[4], struct tl_interval *interval);
void recipe_put_interval(struct tl_result *result, struct tl_interval interval);
/* Where a whole ratio is under it, its interval was made elsewhere. */
void recipe_put_of_ratio(const struct recipe_computing *c, struct tl_interval interval);

/* recipe_worst.c */
void recipe_compute_missed(const struct recipe_computing *c);
void recipe_compute_lost(const struct recipe_computing *c);

/* recipe_p.c */
void recipe_compute_p(const struct recipe_computing *c);
void recipe_compute_holm(const struct recipe_computing *c);
void recipe_compute_bh(const struct recipe_computing *c);

/* recipe_xmr.c */
void recipe_compute_xmr(const struct recipe_computing *c);
/* Puts value, limits and flag of each point of the series that is shown into the result at its own
 * place among the operands; other results are left alone. */
void recipe_judge_series(const struct recipe_computing *c, struct tl_result *results);

/* recipe_its.c */
void recipe_compute_its(const struct recipe_computing *c);
bool recipe_its_term_is(const char *name);

/* recipe_standard.c */
void recipe_compute_dsr(const struct recipe_computing *c);
void recipe_compute_isr(const struct recipe_computing *c);

#endif
