/*
 * Who is the same person, who is the same family.
 *
 * A node is one key of one partner: what that partner calls a person. Tier 1 joins nodes that carry
 * the same trusted token; the clusters are people. Household keys make families. Later tiers
 * (probabilistic matching) join clusters further, between tier 1 and people_make: a file each,
 * through link_join.
 *
 * Everything is ordered by content (partner, key, token, value), never by the order of rows, so the
 * outcome does not depend on it. Text borrowed from the shards lives in link.arena.
 */
#ifndef LINK_H
#define LINK_H

#include <throughline/arena.h>
#include <throughline/date.h>
#include <throughline/err.h>
#include <throughline/study.h>
#include <throughline/vec.h>

struct node {
	struct tl_str partner, key;
	uint32_t parent; /* union-find: the lowest node of a cluster is its root */
	struct tl_day birth; /* the most frequent over its records, first of the month */
	struct tl_str sex; /* "" unknown */
	uint32_t person; /* index into people, for every node */
	bool has_token;
};

struct token_use { /* a token's value on a node, from one record */
	struct tl_str name, value;
	uint32_t node;
};

/* Something said of a node for a time: its locality, its household, or (undated) its sex ... */
struct claim {
	uint32_t node;
	struct tl_day from, to; /* TL_NO_DAY: since ever, open */
	struct tl_str space; /* of a household key: the partner, or "" for the programme's */
	struct tl_str value;
};

struct shard_keys { /* which node each key_no of a delivery is */
	const char *delivery;
	uint32_t *node_of;
	size_t count;
};

struct spell {
	struct tl_day from, to;
	uint32_t value; /* index into localities' words or families */
};

struct spells {
	struct spell *items;
	size_t count;
};

struct person {
	char id[17];
	uint32_t first_node;
	uint32_t family; /* at as_at */
	const char *family_id; /* set by link_number */
	struct tl_day birth, death;
	struct tl_str sex, locality; /* locality at as_at */
	struct spells localities, families;
	uint32_t number; /* dense, as stored */
};

struct family {
	char id[17];
	struct tl_str locality; /* the first of its people's */
	uint32_t number;
};

struct journal_entry {
	uint32_t node;
	const char *change, *reason;
};

struct link_tally {
	int64_t keys, people, families, keys_with_token, joined, contradictions, tokens_too_common;
};

struct link {
	struct tl_arena arena;
	const struct tl_study *study;
	TL_VEC(struct shard_keys) shards;
	TL_VEC(struct node) nodes; /* by partner, key */
	TL_VEC(struct token_use) tokens; /* trusted ones */
	TL_VEC(struct claim) births, deaths, sexes, places, households;
	TL_VEC(struct journal_entry) journal;
	TL_VEC(struct person) people;
	TL_VEC(struct family) families;
	TL_VEC(struct tl_str) places_named; /* words that locality spells point to */
	struct link_tally tally;
};

/* nodes.c: every key and record of the live deliveries, dead rows left out. */
struct tl_stagedir;
bool link_load(struct link *link, struct tl_stagedir *stage, struct tl_err *err);

/* tokens.c: tier 1. */
uint32_t link_root(struct link *link, uint32_t node);
/* Joins two clusters unless birth month and sex both differ; false if refused. */
bool link_join(struct link *link, uint32_t a, uint32_t b);
void link_tokens(struct link *link);

/* people.c: clusters become people with attributes and locality spells; families.c: household keys
 * become families with spells; both numbered densely at the end. */
void link_people(struct link *link);
void link_families(struct link *link);
void link_number(struct link *link);

/* claims.c: what is said most often (ties: the first in byte order, the earliest day). Claims are
 * sorted by node's person, then space, from, value. */
struct tl_str claims_most(const struct claim *claims, size_t count);
/* Non-overlapping spells from claims sorted by from: among those that begin on one day the most
 * frequent value; a later one ends the one before. Out: claims with from, to, value; returns their
 * count. */
size_t claims_resolve(const struct claim *claims, size_t count, struct claim *out);
bool claim_holds(const struct claim *claim, struct tl_day day);

/* store.c: link.db. */
bool link_write(const struct link *link, const char *path, struct tl_err *err);

void link_release(struct link *link);

#endif
