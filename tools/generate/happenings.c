/* What happened, as the partner that saw it writes it down. */
#include "partners.h"

static const char *const beats[] = {"EP", "CH", "NW"};

static const char *pick(const struct partners *partners, const char *what,
	const struct demand_happening *happening, const char *const *words, uint32_t count)
{
	struct chance chance = town_chance(partners->town, what);

	return words[chance_below(chance, happening->person, (uint64_t)happening->day.n, count)];
}

/* Two files that overlap by a month, as happens when a year is sent again. */
static void write_call(struct partners *partners, const struct demand_happening *happening,
	const char *grade, const char *type)
{
	struct tl_day second = tl_day_add_months(partners->town->truth->as_at, -12);
	struct tl_day overlap = tl_month_start(second), end = tl_day_add(overlap, 30);

	partners->known_to_police[happening->person] = true;
	for (int half = 0; half < 2; half++) {
		struct sheet *sheet;

		if (half ? happening->day.n < overlap.n : happening->day.n >= end.n)
			continue;
		sheet = partners_begin(partners, half ? POLICE_CALLS_2 : POLICE_CALLS_1, "police",
			happening->person);
		sheet_day(sheet, happening->day);
		sheet_text(sheet, grade);
		sheet_text(sheet, type);
		sheet_text(
			sheet, partners_place(partners, happening->person, happening->day, beats));
		sheet_end_row(sheet);
	}
	partners->sent_twice += happening->day.n >= overlap.n && happening->day.n < end.n;
}

static void urgent_call(struct partners *partners, const struct demand_happening *happening)
{
	static const char *const types[] = {"VIOL", "CONCERN", "CONCERN", "THEFT", "DISORDER"};
	static const char *const grades[] = {"I", "P"};

	write_call(partners, happening, pick(partners, "grade", happening, grades, 2),
		pick(partners, "call", happening, types, 5));
}

static void domestic_abuse(struct partners *partners, const struct demand_happening *happening)
{
	static const char *const roles[] = {"harmed", "harmed", "harmed", "causing harm", ""};
	static const char *const risks[] = {"standard", "standard", "medium", "high"};
	struct chance chance = town_chance(partners->town, "abuse referral");
	struct sheet *sheet;

	write_call(partners, happening, "I", "DA");
	if (!chance_permille(chance, happening->person, (uint64_t)happening->day.n, 450))
		return;
	sheet = partners_begin(partners, ABUSE_REFERRALS, "domestic-abuse", happening->person);
	partners_token(partners, sheet, "domestic-abuse", "nhs", happening->person, "");
	sheet_day(sheet, happening->day);
	sheet_text(sheet, pick(partners, "role", happening, roles, 5));
	sheet_text(sheet, pick(partners, "risk", happening, risks, 4));
	sheet_end_row(sheet);
}

static void antisocial(struct partners *partners, const struct demand_happening *happening)
{
	write_call(partners, happening, "S", "ASB");
}

static void ambulance(struct partners *partners, const struct demand_happening *happening)
{
	static const char *const outcomes[] = {"conveyed", "conveyed", "treated", "other service"};
	struct sheet *sheet =
		partners_begin(partners, AMBULANCE_CALLS, "ambulance", happening->person);

	partners_token(partners, sheet, "ambulance", "nhs", happening->person, "");
	sheet_day(sheet, happening->day);
	sheet_text(sheet, pick(partners, "ambulance outcome", happening, outcomes, 4));
	sheet_end_row(sheet);
}

/* The first of the other families' people come under the number typed in for "not known". */
static bool takes_common_token(struct partners *partners, const struct demand_happening *happening)
{
	bool *has = &partners->has_common_token[happening->person];
	const struct town_family *family = &partners->town->families[happening->family];

	if (!*has && !tl_day_is_set(family->crisis) &&
		partners->common_tokens < partners->town->truth->common_token) {
		*has = true;
		partners->common_tokens++;
	}
	return *has;
}

