/*
 * What measuring takes once everything is loaded, in one process:
 *   figures STUDY JOBS RUNS [CELLS.csv]
 *
 * Loads what tl-measure loads from STUDY/run, then measures RUNS times. Prints
 * step,wall_seconds,cpu_seconds (medians): load (once), measure (every figure with the atoms under
 * it, ready to write), counts (of that what comes before the figures: who is in programmes and the
 * scan, at whose end every sum is known), and each phase, "phase: " before its name, in order.
 * CELLS.csv gets each base count: measure,arm,axis,locality,from,value.
 */
#include "../../stages/measure/measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define RUNS_MAX 101
#define PHASES_MAX 32
#define AFTER_COUNTS "figures" /* the first phase that is no part of the counts */

static double seconds_of(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

struct lasted {
	double wall[RUNS_MAX], cpu[RUNS_MAX];
};

struct phase { /* some come twice in a run: then both */
	const char *name;
	struct lasted lasted;
};

struct timing {
	size_t run;
	struct phase phases[PHASES_MAX];
	size_t count;
	struct phase *current; /* NULL: none has begun in this run */
	double wall, cpu; /* when it began */
	struct lasted measure, counts;
};

static void end_phase(struct timing *timing)
{
	if (!timing->current)
		return;
	timing->current->lasted.wall[timing->run] += seconds_of(CLOCK_MONOTONIC) - timing->wall;
	timing->current->lasted.cpu[timing->run] +=
		seconds_of(CLOCK_PROCESS_CPUTIME_ID) - timing->cpu;
}

static void begin_phase(void *context, const char *name)
{
	struct timing *timing = context;
	size_t i = 0;

	end_phase(timing);
	while (i < timing->count && strcmp(timing->phases[i].name, name) != 0)
		i++;
	if (i == timing->count && i < PHASES_MAX)
		timing->phases[timing->count++].name = name;
	timing->current = i < PHASES_MAX ? &timing->phases[i] : NULL;
	timing->wall = seconds_of(CLOCK_MONOTONIC);
	timing->cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

static void end_run(struct timing *timing)
{
	end_phase(timing);
	timing->current = NULL;
	for (size_t i = 0; i < timing->count && strcmp(timing->phases[i].name, AFTER_COUNTS) != 0;
		i++) {
		timing->counts.wall[timing->run] += timing->phases[i].lasted.wall[timing->run];
		timing->counts.cpu[timing->run] += timing->phases[i].lasted.cpu[timing->run];
	}
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void say(const char *step, struct lasted *lasted, size_t runs)
{
	qsort(lasted->wall, runs, sizeof *lasted->wall, compare);
	qsort(lasted->cpu, runs, sizeof *lasted->cpu, compare);
	printf("%s,%.4f,%.4f\n", step, lasted->wall[runs / 2], lasted->cpu[runs / 2]);
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
	static struct timing timing;
	double *wall = timing.measure.wall, *cpu = timing.measure.cpu;
	const struct measure_phases phases = {begin_phase, &timing};
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
		say("load", &timing.measure, 1);
	world.phases = &phases;
	for (size_t i = 0; ok && i < runs; i++) {
		struct measure_model model = {0};

		timing.run = i;
		wall[i] = seconds_of(CLOCK_MONOTONIC);
		cpu[i] = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
		ok = measure_all(&world, jobs, NULL, 0, &model, err);
		wall[i] = seconds_of(CLOCK_MONOTONIC) - wall[i];
		cpu[i] = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu[i];
		end_run(&timing);
		if (ok && i == 0 && argc > 4)
			ok = write_cells(&model, argv[4], err);
		measure_model_free(&model);
	}
	if (ok) {
		say("measure", &timing.measure, runs);
		say("counts", &timing.counts, runs);
	}
	for (size_t i = 0; ok && i < timing.count; i++) {
		char step[80];

		snprintf(step, sizeof step, "phase: %s", timing.phases[i].name);
		say(step, &timing.phases[i].lasted, runs);
	}
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
