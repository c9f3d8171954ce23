/* Outcome frameworks: frameworks/<name>.yaml, here or in the catalogue. */
#include "study_keys.h"

#include <string.h>

static const struct cyaml_schema_field evidence_keys[] = {
	TEXT_NEEDED("measure", struct tl_evidence, measure),
	TEXT("code", struct tl_evidence, code),
	CYAML_FIELD_END,
};
ENTRY(evidence_entry, struct tl_evidence, evidence_keys);

static const struct cyaml_schema_field outcome_keys[] = {
	TEXT_NEEDED("code", struct tl_outcome, code),
	TEXT_NEEDED("label", struct tl_outcome, label),
	LIST("evidence", struct tl_outcome, evidence, evidence_entry),
	CYAML_FIELD_END,
};
ENTRY(outcome_entry, struct tl_outcome, outcome_keys);

static const struct cyaml_schema_field framework_keys[] = {
	TEXT_NEEDED("name", struct tl_framework, name),
	TEXT_NEEDED("title", struct tl_framework, title),
	TEXT("about", struct tl_framework, about),
	TEXT_NEEDED("source", struct tl_framework, source),
	TEXT_NEEDED("from", struct tl_framework, from),
	TEXT("to", struct tl_framework, to),
	LIST_NEEDED("outcomes", struct tl_framework, outcomes, outcome_entry),
	CYAML_FIELD_END,
};
ROOT(study_framework_schema, struct tl_framework, framework_keys);

static bool check_months(const struct study_check *check, struct tl_framework *framework)
{
	framework->month_to = TL_NO_DAY;
	if (!study_check_month(check, "from", framework->from, &framework->month_from) ||
		(framework->to &&
			!study_check_month(check, "to", framework->to, &framework->month_to)))
		return false;
	return !framework->to || framework->month_to.n >= framework->month_from.n ||
	       study_fail(check, "to", "the last month comes before the first; put from before to");
}

/* The measure need not be counted in this study, but it is one. */
static bool check_evidence(
	const struct study_check *check, const char *at, const struct tl_evidence *evidence)
{
	const struct tl_measure *measure = tl_study_measure(check->study, evidence->measure);
	struct study_found found;

	if (!measure)
		return study_find(check, study_at(check, "%s.measure", at), "measures",
			evidence->measure, &found);
	return !evidence->code || measure->by ||
	       study_fail(check, study_at(check, "%s.code", at),
		       "\"%s\" is not broken down by anything, so it has no code; leave it out, or "
		       "add by to the measure",
		       evidence->measure);
}

static bool check_outcomes(const struct study_check *check, const struct tl_framework *framework)
{
	const char **codes =
		tl_arena_array(&check->study->arena, framework->outcomes_count, sizeof *codes);

	for (unsigned i = 0; i < framework->outcomes_count; i++) {
		const struct tl_outcome *outcome = &framework->outcomes[i];

		codes[i] = outcome->code;
		for (unsigned j = 0; j < outcome->evidence_count; j++)
			if (!check_evidence(check, study_at(check, "outcomes.%u.evidence.%u", i, j),
				    &outcome->evidence[j]))
				return false;
	}
	return study_check_unique(check, "outcomes", "code", codes, framework->outcomes_count);
}

static const struct tl_framework *add_framework(
	const struct study_check *check, const char *at, const char *name)
{
	struct tl_study *study = check->study;
	struct study_check inner = *check;
	struct tl_framework *framework;
	struct study_found found;
	void *data;

	for (size_t i = 0; i < study->frameworks_count; i++)
		if (!strcmp(study->frameworks[i]->name, name))
			return study->frameworks[i];
	if (!study_find(check, at, "frameworks", name, &found))
		return NULL;
	inner.path = found.path;
	if (!tl_yaml_load(found.path, &study_framework_schema, &data, check->err))
		return NULL;
	framework = data;
	study->frameworks[study->frameworks_count++] = framework;
	framework->path = (char *)found.path;
	framework->input = (char *)found.input;
	return study_digest(&inner, &framework->digest) &&
			       study_check_name(&inner, framework->name) &&
			       check_months(&inner, framework) && check_outcomes(&inner, framework)
		       ? framework
		       : NULL;
}

/* A national framework ends and another takes its place; its figures look the same. */
static void warn_out_of_force(const struct study_check *check, const struct tl_framework *framework)
{
	const struct tl_study *study = check->study;

	if (framework->to && framework->month_to.n < study->month_from.n)
		study_warn(check, "framework",
			"the framework \"%s\" ended with %s, before the first reporting month; "
			"name the one that "
			"was in force",
			framework->name, framework->to);
	if (framework->month_from.n > study->month_to.n)
		study_warn(check, "framework",
			"the framework \"%s\" begins with %s, after the last reporting month; name "
			"the one that "
			"was in force",
			framework->name, framework->from);
}

bool study_load_frameworks(const struct study_check *outer)
{
	struct tl_study *study = outer->study;

	study->frameworks = tl_arena_array(
		&study->arena, study->programmes_count, sizeof(struct tl_framework *));
	for (size_t i = 0; i < study->programmes_count; i++) {
		struct tl_programme *programme = study->programmes[i];
		struct study_check check = {study, programme->path, outer->err};

		if (!programme->framework_name)
			continue;
		programme->framework =
			add_framework(&check, "framework", programme->framework_name);
		if (!programme->framework)
			return false;
		warn_out_of_force(&check, programme->framework);
	}
	return true;
}
