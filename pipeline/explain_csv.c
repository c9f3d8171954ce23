#include "explain_csv.h"

#include "explain_csv_private.h"

#include <throughline/outfile.h>

/* ---- how a cell was made -------------------------------------------------------------------- */

static bool read_settings(struct remake *remake, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(remake->db,
		"SELECT s.name, s.value FROM measured.setting s JOIN measured.point p USING (point)"
		" WHERE p.id = ?1",
		err);
	bool row = true, ok = true;

	if (!stmt)
		return false;
	remake->settings = (struct tl_recipe_settings){.per = 1, .polarity = "neither"};
	tl_bind_textz(stmt, 1, remake->cell);
	while (ok && (ok = tl_stmt_next(stmt, &row, err)) && row) {
		const char *value = tl_arena_str(remake->arena, tl_column_text(stmt, 1)).data;

		if (!tl_recipe_set(&remake->settings, tl_column_textz(stmt, 0), value))
			ok = tl_fail(err, EX_SOFTWARE, "setting \"%s\" is not known",
				tl_column_textz(stmt, 0));
	}
	tl_stmt_free(stmt);
	return ok;
}

/* ---- the methods ---------------------------------------------------------------------------- */

#define A_FAMILY "a family of its own"
#define RATIO_HEADER "cell,x1,t1,x0,t0,se\n"

/* header NULL: nothing in `throughline stat` gives its value. */
// clang-format off
#define MONEY \
	{"cell,role,from,value,lower,upper\n", "money", .needs_none = true, \
		.more = explain_money_options, .rows = explain_money_rows}
// clang-format on
static const struct {
	const char *header, *stat; /* the method of `throughline stat` and its options */
	const char *alone; /* NULL, or the rows that are for one cell only, in words */
	bool needs_none; /* made again also where no method gave it an interval */
	bool has_per; /* the last of them is followed by the recipe's `per` */
	bool (*more)(struct remake *remake, struct tl_buf *stat, struct tl_err *err); /* or NULL */
	bool (*rows)(struct remake *remake, struct tl_buf *out, struct tl_err *err);
} remakers[] = {
	[TL_METHOD_SHARE] = {"cell,x,n\n", "proportion --multiplier 100",
		.rows = explain_share_rows},
	[TL_METHOD_RATE] = {"cell,x,n\n", "rate --per ", .has_per = true,
		.rows = explain_operand_rows},
	[TL_METHOD_RATIO] = {RATIO_HEADER, "ratio --se se", .rows = explain_operand_rows},
	[TL_METHOD_CHANGE] = {RATIO_HEADER, "ratio --se se --change", .rows = explain_operand_rows},
	[TL_METHOD_AVOIDED] = {RATIO_HEADER, "ratio --se se --avoided",
		.rows = explain_operand_rows},
	[TL_METHOD_E_VALUE] = {RATIO_HEADER, "ratio --se se --e-value",
		.rows = explain_operand_rows},
	[TL_METHOD_P] = {RATIO_HEADER, "ratio --se se --p", .rows = explain_operand_rows},
	[TL_METHOD_HOLM] = {"cell,p\n", "adjust --p p", A_FAMILY, .rows = explain_family_rows},
	[TL_METHOD_BH] = {"cell,p\n", "adjust --p p", A_FAMILY, .rows = explain_family_rows},
	[TL_METHOD_MISSED] = {RATIO_HEADER, "ratio --se se", .rows = explain_worst_rows},
	[TL_METHOD_LOST] = {RATIO_HEADER, "ratio --se se", .rows = explain_worst_rows},
	[TL_METHOD_DIFFERENCE] = {.header = NULL},
	[TL_METHOD_XMR] = {"cell,date,value\n", "spc", .more = explain_xmr_options,
		.rows = explain_xmr_rows},
	[TL_METHOD_ITS] = {"cell,date,time,level,trend,y,n\n", "its", "a series of its own",
		.more = explain_its_options, .rows = explain_its_rows},
	[TL_METHOD_DSR] = {"cell,count,pop,stdpop\n", "dsr --by cell --per ", .has_per = true,
		.rows = explain_strata_rows},
	[TL_METHOD_ISR] = {"cell,count,pop,refcount,refpop\n", "isr --by cell --ratio ",
		.has_per = true, .rows = explain_strata_rows},
	[TL_METHOD_BENEFIT] = MONEY,
	[TL_METHOD_SUM] = MONEY,
	[TL_METHOD_PRESENT] = MONEY,
	[TL_METHOD_QUOTIENT] = MONEY,
	[TL_METHOD_PAYBACK] = MONEY,
	[TL_METHOD_DUE] = MONEY,
	[TL_METHOD_PAYMENT] = MONEY,
	[TL_METHOD_MODEL] = {.header = NULL},
};
static_assert(TL_LEN(remakers) == TL_METHOD_COUNT_OF, "the last method is made again");

static bool add_options(struct remake *remake, struct tl_buf *stat, struct tl_err *err)
{
	tl_buf_addc(stat, remakers[remake->method].stat);
	if (remakers[remake->method].has_per)
		tl_buf_add_real(stat, remake->settings.per);
	return !remakers[remake->method].more || remakers[remake->method].more(remake, stat, err);
}

#define SHOWN_SQL                                                                                  \
	" FROM cell c JOIN measured.point p ON p.id = c.id JOIN measured.recipe r USING (point)"   \
	" WHERE c.status IN ('shown', 'rounded')"                                                  \
	" AND NOT (r.method IN ('change', 'e-value', 'p', 'missed', 'lost') AND EXISTS"            \
	" (SELECT 1 FROM operand o WHERE o.cell = c.id AND o.role = 'x'))"

