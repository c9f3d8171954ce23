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

/* Who is of an age was born before this day; births are known to the month. */
static void list_births(const struct measure_world *world, int32_t born_before[MEASURE_AGES])
{
	int now = tl_month_index(world->study->as_at);

	for (size_t i = 0; i + 1 < MEASURE_AGES; i++)
		born_before[i] = tl_month_day(now - 12 * measure_ages[i].from + 1).n;
}

static size_t age_of(const int32_t born_before[MEASURE_AGES], int32_t birth)
{
	size_t age = MEASURE_AGES - 1;

	if (birth == INT32_MIN)
		return age; /* not recorded */
	for (age = MEASURE_AGES - 2; age > 0 && birth >= born_before[age];)
		age--;
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
	TL_VEC(const uint64_t *) bits; /* of the partners, then the groups, as words */
	size_t *index; /* open addressing: set + 1 */
	size_t capacity, words;
};

/* Behind a person's partners: in which groups they are. */
struct traits {
	int32_t locality, sex, age; /* behind them a number by bias */
};

static struct traits traits_of(
	const struct measure_world *world, const struct partners *partners, size_t person)
{
	struct traits traits = {
		.locality = (int32_t)measure_linkage_locality(world, (int64_t)person),
		.age = (int32_t)age_of(partners->born_before, world->people[person].birth)};

	/* The words are kept once: equal ones are the same. */
	while ((size_t)traits.sex < world->sex_count &&
		world->sexes[traits.sex] != world->people[person].sex)
		traits.sex++;
	return traits;
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
	struct sets *sets, const uint8_t *bits, bool linked)
{
	for (size_t b = 0; b < partners->biases.count; b++) {
		const struct measure_bias *bias = &partners->biases.items[b];
		struct group *group;
		int32_t number;

		memcpy(&number, bits + b * sizeof number, sizeof number);
		group = &partners->of_bias[b][number];
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
			(struct where){"",
				measure_world_locality_code(world, (size_t)traits.locality), "",
				""});
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
	struct measure_model *model, struct sets *sets, const uint64_t *kept)
{
	const uint8_t *bits = (const uint8_t *)kept;
	size_t set = sets->people.count, count = 0;
	struct traits traits;

	*tl_vec_push(&sets->people) = 0;
	*tl_vec_push(&sets->bits) = kept;
	for (size_t p = 0; p < world->partner_count; p++)
		count += bits[p / 8] >> p % 8 & 1;
	for (size_t p = 0; p < world->partner_count; p++)
		if (bits[p / 8] >> p % 8 & 1)
			push_group(&sets->members, set,
				partner_group(partners, model, world->partners[p]), count > 1);
	push(&sets->members, set, partners->all);
	if (count > 1)
		push(&sets->members, set, partners->several);
	memcpy(&traits, bits + world->partner_bytes, sizeof traits);
	push_traits(world, partners, model, sets, traits, count > 1);
	push_biases(partners, model, sets, bits + world->partner_bytes + sizeof traits, count > 1);
}

/* Everybody is looked up here: sets are a word or two, and few. */
static uint64_t hash_of(const uint64_t *bits, size_t words)
{
	uint64_t hash = 0;

	for (size_t w = 0; w < words; w++) {
		hash = (hash ^ bits[w]) * UINT64_C(0x9e3779b97f4a7c15);
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

static size_t *find_set(const struct sets *sets, const uint64_t *bits)
{
	size_t at = hash_of(bits, sets->words) & (sets->capacity - 1);

	while (sets->index[at] &&
		!is_same(sets->bits.items[sets->index[at] - 1], bits, sets->words))
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
		*find_set(sets, sets->bits.items[s]) = s + 1;
}

static bool is_empty(const uint8_t *bits, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		if (bits[i])
			return false;
	return true;
}

static void gather(const struct measure_world *world, struct partners *partners,
	struct measure_model *model, struct sets *sets)
{
	size_t bytes = world->partner_bytes + sizeof(struct traits) +
		       partners->biases.count * sizeof(int32_t);
	uint64_t *words;
	uint8_t *bits;

	sets->words = (bytes + sizeof *words - 1) / sizeof *words;
	words = tl_alloc(sets->words, sizeof *words);
	bits = (uint8_t *)words;
	for (size_t p = 0; p < world->people_count; p++) {
		const uint8_t *partners_of = &world->partners_of[p * world->partner_bytes];
		struct traits traits;
		size_t *set;

		if (is_empty(partners_of, world->partner_bytes))
			continue;
		traits = traits_of(world, partners, p);
		memcpy(bits, partners_of, world->partner_bytes);
		memcpy(bits + world->partner_bytes, &traits, sizeof traits);
		for (size_t b = 0; b < partners->biases.count; b++)
			memcpy(bits + world->partner_bytes + sizeof traits + b * sizeof(int32_t),
				&partners->biases.items[b].of[p], sizeof(int32_t));
		grow(sets);
		set = find_set(sets, words);
		if (!*set) {
			uint64_t *kept = tl_arena_array(&model->arena, sets->words, sizeof *kept);

			memcpy(kept, words, sets->words * sizeof *kept);
			add_set(world, partners, model, sets, kept);
			*set = sets->people.count;
		}
		sets->people.items[*set - 1]++;
	}
	free(words);
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
	tl_vec_free(&sets.bits);
	free(sets.index);
	free(partners.of_partner);
	free(partners.of_locality);
	free(partners.of_sex);
	return measure_quality_missed(world, model, partners.all, err);
}
