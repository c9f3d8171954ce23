/*
 * A set of rows seen before, or of parts of rows, each by 128 bits of hash: among 10^9 that differ
 * two agree with a chance below 10^-20.
 */
#ifndef INGEST_MARKS_H
#define INGEST_MARKS_H

#include <throughline/str.h>

struct ingest_mark {
	uint64_t hash[2];
};

struct ingest_marks {
	struct ingest_mark *slots; /* both 0: free */
	size_t slot_count, count;
};

struct ingest_mark ingest_mark_of(struct tl_str bytes);
bool ingest_marks_has(const struct ingest_marks *marks, struct ingest_mark mark);
void ingest_marks_add(struct ingest_marks *marks, struct ingest_mark mark);
void ingest_marks_free(struct ingest_marks *marks);

#endif
