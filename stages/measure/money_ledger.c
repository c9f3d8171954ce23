/* The ledger of benefits: whose follow-up each line may claim.
 *
 * A line claims a family's month of a service where it follows the family after support began and
 * the month is covered. Two lines are of the same service where their measures count a row in
 * common. What an earlier line has claimed is taken off: the line's share is the claimed part of
 * its days of follow-up. Lines claim in the order of tl_benefit_compare. */
#include "money_private.h"

#include "demand.h"
#include "tally.h"

#include <stdlib.h>
#include <string.h>

#define DAYS_A_YEAR 365.25

struct claim {
	int64_t family;
	int32_t month; /* tl_month_index */
};

struct line {
	const struct tl_benefit *benefit;
	const struct measure_cohort *cohort;
	struct measure_rows rows;
	TL_VEC(struct claim) claims;
	bool *same_service; /* as each earlier line */
	bool any_earlier;
};

struct ledger {
	const struct measure_world *world;
	struct measure_model *model;
	struct line *lines; /* the counted ones, in the order in which they claim */
	size_t count;
	int first_year, years;
	/* of the line being added up */
	const struct line *line;
	struct measure_cross cross;
	const char *definition;
	bool *taken_by; /* earlier lines that took something */
};

bool money_is_counted(const struct tl_benefit *line)
{
	return line->measure && line->cost &&
	       (line->basis == TL_BASIS_COMPARISON || line->basis == TL_BASIS_COUNT);
}

/* ---- the same service ----------------------------------------------------------------------- */

static bool shares_contract(const struct tl_rows *a, const struct tl_rows *b)
{
	for (unsigned i = 0; i < a->contracts_count; i++)
		if (measure_rows_list(b, a->contracts[i]))
			return true;
	return false;
}

static int compare_rows(const struct measure_row *a, const struct measure_row *b)
{
	if (a->delivery != b->delivery)
		return a->delivery < b->delivery ? -1 : 1;
	return (a->at > b->at) - (a->at < b->at);
}

static int compare_places(const void *a, const void *b)
{
	return compare_rows(a, b);
}

/* Rows of both lie by delivery and place. */
static bool share_a_row(const struct measure_rows *a, const struct measure_rows *b)
{
	size_t i = 0, j = 0;

	while (i < a->count && j < b->count) {
		int order = compare_rows(&a->items[i], &b->items[j]);

		if (order == 0)
			return true;
		i += order < 0;
		j += order > 0;
	}
	return false;
}

static bool is_same_service(const struct line *a, const struct line *b)
{
	const struct tl_measure *one = a->benefit->measure, *other = b->benefit->measure;

	if (one == other)
		return true;
	return shares_contract(&one->numerator, &other->numerator) &&
	       share_a_row(&a->rows, &b->rows);
}

static bool pick(struct ledger *ledger, struct line *line, struct tl_err *err)
{
	const struct measure_pick pick = {
		.rows = &line->benefit->measure->numerator, .path = line->benefit->measure->path};

	if (!measure_rows_pick(ledger->world, &pick, &line->rows, err))
		return false;
	if (line->rows.count)
		qsort(line->rows.items, line->rows.count, sizeof *line->rows.items, compare_places);
	return true;
}

/* ---- claims --------------------------------------------------------------------------------- */

static int compare_claims(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;

	if (x->family != y->family)
		return x->family < y->family ? -1 : 1;
	return (x->month > y->month) - (x->month < y->month);
}

static int32_t taken_by(const struct ledger *ledger, const struct line *line, struct claim claim)
{
	for (size_t i = 0; &ledger->lines[i] != line; i++) {
		const struct line *earlier = &ledger->lines[i];

		if (line->same_service[i] && earlier->claims.count &&
			bsearch(&claim, earlier->claims.items, earlier->claims.count, sizeof claim,
				compare_claims))
			return (int32_t)i;
	}
	return -1;
}

static struct tl_span cut(struct tl_span a, struct tl_span b)
{
	return (struct tl_span){
		a.from.n > b.from.n ? a.from : b.from, a.to.n < b.to.n ? a.to : b.to};
}

