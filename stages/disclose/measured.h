/*
 * Everything measure found, in memory: run/3-measure/measure.db as arrays.
 *
 * Points lie in the order of their ids, which is the order of everything disclose writes. Operands
 * and atoms of a point are a run of one long array each. All text lives in the arena; release with
 * measured_free, {0} is fine to free.
 */
#ifndef DISCLOSE_MEASURED_H
#define DISCLOSE_MEASURED_H

#include <throughline/db.h>
#include <throughline/recipe.h>
#include <throughline/vec.h>

enum measured_role {
	MEASURED_BASE,
	MEASURED_MODEL,
	MEASURED_DERIVED,
	MEASURED_GIVEN, /* stands in a sheet of the study and counts nobody */
	MEASURED_ROLE_COUNT_OF
};

struct measured_figure {
	int64_t number;
	const char *programme, *locality, *measure, *statistic, *arm, *partner, *variant, *grp,
		*axis;
	enum measured_role role;
	const char *unit;
	double scale; /* value = units of the atoms / scale */
	int64_t evidence; /* 0: no claim */
	const char *definition;
};

/* What disclose decided for a point; rules.h says what each means. */
enum disclose_rule {
	RULE_AS_MEASURED,
	RULE_ASKED,
	RULE_ZERO_HIDDEN,
	RULE_ZERO,
	RULE_THRESHOLD,
	RULE_CONTRIBUTORS,
	RULE_DOMINATED,
	RULE_UNDER,
	RULE_ROUNDED,
	RULE_SHOWN,
	RULE_COUNT_OF
};

struct measured_operand {
	size_t point; /* index of the point below */
	const char *role; /* one of tl_methods' */
	int64_t position;
};

struct measured_point {
	int64_t number; /* in measure.db */
	const char *id;
	const struct measured_figure *figure;
	int64_t position; /* INT64_MIN: none */
	const char *period_from, *period_to; /* NULL: none */
	int64_t contributors; /* -1: not known */
	bool is_amount; /* a sum of a column by contributors that are known: dominance.h */
	double largest, second; /* of an amount: of its two largest contributors */
	struct tl_result measured, published;
	bool has_recipe;
	enum tl_method recipe;
	struct tl_recipe_settings settings;
	size_t operands_from, operands_to; /* in measured.operands */
	size_t atoms_from, atoms_to; /* in measured.atoms */
	size_t uses; /* by other points, series apart */
	bool asked; /* the audit wants it hidden */
	enum disclose_rule rule;
	bool published_yet;
	bool being_published; /* to see a recipe that runs in a circle */
};

struct measured {
	struct tl_arena arena;
	TL_VEC(struct measured_figure) figures;
	TL_VEC(struct measured_point) points;
	TL_VEC(struct measured_operand) operands;
	TL_VEC(uint32_t) atoms; /* index into units */
	TL_VEC(int64_t) units; /* of each atom */
	size_t *by_number; /* the point numbered n + 1 in measure.db */
};

bool measured_load(struct measured *measured, struct tl_db *db, struct tl_err *err);
void measured_free(struct measured *measured);

/* Not a whole number of anything: person-time (unit_years, person_years). The audit, too, knows it
 * by the end of its statistic. */
bool measured_is_time(const struct measured_point *point);
static inline bool measured_is_published(const struct measured_point *point)
{
	return point->published.status == TL_SHOWN || point->published.status == TL_ROUNDED;
}

#endif
