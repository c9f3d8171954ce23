/* Two wards by three months with all their totals: small enough to try everything. */
#ifndef AUDIT_TESTS_GRID_H
#define AUDIT_TESTS_GRID_H

#include <stdint.h>

static inline uint32_t grid_chance(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 16;
}

static const char *const grid_sums[] = {
	"r0=a+b+c", "r1=d+e+f", "c0=a+d", "c1=b+e", "c2=c+f", "t=r0+r1", "t=c0+c1+c2"};
static const char *const grid_ids[] = {
	"a", "b", "c", "c0", "c1", "c2", "d", "e", "f", "r0", "r1", "t"};
enum { A, B, C, C0, C1, C2, D, E, F, R0, R1, T, GRID };

static inline void grid_fill(int values[GRID])
{
	values[C0] = values[A] + values[D];
	values[C1] = values[B] + values[E];
	values[C2] = values[C] + values[F];
	values[R0] = values[A] + values[B] + values[C];
	values[R1] = values[D] + values[E] + values[F];
	values[T] = values[R0] + values[R1];
}

#endif
