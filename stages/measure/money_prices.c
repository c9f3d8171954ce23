/* What one event is worth, to whom, of which class of money. */
#include "money_private.h"

#include <math.h>
#include <string.h>

struct pricing {
	const struct measure_world *world;
	const struct tl_accounts *accounts;
	const struct tl_benefit *line;
	struct money_prices *prices;
};

/* The partner that an agency's name means, or NULL. */
static const char *partner_of(const struct tl_study *study, const char *agency)
{
	for (unsigned i = 0; i < study->partners_count; i++)
		if (tl_str_equal_fold(tl_str(agency), tl_str(study->partners[i].code)) ||
			tl_str_equal_fold(tl_str(agency), tl_str(study->partners[i].label)))
			return study->partners[i].code;
	return tl_str_equal_fold(tl_str(agency), TL_STR(TL_SOCIETY)) ? TL_SOCIETY : NULL;
}

static struct money_price *price_of(
	struct money_prices *prices, const char *partner, enum money_class class)
{
	struct money_price *price;

	for (size_t i = 0; i < prices->items.count; i++)
		if (strcmp(prices->items.items[i].partner, partner) == 0 &&
			prices->items.items[i].class == class)
			return &prices->items.items[i];
	price = tl_vec_push(&prices->items);
	price->partner = partner;
	price->class = class;
	return price;
}

static void add_price(struct pricing *p, const char *partner, enum money_class class,
	const struct tl_cost *cost, double share)
{
	double by = share * tl_accounts_deflate(
				    p->accounts, cost->price_year, p->accounts->terms.price_year);
	struct money_price *price = price_of(p->prices, partner, class);

	price->pence += (double)cost->pence * by;
	price->low += (double)cost->low * by;
	price->high += (double)cost->high * by;
	price->weight += (double)cost->pence * by;
}

static enum money_class class_of(enum tl_worth worth)
{
	switch (worth) {
	case TL_WORTH_ECONOMIC:
		return MONEY_ECONOMIC;
	case TL_WORTH_SOCIAL:
		return MONEY_SOCIAL;
	case TL_WORTH_UNSTATED:
	case TL_WORTH_FISCAL:
	case TL_WORTH_COUNT_OF:
		break;
	}
	return MONEY_NOT_CASHABLE;
}

static void add_cost(struct pricing *p, const char *partner, const struct tl_cost *cost)
{
	if (cost->cashable > 0)
		add_price(p, partner, MONEY_CASHABLE, cost, cost->cashable);
	if (cost->cashable < 1)
		add_price(p, partner, class_of(cost->worth), cost, 1 - cost->cashable);
}

/* Its parts stand for a cost where they add up to it in its own prices, to a pound each, and every
 * one says of whom and of what kind it is. */
static bool splits(const struct pricing *p, const struct tl_cost *cost)
{
	double sum = 0;

	if (!cost->children)
		return false;
	for (size_t i = 0; i < p->accounts->costs_count; i++) {
		const struct tl_cost *part = &p->accounts->costs[i];

		if (part->parent != cost)
			continue;
		if (part->worth == TL_WORTH_UNSTATED || !partner_of(p->world->study, part->agency))
			return false;
		sum += (double)part->pence *
		       tl_accounts_deflate(p->accounts, part->price_year, cost->price_year);
	}
	return fabs(sum - (double)cost->pence) <= TL_POUND * (double)cost->children;
}

static void add_parts(struct pricing *p, const struct tl_cost *cost)
{
	if (!splits(p, cost)) {
		add_cost(p, partner_of(p->world->study, cost->agency), cost);
		return;
	}
	for (size_t i = 0; i < p->accounts->costs_count; i++)
		if (p->accounts->costs[i].parent == cost)
			add_parts(p, &p->accounts->costs[i]);
}

/* Prices are stated in whole pence, as a cell of their own. */
static void settle(struct money_prices *prices)
{
	for (size_t i = 0; i < prices->items.count; i++) {
		struct money_price *price = &prices->items.items[i];

		price->pence = (double)tl_money_round(price->pence, 1);
		price->low = (double)tl_money_round(price->low, 1);
		price->high = (double)tl_money_round(price->high, 1);
	}
}

static int compare_prices(const void *a, const void *b)
{
	const struct money_price *x = a, *y = b;
	int order = strcmp(x->partner, y->partner);

	return order ? order : (x->class > y->class) - (x->class < y->class);
}

/* Somebody for whom a plan states an amount: in the line's own classes. */
static void add_planned(struct pricing *p, const char *partner)
{
	const struct tl_benefit *line = p->line;

	for (size_t i = 0; i < p->prices->items.count; i++)
		if (strcmp(p->prices->items.items[i].partner, partner) == 0)
			return;
	if (line->cashable > 0)
		price_of(p->prices, partner, MONEY_CASHABLE)->weight = line->cashable;
	if (line->cashable < 1)
		price_of(p->prices, partner, class_of(line->worth))->weight = 1 - line->cashable;
}

void money_prices_of(const struct measure_world *world, const struct tl_benefit *line,
	struct money_prices *prices)
{
	struct pricing p = {world, world->study->accounts, line, prices};
	const char *bearer = line->cost ? partner_of(world->study, line->cost->agency) : NULL;

	if (line->cost && (!bearer || strcmp(bearer, line->partner) != 0))
		add_cost(&p, line->partner, line->cost);
	else if (line->cost)
		add_parts(&p, line->cost);
	for (size_t i = 0; i < p.accounts->profiles_count; i++)
		if (&p.accounts->benefits[p.accounts->profiles[i].benefit] == line &&
			p.accounts->profiles[i].partner)
			add_planned(&p, p.accounts->profiles[i].partner);
	if (!line->cost)
		add_planned(&p, line->partner);
	settle(prices);
	if (prices->items.count)
		qsort(prices->items.items, prices->items.count, sizeof *prices->items.items,
			compare_prices);
}
