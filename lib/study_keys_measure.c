#include "study_keys.h"

/* The words below are those of tl_shapes and tl_comparison_names (tests/unit/test_study.c walks
 * both). */
static const struct cyaml_strval shape_words[] = {
	{"count", TL_SHAPE_COUNT},
	{"rate", TL_SHAPE_RATE},
	{"share", TL_SHAPE_SHARE},
	{"duration", TL_SHAPE_DURATION},
	{"stock", TL_SHAPE_STOCK},
	{"flow", TL_SHAPE_FLOW},
	{"ratio", TL_SHAPE_RATIO},
	{"score-change", TL_SHAPE_SCORE_CHANGE},
	{"survival", TL_SHAPE_SURVIVAL},
	{"money", TL_SHAPE_MONEY},
	{"overlap", TL_SHAPE_OVERLAP},
	{"series", TL_SHAPE_SERIES},
};
static_assert(TL_LEN(shape_words) == TL_SHAPE_COUNT_OF, "every shape has its word");

static const struct cyaml_strval polarity_words[] = {
	{"neither", TL_POLARITY_NEITHER},
	{"up", TL_POLARITY_UP},
	{"down", TL_POLARITY_DOWN},
};

static const struct cyaml_strval comparison_words[] = {
	{"none", TL_COMPARE_NONE},
	{"waiting-list", TL_COMPARE_WAITING_LIST},
	{"not-yet-live", TL_COMPARE_NOT_YET_LIVE},
	{"matched", TL_COMPARE_MATCHED},
	{"other-localities", TL_COMPARE_OTHER_LOCALITIES},
};
static_assert(TL_LEN(comparison_words) == TL_COMPARE_COUNT_OF, "every comparison has its word");

static const struct cyaml_schema_field condition_keys[] = {
	TEXT_NEEDED("column", struct tl_condition, column),
	TEXTS("codes", struct tl_condition, codes),
	TEXTS("not_codes", struct tl_condition, not_codes),
	TEXT("is", struct tl_condition, is),
	TEXT("from", struct tl_condition, from),
	TEXT("to", struct tl_condition, to),
	CYAML_FIELD_END,
};
ENTRY(condition_entry, struct tl_condition, condition_keys);

static const struct cyaml_schema_field rows_keys[] = {
	TEXTS_NEEDED("contracts", struct tl_rows, contracts),
	LIST("where", struct tl_rows, where, condition_entry),
	TEXT("quantity", struct tl_rows, quantity),
	TEXT("date", struct tl_rows, date),
	TEXT("sql", struct tl_rows, sql),
	CYAML_FIELD_END,
};

/* A cohort and its pool are episodes with a beginning, a locality and steps: no sql, no quantity.
 */
static const struct cyaml_schema_field cohort_keys[] = {
	TEXTS_NEEDED("contracts", struct tl_rows, contracts),
	LIST("where", struct tl_rows, where, condition_entry),
	CYAML_FIELD_END,
};

static const struct cyaml_schema_field windows_keys[] = {
	WHOLE_OR_NULL("before", struct tl_windows, before_key),
	WHOLE_OR_NULL("after", struct tl_windows, after_key),
	WHOLE("run_in", struct tl_windows, run_in),
	TEXT("day_0", struct tl_windows, day_0),
	CYAML_FIELD_END,
};

static const struct cyaml_schema_field rebase_keys[] = {
	TEXT_NEEDED("date", struct tl_rebase, date),
	TEXT_NEEDED("reason", struct tl_rebase, reason),
	CYAML_FIELD_END,
};
ENTRY(rebase_entry, struct tl_rebase, rebase_keys);

static const struct cyaml_schema_field spc_keys[] = {
	TEXT("chart", struct tl_measure, chart),
	LIST("rebase", struct tl_measure, rebase, rebase_entry),
	WHOLE_OR_NULL("baseline", struct tl_measure, baseline_key),
	CYAML_FIELD_END,
};

static const struct cyaml_schema_field band_keys[] = {
	TEXT_NEEDED("code", struct tl_band, code),
	TEXT("label", struct tl_band, label),
	REAL("from", struct tl_band, from),
	CYAML_FIELD_END,
};
ENTRY(band_entry, struct tl_band, band_keys);

static const struct cyaml_schema_field its_keys[] = {
	TEXT_NEEDED("from", struct tl_its_design, from),
	TEXT("what", struct tl_its_design, what),
	TEXT("family", struct tl_its_design, family),
	WHOLE("harmonics", struct tl_its_design, harmonics),
	TEXT("control", struct tl_its_design, control),
	CYAML_FIELD_END,
};

static const struct cyaml_schema_field standardise_keys[] = {
	TEXT("method", struct tl_standardise, method),
	TEXT("age", struct tl_standardise, age),
	TEXT("sex", struct tl_standardise, sex),
	TEXT("standard", struct tl_standardise, standard),
	CYAML_FIELD_END,
};

static const struct cyaml_schema_field measure_keys[] = {
	TEXT_NEEDED("name", struct tl_measure, name),
	TEXT_NEEDED("title", struct tl_measure, title),
	TEXT("about", struct tl_measure, about),
	WHOLE("version", struct tl_measure, version),
	WORD_NEEDED("shape", struct tl_measure, shape, shape_words),
	WORD("polarity", struct tl_measure, polarity, polarity_words),
	TEXT_NEEDED("unit", struct tl_measure, unit),
	KEYS_NEEDED("numerator", struct tl_measure, numerator, rows_keys),
	KEYS("denominator", struct tl_measure, denominator, rows_keys),
	KEYS("windows", struct tl_measure, windows, windows_keys),
	REAL("per", struct tl_measure, per),
	TEXT("from_step", struct tl_measure, from_step),
	TEXT("to_step", struct tl_measure, to_step),
	REAL("standard_days", struct tl_measure, standard_days),
	TEXT("by", struct tl_measure, by),
	KEYS_OF_SAME("spc", struct tl_measure, spc_keys),
	KEYS("its", struct tl_measure, its, its_keys),
	KEYS("standardise", struct tl_measure, standardise, standardise_keys),
	KEYS("competes", struct tl_measure, competes, cohort_keys),
	LIST("bands", struct tl_measure, bands, band_entry),
	TEXT("of", struct tl_measure, of),
	YES_NO("waiting", struct tl_measure, waiting),
	WHOLE("at_least", struct tl_measure, at_least),
	CYAML_FIELD_END,
};
ROOT(study_measure_schema, struct tl_measure, measure_keys);

