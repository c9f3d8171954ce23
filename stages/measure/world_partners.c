/* Which partners sent something about each person: a bit a partner. */
#include "world_private.h"

#include <string.h>
#include <throughline/linked.h>

static bool list_partners(struct measure_world *world, struct tl_db *settle, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(
		settle, "SELECT DISTINCT partner FROM delivery ORDER BY partner", err);
	TL_VEC(const char *) names = {0};
	bool row = false, ok;

	while ((ok = stmt && tl_stmt_next(stmt, &row, err)) && row)
		*tl_vec_push(&names) = tl_arena_text(&world->arena, tl_column_text(stmt, 0));
	tl_stmt_free(stmt);
	world->partners = tl_arena_array(&world->arena, names.count + 1, sizeof *world->partners);
	if (names.count)
		memcpy(world->partners, names.items, names.count * sizeof *names.items);
	world->partner_count = names.count;
	world->partner_bytes = (names.count + 7) / 8;
	world->partners_of =
		tl_arena_alloc(&world->arena, world->people_count * world->partner_bytes + 1);
	tl_vec_free(&names);
	return ok;
}

static void mark(struct measure_world *world, size_t partner, int64_t person)
{
	if (person >= 0 && (size_t)person < world->people_count)
		world->partners_of[(size_t)person * world->partner_bytes + partner / 8] |=
			(uint8_t)(1u << partner % 8);
}

/* Keys of a delivery that no definition reads. */
static bool mark_unread(struct measure_world *world, struct tl_db *link, const char *delivery,
	size_t partner, struct tl_err *err)
{
	struct tl_arena arena = {0};
	struct tl_linked linked;
	bool ok = tl_linked_read(link, delivery, "default", &arena, &linked, err);

	for (size_t k = 0; ok && k < linked.keys; k++)
		mark(world, partner, linked.people[k]);
	tl_arena_free(&arena);
	return ok;
}

static const struct measure_delivery *find_read(
	const struct measure_world *world, struct tl_str name)
{
	for (size_t i = 0; i < world->delivery_count; i++)
		if (tl_str_equal(tl_str(world->deliveries[i].name), name))
			return &world->deliveries[i];
	return NULL;
}

bool measure_world_load_partners(
	struct measure_world *world, struct tl_db *settle, struct tl_db *link, struct tl_err *err)
{
	struct tl_stmt *stmt;
	bool row = false, ok;

	if (!list_partners(world, settle, err))
		return false;
	stmt = tl_db_prepare(
		settle, "SELECT delivery, partner FROM delivery ORDER BY delivery", err);
	while ((ok = stmt && tl_stmt_next(stmt, &row, err)) && row) {
		const struct measure_delivery *read = find_read(world, tl_column_text(stmt, 0));
		size_t partner = 0;

		while (strcmp(world->partners[partner], tl_column_textz(stmt, 1)) != 0)
			partner++;
		for (size_t k = 0; read && k < read->keys; k++)
			mark(world, partner, read->person_of_key[k]);
		if (!read && !mark_unread(world, link, tl_column_textz(stmt, 0), partner, err)) {
			ok = false;
			break;
		}
	}
	tl_stmt_free(stmt);
	return ok;
}
