#include <throughline/study.h>

#include <string.h>

const struct tl_kind_facts tl_kinds[] = {
	[TL_KIND_PERSONS] = {"persons", "record", true, false},
	[TL_KIND_EVENTS] = {"events", "event", true, false},
	[TL_KIND_EPISODES] = {"episodes", "episode", true, false},
	[TL_KIND_MEASUREMENTS] = {"measurements", "measurement", true, false},
	[TL_KIND_COUNTS] = {"counts", "count", false, true},
	[TL_KIND_POPULATION] = {"population", "population", false, false},
	[TL_KIND_FINANCE] = {"finance", "finance", false, true},
	[TL_KIND_WORKFORCE] = {"workforce", "workforce", false, true},
	[TL_KIND_RELATIONS] = {"relations", "relation", true, false},
};
static_assert(TL_LEN(tl_kinds) == TL_KIND_COUNT_OF, "the last kind has its facts");

const char *const tl_role_names[] = {
	[TL_ROLE_NONE] = "none",
	[TL_ROLE_KEY] = "key",
	[TL_ROLE_TOKEN] = "token",
	[TL_ROLE_HOUSEHOLD] = "household",
	[TL_ROLE_DATE] = "date",
	[TL_ROLE_START] = "start",
	[TL_ROLE_END] = "end",
	[TL_ROLE_STEP] = "step",
	[TL_ROLE_TYPE] = "type",
	[TL_ROLE_LOCALITY] = "locality",
	[TL_ROLE_BIRTH] = "birth",
	[TL_ROLE_SEX] = "sex",
	[TL_ROLE_DEATH] = "death",
	[TL_ROLE_VALUE] = "value",
	[TL_ROLE_IGNORE] = "ignore",
	[TL_ROLE_OTHER] = "other",
	[TL_ROLE_PROVIDER] = "provider",
	[TL_ROLE_FINGERPRINT] = "fingerprint",
};
static_assert(TL_LEN(tl_role_names) == TL_ROLE_COUNT_OF, "the last role has its name");

const char *const tl_type_names[] = {
	[TL_TYPE_STRING] = "string",
	[TL_TYPE_INTEGER] = "integer",
	[TL_TYPE_NUMBER] = "number",
	[TL_TYPE_DATE] = "date",
	[TL_TYPE_DATETIME] = "datetime",
	[TL_TYPE_YEARMONTH] = "yearmonth",
	[TL_TYPE_YEAR] = "year",
	[TL_TYPE_TIME] = "time",
	[TL_TYPE_DURATION] = "duration",
	[TL_TYPE_BOOLEAN] = "boolean",
};
static_assert(TL_LEN(tl_type_names) == TL_TYPE_COUNT_OF, "the last type has its name");

const struct tl_shape_facts tl_shapes[] = {
	[TL_SHAPE_COUNT] = {"count", true, false},
	[TL_SHAPE_RATE] = {"rate", true, false}, /* in a programme the denominator is family-time */
	[TL_SHAPE_SHARE] = {"share", true, true},
	[TL_SHAPE_DURATION] = {"duration", true, false},
	[TL_SHAPE_STOCK] = {"stock", true, false},
	[TL_SHAPE_FLOW] = {"flow", true, false},
	[TL_SHAPE_RATIO] = {"ratio", true, true},
	[TL_SHAPE_SCORE_CHANGE] = {"score-change", true, false},
	[TL_SHAPE_SURVIVAL] = {"survival", true, false},
	[TL_SHAPE_MONEY] = {"money", false, false},
	[TL_SHAPE_OVERLAP] = {"overlap", true, false},
	[TL_SHAPE_SERIES] = {"series", true, false},
};
static_assert(TL_LEN(tl_shapes) == TL_SHAPE_COUNT_OF, "the last shape has its facts");

const char *const tl_comparison_names[] = {
	[TL_COMPARE_NONE] = "none",
	[TL_COMPARE_WAITING_LIST] = "waiting-list",
	[TL_COMPARE_NOT_YET_LIVE] = "not-yet-live",
	[TL_COMPARE_MATCHED] = "matched",
	[TL_COMPARE_OTHER_LOCALITIES] = "other-localities",
};
static_assert(
	TL_LEN(tl_comparison_names) == TL_COMPARE_COUNT_OF, "the last comparison has its name");

