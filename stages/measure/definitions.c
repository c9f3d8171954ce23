#include "definitions.h"

#include "money.h"
#include "rule.h"

#include <string.h>
#include <throughline/yaml.h>

static const struct own {
	const char *name, *title, *rule;
} own[] = {
	{"linkage", "People linked across partners",
		"Different people in each partner's extracts, and in two partners' or more, as "
		"linked: one "
		"person may have several keys. Keys that are on no trusted token stand for "
		"themselves."},
	{"rows", "Rows received",
		"Every row that a partner sent is read, and is kept or has exactly one reason why "
		"not. A row "
		"that another file of the same extract has already is kept once and counted as "
		"sent twice."},
};

const char *measure_definition_name(struct tl_arena *arena, const char *digest)
{
	return tl_arena_text(arena, tl_str_slice(digest, 16));
}

static const struct own *own_named(const char *name)
{
	for (size_t i = 0; i < TL_LEN(own); i++)
		if (strcmp(own[i].name, name) == 0)
			return &own[i];
	return NULL;
}

const char *measure_definition_own(struct tl_arena *arena, const char *name)
{
	const struct own *found = own_named(name);
	struct tl_digest digest;

	assert(found);
	digest = tl_sha256_of(tl_str(found->rule));
	return measure_definition_name(arena, digest.hex);
}

const char *measure_definition_own_rule(const char *name)
{
	const struct own *found = own_named(name);

	return found ? found->rule : "";
}

static const char *const polarity_words[] = {
	[TL_POLARITY_NEITHER] = "neither", [TL_POLARITY_UP] = "up", [TL_POLARITY_DOWN] = "down"};

static void add_measures(struct measure_definitions *list, const struct measure_world *world)
{
	for (size_t i = 0; i < world->study->measures_count; i++) {
		const struct tl_measure *measure = world->study->measures[i];
		struct tl_buf rule = {0};

		measure_rule_of_measure(world, measure, &rule);
		*tl_vec_push(&list->items) = (struct measure_definition){
			measure_definition_name(&list->arena, measure->digest), "measure",
			measure->name, measure->title, measure->about,
			polarity_words[measure->polarity],
			tl_arena_text(&list->arena, tl_buf_str(&rule)), measure->version};
		tl_buf_free(&rule);
	}
}

static void add_programmes(struct measure_definitions *list, const struct measure_world *world)
{
	for (size_t i = 0; i < world->study->programmes_count; i++) {
		const struct tl_programme *programme = world->study->programmes[i];
		struct tl_buf rule = {0};

		measure_rule_of_programme(world, programme, &rule);
		*tl_vec_push(&list->items) = (struct measure_definition){
			measure_definition_name(&list->arena, programme->digest), "programme",
			programme->name, programme->title, programme->about, "",
			tl_arena_text(&list->arena, tl_buf_str(&rule)), programme->version};
		tl_buf_free(&rule);
	}
}

static void add_frameworks(struct measure_definitions *list, const struct tl_study *study)
{
	for (size_t i = 0; i < study->frameworks_count; i++) {
		const struct tl_framework *framework = study->frameworks[i];
		struct tl_buf rule = {0};

		measure_rule_of_framework(study, framework, &rule);
		*tl_vec_push(&list->items) = (struct measure_definition){
			measure_definition_name(&list->arena, framework->digest), "framework",
			framework->name, framework->title, framework->about, "",
			tl_arena_text(&list->arena, tl_buf_str(&rule)), 1};
		tl_buf_free(&rule);
	}
}

static bool add_contracts(
	struct measure_definitions *list, const struct tl_study *study, struct tl_err *err)
{
	for (size_t i = 0; i < study->contracts_count; i++) {
		const struct tl_contract *contract = study->contracts[i];
		struct tl_digest digest;
		const char *rule;

		if (!tl_yaml_digest(contract->path, NULL, &digest, err))
			return false;
		rule = tl_arena_printf(&list->arena, "What %s delivers: %s, %u columns agreed.",
			contract->partner, tl_kinds[contract->kind].name, contract->fields_count);
		*tl_vec_push(&list->items) = (struct measure_definition){
			measure_definition_name(&list->arena, digest.hex), "contract",
			contract->name, contract->title, contract->description, "", rule,
			contract->version};
	}
	return true;
}

static void add_own(struct measure_definitions *list)
{
	for (size_t i = 0; i < TL_LEN(own); i++)
		*tl_vec_push(&list->items) = (struct measure_definition){
			measure_definition_own(&list->arena, own[i].name), "measure", own[i].name,
			own[i].title, "", "", own[i].rule, 1};
}

static int compare_definitions(const void *a, const void *b)
{
	return strcmp(((const struct measure_definition *)a)->id,
		((const struct measure_definition *)b)->id);
}

bool measure_definitions_list(
	struct measure_definitions *list, const struct measure_world *world, struct tl_err *err)
{
	add_own(list);
	add_measures(list, world);
	add_programmes(list, world);
	add_frameworks(list, world->study);
	measure_money_definitions(world, list);
	if (!add_contracts(list, world->study, err))
		return false;
	qsort(list->items.items, list->items.count, sizeof *list->items.items, compare_definitions);
	return true;
}

void measure_definitions_free(struct measure_definitions *list)
{
	tl_vec_free(&list->items);
	tl_arena_free(&list->arena);
}

bool measure_emit_definitions(
	struct tl_db *db, const struct measure_definitions *list, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(
		db, "INSERT INTO definition VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", err);
	bool ok = stmt;

	for (size_t i = 0; ok && i < list->items.count; i++) {
		const struct measure_definition *d = &list->items.items[i];

		tl_bind_textz(stmt, 1, d->id);
		tl_bind_textz(stmt, 2, d->kind);
		tl_bind_textz(stmt, 3, d->name);
		tl_bind_int(stmt, 4, d->version);
		tl_bind_textz(stmt, 5, d->title ? d->title : d->name);
		tl_bind_textz(stmt, 6, d->about ? d->about : "");
		tl_bind_textz(stmt, 7, d->polarity);
		tl_bind_textz(stmt, 8, d->rule);
		ok = tl_stmt_run(stmt, err);
	}
	return ok;
}
