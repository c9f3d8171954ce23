/* The classes of which base points are sums, as facts: atom, point_atom. */
#include "emit_private.h"

#include <stdlib.h>

bool measure_emit_facts(
	struct measure_emitting *e, struct tl_facts_writer *facts, const char *table)
{
	bool ok = tl_facts_finish(facts, e->db, e->err) && tl_facts_show(e->db, table, e->err);

	tl_facts_writer_free(facts);
	return ok;
}

static bool write_atoms(struct measure_emitting *e)
{
	enum { ATOM, UNITS, CONTRIBUTORS, LARGEST, SECOND };
	static const struct tl_fact_column columns[] = {
		[ATOM] = {"atom", TL_FACT_INT},
		[UNITS] = {"units", TL_FACT_INT},
		[CONTRIBUTORS] = {"contributors", TL_FACT_INT},
		[LARGEST] = {"largest", TL_FACT_INT},
		[SECOND] = {"second", TL_FACT_INT},
	};
	struct tl_facts_writer *facts = tl_facts_writer_new("atom", columns, TL_LEN(columns));

	for (size_t i = 0; i < e->model->atoms.count; i++) {
		const struct measure_atom *atom = &e->model->atoms.items[i];

		tl_facts_int(facts, ATOM, (int64_t)i + 1);
		tl_facts_int(facts, UNITS, atom->units);
		if (atom->contributors != MEASURE_UNKNOWN) {
			tl_facts_int(facts, CONTRIBUTORS, atom->contributors);
			tl_facts_int(facts, LARGEST, atom->largest);
			tl_facts_int(facts, SECOND, atom->second);
		}
		tl_facts_end_row(facts);
	}
	return measure_emit_facts(e, facts, "atom");
}

/* Which atoms each point has, ascending: of the point numbered n they begin at from[n]. */
struct lists {
	size_t *from;
	uint32_t *atoms;
};

static int compare_atoms(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void sort_atoms(uint32_t *atoms, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (atoms[i - 1] > atoms[i]) {
			qsort(atoms, count, sizeof *atoms, compare_atoms);
			return;
		}
}

static void make_lists(const struct measure_emitting *e, struct lists *lists)
{
	const struct measure_model *model = e->model;
	size_t points = model->points.count, *next;

	lists->from = tl_alloc(points + 3, sizeof *lists->from);
	lists->atoms = tl_grow(NULL, model->links.count, sizeof *lists->atoms);
	next = lists->from + 1; /* counts one further on, and so is left at each one's start */
	for (size_t i = 0; i < model->links.count; i++)
		next[e->number[model->links.items[i].point] + 1]++;
	for (size_t n = 1; n <= points; n++)
		next[n + 1] += next[n];
	for (size_t i = 0; i < model->links.count; i++)
		lists->atoms[next[e->number[model->links.items[i].point]]++] =
			(uint32_t)model->links.items[i].atom;
	for (size_t n = 1; n <= points; n++)
		sort_atoms(lists->atoms + lists->from[n], lists->from[n + 1] - lists->from[n]);
}

static bool write_lists(struct measure_emitting *e)
{
	enum { POINT, ATOM };
	static const struct tl_fact_column columns[] = {
		[POINT] = {"point", TL_FACT_INT},
		[ATOM] = {"atom", TL_FACT_INT},
	};
	struct tl_facts_writer *facts = tl_facts_writer_new("point_atom", columns, TL_LEN(columns));
	struct lists lists;

	make_lists(e, &lists);
	for (size_t n = 1; n <= e->model->points.count; n++)
		for (size_t i = lists.from[n]; i < lists.from[n + 1]; i++) {
			tl_facts_int(facts, POINT, (int64_t)n);
			tl_facts_int(facts, ATOM, (int64_t)lists.atoms[i] + 1);
			tl_facts_end_row(facts);
		}
	free(lists.from);
	free(lists.atoms);
	return measure_emit_facts(e, facts, "point_atom");
}

bool measure_emit_atoms(struct measure_emitting *e)
{
	return write_atoms(e) && write_lists(e);
}
