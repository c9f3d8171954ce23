/*
 * Which rows may be in more than one file, from 64 bits of each: for one file after another, in
 * little memory, since nearly always there are none.
 */
#ifndef INGEST_SETTLE_TWICE_H
#define INGEST_SETTLE_TWICE_H

#include <throughline/vec.h>

typedef TL_VEC(uint64_t) settle_hashes;

/* files: of each the hashes of its rows. Adds to `shared`, in rising order and each once, those
 * that two files or more have. */
void settle_twice_find(const settle_hashes *files, size_t count, settle_hashes *shared);
bool settle_twice_has(const settle_hashes *shared, uint64_t hash);

#endif
