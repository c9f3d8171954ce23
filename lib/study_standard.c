/* `standardise:` of a measure: the strata of its population and, of a direct one, how many the
 * standard population has in each. */
#include "study_sheet.h"

#include <math.h>
#include <string.h>
#include <throughline/num.h>

#define OLDEST 999 /* the end of an open band */

/* ---- bands of age ---------------------------------------------------------------------------- */

static bool read_age(struct tl_str text, int *age)
{
	int64_t number;

	if (!tl_num_int(tl_str_trim(text), (struct tl_num_style){0}, &number) || number < 0 ||
		number > OLDEST)
		return false;
	*age = (int)number;
	return true;
}

static struct tl_str without(struct tl_str text, size_t first, size_t last)
{
	return tl_str_slice(text.data + first, text.length - first - last);
}

static bool read_open(struct tl_str text, int *from, int *to)
{
	static const char *const ends[] = {"+", "and over", "and above", "or over", "plus"};

	for (size_t i = 0; i < TL_LEN(ends); i++)
		if (tl_str_ends(text, tl_str(ends[i]))) {
			*to = OLDEST;
			return read_age(without(text, 0, strlen(ends[i])), from);
		}
	return false;
}

static bool read_under(struct tl_str text, int *from, int *to)
{
	static const char *const starts[] = {"under ", "Under ", "<"};

	for (size_t i = 0; i < TL_LEN(starts); i++)
		if (tl_str_starts(text, tl_str(starts[i])) &&
			read_age(without(text, strlen(starts[i]), 0), to) && *to > 0) {
			*from = 0;
			*to -= 1;
			return true;
		}
	return false;
}

/* "0-4", "0 to 4", "85+", "85 and over", "under 1", "0": whole years, both included. */
bool tl_age_band(struct tl_str text, int *from, int *to)
{
	static const char *const between[] = {"-", " to "};

	text = tl_str_trim(text);
	if (read_open(text, from, to) || read_under(text, from, to))
		return true;
	for (size_t i = 0; i < TL_LEN(between); i++) {
		size_t length = strlen(between[i]);

		for (size_t at = 1; at + length < text.length; at++)
			if (tl_str_equal(tl_str_slice(text.data + at, length), tl_str(between[i])))
				return read_age(tl_str_slice(text.data, at), from) &&
				       read_age(without(text, at + length, 0), to) && *from <= *to;
	}
	if (!read_age(text, from))
		return false;
	*to = *from;
	return true;
}

/* ---- strata ---------------------------------------------------------------------------------- */

static const struct tl_field *field_of(
	const struct study_check *check, const struct tl_measure *measure, const char *column)
{
	const struct tl_contract *contract =
		tl_study_contract(check->study, measure->denominator.contracts[0]);

	return tl_contract_field(contract, column);
}

/* The codes that rows keep: those that mean themselves. */
static size_t kept_codes(const struct tl_field *field, const struct tl_code **codes)
{
	size_t count = 0;

	for (unsigned i = 0; i < field->codes_count; i++)
		if (!field->codes[i].means ||
			strcmp(field->codes[i].means, field->codes[i].code) == 0)
			codes[count++] = &field->codes[i];
	return count;
}

static bool codes_of(const struct study_check *check, const struct tl_measure *measure,
	const char *key, const char *column, const struct tl_code ***codes, size_t *count)
{
	const struct tl_field *field;
	const char *at = study_at(check, "standardise.%s", key);

	*codes = NULL;
	*count = 0;
	if (!column)
		return true;
	if (!study_check_column(check, at, &measure->denominator, column, STUDY_ANY_COLUMN) ||
		(!tl_kinds[measure->numerator.kind].has_persons &&
			!study_check_column(
				check, at, &measure->numerator, column, STUDY_ANY_COLUMN)))
		return false;
	field = field_of(check, measure, column);
	*codes = tl_arena_array(&check->study->arena, field->codes_count + 1, sizeof **codes);
	*count = kept_codes(field, *codes);
	return *count ? true
		      : study_fail(check, at,
				"\"%s\" has no codes; list them in the contract, so that the "
				"strata are known",
				column);
}

static bool check_bands(
	const struct study_check *check, const struct tl_code *const *ages, size_t count)
{
	int from, to, other_from, other_to;

	for (size_t i = 0; i < count; i++) {
		if (!tl_age_band(tl_str(ages[i]->code), &from, &to))
			return study_fail(check, "standardise.age",
				"the code \"%s\" is no band of age; write it as 0-4, 85+ or under "
				"1",
				ages[i]->code);
		for (size_t j = 0; j < i; j++)
			if (tl_age_band(tl_str(ages[j]->code), &other_from, &other_to) &&
				from <= other_to && other_from <= to)
				return study_fail(check, "standardise.age",
					"the bands \"%s\" and \"%s\" have ages in common",
					ages[j]->code, ages[i]->code);
	}
	return true;
}

static void add_stratum(struct tl_study *study, struct tl_standardise *standardise,
	const struct tl_code *age, const struct tl_code *sex)
{
	struct tl_stratum *stratum = &standardise->strata[standardise->strata_count++];

	*stratum = (struct tl_stratum){
		.age = age ? age->code : NULL, .sex = sex ? sex->code : NULL, .to = OLDEST};
	if (age)
		tl_age_band(tl_str(age->code), &stratum->from, &stratum->to);
	stratum->code = tl_arena_printf(&study->arena, "%s%s%s", age ? age->code : "",
		age && sex ? " " : "", sex ? sex->code : "");
	stratum->label = tl_arena_printf(&study->arena, "%s%s%s",
		age ? age->label ? age->label : age->code : "", age && sex ? ", " : "",
		sex ? sex->label ? sex->label : sex->code : "");
}

