/* Columns of words of several deliveries are merged, and words become numbers. */
#include "load.h"

#include <stdlib.h>
#include <string.h>

/* A column of a delivery whose words are merged with those of others. */
struct wordy {
	struct tl_str group;
	struct loaded *loaded;
	size_t column;
};
typedef TL_VEC(struct wordy) wordy_list;

static int group_order(const void *a, const void *b)
{
	const struct wordy *x = a, *y = b;

	return tl_str_compare(x->group, y->group);
}

static size_t end_of_group(const wordy_list *columns, size_t from)
{
	size_t end = from + 1;

	while (end < columns->count && !group_order(&columns->items[end], &columns->items[from]))
		end++;
	return end;
}

static void add_column(
	wordy_list *columns, struct loaded *loaded, size_t column, struct tl_str group)
{
	*tl_vec_push(columns) = (struct wordy){group, loaded, column};
}

static void sort_columns(wordy_list *columns)
{
	if (columns->count)
		qsort(columns->items, columns->count, sizeof *columns->items, group_order);
}

static void merge_columns(
	const struct wordy *columns, size_t count, struct merged *merged, size_t threads)
{
	struct merge_list *lists = tl_alloc(count, sizeof *lists);

	for (size_t i = 0; i < count; i++) {
		const struct tl_fact_array *column =
			&columns[i].loaded->records.columns[columns[i].column];
		uint32_t *numbers = tl_arena_array(
			&columns[i].loaded->arena, column->word_count, sizeof *numbers);

		columns[i].loaded->numbers[columns[i].column] = numbers;
		lists[i] =
			(struct merge_list){column->words + 1, column->word_count - 1, numbers + 1};
	}
	merge_words(merged, lists, count, threads);
	free(lists);
}

static void merge_tokens(struct link *link, wordy_list *columns, size_t threads)
{
	uint32_t first = 0;

	sort_columns(columns);
	for (size_t i = 0, end; i < columns->count; i = end) {
		struct token_name *name = tl_vec_push(&link->token_names);

		end = end_of_group(columns, i);
		name->name = tl_arena_str(&link->arena, columns->items[i].group);
		name->first = first;
		name->reason =
			tl_arena_printf(&link->arena, "token:" TL_STR_FMT, TL_STR_ARG(name->name));
		merge_columns(columns->items + i, end - i, &name->values, threads);
		for (size_t c = i; c < end; c++)
			columns->items[c].loaded->token_name[columns->items[c].column] =
				(uint16_t)(link->token_names.count - 1);
		first += (uint32_t)name->values.count;
	}
}

static void merge_households(struct link *link, wordy_list *columns, size_t threads)
{
	uint32_t first = 0;

	sort_columns(columns);
	for (size_t i = 0, end; i < columns->count; i = end) {
		struct household_space *space = tl_vec_push(&link->spaces);

		end = end_of_group(columns, i);
		space->name = columns->items[i].group;
		space->first = first;
		merge_columns(columns->items + i, end - i, &space->keys, threads);
		for (size_t c = i; c < end; c++)
			columns->items[c].loaded->space[columns->items[c].column] =
				(uint32_t)(link->spaces.count - 1);
		first += (uint32_t)space->keys.count;
	}
}

void load_words(const struct loading *loading, size_t threads)
{
	wordy_list tokens = {0}, households = {0}, sexes = {0}, places = {0};

	for (size_t s = 0; s < loading->count; s++) {
		struct loaded *loaded = &loading->loaded[s];

		for (size_t i = 0; i < loaded->records.column_count; i++) {
			const struct tl_fact_array *column = &loaded->records.columns[i];
			struct tl_str name = tl_str(column->name);

			if (column->type != TL_FACT_TEXT)
				continue;
			if (tl_str_starts(name, TL_STR(LOAD_TOKEN)))
				add_column(&tokens, loaded, i,
					tl_str(column->name + strlen(LOAD_TOKEN)));
			else if (tl_str_equal(name, TL_STR(LOAD_HOUSEHOLD "programme")))
				add_column(&households, loaded, i, TL_STR(""));
			else if (tl_str_starts(name, TL_STR(LOAD_HOUSEHOLD)))
				add_column(&households, loaded, i,
					tl_str(loaded->delivery->contract->partner));
			else if (tl_str_equal(name, TL_STR("sex")))
				add_column(&sexes, loaded, i, TL_STR(""));
			else if (tl_str_equal(name, TL_STR("locality")))
				add_column(&places, loaded, i, TL_STR(""));
		}
	}
	merge_tokens(loading->link, &tokens, threads);
	merge_households(loading->link, &households, threads);
	merge_columns(sexes.items, sexes.count, &loading->link->sexes_named, threads);
	merge_columns(places.items, places.count, &loading->link->places_named, threads);
	tl_vec_free(&tokens);
	tl_vec_free(&households);
	tl_vec_free(&sexes);
	tl_vec_free(&places);
}
