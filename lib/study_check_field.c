#include "study_private.h"

#include <throughline/pattern.h>

#include <string.h>

#define BIT(role) (1u << (role))
#define ROLES_OF_PEOPLE                                                                            \
	(BIT(TL_ROLE_KEY) | BIT(TL_ROLE_TOKEN) | BIT(TL_ROLE_HOUSEHOLD) | BIT(TL_ROLE_BIRTH) |     \
		BIT(TL_ROLE_SEX) | BIT(TL_ROLE_DEATH) | BIT(TL_ROLE_FINGERPRINT))
#define ROLES_OF_PERIODS (BIT(TL_ROLE_START) | BIT(TL_ROLE_END) | BIT(TL_ROLE_LOCALITY))

/* Which roles the fields of each kind must and may have; none and ignore always may. */
const struct study_kind_roles study_kind_roles[] = {
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
	[TL_KIND_FINANCE] = {BIT(TL_ROLE_START) | BIT(TL_ROLE_VALUE),
		ROLES_OF_PERIODS | BIT(TL_ROLE_VALUE) | BIT(TL_ROLE_TYPE) | BIT(TL_ROLE_PROVIDER)},
	[TL_KIND_WORKFORCE] = {BIT(TL_ROLE_START) | BIT(TL_ROLE_VALUE),
		ROLES_OF_PERIODS | BIT(TL_ROLE_VALUE) | BIT(TL_ROLE_TYPE) | BIT(TL_ROLE_PROVIDER)},
	[TL_KIND_RELATIONS] = {BIT(TL_ROLE_KEY) | BIT(TL_ROLE_OTHER),
		BIT(TL_ROLE_KEY) | BIT(TL_ROLE_OTHER) | BIT(TL_ROLE_TYPE) | BIT(TL_ROLE_START) |
			BIT(TL_ROLE_END)},
};
static_assert(TL_LEN(study_kind_roles) == TL_KIND_COUNT_OF, "the last kind has its roles");

#define ROLES_OF_DAYS                                                                              \
	(BIT(TL_ROLE_DATE) | BIT(TL_ROLE_START) | BIT(TL_ROLE_END) | BIT(TL_ROLE_STEP) |           \
		BIT(TL_ROLE_BIRTH) | BIT(TL_ROLE_DEATH))

static bool check_role(const struct study_check *check, const char *at,
	const struct tl_contract *contract, const struct tl_field *field)
{
	unsigned always = BIT(TL_ROLE_NONE) | BIT(TL_ROLE_IGNORE);
	const char *role = tl_role_names[field->role];

	if (!(BIT(field->role) & (study_kind_roles[contract->kind].allowed | always)))
		return study_fail(check, study_at(check, "%s.role", at),
			"%s have no field of role %s; leave the role out to keep it as an "
			"attribute",
			tl_kinds[contract->kind].name, role);
	if ((BIT(field->role) & ROLES_OF_DAYS) && !study_type_is_day(field->type))
		return study_fail(check, study_at(check, "%s.role", at),
			"role %s needs type date, datetime, yearmonth or year", role);
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
	       study_fail(check, at, "\"%s\" is not a date format; write it like \"%%d/%%m/%%Y\"",
		       format);
}

static bool check_formats(
	const struct study_check *check, const char *at, const struct tl_field *field)
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
		if (!check_format(
			    check, study_at(check, "%s.formats.%u", at, i), field->formats[i]))
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

static bool check_codes(
	const struct study_check *check, const char *at, const struct tl_field *field)
{
	const char **codes =
		tl_arena_array(&check->study->arena, field->codes_count, sizeof *codes);

	for (unsigned i = 0; i < field->codes_count; i++)
		codes[i] = field->codes[i].code;
	for (unsigned i = 0; i < field->codes_count; i++) {
		const char *means = field->codes[i].means;

		if (means && !study_check_word(check, study_at(check, "%s.codes.%u.means", at, i),
				     means, codes, field->codes_count))
			return false;
	}
	return study_check_unique(
		check, study_at(check, "%s.codes", at), "code", codes, field->codes_count);
}

