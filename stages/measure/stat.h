/*
 * `throughline stat METHOD`: one method of lib/stats on one CSV, so that any number can be checked
 * by hand. A CSV in, a CSV out; nothing of a study is read.
 *
 * To add a method: its pure functions in lib/stats/; a file stat_<method>.c with one
 * `const struct stat_method stat_method_<name>`; its line among the externs below and in THE table
 * (stat_methods.c). A run function asks for options and columns, computes, and puts columns:
 *
 *	static bool run(struct stat_run *run, struct tl_err *err)
 *	{
 *		const double *x, *n;
 *		struct stat_column *value;
 *
 *		if (!stat_numbers(run, "x", &x, err) || !stat_numbers(run, "n", &n, err))
 *			return false;
 *		stat_answer_rows(run);
 *		value = stat_put(run, "value");
 *		for (size_t i = 0; i < run->table.rows; i++)
 *			stat_real(run, value, i, x[i] / n[i]);
 *		return true;
 *	}
 *
 * Conventions (I1 to I5 of the shared page): blank, NA and NaN are unknown; what is not available
 * is an empty cell, infinity `Inf`; groups come out in order of value, numbers ascending, then text
 * by bytes. Everything lives in run->arena. Errors name the file, line and column, never what a
 * field holds.
 */
#ifndef MEASURE_STAT_H
#define MEASURE_STAT_H

#include <throughline/arena.h>
#include <throughline/err.h>
#include <throughline/stats.h>

/* ---- what a method is ---------------------------------------------------------------------- */

struct stat_option {
	const char *name; /* "per" is --per; the last of a list has NULL */
	const char *argument; /* "COLUMN", "N"; NULL: a flag */
	const char *fallback; /* what counts where it is not given; NULL: nothing does */
	const char *help; /* one line */
};
/* In every method that gives limits; repeatable. */
#define STAT_OPTION_LEVEL                                                                          \
	{                                                                                          \
		"level", "L", NULL, "limits at L percent only, as lower_L and upper_L (95, 99.8)"  \
	}
#define STAT_OPTION_END                                                                            \
	{                                                                                          \
		NULL, NULL, NULL, NULL                                                             \
	}

struct stat_run;
struct stat_method {
	const char *name;
	const char *summary; /* one line: what it answers */
	const struct stat_option *options;
	const char *help; /* columns, units, formula, source, when it refuses; ends in a newline */
	bool (*run)(struct stat_run *run, struct tl_err *err);
};

/* THE table, ends with NULL: in the order that --help lists them. */
extern const struct stat_method *const stat_methods[];
const struct stat_method *stat_method_of(const char *name); /* NULL: there is none */

extern const struct stat_method stat_method_proportion;
extern const struct stat_method stat_method_rate;
extern const struct stat_method stat_method_dsr;
extern const struct stat_method stat_method_isr;
extern const struct stat_method stat_method_mean;
extern const struct stat_method stat_method_quantile;
extern const struct stat_method stat_method_ratio;
extern const struct stat_method stat_method_difference;
extern const struct stat_method stat_method_mcnemar;
extern const struct stat_method stat_method_paired;
extern const struct stat_method stat_method_adjust;
extern const struct stat_method stat_method_spc;
extern const struct stat_method stat_method_funnel;
extern const struct stat_method stat_method_its;
extern const struct stat_method stat_method_survival;
extern const struct stat_method stat_method_did;
extern const struct stat_method stat_method_matching;
extern const struct stat_method stat_method_appraise;
extern const struct stat_method stat_method_deflate;
extern const struct stat_method stat_method_money;

/* ---- a run --------------------------------------------------------------------------------- */

/* The input: every field as text. */
struct stat_table {
	const char *path;
	size_t columns, rows;
	const struct tl_str *names;
	const struct tl_str *fields; /* rows times columns, row by row */
	const int64_t *lines; /* where each row starts in the file */
};
struct stat_column { /* of the answer */
	const char *name;
	struct tl_str *cells;
};
/* The values an option was given, in order. */
struct stat_values {
	const char *const *items;
	size_t count;
};
struct stat_run {
	struct tl_arena arena;
	const struct stat_method *method;
	const struct stat_values *given; /* at the option's place in method->options */
	struct stat_table table;
	bool repeats_input; /* the answer has the input's rows, its columns first */
	size_t answer_rows;
	struct stat_column **answer;
	size_t answer_columns, answer_capacity;
	struct tl_buf notes; /* a line each */
};

/* Reads path ("-": standard input) into run->table. */
bool stat_read(struct stat_run *run, const char *path, struct tl_err *err);
/* The answer as CSV; infinite and unknown numbers as I1 has them. */
void stat_write(const struct stat_run *run, struct tl_buf *out);
void stat_run_free(struct stat_run *run);

/* ---- options (stat_options.c); asking for one that the method does not list is our bug --------
 */

const char *stat_option(
	const struct stat_run *run, const char *name); /* or its fallback, or NULL */
bool stat_flag(const struct stat_run *run, const char *name);
struct stat_values stat_option_values(const struct stat_run *run, const char *name);
/* Left as they are where the option is not given and has no fallback. */
bool stat_option_real(
	const struct stat_run *run, const char *name, double *value, struct tl_err *err);
