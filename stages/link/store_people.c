/* People, families and where they were when, as facts. */
#include "store.h"

#include <stdlib.h>

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

static bool write_families(const struct link *link, struct tl_db *db, struct tl_err *err)
{
	struct tl_facts_writer *facts =
		link_facts(link, "family", family_columns, TL_LEN(family_columns));
	const struct family **ordered = tl_alloc(link->families.count, sizeof *ordered);

	for (size_t i = 0; i < link->families.count; i++)
		ordered[link->families.items[i].number] = &link->families.items[i];
	for (size_t i = 0; i < link->families.count; i++) {
		tl_facts_int(facts, FAMILY, (int64_t)i);
		tl_facts_text(facts, FAMILY_ID, tl_str(ordered[i]->id));
		tl_facts_end_row(facts);
	}
	free(ordered);
	return link_facts_finish(facts, "family", db, err);
}

static bool write_persons(const struct link *link, const struct person *const *ordered,
	struct tl_db *db, struct tl_err *err)
{
	struct tl_facts_writer *facts =
		link_facts(link, "person", person_columns, TL_LEN(person_columns));

	for (size_t i = 0; i < link->people.count; i++) {
		const struct person *person = ordered[i];

		tl_facts_int(facts, PERSON, person->number);
		tl_facts_text(facts, PERSON_ID, tl_str(person->id));
		tl_facts_int(facts, PERSON_FAMILY, link->families.items[person->family].number);
		tl_facts_text(facts, LOCALITY, person->locality);
		add_day(facts, BIRTH, person->birth);
		add_day(facts, DEATH, person->death);
		tl_facts_text(facts, SEX, person->sex);
		tl_facts_end_row(facts);
	}
	return link_facts_finish(facts, "person", db, err);
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

static bool write_localities(const struct link *link, const struct person *const *ordered,
	struct tl_db *db, struct tl_err *err)
{
	struct tl_facts_writer *facts =
		link_facts(link, "locality_spell", locality_columns, TL_LEN(locality_columns));

	for (size_t i = 0; i < link->people.count; i++)
		for (size_t s = 0; s < ordered[i]->localities.count; s++) {
			const struct spell *spell = &ordered[i]->localities.items[s];

			start_spell(facts, ordered[i], spell);
			tl_facts_text(facts, WHERE, link->places_named.items[spell->value]);
			tl_facts_end_row(facts);
		}
	return link_facts_finish(facts, "locality_spell", db, err);
}

static bool write_memberships(const struct link *link, const struct person *const *ordered,
	struct tl_db *db, struct tl_err *err)
{
	struct tl_facts_writer *facts =
		link_facts(link, "family_spell", membership_columns, TL_LEN(membership_columns));

	for (size_t i = 0; i < link->people.count; i++)
		for (size_t s = 0; s < ordered[i]->families.count; s++) {
			const struct spell *spell = &ordered[i]->families.items[s];

			start_spell(facts, ordered[i], spell);
			tl_facts_int(facts, WHERE, link->families.items[spell->value].number);
			tl_facts_end_row(facts);
		}
	return link_facts_finish(facts, "family_spell", db, err);
}

bool link_write_people(const struct link *link, struct tl_db *db, struct tl_err *err)
{
	const struct person **ordered = tl_alloc(link->people.count, sizeof *ordered);
	bool ok;

	for (size_t i = 0; i < link->people.count; i++)
		ordered[link->people.items[i].number] = &link->people.items[i];
	ok = write_families(link, db, err) && write_persons(link, ordered, db, err) &&
	     write_localities(link, ordered, db, err) && write_memberships(link, ordered, db, err);
	free(ordered);
	return ok;
}
