/* linkage: of study.yaml, once the contracts are loaded: what it names must be there. */
#include "study_private.h"

#include <string.h>

#include <throughline/named.h>

const char *const tl_linked_kinds[] = {"forename", "surname", "name", "date", "code", "postcode",
	"text", "token", "filter", "clk", NULL};

struct names {
	const char **items;
	size_t count;
};

static void add(struct names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->items[i], name) == 0)
			return;
	names->items[names->count++] = name;
}

/* Every token of the contracts, then the columns that have no token but may be compared. */
static struct names list_tokens(const struct study_check *check, bool with_columns)
{
	static const char *const columns[] = {"birth", "sex", "locality"};
	const struct tl_study *study = check->study;
	size_t room = TL_LEN(columns);
	struct names names = {0};

	for (size_t i = 0; i < study->contracts_count; i++)
		room += study->contracts[i]->fields_count;
	names.items = tl_arena_array(&check->study->arena, room, sizeof *names.items);
	for (size_t i = 0; i < study->contracts_count; i++)
		for (unsigned j = 0; j < study->contracts[i]->fields_count; j++) {
			const struct tl_field *field = &study->contracts[i]->fields[j];

			if (field->role == TL_ROLE_TOKEN)
				add(&names, tl_field_token(field));
		}
	for (size_t i = 0; with_columns && i < TL_LEN(columns); i++)
		add(&names, columns[i]);
	return names;
}

static bool check_token(const struct study_check *check, const char *at, const char *token,
	const struct names *names)
{
	for (size_t i = 0; token && i < names->count; i++)
		if (strcmp(names->items[i], token) == 0)
			return true;
	return !token || study_fail(check, at, "no extract has a token \"%s\"; %s", token,
				 study_hint(check, token, names->items, names->count));
}

static bool check_kind(
	const struct study_check *check, const char *at, const char *kind, bool plain)
{
	const char *known[TL_LEN(tl_linked_kinds)];
	size_t count = 0;

	for (size_t i = 0; tl_linked_kinds[i]; i++) {
		bool is_plain = strcmp(tl_linked_kinds[i], "token") != 0 &&
				strcmp(tl_linked_kinds[i], "filter") != 0 &&
				strcmp(tl_linked_kinds[i], "clk") != 0;

		if (!plain || is_plain)
			known[count++] = tl_linked_kinds[i];
	}
	for (size_t i = 0; kind && i < count; i++)
		if (strcmp(known[i], kind) == 0)
			return true;
	return !kind || study_fail(check, at, "\"%s\" is no kind of field; %s", kind,
				study_hint(check, kind, known, count));
}

static bool check_fields(const struct study_check *check, const struct tl_linkage *linkage)
{
	struct names names = list_tokens(check, true);
	const char **tokens =
		tl_arena_array(&check->study->arena, linkage->fields_count, sizeof *tokens);

	for (unsigned i = 0; i < linkage->fields_count; i++) {
		const struct tl_linked_field *field = &linkage->fields[i];

		tokens[i] = field->token;
		if (!check_token(check, study_at(check, "linkage.fields.%u.token", i), field->token,
			    &names) ||
			!check_kind(check, study_at(check, "linkage.fields.%u.kind", i),
				field->kind, false) ||
			!check_kind(check, study_at(check, "linkage.fields.%u.meaning", i),
				field->meaning, true))
			return false;
		if (field->meaning && strcmp(field->kind, "token") != 0 &&
			strcmp(field->kind, "filter") != 0)
			return study_fail(check, study_at(check, "linkage.fields.%u.meaning", i),
				"only a token or a filter has a meaning; a %s is one already",
				field->kind);
	}
	return study_check_unique(check, "linkage.fields", "token", tokens, linkage->fields_count);
}

/* Text attributes of extracts that name people, and "arm". Age is shown in any case. */
static struct names list_bias(const struct study_check *check)
{
	const struct tl_study *study = check->study;
	size_t room = 1;
	struct names names = {0};

