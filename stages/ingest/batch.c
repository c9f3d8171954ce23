#include "batch.h"

#include <string.h>
#include <throughline/cpu.h>

static const struct ingest_kernel *kernel_of_role(
	const struct ingest_batches *batches, enum tl_role role)
{
	for (size_t i = 0; i < batches->count; i++)
		if (batches->kernels[i].rule->field->role == role && batches->kernels[i].fn)
			return &batches->kernels[i];
	return NULL;
}

/* Everything that is asked of a row as a whole, and every role whose values are more than values,
 * is known in read.c and checks.c alone. */
static bool is_possible(const struct ingest_reading *reading)
{
	const struct tl_contract *contract = reading->contract;

	if (contract->rules_count || contract->outside_life != TL_ALLOW ||
		tl_day_is_set(contract->retention_from) || reading->checks.once_count ||
		reading->removals.field_count || reading->layout.wide_count)
		return false;
	for (size_t i = 0; i < reading->rules.count; i++) {
		const struct tl_rule *rule = &reading->rules.items[i];

		if (rule->field->role == TL_ROLE_OTHER ||
			(rule->field->role == TL_ROLE_KEY && !ingest_kernel_takes_key(rule)))
			return false;
	}
	return true;
}

struct ingest_batches *ingest_batches_make(struct ingest_reading *reading)
{
	struct ingest_batches *batches = tl_arena_alloc(&reading->arena, sizeof *batches);
	size_t count = reading->rules.count;

	batches->possible = tl_cpu_level() > TL_CPU_REFERENCE && is_possible(reading);
	if (!batches->possible)
		return batches;
	batches->count = count;
	batches->kernels = tl_arena_array(&reading->arena, count, sizeof *batches->kernels);
	for (size_t i = 0; i < count; i++) {
		const struct tl_rule *rule = &reading->rules.items[i];

		ingest_kernel_make(&batches->kernels[i], rule, i, reading->layout.at[i],
			rule->record_at != TL_NOWHERE ? reading->sink.record : reading->sink.main,
			&reading->arena);
	}
	batches->key = kernel_of_role(batches, TL_ROLE_KEY);
	batches->start = kernel_of_role(batches, TL_ROLE_START);
	batches->end = kernel_of_role(batches, TL_ROLE_END);
	batches->date = kernel_of_role(batches, TL_ROLE_DATE);
	batches->fields = tl_arena_array(
		&reading->arena, reading->layout.columns + 1, sizeof *batches->fields);
	return batches;
}

static void start_batch(struct ingest_batch *batch)
{
	for (size_t row = 0; row < batch->count; row++) {
		batch->by_row[row] = false;
		batch->lane[0][row] = ingest_lane_start(0);
		batch->lane[1][row] = ingest_lane_start(1);
	}
}

/* No kernel need know of NUL: such a row is refused, and there is hardly ever one. */
static void check_nul(struct ingest_batch *batch)
{
	const struct tl_csv_rows *rows = &batch->rows;
	const char *at = rows->text + (uint32_t)(rows->ends[-1] + 1);
	const char *end = rows->text + rows->ends[batch->count * rows->columns - 1];
	size_t row = 0;

	while (at < end && (at = memchr(at, 0, (size_t)(end - at)))) {
		while (rows->text + rows->ends[(row + 1) * rows->columns - 1] < at)
			row++;
		batch->by_row[row] = true;
		at = rows->text + rows->ends[(row + 1) * rows->columns - 1];
	}
}

/* A blank row, whose lanes are as they began, and one that may end before it starts (on one day the
 * clock decides), go their own way. */
static void check_rows(struct ingest_batches *batches)
{
	struct ingest_batch *batch = &batches->batch;

	for (size_t row = 0; row < batch->count; row++)
		batch->by_row[row] |= batch->lane[0][row] == ingest_lane_start(0);
	if (!batches->start || !batches->end)
		return;
	for (size_t row = 0; row < batch->count; row++) {
		int64_t start = batches->start->numbers[row], end = batches->end->numbers[row];

		if (start != TL_NO_INT && end != TL_NO_INT && end <= start)
			batch->by_row[row] = true;
	}
}

static int64_t line_of(const struct ingest_batch *batch, size_t row)
{
	return batch->lines ? batch->lines[row] : batch->rows.line + (int64_t)row;
}

static void take_alone(struct ingest_batches *batches, struct ingest_reading *reading,
	ingest_take_row_fn *take_row, size_t row)
{
	const struct ingest_batch *batch = &batches->batch;
	const struct tl_csv_rows *rows = &batch->rows;
	size_t columns = reading->layout.columns;

	for (size_t i = 0; i < columns; i++)
		batches->fields[i] = tl_csv_rows_field(rows, row, i);
	take_row(reading, &(struct tl_csv_row){
				  .fields = batches->fields,
				  .count = columns,
				  .record = rows->record + (int64_t)row,
				  .line = line_of(batch, row),
			  });
}

