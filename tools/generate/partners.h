/*
 * Fifteen partners and the files they send, each in its own way. To add one: a row in sheets.c and
 * a function that writes its rows.
 */
#ifndef GENERATE_PARTNERS_H
#define GENERATE_PARTNERS_H

#include "demand.h"
#include "sheet.h"

enum partners_sheet {
	HUB_PEOPLE,
	HUB_CONTACTS,
	HUB_ENROLMENTS,
	HUB_WAITING,
	CARE_EPISODES,
	CARE_MISSING,
	POLICE_PEOPLE,
	POLICE_CALLS_1,
	POLICE_CALLS_2,
	POLICE_INCIDENTS,
	AMBULANCE_CALLS,
	AE_ATTENDANCES,
	GP_REGISTER,
	POPULATION,
	MENTAL_HEALTH_REFERRALS,
	SCHOOL_PUPILS,
	SCHOOL_EXCLUSIONS,
	YOUTH_OFFENCES,
	ASSOCIATION_TENANTS,
	ASSOCIATION_NOTICES,
	COUNCIL_NOTICES,
	FIRE_VISITS,
	ABUSE_REFERRALS,
	JOBCENTRE_CLAIMANTS,
	PARTNERS_SHEET_COUNT_OF
};
extern const struct sheet_facts partners_sheets[PARTNERS_SHEET_COUNT_OF];

#define PARTNERS_PLACES 3 /* localities for which they have spellings */

struct partners {
	const struct town *town;
	struct sheet sheets[PARTNERS_SHEET_COUNT_OF];
	bool *known_to_police, *known_to_school, *is_tenant, *has_common_token; /* by person */
	unsigned common_tokens, contradictions; /* planted */
	int64_t sent_twice; /* calls in both files */
};

/* Makes every file in the folder. */
bool partners_open(
	struct partners *partners, const struct town *town, const char *folder, struct tl_err *err);
void partners_note(struct partners *partners, const struct demand_happening *happening);
void partners_write_registers(struct partners *partners); /* hub, GPs, and who was noted above */
void partners_write_counts(struct partners *partners);
void partners_write_need(struct partners *partners); /* children in need, before and beside */
bool partners_close(struct partners *partners, struct tl_err *err);

/* Which person each key is: partner,key,person for every key that a partner may have used. Linking
 * is never shown this; it is what its work is held against. */
bool partners_write_links(const struct town *town, const char *path, struct tl_err *err);

/* What the files share: a row begins with the partner's key for a person. */
struct sheet *partners_begin(
	struct partners *partners, enum partners_sheet sheet, const char *partner, uint32_t person);
/* "" where the partner does not hold it, `nothing` being what it writes then. */
void partners_token(struct partners *partners, struct sheet *sheet, const char *partner,
	const char *token, uint32_t person, const char *nothing);
const char *partners_place(const struct partners *partners, uint32_t person, struct tl_day day,
	const char *const *spellings);

#endif
