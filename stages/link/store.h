/* What store*.c share. */
#ifndef LINK_STORE_H
#define LINK_STORE_H

#include "compared.h"
#include "exact.h"

#include <throughline/db.h>
#include <throughline/facts.h>

/* A table of facts that may wait in the study's folder; finished, shown by the store, and freed. */
struct tl_facts_writer *link_facts(const struct link *link, const char *table,
	const struct tl_fact_column *columns, size_t count);
bool link_facts_finish(
	struct tl_facts_writer *facts, const char *table, struct tl_db *db, struct tl_err *err);

/* person, family and their spells. */
bool link_write_people(const struct link *link, struct tl_db *db, struct tl_err *err);
bool link_write_model(const struct link *link, struct tl_db *db, struct tl_err *err);

#endif
