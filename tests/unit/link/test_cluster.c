/* From pairs to people: what average linkage joins, and what never joins. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "../../../stages/link/linkage.h"
#include "records_fixture.h"

/* A model in which each token that agrees is worth +10 bits and each that does not -4; a pair that
 * shares nothing is at -12. */
static void ten_or_minus_four(struct model *model, const struct records *records)
{
	struct tl_err err = {0};

	*model = (struct model){.fields = records->fields};
	assert_true(patterns_of(&model->patterns, records->fields, records->field_count, &err));
	model->share_same = 0.2;
	for (size_t i = 0; i < records->field_count; i++)
		for (size_t j = 0; j < FIELD_LEVELS_MAX; j++) {
			model->same[i][j][1] = 0.9375;
			model->same[i][j][2] = 0.0625;
			model->household[i][j][1] = model->unrelated[i][j][1] = 0.9375 / 1024;
			model->household[i][j][2] = model->unrelated[i][j][2] = 1.0;
		}
}

struct world {
	struct tl_arena arena;
	struct records records;
	struct model model;
	struct linkage linkage;
};

static const char *const chain[] = {
	"p",
	"a",
	"X",
	"1",
	"p",
	"b",
	"X",
	"2",
	"p",
	"c",
	"Y",
	"2",
	"p",
	"d",
	"Z",
	"9",
	NULL,
};

static void link_rows(struct world *world, const char *const *rows, struct linkage_options options)
{
	struct tl_err err = {0};

	records_from(&world->records, "one:token,two:token", rows, &world->arena);
	ten_or_minus_four(&world->model, &world->records);
	options.threads = 1;
	options.without_rarity = true;
	options.model = &world->model;
	if (isnan(options.threshold))
		options.threshold = 0;
	assert_true(linkage_run(&world->linkage, &world->records, &options, &err));
}

static int together(const struct world *world, const char *a, const char *b)
{
	return world->linkage.cluster[record_of(&world->records, a)] ==
	       world->linkage.cluster[record_of(&world->records, b)];
}

static void end(struct world *world)
{
	linkage_free(&world->linkage);
	records_free(&world->records);
	tl_arena_free(&world->arena);
}

/* a-b and b-c are at +4 (10 - 4 - 2), a-c at -10: the mean across {a, b} and c is -3. */
static void a_chain_is_not_one_person(void **state)
{
	struct world world = {0};

	(void)state;
	link_rows(&world, chain, linkage_defaults());
	assert_true(together(&world, "a", "b"));
	assert_false(together(&world, "b", "c"));
	assert_false(together(&world, "a", "d"));
	assert_int_equal(world.linkage.clusters, 3);
	end(&world);
}

static void in_connected_components_it_is(void **state)
{
	struct world world = {0};
	struct linkage_options options = linkage_defaults();

	(void)state;
	options.components = true;
	link_rows(&world, chain, options);
	assert_true(together(&world, "a", "b"));
	assert_true(together(&world, "a", "c"));
	assert_false(together(&world, "a", "d"));
	end(&world);
}

static void a_source_with_one_row_a_person_has_one(void **state)
{
	static const char *const rows[] = {
		"p",
		"a",
		"X",
		"1",
		"p",
		"b",
		"X",
		"1",
		"q",
		"c",
		"X",
		"1",
		"q",
		"d",
		"X",
		"1",
		NULL,
	};
	static const bool is_distinct[] = {true, false};
	struct world world = {0};
	struct linkage_options options = linkage_defaults();

	(void)state;
	options.is_distinct = is_distinct;
	link_rows(&world, rows, options);
	assert_false(together(&world, "a", "b"));
	assert_true(together(&world, "c", "d"));
	end(&world);
}

static void never_is_never_and_must_is_first(void **state)
{
	struct world world = {0};
	struct linkage_options options = linkage_defaults();
	/* Records lie in order of id. */
	static const struct record_pair never[] = {{0, 1}}, must[] = {{0, 3}};

	(void)state;
	options.never = never;
	options.never_count = 1;
	options.must = must;
	options.must_count = 1;
	link_rows(&world, chain, options);
	assert_false(together(&world, "a", "b"));
	assert_true(together(&world, "a", "d"));
	assert_true(together(&world, "b", "c"));
	end(&world);
}

static void nobody_links_to_nobody(void **state)
{
	static const char *const rows[] = {NULL};
	static const char *const blank[] = {"p", "a", "", "", "p", "b", "", "", NULL};
	struct world world = {0}, other = {0};

	(void)state;
	link_rows(&world, rows, linkage_defaults());
	assert_int_equal(world.linkage.clusters, 0);
	end(&world);
	link_rows(&other, blank, linkage_defaults());
	assert_int_equal(other.linkage.clusters, 2);
	end(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_chain_is_not_one_person),
		cmocka_unit_test(in_connected_components_it_is),
		cmocka_unit_test(a_source_with_one_row_a_person_has_one),
		cmocka_unit_test(never_is_never_and_must_is_first),
		cmocka_unit_test(nobody_links_to_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
