/*
 * The one thread primitive: run fn(i) for every i in 0..count-1 on at most `threads` threads.
 *
 * A task owns its own output slot, arena and err; tasks share nothing they write. Results are
 * merged by the caller in index order, so the outcome does not depend on the number of threads. If
 * tasks fail, the failure with the lowest index is the one reported.
 */
#ifndef THROUGHLINE_POOL_H
#define THROUGHLINE_POOL_H

#include <throughline/err.h>

typedef bool tl_pool_fn(size_t index, void *task, struct tl_err *err);
bool tl_pool_for(size_t threads, size_t count, tl_pool_fn *fn, void *task, struct tl_err *err);
size_t tl_pool_default_threads(void); /* processors online, at most 64 */

#endif
