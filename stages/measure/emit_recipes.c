/* How model and derived points follow from others: recipe, operand, setting. */
#include "emit_private.h"

#include <string.h>
#include <throughline/num.h>

static bool write_setting(struct tl_stmt *stmt, int64_t point, const char *name, const char *value,
	struct tl_err *err)
{
	tl_bind_int(stmt, 1, point);
	tl_bind_textz(stmt, 2, name);
	tl_bind_textz(stmt, 3, value);
	return tl_stmt_run(stmt, err);
}

/* In the order of their names: key order. */
static bool write_settings(struct tl_stmt *stmt, int64_t point,
	const struct tl_recipe_settings *settings, struct tl_err *err)
{
	struct tl_buf text = {0};
	bool ok = true;

	if (settings->baseline) {
		tl_buf_addf(&text, "%u", settings->baseline);
		ok = write_setting(stmt, point, "baseline", tl_buf_c(&text), err);
		tl_buf_clear(&text);
	}
	if (ok && settings->chart)
		ok = write_setting(stmt, point, "chart", settings->chart, err);
	if (ok && settings->complement)
		ok = write_setting(stmt, point, "complement", "yes", err);
	if (ok && settings->counts)
		ok = write_setting(stmt, point, "family", "quasi-poisson", err);
	if (ok && settings->from)
		ok = write_setting(stmt, point, "from", settings->from, err);
	if (ok && settings->harmonics) {
		tl_buf_addf(&text, "%u", settings->harmonics);
		ok = write_setting(stmt, point, "harmonics", tl_buf_c(&text), err);
		tl_buf_clear(&text);
	}
	if (ok && settings->per > 0 && settings->per != 1) {
		tl_buf_add_real(&text, settings->per);
		ok = write_setting(stmt, point, "per", tl_buf_c(&text), err);
	}
	if (ok && settings->polarity)
		ok = write_setting(stmt, point, "polarity", settings->polarity, err);
	if (ok && settings->rebase && *settings->rebase)
		ok = write_setting(stmt, point, "rebase", settings->rebase, err);
	if (ok && settings->term)
		ok = write_setting(stmt, point, "term", settings->term, err);
	tl_buf_free(&text);
	return ok;
}

enum { POINT, ROLE, POSITION, OPERAND };
static const struct tl_fact_column operand_columns[] = {
	[POINT] = {"point", TL_FACT_INT},
	[ROLE] = {"role", TL_FACT_TEXT},
	[POSITION] = {"position", TL_FACT_INT},
	[OPERAND] = {"operand", TL_FACT_INT},
};

/* Roles in byte order, positions from 0 in the order given. */
static void write_operands(const struct measure_emitting *e, struct tl_facts_writer *facts,
	const struct measure_point *point, int64_t number)
{
	static const char *const roles[] = {"a0", "a1", "all", "among", "b0", "b1", "cap",
		"control", "cost", "e0", "e1", "factor", "less", "most", "n", "n0", "own", "p0",
		"p1", "part", "precision", "rate", "recall", "s0", "s1", "series", "share",
		"spread", "t0", "t1", "trigger", "u0", "u1", "under", "w", "x", "x0", "x1"};

	for (size_t r = 0; r < TL_LEN(roles); r++) {
		int64_t position = 0;

		for (size_t i = 0; i < point->operand_count; i++) {
			const struct measure_operand *operand =
				&e->model->operands.items[point->first_operand + i];

			if (strcmp(operand->role, roles[r]) != 0)
				continue;
			tl_facts_int(facts, POINT, number);
			tl_facts_text(facts, ROLE, tl_str(operand->role));
			tl_facts_int(facts, POSITION, position++);
			tl_facts_int(facts, OPERAND, e->number[operand->point]);
			tl_facts_end_row(facts);
		}
	}
}

bool measure_emit_recipes(struct measure_emitting *e)
{
	struct tl_stmt *recipes = tl_db_prepare(e->db, "INSERT INTO recipe VALUES (?1,?2)", e->err);
	struct tl_stmt *settings =
		tl_db_prepare(e->db, "INSERT INTO setting VALUES (?1,?2,?3)", e->err);
	struct tl_facts_writer *operands =
		tl_facts_writer_new("operand", operand_columns, TL_LEN(operand_columns));
	bool ok = recipes && settings;

	for (size_t i = 0; ok && i < e->model->points.count; i++) {
		const struct measure_point *point = e->order[i];

		if (point->role == MEASURE_BASE || !point->operand_count)
			continue;
		tl_bind_int(recipes, 1, (int64_t)i + 1);
		tl_bind_textz(recipes, 2, tl_methods[point->method].name);
		write_operands(e, operands, point, (int64_t)i + 1);
		ok = tl_stmt_run(recipes, e->err) &&
		     write_settings(settings, (int64_t)i + 1, &point->settings, e->err);
	}
	if (ok)
		return measure_emit_facts(e, operands, "operand");
	tl_facts_writer_free(operands);
	return false;
}
