/* costs.csv: prices, and which price is part of which. */
#include "study_sheet.h"

#include <math.h>
#include <string.h>

enum {
	CODE,
	TITLE,
	AGENCY,
	AMOUNT,
	PENCE,
	YEAR,
	KIND,
	CASHABLE,
	SOURCE,
	CONFIDENCE,
	LOW,
	HIGH,
	PARENT,
	UNIT
};
static const struct tl_sheet_column columns[] = {
	[CODE] = {"code", true},
	[TITLE] = {"title|description", true},
	[AGENCY] = {"agency", true},
	[AMOUNT] = {"amount|cost_gbp|pounds", false},
	[PENCE] = {"pence", false},
	[YEAR] = {"price_year", true},
	[KIND] = {"kind", false},
	[CASHABLE] = {"cashable", false},
	[SOURCE] = {"source", false},
	[CONFIDENCE] = {"confidence", false},
	[LOW] = {"low", false},
	[HIGH] = {"high", false},
	[PARENT] = {"parent", false},
	[UNIT] = {"unit", false},
};

const char *const tl_worth_names[] = {[TL_WORTH_UNSTATED] = "",
	[TL_WORTH_FISCAL] = "fiscal",
	[TL_WORTH_ECONOMIC] = "economic",
	[TL_WORTH_SOCIAL] = "social"};
static_assert(TL_LEN(tl_worth_names) == TL_WORTH_COUNT_OF, "the last kind has its name");

bool tl_cost_is_within(const struct tl_cost *child, const struct tl_cost *ancestor)
{
	for (; child; child = child->parent)
		if (child == ancestor)
			return true;
	return false;
}

/* ---- a row ---------------------------------------------------------------------------------- */

/* Low and high are in the unit of the amount: pence where that is given in pence. */
static bool read_bound(const struct study_sheet *s, size_t row, size_t column, int64_t *value)
{
	if (study_cell_is_blank(s, row, column))
		return true;
	if (study_cell_is_blank(s, row, PENCE))
		return study_cell_pounds(s, row, column, value);
	return tl_money_read_pence(study_cell(s, row, column), value) ||
	       study_sheet_fail(s, row, column,
		       "this is not a whole number of pence, as the amount beside it is");
}

static bool read_amounts(const struct study_sheet *s, size_t row, struct tl_cost *cost)
{
	cost->pence = TL_NO_MONEY;
	if (!study_cell_money(s, row, AMOUNT, PENCE, &cost->pence))
		return false;
	if (cost->pence == TL_NO_MONEY)
		return study_sheet_fail(
			s, row, AMOUNT, "there is no amount; fill in pounds, or pence");
	cost->low = cost->high = cost->pence;
	if (!read_bound(s, row, LOW, &cost->low) || !read_bound(s, row, HIGH, &cost->high))
		return false;
	if (cost->pence < 0)
		return study_sheet_fail(s, row, AMOUNT, "a cost is not negative");
	if (cost->low > cost->pence)
		return study_sheet_fail(s, row, LOW, "the low estimate is above the amount");
	return cost->high >= cost->pence ||
	       study_sheet_fail(s, row, HIGH, "the high estimate is below the amount");
}

static bool read_kind(const struct study_sheet *s, size_t row, struct tl_cost *cost)
{
	size_t worth = TL_WORTH_UNSTATED;

	if (!study_cell_word(s, row, KIND, tl_worth_names, TL_WORTH_COUNT_OF, &worth) ||
		!study_cell_share(s, row, CASHABLE, &cost->cashable))
		return false;
	cost->worth = (enum tl_worth)worth;
	return cost->cashable == 0 || cost->worth == TL_WORTH_FISCAL ||
	       study_sheet_fail(s, row, CASHABLE,
		       "only a fiscal cost can leave a budget; write 0, or kind fiscal");
}

static bool read_cost(const struct study_sheet *s, size_t row, struct tl_cost *cost)
{
	cost->line = s->lines[row];
	study_cell_text(s, row, SOURCE, &cost->source);
	study_cell_text(s, row, CONFIDENCE, &cost->confidence);
	study_cell_text(s, row, UNIT, &cost->unit);
	if (!study_cell_needed(s, row, CODE, &cost->code) ||
		!study_cell_needed(s, row, TITLE, &cost->title) ||
		!study_cell_needed(s, row, AGENCY, &cost->agency) || !read_amounts(s, row, cost) ||
		!read_kind(s, row, cost))
		return false;
	if (study_cell_is_blank(s, row, YEAR))
		return study_sheet_fail(
			s, row, YEAR, "the price_year is blank; in whose prices is the amount?");
	return study_cell_year(s, row, YEAR, &cost->price_year);
}

/* ---- the hierarchy -------------------------------------------------------------------------- */

static struct tl_cost *cost_of(struct tl_accounts *accounts, struct tl_str code)
{
	for (size_t i = 0; i < accounts->costs_count; i++)
		if (tl_str_equal(code, tl_str(accounts->costs[i].code)))
			return &accounts->costs[i];
	return NULL;
}

