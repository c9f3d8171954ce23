/* What stands in one cell of a sheet. */
#include "study_sheet.h"

#include <stdlib.h>
#include <throughline/num.h>

static const char *typed(const struct study_sheet *s, size_t row, size_t column)
{
	return tl_arena_text(&s->check.study->arena, study_cell(s, row, column));
}

void study_cell_text(const struct study_sheet *s, size_t row, size_t column, const char **text)
{
	if (!study_cell_is_blank(s, row, column))
		*text = typed(s, row, column);
}

bool study_cell_needed(const struct study_sheet *s, size_t row, size_t column, const char **text)
{
	if (study_cell_is_blank(s, row, column))
		return study_sheet_fail(
			s, row, column, "the %s is blank; fill it in", s->names[column]);
	*text = typed(s, row, column);
	return true;
}

bool study_cell_number(const struct study_sheet *s, size_t row, size_t column, double *value)
{
	return study_cell_is_blank(s, row, column) ||
	       tl_num_real(
		       study_cell(s, row, column), (struct tl_num_style){.group = ','}, value) ||
	       study_sheet_fail(s, row, column, "\"%s\" is not a number", typed(s, row, column));
}

/* "0.3", "30%". A bare 30 is most likely a percentage, and would be taken a hundred times. */
bool study_cell_share(const struct study_sheet *s, size_t row, size_t column, double *share)
{
	struct tl_str text = study_cell(s, row, column), number = text;
	bool percent = tl_str_ends(text, TL_STR("%"));
	double value;

	if (!text.length)
		return true;
	if (percent)
		number = tl_str_trim(tl_str_slice(text.data, text.length - 1));
	if (!tl_num_real(number, (struct tl_num_style){0}, &value))
		return study_sheet_fail(s, row, column,
			"\"%s\" is not a share; write it as 0.3 or 30%%", typed(s, row, column));
	if (percent)
		value /= 100;
	if (!(value >= 0 && value <= 1))
		return study_sheet_fail(s, row, column,
			"\"%s\" is not between 0 and 1; write a share as 0.3 or 30%%",
			typed(s, row, column));
	*share = value;
	return true;
}

bool study_cell_year(const struct study_sheet *s, size_t row, size_t column, int *year)
{
	return study_cell_is_blank(s, row, column) ||
	       tl_year_read(study_cell(s, row, column), year) ||
	       study_sheet_fail(s, row, column,
		       "\"%s\" is not a financial year; write the year it begins in, 2013, or "
		       "2013/14 (Excel makes a month of 2011/12)",
		       typed(s, row, column));
}

bool study_cell_day(const struct study_sheet *s, size_t row, size_t column, struct tl_day *day)
{
	return study_cell_is_blank(s, row, column) ||
	       tl_day_parse(study_cell(s, row, column), "default", day) ||
	       study_sheet_fail(s, row, column, "\"%s\" is not a date; write it as 2014-06-30",
		       typed(s, row, column));
}

bool study_cell_month(const struct study_sheet *s, size_t row, size_t column, struct tl_day *day)
{
	return study_cell_is_blank(s, row, column) ||
	       tl_day_parse(study_cell(s, row, column), "%Y-%m", day) ||
	       study_sheet_fail(s, row, column, "\"%s\" is not a month; write it as 2014-06",
		       typed(s, row, column));
}

bool study_cell_pounds(const struct study_sheet *s, size_t row, size_t column, int64_t *value)
{
	return study_cell_is_blank(s, row, column) ||
	       tl_money_read_pounds(study_cell(s, row, column), value) ||
	       study_sheet_fail(s, row, column,
		       "\"%s\" is not an amount in pounds; write it as 1234.50",
		       typed(s, row, column));
}

bool study_cell_money(
	const struct study_sheet *s, size_t row, size_t pounds, size_t pence, int64_t *value)
{
	if (study_cell_is_blank(s, row, pence))
		return study_cell_pounds(s, row, pounds, value);
	if (!study_cell_is_blank(s, row, pounds))
		return study_sheet_fail(s, row, pence,
			"there is an amount in pounds and one in pence; leave one out");
	return tl_money_read_pence(study_cell(s, row, pence), value) ||
	       study_sheet_fail(s, row, pence, "\"%s\" is not a whole number of pence",
		       typed(s, row, pence));
}

/* ---- words and names ------------------------------------------------------------------------ */

