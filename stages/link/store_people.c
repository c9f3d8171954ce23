/* People, families and where they were when, as facts. */
#include "store.h"

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

static void add_day(struct tl_facts_writer *facts, size_t column, struct tl_day day)
{
	if (tl_day_is_set(day))
		tl_facts_int(facts, column, day.n);
}

static void gather_families(struct tl_facts_writer *facts, const struct link *link)
{
	for (size_t i = 0; i < link->families.count; i++) {
		tl_facts_int(facts, FAMILY, (int64_t)i);
		tl_facts_text(facts, FAMILY_ID, tl_str(link->families_in_order[i]->id));
		tl_facts_end_row(facts);
	}
}

static void gather_people(struct tl_facts_writer *facts, const struct link *link)
{
	for (size_t i = 0; i < link->people.count; i++) {
		const struct person *person = link->people_in_order[i];

		tl_facts_int(facts, PERSON, person->number);
		tl_facts_text(facts, PERSON_ID, tl_str(person->id));
		tl_facts_int(facts, PERSON_FAMILY, link->families.items[person->family].number);
		tl_facts_text(facts, LOCALITY, merged_text(&link->places_named, person->locality));
		add_day(facts, BIRTH, person->birth);
		add_day(facts, DEATH, person->death);
		tl_facts_text(facts, SEX, merged_text(&link->sexes_named, person->sex));
		tl_facts_end_row(facts);
	}
}

static void start_spell(
	struct tl_facts_writer *facts, const struct person *person, const struct spell *spell)
{
	struct tl_day from = spell->from;

	if (!tl_day_is_set(from))
		tl_day_read(TL_STR("0001-01-01"), &from); /* since ever */
	tl_facts_int(facts, WHO, person->number);
	add_day(facts, FROM, from);
	add_day(facts, TO, spell->to);
}

static void gather_localities(struct tl_facts_writer *facts, const struct link *link)
{
	for (size_t i = 0; i < link->people.count; i++) {
		const struct person *person = link->people_in_order[i];

		for (size_t s = 0; s < person->localities.count; s++) {
			const struct spell *spell = &person->localities.items[s];

			start_spell(facts, person, spell);
			tl_facts_text(facts, WHERE, merged_text(&link->places_named, spell->value));
			tl_facts_end_row(facts);
		}
	}
}

static void gather_memberships(struct tl_facts_writer *facts, const struct link *link)
{
	for (size_t i = 0; i < link->people.count; i++) {
		const struct person *person = link->people_in_order[i];

		for (size_t s = 0; s < person->families.count; s++) {
			const struct spell *spell = &person->families.items[s];

			start_spell(facts, person, spell);
			tl_facts_int(facts, WHERE, link->families.items[spell->value].number);
			tl_facts_end_row(facts);
		}
	}
}

const struct link_table link_people_tables[4] = {
	{"family", family_columns, TL_LEN(family_columns), gather_families},
	{"person", person_columns, TL_LEN(person_columns), gather_people},
	{"locality_spell", locality_columns, TL_LEN(locality_columns), gather_localities},
	{"family_spell", membership_columns, TL_LEN(membership_columns), gather_memberships},
};
