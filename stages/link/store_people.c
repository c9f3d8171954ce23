/* People, families and where they were when, as facts. */
#include "store.h"

#include <stdlib.h>

#include "rows.h"

enum { PERSON, PERSON_ID, PERSON_FAMILY, LOCALITY, BIRTH, DEATH, SEX };
static const struct tl_fact_column person_columns[] = {
	[PERSON] = {"person_no", TL_FACT_INT},
	[PERSON_ID] = {"person_id", TL_FACT_TEXT},
	[PERSON_FAMILY] = {"family_no", TL_FACT_INT},
	[LOCALITY] = {"locality", TL_FACT_TEXT},
	[BIRTH] = {"birth_month", TL_FACT_DAY},
	[DEATH] = {"death", TL_FACT_DAY},
	[SEX] = {"sex", TL_FACT_TEXT},
};

enum { FAMILY, FAMILY_ID };
static const struct tl_fact_column family_columns[] = {
	[FAMILY] = {"family_no", TL_FACT_INT},
	[FAMILY_ID] = {"family_id", TL_FACT_TEXT},
};

enum { WHO, FROM, TO, WHERE };
static const struct tl_fact_column locality_columns[] = {
	[WHO] = {"person_no", TL_FACT_INT},
	[FROM] = {"from_day", TL_FACT_DAY},
	[TO] = {"to_day", TL_FACT_DAY},
	[WHERE] = {"locality", TL_FACT_TEXT},
};
static const struct tl_fact_column membership_columns[] = {
	[WHO] = {"person_no", TL_FACT_INT},
	[FROM] = {"from_day", TL_FACT_DAY},
	[TO] = {"to_day", TL_FACT_DAY},
	[WHERE] = {"family_no", TL_FACT_INT},
};

static int64_t day_value(struct tl_day day)
{
	return tl_day_is_set(day) ? day.n : TL_NO_INT;
}

static void gather_families(
	struct tl_facts_writer *facts, const struct link *link, struct merged *words TL_UNUSED)
{
	struct rows rows;

	rows_begin(&rows, facts, family_columns, TL_LEN(family_columns));
	if (link->family_ids.count)
		tl_facts_given_words(
			facts, FAMILY_ID, link->family_ids.words + 1, link->family_ids.count);
	for (size_t i = 0; i < link->families.count; i++) {
		rows.ints[FAMILY][rows.count] = (int64_t)i;
		rows.codes[FAMILY_ID][rows.count] = link->families_in_order[i]->id_number;
		rows_end(&rows);
	}
	rows_finish(&rows);
}

static void gather_people(
	struct tl_facts_writer *facts, const struct link *link, struct merged *words TL_UNUSED)
{
	uint32_t *places, *sexes;
	struct rows rows;

	rows_begin(&rows, facts, person_columns, TL_LEN(person_columns));
	places = rows_codes(&rows, LOCALITY, &link->places_named);
	sexes = rows_codes(&rows, SEX, &link->sexes_named);
	if (link->person_ids.count)
		tl_facts_given_words(
			facts, PERSON_ID, link->person_ids.words + 1, link->person_ids.count);
	for (size_t i = 0; i < link->people.count; i++) {
		const struct person *person = link->people_in_order[i];

		rows.ints[PERSON][rows.count] = person->number;
		rows.codes[PERSON_ID][rows.count] = person->id_number;
		rows.ints[PERSON_FAMILY][rows.count] = person->family_number;
		rows.codes[LOCALITY][rows.count] = places[person->locality];
		rows.ints[BIRTH][rows.count] = day_value(person->birth);
		rows.ints[DEATH][rows.count] = day_value(person->death);
		rows.codes[SEX][rows.count] = sexes[person->sex];
		rows_end(&rows);
	}
	rows_finish(&rows);
	free(places);
	free(sexes);
}

static int64_t since_ever(void)
{
	struct tl_day day;

	tl_day_read(TL_STR("0001-01-01"), &day);
	return day.n;
}

static void start_spell(struct rows *rows, const struct person *person, const struct spell *spell,
	int64_t since_ever)
{
	rows->ints[WHO][rows->count] = person->number;
	rows->ints[FROM][rows->count] = tl_day_is_set(spell->from) ? spell->from.n : since_ever;
	rows->ints[TO][rows->count] = day_value(spell->to);
}

static void gather_localities(
	struct tl_facts_writer *facts, const struct link *link, struct merged *words TL_UNUSED)
{
	int64_t earliest = since_ever();
	uint32_t *places;
	struct rows rows;

	rows_begin(&rows, facts, locality_columns, TL_LEN(locality_columns));
	places = rows_codes(&rows, WHERE, &link->places_named);
	for (size_t i = 0; i < link->people.count; i++) {
		const struct person *person = link->people_in_order[i];

		for (size_t s = 0; s < person->localities.count; s++) {
			const struct spell *spell = &person->localities.items[s];

			start_spell(&rows, person, spell, earliest);
			rows.codes[WHERE][rows.count] = places[spell->value];
			rows_end(&rows);
		}
	}
	rows_finish(&rows);
	free(places);
}

static void gather_memberships(
	struct tl_facts_writer *facts, const struct link *link, struct merged *words TL_UNUSED)
{
	int64_t earliest = since_ever();
	struct rows rows;

	rows_begin(&rows, facts, membership_columns, TL_LEN(membership_columns));
	for (size_t i = 0; i < link->people.count; i++) {
		const struct person *person = link->people_in_order[i];

		for (size_t s = 0; s < person->families.count; s++) {
			const struct spell *spell = &person->families.items[s];

			start_spell(&rows, person, spell, earliest);
			rows.ints[WHERE][rows.count] = link->families.items[spell->value].number;
			rows_end(&rows);
		}
	}
	rows_finish(&rows);
}

const struct link_table link_people_tables[4] = {
	{"family", family_columns, TL_LEN(family_columns), gather_families},
	{"person", person_columns, TL_LEN(person_columns), gather_people},
	{"locality_spell", locality_columns, TL_LEN(locality_columns), gather_localities},
	{"family_spell", membership_columns, TL_LEN(membership_columns), gather_memberships},
};
