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
	{"finance", TL_KIND_FINANCE},
	{"workforce", TL_KIND_WORKFORCE},
	{"relations", TL_KIND_RELATIONS},
};
static_assert(TL_LEN(kind_words) == TL_KIND_COUNT_OF, "every kind has its word");

static const struct cyaml_strval type_words[] = {
	{"string", TL_TYPE_STRING},
	{"integer", TL_TYPE_INTEGER},
	{"number", TL_TYPE_NUMBER},
	{"date", TL_TYPE_DATE},
	{"datetime", TL_TYPE_DATETIME},
	{"yearmonth", TL_TYPE_YEARMONTH},
	{"year", TL_TYPE_YEAR},
	{"boolean", TL_TYPE_BOOLEAN},
	{"time", TL_TYPE_TIME},
	{"duration", TL_TYPE_DURATION},
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
	{"other", TL_ROLE_OTHER},
	{"provider", TL_ROLE_PROVIDER},
	{"fingerprint", TL_ROLE_FINGERPRINT},
};
static_assert(TL_LEN(role_words) == TL_ROLE_COUNT_OF, "every role has its word");

static const struct cyaml_strval identity_words[] = {
	{"forename", TL_IDENTITY_FORENAME},
	{"surname", TL_IDENTITY_SURNAME},
	{"birth", TL_IDENTITY_BIRTH},
	{"sex", TL_IDENTITY_SEX},
	{"postcode", TL_IDENTITY_POSTCODE},
	{"nhs", TL_IDENTITY_NHS},
	{"upn", TL_IDENTITY_UPN},
	{"nino", TL_IDENTITY_NINO},
	{"uprn", TL_IDENTITY_UPRN},
	{"id", TL_IDENTITY_ID},
	{"text", TL_IDENTITY_TEXT},
};
static_assert(
	TL_LEN(identity_words) == TL_IDENTITY_COUNT_OF - 1, "every kind but none has its word");

static const struct cyaml_strval degrade_words[] = {
	{"month", TL_DEGRADE_MONTH},
	{"year", TL_DEGRADE_YEAR},
	{"area", TL_DEGRADE_AREA},
	{"district", TL_DEGRADE_DISTRICT},
	{"sector", TL_DEGRADE_SECTOR},
};
static_assert(TL_LEN(degrade_words) == TL_DEGRADE_COUNT_OF - 1, "every way but none has its word");

static const struct cyaml_strval choice_words[] = {
	{"allow", TL_ALLOW},
	{"warn", TL_WARN},
	{"reject", TL_REJECT},
};
/* For rules that would not be written down if they were to be passed over. */
static const struct cyaml_strval broken_words[] = {
	{"warn", TL_WARN},
	{"reject", TL_REJECT},
};

static const struct cyaml_strval replaces_words[] = {
	{"all", TL_REPLACES_ALL},
	{"period", TL_REPLACES_PERIOD},
	{"key", TL_REPLACES_KEY},
};

static const struct cyaml_schema_field code_keys[] = {
	TEXT_NEEDED("code", struct tl_code, code),
	TEXT("label", struct tl_code, label),
	TEXT("means", struct tl_code, means),
	CYAML_FIELD_END,
};
ENTRY(code_entry, struct tl_code, code_keys);