/* What multiplies value and limits: above 0. */
bool stat_option_scale(
	const struct stat_run *run, const char *name, double *scale, struct tl_err *err);
bool stat_option_whole(/* from least on */
	const struct stat_run *run, const char *name, size_t least, size_t *value,
	struct tl_err *err);
/* Always false: "--name takes one of these; did you mean that". words: ended by NULL. */
bool stat_unknown_word(
	const char *name, const char *text, const char *const *words, struct tl_err *err);
/* One of a closed set of words, ended by NULL: *chosen is its place. */
bool stat_option_word(const struct stat_run *run, const char *name, const char *const *words,
	size_t *chosen, struct tl_err *err);
/* "a,b,c" cut at its commas, blanks taken off. */
bool stat_option_list(struct stat_run *run, const char *name, struct tl_str **items, size_t *count);

/* ---- columns (stat_columns.c) -------------------------------------------------------------- */

/* The column of a name: the place of the only one, else a failure with the nearest name. */
bool stat_find(const struct stat_run *run, struct tl_str name, size_t *column, struct tl_err *err);
bool stat_has(const struct stat_run *run, struct tl_str name); /* one such column or more */
/* The column that an option names; where the option is not given: *column is SIZE_MAX. */
bool stat_column(
	const struct stat_run *run, const char *option, size_t *column, struct tl_err *err);
bool stat_is_unknown(struct tl_str field); /* blank, NA, NaN */
struct tl_str stat_field(const struct stat_run *run, size_t row, size_t column);
/* A column as numbers, NaN where unknown; anything else that is no number is refused, as is one
 * whose square could be none. */
#define STAT_NUMBER_MOST 1e100
bool stat_column_numbers(
	struct stat_run *run, size_t column, const double **values, struct tl_err *err);
/* Both in one: the numbers of the column that an option names. It must have a name. */
bool stat_numbers(
	struct stat_run *run, const char *option, const double **values, struct tl_err *err);
/* Fails with the line of a row: "file:line: column x: what". */
bool stat_refuse(const struct stat_run *run, size_t row, size_t column, struct tl_err *err,
	const char *what);

/* Order of fields as values: numbers ascending, then text by bytes; unknown last. */
int stat_compare_fields(struct tl_str a, struct tl_str b);

/* The distinct values of a column in that order, and which one each row has. Of an option's column
 * none may be unknown. */
struct stat_groups {
	size_t count;
	size_t *of; /* row -> group */
	struct tl_str *names;
	size_t *rows, *starts; /* group i: rows[starts[i]] up to starts[i + 1] */
	size_t column; /* SIZE_MAX: no column named, one group of all rows */
};
bool stat_groups_of(
	struct stat_run *run, const char *option, struct stat_groups *groups, struct tl_err *err);
void stat_groups_by(struct stat_run *run, size_t column, struct stat_groups *groups);
/* The rows of one group in file order; *count of them. */
const size_t *stat_group_rows(const struct stat_groups *groups, size_t group, size_t *count);
/* values[rows[i]] side by side. */
double *stat_pick(struct stat_run *run, const double *values, const size_t *rows, size_t count);

/* ---- the answer (stat_answer.c) ------------------------------------------------------------ */

void stat_answer_rows(struct stat_run *run); /* row for row, after the input's columns */
void stat_answer(struct stat_run *run, size_t rows); /* so many rows of its own */
/* A column of the answer, in order of the first call; all cells are empty. In a row-for-row answer
 * it takes the place of an input column of its name. */
struct stat_column *stat_put(struct stat_run *run, const char *name);
/* NULL as column is fine: nothing is set. 15 significant digits. */
void stat_real(struct stat_run *run, struct stat_column *column, size_t row, double value);
void stat_whole(struct stat_run *run, struct stat_column *column, size_t row, size_t value);
void stat_text(struct stat_run *run, struct stat_column *column, size_t row, const char *text);
void stat_str(struct stat_column *column, size_t row, struct tl_str text); /* must live on */
/* The group column, named as in the input, in an answer of one row a group. Nothing without one. */
void stat_put_groups(struct stat_run *run, const struct stat_groups *groups);

/* What the reader of the answer must know beside it, on standard error: "file:line: column x:
 * what". Counts and lines, never what a field holds. */
void stat_note(struct stat_run *run, size_t row, size_t column, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* In a row-for-row answer: how many rows have an empty cell in a column of it although the numbers
 * of all these options' columns (ended by NULL) are known. Such a row is refused, never unsaid. */
void stat_note_refused(
	struct stat_run *run, const struct stat_column *answer, const char *const *options);

/* The columns <prefix>lower_95<suffix>, <prefix>upper_95<suffix> of each level asked for. */
struct stat_levels {
	size_t count;
	const double *shares; /* 0.95, 0.998 */
	struct stat_column **lower, **upper;
};
bool stat_put_levels(struct stat_run *run, const char *prefix, const char *suffix,
	struct stat_levels *levels, struct tl_err *err);
void stat_limits(struct stat_run *run, const struct stat_levels *levels, size_t level, size_t row,
	struct tl_limits limits, double scale);

#endif
