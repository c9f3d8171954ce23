#include "joint_private.h"

#include <string.h>
#include <throughline/pool.h>

static void list_contracts(struct joint *joint, const struct measure_world *world)
{
	joint->contract_of = tl_alloc(world->delivery_count + 1, sizeof *joint->contract_of);
	joint->contracts = tl_alloc(world->delivery_count + 1, sizeof *joint->contracts);
	for (uint32_t i = 0; i < world->delivery_count; i++) {
		uint32_t *first = &joint->contract_of[i];

		while (strcmp(world->deliveries[*first].contract->name,
			       world->deliveries[i].contract->name) != 0)
			++*first;
		if (*first == i)
			joint->contracts[joint->contract_count++] =
				(struct joint_contract){.joint = joint, .number = i};
	}
}

static bool join_contract(size_t index, void *context, struct tl_err *err TL_UNUSED)
{
	struct joint *joint = context;
	struct joint_contract *contract = &joint->contracts[index];

	measure_joint_cut(contract);
	if (!measure_joint_classes(contract))
		measure_joint_twins(contract);
	tl_vec_free(&contract->pieces);
	return true;
}

static bool counts_scanned_rows(const struct measure_model *model, const struct measure_scan *scan)
{
	for (size_t i = 0; scan && i < model->shares.count; i++)
		if (model->shares.items[i].what == MEASURE_OF_ROWS &&
			measure_scan_holds(scan, (size_t)model->shares.items[i].delivery))
			return true;
	return false;
}

static void map_cells(struct joint *joint)
{
	const struct measure_model *model = joint->model;
	size_t cells = 0;

	for (size_t i = 0; i < model->scanned.count; i++) {
		const struct measure_scan_tally *tally = model->scanned.items[i].tally;

		if (tally->first_cell + measure_joint_cells(tally) > cells)
			cells = tally->first_cell + measure_joint_cells(tally);
	}
	joint->atom_of_cell = tl_alloc(cells + 1, sizeof *joint->atom_of_cell);
	for (size_t i = 0; i < model->scanned.count; i++) {
		const struct measure_scanned *scanned = &model->scanned.items[i];

		for (size_t c = 0; c < measure_joint_cells(scanned->tally); c++)
			if (scanned->tally->atoms[c].units)
				joint->atom_of_cell[scanned->tally->first_cell + c] =
					(uint32_t)(scanned->atoms[c] + scanned->first);
	}
}

bool measure_joint(struct measure_model *model, const struct measure_world *world,
	const struct measure_scan *scan, size_t jobs)
{
	struct joint joint = {.model = model, .jobs = jobs};
	struct tl_err err = {0};

	if (counts_scanned_rows(model, scan))
		return false;
	joint.scanned = measure_scan_classes(scan, &joint.scanned_count);
	if (!model->shares.count && !joint.scanned_count)
		return true;
	map_cells(&joint);
	list_contracts(&joint, world);
	measure_joint_lines(&joint);
	tl_pool_for(jobs, joint.contract_count, join_contract, &joint, &err);
	measure_joint_replace(&joint);
	for (size_t i = 0; i < joint.contract_count; i++) {
		tl_vec_free(&joint.contracts[i].lists);
		tl_vec_free(&joint.contracts[i].classes);
	}
	free(joint.contracts);
	free(joint.contract_of);
	free(joint.atom_of_cell);
	tl_vec_free(&model->shares);
	return true;
}
