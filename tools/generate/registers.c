/* Who partners know: people with their tokens and households, and the hub's own lists. */
#include "partners.h"

static const char *const plain_places[] = {"Ellesmere Port", "Chester", "Northwich and Winsford"};
static const char *const short_places[] = {"E Port", "Chester", "Northwich/Winsford"};
static const char *const beats[] = {"EP", "CH", "NW"};

static const char *yes(bool is_female, const char *female, const char *male)
{
	return is_female ? female : male;
}

/* ---- the hub ------------------------------------------------------------------------------ */

static void hub_person(struct partners *partners, uint32_t number)
{
	const struct town_person *person = &partners->town->people[number];
	struct sheet *sheet = partners_begin(partners, HUB_PEOPLE, "hub", number);
	char family[16];

	partners_token(partners, sheet, "hub", "nhs", number, "N/A");
	partners_token(partners, sheet, "hub", "upn", number, "");
	partners_token(partners, sheet, "hub", "nino", number, "");
	snprintf(family, sizeof family, "FAM-%05u", (unsigned)(person->family * 7919 % 99991));
	sheet_text(sheet, family);
	sheet_day(sheet, person->birth);
	sheet_text(sheet, yes(person->is_female, "Female", "Male"));
	sheet_text(sheet,
		partners_place(partners, number, partners->town->truth->as_at, plain_places));
	sheet_end_row(sheet);
}

/* A family is known by its first child. */
static uint32_t child_of(const struct town_family *family)
{
	return family->first_person + family->adults;
}

static void hub_contact(struct partners *partners, const struct town_family *family)
{
	static const char *const sources[] = {
		"School", "Police", "GP", "Social care", "Health visitor"};
	uint32_t child = child_of(family);
	struct sheet *sheet = partners_begin(partners, HUB_CONTACTS, "hub", child);

	partners_token(partners, sheet, "hub", "nhs", child, "N/A");
	sheet_day(sheet, family->steps[STEP_CONTACT]);
	sheet_text(
		sheet, sources[chance_below(town_chance(partners->town, "source"), child, 0, 5)]);
	sheet_text(sheet, "Group");
	sheet_text(
		sheet, partners_place(partners, child, family->steps[STEP_CONTACT], plain_places));
	sheet_end_row(sheet);
}

static void hub_enrolment(struct partners *partners, const struct town_family *family)
{
	static const char *const leads[] = {
		"School", "Health", "Housing", "Police", "Children's services"};
	static const char *const endings[] = {"Needs met", "Needs met", "Stepped up", "Moved away"};
	uint32_t child = child_of(family);
	struct sheet *sheet = partners_begin(partners, HUB_ENROLMENTS, "hub", child);
	bool closed = tl_day_is_set(family->steps[STEP_CLOSED]);

	sheet_day(sheet, family->steps[STEP_CONTACT]);
	sheet_day(sheet, family->steps[STEP_DECISION]);
	sheet_day(sheet, family->start);
	sheet_day(sheet, family->steps[STEP_ALLOCATED]);
	sheet_day(sheet, family->steps[STEP_OPENED]);
	sheet_day(sheet, family->steps[STEP_CLOSED]);
	sheet_text(sheet, leads[chance_below(town_chance(partners->town, "lead"), child, 0, 5)]);
	sheet_text(sheet,
		closed ? endings[chance_below(town_chance(partners->town, "ending"), child, 0, 4)]
		       : "");
	sheet_end_row(sheet);
}

static void hub_waiting(struct partners *partners, const struct town_family *family)
{
	struct sheet *sheet = partners_begin(partners, HUB_WAITING, "hub", child_of(family));

	sheet_day(sheet, family->waits_from);
	sheet_day(sheet, family->waits_to);
	sheet_text(sheet, tl_day_is_set(family->start)      ? "Started"
			  : tl_day_is_set(family->waits_to) ? "Left the list"
							    : "");
	sheet_end_row(sheet);
}

