#include "study_private.h"

#include <string.h>

#define BIT(role) (1u << (role))
#define ROLES_OF_PEOPLE                                                                            \
	(BIT(TL_ROLE_KEY) | BIT(TL_ROLE_TOKEN) | BIT(TL_ROLE_HOUSEHOLD) | BIT(TL_ROLE_BIRTH) |         \
		BIT(TL_ROLE_SEX) | BIT(TL_ROLE_DEATH))
#define ROLES_OF_PERIODS (BIT(TL_ROLE_START) | BIT(TL_ROLE_END) | BIT(TL_ROLE_LOCALITY))

/* Which roles the fields of each kind must and may have; none and ignore always may. */
static const struct {
	unsigned needed, allowed;
} kind_roles[] = {
	[TL_KIND_PERSONS] = {BIT(TL_ROLE_KEY), ROLES_OF_PEOPLE | ROLES_OF_PERIODS},
	[TL_KIND_EVENTS] = {BIT(TL_ROLE_KEY) | BIT(TL_ROLE_DATE),
		ROLES_OF_PEOPLE | BIT(TL_ROLE_DATE) | BIT(TL_ROLE_TYPE) | BIT(TL_ROLE_LOCALITY) |
			BIT(TL_ROLE_VALUE)},
	[TL_KIND_EPISODES] = {BIT(TL_ROLE_KEY) | BIT(TL_ROLE_START),
		ROLES_OF_PEOPLE | ROLES_OF_PERIODS | BIT(TL_ROLE_STEP)},
	[TL_KIND_MEASUREMENTS] = {BIT(TL_ROLE_KEY) | BIT(TL_ROLE_DATE) | BIT(TL_ROLE_VALUE),
		ROLES_OF_PEOPLE | BIT(TL_ROLE_DATE) | BIT(TL_ROLE_VALUE)},
	[TL_KIND_COUNTS] = {BIT(TL_ROLE_START), ROLES_OF_PERIODS | BIT(TL_ROLE_VALUE)},
	[TL_KIND_POPULATION] = {BIT(TL_ROLE_START) | BIT(TL_ROLE_VALUE),
		ROLES_OF_PERIODS | BIT(TL_ROLE_VALUE)},
};
static_assert(TL_LEN(kind_roles) == TL_KIND_COUNT_OF, "the last kind has its roles");

#define ROLES_OF_DAYS                                                                              \
	(BIT(TL_ROLE_DATE) | BIT(TL_ROLE_START) | BIT(TL_ROLE_END) | BIT(TL_ROLE_STEP) |               \
		BIT(TL_ROLE_BIRTH) | BIT(TL_ROLE_DEATH))
#define ROLES_OF_MANY (BIT(TL_ROLE_NONE) | BIT(TL_ROLE_IGNORE) | BIT(TL_ROLE_STEP) | BIT(TL_ROLE_TOKEN))

static const struct {
	const char *name;
	enum tl_encoding encoding;
} encodings[] = {
	{"utf-8", TL_UTF8},
	{"windows-1252", TL_WINDOWS_1252},
	{"utf-16", TL_UTF16},
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
	if (contract->delimiter && strlen(contract->delimiter) != 1)
		return study_fail(check, "delimiter", "a delimiter is one character; write \";\" or \"\\t\"");
	return study_check_word(check, "encoding", contract->encoding, names, TL_LEN(names)) &&
		study_check_word(check, "empty", contract->empty, allowed, TL_LEN(allowed));
}

static bool check_period(const struct study_check *check, struct tl_contract *contract)
{
	struct tl_day last;

	if (!study_check_day(check, "period.from", contract->period_from, &contract->period.from) ||
		!study_check_day(check, "period.to", contract->period_to, &last))
		return false;
	contract->period.to = contract->period_to ? tl_day_add(last, 1) : TL_NO_DAY;
	if (contract->period_to && last.n < contract->period.from.n)
		return study_fail(check, "period.to", "the period ends before it begins; put from before to");
	return true;
}

static bool check_share(const struct study_check *check, const char *at, const double *share)
{
	return !share || (*share >= 0 && *share <= 1) ||
		study_fail(check, at, "this is a share of the rows read: a number from 0 to 1");
}

