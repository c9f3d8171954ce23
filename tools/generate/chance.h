/*
 * Chance that can be asked again: a draw is a function of the seed, what it is for and two numbers
 * (a family and a day, say), never of the draws before it. So a partner can be added, or the days
 * be walked in another order, and everything else stays as it was. Whole numbers and the four
 * operations only: the same bytes on every machine.
 */
#ifndef GENERATE_CHANCE_H
#define GENERATE_CHANCE_H

#include <throughline/base.h>

struct chance {
	uint64_t seed;
};

struct chance chance_for(uint64_t seed, const char *what);
uint64_t chance_bits(struct chance chance, uint64_t a, uint64_t b);
double chance_share(struct chance chance, uint64_t a, uint64_t b); /* 0 <= share < 1 */
uint32_t chance_below(struct chance chance, uint64_t a, uint64_t b, uint32_t limit);
bool chance_permille(struct chance chance, uint64_t a, uint64_t b, unsigned permille);
/* A whole number from low to high, both included. */
int chance_between(struct chance chance, uint64_t a, uint64_t b, int low, int high);

#endif
