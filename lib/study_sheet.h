/*
 * One sheet of a study, read whole: its rows by the columns that are known, and the words it fails
 * with. A cell is trimmed; a blank one is "".
 */
#ifndef THROUGHLINE_LIB_STUDY_SHEET_H
#define THROUGHLINE_LIB_STUDY_SHEET_H

#include "study_private.h"

#include <throughline/accounts.h>
#include <throughline/sheet.h>

struct study_sheet {
	struct study_check check; /* its own path */
	const struct tl_sheet_column *columns;
	size_t column_count;
	const char **names; /* of the columns, as messages say them */
	size_t *at; /* the field that holds a column; TL_SHEET_NOWHERE: none does */
	size_t rows;
	int64_t *lines;
	struct tl_str *cells; /* rows x column_count */
};

/* A file that is not there has no rows; sheet.h says what is made of its header. */
bool study_sheet_read(const struct study_check *check, const char *path,
	const struct tl_sheet_column *columns, size_t column_count, struct study_sheet *sheet);
struct tl_str study_cell(const struct study_sheet *sheet, size_t row, size_t column);
bool study_cell_is_blank(const struct study_sheet *sheet, size_t row, size_t column);
/* "costs.csv:4:3: message"; false. */
bool study_sheet_fail(const struct study_sheet *sheet, size_t row, size_t column,
	const char *format, ...) TL_PRINTF(4, 5);
void study_sheet_warn(const struct study_sheet *sheet, size_t row, size_t column,
	const char *format, ...) TL_PRINTF(4, 5);

/* Each leaves *value alone where the cell is blank, so that a default stays. */
void study_cell_text(const struct study_sheet *s, size_t row, size_t column, const char **text);
bool study_cell_needed(const struct study_sheet *s, size_t row, size_t column, const char **text);
bool study_cell_number(const struct study_sheet *s, size_t row, size_t column, double *value);
bool study_cell_share(const struct study_sheet *s, size_t row, size_t column, double *share);
bool study_cell_year(const struct study_sheet *s, size_t row, size_t column, int *year);
bool study_cell_day(const struct study_sheet *s, size_t row, size_t column, struct tl_day *day);
bool study_cell_month(const struct study_sheet *s, size_t row, size_t column, struct tl_day *day);
/* Pounds in one column or pence in the other; both filled in is wrong. */
bool study_cell_money(
	const struct study_sheet *s, size_t row, size_t pounds, size_t pence, int64_t *value);
bool study_cell_pounds(const struct study_sheet *s, size_t row, size_t column, int64_t *value);
/* One of count words; *which is its place. */
bool study_cell_word(const struct study_sheet *s, size_t row, size_t column,
	const char *const *words, size_t count, size_t *which);
/* One of count names that something else defines (`among`: "the programmes"). */
bool study_cell_name(const struct study_sheet *s, size_t row, size_t column,
	const char *const *names, size_t count, const char *among, size_t *which);
/* No two rows have the same text in the column, letters without case. */
bool study_sheet_unique(const struct study_sheet *sheet, size_t column);

/* Who may stand for an agency: a partner by code or label, or society. */
bool study_cell_partner(const struct study_sheet *s, size_t row, size_t column, const char **code);
bool study_cell_programme(const struct study_sheet *s, size_t row, size_t column,
	const struct tl_programme **programme);
bool study_cell_measure(
	const struct study_sheet *s, size_t row, size_t column, const struct tl_measure **measure);

/* The sheets, in the order they build on one another. Each reads and checks its own. */
bool study_read_costs(
	const struct study_check *check, const char *path, struct tl_accounts *accounts);
bool study_read_bias(const struct study_check *check, struct tl_accounts *accounts);
bool study_read_deflators(const struct study_check *check, struct tl_accounts *accounts);
bool study_read_discount(const struct study_check *check, struct tl_accounts *accounts);
/* The rates that an appraisal beginning in terms.first_year has by a schedule. */
bool study_settle_discount(
	const struct study_check *check, const char *schedule, struct tl_accounts *accounts);
bool study_check_costs(const struct study_check *check, struct tl_accounts *accounts);
bool study_read_benefits(const struct study_check *check, struct tl_accounts *accounts);
bool study_read_profile(const struct study_check *check, struct tl_accounts *accounts);
bool study_read_spend(const struct study_check *check, struct tl_accounts *accounts);
bool study_read_signoff(const struct study_check *check, struct tl_accounts *accounts);
bool study_read_agreements(const struct study_check *check, struct tl_accounts *accounts);
bool study_read_rates(const struct study_check *check, struct tl_accounts *accounts);
bool study_read_targets(const struct study_check *check, struct tl_accounts *accounts);
bool study_read_benchmarks(const struct study_check *check, struct tl_accounts *accounts);

/* The file of that name in the study, else in the catalogue. */
const char *study_sheet_path(const struct study_check *check, const char *name);

#endif
