/*
 * Columns that travel as they stand although their name says that they tell who somebody is: where
 * a contract's author forgot the identity.
 */
#ifndef PSEUDONYMISE_CLEAR_H
#define PSEUDONYMISE_CLEAR_H

#include "plan.h"

/* The identity that a column's name speaks of, in words joined or parted by case, blanks or signs:
 * SURNAME for "surname", "Client Surname", "family_name"; BIRTH for "dob"; TEXT for "address";
 * NONE where it speaks of none. */
enum tl_identity clear_identity(struct tl_str name);

/* Adds a line per such column of the plan: where in the contract, its name, what to write. */
void clear_warn(const struct plan *plan, struct tl_buf *out);

#endif
