/* What a contract says of rows together, of other extracts and of the months to come. */
#include "study_private.h"

#include <throughline/pattern.h>

#include <stdlib.h>
#include <string.h>

/* The field called so; else says so at `at` and returns NULL. */
static const struct tl_field *find_field(const struct study_check *check, const char *at,
	const struct tl_contract *contract, const char *name)
{
	unsigned number = tl_contract_field_number(contract, name);
	const char **names =
		tl_arena_array(&check->study->arena, contract->fields_count, sizeof *names);

	if (number < contract->fields_count)
		return &contract->fields[number];
	for (unsigned i = 0; i < contract->fields_count; i++)
		names[i] = contract->fields[i].name;
	study_fail(check, at, "contract \"%s\" has no field \"%s\"; %s", contract->name, name,
		study_hint(check, name, names, contract->fields_count));
	return NULL;
}

/* ... and it is kept, so that it can be looked at. */
static const struct tl_field *find_kept(const struct study_check *check, const char *at,
	const struct tl_contract *contract, const char *name)
{
	const struct tl_field *field = find_field(check, at, contract, name);

	if (field && field->role == TL_ROLE_IGNORE) {
		study_fail(check, at,
			"\"%s\" has role ignore and is not kept; give it another role", name);
		return NULL;
	}
	return field;
}

static bool check_primary_key(const struct study_check *check, const struct tl_contract *contract)
{
	for (unsigned i = 0; i < contract->primaryKey_count; i++)
		if (!find_kept(check, study_at(check, "primaryKey.%u", i), contract,
			    contract->primaryKey[i]))
			return false;
	if (contract->replaces == TL_REPLACES_KEY && !contract->primaryKey_count)
		return study_fail(check, "replaces",
			"rows are replaced by their primary key, and none is given; add "
			"primaryKey");
	return study_check_unique(check, "primaryKey", NULL,
		(const char *const *)contract->primaryKey, contract->primaryKey_count);
}

/* ---- rules -------------------------------------------------------------------------------- */

/* Dates with dates, numbers with numbers. */
static bool check_other(const struct study_check *check, const char *at,
	const struct tl_contract *contract, const struct tl_field *field, const char *other)
{
	const struct tl_field *with = other ? find_kept(check, at, contract, other) : NULL;

	if (!other || !with)
		return !other;
	if (study_type_is_day(field->type) && study_type_is_day(with->type))
		return true;
	return (study_type_is_number(field->type) && study_type_is_number(with->type)) ||
	       study_fail(check, at,
		       "\"%s\" and \"%s\" cannot be compared; both are to be dates or both numbers",
		       field->name, other);
}

static bool check_test(const struct study_check *check, const char *at,
	const struct tl_contract *contract, const struct tl_comparison_test *test)
{
	static const char *const states[] = {"blank", "present"};
	const struct tl_condition *plain = &test->plain;
	const struct tl_field *field =
		find_kept(check, study_at(check, "%s.column", at), contract, plain->column);
	int tests = (plain->codes != NULL) + (plain->not_codes != NULL) + (plain->is != NULL) +
		    (plain->from || plain->to) + (test->before != NULL) + (test->after != NULL) +
		    (test->not_before != NULL) + (test->not_after != NULL);

	if (!field)
		return false;
	if (tests != 1)
		return study_fail(check, at,
			tests ? "a condition makes one test; write two conditions"
			      : "this tests nothing; add codes, not_codes, is, from, to, before, "
				"after, not_before or not_after");
	return study_check_word(
		       check, study_at(check, "%s.is", at), plain->is, states, TL_LEN(states)) &&
	       study_check_bound(check, study_at(check, "%s.from", at), field, plain->from) &&
	       study_check_bound(check, study_at(check, "%s.to", at), field, plain->to) &&
	       check_other(
		       check, study_at(check, "%s.before", at), contract, field, test->before) &&
	       check_other(check, study_at(check, "%s.after", at), contract, field, test->after) &&
	       check_other(check, study_at(check, "%s.not_before", at), contract, field,
		       test->not_before) &&
	       check_other(check, study_at(check, "%s.not_after", at), contract, field,
		       test->not_after);
}

/* Rejected rows are counted by field or by rule, under one name. */
static bool check_rule_names(const struct study_check *check, const struct tl_contract *contract)
{
	const char **names =
		tl_arena_array(&check->study->arena, contract->rules_count, sizeof *names);

	for (unsigned i = 0; i < contract->rules_count; i++) {
		names[i] = contract->rules[i].name;
		if (tl_contract_field_number(contract, names[i]) < contract->fields_count)
			return study_fail(check, study_at(check, "rules.%u.name", i),
				"a field is called \"%s\" already; name the rule otherwise",
				names[i]);
	}
	return study_check_unique(check, "rules", "name", names, contract->rules_count);
}

