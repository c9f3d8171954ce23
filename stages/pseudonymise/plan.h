/*
 * What an extract becomes: the columns that travel, in order, and with what each is made.
 */
#ifndef PSEUDONYMISE_PLAN_H
#define PSEUDONYMISE_PLAN_H

#include "key.h"

#include <throughline/bloom.h>
#include <throughline/extract.h>
#include <throughline/variant.h>

#define PLAN_NOWHERE SIZE_MAX

/* How a column is made. */
enum made {
	MADE_COPY, /* as delivered, once it was held against the contract */
	MADE_MONTH, /* a date's month, or the January of its year */
	MADE_AREA, /* a postcode cut short */
	MADE_TOKEN, /* the keyed token of one field */
	MADE_SLK, /* ... of SLK-581 */
	MADE_MATCH, /* ... of parts together */
	MADE_FILTER, /* a Bloom filter of one field or of several */
	MADE_FRESH, /* an id that stands for the key where the file is split */
	MADE_FINGERPRINT,
	MADE_COUNT_OF
};

struct part {
	enum tl_identity of;
	enum tl_identity_part part;
	size_t field;
};

struct column {
	const char *name;
	enum made made;
	size_t field; /* of the contract, or PLAN_NOWHERE */
	const struct tl_pseudonym *pseudonym; /* what asked for it; NULL: a field */
	bool shared[2]; /* goes into file 0 (tokens, or all) and 1 (payload) */
	bool free; /* copied without codes: what has the form of a number that tells does not go */
	bool text; /* ... and a text: looked through for the person's own name too */
	/* made with: */
	size_t hmac; /* first of its HMACs in tools */
	struct part *parts;
	size_t part_count;
	unsigned bits; /* of a filter, before folding */
	bool has_variants; /* behind it stand the value's variants (variant.h) ... */
	size_t variant_hmac; /* ... with this one of tools' HMACs */
};

/* What a thread makes columns with: copies of its own. */
struct tools {
	struct tl_hmac *hmacs;
	struct tl_bloom *blooms;
	struct tl_hmac noise;
};

struct plan {
	struct tl_arena arena;
	const struct tl_contract *contract;
	const struct key *key;
	struct tl_rules rules;
	struct column *columns;
	size_t column_count;
	size_t field_of[TL_IDENTITY_COUNT_OF]; /* the first field with it, or PLAN_NOWHERE */
	bool split;
	char fingerprint[17];
	unsigned flip_in256;
	bool salted;
	struct part salt;
	struct tl_nicknames *nicknames; /* for variants, and for what texts call the person */
	size_t hmac_count, bloom_count; /* that tools hold */
	struct tools ready; /* made once; every worker has a copy */
};

bool plan_make(struct plan *plan, const struct tl_study *study, const struct tl_contract *contract,
	const struct key *key, bool split, struct tl_err *err);
/* A copy for a worker. */
void plan_tools(const struct plan *plan, struct tl_arena *arena, struct tools *tools);
void plan_free(struct plan *plan);

#endif
