/* From a contract's fields to rules and facts columns. */
#include <throughline/extract.h>

#include <math.h>
#include <string.h>

static bool is_date(enum tl_field_type type)
{
	return type == TL_TYPE_DATE || type == TL_TYPE_DATETIME || type == TL_TYPE_YEARMONTH ||
	       type == TL_TYPE_YEAR;
}

/* Roles whose text is a name or a code stay text, whatever Frictionless type they are given. */
static bool is_always_text(enum tl_role role)
{
	return role == TL_ROLE_KEY || role == TL_ROLE_OTHER || role == TL_ROLE_TOKEN ||
	       role == TL_ROLE_HOUSEHOLD || role == TL_ROLE_TYPE || role == TL_ROLE_LOCALITY ||
	       role == TL_ROLE_SEX || role == TL_ROLE_FINGERPRINT || role == TL_ROLE_PROVIDER;
}

static enum tl_fact_type fact_type(const struct tl_field *field)
{
	if (field->role == TL_ROLE_OTHER)
		return TL_FACT_INT; /* the key's number */
	if (is_always_text(field->role))
		return TL_FACT_TEXT;
	if (is_date(field->type))
		return TL_FACT_DAY;
	if (field->type == TL_TYPE_NUMBER)
		return TL_FACT_REAL;
	if (field->type == TL_TYPE_INTEGER || field->type == TL_TYPE_BOOLEAN)
		return TL_FACT_INT;
	return TL_FACT_TEXT;
}

/* A row of the kind means nothing without these. */
static bool kind_requires(enum tl_kind kind, enum tl_role role)
{
	switch (kind) {
	case TL_KIND_PERSONS:
		return role == TL_ROLE_KEY;
	case TL_KIND_EVENTS:
		return role == TL_ROLE_KEY || role == TL_ROLE_DATE;
	case TL_KIND_EPISODES:
		return role == TL_ROLE_KEY || role == TL_ROLE_START;
	case TL_KIND_MEASUREMENTS:
		return role == TL_ROLE_KEY || role == TL_ROLE_DATE || role == TL_ROLE_VALUE;
	case TL_KIND_COUNTS:
		return role == TL_ROLE_START;
	case TL_KIND_POPULATION:
		return role == TL_ROLE_START || role == TL_ROLE_VALUE;
	case TL_KIND_FINANCE:
	case TL_KIND_WORKFORCE:
		return role == TL_ROLE_START;
	case TL_KIND_RELATIONS:
		return role == TL_ROLE_KEY || role == TL_ROLE_OTHER;
	case TL_KIND_COUNT_OF:
		break;
	}
	return false;
}

/* Whom, when and where a row counts, and whose its money is: blank in every row, it would join
 * people to nobody, leave every episode open, or put every number elsewhere, and the figures would
 * not show it. */
static bool carries_rows(enum tl_kind kind, const struct tl_field *field)
{
	switch (field->role) {
	case TL_ROLE_TOKEN:
		return field->trusted;
	case TL_ROLE_LOCALITY: /* of people, link knows it too */
		return !tl_kinds[kind].has_persons;
	case TL_ROLE_KEY:
	case TL_ROLE_OTHER:
	case TL_ROLE_HOUSEHOLD:
	case TL_ROLE_FINGERPRINT:
	case TL_ROLE_PROVIDER:
	case TL_ROLE_DATE:
	case TL_ROLE_START:
	case TL_ROLE_END:
		return true;
	case TL_ROLE_NONE:
	case TL_ROLE_STEP:
	case TL_ROLE_TYPE:
	case TL_ROLE_BIRTH:
	case TL_ROLE_SEX:
	case TL_ROLE_DEATH:
	case TL_ROLE_VALUE:
	case TL_ROLE_IGNORE:
	case TL_ROLE_COUNT_OF:
		break;
	}
	return false;
}

/* Ends, steps and plain attributes may lie ahead: a plan, a court date, a birthday to come. */
static bool may_not_lie_ahead(enum tl_role role)
{
	return role == TL_ROLE_DATE || role == TL_ROLE_START || role == TL_ROLE_BIRTH ||
	       role == TL_ROLE_DEATH;
}

/* Who the person is goes to `record` in every kind; all else of a row stays with its kind. */
static bool says_who(enum tl_role role)
{
	return role == TL_ROLE_TOKEN || role == TL_ROLE_HOUSEHOLD || role == TL_ROLE_BIRTH ||
	       role == TL_ROLE_SEX || role == TL_ROLE_DEATH || role == TL_ROLE_FINGERPRINT;
}

const char *tl_rule_column(const struct tl_field *field, struct tl_arena *arena)
{
	if (field->role == TL_ROLE_TOKEN)
		return tl_arena_printf(
			arena, "token:%s", field->token ? field->token : field->name);
	if (field->role == TL_ROLE_FINGERPRINT)
		return "fingerprint";
	if (field->role == TL_ROLE_HOUSEHOLD)
		return tl_arena_printf(
			arena, "household:%s", field->scope ? field->scope : "partner");
	return tl_field_column(field);
}

