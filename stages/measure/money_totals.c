/* Sums of the lines' amounts: by figure, programme, partner, class of money and year. The four
 * figures are never added to one another, and every total is the sum of cells that are there. */
#include "money_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ALL_CLASSES ((1u << MONEY_CLASS_COUNT_OF) - 1)
#define FISCAL (1u << MONEY_CASHABLE | 1u << MONEY_NOT_CASHABLE)

struct leaf {
	enum money_figure figure;
	const struct tl_benefit *line;
	const char *partner;
	enum money_class class;
	int year;
	size_t point;
};

struct year_total {
	enum money_figure figure;
	const struct tl_programme *programme;
	bool fiscal;
	int year;
	size_t point;
};

struct money_totals {
	TL_VEC(struct leaf) leaves;
	TL_VEC(const char *) partners; /* who gains, in order of first mention */
	TL_VEC(struct year_total) years;
};

/* Which classes a total is of, and what its group is called. */
static const struct group {
	const char *name;
	unsigned classes;
	bool by_partner, by_year;
} groups[] = {
	{"", ALL_CLASSES, true, true},
	{"fiscal", FISCAL, true, true},
	{"cashable", 1u << MONEY_CASHABLE, true, false},
	{"not-cashable", 1u << MONEY_NOT_CASHABLE, false, false},
	{"economic", 1u << MONEY_ECONOMIC, false, false},
	{"social", 1u << MONEY_SOCIAL, false, false},
};

void money_leaf(struct money *money, enum money_figure figure, const struct tl_benefit *line,
	const char *partner, enum money_class class, int year, size_t point)
{
	struct money_totals *totals = money->totals;

	if (!totals)
		totals = money->totals = tl_alloc(1, sizeof *totals);
	*tl_vec_push(&totals->leaves) = (struct leaf){figure, line, partner, class, year, point};
	for (size_t i = 0; i < totals->partners.count; i++)
		if (strcmp(totals->partners.items[i], partner) == 0)
			return;
	*tl_vec_push(&totals->partners) = partner;
}

/* ---- a sum ---------------------------------------------------------------------------------- */

static bool is_stated(enum money_figure figure)
{
	return figure == MONEY_PLANNED || figure == MONEY_REMOVED || figure == MONEY_PLANNED_TO_NOW;
}

size_t money_sum(struct money *money, enum money_figure figure, const struct measure_key *key,
	const size_t *points, size_t count)
{
	struct measure_model *model = money->model;
	struct measure_operand *operands;
	double sum = 0;
	size_t point;

	if (!count)
		return MEASURE_NO_POINT;
	for (size_t i = 0; i < count; i++)
		sum += model->points.items[points[i]].value;
	if (is_stated(figure))
		return measure_model_given(model, key, sum, NAN, NAN);
	operands = tl_alloc(count, sizeof *operands);
	for (size_t i = 0; i < count; i++)
		operands[i] = (struct measure_operand){"part", points[i]};
	point = measure_model_derive(model, key, TL_METHOD_SUM, operands, count, NULL);
	free(operands);
	return point;
}

struct wanted {
	enum money_figure figure;
	const struct tl_programme *programme; /* NULL: all */
	const struct tl_benefit *line; /* NULL: all */
	const char *partner; /* "": all */
	unsigned classes;
	int year; /* 0: all */
};

static bool is_wanted(const struct wanted *wanted, const struct leaf *leaf)
{
	return leaf->figure == wanted->figure &&
	       (!wanted->programme || leaf->line->programme == wanted->programme) &&
	       (!wanted->line || leaf->line == wanted->line) &&
	       (!*wanted->partner || strcmp(leaf->partner, wanted->partner) == 0) &&
	       wanted->classes & 1u << leaf->class && (!wanted->year || leaf->year == wanted->year);
}

static size_t *leaves_of(const struct money *money, const struct wanted *wanted, size_t *count)
{
	const struct money_totals *totals = money->totals;
	size_t *points = tl_alloc((totals ? totals->leaves.count : 0) + 1, sizeof *points);

	*count = 0;
	for (size_t i = 0; totals && i < totals->leaves.count; i++)
		if (is_wanted(wanted, &totals->leaves.items[i]))
			points[(*count)++] = totals->leaves.items[i].point;
	return points;
}

size_t *money_leaves_of(const struct money *money, enum money_figure figure,
	const struct tl_programme *programme, const char *partner, unsigned classes, size_t *count)
{
	const struct wanted wanted = {figure, programme, NULL, partner, classes, 0};

	return leaves_of(money, &wanted, count);
}

