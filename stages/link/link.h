/*
 * Who is the same person, who is the same family.
 *
 * A node is one key of one partner: what that partner calls a person. Nodes become clusters, once
 * for each threshold: tier 1 joins nodes that carry the same trusted token (tokens.c), tier 2 those
 * that the model finds alike enough (compared.c). Clusters are people; household keys make
 * families. People keep the names that the last release gave them (ids.c).
 *
 * Everything is ordered by content (partner, key, token, value), never by the order of rows, so the
 * outcome does not depend on it. Text borrowed from the shards lives in link.arena.
 */
#ifndef LINK_H
#define LINK_H

#include "lists.h"

#include <throughline/arena.h>
#include <throughline/date.h>
#include <throughline/err.h>
#include <throughline/study.h>
#include <throughline/vec.h>

/* How sure a join must be. The figures stand on `default`; the others say what they would be if
 * linking were stricter or looser. */
enum link_threshold { LINK_DEFAULT, LINK_STRICT, LINK_LOOSE, LINK_THRESHOLDS };
extern const char *const link_threshold_names[LINK_THRESHOLDS];

struct node {
	struct tl_str partner, key;
	struct tl_day birth; /* the most frequent over its records, first of the month */
	struct tl_str sex; /* "" unknown */
	uint32_t person[LINK_THRESHOLDS]; /* index into people */
	uint32_t first_use, use_count; /* in tokens_by_node */
	bool has_token; /* a trusted one */
	bool single; /* its partner has one key a person */
};

struct token_use { /* a token's value on a node, from one record */
	struct tl_str name, value;
	uint32_t node;
	bool trusted;
	uint32_t times; /* after link_prepare: records of the node that have it */
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

#define LINK_ID_SIZE 24
struct person {
	char id[LINK_ID_SIZE];
	enum link_threshold at; /* LINK_DEFAULT, else the threshold at which alone these keys are
				   one person */
	uint32_t first_node;
	uint32_t family; /* at as_at */
	struct tl_day birth, death;
	struct tl_str sex, locality; /* locality at as_at */
	struct spells localities, families;
	uint32_t family_number;
	uint32_t number; /* dense, as stored */
};

struct family {
	char id[LINK_ID_SIZE];
	enum link_threshold at; /* of a family of one whose person is not one at default */
	uint32_t of_one; /* the person; LINK_NOBODY: of household keys */
	struct tl_str locality; /* the first of its people's */
	uint32_t number;
};

#define LINK_NOBODY UINT32_MAX
struct journal_entry {
	const char *change, *reason;
	uint32_t node, other; /* keys; LINK_NOBODY: of a whole person or family */
	const char *id, *other_id; /* NULL: that of node's person */
	bool family; /* ids are families' */
};

struct link_tally {
	int64_t keys, people, families, keys_with_token, joined, contradictions, tokens_too_common,
		kept_apart, communal;
};

struct households;
struct link {
	struct tl_arena arena;
	const struct tl_study *study;
	struct link_lists lists;
	TL_VEC(struct shard_keys) shards;
	TL_VEC(struct node) nodes; /* by partner, key */
	TL_VEC(struct token_use) tokens; /* by name, value, node, each once, after link_prepare */
	struct token_use *tokens_by_node; /* where fields or exclusive tokens ask for them */
	TL_VEC(struct claim) births, deaths, sexes, places, households;
	TL_VEC(struct journal_entry) journal; /* at default */
	TL_VEC(struct person) people; /* those of default first */
	TL_VEC(struct family) families;
	struct person **people_in_order; /* by number, after link_number */
	struct family **families_in_order;
	TL_VEC(struct tl_str) places_named; /* words that locality spells point to */
	struct households *all_households; /* after link_families */
	struct compared *compared; /* NULL: tokens alone decide */
	struct tl_str fingerprint; /* of the key that tokens were made with; "" nobody says */
	const struct tl_delivery *fingerprinted; /* the first that says so */
	struct link_tally tally;
};

/* nodes.c: every key and record of the live deliveries, dead rows left out. EX_DATAERR where two
 * deliveries' tokens were made with different keys. */
struct tl_stagedir;
bool link_load(struct link *link, struct tl_stagedir *stage, struct tl_err *err);
/* prepare.c: what most records say of a node, tokens in order. After it, nodes stay as they are. */
void link_prepare(struct link *link);
/* The node of a partner's key; LINK_NOBODY where there is none. */
uint32_t link_node(const struct link *link, struct tl_str partner, struct tl_str key);

/* join.c: nodes joined under constraints, at one threshold. */
struct clusters {
	enum link_threshold at;
	uint32_t *parent; /* union-find: the lowest node of a cluster is its root */
	uint32_t *next; /* the members of a cluster in a ring */
	struct tl_day *birth; /* of a root */
	struct tl_str *sex;
};
enum link_evidence {
	LINK_BY_TOKEN, /* a trusted token's value */
	LINK_BY_MODEL, /* fields that agree */
	LINK_BY_ANSWER /* somebody looked */
};
enum link_verdict {
	LINK_JOINED,
	LINK_TOGETHER, /* they were before */
	LINK_APART, /* the first that refuses: never-link.csv or an answer */
	LINK_SINGLE, /* one partner's two keys, and it has one a person */
	LINK_CONTRADICTION, /* birth month and sex */
	LINK_OTHER_TOKEN, /* each has a value of a token of which a person has one */
	LINK_VERDICTS
};
extern const char
	*const link_verdict_reasons[LINK_VERDICTS]; /* as the journal says; NULL: joined */
void clusters_start(struct clusters *clusters, struct link *link, enum link_threshold at);
uint32_t clusters_root(const struct clusters *clusters, uint32_t node);
enum link_verdict clusters_join(struct clusters *clusters, const struct link *link, uint32_t a,
	uint32_t b, enum link_evidence evidence);
/* Joins, counts, and notes it in the journal where the threshold is default. */
void clusters_try(struct clusters *clusters, struct link *link, uint32_t a, uint32_t b,
	enum link_evidence evidence, const char *reason);

/* Each has a value of some trusted token that the other has not. */
bool nodes_differ(const struct link *link, uint32_t node, uint32_t other);
/* lists.c: pairs that reviewers found to be one person. */
void link_answers(struct link *link, struct clusters *clusters);
/* tokens.c: tier 1. */
void link_tokens(struct link *link, struct clusters *clusters);

/* compared.c: tier 2. */
struct compared;

/* people.c: clusters become people with attributes and locality spells; families.c: household keys
 * become families with spells; both numbered densely at the end. */
void link_people(struct link *link, const struct clusters clusters[LINK_THRESHOLDS]);
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
/* The claims of people that only this threshold has, or at default of all, their node replaced by
 * the person, sorted by person, space, from, value. To be freed. */
struct claim *claims_of_people(const struct link *link, const struct claim *claims, size_t count,
	enum link_threshold at, size_t *kept);
/* The end of the run of one person's claims that begins at `from`. */
size_t claims_run(const struct claim *claims, size_t count, size_t from);

/* store.c: link.db. */
bool link_write(const struct link *link, const char *path, size_t threads, struct tl_err *err);

void link_release(struct link *link);

#endif
