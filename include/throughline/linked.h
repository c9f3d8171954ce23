/*
 * Whom the keys of deliveries are: the facts `person_of_key` of link.db (schema/link.sql).
 *
 * A key is its number in its delivery's shard, so whom it is is looked up in an array. Keys are
 * written and read delivery by delivery, at three thresholds: the figures stand on "default";
 * "strict" and "loose" are for sensitivity.
 */
#ifndef THROUGHLINE_LINKED_H
#define THROUGHLINE_LINKED_H

#include <throughline/arena.h>
#include <throughline/db.h>

struct tl_linked_writer;
/* dir: where what is gathered may wait; NULL: in memory. */
struct tl_linked_writer *tl_linked_writer_new(const char *dir);
/* Numbers of people by key_no at each threshold; strict and loose NULL: as at default. Each
 * delivery once. */
void tl_linked_add(struct tl_linked_writer *writer, const char *delivery, const int32_t *people,
	const int32_t *strict, const int32_t *loose, size_t keys);
void tl_linked_settle(struct tl_linked_writer *writer); /* as tl_facts_settle */
/* Into tables delivery and person_of_key. The writer can only be freed afterwards. */
bool tl_linked_finish(struct tl_linked_writer *writer, struct tl_db *link, struct tl_err *err);
void tl_linked_writer_free(struct tl_linked_writer *writer);

struct tl_linked {
	const int32_t *people; /* person_no by key_no; in the arena */
	size_t keys; /* 0 where the delivery names nobody */
	bool differs; /* some key is another person than at default */
};

/* threshold: "default", "strict" or "loose". EX_DATAERR where the store is damaged or names a
 * person that it has not. */
bool tl_linked_read(struct tl_db *link, const char *delivery, const char *threshold,
	struct tl_arena *arena, struct tl_linked *linked, struct tl_err *err);

#endif
