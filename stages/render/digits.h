/*
 * Numbers as a page prints them. A number or a range whose decimals nobody has fixed travels
 * through SQL as a mark (mark.h), because how many decimals it gets depends on the column it lands
 * in: all numbers of one unit in one column have the same (align.h). Anywhere else each keeps about
 * three figures.
 *
 * Never more than its 95% interval supports: two figures of half its width, for the number and for
 * both ends (as the Guide to the Expression of Uncertainty in Measurement, 7.2.6, has it): 342.7
 * (-2310 to 1600) is read as 300 (-2,300 to 1,600). Money adds up to the penny, and is left as it
 * is.
 */
#ifndef RENDER_DIGITS_H
#define RENDER_DIGITS_H

#include <throughline/str.h>

/* Counts stand whole, a percentage has one place, a rate or ratio two at most, pence
 * stand in pounds, with pence only where there are any. */
int render_digits_places(double value, struct tl_str unit);
/* Both ends alike: the places of the larger one, of the other where that is whole. */
int render_digits_range_places(double lower, double upper, struct tl_str unit);

/* "1,420", "86.6%"; a true minus sign. */
void render_digits(struct tl_buf *out, double value, struct tl_str unit, int places);
/* "9.1% to 26.0%" */
void render_digits_range(
	struct tl_buf *out, double lower, double upper, struct tl_str unit, int places);

/* The same as marks, decimals open; a percentage, which has one where its interval supports it, is
 * printed at once. lower and upper: the interval of the number; NaN: none. */
void render_digits_mark(
	struct tl_buf *out, double value, double lower, double upper, struct tl_str unit);
void render_digits_range_mark(struct tl_buf *out, double lower, double upper, struct tl_str unit);

/* What a mark of either kind holds. */
struct render_digits {
	double values[2];
	size_t count; /* 1, or 2 for a range */
	double step; /* the last place that its interval supports: 0.01, 100; 0: no interval */
	struct tl_str unit;
};
/* Reads the first such mark in s: where it begins and how long it is. False where there is none. */
bool render_digits_find(struct tl_str s, size_t *at, size_t *length, struct render_digits *digits);
int render_digits_places_of(const struct render_digits *digits);
void render_digits_print(struct tl_buf *out, const struct render_digits *digits, int places);

#endif
