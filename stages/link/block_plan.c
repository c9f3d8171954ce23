#include "block.h"

#define SPLITTING_BELOW 0.2 /* a part splits where two records seldom share it */

/* Passes by what fields mean; one is taken where all its meanings are there. A token or filter has
 * no coarser form, so it stands whole. */
struct wanted {
	struct {
		enum field_kind meaning;
		enum value_part part;
	} parts[PASS_PARTS_MAX];
	size_t count;
	bool unordered;
};

#define WHOLE(kind)                                                                                \
	{                                                                                          \
		FIELD_##kind, PART_WHOLE                                                           \
	}
#define PART(kind, part)                                                                           \
	{                                                                                          \
		FIELD_##kind, PART_##part                                                          \
	}

/* In order of what each finds that no other does; the first PASSES_ENOUGH that apply are taken. */
#define PASSES_ENOUGH 9
#define PASSES_NEEDED 5 /* whatever they cost */
// clang-format off
static const struct wanted table[] = {
	{{WHOLE(FORENAME), WHOLE(SURNAME)}, 2, true},
	{{WHOLE(POSTCODE), PART(SURNAME, SOUND)}, 2, false}, /* it finds households */
	{{WHOLE(POSTCODE), PART(FORENAME, SOUND)}, 2, false},
	{{WHOLE(SURNAME), PART(DATE, BIRTHDAY)}, 2, false},
	{{PART(SURNAME, SOUND), PART(FORENAME, SOUND), PART(DATE, YEAR)}, 3, false},
	{{WHOLE(DATE), PART(POSTCODE, DISTRICT)}, 2, false},
	{{WHOLE(DATE), PART(SURNAME, SOUND)}, 2, false},
	{{WHOLE(SURNAME), PART(DATE, MONTH)}, 2, false},
	{{WHOLE(DATE), PART(FORENAME, INITIAL)}, 2, false},
	{{WHOLE(FORENAME), PART(DATE, MONTH)}, 2, false},
	{{WHOLE(NAME), PART(DATE, YEAR)}, 2, false},
	{{WHOLE(DATE), PART(NAME, INITIAL)}, 2, false},
	{{WHOLE(POSTCODE), PART(NAME, SOUND)}, 2, false},
};
// clang-format on

static size_t field_meaning(const struct records *records, enum field_kind meaning)
{
	for (size_t i = 0; i < records->field_count; i++)
		if (records->fields[i].meaning == meaning)
			return i;
	return SIZE_MAX;
}

/* A month has no day of the year: the part of the most frequent value tells. */
static bool has_part_at_all(const struct values *values, enum value_part part)
{
	return values_count(values) && values->parts[part] && values->parts[part][1];
}

/* The field of this meaning that has such a part; else the first, which stands whole. */
static size_t field_for(
	const struct records *records, enum field_kind meaning, enum value_part part)
{
	for (size_t i = 0; i < records->field_count; i++)
		if (records->fields[i].meaning == meaning &&
			has_part_at_all(records->values[i], part))
			return i;
	return field_meaning(records, meaning);
}

static enum value_part part_there(const struct records *records, size_t field, enum value_part part)
{
	uint32_t *const *parts = records->values[field]->parts;

	if (parts[part])
		return part;
	/* A filter has no letter to begin with, but another filter that it is like. */
	return part == PART_INITIAL && parts[PART_SOUND] ? PART_SOUND : PART_WHOLE;
}

/* The chance that two records share a value of this field. */
static double chance_shared(const struct records *records, size_t field)
{
	double known = records->known[field], shared = 0;

	for (uint32_t i = 1; i <= values_count(records->values[field]); i++) {
		double each = records->frequency[field][i];

		shared += each * (each - 1);
	}
	return known > 1 ? shared / (known * (known - 1)) : 1;
}

/* Of two records that share a whole value all share its part; of coarser parts as if they were as
 * even as their number. */
static double chance_part(const struct records *records, const struct block_part *part)
{
	static const double coarser[PART_COUNT_OF] = {[PART_INITIAL] = 1 / 15.0,
		[PART_YEAR] = 1 / 70.0,
		[PART_MONTH] = 1 / 800.0,
		[PART_BIRTHDAY] = 1 / 365.0};
	double chance = chance_shared(records, part->field);

	return part->part == PART_WHOLE || coarser[part->part] <= chance ? chance
									 : coarser[part->part];
}

static struct block_pass *new_pass(struct blocks *blocks)
{
	struct block_pass *pass = &blocks->passes[blocks->count];

