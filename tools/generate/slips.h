/*
 * Slips of the hand and of reading: each changes a text in place, or leaves it where there is
 * nothing to get wrong. `bits` decides where and how; any 64 random ones.
 */
#ifndef GENERATE_SLIPS_H
#define GENERATE_SLIPS_H

#include <throughline/date.h>

/* A letter for its neighbour on the keyboard, one too few, one too many, two the wrong way round;
 * digits for digits. */
void slips_typo(struct tl_buf *text, uint64_t bits);
/* Read from paper: rn for m, 1 for l, 0 for O. */
void slips_scan(struct tl_buf *text, uint64_t bits);
/* Another way to write what sounds alike; a typo where none is known. */
void slips_spelling(struct tl_buf *text, uint64_t bits);

/* Days that are still days. */
struct tl_day slips_day_digit(struct tl_day day, uint64_t bits);
struct tl_day slips_day_swap(struct tl_day day); /* the same day where it cannot be swapped */
struct tl_day slips_day_year(struct tl_day day, uint64_t bits);

#endif
