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

/* Where localities are open, every code met is one. */
static bool codes_met(struct measure_world *world, struct tl_db *link, struct code_list *codes,
	struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(
		link, "SELECT DISTINCT locality FROM locality_spell ORDER BY locality", err);
	bool row = false, ok;

	while ((ok = stmt && tl_stmt_next(stmt, &row, err)) && row)
		add_code(world, codes, tl_column_text(stmt, 0));
	tl_stmt_free(stmt);
	for (size_t i = 0; i < world->delivery_count; i++) {
		const struct tl_fact_array *array =
			tl_fact_column_of(&world->deliveries[i].facts, "locality");

		for (size_t w = 1; array && array->type == TL_FACT_TEXT && w < array->word_count;
			w++)
			add_code(world, codes, array->words[w]);
	}
	sort_codes(codes);
	return ok;
}

bool measure_world_load_localities(
	struct measure_world *world, struct tl_db *link, struct tl_err *err)
{
	const struct tl_study *study = world->study;
	struct code_list codes = {0};
	size_t listed = study->localities_count, count = 0;

	if (study->localities_open && !codes_met(world, link, &codes, err))
		return false;
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
	return true;
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

static int32_t day_or(struct tl_stmt *stmt, int column, int32_t otherwise)
{
	struct tl_day day = tl_column_day(stmt, column);

	return tl_day_is_set(day) ? day.n : otherwise;
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

static bool load_persons(struct measure_world *world, struct tl_db *link, struct tl_err *err)
{
	struct tl_stmt *stmt;
	struct sexes sexes = {0};
	int64_t count, at = 0;
	bool row = false, ok;

	if (!tl_db_int(link, "SELECT count(*) FROM person", &count, err))
		return false;
	world->people = tl_arena_array(&world->arena, (size_t)count + 1, sizeof *world->people);
	world->people_count = (size_t)count;
	stmt = tl_db_prepare(link,
		"SELECT person_no, family_no, death, birth_month, sex FROM person ORDER BY "
		"person_no",
		err);
	while ((ok = stmt && tl_stmt_next(stmt, &row, err)) && row) {
		int32_t death = day_or(stmt, 2, OPEN);
		struct tl_day birth;

		if (tl_column_int(stmt, 0) != at)
			return tl_fail(err, EX_DATAERR,
				"run/2-link: people are not numbered from 0 without gaps; run link "
				"again");
		world->people[at].family = tl_column_int(stmt, 1);
		world->people[at].death = death == OPEN ? OPEN : death + 1;
		world->people[at].birth =
			tl_day_read(tl_column_text(stmt, 3), &birth) ? birth.n : FIRST_DAY;
		world->people[at].sex = sex_of(world, &sexes, tl_column_text(stmt, 4));
		at++;
	}
	tl_stmt_free(stmt);
	world->sex_count = sexes.items.count;
	world->sexes = tl_arena_array(&world->arena, world->sex_count + 1, sizeof *world->sexes);
	for (size_t i = 0; i < world->sex_count; i++)
		world->sexes[i] = sexes.items.items[i];
	tl_vec_free(&sexes.items);
	world->present = ok ? measure_world_present(world, link, "default", err) : NULL;
	return world->present != NULL;
}

/* SELECT person_no, from_day, to_day, what ORDER BY person_no, from_day. */
static bool load_spells(struct measure_world *world, struct tl_db *link, const char *table,
	const char *sql, struct measure_spell **spells, struct tl_err *err)
{
	bool is_family = strcmp(table, "family_spell") == 0, row = false, ok;
	struct tl_stmt *stmt = tl_db_prepare(link, sql, err);
	struct tl_buf count_sql = {0};
	int64_t count = 0;
	uint32_t at = 0;

	tl_buf_addf(&count_sql, "SELECT count(*) FROM %s", table);
	ok = stmt && tl_db_int(link, tl_buf_c(&count_sql), &count, err);
	tl_buf_free(&count_sql);
	*spells = tl_arena_array(&world->arena, (size_t)count + 1, sizeof **spells);
	while (ok && (ok = tl_stmt_next(stmt, &row, err)) && row) {
		int64_t person = tl_column_int(stmt, 0);
		struct measure_person *who;

		if (person < 0 || (size_t)person >= world->people_count || at == count) {
			ok = tl_fail(err, EX_DATAERR,
				"run/2-link: a spell of a person that does not exist; run link "
				"again");
			break;
		}
		who = &world->people[person];
		(*spells)[at] =
			(struct measure_spell){day_or(stmt, 1, FIRST_DAY), day_or(stmt, 2, OPEN),
				is_family ? tl_column_int(stmt, 3)
					  : measure_world_locality(world, tl_column_text(stmt, 3))};
		if (is_family && !who->family_count++)
			who->family_first = at;
		if (!is_family && !who->locality_count++)
			who->locality_first = at;
		at++;
	}
	tl_stmt_free(stmt);
	return ok;
}

bool measure_world_load_people(struct measure_world *world, struct tl_db *link, struct tl_err *err)
{
	return load_persons(world, link, err) &&
	       load_spells(world, link, "locality_spell",
		       "SELECT person_no, from_day, to_day, locality FROM locality_spell"
		       " ORDER BY person_no, from_day",
		       &world->locality_spells, err) &&
	       load_spells(world, link, "family_spell",
		       "SELECT person_no, from_day, to_day, family_no FROM family_spell"
		       " ORDER BY person_no, from_day",
		       &world->family_spells, err);
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
