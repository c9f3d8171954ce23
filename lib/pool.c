#include <throughline/pool.h>

#include <pthread.h>
#include <unistd.h>

#define THREADS_MAX 64

struct pool {
	pthread_mutex_t lock;
	size_t next, count;
	tl_pool_fn *fn;
	void *task;
	size_t failed; /* the lowest index that failed, or count */
	struct tl_err *err;
};

/* Indices go out in rising order, so when one fails every lower one is already taken and will
 * finish: stopping there still finds the lowest failure, whatever the timing. */
static bool take_index(struct pool *pool, size_t *index)
{
	bool taken;

	pthread_mutex_lock(&pool->lock);
	taken = pool->next < pool->count && pool->failed == pool->count;
	if (taken)
		*index = pool->next++;
	pthread_mutex_unlock(&pool->lock);
	return taken;
}

static void note_failure(struct pool *pool, size_t index, const struct tl_err *err)
{
	assert(err->exit_status != EX_OK);
	pthread_mutex_lock(&pool->lock);
	if (index < pool->failed) {
		pool->failed = index;
		*pool->err = *err;
	}
	pthread_mutex_unlock(&pool->lock);
}

static void *work(void *data)
{
	struct pool *pool = data;
	size_t index;

	while (take_index(pool, &index)) {
		struct tl_err err = {0};

		if (!pool->fn(index, pool->task, &err))
			note_failure(pool, index, &err);
	}
	return NULL;
}

bool tl_pool_for(size_t threads, size_t count, tl_pool_fn *fn, void *task, struct tl_err *err)
{
	struct pool pool = {PTHREAD_MUTEX_INITIALIZER, 0, count, fn, task, count, err};
	pthread_t helpers[THREADS_MAX];
	size_t started = 0;

	if (threads > THREADS_MAX)
		threads = THREADS_MAX;
	/* The caller is a worker too. A thread that cannot be had is no failure: only slower. */
	while (started + 1 < threads && started + 1 < count &&
		!pthread_create(&helpers[started], NULL, work, &pool))
		started++;
	work(&pool);
	while (started)
		pthread_join(helpers[--started], NULL);
	pthread_mutex_destroy(&pool.lock);
	return pool.failed == count;
}

size_t tl_pool_default_threads(void)
{
	long online = sysconf(_SC_NPROCESSORS_ONLN);

	return online < 1 ? 1 : online > THREADS_MAX ? THREADS_MAX : (size_t)online;
}
