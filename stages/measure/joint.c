#include "joint.h"

#include <string.h>
#include <throughline/hash.h>

#include "largest.h"
#include "lists.h"

/* A stretch of one row's line that lies in the same atoms throughout. */
struct piece {
	uint32_t first, count; /* in `lists`: its atoms, ascending */
	int64_t units, who;
	struct tl_hash_pair name; /* digests of the row and the stretch */
};

struct class
{
	uint32_t first, count;
	struct measure_atom atom;
};

struct joining {
	struct measure_model *model;
	uint32_t *contract_of; /* per delivery: the first delivery of the same contract */
	TL_VEC(uint32_t) lists;
	TL_VEC(struct piece) pieces; /* of one contract */
	const struct measure_scan_class *scanned; /* of all */
	size_t scanned_count;
	uint32_t *atom_of_cell; /* of the scan */
	TL_VEC(struct class) classes; /* of all */
};

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

static void put_on_lines(struct joining *joining)
{
	struct measure_model *model = joining->model;

	settle_couples(model);
	for (size_t i = 0; model->couples.count && i < model->shares.count; i++)
		model->shares.items[i].what = line_of(model, model->shares.items[i].what);
}

/* ---- shares become pieces -------------------------------------------------------------------- */

static int compare_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int compare_rows(const struct measure_share *a, const struct measure_share *b)
{
	int order = compare_numbers(a->delivery, b->delivery);

	order = order ? order : compare_numbers(a->at, b->at);
	return order ? order : compare_numbers(a->what, b->what);
}

static int compare_shares(const void *a, const void *b)
{
	const struct measure_share *x = a, *y = b;
	int order = compare_rows(x, y);

	order = order ? order : compare_numbers(x->atom, y->atom);
	order = order ? order : compare_numbers(x->from, y->from);
	return order ? order : compare_numbers(x->to, y->to);
}

static uint32_t keep_atom(struct joining *joining, uint32_t atom)
{
	*tl_vec_push(&joining->lists) = atom;
	return (uint32_t)joining->lists.count - 1;
}

static void push_piece(struct joining *joining, const struct measure_share *share, uint32_t first,
	int64_t from, int64_t to)
{
	const int64_t name[] = {share->delivery, share->at, share->what, from, to};
	struct piece *piece = tl_vec_push(&joining->pieces);

	*piece = (struct piece){.first = first,
		.count = (uint32_t)joining->lists.count - first,
		.units = from < 0 ? from - to : to - from,
		.who = share->who};
	piece->name = tl_hash64_pair(name, sizeof name);
}

