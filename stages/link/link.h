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
#include "merge.h"

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
	uint32_t sex; /* a word of link.sexes_named; 0: unknown */
	uint32_t person[LINK_THRESHOLDS]; /* index into people */
	uint32_t first_use, use_count; /* in tokens_by_node */
	bool has_token; /* a trusted one */
	bool single; /* its partner has one key a person */
};

struct token_use { /* a token's value on a node, from one record */
	uint32_t token; /* in order of name and value */
	uint32_t node;
	uint32_t times; /* after link_prepare: records of the node that have it */
	uint16_t name; /* index into token_names */
	bool trusted;
};

struct token_name {
	struct tl_str name;
	struct merged values;
	uint32_t first; /* value n is token first + n */
	const char *reason; /* of a join by it, for the journal */
};

/* Something said of a node for a time: its locality, its household, or (undated) its sex ... Values
 * are numbers in the order of what they stand for: words of the list they are from, days. */
struct claim {
	uint32_t node;
	struct tl_day from, to; /* TL_NO_DAY: since ever, open */
	uint32_t space; /* of a household key: index into spaces */
	uint32_t value;
};

/* All claims of a kind: in any order, after link_prepare those of node n from first[n] to
 * first[n + 1], in order of space, from, value. */
struct claims {
	TL_VEC(struct claim) list;
	uint32_t *first;
};

/* Whose household keys they are: the partner's, or "", the programme's. */
struct household_space {
	struct tl_str name;
	struct merged keys;
	uint32_t first; /* key n is the value first + n */
};

struct shard_keys { /* which node each key_no of a delivery is */
	const char *delivery;
	uint32_t *node_of;
	size_t count;
};

struct spell {
	struct tl_day from, to;
	uint32_t value; /* a word of places_named, or index into families */
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
	uint32_t first_member, member_count; /* in link.members */
	uint32_t family; /* at as_at */
	struct tl_day birth, death;
	uint32_t sex, locality; /* words of sexes_named, places_named; locality at as_at */
	struct spells localities, families;
	uint32_t id_number; /* in link.person_ids */
	uint32_t family_number;
	uint32_t number; /* dense, as stored */
};

struct family {
	char id[LINK_ID_SIZE];
	enum link_threshold at; /* of a family of one whose person is not one at default */
	uint32_t of_one; /* the person; LINK_NOBODY: of household keys */
	uint32_t locality; /* the first of its people's */
	uint32_t id_number; /* in link.family_ids */
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
	TL_VEC(struct token_use) tokens; /* by token, node, each once, after link_prepare */
	struct token_use *tokens_by_node; /* where fields or exclusive tokens ask for them */
	TL_VEC(struct token_name) token_names; /* in byte order */
	struct claims births, deaths, sexes, places, households;
	TL_VEC(struct household_space) spaces; /* in byte order */
	struct merged sexes_named, places_named;
	TL_VEC(struct merged) keys; /* that nodes are named by */
	TL_VEC(struct journal_entry) journal; /* at default */
	TL_VEC(struct person) people; /* those of default first */
	TL_VEC(uint32_t) members; /* nodes, person by person, ascending */
	TL_VEC(struct tl_arena) spells; /* where people's localities lie */
	TL_VEC(struct family) families;
	struct person **people_in_order; /* by number, after link_number */
	struct family **families_in_order;
	struct merged person_ids, family_ids; /* likewise; their words are where the ids are */
	struct households *all_households; /* after link_families */
	struct compared *compared; /* NULL: tokens alone decide */
	struct tl_str fingerprint; /* of the key that tokens were made with; "" nobody says */
	const struct tl_delivery *fingerprinted; /* the first that says so */
	struct link_tally tally;
};

/* load.c: every key and record of the live deliveries, dead rows left out. EX_DATAERR where two
 * deliveries' tokens were made with different keys. */
struct tl_stagedir;
bool link_load(struct link *link, struct tl_stagedir *stage, size_t threads, struct tl_err *err);
/* prepare.c: claims and tokens in order, what most records say of a node. After it, nodes stay as
 * they are. */
void link_prepare(struct link *link, size_t threads);
/* The node of a partner's key; LINK_NOBODY where there is none. */
uint32_t link_node(const struct link *link, struct tl_str partner, struct tl_str key);
/* tokens.c: a token's name and value as text; the name's index, token_names.count where no extract
 * has it. */
struct tl_str link_token_name(const struct link *link, const struct token_use *use);
struct tl_str link_token_value(const struct link *link, const struct token_use *use);
size_t link_token_find(const struct link *link, struct tl_str name);
/* All uses of a name's value; of all its values where the value is 0. */
const struct token_use *link_token_uses(
	const struct link *link, size_t name, uint32_t value, size_t *count);

/* join.c: nodes joined under constraints, at one threshold. */
struct cluster_node {
	uint32_t parent; /* union-find: the lowest node of a cluster is its root */
	uint32_t next; /* the members of a cluster in a ring */
	struct tl_day birth; /* of a root */
	uint32_t sex;
	uint32_t single; /* the number of the partner that has one key a person; 0: it has not */
};
struct clusters {
	enum link_threshold at;
	struct cluster_node *nodes;
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
void clusters_start(struct clusters *clusters, const struct link *link, enum link_threshold at);
void clusters_free(struct clusters *clusters);
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
void link_people(
	struct link *link, const struct clusters clusters[LINK_THRESHOLDS], size_t threads);
void link_families(struct link *link);
void link_number(struct link *link);

/* claims.c: by node, from whatever order. */
void claims_order(struct claims *claims, size_t nodes);
void claims_free(struct claims *claims);
/* What is said most often (ties: the lowest value, the earliest day) by claims in order of value.
 */
uint32_t claims_most(const struct claim *claims, size_t count);
/* Non-overlapping spells from claims sorted by from: among those that begin on one day the most
 * frequent value; a later one ends the one before. Out: claims with from, to, value; returns their
 * count. */
size_t claims_resolve(const struct claim *claims, size_t count, struct claim *out);
bool claim_holds(const struct claim *claim, struct tl_day day);
/* The claims of a person's keys in order of space, from, value. They live in the list until it is
 * asked of somebody else; it is the caller's, to be freed. */
typedef TL_VEC(struct claim) claim_list;
size_t claims_of_person(const struct link *link, const struct claims *claims,
	const struct person *person, claim_list *list);
void claims_room(claim_list *list, size_t count); /* for as many; what is in it may change */
/* A day as a value, and back. */
uint32_t claim_of_day(struct tl_day day);
struct tl_day claim_day(uint32_t value);

/* store.c: link.db. */
bool link_write(const struct link *link, const char *path, size_t threads, struct tl_err *err);

void link_release(struct link *link);

#endif
