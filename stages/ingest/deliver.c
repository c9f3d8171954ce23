/* One delivery of a study: its file, read, becomes the shard run/1-ingest/<delivery>/. */
#include "ingest.h"
#include "read.h"
#include "shard.h"

/* What decides the shard: the contract, the file, and of the study what a value is held against. */
static bool record_inputs(const struct ingest_reading *reading, const struct tl_delivery *delivery,
	struct tl_stagedir *stage, struct tl_err *err)
{
	tl_stagedir_input_known(stage, tl_arena_printf(&stage->arena, "extract:%s", delivery->file),
		tl_csv_digest(reading->csv));
	return ingest_record_extracts(stage, reading->study, reading->contract, err) &&
	       tl_stagedir_input(stage, reading->contract->input, err) &&
	       tl_stagedir_input(stage, "yaml:study.yaml#as_at", err) &&
	       tl_stagedir_input(stage, "yaml:study.yaml#localities", err) &&
	       tl_stagedir_input(stage, "yaml:study.yaml#localities_open", err);
}

static bool write_shard(
	struct ingest_reading *reading, const struct tl_delivery *delivery, struct tl_err *err)
{
	struct tl_stagedir stage = {0};
	const char *dir = tl_arena_printf(&reading->arena, INGEST_DIR "/%s", delivery->name);
	bool ok = tl_stagedir_begin(&stage, reading->study->dir, reading->study->extracts, dir,
			  false, "tl-ingest", err) &&
		  record_inputs(reading, delivery, &stage, err) &&
		  ingest_shard_write(
			  &reading->sink, delivery, tl_csv_bytes(reading->csv), &stage, err) &&
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
	     write_shard(&reading, delivery, err);
	outcome->delivery = delivery;
	outcome->tally = reading.sink.tally;
	ingest_reading_free(&reading);
	return ok;
}