	if (blocks->count == PASSES_MAX)
		return NULL;
	blocks->count++;
	*pass = (struct block_pass){0};
	return pass;
}

/* So many candidates a record are cheap; a field alone that makes no more is a pass of its own. */
#define CHEAP 4.0

static bool is_telling(const struct records *records, size_t field)
{
	double count = (double)records->count;

	return !likeness_is_for(records, field) &&
	       chance_shared(records, field) * count / 2 < CHEAP;
}

static void add_telling(struct blocks *blocks, const struct records *records)
{
	for (size_t i = 0; i < records->field_count; i++) {
		struct block_pass *pass;

		if (!is_telling(records, i) || !(pass = new_pass(blocks)))
			continue;
		pass->parts[pass->count++] = (struct block_part){i, PART_WHOLE};
	}
}

/* A pass adds nothing where one of its fields is a pass of its own. */
static bool is_covered(const struct blocks *blocks, const struct block_pass *pass)
{
	for (size_t i = 0; i < blocks->count; i++)
		for (size_t j = 0; j < pass->count && blocks->passes[i].count == 1; j++)
			if (pass->parts[j].field == blocks->passes[i].parts[0].field &&
				pass->parts[j].part == PART_WHOLE && !pass->unordered)
				return true;
	return false;
}

/* Whoever shares this pass's key shares the other's. */
static bool is_within(const struct block_pass *pass, const struct block_pass *other)
{
	size_t same = 0;

	for (size_t j = 0; j < other->count; j++)
		for (size_t k = 0; k < pass->count; k++)
			same += other->parts[j].field == pass->parts[k].field &&
				(other->parts[j].part == pass->parts[k].part ||
					pass->parts[k].part == PART_WHOLE);
	return same == other->count;
}

static bool is_there(const struct blocks *blocks, const struct block_pass *pass)
{
	for (size_t i = 0; i < blocks->count; i++)
		if (is_within(pass, &blocks->passes[i]))
			return true;
	return false;
}

/* Takes out those that a later pass has all pairs of, and what is more than enough. */
static void tidy(struct blocks *blocks)
{
	size_t kept = 0;

	for (size_t i = 0; i < blocks->count; i++) {
		bool is_idle = kept == PASSES_ENOUGH;

		for (size_t j = i + 1; j < blocks->count && !is_idle; j++)
			is_idle = !blocks->passes[i].unordered &&
				  is_within(&blocks->passes[i], &blocks->passes[j]);
		if (!is_idle)
			blocks->passes[kept++] = blocks->passes[i];
	}
	blocks->count = kept;
}

/* Of many records even two fields bring many together by chance. */
static bool is_dear(const struct records *records, const struct block_pass *pass)
{
	double pairs = (double)records->count / 2;

	for (size_t i = 0; i < pass->count; i++)
		pairs *= chance_part(records, &pass->parts[i]);
	return pairs > CHEAP / 2;
}

static void try_wanted(
	struct blocks *blocks, const struct records *records, const struct wanted *wanted)
{
	struct block_pass pass = {.count = wanted->count, .unordered = wanted->unordered};
	struct block_pass *made;

	for (size_t i = 0; i < wanted->count; i++) {
		size_t field = field_for(records, wanted->parts[i].meaning, wanted->parts[i].part);

		if (field == SIZE_MAX || likeness_is_for(records, field))
			return;
		/* Names by sound do without the year where there is none to be had. */
		if (wanted->parts[i].part == PART_YEAR &&
			!records->values[field]->parts[PART_YEAR]) {
			pass.count--;
			continue;
		}
		pass.parts[i] = (struct block_part){
			field, part_there(records, field, wanted->parts[i].part)};
	}
	if (is_covered(blocks, &pass) || is_there(blocks, &pass) ||
		(blocks->count >= PASSES_NEEDED && is_dear(records, &pass)))
		return;
	made = new_pass(blocks);
	if (made)
		*made = pass;
}

/* A field with values enough that two of them agree by chance only here and there. */
static bool is_useful(const struct records *records, size_t field)
{
	return !likeness_is_for(records, field) && chance_shared(records, field) < SPLITTING_BELOW;
}

static bool is_place(const struct records *records, size_t field)
{
	return records->fields[field].meaning == FIELD_POSTCODE ||
	       records->fields[field].meaning == FIELD_TEXT;
}

/* Where meanings leave room, as with tokens and filters, which have no coarser forms: every two
 * useful fields that are telling together. */
