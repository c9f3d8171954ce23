#include "checks.h"

#include "row_test.h"

#include <stdlib.h>
#include <string.h>

/* ---- making ------------------------------------------------------------------------------- */

static size_t field_of_role(const struct tl_rules *rules, enum tl_role role)
{
	for (size_t i = 0; i < rules->count; i++)
		if (rules->items[i].field->role == role)
			return i;
	return TL_NOWHERE;
}

static void make_row_rules(struct ingest_checks *checks, struct tl_arena *arena)
{
	const struct tl_contract *contract = checks->rules->contract;

	checks->row_rules = tl_arena_array(arena, contract->rules_count, sizeof *checks->row_rules);
	for (size_t i = 0; i < contract->rules_count; i++) {
		const struct tl_row_rule *from = &contract->rules[i];
		struct ingest_row_rule *rule = &checks->row_rules[i];

		rule->when = ingest_tests_make(contract, from->when, from->when_count, arena);
		rule->when_count = from->when_count;
		rule->require =
			ingest_tests_make(contract, from->require, from->require_count, arena);
		rule->require_count = from->require_count;
		rule->broken = from->broken;
	}
}

static struct ingest_once *add_once(
	struct ingest_checks *checks, const size_t *fields, size_t count, enum tl_fault reason)
{
	struct ingest_once *once = &checks->once[checks->once_count++];

	*once = (struct ingest_once){.fields = fields, .field_count = count, .reason = reason};
	once->place = INGEST_WHOLE_ROW;
	once->blanks_differ = true;
	return once;
}

static size_t *all_fields(const struct tl_rules *rules, struct tl_arena *arena)
{
	size_t *fields = tl_arena_array(arena, rules->count, sizeof *fields);

	for (size_t i = 0; i < rules->count; i++)
		fields[i] = i;
	return fields;
}

/* Equal rows first: a row sent twice repeats its key too, and the plainer reason is the truer. */
static void make_once(struct ingest_checks *checks, struct tl_arena *arena)
{
	const struct tl_rules *rules = checks->rules;
	const struct tl_contract *contract = rules->contract;
	size_t *every = all_fields(rules, arena), count = contract->primaryKey_count;

	checks->once = tl_arena_array(arena, rules->count + 2, sizeof *checks->once);
	if (contract->duplicates && !strcmp(contract->duplicates, "reject"))
		add_once(checks, every, rules->count, TL_FAULT_SAME_ROW)->blanks_differ = false;
	if (count) {
		size_t *key = tl_arena_array(arena, count, sizeof *key);

		for (size_t i = 0; i < count; i++)
			key[i] = tl_contract_field_number(contract, contract->primaryKey[i]);
		add_once(checks, key, count, TL_FAULT_KEY_AGAIN)->place = key[0];
	}
	for (size_t i = 0; i < rules->count; i++)
		if (rules->items[i].field->constraints.unique)
			add_once(checks, &every[i], 1, TL_FAULT_VALUE_AGAIN)->place = i;
}

static bool may_find(const struct tl_contract *contract)
{
	bool found = contract->outside_life == TL_WARN || contract->sentinels_count ||
		     tl_day_is_set(contract->retention_from);

	for (size_t i = 0; i < contract->rules_count; i++)
		found = found || contract->rules[i].broken == TL_WARN;
	return found;
}

void ingest_checks_make(
	struct ingest_checks *checks, const struct tl_rules *rules, struct tl_arena *arena)
{
	*checks = (struct ingest_checks){.rules = rules};
	checks->start = field_of_role(rules, TL_ROLE_START);
	checks->end = field_of_role(rules, TL_ROLE_END);
	checks->date = field_of_role(rules, TL_ROLE_DATE);
	checks->birth = field_of_role(rules, TL_ROLE_BIRTH);
	checks->death = field_of_role(rules, TL_ROLE_DEATH);
	if (checks->date == TL_NOWHERE)
		checks->date = checks->start;
	checks->has_findings = may_find(rules->contract);
	make_row_rules(checks, arena);
	make_once(checks, arena);
}

void ingest_checks_free(struct ingest_checks *checks)
{
	for (size_t i = 0; i < checks->once_count; i++)
		ingest_marks_free(&checks->once[i].seen);
	tl_buf_free(&checks->bytes);
	*checks = (struct ingest_checks){0};
}

/* ---- dates -------------------------------------------------------------------------------- */

static const struct tl_value *value_at(const struct tl_value *values, size_t field)
{
	return field == TL_NOWHERE || !values[field].present ? NULL : &values[field];
}

/* Ends are the first day no longer in: an end on the day of the start is an empty episode, kept. */
static bool clock_of(const struct tl_rule *rule, const struct tl_value *value, int *second)
{
	for (size_t i = 0; i < rule->format_count; i++)
		if (tl_clock_parse(value->text, rule->formats[i], second))
			return true;
	return false;
}

/* On one day, where both have a time. */
static bool ends_before_start_by_clock(const struct ingest_checks *checks,
	const struct tl_value *start, const struct tl_value *end)
{
	const struct tl_rule *rules = checks->rules->items;
	int from, to;

	return clock_of(&rules[checks->start], start, &from) &&
	       clock_of(&rules[checks->end], end, &to) && to < from;
}

static bool ends_before_start(const struct ingest_checks *checks, const struct tl_value *values)
{
	const struct tl_value *start = value_at(values, checks->start);
	const struct tl_value *end = value_at(values, checks->end);

	if (!start || !end || end->exact != start->exact)
		return start && end && end->exact < start->exact;
	return ends_before_start_by_clock(checks, start, end);
}

