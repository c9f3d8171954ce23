#include "study_private.h"

#include <throughline/stagedir.h>
#include <throughline/vec.h>

#include <string.h>
#include <unistd.h>

struct delivery_list {
	struct tl_delivery *items;
	size_t count, capacity;
};

static bool is_pattern(const char *file)
{
	return strpbrk(file, "*?[") != NULL;
}

static const char *below(const struct tl_study *study, struct tl_arena *arena, const char *file)
{
	return tl_arena_printf(arena, "%s/%s", study->extracts, file);
}

static void add(struct delivery_list *list, const struct tl_extract *extract, const char *file,
	bool present)
{
	*tl_vec_push(list) = (struct tl_delivery){
		.file = file,
		.extract = extract,
		.contract = extract->terms,
		.present = present,
	};
}

static bool fail_absent(
	const struct tl_study *study, struct tl_arena *arena, size_t number, struct tl_err *err)
{
	const struct tl_extract *extract = &study->extract_list[number];
	const char *at = tl_arena_printf(arena, "extracts.%zu.file", number);
	struct tl_buf where = {0};
	const char *path = tl_arena_printf(arena, "%s%sstudy.yaml",
		strcmp(study->dir, ".") ? study->dir : "", strcmp(study->dir, ".") ? "/" : "");

	tl_yaml_where(path, at, &where);
	tl_fail(err, EX_NOINPUT,
		"%s: extract \"%s\" is not in %s; ask %s for it or mark it late: true",
		tl_buf_c(&where), extract->file, study->extracts,
		tl_study_partner_label(study, extract->terms->partner));
	tl_buf_free(&where);
	return false;
}

static bool add_matches(const struct tl_study *study, struct tl_arena *arena,
	const struct tl_extract *extract, struct delivery_list *list, struct tl_err *err)
{
	const char **names;
	size_t count;

	if (!tl_dir_matches(
		    study->extracts, extract->file, TL_PATH_GIVEN, arena, &names, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		add(list, extract, names[i], true);
	return true;
}

static bool add_extract(const struct tl_study *study, struct tl_arena *arena, size_t number,
	struct delivery_list *list, struct tl_err *err)
{
	const struct tl_extract *extract = &study->extract_list[number];
	size_t before = list->count;
	bool there;

	if (is_pattern(extract->file)) {
		if (!add_matches(study, arena, extract, list, err))
			return false;
	} else {
		if (!tl_path_is_there(
			    below(study, arena, extract->file), TL_PATH_GIVEN, &there, err))
			return false;
		if (there)
			add(list, extract, extract->file, true);
	}
	if (list->count > before)
		return true;
	if (!extract->late)
		return fail_absent(study, arena, number, err);
	add(list, extract, extract->file, false);
	return true;
}

static void name_deliveries(struct tl_arena *arena, struct delivery_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		struct tl_delivery *delivery = &list->items[i];
		size_t number = 0, of = 0;

		for (size_t j = 0; j < list->count; j++) {
			of += list->items[j].contract == delivery->contract;
			number += j <= i && list->items[j].contract == delivery->contract;
		}
		delivery->name = of == 1 ? delivery->contract->name
					 : tl_arena_printf(arena, "%s.%zu",
						   delivery->contract->name, number);
	}
}

int64_t tl_delivery_number(struct tl_str delivery, const char *contract)
{
	int64_t number;

	if (!tl_str_starts(delivery, tl_str(contract)))
		return -1;
	delivery =
		tl_str_slice(delivery.data + strlen(contract), delivery.length - strlen(contract));
	if (!delivery.length)
		return 0;
	if (delivery.data[0] != '.' ||
		!tl_num_int(tl_str_slice(delivery.data + 1, delivery.length - 1),
			(struct tl_num_style){0}, &number))
		return -1;
	return number;
}

/* A file that two entries take in would be counted twice, unless each reads another kind from it.
 */
static bool is_same(const struct tl_delivery *a, const struct tl_delivery *b)
{
	return !strcmp(a->file, b->file) && a->contract->kind == b->contract->kind;
}

static bool check_once(
	const struct tl_study *study, const struct delivery_list *list, struct tl_err *err)
{
	for (size_t i = 1; i < list->count; i++)
		for (size_t j = 0; j < i; j++)
			if (is_same(&list->items[i], &list->items[j]))
				return tl_fail(err, EX_CONFIG,
					"%s/study.yaml: extract \"%s\" is taken by two entries; "
					"narrow one pattern",
					study->dir, list->items[i].file);
	return true;
}

bool tl_study_deliveries(const struct tl_study *study, struct tl_arena *arena,
	struct tl_delivery **deliveries, size_t *count, struct tl_err *err)
{
	struct delivery_list list = {0};
	bool ok = true;

	for (size_t i = 0; ok && i < study->extracts_count; i++)
		ok = add_extract(study, arena, i, &list, err);
	ok = ok && check_once(study, &list, err);
	name_deliveries(arena, &list);
	*count = list.count;
	*deliveries = tl_arena_array(arena, list.count, sizeof **deliveries);
	if (list.count)
		memcpy(*deliveries, list.items, list.count * sizeof **deliveries);
	tl_vec_free(&list);
	return ok;
}
