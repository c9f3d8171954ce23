/*
 * Memory that lives as long as something you can name: a run, a batch, a row.
 *
 * Everything taken from an arena ends together with tl_arena_clear() (memory kept warm) or
 * tl_arena_free(). Zero-initialised is an empty arena. Allocation never returns NULL: out of memory
 * stops the program with EX_OSERR, so nobody writes a branch nobody can test.
 */
#ifndef THROUGHLINE_ARENA_H
#define THROUGHLINE_ARENA_H

#include <throughline/str.h>

struct tl_arena_block;
struct tl_arena {
	struct tl_arena_block *current;
	struct tl_arena_block *first;
};

void *tl_arena_alloc(struct tl_arena *arena, size_t size); /* zeroed, aligned for any type */
void *tl_arena_array(struct tl_arena *arena, size_t count, size_t size);
/* Not zeroed: for what is filled at once. */
void *tl_arena_room(struct tl_arena *arena, size_t count, size_t size);
char *tl_arena_text(struct tl_arena *arena, struct tl_str s); /* a NUL-terminated copy */
char *tl_arena_printf(struct tl_arena *arena, const char *format, ...) TL_PRINTF(2, 3);
struct tl_str tl_arena_str(struct tl_arena *arena, struct tl_str s); /* a copy as a view */
void tl_arena_clear(struct tl_arena *arena);
void tl_arena_free(struct tl_arena *arena);

/* malloc and friends that stop with EX_OSERR instead of returning NULL; release with free(). */
void *tl_alloc(size_t count, size_t size); /* zeroed */
/* tl_alloc for a table that is looked at all over the place: on fewer, larger pages where the
 * system has them, which are found sooner; aligned to 64 bytes at least where it is large. */
void *tl_alloc_large(size_t count, size_t size);
/* As much as may ever be needed, on large pages likewise: not zeroed, and none of it taken from the
 * machine before it is written. */
void *tl_reserve(size_t bytes);
void *tl_grow(void *memory, size_t count, size_t size);

#endif
