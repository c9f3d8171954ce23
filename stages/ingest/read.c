/* One file: its rows held against its contract. */
#include "batch.h"
#include <throughline/extract.h>

#include <string.h>

static enum tl_fault read_fields(
	struct ingest_reading *reading, const struct tl_csv_row *row, size_t *field)
{
	enum tl_fault reason = TL_FAULT_NONE;

	for (size_t i = 0; i < reading->rules.count && reason == TL_FAULT_NONE; i++) {
		size_t at = reading->layout.at[i];
		struct tl_str text = at == TL_NOWHERE ? tl_str(NULL) : row->fields[at];

		*field = i;
		reason = tl_value_read(&reading->rules.items[i], text, &reading->values[i]);
	}
	return reason;
}

static void take_whole_row(
	struct ingest_reading *reading, const struct tl_csv_row *row, enum tl_fault reason)
{
	size_t field = INGEST_WHOLE_ROW;

	if (reason == TL_FAULT_NONE)
		reason = read_fields(reading, row, &field);
	if (reason == TL_FAULT_NONE)
		reason = ingest_checks_row(&reading->checks, reading->values, &field);
	if (reason != TL_FAULT_NONE) {
		ingest_sink_reject(&reading->sink, row, reason, field);
		return;
	}
	ingest_sink_keep(&reading->sink, row, reading->values);
	ingest_checks_find(&reading->checks, reading->values, &reading->sink);
}

/* A row of a wide table is a row for each of its wide columns; record numbers count those. */
static void take_wide_row(
	struct ingest_reading *reading, const struct tl_csv_row *row, enum tl_fault reason)
{
	const struct tl_layout *layout = &reading->layout;
	size_t columns = layout->columns;
	struct tl_csv_row narrow = *row;

	narrow.fields = reading->wide_row;
	narrow.count = columns + 2;
	for (size_t i = 0; i < columns; i++)
		reading->wide_row[i] = i < row->count ? row->fields[i] : tl_str(NULL);
	for (size_t i = 0; i < layout->wide_count; i++) {
		size_t wide = layout->wide[i];

		reading->sink.wide_column = wide;
		reading->wide_row[columns] = tl_str(reading->headers[wide]);
		reading->wide_row[columns + 1] = reading->wide_row[wide];
		narrow.record = (row->record - 1) * (int64_t)layout->wide_count + (int64_t)i + 1;
		take_whole_row(reading, &narrow, reason);
	}
}

static void take_row(struct ingest_reading *reading, const struct tl_csv_row *row)
{
	enum tl_fault reason = tl_row_shape(reading->contract, reading->layout.columns, row);

	if (reason == TL_FAULT_NONE)
		ingest_columns_look(&reading->columns, row);
	if (reason == TL_FAULT_NONE &&
		ingest_removals_name(&reading->removals, &reading->rules, &reading->layout, row)) {
		ingest_removals_meet(&reading->removals);
		reason = TL_FAULT_REMOVED;
	}
	if (reading->layout.wide_count)
		take_wide_row(reading, row, reason);
	else
		take_whole_row(reading, row, reason);
}

static void keep_headers(struct ingest_reading *reading, const struct tl_csv_row *header)
{
	const char **headers = tl_arena_array(&reading->arena, header->count + 1, sizeof *headers);

	for (size_t i = 0; i < header->count; i++)
		headers[i] = tl_arena_text(&reading->arena, tl_str_trim(header->fields[i]));
	reading->headers = headers;
}

static bool read_header(
	struct ingest_reading *reading, const struct tl_csv_row *header, struct tl_err *err)
{
	if (!tl_layout_make(
		    &reading->rules, header, reading->path, &reading->arena, &reading->layout, err))
		return false;
	keep_headers(reading, header);
	ingest_columns_start(&reading->columns, &reading->rules, &reading->layout, reading->headers,
		&reading->arena);
	reading->wide_row =
		tl_arena_array(&reading->arena, header->count + 2, sizeof *reading->wide_row);
	reading->batches = ingest_batches_make(reading);
	return true;
}

/* Every row below the header. Whatever ends them, those that came before it are in the sink. */
static bool read_body(struct ingest_reading *reading, struct tl_err *err)
{
	struct tl_csv_row row;
	bool more = true, ok = true;

	while (ok && more) {
		ok = ingest_batches_take(reading->batches, reading, take_row, err) &&
		     tl_table_next(reading->table, &row, &more, err);
		if (ok && more)
			ingest_batches_take_one(reading->batches, reading, take_row, &row);
	}
	ingest_batches_finish(reading->batches, reading, take_row);
	return ok;
}

static bool read_rows(struct ingest_reading *reading, struct tl_err *err)
{
	struct ingest_tally *tally = &reading->sink.tally;
	struct tl_csv_row row;
	bool more, ok;

	if (!tl_table_next(reading->table, &row, &more, err))
		return false;
	if (more && !read_header(reading, &row, err))
		return false;
	tally->unknown_columns = (int64_t)reading->layout.unknown;
	ok = !more || read_body(reading, err);
	assert(tally->read == tally->kept + ingest_tally_rejected(tally));
	return ok;
}

bool ingest_reading_rows(struct ingest_reading *reading, struct tl_err *err)
{
	if (!tl_rules_make(
		    reading->study, reading->contract, &reading->arena, &reading->rules, err))
		return false;
	reading->values =
		tl_arena_array(&reading->arena, reading->rules.count, sizeof *reading->values);
	ingest_checks_make(&reading->checks, &reading->rules, &reading->arena);
	ingest_sink_start(&reading->sink, &reading->rules, reading->study, reading->stored);
	return ingest_removals_read(
		       &reading->removals, reading->study, &reading->rules, &reading->arena, err) &&
	       ingest_removals_follow(
		       &reading->removals, reading->study, reading->contract->partner, err) &&
	       (reading->table = tl_extract_open(reading->contract, reading->path, err)) &&
	       read_rows(reading, err);
}

void ingest_reading_free(struct ingest_reading *reading)
{
	tl_table_free(reading->table);
	ingest_sink_free(&reading->sink);
	ingest_checks_free(&reading->checks);
	ingest_removals_free(&reading->removals);
	tl_rules_free(&reading->rules);
	tl_arena_free(&reading->arena);
	*reading = (struct ingest_reading){0};
}