static void append_places(
	const struct ingest_batch *batch, struct tl_facts_writer *writer, size_t from, size_t count)
{
	int64_t records[INGEST_BATCH_ROWS], lines[INGEST_BATCH_ROWS];

	for (size_t i = 0; i < count; i++) {
		records[i] = batch->rows.record + (int64_t)(from + i);
		lines[i] = line_of(batch, from + i);
	}
	tl_facts_append(writer, TL_AT_RECORD_NO, records, count);
	tl_facts_append(writer, TL_AT_LINE, lines, count);
}

static void append_keys(
	struct ingest_batches *batches, struct ingest_sink *sink, size_t from, size_t count)
{
	uint32_t found[INGEST_BATCH_ROWS];
	int64_t numbers[INGEST_BATCH_ROWS];
	struct ingest_column column;

	if (!batches->key)
		return;
	column = ingest_column_of(&batches->batch, batches->key);
	for (size_t i = 0; i < count; i++)
		batches->keys[i] = ingest_column_text(&column, from + i);
	tl_words_numbers(&sink->keys, batches->keys, (const uint64_t *)batches->key->numbers + from,
		count, found);
	for (size_t i = 0; i < count; i++)
		numbers[i] = found[i];
	tl_facts_append(sink->main, TL_AT_KEY_NO, numbers, count);
	if (sink->record)
		tl_facts_append(sink->record, TL_AT_KEY_NO, numbers, count);
}

static void append_values(const struct ingest_kernel *kernel, size_t from, size_t count)
{
	if (!kernel->fn || !kernel->rule->kept || kernel->rule->field->role == TL_ROLE_KEY)
		return;
	if (kernel->rule->type == TL_FACT_TEXT)
		tl_facts_append(kernel->writer, kernel->at, kernel->codes + from, count);
	else if (kernel->rule->type == TL_FACT_REAL)
		tl_facts_append(kernel->writer, kernel->at, kernel->reals + from, count);
	else
		tl_facts_append(kernel->writer, kernel->at, kernel->numbers + from, count);
}

static void store(
	struct ingest_batches *batches, struct ingest_sink *sink, size_t from, size_t count)
{
	const struct ingest_batch *batch = &batches->batch;

	append_places(batch, sink->main, from, count);
	if (sink->record)
		append_places(batch, sink->record, from, count);
	append_keys(batches, sink, from, count);
	for (size_t i = 0; i < batches->count; i++)
		append_values(&batches->kernels[i], from, count);
	tl_facts_end_rows(sink->main, count);
	if (sink->record)
		tl_facts_end_rows(sink->record, count);
	for (size_t row = from; row < from + count; row++)
		ingest_rowsum_add(&sink->rowsum,
			&(struct ingest_row_hash){{batch->lane[0][row], batch->lane[1][row]}});
}

static struct tl_day day_of(const struct ingest_kernel *kernel, size_t row)
{
	if (!kernel || kernel->numbers[row] == TL_NO_INT)
		return TL_NO_DAY;
	return (struct tl_day){(int32_t)kernel->numbers[row]};
}

static void see_span(struct ingest_sink *sink, struct tl_day start, struct tl_day end)
{
	ingest_sink_see(sink, start, end);
	ingest_sink_count_months(sink, start, end);
}

/* First and last day: the first and last of the batch, unless an end or the kind makes it harder.
 */
static void see_days(
	struct ingest_batches *batches, struct ingest_sink *sink, size_t from, size_t count)
{
	const struct ingest_kernel *start = batches->date ? batches->date : batches->start;
	int64_t least = INT64_MAX, most = INT64_MIN;

	if (!start)
		return;
	if (batches->end) {
		for (size_t row = from; row < from + count; row++)
			see_span(sink, day_of(start, row), day_of(batches->end, row));
		return;
	}
	for (size_t row = from; row < from + count; row++) {
		int64_t day = start->numbers[row];

		least = day < least && day != TL_NO_INT ? day : least;
		most = day > most ? day : most;
		ingest_months_add(&sink->months, day);
	}
	if (most == TL_NO_INT)
		return;
	ingest_sink_see(sink, (struct tl_day){(int32_t)least}, TL_NO_DAY);
	ingest_sink_see(sink, (struct tl_day){(int32_t)most}, TL_NO_DAY);
}

static void keep(
	struct ingest_batches *batches, struct ingest_sink *sink, size_t from, size_t count)
{
	see_days(batches, sink, from, count);
	sink->tally.read += (int64_t)count;
	sink->tally.kept += (int64_t)count;
	while (sink->main && count) {
		size_t room = tl_facts_room(sink->main), step = count < room ? count : room;

		store(batches, sink, from, step);
		from += step;
		count -= step;
	}
}

static void take_batch(struct ingest_batches *batches, struct ingest_reading *reading,
	ingest_take_row_fn *take_row)
{
	struct ingest_batch *batch = &batches->batch;
	size_t from, to;

	start_batch(batch);
	check_nul(batch);
	for (size_t i = 0; i < batches->count; i++)
		if (batches->kernels[i].fn)
			ingest_kernel_run(&batches->kernels[i], batch);
	check_rows(batches);
	for (from = 0; from < batch->count; from = to) {
		for (to = from; to < batch->count && !batch->by_row[to]; to++)
			;
		if (to > from)
			keep(batches, &reading->sink, from, to - from);
		for (; to < batch->count && batch->by_row[to]; to++)
			take_alone(batches, reading, take_row, to);
	}
}

