#include "truth.h"

#include <string.h>
#include <throughline/yaml.h>

// clang-format off
#define TEXT(key, type, member) \
	CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER, type, member, 1, CYAML_UNLIMITED)
#define WHOLE(key, type, member) CYAML_FIELD_UINT(key, CYAML_FLAG_DEFAULT, type, member)
#define REAL(key, type, member) CYAML_FIELD_FLOAT(key, CYAML_FLAG_DEFAULT, type, member)
#define LIST(key, type, member, entry) \
	CYAML_FIELD_SEQUENCE(key, CYAML_FLAG_POINTER, type, member, &entry, 1, CYAML_UNLIMITED)
#define ENTRY(name, type, fields) \
	static const struct cyaml_schema_value name = { \
		CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, type, fields)}
// clang-format on

static const struct cyaml_schema_value whole_entry = {
	CYAML_VALUE_UINT(CYAML_FLAG_DEFAULT, unsigned)};

static const struct cyaml_schema_field locality_keys[] = {
	TEXT("code", struct truth_locality, code),
	TEXT("label", struct truth_locality, label),
	WHOLE("permille", struct truth_locality, permille),
	WHOLE("population", struct truth_locality, population),
	CYAML_FIELD_END,
};
ENTRY(locality_entry, struct truth_locality, locality_keys);

static const struct cyaml_schema_field demand_keys[] = {
	TEXT("name", struct truth_demand, name),
	WHOLE("per_1000_family_years", struct truth_demand, per_1000_family_years),
	REAL("rate_ratio", struct truth_demand, rate_ratio),
	CYAML_FIELD_END,
};
ENTRY(demand_entry, struct truth_demand, demand_keys);

static const struct cyaml_schema_field step_keys[] = {
	TEXT("name", struct truth_step, name),
	WHOLE("from_days", struct truth_step, from_days),
	WHOLE("to_days", struct truth_step, to_days),
	CYAML_FIELD_END,
};
ENTRY(step_entry, struct truth_step, step_keys);

static const struct cyaml_schema_field missing_keys[] = {
	TEXT("partner", struct truth_missing, partner),
	WHOLE("permille", struct truth_missing, permille),
	CYAML_FIELD_END,
};
ENTRY(missing_entry, struct truth_missing, missing_keys);

static const struct cyaml_schema_field ethnicity_keys[] = {
	TEXT("code", struct truth_ethnicity, code),
	WHOLE("permille", struct truth_ethnicity, permille),
	CYAML_FIELD_END,
};
ENTRY(ethnicity_entry, struct truth_ethnicity, ethnicity_keys);

static const struct cyaml_schema_field more_keys[] = {
	TEXT("partner", struct truth_missing_more, partner),
	TEXT("ethnicity", struct truth_missing_more, ethnicity),
	WHOLE("permille", struct truth_missing_more, permille),
	CYAML_FIELD_END,
};
ENTRY(more_entry, struct truth_missing_more, more_keys);

static const struct cyaml_schema_field family_keys[] = {
	WHOLE("soft", struct truth_families, soft),
	WHOLE("full", struct truth_families, full),
	WHOLE("waiting", struct truth_families, waiting),
	WHOLE("from_waiting", struct truth_families, from_waiting),
	WHOLE("others", struct truth_families, others),
	CYAML_FIELD_END,
};

static const struct cyaml_schema_field truth_keys[] = {
	TEXT("name", struct truth, name),
	WHOLE("seed", struct truth, seed),
	TEXT("first_day", struct truth, first_day_key),
	TEXT("as_at", struct truth, as_at_key),
	TEXT("soft_launch", struct truth, soft_launch_key),
	TEXT("full_launch", struct truth, full_launch_key),
	CYAML_FIELD_MAPPING("families", CYAML_FLAG_DEFAULT, struct truth, families, family_keys),
	LIST("localities", struct truth, localities, locality_entry),
	LIST("demand", struct truth, demand, demand_entry),
	WHOLE("others_permille", struct truth, others_permille),
	LIST("crisis", struct truth, crisis, whole_entry),
	LIST("season", struct truth, season, whole_entry),
	LIST("frailty", struct truth, frailty, whole_entry),
	LIST("steps", struct truth, steps, step_entry),
	LIST("missing_tokens", struct truth, missing_tokens, missing_entry),
	LIST("ethnicities", struct truth, ethnicities, ethnicity_entry),
	WHOLE("ethnicity_blank", struct truth, ethnicity_blank),
	LIST("missing_by_ethnicity", struct truth, missing_by_ethnicity, more_entry),
	WHOLE("spoilt_permille", struct truth, spoilt_permille),
	WHOLE("contradictions", struct truth, contradictions),
	WHOLE("common_token", struct truth, common_token),
	CYAML_FIELD_END,
};
static const struct cyaml_schema_value truth_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct truth, truth_keys)};

