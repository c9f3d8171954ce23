#include "study_private.h"

#include <stdlib.h>
#include <string.h>

bool study_digest(const struct study_check *check, char **text)
{
	struct tl_digest digest;

	if (!tl_yaml_digest(check->path, NULL, &digest, check->err))
		return false;
	*text = tl_arena_text(&check->study->arena, tl_str(digest.hex));
	return true;
}

/* Contracts, by name; an extract names its own. */
static bool add_contract(const struct study_check *check, struct tl_extract *extract, size_t number)
{
	const char *at = study_at(check, "extracts.%zu.contract", number);
	struct study_found found;
	struct study_check inner = *check;

	extract->terms = (struct tl_contract *)tl_study_contract(check->study, extract->contract);
	if (extract->terms)
		return true;
	if (!study_find(check, at, "contracts", extract->contract, &found))
		return false;
	inner.path = found.path;
	if (!study_load_contract(&inner, &extract->terms))
		return false;
	study_fill_contract(extract->terms);
	extract->terms->path = (char *)found.path;
	extract->terms->input = (char *)found.input;
	extract->terms->ready = found.ready;
	check->study->contracts[check->study->contracts_count++] = extract->terms;
	return study_check_contract(&inner, extract->terms);
}

/* What one delivery covers, a contract for all of them often cannot know. */
static void settle_period(struct tl_extract *extract)
{
	if (!extract->period_from)
		extract->period = extract->terms->period;
}

static int contracts_by_name(const void *a, const void *b)
{
	const struct tl_contract *const *left = a, *const *right = b;

	return strcmp((*left)->name, (*right)->name);
}

static bool load_contracts(const struct study_check *check)
{
	struct tl_study *study = check->study;

	study->contracts =
		tl_arena_array(&study->arena, study->extracts_count, sizeof(struct tl_contract *));
	for (size_t i = 0; i < study->extracts_count; i++) {
		if (!add_contract(check, &study->extract_list[i], i))
			return false;
		settle_period(&study->extract_list[i]);
	}
	qsort(study->contracts, study->contracts_count, sizeof(struct tl_contract *),
		contracts_by_name);
	return study_check_together(check);
}

/* The measure that check's file names at `at`, loaded unless it is there already. */
static struct tl_measure *add_measure(
	const struct study_check *check, const char *at, const char *name)
{
	struct tl_study *study = check->study;
	struct tl_measure *measure = (struct tl_measure *)tl_study_measure(study, name);
	struct study_check inner = *check;
	struct study_found found;
	void *data;

	if (measure)
		return measure;
	if (!study_find(check, at, "measures", name, &found))
		return NULL;
	inner.path = found.path;
	if (!tl_yaml_load(found.path, &study_measure_schema, &data, check->err))
		return NULL;
	measure = data;
	study->measures[study->measures_count++] = measure;
	study_fill_measure(measure);
	measure->path = (char *)found.path;
	measure->input = (char *)found.input;
	measure->ready = found.ready;
	return study_digest(&inner, &measure->digest) && study_check_measure(&inner, measure)
		       ? measure
		       : NULL;
}

/* In a programme, time with it is the denominator; an area has no such time. */
static bool check_area_measure(
	const struct study_check *check, const char *at, const struct tl_measure *measure)
{
	return measure->shape != TL_SHAPE_RATE || measure->denominator.contracts_count ||
	       study_fail(check, at,
		       "\"%s\" is a rate without a denominator, which an area needs; add one "
		       "(population)",
		       measure->name);
}

static bool load_area_measures(const struct study_check *check)
{
	struct tl_study *study = check->study;
	const struct tl_study_file *file = study->file;

	study->area_measures = tl_arena_array(
		&study->arena, file->area_measures_count, sizeof(struct tl_measure *));
	for (size_t i = 0; i < file->area_measures_count; i++) {
		study->area_measures[i] = add_measure(
			check, study_at(check, "area_measures.%zu", i), file->area_measures[i]);
		if (!study->area_measures[i])
			return false;
		study->area_measures_count++;
		if (!check_area_measure(check, study_at(check, "area_measures.%zu", i),
			    study->area_measures[i]))
			return false;
	}
	return true;
}

static bool load_programme(const struct study_check *outer, const char *name)
{
	struct tl_study *study = outer->study;
	const char *file = tl_arena_printf(&study->arena, "programmes/%s.yaml", name);
	struct study_check check = {study, study_path(study, study->dir, file), outer->err};
	struct tl_programme *programme;
	void *data;

	if (!tl_yaml_load(check.path, &study_programme_schema, &data, check.err))
		return false;
	programme = data;
	study->programmes[study->programmes_count++] = programme;
	study_fill_programme(programme);
	programme->path = (char *)check.path;
	programme->input = tl_arena_printf(&study->arena, "yaml:%s", file);
	return study_digest(&check, &programme->digest) && study_check_programme(&check, programme);
}

static int measures_by_name(const void *a, const void *b)
{
	const struct tl_measure *const *left = a, *const *right = b;

	return strcmp((*left)->name, (*right)->name);
}

