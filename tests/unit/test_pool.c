#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <throughline/pool.h>

#define TASKS 1000

static bool square(size_t index, void *task, struct tl_err *err)
{
	(void)err;
	((size_t *)task)[index] += index * index;
	return true;
}

static void every_index_runs_once_on_any_number_of_threads(void **state)
{
	static const size_t threads[] = {0, 1, 2, 7, 1000};

	(void)state;
	for (size_t i = 0; i < TL_LEN(threads); i++) {
		size_t squares[TASKS] = {0};
		struct tl_err err = {0};

		assert_true(tl_pool_for(threads[i], TASKS, square, squares, &err));
		for (size_t j = 0; j < TASKS; j++)
			assert_int_equal(squares[j], j * j);
		assert_int_equal(err.exit_status, 0);
	}
}

static void no_tasks_are_no_failure(void **state)
{
	struct tl_err err = {0};

	(void)state;
	assert_true(tl_pool_for(4, 0, square, NULL, &err));
}

static bool fail_from_500(size_t index, void *task, struct tl_err *err)
{
	(void)task;
	if (index < 500)
		return true;
	return tl_fail(err, index == 500 ? EX_DATAERR : EX_CONFIG, "task %zu", index);
}

static void the_lowest_failure_is_the_one_reported(void **state)
{
	(void)state;
	for (size_t threads = 1; threads <= 8; threads++) {
		struct tl_err err = {0};

		assert_false(tl_pool_for(threads, TASKS, fail_from_500, NULL, &err));
		assert_int_equal(err.exit_status, EX_DATAERR);
		assert_string_equal(err.text, "task 500");
	}
}

struct meeting {
	pthread_mutex_t lock;
	pthread_cond_t met;
	size_t here;
};

/* Comes back only once the other task is here too: with one thread the test would never end. */
static bool meet(size_t index, void *task, struct tl_err *err)
{
	struct meeting *meeting = task;

	(void)index;
	(void)err;
	pthread_mutex_lock(&meeting->lock);
	meeting->here++;
	pthread_cond_broadcast(&meeting->met);
	while (meeting->here < 2)
		pthread_cond_wait(&meeting->met, &meeting->lock);
	pthread_mutex_unlock(&meeting->lock);
	return true;
}

static void two_threads_are_at_work_at_once(void **state)
{
	struct meeting meeting = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0};
	struct tl_err err = {0};

	(void)state;
	assert_true(tl_pool_for(2, 2, meet, &meeting, &err));
	assert_int_equal(meeting.here, 2);
}

static void there_is_at_least_one_thread(void **state)
{
	(void)state;
	assert_in_range(tl_pool_default_threads(), 1, 64);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_index_runs_once_on_any_number_of_threads),
		cmocka_unit_test(no_tasks_are_no_failure),
		cmocka_unit_test(the_lowest_failure_is_the_one_reported),
		cmocka_unit_test(two_threads_are_at_work_at_once),
		cmocka_unit_test(there_is_at_least_one_thread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
