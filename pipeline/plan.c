/* THE table of steps: the road from deliveries to packs. */
#include "pipeline.h"

#include <throughline/tree.h>

#include <string.h>

/* The steps after the reads. A new stage is a row here and a row in commands.c. */
static const struct step road[] = {
	{"settle", "tl-ingest", "--settle", NULL, "run/1-ingest/settle", false},
	{"link", "tl-link", NULL, NULL, "run/2-link", false},
	{"measure", "tl-measure", NULL, NULL, "run/3-measure", false},
	{"disclose", "tl-disclose", NULL, NULL, PROTECT_DIR, false},
	{"audit", "tl-audit", "--quiet", NULL, PUBLISH_DIR, false},
	{"render", "tl-render", NULL, NULL, PACKS_DIR, false},
};

bool plan_make(struct plan *plan, const struct tl_study *study, struct tl_err *err)
{
	struct tl_delivery *deliveries = NULL;
	size_t count = 0;

	*plan = (struct plan){0};
	if (!tl_study_deliveries(study, &plan->arena, &deliveries, &count, err))
		return false;
	plan->steps = tl_arena_array(&plan->arena, count + TL_LEN(road), sizeof *plan->steps);
	for (size_t i = 0; i < count; i++)
		if (deliveries[i].present)
			plan->steps[plan->count++] = (struct step){
				tl_arena_printf(&plan->arena, "read %s", deliveries[i].name),
				"tl-ingest", "--read", deliveries[i].name,
				tl_arena_printf(
					&plan->arena, "run/1-ingest/%s", deliveries[i].name),
				true};
	for (size_t i = 0; i < TL_LEN(road); i++)
		plan->steps[plan->count++] = road[i];
	return true;
}

void plan_free(struct plan *plan)
{
	tl_arena_free(&plan->arena);
	*plan = (struct plan){0};
}

const struct step *plan_step(const struct plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->count; i++)
		if (strcmp(plan->steps[i].name, name) == 0 || strcmp(plan->steps[i].dir, name) == 0)
			return &plan->steps[i];
	return NULL;
}

static bool plan_makes(const struct plan *plan, const char *dir)
{
	for (size_t i = 0; i < plan->count; i++)
		if (strcmp(plan->steps[i].dir, dir) == 0)
			return true;
	return false;
}

bool plan_prune(const struct plan *plan, const char *study, struct tl_err *err)
{
	struct tl_arena arena = {0};
	const char *folder = tl_arena_printf(&arena, "%s/run/1-ingest", study), **names;
	size_t count;
	bool ok = tl_dir_names(folder, "", TL_PATH_MADE, &arena, &names, &count, err);

	for (size_t i = 0; ok && i < count; i++) {
		const char *dir = tl_arena_printf(&arena, "run/1-ingest/%s", names[i]);
		if (!plan_makes(plan, dir))
			ok = tl_tree_remove(tl_arena_printf(&arena, "%s/%s", study, dir), err);
	}
	tl_arena_free(&arena);
	return ok;
}
