/*
 * Everything about one programme: who is in it, how far they came, what happened before and after.
 *
 * begin makes the cohorts, want says what is to be added up for them (scan.h); then come the
 * figures of who is in it, and those of each of its measures. Their models are joined in this
 * order.
 */
#ifndef MEASURE_PROGRAMME_H
#define MEASURE_PROGRAMME_H

#include "match.h"
#include "model.h"
#include "scan.h"

struct measure_programme {
	const struct tl_programme *definition;
	struct measure_arms arms;
	struct measure_match match;
};

bool measure_programme_begin(const struct measure_world *world, size_t jobs,
	struct measure_programme *programme, struct tl_err *err);
bool measure_programme_want(
	const struct measure_programme *programme, struct measure_scan *scan, struct tl_err *err);
void measure_programme_people(const struct measure_world *world,
	const struct measure_programme *programme, struct measure_model *model);
bool measure_programme_measure(const struct measure_world *world,
	const struct measure_programme *programme, const struct tl_use *use,
	struct measure_model *model, struct tl_err *err);
void measure_programme_free(struct measure_programme *programme);

#endif
