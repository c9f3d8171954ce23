/*
 * A contract's fields as rules that a value can be held against at once: everything that depends on
 * the contract and the study alone is worked out here, once per delivery.
 */
#ifndef INGEST_RULE_H
#define INGEST_RULE_H

#include "reason.h"

#include <throughline/facts.h>
#include <throughline/pattern.h>
#include <throughline/study.h>

#define INGEST_NOWHERE SIZE_MAX

struct ingest_rule {
	const struct tl_field *field;
	const struct tl_study *study;
	enum tl_fact_type type; /* of the facts column it becomes */
	bool required; /* a row without it is refused; so is a file without the column */
	bool not_in_future; /* a day after the study's as_at is refused */
	bool kept; /* false: role ignore */
	char *const *nulls; /* texts that mean nothing was recorded; a blank always does */
	size_t null_count;
	const char *const *formats; /* dates: tried in this order */
	size_t format_count;
	struct tl_num_style style;
	bool holds_text; /* lengths or a pattern are given */
	struct tl_pattern *pattern; /* NULL: none */
	const struct tl_day *sentinels; /* days that stand for none */
	size_t sentinel_count;
	const struct tl_symbol *symbols; /* what stands for a number that is not there, and why */
	size_t symbol_count;
	double minimum, maximum; /* NaN: none */
	struct tl_day minimum_day, maximum_day; /* TL_NO_DAY: none */
	/* Its facts column in the kind's table and in `record`, or INGEST_NOWHERE. */
	size_t main_at, record_at;
	size_t why_at; /* of the reasons in place of its numbers: "why:<name>" */
};

struct ingest_rules {
	const struct tl_contract *contract;
	struct ingest_rule *items;
	size_t count;
	bool has_keys; /* rows belong to a person */
	/* Kinds other than persons whose fields say who a person is: a `record` row beside each. */
	bool has_record;
	/* All columns of the two tables, the fixed ones in front. */
	struct tl_fact_column *main, *record;
	size_t main_count, record_count;
	/* What a rejected row or a finding is counted under: the fields, then the contract's row
	 * rules, last the row as a whole. */
	size_t places;
};

/* The fixed columns of every table. */
enum { INGEST_RECORD_NO, INGEST_LINE, INGEST_KEY_NO };
/* Keys come numbered in every column of this role. */
#define INGEST_IS_KEY(role) ((role) == TL_ROLE_KEY || (role) == TL_ROLE_OTHER)

/* Everything lives in the arena. EX_CONFIG where two fields want the same column. */
bool ingest_rules_make(const struct tl_study *study, const struct tl_contract *contract,
	struct tl_arena *arena, struct ingest_rules *rules, struct tl_err *err);
/* The facts column that a field becomes, in its kind's table or in `record`; NULL where none. */
const char *ingest_column_name(const struct tl_field *field, struct tl_arena *arena);
/* Patterns are not in the arena. {0} is fine. */
void ingest_rules_free(struct ingest_rules *rules);
/* The field's or row rule's name; "" for the row as a whole. */
const char *ingest_place_name(const struct ingest_rules *rules, size_t place);

#endif