/* "CR8.7.1" lies under the nearest of CR8.7 and CR8 that is there. */
static struct tl_cost *parent_by_code(struct tl_accounts *accounts, const struct tl_cost *cost)
{
	struct tl_str code = tl_str(cost->code);

	while (code.length) {
		struct tl_cost *parent;

		while (code.length && code.data[code.length - 1] != '.')
			code.length--;
		if (!code.length)
			return NULL;
		code.length--;
		parent = cost_of(accounts, code);
		if (parent)
			return parent;
	}
	return NULL;
}

static bool find_parent(
	const struct study_sheet *s, size_t row, struct tl_accounts *accounts, struct tl_cost *cost)
{
	struct tl_str named = study_cell(s, row, PARENT);
	struct tl_cost *parent;

	if (tl_str_equal(named, TL_STR("-")))
		return true;
	if (named.length) {
		const char **codes = tl_arena_array(
			&s->check.study->arena, accounts->costs_count, sizeof *codes);
		size_t which = SIZE_MAX;

		for (size_t i = 0; i < accounts->costs_count; i++)
			codes[i] = accounts->costs[i].code;
		if (!study_cell_name(s, row, PARENT, codes, accounts->costs_count,
			    "the codes of this sheet", &which))
			return false;
		parent = &accounts->costs[which];
	} else {
		parent = parent_by_code(accounts, cost);
	}
	if (parent && tl_cost_is_within(parent, cost))
		return study_sheet_fail(s, row, PARENT,
			"\"%s\" would be part of itself; which of the two is the whole?",
			cost->code);
	cost->parent = parent;
	if (parent)
		parent->children++;
	return true;
}

bool study_read_costs(
	const struct study_check *check, const char *path, struct tl_accounts *accounts)
{
	struct study_sheet s;

	if (!study_sheet_read(check, path, columns, TL_LEN(columns), &s) ||
		!study_sheet_unique(&s, CODE))
		return false;
	accounts->costs = tl_arena_array(&check->study->arena, s.rows + 1, sizeof *accounts->costs);
	for (size_t i = 0; i < s.rows; i++) {
		if (!read_cost(&s, i, &accounts->costs[i]))
			return false;
		accounts->costs_count++;
	}
	for (size_t i = 0; i < s.rows; i++)
		if (!find_parent(&s, i, accounts, &accounts->costs[i]))
			return false;
	return true;
}

/* ---- what is odd ----------------------------------------------------------------------------
 */

struct parts { /* of a parent, in its own prices */
	double sum, least, most;
	bool known;
};

static struct parts parts_of(const struct tl_accounts *accounts, const struct tl_cost *parent)
{
	struct parts parts = {.least = INFINITY, .most = -INFINITY, .known = true};

	for (size_t i = 0; i < accounts->costs_count; i++) {
		const struct tl_cost *child = &accounts->costs[i];
		double pence;

		if (child->parent != parent)
			continue;
		pence = (double)child->pence *
			tl_accounts_deflate(accounts, child->price_year, parent->price_year);
		if (isnan(pence))
			parts.known = false;
		parts.sum += pence;
		parts.least = fmin(parts.least, pence);
		parts.most = fmax(parts.most, pence);
	}
	return parts;
}

/* A whole is the sum of its parts, to a pound for each. */
static bool is_whole(const struct tl_cost *parent, struct parts parts)
{
	return fabs((double)parent->pence - parts.sum) <= TL_POUND * (double)parent->children;
}

/* A typical price lies among its variants; that it is one, and not a slip, is for a reader. */
static bool may_be_typical(const struct tl_cost *parent, struct parts parts)
{
	return (double)parent->pence >= parts.least && (double)parent->pence <= parts.most;
}

bool study_check_costs(const struct study_check *check, struct tl_accounts *accounts)
{
	for (size_t i = 0; i < accounts->costs_count; i++) {
		const struct tl_cost *cost = &accounts->costs[i];
		struct parts parts;

		if (!cost->children)
			continue;
		parts = parts_of(accounts, cost);
		if (!parts.known || is_whole(cost, parts))
			continue;
		tl_buf_addf(&check->study->warnings,
			may_be_typical(cost, parts)
				? "%s:%lld:1: \"%s\" is not the sum of its %zu parts (%.2f); it is "
				  "taken for typical of them: its own agency, kind and cashable "
				  "count, and not theirs\n"
				: "%s:%lld:1: \"%s\" is neither the sum of its %zu parts (%.2f) "
				  "nor within their range; which is right?\n",
			check->path, (long long)cost->line, cost->code, cost->children,
			parts.sum / TL_POUND);
	}
	return true;
}

bool tl_costs_read(const char *path, struct tl_arena *arena, struct tl_accounts *accounts,
	struct tl_buf *warnings, struct tl_err *err)
{
	struct tl_study study = {.arena = *arena};
	struct study_check check = {&study, path, err};
	bool ok = study_read_costs(&check, path, accounts) && study_check_costs(&check, accounts);

	tl_buf_add(warnings, tl_buf_str(&study.warnings));
	tl_buf_free(&study.warnings);
	*arena = study.arena;
	return ok;
}
