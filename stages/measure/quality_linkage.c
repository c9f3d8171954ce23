#include "quality.h"

#include "bias.h"
#include "definitions.h"
#include "tally.h"

#include <string.h>

#define SEXES_MOST 8 /* more words than this are no sexes: a column given the wrong role */

const struct measure_age measure_ages[MEASURE_AGES] = {
	{"0-15", "0 to 15", 0},
	{"16-24", "16 to 24", 16},
	{"25-64", "25 to 64", 25},
	{"65-and-over", "65 and over", 65},
	{"not-recorded", "Not recorded", -1},
};

/* Who is of an age was born before this day; births are known to the month. Later ages, earlier
 * days. */
static void list_births(const struct measure_world *world, int32_t born_before[MEASURE_AGES])
{
	int now = tl_month_index(world->study->as_at);

	for (size_t i = 0; i + 1 < MEASURE_AGES; i++)
		born_before[i] = tl_month_day(now - 12 * measure_ages[i].from + 1).n;
}

static size_t age_of(const int32_t born_before[MEASURE_AGES], int32_t birth)
{
	size_t age = 0;

	if (birth == INT32_MIN)
		return MEASURE_AGES - 1; /* not recorded */
	for (size_t i = 1; i + 1 < MEASURE_AGES; i++)
		age += birth < born_before[i];
	return age;
}

size_t measure_linkage_age(const struct measure_world *world, int64_t person)
{
	int32_t born_before[MEASURE_AGES];

	list_births(world, born_before);
	return age_of(born_before, world->people[person].birth);
}

size_t measure_linkage_locality(const struct measure_world *world, int64_t person)
{
	int32_t locality = measure_person_locality(world, person, world->study->as_at.n);

	return locality < 0 ? world->locality_count : (size_t)locality;
}

/* A group of people: of a partner, in a locality, or by what axis says. */
struct where {
	const char *partner, *locality, *axis, *grp;
};

/* Its people, and those of them whom two partners or more know. */
struct group {
	size_t people, linked;
	struct where where;
};

struct partners {
	const struct tl_study *study;
	struct group *of_partner; /* by its place in the study */
	struct group *of_locality; /* by number, elsewhere last */
	struct group *of_sex, of_age[MEASURE_AGES];
	struct measure_biases biases;
	struct group **of_bias; /* by bias and its groups */
	size_t all, several;
	int32_t born_before[MEASURE_AGES];
};

static struct measure_key people_key(
	struct measure_model *model, const char *partner, const char *grp)
{
	return (struct measure_key){
		.locality = "all",
		.measure = "linkage",
		.statistic = "people",
		.partner = partner,
		.grp = grp,
		.unit = "people",
		.definition = measure_definition_own(&model->arena, "linkage"),
		.position = MEASURE_NO_POSITION,
		.from = TL_NO_DAY,
		.to = TL_NO_DAY,
	};
}

static size_t people_point(struct measure_model *model, const struct measure_key *key)
{
	size_t point = measure_model_base(model, key);

	model->points.items[point].contributors = 0;
	return point;
}

static struct measure_key group_key(struct measure_model *model, const struct where *where)
{
	struct measure_key key = people_key(model, where->partner, where->grp);

	key.locality = where->locality;
	key.axis = where->axis;
	return key;
}

static void make_group(struct measure_model *model, struct group *group, struct where where)
{
	struct measure_key key = group_key(model, &where);

	if (group->people != MEASURE_NO_POINT)
		return;
	group->where = where;
	group->people = people_point(model, &key);
	key.statistic = "linked";
	group->linked = people_point(model, &key);
}

/* Once all are counted. */
static void divide_groups(struct measure_model *model, const struct group *groups, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct measure_operand operands[] = {
			{"x", groups[i].linked}, {"n", groups[i].people}};
		struct measure_key key;

		if (groups[i].people == MEASURE_NO_POINT)
			continue;
		key = group_key(model, &groups[i].where);
		key.statistic = "share";
		key.unit = "%";
		measure_model_derive(model, &key, TL_METHOD_SHARE, operands, 2, NULL);
	}
}

static struct group *groups_new(size_t count)
{
	struct group *groups = tl_alloc(count, sizeof *groups);

	for (size_t i = 0; i < count; i++)
		groups[i] = (struct group){.people = MEASURE_NO_POINT, .linked = MEASURE_NO_POINT};
	return groups;
}

/* Only partners that send people have points. */
static struct group *partner_group(
	struct partners *partners, struct measure_model *model, const char *code)
{
	for (unsigned i = 0; i < partners->study->partners_count; i++) {
		if (strcmp(partners->study->partners[i].code, code) != 0)
			continue;
		make_group(model, &partners->of_partner[i],
			(struct where){partners->study->partners[i].code, "all", "", ""});
		return &partners->of_partner[i];
	}
	return NULL;
}

/* ---- people with the same partners ----------------------------------------------------------- */

