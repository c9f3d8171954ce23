/*
 * What a study has released: releases/ledger.jsonl, a line a release, the only memory there is.
 *
 *   {"release":N,"as_at":...,"publication":SHA-256,"confidential":SHA-256,"protocol":SHA-256,
 *    "version":...,"previous":SHA-256}
 *   {"rebuilt":N,"confidential":SHA-256,"version":...,"previous":SHA-256}
 *
 * "previous" is the digest of the line before. A release's confidential part may be built again
 * without a person who asked to be left out; a "rebuilt" line says so and names its new digest.
 * "protocol" is "" where none was written down; lines from before it was kept have no such member.
 */
#ifndef THROUGHLINE_RELEASED_H
#define THROUGHLINE_RELEASED_H

#include <throughline/err.h>
#include <throughline/str.h>

#define TL_LEDGER "releases/ledger.jsonl"
#define TL_LEDGER_BYTES_MAX ((size_t)16 * 1024 * 1024)

/* The number of a line that is a release's; 0 for another. */
int tl_released_number(struct tl_str line);
/* A line's member that is a text without quotes in it, such as a digest; false: it has none. */
bool tl_released_member(struct tl_str line, const char *name, struct tl_str *value);
/* The ledger's lines; none where there is no ledger. */
bool tl_released_ledger(const char *study, struct tl_buf *ledger, struct tl_err *err);
/* The last release there is; 0 where there is none, or no ledger. A folder without a line in the
 * ledger is a release that was cut off and does not count. */
bool tl_released_last(const char *study, int *number, struct tl_err *err);

#endif
