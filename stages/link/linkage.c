#include "linkage.h"

#include <math.h>
#include <stdlib.h>

#include "curve.h"

/*
 * A first scan keeps every pair whose pattern has odds above 2^-KEEP_FIRST by the model that EM
 * starts from; what matters in the end is 2^-KEEP by the fitted one, rarities counted. Where the
 * first let go more than LOST of what the second looks for, the pairs are compared once more.
 */
#define KEEP_FIRST 14.0
#define KEEP 6.0
#define LOST 0.0001

struct linkage_options linkage_defaults(void)
{
	return (struct linkage_options){.threads = 1, .threshold = NAN};
}

static bool enough_kept(
	const struct pairs *pairs, const struct scorer *first, const struct scorer *fitted)
{
	double kept = 0, lost = 0;

	for (size_t i = 0; i < pairs->pattern_count; i++) {
		struct verdict verdict = scorer_verdict(
			fitted, scorer_odds(fitted, pairs->patterns[i].pattern), 0, 0);
		double wanted =
			(verdict.same + verdict.household) * (double)pairs->patterns[i].count;

		if (pairs->patterns[i].pattern == PATTERN_OF_BLANKS)
			continue;
		if (scorer_worth(first, pairs->patterns[i].pattern, KEEP_FIRST))
			kept += wanted;
		else
			lost += wanted;
	}
	return lost <= LOST * kept;
}

static bool scan(struct linkage *linkage, const struct pair_space *space, double bits,
	size_t threads, struct tl_err *err)
{
	pairs_free(&linkage->pairs);
	return pairs_make(&linkage->pairs, &linkage->blocks, space, &linkage->patterns,
		&linkage->chance, &linkage->scorer, bits, threads, err);
}

static bool fit(struct linkage *linkage, const struct pair_space *space,
	const struct linkage_options *options, struct tl_err *err)
{
	struct scorer first;

	if (options->model) {
		linkage->model = *options->model;
		linkage->model.fields = space->records->fields;
		scorer_make(&linkage->scorer, &linkage->model);
		return scan(linkage, space, KEEP_FIRST, options->threads, err);
	}
	model_start(&linkage->model, space->records, &linkage->patterns, &linkage->chance,
		!options->without_households);
	scorer_make(&linkage->scorer, &linkage->model);
	if (!scan(linkage, space, KEEP_FIRST, options->threads, err))
		return false;
	first = linkage->scorer;
	linkage->tally.rounds = model_fit(&linkage->model, &linkage->chance,
		linkage->pairs.patterns, linkage->pairs.pattern_count);
	scorer_make(&linkage->scorer, &linkage->model);
	if (!enough_kept(&linkage->pairs, &first, &linkage->scorer) &&
		!scan(linkage, space, KEEP_FIRST, options->threads, err))
		return false;
	return true;
}

static void count_up(struct linkage *linkage)
{
	for (size_t i = 0; i < linkage->blocks.count; i++)
		linkage->tally.candidates += linkage->blocks.passes[i].pairs;
	linkage->tally.compared = linkage->pairs.compared;
	for (size_t i = 0; i < linkage->pairs.chunk_count; i++)
		linkage->tally.kept += (int64_t)linkage->pairs.chunks[i].count;
}

/* Whoever lives together has where they live in common: more often than not, people move. A class
 * that shares the surname alone has taken the common surnames. */
static bool has_home(const struct model *model, size_t field)
{
	return model->fields[field].is_shared && model->fields[field].meaning != FIELD_SURNAME &&
	       model->household[field][0][model->patterns.base[field] - 1] < 0.5;
}

double linkage_household_least(const struct model *model)
{
	bool is_alike = false, is_home = false;

	for (size_t i = 0; i < model->patterns.count; i++) {
		is_alike |= model->fields[i].kind == FIELD_CLK;
		is_home |= has_home(model, i);
	}
	return is_home && !is_alike ? 0.5 : INFINITY;
}

/* Two files are matched row by row of the smaller one. */
static int64_t rows_of(const struct pair_space *space)
{
	const struct records *records = space->records;
	int64_t *sizes = tl_alloc((size_t)records->source_count + 1, sizeof *sizes), most = 0;

	for (size_t i = 0; i < records->count; i++) {
		uint32_t source = records->source[i];

		if (space->within && !space->within[source] && ++sizes[source] > most)
			most = sizes[source];
	}
	free(sizes);
	return (int64_t)records->count - most;
}

#define MATCHES_A_ROW_LEAST 0.1

void linkage_doubt(const struct linkage *linkage, struct tl_buf *out)
{
	const struct linkage_tally *tally = &linkage->tally;
	double share = tally->rows ? tally->matches / (double)tally->rows : 0;

	if (tally->is_fitted && tally->matches < MODEL_LEANING)
		tl_buf_addf(out,
			"the estimates are not to be relied on: matches believed: %.0f, fewer than "
			"the %.0f that what the model takes for granted counts as; look at the "
			"pairs, or apply the model of a larger file",
			tally->matches, MODEL_LEANING);
	else if (share < MATCHES_A_ROW_LEAST)
		tl_buf_addf(out,
			"the precision may be well below its estimate: a match is believed for "
			"%.1f in 100 of the rows that could have one, and where they are few more "
			"of the links are people who are alike (twins, namesakes); look at the "
			"pairs",
			100 * share);
}

bool linkage_run(struct linkage *linkage, struct records *records,
	const struct linkage_options *options, struct tl_err *err)
{
	struct pair_space space = {records, options->within};
	struct cluster_rules rules = {
		.components = options->components,
		.is_distinct = options->is_distinct,
		.must = options->must,
		.must_count = options->must_count,
		.never = options->never,
		.never_count = options->never_count,
	};

	*linkage =
		(struct linkage){.tally = {.rows = rows_of(&space), .is_fitted = !options->model}};
	if (!patterns_of(&linkage->patterns, records->fields, records->field_count, err))
		return false;
	blocks_plan(&linkage->blocks, records);
	if (!linkage->blocks.count)
		return tl_fail(err, EX_USAGE,
			"none of these fields says which of %zu records are worth comparing; name "
			"one that does: a name, a date, a postcode, a token, a filter, a clk",
			records->count);
	records_lay_out(records, linkage->blocks.count, options->threads);
	blocks_make(&linkage->blocks, records, options->threads);
	if (!chance_make(&linkage->chance, &space, &linkage->patterns, !options->without_rarity,
		    options->threads, err) ||
		!fit(linkage, &space, options, err) ||
		!pairs_judge(&linkage->pairs, &linkage->scorer, KEEP, options->threads, err))
		return false;
	count_up(linkage);
	if (!curve_make(linkage, records, options->threshold, options->threads, err))
		return false;
	rules.threshold = linkage->threshold;
	linkage->cluster = tl_alloc(records->count + 1, sizeof *linkage->cluster);
	linkage->household = tl_alloc(records->count + 1, sizeof *linkage->household);
	if (!cluster_people(linkage->cluster, &linkage->clusters, &linkage->pairs, &space,
		    &linkage->patterns, &linkage->chance, &linkage->scorer, &rules,
		    options->threads, err))
		return false;
	return cluster_households(linkage->household, &linkage->households, linkage->cluster,
		linkage->clusters, &linkage->pairs, records,
		linkage_household_least(&linkage->model), options->threads, err);
}

void linkage_free(struct linkage *linkage)
{
	blocks_free(&linkage->blocks);
	chance_free(&linkage->chance);
	pairs_free(&linkage->pairs);
	free(linkage->cluster);
	free(linkage->household);
	*linkage = (struct linkage){0};
}
