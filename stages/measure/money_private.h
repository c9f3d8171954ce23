/* What the files money*.c share. */
#ifndef MEASURE_MONEY_PRIVATE_H
#define MEASURE_MONEY_PRIVATE_H

#include "model_index.h"
#include "money.h"

#include <throughline/accounts.h>

/* Of whose money an amount is, so that every amount is of one. Fiscal is the first two. */
enum money_class {
	MONEY_CASHABLE,
	MONEY_NOT_CASHABLE,
	MONEY_ECONOMIC,
	MONEY_SOCIAL,
	MONEY_CLASS_COUNT_OF
};
extern const char *const money_class_names[MONEY_CLASS_COUNT_OF];

/* What one event avoided is worth to one partner, in prices of the study's year. */
struct money_price {
	const char *partner;
	enum money_class class;
	double pence, low, high;
	double weight; /* of what a plan states for the partner */
};
struct money_prices {
	TL_VEC(struct money_price) items; /* by partner, then class; none twice */
};
/* A cost whose parts add up to it is split among those who bear them; a line that names its partner
 * gives all to that one. A line without a cost has one price of 0. */
void money_prices_of(const struct measure_world *world, const struct tl_benefit *line,
	struct money_prices *prices);

/* The definition of a kind of money: "benefit", "spend" ... */
const char *measure_money_definition(
	struct tl_arena *arena, const struct tl_accounts *accounts, const char *name);

struct money {
	const struct measure_world *world;
	const struct tl_accounts *accounts;
	struct measure_model *model;
	struct measure_index index;
	int first_year, years; /* of all amounts */
	int year_0; /* of the appraisal: not discounted */
	const char *benefit, *spend, *appraisal, *agreement, *payment; /* definitions */
	struct money_totals *totals; /* money_totals.c */
};

/* Years of the lines and of spending, the as-at day's included. */
void money_years(const struct tl_study *study, int *first, int *count);
/* "benefit:B1" and the definition of the line. */
const char *money_line_name(struct tl_arena *arena, const struct tl_benefit *line);
const char *money_line_definition(
	struct tl_arena *arena, const struct measure_world *world, const struct tl_benefit *line);
struct measure_key money_key(
	const char *programme, const char *measure, const char *statistic, const char *definition);
/* Turns a key into that of one financial year. */
struct measure_key money_key_of_year(const struct measure_key *key, int year);

/* The ledger's points of a line. */
struct measure_key money_ledger_key(const struct measure_world *world, struct tl_arena *arena,
	const struct tl_benefit *line, const char *statistic);
bool money_is_counted(const struct tl_benefit *line); /* its benefit to date rests on events */

/* ---- leaves and totals (money_totals.c) ------------------------------------------------------ */

enum money_figure {
	MONEY_PLANNED,
	MONEY_TO_DATE,
	MONEY_FORECAST,
	MONEY_REMOVED,
	MONEY_PLANNED_TO_NOW, /* of lines that are counted: what to date is held against */
	MONEY_FIGURE_COUNT_OF
};
extern const char *const money_figure_names[MONEY_FIGURE_COUNT_OF];

/* An amount of one figure, line, partner, class and year; its point is in the model. Removals have
 * no class. */
void money_leaf(struct money *money, enum money_figure figure, const struct tl_benefit *line,
	const char *partner, enum money_class class, int year, size_t point);
/* All sums of leaves, once the last is there. */
void money_totals_run(struct money *money);
/* The total of a programme (NULL: the study) by year, class set and partner; MEASURE_NO_POINT where
 * there are no leaves. `fiscal`: the first two classes only. partner "": all. */
size_t money_total_of_year(const struct money *money, enum money_figure figure,
	const struct tl_programme *programme, bool fiscal, int year);
/* The leaves' points of one partner. To be freed. */
size_t *money_leaves_of(const struct money *money, enum money_figure figure,
	const struct tl_programme *programme, const char *partner, unsigned classes, size_t *count);
/* A sum of leaves under a key: of what is stated it is given, else derived. MEASURE_NO_POINT where
 * there are none. */
size_t money_sum(struct money *money, enum money_figure figure, const struct measure_key *key,
	const size_t *points, size_t count);
void money_totals_free(struct money *money);

void money_labels(struct money *money); /* money_words.c: the register's words */
void money_lines_run(struct money *money); /* money_lines.c */
void money_spend_run(struct money *money); /* money_spend.c */
void money_appraise_run(struct money *money); /* money_appraise.c */
void money_agreements_run(struct money *money); /* money_agreements.c */

/* What is spent as cost in a year, in the study's prices and whole pounds; forecast: what came
 * where it is stated. False where no row says. */
bool money_cost_of_year(const struct money *money, const struct tl_programme *programme,
	bool forecast, int year, int64_t *pence);

#endif
