/* A study's keys and what is said of them, in words; said_end turns words into numbers, as loading
 * deliveries does. */
#ifndef LINK_FIXTURE_H
#define LINK_FIXTURE_H

#include "../../../stages/link/ids.h"

static struct link linking;

struct said {
	struct tl_str group, word; /* group: a token's name, a household key's space */
	struct token_use use;
	struct claim claim;
};
typedef TL_VEC(struct said) said_list;
static said_list said_tokens, said_sexes, said_places, said_households;

static void said_token(uint32_t who, const char *name, const char *value)
{
	*tl_vec_push(&said_tokens) = (struct said){.group = tl_str(name),
		.word = tl_str(value),
		.use = {.node = who, .trusted = true, .times = 1}};
}

static inline void said_sex(uint32_t who, const char *sex)
{
	*tl_vec_push(&said_sexes) =
		(struct said){.word = tl_str(sex), .claim = {who, TL_NO_DAY, TL_NO_DAY, 0, 0}};
}

static inline void said_birth(uint32_t who, const char *birth)
{
	struct tl_day day;

	tl_day_read(tl_str(birth), &day);
	*tl_vec_push(&linking.births.list) =
		(struct claim){who, TL_NO_DAY, TL_NO_DAY, 0, claim_of_day(day)};
}

static inline void said_place(uint32_t who, int32_t from, int32_t to, const char *place)
{
	*tl_vec_push(&said_places) =
		(struct said){.word = tl_str(place), .claim = {who, {from}, {to}, 0, 0}};
}

static void said_household(
	uint32_t who, int32_t from, int32_t to, const char *space, const char *key)
{
	*tl_vec_push(&said_households) = (struct said){
		.group = tl_str(space), .word = tl_str(key), .claim = {who, {from}, {to}, 0, 0}};
}

static int said_order(const void *a, const void *b)
{
	const struct said *x = a, *y = b;

	return tl_str_compare(x->group, y->group);
}

/* Each is a list of one word. numbers: of each. */
static void said_merge(
	const struct said *said, size_t count, struct merged *merged, uint32_t *numbers)
{
	struct merge_list *lists = tl_alloc(count, sizeof *lists);

	for (size_t i = 0; i < count; i++)
		lists[i] = (struct merge_list){&said[i].word, 1, &numbers[i]};
	merge_words(merged, lists, count, 1);
	free(lists);
}

/* The end of the group that begins at `from`, whose words' numbers are put in place. */
static size_t said_group(
	const said_list *said, size_t from, struct merged *merged, uint32_t *numbers)
{
	size_t end = from + 1;

	while (end < said->count && !said_order(&said->items[from], &said->items[end]))
		end++;
	said_merge(said->items + from, end - from, merged, numbers + from);
	return end;
}

static void said_end_words(said_list *said, struct merged *merged, struct claims *claims)
{
	uint32_t *numbers = tl_alloc(said->count, sizeof *numbers);

	said_merge(said->items, said->count, merged, numbers);
	for (size_t i = 0; i < said->count; i++) {
		said->items[i].claim.value = numbers[i];
		*tl_vec_push(&claims->list) = said->items[i].claim;
	}
	free(numbers);
	tl_vec_free(said);
}

static void said_end_tokens(void)
{
	uint32_t *numbers = tl_alloc(said_tokens.count, sizeof *numbers), first = 0;

	if (said_tokens.count)
		qsort(said_tokens.items, said_tokens.count, sizeof(struct said), said_order);
	for (size_t i = 0, end; i < said_tokens.count; i = end) {
		struct token_name *name = tl_vec_push(&linking.token_names);

		name->name = said_tokens.items[i].group;
		name->first = first;
		name->reason = tl_arena_printf(
			&linking.arena, "token:" TL_STR_FMT, TL_STR_ARG(name->name));
		end = said_group(&said_tokens, i, &name->values, numbers);
		for (size_t t = i; t < end; t++) {
			struct token_use *use = tl_vec_push(&linking.tokens);

			*use = said_tokens.items[t].use;
			use->token = first + numbers[t];
			use->name = (uint16_t)(linking.token_names.count - 1);
		}
		first += (uint32_t)name->values.count;
	}
	free(numbers);
	tl_vec_free(&said_tokens);
}

static void said_end_households(void)
{
	uint32_t *numbers = tl_alloc(said_households.count, sizeof *numbers), first = 0;

	if (said_households.count)
		qsort(said_households.items, said_households.count, sizeof(struct said),
			said_order);
	for (size_t i = 0, end; i < said_households.count; i = end) {
		struct household_space *space = tl_vec_push(&linking.spaces);

		space->name = said_households.items[i].group;
		space->first = first;
		end = said_group(&said_households, i, &space->keys, numbers);
		for (size_t h = i; h < end; h++) {
			struct claim *claim = tl_vec_push(&linking.households.list);

			*claim = said_households.items[h].claim;
			claim->space = (uint32_t)(linking.spaces.count - 1);
			claim->value = first + numbers[h];
		}
		first += (uint32_t)space->keys.count;
	}
	free(numbers);
	tl_vec_free(&said_households);
}

/* Before link_prepare. */
static void said_end(void)
{
	said_end_tokens();
	said_end_words(&said_sexes, &linking.sexes_named, &linking.sexes);
	said_end_words(&said_places, &linking.places_named, &linking.places);
	said_end_households();
}

/* link_people, from tokens and answers alone. */
static void tier_one(void)
{
	struct clusters clusters[LINK_THRESHOLDS];

	said_end();
	link_prepare(&linking, 1);
	link_lists_resolve(&linking);
	for (enum link_threshold at = 0; at < LINK_THRESHOLDS; at++) {
		clusters_start(&clusters[at], &linking, at);
		link_answers(&linking, &clusters[at]);
		link_tokens(&linking, &clusters[at]);
	}
	link_people(&linking, clusters, 1);
	for (enum link_threshold at = 0; at < LINK_THRESHOLDS; at++)
		clusters_free(&clusters[at]);
}

#endif
