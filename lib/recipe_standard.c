/* Standardised rates, from the strata's published counts: roles in the order of the strata. */
#include "recipe_private.h"

#include <stdlib.h>
#include <string.h>
#include <throughline/arena.h>
#include <throughline/stats.h>

#define ROLES 4

/* The values of up to four roles, a stratum an entry of each; count 0 where they do not match. */
struct strata {
	double *values[ROLES];
	size_t count;
};

static size_t gather_role(const struct recipe_computing *c, const char *role, double *values)
{
	size_t count = 0;

	for (size_t i = 0; i < c->count; i++)
		if (strcmp(c->operands[i].role, role) == 0)
			values[count++] = c->operands[i].value;
	return count;
}

static void strata_gather(const struct recipe_computing *c, enum tl_method method, struct strata *s)
{
	const char *const *roles = tl_methods[method].roles;

	for (size_t r = 0; roles[r]; r++) {
		size_t count;

		assert(r < ROLES);
		s->values[r] = tl_alloc(c->count + 1, sizeof *s->values[r]);
		count = gather_role(c, roles[r], s->values[r]);
		assert(r == 0 || count == s->count);
		s->count = count;
	}
}

static void strata_free(struct strata *s)
{
	for (size_t r = 0; r < ROLES; r++)
		free(s->values[r]);
}

static void put_limits(struct tl_result *result, double value, struct tl_limits at95,
	struct tl_limits at998, double per)
{
	result->value = value * per;
	result->lower = at95.lower * per;
	result->upper = at95.upper * per;
	result->lower_998 = at998.lower * per;
	result->upper_998 = at998.upper * per;
}

static void refuse_standard(struct tl_result *result, enum tl_standard_refusal refusal)
{
	switch (refusal) {
	case TL_STANDARD_FEW:
		recipe_refuse(result, TL_TOO_FEW, TL_REASON_FEW_EVENTS);
		break;
	case TL_STANDARD_UNKNOWN:
	case TL_STANDARD_IMPOSSIBLE:
	case TL_STANDARD_NOTHING_EXPECTED:
		recipe_refuse(result, TL_NOT_APPLICABLE, TL_REASON_NO_DENOMINATOR);
		break;
	case TL_STANDARD_GIVEN:
	case TL_STANDARD_REFUSAL_COUNT_OF:
		break;
	}
}

static double per_of(const struct recipe_computing *c)
{
	return c->settings->per > 0 ? c->settings->per : 1;
}

void recipe_compute_dsr(const struct recipe_computing *c)
{
	struct strata strata = {0};
	struct tl_dsr dsr;

	strata_gather(c, TL_METHOD_DSR, &strata);
	dsr = tl_dsr_rate(&(struct tl_dsr_strata){.counts = strata.values[0],
		.populations = strata.values[1],
		.weights = strata.values[2],
		.count = strata.count});
	if (dsr.refusal == TL_STANDARD_GIVEN) {
		put_limits(c->result, dsr.value, tl_dsr_limits(&dsr, TL_LEVEL_95),
			tl_dsr_limits(&dsr, TL_LEVEL_998), per_of(c));
		c->result->method = "Dobson";
	}
	refuse_standard(c->result, dsr.refusal);
	strata_free(&strata);
}

void recipe_compute_isr(const struct recipe_computing *c)
{
	struct strata strata = {0};
	struct tl_isr isr;

	strata_gather(c, TL_METHOD_ISR, &strata);
	isr = tl_isr_ratio(&(struct tl_isr_strata){.counts = strata.values[0],
		.populations = strata.values[1],
		.reference_counts = strata.values[2],
		.reference_populations = strata.values[3],
		.count = strata.count});
	if (isr.refusal == TL_STANDARD_GIVEN) {
		put_limits(c->result, isr.value, tl_isr_limits(&isr, TL_LEVEL_95),
			tl_isr_limits(&isr, TL_LEVEL_998), per_of(c));
		c->result->method = tl_interval_method_name(isr.method);
	}
	refuse_standard(c->result, isr.refusal);
	strata_free(&strata);
}
