/*
 * Lists of numbers in order: by their first number, then by their second and so on; what ends first
 * comes first.
 */
#ifndef MEASURE_LISTS_H
#define MEASURE_LISTS_H

#include <stddef.h>
#include <stdint.h>

struct measure_listed {
	uint64_t begins; /* the first two, which tell most lists apart */
	const uint32_t *list;
	uint32_t count, number; /* number: whose list it is */
};
/* Of one number at least. */
struct measure_listed measure_listed_of(const uint32_t *list, uint32_t count, size_t number);
/* Equal lists in any order. Nothing is moved where they are in order already. */
void measure_lists_sort(struct measure_listed *lists, size_t count);

#endif
