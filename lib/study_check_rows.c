#include "study_private.h"

#include <string.h>

static const struct tl_contract *contract_of(
	const struct study_check *check, const struct tl_rows *rows, size_t number)
{
	return tl_study_contract(check->study, rows->contracts[number]);
}

static bool fail_no_contract(const struct study_check *check, const char *at, const char *name)
{
	const struct tl_study *study = check->study;
	const char **names =
		tl_arena_array(&check->study->arena, study->contracts_count, sizeof *names);

	for (size_t i = 0; i < study->contracts_count; i++)
		names[i] = study->contracts[i]->name;
	return study_fail(check, at, "no extract in study.yaml has the contract \"%s\"; %s", name,
		study_hint(check, name, names, study->contracts_count));
}

static bool check_contracts(const struct study_check *check, const char *at, struct tl_rows *rows)
{
	for (unsigned i = 0; i < rows->contracts_count; i++) {
		const struct tl_contract *contract = contract_of(check, rows, i);
		const char *place = study_at(check, "%s.contracts.%u", at, i);

		if (!contract)
			return fail_no_contract(check, place, rows->contracts[i]);
		if (i == 0)
			rows->kind = contract->kind;
		if (contract->kind > TL_KIND_WORKFORCE)
			return study_fail(check, place,
				"\"%s\" holds %s, which no measure counts yet; it is read and "
				"checked "
				"only",
				contract->name, tl_kinds[contract->kind].name);
		if (contract->kind != rows->kind)
			return study_fail(check, place,
				"\"%s\" holds %s, the contracts before it %s; rows together are of "
				"one kind",
				contract->name, tl_kinds[contract->kind].name,
				tl_kinds[rows->kind].name);
	}
	return study_check_unique(check, study_at(check, "%s.contracts", at), NULL,
		(const char *const *)rows->contracts, rows->contracts_count);
}

static bool check_type(const struct study_check *check, const char *at,
	const struct tl_contract *contract, const struct tl_field *field, enum study_column wanted)
{
	if (wanted == STUDY_DAY_COLUMN && !study_type_is_day(field->type))
		return study_fail(check, at,
			"\"%s\" of contract \"%s\" holds no dates; its type is %s", field->name,
			contract->name, tl_type_names[field->type]);
	if (wanted == STUDY_NUMBER_COLUMN && !study_type_is_number(field->type))
		return study_fail(check, at,
			"\"%s\" of contract \"%s\" holds no numbers; its type is %s", field->name,
			contract->name, tl_type_names[field->type]);
	return true;
}

/* Who a row is about is no column of it: keys and tokens are link's, and what describes a person
 * lies in the records of persons. */
static bool has_column(const struct tl_contract *contract, const struct tl_field *field)
{
	switch (field->role) {
	case TL_ROLE_BIRTH:
	case TL_ROLE_SEX:
	case TL_ROLE_DEATH:
		return contract->kind == TL_KIND_PERSONS;
	case TL_ROLE_KEY:
	case TL_ROLE_OTHER:
	case TL_ROLE_TOKEN:
	case TL_ROLE_HOUSEHOLD:
	case TL_ROLE_FINGERPRINT:
	case TL_ROLE_IGNORE:
	case TL_ROLE_COUNT_OF:
		return false;
	case TL_ROLE_NONE:
	case TL_ROLE_DATE:
	case TL_ROLE_START:
	case TL_ROLE_END:
	case TL_ROLE_STEP:
	case TL_ROLE_TYPE:
	case TL_ROLE_LOCALITY:
	case TL_ROLE_VALUE:
	case TL_ROLE_PROVIDER:
		break;
	}
	return true;
}

static bool fail_no_column(const struct study_check *check, const char *at,
	const struct tl_contract *contract, const char *column)
{
	const char **names = tl_arena_array(
		&check->study->arena, 2 * (size_t)contract->fields_count, sizeof *names);
	size_t count = 0;

	for (unsigned i = 0; i < contract->fields_count; i++) {
		const struct tl_field *field = &contract->fields[i];
		const char *stored = tl_field_column(field);

		if (!has_column(contract, field))
			continue;
		names[count++] = field->name;
		if (strcmp(stored, field->name))
			names[count++] = stored;
	}
	return study_fail(check, at, "contract \"%s\" has no column \"%s\"; %s", contract->name,
		column, study_hint(check, column, names, count));
}

bool study_check_column(const struct study_check *check, const char *at, const struct tl_rows *rows,
	const char *column, enum study_column wanted)
{
	for (unsigned i = 0; column && i < rows->contracts_count; i++) {
		const struct tl_contract *contract = contract_of(check, rows, i);
		const struct tl_field *field = tl_contract_field(contract, column);

		if (!field || !has_column(contract, field))
			return fail_no_column(check, at, contract, column);
		if (!check_type(check, at, contract, field, wanted))
			return false;
	}
	return true;
}

