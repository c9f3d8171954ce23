#include "emit_private.h"

#include <math.h>
#include <string.h>
#include <throughline/num.h>

/* ---- order ---------------------------------------------------------------------------------- */

static int compare_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static const char *variant_of(const struct measure_key *key)
{
	return key->variant ? key->variant : "main";
}

/* The key of a figure: everything but position and period. */
static int compare_figures(const struct measure_key *a, const struct measure_key *b)
{
	const char *const left[] = {a->programme, a->locality, a->measure, a->statistic, a->arm,
		a->partner, a->grp, a->axis, variant_of(a)};
	const char *const right[] = {b->programme, b->locality, b->measure, b->statistic, b->arm,
		b->partner, b->grp, b->axis, variant_of(b)};

	for (size_t i = 0; i < TL_LEN(left); i++) {
		int order = compare_text(left[i], right[i]);

		if (order)
			return order;
	}
	return 0;
}

static int compare_keys(const struct measure_key *a, const struct measure_key *b)
{
	int order = compare_figures(a, b);

	if (order)
		return order;
	if (a->position != b->position)
		return a->position < b->position ? -1 : 1;
	if (a->from.n != b->from.n)
		return a->from.n < b->from.n ? -1 : 1;
	return (a->to.n > b->to.n) - (a->to.n < b->to.n);
}

static int compare_points(const void *a, const void *b)
{
	const struct measure_point *const *left = a, *const *right = b;

	return compare_keys(&(*left)->key, &(*right)->key);
}

static bool put_in_order(struct measure_emitting *e)
{
	size_t count = e->model->points.count;

	e->order = tl_alloc(count + 1, sizeof *e->order);
	e->number = tl_alloc(count + 1, sizeof *e->number);
	for (size_t i = 0; i < count; i++)
		e->order[i] = &e->model->points.items[i];
	if (count)
		qsort(e->order, count, sizeof *e->order, compare_points);
	for (size_t i = 0; i < count; i++) {
		e->number[e->order[i] - e->model->points.items] = (int64_t)i + 1;
		if (i && compare_points(&e->order[i - 1], &e->order[i]) == 0)
			return tl_fail(e->err, EX_CONFIG,
				"measure \"%s\" gives its figure \"%s\" twice; is it listed twice?",
				e->order[i]->key.measure, e->order[i]->key.statistic);
	}
	return true;
}

/* ---- tables --------------------------------------------------------------------------------- */

static const char *const role_names[] = {"base", "model", "derived", "given"};

static void bind_word(struct tl_stmt *stmt, int position, const char *text)
{
	tl_bind_textz(stmt, position, text ? text : "");
}

static bool write_figure(
	struct tl_stmt *stmt, int64_t number, const struct measure_point *point, struct tl_err *err)
{
	const struct measure_key *key = &point->key;

	tl_bind_int(stmt, 1, number);
	bind_word(stmt, 2, key->programme);
	bind_word(stmt, 3, key->locality);
	bind_word(stmt, 4, key->measure);
	bind_word(stmt, 5, key->statistic);
	bind_word(stmt, 6, key->arm);
	bind_word(stmt, 7, key->partner);
	bind_word(stmt, 8, variant_of(key));
	bind_word(stmt, 9, key->grp);
	bind_word(stmt, 10, key->axis);
	bind_word(stmt, 11, role_names[point->role]);
	bind_word(stmt, 12, key->unit);
	tl_bind_real(stmt, 13, key->scale);
	if (key->evidence)
		tl_bind_int(stmt, 14, key->evidence);
	else
		tl_bind_null(stmt, 14);
	bind_word(stmt, 15, key->definition);
	return tl_stmt_run(stmt, err);
}

static bool write_point(struct tl_stmt *stmt, int64_t number, int64_t figure,
	const struct measure_point *point, struct tl_err *err)
{
	tl_bind_int(stmt, 1, number);
	bind_word(stmt, 2, point->id);
	tl_bind_int(stmt, 3, figure);
	if (point->key.position == MEASURE_NO_POSITION)
		tl_bind_null(stmt, 4);
	else
		tl_bind_int(stmt, 4, point->key.position);
	tl_bind_day(stmt, 5, point->key.from);
	tl_bind_day(stmt, 6, point->key.to);
	tl_bind_real(stmt, 7, point->value);
	tl_bind_real(stmt, 8, point->lower);
	tl_bind_real(stmt, 9, point->upper);
	tl_bind_real(stmt, 10, point->lower_998);
	tl_bind_real(stmt, 11, point->upper_998);
	tl_bind_real(stmt, 12, point->centre);
	bind_word(stmt, 13, point->flag);
	bind_word(stmt, 14, point->interval);
	if (point->contributors == MEASURE_UNKNOWN)
		tl_bind_null(stmt, 15);
	else
		tl_bind_int(stmt, 15, point->contributors);
	if (point->is_amount) {
		tl_bind_int(stmt, 16, point->largest);
		tl_bind_int(stmt, 17, point->second);
	} else {
		tl_bind_null(stmt, 16);
		tl_bind_null(stmt, 17);
	}
	bind_word(stmt, 18, tl_statuses[point->status].name);
	bind_word(stmt, 19, tl_reasons[point->reason].name);
	return tl_stmt_run(stmt, err);
}

static bool write_points(struct measure_emitting *e)
{
	struct tl_stmt *figures = tl_db_prepare(e->db,
		"INSERT INTO figure VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)",
		e->err);
	struct tl_stmt *points = tl_db_prepare(e->db,
		"INSERT INTO point VALUES"
		" (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19)",
		e->err);
	bool ok = figures && points;
	int64_t figure = 0;

	for (size_t i = 0; ok && i < e->model->points.count; i++) {
		if (i == 0 || compare_figures(&e->order[i - 1]->key, &e->order[i]->key) != 0)
			ok = write_figure(figures, ++figure, e->order[i], e->err);
		ok = ok && write_point(points, (int64_t)i + 1, figure, e->order[i], e->err);
	}
	return ok;
}

bool measure_emit(struct tl_db *db, const struct measure_world *world,
	const struct measure_model *model, struct tl_err *err)
{
	struct measure_emitting e = {.db = db, .model = model, .err = err};
	bool ok = put_in_order(&e) && measure_emit_words(db, world, model, err) &&
		  write_points(&e) && measure_emit_atoms(&e) && measure_emit_recipes(&e);

	free(e.order);
	free(e.number);
	return ok;
}
