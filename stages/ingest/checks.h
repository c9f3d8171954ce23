/*
 * What a contract says of a row's columns together, and of rows together within one file: order of
 * dates, rules between columns, keys, equal rows. Fields were read one by one before (value.h).
 */
#ifndef INGEST_CHECKS_H
#define INGEST_CHECKS_H

#include "marks.h"
#include "sink.h"

struct ingest_test;

/* The tests of one row rule of the contract. */
struct ingest_row_rule {
	struct ingest_test *when, *require;
	size_t when_count, require_count;
	enum tl_choice broken;
};

/* Something that no two rows of the file may share. */
struct ingest_once {
	const size_t *fields; /* rules' numbers, in the order of the key */
	size_t field_count;
	enum tl_fault reason;
	size_t place; /* a rejected row is counted here */
	bool blanks_differ; /* with a blank in it, it is equal to nothing */
	struct ingest_marks seen;
	struct ingest_mark mark; /* of the row at hand */
	bool marked;
};

struct ingest_checks {
	const struct tl_rules *rules;
	struct ingest_row_rule *row_rules;
	struct ingest_once *once;
	size_t once_count;
	size_t start, end, date, birth, death; /* fields by role; TL_NOWHERE */
	bool has_findings; /* something may be found about rows that are kept */
	struct tl_buf bytes;
};

/* Everything but what checks_free gives back lives in the arena. */
void ingest_checks_make(
	struct ingest_checks *checks, const struct tl_rules *rules, struct tl_arena *arena);
/* The first reason against the row, with its place in *place; a row without one is remembered, for
 * those after it are held against it. */
enum tl_fault ingest_checks_row(
	struct ingest_checks *checks, const struct tl_value *values, size_t *place);
/* Counts what is worth a word about a row that was kept. */
void ingest_checks_find(const struct ingest_checks *checks, const struct tl_value *values,
	struct ingest_sink *sink);
void ingest_checks_free(struct ingest_checks *checks); /* {0} is fine */

#endif
