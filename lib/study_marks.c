/* targets.csv and benchmarks.csv: what a measure should reach, and what it is elsewhere. */
#include "study_sheet.h"

#include <math.h>

enum { MEASURE, PROGRAMME, LOCALITY, MONTH, TARGET, SOURCE };
static const struct tl_sheet_column target_columns[] = {
	[MEASURE] = {"measure", true},
	[PROGRAMME] = {"programme", false},
	[LOCALITY] = {"locality", false},
	[MONTH] = {"month", true},
	[TARGET] = {"target", true},
	[SOURCE] = {"source", false},
};

static bool read_locality(const struct study_sheet *s, size_t row, const char **code)
{
	struct tl_str spelling = study_cell(s, row, LOCALITY), found;

	*code = "all";
	if (!spelling.length || tl_str_equal(spelling, TL_STR("all")))
		return true;
	if (!tl_study_locality(s->check.study, spelling, &found))
		return study_sheet_fail(s, row, LOCALITY,
			"this is not among the localities of study.yaml; %s",
			study_hint_locality(
				&s->check, tl_arena_text(&s->check.study->arena, spelling)));
	*code = tl_arena_text(&s->check.study->arena, found);
	return true;
}

static bool read_target(const struct study_sheet *s, size_t row, struct tl_target *target)
{
	*target = (struct tl_target){.value = NAN, .month = TL_NO_DAY, .line = s->lines[row]};
	study_cell_text(s, row, SOURCE, &target->source);
	if (!study_cell_measure(s, row, MEASURE, &target->measure) ||
		!study_cell_programme(s, row, PROGRAMME, &target->programme) ||
		!read_locality(s, row, &target->locality) ||
		!study_cell_month(s, row, MONTH, &target->month) ||
		!study_cell_number(s, row, TARGET, &target->value))
		return false;
	if (!target->measure)
		return study_sheet_fail(s, row, MEASURE, "the measure is blank; fill it in");
	if (!tl_day_is_set(target->month))
		return study_sheet_fail(s, row, MONTH, "the month is blank; by when?");
	return !isnan(target->value) ||
	       study_sheet_fail(s, row, TARGET, "the target is blank; fill it in");
}

static bool is_same_target(const struct tl_target *a, const struct tl_target *b)
{
	return a->measure == b->measure && a->programme == b->programme &&
	       a->month.n == b->month.n && tl_str_equal(tl_str(a->locality), tl_str(b->locality));
}

bool study_read_targets(const struct study_check *check, struct tl_accounts *accounts)
{
	struct tl_study *study = check->study;
	struct study_sheet s;

	if (!study_sheet_read(check, study_path(study, study->dir, "targets.csv"), target_columns,
		    TL_LEN(target_columns), &s))
		return false;
	accounts->targets = tl_arena_array(&study->arena, s.rows + 1, sizeof *accounts->targets);
	for (size_t i = 0; i < s.rows; i++) {
		if (!read_target(&s, i, &accounts->targets[i]))
			return false;
		for (size_t j = 0; j < i; j++)
			if (is_same_target(&accounts->targets[j], &accounts->targets[i]))
				return study_sheet_fail(&s, i, MONTH,
					"the target of this month is on line %lld already",
					(long long)s.lines[j]);
		accounts->targets_count++;
	}
	return true;
}

enum { B_MEASURE, B_TITLE, B_VALUE, B_LOW, B_HIGH, B_FROM, B_TO, B_SOURCE };
static const struct tl_sheet_column benchmark_columns[] = {
	[B_MEASURE] = {"measure", true},
	[B_TITLE] = {"title", true},
	[B_VALUE] = {"value", true},
	[B_LOW] = {"low", false},
	[B_HIGH] = {"high", false},
	[B_FROM] = {"from", false},
	[B_TO] = {"to", false},
	[B_SOURCE] = {"source", true},
};

static bool read_benchmark(const struct study_sheet *s, size_t row, struct tl_benchmark *benchmark)
{
	*benchmark = (struct tl_benchmark){.value = NAN,
		.low = NAN,
		.high = NAN,
		.from = TL_NO_DAY,
		.to = TL_NO_DAY,
		.line = s->lines[row]};
	if (!study_cell_measure(s, row, B_MEASURE, &benchmark->measure) ||
		!study_cell_needed(s, row, B_TITLE, &benchmark->title) ||
		!study_cell_needed(s, row, B_SOURCE, &benchmark->source) ||
		!study_cell_number(s, row, B_VALUE, &benchmark->value) ||
		!study_cell_number(s, row, B_LOW, &benchmark->low) ||
		!study_cell_number(s, row, B_HIGH, &benchmark->high) ||
		!study_cell_day(s, row, B_FROM, &benchmark->from) ||
		!study_cell_day(s, row, B_TO, &benchmark->to))
		return false;
	if (!benchmark->measure)
		return study_sheet_fail(s, row, B_MEASURE, "the measure is blank; fill it in");
	if (isnan(benchmark->value))
		return study_sheet_fail(s, row, B_VALUE, "the value is blank; fill it in");
	if (benchmark->low > benchmark->value || benchmark->high < benchmark->value)
		return study_sheet_fail(
			s, row, B_VALUE, "the value does not lie between low and high");
	return tl_day_is_set(benchmark->from) == tl_day_is_set(benchmark->to) ||
	       study_sheet_fail(s, row, B_FROM, "from and to are both given, or neither");
}

bool study_read_benchmarks(const struct study_check *check, struct tl_accounts *accounts)
{
	struct tl_study *study = check->study;
	struct study_sheet s;

	if (!study_sheet_read(check, study_path(study, study->dir, "benchmarks.csv"),
		    benchmark_columns, TL_LEN(benchmark_columns), &s))
		return false;
	accounts->benchmarks =
		tl_arena_array(&study->arena, s.rows + 1, sizeof *accounts->benchmarks);
	for (size_t i = 0; i < s.rows; i++) {
		if (!read_benchmark(&s, i, &accounts->benchmarks[i]))
			return false;
		accounts->benchmarks_count++;
	}
	return true;
}
