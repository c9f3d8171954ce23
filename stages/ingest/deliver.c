/* One delivery of a study: its file, read, becomes the shard run/1-ingest/<delivery>/. */
#include "ingest.h"
#include "read.h"
#include "report_account.h"
#include "shard.h"

#include <throughline/named.h>
#include <throughline/outfile.h>

/* As it was read: a request that came meanwhile makes what was read stale. */
static bool record_removals(
	const struct ingest_reading *reading, struct tl_stagedir *stage, struct tl_err *err)
{
	if (!*reading->removals.digest.hex)
		return tl_stagedir_input(stage, "file:" TL_REMOVALS, err);
	tl_stagedir_input_known(stage, "file:" TL_REMOVALS, reading->removals.digest);
	return true;
}

/* The partner's other files decide too, where a token had to be followed through them. */
static bool record_followed(
	const struct ingest_reading *reading, struct tl_stagedir *stage, struct tl_err *err)
{
	const struct ingest_removals *removals = &reading->removals;

	for (size_t i = 0; i < removals->followed.count; i++) {
		const struct ingest_followed *followed = &removals->followed.items[i];

		tl_stagedir_input_known(stage,
			tl_arena_printf(&stage->arena, "extract:%s", followed->file),
			followed->digest);
		if (!tl_stagedir_input(stage, followed->contract_input, err))
			return false;
	}
	return !removals->followed.count ||
	       ingest_record_extracts(stage, reading->study, NULL, err);
}

/* What decides the shard: the contract, the file, and of the study what a value is held against. */
static bool record_inputs(const struct ingest_reading *reading, const struct tl_delivery *delivery,
	struct tl_stagedir *stage, struct tl_err *err)
{
	tl_stagedir_input_known(stage, tl_arena_printf(&stage->arena, "extract:%s", delivery->file),
		tl_table_digest(reading->table));
	return ingest_record_extracts(stage, reading->study, reading->contract, err) &&
	       tl_stagedir_input(stage, reading->contract->input, err) &&
	       record_removals(reading, stage, err) && record_followed(reading, stage, err) &&
	       tl_stagedir_input(stage, "yaml:study.yaml#as_at", err) &&
	       tl_stagedir_input(stage, "yaml:study.yaml#localities", err) &&
	       tl_stagedir_input(stage, "yaml:study.yaml#localities_open", err);
}

/* For the partner: what became of the rows, and what to do. Confidential like the shard, since
 * small numbers of rejected rows may say something of someone; whoever runs the study hands it on.
 */
static bool write_reports(const struct ingest_reading *reading, const struct tl_delivery *delivery,
	struct tl_str warning, struct tl_stagedir *stage, struct tl_err *err)
{
	struct ingest_account account;
	struct tl_buf page = {0}, sheet = {0};
	bool ok;

	ingest_account_make(&account, reading, delivery->file, warning, NULL);
	ingest_report_html(&account, 1, &page);
	ingest_report_csv(&account, 1, &sheet);
	ok = tl_file_write(tl_stagedir_path(stage, "report.html"), 0600, tl_buf_str(&page), err) &&
	     tl_file_write(tl_stagedir_path(stage, "report.csv"), 0600, tl_buf_str(&sheet), err);
	tl_buf_free(&sheet);
	tl_buf_free(&page);
	ingest_account_free(&account);
	return ok;
}

static bool write_shard(struct ingest_reading *reading, const struct tl_delivery *delivery,
	struct tl_str warning, struct tl_err *err)
{
	struct tl_stagedir stage = {0};
	const char *dir = tl_arena_printf(&reading->arena, INGEST_DIR "/%s", delivery->name);
	bool ok = tl_stagedir_begin(&stage, reading->study->dir, reading->study->extracts, dir,
			  false, "tl-ingest", err) &&
		  record_inputs(reading, delivery, &stage, err) &&
		  ingest_shard_write(reading, delivery, &stage, err) &&
		  write_reports(reading, delivery, warning, &stage, err) &&
		  tl_stagedir_commit(&stage, err);

	tl_stagedir_abandon(&stage);
	return ok;
}

bool ingest_read(const struct tl_study *study, const struct tl_delivery *delivery,
	struct ingest_outcome *outcome, struct tl_err *err)
{
	struct ingest_reading reading = {
		.study = study, .contract = delivery->contract, .stored = true};
	bool ok;

	reading.path = tl_arena_printf(&reading.arena, "%s/%s", study->extracts, delivery->file);
	ok = ingest_reading_rows(&reading, err) &&
	     ingest_reading_judge(&reading, &outcome->warning, err) &&
	     write_shard(&reading, delivery, tl_buf_str(&outcome->warning), err);
	if (ok)
		ingest_reading_absent(&reading, &outcome->absent);
	outcome->delivery = delivery;
	outcome->tally = reading.sink.tally;
	ingest_reading_free(&reading);
	return ok;
}
