#include "clear.h"

#include <throughline/yaml.h>

#include <stdio.h>

#define WORDS_BYTES_MAX ((size_t)32) /* of a name's words joined; none in the table is as long */

/* Letters alone, words joined. alone: the whole name has to be it, as "postcode" and "name" begin
 * names of much else. */
static const struct {
	const char *words;
	enum tl_identity identity;
	bool alone;
} known[] = {
	{"forename", TL_IDENTITY_FORENAME, false},
	{"forenames", TL_IDENTITY_FORENAME, false},
	{"firstname", TL_IDENTITY_FORENAME, false},
	{"givenname", TL_IDENTITY_FORENAME, false},
	{"christianname", TL_IDENTITY_FORENAME, false},
	{"middlename", TL_IDENTITY_FORENAME, false},
	{"surname", TL_IDENTITY_SURNAME, false},
	{"lastname", TL_IDENTITY_SURNAME, false},
	{"familyname", TL_IDENTITY_SURNAME, false},
	{"maidenname", TL_IDENTITY_SURNAME, false},
	{"dob", TL_IDENTITY_BIRTH, false},
	{"dateofbirth", TL_IDENTITY_BIRTH, false},
	{"birthdate", TL_IDENTITY_BIRTH, false},
	{"birthday", TL_IDENTITY_BIRTH, false},
	{"birth", TL_IDENTITY_BIRTH, true},
	{"postcode", TL_IDENTITY_POSTCODE, true},
	{"nhs", TL_IDENTITY_NHS, true},
	{"nhsno", TL_IDENTITY_NHS, false},
	{"nhsnumber", TL_IDENTITY_NHS, false},
	{"upn", TL_IDENTITY_UPN, false},
	{"nino", TL_IDENTITY_NINO, false},
	{"ninumber", TL_IDENTITY_NINO, false},
	{"uprn", TL_IDENTITY_UPRN, false},
	{"name", TL_IDENTITY_TEXT, true},
	{"fullname", TL_IDENTITY_TEXT, false},
	{"address", TL_IDENTITY_TEXT, false},
};

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c)
{
	return is_upper(c) || (c >= 'a' && c <= 'z');
}

static bool begins_word(struct tl_str name, size_t at)
{
	return is_letter(name.data[at]) &&
	       (!at || !is_letter(name.data[at - 1]) ||
		       (is_upper(name.data[at]) && !is_upper(name.data[at - 1])));
}

static bool ends_word(struct tl_str name, size_t at)
{
	return is_letter(name.data[at]) &&
	       (at + 1 == name.length || !is_letter(name.data[at + 1]) ||
		       begins_word(name, at + 1));
}

static enum tl_identity identity_of(struct tl_str words, bool whole)
{
	for (size_t i = 0; i < TL_LEN(known); i++)
		if (tl_str_equal_fold(words, tl_str(known[i].words)) && (whole || !known[i].alone))
			return known[i].identity;
	return TL_IDENTITY_NONE;
}

/* Every run of words, the longest of those from the first word first. */
enum tl_identity clear_identity(struct tl_str name)
{
	enum tl_identity found = TL_IDENTITY_NONE;

	name = tl_str_trim(name);
	for (size_t start = 0; start < name.length && !found; start++) {
		char words[WORDS_BYTES_MAX];
		size_t length = 0;

		if (!begins_word(name, start))
			continue;
		for (size_t at = start; at < name.length && length < sizeof words && !found; at++) {
			if (is_letter(name.data[at]))
				words[length++] = name.data[at];
			if (ends_word(name, at))
				found = identity_of(tl_str_slice(words, length),
					!start && at + 1 == name.length);
		}
	}
	return found;
}

static enum tl_identity field_speaks_of(const struct tl_field *field)
{
	enum tl_identity identity = clear_identity(tl_str(field->name));

	for (unsigned i = 0; i < field->aliases_count && !identity; i++)
		identity = clear_identity(tl_str(field->aliases[i]));
	return identity;
}

void clear_warn(const struct plan *plan, struct tl_buf *out)
{
	for (size_t i = 0; i < plan->column_count; i++) {
		const struct column *column = &plan->columns[i];
		const struct tl_field *field = column->field == PLAN_NOWHERE
						       ? NULL
						       : &plan->contract->fields[column->field];
		enum tl_identity identity = field && column->free && !field->identity
						    ? field_speaks_of(field)
						    : TL_IDENTITY_NONE;
		char place[32];

		if (!identity)
			continue;
		tl_buf_addc(out, "throughline pseudonymise: warning: ");
		snprintf(place, sizeof place, "fields.%zu", column->field);
		tl_yaml_where(plan->contract->path, place, out);
		tl_buf_addf(out,
			": column \"%s\" has no identity and travels as it stands; if it says who "
			"the person is, give it identity: %s, or role: ignore\n",
			field->name, tl_identity_names[identity]);
	}
}
