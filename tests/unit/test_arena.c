#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <throughline/arena.h>
#include <throughline/vec.h>

static void memory_is_zeroed_and_aligned_also_after_a_clear(void **state)
{
	struct tl_arena arena = {0};

	(void)state;
	for (int round = 0; round < 3; round++) {
		for (size_t size = 1; size < 300; size += 7) {
			unsigned char *memory = tl_arena_alloc(&arena, size);

			assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
			for (size_t i = 0; i < size; i++)
				assert_int_equal(memory[i], 0);
			memset(memory, 0xee, size);
		}
		tl_arena_clear(&arena);
	}
	tl_arena_free(&arena);
}

static void what_was_taken_stays_while_more_is_taken(void **state)
{
	struct tl_arena arena = {0};
	char *kept[500];

	(void)state;
	for (size_t i = 0; i < TL_LEN(kept); i++) {
		kept[i] = tl_arena_printf(&arena, "row %zu", i);
		tl_arena_alloc(&arena, i * 997); /* some far larger than a block */
	}
	for (size_t i = 0; i < TL_LEN(kept); i++) {
		char want[32];

		snprintf(want, sizeof want, "row %zu", i);
		assert_string_equal(kept[i], want);
	}
	tl_arena_free(&arena);
}

static void a_cleared_arena_gives_the_same_memory_again(void **state)
{
	struct tl_arena arena = {0};
	void *first[3];

	(void)state;
	for (size_t i = 0; i < 3; i++)
		first[i] = tl_arena_alloc(&arena, 60000);
	tl_arena_clear(&arena);
	for (size_t i = 0; i < 3; i++)
		assert_ptr_equal(tl_arena_alloc(&arena, 60000), first[i]);
	tl_arena_free(&arena);
	tl_arena_free(&arena); /* given back twice is fine */
}

static void text_is_copied_with_a_nul_and_the_empty_view_too(void **state)
{
	struct tl_arena arena = {0};
	struct tl_str copy;

	(void)state;
	assert_string_equal(tl_arena_text(&arena, tl_str_slice("abcdef", 3)), "abc");
	assert_string_equal(tl_arena_text(&arena, (struct tl_str){0}), "");
	copy = tl_arena_str(&arena, TL_STR("a\0b"));
	assert_int_equal(copy.length, 3);
	assert_memory_equal(copy.data, "a\0b", 4);
	tl_arena_free(&arena);
}

static void a_vector_does_not_move_while_it_has_the_room_it_was_given(void **state)
{
	TL_VEC(int) vec = {0};
	int *first;

	(void)state;
	*tl_vec_push(&vec) = 7;
	tl_vec_reserve(&vec, 1000);
	first = vec.items;
	tl_vec_reserve(&vec, 10); /* there is more */
	for (int i = 1; i < 1000; i++)
		assert_int_equal(*tl_vec_push(&vec), 0);
	assert_ptr_equal(vec.items, first);
	assert_int_equal(vec.items[0], 7);
	assert_int_equal(vec.capacity, 1000);
	tl_vec_free(&vec);
}

static void a_vector_keeps_its_items_and_zeroes_new_slots(void **state)
{
	struct pair {
		int64_t a, b;
	};
	TL_VEC(struct pair) vec = {0};

	(void)state;
	for (int64_t i = 0; i < 1000; i++) {
		tl_vec_push(&vec)->a = i;
		assert_int_equal(vec.items[i].b, 0);
		vec.items[i].b = -1;
	}
	for (int64_t i = 0; i < 1000; i++)
		assert_int_equal(vec.items[i].a, i);
	tl_vec_clear(&vec);
	assert_int_equal(tl_vec_push(&vec)->b, 0);
	tl_vec_free(&vec);
	assert_null(vec.items);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_and_aligned_also_after_a_clear),
		cmocka_unit_test(what_was_taken_stays_while_more_is_taken),
		cmocka_unit_test(a_cleared_arena_gives_the_same_memory_again),
		cmocka_unit_test(text_is_copied_with_a_nul_and_the_empty_view_too),
		cmocka_unit_test(a_vector_does_not_move_while_it_has_the_room_it_was_given),
		cmocka_unit_test(a_vector_keeps_its_items_and_zeroes_new_slots),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
