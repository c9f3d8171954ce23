#include "coverage.h"

#include "select.h"

#include <string.h>

static int32_t least(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

static int32_t most(int32_t a, int32_t b)
{
	return a > b ? a : b;
}

static int compare_spans(const void *a, const void *b)
{
	const struct tl_span *left = a, *right = b;

	if (left->from.n != right->from.n)
		return left->from.n < right->from.n ? -1 : 1;
	return (left->to.n > right->to.n) - (left->to.n < right->to.n);
}

/* Spans that touch or overlap become one. */
static void merge(struct measure_days *days)
{
	size_t kept = 0;

	if (!days->spans.count)
		return;
	qsort(days->spans.items, days->spans.count, sizeof *days->spans.items, compare_spans);
	for (size_t i = 1; i < days->spans.count; i++) {
		struct tl_span *last = &days->spans.items[kept];
		struct tl_span next = days->spans.items[i];

		if (next.from.n <= last->to.n)
			last->to.n = most(last->to.n, next.to.n);
		else
			days->spans.items[++kept] = next;
	}
	days->spans.count = kept + 1;
}

/* Takes a span out of the days. */
static void cut(struct measure_days *days, struct tl_span out)
{
	struct measure_days left = {0};

	for (size_t i = 0; i < days->spans.count; i++) {
		struct tl_span span = days->spans.items[i];
		struct tl_span before = {span.from, {least(span.to.n, out.from.n)}};
		struct tl_span after = {{most(span.from.n, out.to.n)}, span.to};

		if (before.from.n < before.to.n)
			*tl_vec_push(&left.spans) = before;
		if (after.from.n < after.to.n)
			*tl_vec_push(&left.spans) = after;
	}
	tl_vec_free(&days->spans);
	days->spans = left.spans;
}

/* What a partner keeps back is not nought; what it keeps back of one locality is missing in the
 * whole. locality: as in covered_by. */
static void cut_withheld(
	const struct tl_contract *contract, const char *locality, struct measure_days *days)
{
	for (unsigned i = 0; i < contract->withholds_count; i++)
		if (tl_withheld_for(&contract->withholds[i], locality) || !*locality) {
			cut(days, contract->withholds[i].days);
			*tl_vec_push(&days->withheld) = contract->withholds[i].days;
		}
}

/* Whether anything says where its rows belong: a column of its own, or link, which knows where
 * people live. */
static bool has_places(const struct measure_world *world, const struct tl_contract *contract)
{
	for (unsigned i = 0; i < contract->fields_count; i++)
		if (contract->fields[i].role == TL_ROLE_LOCALITY)
			return true;
	return world->knows_places && tl_kinds[contract->kind].has_persons;
}

/* locality: "" for the days of all. Where a contract's coverage is not by locality, each has
 * those. */
static void covered_by(const struct measure_world *world, const char *contract,
	const char *locality, struct measure_days *days)
{
	const struct tl_contract *terms = tl_study_contract(world->study, contract);
	bool placed = !*locality || !terms || has_places(world, terms);

	if (!terms || !tl_contract_by_locality(terms))
		locality = "";
	for (size_t i = 0; placed && i < world->covered_count; i++) {
		struct tl_span span = world->covered[i].days;

		if (strcmp(world->covered[i].contract->name, contract) != 0 ||
			strcmp(world->covered[i].locality, locality) != 0)
			continue;
		span.to.n = least(span.to.n, world->study->as_at.n + 1);
		if (span.from.n < span.to.n)
			*tl_vec_push(&days->spans) = span;
	}
	merge(days);
	if (terms)
		cut_withheld(terms, locality, days);
}

void measure_days_intersect(struct measure_days *days, const struct measure_days *with)
{
	struct measure_days both = {0};

	for (size_t i = 0; i < days->spans.count; i++) {
		for (size_t j = 0; j < with->spans.count; j++) {
			struct tl_span a = days->spans.items[i], b = with->spans.items[j];
			struct tl_span span = {{most(a.from.n, b.from.n)}, {least(a.to.n, b.to.n)}};

			if (span.from.n < span.to.n)
				*tl_vec_push(&both.spans) = span;
		}
	}
	tl_vec_free(&days->spans);
	days->spans = both.spans;
	for (size_t i = 0; i < with->withheld.count; i++)
		*tl_vec_push(&days->withheld) = with->withheld.items[i];
}

static void coverage_of(const struct measure_world *world, char *const *contracts, size_t count,
	const char *locality, struct measure_days *days)
{
	for (size_t i = 0; i < count; i++) {
		struct measure_days one = {0};

		covered_by(world, contracts[i], locality, &one);
		if (i == 0) {
			*days = one;
			continue;
		}
		measure_days_intersect(days, &one);
		measure_days_free(&one);
	}
}

void measure_coverage_of(const struct measure_world *world, char *const *contracts, size_t count,
	struct measure_days *days)
{
	coverage_of(world, contracts, count, "", days);
}

void measure_coverage_of_rows(
	const struct measure_world *world, const struct tl_rows *rows, struct measure_days *days)
{
	measure_coverage_in(world, rows, "", days);
}

/* Those named, or else those whose views the SQL speaks of. */
void measure_coverage_in(const struct measure_world *world, const struct tl_rows *rows,
	const char *locality, struct measure_days *days)
{
	const struct tl_study *study = world->study;
	TL_VEC(char *) names = {0};

	for (unsigned i = 0; i < rows->contracts_count; i++)
		*tl_vec_push(&names) = rows->contracts[i];
	for (size_t i = 0; rows->sql && !names.count && i < study->contracts_count; i++)
		if (measure_select_names(rows->sql, study->contracts[i]->name))
			*tl_vec_push(&names) = study->contracts[i]->name;
	coverage_of(world, names.items, names.count, locality, days);
	tl_vec_free(&names);
}

bool measure_days_hold(const struct measure_days *days, int32_t day)
{
	for (size_t i = 0; i < days->spans.count; i++)
		if (days->spans.items[i].from.n <= day && day < days->spans.items[i].to.n)
			return true;
	return false;
}

bool measure_days_hold_span(const struct measure_days *days, struct tl_span span)
{
	return measure_days_within(days, span) == (int64_t)span.to.n - span.from.n;
}

bool measure_days_withhold(const struct measure_days *days, struct tl_span span)
{
	for (size_t i = 0; i < days->withheld.count; i++)
		if (days->withheld.items[i].from.n < span.to.n &&
			span.from.n < days->withheld.items[i].to.n)
			return true;
	return false;
}

int64_t measure_days_within(const struct measure_days *days, struct tl_span span)
{
	int64_t sum = 0;

	for (size_t i = 0; i < days->spans.count; i++) {
		int32_t from = most(days->spans.items[i].from.n, span.from.n);
		int32_t to = least(days->spans.items[i].to.n, span.to.n);

		if (from < to)
			sum += (int64_t)to - from;
	}
	return sum;
}

void measure_days_free(struct measure_days *days)
{
	tl_vec_free(&days->spans);
	tl_vec_free(&days->withheld);
}
