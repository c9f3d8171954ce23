#include "release_forget.h"

#include "release_store.h"

#include <stdio.h>
#include <unistd.h>

#include <throughline/arena.h>
#include <throughline/db.h>
#include <throughline/schema.h>

static const char *store_path(struct tl_arena *arena, const char *study, int number)
{
	return tl_arena_printf(arena, "%s/releases/%03d/confidential/release.db", study, number);
}

/* The keys that the removals name, as a table of the connection's own. */
static bool name_gone(struct tl_db *db, const struct tl_removals *removals, struct tl_err *err)
{
	struct tl_stmt *by_key, *by_token;
	bool ok = tl_db_exec(db,
		"CREATE TEMP TABLE gone (delivery_partner TEXT, key_digest TEXT,"
		" PRIMARY KEY (delivery_partner, key_digest)) WITHOUT ROWID",
		err);

	by_key = ok ? tl_db_prepare(db,
			      "INSERT OR IGNORE INTO gone SELECT delivery_partner, key_digest FROM"
			      " person_id WHERE delivery_partner = ?1 AND key_digest = ?2",
			      err)
		    : NULL;
	by_token = by_key ? tl_db_prepare(db,
				    "INSERT OR IGNORE INTO gone SELECT delivery_partner, "
				    "key_digest FROM key_mark"
				    " WHERE kind = 'token' AND digest = ?2 AND ?1 IN ('', "
				    "delivery_partner)",
				    err)
			  : NULL;
	ok = by_token;
	for (size_t i = 0; ok && i < removals->count; i++) {
		const struct tl_named *named = &removals->items[i];
		bool key = tl_str_equal(named->token, TL_STR("key"));
		struct tl_digest digest = key ? tl_named_key(named->partner, named->value)
					      : tl_named_token(named->token, named->value);
		struct tl_stmt *insert = key ? by_key : by_token;

		tl_bind_text(insert, 1, named->partner.length ? named->partner : TL_STR(""));
		tl_bind_textz(insert, 2, digest.hex);
		ok = tl_stmt_run(insert, err);
	}
	return ok;
}

#define KEPT                                                                                       \
	" WHERE (delivery_partner, key_digest) NOT IN (SELECT delivery_partner, key_digest FROM "  \
	"gone)"

/* Of a family known by a household key, or by a person, that nobody kept has, nothing stays. */
static const struct {
	const char *select, *insert;
} tables[] = {
	{"SELECT * FROM person_id" KEPT " ORDER BY delivery_partner, key_digest",
		"INSERT INTO person_id VALUES (?1, ?2, ?3)"},
	{"SELECT * FROM key_mark" KEPT " ORDER BY delivery_partner, key_digest, kind, digest",
		"INSERT INTO key_mark VALUES (?1, ?2, ?3, ?4)"},
	{"SELECT * FROM family_id WHERE element IN (SELECT person_id FROM person_id" KEPT ")"
	 " OR element IN (SELECT digest FROM key_mark" KEPT " AND kind = 'household')"
	 " ORDER BY element",
		"INSERT INTO family_id VALUES (?1, ?2)"},
	{"SELECT * FROM journal WHERE unit = 'family' OR id IN (SELECT person_id FROM "
	 "person_id" KEPT ") ORDER BY entry",
		"INSERT INTO journal VALUES (?1, ?2, ?3, ?4, ?5, ?6)"},
	{"SELECT * FROM delivery_profile ORDER BY delivery",
		"INSERT INTO delivery_profile VALUES (?1, ?2, ?3, ?4, ?5, ?6)"},
	{"SELECT * FROM atom ORDER BY cell, atom", "INSERT INTO atom VALUES (?1, ?2, ?3, ?4)"},
};

static bool build_again(struct tl_db *old, const char *path, struct tl_err *err)
{
	struct tl_db *out = tl_db_create(path, tl_schema_release, err);
	bool ok = out;

	for (size_t i = 0; ok && i < TL_LEN(tables); i++)
		ok = release_copy_rows(old, tables[i].select, out, tables[i].insert, err);
	if (!ok) {
		tl_db_free(out);
		return false;
	}
	return tl_db_finish(out, err);
}

bool release_forget(const char *study, int number, const struct tl_removals *removals,
	int64_t *keys, struct tl_digest *digest, struct tl_err *err)
{
	struct tl_arena arena = {0};
	const char *path = store_path(&arena, study, number);
	const char *part = tl_arena_printf(&arena, "%s.part", path);
	struct tl_db *old = tl_db_open(path, tl_schema_release, err);
	bool ok = old && name_gone(old, removals, err) &&
		  tl_db_int(old, "SELECT count(*) FROM gone", keys, err);

	if (ok && *keys) {
		unlink(part); /* of a release that was cut off */
		ok = build_again(old, part, err) && tl_sha256_file(part, digest, err);
	}
	tl_db_free(old);
	tl_arena_free(&arena);
	return ok;
}

bool release_forget_commit(const char *study, int number, struct tl_err *err)
{
	struct tl_arena arena = {0};
	const char *path = store_path(&arena, study, number);
	bool ok = rename(tl_arena_printf(&arena, "%s.part", path), path) == 0 ||
		  tl_fail_errno(err, "rename", path);

	tl_arena_free(&arena);
	return ok;
}
