#include "check_gone.h"

#include <throughline/path.h>
#include <throughline/released.h>
#include <throughline/schema.h>

struct looking {
	const struct tl_study *study;
	int release;
	TL_VEC(struct tl_str) released; /* names of deliveries */
	struct tl_delivery *deliveries; /* as they lie there now */
	size_t count;
	struct tl_arena arena;
};

static const char *path_of(struct looking *looking)
{
	return tl_arena_printf(&looking->arena, "%s/releases/%03d/confidential/release.db",
		looking->study->dir, looking->release);
}

/* Whoever checks may have the study without what was kept of its releases. */
static bool is_kept(struct looking *looking, bool *kept, struct tl_err *err)
{
	return tl_path_is_there(path_of(looking), TL_PATH_MADE, kept, err);
}

static bool read_released(struct looking *looking, struct tl_err *err)
{
	const char *path = path_of(looking);
	struct tl_db *db = tl_db_open(path, tl_schema_release, err);
	struct tl_stmt *stmt = db ? tl_db_prepare(db,
					    "SELECT delivery FROM delivery_profile WHERE rows_read "
					    "> 0 ORDER BY delivery",
					    err)
				  : NULL;
	bool row = true, ok = stmt;

	while (ok && (ok = tl_stmt_next(stmt, &row, err)) && row)
		*tl_vec_push(&looking->released) =
			tl_str(tl_arena_text(&looking->arena, tl_column_text(stmt, 0)));
	tl_stmt_free(stmt);
	tl_db_free(db);
	return ok;
}

static void hold_contract(
	const struct looking *looking, const struct tl_contract *contract, struct tl_buf *out)
{
	long long then = 0, now = 0;

	for (size_t i = 0; i < looking->released.count; i++)
		then += tl_delivery_number(looking->released.items[i], contract->name) >= 0;
	for (size_t i = 0; i < looking->count; i++)
		now += looking->deliveries[i].present &&
		       looking->deliveries[i].contract == contract;
	if (now < then)
		tl_buf_addf(out,
			"%s: %lld deliver%s in release %03d, %lld now; what is missing was "
			"published, and `run` says which it is\n",
			contract->name, then, then == 1 ? "y" : "ies", looking->release, now);
}

static void hold_unread(const struct looking *looking, struct tl_str delivery, struct tl_buf *out)
{
	for (size_t i = 0; i < looking->study->contracts_count; i++)
		if (tl_delivery_number(delivery, looking->study->contracts[i]->name) >= 0)
			return;
	tl_buf_addf(out, TL_STR_FMT ": in release %03d, and study.yaml reads it no more\n",
		TL_STR_ARG(delivery), looking->release);
}

static void hold(const struct looking *looking, struct tl_buf *out)
{
	for (size_t i = 0; i < looking->study->contracts_count; i++)
		hold_contract(looking, looking->study->contracts[i], out);
	for (size_t i = 0; i < looking->released.count; i++)
		hold_unread(looking, looking->released.items[i], out);
}

bool check_gone_say(const struct tl_study *study, struct tl_buf *out, struct tl_err *err)
{
	struct looking looking = {.study = study};
	struct tl_err absent = {0};
	bool there = false;
	bool ok = tl_released_last(study->dir, &looking.release, err) &&
		  (!looking.release || is_kept(&looking, &there, err)) &&
		  (!there || read_released(&looking, err));

	if (ok && there) {
		if (tl_study_deliveries(
			    study, &looking.arena, &looking.deliveries, &looking.count, &absent))
			hold(&looking, out);
		else
			tl_buf_addf(out, "%s\n", absent.text);
	}
	tl_vec_free(&looking.released);
	tl_arena_free(&looking.arena);
	return ok;
}
