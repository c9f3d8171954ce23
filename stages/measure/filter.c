#include "filter.h"

#include <math.h>
#include <string.h>
#include <throughline/num.h>

enum wanted { AMONG, NOT_AMONG, BLANK, PRESENT, BETWEEN };

struct measure_filter_test {
	enum wanted wanted;
	const struct tl_fact_array *array; /* NULL: the delivery lacks the column, all is blank */
	bool *among; /* TEXT: by dictionary code */
	const int64_t *numbers; /* INT: the codes as numbers */
	size_t number_count;
	double low, high; /* both included; days as numbers */
};

/* ---- making ready --------------------------------------------------------------------------- */

static void mark_words(struct measure_filter *filter, struct measure_filter_test *test,
	char **codes, unsigned count)
{
	test->among = tl_arena_array(&filter->arena, test->array->word_count, sizeof *test->among);
	for (size_t w = 1; w < test->array->word_count; w++)
		for (unsigned i = 0; i < count && !test->among[w]; i++)
			test->among[w] = tl_str_equal(test->array->words[w], tl_str(codes[i]));
}

static void mark_numbers(struct measure_filter *filter, struct measure_filter_test *test,
	char **codes, unsigned count)
{
	int64_t *numbers = tl_arena_array(&filter->arena, count + 1, sizeof *numbers);

	for (unsigned i = 0; i < count; i++) {
		int64_t number;

		if (tl_num_int(tl_str(codes[i]), (struct tl_num_style){0}, &number))
			numbers[test->number_count++] = number;
		else if (strcmp(codes[i], "true") == 0 || strcmp(codes[i], "false") == 0)
			numbers[test->number_count++] = codes[i][0] == 't';
	}
	test->numbers = numbers;
}

static void set_codes(struct measure_filter *filter, struct measure_filter_test *test, char **codes,
	unsigned count)
{
	if (!test->array)
		return;
	if (test->array->type == TL_FACT_TEXT)
		mark_words(filter, test, codes, count);
	else
		mark_numbers(filter, test, codes, count);
}

static bool read_bound(
	const struct measure_pick *pick, const char *text, double *bound, struct tl_err *err)
{
	struct tl_day day;

	if (!text)
		return true;
	if (tl_num_real(tl_str(text), (struct tl_num_style){0}, bound))
		return true;
	if (!tl_day_read(tl_str(text), &day))
		return tl_fail(err, EX_CONFIG,
			"%s: \"%s\" in a condition is neither a number nor a date like 2014-06-30",
			pick->path, text);
	*bound = day.n;
	return true;
}

static bool test_init(struct measure_filter *filter, struct measure_filter_test *test,
	const struct tl_condition *condition, const struct measure_pick *pick, struct tl_err *err)
{
	if (condition->codes_count) {
		test->wanted = AMONG;
		set_codes(filter, test, condition->codes, condition->codes_count);
	} else if (condition->not_codes_count) {
		test->wanted = NOT_AMONG;
		set_codes(filter, test, condition->not_codes, condition->not_codes_count);
	} else if (condition->is) {
		test->wanted = strcmp(condition->is, "blank") == 0 ? BLANK : PRESENT;
	} else {
		test->wanted = BETWEEN;
		test->low = -INFINITY;
		test->high = INFINITY;
		return read_bound(pick, condition->from, &test->low, err) &&
		       read_bound(pick, condition->to, &test->high, err);
	}
	return true;
}

bool measure_filter_init(struct measure_filter *filter, const struct measure_delivery *delivery,
	const struct measure_pick *pick, struct tl_err *err)
{
	const struct tl_rows *rows = pick->rows;

	*filter = (struct measure_filter){0};
	filter->tests =
		tl_arena_array(&filter->arena, rows->where_count + 1, sizeof *filter->tests);
	filter->count = rows->where_count;
	for (unsigned i = 0; i < rows->where_count; i++) {
		filter->tests[i].array = measure_column(delivery, rows->where[i].column);
		if (!test_init(filter, &filter->tests[i], &rows->where[i], pick, err))
			return false;
	}
	return true;
}

void measure_filter_free(struct measure_filter *filter)
{
	tl_arena_free(&filter->arena);
}

/* ---- testing a row -------------------------------------------------------------------------- */

const struct tl_fact_array *measure_filter_column(const struct measure_filter *filter, size_t test)
{
	return filter->tests[test].array;
}

static bool code_passes(const struct measure_filter_test *test, uint32_t code)
{
	switch (test->wanted) {
	case AMONG:
		return code && test->among[code];
	case NOT_AMONG:
		return !code || !test->among[code];
	case BLANK:
		return !code;
	case PRESENT:
		return code;
	case BETWEEN:
		break;
	}
	return false; /* a text is no number */
}

bool measure_filter_code_passes(const struct measure_filter *filter, size_t test, uint32_t code)
{
	return code_passes(&filter->tests[test], code);
}

static bool is_blank(const struct tl_fact_array *array, size_t row)
{
	if (!array)
		return true;
	switch (array->type) {
	case TL_FACT_INT:
		return array->ints[row] == TL_NO_INT;
	case TL_FACT_DAY:
		return array->days[row] == TL_NO_DAY.n;
	case TL_FACT_REAL:
		return isnan(array->reals[row]);
	case TL_FACT_TEXT:
		return array->codes[row] == 0;
	}
	return true;
}

static bool is_among(const struct measure_filter_test *test, size_t row)
{
	for (size_t i = 0; i < test->number_count; i++)
		if ((test->array->type == TL_FACT_INT &&
			    test->array->ints[row] == test->numbers[i]) ||
			(test->array->type == TL_FACT_REAL &&
				test->array->reals[row] == (double)test->numbers[i]))
			return true;
	return false;
}

static double number_of(const struct tl_fact_array *array, size_t row)
{
	switch (array->type) {
	case TL_FACT_INT:
		return (double)array->ints[row];
	case TL_FACT_DAY:
		return array->days[row];
	case TL_FACT_REAL:
		return array->reals[row];
	case TL_FACT_TEXT:
		break;
	}
	return NAN;
}

static bool test_passes(const struct measure_filter_test *test, size_t row)
{
	bool blank = is_blank(test->array, row);
	double number;

	if (test->array && test->array->type == TL_FACT_TEXT)
		return code_passes(test, test->array->codes[row]);
	switch (test->wanted) {
	case AMONG:
		return !blank && is_among(test, row);
	case NOT_AMONG:
		return blank || !is_among(test, row);
	case BLANK:
		return blank;
	case PRESENT:
		return !blank;
	case BETWEEN:
		if (blank)
			return false;
		number = number_of(test->array, row);
		return test->low <= number && number <= test->high;
	}
	return false;
}

bool measure_filter_test_passes(const struct measure_filter *filter, size_t test, size_t row)
{
	return test_passes(&filter->tests[test], row);
}

bool measure_filter_passes(const struct measure_filter *filter, size_t row)
{
	for (size_t i = 0; i < filter->count; i++)
		if (!test_passes(&filter->tests[i], row))
			return false;
	return true;
}
