#include "quality.h"

#include "definitions.h"
#include "tally.h"

#include <string.h>
#include <throughline/hash.h>

struct partners {
	const struct tl_study *study;
	size_t *points; /* people of each partner, by its place in the study */
	size_t all, several;
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

static size_t people_point(struct measure_model *model, const char *partner, const char *grp)
{
	struct measure_key key = people_key(model, partner, grp);
	size_t point = measure_model_base(model, &key);

	model->points.items[point].contributors = 0;
	return point;
}

/* Only partners that send people have a point. */
static size_t point_of(struct partners *partners, struct measure_model *model, const char *code)
{
	for (unsigned i = 0; i < partners->study->partners_count; i++) {
		if (strcmp(partners->study->partners[i].code, code) != 0)
			continue;
		if (partners->points[i] == MEASURE_NO_POINT)
			partners->points[i] =
				people_point(model, partners->study->partners[i].code, "");
		return partners->points[i];
	}
	return MEASURE_NO_POINT;
}

/* ---- people with the same partners ----------------------------------------------------------- */

struct sets { /* of partners, each met once */
	struct measure_members members; /* who: the set */
	TL_VEC(int64_t) people;
	TL_VEC(const uint8_t *) bits;
	size_t *index; /* open addressing: set + 1 */
	size_t capacity;
};

static void push(struct measure_members *members, size_t set, size_t point)
{
	if (point != MEASURE_NO_POINT)
		*tl_vec_push(&members->items) = (struct measure_member){(int64_t)set, point};
}

static void add_set(const struct measure_world *world, struct partners *partners,
	struct measure_model *model, struct sets *sets, const uint8_t *bits)
{
	size_t set = sets->people.count, count = 0;

	*tl_vec_push(&sets->people) = 0;
	*tl_vec_push(&sets->bits) = bits;
	for (size_t p = 0; p < world->partner_count; p++) {
		if (!(bits[p / 8] >> p % 8 & 1))
			continue;
		push(&sets->members, set, point_of(partners, model, world->partners[p]));
		if (++count <= 2)
			push(&sets->members, set, count == 1 ? partners->all : partners->several);
	}
}

static size_t *find_set(
	const struct measure_world *world, const struct sets *sets, const uint8_t *bits)
{
	size_t at = tl_hash64(bits, world->partner_bytes, 0) & (sets->capacity - 1);

	while (sets->index[at] &&
		memcmp(sets->bits.items[sets->index[at] - 1], bits, world->partner_bytes) != 0)
		at = (at + 1) & (sets->capacity - 1);
	return &sets->index[at];
}

static void grow(const struct measure_world *world, struct sets *sets)
{
	if (sets->people.count * 2 < sets->capacity)
		return;
	free(sets->index);
	sets->capacity = sets->capacity ? sets->capacity * 2 : 1024;
	sets->index = tl_alloc(sets->capacity, sizeof *sets->index);
	for (size_t s = 0; s < sets->people.count; s++)
		*find_set(world, sets, sets->bits.items[s]) = s + 1;
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
	for (size_t p = 0; p < world->people_count; p++) {
		const uint8_t *bits = &world->partners_of[p * world->partner_bytes];
		size_t *set;

		if (is_empty(bits, world->partner_bytes))
			continue;
		grow(world, sets);
		set = find_set(world, sets, bits);
		if (!*set) {
			add_set(world, partners, model, sets, bits);
			*set = sets->people.count;
		}
		sets->people.items[*set - 1]++;
	}
}

static void divide(struct measure_model *model, const struct partners *partners)
{
	struct measure_key key = people_key(model, "", "two-or-more");
	const struct measure_operand operands[] = {{"x", partners->several}, {"n", partners->all}};

	key.statistic = "share";
	key.unit = "%";
	measure_model_derive(model, &key, TL_METHOD_SHARE, operands, 2, NULL);
}

bool measure_quality_linkage(const struct measure_world *world, struct measure_model *model,
	struct tl_err *err TL_UNUSED)
{
	struct partners partners = {.study = world->study};
	struct sets sets = {0};

	if (!world->people_count)
		return true;
	partners.points = tl_alloc(world->study->partners_count + 1, sizeof *partners.points);
	for (unsigned i = 0; i < world->study->partners_count; i++)
		partners.points[i] = MEASURE_NO_POINT;
	partners.all = people_point(model, "", "");
	partners.several = people_point(model, "", "two-or-more");
	gather(world, &partners, model, &sets);
	sets.members.weights = sets.people.items;
	measure_tally_members(model, &sets.members);
	divide(model, &partners);
	tl_vec_free(&sets.members.items);
	tl_vec_free(&sets.people);
	tl_vec_free(&sets.bits);
	free(sets.index);
	free(partners.points);
	return true;
}