static bool read_day(
	const char *path, const char *key, const char *text, struct tl_day *day, struct tl_err *err)
{
	return tl_day_read(tl_str(text), day) ||
	       tl_fail(err, EX_CONFIG, "%s: %s is not a day; write it as 2014-06-30", path, key);
}

static unsigned total(const unsigned *items, unsigned count)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < count; i++)
		sum += items[i];
	return sum;
}

static unsigned permille_of_ethnicities(const struct truth *truth)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < truth->ethnicities_count; i++)
		sum += truth->ethnicities[i].permille;
	return sum;
}

/* Multipliers that are not 1 on average would plant another rate than the one that is written. */
static bool check(const struct truth *truth, const char *path, struct tl_err *err)
{
	if (truth->season_count != 12 || total(truth->season, 12) != 12000)
		return tl_fail(err, EX_CONFIG,
			"%s: season is 12 numbers that are 1000 on average; mend them", path);
	if (permille_of_ethnicities(truth) != 1000)
		return tl_fail(
			err, EX_CONFIG, "%s: the ethnicities are 1000 together; mend them", path);
	if (total(truth->frailty, truth->frailty_count) != 1000 * truth->frailty_count)
		return tl_fail(err, EX_CONFIG,
			"%s: the numbers of frailty are 1000 on average; mend them", path);
	for (unsigned i = 0; i < truth->crisis_count; i++)
		if (truth->crisis[i] > TRUTH_CRISIS_MOST)
			return tl_fail(err, EX_CONFIG, "%s: a crisis of more than %d; lower it",
				path, TRUTH_CRISIS_MOST);
	if (truth->steps_count != TRUTH_STEPS)
		return tl_fail(err, EX_CONFIG,
			"%s: there are %d steps: contact, decision, allocated, team opened, team "
			"closed",
			path, TRUTH_STEPS);
	if (truth->families.from_waiting > truth->families.waiting)
		return tl_fail(err, EX_CONFIG,
			"%s: from_waiting is more than the families that wait; lower it", path);
	return true;
}

bool truth_load(struct truth **truth, const char *path, struct tl_err *err)
{
	struct truth *made;
	void *data;

	*truth = NULL;
	if (!tl_yaml_load(path, &truth_schema, &data, err))
		return false;
	made = data;
	if (read_day(path, "first_day", made->first_day_key, &made->first_day, err) &&
		read_day(path, "as_at", made->as_at_key, &made->as_at, err) &&
		read_day(path, "soft_launch", made->soft_launch_key, &made->soft_launch, err) &&
		read_day(path, "full_launch", made->full_launch_key, &made->full_launch, err) &&
		check(made, path, err)) {
		*truth = made;
		return true;
	}
	truth_free(made);
	return false;
}

void truth_free(struct truth *truth)
{
	tl_yaml_free(&truth_schema, truth);
}

const struct truth_demand *truth_demand_of(const struct truth *truth, const char *name)
{
	for (unsigned i = 0; i < truth->demand_count; i++)
		if (!strcmp(truth->demand[i].name, name))
			return &truth->demand[i];
	return NULL;
}

unsigned truth_missing_of(const struct truth *truth, const char *partner, const char *ethnicity)
{
	unsigned permille = 0;

	for (unsigned i = 0; i < truth->missing_tokens_count; i++)
		if (!strcmp(truth->missing_tokens[i].partner, partner))
			permille += truth->missing_tokens[i].permille;
	for (unsigned i = 0; i < truth->missing_by_ethnicity_count; i++)
		if (!strcmp(truth->missing_by_ethnicity[i].partner, partner) &&
			!strcmp(truth->missing_by_ethnicity[i].ethnicity, ethnicity))
			permille += truth->missing_by_ethnicity[i].permille;
	return permille;
}