/* A share that is like no other: of no thing that is known, or a row twice in one tally. */
static void push_alone(struct joining *joining, const struct measure_share *share)
{
	push_piece(joining, share, keep_atom(joining, share->atom), share->from, share->to);
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

static void cut_line(struct joining *joining, const struct measure_share *shares, size_t count)
{
	int64_t from = cut_after(shares, count, INT64_MIN), to;

	for (; (to = cut_after(shares, count, from)) != INT64_MAX; from = to) {
		uint32_t first = (uint32_t)joining->lists.count;
		const struct measure_share *owner = NULL;

		for (size_t i = 0; i < count; i++) {
			if (shares[i].from > from || shares[i].to < to)
				continue;
			owner = owner ? owner : &shares[i];
			keep_atom(joining, shares[i].atom);
		}
		if (owner)
			push_piece(joining, owner, first, from, to);
	}
}

static void cut_shares(struct joining *joining, const struct measure_share *shares, size_t count)
{
	joining->pieces.count = 0;
	for (size_t start = 0, end; start < count; start = end) {
		end = start + 1;
		while (end < count && compare_rows(&shares[start], &shares[end]) == 0)
			end++;
		if (shares[start].what && !is_twice(shares + start, end - start))
			cut_line(joining, shares + start, end - start);
		else
			for (size_t i = start; i < end; i++)
				push_alone(joining, &shares[i]);
	}
}

/* ---- pieces become classes ------------------------------------------------------------------- */

static int compare_lists(const uint32_t *lists, const struct piece *a, const struct piece *b)
{
	for (uint32_t i = 0; i < a->count && i < b->count; i++)
		if (lists[a->first + i] != lists[b->first + i])
			return lists[a->first + i] < lists[b->first + i] ? -1 : 1;
	return compare_numbers(a->count, b->count);
}

struct sorted { /* qsort has no context */
	const uint32_t *lists;
	struct piece piece;
};

static int compare_pieces(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;
	int order = compare_lists(x->lists, &x->piece, &y->piece);

	return order ? order : compare_numbers(x->piece.who, y->piece.who);
}

static struct sorted *sort_pieces(const struct joining *joining)
{
	size_t count = joining->pieces.count;
	struct sorted *sorted = tl_alloc(count + 1, sizeof *sorted);

	for (size_t i = 0; i < count; i++)
		sorted[i] = (struct sorted){joining->lists.items, joining->pieces.items[i]};
	qsort(sorted, count, sizeof *sorted, compare_pieces);
	return sorted;
}

static size_t class_end(const struct sorted *sorted, size_t count, size_t start)
{
	size_t end = start + 1;

	while (end < count &&
		compare_lists(sorted->lists, &sorted[start].piece, &sorted[end].piece) == 0)
		end++;
	return end;
}

static bool is_unknown(const struct joining *joining, const struct class *class)
{
	for (uint32_t i = 0; i < class->count; i++)
		if (joining->model->atoms.items[joining->lists.items[class->first + i]]
				.contributors == MEASURE_UNKNOWN)
			return true;
	return false;
}

/* Pieces of one class, by whose they are. */
static void make_class(struct joining *joining, const struct sorted *sorted, size_t count)
{
	struct class class = {.first = sorted->piece.first, .count = sorted->piece.count};
	int64_t current = 0;

	for (size_t i = 0; i < count; i++) {
		class.atom.units += sorted[i].piece.units;
		current += sorted[i].piece.units;
		if (i + 1 < count && sorted[i + 1].piece.who == sorted[i].piece.who)
			continue;
		class.atom.contributors++;
		MEASURE_NOTE_LARGEST(&class.atom, current);
		current = 0;
	}
	if (is_unknown(joining, &class))
		class.atom = (struct measure_atom){class.atom.units, MEASURE_UNKNOWN, 0, 0};
	if (class.atom.units)
		*tl_vec_push(&joining->classes) = class;
}

static uint32_t keep_cells(struct joining *joining, const struct measure_scan_class *scanned)
{
	uint32_t first = (uint32_t)joining->lists.count;

	for (uint32_t i = 0; i < scanned->count; i++)
		keep_atom(joining, joining->atom_of_cell[scanned->cells[i]]);
	return first;
}

static void take_scanned(struct joining *joining, uint32_t contract)
{
	for (size_t i = 0; i < joining->scanned_count; i++)
		if (joining->scanned[i].contract == contract)
			*tl_vec_push(&joining->classes) =
				(struct class){keep_cells(joining, &joining->scanned[i]),
					joining->scanned[i].count, joining->scanned[i].atom};
}

static void sort_classes(struct joining *joining, size_t from)
{
	size_t count = joining->classes.count - from;
	struct class *classes, *before;
	struct measure_listed *listed;

	if (!count)
		return;
	classes = joining->classes.items + from;
	before = tl_grow(NULL, count, sizeof *before);
	listed = tl_grow(NULL, count, sizeof *listed);
	for (size_t i = 0; i < count; i++) {
		before[i] = classes[i];
		listed[i] = measure_listed_of(
			&joining->lists.items[classes[i].first], classes[i].count, i);
	}
	measure_lists_sort(listed, count);
	for (size_t i = 0; i < count; i++)
		classes[i] = before[listed[i].number];
	free(before);
	free(listed);
}

/* Those of the same rows' cells come from different people. */
static void unite_classes(struct joining *joining, size_t from)
{
	struct class *last = NULL;
	size_t kept = from;

	for (size_t i = from; i < joining->classes.count; i++) {
		const struct class *class = &joining->classes.items[i];

		if (last && last->count == class->count &&
			memcmp(&joining->lists.items[last->first],
				&joining->lists.items[class->first],
				class->count * sizeof *joining->lists.items) == 0) {
			measure_scan_add_atom(&last->atom, &class->atom);
			continue;
		}
		last = &joining->classes.items[kept++];
		*last = *class;
	}
	joining->classes.count = kept;
}

/* False: there are too many, and none was made. */
static bool make_classes(struct joining *joining, uint32_t contract)
{
	size_t count = joining->pieces.count, before = joining->classes.count, made;
	struct sorted *sorted = sort_pieces(joining);
	bool scanned;

	take_scanned(joining, contract);
	scanned = joining->classes.count > before;
	sort_classes(joining, before);
	unite_classes(joining, before);
	made = joining->classes.count - before;
	for (size_t i = 0; i < count; i = class_end(sorted, count, i))
		made++;
	for (size_t i = 0, end; made <= MEASURE_JOINT_MAX && i < count; i = end) {
		end = class_end(sorted, count, i);
		make_class(joining, sorted + i, end - i);
	}
	free(sorted);
	if (made > MEASURE_JOINT_MAX)
		joining->classes.count = before;
	else if (scanned && count)
		sort_classes(joining, before);
	return made <= MEASURE_JOINT_MAX;
}

/* ---- too many classes: atoms with the same rows ---------------------------------------------- */

struct twin { /* what one atom has of this contract */
	struct tl_hash_pair name;
	int64_t units;
	uint32_t atom;
};

static int compare_names(const struct twin *a, const struct twin *b)
{
	if (a->name.first != b->name.first)
		return a->name.first < b->name.first ? -1 : 1;
	if (a->name.second != b->name.second)
		return a->name.second < b->name.second ? -1 : 1;
	return compare_numbers(a->units, b->units);
}

static int compare_twins(const void *a, const void *b)
{
	const struct twin *x = a, *y = b;
	int order = compare_names(x, y);

	return order ? order : compare_numbers(x->atom, y->atom);
}

static void add_digest(struct twin *twin, struct tl_hash_pair name, int64_t units)
{
	twin->name.first += name.first;
	twin->name.second += name.second;
	twin->units += units;
}

/* The rows of a class are in all its atoms: its own digest stands for theirs. */
static void digest_scanned(const struct joining *joining, uint32_t contract, struct twin *twins)
{
	for (size_t i = 0; i < joining->scanned_count; i++) {
		const struct measure_scan_class *class = &joining->scanned[i];
		struct tl_hash_pair name;

		if (class->contract != contract)
			continue;
		name = tl_hash64_pair(class->cells, class->count * sizeof *class->cells);
		for (uint32_t k = 0; k < class->count; k++)
			add_digest(&twins[joining->atom_of_cell[class->cells[k]]], name,
				class->atom.units);
	}
}

/* Digests of rows say where there are twins, and only that: their order is not that of a result. */
static struct twin *digest_atoms(const struct joining *joining, uint32_t contract)
{
	struct twin *twins = tl_alloc(joining->model->atoms.count + 1, sizeof *twins);

	for (uint32_t i = 0; i < joining->model->atoms.count; i++)
		twins[i].atom = i;
	for (size_t i = 0; i < joining->pieces.count; i++) {
		const struct piece *piece = &joining->pieces.items[i];

		for (uint32_t k = 0; k < piece->count; k++)
			add_digest(&twins[joining->lists.items[piece->first + k]], piece->name,
				piece->units);
	}
	digest_scanned(joining, contract, twins);
	return twins;
}

static int compare_firsts(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;

	return compare_lists(x->lists, &x->piece, &y->piece);
}

static void make_twins(struct joining *joining, uint32_t contract)
{
	size_t count = joining->model->atoms.count, made = 0;
	struct twin *twins = digest_atoms(joining, contract);
	struct sorted *sorted = tl_alloc(count + 1, sizeof *sorted);

	qsort(twins, count, sizeof *twins, compare_twins);
	for (size_t i = 0, end; i < count; i = end) {
		struct piece piece = {.first = (uint32_t)joining->lists.count};

		for (end = i; end < count && compare_names(&twins[i], &twins[end]) == 0; end++)
			if (twins[end].units)
				keep_atom(joining, twins[end].atom);
		piece.count = (uint32_t)joining->lists.count - piece.first;
		piece.units = twins[i].units;
		if (piece.count)
			sorted[made++].piece = piece;
	}
	for (size_t i = 0; i < made; i++)
		sorted[i].lists = joining->lists.items;
	qsort(sorted, made, sizeof *sorted, compare_firsts);
	for (size_t i = 0; i < made; i++) {
		const struct piece *piece = &sorted[i].piece;
		struct measure_atom atom =
			joining->model->atoms.items[joining->lists.items[piece->first]];

		atom.units = piece->units;
		*tl_vec_push(&joining->classes) = (struct class){piece->first, piece->count, atom};
	}
	free(sorted);
	free(twins);
}

/* ---- classes become atoms -------------------------------------------------------------------- */

static size_t cells_of(const struct measure_scan_tally *tally)
{
	return measure_cross_size(&tally->cross) * tally->classes;
}

static void mark_replaced(const struct measure_scanned *scanned, bool *replaced)
{
	for (size_t i = 0; i < cells_of(scanned->tally); i++)
		if (scanned->tally->atoms[i].units)
			replaced[scanned->atoms[i] + scanned->first] = true;
}

/* Atoms that no class is in stay, before the classes; new_of: where, by old atom. */
static void keep_atoms(const struct joining *joining, uint32_t *new_of)
{
	struct measure_model *model = joining->model;
	bool *replaced = tl_alloc(model->atoms.count + 1, sizeof *replaced);
	uint32_t kept = 0;

	for (size_t i = 0; i < model->shares.count; i++)
		replaced[model->shares.items[i].atom] = true;
	for (size_t i = 0; i < model->scanned.count; i++)
		mark_replaced(&model->scanned.items[i], replaced);
	for (size_t i = 0; i < model->atoms.count; i++) {
		new_of[i] = UINT32_MAX;
		if (replaced[i])
			continue;
		new_of[i] = kept;
		model->atoms.items[kept++] = model->atoms.items[i];
	}
	model->atoms.count = kept;
	free(replaced);
}

struct parts { /* by old atom: the new ones that it is made of, ascending */
	uint32_t *from, *atoms; /* of atom a: from[a] to from[a + 1] */
};

static void list_parts(struct joining *joining, struct parts *parts)
{
	struct measure_model *model = joining->model;
	size_t old = model->atoms.count, total = old;
	uint32_t *new_of = tl_alloc(old + 1, sizeof *new_of), *next;

	keep_atoms(joining, new_of);
	for (size_t i = 0; i < joining->classes.count; i++)
		total += joining->classes.items[i].count;
	next = parts->from = tl_alloc(old + 2, sizeof *parts->from);
	parts->atoms = tl_grow(NULL, total + 1, sizeof *parts->atoms);
	next++; /* counts and then fills one further on, so that from[a] is left at its start */
	for (size_t a = 0; a < old; a++)
		next[a] = new_of[a] != UINT32_MAX;
	for (size_t i = 0; i < joining->classes.count; i++) {
		const struct class *class = &joining->classes.items[i];

		for (uint32_t k = 0; k < class->count; k++)
			next[joining->lists.items[class->first + k]]++;
	}
	total = 0;
	for (size_t a = 0; a < old; a++) {
		uint32_t count = next[a];

		next[a] = (uint32_t)total;
		total += count;
	}
	for (size_t a = 0; a < old; a++)
		if (new_of[a] != UINT32_MAX)
			parts->atoms[next[a]++] = new_of[a];
	for (size_t i = 0; i < joining->classes.count; i++) {
		const struct class *class = &joining->classes.items[i];
		uint32_t atom = (uint32_t)measure_model_atom(model, class->atom);

		for (uint32_t k = 0; k < class->count; k++)
			parts->atoms[next[joining->lists.items[class->first + k]]++] = atom;
	}
	free(new_of);
}

static void replace_atoms(struct joining *joining)
{
	struct measure_model *model = joining->model;
	size_t links = model->links.count, count = 0;
	struct measure_link *before = model->links.items, *link;
	struct parts parts;

	list_parts(joining, &parts);
	for (size_t i = 0; i < links; i++)
		count += parts.from[before[i].atom + 1] - parts.from[before[i].atom];
	link = model->links.items = tl_grow(NULL, count + 1, sizeof *link);
	model->links.count = model->links.capacity = count;
	for (size_t i = 0; i < links; i++)
		for (uint32_t k = parts.from[before[i].atom]; k < parts.from[before[i].atom + 1];
			k++)
			*link++ = (struct measure_link){before[i].point, parts.atoms[k]};
	free(before);
	free(parts.from);
	free(parts.atoms);
}

/* ---- all of it ------------------------------------------------------------------------------- */

static void number_contracts(struct joining *joining, const struct measure_world *world)
{
	joining->contract_of = tl_alloc(world->delivery_count + 1, sizeof *joining->contract_of);
	for (uint32_t i = 0; i < world->delivery_count; i++)
		while (strcmp(world->deliveries[joining->contract_of[i]].contract->name,
			       world->deliveries[i].contract->name) != 0)
			joining->contract_of[i]++;
}

static void join_contract(struct joining *joining, uint32_t contract)
{
	const struct measure_model *model = joining->model;
	struct measure_share *shares = tl_alloc(model->shares.count + 1, sizeof *shares);
	size_t count = 0;

	for (size_t i = 0; i < model->shares.count; i++)
		if (joining->contract_of[model->shares.items[i].delivery] == contract)
			shares[count++] = model->shares.items[i];
	qsort(shares, count, sizeof *shares, compare_shares);
	cut_shares(joining, shares, count);
	free(shares);
	if (!make_classes(joining, contract))
		make_twins(joining, contract);
}

static bool counts_scanned_rows(const struct measure_model *model, const struct measure_scan *scan)
{
	for (size_t i = 0; scan && i < model->shares.count; i++)
		if (model->shares.items[i].what == MEASURE_OF_ROWS &&
			measure_scan_holds(scan, (size_t)model->shares.items[i].delivery))
			return true;
	return false;
}

static void map_cells(struct joining *joining)
{
	const struct measure_model *model = joining->model;
	size_t cells = 0;

	for (size_t i = 0; i < model->scanned.count; i++) {
		const struct measure_scan_tally *tally = model->scanned.items[i].tally;

		if (tally->first_cell + cells_of(tally) > cells)
			cells = tally->first_cell + cells_of(tally);
	}
	joining->atom_of_cell = tl_alloc(cells + 1, sizeof *joining->atom_of_cell);
	for (size_t i = 0; i < model->scanned.count; i++) {
		const struct measure_scanned *scanned = &model->scanned.items[i];

		for (size_t c = 0; c < cells_of(scanned->tally); c++)
			if (scanned->tally->atoms[c].units)
				joining->atom_of_cell[scanned->tally->first_cell + c] =
					(uint32_t)(scanned->atoms[c] + scanned->first);
	}
}

bool measure_joint(struct measure_model *model, const struct measure_world *world,
	const struct measure_scan *scan)
{
	struct joining joining = {.model = model};

	if (counts_scanned_rows(model, scan))
		return false;
	joining.scanned = measure_scan_classes(scan, &joining.scanned_count);
	if (!model->shares.count && !joining.scanned_count)
		return true;
	map_cells(&joining);
	number_contracts(&joining, world);
	put_on_lines(&joining);
	for (uint32_t i = 0; i < world->delivery_count; i++)
		if (joining.contract_of[i] == i)
			join_contract(&joining, i);
	replace_atoms(&joining);
	tl_vec_free(&joining.lists);
	tl_vec_free(&joining.pieces);
	tl_vec_free(&joining.classes);
	free(joining.contract_of);
	free(joining.atom_of_cell);
	tl_vec_free(&model->shares);
	return true;
}
