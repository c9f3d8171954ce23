/* p values from the published numbers that their interval is made of, and adjusted over several. */
#include "recipe_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <throughline/arena.h>
#include <throughline/stats.h>

void recipe_compute_p(const struct recipe_computing *c)
{
	const struct tl_operand *ratio = recipe_operand_of(c->operands, c->count, "x");
	struct tl_interval interval;
	double spread = recipe_value_of(c->operands, c->count, "spread");

	if (!recipe_ratio_interval(c, &interval))
		return;
	if (ratio)
		c->result->value =
			tl_ratio_p_of_limits(interval.value, interval.lower, interval.upper);
	else if (interval.method == TL_INTERVAL_ROBUST)
		c->result->value = tl_ratio_p_log_se(interval.value, spread);
	else
		c->result->value = tl_ratio_p(recipe_value_of(c->operands, c->count, "x1"),
			recipe_value_of(c->operands, c->count, "t1"),
			recipe_value_of(c->operands, c->count, "x0"),
			recipe_value_of(c->operands, c->count, "t0"));
	if (isnan(c->result->value))
		recipe_refuse(c->result, TL_TOO_FEW, TL_REASON_TOO_FEW);
	c->result->method = ratio ? RECIPE_OF_A_RATIO : tl_interval_method_name(interval.method);
}

/* A question that was asked counts, whatever hides its answer: as if it were no difference at all.
 * One that the data cannot answer was not asked. */
static double asked(const struct tl_operand *operand)
{
	if (recipe_is_published(operand))
		return operand->value;
	return operand->status == TL_NOT_AVAILABLE || operand->status == TL_NOT_APPLICABLE ? NAN
											   : 1;
}

/* Equal p values come out equal, so any one that is this point's own will do. */
static void adjust(const struct recipe_computing *c, const char *name,
	void (*method)(const double *p, size_t count, double *adjusted))
{
	double own = recipe_value_of(c->operands, c->count, "x");
	double *p = tl_alloc(c->count + 1, sizeof *p),
	       *adjusted = tl_alloc(c->count + 1, sizeof *p);
	size_t count = 0;

	for (size_t i = 0; i < c->count; i++)
		if (strcmp(c->operands[i].role, "among") == 0)
			p[count++] = asked(&c->operands[i]);
	method(p, count, adjusted);
	for (size_t i = 0; i < count; i++)
		if (p[i] == own)
			c->result->value = adjusted[i];
	c->result->method = name;
	free(p);
	free(adjusted);
}

void recipe_compute_holm(const struct recipe_computing *c)
{
	adjust(c, "Holm", tl_adjust_holm);
}

void recipe_compute_bh(const struct recipe_computing *c)
{
	adjust(c, "Benjamini-Hochberg", tl_adjust_bh);
}
