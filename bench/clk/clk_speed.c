/*
 * Comparisons of record filters a second, one thread: every kernel the processor has, all pairs of
 * two sets, processor time, the median of five.
 *
 *   clk_speed [COUNT]     filters in each set (20000)
 */
#include <throughline/dice.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS 5
#define THRESHOLD 0.8

static uint64_t next(uint64_t *chance)
{
	*chance = *chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *chance ^ *chance >> 29;
}

/* A third of the bits are set, as in a CLK of usual names. */
static void fill(struct tl_dice_set *set, unsigned bits, size_t count, uint64_t chance)
{
	tl_dice_set_start(set, bits);
	for (size_t i = 0; i < count; i++) {
		struct tl_filter filter = {.bits = bits};

		for (unsigned n = 0; n < bits * 2 / 5; n++) {
			unsigned at = (unsigned)(next(&chance) >> 20) % bits;

			filter.words[at / 64] |= UINT64_C(1) << at % 64;
		}
		tl_dice_set_add(set, &filter);
	}
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int up(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double measure(const struct tl_dice_set *a, const struct tl_dice_set *b)
{
	double taken[ROUNDS];

	for (int round = 0; round < ROUNDS; round++) {
		struct tl_dice_pairs pairs = {0};
		double start = seconds();

		tl_dice_above(a, 0, a->count, b, 0, b->count, THRESHOLD, &pairs);
		taken[round] = seconds() - start;
		tl_vec_free(&pairs.found);
	}
	qsort(taken, ROUNDS, sizeof *taken, up);
	return taken[ROUNDS / 2];
}

static void measure_kernels(unsigned bits, size_t count)
{
	struct tl_dice_set a, b;

	fill(&a, bits, count, 1);
	fill(&b, bits, count, 2);
	for (size_t i = 0; i < tl_dice_kernel_count; i++) {
		const struct tl_dice_kernel *kernel = &tl_dice_kernels[i];

		if (kernel->level > tl_cpu_has()) {
			printf("%4u bits  %-8s not measured: this processor has no such "
			       "instructions\n",
				bits, kernel->name);
			continue;
		}
		setenv("TL_CPU", tl_cpu_names[kernel->level], 1);
		printf("%4u bits  %-8s %7.0f million comparisons a second\n", bits, kernel->name,
			(double)count * (double)count / measure(&a, &b) / 1e6);
	}
	unsetenv("TL_CPU");
	tl_dice_set_free(&a);
	tl_dice_set_free(&b);
}

int main(int argc, char **argv)
{
	size_t count = argc > 1 ? strtoul(argv[1], NULL, 10) : 20000;

	measure_kernels(TL_CLK_BITS, count);
	measure_kernels(TL_FILTER_BITS, count);
	return 0;
}