static const char *const year_formats[] = {"%Y"};

static void set_formats(struct tl_rule *rule, struct tl_arena *arena)
{
	const struct tl_field *field = rule->field;
	const char **formats;

	if (field->type == TL_TYPE_YEAR) {
		rule->formats = year_formats;
		rule->format_count = 1;
		return;
	}
	if (field->formats_count) {
		rule->formats = (const char *const *)field->formats;
		rule->format_count = field->formats_count;
		return;
	}
	formats = tl_arena_array(arena, 1, sizeof *formats);
	formats[0] = field->format ? field->format : "default";
	if (!strcmp(formats[0], "default") && field->type == TL_TYPE_DATETIME)
		formats[0] = "any";
	if (!strcmp(formats[0], "default") && field->type == TL_TYPE_YEARMONTH)
		formats[0] = "%Y-%m";
	rule->formats = formats;
	rule->format_count = 1;
}

/* What such a row counts; money may be owed, and a rate of change may fall. */
static bool counts_something(const struct tl_contract *contract, const struct tl_field *field)
{
	return field->role == TL_ROLE_VALUE && !field->constraints.minimum &&
	       (contract->kind == TL_KIND_COUNTS || contract->kind == TL_KIND_POPULATION ||
		       contract->kind == TL_KIND_WORKFORCE);
}

static void set_limits(struct tl_rule *rule)
{
	const struct tl_constraints *limits = &rule->field->constraints;
	bool of_days = is_date(rule->field->type);

	rule->minimum = rule->maximum = NAN;
	rule->minimum_day = rule->maximum_day = TL_NO_DAY;
	if (limits->minimum && of_days)
		tl_day_read(tl_str(limits->minimum), &rule->minimum_day);
	else if (limits->minimum)
		tl_num_real(tl_str(limits->minimum), (struct tl_num_style){0}, &rule->minimum);
	if (limits->maximum && of_days)
		tl_day_read(tl_str(limits->maximum), &rule->maximum_day);
	else if (limits->maximum)
		tl_num_real(tl_str(limits->maximum), (struct tl_num_style){0}, &rule->maximum);
	if (rule->counts)
		rule->minimum = 0;
}

static void set_text_limits(struct tl_rule *rule)
{
	const struct tl_constraints *limits = &rule->field->constraints;
	const char *wrong;

	if (limits->pattern)
		rule->pattern = tl_pattern_new(limits->pattern, &wrong);
	assert(!limits->pattern || rule->pattern); /* the study was checked */
	rule->holds_text = limits->pattern || limits->minLength || limits->maxLength;
}

static void set_sentinels(
	struct tl_rule *rule, const struct tl_contract *contract, struct tl_arena *arena)
{
	struct tl_day *days = tl_arena_array(arena, contract->sentinels_count, sizeof *days);

	if (!is_date(rule->field->type))
		return;
	for (size_t i = 0; i < contract->sentinels_count; i++)
		tl_day_read(tl_str(contract->sentinels[i]), &days[i]);
	rule->sentinels = days;
	rule->sentinel_count = contract->sentinels_count;
}