static void hub(struct partners *partners)
{
	const struct town *town = partners->town;

	for (uint32_t i = 0; i < town->families_count; i++) {
		const struct town_family *family = &town->families[i];

		if (!tl_day_is_set(family->crisis))
			continue;
		for (uint32_t p = 0; p < family->people; p++)
			hub_person(partners, family->first_person + p);
		hub_contact(partners, family);
		if (tl_day_is_set(family->start))
			hub_enrolment(partners, family);
		if (tl_day_is_set(family->waits_from))
			hub_waiting(partners, family);
	}
}

/* ---- GPs ---------------------------------------------------------------------------------- */

static const char *ethnicity_noted(const struct town *town, uint32_t number)
{
	bool blank = chance_permille(
		town_chance(town, "ethnicity noted"), number, 0, town->truth->ethnicity_blank);

	return blank ? "" : town_ethnicity(town, number);
}

static void gp_row(struct partners *partners, uint32_t number, uint32_t household,
	struct tl_day from, struct tl_day to)
{
	const struct town_person *person = &partners->town->people[number];
	struct sheet *sheet = partners_begin(partners, GP_REGISTER, "community-health", number);
	struct tl_day born = person->birth;
	char text[16];
	int y, m, d;

	partners_token(partners, sheet, "community-health", "nhs", number, "");
	snprintf(text, sizeof text, "%06u", (unsigned)(household * 104729 % 999983));
	sheet_text(sheet, text);
	tl_day_split(born, &y, &m, &d);
	snprintf(text, sizeof text, "%04u-%02u", (unsigned)y % 10000, (unsigned)m % 100);
	sheet_text(sheet, text);
	sheet_text(sheet, yes(person->is_female, "2", "1"));
	sheet_text(sheet, partners_place(partners, number,
				  tl_day_is_set(from) ? from : partners->town->truth->first_day,
				  short_places));
	sheet_day(sheet, tl_day_is_set(from) && from.n > born.n ? from : TL_NO_DAY);
	sheet_day(sheet, to);
	sheet_text(sheet, ethnicity_noted(partners->town, number));
	sheet_end_row(sheet);
}

/* Who is born after the as-at day is not registered; a family that moves gets another household. */
static void gps(struct partners *partners)
{
	const struct town *town = partners->town;

	for (uint32_t i = 0; i < town->people_count; i++) {
		uint32_t number = town->people[i].family;
		const struct town_family *family = &town->families[number];
		bool moves =
			tl_day_is_set(family->moves) && town->people[i].birth.n < family->moves.n;

		gp_row(partners, i, number, TL_NO_DAY, moves ? family->moves : TL_NO_DAY);
		if (moves)
			gp_row(partners, i, town->families_count + number, family->moves,
				TL_NO_DAY);
	}
}

/* ---- those who were noted ----------------------------------------------------------------- */

/* Another person's token, where that person is of the other sex and born in another month: whoever
 * links must see that it cannot be. */
static uint32_t someone_else(const struct town *town, uint32_t person)
{
	const struct town_person *who = &town->people[person];
	uint32_t other = (person + town->people_count / 2) % town->people_count;

	while (town->people[other].is_female == who->is_female ||
		tl_month_index(town->people[other].birth) == tl_month_index(who->birth))
		other = (other + 1) % town->people_count;
	return other;
}

static bool is_other_family(const struct town *town, uint32_t person)
{
	return !tl_day_is_set(town->families[town->people[person].family].crisis);
}

static void police_person(struct partners *partners, uint32_t number)
{
	const struct town *town = partners->town;
	const struct town_person *person = &town->people[number];
	struct sheet *sheet = partners_begin(partners, POLICE_PEOPLE, "police", number);

	if (partners->contradictions < town->truth->contradictions &&
		is_other_family(town, number)) {
		sheet_text(sheet, town_token_of(town, "nhs", someone_else(town, number)).text);
		partners->contradictions++;
	} else {
		partners_token(partners, sheet, "police", "nhs", number, "");
	}
	sheet_day(sheet, person->birth);
	sheet_text(sheet, yes(person->is_female, "F", "M"));
	sheet_text(sheet, partners_place(partners, number, town->truth->as_at, beats));
	sheet_end_row(sheet);
}

