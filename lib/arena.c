#define _DEFAULT_SOURCE /* madvise */
#include <throughline/arena.h>
#include <throughline/vec.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define BLOCK_BYTES ((size_t)64 * 1024)
#define HUGE_PAGE ((size_t)2 * 1024 * 1024)
#define ALIGNMENT _Alignof(max_align_t)

struct tl_arena_block {
	struct tl_arena_block *next;
	size_t size, used;
	_Alignas(max_align_t) unsigned char bytes[];
};

/* The one place below main that prints and exits: no caller could do anything sensible. */
_Noreturn static void out_of_memory(size_t count, size_t size)
{
	fprintf(stderr, "throughline: out of memory (asked for %zu x %zu bytes)\n", count, size);
	exit(EX_OSERR);
}

void *tl_alloc(size_t count, size_t size)
{
	void *memory = calloc(count ? count : 1, size ? size : 1);

	if (!memory)
		out_of_memory(count, size);
	return memory;
}

/* NULL where they would not be large. */
static void *large_pages(size_t bytes)
{
	void *memory = NULL;

	if (bytes < HUGE_PAGE || posix_memalign(&memory, HUGE_PAGE, bytes) != 0)
		return NULL;
#ifdef MADV_HUGEPAGE
	madvise(memory, bytes, MADV_HUGEPAGE);
#endif
	return memory;
}

void *tl_alloc_large(size_t count, size_t size)
{
	void *memory;

	if (size && count > SIZE_MAX / size)
		out_of_memory(count, size);
	memory = large_pages(count * size);
	return memory ? memset(memory, 0, count * size) : tl_alloc(count, size);
}

void *tl_reserve(size_t bytes)
{
	void *memory = large_pages(bytes);

	return memory ? memory : tl_grow(NULL, bytes, 1);
}

void *tl_grow(void *memory, size_t count, size_t size)
{
	void *grown;

	if (size && count > SIZE_MAX / size)
		out_of_memory(count, size);
	grown = realloc(memory, count && size ? count * size : 1);
	if (!grown)
		out_of_memory(count, size);
	return grown;
}

void tl_vec_grow(void **items, size_t *capacity, size_t wanted, size_t size)
{
	*capacity = *capacity ? *capacity * 2 : 8;
	*capacity = *capacity > wanted ? *capacity : wanted;
	*items = tl_grow(*items, *capacity, size);
}

/* A new block goes right behind the current one, so that blocks warmed by an earlier batch stay in
 * the chain for requests that fit them. */
static struct tl_arena_block *add_block(struct tl_arena *arena, size_t size)
{
	size_t bytes = size > BLOCK_BYTES ? size : BLOCK_BYTES;
	struct tl_arena_block *block;

	if (bytes > SIZE_MAX - sizeof *block)
		out_of_memory(1, size);
	block = tl_grow(NULL, 1, sizeof *block + bytes);
	block->size = bytes;
	block->used = 0;
	if (arena->current) {
		block->next = arena->current->next;
		arena->current->next = block;
	} else {
		block->next = NULL;
		arena->first = block;
	}
	return block;
}

static struct tl_arena_block *block_for(struct tl_arena *arena, size_t size)
{
	struct tl_arena_block *block = arena->current;

	if (block && block->size - block->used >= size)
		return block;
	if (block && block->next && block->next->size >= size) {
		block->next->used = 0;
		return block->next;
	}
	return add_block(arena, size);
}

static void *take(struct tl_arena *arena, size_t size)
{
	struct tl_arena_block *block;
	void *memory;

	if (size > SIZE_MAX - ALIGNMENT)
		out_of_memory(1, size);
	size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	block = block_for(arena, size);
	memory = block->bytes + block->used;
	block->used += size;
	arena->current = block;
	return memory;
}

void *tl_arena_alloc(struct tl_arena *arena, size_t size)
{
	return memset(take(arena, size), 0, size);
}

void *tl_arena_array(struct tl_arena *arena, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		out_of_memory(count, size);
	return tl_arena_alloc(arena, count * size);
}

void *tl_arena_room(struct tl_arena *arena, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		out_of_memory(count, size);
	return take(arena, count * size);
}

char *tl_arena_text(struct tl_arena *arena, struct tl_str s)
{
	char *text = tl_arena_alloc(arena, s.length + 1);

	if (s.length)
		memcpy(text, s.data, s.length);
	return text;
}

struct tl_str tl_arena_str(struct tl_arena *arena, struct tl_str s)
{
	return tl_str_slice(tl_arena_text(arena, s), s.length);
}

char *tl_arena_printf(struct tl_arena *arena, const char *format, ...)
{
	struct tl_buf buf = {0};
	va_list args;
	char *text;

	va_start(args, format);
	tl_buf_addv(&buf, format, args);
	va_end(args);
	text = tl_arena_text(arena, tl_buf_str(&buf));
	tl_buf_free(&buf);
	return text;
}

void tl_arena_clear(struct tl_arena *arena)
{
	arena->current = arena->first;
	if (arena->first)
		arena->first->used = 0;
}

void tl_arena_free(struct tl_arena *arena)
{
	struct tl_arena_block *block = arena->first;

	while (block) {
		struct tl_arena_block *next = block->next;

		free(block);
		block = next;
	}
	*arena = (struct tl_arena){0};
}
