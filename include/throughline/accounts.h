/*
 * The sheets about money that lie beside study.yaml: CSV files that Excel opens and saves, a header
 * and a row for each thing. docs/study.md describes every column.
 *
 *   costs.csv        what one of something costs, to whom, in whose prices
 *   benefits.csv     the register: each line that somebody is to realise
 *   profile.csv      what a line was planned to bring, by year and partner
 *   spend.csv        what was to be spent and was, by programme, partner and year
 *   signoff.csv      what finance has taken out of a budget
 *   agreements.csv   who pays whom a share of what it gains
 *   rates.csv        payment by results: an amount for each outcome, with caps
 *   targets.csv      what a measure should reach, by month
 *   benchmarks.csv   what is known of the measure elsewhere
 *   deflators.csv    the price level by financial year
 *   bias.csv         optimism bias by confidence grade (catalogue/bias.csv where a study has none)
 *   discount.csv     discount rates by when an appraisal begins (likewise catalogue/discount.csv)
 *
 * All are optional. They are read and checked by tl_study_load: a mistake is
 * `costs.csv:4:3: what; what to do` (line, and number of the column as a spreadsheet counts it),
 * EX_CONFIG. Rows keep the file's order (spend.csv: by programme, partner, item, year, kind). Text
 * that is blank is NULL; a number that is not given is NaN, an amount TL_NO_MONEY, unless a default
 * is named here. Everything lives in the study's arena.
 */
#ifndef THROUGHLINE_ACCOUNTS_H
#define THROUGHLINE_ACCOUNTS_H

#include <throughline/arena.h>
#include <throughline/money.h>
#include <throughline/stats.h>

struct tl_programme;
struct tl_measure;

/* Whose welfare an amount is: never added up with one another unseen. */
enum tl_worth {
	TL_WORTH_UNSTATED, /* may be read, may not be used */
	TL_WORTH_FISCAL, /* public money */
	TL_WORTH_ECONOMIC, /* people's earnings, business */
	TL_WORTH_SOCIAL, /* health, safety, well-being */
	TL_WORTH_COUNT_OF
};
extern const char *const tl_worth_names[TL_WORTH_COUNT_OF]; /* "", "fiscal" ... */

#define TL_SOCIETY "society" /* who gains what no partner does */

struct tl_cost {
	const char *code, *title, *agency, *unit, *source;
	const char *confidence; /* a grade of bias.csv, or NULL: not graded */
	int64_t pence, low, high; /* low and high are pence where not given */
	int price_year;
	enum tl_worth worth;
	double cashable; /* share of a fiscal cost that can leave a budget; 0 */
	const struct tl_cost *parent; /* by its column, else by the code: "CR8.7" of "CR8.7.1" */
	size_t children;
	int64_t line;
};

struct tl_bias {
	const char *grade, *title, *source;
	double share; /* taken off what is forecast, 0 to 1 */
};

enum tl_basis {
	TL_BASIS_ASSUMPTION, /* cohort x need x engaged x impact x (1 - deadweight) */
	TL_BASIS_COMPARISON, /* events avoided against the programme's comparison */
	TL_BASIS_COUNT, /* events counted after support began x (1 - deadweight) */
	TL_BASIS_COUNT_OF
};
extern const char *const tl_basis_names[TL_BASIS_COUNT_OF];

struct tl_benefit {
	const char *id, *title, *owner;
	const struct tl_programme *programme;
	const struct tl_measure *measure; /* NULL where the basis is an assumption without one */
	const struct tl_cost *cost; /* NULL: profile.csv states the amounts */
	const char *partner; /* who gains; NULL: the cost's agency */
	enum tl_worth worth; /* the cost's; of a line without one its own */
	double cashable; /* likewise */
	enum tl_basis basis;
	double baseline, target;
	double need, engaged, impact, deadweight, attribution; /* 1, 1, NaN, 0, 1 */
	const struct tl_bias *bias; /* NULL: nothing is taken off */
	int64_t priority; /* from 1, which claims first; 0: after every line that has one */
	const char *disbenefit, *dependencies;
	struct tl_day next_review;
	int64_t line;
};

struct tl_profile {
	size_t benefit;
	const char *partner; /* NULL: whoever the line says gains */
	int year;
	int64_t pence; /* in prices of price_year, or TL_NO_MONEY: see cohort */
	double cohort; /* how many are reached: the line's formula makes it money */
	int price_year;
	int64_t line;
};

enum tl_spend_kind { TL_SPEND_COST, TL_SPEND_CONTRIBUTION, TL_SPEND_COUNT_OF };
extern const char *const tl_spend_names[TL_SPEND_COUNT_OF];
enum tl_purpose {
	TL_PURPOSE_NONE,
	TL_PURPOSE_PREVENTION,
	TL_PURPOSE_CONSEQUENCES,
	TL_PURPOSE_COUNT_OF
};
extern const char *const tl_purpose_names[TL_PURPOSE_COUNT_OF];

