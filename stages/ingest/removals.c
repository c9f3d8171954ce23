#include "removals.h"

#include <string.h>

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

void ingest_removals_add(struct ingest_removals *removals, struct tl_str token, struct tl_str value)
{
	ingest_marks_add(&removals->people, mark_of(&removals->bytes, token, value));
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
		ingest_removals_add(removals, named->token, named->value);
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
	if (!removals->people.count)
		return false;
	for (size_t i = 0; i < removals->field_count; i++) {
		size_t field = removals->fields[i], at = layout->at[field];
		struct tl_str value;

		if (at >= row->count)
			continue;
		value = tl_str_trim(row->fields[at]);
		if (value.length &&
			ingest_marks_has(&removals->people,
				mark_of(&removals->bytes,
					tl_str(tl_field_token(rules->items[field].field)), value)))
			return true;
	}
	return false;
}

void ingest_removals_free(struct ingest_removals *removals)
{
	ingest_marks_free(&removals->people);
	tl_buf_free(&removals->bytes);
	tl_vec_free(&removals->followed);
	tl_arena_free(&removals->arena);
	*removals = (struct ingest_removals){0};
}