static bool is_in(char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

/* A key without a part of it names nothing; a wide table's cell without a number says nothing. */
static bool contract_requires(const struct tl_contract *contract, const char *name)
{
	return is_in(contract->primaryKey, contract->primaryKey_count, name) ||
	       (contract->reshape.columns_count && !strcmp(contract->reshape.value, name));
}

static void set_spellings(
	struct tl_rule *rule, const struct tl_study *study, struct tl_arena *arena)
{
	const char **spellings, **codes;
	size_t room = 0;

	if (rule->field->role != TL_ROLE_LOCALITY)
		return;
	for (unsigned i = 0; i < study->localities_count; i++)
		room += 2 + study->localities[i].names_count;
	rule->spellings = spellings = tl_arena_array(arena, room + 1, sizeof *spellings);
	rule->spelling_codes = codes = tl_arena_array(arena, room + 1, sizeof *codes);
	for (unsigned i = 0; i < study->localities_count; i++) {
		const struct tl_locality *locality = &study->localities[i];

		for (unsigned j = 0; j < 2 + locality->names_count; j++) {
			const char *name = j == 0   ? locality->code
					   : j == 1 ? locality->label
						    : locality->names[j - 2];

			if (!name)
				continue;
			spellings[rule->spelling_count] = name;
			codes[rule->spelling_count++] = locality->code;
		}
	}
}

static void rule_make(struct tl_rule *rule, const struct tl_study *study,
	const struct tl_contract *contract, const struct tl_field *field, struct tl_arena *arena)
{
	const struct tl_constraints *limits = &field->constraints;
	bool own_nulls = field->missingValues_count > 0;

	*rule = (struct tl_rule){.field = field, .study = study};
	rule->type = fact_type(field);
	rule->required = (limits->required && *limits->required) ||
			 kind_requires(contract->kind, field->role) ||
			 (field->role == TL_ROLE_FINGERPRINT && !limits->required) ||
			 contract_requires(contract, field->name);
	rule->needed =
		rule->required ||
		(!limits->required && (field->identity || carries_rows(contract->kind, field)));
	rule->counts = counts_something(contract, field);
	rule->not_in_future = may_not_lie_ahead(field->role);
	rule->kept = field->role != TL_ROLE_IGNORE;
	rule->nulls = own_nulls ? field->missingValues : contract->missingValues;
	rule->null_count = own_nulls ? field->missingValues_count : contract->missingValues_count;
	rule->style.group = field->groupChar ? field->groupChar[0] : '\0';
	rule->style.decimal = field->decimalChar ? field->decimalChar[0] : '\0';
	rule->style.strip = field->bareNumber && !*field->bareNumber;
	rule->main_at = rule->record_at = TL_NOWHERE;
	rule->why_at = TL_NOWHERE;
	if (field->type == TL_TYPE_INTEGER || field->type == TL_TYPE_NUMBER) {
		rule->symbols = contract->symbols;
		rule->symbol_count = contract->symbols_count;
	}
	set_spellings(rule, study, arena);
	set_formats(rule, arena);
	set_limits(rule);
	set_sentinels(rule, contract, arena);
	set_text_limits(rule);
}

static void add_fixed_columns(struct tl_fact_column *columns, size_t *count, bool has_keys)
{
	columns[TL_AT_RECORD_NO] = (struct tl_fact_column){"record_no", TL_FACT_INT};
	columns[TL_AT_LINE] = (struct tl_fact_column){"line", TL_FACT_INT};
	*count = TL_AT_KEY_NO;
	if (has_keys) {
		columns[TL_AT_KEY_NO] = (struct tl_fact_column){"key_no", TL_FACT_INT};
		++*count;
	}
}

static bool add_column(struct tl_fact_column *columns, size_t *count, const struct tl_rule *rule,
	const char *name, const struct tl_contract *contract, size_t *at, struct tl_err *err)
{
	for (size_t i = 0; i < *count; i++)
		if (!strcmp(columns[i].name, name))
			return tl_fail(err, EX_CONFIG,
				"%s: field \"%s\" would be a second column \"%s\"; give one of the "
				"two "
				"another role or name",
				contract->path ? contract->path : contract->name, rule->field->name,
				name);
	columns[*count] = (struct tl_fact_column){name, rule->type};
	*at = (*count)++;
	return true;
}

static bool place(
	struct tl_rules *rules, struct tl_rule *rule, struct tl_arena *arena, struct tl_err *err)
{
	const struct tl_field *field = rule->field;
	bool apart = rules->contract->kind != TL_KIND_PERSONS && says_who(field->role);
	const char *name;

	if (!rule->kept || field->role == TL_ROLE_KEY)
		return true;
	name = tl_rule_column(field, arena);
	if (rule->symbol_count && !add_column(rules->main, &rules->main_count, rule,
					  tl_arena_printf(arena, "why:%s", name), rules->contract,
					  &rule->why_at, err))
		return false;
	if (rule->symbol_count)
		rules->main[rule->why_at].type = TL_FACT_TEXT;
	if (apart)
		return add_column(rules->record, &rules->record_count, rule, name, rules->contract,
			&rule->record_at, err);
	return add_column(
		rules->main, &rules->main_count, rule, name, rules->contract, &rule->main_at, err);
}

bool tl_rules_make(const struct tl_study *study, const struct tl_contract *contract,
	struct tl_arena *arena, struct tl_rules *rules, struct tl_err *err)
{
	size_t room = 2 * (size_t)contract->fields_count + TL_AT_KEY_NO + 1;

	*rules = (struct tl_rules){.contract = contract, .count = contract->fields_count};
	rules->places = rules->count + contract->rules_count + 1;
	rules->items = tl_arena_array(arena, rules->count, sizeof *rules->items);
	rules->main = tl_arena_array(arena, room, sizeof *rules->main);
	rules->record = tl_arena_array(arena, room, sizeof *rules->record);
	rules->has_keys = tl_kinds[contract->kind].has_persons;
	add_fixed_columns(rules->main, &rules->main_count, rules->has_keys);
	add_fixed_columns(rules->record, &rules->record_count, rules->has_keys);
	for (size_t i = 0; i < rules->count; i++) {
		rule_make(&rules->items[i], study, contract, &contract->fields[i], arena);
		if (!place(rules, &rules->items[i], arena, err))
			return false;
	}
	rules->has_record = rules->record_count > TL_AT_KEY_NO + 1;
	return true;
}

void tl_rules_free(struct tl_rules *rules)
{
	for (size_t i = 0; rules->items && i < rules->count; i++)
		tl_pattern_free(rules->items[i].pattern);
	*rules = (struct tl_rules){0};
}

const char *tl_rules_place(const struct tl_rules *rules, size_t place)
{
	if (place < rules->count)
		return rules->items[place].field->name;
	return place + 1 < rules->places ? rules->contract->rules[place - rules->count].name : "";
}
