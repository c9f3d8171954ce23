#include "study_private.h"

#include <string.h>

#define BIT(role) (1u << (role))
#define ROLES_OF_MANY                                                                              \
	(BIT(TL_ROLE_NONE) | BIT(TL_ROLE_IGNORE) | BIT(TL_ROLE_STEP) | BIT(TL_ROLE_TOKEN))

static const struct {
	const char *name;
	enum tl_encoding encoding;
} encodings[] = {
	{"utf-8", TL_UTF8},
	{"windows-1252", TL_WINDOWS_1252},
	{"utf-16", TL_UTF16},
	{"utf-16le", TL_UTF16LE},
	{"utf-16be", TL_UTF16BE},
};

static bool check_layout(const struct study_check *check, struct tl_contract *contract)
{
	static const char *const allowed[] = {"allowed"};
	const char *names[TL_LEN(encodings)];

	for (size_t i = 0; i < TL_LEN(encodings); i++) {
		names[i] = encodings[i].name;
		if (contract->encoding && !strcmp(names[i], contract->encoding))
			contract->encoding_resolved = encodings[i].encoding;
	}
	if (contract->delimiter &&
		(strlen(contract->delimiter) != 1 || strpbrk(contract->delimiter, "\"\r\n")))
		return study_fail(check, "delimiter",
			"a delimiter is one character, and no quote; write \";\" or \"\\t\"");
	return study_check_word(check, "encoding", contract->encoding, names, TL_LEN(names)) &&
	       study_check_word(check, "empty", contract->empty, allowed, TL_LEN(allowed));
}

static bool check_share(const struct study_check *check, const char *at, const double *share)
{
	return !share || (*share >= 0 && *share <= 1) ||
	       study_fail(check, at, "this is a share of the rows read: a number from 0 to 1");
}

static bool check_thresholds(
	const struct study_check *check, const struct tl_thresholds *thresholds)
{
	if (!check_share(check, "thresholds.warn", thresholds->warn_key) ||
		!check_share(check, "thresholds.stop", thresholds->stop_key))
		return false;
	if (thresholds->warn_key && thresholds->stop_key && thresholds->warn > thresholds->stop)
		return study_fail(check, "thresholds.warn", "this never warns: stop comes first");
	return true;
}

/* Facts columns that hold something else; SQLite does not tell capitals from small letters. */
static bool is_reserved(struct tl_str name)
{
	return tl_str_equal_fold(name, TL_STR("record_no")) ||
	       tl_str_equal_fold(name, TL_STR("line")) ||
	       tl_str_equal_fold(name, TL_STR("key_no")) ||
	       tl_str_equal_fold(name, TL_STR("other_no"));
}

/* Two fields may not claim one column, nor may one be called as another's column is. */
static bool check_columns(const struct study_check *check, const struct tl_contract *contract)
{
	for (unsigned i = 0; i < contract->fields_count; i++) {
		const struct tl_field *field = &contract->fields[i];
		const char *at = study_at(check, "fields.%u.name", i),
			   *column = tl_field_column(field);

		if (column == field->name && is_reserved(tl_str(column)))
			return study_fail(check, at,
				"\"%s\" is a column of ours; name it otherwise and list the header "
				"under aliases",
				field->name);
		for (unsigned j = 0; j < contract->fields_count; j++) {
			const char *taken = tl_field_column(&contract->fields[j]);

			if (i == j || !taken ||
				!tl_str_equal_fold(tl_str(field->name), tl_str(taken)))
				continue;
			return study_fail(check, at,
				"\"%s\" is the column of field %u; name this one otherwise and "
				"list the header "
				"under aliases",
				field->name, j + 1);
		}
	}
	return true;
}

