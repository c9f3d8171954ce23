/*
 * What a programme's figures could show, said before there are data: the best design that its
 * comparison allows (the Maryland level that its impact figures will carry), the smallest effect
 * that its numbers would find, and what would improve either.
 *
 * The effect is the rate ratio below 1 found with 80% power at two-sided 5% (tl_detectable_ratio),
 * from `plan` and each primary measure's `expected` and windows. Nothing is read but definitions.
 */
#ifndef PIPELINE_CHECK_DESIGN_H
#define PIPELINE_CHECK_DESIGN_H

#include <throughline/study.h>

void check_design_say(const struct tl_study *study, struct tl_buf *out);

#endif