/* Takes the rows that were gathered. */
static void take_gathered(struct ingest_batches *batches, struct ingest_reading *reading,
	ingest_take_row_fn *take_row)
{
	struct ingest_gathered *gathered = &batches->gathered;

	if (!gathered->count)
		return;
	batches->batch.rows = (struct tl_csv_rows){
		.text = gathered->text,
		.ends = gathered->ends + 1,
		.count = gathered->count,
		.columns = reading->layout.columns + 1,
		.record = gathered->record,
	};
	batches->batch.count = gathered->count;
	batches->batch.lines = gathered->lines;
	take_batch(batches, reading, take_row);
	batches->batch.lines = NULL;
	gathered->count = gathered->length = 0;
}

static void make_room(struct ingest_gathered *gathered, size_t columns, struct tl_arena *arena)
{
	if (gathered->text)
		return;
	gathered->text = tl_arena_alloc(arena, INGEST_GATHERED_BYTES + TL_CSV_PADDING);
	gathered->ends = tl_arena_array(
		arena, INGEST_BATCH_ROWS * (columns + 1) + 1, sizeof *gathered->ends);
	gathered->ends[0] = UINT32_MAX; /* one before the first byte */
}

static bool fits(const struct ingest_gathered *gathered, const struct tl_csv_row *row)
{
	size_t length = row->count + 1;

	for (size_t i = 0; i < row->count; i++)
		length += row->fields[i].length;
	return gathered->count < INGEST_BATCH_ROWS &&
	       gathered->length + length <= INGEST_GATHERED_BYTES;
}

/* Adds the row unless there is a line break in it, which may be more than one row (swallow.h). */
static bool gather(struct ingest_gathered *gathered, const struct tl_csv_row *row)
{
	uint32_t *end = gathered->ends + gathered->count * (row->count + 1) + 1;
	size_t from = gathered->length, at = from;

	for (size_t i = 0; i < row->count; i++) {
		if (row->fields[i].length)
			memcpy(gathered->text + at, row->fields[i].data, row->fields[i].length);
		at += row->fields[i].length;
		*end++ = (uint32_t)at;
		gathered->text[at++] = ',';
	}
	if (memchr(gathered->text + from, '\n', at - from) ||
		memchr(gathered->text + from, '\r', at - from))
		return false;
	*end = (uint32_t)at;
	gathered->text[at++] = ',';
	gathered->length = at;
	if (!gathered->count)
		gathered->record = row->record;
	gathered->lines[gathered->count++] = row->line;
	return true;
}

static bool is_usual(const struct ingest_batches *batches, const struct ingest_reading *reading,
	const struct tl_csv_row *row)
{
	return batches->possible && row->record > INGEST_ROWS_LOOKED_AT &&
	       row->count == reading->layout.columns && !row->bad_encoding;
}

void ingest_batches_take_one(struct ingest_batches *batches, struct ingest_reading *reading,
	ingest_take_row_fn *take_row, const struct tl_csv_row *row)
{
	struct ingest_gathered *gathered = &batches->gathered;

	if (is_usual(batches, reading, row)) {
		make_room(gathered, row->count, &reading->arena);
		if (!fits(gathered, row))
			take_gathered(batches, reading, take_row);
		if (fits(gathered, row) && gather(gathered, row))
			return;
	}
	take_gathered(batches, reading, take_row);
	take_row(reading, row);
}

void ingest_batches_finish(struct ingest_batches *batches, struct ingest_reading *reading,
	ingest_take_row_fn *take_row)
{
	take_gathered(batches, reading, take_row);
}

bool ingest_batches_take(struct ingest_batches *batches, struct ingest_reading *reading,
	ingest_take_row_fn *take_row, struct tl_err *err)
{
	struct tl_csv_rows rows;

	/* The first rows are looked at one by one, to see what their columns hold. */
	if (!batches->possible ||
		reading->sink.tally.read + (int64_t)batches->gathered.count < INGEST_ROWS_LOOKED_AT)
		return true;
	do {
		if (!tl_table_next_plain(reading->table, reading->layout.columns, &rows, err))
			return false;
		if (rows.count)
			take_gathered(batches, reading, take_row);
		for (size_t from = 0; from < rows.count; from += batches->batch.count) {
			size_t left = rows.count - from;

			batches->batch.rows = rows;
			batches->batch.rows.ends += from * rows.columns;
			batches->batch.rows.record += (int64_t)from;
			batches->batch.rows.line += (int64_t)from;
			batches->batch.count = left < INGEST_BATCH_ROWS ? left : INGEST_BATCH_ROWS;
			take_batch(batches, reading, take_row);
		}
	} while (rows.count);
	return true;
}
