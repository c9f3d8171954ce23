/*
 * Numbers from and to text, the same in every locale.
 */
#ifndef THROUGHLINE_NUM_H
#define THROUGHLINE_NUM_H

#include <math.h>
#include <throughline/str.h>

/* What separates thousands and marks decimals in a column (Frictionless groupChar, decimalChar). */
struct tl_num_style {
	char group; /* 0: none allowed */
	char decimal; /* 0: '.' */
	bool strip; /* Frictionless "bareNumber: false": text before and after, such as "£" or "%",
		     * is skipped. A minus before it counts; brackets or a minus after it are
		     * refused, for they may mean a negative number. Left at false, the number
		     * stands alone. */
};

/* All of s as a whole number; no blanks, no "1.0", out of range is false. Groups are of three. A
 * text of more than 126 bytes is no number. On false, *value is left alone. */
bool tl_num_int(struct tl_str s, struct tl_num_style style, int64_t *value);
/* All of s as a decimal or scientific number; not "nan", "inf" or hex. Correctly rounded. */
bool tl_num_real(struct tl_str s, struct tl_num_style style, double *value);

/* Fixed notation with grouped thousands, half away from zero as a board adds it up: (1419.6, 0)
 * gives "1,420"; places 0 to 9. */
void tl_buf_add_number(struct tl_buf *buf, double value, int places);
/* 12 significant digits, shortest form that keeps them; "" for NaN, "Inf" for infinity: the form in
 * which results are written to CSV. */
void tl_buf_add_real(struct tl_buf *buf, double value);
/* The same with so many significant digits (1 to 17): 15 are what `stat` prints. */
void tl_buf_add_real_to(struct tl_buf *buf, double value, int digits);
/* The value a cell stores: rounded to 12 significant digits. */
double tl_num_stored(double value);

/* Neumaier's compensated sum: add in a fixed order for the same bytes every time. */
struct tl_sum {
	double sum, carry;
};
static inline void tl_sum_add(struct tl_sum *sum, double value)
{
	double total = sum->sum + value;

	if (fabs(sum->sum) >= fabs(value))
		sum->carry += (sum->sum - total) + value;
	else
		sum->carry += (value - total) + sum->sum;
	sum->sum = total;
}

static inline double tl_sum_value(const struct tl_sum *sum)
{
	return sum->sum + sum->carry;
}

#endif
