/* A definition's rule in plain words, as it prints beside the figures that it makes. */
#ifndef MEASURE_RULE_H
#define MEASURE_RULE_H

#include "world.h"

void measure_rule_of_measure(
	const struct measure_world *world, const struct tl_measure *measure, struct tl_buf *out);
void measure_rule_of_programme(const struct measure_world *world,
	const struct tl_programme *programme, struct tl_buf *out);
/* "9 Secure housing: " and the measures of this study that show it, or that none does. */
void measure_rule_of_outcome(
	const struct tl_study *study, const struct tl_outcome *outcome, struct tl_buf *out);
void measure_rule_of_framework(
	const struct tl_study *study, const struct tl_framework *framework, struct tl_buf *out);

#endif
