#include "study_keys.h"

/* The words below are those of tl_kinds, tl_type_names and tl_role_names (tests/unit/test_study.c
 * walks both). */
static const struct cyaml_strval kind_words[] = {
	{"persons", TL_KIND_PERSONS},
	{"events", TL_KIND_EVENTS},
	{"episodes", TL_KIND_EPISODES},
	{"measurements", TL_KIND_MEASUREMENTS},
	{"counts", TL_KIND_COUNTS},
	{"population", TL_KIND_POPULATION},
};
static_assert(TL_LEN(kind_words) == TL_KIND_COUNT_OF, "every kind has its word");

static const struct cyaml_strval type_words[] = {
	{"string", TL_TYPE_STRING},
	{"integer", TL_TYPE_INTEGER},
	{"number", TL_TYPE_NUMBER},
	{"date", TL_TYPE_DATE},
	{"datetime", TL_TYPE_DATETIME},
	{"yearmonth", TL_TYPE_YEARMONTH},
	{"boolean", TL_TYPE_BOOLEAN},
};
static_assert(TL_LEN(type_words) == TL_TYPE_COUNT_OF, "every type has its word");

static const struct cyaml_strval role_words[] = {
	{"none", TL_ROLE_NONE},
	{"key", TL_ROLE_KEY},
	{"token", TL_ROLE_TOKEN},
	{"household", TL_ROLE_HOUSEHOLD},
	{"date", TL_ROLE_DATE},
	{"start", TL_ROLE_START},
	{"end", TL_ROLE_END},
	{"step", TL_ROLE_STEP},
	{"type", TL_ROLE_TYPE},
	{"locality", TL_ROLE_LOCALITY},
	{"birth", TL_ROLE_BIRTH},
	{"sex", TL_ROLE_SEX},
	{"death", TL_ROLE_DEATH},
	{"value", TL_ROLE_VALUE},
	{"ignore", TL_ROLE_IGNORE},
};
static_assert(TL_LEN(role_words) == TL_ROLE_COUNT_OF, "every role has its word");

static const struct cyaml_schema_field code_keys[] = {
	TEXT_NEEDED("code", struct tl_code, code),
	TEXT("label", struct tl_code, label),
	TEXT("means", struct tl_code, means),
	CYAML_FIELD_END,
};
ENTRY(code_entry, struct tl_code, code_keys);

static const struct cyaml_schema_field constraint_keys[] = {
	YES_NO("required", struct tl_constraints, required),
	TEXTS("enum", struct tl_constraints, enumeration),
	TEXT("minimum", struct tl_constraints, minimum),
	TEXT("maximum", struct tl_constraints, maximum),
	CYAML_FIELD_END,
};

static const struct cyaml_schema_field field_keys[] = {
	TEXT_NEEDED("name", struct tl_field, name),
	TEXT("title", struct tl_field, title),
	WORD("type", struct tl_field, type, type_words),
	TEXT("format", struct tl_field, format),
	TEXTS("formats", struct tl_field, formats),
	TEXTS("aliases", struct tl_field, aliases),
	WORD("role", struct tl_field, role, role_words),
	YES_NO("trusted", struct tl_field, trusted),
	TEXT("token", struct tl_field, token),
	TEXT("scope", struct tl_field, scope),
	LIST("codes", struct tl_field, codes, code_entry),
	TEXTS("missingValues", struct tl_field, missingValues),
	TEXT("groupChar", struct tl_field, groupChar),
	TEXT("decimalChar", struct tl_field, decimalChar),
	KEYS("constraints", struct tl_field, constraints, constraint_keys),
	TEXT("description", struct tl_field, description),
	CYAML_FIELD_END,
};
ENTRY(field_entry, struct tl_field, field_keys);

static const struct cyaml_schema_field period_keys[] = {
	TEXT_NEEDED("from", struct tl_contract, period_from),
	TEXT_NEEDED("to", struct tl_contract, period_to),
	CYAML_FIELD_END,
};

static const struct cyaml_schema_field threshold_keys[] = {
	REAL_OR_NULL("warn", struct tl_thresholds, warn_key),
	REAL_OR_NULL("stop", struct tl_thresholds, stop_key),
	CYAML_FIELD_END,
};

static const struct cyaml_schema_field contract_keys[] = {
	TEXT_NEEDED("name", struct tl_contract, name),
	TEXT("title", struct tl_contract, title),
	TEXT_NEEDED("partner", struct tl_contract, partner),
	WHOLE("version", struct tl_contract, version),
	WORD_NEEDED("kind", struct tl_contract, kind, kind_words),
	TEXT("encoding", struct tl_contract, encoding),
	TEXT("delimiter", struct tl_contract, delimiter),
	WHOLE("skip_lines", struct tl_contract, skip_lines),
	KEYS_OF_SAME("period", struct tl_contract, period_keys),
	TEXT("empty", struct tl_contract, empty),
	TEXTS("missingValues", struct tl_contract, missingValues),
	LIST_NEEDED("fields", struct tl_contract, fields, field_entry),
	KEYS("thresholds", struct tl_contract, thresholds, threshold_keys),
	TEXT("agreement", struct tl_contract, agreement),
	TEXT("purpose", struct tl_contract, purpose),
	TEXT("retention", struct tl_contract, retention),
	TEXT("description", struct tl_contract, description),
	CYAML_FIELD_END,
};
ROOT(study_contract_schema, struct tl_contract, contract_keys);
