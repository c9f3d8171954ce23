#include "explain_csv.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <throughline/arena.h>
#include <throughline/num.h>
#include <throughline/recipe.h>
#include <throughline/vec.h>

/* One cell that can be made again. */
struct remake {
	const char *cell;
	struct tl_arena *arena;
	struct tl_db *db;
	enum tl_method method;
	struct tl_recipe_settings settings;
};

struct series_point {
	char day[11]; /* the first of its month, of its period */
	double value; /* NaN: not shown */
	double numerator, denominator; /* of a share or rate */
};

/* ---- how a cell was made -------------------------------------------------------------------- */

static bool read_settings(struct remake *remake, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(remake->db,
		"SELECT s.name, s.value FROM measured.setting s JOIN measured.point p USING (point)"
		" WHERE p.id = ?1",
		err);
	bool row = true;

	if (!stmt)
		return false;
	remake->settings = (struct tl_recipe_settings){.per = 1, .polarity = "neither"};
	tl_bind_textz(stmt, 1, remake->cell);
	while (tl_stmt_next(stmt, &row, err) && row) {
		const char *value = tl_arena_str(remake->arena, tl_column_text(stmt, 1)).data;

		if (!tl_recipe_set(&remake->settings, tl_column_textz(stmt, 0), value))
			return tl_fail(err, EX_SOFTWARE, "setting \"%s\" is not known",
				tl_column_textz(stmt, 0));
	}
	tl_stmt_free(stmt);
	return !row;
}

/* ---- a series ------------------------------------------------------------------------------- */

struct series {
	TL_VEC(struct series_point) points;
};

/* Every cell with the key columns of its x, in order of position, as the publication has them. */
static bool read_series(struct remake *remake, struct series *series, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(remake->db,
		"SELECT c.period_from, iif(c.status IN ('shown', 'rounded'), c.value, NULL), "
		"c.numerator,"
		" c.denominator FROM operand o JOIN cell x ON x.id = o.operand JOIN cell c ON "
		"c.measure = "
		"x.measure"
		" AND c.statistic = x.statistic AND c.programme = x.programme AND c.locality = "
		"x.locality"
		" AND c.arm = x.arm AND c.partner = x.partner AND c.variant = x.variant"
		" AND c.grp = x.grp AND c.axis = x.axis"
		" WHERE o.cell = ?1 AND o.role = 'x' ORDER BY c.position",
		err);
	bool row = true;

	if (!stmt)
		return false;
	tl_bind_textz(stmt, 1, remake->cell);
	while (tl_stmt_next(stmt, &row, err) && row) {
		struct series_point *point = tl_vec_push(&series->points);

		snprintf(point->day, sizeof point->day, "%s", tl_column_textz(stmt, 0));
		point->value = tl_column_real(stmt, 1);
		point->numerator = tl_column_real(stmt, 2);
		point->denominator = tl_column_real(stmt, 3);
	}
	tl_stmt_free(stmt);
	return !row;
}

static bool is_in_month(const char *day, struct tl_str month)
{
	return tl_str_starts(
		tl_str(day), tl_str_slice(month.data, month.length < 7 ? month.length : 7));
}

/* A rebase in a month that is not shown takes effect at the next one that is, and where all before
 * it are hidden there is nothing to rebase. */
static const char *rebase_day(const struct series *series, struct tl_str rebase)
{
	bool shown = false, due = false;

	for (size_t i = 0; i < series->points.count; i++) {
		const struct series_point *point = &series->points.items[i];

		due |= shown && is_in_month(point->day, rebase);
		if (isnan(point->value))
			continue;
		if (due)
			return point->day;
		shown = true;
	}
	return NULL;
}

static bool add_xmr_options(struct remake *remake, struct tl_buf *stat, struct tl_err *err)
{
	struct tl_str rest = tl_str(remake->settings.rebase), rebase;
	struct series series = {0};
	bool ok = !rest.length || read_series(remake, &series, err);

	if (tl_recipe_chart_divides(remake->settings.chart)) {
		tl_buf_addf(stat, " --chart %s --value x --denominator n --by cell --per ",
			remake->settings.chart);
		tl_buf_add_real(stat, remake->settings.per);
	} else if (remake->settings.chart) {
		tl_buf_addf(stat, " --chart %s --by cell", remake->settings.chart);
	} else {
		tl_buf_addf(stat, " --chart xmr --by cell --good %s", remake->settings.polarity);
	}
	if (remake->settings.baseline)
		tl_buf_addf(stat, " --baseline %u", remake->settings.baseline);
	while (ok && rest.length && tl_str_cut(&rest, ',', &rebase)) {
		const char *day = rebase_day(&series, rebase);

		if (day)
			tl_buf_addf(stat, " --rebase %s", day);
	}
	tl_vec_free(&series.points);
	return ok;
}

