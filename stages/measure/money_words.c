/* What the figures about money mean, and what the register says of a line. */
#include "money_private.h"

#include <math.h>
#include <string.h>

// clang-format off
static const struct {
	const char *name, *title, *rule;
} kinds[] = {
	{"benefit", "What it is worth",
		"Planned is what profile.csv states or works out, to date what events avoided are worth so far, forecast "
		"what is to date and what is still planned less optimism bias, removed what finance has signed off out of "
		"a budget. The four are never added to one another. Amounts are in prices of one financial year and whole "
		"pounds, what was removed as it was signed; an event avoided counts for one line only, the one of the "
		"lower priority number, else of the lower id."},
	{"spend", "What is spent",
		"Planned and actual spending as partners state it in spend.csv, in money of its year. Profile is what was "
		"planned of that which is stated, variance actual less profile. Price: actual less planned price times "
		"actual number; volume: the difference in number at the average planned price; mix: the rest."},
	{"appraisal", "Costs and benefits over the years",
		"Present values, the first year not discounted, in prices of one financial year. Benefit for a pound of cost "
		"is given only where there are costs."},
	{"agreement", "Who owes whom",
		"The payer's gain to date above the trigger, times the share agreed, at most the cap, less what is repaid."},
	{"payment", "Payment by results",
		"For each outcome the number achieved, at most its cap, times its rate, at most its amount; in all at most "
		"the amount of the whole card."},
};
// clang-format on

/* " Discount rates of schedule standard for appraisals from 2003/04: 3.5% to year 30, 1% after." */
static void add_rates(struct tl_buf *out, const struct tl_money_terms *terms)
{
	char year[8];

	tl_buf_addf(out, " Discount rates of the schedule \"%s\", for appraisals from %s:",
		terms->discounts->schedule, tl_year_name(terms->discounts->from, year));
	for (size_t i = 0; i < terms->schedule.count; i++) {
		const struct tl_discount_band *band = &terms->schedule.bands[i];

		tl_buf_addc(out, i ? ", " : " ");
		tl_buf_add_real(out, band->rate * 100);
		if (band->last_year == TL_DISCOUNT_NO_END)
			tl_buf_addc(out, "% after");
		else
			tl_buf_addf(out, "%% to year %d", band->last_year);
	}
	tl_buf_addf(out, " (source: %s).", terms->discounts->source);
}

/* What the figures of a kind follow from but the counts and the sheets' amounts. */
static void add_kind(struct tl_buf *out, const struct tl_accounts *accounts, size_t kind)
{
	tl_buf_addc(out, kinds[kind].rule);
	if (strcmp(kinds[kind].name, "appraisal") == 0)
		add_rates(out, &accounts->terms);
}

const char *measure_money_definition(
	struct tl_arena *arena, const struct tl_accounts *accounts, const char *name)
{
	for (size_t i = 0; i < TL_LEN(kinds); i++) {
		struct tl_buf rule = {0};
		struct tl_digest digest;

		if (strcmp(kinds[i].name, name) != 0)
			continue;
		add_kind(&rule, accounts, i);
		digest = tl_sha256_of(tl_buf_str(&rule));
		tl_buf_free(&rule);
		return measure_definition_name(arena, digest.hex);
	}
	assert(false && "a kind of money has its row");
	return NULL;
}

/* ---- a line --------------------------------------------------------------------------------- */

const char *money_line_name(struct tl_arena *arena, const struct tl_benefit *line)
{
	return tl_arena_printf(arena, "benefit:%s", line->id);
}

static void add_share(struct tl_buf *out, const char *words, double share)
{
	tl_buf_addf(out, ", %s ", words);
	tl_buf_add_real(out, share * 100);
	tl_buf_add_char(out, '%');
}

static void add_cost(
	struct tl_buf *out, const struct tl_accounts *accounts, const struct tl_benefit *line)
{
	char year[8], prices[8];

	if (!line->cost)
		return;
	tl_buf_addf(out,
		" Each is worth what costs.csv says of %s (%s, %s prices, put into those of %s",
		line->cost->code, line->cost->title, tl_year_name(line->cost->price_year, year),
		tl_year_name(accounts->terms.price_year, prices));
	if (line->cost->source)
		tl_buf_addf(out, "; source: %s", line->cost->source);
	if (line->cost->confidence)
		tl_buf_addf(out, "; confidence grade %s", line->cost->confidence);
	tl_buf_addc(out, ").");
}

