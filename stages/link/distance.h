/*
 * How alike two texts are, by bit masks: a text of up to 64 bytes is one word of bits, so that a
 * comparison costs a few operations a byte. Of longer texts the first 64 bytes count.
 */
#ifndef LINK_DISTANCE_H
#define LINK_DISTANCE_H

#include <throughline/str.h>

/* Jaro's similarity with Winkler's bonus of 0.1 for each of up to four first bytes in common:
 * 0 (nothing in common) to 1 (equal). Winkler 1990, "String Comparator Metrics and Enhanced
 * Decision Rules in the Fellegi-Sunter Model". Two empty texts: 1. */
double distance_jaro_winkler(struct tl_str a, struct tl_str b);

/* Are they equal but for one edit: a byte put in, taken out or changed, or two neighbours changed
 * about (a distance of Damerau's of at most 1)? */
bool distance_one_edit(struct tl_str a, struct tl_str b);

#endif
