/* Cells made again from a row each, or from a row an operand. */
#include "explain_csv_private.h"

#include <math.h>
#include <string.h>

bool explain_each_row(struct remake *remake, const char *sql, const char *const *words,
	explain_row_fn *take, void *context, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(remake->db, sql, err);
	bool row = true, ok;

	if (!stmt)
		return false;
	tl_bind_textz(stmt, 1, remake->cell);
	for (int i = 0; words && words[i]; i++)
		tl_bind_textz(stmt, i + 2, words[i]);
	while ((ok = tl_stmt_next(stmt, &row, err)) && row)
		take(remake, stmt, context);
	tl_stmt_free(stmt);
	return ok;
}

/* ---- a row ---------------------------------------------------------------------------------- */

/* NaN where the cell has no operand of that role. */
static bool operand_value(
	struct remake *remake, const char *role, double *value, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(remake->db,
		"SELECT c.value FROM operand o JOIN cell c ON c.id = o.operand"
		" WHERE o.cell = ?1 AND o.role = ?2",
		err);
	bool row = false;

	if (!stmt)
		return false;
	tl_bind_textz(stmt, 1, remake->cell);
	tl_bind_textz(stmt, 2, role);
	if (!tl_stmt_next(stmt, &row, err))
		return false;
	*value = row ? tl_column_real(stmt, 0) : NAN;
	tl_stmt_free(stmt);
	return true;
}

bool explain_operand_rows(struct remake *remake, struct tl_buf *out, struct tl_err *err)
{
	const char *const *roles = tl_methods[remake->method].roles;

	tl_buf_addc(out, remake->cell);
	for (size_t i = 0; i < remake->columns; i++) {
		double value;

		if (!operand_value(remake, roles[i], &value, err))
			return false;
		tl_buf_add_char(out, ',');
		tl_buf_add_real(out, value);
	}
	tl_buf_add_char(out, '\n');
	return true;
}

/* The counts of a ratio as they would be at worst, worked out from those published. */
bool explain_worst_rows(struct remake *remake, struct tl_buf *out, struct tl_err *err)
{
	const char *const *roles = tl_methods[remake->method].roles;
	struct tl_operand operands[TL_LEN(tl_methods[0].roles)];
	double counts[4] = {NAN, NAN, NAN, NAN}, spread = NAN;
	size_t count = 0;

	for (; roles[count]; count++) {
		operands[count] = (struct tl_operand){.role = roles[count]};
		if (!operand_value(remake, roles[count], &operands[count].value, err))
			return false;
		if (strcmp(roles[count], "spread") == 0)
			spread = operands[count].value;
	}
	tl_recipe_worst_counts(remake->method, operands, count, &remake->settings, counts);
	tl_buf_addc(out, remake->cell);
	for (size_t i = 0; i < TL_LEN(counts); i++) {
		tl_buf_add_char(out, ',');
		tl_buf_add_real(out, counts[i]);
	}
	tl_buf_add_char(out, ',');
	tl_buf_add_real(out, spread);
	tl_buf_add_char(out, '\n');
	return true;
}

struct strata {
	struct tl_buf *out;
	int64_t last; /* below 0: none yet */
};

static void add_stratum(const struct remake *remake, struct tl_stmt *row, void *context)
{
	struct strata *strata = context;

	if (tl_column_int(row, 0) != strata->last)
		tl_buf_addf(strata->out, "%s%s", strata->last < 0 ? "" : "\n", remake->cell);
	strata->last = tl_column_int(row, 0);
	tl_buf_add_char(strata->out, ',');
	tl_buf_add_real(strata->out, tl_column_real(row, 1));
}

/* A line a stratum: what stands at its place under each role. */
bool explain_strata_rows(struct remake *remake, struct tl_buf *out, struct tl_err *err)
{
	const char *const *roles = tl_methods[remake->method].roles;
	const char *const words[] = {roles[0], roles[1], roles[2], NULL};
	struct strata strata = {out, -1};
	bool ok = explain_each_row(remake,
		"SELECT o.position, c.value FROM operand o JOIN cell c ON c.id = o.operand"
		" WHERE o.cell = ?1 ORDER BY o.position, CASE o.role WHEN ?2 THEN 1 WHEN ?3 THEN 2"
		" WHEN ?4 THEN 3 ELSE 4 END",
		words, add_stratum, &strata, err);

	tl_buf_add_char(out, '\n');
	return ok;
}

/* A share of the rest: those of n that are not x. */
bool explain_share_rows(struct remake *remake, struct tl_buf *out, struct tl_err *err)
{
	double x, n;

	if (!operand_value(remake, "x", &x, err) || !operand_value(remake, "n", &n, err))
		return false;
	tl_buf_addf(out, "%s,", remake->cell);
	tl_buf_add_real(out, remake->settings.complement ? n - x : x);
	tl_buf_add_char(out, ',');
	tl_buf_add_real(out, n);
	tl_buf_add_char(out, '\n');
	return true;
}

static void add_of_family(const struct remake *remake, struct tl_stmt *row, void *out)
{
	tl_buf_addf(out, "%s,", tl_column_int(row, 0) ? remake->cell : "");
	tl_buf_add_real(out, tl_column_real(row, 1));
	tl_buf_add_char(out, '\n');
}

/* Every p of the family; `cell` names the one whose adjusted p this cell is. */
bool explain_family_rows(struct remake *remake, struct tl_buf *out, struct tl_err *err)
{
	return explain_each_row(remake,
		"SELECT o.operand = (SELECT operand FROM operand WHERE cell = ?1 AND role = 'x'),"
		" CASE WHEN c.status IN ('shown', 'rounded') THEN c.value"
		" WHEN c.status IN ('not available', 'not applicable') THEN NULL ELSE 1 END"
		" FROM operand o JOIN cell c ON c.id = o.operand"
		" WHERE o.cell = ?1 AND o.role = 'among' ORDER BY o.position",
		NULL, add_of_family, out, err);
}

/* ---- money ---------------------------------------------------------------------------------- */

bool explain_money_options(struct remake *remake, struct tl_buf *stat, struct tl_err *err)
{
	(void)err;
	tl_buf_addf(stat, " --what %s --by cell", tl_methods[remake->method].name);
	if (remake->method == TL_METHOD_PAYBACK)
		tl_buf_addc(stat, " --from from");
	if (remake->method == TL_METHOD_BENEFIT)
		tl_buf_addf(stat, " --good %s", remake->settings.polarity);
	return true;
}

static void add_money(const struct remake *remake, struct tl_stmt *row, void *out)
{
	tl_buf_addf(out, "%s,%s,", remake->cell, tl_column_textz(row, 0));
	tl_buf_addc(out, tl_column_textz(row, 1));
	for (int i = 2; i < 5; i++) {
		tl_buf_add_char(out, ',');
		tl_buf_add_real(out, tl_column_real(row, i));
	}
	tl_buf_add_char(out, '\n');
}

/* A line an operand, with its range. */
bool explain_money_rows(struct remake *remake, struct tl_buf *out, struct tl_err *err)
{
	return explain_each_row(remake,
		"SELECT o.role, c.period_from, iif(c.status IN ('shown', 'rounded'), c.value, "
		"NULL),"
		" c.lower, c.upper FROM measured.point me JOIN measured.operand o ON o.point = "
		"me.point JOIN measured.point p ON p.point = o.operand JOIN cell c ON c.id = p.id"
		" WHERE me.id = ?1 ORDER BY o.role, o.position",
		NULL, add_money, out, err);
}