static void add_basis(struct tl_buf *out, const struct tl_benefit *line)
{
	switch (line->basis) {
	case TL_BASIS_COMPARISON:
		tl_buf_addf(out, "Events avoided of \"%s\" against the programme's comparison",
			line->measure->title);
		break;
	case TL_BASIS_COUNT:
		tl_buf_addf(out, "\"%s\" after support began, counted", line->measure->title);
		break;
	case TL_BASIS_ASSUMPTION:
		tl_buf_addc(out, "An assumption, not a measurement");
		break;
	case TL_BASIS_COUNT_OF:
		break;
	}
	if (line->attribution < 1)
		add_share(out, "of which this line may claim", line->attribution);
	if (line->deadweight > 0)
		add_share(out, "less what would have happened anyway,", line->deadweight);
	tl_buf_addc(out, ".");
}

/* Everything that its figures follow from but the counts: a change of it is another definition. */
static void add_rule(
	struct tl_buf *out, const struct tl_accounts *accounts, const struct tl_benefit *line)
{
	add_basis(out, line);
	add_cost(out, accounts, line);
	if (line->bias) {
		tl_buf_addf(out, " Optimism bias of grade %s", line->bias->grade);
		add_share(out, "of the forecast", line->bias->share);
		tl_buf_addc(out, ".");
	}
	if (line->priority)
		tl_buf_addf(out, " It claims with priority %lld.", (long long)line->priority);
}

const char *money_line_definition(
	struct tl_arena *arena, const struct measure_world *world, const struct tl_benefit *line)
{
	struct tl_buf text = {0};
	struct tl_digest digest;

	tl_buf_addf(&text, "%s\n%s\n", line->id, line->title);
	add_rule(&text, world->study->accounts, line);
	digest = tl_sha256_of(tl_buf_str(&text));
	tl_buf_free(&text);
	return measure_definition_name(arena, digest.hex);
}

void measure_money_definitions(const struct measure_world *world, struct measure_definitions *list)
{
	const struct tl_accounts *accounts = world->study->accounts;
	bool any = accounts->benefits_count || accounts->spends_count || accounts->rates_count ||
		   accounts->targets_count || accounts->benchmarks_count;

	for (size_t i = 0; any && i < TL_LEN(kinds); i++) {
		struct tl_buf rule = {0};

		add_kind(&rule, accounts, i);
		*tl_vec_push(&list->items) = (struct measure_definition){
			measure_money_definition(&list->arena, accounts, kinds[i].name), "money",
			kinds[i].name, kinds[i].title, "", "",
			tl_arena_text(&list->arena, tl_buf_str(&rule)), 1};
		tl_buf_free(&rule);
	}
	for (size_t i = 0; i < accounts->benefits_count; i++) {
		const struct tl_benefit *line = &accounts->benefits[i];
		struct tl_buf rule = {0};

		add_rule(&rule, accounts, line);
		*tl_vec_push(&list->items) = (struct measure_definition){
			money_line_definition(&list->arena, world, line), "benefit", line->id,
			line->title, "", "", tl_arena_text(&list->arena, tl_buf_str(&rule)), 1};
		tl_buf_free(&rule);
	}
}

/* ---- for explain ----------------------------------------------------------------------------- */

// clang-format off
static const struct {
	const char *measure, *statistic, *sheets; /* a beginning of the measure; statistic NULL: any */
} stated[] = {
	{"linkage", NULL, "study.yaml"},
	{"benefit:", "unit_cost", "costs.csv"},
	{"benefit:", "attribution", "benefits.csv"},
	{"benefit:", "baseline", "benefits.csv"},
	{"benefit:", "target", "benefits.csv"},
	{"benefit", "removed", "signoff.csv"},
	{"benefit", NULL, "profile.csv, by benefits.csv and costs.csv"},
	{"spend", NULL, "spend.csv"},
	{"appraisal", "cost_of_year", "spend.csv, by deflators.csv"},
	{"appraisal", NULL, "discount.csv"},
	{"agreement:", NULL, "agreements.csv, signoff.csv"},
	{"payment", NULL, "rates.csv"},
	{"", "target", "targets.csv"},
	{"", "benchmark", "benchmarks.csv"},
};
// clang-format on