/* By the days as delivered, though only the month of birth is kept. */
static enum tl_fault outside_life(const struct ingest_checks *checks, const struct tl_value *values)
{
	const struct tl_value *date = value_at(values, checks->date);
	const struct tl_value *birth = value_at(values, checks->birth);
	const struct tl_value *death = value_at(values, checks->death);

	if (date && birth && date->exact < birth->exact)
		return TL_FAULT_BEFORE_BIRTH;
	if (date && death && date->exact > death->exact)
		return TL_FAULT_AFTER_DEATH;
	return TL_FAULT_NONE;
}

/* ---- rules between columns ------------------------------------------------------------------ */

static bool is_broken(const struct ingest_row_rule *rule, const struct tl_value *values)
{
	for (size_t i = 0; i < rule->when_count; i++)
		if (!ingest_test_holds(&rule->when[i], values, false))
			return false;
	for (size_t i = 0; i < rule->require_count; i++)
		if (!ingest_test_holds(&rule->require[i], values, true))
			return true;
	return false;
}

/* ---- rows that were there before ----------------------------------------------------------- */

static void add_bytes(struct tl_buf *out, const void *data, size_t length)
{
	tl_buf_add(out, tl_str_slice(data, length));
}

static void add_value(struct tl_buf *out, const struct tl_rule *rule, const struct tl_value *value)
{
	uint64_t length = value->text.length;
	double real = value->real + 0.0; /* one zero */
	char state = value->present ? 'v' : value->why ? 'w' : '-';
	bool text = rule->type == TL_FACT_TEXT || rule->field->role == TL_ROLE_OTHER ||
		    rule->field->role == TL_ROLE_KEY;

	add_bytes(out, &state, 1);
	if (value->why)
		tl_buf_addc(out, value->why);
	if (!value->present)
		return;
	if (text) {
		add_bytes(out, &length, sizeof length);
		tl_buf_add(out, value->text);
	} else if (rule->type == TL_FACT_REAL) {
		add_bytes(out, &real, sizeof real);
	} else {
		add_bytes(out, &value->number, sizeof value->number);
	}
}

/* False: a blank among the fields, and blanks are not equal to one another. */
static bool mark_row(
	struct ingest_checks *checks, struct ingest_once *once, const struct tl_value *values)
{
	tl_buf_clear(&checks->bytes);
	for (size_t i = 0; i < once->field_count; i++) {
		size_t field = once->fields[i];

		if (!values[field].present && once->blanks_differ)
			return false;
		add_value(&checks->bytes, &checks->rules->items[field], &values[field]);
	}
	once->mark = ingest_mark_of(tl_buf_str(&checks->bytes));
	return true;
}

/* A row is remembered only when nothing at all is against it. */
static enum tl_fault check_once(
	struct ingest_checks *checks, const struct tl_value *values, size_t *place)
{
	for (size_t i = 0; i < checks->once_count; i++) {
		struct ingest_once *once = &checks->once[i];

		once->marked = mark_row(checks, once, values);
		if (once->marked && ingest_marks_has(&once->seen, once->mark)) {
			*place = once->place;
			return once->reason;
		}
	}
	for (size_t i = 0; i < checks->once_count; i++)
		if (checks->once[i].marked)
			ingest_marks_add(&checks->once[i].seen, checks->once[i].mark);
	return TL_FAULT_NONE;
}

/* ---- a row -------------------------------------------------------------------------------- */

enum tl_fault ingest_checks_row(
	struct ingest_checks *checks, const struct tl_value *values, size_t *place)
{
	const struct tl_contract *contract = checks->rules->contract;
	enum tl_fault reason;

	*place = checks->end;
	if (ends_before_start(checks, values))
		return TL_FAULT_END_BEFORE_START;
	*place = checks->date;
	if (contract->outside_life == TL_REJECT &&
		(reason = outside_life(checks, values)) != TL_FAULT_NONE)
		return reason;
	for (size_t i = 0; i < contract->rules_count; i++) {
		*place = checks->rules->count + i;
		if (checks->row_rules[i].broken == TL_REJECT &&
			is_broken(&checks->row_rules[i], values))
			return TL_FAULT_ROW_RULE;
	}
	return check_once(checks, values, place);
}

static void find_dates(
	const struct ingest_checks *checks, const struct tl_value *values, struct ingest_sink *sink)
{
	const struct tl_contract *contract = checks->rules->contract;
	const struct tl_value *date = value_at(values, checks->date);

	for (size_t i = 0; i < checks->rules->count; i++)
		if (values[i].sentinel)
			ingest_sink_find(sink, FINDING_SENTINEL, i);
	if (date && tl_day_is_set(contract->retention_from) &&
		date->exact < contract->retention_from.n)
		ingest_sink_find(sink, FINDING_PAST_RETENTION, checks->date);
	if (contract->outside_life != TL_WARN)
		return;
	switch ((int)outside_life(checks, values)) {
	case TL_FAULT_BEFORE_BIRTH:
		ingest_sink_find(sink, FINDING_BEFORE_BIRTH, checks->date);
		break;
	case TL_FAULT_AFTER_DEATH:
		ingest_sink_find(sink, FINDING_AFTER_DEATH, checks->date);
		break;
	default:
		break;
	}
}

void ingest_checks_find(
	const struct ingest_checks *checks, const struct tl_value *values, struct ingest_sink *sink)
{
	const struct tl_contract *contract = checks->rules->contract;

	if (!checks->has_findings)
		return;
	find_dates(checks, values, sink);
	for (size_t i = 0; i < contract->rules_count; i++)
		if (checks->row_rules[i].broken == TL_WARN &&
			is_broken(&checks->row_rules[i], values))
			ingest_sink_find(sink, FINDING_ROW_RULE, checks->rules->count + i);
}