const char *const tl_match_names[] = {
	[TL_MATCH_CEM] = "cem", [TL_MATCH_EXACT] = "exact", [TL_MATCH_IPW] = "ipw"};
static_assert(TL_LEN(tl_match_names) == TL_MATCH_COUNT_OF, "the last method has its name");

const char *const tl_match_known[] = {"age", "sex", "locality", "people", "prior", "quarter", NULL};

bool tl_measure_is_by_people(const struct tl_study *study, const struct tl_measure *measure)
{
	const struct tl_rows *rows = &measure->numerator;

	for (unsigned i = 0; measure->by && i < rows->contracts_count; i++) {
		const struct tl_contract *contract = tl_study_contract(study, rows->contracts[i]);

		if (!contract || !tl_kinds[contract->kind].has_persons ||
			tl_contract_field(contract, measure->by))
			return false;
	}
	return measure->by && rows->contracts_count;
}

const struct tl_contract *tl_study_contract(const struct tl_study *study, const char *name)
{
	for (size_t i = 0; i < study->contracts_count; i++)
		if (!strcmp(study->contracts[i]->name, name))
			return study->contracts[i];
	return NULL;
}

const char *tl_study_partner_label(const struct tl_study *study, const char *code)
{
	for (unsigned i = 0; i < study->partners_count; i++)
		if (!strcmp(study->partners[i].code, code))
			return study->partners[i].label;
	return code;
}

const struct tl_measure *tl_study_measure(const struct tl_study *study, const char *name)
{
	for (size_t i = 0; i < study->measures_count; i++)
		if (!strcmp(study->measures[i]->name, name))
			return study->measures[i];
	return NULL;
}

static bool is_spelling(struct tl_str spelling, const char *name)
{
	return tl_str_equal_fold(spelling, tl_str_trim(tl_str(name)));
}

static bool spells(const struct tl_locality *locality, struct tl_str spelling)
{
	if (is_spelling(spelling, locality->code) || is_spelling(spelling, locality->label))
		return true;
	for (unsigned i = 0; i < locality->names_count; i++)
		if (is_spelling(spelling, locality->names[i]))
			return true;
	return false;
}

bool tl_study_locality(const struct tl_study *study, struct tl_str spelling, struct tl_str *code)
{
	spelling = tl_str_trim(spelling);
	if (!spelling.length)
		return false;
	for (unsigned i = 0; i < study->localities_count; i++) {
		if (spells(&study->localities[i], spelling)) {
			*code = tl_str(study->localities[i].code);
			return true;
		}
	}
	if (study->localities_open)
		*code = spelling;
	return study->localities_open;
}

unsigned tl_contract_field_number(const struct tl_contract *contract, const char *name)
{
	unsigned i = 0;

	while (i < contract->fields_count && strcmp(contract->fields[i].name, name) != 0)
		i++;
	return i;
}

const struct tl_field *tl_contract_field(const struct tl_contract *contract, const char *name)
{
	for (unsigned i = 0; i < contract->fields_count; i++)
		if (!strcmp(contract->fields[i].name, name))
			return &contract->fields[i];
	for (unsigned i = 0; i < contract->fields_count; i++)
		if (contract->fields[i].role != TL_ROLE_NONE &&
			!strcmp(tl_role_names[contract->fields[i].role], name))
			return &contract->fields[i];
	return NULL;
}

const char *tl_field_column(const struct tl_field *field)
{
	switch (field->role) {
	case TL_ROLE_KEY:
		return "key_no";
	case TL_ROLE_OTHER:
		return "other_no";
	case TL_ROLE_DATE:
	case TL_ROLE_START:
	case TL_ROLE_END:
	case TL_ROLE_TYPE:
	case TL_ROLE_LOCALITY:
	case TL_ROLE_BIRTH:
	case TL_ROLE_SEX:
	case TL_ROLE_DEATH:
	case TL_ROLE_VALUE:
	case TL_ROLE_PROVIDER:
		return tl_role_names[field->role];
	case TL_ROLE_NONE:
	case TL_ROLE_STEP:
		return field->name;
	case TL_ROLE_FINGERPRINT:
	case TL_ROLE_TOKEN:
	case TL_ROLE_HOUSEHOLD:
	case TL_ROLE_IGNORE:
	case TL_ROLE_COUNT_OF:
		break;
	}
	return NULL;
}