static bool check_mark(const struct study_check *check, const char *at, const char *mark)
{
	return !mark || strlen(mark) == 1 ||
	       study_fail(check, at, "this is one character, such as \",\"");
}

static bool check_pattern(
	const struct study_check *check, const char *at, const struct tl_constraints *constraints)
{
	const char *wrong;
	struct tl_pattern *pattern;

	if (!constraints->pattern)
		return true;
	pattern = tl_pattern_new(constraints->pattern, &wrong);
	tl_pattern_free(pattern);
	return pattern || study_fail(check, study_at(check, "%s.pattern", at),
				  "this pattern cannot be used: %s", wrong);
}

/* Both were found to be what the type wants. */
static bool check_order(
	const struct study_check *check, const char *at, const struct tl_field *field)
{
	const char *least = field->constraints.minimum, *most = field->constraints.maximum;
	struct tl_day from, to;
	double low, high;
	bool crossed;

	if (!least || !most)
		return true;
	if (study_type_is_day(field->type))
		crossed = tl_day_parse(tl_str(least), "default", &from) &&
			  tl_day_parse(tl_str(most), "default", &to) && from.n > to.n;
	else
		crossed = tl_num_real(tl_str(least), (struct tl_num_style){0}, &low) &&
			  tl_num_real(tl_str(most), (struct tl_num_style){0}, &high) && low > high;
	return !crossed ||
	       study_fail(check, study_at(check, "%s.minimum", at),
		       "no value is from %s to %s; swap minimum and maximum", least, most);
}

static bool check_constraints(
	const struct study_check *check, const char *at, const struct tl_field *field)
{
	const struct tl_constraints *constraints = &field->constraints;

	if (constraints->maxLength && constraints->minLength > constraints->maxLength)
		return study_fail(check, study_at(check, "%s.minLength", at),
			"no text is that long: maxLength is %u", constraints->maxLength);
	return check_pattern(check, at, constraints) &&
	       check_bound(check, study_at(check, "%s.minimum", at), field, constraints->minimum) &&
	       check_bound(check, study_at(check, "%s.maximum", at), field, constraints->maximum) &&
	       check_order(check, at, field);
}

static bool check_degrade(
	const struct study_check *check, const char *at, const struct tl_field *field)
{
	bool of_dates = field->degrade == TL_DEGRADE_MONTH || field->degrade == TL_DEGRADE_YEAR;

	if (field->degrade == TL_DEGRADE_NONE)
		return true;
	if (of_dates ? !study_type_is_day(field->type) : field->type != TL_TYPE_STRING)
		return study_fail(check, study_at(check, "%s.degrade", at),
			of_dates ? "month and year are of dates; the type is %s"
				 : "area, district and sector are of postcodes, a string; the type "
				   "is %s",
			tl_type_names[field->type]);
	return (field->role != TL_ROLE_KEY && field->role != TL_ROLE_TOKEN &&
		       field->role != TL_ROLE_HOUSEHOLD && field->role != TL_ROLE_OTHER) ||
	       study_fail(check, study_at(check, "%s.degrade", at),
		       "a %s names somebody; cut short, it would name others too",
		       tl_role_names[field->role]);
}

bool study_check_field(
	const struct study_check *check, const struct tl_contract *contract, unsigned number)
{
	static const char *const scopes[] = {"partner", "programme"};
	const struct tl_field *field = &contract->fields[number];
	const char *at = study_at(check, "fields.%u", number);

	return check_role(check, at, contract, field) && check_formats(check, at, field) &&
	       check_codes(check, at, field) &&
	       check_mark(check, study_at(check, "%s.groupChar", at), field->groupChar) &&
	       check_mark(check, study_at(check, "%s.decimalChar", at), field->decimalChar) &&
	       check_constraints(check, study_at(check, "%s.constraints", at), field) &&
	       check_degrade(check, at, field) &&
	       study_check_word(check, study_at(check, "%s.scope", at), field->scope, scopes,
		       TL_LEN(scopes));
}
