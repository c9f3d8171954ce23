#include "removals.h"

#include <string.h>

#include <throughline/db.h>
#include <throughline/named.h>

static void add_word(struct tl_buf *out, struct tl_str word)
{
	uint64_t length = word.length;

	tl_buf_add(out, tl_str_slice((const char *)&length, sizeof length));
	tl_buf_add(out, word);
}

static struct ingest_mark mark_of(struct tl_buf *bytes, struct tl_str token, struct tl_str value)
{
	tl_buf_clear(bytes);
	add_word(bytes, token);
	add_word(bytes, value);
	return ingest_mark_of(tl_buf_str(bytes));
}

static bool concerns(const struct tl_named *named, const struct tl_contract *contract)
{
	return !named->partner.length || tl_str_equal(named->partner, tl_str(contract->partner));
}

void ingest_removals_look_at(
	struct ingest_removals *removals, const struct tl_rules *rules, struct tl_arena *arena)
{
	removals->fields = tl_arena_array(arena, rules->count, sizeof *removals->fields);
	for (size_t i = 0; i < rules->count; i++)
		if (tl_field_token(rules->items[i].field))
			removals->fields[removals->field_count++] = i;
}

struct ingest_mark ingest_removals_add(
	struct ingest_removals *removals, struct tl_str token, struct tl_str value)
{
	struct ingest_mark mark = mark_of(&removals->bytes, token, value);

	ingest_marks_add(&removals->people, mark);
	return mark;
}

bool ingest_removals_read(struct ingest_removals *removals, const struct tl_study *study,
	const struct tl_rules *rules, struct tl_arena *arena, struct tl_err *err)
{
	struct tl_removals requests;
	bool ok = tl_removals_read(&requests, study, err);

	for (size_t i = 0; i < requests.count; i++) {
		const struct tl_named *named = &requests.items[i];

		if (!concerns(named, rules->contract))
			continue;
		*tl_vec_push(&removals->requests) = (struct ingest_request){
			ingest_removals_add(removals, named->token, named->value),
			requests.sheet.rows[i].line};
		removals->by_token =
			removals->by_token || !tl_str_equal(named->token, TL_STR("key"));
	}
	removals->digest = requests.sheet.digest;
	if (ok && requests.sheet.found)
		ingest_removals_look_at(removals, rules, arena);
	tl_removals_free(&requests);
	return ok;
}

bool ingest_removals_name(struct ingest_removals *removals, const struct tl_rules *rules,
	const struct tl_layout *layout, const struct tl_csv_row *row)
{
	tl_vec_clear(&removals->named);
	if (!removals->people.count)
		return false;
	for (size_t i = 0; i < removals->field_count; i++) {
		size_t field = removals->fields[i], at = layout->at[field];
		struct ingest_mark mark;
		struct tl_str value;

		if (at >= row->count)
			continue;
		value = tl_str_trim(row->fields[at]);
		if (!value.length)
			continue;
		mark = mark_of(
			&removals->bytes, tl_str(tl_field_token(rules->items[field].field)), value);
		if (ingest_marks_has(&removals->people, mark))
			*tl_vec_push(&removals->named) = mark;
	}
	return removals->named.count;
}

void ingest_removals_meet(struct ingest_removals *removals)
{
	for (size_t i = 0; i < removals->named.count; i++)
		ingest_marks_add(&removals->met, removals->named.items[i]);
}

bool ingest_removals_write(struct ingest_removals *removals, struct tl_db *db, struct tl_err *err)
{
	struct tl_stmt *insert = tl_db_prepare(db, "INSERT INTO removal VALUES (?1, ?2)", err);
	bool ok = insert;

	for (size_t i = 0; i < removals->stand_ins.count; i++)
		if (ingest_marks_has(&removals->met, removals->stand_ins.items[i].key))
			ingest_marks_add(&removals->met, removals->stand_ins.items[i].request);
	for (size_t i = 0; ok && i < removals->requests.count; i++) {
		tl_bind_int(insert, 1, removals->requests.items[i].line);
		tl_bind_int(insert, 2,
			ingest_marks_has(&removals->met, removals->requests.items[i].mark));
		ok = tl_stmt_run(insert, err);
	}
	tl_stmt_free(insert);
	return ok;
}

void ingest_removals_free(struct ingest_removals *removals)
{
	ingest_marks_free(&removals->people);
	ingest_marks_free(&removals->met);
	tl_vec_free(&removals->named);
	tl_vec_free(&removals->requests);
	tl_vec_free(&removals->stand_ins);
	tl_buf_free(&removals->bytes);
	tl_vec_free(&removals->followed);
	tl_arena_free(&removals->arena);
	*removals = (struct ingest_removals){0};
}
