#include "money_private.h"

#include <math.h>

const char *const money_class_names[] = {[MONEY_CASHABLE] = "cashable",
	[MONEY_NOT_CASHABLE] = "not-cashable",
	[MONEY_ECONOMIC] = "economic",
	[MONEY_SOCIAL] = "social"};
static_assert(TL_LEN(money_class_names) == MONEY_CLASS_COUNT_OF, "the last class has its name");

const char *const money_figure_names[] = {[MONEY_PLANNED] = "planned",
	[MONEY_TO_DATE] = "to_date",
	[MONEY_FORECAST] = "forecast",
	[MONEY_REMOVED] = "removed",
	[MONEY_PLANNED_TO_NOW] = "planned_to_now"};
static_assert(TL_LEN(money_figure_names) == MONEY_FIGURE_COUNT_OF, "the last figure has its name");

/* ---- years and keys ------------------------------------------------------------------------- */

static void widen(int year, int *first, int *last)
{
	if (year < *first)
		*first = year;
	if (year > *last)
		*last = year;
}

void money_years(const struct tl_study *study, int *first, int *count)
{
	const struct tl_accounts *accounts = study->accounts;
	int last = tl_year_of(study->as_at);

	*first = accounts->terms.first_year;
	widen(tl_year_of(study->month_from), first, &last);
	for (size_t i = 0; i < accounts->profiles_count; i++)
		widen(accounts->profiles[i].year, first, &last);
	for (size_t i = 0; i < accounts->spends_count; i++)
		widen(accounts->spends[i].year, first, &last);
	for (size_t i = 0; i < accounts->signoffs_count; i++)
		widen(accounts->signoffs[i].year, first, &last);
	*count = last - *first + 1;
}

struct measure_key money_key(
	const char *programme, const char *measure, const char *statistic, const char *definition)
{
	return (struct measure_key){.programme = programme,
		.locality = "all",
		.measure = measure,
		.statistic = statistic,
		.unit = "pence",
		.definition = definition,
		.position = MEASURE_NO_POSITION,
		.from = TL_NO_DAY,
		.to = TL_NO_DAY};
}

struct measure_key money_key_of_year(const struct measure_key *key, int year)
{
	struct measure_key of_year = *key;
	struct tl_span span = tl_year_span(year);

	of_year.axis = "year";
	of_year.position = year;
	of_year.from = span.from;
	of_year.to = tl_day_add(span.to, -1);
	return of_year;
}

/* ---- all ------------------------------------------------------------------------------------ */

static bool has_money(const struct tl_accounts *accounts)
{
	return accounts->benefits_count || accounts->spends_count || accounts->rates_count ||
	       accounts->targets_count || accounts->benchmarks_count;
}

/* What a measure should reach, and what is known of it elsewhere, beside its own cells. */
static void add_marks(struct money *money)
{
	const struct tl_accounts *accounts = money->accounts;

	for (size_t i = 0; i < accounts->targets_count; i++) {
		const struct tl_target *target = &accounts->targets[i];
		struct measure_key key = money_key(target->programme ? target->programme->name : "",
			target->measure->name, "target",
			measure_definition_name(&money->model->arena, target->measure->digest));

		key.locality = target->locality;
		key.axis = "target";
		key.unit = target->measure->unit;
		key.position = tl_month_index(target->month);
		key.from = target->month;
		key.to = tl_day_add(tl_month_day(tl_month_index(target->month) + 1), -1);
		measure_model_given(money->model, &key, target->value, NAN, NAN);
	}
	for (size_t i = 0; i < accounts->benchmarks_count; i++) {
		const struct tl_benchmark *benchmark = &accounts->benchmarks[i];
		struct measure_key key = money_key("", benchmark->measure->name, "benchmark",
			measure_definition_name(&money->model->arena, benchmark->measure->digest));

		key.axis = "benchmark";
		key.grp = benchmark->title;
		key.unit = benchmark->measure->unit;
		key.from = benchmark->from;
		key.to = benchmark->to;
		measure_model_given(
			money->model, &key, benchmark->value, benchmark->low, benchmark->high);
	}
}

void measure_money_run(const struct measure_world *world, struct measure_model *model)
{
	struct money money = {.world = world, .accounts = world->study->accounts, .model = model};

	if (!has_money(money.accounts))
		return;
	measure_index_make(&money.index, model);
	money_years(world->study, &money.first_year, &money.years);
	money.benefit = measure_money_definition(&model->arena, money.accounts, "benefit");
	money.spend = measure_money_definition(&model->arena, money.accounts, "spend");
	money.appraisal = measure_money_definition(&model->arena, money.accounts, "appraisal");
	money.agreement = measure_money_definition(&model->arena, money.accounts, "agreement");
	money.payment = measure_money_definition(&model->arena, money.accounts, "payment");
	add_marks(&money);
	money_labels(&money);
	money_lines_run(&money);
	money_totals_run(&money);
	money_spend_run(&money);
	money_appraise_run(&money);
	money_agreements_run(&money);
	money_totals_free(&money);
	measure_index_free(&money.index);
}