static bool make_strata(const struct study_check *check, struct tl_measure *measure)
{
	struct tl_standardise *standardise = &measure->standardise;
	const struct tl_code **ages, **sexes;
	size_t age_count, sex_count;

	if (!codes_of(check, measure, "age", standardise->age, &ages, &age_count) ||
		!codes_of(check, measure, "sex", standardise->sex, &sexes, &sex_count) ||
		!check_bands(check, ages, age_count))
		return false;
	standardise->strata = tl_arena_array(&check->study->arena,
		(age_count + 1) * (sex_count + 1), sizeof *standardise->strata);
	for (size_t a = 0; a < age_count || (a == 0 && !age_count); a++)
		for (size_t s = 0; s < sex_count || (s == 0 && !sex_count); s++)
			add_stratum(check->study, standardise, age_count ? ages[a] : NULL,
				sex_count ? sexes[s] : NULL);
	return true;
}

/* ---- the standard ---------------------------------------------------------------------------- */

enum { AGE, SEX, PEOPLE, SOURCE };
static const struct tl_sheet_column columns[] = {
	[AGE] = {"age", true},
	[SEX] = {"sex", false},
	[PEOPLE] = {"people", true},
	[SOURCE] = {"source", false},
};

/* A line belongs to every stratum that holds its ages: with a sex only to those of that sex. One
 * outside all strata is left out: the standard's part of the ages that the population has. */
static bool place_line(const struct study_sheet *s, size_t row, struct tl_standardise *standardise)
{
	struct tl_str sex = study_cell(s, row, SEX);
	bool by_sex = standardise->sex && sex.length;
	double people = NAN;
	int from, to;

	if (!study_cell_number(s, row, PEOPLE, &people))
		return false;
	if (!(people >= 0))
		return study_sheet_fail(
			s, row, PEOPLE, "how many people is a number from nought on");
	if (!tl_age_band(study_cell(s, row, AGE), &from, &to))
		return study_sheet_fail(
			s, row, AGE, "this is no band of age; write it as 0-4, 85+ or under 1");
	for (unsigned i = 0; i < standardise->strata_count; i++) {
		struct tl_stratum *stratum = &standardise->strata[i];

		if (by_sex && !tl_str_equal_fold(sex, tl_str(stratum->sex)))
			continue;
		if (from > stratum->to || to < stratum->from)
			continue;
		if (from < stratum->from || (to > stratum->to && stratum->to != OLDEST))
			return study_sheet_fail(s, row, AGE,
				"this band lies only in part in the population's \"%s\"; the "
				"standard needs bands as fine as the population's",
				stratum->code);
		stratum->weight += people;
	}
	return true;
}

static bool read_standard(const struct study_check *check, struct tl_standardise *standardise)
{
	struct tl_arena *arena = &check->study->arena;
	const char *name = tl_arena_printf(arena, "standards/%s.csv", standardise->standard);
	struct study_sheet sheet;

	if (!study_check_form(check, "standardise.standard", standardise->standard) ||
		!study_sheet_read(
			check, study_sheet_path(check, name), columns, TL_LEN(columns), &sheet))
		return false;
	if (!sheet.rows)
		return study_fail(check, "standardise.standard",
			"there is no %s, here or in the catalogue, or it is empty", name);
	standardise->inputs[0] = tl_arena_printf(arena, "file:%s", name);
	standardise->inputs[1] = tl_arena_printf(arena, "data:catalogue/%s", name);
	for (size_t i = 0; i < sheet.rows; i++) {
		study_cell_text(&sheet, i, SOURCE, &standardise->source);
		if (!place_line(&sheet, i, standardise))
			return false;
	}
	for (unsigned i = 0; i < standardise->strata_count; i++)
		if (!(standardise->strata[i].weight > 0))
			return study_fail(check, "standardise.standard",
				"the standard \"%s\" has nobody in the population's \"%s\"",
				standardise->standard, standardise->strata[i].code);
	return true;
}

/* ---- all ------------------------------------------------------------------------------------- */

bool study_check_standardise(const struct study_check *check, struct tl_measure *measure)
{
	static const char *const methods[] = {"direct", "indirect"};
	struct tl_standardise *standardise = &measure->standardise;

	if (!standardise->age && !standardise->sex && !standardise->method &&
		!standardise->standard)
		return true;
	if (!standardise->age && !standardise->sex)
		return study_fail(check, "standardise",
			"name the population's column of ages, of sexes, or both: age, sex");
	if (measure->shape != TL_SHAPE_RATE || measure->denominator.kind != TL_KIND_POPULATION)
		return study_fail(check, "standardise",
			"only a rate per population can be standardised; leave this out");
	if (!study_check_word(
		    check, "standardise.method", standardise->method, methods, TL_LEN(methods)) ||
		!make_strata(check, measure))
		return false;
	standardise->indirect = standardise->method && strcmp(standardise->method, "indirect") == 0;
	if (standardise->indirect)
		return !standardise->standard ||
		       study_fail(check, "standardise.standard",
			       "an indirect one is held against all localities together; leave the "
			       "standard out");
	if (!standardise->standard)
		return study_fail(check, "standardise",
			"a direct one needs a standard population: name it, as standard: esp2013");
	return read_standard(check, standardise);
}
