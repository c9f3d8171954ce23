#include "study_keys.h"

static const struct cyaml_schema_field locality_keys[] = {
	TEXT_NEEDED("code", struct tl_locality, code),
	TEXT("label", struct tl_locality, label),
	TEXTS("names", struct tl_locality, names),
	CYAML_FIELD_END,
};
ENTRY(locality_entry, struct tl_locality, locality_keys);

static const struct cyaml_schema_field partner_keys[] = {
	TEXT_NEEDED("code", struct tl_partner, code),
	TEXT("label", struct tl_partner, label),
	CYAML_FIELD_END,
};
ENTRY(partner_entry, struct tl_partner, partner_keys);

static const struct cyaml_schema_field period_keys[] = {
	TEXT_NEEDED("from", struct tl_extract, period_from),
	TEXT_NEEDED("to", struct tl_extract, period_to),
	CYAML_FIELD_END,
};
static const struct cyaml_schema_field extract_keys[] = {
	TEXT_NEEDED("file", struct tl_extract, file),
	TEXT_NEEDED("contract", struct tl_extract, contract),
	YES_NO("late", struct tl_extract, late),
	KEYS_OF_SAME("period", struct tl_extract, period_keys),
	CYAML_FIELD_END,
};
ENTRY(extract_entry, struct tl_extract, extract_keys);

static const struct cyaml_schema_field months_keys[] = {
	TEXT_NEEDED("from", struct tl_months, from),
	TEXT_NEEDED("to", struct tl_months, to),
	CYAML_FIELD_END,
};
static const struct cyaml_schema_field linked_field_keys[] = {
	TEXT_NEEDED("token", struct tl_linked_field, token),
	TEXT_NEEDED("kind", struct tl_linked_field, kind),
	TEXT("meaning", struct tl_linked_field, meaning),
	CYAML_FIELD_END,
};
ENTRY(linked_field_entry, struct tl_linked_field, linked_field_keys);

static const struct cyaml_schema_field linkage_keys[] = {
	LIST("fields", struct tl_linkage, fields, linked_field_entry),
	TEXT("model", struct tl_linkage, model),
	REAL_OR_NULL("threshold", struct tl_linkage, threshold),
	REAL_OR_NULL("strict", struct tl_linkage, strict),
	REAL_OR_NULL("loose", struct tl_linkage, loose),
	TEXT("families", struct tl_linkage, families),
	TEXT("truth", struct tl_linkage, truth),
	WHOLE("keys_per_token", struct tl_linkage, keys_per_token),
	WHOLE("people_per_household", struct tl_linkage, people_per_household),
	WHOLE("reviewers", struct tl_linkage, reviewers),
	TEXTS("exclusive_tokens", struct tl_linkage, exclusive_tokens),
	TEXTS("bias", struct tl_linkage, bias),
	REAL_OR_NULL("recall", struct tl_linkage, recall),
	REAL_OR_NULL("precision", struct tl_linkage, precision),
	CYAML_FIELD_END,
};
static const struct cyaml_schema_field disclosure_keys[] = {
	TEXT("policy", struct tl_disclosure, policy),
	CYAML_FIELD_END,
};

static const struct cyaml_schema_field money_keys[] = {
	TEXT("price_year", struct study_terms, price_year),
	TEXT("first_year", struct study_terms, first_year),
	TEXT("schedule", struct study_terms, schedule),
	CYAML_FIELD_END,
};

static const struct cyaml_schema_field study_keys[] = {
	TEXT_NEEDED("name", struct tl_study_file, name),
	TEXT_NEEDED("title", struct tl_study_file, title),
	TEXT("about", struct tl_study_file, about),
	TEXT_NEEDED("as_at", struct tl_study_file, as_at),
	KEYS_NEEDED("months", struct tl_study_file, months, months_keys),
	LIST("localities", struct tl_study_file, localities, locality_entry),
	YES_NO("localities_open", struct tl_study_file, localities_open),
	LIST_NEEDED("partners", struct tl_study_file, partners, partner_entry),
	LIST_NEEDED("extracts", struct tl_study_file, extracts, extract_entry),
	KEYS("linkage", struct tl_study_file, linkage, linkage_keys),
	KEYS("disclosure", struct tl_study_file, disclosure, disclosure_keys),
	KEYS("money", struct tl_study_file, money, money_keys),
	TEXTS("area_measures", struct tl_study_file, area_measures),
	TEXTS("packs", struct tl_study_file, packs),
	CYAML_FIELD_END,
};
ROOT(study_schema, struct tl_study_file, study_keys);

/* Every number of a policy is written out: a rule left out by mistake would hide too little. */
static const struct cyaml_schema_field policy_keys[] = {
	TEXT_NEEDED("name", struct tl_policy, name),
	TEXT_NEEDED("title", struct tl_policy, title),
	TEXT_NEEDED("source", struct tl_policy, source),
	TEXT_NEEDED("about", struct tl_policy, about),
	WHOLE_NEEDED("threshold", struct tl_policy, threshold),
	WHOLE_NEEDED("base", struct tl_policy, base),
	CYAML_FIELD_BOOL("zeros_hidden", CYAML_FLAG_DEFAULT, struct tl_policy, zeros_hidden),
	WHOLE_NEEDED("contributors", struct tl_policy, contributors),
	WHOLE_NEEDED("dominance_n", struct tl_policy, dominance_n),
	WHOLE_NEEDED("dominance_k", struct tl_policy, dominance_k),
	WHOLE_NEEDED("p_percent", struct tl_policy, p_percent),
	WHOLE_NEEDED("significant", struct tl_policy, significant),
	WHOLE_NEEDED("least_width", struct tl_policy, least_width),
	CYAML_FIELD_END,
};
ROOT(study_policy_schema, struct tl_policy, policy_keys);
