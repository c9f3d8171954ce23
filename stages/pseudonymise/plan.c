#include "plan.h"

#include <string.h>

static bool is_cut_short(const struct tl_field *field)
{
	return field->role == TL_ROLE_BIRTH || field->degrade == TL_DEGRADE_MONTH ||
	       field->degrade == TL_DEGRADE_YEAR;
}

/* What becomes of a field; MADE_COUNT_OF: it does not travel. */
static enum made made_of(const struct tl_field *field)
{
	if (field->role == TL_ROLE_IGNORE)
		return MADE_COUNT_OF;
	if (is_cut_short(field))
		return MADE_MONTH;
	if (field->degrade)
		return MADE_AREA;
	if (!field->identity || field->role == TL_ROLE_SEX)
		return MADE_COPY;
	return field->role == TL_ROLE_NONE ? MADE_COUNT_OF : MADE_TOKEN;
}

static bool is_key(const struct tl_field *field)
{
	return TL_ROLE_IS_KEY(field->role);
}

/* Who links sees what tells people apart and nothing else; who analyses all else and none of it.
 * Both have the fresh id in place of the key. */
static bool is_for_linking(const struct tl_field *field)
{
	return field->role == TL_ROLE_TOKEN || field->role == TL_ROLE_HOUSEHOLD ||
	       field->role == TL_ROLE_BIRTH || field->role == TL_ROLE_SEX;
}

static struct column *add_column(struct plan *plan, const char *name, enum made made, bool linking)
{
	struct column *column = &plan->columns[plan->column_count++];

	*column = (struct column){.name = name, .made = made, .field = PLAN_NOWHERE};
	column->shared[0] = !plan->split || linking;
	column->shared[1] = plan->split && !linking; /* the key's fresh id is in both */
	return column;
}

static void add_fields(struct plan *plan)
{
	const struct tl_contract *contract = plan->contract;

	for (size_t i = 0; i < contract->fields_count; i++) {
		const struct tl_field *field = &contract->fields[i];
		enum made made = made_of(field);
		struct column *column;

		if (made == MADE_COUNT_OF)
			continue;
		if (plan->split && is_key(field))
			made = MADE_FRESH;
		column = add_column(plan, field->name, made, is_for_linking(field));
		column->field = i;
		column->free = made == MADE_COPY && !field->codes_count &&
			       !field->constraints.enumeration_count;
		column->text = column->free && field->type == TL_TYPE_STRING;
		if (made == MADE_TOKEN || made == MADE_FRESH)
			column->hmac = plan->hmac_count++;
		column->shared[0] = column->shared[0] || field->role == TL_ROLE_KEY;
	}
}

static void read_part(const struct plan *plan, const char *text, struct part *part)
{
	bool known = tl_identity_read(tl_str(text), &part->of, &part->part);

	assert(known); /* the contract was checked */
	part->field = plan->field_of[part->of];
}

static void add_parts(struct plan *plan, struct column *column, char *const *texts, size_t count)
{
	column->parts = tl_arena_array(&plan->arena, count, sizeof *column->parts);
	column->part_count = count;
	for (size_t i = 0; i < count; i++)
		read_part(plan, texts[i], &column->parts[i]);
}

static void add_pseudonym(struct plan *plan, struct tl_pseudonym *pseudonym)
{
	static char *const slk[] = {"forename", "surname", "birth", "sex"};
	enum made made = pseudonym->token         ? MADE_SLK
			 : pseudonym->match_count ? MADE_MATCH
						  : MADE_FILTER;
	struct column *column = add_column(plan, pseudonym->name, made, true);

	column->pseudonym = pseudonym;
	if (made == MADE_SLK)
		add_parts(plan, column, slk, TL_LEN(slk));
	else if (made == MADE_MATCH)
		add_parts(plan, column, pseudonym->match, pseudonym->match_count);
	else if (pseudonym->filter)
		add_parts(plan, column, &pseudonym->filter, 1);
	else
		add_parts(plan, column, pseudonym->record, pseudonym->record_count);
	if (made == MADE_FILTER) {
		column->bits = pseudonym->filter ? TL_FILTER_BITS : TL_CLK_BITS;
		column->hmac = plan->bloom_count;
		plan->bloom_count += column->part_count;
		column->has_variants = plan->contract->pseudonymise->variants &&
				       pseudonym->filter && tl_variants_are_of(column->parts[0].of);
		if (column->has_variants)
			column->variant_hmac = plan->hmac_count++;
	} else {
		column->hmac = plan->hmac_count++;
	}
}

/* What a token is for is part of its key. A number that the state gives is the same for every
 * partner; what a partner calls a person is that partner's alone. */
