#include "profile.h"

#include "household.h"

#include <string.h>
#include <throughline/yaml.h>

static const char *const family_names[FAMILY_COUNT_OF] = {
	[FAMILY_SINGLE] = "single",
	[FAMILY_COUPLE] = "couple",
	[FAMILY_ONE_PARENT] = "one-parent",
	[FAMILY_TWO_PARENTS] = "two-parents",
	[FAMILY_STEP] = "step",
	[FAMILY_THREE_GENERATIONS] = "three-generations",
};

static const char *const mistake_names[MISTAKE_COUNT_OF] = {
	[FORENAME_MISSING] = "forename-missing",
	[FORENAME_INITIAL] = "forename-initial",
	[FORENAME_FAMILIAR] = "forename-familiar",
	[FORENAME_TYPO] = "forename-typo",
	[FORENAME_SCAN] = "forename-scan",
	[FORENAME_SPELLING] = "forename-spelling",
	[FORENAME_MIDDLE] = "forename-middle",
	[FORENAME_BOTH] = "forename-both",
	[SURNAME_MISSING] = "surname-missing",
	[SURNAME_TYPO] = "surname-typo",
	[SURNAME_SCAN] = "surname-scan",
	[SURNAME_SPELLING] = "surname-spelling",
	[SURNAME_HALF] = "surname-half",
	[SURNAME_OTHER] = "surname-other",
	[NAMES_SWAPPED] = "names-swapped",
	[BIRTH_MISSING] = "birth-missing",
	[BIRTH_DIGIT] = "birth-digit",
	[BIRTH_SWAPPED] = "birth-swapped",
	[BIRTH_JANUARY] = "birth-january",
	[BIRTH_YEAR] = "birth-year",
	[SEX_MISSING] = "sex-missing",
	[SEX_WRONG] = "sex-wrong",
	[POSTCODE_MISSING] = "postcode-missing",
	[POSTCODE_TYPO] = "postcode-typo",
	[POSTCODE_PART] = "postcode-part",
	[ADDRESS_OLD] = "address-old",
	[ADDRESS_MISSING] = "address-missing",
	[ADDRESS_TYPO] = "address-typo",
	[CITY_MISSING] = "city-missing",
	[CITY_TYPO] = "city-typo",
};

// clang-format off
#define TEXT(key, type, member) \
	CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER, type, member, 1, CYAML_UNLIMITED)
#define WHOLE(key, type, member) CYAML_FIELD_UINT(key, CYAML_FLAG_DEFAULT, type, member)
#define LIST(key, member, entry) \
	CYAML_FIELD_SEQUENCE(key, CYAML_FLAG_POINTER, struct profile, member, &entry, 1, 64)
// clang-format on

static const struct cyaml_schema_value whole_entry = {
	CYAML_VALUE_UINT(CYAML_FLAG_DEFAULT, unsigned)};

static const struct cyaml_schema_field share_keys[] = {
	TEXT("name", struct profile_share, name),
	WHOLE("permille", struct profile_share, permille),
	CYAML_FIELD_END,
};
static const struct cyaml_schema_value share_entry = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct profile_share, share_keys)};

static const struct cyaml_schema_field agency_keys[] = {
	TEXT("name", struct profile_agency, name),
	WHOLE("permille", struct profile_agency, permille),
	WHOLE("mistakes_permille", struct profile_agency, mistakes_permille),
	CYAML_FIELD_BOOL("capitals", CYAML_FLAG_OPTIONAL, struct profile_agency, capitals),
	CYAML_FIELD_BOOL(
		"only_children", CYAML_FLAG_OPTIONAL, struct profile_agency, only_children),
	CYAML_FIELD_END,
};
static const struct cyaml_schema_value agency_entry = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct profile_agency, agency_keys)};

static const struct cyaml_schema_field profile_keys[] = {
	TEXT("name", struct profile, name),
	WHOLE("seed", struct profile, seed),
	WHOLE("records", struct profile, records),
	TEXT("as_at", struct profile, as_at_key),
	WHOLE("years", struct profile, years),
	LIST("families", families, share_entry),
	LIST("children", children, whole_entry),
	LIST("communities", communities, share_entry),
	LIST("records_each", records_each, whole_entry),
	WHOLE("twins_permille", struct profile, twins_permille),
	WHOLE("same_name_permille", struct profile, same_name_permille),
	WHOLE("own_surname_permille", struct profile, own_surname_permille),
	WHOLE("double_barrelled_permille", struct profile, double_barrelled_permille),
	LIST("moves", moves, whole_entry),
	WHOLE("leaves_permille", struct profile, leaves_permille),
	WHOLE("renamed_permille", struct profile, renamed_permille),
	WHOLE("communal_permille", struct profile, communal_permille),
	WHOLE("surnames", struct profile, surnames),
	WHOLE("surnames_skew", struct profile, surnames_skew),
	WHOLE("forenames", struct profile, forenames),
	WHOLE("forenames_skew", struct profile, forenames_skew),
	WHOLE("records_per_postcode", struct profile, records_per_postcode),
	WHOLE("records_per_city", struct profile, records_per_city),
	LIST("agencies", agencies, agency_entry),
	WHOLE("same_agency_permille", struct profile, same_agency_permille),
	LIST("carelessness", carelessness, whole_entry),
	LIST("mistakes", mistakes, share_entry),
	CYAML_FIELD_END,
};
static const struct cyaml_schema_value profile_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct profile, profile_keys)};