static size_t add_total(struct money *money, const struct measure_key *base,
	const struct wanted *wanted, const char *group)
{
	struct measure_key key = *base;
	size_t count, *points = leaves_of(money, wanted, &count), point;

	key.statistic = money_figure_names[wanted->figure];
	key.partner = wanted->partner;
	key.grp = group;
	if (wanted->year)
		key = money_key_of_year(&key, wanted->year);
	point = money_sum(money, wanted->figure, &key, points, count);
	free(points);
	return point;
}

/* ---- which totals there are ------------------------------------------------------------------ */

static void add_years(struct money *money, const struct measure_key *key,
	const struct wanted *wanted, const struct group *group)
{
	for (int y = money->first_year; y < money->first_year + money->years; y++) {
		struct wanted of_year = *wanted;
		size_t point;

		of_year.year = y;
		point = add_total(money, key, &of_year, group->name);
		if (point != MEASURE_NO_POINT)
			*tl_vec_push(&money->totals->years) = (struct year_total){wanted->figure,
				wanted->programme, group->classes == FISCAL, y, point};
	}
}

/* Removals have no class: what has left a budget was cashable. What was planned to now is only held
 * against what came. */
static bool has_group(enum money_figure figure, const struct group *group)
{
	return (figure != MONEY_REMOVED && figure != MONEY_PLANNED_TO_NOW) ||
	       group->classes == ALL_CLASSES;
}

/* What a partner gains by year, of all money: the study's, for who pays and gains is across
 * programmes. */
static void add_partner_years(struct money *money, const struct measure_key *key,
	enum money_figure figure, const char *partner)
{
	for (int y = money->first_year; y < money->first_year + money->years; y++) {
		const struct wanted wanted = {figure, NULL, NULL, partner, ALL_CLASSES, y};

		add_total(money, key, &wanted, "");
	}
}

static void add_scope(
	struct money *money, const struct tl_programme *programme, enum money_figure figure)
{
	struct measure_key key =
		money_key(programme ? programme->name : "", "benefit", "", money->benefit);

	for (size_t g = 0; g < TL_LEN(groups); g++) {
		struct wanted wanted = {figure, programme, NULL, "", groups[g].classes, 0};

		if (!has_group(figure, &groups[g]))
			continue;
		add_total(money, &key, &wanted, groups[g].name);
		if (groups[g].by_year)
			add_years(money, &key, &wanted, &groups[g]);
		for (size_t p = 0; groups[g].by_partner && p < money->totals->partners.count; p++) {
			wanted.partner = money->totals->partners.items[p];
			add_total(money, &key, &wanted, groups[g].name);
			if (!programme && groups[g].classes == ALL_CLASSES)
				add_partner_years(money, &key, figure, wanted.partner);
		}
	}
}

static void add_line(struct money *money, const struct tl_benefit *line, enum money_figure figure)
{
	struct measure_key key =
		money_key(line->programme->name, money_line_name(&money->model->arena, line), "",
			money_line_definition(&money->model->arena, money->world, line));
	const struct wanted wanted = {figure, NULL, line, "", ALL_CLASSES, 0};

	add_total(money, &key, &wanted, "");
}

void money_totals_run(struct money *money)
{
	const struct tl_study *study = money->world->study;

	if (!money->totals)
		return;
	for (int f = 0; f < MONEY_FIGURE_COUNT_OF; f++) {
		add_scope(money, NULL, (enum money_figure)f);
		for (size_t i = 0; i < study->programmes_count; i++)
			add_scope(money, study->programmes[i], (enum money_figure)f);
		for (size_t i = 0; i < money->accounts->benefits_count; i++)
			add_line(money, &money->accounts->benefits[i], (enum money_figure)f);
	}
}

size_t money_total_of_year(const struct money *money, enum money_figure figure,
	const struct tl_programme *programme, bool fiscal, int year)
{
	for (size_t i = 0; money->totals && i < money->totals->years.count; i++) {
		const struct year_total *total = &money->totals->years.items[i];

		if (total->figure == figure && total->programme == programme &&
			total->fiscal == fiscal && total->year == year)
			return total->point;
	}
	return MEASURE_NO_POINT;
}

void money_totals_free(struct money *money)
{
	if (!money->totals)
		return;
	tl_vec_free(&money->totals->leaves);
	tl_vec_free(&money->totals->partners);
	tl_vec_free(&money->totals->years);
	free(money->totals);
	money->totals = NULL;
}
