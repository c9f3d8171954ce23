/*
 * Deliveries while they are loaded: each is read by its own task (load.c), what they say in words
 * is merged (load_words.c, nodes.c), and then each says it in numbers (load_said.c).
 */
#ifndef LINK_LOAD_H
#define LINK_LOAD_H

#include "link.h"

#include <throughline/facts.h>
#include <throughline/keys.h>

#define LOAD_TOKEN "token:" /* what columns of tokens and household keys are called by */
#define LOAD_HOUSEHOLD "household:"

/* A delivery while it is loaded. */
struct loaded {
	const struct tl_delivery *delivery;
	struct tl_arena arena;
	struct shard_keys *shard; /* its place among the shards */
	struct tl_arena key_arena; /* until keys are nodes */
	struct tl_keys keys;
	bool found; /* the table */
	struct tl_fact_table records;
	bool *trusted; /* by column */
	uint32_t **numbers; /* by column: of its words, in the merged list; NULL: nobody asks */
	uint16_t *token_name; /* by column */
	uint32_t *space; /* likewise */
	int64_t *dead; /* record numbers, ascending */
	size_t dead_count;

	/* What it says, to be put behind what the others say. */
	TL_VEC(struct token_use) tokens;
	claim_list births, deaths, sexes, places, households;
};

struct loading {
	struct link *link;
	struct loaded *loaded;
	size_t count;
};

/* nodes.c: the keys of a partner's deliveries, each once, are nodes; the lists of keys go. */
void load_keys(const struct loading *loading, size_t threads);
/* load_words.c: fills numbers, token_name and space of every delivery. */
void load_words(const struct loading *loading, size_t threads);
/* load_said.c: after both, what records say, with link. */
bool load_said(struct loading *loading, size_t threads, struct tl_err *err);

#endif
