/*
 * Numbers that follow from other numbers, as they may be published.
 */
#ifndef DISCLOSE_DERIVE_H
#define DISCLOSE_DERIVE_H

#include "measured.h"

/* A cell that says nothing but its status and why. */
struct tl_result derive_nothing(enum tl_status status, enum tl_reason reason);

/* point->rule is decided: publishes a model point by it, at so many significant figures (0: all).
 */
void derive_model(struct measured *measured, struct measured_point *point, unsigned significant);

/* Publishes a derived point, and first what it stands on; a point already published is left alone.
 */
bool derive_publish(struct measured *measured, struct measured_point *point, struct tl_err *err);

/* Half away from zero: (0.01249, 2) is 0.012, (12.5, 2) is 13. */
double derive_significant(double value, unsigned figures);

#endif
