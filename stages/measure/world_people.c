/* People and places: spells as arrays, so that "where on that day" is a short search. */
#include "world_private.h"

#include <string.h>
#include <throughline/linked.h>

#define FIRST_DAY INT32_MIN
#define OPEN INT32_MAX

/* ---- localities ----------------------------------------------------------------------------- */

struct code_list {
	TL_VEC(struct tl_str) items;
};

static int compare_codes(const void *a, const void *b)
{
	return tl_str_compare(*(const struct tl_str *)a, *(const struct tl_str *)b);
}

static void sort_codes(struct code_list *codes)
{
	size_t kept = 0;

	if (!codes->items.count)
		return;
	qsort(codes->items.items, codes->items.count, sizeof *codes->items.items, compare_codes);
	for (size_t i = 1; i < codes->items.count; i++)
		if (!tl_str_equal(codes->items.items[i], codes->items.items[kept]))
			codes->items.items[++kept] = codes->items.items[i];
	codes->items.count = kept + 1;
}

static void add_code(struct measure_world *world, struct code_list *codes, struct tl_str word)
{
	word = tl_str_trim(word);
	if (word.length)
		*tl_vec_push(&codes->items) = tl_arena_str(&world->arena, word);
}

/* A code of study.yaml, or one of its other spellings; -1 where it is neither. */
static int32_t find_listed(const struct measure_world *world, struct tl_str spelling)
{
	struct tl_str code;

	if (!world->study->localities_count || !tl_study_locality(world->study, spelling, &code))
		return -1;
	for (unsigned i = 0; i < world->study->localities_count; i++)
		if (tl_str_equal(tl_str(world->study->localities[i].code), code))
			return (int32_t)i;
	return -1;
}

static void add_words(
	struct measure_world *world, struct code_list *codes, const struct tl_fact_array *array)
{
	for (size_t w = 1; array && array->type == TL_FACT_TEXT && w < array->word_count; w++)
		add_code(world, codes, array->words[w]);
}

/* Where localities are open, every code met is one. */
static void codes_met(
	struct measure_world *world, const struct tl_fact_table *lived, struct code_list *codes)
{
	add_words(world, codes, tl_fact_column_of(lived, "locality"));
	for (size_t i = 0; i < world->delivery_count; i++)
		add_words(world, codes, tl_fact_column_of(&world->deliveries[i].facts, "locality"));
	sort_codes(codes);
}

static void load_localities(struct measure_world *world, const struct tl_fact_table *lived)
{
	const struct tl_study *study = world->study;
	struct code_list codes = {0};
	size_t listed = study->localities_count, count = 0;

	if (study->localities_open)
		codes_met(world, lived, &codes);
	world->localities = tl_arena_array(
		&world->arena, listed + codes.items.count + 1, sizeof *world->localities);
	for (size_t i = 0; i < listed; i++)
		world->localities[count++] = (struct measure_locality){
			study->localities[i].code, study->localities[i].label};
	world->locality_count = count;
	for (size_t i = 0; i < codes.items.count; i++) {
		const char *code = codes.items.items[i].data;

		if (find_listed(world, tl_str(code)) >= 0)
			continue;
		world->localities[count++] = (struct measure_locality){code, code};
	}
	world->locality_count = count;
	tl_vec_free(&codes.items);
}

/* Codes met are sorted, after those listed. */
static int32_t find_met(const struct measure_world *world, struct tl_str code)
{
	size_t low = world->study->localities_count, high = world->locality_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = tl_str_compare(tl_str(world->localities[middle].code), code);

		if (order == 0)
			return (int32_t)middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (int32_t)world->locality_count;
}

int32_t measure_world_locality(const struct measure_world *world, struct tl_str spelling)
{
	struct tl_str text = tl_str_trim(spelling);
	int32_t listed;

	if (!text.length)
		return (int32_t)world->locality_count;
	listed = find_listed(world, text);
	if (listed >= 0)
		return listed;
	return find_met(world, text);
}

const char *measure_world_locality_code(const struct measure_world *world, size_t locality)
{
	return locality < world->locality_count ? world->localities[locality].code : "elsewhere";
}

/* ---- people --------------------------------------------------------------------------------- */