struct sets { /* of partners and groups, each met once */
	struct measure_members members; /* who: the set */
	TL_VEC(int64_t) people;
	TL_VEC(uint64_t) keys; /* of each its key */
	size_t *index; /* open addressing: set + 1 */
	size_t capacity;
	size_t partner_words, words; /* of a key: a bit a partner, the traits, a number by bias */
};

struct traits {
	size_t locality, sex, age;
};

/* Everybody is asked for these, in no order: made without a branch that depends on who it is. */
static struct traits traits_of(
	const struct measure_world *world, const struct partners *partners, size_t person)
{
	struct traits traits = {.locality = measure_linkage_locality(world, (int64_t)person),
		.age = age_of(partners->born_before, world->people[person].birth)};

	/* The words are kept once: equal ones are the same. */
	for (size_t s = 0; s < world->sex_count && world->sex_count <= SEXES_MOST; s++)
		if (world->sexes[s] == world->people[person].sex)
			traits.sex = s;
	return traits;
}

static uint64_t word_of_traits(struct traits traits)
{
	return (uint64_t)traits.locality << 16 | (uint64_t)traits.sex << 8 | (uint64_t)traits.age;
}

static struct traits traits_of_word(uint64_t word)
{
	return (struct traits){word >> 16, word >> 8 & UINT8_MAX, word & UINT8_MAX};
}

/* False: no partner knows the person. */
static bool key_of(const struct measure_world *world, const struct partners *partners,
	const struct sets *sets, size_t person, uint64_t *key)
{
	const uint8_t *partners_of = &world->partners_of[person * world->partner_bytes];
	uint64_t any = 0;

	for (size_t w = 0; w < sets->partner_words; w++) {
		key[w] = 0;
		for (size_t b = w * 8; b < world->partner_bytes && b < (w + 1) * 8; b++)
			key[w] |= (uint64_t)partners_of[b] << b % 8 * 8;
		any |= key[w];
	}
	if (!any)
		return false;
	key[sets->partner_words] = word_of_traits(traits_of(world, partners, person));
	for (size_t b = 0; b < partners->biases.count; b++)
		key[sets->partner_words + 1 + b] = (uint64_t)partners->biases.items[b].of[person];
	return true;
}

static bool has_partner(const uint64_t *key, size_t partner)
{
	return key[partner / 64] >> partner % 64 & 1;
}

static void push(struct measure_members *members, size_t set, size_t point)
{
	if (point != MEASURE_NO_POINT)
		*tl_vec_push(&members->items) = (struct measure_member){(int64_t)set, point};
}

static void push_group(
	struct measure_members *members, size_t set, const struct group *group, bool linked)
{
	if (!group)
		return;
	push(members, set, group->people);
	if (linked)
		push(members, set, group->linked);
}

/* Their names outlive the biases. */
static void push_biases(const struct partners *partners, struct measure_model *model,
	struct sets *sets, const uint64_t *numbers, bool linked)
{
	for (size_t b = 0; b < partners->biases.count; b++) {
		const struct measure_bias *bias = &partners->biases.items[b];
		uint64_t number = numbers[b];
		struct group *group = &partners->of_bias[b][number];

		if (group->people == MEASURE_NO_POINT)
			make_group(model, group,
				(struct where){"", "all",
					tl_arena_text(&model->arena, tl_str(bias->axis)),
					tl_arena_text(
						&model->arena, tl_str(bias->groups[number]))});
		push_group(&sets->members, sets->people.count - 1, group, linked);
	}
}

static void push_traits(const struct measure_world *world, struct partners *partners,
	struct measure_model *model, struct sets *sets, struct traits traits, bool linked)
{
	size_t set = sets->people.count - 1;

	if (world->locality_count) {
		make_group(model, &partners->of_locality[traits.locality],
			(struct where){
				"", measure_world_locality_code(world, traits.locality), "", ""});
		push_group(&sets->members, set, &partners->of_locality[traits.locality], linked);
	}
	if (world->sex_count <= SEXES_MOST) {
		make_group(model, &partners->of_sex[traits.sex],
			(struct where){"", "all", "sex", world->sexes[traits.sex]});
		push_group(&sets->members, set, &partners->of_sex[traits.sex], linked);
	}
	make_group(model, &partners->of_age[traits.age],
		(struct where){"", "all", "age", measure_ages[traits.age].code});
	push_group(&sets->members, set, &partners->of_age[traits.age], linked);
}

static void add_set(const struct measure_world *world, struct partners *partners,
	struct measure_model *model, struct sets *sets, const uint64_t *key)
{
	size_t set = sets->people.count, count = 0;

	*tl_vec_push(&sets->people) = 0;
	for (size_t w = 0; w < sets->words; w++)
		*tl_vec_push(&sets->keys) = key[w];
	for (size_t p = 0; p < world->partner_count; p++)
		count += has_partner(key, p);
	for (size_t p = 0; p < world->partner_count; p++)
		if (has_partner(key, p))
			push_group(&sets->members, set,
				partner_group(partners, model, world->partners[p]), count > 1);
	push(&sets->members, set, partners->all);
	if (count > 1)
		push(&sets->members, set, partners->several);
	push_traits(
		world, partners, model, sets, traits_of_word(key[sets->partner_words]), count > 1);
	push_biases(partners, model, sets, key + sets->partner_words + 1, count > 1);
}