/* Names the measures of a programme that was checked apart from them. */
static bool load_uses(const struct study_check *outer, struct tl_programme *programme)
{
	struct study_check check = {outer->study, programme->path, outer->err};

	for (size_t i = 0; i < programme->measures_count; i++) {
		struct tl_use *use = &programme->measures[i];

		use->measure =
			add_measure(&check, study_at(&check, "measures.%zu.name", i), use->name);
		if (!use->measure)
			return false;
		if (!tl_kinds[use->measure->numerator.kind].has_persons)
			return study_fail(&check, study_at(&check, "measures.%zu.name", i),
				"\"%s\" counts areas, not people; list it under area_measures of "
				"study.yaml",
				use->name);
		if (use->primary && use->measure->shape == TL_SHAPE_MONEY)
			return study_fail(&check, study_at(&check, "measures.%zu.primary", i),
				"\"%s\" is of shape money, which has no figure to judge a "
				"programme "
				"by; make what is counted primary, and give it a price in "
				"costs.csv",
				use->name);
	}
	return true;
}

static bool load_programmes(const struct study_check *check)
{
	struct tl_study *study = check->study;
	const char **names;
	size_t count;

	if (!study_names(study, "programmes", false, &names, &count, check->err))
		return false;
	study->programmes = tl_arena_array(&study->arena, count, sizeof(struct tl_programme *));
	for (size_t i = 0; i < count; i++)
		if (!load_programme(check, names[i]))
			return false;
	return true;
}

static bool load_measures(const struct study_check *check)
{
	struct tl_study *study = check->study;
	size_t most = study->file->area_measures_count;

	for (size_t i = 0; i < study->programmes_count; i++)
		most += study->programmes[i]->measures_count;
	study->measures = tl_arena_array(&study->arena, most, sizeof(struct tl_measure *));
	if (!load_area_measures(check))
		return false;
	for (size_t i = 0; i < study->programmes_count; i++)
		if (!load_uses(check, study->programmes[i]))
			return false;
	if (study->measures_count)
		qsort(study->measures, study->measures_count, sizeof(struct tl_measure *),
			measures_by_name);
	return true;
}

static bool load_policy(const struct study_check *check)
{
	struct tl_study *study = check->study;
	const char *named = study->file->disclosure.policy;
	struct study_check inner = *check;
	struct study_found found;
	void *data;

	if (!study_find(check, "disclosure.policy", "policies", named ? named : "default", &found))
		return false;
	inner.path = found.path;
	if (!tl_yaml_load(found.path, &study_policy_schema, &data, check->err))
		return false;
	study->policy = data;
	study->policy->path = (char *)found.path;
	study->policy->input = (char *)found.input;
	return study_check_policy(&inner, study->policy);
}

static bool is_used(const struct tl_study *study, size_t folder, const char *name)
{
	if (folder == 0)
		return tl_study_contract(study, name);
	if (folder == 1)
		return tl_study_measure(study, name);
	for (size_t i = 0; i < study->frameworks_count; i++)
		if (!strcmp(study->frameworks[i]->name, name))
			return true;
	return false;
}

/* A definition of the study's own that nothing names is most likely forgotten. */
static bool warn_unused(const struct study_check *check)
{
	static const char *const folders[] = {"contracts", "measures", "frameworks"};
	struct tl_study *study = check->study;

	for (size_t i = 0; i < TL_LEN(folders); i++) {
		const char **names;
		size_t count;

		if (!study_names(study, folders[i], false, &names, &count, check->err))
			return false;
		for (size_t j = 0; j < count; j++)
			if (!is_used(study, i, names[j]))
				tl_buf_addf(&study->warnings,
					"%s: nothing in the study names this; it is not used\n",
					study_path(study, study_path(study, study->dir, folders[i]),
						tl_arena_printf(
							&study->arena, "%s.yaml", names[j])));
	}
	return true;
}

static bool load(const struct study_check *check)
{
	struct tl_study *study = check->study;
	void *data;

	if (!tl_yaml_load(check->path, &study_schema, &data, check->err))
		return false;
	study_fill_own(study, data);
	if (!study_check_own(check) || !load_policy(check) || !load_contracts(check) ||
		!study_check_linkage(check) || !load_programmes(check) || !load_measures(check) ||
		!study_load_frameworks(check))
		return false;
	if (!study->programmes_count && !study->area_measures_count)
		return study_fail(check, "",
			"neither programmes nor area measures; add a file to programmes/ or list "
			"area_measures");
	return study_load_accounts(check) && warn_unused(check);
}

bool tl_study_load(
	struct tl_study *study, const char *dir, const char *extracts, struct tl_err *err)
{
	struct study_check check = {study, NULL, err};

	*study = (struct tl_study){0};
	study->dir = tl_arena_text(&study->arena, tl_str(dir));
	study->extracts = extracts ? tl_arena_text(&study->arena, tl_str(extracts))
				   : study_path(study, study->dir, "extracts");
	check.path = study_path(study, study->dir, "study.yaml");
	if (load(&check))
		return true;
	tl_study_free(study);
	return false;
}

void tl_study_free(struct tl_study *study)
{
	for (size_t i = 0; i < study->contracts_count; i++)
		tl_yaml_free(&study_contract_schema, study->contracts[i]);
	for (size_t i = 0; i < study->measures_count; i++)
		tl_yaml_free(&study_measure_schema, study->measures[i]);
	for (size_t i = 0; i < study->programmes_count; i++)
		tl_yaml_free(&study_programme_schema, study->programmes[i]);
	for (size_t i = 0; i < study->frameworks_count; i++)
		tl_yaml_free(&study_framework_schema, study->frameworks[i]);
	tl_yaml_free(&study_policy_schema, study->policy);
	tl_yaml_free(&study_schema, study->file);
	tl_buf_free(&study->warnings);
	tl_arena_free(&study->arena);
	*study = (struct tl_study){0};
}