static void ae(struct partners *partners, const struct demand_happening *happening)
{
	/* Windows-1252: 0x96 is a dash. */
	static const char *const sites[] = {
		"Countess of Chester \x96 Main", "Leighton \x96 A&E", "Ellesmere Port \x96 MIU"};
	static const char *const disposals[] = {"discharged", "discharged", "admitted", "left"};
	struct sheet *sheet =
		partners_begin(partners, AE_ATTENDANCES, "hospital", happening->person);

	if (takes_common_token(partners, happening))
		sheet_text(sheet, "0000000000000000");
	else
		partners_token(partners, sheet, "hospital", "nhs", happening->person, "");
	sheet_day(sheet, happening->day);
	sheet_text(sheet, pick(partners, "site", happening, sites, 3));
	sheet_text(sheet, pick(partners, "disposal", happening, disposals, 4));
	sheet_end_row(sheet);
}

static void care_start(struct partners *partners, const struct demand_happening *happening)
{
	static const char *const types[] = {"CPP", "CPP", "LAC"};
	static const char *const teams[] = {
		"Ellesmere Port & Neston", "Chester City", "Northwich, Winsford"};
	const struct town *town = partners->town;
	struct tl_day end = tl_day_add(
		happening->day, chance_between(town_chance(town, "care days"), happening->person,
					(uint64_t)happening->day.n, 60, 420));
	struct sheet *sheet =
		partners_begin(partners, CARE_EPISODES, "social-care", happening->person);

	partners_token(partners, sheet, "social-care", "nhs", happening->person, "");
	partners_token(partners, sheet, "social-care", "upn", happening->person, "");
	sheet_text(sheet, pick(partners, "care", happening, types, 3));
	sheet_day(sheet, happening->day);
	sheet_day(sheet, end.n > town->truth->as_at.n ? TL_NO_DAY : end);
	sheet_text(sheet, partners_place(partners, happening->person, happening->day, teams));
	sheet_end_row(sheet);
}

static void missing(struct partners *partners, const struct demand_happening *happening)
{
	struct sheet *sheet =
		partners_begin(partners, CARE_MISSING, "social-care", happening->person);

	partners_token(partners, sheet, "social-care", "nhs", happening->person, "");
	sheet_day(sheet, happening->day);
	sheet_number(sheet,
		chance_between(town_chance(partners->town, "hours"), happening->person,
			(uint64_t)happening->day.n, 2, 70),
		false);
	sheet_end_row(sheet);
}

static void exclusion(struct partners *partners, const struct demand_happening *happening)
{
	static const char *const kinds[] = {"FIXD", "FIXD", "FIXD", "FIXD", "fixed", "PERM"};
	struct sheet *sheet =
		partners_begin(partners, SCHOOL_EXCLUSIONS, "schools", happening->person);

	partners->known_to_school[happening->person] = true;
	sheet_day(sheet, happening->day);
	sheet_text(sheet, pick(partners, "exclusion kind", happening, kinds, 6));
	sheet_number(sheet,
		chance_between(town_chance(partners->town, "sessions"), happening->person,
			(uint64_t)happening->day.n, 1, 20),
		false);
	sheet_end_row(sheet);
}

/* Odd families rent from the council, even ones from the association. */
static void notice(struct partners *partners, const struct demand_happening *happening)
{
	static const char *const association[] = {
		"seeking possession", "seeking possession", "eviction"};
	static const char *const council[] = {"NSP", "NSP", "EVICT"};
	struct sheet *sheet;

	if (happening->family % 2) {
		sheet = partners_begin(
			partners, COUNCIL_NOTICES, "council-housing", happening->person);
		partners_token(
			partners, sheet, "council-housing", "nino", happening->person, "N/A");
		sheet_text(sheet, pick(partners, "notice", happening, council, 3));
		sheet_day(sheet, happening->day);
	} else {
		partners->is_tenant[happening->person] = true;
		sheet = partners_begin(
			partners, ASSOCIATION_NOTICES, "housing-association", happening->person);
		sheet_day(sheet, happening->day);
		sheet_text(sheet, pick(partners, "notice", happening, association, 3));
	}
	sheet_end_row(sheet);
}

