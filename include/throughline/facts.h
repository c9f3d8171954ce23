/*
 * Facts: the rows that partners sent, as typed columns in chunks of 64 Ki rows inside a store.
 *
 * Every kind (record, event, episode, measurement, count, population) and the rejected rows are
 * tables of facts. A table has named columns of four types; every column may hold "nothing".
 *   INT   int64                  nothing = TL_NO_INT
 *   DAY   int32 days             nothing = TL_NO_DAY.n (tl_facts_int takes TL_NO_INT as well)
 *   REAL  double                 nothing = NaN
 *   TEXT  dictionary code        nothing = 0; tl_fact_text() gives the word
 * Codes are in byte order of the words within a column, so that equal rows give equal chunks in
 * whatever order words were met.
 *
 * On disk (schema/facts.sql): fact_table, fact_column, fact_word (dictionary), fact_chunk (a blob
 * per column and 64 Ki rows; integers as offset from the chunk's minimum in 0, 1, 2, 4 or 8 bytes).
 * A store with these tables can be read as rows through the virtual table `facts`
 * (facts_extension.c: built into `throughline sql`, and as lib/tl_facts.so for `.load` in the stock
 * shell).
 */
#ifndef THROUGHLINE_FACTS_H
#define THROUGHLINE_FACTS_H

#include <throughline/arena.h>
#include <throughline/db.h>

#define TL_NO_INT INT64_MIN
#define TL_CHUNK_ROWS 65536

enum tl_fact_type { TL_FACT_INT, TL_FACT_DAY, TL_FACT_REAL, TL_FACT_TEXT };

struct tl_fact_column {
	const char *name;
	enum tl_fact_type type;
};

/* Writing: rows are gathered in the order given, packed chunk by chunk, and written by
 * tl_facts_finish. */
struct tl_facts_writer;
struct tl_facts_writer *tl_facts_writer_new(
	const char *table, const struct tl_fact_column *columns, size_t count);
void tl_facts_int(struct tl_facts_writer *writer, size_t column, int64_t value); /* INT and DAY */
void tl_facts_real(struct tl_facts_writer *writer, size_t column, double value);
void tl_facts_text(struct tl_facts_writer *writer, size_t column, struct tl_str value);
void tl_facts_end_row(struct tl_facts_writer *writer); /* columns not set hold nothing */
/* Many rows at once: a column's values for the next rows (int64 for INT and DAY, double for REAL,
 * codes for TEXT), column by column, then the rows are ended together; columns not appended hold
 * nothing. At most tl_facts_room() rows, which is never 0. */
void tl_facts_append(
	struct tl_facts_writer *writer, size_t column, const void *values, size_t count);
void tl_facts_end_rows(struct tl_facts_writer *writer, size_t count);
size_t tl_facts_room(const struct tl_facts_writer *writer);
/* The code of a word (not empty) in a TEXT column, for tl_facts_append; hash: tl_hash64 with seed
 * 0. A word whose code no row gets is not written. */
uint32_t tl_facts_word(
	struct tl_facts_writer *writer, size_t column, struct tl_str word, uint64_t hash);
/* The codes of many: codes[i] of words[i]. */
void tl_facts_words(struct tl_facts_writer *writer, size_t column, const struct tl_str *words,
	const uint64_t *hashes, size_t count, uint32_t *codes);
/* All words of a TEXT column at once where they are known: in byte order, each once, none empty,
 * and each is in some row. Their codes for tl_facts_append are 1, 2, ... They stay the caller's and
 * must stand until tl_facts_finish. */
void tl_facts_given_words(
	struct tl_facts_writer *writer, size_t column, const struct tl_str *words, size_t count);
/* Full chunks wait in a file without a name in this folder instead of in memory, once there are
 * many. */
void tl_facts_spool(struct tl_facts_writer *writer, const char *dir);
/* Replaces every number n of an INT column, 0 <= n < count, by numbers[n]: for what can be numbered
 * for good only when all rows are known. Nothing stays nothing. */
void tl_facts_renumber(
	struct tl_facts_writer *writer, size_t column, const int64_t *numbers, size_t count);
int64_t tl_facts_writer_rows(const struct tl_facts_writer *writer);
/* What finishing takes that needs no store: words in order, the digest. So several tables can be
 * settled at a time, each by its own task, before one is finished. No row can come any more. */
void tl_facts_settle(struct tl_facts_writer *writer);
/* Adds the facts tables to the store where they are not there yet, and the table with its digest.
 * The writer can only be freed afterwards. */
bool tl_facts_finish(struct tl_facts_writer *writer, struct tl_db *db, struct tl_err *err);
void tl_facts_writer_free(struct tl_facts_writer *writer);

/* Reading: a table's columns by name, whole, decoded into arrays that live in the arena. */
struct tl_fact_array {
	const char *name;
	enum tl_fact_type type;
	const int64_t *ints; /* INT */
	const int32_t *days; /* DAY */
	const double *reals; /* REAL */
	const uint32_t *codes; /* TEXT */
	const struct tl_str *words; /* TEXT: words[code]; words[0] is empty */
	size_t word_count; /* includes word 0 */
};

struct tl_fact_table {
	const char *name;
	size_t rows;
	struct tl_fact_array *columns; /* in the order written */
	size_t column_count;
};

/* False with EX_DATAERR when the store is damaged. A table that is not there has *found = false. */
bool tl_facts_read(struct tl_db *db, const char *table, struct tl_arena *arena,
	struct tl_fact_table *out, bool *found, struct tl_err *err);
/* Some rows of one INT column: `count` of them from row `first` (the first is 0). False with
 * EX_DATAERR where there are no such table, column and rows, or the store is damaged. */
bool tl_facts_ints(struct tl_db *db, const char *table, const char *column, size_t first,
	size_t count, int64_t *values, struct tl_err *err);
/* The same, only of the columns named; those it does not have are left out. */
bool tl_facts_read_columns(struct tl_db *db, const char *table, const char *const *names,
	size_t count, struct tl_arena *arena, struct tl_fact_table *out, bool *found,
	struct tl_err *err);
/* NULL when there is no such column. */
const struct tl_fact_array *tl_fact_column_of(const struct tl_fact_table *table, const char *name);
struct tl_str tl_fact_text(const struct tl_fact_array *array, size_t row);

/* Registers the virtual table module `facts` on a connection. After
 *   CREATE VIRTUAL TABLE temp.event USING facts('path/of/facts.db', 'event')
 * SELECT shows its rows: columns by name; days as ISO text. Opens its files itself, read-only. An
 * equality asked of the row number or an INT column is looked up, so that joins by number are fast.
 */
bool tl_facts_register(struct tl_db *db, struct tl_err *err);
/* Has the store that is being written show the table under its name, wherever it is opened or
 * attached by whoever has registered the module. After tl_facts_finish. */
bool tl_facts_show(struct tl_db *db, const char *table, struct tl_err *err);

#endif
