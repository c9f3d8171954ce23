/* Of a contract: what says who people are, and what pseudonymise makes of it. */
#include "study_private.h"

#include <throughline/variant.h>

#include <string.h>

#define BIT(value) (1u << (value))
/* A person may have several of these; of the others one. */
#define IDENTITIES_OF_MANY (BIT(TL_IDENTITY_ID) | BIT(TL_IDENTITY_TEXT) | BIT(TL_IDENTITY_UPRN))
#define ROLES_THAT_NAME                                                                            \
	(BIT(TL_ROLE_KEY) | BIT(TL_ROLE_OTHER) | BIT(TL_ROLE_TOKEN) | BIT(TL_ROLE_HOUSEHOLD))
#define FLIP_MAX 0.25

/* The roles that a field may have besides: it travels as a token, or cut short. Else it does not.
 */
static unsigned roles_of(enum tl_identity identity)
{
	unsigned always = BIT(TL_ROLE_NONE);

	if (identity == TL_IDENTITY_BIRTH)
		return always | BIT(TL_ROLE_BIRTH);
	if (identity == TL_IDENTITY_SEX)
		return always | BIT(TL_ROLE_SEX);
	if (identity == TL_IDENTITY_POSTCODE)
		return always | BIT(TL_ROLE_LOCALITY);
	if (identity == TL_IDENTITY_FORENAME || identity == TL_IDENTITY_SURNAME)
		return always;
	return always | ROLES_THAT_NAME;
}

static bool check_identity(const struct study_check *check, const char *at,
	const struct tl_contract *contract, const struct tl_field *field)
{
	const char *name = tl_identity_names[field->identity];
	bool birth = field->identity == TL_IDENTITY_BIRTH;

	if (!contract->pseudonymise)
		return study_fail(check, study_at(check, "%s.identity", at),
			"nothing is made of this without the key pseudonymise; an extract that "
			"says who people are does not travel");
	if (birth ? !study_type_is_day(field->type) : field->type != TL_TYPE_STRING)
		return study_fail(check, study_at(check, "%s.identity", at),
			birth ? "a birth is a date; write type: date"
			      : "identity %s is a text; leave the type out",
			name);
	if (field->identity == TL_IDENTITY_POSTCODE && field->role == TL_ROLE_LOCALITY &&
		!field->degrade)
		return study_fail(check, study_at(check, "%s.identity", at),
			"a whole postcode does not travel; say how much of it does with degrade");
	return BIT(field->role) & roles_of(field->identity)
		       ? true
		       : study_fail(check, study_at(check, "%s.role", at),
				 "identity %s does not travel under role %s", name,
				 tl_role_names[field->role]);
}

/* Who is named by a key travels under a token of it. */
static bool check_named(const struct study_check *check, const char *at,
	const struct tl_contract *contract, const struct tl_field *field)
{
	if (!contract->pseudonymise || field->identity || !(BIT(field->role) & ROLES_THAT_NAME))
		return true;
	return study_fail(check, study_at(check, "%s.role", at),
		"a %s would travel as it stands; say what it is: identity: id, nhs, upn, nino, "
		"uprn or text",
		tl_role_names[field->role]);
}

static bool check_fields(
	const struct study_check *check, const struct tl_contract *contract, unsigned *seen)
{
	for (unsigned i = 0; i < contract->fields_count; i++) {
		const struct tl_field *field = &contract->fields[i];
		const char *at = study_at(check, "fields.%u", i);

		if (!check_named(check, at, contract, field) ||
			(field->identity && !check_identity(check, at, contract, field)))
			return false;
		if (*seen & BIT(field->identity) & ~(IDENTITIES_OF_MANY | 1u))
			return study_fail(check, study_at(check, "%s.identity", at),
				"another field is the %s already",
				tl_identity_names[field->identity]);
		*seen |= BIT(field->identity);
	}
	return true;
}

/* "forename.initial": there is such a part, and one field to take it from. */
static bool check_part(const struct study_check *check, const char *at, const char *text,
	bool whole, unsigned seen)
{
	enum tl_identity_part part;
	enum tl_identity of;

	if (!tl_identity_read(tl_str(text), &of, &part) || (whole && strchr(text, '.')))
		return study_fail(check, at, "\"%s\" is no %s; write it like \"surname\"%s", text,
			whole ? "identity" : "part of an identity",
			whole ? "" : " or \"forename.initial\"");
	if (BIT(of) & (IDENTITIES_OF_MANY & ~BIT(TL_IDENTITY_UPRN)))
		return study_fail(check, at,
			"there may be several of identity %s; it has a token of "
			"its own",
			tl_identity_names[of]);
	return seen & BIT(of) ? true
			      : study_fail(check, at, "no field is the %s; give one identity: %s",
					tl_identity_names[of], tl_identity_names[of]);
}

static bool check_parts(const struct study_check *check, const char *at, char *const *parts,
	unsigned count, bool whole, unsigned seen)
{
	for (unsigned i = 0; i < count; i++)
		if (!check_part(check, study_at(check, "%s.%u", at, i), parts[i], whole, seen))
			return false;
	return study_check_unique(check, at, NULL, (const char *const *)parts, count);
}

