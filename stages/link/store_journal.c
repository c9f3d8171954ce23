/* The journal: which keys were joined, refused or moved, and why, as facts. */
#include "store.h"

#include <stdlib.h>
#include <string.h>

#include "rows.h"

enum { ENTRY, UNIT, CHANGE, REASON, ID, OTHER_ID, DELIVERY, KEY, OTHER_DELIVERY, OTHER_KEY };
static const struct tl_fact_column columns[] = {
	[ENTRY] = {"entry", TL_FACT_INT},
	[UNIT] = {"unit", TL_FACT_TEXT},
	[CHANGE] = {"change", TL_FACT_TEXT},
	[REASON] = {"reason", TL_FACT_TEXT},
	[ID] = {"id", TL_FACT_TEXT},
	[OTHER_ID] = {"other_id", TL_FACT_TEXT},
	[DELIVERY] = {"delivery", TL_FACT_TEXT},
	[KEY] = {"key_no", TL_FACT_INT},
	[OTHER_DELIVERY] = {"other_delivery", TL_FACT_TEXT},
	[OTHER_KEY] = {"other_key_no", TL_FACT_INT},
};

/* A node is named by the first delivery that has it. */
struct node_name {
	uint32_t shard, key_no;
};

static struct node_name *name_nodes(const struct link *link)
{
	struct node_name *names = tl_grow(NULL, link->nodes.count, sizeof *names);

	for (size_t s = link->shards.count; s-- > 0;) {
		const struct shard_keys *shard = &link->shards.items[s];

		for (size_t k = 0; k < shard->count; k++)
			names[shard->node_of[k]] = (struct node_name){(uint32_t)s, (uint32_t)k};
	}
	return names;
}

/* ---- whom an entry is about ------------------------------------------------------------------ */

static uint32_t person_id_of(const struct link *link, const struct journal_entry *entry)
{
	return link->people.items[link->nodes.items[entry->node].person[LINK_DEFAULT]].id_number;
}

/* The ids of people that entries are about without saying so, as a list to merge; lists' numbers
 * are by person's id. */
static struct merge_list used_people(const struct link *link, uint32_t **number_of)
{
	size_t ids = link->person_ids.count, count = 0;
	struct tl_str *words = tl_grow(NULL, ids, sizeof *words);
	uint32_t *place = tl_alloc(ids + 1, sizeof *place);

	for (size_t i = 0; i < link->journal.count; i++)
		if (!link->journal.items[i].id)
			place[person_id_of(link, &link->journal.items[i])] = 1;
	for (uint32_t id = 1; id <= ids; id++)
		if (place[id]) {
			place[id] = (uint32_t)count;
			words[count++] = merged_text(&link->person_ids, id);
		}
	*number_of = place;
	return (struct merge_list){words, count, tl_alloc(count, sizeof(uint32_t))};
}

/* The ids that entries do say: of families, of people who are no more. place: of each in the list,
 * in the order of their entries. */
static struct merge_list said_ids(const struct link *link, uint32_t **place)
{
	TL_VEC(struct tl_str) said = {0};
	size_t count = 0;
	uint32_t *order;

	for (size_t i = 0; i < link->journal.count; i++)
		if (link->journal.items[i].id)
			*tl_vec_push(&said) = tl_str(link->journal.items[i].id);
	order = tl_str_sort(said.items, said.count);
	*place = tl_alloc(said.count, sizeof **place);
	for (size_t i = 0; i < said.count; i++) {
		if (i == 0 || !tl_str_equal(said.items[i], said.items[count - 1]))
			said.items[count++] = said.items[i];
		(*place)[order[i]] = (uint32_t)count - 1;
	}
	free(order);
	return (struct merge_list){said.items, count, tl_alloc(count, sizeof(uint32_t))};
}

/* All ids of the journal, in order; code[i]: of entry i. */
static uint32_t *number_ids(const struct link *link, struct merged *ids)
{
	uint32_t *of_person, *of_said, *code = tl_alloc(link->journal.count, sizeof *code);
	const struct merge_list lists[] = {used_people(link, &of_person), said_ids(link, &of_said)};
	size_t said = 0;

	merge_words(ids, lists, TL_LEN(lists), 1);
	for (size_t i = 0; i < link->journal.count; i++) {
		const struct journal_entry *entry = &link->journal.items[i];

		code[i] = entry->id ? lists[1].numbers[of_said[said++]]
				    : lists[0].numbers[of_person[person_id_of(link, entry)]];
	}
	for (size_t l = 0; l < TL_LEN(lists); l++) {
		free((void *)lists[l].words);
		free(lists[l].numbers);
	}
	free(of_person);
	free(of_said);
	return code;
}

/* ---- entries --------------------------------------------------------------------------------- */

/* The words of a column are few and come again as the same pointers. */
struct recent {
	const char *word;
	uint32_t code;
};

static void set_word(
	struct rows *rows, size_t column, struct recent recent[TL_LEN(columns)], const char *word)
{
	if (word != recent[column].word)
		recent[column] = (struct recent){word, rows_code(rows, column, tl_str(word))};
	rows->codes[column][rows->count] = recent[column].code;
}

static void set_node(struct rows *rows, const struct node_name *names, const uint32_t *deliveries,
	size_t delivery, size_t key, uint32_t node)
{
	bool any = node != LINK_NOBODY;

	rows->codes[delivery][rows->count] = any ? deliveries[names[node].shard] : 0;
	rows->ints[key][rows->count] = any ? names[node].key_no : TL_NO_INT;
}

static uint32_t *codes_of_deliveries(struct rows *rows, size_t column, const struct link *link)
{
	uint32_t *codes = tl_alloc(link->shards.count, sizeof *codes);

	for (size_t s = 0; s < link->shards.count; s++)
		codes[s] = rows_code(rows, column, tl_str(link->shards.items[s].delivery));
	return codes;
}

static void gather_journal(
	struct tl_facts_writer *facts, const struct link *link, struct merged *words)
{
	struct node_name *names = name_nodes(link);
	uint32_t *ids = number_ids(link, words), *deliveries, *others;
	struct recent recent[TL_LEN(columns)] = {0};
	struct rows rows;

	rows_begin(&rows, facts, columns, TL_LEN(columns));
	deliveries = codes_of_deliveries(&rows, DELIVERY, link);
	others = codes_of_deliveries(&rows, OTHER_DELIVERY, link);
	if (words->count)
		tl_facts_given_words(facts, ID, words->words + 1, words->count);
	for (size_t i = 0; i < link->journal.count; i++) {
		const struct journal_entry *entry = &link->journal.items[i];

		rows.ints[ENTRY][rows.count] = (int64_t)i;
		set_word(&rows, UNIT, recent, entry->family ? "family" : "person");
		set_word(&rows, CHANGE, recent, entry->change);
		set_word(&rows, REASON, recent, entry->reason);
		rows.codes[ID][rows.count] = ids[i];
		set_word(&rows, OTHER_ID, recent, entry->other_id);
		set_node(&rows, names, deliveries, DELIVERY, KEY, entry->node);
		set_node(&rows, names, others, OTHER_DELIVERY, OTHER_KEY, entry->other);
		rows_end(&rows);
	}
	rows_finish(&rows);
	free(others);
	free(deliveries);
	free(ids);
	free(names);
}

const struct link_table link_journal_table = {"journal", columns, TL_LEN(columns), gather_journal};
