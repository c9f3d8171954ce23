/* What records say of their keys, in numbers. */
#include "load.h"

#include <stdlib.h>
#include <string.h>

#include <throughline/pool.h>

static int int64_order(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

struct record_columns {
	const struct tl_fact_array *record_no, *key_no, *start, *end, *birth, *death;
};

static struct tl_day day_at(const struct tl_fact_array *column, size_t row)
{
	return column ? (struct tl_day){column->days[row]} : TL_NO_DAY;
}

static void take_days(
	struct loaded *loaded, const struct record_columns *c, size_t row, uint32_t node)
{
	struct tl_day birth = day_at(c->birth, row), death = day_at(c->death, row);

	if (tl_day_is_set(birth))
		*tl_vec_push(&loaded->births) =
			(struct claim){node, TL_NO_DAY, TL_NO_DAY, 0, claim_of_day(birth)};
	if (tl_day_is_set(death))
		*tl_vec_push(&loaded->deaths) =
			(struct claim){node, TL_NO_DAY, TL_NO_DAY, 0, claim_of_day(death)};
}

/* Tokens, household keys, sex and locality: the columns whose words were merged. */
static void take_word(struct loaded *loaded, const struct link *link,
	const struct record_columns *c, size_t i, size_t row, uint32_t node)
{
	const struct tl_fact_array *column = &loaded->records.columns[i];
	uint32_t number = loaded->numbers[i][column->codes[row]];
	struct tl_day from = day_at(c->start, row), to = day_at(c->end, row);

	if (tl_str_starts(tl_str(column->name), TL_STR(LOAD_TOKEN)))
		*tl_vec_push(&loaded->tokens) = (struct token_use){
			link->token_names.items[loaded->token_name[i]].first + number, node, 1,
			loaded->token_name[i], loaded->trusted[i]};
	else if (tl_str_starts(tl_str(column->name), TL_STR(LOAD_HOUSEHOLD)))
		*tl_vec_push(&loaded->households) = (struct claim){node, from, to, loaded->space[i],
			link->spaces.items[loaded->space[i]].first + number};
	else if (strcmp(column->name, "locality") == 0)
		*tl_vec_push(&loaded->places) = (struct claim){node, from, to, 0, number};
	else
		*tl_vec_push(&loaded->sexes) =
			(struct claim){node, TL_NO_DAY, TL_NO_DAY, 0, number};
}

static bool take_delivery(size_t index, void *task, struct tl_err *err TL_UNUSED)
{
	const struct loading *loading = task;
	struct loaded *loaded = &loading->loaded[index];
	const struct tl_fact_table *records = &loaded->records;
	struct record_columns c = {tl_fact_column_of(records, "record_no"),
		tl_fact_column_of(records, "key_no"), tl_fact_column_of(records, "start"),
		tl_fact_column_of(records, "end"), tl_fact_column_of(records, "birth"),
		tl_fact_column_of(records, "death")};

	/* In an episode, start and end are the episode's: they do not date where its person lives.
	 */
	if (loaded->delivery->contract->kind != TL_KIND_PERSONS)
		c.start = c.end = NULL;
	for (size_t row = 0; row < records->rows; row++) {
		uint32_t node = loaded->shard->node_of[c.key_no->ints[row]];

		if (loaded->dead_count &&
			bsearch(&c.record_no->ints[row], loaded->dead, loaded->dead_count,
				sizeof *loaded->dead, int64_order))
			continue;
		take_days(loaded, &c, row, node);
		for (size_t i = 0; i < records->column_count; i++)
			if (loaded->numbers[i] && records->columns[i].codes[row])
				take_word(loaded, loading->link, &c, i, row, node);
	}
	return true;
}

/* Puts what was said behind what is there. */
#define APPEND(all, said)                                                                          \
	do {                                                                                       \
		if ((said)->count) {                                                               \
			(all)->items = tl_grow(                                                    \
				(all)->items, (all)->count + (said)->count, sizeof *(all)->items); \
			memcpy((all)->items + (all)->count, (said)->items,                         \
				(said)->count * sizeof *(all)->items);                             \
			(all)->capacity = (all)->count += (said)->count;                           \
		}                                                                                  \
		tl_vec_free(said);                                                                 \
	} while (0)

static void gather(struct link *link, struct loaded *loaded)
{
	APPEND(&link->tokens, &loaded->tokens);
	APPEND(&link->births.list, &loaded->births);
	APPEND(&link->deaths.list, &loaded->deaths);
	APPEND(&link->sexes.list, &loaded->sexes);
	APPEND(&link->places.list, &loaded->places);
	APPEND(&link->households.list, &loaded->households);
}

bool load_said(struct loading *loading, size_t threads, struct tl_err *err)
{
	if (!tl_pool_for(threads, loading->count, take_delivery, loading, err))
		return false;
	for (size_t i = 0; i < loading->count; i++)
		gather(loading->link, &loading->loaded[i]);
	return true;
}
