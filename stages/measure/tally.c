#include "tally_private.h"

#include "largest.h"

size_t measure_cross_at(
	const struct measure_cross *cross, size_t position, size_t locality, size_t group)
{
	return (position * (cross->localities + 1) + locality) * (cross->groups + 1) + group;
}

size_t measure_cross_size(const struct measure_cross *cross)
{
	return (cross->positions + cross->total) * (cross->localities + 1) * (cross->groups + 1);
}

/* ---- places -----------------------------------------------------------------------------------
 */

static size_t places_at(const struct measure_cross *cross, size_t position,
	const struct measure_part *part, size_t *places)
{
	bool has_locality = cross->localities && part->locality >= 0;
	bool has_group = cross->groups && part->group >= 0;
	size_t locality = (size_t)part->locality, group = (size_t)part->group, count = 0;

	places[count++] = measure_cross_at(cross, position, cross->localities, cross->groups);
	if (has_locality)
		places[count++] = measure_cross_at(cross, position, locality, cross->groups);
	if (has_group)
		places[count++] = measure_cross_at(cross, position, cross->localities, group);
	if (has_locality && has_group)
		places[count++] = measure_cross_at(cross, position, locality, group);
	return count;
}

/* The places a part counts in: over all positions first, its own finest place last. */
size_t measure_tally_places(const struct measure_cross *cross, const struct measure_part *part,
	size_t places[TALLY_PLACES])
{
	size_t count = 0;

	if (cross->total)
		count = places_at(cross, cross->positions, part, places);
	return count + places_at(cross, (size_t)part->position, part, places + count);
}

static bool is_corner(const struct measure_cross *cross, size_t locality, size_t group)
{
	return locality < cross->localities && group < cross->groups;
}

static size_t absent_point(struct measure_model *model, const struct measure_cross *cross,
	size_t at, const struct measure_key *key)
{
	if (!cross->said || cross->said[at] == TL_SHOWN)
		return measure_model_absent(model, key, MEASURE_BASE, TL_NOT_AVAILABLE,
			cross->withheld && cross->withheld[at] ? TL_REASON_WITHHELD
							       : TL_REASON_NOT_COVERED);
	return measure_model_absent(
		model, key, MEASURE_BASE, (enum tl_status)cross->said[at], TL_REASON_SENDER);
}

/* Providers contribute to amounts; they are no people, and too few of them are told by their
 * amounts. */
static void note_contributors(const struct measure_cross *cross, struct measure_point *point,
	const struct measure_slot *slot)
{
	if (!cross->unknown)
		point->contributors = slot->contributors;
	point->is_amount = slot->is_amount && !tl_statistic_is_time(point->key.statistic);
	point->largest = slot->largest;
	point->second = slot->second;
}

void measure_tally_points(struct measure_model *model, const struct measure_cross *cross,
	measure_key_fn *key_of, void *context, const struct measure_slot *slots,
	struct measure_table *table)
{
	table->points = tl_alloc(measure_cross_size(cross) + 1, sizeof *table->points);
	for (size_t p = 0; p < cross->positions + cross->total; p++) {
		for (size_t l = 0; l <= cross->localities; l++) {
			for (size_t g = 0; g <= cross->groups; g++) {
				size_t at = measure_cross_at(cross, p, l, g), point;
				struct measure_key key = {.position = MEASURE_NO_POSITION,
					.from = TL_NO_DAY,
					.to = TL_NO_DAY};

				table->points[at] = MEASURE_NO_POINT;
				if ((is_corner(cross, l, g) && !cross->corners) ||
					!key_of(context, p, l, g, &key))
					continue;
				if (cross->absent && cross->absent[at]) {
					table->points[at] = absent_point(model, cross, at, &key);
					continue;
				}
				point = measure_model_base(model, &key);
				if (slots)
					note_contributors(
						cross, &model->points.items[point], &slots[at]);
				table->points[at] = point;
			}
		}
	}
}

/* ---- sums ----------------------------------------------------------------------------------- */