bool study_cell_word(const struct study_sheet *s, size_t row, size_t column,
	const char *const *words, size_t count, size_t *which)
{
	struct tl_str text = study_cell(s, row, column);
	struct tl_buf wants = {0};

	if (!text.length)
		return true;
	for (size_t i = 0; i < count; i++) {
		if (!tl_str_equal_fold(text, tl_str(words[i])))
			continue;
		*which = i;
		return true;
	}
	for (size_t i = 0; i < count; i++)
		if (*words[i])
			tl_buf_addf(&wants, "%s%s",
				!wants.length   ? ""
				: i + 1 < count ? ", "
						: " or ",
				words[i]);
	study_sheet_fail(s, row, column, "\"%s\" is not known here; write %s",
		typed(s, row, column), tl_buf_c(&wants));
	tl_buf_free(&wants);
	return false;
}

bool study_cell_name(const struct study_sheet *s, size_t row, size_t column,
	const char *const *names, size_t count, const char *among, size_t *which)
{
	struct tl_str text = study_cell(s, row, column);

	if (!text.length)
		return true;
	for (size_t i = 0; i < count; i++) {
		if (!tl_str_equal(text, tl_str(names[i])))
			continue;
		*which = i;
		return true;
	}
	return study_sheet_fail(s, row, column, "\"%s\" is not among %s; %s", typed(s, row, column),
		among, study_hint(&s->check, typed(s, row, column), names, count));
}

bool study_sheet_unique(const struct study_sheet *sheet, size_t column)
{
	struct tl_str *texts = tl_alloc(sheet->rows + 1, sizeof *texts);
	uint32_t *order;
	size_t later = SIZE_MAX, earlier = 0;

	for (size_t i = 0; i < sheet->rows; i++)
		texts[i] = study_cell(sheet, i, column);
	order = tl_str_sort(texts, sheet->rows);
	for (size_t i = 1; i < sheet->rows; i++)
		if (tl_str_equal(texts[i - 1], texts[i]) && order[i] < later) {
			later = order[i];
			earlier = order[i - 1];
		}
	free(order);
	free(texts);
	return later == SIZE_MAX || study_sheet_fail(sheet, later, column,
					    "\"%s\" is on line %lld already; give it another %s",
					    typed(sheet, later, column),
					    (long long)sheet->lines[earlier], sheet->names[column]);
}

/* ---- what the study defines ------------------------------------------------------------------ */

bool study_cell_partner(const struct study_sheet *s, size_t row, size_t column, const char **code)
{
	const struct tl_study *study = s->check.study;
	struct tl_str text = study_cell(s, row, column);
	const char **codes =
		tl_arena_array(&s->check.study->arena, study->partners_count + 1, sizeof *codes);

	if (!text.length)
		return true;
	for (unsigned i = 0; i < study->partners_count; i++) {
		codes[i] = study->partners[i].code;
		if (tl_str_equal_fold(text, tl_str(codes[i])) ||
			tl_str_equal_fold(text, tl_str(study->partners[i].label))) {
			*code = codes[i];
			return true;
		}
	}
	if (tl_str_equal_fold(text, TL_STR(TL_SOCIETY))) {
		*code = TL_SOCIETY;
		return true;
	}
	return study_sheet_fail(s, row, column,
		"\"%s\" is not among the partners of study.yaml, nor \"" TL_SOCIETY "\"; %s",
		typed(s, row, column),
		study_hint(&s->check, typed(s, row, column), codes, study->partners_count));
}

bool study_cell_programme(const struct study_sheet *s, size_t row, size_t column,
	const struct tl_programme **programme)
{
	const struct tl_study *study = s->check.study;
	const char **names =
		tl_arena_array(&s->check.study->arena, study->programmes_count + 1, sizeof *names);
	size_t which = SIZE_MAX;

	for (size_t i = 0; i < study->programmes_count; i++)
		names[i] = study->programmes[i]->name;
	if (!study_cell_name(
		    s, row, column, names, study->programmes_count, "the programmes", &which))
		return false;
	if (which != SIZE_MAX)
		*programme = study->programmes[which];
	return true;
}

bool study_cell_measure(
	const struct study_sheet *s, size_t row, size_t column, const struct tl_measure **measure)
{
	const struct tl_study *study = s->check.study;
	const char **names =
		tl_arena_array(&s->check.study->arena, study->measures_count + 1, sizeof *names);
	size_t which = SIZE_MAX;

	for (size_t i = 0; i < study->measures_count; i++)
		names[i] = study->measures[i]->name;
	if (!study_cell_name(s, row, column, names, study->measures_count,
		    "the measures that the study uses", &which))
		return false;
	if (which != SIZE_MAX)
		*measure = study->measures[which];
	return true;
}