static bool check_rules(const struct study_check *check, const struct tl_contract *contract)
{
	for (unsigned i = 0; i < contract->rules_count; i++) {
		const struct tl_row_rule *rule = &contract->rules[i];

		for (unsigned j = 0; j < rule->when_count; j++)
			if (!check_test(check, study_at(check, "rules.%u.when.%u", i, j), contract,
				    &rule->when[j]))
				return false;
		for (unsigned j = 0; j < rule->require_count; j++)
			if (!check_test(check, study_at(check, "rules.%u.require.%u", i, j),
				    contract, &rule->require[j]))
				return false;
	}
	return check_rule_names(check, contract);
}

/* ---- what a kind must have for a key to mean something ------------------------------------- */

static bool has_role(const struct tl_contract *contract, enum tl_role role)
{
	for (unsigned i = 0; i < contract->fields_count; i++)
		if (contract->fields[i].role == role)
			return true;
	return false;
}

static bool check_choices(const struct study_check *check, const struct tl_contract *contract)
{
	static const char *const duplicates[] = {"keep", "reject"};
	bool episodes = contract->kind == TL_KIND_EPISODES;

	if (!study_check_word(
		    check, "duplicates", contract->duplicates, duplicates, TL_LEN(duplicates)))
		return false;
	if ((contract->overlaps || contract->doubly_open) && !episodes)
		return study_fail(check, contract->overlaps ? "overlaps" : "doubly_open",
			"only episodes overlap or stay open; this contract holds %s",
			tl_kinds[contract->kind].name);
	if (contract->replaces == TL_REPLACES_PERIOD && !has_role(contract, TL_ROLE_DATE) &&
		!has_role(contract, TL_ROLE_START))
		return study_fail(check, "replaces",
			"the rows have no date to tell their month by; write all or key");
	return true;
}

static bool check_symbols(const struct study_check *check, const struct tl_contract *contract)
{
	static const char *const reasons[] = {
		"suppressed", "not applicable", "not available", "low", "unreliable"};
	const char **symbols =
		tl_arena_array(&check->study->arena, contract->symbols_count, sizeof *symbols);

	if (contract->symbols_count &&
		(tl_kinds[contract->kind].has_persons || contract->kind == TL_KIND_POPULATION))
		return study_fail(check, "symbols",
			"symbols stand for numbers about places; list them under missingValues of "
			"%s",
			tl_kinds[contract->kind].name);
	for (unsigned i = 0; i < contract->symbols_count; i++) {
		symbols[i] = contract->symbols[i].symbol;
		if (!study_check_word(check, study_at(check, "symbols.%u.reason", i),
			    contract->symbols[i].reason, reasons, TL_LEN(reasons)))
			return false;
	}
	return study_check_unique(check, "symbols", "symbol", symbols, contract->symbols_count);
}

static bool check_reshape(const struct study_check *check, const struct tl_contract *contract)
{
	const struct tl_reshape *reshape = &contract->reshape;
	const struct tl_field *value;

	if (!reshape->columns_count)
		return true;
	if (!find_kept(check, "reshape.header", contract, reshape->header) ||
		!(value = find_kept(check, "reshape.value", contract, reshape->value)))
		return false;
	if (!strcmp(reshape->header, reshape->value))
		return study_fail(
			check, "reshape.value", "header and cell go to two fields; name another");
	return true;
}

static bool check_bands(const struct study_check *check, const struct tl_bands *bands)
{
	if (bands->rows_least < 0 || bands->rows_most < 0)
		return study_fail(check, "bands", "a number of times the last rows is above 0");
	return bands->rows_most == 0 || bands->rows_least <= bands->rows_most ||
	       study_fail(check, "bands.rows_least", "the least is more than the most");
}

/* ---- days --------------------------------------------------------------------------------- */

static bool check_days(const struct study_check *check, struct tl_contract *contract)
{
	struct tl_day day;

	for (unsigned i = 0; i < contract->sentinels_count; i++)
		if (!study_check_day(check, study_at(check, "sentinels.%u", i),
			    contract->sentinels[i], &day))
			return false;
	return study_check_coverage(check, contract);
}

static const struct {
	const char *word;
	int months, days;
} units[] = {{"months", 1, 0}, {"years", 12, 0}, {"days", 0, 1}, {"month", 1, 0}, {"year", 12, 0},
	{"day", 0, 1}};

/* "monhts", and the "month" of "one month". */
static bool is_like_unit(struct tl_str word)
{
	const char *words[TL_LEN(units)];

	for (size_t i = 0; i < TL_LEN(units); i++) {
		if (tl_str_equal_fold(word, tl_str(units[i].word)))
			return true;
		words[i] = units[i].word;
	}
	return tl_str_nearest(word, words, TL_LEN(words));
}

/* "24 months", "2 years", "90 days". What says more ("Six years after the programme ends") stays on
 * record and is not watched. */
