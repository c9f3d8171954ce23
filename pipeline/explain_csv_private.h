/* What the files explain_csv*.c share: a cell that can be made again, the options of `throughline
 * stat` and the rows that do it. */
#ifndef PIPELINE_EXPLAIN_CSV_PRIVATE_H
#define PIPELINE_EXPLAIN_CSV_PRIVATE_H

#include <throughline/arena.h>
#include <throughline/db.h>
#include <throughline/num.h>
#include <throughline/recipe.h>
#include <throughline/vec.h>

struct remake {
	const char *cell;
	struct tl_arena *arena;
	struct tl_db *db;
	enum tl_method method;
	size_t columns; /* of its rows, the cell apart */
	struct tl_recipe_settings settings;
};

typedef bool explain_add_fn(struct remake *remake, struct tl_buf *out, struct tl_err *err);

/* explain_csv_series.c, explain_csv_its.c: a row a month */
explain_add_fn explain_xmr_options, explain_xmr_rows;
explain_add_fn explain_its_options, explain_its_rows;
/* explain_csv_rows.c: a row a cell, or a row an operand */
explain_add_fn explain_operand_rows, explain_strata_rows, explain_share_rows, explain_family_rows;
explain_add_fn explain_worst_rows;
explain_add_fn explain_money_options, explain_money_rows;

/* Hands on each row of a SELECT of the cell (?1) and of words (?2, ...; NULL ends them), in order.
 */
typedef void explain_row_fn(const struct remake *remake, struct tl_stmt *row, void *context);
bool explain_each_row(struct remake *remake, const char *sql, const char *const *words,
	explain_row_fn *take, void *context, struct tl_err *err);

/* ---- series: explain_csv_series.c ---- */

struct explain_month {
	char day[11]; /* the first of its month, of its period */
	double value; /* NaN: not shown */
	double numerator, denominator; /* of a share or rate */
};
struct explain_series {
	TL_VEC(struct explain_month) points;
};
/* sql: of a cell's id and a word (or NULL), first day, value, numerator and denominator. */
bool explain_read_months(struct remake *remake, const char *sql, const char *word,
	struct explain_series *series, struct tl_err *err);

#endif