static int32_t day_or(int32_t day, int32_t otherwise)
{
	return day == TL_NO_DAY.n ? otherwise : day;
}

struct sexes { /* the few words that there are, each kept once */
	TL_VEC(const char *) items;
};

static const char *sex_of(struct measure_world *world, struct sexes *sexes, struct tl_str sex)
{
	if (!sex.length)
		sex = TL_STR("not-recorded");
	for (size_t i = 0; i < sexes->items.count; i++)
		if (tl_str_equal(tl_str(sexes->items.items[i]), sex))
			return sexes->items.items[i];
	*tl_vec_push(&sexes->items) = tl_arena_text(&world->arena, sex);
	return sexes->items.items[sexes->items.count - 1];
}

static void mark_present(const struct measure_world *world, bool *present, int64_t person)
{
	if (person >= 0 && (size_t)person < world->people_count)
		present[person] = true;
}

/* What was read is not asked for again: a delivery of events may have as many keys as the study has
 * people. */
const bool *measure_world_present(
	struct measure_world *world, struct tl_db *link, const char *threshold, struct tl_err *err)
{
	bool *present = tl_arena_array(&world->arena, world->people_count + 1, sizeof *present);
	bool ok = true;

	for (size_t i = 0; i < world->delivery_count; i++)
		for (size_t k = 0; k < world->deliveries[i].keys; k++)
			mark_present(world, present, world->deliveries[i].person_of_key[k]);
	for (size_t i = 0; ok && i < world->unread_count; i++) {
		struct tl_arena arena = {0};
		struct tl_linked linked;

		ok = tl_linked_read(link, world->unread[i], threshold, &arena, &linked, err);
		for (size_t k = 0; ok && k < linked.keys; k++)
			mark_present(world, present, linked.people[k]);
		tl_arena_free(&arena);
	}
	return ok ? present : NULL;
}

static bool damaged(struct tl_err *err)
{
	return tl_fail(err, EX_DATAERR,
		"run/2-link: people and their spells do not fit together; run link again");
}

/* A table of facts of link.db, which its stage always writes. */
static bool read_table(struct tl_db *link, const char *name, struct tl_arena *arena,
	struct tl_fact_table *table, struct tl_err *err)
{
	bool found;

	return tl_facts_read(link, name, arena, table, &found, err) && (found || damaged(err));
}

static const struct tl_fact_array *column(
	const struct tl_fact_table *table, const char *name, enum tl_fact_type type)
{
	const struct tl_fact_array *array = tl_fact_column_of(table, name);

	return array && array->type == type ? array : NULL;
}

/* By code of the column: what a person's sex is called, each word kept once. */
static const char **sexes_of(struct measure_world *world, const struct tl_fact_array *array,
	struct sexes *sexes, struct tl_arena *arena)
{
	const char **words = tl_arena_array(arena, array->word_count, sizeof *words);

	for (size_t i = 0; i < array->word_count; i++)
		words[i] = sex_of(world, sexes, array->words[i]);
	return words;
}

static bool take_persons(
	struct measure_world *world, const struct tl_fact_table *table, struct tl_arena *arena)
{
	const struct tl_fact_array *number = column(table, "person_no", TL_FACT_INT),
				   *family = column(table, "family_no", TL_FACT_INT),
				   *birth = column(table, "birth_month", TL_FACT_DAY),
				   *death = column(table, "death", TL_FACT_DAY),
				   *sex = column(table, "sex", TL_FACT_TEXT);
	struct sexes sexes = {0};
	const char **words;
	bool dense = true;

	if (!number || !family || !birth || !death || !sex)
		return false;
	world->people = tl_arena_array(&world->arena, table->rows + 1, sizeof *world->people);
	world->people_count = table->rows;
	words = sexes_of(world, sex, &sexes, arena);
	for (size_t i = 0; i < table->rows; i++) {
		int32_t died = day_or(death->days[i], OPEN);

		dense &= number->ints[i] == (int64_t)i;
		world->people[i].family = family->ints[i];
		world->people[i].death = died == OPEN ? OPEN : died + 1;
		world->people[i].birth = day_or(birth->days[i], FIRST_DAY);
		world->people[i].sex = words[sex->codes[i]];
	}
	world->sex_count = sexes.items.count;
	world->sexes = tl_arena_array(&world->arena, world->sex_count + 1, sizeof *world->sexes);
	for (size_t i = 0; i < world->sex_count; i++)
		world->sexes[i] = sexes.items.items[i];
	tl_vec_free(&sexes.items);
	return dense;
}