static bool check_names(const struct study_check *check, const struct tl_contract *contract)
{
	const char **names =
		tl_arena_array(&check->study->arena, contract->fields_count, sizeof *names);

	for (unsigned i = 0; i < contract->fields_count; i++)
		names[i] = contract->fields[i].name;
	return study_check_unique(check, "fields", "name", names, contract->fields_count) &&
	       check_columns(check, contract);
}

/* SQL of a measure sees contracts as views, where a dash is an underscore. */
static bool check_view(const struct study_check *check, const struct tl_contract *contract)
{
	const struct tl_study *study = check->study;

	for (size_t i = 0; i < study->contracts_count; i++) {
		const char *a = contract->name, *b = study->contracts[i]->name;

		if (study->contracts[i] == contract)
			continue;
		while (*a && (*a == '-' ? '_' : *a) == (*b == '-' ? '_' : *b))
			a++, b++;
		if (*a == *b)
			return study_fail(check, "name",
				"\"%s\" and \"%s\" would be one view to SQL; name one otherwise",
				contract->name, study->contracts[i]->name);
	}
	return true;
}

static bool check_roles_once(const struct study_check *check, const struct tl_contract *contract)
{
	unsigned seen = 0;

	for (unsigned i = 0; i < contract->fields_count; i++) {
		unsigned bit = BIT(contract->fields[i].role);

		if (seen & bit & ~(ROLES_OF_MANY | BIT(TL_ROLE_HOUSEHOLD)))
			return study_fail(check, study_at(check, "fields.%u.role", i),
				"another field has role %s already; leave one out",
				tl_role_names[contract->fields[i].role]);
		seen |= bit;
	}
	for (unsigned role = 0; role < TL_ROLE_COUNT_OF; role++)
		if (BIT(role) & study_kind_roles[contract->kind].needed & ~seen)
			return study_fail(check, "fields",
				"%s need a field of role %s; add the role",
				tl_kinds[contract->kind].name, tl_role_names[role]);
	return true;
}

/* A token is known by its name and a household by its scope; each is one column. */
static bool check_tokens(const struct study_check *check, const struct tl_contract *contract)
{
	const char **names =
		tl_arena_array(&check->study->arena, contract->fields_count, sizeof *names);

	for (unsigned i = 0; i < contract->fields_count; i++) {
		const struct tl_field *field = &contract->fields[i];

		names[i] = study_at(check, "field %u", i);
		if (field->role == TL_ROLE_TOKEN)
			names[i] = study_at(
				check, "token %s", field->token ? field->token : field->name);
		else if (field->role == TL_ROLE_HOUSEHOLD)
			names[i] = study_at(check, "household of scope %s",
				field->scope ? field->scope : "partner");
	}
	return study_check_unique(check, "fields", "role", names, contract->fields_count);
}

/* Counts without a number would count their own rows, which nobody delivered as counts. */
static bool check_numbers(const struct study_check *check, const struct tl_contract *contract)
{
	if (contract->kind != TL_KIND_COUNTS)
		return true;
	for (unsigned i = 0; i < contract->fields_count; i++)
		if (study_type_is_number(contract->fields[i].type) &&
			contract->fields[i].role != TL_ROLE_IGNORE)
			return true;
	return study_fail(check, "fields", "counts need a field of type integer or number");
}

bool study_check_contract(const struct study_check *check, struct tl_contract *contract)
{
	if (!study_check_name(check, contract->name) || !check_view(check, contract) ||
		!study_check_partner(check, "partner", contract->partner) ||
		!check_layout(check, contract) ||
		!study_check_period(check, "period", contract->period_from, contract->period_to,
			&contract->period) ||
		!check_thresholds(check, &contract->thresholds))
		return false;
	for (unsigned i = 0; i < contract->fields_count; i++)
		if (!study_check_field(check, contract, i))
			return false;
	if (!study_check_terms(check, contract) || !study_check_pseudonymise(check, contract))
		return false;
	return check_names(check, contract) && check_tokens(check, contract) &&
	       check_roles_once(check, contract) && check_numbers(check, contract);
}
