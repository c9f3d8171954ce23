/* Findings: what read found about each delivery, and what settle did. */
#include "settle.h"

static const char *sentence_of(struct tl_str finding)
{
	for (size_t i = 0; i < FINDING_COUNT_OF; i++)
		if (tl_str_equal(finding, tl_str(ingest_findings[i].name)))
			return ingest_findings[i].sentence;
	return "";
}

/* "calls.2: past retention (day): 3 rows. The row is older ..." */
static bool write_one(struct tl_stmt *into, const struct ingest_shard *shard, struct tl_str finding,
	struct tl_str field, int64_t rows, const char *beside, struct tl_buf *warnings,
	struct tl_err *err)
{
	tl_bind_textz(into, 1, shard->delivery->name);
	tl_bind_text(into, 2, finding);
	tl_bind_text(into, 3, field);
	tl_bind_int(into, 4, rows);
	tl_bind_textz(into, 5, beside ? beside : "");
	tl_buf_addf(warnings, "%s: " TL_STR_FMT, shard->delivery->name, TL_STR_ARG(finding));
	if (field.length)
		tl_buf_addf(warnings, " (" TL_STR_FMT ")", TL_STR_ARG(field));
	if (beside)
		tl_buf_addf(warnings, ": %s. %s\n", beside, sentence_of(finding));
	else
		tl_buf_addf(warnings, ": %lld row%s. %s\n", (long long)rows, rows == 1 ? "" : "s",
			sentence_of(finding));
	return tl_stmt_run(into, err);
}

static bool copy(struct tl_stmt *into, const struct ingest_shard *shard, struct tl_buf *warnings,
	struct tl_err *err)
{
	struct tl_stmt *from = tl_db_prepare(
		shard->db, "SELECT finding, field, rows FROM finding ORDER BY finding, field", err);
	bool row = true, ok = from;

	while (ok && (ok = tl_stmt_next(from, &row, err)) && row)
		ok = write_one(into, shard, tl_column_text(from, 0), tl_column_text(from, 1),
			tl_column_int(from, 2), NULL, warnings, err);
	tl_stmt_free(from);
	return ok;
}

/* Deliveries in their order, each with what read found first. A key may be broken in two ways under
 * one field: those rows are one finding. */
bool settle_write_findings(struct tl_db *db, const struct ingest_shard *shards, size_t count,
	const ingest_found_vec *found, struct tl_buf *warnings, struct tl_err *err)
{
	struct tl_stmt *into = tl_db_prepare(db,
		"INSERT INTO finding VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET rows = "
		"rows "
		"+ "
		"?4",
		err);
	bool ok = into;

	for (size_t i = 0; ok && i < count; i++) {
		ok = !shards[i].db || copy(into, &shards[i], warnings, err);
		for (size_t j = 0; ok && j < found->count; j++) {
			const struct ingest_found *one = &found->items[j];

			if (one->shard == i)
				ok = write_one(into, &shards[i],
					tl_str(ingest_findings[one->finding].name),
					tl_str(one->field), one->rows, one->beside, warnings, err);
		}
	}
	tl_stmt_free(into);
	return ok;
}