static bool check_slk(
	const struct study_check *check, const char *at, const char *token, unsigned seen)
{
	static const char *const known[] = {"slk581"}, *const needed[] = {"forename", "surname",
							       "birth", "sex"};

	if (!study_check_word(check, at, token, known, TL_LEN(known)))
		return false;
	for (size_t i = 0; i < TL_LEN(needed); i++)
		if (!check_part(check, at, needed[i], true, seen))
			return false;
	return true;
}

static bool check_pseudonym(const struct study_check *check, const char *at,
	const struct tl_contract *contract, const struct tl_pseudonym *pseudonym, unsigned seen)
{
	int ways = !!pseudonym->token + !!pseudonym->match_count + !!pseudonym->filter +
		   !!pseudonym->record_count;

	if (ways != 1)
		return study_fail(check, at,
			"say one thing that this column is: token, match, filter or record");
	for (unsigned i = 0; i < contract->fields_count; i++)
		if (tl_str_equal_fold(tl_str(contract->fields[i].name), tl_str(pseudonym->name)))
			return study_fail(check, study_at(check, "%s.name", at),
				"\"%s\" is a field of the extract; name this column otherwise",
				pseudonym->name);
	if (pseudonym->trusted && !pseudonym->token && !pseudonym->match_count)
		return study_fail(check, study_at(check, "%s.trusted", at),
			"filters are compared, not trusted; leave it out");
	if (pseudonym->token)
		return check_slk(check, study_at(check, "%s.token", at), pseudonym->token, seen);
	if (pseudonym->filter)
		return check_part(
			check, study_at(check, "%s.filter", at), pseudonym->filter, true, seen);
	return check_parts(check, study_at(check, "%s.match", at), pseudonym->match,
		       pseudonym->match_count, false, seen) &&
	       check_parts(check, study_at(check, "%s.record", at), pseudonym->record,
		       pseudonym->record_count, true, seen);
}

static bool check_added(
	const struct study_check *check, const struct tl_contract *contract, unsigned seen)
{
	const struct tl_pseudonymise *pseudonymise = contract->pseudonymise;
	const char **names =
		tl_arena_array(&check->study->arena, pseudonymise->add_count, sizeof *names);

	for (unsigned i = 0; i < pseudonymise->add_count; i++) {
		names[i] = pseudonymise->add[i].name;
		if (!check_pseudonym(check, study_at(check, "pseudonymise.add.%u", i), contract,
			    &pseudonymise->add[i], seen))
			return false;
	}
	return study_check_unique(
		check, "pseudonymise.add", "name", names, pseudonymise->add_count);
}

/* Variants stand behind filters of names and births, and say which values are equal. */
static bool check_variants(
	const struct study_check *check, const struct tl_pseudonymise *pseudonymise)
{
	bool has_filter = false;
	enum tl_identity_part part;
	enum tl_identity of;

	if (!pseudonymise->variants)
		return true;
	if (pseudonymise->harden.flip > 0)
		return study_fail(check, "pseudonymise.variants",
			"flipped bits hide which values are equal, and variants would tell; leave "
			"one of them out");
	for (unsigned i = 0; i < pseudonymise->add_count && !has_filter; i++)
		has_filter = pseudonymise->add[i].filter &&
			     tl_identity_read(tl_str(pseudonymise->add[i].filter), &of, &part) &&
			     tl_variants_are_of(of);
	return has_filter ||
	       study_fail(check, "pseudonymise.variants",
		       "only filters of forename, surname and birth have variants, and none is "
		       "added; leave it out");
}

bool study_check_pseudonymise(const struct study_check *check, const struct tl_contract *contract)
{
	const struct tl_pseudonymise *pseudonymise = contract->pseudonymise;
	unsigned seen = 0;

	if (!check_fields(check, contract, &seen))
		return false;
	if (!pseudonymise)
		return true;
	if (!check->study->alone)
		return study_fail(check, "pseudonymise",
			"this contract is of the extract before it is pseudonymised; take the one "
			"that `throughline pseudonymise` wrote beside what travels");
	if (!tl_kinds[contract->kind].has_persons || contract->reshape.columns_count)
		return study_fail(check, "pseudonymise", "%s",
			contract->reshape.columns_count
				? "a wide table cannot be pseudonymised; deliver a row a month"
				: "nobody is named in rows of this kind");
	if (pseudonymise->harden.flip < 0 || pseudonymise->harden.flip > FLIP_MAX)
		return study_fail(check, "pseudonymise.harden.flip",
			"this is a share of the bits: a number from 0 to 0.25");
	return check_variants(check, pseudonymise) &&
	       study_check_form(check, "pseudonymise.study", pseudonymise->study) &&
	       (!pseudonymise->harden.salt || check_part(check, "pseudonymise.harden.salt",
						      pseudonymise->harden.salt, false, seen)) &&
	       check_added(check, contract, seen);
}
