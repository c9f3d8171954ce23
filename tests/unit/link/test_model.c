/* EM finds what was planted in the counts of patterns. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "../../../stages/link/linkage.h"
#include "../../../stages/link/model.h"
#include "records_fixture.h"

#define PAIRS 1e10

/* Three fields: one that a household shares (a code, told to be), and two of a person's own. */
struct planted {
	struct tl_arena arena;
	struct records records;
	struct patterns patterns;
	struct chance chance;
	struct pattern_count counts[27];
	size_t count;
	double same, household; /* shares of all pairs */
};

static const double agree_same[] = {0.80, 0.90, 0.95};
static const double agree_household[] = {0.97, 0.0001, 0.0002};
static const double agree_unrelated[] = {0.01, 0.0001, 0.0002};

static double likelihood(const double *agree, const unsigned *levels)
{
	double product = 1;

	for (size_t i = 0; i < 3; i++)
		product *= levels[i] == 1 ? agree[i] : 1 - agree[i];
	return product;
}

static void plant(struct planted *planted, double same, double household)
{
	static const char *const none[] = {NULL};
	struct tl_err err = {0};

	*planted = (struct planted){.same = same, .household = household};
	records_from(&planted->records, "address:token,nhs:token,tax:token", none, &planted->arena);
	planted->records.fields[0].is_shared = true;
	planted->records.count = 200000;
	assert_true(patterns_of(&planted->patterns, planted->records.fields, 3, &err));
	planted->chance.pairs = PAIRS;
	for (size_t i = 0; i < 3; i++) {
		double rate = same * agree_same[i] + household * agree_household[i] +
			      (1 - same - household) * agree_unrelated[i];

		for (size_t j = 0; j < FIELD_LEVELS_MAX; j++) {
			planted->chance.given[i][j][1] = planted->chance.rate[i][1] = rate;
			planted->chance.given[i][j][2] = planted->chance.rate[i][2] = 1 - rate;
		}
	}
	for (unsigned i = 0; i < 8; i++) {
		unsigned levels[] = {1 + (i & 1), 1 + (i >> 1 & 1), 1 + (i >> 2 & 1)};
		double share = same * likelihood(agree_same, levels) +
			       household * likelihood(agree_household, levels) +
			       (1 - same - household) * likelihood(agree_unrelated, levels);

		/* What agrees in nothing blocking would not have brought together. */
		if (i < 7)
			planted->counts[planted->count++] = (struct pattern_count){
				levels[0] + 3 * levels[1] + 9 * levels[2], llround(PAIRS * share)};
	}
}

static void unplant(struct planted *planted)
{
	planted->records.count = 0;
	records_free(&planted->records);
	tl_arena_free(&planted->arena);
}

static void assert_near(double got, double want, double share)
{
	if (fabs(got - want) > share * want)
		fail_msg("%g is not %g", got, want);
}

static void three_classes_are_found_again(void **state)
{
	struct planted planted;
	struct model model;

	(void)state;
	plant(&planted, 3e-6, 8e-6);
	model_start(&model, &planted.records, &planted.patterns, &planted.chance, true);
	assert_true(model_fit(&model, &planted.chance, planted.counts, planted.count) > 1);
	assert_near(model.share_same, 3e-6, 0.03);
	assert_near(model.share_household, 8e-6, 0.25);
	for (size_t i = 0; i < 3; i++) {
		assert_near(model.same[i][0][1], agree_same[i], 0.03);
		assert_near(model.unrelated[i][0][1], agree_unrelated[i], 0.02);
	}
	unplant(&planted);
}

/* No families: the class does not take the matches. */
static void without_families_nothing_is_stolen(void **state)
{
	struct planted planted;
	struct model two, three;

	(void)state;
	plant(&planted, 3e-6, 0);
	model_start(&three, &planted.records, &planted.patterns, &planted.chance, true);
	model_fit(&three, &planted.chance, planted.counts, planted.count);
	model_start(&two, &planted.records, &planted.patterns, &planted.chance, false);
	model_fit(&two, &planted.chance, planted.counts, planted.count);
	assert_near(three.share_same, 3e-6, 0.03);
	assert_near(two.share_same, 3e-6, 0.03);
	assert_true(two.share_household <= 0);
	unplant(&planted);
}

