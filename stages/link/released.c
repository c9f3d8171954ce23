#include "released.h"

#include <stdlib.h>
#include <string.h>

#include <throughline/db.h>
#include <throughline/released.h>
#include <throughline/schema.h>
#include <throughline/stagedir.h>

static int name_order(const void *a, const void *b)
{
	const struct released_name *x = a, *y = b;

	return strcmp(x->element, y->element);
}

static bool read_names(struct released *released, struct tl_db *db, const char *sql,
	released_names *names, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db, sql, err);
	bool row = true, ok = stmt != NULL;

	while (ok && (ok = tl_stmt_next(stmt, &row, err)) && row)
		*tl_vec_push(names) = (struct released_name){
			tl_arena_text(&released->arena, tl_column_text(stmt, 0)),
			tl_arena_text(&released->arena, tl_column_text(stmt, 1))};
	if (ok && names->count)
		qsort(names->items, names->count, sizeof *names->items, name_order);
	return ok;
}

bool released_read(
	struct released *released, const char *study, struct tl_stagedir *stage, struct tl_err *err)
{
	const char *path;
	struct tl_db *db;
	bool ok;

	*released = (struct released){0};
	if (!tl_stagedir_input(stage, "file:" TL_LEDGER, err) ||
		!tl_released_last(study, &released->number, err))
		return false;
	if (!released->number)
		return true;
	path = tl_arena_printf(
		&released->arena, "releases/%03d/confidential/release.db", released->number);
	if (!tl_stagedir_input(stage, tl_arena_printf(&released->arena, "file:%s", path), err))
		return false;
	db = tl_db_open(
		tl_arena_printf(&released->arena, "%s/%s", study, path), tl_schema_release, err);
	ok = db &&
	     read_names(released, db, "SELECT key_digest, person_id FROM person_id",
		     &released->people, err) &&
	     read_names(released, db, "SELECT element, family_id FROM family_id",
		     &released->families, err);
	tl_db_free(db);
	return ok;
}

static const char *find(const struct released_name *names, size_t count, const char *element)
{
	const struct released_name wanted = {.element = element};
	const struct released_name *found =
		count ? bsearch(&wanted, names, count, sizeof wanted, name_order) : NULL;

	return found ? found->id : NULL;
}

const char *released_person(const struct released *released, const char *digest)
{
	return find(released->people.items, released->people.count, digest);
}

const char *released_family(const struct released *released, const char *element)
{
	return find(released->families.items, released->families.count, element);
}

int released_older(const char *a, const char *b)
{
	size_t x = strlen(a), y = strlen(b);

	return x != y ? (x > y) - (x < y) : strcmp(a, b);
}

void released_free(struct released *released)
{
	tl_vec_free(&released->people);
	tl_vec_free(&released->families);
	tl_arena_free(&released->arena);
}
