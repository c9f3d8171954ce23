/*
 * What a text says of the person whose row it is in: their names together, their date of birth.
 * Takes normal forms (identity.h): of the text its words, of the person what the row says; an empty
 * view is not known, and never found.
 */
#ifndef PSEUDONYMISE_OWN_H
#define PSEUDONYMISE_OWN_H

#include <throughline/nickname.h>

/* Forename and surname both, in any order: each word of three letters and more is there, with or
 * without an s behind it (Zebedee's), or all of them run together in one word; for the forename
 * also any that stands for it (Bob for Robert). */
bool own_names(struct tl_str words, struct tl_str forename, struct tl_str surname,
	const struct tl_nicknames *nicknames);

/* The day as three words, its month a number or a name, the year first or last and of two digits
 * or four; or as one of eight digits. birth: "20110403". */
bool own_birth(struct tl_str words, struct tl_str birth);

#endif
