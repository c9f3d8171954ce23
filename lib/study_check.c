#include "study_private.h"

#include <string.h>

#define MONTHS_MAX                                                                                 \
	1200 /* a century: more is a slip of the pen, and every measure has a cell each */

static const char **list_of(const struct study_check *check, size_t count)
{
	return tl_arena_array(&check->study->arena, count, sizeof(char *));
}

static bool check_localities(const struct study_check *check, const struct tl_study_file *file)
{
	const char **codes = list_of(check, file->localities_count);

	for (unsigned i = 0; i < file->localities_count; i++) {
		codes[i] = file->localities[i].code;
		if (tl_str_equal(tl_str(codes[i]), TL_STR("all")) ||
			tl_str_equal(tl_str(codes[i]), TL_STR("elsewhere")))
			return study_fail(check, study_at(check, "localities.%u.code", i),
				"\"%s\" has a meaning of its own; give the locality another code",
				codes[i]);
	}
	return study_check_unique(check, "localities", "code", codes, file->localities_count);
}

/* A spelling that two localities share would send rows to whichever comes first. */
static bool check_spelling(const struct study_check *check, const char *at, const char *spelling,
	const struct tl_locality *locality)
{
	struct tl_str code;

	return !tl_study_locality(check->study, tl_str(spelling), &code) ||
	       tl_str_equal(code, tl_str(locality->code)) ||
	       study_fail(check, at,
		       "\"%s\" means the locality \"" TL_STR_FMT "\" already; leave one out",
		       spelling, TL_STR_ARG(code));
}

static bool check_spellings(const struct study_check *check, const struct tl_study_file *file)
{
	for (unsigned i = 0; i < file->localities_count; i++) {
		const struct tl_locality *locality = &file->localities[i];
		const char *at = study_at(check, "localities.%u", i);

		if (!check_spelling(
			    check, study_at(check, "%s.code", at), locality->code, locality) ||
			!check_spelling(
				check, study_at(check, "%s.label", at), locality->label, locality))
			return false;
		for (unsigned j = 0; j < locality->names_count; j++)
			if (!check_spelling(check, study_at(check, "%s.names.%u", at, j),
				    locality->names[j], locality))
				return false;
	}
	return true;
}

static bool check_partners(const struct study_check *check, const struct tl_study_file *file)
{
	const char **codes = list_of(check, file->partners_count);

	for (unsigned i = 0; i < file->partners_count; i++)
		codes[i] = file->partners[i].code;
	return study_check_unique(check, "partners", "code", codes, file->partners_count);
}

/* One file may carry several kinds of rows, each under a contract of its own. */
static const char *file_and_contract(
	const struct study_check *check, const struct tl_extract *extract)
{
	return tl_arena_printf(
		&check->study->arena, "%s under contract %s", extract->file, extract->contract);
}

static bool check_extracts(const struct study_check *check, const struct tl_study_file *file)
{
	const char **files = list_of(check, file->extracts_count);

	for (unsigned i = 0; i < file->extracts_count; i++) {
		struct tl_extract *extract = &file->extracts[i];

		files[i] = file_and_contract(check, extract);
		if (extract->file[0] == '/' || strstr(extract->file, ".."))
			return study_fail(check, study_at(check, "extracts.%u.file", i),
				"an extract lies below the extracts folder; write its path from "
				"there");
		if (!study_check_period(check, study_at(check, "extracts.%u.period", i),
			    extract->period_from, extract->period_to, &extract->period))
			return false;
	}
	return study_check_unique(check, "extracts", "file", files, file->extracts_count);
}

bool study_check_month(
	const struct study_check *check, const char *at, const char *value, struct tl_day *month)
{
	if (!tl_day_parse(tl_str(value), "%Y-%m", month))
		return study_fail(check, at, "\"%s\" is not a month; write it as 2014-06", value);
	return true;
}

static bool check_dates(const struct study_check *check, const struct tl_study_file *file)
{
	struct tl_study *study = check->study;

	if (!study_check_day(check, "as_at", file->as_at, &study->as_at) ||
		!study_check_month(check, "months.from", file->months.from, &study->month_from) ||
		!study_check_month(check, "months.to", file->months.to, &study->month_to))
		return false;
	if (study->month_to.n < study->month_from.n)
		return study_fail(check, "months.to",
			"the last month comes before the first; put from before to");
	if (study->as_at.n < study->month_from.n)
		return study_fail(check, "as_at",
			"the as-at date comes before the first reporting month; nothing is known "
			"yet");
	if (study->month_to.n > tl_month_start(study->as_at).n)
		return study_fail(check, "months.to",
			"the last month comes after the as-at date; nothing is known of it yet");
	if (tl_month_index(study->month_to) - tl_month_index(study->month_from) >= MONTHS_MAX)
		return study_fail(check, "months.from",
			"these are more than %d months; is the year right?", MONTHS_MAX);
	return true;
}

/* A pack that nobody knows would not be made, and nobody would be told. */
static bool check_packs(const struct study_check *check, const struct tl_study_file *file)
{
	const char **names;
	size_t count;

	if (file->packs_count && !study_pack_names(check->study, &names, &count, check->err))
		return false;
	for (unsigned i = 0; i < file->packs_count; i++) {
		size_t j = 0;

		while (j < count && strcmp(names[j], file->packs[i]) != 0)
			j++;
		if (j == count)
			return study_fail(check, study_at(check, "packs.%u", i),
				"there is no pack \"%s\"; %s", file->packs[i],
				study_hint(check, file->packs[i], names, count));
	}
	return true;
}

static bool check_listed_once(const struct study_check *check, const struct tl_study_file *file)
{
	return study_check_unique(check, "area_measures", NULL,
		       (const char *const *)file->area_measures, file->area_measures_count) &&
	       study_check_unique(
		       check, "packs", NULL, (const char *const *)file->packs, file->packs_count);
}

bool study_check_own(const struct study_check *check)
{
	const struct tl_study_file *file = check->study->file;

	return study_check_form(check, "name", file->name) && check_dates(check, file) &&
	       check_localities(check, file) && check_spellings(check, file) &&
	       check_partners(check, file) && check_extracts(check, file) &&
	       check_listed_once(check, file) && check_packs(check, file);
}

bool study_check_policy(const struct study_check *check, const struct tl_policy *policy)
{
	if (!study_check_name(check, policy->name))
		return false;
	if (policy->threshold > 1 && policy->least_width < 2)
		return study_fail(check, "least_width",
			"a hidden number must be able to be at least 2 numbers; write 2 or more");
	if (policy->zeros_hidden && policy->threshold < 2)
		return study_fail(check, "zeros_hidden",
			"zeros are hidden but no other small number is; give a threshold of 2 or "
			"more");
	if (policy->dominance_n > 2)
		return study_fail(check, "dominance_n",
			"the one or two largest are looked at; write 1 or 2, or 0 for no such "
			"rule");
	if (policy->dominance_n && (policy->dominance_k < 1 || policy->dominance_k > 100))
		return study_fail(check, "dominance_k", "write a percentage from 1 to 100");
	if (policy->significant > 12)
		return study_fail(check, "significant",
			"cells keep 12 significant figures; write 12 or fewer");
	return true;
}
