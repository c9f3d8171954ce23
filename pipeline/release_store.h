/* The confidential part of a release: what the next month needs to know of this one. */
#ifndef RELEASE_STORE_H
#define RELEASE_STORE_H

#include <throughline/db.h>
#include <throughline/study.h>

/* Writes schema/release.sql's tables at path from the study's link, settle and measure stores and
 * from the last release (0: there is none). */
bool release_store_write(
	const struct tl_study *study, int last, const char *path, struct tl_err *err);

/* Copies the rows of a query, column by column as they are typed. */
bool release_copy_rows(struct tl_db *from, const char *select, struct tl_db *to,
	const char *insert_sql, struct tl_err *err);

#endif
