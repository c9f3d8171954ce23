/*
 * What happens to families: an ordinary rate, made larger or smaller by the season, by the family
 * (some need much, most need little), by a crisis before they come to the programme, and by the
 * programme.
 */
#ifndef GENERATE_DEMAND_H
#define GENERATE_DEMAND_H

#include "town.h"

enum demand_kind {
	DEMAND_POLICE_URGENT, /* but for domestic abuse */
	DEMAND_DOMESTIC_ABUSE,
	DEMAND_ANTISOCIAL,
	DEMAND_AMBULANCE,
	DEMAND_AE,
	DEMAND_CARE_START,
	DEMAND_MISSING,
	DEMAND_EXCLUSION,
	DEMAND_NOTICE,
	DEMAND_OFFENCE,
	DEMAND_FIRE,
	DEMAND_MENTAL_HEALTH,
	DEMAND_CONTACT,
	DEMAND_COUNT_OF
};
extern const char *const demand_names[DEMAND_COUNT_OF]; /* as in the truth file */

struct demand_happening {
	enum demand_kind kind;
	uint32_t family, person;
	struct tl_day day;
};

/* Day by day, each family and kind; at most one of a kind a day. */
typedef void demand_fn(void *context, const struct demand_happening *happening);
bool demand_walk(const struct town *town, demand_fn *happens, void *context, struct tl_err *err);

#endif
