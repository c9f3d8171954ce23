/* The world at another threshold of linking: the same rows, of other people. */
#include "world_private.h"

#include <throughline/linked.h>
#include <throughline/schema.h>

static bool relink(struct measure_delivery *delivery, struct tl_db *link, const char *threshold,
	struct tl_arena *arena, bool *differs, struct tl_err *err)
{
	struct tl_linked linked;

	if (!tl_linked_read(link, delivery->name, threshold, arena, &linked, err))
		return false;
	if (linked.keys != delivery->keys)
		return tl_fail(
			err, EX_DATAERR, "run/2-link: it changed meanwhile; run measure again");
	delivery->person_of_key = linked.people;
	*differs |= linked.differs;
	return true;
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
