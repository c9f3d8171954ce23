/*
 * A growing array of plain values: TL_VEC(struct point) is a struct with items, count and capacity.
 *
 *   TL_VEC(struct point) points = {0};
 *   *tl_vec_push(&points) = (struct point){1, 2};
 *   for (size_t i = 0; i < points.count; i++) use(&points.items[i]);
 *   tl_vec_free(&points);
 *
 * A pushed slot is zeroed. Pointers into items end at the next push.
 */
#ifndef THROUGHLINE_VEC_H
#define THROUGHLINE_VEC_H

#include <stdlib.h>
#include <string.h>
#include <throughline/arena.h>

#define TL_VEC(type)                                                                               \
	struct {                                                                                   \
		type *items;                                                                       \
		size_t count, capacity;                                                            \
	}

#define tl_vec_push(vec)                                                                           \
	(tl_vec_room(                                                                              \
		 (void **)&(vec)->items, &(vec)->count, &(vec)->capacity, sizeof *(vec)->items),   \
		&(vec)->items[(vec)->count - 1])
/* Room for so many in all: pushing up to that moves nothing. */
#define tl_vec_reserve(vec, wanted)                                                                \
	((vec)->capacity < (wanted) ? tl_vec_grow((void **)&(vec)->items, &(vec)->capacity,        \
					      wanted, sizeof *(vec)->items)                        \
				    : (void)0)
#define tl_vec_clear(vec) ((void)((vec)->count = 0))
#define tl_vec_free(vec)                                                                           \
	(free((vec)->items), (vec)->items = NULL, (void)((vec)->count = (vec)->capacity = 0))

/* At least doubles. */
void tl_vec_grow(void **items, size_t *capacity, size_t wanted, size_t size);
/* Makes room for one more and counts it; the slot is zeroed. */
static inline void tl_vec_room(void **items, size_t *count, size_t *capacity, size_t size)
{
	if (*count == *capacity)
		tl_vec_grow(items, capacity, *count + 1, size);
	memset((char *)*items + *count * size, 0, size);
	++*count;
}

#endif