/* The spells of people in their order; what: by row. */
static bool take_spells(struct measure_world *world, const struct tl_fact_table *table,
	const int64_t *what, bool is_family, struct measure_spell **spells)
{
	const struct tl_fact_array *person = column(table, "person_no", TL_FACT_INT),
				   *from = column(table, "from_day", TL_FACT_DAY),
				   *to = column(table, "to_day", TL_FACT_DAY);

	if (!person || !from || !to || table->rows > UINT32_MAX)
		return false;
	*spells = tl_arena_array(&world->arena, table->rows + 1, sizeof **spells);
	for (size_t i = 0; i < table->rows; i++) {
		int64_t number = person->ints[i];
		struct measure_person *who;

		if (number < 0 || (size_t)number >= world->people_count ||
			(i && number < person->ints[i - 1]))
			return false;
		who = &world->people[number];
		(*spells)[i] = (struct measure_spell){
			day_or(from->days[i], FIRST_DAY), day_or(to->days[i], OPEN), what[i]};
		if (is_family && !who->family_count++)
			who->family_first = (uint32_t)i;
		if (!is_family && !who->locality_count++)
			who->locality_first = (uint32_t)i;
	}
	return true;
}

static bool take_localities(
	struct measure_world *world, const struct tl_fact_table *table, struct tl_arena *arena)
{
	const struct tl_fact_array *code = column(table, "locality", TL_FACT_TEXT);
	int64_t *of_code, *what;

	if (!code)
		return false;
	of_code = tl_arena_array(arena, code->word_count, sizeof *of_code);
	what = tl_arena_array(arena, table->rows, sizeof *what);
	for (size_t i = 0; i < code->word_count; i++)
		of_code[i] = measure_world_locality(world, code->words[i]);
	for (size_t i = 0; i < table->rows; i++)
		what[i] = of_code[code->codes[i]];
	for (size_t i = 0; i < table->rows; i++)
		world->knows_places |= what[i] < (int64_t)world->locality_count;
	return take_spells(world, table, what, false, &world->locality_spells);
}

bool measure_world_load_people(struct measure_world *world, struct tl_db *link, struct tl_err *err)
{
	struct tl_arena arena = {0};
	struct tl_fact_table persons, lived, families;
	bool ok = read_table(link, "person", &arena, &persons, err) &&
		  read_table(link, "locality_spell", &arena, &lived, err) &&
		  read_table(link, "family_spell", &arena, &families, err);

	if (ok) {
		const struct tl_fact_array *family = column(&families, "family_no", TL_FACT_INT);

		load_localities(world, &lived);
		ok = (take_persons(world, &persons, &arena) &&
			     take_localities(world, &lived, &arena) && family &&
			     take_spells(world, &families, family->ints, true,
				     &world->family_spells)) ||
		     damaged(err);
	}
	tl_arena_free(&arena);
	world->present = ok ? measure_world_present(world, link, "default", err) : NULL;
	return world->present;
}

static int64_t what_on(const struct measure_spell *spells, uint32_t first, uint32_t count,
	int32_t day, int64_t otherwise)
{
	for (uint32_t i = first; i < first + count; i++)
		if (spells[i].from <= day && day < spells[i].to)
			return spells[i].what;
	return otherwise;
}

int32_t measure_person_locality(const struct measure_world *world, int64_t person, int32_t day)
{
	const struct measure_person *who;

	if (person < 0)
		return -1;
	who = &world->people[person];
	if (!who->locality_count)
		return -1;
	return (int32_t)what_on(world->locality_spells, who->locality_first, who->locality_count,
		day, (int64_t)world->locality_count);
}

int64_t measure_person_family(const struct measure_world *world, int64_t person, int32_t day)
{
	const struct measure_person *who = &world->people[person];

	return what_on(
		world->family_spells, who->family_first, who->family_count, day, who->family);
}
