/*
 * What measuring is at: whoever wants to know what its parts take (bench/measure) is told as each
 * begins, by the thread that measures. Nothing of the result depends on it.
 */
#ifndef MEASURE_PHASES_H
#define MEASURE_PHASES_H

#include <stddef.h>

struct measure_phases {
	void (*begin)(void *context, const char *phase);
	void *context;
};

/* phases NULL: nobody asks. */
static inline void measure_phase(const struct measure_phases *phases, const char *phase)
{
	if (phases)
		phases->begin(phases->context, phase);
}

#endif
