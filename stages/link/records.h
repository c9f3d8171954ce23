/*
 * The records to be linked: columns of value numbers, in an order that depends on their content
 * alone (source, id, then every field), so that whatever is made of them does not depend on the
 * order in which they came.
 *
 *   records_begin(&records, fields, count);
 *   records_add(&records, &(struct record_text){...});   ... or records_add_rows, for plain rows
 *   records_finish(&records, threads);
 *   ... linkage_run(...), records->input[r] says which added record r is ...
 *   records_free(&records);
 *
 * Ids are text and need not be distinct; what a caller makes of one twice is its own affair.
 */
#ifndef LINK_RECORDS_H
#define LINK_RECORDS_H

#include <throughline/csv.h>
#include <throughline/vec.h>

#include "values.h"

/* Columns that are no fields: who delivered a record, and the true person where it is known. */
enum { RECORDS_SOURCE = FIELDS_MAX, RECORDS_TRUTH, RECORDS_COLUMNS };

/* One record as text; NULL data is a blank. */
struct record_text {
	struct tl_str source, id, truth;
	const struct tl_str *fields; /* as many as there are fields */
};

/* Where the columns lie in rows; SIZE_MAX: there is none. */
struct records_map {
	size_t id, source, truth, fields[FIELDS_MAX];
	struct tl_str source_name; /* where source is SIZE_MAX */
};

struct records {
	struct field fields[FIELDS_MAX];
	size_t field_count;
	size_t count;

	/* After records_finish: */
	struct values *values[FIELDS_MAX]; /* names share one */
	uint32_t *frequency[FIELDS_MAX]; /* how many records have each value */
	uint32_t known[FIELDS_MAX]; /* records with a value */
	uint32_t unread[FIELDS_MAX]; /* records whose text is no value of the field's kind */
	size_t repeated_ids; /* records whose id another record of their source has */
	uint32_t *input; /* the number, from 0, in which record r was added */
	struct tl_str *sources; /* names, in order of bytes */
	uint32_t source_count;
	uint32_t *source; /* of record r, an index into sources */
	uint32_t *truth; /* of record r, 0: not known; NULL: nobody told */

	/* After records_lay_out: record r has words[r * stride + field], and behind the fields room
	 * for the blocking keys. */
	uint32_t *words;
	size_t stride;

	/* As they came. */
	struct dictionary raw[RECORDS_COLUMNS];
	struct records_column {
		uint32_t *items;
		size_t count, capacity;
	} columns[RECORDS_COLUMNS];
	char *ids; /* one after another, each with its length in ends */
	size_t ids_room;
	TL_VEC(uint64_t) id_ends;
	uint32_t *of_raw[RECORDS_COLUMNS];
	struct values sets[FIELDS_MAX];
	bool has_truth;
};

void records_begin(struct records *records, const struct field *fields, size_t count);
void records_add(struct records *records, const struct record_text *record);
/* All of these rows, a column a task. */
void records_add_rows(struct records *records, const struct tl_csv_rows *rows,
	const struct records_map *map, size_t threads);
void records_finish(struct records *records, size_t threads);
/* Writes the table of value numbers with room for `keys` more words a record, 64 bytes at least. */
void records_lay_out(struct records *records, size_t keys, size_t threads);
struct tl_str records_id(const struct records *records, size_t record); /* after finish */
/* A line for each field some of whose values are none of its kind; after finish. */
void records_unread_words(const struct records *records, int width, struct tl_buf *out);
void records_free(struct records *records);

static inline uint32_t *records_row(const struct records *records, size_t record)
{
	return records->words + record * records->stride;
}

#endif
