/*
 * Money as a board adds it up: whole pence, never a double, and the financial year whose prices
 * they are in.
 *
 * A financial year is named by the year it begins in: 2013 is 1 April 2013 to 31 March 2014, which
 * people write 2013/14. An estimate (a number of events times a price) is stated in whole pounds: a
 * column of estimates then adds up as it is printed, and nobody reads pence into it.
 */
#ifndef THROUGHLINE_MONEY_H
#define THROUGHLINE_MONEY_H

#include <throughline/date.h>

#define TL_NO_MONEY INT64_MIN /* nothing stated; not nought */
#define TL_POUND 100
#define TL_MONEY_MAX ((int64_t)100 * 1000 * 1000 * 1000 * 100) /* 100 billion pounds */

/* "1234.5", "1,234.50", "£1,234", "-12": pounds with at most two decimals, exactly. False for
 * anything else ("1.234", "12p"), and past TL_MONEY_MAX. On false *pence is left alone. */
bool tl_money_read_pounds(struct tl_str text, int64_t *pence);
/* "123450", "123,450": whole pence. */
bool tl_money_read_pence(struct tl_str text, int64_t *pence);
/* Half away from zero, to a multiple of `step` pence (1, TL_POUND). NaN, infinity and what is past
 * TL_MONEY_MAX give TL_NO_MONEY. */
int64_t tl_money_round(double pence, int64_t step);
/* Cuts an amount into shares that add up to it exactly: what rounding leaves over goes to the
 * largest remainders, the first of equals. Weights are not negative; all nought: equal shares. */
void tl_money_split(int64_t pence, const double *weights, size_t count, int64_t *shares);

/* "2013/14", "2013-14", "2013": 2013. A second year that is not the next is no year. */
bool tl_year_read(struct tl_str text, int *year);
char *tl_year_name(int year, char text[8]); /* "2013/14" */
int tl_year_of(struct tl_day day); /* 31 March 2014 lies in 2013 */
struct tl_span tl_year_span(int year); /* half-open, 1 April to 1 April */

#endif
