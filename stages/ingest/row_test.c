#include "row_test.h"

#include <math.h>
#include <string.h>

static double bound_of(const struct ingest_test *test, const char *text, double none)
{
	struct tl_day day = TL_NO_DAY;
	double number = none;

	if (!text)
		return none;
	if (test->sort == TEST_OF_DAYS)
		return tl_day_read(tl_str(text), &day) ? day.n : none;
	tl_num_real(tl_str(text), (struct tl_num_style){0}, &number);
	return number;
}

static const char *other_column(const struct tl_comparison_test *test)
{
	const char *const columns[] = {
		test->before, test->after, test->not_before, test->not_after};

	for (size_t i = 0; i < TL_LEN(columns); i++)
		if (columns[i])
			return columns[i];
	return NULL;
}

static void make(struct ingest_test *test, const struct tl_contract *contract,
	const struct tl_comparison_test *from)
{
	const char *other = other_column(from);

	*test = (struct ingest_test){.from = from, .other = TL_NOWHERE};
	test->field = tl_contract_field_number(contract, from->plain.column);
	switch (contract->fields[test->field].type) {
	case TL_TYPE_DATE:
	case TL_TYPE_DATETIME:
	case TL_TYPE_YEARMONTH:
	case TL_TYPE_YEAR:
		test->sort = TEST_OF_DAYS;
		break;
	case TL_TYPE_NUMBER:
		test->sort = TEST_OF_REALS;
		break;
	case TL_TYPE_INTEGER:
	case TL_TYPE_BOOLEAN:
		test->sort = TEST_OF_WHOLES;
		break;
	case TL_TYPE_STRING:
	case TL_TYPE_TIME:
	case TL_TYPE_DURATION:
	case TL_TYPE_COUNT_OF:
		test->sort = TEST_OF_TEXT;
	}
	if (other)
		test->other = tl_contract_field_number(contract, other);
	test->low = bound_of(test, from->plain.from, -INFINITY);
	test->high = bound_of(test, from->plain.to, INFINITY);
}

struct ingest_test *ingest_tests_make(const struct tl_contract *contract,
	const struct tl_comparison_test *tests, size_t count, struct tl_arena *arena)
{
	struct ingest_test *made = tl_arena_array(arena, count, sizeof *made);

	for (size_t i = 0; i < count; i++)
		make(&made[i], contract, &tests[i]);
	return made;
}

static bool is_one_of(struct tl_str text, char *const *codes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (tl_str_equal(text, tl_str(codes[i])))
			return true;
	return false;
}

/* Days and numbers that a partner sends are far below 2^53, where a double counts exactly. */
static double number_of(const struct tl_value *value, bool real, bool days)
{
	return real ? value->real : (double)(days ? value->exact : value->number);
}

static bool compare(
	const struct ingest_test *test, const struct tl_value *a, const struct tl_value *b)
{
	bool days = test->sort == TEST_OF_DAYS;
	/* Of a whole number `real` is 0, of a decimal one `number` is. */
	double x = number_of(a, test->sort == TEST_OF_REALS, days),
	       y = days ? (double)b->exact : b->real + (double)b->number;

	return test->from->before       ? x < y
	       : test->from->after      ? x > y
	       : test->from->not_before ? x >= y
					: x <= y;
}

bool ingest_test_holds(
	const struct ingest_test *test, const struct tl_value *values, bool blank_passes)
{
	const struct tl_condition *plain = &test->from->plain;
	const struct tl_value *value = &values[test->field];
	double number;

	if (plain->is)
		return value->present == !strcmp(plain->is, "present");
	if (plain->not_codes)
		return !value->present ||
		       !is_one_of(value->text, plain->not_codes, plain->not_codes_count);
	if (test->other != TL_NOWHERE)
		return value->present && values[test->other].present
			       ? compare(test, value, &values[test->other])
			       : blank_passes;
	if (!value->present)
		return false;
	if (plain->codes)
		return is_one_of(value->text, plain->codes, plain->codes_count);
	number = number_of(value, test->sort == TEST_OF_REALS, test->sort == TEST_OF_DAYS);
	return test->low <= number && number <= test->high;
}
