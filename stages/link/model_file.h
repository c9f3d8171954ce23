/*
 * A model as a file: readable, to be reviewed, edited, checked in and applied next month.
 *
 *   version: 1
 *   share_same: 1.29e-06         of all pairs, so many are one person
 *   share_household: 4.6e-06     0: there are no households
 *   fields:
 *     - name: postcode
 *       kind: postcode           and, of a token or filter, meaning
 *       levels:
 *         - {level: exact, same: 0.71, household: 0.83, unrelated: 0.00008}
 *     - name: city
 *       kind: text
 *       depends_on: postcode     then each level is there once for each level of that field
 *       levels:
 *         - {given: exact, level: exact, same: 0.97, household: 0.97, unrelated: 0.95}
 *
 * `same`, `household` and `unrelated` are the shares of pairs of that class which agree so, among
 * those where both values are known: greater than 0, at most 1.
 */
#ifndef LINK_MODEL_FILE_H
#define LINK_MODEL_FILE_H

#include "model.h"

void model_write(const struct model *model, struct tl_buf *out);

/* For these fields, each of which the file must have with the same kind. EX_CONFIG with file, line
 * and column where it does not. */
bool model_read(struct model *model, const char *path, const struct field *fields, size_t count,
	struct tl_err *err);

#endif
