/*
 * Sets that grow together: per thing the next nearer to the set's root, at first the thing itself.
 * A root is the lowest of its set.
 */
#ifndef AUDIT_SET_H
#define AUDIT_SET_H

#include <stddef.h>

/* The caller frees it. */
size_t *set_alone(size_t count);

size_t set_root(size_t *parent, size_t at);
void set_join(size_t *parent, size_t a, size_t b);

#endif
