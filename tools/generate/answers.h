/*
 * truth.csv: what was planted, counted as it was made and by no code of the pipeline. A long table
 * (what, name, part, value), so that a test or a person can look one number up.
 */
#ifndef GENERATE_ANSWERS_H
#define GENERATE_ANSWERS_H

#include "partners.h"

enum answers_arm { ARM_PROGRAMME, ARM_WAITING, ARM_COUNT_OF };

struct answers {
	const struct town *town;
	int64_t before[DEMAND_COUNT_OF][ARM_COUNT_OF], after[DEMAND_COUNT_OF][ARM_COUNT_OF];
};

void answers_note(struct answers *answers, const struct demand_happening *happening);
bool answers_write(const struct answers *answers, const struct partners *partners, const char *path,
	struct tl_err *err);

#endif
