#include "batch.h"

#define KEYS_AHEAD 24 /* slots of keys that are fetched while others are looked at */

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
		const struct ingest_rule *rule = &reading->rules.items[i];

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

	batches->possible = is_possible(reading);
	if (!batches->possible)
		return batches;
	batches->count = count;
	batches->kernels = tl_arena_array(&reading->arena, count, sizeof *batches->kernels);
	for (size_t i = 0; i < count; i++) {
		const struct ingest_rule *rule = &reading->rules.items[i];

		ingest_kernel_make(&batches->kernels[i], rule, i, reading->layout.at[i],
			rule->record_at != INGEST_NOWHERE ? reading->sink.record
							  : reading->sink.main,
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
		batch->by_row[row] = batch->any[row] = false;
		batch->lane[0][row] = ingest_lane_start(0);
		batch->lane[1][row] = ingest_lane_start(1);
	}
}

/* A blank row, and one that may end before it starts (on one day the clock decides), go their own
 * way. */
static void check_rows(struct ingest_batches *batches)
{
	struct ingest_batch *batch = &batches->batch;

	for (size_t row = 0; row < batch->count; row++)
		batch->by_row[row] = batch->by_row[row] || !batch->any[row];
	if (!batches->start || !batches->end)
		return;
	for (size_t row = 0; row < batch->count; row++) {
		int64_t start = batches->start->numbers[row], end = batches->end->numbers[row];

		if (start != TL_NO_INT && end != TL_NO_INT && end <= start)
			batch->by_row[row] = true;
	}
}

static void take_alone(struct ingest_batches *batches, struct ingest_reading *reading,
	ingest_take_row_fn *take_row, size_t row)
{
	const struct tl_csv_rows *rows = &batches->batch.rows;

	for (size_t i = 0; i < rows->columns; i++)
		batches->fields[i] = tl_csv_rows_field(rows, row, i);
	take_row(reading, &(struct tl_csv_row){
				  .fields = batches->fields,
				  .count = rows->columns,
				  .record = rows->record + (int64_t)row,
				  .line = rows->line + (int64_t)row,
			  });
}

static void append_places(
	const struct ingest_batch *batch, struct tl_facts_writer *writer, size_t from, size_t count)
{
	int64_t records[INGEST_BATCH_ROWS], lines[INGEST_BATCH_ROWS];

	for (size_t i = 0; i < count; i++) {
		records[i] = batch->rows.record + (int64_t)(from + i);
		lines[i] = batch->rows.line + (int64_t)(from + i);
	}
	tl_facts_append(writer, INGEST_RECORD_NO, records, count);
	tl_facts_append(writer, INGEST_LINE, lines, count);
}

static void append_keys(
	struct ingest_batches *batches, struct ingest_sink *sink, size_t from, size_t count)
{
	int64_t numbers[INGEST_BATCH_ROWS];
	struct ingest_column column;

	if (!batches->key)
		return;
	column = ingest_column_of(&batches->batch, batches->key);
	for (size_t i = 0; i < count; i++) {
		const int64_t *hash = &batches->key->numbers[from + i];

		if (i + KEYS_AHEAD < count)
			ingest_keys_expect(&sink->keys, (uint64_t)hash[KEYS_AHEAD]);
		numbers[i] = ingest_keys_number_hashed(
			&sink->keys, ingest_column_text(&column, from + i), (uint64_t)*hash);
	}
	tl_facts_append(sink->main, INGEST_KEY_NO, numbers, count);
	if (sink->record)
		tl_facts_append(sink->record, INGEST_KEY_NO, numbers, count);
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
			ingest_sink_see(sink, day_of(start, row), day_of(batches->end, row));
		return;
	}
	for (size_t row = from; row < from + count; row++) {
		int64_t day = start->numbers[row];

		least = day < least && day != TL_NO_INT ? day : least;
		most = day > most ? day : most;
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
	for (size_t i = 0; i < batches->count; i++)
		if (batches->kernels[i].fn)
			batches->kernels[i].fn(&batches->kernels[i], batch);
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

bool ingest_batches_take(struct ingest_batches *batches, struct ingest_reading *reading,
	ingest_take_row_fn *take_row, struct tl_err *err)
{
	struct tl_csv_rows rows;

	/* The first rows are looked at one by one, to see what their columns hold. */
	if (!batches->possible || reading->sink.tally.read < INGEST_ROWS_LOOKED_AT)
		return true;
	do {
		if (!tl_table_next_plain(reading->table, reading->layout.columns, &rows, err))
			return false;
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
