/* Any contract is accepted or refused with one message; rows held against one that is accepted are
 * all kept or refused, to the same effect one by one and many at a time. An input is a contract
 * and, behind a byte 0x1f, a file. */
#include "fuzz.h"

#include "../../stages/ingest/read.h"

#include <string.h>

static void read_by(const char *level, struct ingest_reading *reading, struct tl_err *err)
{
	struct ingest_tally *tally = &reading->sink.tally;
	struct tl_buf warning = {0};

	setenv("TL_CPU", level, 1);
	if (ingest_reading_rows(reading, err))
		ingest_reading_judge(reading, &warning, err);
	if (tally->read != tally->kept + ingest_tally_rejected(tally))
		abort();
	tl_buf_free(&warning);
}

static void hold_equal_places(const struct ingest_sink *one, const struct ingest_sink *other)
{
	size_t places = one->rules ? TL_FAULT_COUNT_OF * one->rules->places : 0;

	for (size_t i = 0; i < places; i++)
		if (one->rejected_by_field[i] != other->rejected_by_field[i] ||
			memcmp(one->examples[i], other->examples[i], sizeof one->examples[i]) != 0)
			abort();
	places = one->rules ? FINDING_COUNT_OF * one->rules->places : 0;
	if (places && memcmp(one->found, other->found, places * sizeof *one->found) != 0)
		abort();
}

static void hold_equal(const struct ingest_sink *one, const struct ingest_sink *other)
{
	if (!one->rules != !other->rules || memcmp(&one->tally, &other->tally, sizeof one->tally) ||
		memcmp(&one->rowsum, &other->rowsum, sizeof one->rowsum) ||
		one->first.n != other->first.n || one->last.n != other->last.n ||
		one->keys.items.count != other->keys.items.count)
		abort();
	hold_equal_places(one, other);
}

/* Each from a file of its own, for both are read at once. */
static void hold_against(const struct tl_study *study, const struct tl_contract *contract,
	const uint8_t *data, size_t size)
{
	static const char *const levels[2] = {"reference", "avx512"};
	struct ingest_reading readings[2];
	struct tl_err errs[2] = {0};

	for (size_t i = 0; i < 2; i++) {
		char path[64];
		int file = fuzz_file(data, size, path);

		readings[i] = (struct ingest_reading){
			.study = study, .contract = contract, .path = path, .stored = true};
		read_by(levels[i], &readings[i], &errs[i]);
		close(file);
	}
	if (errs[0].exit_status != errs[1].exit_status)
		abort();
	hold_equal(&readings[0].sink, &readings[1].sink);
	for (size_t i = 0; i < 2; i++)
		ingest_reading_free(&readings[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size ? memchr(data, 0x1f, size) : NULL;
	size_t length = end ? (size_t)(end - data) : size;
	const struct tl_contract *contract;
	struct tl_study study;
	struct tl_err err = {0};
	char path[64];
	int file = fuzz_file(data, length, path);

	if (tl_study_alone(&study, path, tl_day_of(2020, 6, 30), &contract, &err)) {
		if (end)
			hold_against(&study, contract, end + 1, size - length - 1);
		tl_study_free(&study);
	} else if (!err.exit_status || !err.text[0]) {
		abort();
	}
	close(file);
	return 0;
}