static bool check_one_test(
	const struct study_check *check, const char *at, const struct tl_condition *condition)
{
	int tests = (condition->codes != NULL) + (condition->not_codes != NULL) +
		    (condition->is != NULL) + (condition->from || condition->to);

	if (tests == 1)
		return true;
	return study_fail(check, at,
		tests ? "a condition makes one test; write two conditions"
		      : "this tests nothing; add codes, not_codes, is, from or to");
}

bool study_check_bound(const struct study_check *check, const char *at,
	const struct tl_field *field, const char *bound)
{
	struct tl_day day;
	double number;

	if (!bound)
		return true;
	if (study_type_is_day(field->type))
		return study_check_day(check, at, bound, &day);
	if (!study_type_is_number(field->type))
		return study_fail(check, at, "\"%s\" is neither number nor date; its type is %s",
			field->name, tl_type_names[field->type]);
	return tl_num_real(tl_str(bound), (struct tl_num_style){0}, &number) ||
	       study_fail(check, at, "\"%s\" is not a number", bound);
}

/* A code that the column's dictionary does not keep would never be met: most likely a typo. */
static bool check_code(const struct study_check *check, const char *at,
	const struct tl_field *field, const char *code)
{
	const char **kept = tl_arena_array(&check->study->arena, field->codes_count, sizeof *kept);
	size_t count = 0;

	for (unsigned i = 0; i < field->codes_count; i++) {
		if (field->codes[i].means)
			continue;
		kept[count++] = field->codes[i].code;
		if (!strcmp(field->codes[i].code, code))
			return true;
	}
	return !field->codes_count ||
	       study_fail(check, at, "\"%s\" is no code that \"%s\" keeps; %s", code, field->name,
		       study_hint(check, code, kept, count));
}

static bool check_codes(const struct study_check *check, const char *at,
	const struct tl_field *field, char **codes, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		const char *place = study_at(check, "%s.%u", at, i);
		if (field->role == TL_ROLE_LOCALITY ? !study_check_locality(check, place, codes[i])
						    : !check_code(check, place, field, codes[i]))
			return false;
	}
	return true;
}

static bool check_tests(const struct study_check *check, const char *at,
	const struct tl_condition *condition, const struct tl_field *field)
{
	static const char *const states[] = {"blank", "present"};

	return check_codes(check, study_at(check, "%s.codes", at), field, condition->codes,
		       condition->codes_count) &&
	       check_codes(check, study_at(check, "%s.not_codes", at), field, condition->not_codes,
		       condition->not_codes_count) &&
	       study_check_word(check, study_at(check, "%s.is", at), condition->is, states,
		       TL_LEN(states)) &&
	       study_check_bound(check, study_at(check, "%s.from", at), field, condition->from) &&
	       study_check_bound(check, study_at(check, "%s.to", at), field, condition->to);
}

static bool check_condition(const struct study_check *check, const char *at,
	const struct tl_rows *rows, const struct tl_condition *condition)
{
	if (!check_one_test(check, at, condition) ||
		!study_check_column(check, study_at(check, "%s.column", at), rows,
			condition->column, STUDY_ANY_COLUMN))
		return false;
	for (unsigned i = 0; i < rows->contracts_count; i++)
		if (!check_tests(check, at, condition,
			    tl_contract_field(contract_of(check, rows, i), condition->column)))
			return false;
	return true;
}

/* With sql the engine picks no rows itself, so a filter beside it would be silently lost. */
static bool check_sql(const struct study_check *check, const char *at, const struct tl_rows *rows)
{
	const char *key = rows->where_count ? "where"
			  : rows->quantity  ? "quantity"
			  : rows->date      ? "date"
					    : NULL;

	return !rows->sql || !key ||
	       study_fail(check, study_at(check, "%s.%s", at, key),
		       "sql picks the rows by itself; write %s into the SELECT", key);
}

bool study_check_rows(const struct study_check *check, const char *at, struct tl_rows *rows)
{
	rows->at = at;
	if (!check_contracts(check, at, rows) || !check_sql(check, at, rows))
		return false;
	for (unsigned i = 0; i < rows->where_count; i++)
		if (!check_condition(
			    check, study_at(check, "%s.where.%u", at, i), rows, &rows->where[i]))
			return false;
	if (rows->kind == TL_KIND_PERSONS && !rows->date && !rows->sql &&
		!study_check_column(check, study_at(check, "%s.contracts", at), rows, "start",
			STUDY_DAY_COLUMN))
		return false;
	return study_check_column(check, study_at(check, "%s.quantity", at), rows, rows->quantity,
		       STUDY_NUMBER_COLUMN) &&
	       study_check_column(
		       check, study_at(check, "%s.date", at), rows, rows->date, STUDY_DAY_COLUMN);
}