static bool check_thresholds(const struct study_check *check, const struct tl_thresholds *thresholds)
{
	if (!check_share(check, "thresholds.warn", thresholds->warn_key) ||
		!check_share(check, "thresholds.stop", thresholds->stop_key))
		return false;
	if (thresholds->warn_key && thresholds->stop_key && thresholds->warn > thresholds->stop)
		return study_fail(check, "thresholds.warn", "this never warns: stop comes first");
	return true;
}

static bool check_role(const struct study_check *check, const char *at,
	const struct tl_contract *contract, const struct tl_field *field)
{
	unsigned always = BIT(TL_ROLE_NONE) | BIT(TL_ROLE_IGNORE);
	const char *role = tl_role_names[field->role];

	if (!(BIT(field->role) & (kind_roles[contract->kind].allowed | always)))
		return study_fail(check, study_at(check, "%s.role", at),
			"%s have no field of role %s; leave the role out to keep it as an attribute",
			tl_kinds[contract->kind].name, role);
	if ((BIT(field->role) & ROLES_OF_DAYS) && !study_type_is_day(field->type))
		return study_fail(check, study_at(check, "%s.role", at),
			"role %s needs type date, datetime or yearmonth", role);
	if (field->role == TL_ROLE_VALUE && !study_type_is_number(field->type))
		return study_fail(check, study_at(check, "%s.role", at),
			"role value needs type integer or number");
	if (field->trusted && field->role != TL_ROLE_TOKEN)
		return study_fail(check, study_at(check, "%s.trusted", at),
			"only a token can be trusted; write role: token");
	if (field->token && field->role != TL_ROLE_TOKEN)
		return study_fail(check, study_at(check, "%s.token", at),
			"this names a token, but the role is %s; write role: token", role);
	if (field->scope && field->role != TL_ROLE_HOUSEHOLD)
		return study_fail(check, study_at(check, "%s.scope", at),
			"only a household has a scope; write role: household");
	return true;
}

static bool check_format(const struct study_check *check, const char *at, const char *format)
{
	return tl_day_format_is_known(format) ||
		study_fail(check, at, "\"%s\" is not a date format; write it like \"%%d/%%m/%%Y\"", format);
}

static bool check_formats(const struct study_check *check, const char *at,
	const struct tl_field *field)
{
	if (field->format && field->formats_count)
		return study_fail(check, study_at(check, "%s.format", at),
			"format and formats are both given; put all into formats");
	if (!study_type_is_day(field->type))
		return !field->formats_count ||
			study_fail(check, study_at(check, "%s.formats", at),
				"formats are for dates; the type is %s", tl_type_names[field->type]);
	/* A month's default is Frictionless's own, %Y-%m. */
	if (field->format && strcmp(field->format, "default") &&
		!check_format(check, study_at(check, "%s.format", at), field->format))
		return false;
	for (unsigned i = 0; i < field->formats_count; i++)
		if (!check_format(check, study_at(check, "%s.formats.%u", at, i), field->formats[i]))
			return false;
	return true;
}

static bool check_bound(const struct study_check *check, const char *at,
	const struct tl_field *field, const char *bound)
{
	struct tl_day day;
	double number;

	if (!bound)
		return true;
	if (study_type_is_day(field->type))
		return study_check_day(check, at, bound, &day);
	if (!study_type_is_number(field->type))
		return study_fail(check, at, "only numbers and dates have bounds; the type is %s",
			tl_type_names[field->type]);
	return tl_num_real(tl_str(bound), (struct tl_num_style){0}, &number) ||
		study_fail(check, at, "\"%s\" is not a number", bound);
}

static bool check_codes(const struct study_check *check, const char *at,
	const struct tl_field *field)
{
	const char **codes = tl_arena_array(&check->study->arena, field->codes_count, sizeof *codes);

	for (unsigned i = 0; i < field->codes_count; i++)
		codes[i] = field->codes[i].code;
	for (unsigned i = 0; i < field->codes_count; i++) {
		const char *means = field->codes[i].means;

		if (means &&
			!study_check_word(check, study_at(check, "%s.codes.%u.means", at, i), means, codes,
				field->codes_count))
			return false;
	}
	return study_check_unique(check, study_at(check, "%s.codes", at), "code", codes,
		field->codes_count);
}