static bool add_xmr_rows(struct remake *remake, struct tl_buf *out, struct tl_err *err)
{
	struct series series = {0};
	bool ok = read_series(remake, &series, err);
	bool divides = tl_recipe_chart_divides(remake->settings.chart);

	for (size_t i = 0; ok && i < series.points.count; i++) {
		tl_buf_addf(out, "%s,%s,", remake->cell, series.points.items[i].day);
		if (divides && !isnan(series.points.items[i].value)) {
			tl_buf_add_real(out, series.points.items[i].numerator);
			tl_buf_add_char(out, ',');
			tl_buf_add_real(out, series.points.items[i].denominator);
		} else if (divides) {
			tl_buf_add_char(out, ',');
		} else {
			tl_buf_add_real(out, series.points.items[i].value);
		}
		tl_buf_add_char(out, '\n');
	}
	tl_vec_free(&series.points);
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

static bool add_operands(struct remake *remake, struct tl_buf *out, struct tl_err *err)
{
	const char *const *roles = tl_methods[remake->method].roles;

	tl_buf_addc(out, remake->cell);
	for (size_t i = 0; roles[i] && (i < 5 || strcmp(roles[i], "x") != 0); i++) {
		double value;

		if (!operand_value(remake, roles[i], &value, err))
			return false;
		tl_buf_add_char(out, ',');
		tl_buf_add_real(out, value);
	}
	tl_buf_add_char(out, '\n');
	return true;
}

/* A line a stratum: what stands at its place under each role. */
static bool add_strata(struct remake *remake, struct tl_buf *out, struct tl_err *err)
{
	const char *const *roles = tl_methods[remake->method].roles;
	struct tl_stmt *stmt = tl_db_prepare(remake->db,
		"SELECT o.position, c.value FROM operand o JOIN cell c ON c.id = o.operand"
		" WHERE o.cell = ?1 ORDER BY o.position, CASE o.role WHEN ?2 THEN 1 WHEN ?3 THEN 2"
		" WHEN ?4 THEN 3 ELSE 4 END",
		err);
	bool row = true;
	int64_t last = -1;

	if (!stmt)
		return false;
	tl_bind_textz(stmt, 1, remake->cell);
	for (int r = 0; r < 3; r++)
		tl_bind_textz(stmt, r + 2, roles[r]);
	while (tl_stmt_next(stmt, &row, err) && row) {
		if (tl_column_int(stmt, 0) != last)
			tl_buf_addf(out, "%s%s", last < 0 ? "" : "\n", remake->cell);
		last = tl_column_int(stmt, 0);
		tl_buf_add_char(out, ',');
		tl_buf_add_real(out, tl_column_real(stmt, 1));
	}
	tl_buf_add_char(out, '\n');
	tl_stmt_free(stmt);
	return !row;
}

/* A share of the rest: those of n that are not x. */
static bool add_share(struct remake *remake, struct tl_buf *out, struct tl_err *err)
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

/* Every p of the family; `cell` names the one whose adjusted p this cell is. */
static bool add_family(struct remake *remake, struct tl_buf *out, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(remake->db,
		"SELECT o.operand = (SELECT operand FROM operand WHERE cell = ?1 AND role = 'x'),"
		" CASE WHEN c.status IN ('shown', 'rounded') THEN c.value"
		" WHEN c.status IN ('not available', 'not applicable') THEN NULL ELSE 1 END"
		" FROM operand o JOIN cell c ON c.id = o.operand"
		" WHERE o.cell = ?1 AND o.role = 'among' ORDER BY o.position",
		err);
	bool row = true;

	if (!stmt)
		return false;
	tl_bind_textz(stmt, 1, remake->cell);
	while (tl_stmt_next(stmt, &row, err) && row) {
		tl_buf_addf(out, "%s,", tl_column_int(stmt, 0) ? remake->cell : "");
		tl_buf_add_real(out, tl_column_real(stmt, 1));
		tl_buf_add_char(out, '\n');
	}
	tl_stmt_free(stmt);
	return !row;
}

/* ---- the methods ---------------------------------------------------------------------------- */

#define RATIO_HEADER "cell,x1,t1,x0,t0,se\n"

/* header NULL: nothing in `throughline stat` gives its value. */
static const struct {
	const char *header, *stat; /* the method of `throughline stat` and its options */
	bool has_per; /* the last of them is followed by the recipe's `per` */
	bool (*more)(struct remake *remake, struct tl_buf *stat, struct tl_err *err); /* or NULL */
	bool (*rows)(struct remake *remake, struct tl_buf *out, struct tl_err *err);
} remakers[] = {
	[TL_METHOD_SHARE] = {"cell,x,n\n", "proportion --multiplier 100", .rows = add_share},
	[TL_METHOD_RATE] = {"cell,x,n\n", "rate --per ", true, .rows = add_operands},
	[TL_METHOD_RATIO] = {RATIO_HEADER, "ratio --se se", .rows = add_operands},
	[TL_METHOD_CHANGE] = {RATIO_HEADER, "ratio --se se --change", .rows = add_operands},
	[TL_METHOD_AVOIDED] = {RATIO_HEADER, "ratio --se se --avoided", .rows = add_operands},
	[TL_METHOD_E_VALUE] = {RATIO_HEADER, "ratio --se se --e-value", .rows = add_operands},
	[TL_METHOD_P] = {RATIO_HEADER, "ratio --se se --p", .rows = add_operands},
	[TL_METHOD_HOLM] = {"cell,p\n", "adjust --p p", .rows = add_family},
	[TL_METHOD_BH] = {"cell,p\n", "adjust --p p", .rows = add_family},
	[TL_METHOD_DIFFERENCE] = {.header = NULL},
	[TL_METHOD_XMR] = {"cell,date,value\n", "spc", .more = add_xmr_options,
		.rows = add_xmr_rows},
	[TL_METHOD_DSR] = {"cell,count,pop,stdpop\n", "dsr --by cell --per ", true,
		.rows = add_strata},
	[TL_METHOD_ISR] = {"cell,count,pop,refcount,refpop\n", "isr --by cell --ratio ", true,
		.rows = add_strata},
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
	" WHERE c.method <> '' AND c.status IN ('shown', 'rounded')"                               \
	" AND NOT (r.method IN ('change', 'e-value', 'p') AND EXISTS"                              \
	" (SELECT 1 FROM operand o WHERE o.cell = c.id AND o.role = 'x'))"

/* The method that a stored name means, where something can make its value again. */
static bool can_remake(struct tl_str name, enum tl_method *method)
{
	return tl_method_of(name, method) && remakers[*method].header;
}

static bool find_method(struct remake *remake, struct tl_err *err)
{
	struct tl_stmt *stmt =
		tl_db_prepare(remake->db, "SELECT r.method" SHOWN_SQL " AND c.id = ?1", err);
	bool row = false, known;

	if (!stmt)
		return false;
	tl_bind_textz(stmt, 1, remake->cell);
	if (!tl_stmt_next(stmt, &row, err))
		return false;
	known = row && can_remake(tl_column_text(stmt, 0), &remake->method);
	tl_stmt_free(stmt);
	return known ||
	       tl_fail(err, EX_USAGE,
		       "cell %s cannot be made again from published numbers; --csv without "
		       "a cell lists those that can",
		       remake->cell);
}

bool explain_csv_list(struct tl_db *db, struct tl_buf *out, struct tl_err *err)
{
	struct tl_stmt *stmt =
		tl_db_prepare(db, "SELECT c.id, r.method" SHOWN_SQL " ORDER BY c.id", err);
	struct tl_arena arena = {0};
	bool row = false, ok = stmt != NULL;

	tl_buf_addc(out, "cell,stat\n");
	while (ok && (ok = tl_stmt_next(stmt, &row, err)) && row) {
		struct remake remake = {.arena = &arena, .db = db};

		if (!can_remake(tl_column_text(stmt, 1), &remake.method))
			continue;
		remake.cell = tl_arena_str(&arena, tl_column_text(stmt, 0)).data;
		tl_buf_addf(out, "%s,", remake.cell);
		ok = read_settings(&remake, err) && add_options(&remake, out, err);
		tl_buf_add_char(out, '\n');
		tl_arena_clear(&arena);
	}
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

	if (ok && !first && (remake->method == TL_METHOD_HOLM || remake->method == TL_METHOD_BH))
		ok = tl_fail(err, EX_USAGE,
			"cell %s is adjusted over a family of its own; ask for it alone",
			remake->cell);
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