const char *measure_money_sheets(const struct measure_key *key)
{
	for (size_t i = 0; i < TL_LEN(stated); i++)
		if (tl_str_starts(tl_str(key->measure), tl_str(stated[i].measure)) &&
			(!stated[i].statistic || strcmp(key->statistic, stated[i].statistic) == 0))
			return stated[i].sheets;
	return "the study's sheets";
}

bool measure_money_rule(const struct measure_world *world, const char *measure, struct tl_buf *out)
{
	const struct tl_accounts *accounts = world->study->accounts;
	const char *line = tl_str_starts(tl_str(measure), TL_STR("benefit:")) ? measure + 8 : NULL;

	for (size_t i = 0; line && i < accounts->benefits_count; i++) {
		if (strcmp(accounts->benefits[i].id, line) != 0)
			continue;
		add_rule(out, accounts, &accounts->benefits[i]);
		return true;
	}
	for (size_t i = 0; !line && i < TL_LEN(kinds); i++) {
		if (!tl_str_starts(tl_str(measure), tl_str(kinds[i].name)))
			continue;
		add_kind(out, accounts, i);
		return true;
	}
	return false;
}

/* ---- labels --------------------------------------------------------------------------------- */

// clang-format off
static const struct {
	const char *kind, *code, *label;
} fixed[] = {
	{"measure", "benefit", "What it is worth"},
	{"measure", "spend", "What is spent"},
	{"measure", "appraisal", "Costs and benefits over the years"},
	{"measure", "payment", "Payment by results"},
	{"statistic", "planned", "Planned"},
	{"statistic", "to_date", "To date"},
	{"statistic", "forecast", "Forecast"},
	{"statistic", "removed", "Removed from a budget"},
	{"statistic", "planned_to_now", "Planned to now, of what is counted"},
	{"statistic", "remaining", "Still planned"},
	{"statistic", "unit_cost", "Worth of one"},
	{"statistic", "attribution", "Share claimed"},
	{"statistic", "followed_years", "Years of follow-up"},
	{"statistic", "claimed_years", "Years of follow-up claimed"},
	{"statistic", "overlap_years", "Years of follow-up another line has"},
	{"statistic", "baseline", "Baseline"},
	{"statistic", "target", "Target"},
	{"statistic", "benchmark", "Elsewhere"},
	{"statistic", "profile", "Planned to now"},
	{"statistic", "actual", "Actual"},
	{"statistic", "variance", "Actual less planned"},
	{"statistic", "price", "From the price"},
	{"statistic", "volume", "From the number"},
	{"statistic", "mix", "From the mix"},
	{"statistic", "spent", "Spent"},
	{"statistic", "prevention_share", "Spent on prevention"},
	{"statistic", "cost_of_year", "Cost in the year"},
	{"statistic", "benefit_of_year", "Benefit in the year"},
	{"statistic", "discount_factor", "Discount factor"},
	{"statistic", "annuity", "What of it is of one year"},
	{"statistic", "pv_costs", "Costs at present value"},
	{"statistic", "pv_benefits", "Benefits at present value"},
	{"statistic", "npv", "Net present value"},
	{"statistic", "bcr", "Benefit for a pound of cost"},
	{"statistic", "eanc", "Net present value, a year"},
	{"statistic", "payback", "Pays back in"},
	{"statistic", "gain", "Gain to date"},
	{"statistic", "due", "Due"},
	{"statistic", "repaid", "Repaid"},
	{"statistic", "owed", "Owed"},
	{"statistic", "trigger", "Trigger"},
	{"statistic", "cap", "Cap"},
	{"statistic", "cap_amount", "Cap on the amount"},
	{"statistic", "payment", "Payment"},
	{"money", "fiscal", "Public money"},
	{"money", "cashable", "Public money that can leave a budget"},
	{"money", "not-cashable", "Public money that cannot"},
	{"money", "economic", "Earnings and business"},
	{"money", "social", "Health, safety and well-being"},
	{"money", "prevention", "To prevent"},
	{"money", "consequences", "On consequences"},
	{"money", "cost", "Cost"},
	{"money", "contribution", "Contribution"},
	{"partner", TL_SOCIETY, "People and society"},
};
// clang-format on

static void say(struct measure_model *model, const char *kind, const char *code, const char *label,
	size_t position)
{
	if (label && *label)
		measure_model_label(model, kind, code, label, (int64_t)position);
}

