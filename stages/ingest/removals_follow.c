/* From a token to the keys it is on, in all files of a partner. */
#include "read.h"

static bool has_token(const struct tl_contract *contract)
{
	bool token = false, key = false;

	for (unsigned i = 0; i < contract->fields_count; i++) {
		token = token || contract->fields[i].role == TL_ROLE_TOKEN;
		key = key || contract->fields[i].role == TL_ROLE_KEY;
	}
	return token && key;
}

/* The key stands in for what named the row. */
static void stand_in(struct ingest_removals *removals, struct tl_str key)
{
	struct ingest_mark mark = ingest_removals_add(removals, TL_STR("key"), key);

	for (size_t i = 0; i < removals->named.count; i++)
		*tl_vec_push(&removals->stand_ins) =
			(struct ingest_stand_in){mark, removals->named.items[i]};
}

/* The key of a row that one of the requests names. */
static void add_key(struct ingest_removals *removals, const struct tl_rules *rules,
	const struct tl_layout *layout, const struct tl_csv_row *row)
{
	if (!ingest_removals_name(removals, rules, layout, row))
		return;
	for (size_t i = 0; i < rules->count; i++) {
		size_t at = layout->at[i];

		if (rules->items[i].field->role == TL_ROLE_KEY && at < row->count &&
			tl_str_trim(row->fields[at]).length)
			stand_in(removals, tl_str_trim(row->fields[at]));
	}
}

static bool look_through(struct ingest_removals *removals, const struct tl_rules *rules,
	struct tl_table *table, const char *path, struct tl_arena *arena, struct tl_err *err)
{
	struct tl_layout layout = {0};
	struct tl_csv_row row;
	bool more;

	if (!tl_table_next(table, &row, &more, err) ||
		(more && !tl_layout_make(rules, &row, path, arena, &layout, err)))
		return false;
	while (more) {
		if (!tl_table_next(table, &row, &more, err))
			return false;
		if (more)
			add_key(removals, rules, &layout, &row);
	}
	return true;
}

static bool follow(struct ingest_removals *removals, const struct tl_study *study,
	const struct tl_delivery *delivery, struct tl_err *err)
{
	struct tl_arena arena = {0};
	struct tl_rules rules = {0};
	const char *path = tl_arena_printf(&arena, "%s/%s", study->extracts, delivery->file);
	struct tl_table *table = tl_extract_open(delivery->contract, path, err);
	size_t *fields = removals->fields, field_count = removals->field_count;
	bool ok = table && tl_rules_make(study, delivery->contract, &arena, &rules, err);

	if (ok) {
		removals->fields = NULL;
		removals->field_count = 0;
		ingest_removals_look_at(removals, &rules, &arena);
		ok = look_through(removals, &rules, table, path, &arena, err);
		removals->fields = fields;
		removals->field_count = field_count;
	}
	if (ok)
		*tl_vec_push(&removals->followed) = (struct ingest_followed){
			tl_arena_text(&removals->arena, tl_str(delivery->file)),
			delivery->contract->input, tl_table_digest(table)};
	tl_rules_free(&rules);
	tl_table_free(table);
	tl_arena_free(&arena);
	return ok;
}

bool ingest_removals_follow(struct ingest_removals *removals, const struct tl_study *study,
	const char *partner, struct tl_err *err)
{
	struct tl_delivery *deliveries = NULL;
	size_t count = 0;

	if (!removals->by_token)
		return true;
	if (!tl_study_deliveries(study, &removals->arena, &deliveries, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (deliveries[i].present && has_token(deliveries[i].contract) &&
			tl_str_equal(tl_str(deliveries[i].contract->partner), tl_str(partner)) &&
			!follow(removals, study, &deliveries[i], err))
			return false;
	return true;
}
