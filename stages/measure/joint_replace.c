/* Classes become the model's atoms, and what stood on an atom stands on its classes. */
#include "joint_private.h"

#include <throughline/pool.h>

#define LINKS_AT_ONCE 1024 /* links of a task: some become hundreds each */

static void mark_replaced(const struct measure_scanned *scanned, bool *replaced)
{
	for (size_t i = 0; i < measure_joint_cells(scanned->tally); i++)
		if (scanned->tally->atoms[i].units)
			replaced[scanned->atoms[i] + scanned->first] = true;
}

/* Atoms that no class is in stay, before the classes; new_of: where, by old atom. */
static void keep_atoms(struct measure_model *model, uint32_t *new_of)
{
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

static void count_parts(const struct joint_contract *contract, uint32_t *count)
{
	for (size_t i = 0; i < contract->classes.count; i++) {
		const struct joint_class *class = &contract->classes.items[i];

		for (uint32_t k = 0; k < class->count; k++)
			count[contract->lists.items[class->first + k]]++;
	}
}

static void add_parts(const struct joint_contract *contract, struct measure_model *model,
	uint32_t *next, uint32_t *atoms)
{
	for (size_t i = 0; i < contract->classes.count; i++) {
		const struct joint_class *class = &contract->classes.items[i];
		uint32_t atom = (uint32_t)measure_model_atom(model, class->atom);

		for (uint32_t k = 0; k < class->count; k++)
			atoms[next[contract->lists.items[class->first + k]]++] = atom;
	}
}

static void list_parts(struct joint *joint, struct parts *parts)
{
	struct measure_model *model = joint->model;
	size_t old = model->atoms.count, total = 0;
	uint32_t *new_of = tl_grow(NULL, old + 1, sizeof *new_of), *next;

	keep_atoms(model, new_of);
	next = parts->from = tl_alloc(old + 2, sizeof *parts->from);
	next++; /* counts and then fills one further on, so that from[a] is left at its start */
	for (size_t a = 0; a < old; a++)
		next[a] = new_of[a] != UINT32_MAX;
	for (size_t i = 0; i < joint->contract_count; i++)
		count_parts(&joint->contracts[i], next);
	for (size_t a = 0; a < old; a++) {
		uint32_t count = next[a];

		next[a] = (uint32_t)total;
		total += count;
	}
	parts->atoms = tl_grow(NULL, total + 1, sizeof *parts->atoms);
	for (size_t a = 0; a < old; a++)
		if (new_of[a] != UINT32_MAX)
			parts->atoms[next[a]++] = new_of[a];
	for (size_t i = 0; i < joint->contract_count; i++)
		add_parts(&joint->contracts[i], model, next, parts->atoms);
	free(new_of);
}

struct stretch { /* of the old links, and where its new ones go */
	size_t from, to;
	struct measure_link *links;
};

struct replacing {
	struct parts parts;
	const struct measure_link *before;
	struct stretch *stretches;
};

static bool replace_links(size_t index, void *context, struct tl_err *err TL_UNUSED)
{
	const struct replacing *replacing = context;
	const struct stretch *stretch = &replacing->stretches[index];
	struct measure_link *link = stretch->links;

	for (size_t i = stretch->from; i < stretch->to; i++) {
		const struct measure_link *old = &replacing->before[i];
		const uint32_t *from = &replacing->parts.from[old->atom];

		for (uint32_t k = from[0]; k < from[1]; k++)
			*link++ = (struct measure_link){old->point, replacing->parts.atoms[k]};
	}
	return true;
}

/* Cuts the old links; the new ones of the whole are on large pages, being the most there is. */
static size_t cut_links(struct measure_model *model, struct replacing *replacing)
{
	size_t links = model->links.count, count = 0, stretches = 0;
	const uint32_t *from = replacing->parts.from;
	struct measure_link *made;

	replacing->stretches = tl_alloc(links / LINKS_AT_ONCE + 1, sizeof *replacing->stretches);
	for (size_t i = 0; i < links; i++)
		count += from[replacing->before[i].atom + 1] - from[replacing->before[i].atom];
	made = tl_reserve((count + 1) * sizeof *made);
	model->links.items = made;
	model->links.count = count;
	model->links.capacity = count + 1;
	for (size_t i = 0; i < links; i++) {
		struct stretch *stretch = &replacing->stretches[i / LINKS_AT_ONCE];

		if (i % LINKS_AT_ONCE == 0) {
			*stretch = (struct stretch){.from = i, .links = made};
			stretches++;
		}
		stretch->to = i + 1;
		made += from[replacing->before[i].atom + 1] - from[replacing->before[i].atom];
	}
	return stretches;
}

void measure_joint_replace(struct joint *joint)
{
	struct measure_model *model = joint->model;
	struct measure_link *before = model->links.items;
	struct replacing replacing = {.before = before};
	struct tl_err err = {0};
	size_t stretches;

	list_parts(joint, &replacing.parts);
	stretches = cut_links(model, &replacing);
	tl_pool_for(joint->jobs, stretches, replace_links, &replacing, &err);
	free(before);
	free(replacing.stretches);
	free(replacing.parts.from);
	free(replacing.parts.atoms);
}
