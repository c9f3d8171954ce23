/*
 * What one core does with a delivery, step by step, in one process:
 *   measure STUDY RUNS DELIVERY...
 *
 *   hash     SHA-256 of the file, which every step below includes once and whose time is taken off
 *            them
 *   cut      rows and fields found, nothing done with them
 *   libcsv   the same, every row through libcsv
 *   read     every field validated and typed, rows as packed columns
 *   whole    read, and the store written and synced
 *
 * Times are of the processor, so that a busy machine tells the same; each figure is the median of
 * RUNS rounds in which the steps take turns. Prints CSV: step,bytes,rows,seconds,mb_per_second.
 */
#include "../../stages/ingest/ingest.h"
#include "../../stages/ingest/read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define RUNS_MAX 101

enum step { HASH, CUT, LIBCSV, READ, WHOLE, STEP_COUNT_OF };
static const char *const names[] = {
	[HASH] = "hash", [CUT] = "cut", [LIBCSV] = "libcsv", [READ] = "read", [WHOLE] = "whole"};

struct task {
	const struct tl_study *study;
	const struct tl_delivery *delivery;
	const char *path;
	int64_t bytes, rows;
	double seconds[STEP_COUNT_OF][RUNS_MAX];
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static bool cut(struct task *task, bool reference, struct tl_err *err)
{
	struct tl_csv_options options = {
		.delimiter = task->delivery->contract->delimiter
				     ? *task->delivery->contract->delimiter
				     : 0,
		.encoding = task->delivery->contract->encoding_resolved,
		.skip_lines = task->delivery->contract->skip_lines,
		.reference_only = reference,
	};
	struct tl_csv *csv = tl_csv_open(task->path, options, err);
	struct tl_csv_rows rows = {0};
	struct tl_csv_row row = {0};
	bool more = true, ok = csv;

	task->rows = -1;
	while (ok && more) {
		ok = tl_csv_next_plain(csv, row.count, &rows, err) &&
		     tl_csv_next(csv, &row, &more, err);
		task->rows += (int64_t)rows.count + more;
	}
	task->bytes = ok ? tl_csv_bytes(csv) : 0;
	tl_csv_free(csv);
	return ok;
}

static bool read_only(const struct task *task, struct tl_err *err)
{
	struct ingest_reading reading = {.study = task->study,
		.contract = task->delivery->contract,
		.path = task->path,
		.stored = true};
	bool ok = ingest_reading_rows(&reading, err);

	ingest_reading_free(&reading);
	return ok;
}

static bool run_step(struct task *task, enum step step, struct tl_err *err)
{
	struct ingest_outcome outcome = {0};
	struct tl_digest digest;
	bool ok = true;

	switch (step) {
	case HASH:
		return tl_sha256_file(task->path, &digest, err);
	case CUT:
		return cut(task, false, err);
	case LIBCSV:
		return cut(task, true, err);
	case READ:
		return read_only(task, err);
	case WHOLE:
		ok = ingest_read(task->study, task->delivery, &outcome, err);
		tl_buf_free(&outcome.warning);
		tl_buf_free(&outcome.absent);
		return ok;
	case STEP_COUNT_OF:
		break;
	}
	return ok;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values, size_t count)
{
	qsort(values, count, sizeof *values, compare);
	return values[count / 2];
}

static bool measure(struct task *task, size_t runs, struct tl_err *err)
{
	for (size_t run = 0; run < runs; run++)
		for (enum step step = 0; step < STEP_COUNT_OF; step++) {
			double start = now();

			if (!run_step(task, step, err))
				return false;
			task->seconds[step][run] = now() - start;
		}
	for (enum step step = STEP_COUNT_OF; step-- > 0;) {
		/* Of a step, what the same round's hash did not take. */
		for (size_t run = 0; step != HASH && run < runs; run++)
			task->seconds[step][run] -= task->seconds[HASH][run];
	}
	for (enum step step = 0; step < STEP_COUNT_OF; step++) {
		double seconds = median(task->seconds[step], runs);

		printf("%s,%s,%lld,%lld,%.4f,%.0f\n", task->delivery->name, names[step],
			(long long)task->bytes, (long long)task->rows, seconds,
			(double)task->bytes / seconds / 1e6);
	}
	return true;
}

static bool run(int argc, char **argv, struct tl_err *err)
{
	struct tl_study study = {0};
	struct tl_arena arena = {0};
	struct tl_delivery *deliveries = NULL;
	size_t count = 0, runs = (size_t)strtoul(argv[2], NULL, 10);
	bool ok = tl_study_load(&study, argv[1], NULL, err) &&
		  tl_study_deliveries(&study, &arena, &deliveries, &count, err);

	if (runs < 1 || runs > RUNS_MAX)
		runs = 5;
	for (size_t i = 0; ok && i < count; i++)
		for (int asked = 3; ok && asked < argc; asked++) {
			struct task *task;

			if (strcmp(deliveries[i].name, argv[asked]) != 0)
				continue;
			task = tl_alloc(1, sizeof *task);
			task->study = &study;
			task->delivery = &deliveries[i];
			task->path = tl_arena_printf(
				&arena, "%s/%s", study.extracts, deliveries[i].file);
			ok = measure(task, runs, err);
			free(task);
		}
	tl_arena_free(&arena);
	tl_study_free(&study);
	return ok;
}

int main(int argc, char **argv)
{
	struct tl_err err = {0};

	if (argc < 4) {
		fprintf(stderr, "usage: measure STUDY RUNS DELIVERY...\n");
		return EX_USAGE;
	}
	printf("delivery,step,bytes,rows,seconds,mb_per_second\n");
	if (!run(argc, argv, &err))
		return tl_say_failure("measure", &err);
	return EX_OK;
}
