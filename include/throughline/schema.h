/*
 * The stores as SQL: schema/<x>.sql compiled in, one text per store. The Makefile makes them.
 *
 * Each sets `PRAGMA user_version` (and `PRAGMA page_size` first, where it wants another than 4096);
 * tl_db_create runs the text, tl_db_open checks the version. facts.sql sets neither: its tables lie
 * in other stores, where tl_facts_finish adds them.
 */
#ifndef THROUGHLINE_SCHEMA_H
#define THROUGHLINE_SCHEMA_H

extern const char tl_schema_facts[];
extern const char tl_schema_shard[];
extern const char tl_schema_settle[];
extern const char tl_schema_link[];
extern const char tl_schema_measure[];
extern const char tl_schema_working[];
extern const char tl_schema_verdict[];
extern const char tl_schema_publication[];
extern const char tl_schema_release[];

#endif