static const char *purpose_of(struct plan *plan, const struct column *column)
{
	const struct tl_field *field =
		column->field == PLAN_NOWHERE ? NULL : &plan->contract->fields[column->field];
	struct tl_buf purpose = {0};
	const char *text;

	if (column->made == MADE_SLK) {
		tl_buf_addc(&purpose, "token slk581");
	} else if (!field) {
		tl_buf_addc(&purpose, "match");
		for (unsigned i = 0; i < column->pseudonym->match_count; i++)
			tl_buf_addf(&purpose, " %s", column->pseudonym->match[i]);
	} else {
		bool own = is_key(field) || field->identity == TL_IDENTITY_ID ||
			   (field->role == TL_ROLE_HOUSEHOLD &&
				   (!field->scope || strcmp(field->scope, "programme") != 0));

		tl_buf_addf(&purpose, "%s%s %s", column->made == MADE_FRESH ? "fresh " : "",
			is_key(field) ? "key" : tl_role_names[field->role],
			tl_identity_names[field->identity]);
		if (own)
			tl_buf_addf(&purpose, " of %s", plan->contract->partner);
	}
	text = tl_arena_text(&plan->arena, tl_buf_str(&purpose));
	tl_buf_free(&purpose);
	return text;
}

static void make_blooms(struct plan *plan, const struct column *column)
{
	for (size_t i = 0; i < column->part_count; i++) {
		struct tl_bloom *bloom = &plan->ready.blooms[column->hmac + i];
		enum tl_identity of = column->parts[i].of;
		uint8_t key[TL_HMAC_BYTES];

		key_for(plan->key,
			tl_arena_printf(&plan->arena, "%s %s",
				column->bits == TL_CLK_BITS ? "record" : "filter",
				tl_identity_names[of]),
			key);
		tl_bloom_init(bloom, key, of, column->bits);
		if (!plan->salted)
			tl_bloom_learn(bloom, &plan->arena);
	}
}

/* Of forename and surname under one key: either may stand in the other's place. */
static void make_variants(struct plan *plan, const struct column *column)
{
	bool birth = column->parts[0].of == TL_IDENTITY_BIRTH;

	key_hmac(plan->key, birth ? "variant birth" : "variant name",
		&plan->ready.hmacs[column->variant_hmac]);
}

static void make_tools(struct plan *plan)
{
	struct tools *tools = &plan->ready;

	plan->nicknames = tl_nicknames_new();
	tools->hmacs = tl_arena_array(&plan->arena, plan->hmac_count + 1, sizeof *tools->hmacs);
	tools->blooms = tl_arena_array(&plan->arena, plan->bloom_count + 1, sizeof *tools->blooms);
	key_hmac(plan->key, "noise", &tools->noise);
	for (size_t i = 0; i < plan->column_count; i++) {
		const struct column *column = &plan->columns[i];

		switch (column->made) {
		case MADE_TOKEN:
		case MADE_FRESH:
		case MADE_SLK:
		case MADE_MATCH:
			key_hmac(plan->key, purpose_of(plan, column), &tools->hmacs[column->hmac]);
			break;
		case MADE_FILTER:
			make_blooms(plan, column);
			if (column->has_variants)
				make_variants(plan, column);
			break;
		case MADE_COPY:
		case MADE_MONTH:
		case MADE_AREA:
		case MADE_FINGERPRINT:
		case MADE_COUNT_OF:
			break;
		}
	}
}

bool plan_make(struct plan *plan, const struct tl_study *study, const struct tl_contract *contract,
	const struct key *key, bool split, struct tl_err *err)
{
	const struct tl_pseudonymise *wanted = contract->pseudonymise;
	struct column *fingerprint;

	*plan = (struct plan){.contract = contract, .key = key, .split = split};
	if (!tl_rules_make(study, contract, &plan->arena, &plan->rules, err))
		return false;
	for (size_t i = 0; i < TL_IDENTITY_COUNT_OF; i++)
		plan->field_of[i] = PLAN_NOWHERE;
	for (size_t i = contract->fields_count; i-- > 0;)
		plan->field_of[contract->fields[i].identity] = i;
	plan->columns = tl_arena_array(&plan->arena, contract->fields_count + wanted->add_count + 1,
		sizeof *plan->columns);
	key_fingerprint(key, wanted, plan->fingerprint);
	plan->flip_in256 = (unsigned)(wanted->harden.flip * 256 + 0.5);
	plan->salted = wanted->harden.salt;
	if (plan->salted)
		read_part(plan, wanted->harden.salt, &plan->salt);
	add_fields(plan);
	for (unsigned i = 0; i < wanted->add_count; i++)
		add_pseudonym(plan, &wanted->add[i]);
	fingerprint = add_column(plan, "key_fingerprint", MADE_FINGERPRINT, true);
	fingerprint->shared[1] = split;
	make_tools(plan);
	return true;
}

static void *copy_of(struct tl_arena *arena, const void *items, size_t count, size_t size)
{
	void *copy = tl_arena_array(arena, count + 1, size);

	memcpy(copy, items, count * size);
	return copy;
}

void plan_tools(const struct plan *plan, struct tl_arena *arena, struct tools *tools)
{
	*tools = plan->ready;
	tools->hmacs = copy_of(arena, tools->hmacs, plan->hmac_count, sizeof *tools->hmacs);
	tools->blooms = copy_of(arena, tools->blooms, plan->bloom_count, sizeof *tools->blooms);
}

void plan_free(struct plan *plan)
{
	tl_nicknames_free(plan->nicknames);
	tl_rules_free(&plan->rules);
	tl_arena_free(&plan->arena);
}