	for (size_t i = 0; i < study->contracts_count; i++)
		room += study->contracts[i]->fields_count;
	names.items = tl_arena_array(&check->study->arena, room, sizeof *names.items);
	add(&names, "arm");
	for (size_t i = 0; i < study->contracts_count; i++)
		for (unsigned j = 0; j < study->contracts[i]->fields_count; j++) {
			const struct tl_field *field = &study->contracts[i]->fields[j];

			if (tl_kinds[study->contracts[i]->kind].has_persons &&
				field->role == TL_ROLE_NONE && field->type == TL_TYPE_STRING &&
				strcmp(field->name, "age") != 0)
				add(&names, field->name);
		}
	return names;
}

static bool check_bias(const struct study_check *check, const struct tl_linkage *linkage)
{
	struct names names = list_bias(check);

	for (unsigned i = 0; i < linkage->bias_count; i++) {
		size_t at = 0;

		while (at < names.count && strcmp(names.items[at], linkage->bias[i]) != 0)
			at++;
		if (at == names.count)
			return study_fail(check, study_at(check, "linkage.bias.%u", i),
				"no extract that names people has a text attribute \"%s\"; %s",
				linkage->bias[i],
				study_hint(check, linkage->bias[i], names.items, names.count));
	}
	return study_check_unique(check, "linkage.bias", NULL, (const char *const *)linkage->bias,
		linkage->bias_count);
}

/* The model has an estimate of its own, and each says nothing of links without the other. */
static bool check_known(const struct study_check *check, const struct tl_linkage *linkage)
{
	const struct {
		const char *name;
		const double *share;
	} known[] = {
		{"linkage.recall", linkage->recall}, {"linkage.precision", linkage->precision}};

	for (size_t i = 0; i < TL_LEN(known); i++) {
		if (!known[i].share)
			continue;
		if (!(*known[i].share > 0 && *known[i].share <= 1))
			return study_fail(check, known[i].name,
				"a share of links, above 0 and at most 1: 0.93");
		if (linkage->fields_count)
			return study_fail(check, known[i].name,
				"where people are compared by linkage.fields the model says itself "
				"what it misses; leave it out");
	}
	return !linkage->recall == !linkage->precision ||
	       study_fail(check, linkage->recall ? known[0].name : known[1].name,
		       "recall and precision are stated together: what is missed, and what is "
		       "wrong");
}

/* Strict links the least: its weight is the highest. */
static bool check_thresholds(const struct study_check *check, const struct tl_linkage *linkage)
{
	const struct {
		const double *lower, *upper;
		const char *at, *what;
	} orders[] = {
		{linkage->loose, linkage->strict, "linkage.loose",
			"loose asks for more than strict does; its weight is the lower"},
		{linkage->threshold, linkage->strict, "linkage.strict",
			"strict asks for less than threshold does; its weight is the higher"},
		{linkage->loose, linkage->threshold, "linkage.loose",
			"loose asks for more than threshold does; its weight is the lower"},
	};

	for (size_t i = 0; i < TL_LEN(orders); i++)
		if (orders[i].lower && orders[i].upper && *orders[i].lower > *orders[i].upper)
			return study_fail(check, orders[i].at, "%s", orders[i].what);
	return true;
}

bool study_check_linkage(const struct study_check *check)
{
	static const char *const families[] = {"keys", "model"};
	const struct tl_linkage *linkage = &check->study->linkage;
	struct names names = list_tokens(check, false);

	for (unsigned i = 0; i < linkage->exclusive_tokens_count; i++)
		if (!check_token(check, study_at(check, "linkage.exclusive_tokens.%u", i),
			    linkage->exclusive_tokens[i], &names))
			return false;
	if (linkage->reviewers > 2)
		return study_fail(check, "linkage.reviewers",
			"an answer binds when one reviewer gave it, or two; write 1 or 2");
	return check_fields(check, linkage) && check_bias(check, linkage) &&
	       check_known(check, linkage) && check_thresholds(check, linkage) &&
	       check_token(check, "linkage.truth", linkage->truth, &names) &&
	       study_check_word(
		       check, "linkage.families", linkage->families, families, TL_LEN(families));
}
