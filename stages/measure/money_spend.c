/* spend.csv: what was to be spent and was, and why the two differ. In money as it was paid. */
#include "money_private.h"

#include <math.h>
#include <string.h>

struct scope {
	const struct tl_programme
		*programme; /* NULL: all programmes; what is of none is not theirs */
	const char *partner; /* "": all */
	enum tl_spend_kind kind;
	int year; /* 0: all */
};

static bool is_in(const struct scope *scope, const struct tl_spend *spend)
{
	return spend->kind == scope->kind && spend->programme &&
	       (!scope->programme || spend->programme == scope->programme) &&
	       (!*scope->partner || strcmp(spend->partner, scope->partner) == 0) &&
	       (!scope->year || spend->year == scope->year);
}

static struct measure_key key_of(
	const struct money *money, const struct scope *scope, const char *statistic)
{
	struct measure_key key = money_key(
		scope->programme ? scope->programme->name : "", "spend", statistic, money->spend);

	key.partner = scope->partner;
	key.grp = tl_spend_names[scope->kind];
	return scope->year ? money_key_of_year(&key, scope->year) : key;
}

static void add(
	struct money *money, const struct scope *scope, const char *statistic, int64_t pence)
{
	struct measure_key key = key_of(money, scope, statistic);

	measure_model_given(money->model, &key, (double)pence, NAN, NAN);
}

/* ---- planned against actual ------------------------------------------------------------------ */

struct spent {
	int64_t planned, profile, actual; /* profile: planned of what is stated */
	bool is_planned, is_stated;
};

static struct spent spent_of(const struct money *money, const struct scope *scope)
{
	struct spent spent = {0};

	for (size_t i = 0; i < money->accounts->spends_count; i++) {
		const struct tl_spend *row = &money->accounts->spends[i];

		if (!is_in(scope, row))
			continue;
		if (row->planned != TL_NO_MONEY) {
			spent.is_planned = true;
			spent.planned += row->planned;
		}
		if (row->actual == TL_NO_MONEY)
			continue;
		spent.is_stated = true;
		spent.actual += row->actual;
		if (row->planned != TL_NO_MONEY)
			spent.profile += row->planned;
	}
	return spent;
}

static void add_spent(struct money *money, const struct scope *scope)
{
	struct spent spent = spent_of(money, scope);

	if (spent.is_planned)
		add(money, scope, "planned", spent.planned);
	if (spent.is_stated) {
		add(money, scope, "profile", spent.profile);
		add(money, scope, "actual", spent.actual);
		add(money, scope, "variance", spent.actual - spent.profile);
	} else if (spent.is_planned) {
		struct measure_key key = key_of(money, scope, "actual");

		measure_model_absent(
			money->model, &key, MEASURE_GIVEN, TL_NOT_AVAILABLE, TL_REASON_NOT_STATED);
	}
}

/* ---- price, volume, mix --------------------------------------------------------------------- */

/* Of rows that have both amounts and both numbers. By row: actual - Pb Qa is the price's, Pb Qa -
 * planned the volume's. The volume of all at the average planned price is the volume; what is left
 * of the rows' is the mix. Where units differ they have no sum, and the mix is part of the volume.
 */
struct variance {
	int64_t price, by_row; /* pence */
	double planned, planned_units, actual_units;
	const char *unit;
	bool same_unit, any;
};

static bool has_units(const struct tl_spend *row)
{
	return row->planned != TL_NO_MONEY && row->actual != TL_NO_MONEY &&
	       row->planned_units > 0 && !isnan(row->actual_units);
}