static bool check_mark(const struct study_check *check, const char *at, const char *mark)
{
	return !mark || strlen(mark) == 1 || study_fail(check, at, "this is one character, such as \",\"");
}

static bool check_field(const struct study_check *check, const struct tl_contract *contract,
	unsigned number)
{
	static const char *const scopes[] = {"partner", "programme"};
	const struct tl_field *field = &contract->fields[number];
	const char *at = study_at(check, "fields.%u", number);

	return check_role(check, at, contract, field) && check_formats(check, at, field) &&
		check_codes(check, at, field) &&
		check_mark(check, study_at(check, "%s.groupChar", at), field->groupChar) &&
		check_mark(check, study_at(check, "%s.decimalChar", at), field->decimalChar) &&
		check_bound(check, study_at(check, "%s.constraints.minimum", at), field,
			field->constraints.minimum) &&
		check_bound(check, study_at(check, "%s.constraints.maximum", at), field,
			field->constraints.maximum) &&
		study_check_word(check, study_at(check, "%s.scope", at), field->scope, scopes,
			TL_LEN(scopes));
}

/* Facts columns that hold something else; SQLite does not tell capitals from small letters. */
static bool is_reserved(struct tl_str name)
{
	return tl_str_equal_fold(name, TL_STR("record_no")) || tl_str_equal_fold(name, TL_STR("line")) ||
		tl_str_equal_fold(name, TL_STR("key_no"));
}

/* Two fields may not claim one column, nor may one be called as another's column is. */
static bool check_columns(const struct study_check *check, const struct tl_contract *contract)
{
	for (unsigned i = 0; i < contract->fields_count; i++) {
		const struct tl_field *field = &contract->fields[i];
		const char *at = study_at(check, "fields.%u.name", i), *column = tl_field_column(field);

		if (column == field->name && is_reserved(tl_str(column)))
			return study_fail(check, at,
				"\"%s\" is a column of ours; name it otherwise and list the header under aliases",
				field->name);
		for (unsigned j = 0; j < contract->fields_count; j++) {
			const char *taken = tl_field_column(&contract->fields[j]);

			if (i == j || !taken || !tl_str_equal_fold(tl_str(field->name), tl_str(taken)))
				continue;
			return study_fail(check, at,
				"\"%s\" is the column of field %u; name this one otherwise and list the header "
				"under aliases",
				field->name, j + 1);
		}
	}
	return true;
}

static bool check_names(const struct study_check *check, const struct tl_contract *contract)
{
	const char **names = tl_arena_array(&check->study->arena, contract->fields_count, sizeof *names);

	for (unsigned i = 0; i < contract->fields_count; i++)
		names[i] = contract->fields[i].name;
	return study_check_unique(check, "fields", "name", names, contract->fields_count) &&
		check_columns(check, contract);
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
		if (BIT(role) & kind_roles[contract->kind].needed & ~seen)
			return study_fail(check, "fields", "%s need a field of role %s; add the role",
				tl_kinds[contract->kind].name, tl_role_names[role]);
	return true;
}

/* A token is known by its name and a household by its scope; each is one column. */
static bool check_tokens(const struct study_check *check, const struct tl_contract *contract)
{
	const char **names = tl_arena_array(&check->study->arena, contract->fields_count, sizeof *names);

	for (unsigned i = 0; i < contract->fields_count; i++) {
		const struct tl_field *field = &contract->fields[i];

		names[i] = study_at(check, "field %u", i);
		if (field->role == TL_ROLE_TOKEN)
			names[i] = study_at(check, "token %s", field->token ? field->token : field->name);
		else if (field->role == TL_ROLE_HOUSEHOLD)
			names[i] = study_at(check, "household of scope %s", field->scope ? field->scope : "partner");
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
	if (!study_check_name(check, contract->name) ||
		!study_check_partner(check, "partner", contract->partner) ||
		!check_layout(check, contract) || !check_period(check, contract) ||
		!check_thresholds(check, &contract->thresholds))
		return false;
	for (unsigned i = 0; i < contract->fields_count; i++)
		if (!check_field(check, contract, i))
			return false;
	return check_names(check, contract) && check_tokens(check, contract) &&
		check_roles_once(check, contract) && check_numbers(check, contract);
}
