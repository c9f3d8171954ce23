/*
 * Records of made-up people, as several agencies keep them, with the truth beside each: one CSV in
 * a random order, a row a record.
 *
 *   unique_id,agency,first_name,surname,dob,sex,postcode,city,address,cluster,household
 *
 * unique_id counts the rows; dob is YYYY-MM-DD; sex F or M; what an agency does not hold is empty.
 * cluster is the true person, household the true family (who moved out of it is still of it).
 */
#ifndef GENERATE_PEOPLE_H
#define GENERATE_PEOPLE_H

#include <throughline/err.h>

/* records and seed: 0 for what the profile says. The same profile, records and seed make the same
 * bytes. */
bool people_write(
	const char *profile, size_t records, size_t seed, const char *out, struct tl_err *err);

#endif
