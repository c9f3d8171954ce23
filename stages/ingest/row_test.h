/*
 * One condition of a row rule, made ready: a column's value against codes, bounds, or another
 * column.
 */
#ifndef INGEST_ROW_TEST_H
#define INGEST_ROW_TEST_H

#include <throughline/extract.h>

struct ingest_test {
	const struct tl_comparison_test *from;
	size_t field, other; /* other: TL_NOWHERE where no column is compared with */
	enum { TEST_OF_TEXT, TEST_OF_DAYS, TEST_OF_WHOLES, TEST_OF_REALS } sort;
	double low, high; /* bounds, both included; infinite where not given */
};

/* The contract was checked: its columns are there and their types fit. */
struct ingest_test *ingest_tests_make(const struct tl_contract *contract,
	const struct tl_comparison_test *tests, size_t count, struct tl_arena *arena);
/* blank_passes: whether a comparison holds of which one side is blank. What is not recorded cannot
 * break a rule, nor call for one. */
bool ingest_test_holds(
	const struct ingest_test *test, const struct tl_value *values, bool blank_passes);

#endif
