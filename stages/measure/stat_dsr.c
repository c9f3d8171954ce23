/* stat dsr: directly standardised rates, an area a row. */
#include "stat.h"

#include <math.h>

struct inputs {
	const double *x, *n, *weights, *frequencies; /* frequencies: NULL where not asked for */
	bool blank_zero;
};
struct columns {
	struct stat_column *count, *pop, *value, *missing, *reason;
	struct stat_levels levels;
};

static bool inputs_of(struct stat_run *run, struct inputs *inputs, struct tl_err *err)
{
	static const char *const blanks[] = {"unknown", "zero", NULL};
	size_t frequency, blank = 0;

	*inputs = (struct inputs){0};
	if (!stat_numbers(run, "x", &inputs->x, err) || !stat_numbers(run, "n", &inputs->n, err) ||
		!stat_numbers(run, "stdpop", &inputs->weights, err) ||
		!stat_column(run, "frequency", &frequency, err) ||
		!stat_option_word(run, "blank", blanks, &blank, err))
		return false;
	inputs->blank_zero = blank == 1;
	return frequency == SIZE_MAX ||
	       stat_column_numbers(run, frequency, &inputs->frequencies, err);
}

static bool columns_of(struct stat_run *run, struct columns *columns, struct tl_err *err)
{
	columns->count = stat_put(run, "count");
	columns->pop = stat_put(run, "pop");
	columns->value = stat_put(run, "value");
	if (!stat_put_levels(run, "", "", &columns->levels, err))
		return false;
	columns->missing = stat_put(run, "n_missing");
	columns->reason = stat_put(run, "reason");
	return true;
}

static struct tl_dsr rate_of(
	struct stat_run *run, const struct inputs *inputs, const size_t *rows, size_t count)
{
	struct tl_dsr_strata strata = {
		.counts = stat_pick(run, inputs->x, rows, count),
		.populations = stat_pick(run, inputs->n, rows, count),
		.weights = stat_pick(run, inputs->weights, rows, count),
		.count = count,
		.blank_zero = inputs->blank_zero,
	};

	if (inputs->frequencies)
		strata.frequencies = stat_pick(run, inputs->frequencies, rows, count);
	return tl_dsr_rate(&strata);
}

static bool run_dsr(struct stat_run *run, struct tl_err *err)
{
	struct inputs inputs;
	struct stat_groups groups;
	struct columns columns;
	double per = 1;

	if (!inputs_of(run, &inputs, err) || !stat_groups_of(run, "by", &groups, err) ||
		!stat_option_scale(run, "per", &per, err))
		return false;
	stat_answer(run, groups.count);
	stat_put_groups(run, &groups);
	if (!columns_of(run, &columns, err))
		return false;
	for (size_t i = 0; i < groups.count; i++) {
		size_t count;
		const size_t *rows = stat_group_rows(&groups, i, &count);
		struct tl_dsr dsr = rate_of(run, &inputs, rows, count);

		stat_real(run, columns.count, i, dsr.events);
		stat_real(run, columns.pop, i, dsr.population);
		stat_real(run, columns.value, i, dsr.value * per);
		stat_whole(run, columns.missing, i, dsr.missing);
		stat_text(run, columns.reason, i, tl_standard_refusal_words(dsr.refusal));
		for (size_t j = 0; j < columns.levels.count; j++)
			stat_limits(run, &columns.levels, j, i,
				tl_dsr_limits(&dsr, columns.levels.shares[j]), per);
	}
	return true;
}

// clang-format off
static const struct stat_option options[] = {
	{"x", "COLUMN", "count", "events in the stratum"},
	{"n", "COLUMN", "pop", "population of the stratum"},
	{"stdpop", "COLUMN", "stdpop", "the standard population there: its weight"},
	{"by", "COLUMN", NULL, "a rate for each value of this column"},
	{"per", "K", "1", "multiplies value and limits: 10000 for a rate per 10,000"},
	{"frequency", "COLUMN", NULL, "events a person had; --x then counts people"},
	{"blank", "WORD", "unknown", "what a blank count means: unknown or zero"},
	STAT_OPTION_LEVEL,
	STAT_OPTION_END,
};

const struct stat_method stat_method_dsr = {
	.name = "dsr",
	.summary = "directly standardised rates, Dobson's interval",
	.options = options,
	.help =
	"A row for each area: the --by column, count, pop, value, lower_95, upper_95, lower_998,\n"
	"upper_998, n_missing (blank counts), reason.\n"
	"Unit: events per --per of the standard population.\n"
	"Formula: value = sum(w x/n) / sum w; var = sum(w^2 x/n^2) / (sum w)^2; limits value + sqrt(var/X)\n"
	"(Byar(X) - X), X the events.\n"
	"--frequency, for people with repeat events: a row for each stratum and frequency f; each f is a\n"
	"rate of its own over its own rows; value = sum f value_f, var = sum f^2 var_f, X = sum f x_f.\n"
	"Source: Dobson et al. 1991; PHE technical guide, directly standardised rates.\n"
	"Refused (value and limits empty, with the reason): under 10 events; a blank count unless --blank\n"
	"zero; an unknown or negative number, a population of none.\n",
	.run = run_dsr,
};
// clang-format on
