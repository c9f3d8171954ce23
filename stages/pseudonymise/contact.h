/*
 * Ways to reach somebody: an e-mail address or a telephone number, by their form alone.
 */
#ifndef PSEUDONYMISE_CONTACT_H
#define PSEUDONYMISE_CONTACT_H

#include <throughline/str.h>

/* Is one in this text? An e-mail address is letters, an @, and a name with a dot behind it; a
 * telephone number is a + with 10 to 14 digits, or as written in the United Kingdom: 0, then 1, 2,
 * 3, 5, 7 or 8, 10 or 11 digits in all, in groups of which the first has three or more. */
bool contact_in_text(struct tl_str text);

/* Is this number a telephone number: 11 digits as above, 10 of a mobile whose 0 a spreadsheet took,
 * or the same after 44? */
bool contact_is_number(struct tl_str digits);

#endif
