/* Aalen and Johansen's curves: what happened first. 1 minus a Kaplan-Meier curve that censors the
 * other causes says too much, for those others can no longer have this one. */
#include <stdlib.h>
#include "survival_rows.h"

size_t tl_survival_competing(const double *times, const double *causes, size_t count,
	size_t cause_count, double *step_times, double *shares)
{
	size_t known, made = 0, width = cause_count + 1;
	struct survival_row *rows = survival_rows(times, causes, NULL, count, &known);
	double none = 1;

	for (size_t first = 0, past; first < known; first = past) {
		double at_risk = (double)(known - first), ended = 0;
		double *now = shares + made * width;

		for (size_t k = 1; k < width; k++)
			now[k] = made ? (now - width)[k] : 0;
		for (past = first; past < known && rows[past].time == rows[first].time; past++) {
			size_t cause = (size_t)rows[past].event;

			assert(cause < width);
			ended += cause != 0;
			if (cause)
				now[cause] += none / at_risk;
		}
		none *= 1 - ended / at_risk;
		now[0] = none;
		step_times[made++] = rows[first].time;
	}
	free(rows);
	return made;
}
