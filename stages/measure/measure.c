#include "measure.h"

#include "columns.h"
#include "emit.h"
#include "joint.h"
#include "multiplicity.h"
#include "money.h"
#include "programme.h"
#include "protocol.h"
#include "quality.h"
#include "scan.h"
#include "series.h"
#include "worst.h"

#include <string.h>
#include <throughline/cpu.h>
#include <throughline/pool.h>
#include <throughline/schema.h>

/* ---- tasks: each fills a model of its own ---------------------------------------------------- */

struct task {
	const struct tl_measure *measure; /* of the area, or NULL */
	struct measure_programme *programme; /* or NULL; neither: data quality, or */
	const struct tl_use *use; /* a measure of the programme; NULL: who is in it */
	bool is_ledger; /* of benefits: it looks at all programmes */
	struct measure_model model;
};

struct tasks {
	const struct measure_world *world;
	struct measure_programme *programmes;
	struct task *items;
	size_t count;
	struct measure_scan *scan; /* or NULL */
	size_t jobs_each; /* threads for a programme, while all are begun */
};

static bool begin_programme(size_t index, void *context, struct tl_err *err)
{
	struct tasks *tasks = context;

	tasks->programmes[index].definition = tasks->world->study->programmes[index];
	return measure_programme_begin(
		tasks->world, tasks->jobs_each, &tasks->programmes[index], err);
}

static bool begin_programmes(struct tasks *tasks, size_t jobs, struct tl_err *err)
{
	size_t programmes = tasks->world->study->programmes_count;

	tasks->jobs_each = programmes ? (jobs + programmes - 1) / programmes : 1;
	return tl_pool_for(jobs, programmes, begin_programme, tasks, err);
}

static bool run_task(const struct tasks *tasks, struct task *task, struct tl_err *err)
{
	if (task->measure)
		return measure_series_run(
			tasks->world, task->measure, NULL, false, &task->model, err);
	if (task->use)
		return measure_programme_measure(
			tasks->world, task->programme, task->use, &task->model, err);
	if (task->programme) {
		measure_programme_people(tasks->world, task->programme, &task->model);
		return true;
	}
	if (task->is_ledger)
		return measure_money_ledger(tasks->world, tasks->programmes, &task->model, err);
	return measure_quality_rows(tasks->world, &task->model, err) &&
	       measure_quality_linkage(tasks->world, &task->model, err);
}

/* The scan's own order first, then the last two tasks, which are long: whoever is free takes one of
 * the others. */
static bool run_next(size_t index, void *context, struct tl_err *err)
{
	struct tasks *tasks = context;

	if (index > 0)
		return run_task(
			tasks, &tasks->items[(tasks->count - 2 + index - 1) % tasks->count], err);
	if (tasks->scan)
		measure_scan_sort(tasks->scan);
	return true;
}

static void list_programme(struct tasks *tasks, size_t number)
{
	const struct tl_programme *programme = tasks->world->study->programmes[number];

	tasks->items[tasks->count++].programme = &tasks->programmes[number];
	for (unsigned i = 0; i < programme->measures_count; i++)
		tasks->items[tasks->count++] = (struct task){
			.programme = &tasks->programmes[number], .use = &programme->measures[i]};
}

static void list_tasks(const struct measure_world *world, struct tasks *tasks)
{
	const struct tl_study *study = world->study;
	size_t count = study->area_measures_count + 2;

	for (size_t i = 0; i < study->programmes_count; i++)
		count += 1 + study->programmes[i]->measures_count;
	tasks->world = world;
	tasks->programmes = tl_alloc(study->programmes_count + 1, sizeof *tasks->programmes);
	tasks->items = tl_alloc(count, sizeof *tasks->items);
	for (size_t i = 0; i < study->programmes_count; i++)
		list_programme(tasks, i);
	for (size_t i = 0; i < study->area_measures_count; i++)
		tasks->items[tasks->count++].measure = study->area_measures[i];
	tasks->count++;
	tasks->items[tasks->count++].is_ledger = true;
}

