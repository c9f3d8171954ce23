/* How alike two filters are: the levels of field.h, by Dice and by the variants behind a filter. */
#ifndef LINK_FILTERED_H
#define LINK_FILTERED_H

#include "values.h"

/* Of two values of one field that differ, both known. */
unsigned filtered_level(const struct values *values, uint32_t a, uint32_t b); /* filter_level */
unsigned filtered_record_level(const struct values *values, uint32_t a, uint32_t b);

/* Is a forename (a of `forenames`) also a name that b of `surnames` has? Only with variants. */
bool filtered_name_met(
	const struct values *forenames, uint32_t a, const struct values *surnames, uint32_t b);

#endif