static void pupil(struct partners *partners, uint32_t number)
{
	const struct town_person *person = &partners->town->people[number];
	struct sheet *sheet = partners_begin(partners, SCHOOL_PUPILS, "schools", number);

	partners_token(partners, sheet, "schools", "upn", number, "");
	sheet_day(sheet, person->birth);
	sheet_text(sheet, yes(person->is_female, "F", "M"));
	sheet_text(sheet,
		partners_place(partners, number, partners->town->truth->as_at, plain_places));
	sheet_end_row(sheet);
}

static void tenant(struct partners *partners, uint32_t number)
{
	const struct town_person *person = &partners->town->people[number];
	struct sheet *sheet =
		partners_begin(partners, ASSOCIATION_TENANTS, "housing-association", number);
	char text[16];

	partners_token(partners, sheet, "housing-association", "nino", number, "NULL");
	snprintf(text, sizeof text, "U%05u", (unsigned)(person->family * 31 % 99991));
	sheet_text(sheet, text);
	sheet_day(sheet, person->birth);
	sheet_text(sheet,
		partners_place(partners, number, partners->town->truth->as_at, short_places));
	sheet_end_row(sheet);
}

void partners_write_registers(struct partners *partners)
{
	hub(partners);
	gps(partners);
	for (uint32_t i = 0; i < partners->town->people_count; i++) {
		if (partners->known_to_police[i])
			police_person(partners, i);
		if (partners->known_to_school[i])
			pupil(partners, i);
		if (partners->is_tenant[i])
			tenant(partners, i);
	}
}

/* ---- children in need --------------------------------------------------------------------- */

#define IN_NEED_PERMILLE 420
#define AGAIN_PERMILLE 300

static void need_row(
	struct partners *partners, uint32_t child, struct tl_day from, struct tl_day to)
{
	static const char *const teams[] = {
		"Ellesmere Port & Neston", "Chester City", "Northwich, Winsford"};
	const struct truth *truth = partners->town->truth;
	struct sheet *sheet = partners_begin(partners, CARE_EPISODES, "social-care", child);

	partners_token(partners, sheet, "social-care", "nhs", child, "");
	partners_token(partners, sheet, "social-care", "upn", child, "");
	/* The older system wrote numbers. */
	sheet_text(sheet, from.n < truth->full_launch.n ? "1" : "CIN");
	sheet_day(sheet, from);
	sheet_day(sheet, to.n > truth->as_at.n ? TL_NO_DAY : to);
	sheet_text(sheet, partners_place(partners, child, from, teams));
	sheet_end_row(sheet);
}

static struct tl_day need_ends(
	const struct town *town, uint32_t child, uint64_t which, struct tl_day from)
{
	return tl_day_add(
		from, chance_between(town_chance(town, "need days"), child, which, 40, 600));
}

/* Begins up to a year before the study, so that it starts with children already in need. */
void partners_write_need(struct partners *partners)
{
	const struct town *town = partners->town;
	struct chance chance = town_chance(town, "need");
	struct tl_day first = tl_day_add_months(town->truth->first_day, -12);
	uint32_t days = (uint32_t)(town->truth->as_at.n - first.n);

	for (uint32_t i = 0; i < town->people_count; i++) {
		struct tl_day from = tl_day_add(first, (int)chance_below(chance, i, 1, days)), to;

		if (town->people[i].is_adult || town->people[i].birth.n > from.n ||
			!chance_permille(chance, i, 0, IN_NEED_PERMILLE))
			continue;
		to = need_ends(town, i, 0, from);
		need_row(partners, i, from, to);
		from = tl_day_add(to, chance_between(chance, i, 2, 30, 300));
		if (chance_permille(chance, i, 3, AGAIN_PERMILLE) && from.n <= town->truth->as_at.n)
			need_row(partners, i, from, need_ends(town, i, 1, from));
	}
}
