/*
 * What measuring takes once everything is loaded, in one process:
 *   figures STUDY JOBS RUNS [CELLS.csv]
 *
 * Loads what tl-measure loads from STUDY/run, then measures RUNS times. Prints
 * step,wall_seconds,cpu_seconds (medians): load (once), measure (every figure with the atoms under
 * it, ready to write). CELLS.csv gets each base count: measure,arm,axis,locality,from,value.
 */
#include "../../stages/measure/measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define RUNS_MAX 101

static double seconds_of(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void say(const char *step, double *wall, double *cpu, size_t runs)
{
	qsort(wall, runs, sizeof *wall, compare);
	qsort(cpu, runs, sizeof *cpu, compare);
	printf("%s,%.4f,%.4f\n", step, wall[runs / 2], cpu[runs / 2]);
}

static const char *word(const char *text)
{
	return text ? text : "";
}

static bool write_cells(const struct measure_model *model, const char *path, struct tl_err *err)
{
	FILE *out = fopen(path, "w");

	if (!out)
		return tl_fail(err, EX_CANTCREAT, "%s cannot be written", path);
	fprintf(out, "measure,arm,axis,locality,statistic,from,units\n");
	for (size_t i = 0; i < model->points.count; i++) {
		const struct measure_point *point = &model->points.items[i];
		const struct measure_key *key = &point->key;
		char day[11];

		if (point->role == MEASURE_BASE &&
			(strcmp(key->statistic, "events") == 0 ||
				strcmp(key->statistic, "unit_years") == 0))
			fprintf(out, "%s,%s,%s,%s,%s,%s,%lld\n", word(key->measure), word(key->arm),
				word(key->axis), word(key->locality), key->statistic,
				strcmp(word(key->axis), "month") == 0 ? tl_day_iso(key->from, day)
								      : "",
				(long long)point->units);
	}
	return fclose(out) == 0 || tl_fail(err, EX_IOERR, "%s cannot be written", path);
}

static bool run(int argc, char **argv, struct tl_err *err)
{
	static double wall[RUNS_MAX], cpu[RUNS_MAX];
	size_t jobs = (size_t)strtoul(argv[2], NULL, 10), runs = (size_t)strtoul(argv[3], NULL, 10);
	struct tl_study study = {0};
	struct measure_world world = {0};
	bool ok;

	runs = runs < 1 || runs > RUNS_MAX ? 1 : runs;
	*wall = seconds_of(CLOCK_MONOTONIC);
	*cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
	ok = tl_study_load(&study, argv[1], NULL, err) &&
	     measure_world_load(&world, &study, jobs, NULL, err);
	if (ok)
		measure_visits_load(&world, jobs);
	*wall = seconds_of(CLOCK_MONOTONIC) - *wall;
	*cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - *cpu;
	if (ok)
		say("load", wall, cpu, 1);
	for (size_t i = 0; ok && i < runs; i++) {
		struct measure_model model = {0};

		wall[i] = seconds_of(CLOCK_MONOTONIC);
		cpu[i] = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
		ok = measure_all(&world, jobs, NULL, 0, &model, err);
		wall[i] = seconds_of(CLOCK_MONOTONIC) - wall[i];
		cpu[i] = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu[i];
		if (ok && i == 0 && argc > 4)
			ok = write_cells(&model, argv[4], err);
		measure_model_free(&model);
	}
	if (ok)
		say("measure", wall, cpu, runs);
	measure_world_free(&world);
	tl_study_free(&study);
	return ok;
}

int main(int argc, char **argv)
{
	struct tl_err err = {0};

	if (argc < 4) {
		fprintf(stderr, "usage: figures STUDY JOBS RUNS [CELLS.csv]\n");
		return EX_USAGE;
	}
	printf("step,wall_seconds,cpu_seconds\n");
	if (!run(argc, argv, &err))
		return tl_say_failure("figures", &err);
	return EX_OK;
}