/* Two systems in turn: the older one writes ISO dates. */
static void offence(struct partners *partners, const struct demand_happening *happening)
{
	static const char *const categories[] = {"theft", "violence", "damage", "drugs"};
	struct sheet *sheet =
		partners_begin(partners, YOUTH_OFFENCES, "youth-offending", happening->person);
	char iso[11];

	partners_token(partners, sheet, "youth-offending", "nhs", happening->person, "-");
	if (happening->day.n < partners->town->truth->full_launch.n)
		sheet_text(sheet, tl_day_iso(happening->day, iso));
	else
		sheet_day(sheet, happening->day);
	sheet_text(sheet, pick(partners, "offence kind", happening, categories, 4));
	sheet_end_row(sheet);
}

static void fire(struct partners *partners, const struct demand_happening *happening)
{
	static const char *const codes[] = {"20", "30"};
	struct sheet *sheet = partners_begin(partners, FIRE_VISITS, "fire", happening->person);

	partners_token(partners, sheet, "fire", "nhs", happening->person, "");
	sheet_day(sheet, happening->day);
	sheet_text(sheet, pick(partners, "fire code", happening, codes, 2));
	sheet_end_row(sheet);
}

static void mental_health(struct partners *partners, const struct demand_happening *happening)
{
	static const char *const urgencies[] = {"1", "2"};
	const struct town *town = partners->town;
	struct tl_day end = tl_day_add(
		happening->day, chance_between(town_chance(town, "mental health days"),
					happening->person, (uint64_t)happening->day.n, 10, 300));
	struct sheet *sheet = partners_begin(
		partners, MENTAL_HEALTH_REFERRALS, "mental-health", happening->person);

	partners_token(partners, sheet, "mental-health", "nhs", happening->person, "NULL");
	sheet_day(sheet, happening->day);
	if (end.n > town->truth->as_at.n)
		sheet_text(sheet, "NULL");
	else
		sheet_day(sheet, end);
	sheet_text(sheet, pick(partners, "urgency", happening, urgencies, 2));
	sheet_end_row(sheet);
}

/* Of families that the programme did not take on; those it did have their contact in the register.
 */
static void contact(struct partners *partners, const struct demand_happening *happening)
{
	static const char *const sources[] = {"School", "Police", "GP", "Family", "Housing"};
	static const char *const outcomes[] = {"Advice", "Advice", "Advice", "Escalated", "Group"};
	static const char *const places[] = {"Ellesmere Port", "Chester", "Northwich and Winsford"};
	struct sheet *sheet;

	if (tl_day_is_set(partners->town->families[happening->family].crisis))
		return;
	sheet = partners_begin(partners, HUB_CONTACTS, "hub", happening->person);
	partners_token(partners, sheet, "hub", "nhs", happening->person, "N/A");
	sheet_day(sheet, happening->day);
	sheet_text(sheet, pick(partners, "source", happening, sources, 5));
	sheet_text(sheet, pick(partners, "outcome", happening, outcomes, 5));
	sheet_text(sheet, partners_place(partners, happening->person, happening->day, places));
	sheet_end_row(sheet);
}

typedef void note_fn(struct partners *partners, const struct demand_happening *happening);
static note_fn *const notes[] = {
	[DEMAND_POLICE_URGENT] = urgent_call,
	[DEMAND_DOMESTIC_ABUSE] = domestic_abuse,
	[DEMAND_ANTISOCIAL] = antisocial,
	[DEMAND_AMBULANCE] = ambulance,
	[DEMAND_AE] = ae,
	[DEMAND_CARE_START] = care_start,
	[DEMAND_MISSING] = missing,
	[DEMAND_EXCLUSION] = exclusion,
	[DEMAND_NOTICE] = notice,
	[DEMAND_OFFENCE] = offence,
	[DEMAND_FIRE] = fire,
	[DEMAND_MENTAL_HEALTH] = mental_health,
	[DEMAND_CONTACT] = contact,
};
static_assert(TL_LEN(notes) == DEMAND_COUNT_OF, "the last demand is written down");

void partners_note(struct partners *partners, const struct demand_happening *happening)
{
	notes[happening->kind](partners, happening);
}