static bool is_same(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

static void add_row(struct variance *v, const struct tl_spend *row)
{
	double price = (double)row->planned / row->planned_units;
	int64_t at_plan = tl_money_round(price * row->actual_units, 1);

	v->same_unit = v->any ? v->same_unit && is_same(v->unit, row->unit) : true;
	v->unit = row->unit;
	v->any = true;
	v->price += row->actual - at_plan;
	v->by_row += at_plan - row->planned;
	v->planned += (double)row->planned;
	v->planned_units += row->planned_units;
	v->actual_units += row->actual_units;
}

static int64_t volume_of(const struct variance *v)
{
	if (!v->same_unit || !(v->planned_units > 0))
		return v->by_row;
	return tl_money_round(
		(v->actual_units - v->planned_units) * v->planned / v->planned_units, 1);
}

static struct variance variance_of(const struct money *money, const struct scope *scope)
{
	struct variance v = {0};

	for (size_t i = 0; i < money->accounts->spends_count; i++)
		if (is_in(scope, &money->accounts->spends[i]) &&
			has_units(&money->accounts->spends[i]))
			add_row(&v, &money->accounts->spends[i]);
	return v;
}

/* ---- scopes --------------------------------------------------------------------------------- */

/* The pool's parts are its partners', so that a column adds up. */
static void add_variances(struct money *money, const struct tl_programme *programme)
{
	const struct tl_study *study = money->world->study;
	int64_t price = 0, volume = 0, mix = 0;
	struct scope scope = {programme, "", TL_SPEND_COST, 0};
	bool any = false;

	for (unsigned i = 0; i < study->partners_count; i++) {
		struct variance v;

		scope.partner = study->partners[i].code;
		v = variance_of(money, &scope);
		if (!v.any)
			continue;
		any = true;
		price += v.price;
		volume += volume_of(&v);
		mix += v.by_row - volume_of(&v);
		add(money, &scope, "price", v.price);
		add(money, &scope, "volume", volume_of(&v));
		add(money, &scope, "mix", v.by_row - volume_of(&v));
	}
	if (!any)
		return;
	scope.partner = "";
	add(money, &scope, "price", price);
	add(money, &scope, "volume", volume);
	add(money, &scope, "mix", mix);
}

/* ---- to prevent, or because nothing was ------------------------------------------------------ */

struct purposes { /* costs of a year, by what they are for */
	double planned[TL_PURPOSE_COUNT_OF], actual[TL_PURPOSE_COUNT_OF];
	bool is_stated; /* every one of them says what came */
};

/* The area's too. */
static struct purposes purposes_of(const struct tl_accounts *accounts, int year)
{
	struct purposes of = {.is_stated = true};

	for (size_t i = 0; i < accounts->spends_count; i++) {
		const struct tl_spend *row = &accounts->spends[i];

		if (row->kind != TL_SPEND_COST || row->purpose == TL_PURPOSE_NONE ||
			row->year != year)
			continue;
		if (row->planned != TL_NO_MONEY)
			of.planned[row->purpose] += (double)row->planned;
		if (row->actual != TL_NO_MONEY)
			of.actual[row->purpose] += (double)row->actual;
		else
			of.is_stated = false;
	}
	return of;
}

/* Of a year in which both are known: a share of one alone, or of other years' money, is none. */
static void add_prevention(struct money *money, int year)
{
	const struct purposes of = purposes_of(money->accounts, year);
	const double *pence = of.is_stated ? of.actual : of.planned;
	struct measure_key key = money_key("", "spend", "spent", money->spend);

	if (!(pence[TL_PURPOSE_PREVENTION] > 0) || !(pence[TL_PURPOSE_CONSEQUENCES] > 0))
		return;
	key = money_key_of_year(&key, year);
	key.arm = of.is_stated ? "actual" : "planned";
	for (int i = TL_PURPOSE_NONE + 1; i < TL_PURPOSE_COUNT_OF; i++) {
		key.grp = tl_purpose_names[i];
		measure_model_given(money->model, &key, pence[i], NAN, NAN);
	}
	key.grp = "";
	key.statistic = "prevention_share";
	key.unit = "%";
	measure_model_given(money->model, &key,
		100 * pence[TL_PURPOSE_PREVENTION] /
			(pence[TL_PURPOSE_PREVENTION] + pence[TL_PURPOSE_CONSEQUENCES]),
		NAN, NAN);
}

static void add_scope(struct money *money, const struct tl_programme *programme)
{
	const struct tl_study *study = money->world->study;

	for (int kind = 0; kind < TL_SPEND_COUNT_OF; kind++) {
		struct scope scope = {programme, "", (enum tl_spend_kind)kind, 0};

		add_spent(money, &scope);
		for (int y = money->first_year; y < money->first_year + money->years; y++) {
			scope.year = y;
			add_spent(money, &scope);
		}
		scope.year = 0;
		for (unsigned i = 0; i < study->partners_count; i++) {
			scope.partner = study->partners[i].code;
			add_spent(money, &scope);
		}
	}
	add_variances(money, programme);
}

void money_spend_run(struct money *money)
{
	const struct tl_study *study = money->world->study;

	if (!money->accounts->spends_count)
		return;
	for (int y = money->first_year; y < money->first_year + money->years; y++)
		add_prevention(money, y);
	add_scope(money, NULL);
	for (size_t i = 0; i < study->programmes_count; i++)
		add_scope(money, study->programmes[i]);
}

bool money_cost_of_year(const struct money *money, const struct tl_programme *programme,
	bool forecast, int year, int64_t *pence)
{
	const struct scope scope = {programme, "", TL_SPEND_COST, year};
	const struct tl_accounts *accounts = money->accounts;
	double sum = 0;
	bool any = false;

	for (size_t i = 0; i < accounts->spends_count; i++) {
		const struct tl_spend *row = &accounts->spends[i];
		int64_t stated =
			forecast && row->actual != TL_NO_MONEY ? row->actual : row->planned;

		if (!is_in(&scope, row) || stated == TL_NO_MONEY)
			continue;
		any = true;
		sum += (double)stated *
		       tl_accounts_deflate(accounts, year, accounts->terms.price_year);
	}
	*pence = tl_money_round(sum, TL_POUND);
	return any;
}
