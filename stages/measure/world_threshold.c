/* The world at another threshold of linking: the same rows, of other people. */
#include "world_private.h"

#include <string.h>
#include <throughline/db.h>
#include <throughline/schema.h>

/* Keys whose person is another there have a row of their own. */
static bool relink(struct measure_delivery *delivery, struct tl_db *link, const char *threshold,
	struct tl_arena *arena, bool *differs, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(link,
		"SELECT key_no, person_no FROM person_of_key"
		" WHERE delivery = ?1 AND threshold = ?2 ORDER BY key_no",
		err);
	int32_t *people = tl_arena_array(arena, delivery->keys + 1, sizeof *people);
	bool row = false, ok;

	if (!stmt)
		return false;
	if (delivery->keys)
		memcpy(people, delivery->person_of_key, delivery->keys * sizeof *people);
	tl_bind_textz(stmt, 1, delivery->name);
	tl_bind_textz(stmt, 2, threshold);
	while ((ok = tl_stmt_next(stmt, &row, err)) && row) {
		int64_t key = tl_column_int(stmt, 0);

		if (key < 0 || (size_t)key >= delivery->keys) {
			ok = tl_fail(err, EX_DATAERR,
				"run/2-link: a key at threshold %s that is not in its shard; run "
				"link again",
				threshold);
			break;
		}
		people[key] = (int32_t)tl_column_int(stmt, 1);
		*differs = true;
	}
	tl_stmt_free(stmt);
	delivery->person_of_key = people;
	return ok;
}

bool measure_world_at(const struct measure_world *world, const char *threshold,
	struct measure_world *other, bool *differs, struct tl_err *err)
{
	struct tl_db *link = tl_db_open(world->link_path, tl_schema_link, err);
	bool ok = link != NULL;

	*other = *world;
	other->arena = (struct tl_arena){0};
	other->visits = NULL;
	*differs = false;
	other->deliveries =
		tl_arena_array(&other->arena, world->delivery_count + 1, sizeof *other->deliveries);
	for (size_t i = 0; ok && i < world->delivery_count; i++) {
		other->deliveries[i] = world->deliveries[i];
		ok = relink(&other->deliveries[i], link, threshold, &other->arena, differs, err);
	}
	if (ok)
		other->present = measure_world_present(other, link, threshold, err);
	tl_db_free(link);
	return ok && other->present;
}

void measure_world_at_free(struct measure_world *other)
{
	tl_arena_free(&other->arena);
}