static bool settle_retention(const struct study_check *check, struct tl_contract *contract)
{
	struct tl_str rest = tl_str(contract->retention), number;
	struct tl_day as_at = check->study->as_at;
	int64_t count;

	contract->retention_from = TL_NO_DAY;
	if (!contract->retention)
		return true;
	tl_str_cut(&rest, ' ', &number);
	rest = tl_str_trim(rest);
	if (tl_num_int(number, (struct tl_num_style){0}, &count) && count >= 0 && count <= 2400)
		for (size_t i = 0; i < TL_LEN(units); i++) {
			if (!tl_str_equal_fold(rest, tl_str(units[i].word)))
				continue;
			if (tl_day_is_set(as_at))
				contract->retention_from = tl_day_add(
					tl_day_add_months(as_at, -(int)count * units[i].months),
					-(int)count * units[i].days);
			return true;
		}
	return !is_like_unit(rest) || study_fail(check, "retention",
					      "\"%s\" is not understood, and nothing would ever be "
					      "past it; write a number "
					      "and days, months or years, as \"24 months\"",
					      contract->retention);
}

bool study_check_terms(const struct study_check *check, struct tl_contract *contract)
{
	if (!check_primary_key(check, contract) || !check_rules(check, contract) ||
		!check_choices(check, contract) || !check_symbols(check, contract) ||
		!check_reshape(check, contract) || !check_bands(check, &contract->bands) ||
		!check_days(check, contract))
		return false;
	return settle_retention(check, contract);
}

/* ---- keys across extracts ------------------------------------------------------------------ */

/* Values are compared as they are kept; a text never equals a number. */
enum sort { SORT_TEXT, SORT_DAY, SORT_WHOLE, SORT_REAL };

static enum sort sort_of(const struct tl_field *field)
{
	if (field->role == TL_ROLE_KEY || field->role == TL_ROLE_TOKEN ||
		field->role == TL_ROLE_HOUSEHOLD || field->role == TL_ROLE_TYPE ||
		field->role == TL_ROLE_LOCALITY || field->role == TL_ROLE_OTHER ||
		field->role == TL_ROLE_PROVIDER)
		return SORT_TEXT;
	if (study_type_is_day(field->type))
		return SORT_DAY;
	if (field->type == TL_TYPE_NUMBER)
		return SORT_REAL;
	return field->type == TL_TYPE_STRING ? SORT_TEXT : SORT_WHOLE;
}

static bool check_pair(const struct study_check *check, const char *at,
	const struct tl_contract *contract, const struct tl_foreign_key *key, unsigned i)
{
	const char *here = study_at(check, "%s.fields.%u", at, i),
		   *there = study_at(check, "%s.reference.fields.%u", at, i);
	const struct tl_field *a = find_kept(check, here, contract, key->fields[i]);
	const struct tl_field *b =
		a ? find_kept(check, there, key->target, key->reference[i]) : NULL;

	return a && b &&
	       (sort_of(a) == sort_of(b) ||
		       study_fail(check, there,
			       "\"%s\" and \"%s\" are kept as different types and never equal",
			       a->name, b->name));
}

static bool check_foreign(const struct study_check *check, const char *at,
	const struct tl_contract *contract, struct tl_foreign_key *key)
{
	const struct tl_study *study = check->study;
	const char **names =
		tl_arena_array(&check->study->arena, study->contracts_count, sizeof *names);

	key->target = !key->resource || !*key->resource ? contract
							: tl_study_contract(study, key->resource);
	for (size_t i = 0; i < study->contracts_count; i++)
		names[i] = study->contracts[i]->name;
	if (!key->target)
		return study_fail(check, study_at(check, "%s.reference.resource", at),
			"no extract in study.yaml has the contract \"%s\"; %s", key->resource,
			study_hint(check, key->resource, names, study->contracts_count));
	if (key->fields_count != key->reference_count)
		return study_fail(check, study_at(check, "%s.reference.fields", at),
			"%u fields cannot refer to %u; name as many", key->fields_count,
			key->reference_count);
	for (unsigned i = 0; i < key->fields_count; i++)
		if (!check_pair(check, at, contract, key, i))
			return false;
	return true;
}

static bool says_life(const struct tl_contract *contract)
{
	return has_role(contract, TL_ROLE_BIRTH) || has_role(contract, TL_ROLE_DEATH);
}

/* The rows themselves, or what the same partner says of people by the same keys. */
static bool check_life(const struct study_check *check, const struct tl_contract *contract)
{
	const struct tl_study *study = check->study;

	if (contract->outside_life == TL_ALLOW || says_life(contract))
		return true;
	for (size_t i = 0; i < study->contracts_count; i++)
		if (study->contracts[i]->kind == TL_KIND_PERSONS &&
			!strcmp(study->contracts[i]->partner, contract->partner) &&
			says_life(study->contracts[i]))
			return true;
	return study_fail(check, "outside_life",
		"neither the rows nor an extract of persons of the same partner say birth or "
		"death; leave this out");
}

bool study_check_together(const struct study_check *outer)
{
	for (size_t i = 0; i < outer->study->contracts_count; i++) {
		const struct tl_contract *contract = outer->study->contracts[i];
		struct study_check check = {outer->study, contract->path, outer->err};

		if (!check_life(&check, contract))
			return false;
		for (unsigned j = 0; j < contract->foreignKeys_count; j++)
			if (!check_foreign(&check, study_at(&check, "foreignKeys.%u", j), contract,
				    &contract->foreignKeys[j]))
				return false;
	}
	return true;
}