static int compare_parts(const void *a, const void *b)
{
	const struct measure_part *left = a, *right = b;

	if (left->who != right->who)
		return left->who < right->who ? -1 : 1;
	if (left->delivery != right->delivery)
		return left->delivery < right->delivery ? -1 : 1;
	if (left->at != right->at)
		return left->at < right->at ? -1 : 1;
	return (left->class > right->class) - (left->class < right->class);
}

void measure_parts_sort(struct measure_parts *parts)
{
	size_t i = 1;

	/* Those that were made unit by unit are in order. */
	while (i < parts->items.count &&
		compare_parts(&parts->items.items[i - 1], &parts->items.items[i]) <= 0)
		i++;
	if (i < parts->items.count)
		qsort(parts->items.items, parts->items.count, sizeof *parts->items.items,
			compare_parts);
}

#define CLASSES 3 /* in both, in the second only, in the first only */

/* What is paid back is as large as what is paid. */
static void slot_close(struct measure_slot *slot)
{
	int64_t size = slot->current < 0 ? -slot->current : slot->current;

	MEASURE_NOTE_LARGEST(slot, size);
	slot->current = 0;
}

static void slot_add(struct measure_slot *slot, int64_t who, int64_t amount)
{
	if (!slot->used || slot->who != who) {
		slot_close(slot);
		slot->contributors++;
		slot->who = who;
		slot->used = true;
	}
	slot->units += amount;
	slot->current += amount;
}

struct sums {
	const struct measure_cross *cross;
	struct measure_slot *atoms; /* by cross place and class; finest places only */
	size_t *made; /* likewise: the atom in the model; MEASURE_NO_POINT: none */
	struct measure_slot **points; /* per table, by cross place */
	const struct measure_sum *tables;
	size_t table_count;
};

static void sums_add(struct sums *sums, const struct measure_part *part)
{
	size_t places[TALLY_PLACES], count = measure_tally_places(sums->cross, part, places);

	slot_add(&sums->atoms[places[count - 1] * CLASSES + (size_t)part->class], part->who,
		part->amount);
	for (size_t t = 0; t < sums->table_count; t++)
		if (sums->tables[t].classes & 1u << part->class)
			for (size_t i = 0; i < count; i++)
				slot_add(&sums->points[t][places[i]], part->who, part->amount);
}

void measure_tally_stand(
	struct measure_model *model, const struct measure_table *table, size_t place, size_t atom)
{
	size_t point = table->points[place];

	if (point != MEASURE_NO_POINT && model->points.items[point].status == TL_SHOWN)
		measure_model_stand(model, point, atom);
}

/* An atom per finest place and class in which there is anything. */
static void make_atoms(struct measure_model *model, const struct sums *sums, size_t locality,
	size_t group, size_t position)
{
	const struct measure_cross *cross = sums->cross;
	size_t finest = measure_cross_at(cross, position, locality, group);
	const struct measure_part part = {.position = (int32_t)position,
		.locality = locality < cross->localities ? (int32_t)locality : -1,
		.group = group < cross->groups ? (int32_t)group : -1};
	size_t places[TALLY_PLACES], count = measure_tally_places(cross, &part, places);

	for (unsigned class = 0; class < CLASSES; class ++) {
		struct measure_slot *slot = &sums->atoms[finest * CLASSES + class];
		struct measure_atom atom = {slot->units, MEASURE_UNKNOWN, 0, 0};
		size_t made;

		sums->made[finest * CLASSES + class] = MEASURE_NO_POINT;
		if (!slot->used || slot->units == 0)
			continue;
		slot_close(slot);
		if (!cross->unknown)
			atom = (struct measure_atom){
				slot->units, slot->contributors, slot->largest, slot->second};
		made = measure_model_atom(model, atom);
		sums->made[finest * CLASSES + class] = made;
		for (size_t t = 0; t < sums->table_count; t++)
			if (sums->tables[t].classes & 1u << class)
				for (size_t i = 0; i < count; i++)
					measure_tally_stand(
						model, &sums->tables[t].table, places[i], made);
	}
}