static const char *kept(struct measure_model *model, struct tl_buf *text)
{
	const char *copy = tl_arena_text(&model->arena, tl_buf_str(text));

	tl_buf_free(text);
	return copy;
}

/* How sure a line is: what its worth rests on, and the grades that say how well it is known. */
static const char *confidence_of(struct measure_model *model, const struct tl_benefit *line)
{
	struct tl_buf text = {0};

	tl_buf_addc(&text, line->basis == TL_BASIS_COMPARISON ? "Against a comparison"
			   : line->basis == TL_BASIS_COUNT    ? "Counted, without a comparison"
							      : "Assumed");
	if (line->cost && line->cost->confidence)
		tl_buf_addf(&text, "; cost of grade %s", line->cost->confidence);
	if (line->bias)
		tl_buf_addf(&text, "; forecast of grade %s", line->bias->grade);
	return kept(model, &text);
}

static void say_line(struct measure_model *model, const struct tl_benefit *line, size_t position)
{
	char day[11];

	say(model, "benefit", line->id, line->title, position);
	say(model, "measure", money_line_name(&model->arena, line), line->title, 100000 + position);
	say(model, "benefit-owner", line->id, line->owner, position);
	say(model, "benefit-programme", line->id, line->programme->name, position);
	say(model, "benefit-measure", line->id, line->measure ? line->measure->title : NULL,
		position);
	say(model, "benefit-confidence", line->id, confidence_of(model, line), position);
	say(model, "benefit-disbenefit", line->id, line->disbenefit, position);
	say(model, "benefit-dependencies", line->id, line->dependencies, position);
	if (tl_day_is_set(line->next_review))
		say(model, "benefit-review", line->id,
			tl_arena_text(&model->arena, tl_str(tl_day_iso(line->next_review, day))),
			position);
}

/* "Overtime, signed by the head of finance on 2014-05-01; ..." */
static const char *signed_words(
	struct measure_model *model, const struct tl_accounts *accounts, size_t line)
{
	struct tl_buf text = {0};
	char day[11];

	for (size_t i = 0; i < accounts->signoffs_count; i++) {
		const struct tl_signoff *signoff = &accounts->signoffs[i];

		if (signoff->benefit != line)
			continue;
		tl_buf_addf(&text, "%s%s, signed by %s on %s", text.length ? "; " : "",
			signoff->budget_line, signoff->signed_by,
			tl_day_iso(signoff->signed_on, day));
	}
	return kept(model, &text);
}

void money_labels(struct money *money)
{
	const struct tl_accounts *accounts = money->accounts;
	struct measure_model *model = money->model;
	char year[8];

	for (size_t i = 0; i < TL_LEN(fixed); i++)
		say(model, fixed[i].kind, fixed[i].code, fixed[i].label, 2000 + i);
	for (size_t i = 0; i < accounts->benefits_count; i++) {
		say_line(model, &accounts->benefits[i], i + 1);
		say(model, "benefit-signed", accounts->benefits[i].id,
			signed_words(model, accounts, i), i + 1);
	}
	for (size_t i = 0; i < accounts->agreements_count; i++) {
		const struct tl_agreement *agreement = &accounts->agreements[i];

		say(model, "agreement", agreement->id, agreement->title, i + 1);
		say(model, "agreement-of", agreement->id, tl_shared_names[agreement->of], i + 1);
	}
	for (size_t i = 0; i < accounts->rates_count; i++)
		say(model, "outcome", accounts->rates[i].outcome, accounts->rates[i].title, i + 1);
	for (int y = money->first_year; y < money->first_year + money->years; y++)
		say(model, "year", tl_arena_printf(&model->arena, "%d", y),
			tl_arena_text(&model->arena, tl_str(tl_year_name(y, year))), (size_t)y);
	say(model, "prices", "year",
		tl_arena_text(
			&model->arena, tl_str(tl_year_name(accounts->terms.price_year, year))),
		1);
	say(model, "prices", "deflators", accounts->deflators_source, 2);
	say(model, "prices", "discount",
		tl_arena_printf(&model->arena,
			"schedule \"%s\" of discount.csv for appraisals from %s",
			accounts->terms.discounts->schedule,
			tl_year_name(accounts->terms.discounts->from, year)),
		3);
}
