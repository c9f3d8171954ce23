/*
 * The groups that study.yaml names under linkage.bias, by which the data-quality pack shows who is
 * linked less often: an attribute of the extracts (ethnicity), or the arms of each programme. Every
 * person is in exactly one group of each.
 *
 * Of an attribute, the word that most of the person's live rows have, whoever sent them; of several
 * as frequent the first in byte order; "not-recorded" where none has any. Of a programme, the arm
 * the person was ever in by as_at: the programme's, else an earlier service's, else the
 * comparison's, unmatched ones included; "outside" where none.
 */
#ifndef MEASURE_BIAS_H
#define MEASURE_BIAS_H

#include "world.h"

#define MEASURE_BIAS_WORDS_MOST 32 /* more are no groups: EX_DATAERR */

struct measure_bias {
	const char *axis; /* the attribute, or "arm:PROGRAMME" */
	const char **groups;
	size_t group_count;
	int32_t *of; /* by person: in groups */
};

struct measure_biases {
	struct tl_arena arena;
	struct measure_bias *items;
	size_t count;
};

bool measure_biases_make(
	const struct measure_world *world, struct measure_biases *biases, struct tl_err *err);
void measure_biases_free(struct measure_biases *biases);

/* The groups of one attribute, bias->axis, and which each person is in; in the arena. named_by: who
 * asks, for messages. */
bool measure_bias_know(const struct measure_world *world, struct tl_arena *arena,
	struct measure_bias *bias, const char *named_by, struct tl_err *err);

/* "arm:PROGRAMME" */
const char *measure_bias_axis(struct tl_arena *arena, const struct tl_programme *programme);
/* Whether study.yaml names it: an attribute, or "arm". */
bool measure_bias_has(const struct tl_study *study, const char *name);

#endif