static void a_verdict_is_one_of_three(void **state)
{
	struct planted planted;
	struct model model;
	struct scorer scorer;
	struct verdict both, shared, none;

	(void)state;
	plant(&planted, 3e-6, 8e-6);
	model_start(&model, &planted.records, &planted.patterns, &planted.chance, true);
	model_fit(&model, &planted.chance, planted.counts, planted.count);
	scorer_make(&scorer, &model);
	both = scorer_verdict(&scorer, scorer_odds(&scorer, 1 + 3 + 9), 0, 0);
	shared = scorer_verdict(&scorer, scorer_odds(&scorer, 1 + 6 + 18), 0, 0);
	none = scorer_verdict(&scorer, scorer_odds(&scorer, 2 + 6 + 18), 0, 0);
	assert_true(both.same > 0.99);
	assert_true(shared.same < 0.01);
	assert_true(none.same < 0.01 && none.household < 0.01);
	assert_near(both.same, 1 / (1 + exp2(-both.weight)), 1e-9);
	/* A rarity of one bit is one bit. */
	assert_near(scorer_verdict(&scorer, scorer_odds(&scorer, 26), 128, 0).weight -
			    scorer_verdict(&scorer, scorer_odds(&scorer, 26), 0, 0).weight,
		1, 1e-9);
	unplant(&planted);
}

/* Twins, say: they agree in the address and in one thing of their own, never in the other. */
static void without_matches_what_departs_from_independence_is_no_person(void **state)
{
	struct planted planted;
	struct model model;
	struct scorer scorer;

	(void)state;
	plant(&planted, 0, 8e-6);
	for (size_t i = 0; i < planted.count; i++)
		if (planted.counts[i].pattern == 1 + 3 + 18)
			planted.counts[i].count += 60;
	model_start(&model, &planted.records, &planted.patterns, &planted.chance, true);
	model_fit(&model, &planted.chance, planted.counts, planted.count);
	scorer_make(&scorer, &model);
	assert_true(model.share_same * PAIRS < 1);
	assert_true(scorer_verdict(&scorer, scorer_odds(&scorer, 1 + 3 + 18), 0, 0).same < 0.01);
	unplant(&planted);
}

static void doubt_is_said_where_few_match(void **state)
{
	static const struct {
		double matches;
		int64_t rows;
		bool is_fitted;
		const char *begins; /* NULL: no doubt */
	} cases[] = {
		{99, 500, true, "the estimates"},
		{101, 500, true, NULL},
		{99, 500, false, NULL}, /* another file's model: it was learnt there */
		{999, 10000, true, "the precision"},
		{1001, 10000, true, NULL},
		{5, 10000, false, "the precision"},
		{0, 0, false, "the precision"},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct linkage linkage = {.tally = {.matches = cases[i].matches,
						  .rows = cases[i].rows,
						  .is_fitted = cases[i].is_fitted}};
		struct tl_buf doubt = {0};

		linkage_doubt(&linkage, &doubt);
		if (cases[i].begins ? !tl_str_starts(tl_buf_str(&doubt), tl_str(cases[i].begins))
				    : doubt.length > 0)
			fail_msg("case %zu: %s", i, tl_buf_c(&doubt));
		tl_buf_free(&doubt);
	}
}

/* What the household class has in common says whether it is households: figures are how often the
 * two differ. */
static void households_share_a_home(void **state)
{
	static const struct {
		double surname, town, postcode;
		bool with_record_filter, is_household;
	} cases[] = {
		{0.02, 0.01, 0.00, false, true},
		{0.02, 0.86, 0.99, false, false}, /* namesakes: fake1000 has .86 of its towns */
		{0.02, 0.60, 0.49, false, true}, /* one is enough */
		{0.99, 0.01, 0.99, false, true}, /* step children */
		{0.02, 0.50, 0.50, false, false},
		{0.02, 0.01, 0.00, true, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct field fields[] = {
			field_of("surname", FIELD_SURNAME, FIELD_SURNAME),
			field_of("town", FIELD_TEXT, FIELD_TEXT),
			field_of("postcode", FIELD_FILTER, FIELD_POSTCODE),
			field_of("all", FIELD_CLK, FIELD_CLK),
		};
		const double differ[] = {cases[i].surname, cases[i].town, cases[i].postcode};
		struct model model = {.fields = fields};
		struct tl_err err = {0};

		assert_true(patterns_of(
			&model.patterns, fields, cases[i].with_record_filter ? 4 : 3, &err));
		for (size_t j = 0; j < 3; j++)
			model.household[j][0][model.patterns.base[j] - 1] = differ[j];
		assert_int_equal(linkage_household_least(&model) <= 1, cases[i].is_household);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_classes_are_found_again),
		cmocka_unit_test(without_families_nothing_is_stolen),
		cmocka_unit_test(a_verdict_is_one_of_three),
		cmocka_unit_test(without_matches_what_departs_from_independence_is_no_person),
		cmocka_unit_test(doubt_is_said_where_few_match),
		cmocka_unit_test(households_share_a_home),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