static void add_any(struct blocks *blocks, const struct records *records)
{
	double count = (double)records->count;

	for (size_t i = 0; i < records->field_count; i++)
		for (size_t j = i + 1; j < records->field_count; j++) {
			struct block_pass pass = {
				.parts = {{i, PART_WHOLE}, {j, PART_WHOLE}}, .count = 2};
			struct block_pass *made;

			/* Of two places one says what the other does. */
			if (!is_useful(records, i) || !is_useful(records, j) ||
				(is_place(records, i) && is_place(records, j)) ||
				is_there(blocks, &pass) || blocks->count >= PASSES_ENOUGH ||
				chance_shared(records, i) * chance_shared(records, j) * count / 2 >
					2 * CHEAP)
				continue;
			made = new_pass(blocks);
			if (made)
				*made = pass;
		}
}

/* Where little else brings records together. */
static void add_likeness(struct blocks *blocks, const struct records *records)
{
	struct likeness likeness;

	if (blocks->count >= PASSES_NEEDED)
		return;
	for (size_t i = 0; i < LIKENESS_PASSES && likeness_plan(&likeness, records, i); i++) {
		struct block_pass *pass = new_pass(blocks);

		if (!pass)
			return;
		pass->likeness = tl_alloc(1, sizeof *pass->likeness);
		*pass->likeness = likeness;
		for (size_t j = 0; j < likeness.field_count; j++)
			pass->parts[pass->count++] =
				(struct block_part){likeness.fields[j], PART_WHOLE};
	}
}

static bool has_part(const struct block_pass *pass, size_t field, enum value_part part)
{
	for (size_t i = 0; i < pass->count; i++)
		if (pass->parts[i].field == field &&
			(pass->parts[i].part == part || pass->parts[i].part == PART_WHOLE))
			return true;
	return false;
}

static void add_split(struct block_pass *pass, const struct records *records,
	enum field_kind meaning, enum value_part part)
{
	size_t field = field_for(records, meaning, part);

	if (field == SIZE_MAX || pass->split_count == FIELDS_MAX)
		return;
	if (likeness_is_for(records, field))
		return;
	part = part_there(records, field, part);
	if (!has_part(pass, field, part))
		pass->splits[pass->split_count++] = (struct block_part){field, part};
}

static void plan_splits(struct block_pass *pass, const struct records *records)
{
	add_split(pass, records, FIELD_DATE, PART_YEAR);
	add_split(pass, records, FIELD_FORENAME, PART_SOUND);
	add_split(pass, records, FIELD_SURNAME, PART_SOUND);
	add_split(pass, records, FIELD_POSTCODE, PART_DISTRICT);
	add_split(pass, records, FIELD_NAME, PART_SOUND);
	add_split(pass, records, FIELD_DATE, PART_WHOLE);
	for (size_t i = 0; i < records->field_count && pass->split_count < FIELDS_MAX; i++)
		if (!has_part(pass, i, PART_WHOLE) && !likeness_is_for(records, i))
			pass->splits[pass->split_count++] = (struct block_part){i, PART_WHOLE};
}

void blocks_plan(struct blocks *blocks, const struct records *records)
{
	*blocks = (struct blocks){.block_max = 200};
	if (records->count <= BLOCK_ALL_PAIRS_TO) {
		blocks->block_max = records->count;
		blocks->count = 1;
		return;
	}
	add_telling(blocks, records);
	for (size_t i = 0; i < TL_LEN(table); i++)
		try_wanted(blocks, records, &table[i]);
	tidy(blocks);
	add_any(blocks, records);
	add_likeness(blocks, records);
	for (size_t i = 0; i < blocks->count; i++)
		plan_splits(&blocks->passes[i], records);
}

void block_pass_words(
	const struct block_pass *pass, const struct records *records, struct tl_buf *out)
{
	static const char *const words[] = {
		[PART_WHOLE] = "",
		[PART_SOUND] = " (sound)",
		[PART_INITIAL] = " (initial)",
		[PART_YEAR] = " (year)",
		[PART_MONTH] = " (month)",
		[PART_BIRTHDAY] = " (day and month)",
		[PART_SECTOR] = " (sector)",
		[PART_DISTRICT] = " (district)",
	};

	if (pass->likeness)
		tl_buf_addc(out, "likeness of ");
	if (!pass->count)
		tl_buf_addc(out, "no key: all of them");
	for (size_t i = 0; i < pass->count; i++)
		tl_buf_addf(out, "%s%s%s", i ? " + " : "",
			records->fields[pass->parts[i].field].name, words[pass->parts[i].part]);
	if (pass->unordered)
		tl_buf_addc(out, ", either way round");
}