static void add_month(struct ledger *ledger, struct line *line, const struct measure_unit *unit,
	int month, int64_t days, struct measure_parts *parts)
{
	struct claim claim = {unit->family, month};
	int32_t earlier = taken_by(ledger, line, claim);
	struct measure_part *part = tl_vec_push(&parts->items);

	*part = (struct measure_part){.who = unit->who,
		.amount = days,
		.position = tl_year_of(tl_month_day(month)) - ledger->first_year,
		.locality = -1,
		.group = earlier,
		.class = earlier >= 0,
		.delivery = line->cohort->rows.items[unit->first_row].delivery,
		.at = line->cohort->rows.items[unit->first_row].at};
	if (earlier >= 0)
		ledger->taken_by[earlier] = true;
	else
		*tl_vec_push(&line->claims) = claim;
}

static void add_unit(struct ledger *ledger, struct line *line, const struct measure_unit *unit,
	const struct measure_days *covered, struct measure_parts *parts)
{
	struct tl_span span = measure_window(line->benefit->measure, unit, MEASURE_AFTER);

	if (span.from.n >= span.to.n)
		return;
	for (int month = tl_month_index(span.from);
		month <= tl_month_index(tl_day_add(span.to, -1)); month++) {
		struct tl_span whole = {tl_month_day(month), tl_month_day(month + 1)};
		int64_t days = measure_days_within(covered, cut(span, whole));

		if (days > 0)
			add_month(ledger, line, unit, month, days, parts);
	}
}

/* ---- points --------------------------------------------------------------------------------- */

struct measure_key money_ledger_key(const struct measure_world *world, struct tl_arena *arena,
	const struct tl_benefit *line, const char *statistic)
{
	struct measure_key key = money_key(line->programme->name, money_line_name(arena, line),
		statistic, money_line_definition(arena, world, line));

	key.arm = "programme";
	key.unit = measure_unit_is_family(line->programme) ? "family-years" : "person-years";
	key.scale = DAYS_A_YEAR;
	return key;
}

static struct measure_key key_at(
	const struct ledger *ledger, const char *statistic, size_t position)
{
	struct measure_key key = money_ledger_key(
		ledger->world, &ledger->model->arena, ledger->line->benefit, statistic);

	if (position < ledger->cross.positions)
		return money_key_of_year(&key, ledger->first_year + (int)position);
	return key;
}

static bool followed_key(
	void *context, size_t position, size_t locality, size_t group, struct measure_key *key)
{
	struct ledger *ledger = context;

	(void)locality;
	*key = key_at(ledger, "followed_years", position);
	return group == ledger->cross.groups && position == ledger->cross.positions;
}

static bool claimed_key(
	void *context, size_t position, size_t locality, size_t group, struct measure_key *key)
{
	struct ledger *ledger = context;

	(void)locality;
	*key = key_at(ledger, "claimed_years", position);
	return group == ledger->cross.groups &&
	       (position < ledger->cross.positions || ledger->line->any_earlier);
}

static bool overlap_key(
	void *context, size_t position, size_t locality, size_t group, struct measure_key *key)
{
	struct ledger *ledger = context;

	(void)locality;
	if (group == ledger->cross.groups || position != ledger->cross.positions ||
		!ledger->taken_by[group])
		return false;
	*key = key_at(ledger, "overlap_years", position);
	key->grp = ledger->lines[group].benefit->id;
	return true;
}

static int compare_parts(const void *a, const void *b)
{
	const struct measure_part *x = a, *y = b;

	if (x->who != y->who)
		return x->who < y->who ? -1 : 1;
	return (x->position > y->position) - (x->position < y->position);
}

static void mark_absent(struct ledger *ledger, size_t size, bool *absent)
{
	for (size_t i = 0; ledger->line->cohort->absent && i < size; i++)
		absent[i] = true;
}

