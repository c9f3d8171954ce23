/* Shares of rows become pieces: stretches of a row's line that lie in the same atoms. */
#include "joint_private.h"

/* ---- columns that lie on one line ------------------------------------------------------------ */

static uint32_t line_of(const struct measure_model *model, uint32_t what)
{
	uint32_t line = what;

	for (size_t i = 0; i < model->couples.count; i++)
		if (model->couples.items[i].what == what)
			line = model->couples.items[i].with;
	return line;
}

/* Couples become: each thing that is coupled, and the least of those it hangs together with. */
static void settle_couples(struct measure_model *model)
{
	size_t count = model->couples.count;

	for (size_t i = 0; i < count; i++) {
		struct measure_couple couple = model->couples.items[i];

		*tl_vec_push(&model->couples) = (struct measure_couple){couple.what, couple.what};
		*tl_vec_push(&model->couples) = (struct measure_couple){couple.with, couple.with};
	}
	for (bool changed = true; changed;) {
		changed = false;
		for (size_t i = 0; i < count; i++) {
			struct measure_couple couple = model->couples.items[i];
			uint32_t a = line_of(model, couple.what), b = line_of(model, couple.with);

			for (size_t k = count; a != b && k < model->couples.count; k++) {
				struct measure_couple *settled = &model->couples.items[k];

				if (settled->with == (a > b ? a : b))
					settled->with = a > b ? b : a;
			}
			changed = changed || a != b;
		}
	}
}

void measure_joint_lines(struct joint *joint)
{
	struct measure_model *model = joint->model;

	settle_couples(model);
	for (size_t i = 0; model->couples.count && i < model->shares.count; i++)
		model->shares.items[i].what = line_of(model, model->shares.items[i].what);
}

/* ---- shares become pieces -------------------------------------------------------------------- */

static int compare_rows(const struct measure_share *a, const struct measure_share *b)
{
	int order = measure_joint_compare(a->delivery, b->delivery);

	order = order ? order : measure_joint_compare(a->at, b->at);
	return order ? order : measure_joint_compare(a->what, b->what);
}

static int compare_shares(const void *a, const void *b)
{
	const struct measure_share *x = a, *y = b;
	int order = compare_rows(x, y);

	order = order ? order : measure_joint_compare(x->atom, y->atom);
	order = order ? order : measure_joint_compare(x->from, y->from);
	return order ? order : measure_joint_compare(x->to, y->to);
}

uint32_t measure_joint_keep(struct joint_contract *contract, uint32_t atom)
{
	*tl_vec_push(&contract->lists) = atom;
	return (uint32_t)contract->lists.count - 1;
}

static void push_piece(struct joint_contract *contract, const struct measure_share *share,
	uint32_t first, int64_t from, int64_t to)
{
	const int64_t name[] = {share->delivery, share->at, share->what, from, to};
	struct joint_piece *piece = tl_vec_push(&contract->pieces);

	*piece = (struct joint_piece){.first = first,
		.count = (uint32_t)contract->lists.count - first,
		.units = from < 0 ? from - to : to - from,
		.who = share->who};
	piece->name = tl_hash64_pair(name, sizeof name);
}

/* A share that is like no other: of no thing that is known, or a row twice in one tally. */
static void push_alone(struct joint_contract *contract, const struct measure_share *share)
{
	push_piece(
		contract, share, measure_joint_keep(contract, share->atom), share->from, share->to);
}

static bool is_twice(const struct measure_share *shares, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = i + 1; j < count; j++)
			if (shares[i].tally == shares[j].tally && shares[i].from < shares[j].to &&
				shares[j].from < shares[i].to)
				return true;
	return false;
}

/* The next end of a stretch after `from`. */
static int64_t cut_after(const struct measure_share *shares, size_t count, int64_t from)
{
	int64_t cut = INT64_MAX;

	for (size_t i = 0; i < count; i++) {
		if (shares[i].from > from && shares[i].from < cut)
			cut = shares[i].from;
		if (shares[i].to > from && shares[i].to < cut)
			cut = shares[i].to;
	}
	return cut;
}

static void cut_line(
	struct joint_contract *contract, const struct measure_share *shares, size_t count)
{
	int64_t from = cut_after(shares, count, INT64_MIN), to;

	for (; (to = cut_after(shares, count, from)) != INT64_MAX; from = to) {
		uint32_t first = (uint32_t)contract->lists.count;
		const struct measure_share *owner = NULL;

		for (size_t i = 0; i < count; i++) {
			if (shares[i].from > from || shares[i].to < to)
				continue;
			owner = owner ? owner : &shares[i];
			measure_joint_keep(contract, shares[i].atom);
		}
		if (owner)
			push_piece(contract, owner, first, from, to);
	}
}

static void cut_shares(
	struct joint_contract *contract, const struct measure_share *shares, size_t count)
{
	for (size_t start = 0, end; start < count; start = end) {
		end = start + 1;
		while (end < count && compare_rows(&shares[start], &shares[end]) == 0)
			end++;
		if (shares[start].what && !is_twice(shares + start, end - start))
			cut_line(contract, shares + start, end - start);
		else
			for (size_t i = start; i < end; i++)
				push_alone(contract, &shares[i]);
	}
}

static bool is_of(const struct joint_contract *contract, const struct measure_share *share)
{
	return contract->joint->contract_of[share->delivery] == contract->number;
}

void measure_joint_cut(struct joint_contract *contract)
{
	const struct measure_model *model = contract->joint->model;
	struct measure_share *shares;
	size_t count = 0;

	for (size_t i = 0; i < model->shares.count; i++)
		count += is_of(contract, &model->shares.items[i]);
	shares = tl_grow(NULL, count + 1, sizeof *shares);
	count = 0;
	for (size_t i = 0; i < model->shares.count; i++)
		if (is_of(contract, &model->shares.items[i]))
			shares[count++] = model->shares.items[i];
	qsort(shares, count, sizeof *shares, compare_shares);
	cut_shares(contract, shares, count);
	free(shares);
}
