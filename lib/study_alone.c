/* One contract without a study: for the programs that work on a partner's desk. */
#include "study_private.h"

#include <throughline/stagedir.h>

#include <unistd.h>

static bool is_path(struct tl_str contract)
{
	size_t at;

	return tl_str_find(contract, TL_STR("/"), &at) || tl_str_ends(contract, TL_STR(".yaml")) ||
	       tl_str_ends(contract, TL_STR(".yml")) || tl_str_ends(contract, TL_STR(".json"));
}

static bool find(const struct study_check *check, const char *contract, struct study_found *found)
{
	struct tl_study *study = check->study;
	const char *file = tl_arena_printf(&study->arena, "contracts/%s.yaml", contract);
	const char **names;
	size_t count;
	bool there;

	*found = (struct study_found){.path = contract};
	if (is_path(tl_str(contract)))
		return true; /* opening it says whether it is there */
	found->path = file;
	if (!tl_path_is_there(found->path, TL_PATH_GIVEN, &there, check->err) || there)
		return there;
	found->path = tl_arena_printf(&study->arena, "%s/catalogue/%s", tl_share_dir(), file);
	found->ready = true;
	if (!tl_path_is_there(found->path, TL_PATH_GIVEN, &there, check->err) || there)
		return there;
	if (!study_names(study, "contracts", true, &names, &count, check->err))
		return false;
	return tl_fail(check->err, EX_NOINPUT,
		"there is no contract \"%s\", here or in the catalogue; %s", contract,
		study_hint(check, contract, names, count));
}

static bool load(struct study_check *check, const char *name, const struct tl_contract **loaded)
{
	struct tl_study *study = check->study;
	struct tl_contract *contract;
	struct study_found found;

	if (!find(check, name, &found))
		return false;
	check->path = found.path;
	if (!study_load_contract(check, &contract))
		return false;
	study_fill_contract(contract);
	contract->path = (char *)found.path;
	contract->ready = found.ready;
	study->contracts = tl_arena_array(&study->arena, 1, sizeof(struct tl_contract *));
	study->contracts[study->contracts_count++] = contract;
	*loaded = contract;
	return study_check_contract(check, contract);
}

bool tl_study_alone(struct tl_study *study, const char *contract, struct tl_day as_at,
	const struct tl_contract **loaded, struct tl_err *err)
{
	struct study_check check = {study, NULL, err};

	*study = (struct tl_study){.alone = true, .dir = ".", .extracts = "."};
	study->as_at = tl_day_is_set(as_at) ? as_at : tl_day_of(9999, 12, 31);
	study->localities_open = true;
	if (load(&check, tl_arena_text(&study->arena, tl_str(contract)), loaded))
		return true;
	tl_study_free(study);
	return false;
}