static const struct cyaml_schema_field constraint_keys[] = {
	YES_NO_OR_NULL("required", struct tl_constraints, required),
	TEXTS("enum", struct tl_constraints, enumeration),
	TEXT("minimum", struct tl_constraints, minimum),
	TEXT("maximum", struct tl_constraints, maximum),
	YES_NO("unique", struct tl_constraints, unique),
	TEXT("pattern", struct tl_constraints, pattern),
	WHOLE("minLength", struct tl_constraints, minLength),
	WHOLE("maxLength", struct tl_constraints, maxLength),
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
	WORD("identity", struct tl_field, identity, identity_words),
	TEXT("scope", struct tl_field, scope),
	LIST("codes", struct tl_field, codes, code_entry),
	TEXTS("missingValues", struct tl_field, missingValues),
	TEXT("groupChar", struct tl_field, groupChar),
	TEXT("decimalChar", struct tl_field, decimalChar),
	YES_NO_OR_NULL("bareNumber", struct tl_field, bareNumber),
	TEXTS("trueValues", struct tl_field, trueValues),
	TEXTS("falseValues", struct tl_field, falseValues),
	KEYS("constraints", struct tl_field, constraints, constraint_keys),
	WORD("degrade", struct tl_field, degrade, degrade_words),
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

static const struct cyaml_schema_field test_keys[] = {
	TEXT_NEEDED("column", struct tl_comparison_test, plain.column),
	TEXTS("codes", struct tl_comparison_test, plain.codes),
	TEXTS("not_codes", struct tl_comparison_test, plain.not_codes),
	TEXT("is", struct tl_comparison_test, plain.is),
	TEXT("from", struct tl_comparison_test, plain.from),
	TEXT("to", struct tl_comparison_test, plain.to),
	TEXT("before", struct tl_comparison_test, before),
	TEXT("after", struct tl_comparison_test, after),
	TEXT("not_before", struct tl_comparison_test, not_before),
	TEXT("not_after", struct tl_comparison_test, not_after),
	CYAML_FIELD_END,
};
ENTRY(test_entry, struct tl_comparison_test, test_keys);

static const struct cyaml_schema_field rule_keys[] = {
	TEXT_NEEDED("name", struct tl_row_rule, name),
	LIST("when", struct tl_row_rule, when, test_entry),
	LIST_NEEDED("require", struct tl_row_rule, require, test_entry),
	TEXT("reason", struct tl_row_rule, reason),
	WORD("broken", struct tl_row_rule, broken, broken_words),
	CYAML_FIELD_END,
};
ENTRY(rule_entry, struct tl_row_rule, rule_keys);

static const struct cyaml_schema_field reference_keys[] = {
	TEXT("resource", struct tl_foreign_key, resource),
	TEXTS_NEEDED("fields", struct tl_foreign_key, reference),
	CYAML_FIELD_END,
};
static const struct cyaml_schema_field foreign_keys[] = {
	TEXTS_NEEDED("fields", struct tl_foreign_key, fields),
	KEYS_OF_SAME_NEEDED("reference", struct tl_foreign_key, reference_keys),
	WORD("broken", struct tl_foreign_key, broken, broken_words),
	CYAML_FIELD_END,
};
ENTRY(foreign_entry, struct tl_foreign_key, foreign_keys);

static const struct cyaml_strval coverage_words[] = {
	{"extract", TL_COVERAGE_BY_EXTRACT},
	{"locality", TL_COVERAGE_BY_LOCALITY},
};

static const struct cyaml_schema_field coverage_keys[] = {
	WORD("by", struct tl_coverage, by, coverage_words),
	CYAML_FIELD_END,
};

static const struct cyaml_schema_field withheld_keys[] = {
	TEXT_NEEDED("from", struct tl_withheld, from),
	TEXT_NEEDED("to", struct tl_withheld, to),
	TEXT_NEEDED("reason", struct tl_withheld, reason),
	TEXTS("localities", struct tl_withheld, localities),
	CYAML_FIELD_END,
};
ENTRY(withheld_entry, struct tl_withheld, withheld_keys);

static const struct cyaml_schema_field band_keys[] = {
	REAL("rows_least", struct tl_bands, rows_least),
	REAL("rows_most", struct tl_bands, rows_most),
	WHOLE("days", struct tl_bands, days),
	CYAML_FIELD_END,
};

static const struct cyaml_schema_field reshape_keys[] = {
	TEXTS_NEEDED("columns", struct tl_reshape, columns),
	TEXT_NEEDED("header", struct tl_reshape, header),
	TEXT_NEEDED("value", struct tl_reshape, value),
	CYAML_FIELD_END,
};

static const struct cyaml_schema_field symbol_keys[] = {
	TEXT_NEEDED("symbol", struct tl_symbol, symbol),
	TEXT_NEEDED("reason", struct tl_symbol, reason),
	CYAML_FIELD_END,
};
ENTRY(symbol_entry, struct tl_symbol, symbol_keys);

static const struct cyaml_schema_field pseudonym_keys[] = {
	TEXT_NEEDED("name", struct tl_pseudonym, name),
	TEXT("token", struct tl_pseudonym, token),
	TEXTS("match", struct tl_pseudonym, match),
	TEXT("filter", struct tl_pseudonym, filter),
	TEXTS("record", struct tl_pseudonym, record),
	YES_NO("trusted", struct tl_pseudonym, trusted),
	CYAML_FIELD_END,
};
ENTRY(pseudonym_entry, struct tl_pseudonym, pseudonym_keys);

static const struct cyaml_schema_field harden_keys[] = {
	TEXT("salt", struct tl_hardening, salt),
	YES_NO("fold", struct tl_hardening, fold),
	REAL("flip", struct tl_hardening, flip),
	CYAML_FIELD_END,
};

static const struct cyaml_schema_field pseudonymise_keys[] = {
	TEXT_NEEDED("study", struct tl_pseudonymise, study),
	LIST("add", struct tl_pseudonymise, add, pseudonym_entry),
	YES_NO("variants", struct tl_pseudonymise, variants),
	KEYS("harden", struct tl_pseudonymise, harden, harden_keys),
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
	TEXT("sheet", struct tl_contract, sheet),
	WHOLE("header_row", struct tl_contract, header_row),
	KEYS_OF_SAME("period", struct tl_contract, period_keys),
	TEXT("empty", struct tl_contract, empty),
	TEXTS("missingValues", struct tl_contract, missingValues),
	LIST_NEEDED("fields", struct tl_contract, fields, field_entry),
	KEYS("thresholds", struct tl_contract, thresholds, threshold_keys),
	TEXT("agreement", struct tl_contract, agreement),
	TEXT("purpose", struct tl_contract, purpose),
	TEXT("retention", struct tl_contract, retention),
	TEXT("description", struct tl_contract, description),
	TEXTS("primaryKey", struct tl_contract, primaryKey),
	LIST("foreignKeys", struct tl_contract, foreignKeys, foreign_entry),
	LIST("rules", struct tl_contract, rules, rule_entry),
	YES_NO("one_key_per_person", struct tl_contract, one_key_per_person),
	TEXT("duplicates", struct tl_contract, duplicates),
	WORD("overlaps", struct tl_contract, overlaps, choice_words),
	WORD("doubly_open", struct tl_contract, doubly_open, choice_words),
	WORD("outside_life", struct tl_contract, outside_life, choice_words),
	WORD("replaces", struct tl_contract, replaces, replaces_words),
	KEYS("coverage", struct tl_contract, coverage, coverage_keys),
	LIST("withholds", struct tl_contract, withholds, withheld_entry),
	KEYS("bands", struct tl_contract, bands, band_keys),
	KEYS("reshape", struct tl_contract, reshape, reshape_keys),
	LIST("symbols", struct tl_contract, symbols, symbol_entry),
	TEXTS("sentinels", struct tl_contract, sentinels),
	KEYS_OR_NULL("pseudonymise", struct tl_contract, pseudonymise, pseudonymise_keys),
	CYAML_FIELD_END,
};
ROOT(study_contract_schema, struct tl_contract, contract_keys);
