/*
 * The form in which a value is compared: case, accents, punctuation and the way a date is written
 * do not count. Names, texts, dates and postcodes have the forms of throughline/identity.h, which
 * pseudonymise uses too; a date whose day is not known is YYYYMM00, of a postcode the first half
 * will do; a code is in capitals; a token is as it comes, without outer blanks. A filter is bytes,
 * for normal_filter.
 */
#ifndef LINK_NORMAL_H
#define LINK_NORMAL_H

#include "field.h"

/* Puts the form of `raw` in `out` (cleared first; empty: there is no value). False where raw is not
 * blank but no such thing: no date, no filter, a name that says "unknown". */
bool normal_form(enum field_kind kind, struct tl_str raw, struct tl_buf *out);

/* Of the form of a filter its bits, and its variants (throughline/variant.h), eight bytes each as
 * tl_variant_read gives them. */
struct tl_str normal_filter(struct tl_str form, struct tl_str *variants);

#endif