static void add_up(struct ledger *ledger, struct line *line, struct measure_parts *parts)
{
	struct measure_sum sums[] = {
		{.classes = 3, .key = followed_key},
		{.classes = 1, .key = claimed_key},
		{.classes = 2, .key = overlap_key},
	};
	size_t size;
	bool *absent;

	ledger->line = line;
	ledger->cross = (struct measure_cross){.positions = (size_t)ledger->years,
		.groups = (size_t)(line - ledger->lines),
		.total = true};
	size = measure_cross_size(&ledger->cross);
	absent = tl_alloc(size + 1, sizeof *absent);
	mark_absent(ledger, size, absent);
	ledger->cross.absent = absent;
	if (parts->items.count)
		qsort(parts->items.items, parts->items.count, sizeof *parts->items.items,
			compare_parts);
	measure_tally_sums(ledger->model, parts, &ledger->cross, sums, TL_LEN(sums), ledger);
	for (size_t i = 0; i < TL_LEN(sums); i++)
		free(sums[i].table.points);
	free(absent);
}

static void run_line(struct ledger *ledger, struct line *line)
{
	struct measure_days covered = {0};
	struct measure_parts parts = {0};
	size_t number = (size_t)(line - ledger->lines);

	ledger->taken_by = tl_alloc(number + 1, sizeof *ledger->taken_by);
	line->same_service = tl_alloc(number + 1, sizeof *line->same_service);
	for (size_t i = 0; i < number; i++) {
		line->same_service[i] = is_same_service(line, &ledger->lines[i]);
		line->any_earlier |= line->same_service[i];
	}
	measure_coverage_of_rows(ledger->world, &line->benefit->measure->numerator, &covered);
	for (size_t u = 0; u < line->cohort->count; u++)
		add_unit(ledger, line, &line->cohort->units[u], &covered, &parts);
	if (line->claims.count)
		qsort(line->claims.items, line->claims.count, sizeof *line->claims.items,
			compare_claims);
	add_up(ledger, line, &parts);
	measure_days_free(&covered);
	tl_vec_free(&parts.items);
	free(ledger->taken_by);
}

/* ---- all lines ------------------------------------------------------------------------------ */

static const struct measure_cohort *cohort_of(const struct measure_programme *programmes,
	const struct measure_world *world, const struct tl_programme *programme)
{
	for (size_t i = 0; i < world->study->programmes_count; i++)
		if (programmes[i].definition == programme)
			return measure_arms_one(&programmes[i].arms);
	assert(false && "every programme has its cohort");
	return NULL;
}

static int compare_lines(const void *a, const void *b)
{
	return tl_benefit_compare(
		((const struct line *)a)->benefit, ((const struct line *)b)->benefit);
}

static bool list_lines(
	struct ledger *ledger, const struct measure_programme *programmes, struct tl_err *err)
{
	const struct tl_accounts *accounts = ledger->world->study->accounts;

	ledger->lines = tl_alloc(accounts->benefits_count + 1, sizeof *ledger->lines);
	for (size_t i = 0; i < accounts->benefits_count; i++) {
		struct line *line = &ledger->lines[ledger->count];

		if (!money_is_counted(&accounts->benefits[i]))
			continue;
		line->benefit = &accounts->benefits[i];
		line->cohort = cohort_of(programmes, ledger->world, line->benefit->programme);
		ledger->count++;
	}
	if (ledger->count)
		qsort(ledger->lines, ledger->count, sizeof *ledger->lines, compare_lines);
	for (size_t i = 0; i < ledger->count; i++)
		if (!pick(ledger, &ledger->lines[i], err))
			return false;
	return true;
}

static void free_lines(struct ledger *ledger)
{
	for (size_t i = 0; i < ledger->count; i++) {
		measure_rows_free(&ledger->lines[i].rows);
		tl_vec_free(&ledger->lines[i].claims);
		free(ledger->lines[i].same_service);
	}
	free(ledger->lines);
}

bool measure_money_ledger(const struct measure_world *world,
	const struct measure_programme *programmes, struct measure_model *model, struct tl_err *err)
{
	struct ledger ledger = {.world = world, .model = model};
	bool ok = list_lines(&ledger, programmes, err);

	money_years(world->study, &ledger.first_year, &ledger.years);
	for (size_t i = 0; ok && i < ledger.count; i++)
		run_line(&ledger, &ledger.lines[i]);
	free_lines(&ledger);
	return ok;
}