/* Of a row of r.method and c.method: whether something can make the cell's value again, and what.
 */
static bool can_remake(struct remake *remake, struct tl_stmt *row)
{
	const char *at;

	if (!tl_method_of(tl_column_text(row, 0), &remake->method) ||
		!remakers[remake->method].header ||
		!(tl_column_text(row, 1).length || remakers[remake->method].needs_none))
		return false;
	remake->columns = 0;
	for (at = remakers[remake->method].header; *at; at++)
		remake->columns += *at == ',';
	return true;
}

/* Always false. By what the cell is, and not by what it says. */
static bool say_why_not(struct remake *remake, struct tl_err *err)
{
	static const struct {
		const char *role, *why;
	} reasons[] = {
		{"base", "is a count of rows: `throughline explain STUDY CELL` names them"},
		{"given", "counts nobody: it stands in a sheet of the study, or follows from such"},
		{"model", "is a model's own number, from what each person or family did, which is "
			  "never published: only the counts under it are, and `throughline explain "
			  "STUDY CELL` names them"},
		{"derived", "is not shown, or has no method of `throughline stat`"},
	};
	struct tl_stmt *stmt = tl_db_prepare(remake->db,
		"SELECT iif(c.method = 'as the rate ratio', 'model', f.role) FROM cell c JOIN "
		"measured.point p ON p.id = c.id JOIN measured.figure f USING (figure)"
		" WHERE c.id = ?1",
		err);
	const char *why = "is not in the publication";
	bool row = false;

	if (!stmt)
		return false;
	tl_bind_textz(stmt, 1, remake->cell);
	if (!tl_stmt_next(stmt, &row, err))
		return false;
	for (size_t i = 0; row && i < TL_LEN(reasons); i++)
		if (tl_str_equal(tl_column_text(stmt, 0), tl_str(reasons[i].role)))
			why = reasons[i].why;
	tl_stmt_free(stmt);
	return tl_fail(err, EX_USAGE,
		"cell %s cannot be made again from published numbers: it %s; --csv without a cell "
		"lists those that can",
		remake->cell, why);
}

static bool find_method(struct remake *remake, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(
		remake->db, "SELECT r.method, c.method" SHOWN_SQL " AND c.id = ?1", err);
	bool row = false, known;

	if (!stmt)
		return false;
	tl_bind_textz(stmt, 1, remake->cell);
	if (!tl_stmt_next(stmt, &row, err))
		return false;
	known = row && can_remake(remake, stmt);
	tl_stmt_free(stmt);
	return known || say_why_not(remake, err);
}

bool explain_csv_list(struct tl_db *db, struct tl_buf *out, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(
		db, "SELECT r.method, c.method, c.id" SHOWN_SQL " ORDER BY c.id", err);
	struct tl_arena arena = {0};
	struct tl_buf stat = {0};
	bool row = false, ok = stmt != NULL;

	tl_buf_addc(out, "cell,stat\n");
	while (ok && (ok = tl_stmt_next(stmt, &row, err)) && row) {
		struct remake remake = {.arena = &arena, .db = db};

		if (!can_remake(&remake, stmt))
			continue;
		remake.cell = tl_arena_str(&arena, tl_column_text(stmt, 2)).data;
		tl_buf_clear(&stat);
		ok = read_settings(&remake, err) && add_options(&remake, &stat, err);
		tl_buf_addf(out, "%s,", remake.cell);
		tl_buf_add_csv(out, tl_buf_str(&stat));
		tl_buf_add_char(out, '\n');
		tl_arena_clear(&arena);
	}
	tl_buf_free(&stat);
	tl_arena_free(&arena);
	return ok;
}

/* One more cell's rows; the first one's header and options are everyone's. */
static bool add_cell(struct remake *remake, bool first, struct tl_buf *out, struct tl_buf *stat,
	struct tl_err *err)
{
	struct tl_buf own = {0};
	bool ok = find_method(remake, err) && read_settings(remake, err) &&
		  add_options(remake, first ? stat : &own, err);

	if (ok && !first && remakers[remake->method].alone)
		ok = tl_fail(err, EX_USAGE, "cell %s is made from %s; ask for it alone",
			remake->cell, remakers[remake->method].alone);
	if (ok && !first && !tl_str_equal(tl_buf_str(&own), tl_buf_str(stat)))
		ok = tl_fail(err, EX_USAGE,
			"cell %s is made by `stat %s`, the first one by `stat %s`; ask for them "
			"apart",
			remake->cell, tl_buf_c(&own), tl_buf_c(stat));
	if (ok && first)
		tl_buf_addc(out, tl_recipe_chart_divides(remake->settings.chart)
					 ? "cell,date,x,n\n"
					 : remakers[remake->method].header);
	ok = ok && remakers[remake->method].rows(remake, out, err);
	tl_buf_free(&own);
	return ok;
}

bool explain_csv(struct tl_db *db, const char *const *cells, size_t count, struct tl_buf *out,
	struct tl_buf *stat, struct tl_err *err)
{
	struct tl_arena arena = {0};
	bool ok = true;

	for (size_t i = 0; ok && i < count; i++) {
		struct remake remake = {.cell = cells[i], .arena = &arena, .db = db};

		ok = add_cell(&remake, i == 0, out, stat, err);
	}
	tl_arena_free(&arena);
	return ok;
}
