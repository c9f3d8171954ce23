/* How many of the requests for removal found a row: per delivery, and in all. Lines, never values.
 */
#include "settle.h"

#include <throughline/named.h>

#define LINES_TOLD 10

/* A line of removals.csv, and the deliveries that could have rows for it and had. */
struct request {
	int64_t line, asked, met;
};

static struct request *find(struct request *requests, size_t count, int64_t line)
{
	for (size_t low = 0, high = count; low < high;) {
		size_t middle = low + (high - low) / 2;

		if (requests[middle].line == line)
			return &requests[middle];
		if (requests[middle].line < line)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static bool add_shard(const struct ingest_shard *shard, struct request *requests, size_t count,
	struct ingest_settled *settled, struct tl_err *err)
{
	struct tl_stmt *stmt =
		tl_db_prepare(shard->db, "SELECT line, met FROM removal ORDER BY line", err);
	bool ok = stmt, row = true;
	int64_t asked = 0, met = 0;

	while (ok && (ok = tl_stmt_next(stmt, &row, err)) && row) {
		struct request *request = find(requests, count, tl_column_int(stmt, 0));

		/* None: the sheet has changed since, and the delivery will be read again. */
		if (!request)
			continue;
		asked++;
		met += tl_column_int(stmt, 1);
		request->asked++;
		request->met += tl_column_int(stmt, 1);
	}
	tl_stmt_free(stmt);
	if (asked)
		*tl_vec_push(&settled->removals) =
			(struct ingest_removals_met){shard->delivery->name, asked, met};
	return ok;
}

static bool write(
	struct tl_db *db, const struct request *requests, size_t count, struct tl_err *err)
{
	struct tl_stmt *insert = tl_db_prepare(db, "INSERT INTO removal VALUES (?1, ?2, ?3)", err);
	bool ok = insert;

	for (size_t i = 0; ok && i < count; i++) {
		tl_bind_int(insert, 1, requests[i].line);
		tl_bind_int(insert, 2, requests[i].asked);
		tl_bind_int(insert, 3, requests[i].met);
		ok = tl_stmt_run(insert, err);
	}
	tl_stmt_free(insert);
	return ok;
}

static void warn(const struct request *requests, size_t count, struct ingest_settled *settled)
{
	int64_t unmet = settled->requests - settled->requests_met, told = 0;

	if (!unmet)
		return;
	tl_buf_addf(&settled->warnings,
		TL_REMOVALS ": %lld of %lld requests found no row in any delivery: line%s",
		(long long)unmet, (long long)settled->requests, unmet == 1 ? "" : "s");
	for (size_t i = 0; i < count && told < LINES_TOLD; i++)
		if (!requests[i].met)
			tl_buf_addf(&settled->warnings, "%s %lld", told++ ? "," : "",
				(long long)requests[i].line);
	tl_buf_addf(&settled->warnings,
		"%s. If the partner has not taken the person out already, hold the value against "
		"the "
		"extract: it must be there as it is here.\n",
		unmet > told ? " ..." : "");
}

bool settle_removals(const struct tl_study *study, const struct ingest_shard *shards, size_t count,
	struct tl_db *db, struct ingest_settled *settled, struct tl_err *err)
{
	struct tl_removals removals;
	bool ok = tl_removals_read(&removals, study, err);
	struct request *requests = tl_alloc(removals.count + 1, sizeof *requests);

	for (size_t i = 0; i < removals.count; i++)
		requests[i].line = removals.sheet.rows[i].line;
	for (size_t i = 0; ok && i < count; i++)
		ok = !shards[i].db || add_shard(&shards[i], requests, removals.count, settled, err);
	ok = ok && write(db, requests, removals.count, err);
	for (size_t i = 0; i < removals.count; i++)
		settled->requests_met += requests[i].met > 0;
	settled->requests = (int64_t)removals.count;
	warn(requests, removals.count, settled);
	free(requests);
	tl_removals_free(&removals);
	return ok;
}