static const struct cyaml_schema_field phase_keys[] = {
	TEXT_NEEDED("name", struct tl_phase, name),
	TEXT("label", struct tl_phase, label),
	TEXT_NEEDED("from", struct tl_phase, from),
	CYAML_FIELD_END,
};
ENTRY(phase_entry, struct tl_phase, phase_keys);

static const struct cyaml_schema_field step_keys[] = {
	TEXT_NEEDED("name", struct tl_step, name),
	TEXT("label", struct tl_step, label),
	TEXT_NEEDED("column", struct tl_step, column),
	CYAML_FIELD_END,
};
ENTRY(step_entry, struct tl_step, step_keys);

static const struct cyaml_strval match_words[] = {
	{"cem", TL_MATCH_CEM},
	{"exact", TL_MATCH_EXACT},
	{"ipw", TL_MATCH_IPW},
};
static_assert(TL_LEN(match_words) == TL_MATCH_COUNT_OF, "every method has its word");

static const struct cyaml_schema_field match_on_keys[] = {
	TEXT_NEEDED("attribute", struct tl_match_on, attribute),
	TEXTS("cuts", struct tl_match_on, cuts),
	WHOLE("bins", struct tl_match_on, bins),
	CYAML_FIELD_END,
};
ENTRY(match_on_entry, struct tl_match_on, match_on_keys);

static const struct cyaml_schema_field match_keys[] = {
	WORD("method", struct tl_match, method, match_words),
	LIST_NEEDED("on", struct tl_match, on, match_on_entry),
	CYAML_FIELD_END,
};

static const struct cyaml_schema_field go_live_keys[] = {
	TEXT_NEEDED("locality", struct tl_go_live, locality),
	TEXT_NEEDED("from", struct tl_go_live, from),
	CYAML_FIELD_END,
};
ENTRY(go_live_entry, struct tl_go_live, go_live_keys);

static const struct cyaml_schema_field did_keys[] = {
	TEXT_NEEDED("unit", struct tl_did_design, unit),
	TEXT("period", struct tl_did_design, period),
	TEXT("control", struct tl_did_design, control),
	WHOLE("anticipation", struct tl_did_design, anticipation),
	CYAML_FIELD_END,
};

static const struct cyaml_schema_field comparison_keys[] = {
	WORD_NEEDED("kind", struct tl_comparison, kind, comparison_words),
	KEYS("pool", struct tl_comparison, pool, cohort_keys),
	TEXT("index", struct tl_comparison, index),
	TEXTS("localities", struct tl_comparison, localities),
	KEYS("match", struct tl_comparison, match, match_keys),
	CYAML_FIELD_END,
};

static const struct cyaml_schema_field use_keys[] = {
	TEXT_NEEDED("name", struct tl_use, name),
	YES_NO("primary", struct tl_use, primary),
	YES_NO("negative_control", struct tl_use, negative_control),
	REAL("expected", struct tl_use, expected),
	REAL("matters", struct tl_use, matters),
	CYAML_FIELD_END,
};
ENTRY(use_entry, struct tl_use, use_keys);

static const struct cyaml_schema_field contribution_keys[] = {
	TEXT_NEEDED("partner", struct tl_contribution, partner),
	TEXT("what", struct tl_contribution, what),
	CYAML_FIELD_END,
};
ENTRY(contribution_entry, struct tl_contribution, contribution_keys);

static const struct cyaml_schema_field plan_keys[] = {
	REAL("units", struct tl_plan, units),
	REAL("comparison", struct tl_plan, comparison),
	REAL("variance", struct tl_plan, variance),
	CYAML_FIELD_END,
};

static const struct cyaml_schema_field programme_keys[] = {
	TEXT_NEEDED("name", struct tl_programme, name),
	TEXT_NEEDED("title", struct tl_programme, title),
	TEXT("about", struct tl_programme, about),
	TEXT("theory", struct tl_programme, theory),
	KEYS("plan", struct tl_programme, plan, plan_keys),
	WHOLE("version", struct tl_programme, version),
	TEXT_NEEDED("unit", struct tl_programme, unit),
	KEYS_NEEDED("cohort", struct tl_programme, cohort, cohort_keys),
	TEXT("index", struct tl_programme, index),
	LIST("phases", struct tl_programme, phases, phase_entry),
	LIST("steps", struct tl_programme, steps, step_entry),
	KEYS("transferred", struct tl_programme, transferred, cohort_keys),
	LIST("go_live", struct tl_programme, go_live, go_live_entry),
	KEYS("comparison", struct tl_programme, comparison, comparison_keys),
	KEYS("did", struct tl_programme, did, did_keys),
	LIST("measures", struct tl_programme, measures, use_entry),
	LIST("partners", struct tl_programme, partners, contribution_entry),
	TEXT("framework", struct tl_programme, framework_name),
	CYAML_FIELD_END,
};
ROOT(study_programme_schema, struct tl_programme, programme_keys);