/* The rows under the points that are being explained. */
static void hand_over_sources(
	struct measure_model *model, const struct measure_parts *parts, const struct sums *sums)
{
	for (size_t i = 0; model->watched && i < parts->items.count; i++) {
		const struct measure_part *part = &parts->items.items[i];
		size_t places[TALLY_PLACES],
			count = measure_tally_places(sums->cross, part, places);

		for (size_t t = 0; t < sums->table_count; t++) {
			if (!(sums->tables[t].classes & 1u << part->class))
				continue;
			for (size_t k = 0; k < count; k++) {
				size_t point = sums->tables[t].table.points[places[k]];

				if (point == MEASURE_NO_POINT ||
					!measure_model_is_watched(model, point))
					continue;
				measure_model_source(model, (struct measure_source){.point = point,
								    .unit = -1,
								    .delivery = part->delivery,
								    .at = part->at,
								    .amount = part->amount,
								    .words = part->words});
			}
		}
	}
}

static bool says_what(const struct measure_parts *parts)
{
	for (size_t i = 0; i < parts->items.count; i++)
		if (parts->items.items[i].what)
			return true;
	return false;
}

/* Which row went into which atom: for joint.h. */
static void hand_over_shares(
	struct measure_model *model, const struct measure_parts *parts, const struct sums *sums)
{
	if (model->watched || !says_what(parts))
		return;
	for (size_t i = 0; i < parts->items.count; i++) {
		const struct measure_part *part = &parts->items.items[i];
		size_t places[TALLY_PLACES],
			count = measure_tally_places(sums->cross, part, places);
		size_t atom = sums->made[places[count - 1] * CLASSES + (size_t)part->class];
		int64_t end = part->from + part->amount;

		if (atom == MEASURE_NO_POINT || part->amount == 0)
			continue;
		*tl_vec_push(&model->shares) = (struct measure_share){.at = part->at,
			.from = part->amount < 0 ? end : part->from,
			.to = part->amount < 0 ? part->from : end,
			.who = part->who,
			.delivery = part->delivery,
			.what = part->what,
			.tally = model->tallies,
			.atom = (uint32_t)atom};
	}
	model->tallies++;
}

/* A row of a count stands for itself; one of an amount for a number, which may be 1 as well.
 * Numbers of a place, by nobody whom they name, are counts as delivered. */
static bool are_amounts(const struct measure_parts *parts, bool unknown)
{
	bool amounts = false, named = !unknown;

	for (size_t i = 0; i < parts->items.count; i++) {
		const struct measure_part *part = &parts->items.items[i];

		amounts = amounts || part->amount < 0 || part->amount > 1;
		named = named || part->who < -1;
	}
	return amounts && named;
}

static void close_points(struct measure_slot *slots, size_t count, bool amounts)
{
	for (size_t i = 0; i < count; i++) {
		slot_close(&slots[i]);
		slots[i].is_amount = amounts;
	}
}

void measure_tally_sums(struct measure_model *model, const struct measure_parts *parts,
	const struct measure_cross *cross, struct measure_sum *tables, size_t table_count,
	void *context)
{
	size_t size = measure_cross_size(cross);
	bool amounts = are_amounts(parts, cross->unknown);
	struct sums sums = {.cross = cross, .tables = tables, .table_count = table_count};

	sums.atoms = tl_alloc(size * CLASSES + 1, sizeof *sums.atoms);
	sums.made = tl_alloc(size * CLASSES + 1, sizeof *sums.made);
	sums.points = tl_alloc(table_count, sizeof *sums.points);
	for (size_t t = 0; t < table_count; t++)
		sums.points[t] = tl_alloc(size + 1, sizeof **sums.points);
	for (size_t i = 0; i < parts->items.count; i++)
		sums_add(&sums, &parts->items.items[i]);
	for (size_t t = 0; t < table_count; t++) {
		close_points(sums.points[t], size, amounts);
		measure_tally_points(
			model, cross, tables[t].key, context, sums.points[t], &tables[t].table);
	}
	for (size_t p = 0; p < cross->positions; p++)
		for (size_t l = 0; l <= cross->localities; l++)
			for (size_t g = 0; g <= cross->groups; g++)
				make_atoms(model, &sums, l, g, p);
	hand_over_sources(model, parts, &sums);
	hand_over_shares(model, parts, &sums);
	for (size_t t = 0; t < table_count; t++)
		free(sums.points[t]);
	free(sums.points);
	free(sums.atoms);
	free(sums.made);
}