struct tl_spend { /* in money of its year, as accounts have it */
	const struct tl_programme *programme; /* NULL: of the area */
	const char *partner, *item, *unit;
	int year;
	enum tl_spend_kind kind;
	enum tl_purpose purpose;
	int64_t planned, actual;
	double planned_units, actual_units; /* weeks, places ...: for price and volume */
	int64_t line;
};

struct tl_signoff { /* only these leave a budget */
	size_t benefit;
	const char *partner, *budget_line, *signed_by;
	int year;
	int64_t pence;
	struct tl_day signed_on;
	int64_t line;
};

enum tl_shared { TL_SHARED_FISCAL, TL_SHARED_CASHABLE, TL_SHARED_REMOVED, TL_SHARED_COUNT_OF };
extern const char *const tl_shared_names[TL_SHARED_COUNT_OF];

struct tl_agreement {
	const char *id, *title, *payer, *payee;
	const struct tl_programme *programme;
	double share; /* of what the payer gains above the trigger */
	enum tl_shared of; /* which gain is shared */
	int64_t trigger, cap, repaid; /* 0, TL_NO_MONEY: none, 0 */
	int64_t line;
};

struct tl_rate {
	const struct tl_programme *programme;
	const char *outcome, *title, *payer;
	const struct tl_measure *measure; /* what is achieved: its events after support began */
	const char *step; /* ... or who came to this step; NULL */
	bool total; /* outcome "total": only a cap, of all the programme's */
	int64_t pence, cap_pence; /* cap: TL_NO_MONEY none */
	double cap; /* number paid for at most; NaN none */
	int64_t line;
};

struct tl_target {
	const struct tl_measure *measure;
	const struct tl_programme *programme; /* NULL: the area */
	const char *locality; /* a code, or "all" */
	struct tl_day month;
	double value;
	const char *source;
	int64_t line;
};

struct tl_benchmark {
	const struct tl_measure *measure;
	const char *title, *source;
	double value, low, high;
	struct tl_day from, to; /* both included */
	int64_t line;
};

struct tl_deflator {
	int year;
	double index;
	const char *source;
};

struct tl_discount_row {
	const char *schedule, *source;
	int from; /* first years of appraisals, until a later one of the schedule */
	int last_year; /* of the appraisal that the rate holds for; TL_DISCOUNT_NO_END */
	double rate;
	int64_t line;
};

struct tl_money_terms { /* study.yaml, money: */
	int price_year; /* what is compared over years is in prices of this one */
	int first_year; /* of the appraisal; not stated: the first that a sheet has money in */
	bool states_first_year;
	struct tl_discount_schedule schedule; /* of an appraisal that begins in first_year */
	const struct tl_discount_row *discounts; /* where it stands: schedule.count rows */
};

struct tl_accounts {
	struct tl_money_terms terms;
	struct tl_cost *costs;
	size_t costs_count;
	struct tl_benefit *benefits;
	size_t benefits_count;
	struct tl_profile *profiles;
	size_t profiles_count;
	struct tl_spend *spends;
	size_t spends_count;
	struct tl_signoff *signoffs;
	size_t signoffs_count;
	struct tl_agreement *agreements;
	size_t agreements_count;
	struct tl_rate *rates;
	size_t rates_count;
	struct tl_target *targets;
	size_t targets_count;
	struct tl_benchmark *benchmarks;
	size_t benchmarks_count;
	struct tl_deflator *deflators; /* by year */
	size_t deflators_count;
	const char *deflators_source; /* its column `source`, of the last year: the vintage */
	struct tl_bias *biases;
	size_t biases_count;
	struct tl_discount_row *discounts; /* by schedule, from, last_year */
	size_t discounts_count;
	const char *const *inputs; /* every sheet there can be, as stagedir inputs */
	size_t inputs_count;
};

/* Prices of one year in those of another; NaN where deflators.csv lacks either. 1 for the same. */
double tl_accounts_deflate(const struct tl_accounts *accounts, int from, int to);
/* a is b, or lies above b or below it in the hierarchy of codes. */
bool tl_cost_is_within(const struct tl_cost *child, const struct tl_cost *ancestor);
/* Which of two lines claims first, as of qsort: by priority, then by id in byte order. Where a line
 * stands in the sheet does not matter. */
int tl_benefit_compare(const struct tl_benefit *a, const struct tl_benefit *b);

/* costs.csv at a path of its own, for tests and for looking at a partner's list: what is
 * odd is added to `warnings`, a line each. */
struct tl_err;
bool tl_costs_read(const char *path, struct tl_arena *arena, struct tl_accounts *accounts,
	struct tl_buf *warnings, struct tl_err *err);

#endif