static void free_tasks(struct tasks *tasks)
{
	for (size_t i = 0; i < tasks->world->study->programmes_count; i++)
		measure_programme_free(&tasks->programmes[i]);
	free(tasks->programmes);
	free(tasks->items);
}

/* In the order of the tasks. */
static bool scan_for(
	const struct tasks *tasks, size_t jobs, struct measure_scan *scan, struct tl_err *err)
{
	bool ok = true;

	measure_phase(tasks->world->phases, "what is wanted");
	for (size_t i = 0; ok && i < tasks->count; i++) {
		const struct task *task = &tasks->items[i];

		if (task->measure)
			ok = measure_series_want(scan, task->measure, NULL, false, err);
		else if (task->programme && !task->use)
			ok = measure_programme_want(task->programme, scan, err);
	}
	return ok && measure_scan_run(scan, jobs, err);
}

static bool run_tasks(struct tasks *tasks, size_t jobs, struct measure_scan *scan,
	struct measure_model *model, struct tl_err *err)
{
	bool ok;

	tasks->scan = scan;
	for (size_t i = 0; i < tasks->count; i++)
		tasks->items[i].model = (struct measure_model){.scan = scan,
			.watched = model->watched,
			.watched_count = model->watched_count};
	measure_phase(tasks->world->phases, "figures");
	ok = tl_pool_for(jobs, tasks->count + 1, run_next, tasks, err);
	measure_phase(tasks->world->phases, "joining figures");
	for (size_t i = 0; i < tasks->count; i++) {
		if (ok)
			measure_model_join(model, &tasks->items[i].model);
		else
			measure_model_free(&tasks->items[i].model);
	}
	for (size_t i = 0; ok && i < tasks->world->study->programmes_count; i++)
		measure_multiplicity(tasks->world->study->programmes[i], model);
	if (ok)
		measure_worst(tasks->world->study, model);
	return ok;
}

static bool is_scanned(const struct measure_model *model)
{
	return !model->watched && tl_cpu_level() > TL_CPU_REFERENCE;
}

bool measure_all(const struct measure_world *world, size_t jobs, const char *const *watched,
	size_t watched_count, struct measure_model *model, struct tl_err *err)
{
	struct tasks tasks = {0};
	struct measure_scan *scan = NULL;
	bool ok;

	model->watched = watched;
	model->watched_count = watched_count;
	list_tasks(world, &tasks);
	measure_phase(world->phases, "who is in programmes");
	ok = begin_programmes(&tasks, jobs, err);
	if (ok && is_scanned(model)) {
		scan = measure_scan_new(world);
		ok = scan_for(&tasks, jobs, scan, err);
	}
	ok = ok && run_tasks(&tasks, jobs, scan, model, err);
	measure_phase(world->phases, "joint atoms");
	if (ok && !watched && !measure_joint(model, world, scan, jobs)) {
		measure_model_free(model);
		*model = (struct measure_model){0};
		ok = run_tasks(&tasks, jobs, NULL, model, err);
		if (ok)
			measure_joint(model, world, NULL, jobs);
	}
	measure_phase(world->phases, "money");
	if (ok)
		measure_money_run(world, model);
	measure_phase(world->phases, "putting away");
	measure_scan_free(scan);
	free_tasks(&tasks);
	return ok;
}

/* ---- the run -------------------------------------------------------------------------------- */

static bool check_names(const struct tl_study *study, struct tl_err *err)
{
	static const char *const ours[] = {
		"cohort", "funnel", "attrition", "balance", "rows", "linkage", MEASURE_MONEY_NAMES};

	for (size_t i = 0; i < study->measures_count; i++)
		for (size_t j = 0; j < TL_LEN(ours); j++)
			if (strcmp(study->measures[i]->name, ours[j]) == 0)
				return tl_fail(err, EX_CONFIG,
					"%s: the name \"%s\" is the product's own; choose another",
					study->measures[i]->path, ours[j]);
	return true;
}

