#include "restated.h"

#include <string.h>
#include <throughline/released.h>

/* SQLite attaches ten files; more releases of one draft there are never. */
#define COMPARED_MOST 8

/* Where %s is, the earlier publication. */
static const char differs[] = "SELECT EXISTS (SELECT * FROM main.cell EXCEPT SELECT * FROM %s.cell)"
			      " OR EXISTS (SELECT * FROM %s.cell EXCEPT SELECT * FROM main.cell)";

#define SHOWN " IN ('shown', 'rounded')"
#define HIDDEN " IN ('suppressed', 'too few', 'low', 'unreliable')"

/* What was shown and is not now is not printed again: whoever hides it now has a reason to. A
 * figure as a page has it: whole numbers whole, others to three digits. */
// clang-format off
static const char restate[] =
	"INSERT INTO restatement"
	" SELECT id, 'restated since %s: was ' || CASE WHEN NOT shows THEN 'shown' WHEN hid THEN 'hidden'"
	"  WHEN NOT showed THEN 'not available'"
	"  ELSE iif(was = round(was) OR abs(was) >= 100, format('%,d', CAST(round(was) AS INTEGER)),"
	"   format('%.3g', was)) || iif(unit = '%', '%', '') END,"
	" CASE WHEN is_redefined THEN 'the definition changed'"
	"  WHEN reason = 'withheld' THEN 'withheld: a partner keeps rows of this time back'"
	"  WHEN status = 'not available' THEN 'rows of this time are there no more'"
	"  WHEN hides OR hid"
	"   THEN 'rows came later, or were corrected, here or in a figure that this one protects'"
	"  ELSE 'rows came later, or were corrected' END"
	" FROM (SELECT n.id, n.status, n.reason, n.period_from, n.period_to, o.value AS was, o.unit,"
	"   n.definition <> o.definition AS is_redefined, n.value <> o.value AS differs,"
	"   n.status" SHOWN " AS shows, o.status" SHOWN " AS showed,"
	"   n.status" HIDDEN " AS hides, o.status" HIDDEN " AS hid"
	"  FROM main.cell AS n JOIN %s.cell AS o USING (id)"
	"  WHERE n.status <> 'not applicable' AND o.status <> 'not applicable'"
	"   AND n.period_from IS o.period_from AND n.period_to IS o.period_to"
	"   AND n.period_to <= (SELECT value FROM %s.about WHERE key = 'as_at'))"
	" WHERE iif(shows AND showed, differs, shows OR showed)"
	" ORDER BY id";
// clang-format on

/* The SQL with every %s put in place. */
static const char *about(
	struct tl_arena *arena, const char *sql, const char *name, const char *words)
{
	struct tl_buf text = {0};
	const char *done, *at;
	bool first = words;

	for (done = sql; (at = strstr(done, "%s")); done = at + 2) {
		tl_buf_add(&text, tl_str_slice(done, (size_t)(at - done)));
		tl_buf_addc(&text, first ? words : name);
		first = false;
	}
	tl_buf_addc(&text, done);
	done = tl_arena_text(arena, tl_buf_str(&text));
	tl_buf_free(&text);
	return done;
}

/* *found: this release differs, and has been compared. */
static bool compare(struct tl_db *db, const char *study, int release, struct tl_stagedir *stage,
	bool *found, struct tl_err *err)
{
	struct tl_arena *arena = &stage->arena;
	const char *file = tl_arena_printf(arena, "releases/%03d/publication.db", release);
	const char *name = tl_arena_printf(arena, "release_%03d", release);
	const char *words = tl_arena_printf(arena, "release %03d", release);
	int64_t other = 0;
	bool ok = tl_stagedir_input(stage, tl_arena_printf(arena, "file:%s", file), err) &&
		  tl_db_attach(db, tl_arena_printf(arena, "%s/%s", study, file), name, err) &&
		  tl_db_int(db, about(arena, differs, name, NULL), &other, err);

	*found = other != 0;
	return ok && (!*found || tl_db_exec(db, about(arena, restate, name, words), err));
}

bool restated_write(
	struct tl_db *db, const char *study, struct tl_stagedir *stage, struct tl_err *err)
{
	int last;
	bool found = false;
	bool ok = tl_stagedir_input(stage, "file:" TL_LEDGER, err) &&
		  tl_released_last(study, &last, err);

	for (int back = 0; ok && !found && back < COMPARED_MOST && back < last; back++)
		ok = compare(db, study, last - back, stage, &found, err);
	return ok;
}
