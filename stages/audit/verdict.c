#include "verdict.h"

#include <stdio.h>
#include <stdlib.h>

#include <throughline/schema.h>

/* ---- finding ---- */

static int compare_recovered(const void *a, const void *b)
{
	const struct recovered *x = a, *y = b;

	return (x->cell > y->cell) - (x->cell < y->cell);
}

static bool has(const struct verdict *verdict, size_t count, size_t cell)
{
	return count && bsearch(&(struct recovered){.cell = cell}, verdict->recovered.items, count,
				sizeof *verdict->recovered.items, compare_recovered);
}

static void sort(struct verdict *verdict)
{
	if (verdict->recovered.count)
		qsort(verdict->recovered.items, verdict->recovered.count,
			sizeof *verdict->recovered.items, compare_recovered);
}

static void add_faults(const struct faults *faults, struct verdict *verdict)
{
	size_t count = verdict->recovered.count;

	for (size_t i = 0; i < faults->items.count; i++) {
		const struct fault *fault = &faults->items.items[i];

		if (!has(verdict, count, fault->cell))
			*tl_vec_push(&verdict->recovered) = (struct recovered){.cell = fault->cell,
				.low = fault->value,
				.high = fault->value,
				.words = fault->words};
	}
	sort(verdict);
}

bool verdict_find(const struct candidate *candidate, struct verdict *verdict, struct tl_err *err)
{
	struct attack attack;
	struct faults faults = {0};
	bool ok;

	attack_init(&attack, candidate);
	ok = attack_run(&attack, err);
	for (size_t i = 0; ok && i < attack.recovered.count; i++)
		*tl_vec_push(&verdict->recovered) = attack.recovered.items[i];
	sort(verdict);
	ok = ok && repair_choose(&attack, &verdict->asks, err);
	if (ok) {
		consistent_check(candidate, &faults);
		add_faults(&faults, verdict);
	}
	tl_vec_free(&faults.items);
	attack_free(&attack);
	return ok;
}

void verdict_free(struct verdict *verdict)
{
	tl_vec_free(&verdict->recovered);
	tl_vec_free(&verdict->asks.cells);
}

/* ---- writing ---- */

static bool write_about(struct tl_db *db, const struct candidate *candidate, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db, "INSERT INTO about VALUES (?1, ?2)", err);
	char round[24];
	bool ok = stmt != NULL;

	if (ok) {
		snprintf(round, sizeof round, "%lld", (long long)candidate->round + 1);
		tl_bind_textz(stmt, 1, "root");
		tl_bind_textz(stmt, 2, candidate->root);
		ok = tl_stmt_run(stmt, err);
		tl_bind_textz(stmt, 1, "round");
		tl_bind_textz(stmt, 2, round);
		ok = ok && tl_stmt_run(stmt, err);
	}
	tl_stmt_free(stmt);
	return ok;
}

/* Rounds up to the one that this candidate followed, if it was of the same draft. */
static bool copy_earlier(
	struct tl_db *db, const char *path, const struct candidate *candidate, struct tl_err *err)
{
	static const char *const copies[] = {
		"INSERT INTO recovered SELECT cell, round, lowest, highest, words FROM "
		"earlier.recovered"
		" WHERE round <= ?1 AND EXISTS (SELECT 1 FROM earlier.about WHERE key = 'root'"
		" AND value = ?2) ORDER BY cell, round",
		"INSERT INTO hide SELECT cell, round FROM earlier.hide"
		" WHERE round <= ?1 AND EXISTS (SELECT 1 FROM earlier.about WHERE key = 'root'"
		" AND value = ?2) ORDER BY cell",
	};
	bool ok = tl_db_attach(db, path, "earlier", err);

	for (size_t i = 0; ok && i < TL_LEN(copies); i++) {
		struct tl_stmt *stmt = tl_db_prepare(db, copies[i], err);

		if (!stmt)
			return false;
		tl_bind_int(stmt, 1, candidate->round);
		tl_bind_textz(stmt, 2, candidate->root);
		ok = tl_stmt_run(stmt, err);
		tl_stmt_free(stmt);
	}
	return ok;
}

static bool write_recovered(struct tl_db *db, const struct candidate *candidate,
	const struct verdict *verdict, struct tl_err *err)
{
	struct tl_stmt *stmt =
		tl_db_prepare(db, "INSERT INTO recovered VALUES (?1, ?2, ?3, ?4, ?5)", err);
	bool ok = stmt != NULL;

	for (size_t i = 0; ok && i < verdict->recovered.count; i++) {
		const struct recovered *recovered = &verdict->recovered.items[i];

		tl_bind_textz(stmt, 1, candidate->cells.items[recovered->cell].id);
		tl_bind_int(stmt, 2, candidate->round + 1);
		tl_bind_real(stmt, 3, recovered->low);
		tl_bind_real(stmt, 4, recovered->high);
		tl_bind_textz(stmt, 5, recovered->words);
		ok = tl_stmt_run(stmt, err);
	}
	tl_stmt_free(stmt);
	return ok;
}

static bool write_hide(struct tl_db *db, const struct candidate *candidate,
	const struct verdict *verdict, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db, "INSERT OR IGNORE INTO hide VALUES (?1, ?2)", err);
	bool ok = stmt != NULL;

	for (size_t i = 0; ok && i < verdict->asks.cells.count; i++) {
		tl_bind_textz(stmt, 1, candidate->cells.items[verdict->asks.cells.items[i]].id);
		tl_bind_int(stmt, 2, candidate->round + 1);
		ok = tl_stmt_run(stmt, err);
	}
	tl_stmt_free(stmt);
	return ok;
}

bool verdict_write(const char *path, const char *earlier_path, const struct candidate *candidate,
	const struct verdict *verdict, struct tl_digest *content, struct tl_err *err)
{
	struct tl_db *db = tl_db_create(path, tl_schema_verdict, err);
	bool ok = db && write_about(db, candidate, err) &&
		  (!earlier_path || copy_earlier(db, earlier_path, candidate, err)) &&
		  write_recovered(db, candidate, verdict, err) &&
		  write_hide(db, candidate, verdict, err) && tl_db_content_digest(db, content, err);

	if (ok)
		return tl_db_finish(db, err);
	tl_db_free(db);
	return false;
}
