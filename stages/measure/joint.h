/*
 * Joint atoms: classes of what rows say by all the cells that count it, whatever the measure.
 *
 * Each measure adds up by itself and makes atoms of its own; the same rows under two measures
 * would look like different ones, and a number that one measure hides another would tell. So every
 * tally hands on which row went into which atom (struct measure_share), and once all are done each
 * atom is replaced by the classes of rows that went into the same atoms everywhere.
 *
 *   A row is a line of units for each thing counted of it: itself (one unit), or a column (as many
 * as it says). A share is a stretch of that line. Columns that a measure divides by each other lie
 * on one line, the first units of both being the same, as in the measure itself.
 *
 *   A contract with more than MEASURE_JOINT_MAX classes keeps the atoms as they are; only those
 * with exactly the same rows under them become one.
 */
#ifndef MEASURE_JOINT_H
#define MEASURE_JOINT_H

#include "model.h"
#include "scan.h"
#include "world.h"

#define MEASURE_JOINT_MAX 50000

/* scan: what was scanned for the model, or NULL. False: rows that were scanned for all were counted
 * without the scan too, so nothing of the model can be trusted and all must be measured again
 * without one. */
bool measure_joint(struct measure_model *model, const struct measure_world *world,
	const struct measure_scan *scan, size_t jobs);

#endif