/* Puts the shares of a list where its names have their places; what is not listed has none. */
static bool look_up(const struct profile_share *shares, unsigned count, const char *const *names,
	size_t names_count, unsigned *permille, const char *path, const char *key,
	struct tl_err *err)
{
	for (unsigned i = 0; i < count; i++) {
		const char *near;
		size_t at = 0;

		while (at < names_count && strcmp(names[at], shares[i].name))
			at++;
		if (at < names_count) {
			permille[at] = shares[i].permille;
			continue;
		}
		near = tl_str_nearest(tl_str(shares[i].name), names, names_count);
		return tl_fail(err, EX_CONFIG, "%s: %s: \"%s\" is not known%s%s", path, key,
			shares[i].name, near ? "; did you mean " : "", near ? near : "");
	}
	return true;
}

static bool is_thousand(const unsigned *items, unsigned count, const char *path, const char *key,
	struct tl_err *err)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < count; i++)
		sum += items[i];
	return sum == 1000 ||
	       tl_fail(err, EX_CONFIG, "%s: %s adds up to %u; make it 1000", path, key, sum);
}

static bool check(struct profile *profile, const char *path, struct tl_err *err)
{
	unsigned agencies = 0, all_ages = 0, communities[NAMES_COMMUNITY_MOST] = {0}, care = 0;
	const char *codes[NAMES_COMMUNITY_MOST];
	unsigned codes_count = names_codes(codes);

	for (unsigned i = 0; i < profile->agencies_count; i++) {
		agencies += profile->agencies[i].permille;
		if (!profile->agencies[i].only_children)
			all_ages += profile->agencies[i].permille;
	}
	for (unsigned i = 0; i < profile->carelessness_count; i++)
		care += profile->carelessness[i];
	if (!look_up(profile->families, profile->families_count, family_names, FAMILY_COUNT_OF,
		    profile->family_permille, path, "families", err) ||
		!look_up(profile->mistakes, profile->mistakes_count, mistake_names,
			MISTAKE_COUNT_OF, profile->mistake_permille, path, "mistakes", err) ||
		!look_up(profile->communities, profile->communities_count, codes, codes_count,
			communities, path, "communities", err))
		return false;
	if (care != 1000 * profile->carelessness_count)
		return tl_fail(err, EX_CONFIG,
			"%s: the numbers of carelessness are 1000 on average; mend them", path);
	if (profile->moves_count > HOUSEHOLD_MOVES_MOST + 1)
		return tl_fail(err, EX_CONFIG, "%s: moves has more than %d numbers; write fewer",
			path, HOUSEHOLD_MOVES_MOST + 1);
	if (!all_ages)
		return tl_fail(
			err, EX_CONFIG, "%s: agencies: one without only_children is needed", path);
	if (profile->surnames < 1 || profile->forenames < 1 || profile->records_per_postcode < 1 ||
		profile->records_per_city < 1 || profile->years < 1 || profile->records < 1)
		return tl_fail(err, EX_CONFIG,
			"%s: surnames, forenames, records, years, records_per_postcode and "
			"records_per_city are at least 1",
			path);
	return is_thousand(profile->family_permille, FAMILY_COUNT_OF, path, "families", err) &&
	       is_thousand(communities, codes_count, path, "communities", err) &&
	       is_thousand(profile->children, profile->children_count, path, "children", err) &&
	       is_thousand(profile->moves, profile->moves_count, path, "moves", err) &&
	       is_thousand(profile->records_each, profile->records_each_count, path, "records_each",
		       err) &&
	       is_thousand(&agencies, 1, path, "the permille of agencies", err);
}

bool profile_load(struct profile **profile, const char *path, struct tl_err *err)
{
	struct profile *made;
	void *data;

	*profile = NULL;
	if (!tl_yaml_load(path, &profile_schema, &data, err))
		return false;
	made = data;
	if (!tl_day_read(tl_str(made->as_at_key), &made->as_at))
		tl_fail(err, EX_CONFIG, "%s: as_at is not a day; write it as 2014-06-30", path);
	else if (check(made, path, err))
		*profile = made;
	if (!*profile)
		profile_free(made);
	return *profile;
}

void profile_free(struct profile *profile)
{
	tl_yaml_free(&profile_schema, profile);
}
