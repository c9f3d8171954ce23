/*
 * Where the rows of one delivery go while it is read: kept rows to the facts of their kind (and to
 * `record`, where they say who a person is), the others to the ledger of rejected rows.
 */
#ifndef INGEST_SINK_H
#define INGEST_SINK_H

#include "finding.h"
#include "months.h"
#include "rowsum.h"
#include <throughline/extract.h>

#include <throughline/vec.h>
#include <throughline/words.h>

struct ingest_tally {
	int64_t read, kept;
	int64_t rejected[TL_FAULT_COUNT_OF];
	int64_t unknown_columns;
	int64_t swallowed; /* about so many rows more lie inside rows rejected as TL_FAULT_SWALLOWED
			    */
};
int64_t ingest_tally_rejected(const struct ingest_tally *tally);

/* Where a rejected row lies: what a partner needs to find it. */
struct ingest_example {
	int64_t record, line, last_line; /* record 0: there are no more examples */
	const char *header; /* of that column, once an account is made; else NULL */
	size_t column; /* of a wide table: the column, from 0, that the row was made of */
};
#define INGEST_EXAMPLES 5

struct ingest_sink {
	const struct tl_rules *rules;
	const struct tl_study *study;
	struct tl_facts_writer *main, *record,
		*reject; /* record: NULL where the kind has none; all: where rows are not stored */
	struct tl_words keys; /* the partner's own names for people, numbered as they are met */
	struct ingest_tally tally;
	/* [reason * places + place], places as in struct tl_rules. */
	int64_t *rejected_by_field;
	int64_t *found; /* [finding * places + place]: rows that are kept all the same */
	struct ingest_example (
		*examples)[INGEST_EXAMPLES]; /* the first of each, in the same places */
	struct ingest_rowsum rowsum; /* of the kept rows */
	struct ingest_row_hash row;
	/* Codes of localities that some kept row's unlisted one is spelt almost like, each once. */
	TL_VEC(const char *) near;
	size_t wide_column; /* that the row at hand is made of */
	struct ingest_months months; /* where rows are stored */
	struct tl_day first,
		last; /* of what the rows say, never later than the study's as-at day */
};

#define INGEST_WHOLE_ROW SIZE_MAX

int64_t ingest_row_last_line(const struct tl_csv_row *row); /* as row->line, of its end */

/* stored false: rows are counted and forgotten, and there is nothing to finish. */
void ingest_sink_start(struct ingest_sink *sink, const struct tl_rules *rules,
	const struct tl_study *study, bool stored);
void ingest_sink_keep(
	struct ingest_sink *sink, const struct tl_csv_row *row, const struct tl_value *values);
/* What a kept row says of first and last; start: of the last such column that has a day. */
void ingest_sink_see(struct ingest_sink *sink, struct tl_day start, struct tl_day end);
/* ... and of months. */
void ingest_sink_count_months(struct ingest_sink *sink, struct tl_day start, struct tl_day end);
/* field: its place (struct tl_rules), or INGEST_WHOLE_ROW. */
void ingest_sink_reject(
	struct ingest_sink *sink, const struct tl_csv_row *row, enum tl_fault reason, size_t field);
/* Counts a finding about the row that was last kept; place as above. */
void ingest_sink_find(struct ingest_sink *sink, enum ingest_finding finding, size_t place);
/* Numbers the keys for good and writes facts, keys, tokens and reject totals. */
bool ingest_sink_finish(struct ingest_sink *sink, struct tl_db *db, struct tl_err *err);
void ingest_sink_free(struct ingest_sink *sink); /* {0} is fine */

#endif
