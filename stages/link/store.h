/* What store*.c share. */
#ifndef LINK_STORE_H
#define LINK_STORE_H

#include "compared.h"
#include "exact.h"

#include <throughline/db.h>
#include <throughline/facts.h>

/*
 * The tables of facts: what has a row a key, a person or a family. Each is gathered by a task of
 * its own, as it needs none of the others; then they are written one after the other.
 */
struct link_table {
	const char *name;
	const struct tl_fact_column *columns;
	size_t column_count;
	/* words: to be given to the writer, which borrows them until the table is written */
	void (*gather)(
		struct tl_facts_writer *facts, const struct link *link, struct merged *words);
};
/* store_people.c: people, families, and where they were when. */
extern const struct link_table link_people_tables[4];
extern const struct link_table link_journal_table; /* store_journal.c */

bool link_write_model(const struct link *link, struct tl_db *db, struct tl_err *err);

#endif
