/*
 * What it is worth, to whom, and what can leave a budget: cells about money from the study's sheets
 * (accounts.h) and the events avoided.
 *
 *   measure        statistics
 *   benefit        planned, to_date, forecast, removed (and planned_to_now): figures, never added
 * to one another; of a programme (none: of the study), of who gains (partner), of a class of money
 *                  (grp), by financial year (axis year)
 *   benefit:<id>   the same of a line of benefits.csv; unit_cost, attribution, baseline, target;
 *                  followed_years, claimed_years, overlap_years: the ledger
 *   spend          planned, profile, actual, variance; price, volume, mix; spent, prevention_share;
 *                  grp cost or contribution
 *   appraisal      pv_costs, pv_benefits, npv, bcr, eanc, payback; axis planned or forecast, grp
 *                  fiscal or none; discount_factor
 *   agreement:<id> gain, due, repaid, owed; partner the payer, grp the payee
 *   payment        rate, achieved is the measure's own cell; payment by outcome (grp) and in all
 *
 * Amounts are pence; benefits and appraisals are in prices of one year (terms.price_year), spend,
 * removals and agreements in money as it was paid. What comes from sheets alone is `given`; what
 * rests on a count is derived from the cell of that count and is hidden with it.
 *
 * An event avoided is claimed once: of two lines that count the same rows of the same family in the
 * same month, the one of the lower priority number has it, else of the lower id (money_ledger.c).
 */
#ifndef MEASURE_MONEY_H
#define MEASURE_MONEY_H

#include "definitions.h"
#include "programme.h"

/* The ledger's counts: who is followed after support began, by line and financial year, and what an
 * earlier line claims of it. A task of its own. */
bool measure_money_ledger(const struct measure_world *world,
	const struct measure_programme *programmes, struct measure_model *model,
	struct tl_err *err);

/* Everything else, once all counts are in the model. */
void measure_money_run(const struct measure_world *world, struct measure_model *model);

/* Names that no measure may have. */
#define MEASURE_MONEY_NAMES "benefit", "spend", "appraisal", "payment"

/* The sheets that a given figure comes from: "spend.csv". */
const char *measure_money_sheets(const struct measure_key *key);
/* What the definition of a measure about money says in words; false, adding nothing, for any other.
 */
bool measure_money_rule(const struct measure_world *world, const char *measure, struct tl_buf *out);

/* The lines and kinds of money as definitions. */
void measure_money_definitions(const struct measure_world *world, struct measure_definitions *list);

#endif