/* Everybody is looked up here: keys are two words or a few more, and few. */
static uint64_t hash_of(const uint64_t *key, size_t words)
{
	uint64_t hash = 0;

	for (size_t w = 0; w < words; w++) {
		hash = (hash ^ key[w]) * UINT64_C(0x9e3779b97f4a7c15);
		hash ^= hash >> 32;
	}
	return hash;
}

static bool is_same(const uint64_t *a, const uint64_t *b, size_t words)
{
	size_t w = 0;

	while (w < words && a[w] == b[w])
		w++;
	return w == words;
}

static size_t *find_set(const struct sets *sets, const uint64_t *key)
{
	size_t at = hash_of(key, sets->words) & (sets->capacity - 1);

	while (sets->index[at] &&
		!is_same(&sets->keys.items[(sets->index[at] - 1) * sets->words], key, sets->words))
		at = (at + 1) & (sets->capacity - 1);
	return &sets->index[at];
}

static void grow(struct sets *sets)
{
	if (sets->people.count * 2 < sets->capacity)
		return;
	free(sets->index);
	sets->capacity = sets->capacity ? sets->capacity * 2 : 1024;
	sets->index = tl_alloc(sets->capacity, sizeof *sets->index);
	for (size_t s = 0; s < sets->people.count; s++)
		*find_set(sets, &sets->keys.items[s * sets->words]) = s + 1;
}

static void gather(const struct measure_world *world, struct partners *partners,
	struct measure_model *model, struct sets *sets)
{
	uint64_t *key;

	sets->partner_words = (world->partner_bytes + sizeof *key - 1) / sizeof *key;
	sets->words = sets->partner_words + 1 + partners->biases.count;
	key = tl_alloc(sets->words, sizeof *key);
	for (size_t p = 0; p < world->people_count; p++) {
		size_t *set;

		if (!key_of(world, partners, sets, p, key))
			continue;
		grow(sets);
		set = find_set(sets, key);
		if (!*set) {
			add_set(world, partners, model, sets, key);
			*set = sets->people.count;
		}
		sets->people.items[*set - 1]++;
	}
	free(key);
}

static void divide(struct measure_model *model, const struct partners *partners)
{
	struct measure_key key = people_key(model, "", "two-or-more");
	const struct measure_operand operands[] = {{"x", partners->several}, {"n", partners->all}};

	key.statistic = "share";
	key.unit = "%";
	measure_model_derive(model, &key, TL_METHOD_SHARE, operands, 2, NULL);
}

static void make_biases(struct partners *partners)
{
	partners->of_bias = tl_alloc(partners->biases.count + 1, sizeof(struct group *));
	for (size_t b = 0; b < partners->biases.count; b++)
		partners->of_bias[b] = groups_new(partners->biases.items[b].group_count);
}

static void divide_biases(struct measure_model *model, struct partners *partners)
{
	for (size_t b = 0; b < partners->biases.count; b++) {
		divide_groups(model, partners->of_bias[b], partners->biases.items[b].group_count);
		free(partners->of_bias[b]);
	}
	free(partners->of_bias);
	measure_biases_free(&partners->biases);
}

bool measure_quality_linkage(
	const struct measure_world *world, struct measure_model *model, struct tl_err *err)
{
	struct partners partners = {.study = world->study};
	struct sets sets = {0};
	struct measure_key key;

	if (!world->people_count)
		return true;
	if (!measure_biases_make(world, &partners.biases, err)) {
		measure_biases_free(&partners.biases);
		return false;
	}
	make_biases(&partners);
	partners.of_partner = groups_new(world->study->partners_count + 1);
	partners.of_locality = groups_new(world->locality_count + 1);
	partners.of_sex = groups_new(world->sex_count + 1);
	for (size_t i = 0; i < MEASURE_AGES; i++)
		partners.of_age[i] =
			(struct group){.people = MEASURE_NO_POINT, .linked = MEASURE_NO_POINT};
	key = people_key(model, "", "");
	partners.all = people_point(model, &key);
	key.grp = "two-or-more";
	partners.several = people_point(model, &key);
	list_births(world, partners.born_before);
	gather(world, &partners, model, &sets);
	sets.members.weights = sets.people.items;
	measure_tally_members(model, &sets.members);
	divide(model, &partners);
	divide_groups(model, partners.of_partner, world->study->partners_count);
	divide_groups(model, partners.of_locality, world->locality_count + 1);
	divide_groups(model, partners.of_sex, world->sex_count);
	divide_groups(model, partners.of_age, MEASURE_AGES);
	divide_biases(model, &partners);
	tl_vec_free(&sets.members.items);
	tl_vec_free(&sets.people);
	tl_vec_free(&sets.keys);
	free(sets.index);
	free(partners.of_partner);
	free(partners.of_locality);
	free(partners.of_sex);
	return measure_quality_missed(world, model, partners.all, err);
}
