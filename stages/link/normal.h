/*
 * The form in which a value is compared: case, accents, punctuation and the way a date is written
 * do not count.
 *
 * names     capital letters; accents of Latin letters dropped, apostrophes too, anything else
 *           between letters is one blank
 * date      YYYYMMDD, or YYYYMM00 where the day is not known
 * postcode  capital letters and digits, no blanks
 * code      capital letters, no outer blanks
 * text      as names, with digits
 * filter    its bytes, from hex or base64
 * token     as it comes, without outer blanks
 */
#ifndef LINK_NORMAL_H
#define LINK_NORMAL_H

#include "field.h"

/* Puts the form of `raw` in `out` (cleared first; empty: there is no value). False where raw is not
 * blank but cannot be read: no date, no filter. */
bool normal_form(enum field_kind kind, struct tl_str raw, struct tl_buf *out);

#endif