static bool record_standard(
	struct tl_stagedir *stage, const struct tl_standardise *standardise, struct tl_err *err)
{
	return !standardise->inputs[0] ||
	       (tl_stagedir_input(stage, standardise->inputs[0], err) &&
		       tl_stagedir_input(stage, standardise->inputs[1], err));
}

static bool record_definitions(
	struct tl_stagedir *stage, const struct tl_study *study, struct tl_err *err)
{
	bool ok = tl_stagedir_input(stage, "yaml:study.yaml", err) &&
		  tl_stagedir_input(stage, "list:measures/.yaml", err) &&
		  tl_stagedir_input(stage, "list:programmes/.yaml", err) &&
		  protocol_record(stage, study->dir, err);

	for (size_t i = 0; ok && i < study->accounts->inputs_count; i++)
		ok = tl_stagedir_input(stage, study->accounts->inputs[i], err);
	for (size_t i = 0; ok && i < study->measures_count; i++)
		ok = tl_stagedir_input(stage, study->measures[i]->input, err) &&
		     record_standard(stage, &study->measures[i]->standardise, err);
	for (size_t i = 0; ok && i < study->programmes_count; i++)
		ok = tl_stagedir_input(stage, study->programmes[i]->input, err);
	if (ok && study->frameworks_count)
		ok = tl_stagedir_input(stage, "list:frameworks/.yaml", err);
	for (size_t i = 0; ok && i < study->frameworks_count; i++)
		ok = tl_stagedir_input(stage, study->frameworks[i]->input, err);
	for (size_t i = 0; ok && i < study->contracts_count; i++)
		ok = tl_stagedir_input(stage, study->contracts[i]->input, err);
	return ok;
}

static bool write_store(struct tl_stagedir *stage, const struct measure_world *world,
	const struct measure_model *model, struct tl_err *err)
{
	const char *path = tl_stagedir_path(stage, "measure.db");
	struct tl_db *db = tl_db_create(path, tl_schema_measure, err);
	struct tl_digest digest;

	if (!db || !measure_emit(db, world, model, err)) {
		tl_db_free(db);
		return false;
	}
	if (!tl_db_content_digest(db, &digest, err)) {
		tl_db_free(db);
		return false;
	}
	tl_stagedir_content(stage, "measure.db", digest);
	return tl_db_finish(db, err);
}

static bool measure_study(struct tl_stagedir *stage, const struct tl_study *study, size_t jobs,
	struct measure_counts *counts, struct tl_err *err)
{
	struct measure_world world = {0};
	struct measure_model model = {0};
	bool ok = measure_world_load(&world, study, jobs, stage, err) &&
		  measure_columns_check(&world, err);

	if (ok)
		measure_visits_load(&world, jobs);
	ok = ok && measure_all(&world, jobs, NULL, 0, &model, err) &&
	     write_store(stage, &world, &model, err);

	*counts = (struct measure_counts){study->measures_count + study->programmes_count,
		model.points.count, model.atoms.count};
	measure_model_free(&model);
	measure_world_free(&world);
	return ok;
}

bool measure_run(const char *dir, const char *extracts, size_t jobs, struct measure_counts *counts,
	struct tl_err *err)
{
	struct tl_stagedir stage = {0};
	struct tl_study study = {0};
	bool ok = tl_study_load(&study, dir, extracts, err) && check_names(&study, err) &&
		  tl_stagedir_begin(
			  &stage, dir, extracts, "run/3-measure", false, "tl-measure", err) &&
		  record_definitions(&stage, &study, err) &&
		  measure_study(&stage, &study, jobs, counts, err);

	if (ok) {
		tl_stagedir_count(&stage, "points", (int64_t)counts->points);
		tl_stagedir_count(&stage, "atoms", (int64_t)counts->atoms);
		ok = tl_stagedir_commit(&stage, err);
	}
	tl_stagedir_abandon(&stage);
	tl_study_free(&study);
	return ok;
}
