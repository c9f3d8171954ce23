#include "records.h"

#include <stdlib.h>
#include <string.h>
#include <throughline/pool.h>

#include "normal.h"

#define ROWS_AT_ONCE ((size_t)128)
#define ROWS_A_TASK ((size_t)65536)

/* Hardly two records share a record filter: it is kept as its bytes at once, half of its text or
 * less. Of other kinds each distinct text is read once. */
static bool is_bytes(enum field_kind kind)
{
	return kind == FIELD_CLK;
}

static bool is_name(enum field_kind kind)
{
	return kind == FIELD_FORENAME || kind == FIELD_SURNAME || kind == FIELD_NAME;
}

void records_begin(struct records *records, const struct field *fields, size_t count)
{
	assert(count <= FIELDS_MAX);
	*records = (struct records){.field_count = count};
	memcpy(records->fields, fields, count * sizeof *fields);
}

static void push(struct records *records, size_t column, uint32_t number)
{
	*tl_vec_push(&records->columns[column]) = number;
}

static void push_all(struct records *records, size_t column, const uint32_t *numbers, size_t count)
{
	struct records_column *to = &records->columns[column];

	if (to->count + count > to->capacity) {
		to->capacity = (to->count + count) * 2;
		to->items = tl_grow(to->items, to->capacity, sizeof *to->items);
	}
	memcpy(to->items + to->count, numbers, count * sizeof *numbers);
	to->count += count;
}

static void add_value(struct records *records, size_t column, struct tl_str text)
{
	struct tl_str value = tl_str_trim(text);
	struct dictionary *raw = &records->raw[column];

	if (column >= FIELDS_MAX || !is_bytes(records->fields[column].kind)) {
		push(records, column, dictionary_add(raw, value));
		return;
	}
	struct tl_buf bytes = {0};
	if (!normal_form(records->fields[column].kind, value, &bytes))
		records->unread[column]++;
	push(records, column, dictionary_add(raw, tl_buf_str(&bytes)));
	tl_buf_free(&bytes);
}

static void add_id(struct records *records, struct tl_str id)
{
	size_t start =
		records->id_ends.count ? records->id_ends.items[records->id_ends.count - 1] : 0;

	if (start + id.length > records->ids_room) {
		records->ids_room = (start + id.length) * 2 + 4096;
		records->ids = tl_grow(records->ids, records->ids_room, 1);
	}
	if (id.length)
		memcpy(records->ids + start, id.data, id.length);
	*tl_vec_push(&records->id_ends) = start + id.length;
}

void records_add(struct records *records, const struct record_text *record)
{
	for (size_t i = 0; i < records->field_count; i++)
		add_value(records, i, record->fields[i]);
	push(records, RECORDS_SOURCE,
		dictionary_add(&records->raw[RECORDS_SOURCE], record->source));
	add_value(records, RECORDS_TRUTH, record->truth);
	records->has_truth |= record->truth.length != 0;
	add_id(records, record->id);
	records->count++;
}

struct adding {
	struct records *records;
	const struct tl_csv_rows *rows;
	const struct records_map *map;
};

static void add_values(struct adding *adding, size_t column, size_t from)
{
	struct records *records = adding->records;
	struct tl_str texts[ROWS_AT_ONCE];
	uint32_t numbers[ROWS_AT_ONCE];

	for (size_t row = 0; row < adding->rows->count;) {
		size_t count = 0;

		for (; count < ROWS_AT_ONCE && row < adding->rows->count; row++)
			texts[count++] = tl_str_trim(tl_csv_rows_field(adding->rows, row, from));
		dictionary_add_all(&records->raw[column], texts, count, numbers);
		push_all(records, column, numbers, count);
	}
}

static void add_rows_of(struct adding *adding, size_t column, size_t from)
{
	struct records *records = adding->records;

	if (from == SIZE_MAX) {
		uint32_t fixed = column == RECORDS_SOURCE ? dictionary_add(&records->raw[column],
								    adding->map->source_name)
							  : 0;

		for (size_t row = 0; row < adding->rows->count; row++)
			push(records, column, fixed);
	} else if (column < FIELDS_MAX && is_bytes(records->fields[column].kind)) {
		for (size_t row = 0; row < adding->rows->count; row++)
			add_value(records, column, tl_csv_rows_field(adding->rows, row, from));
	} else {
		add_values(adding, column, from);
	}
}

static bool add_column(size_t index, void *task, struct tl_err *err TL_UNUSED)
{
	struct adding *adding = task;
	const struct records_map *map = adding->map;
	size_t fields = adding->records->field_count;

	if (index < fields)
		add_rows_of(adding, index, map->fields[index]);
	else if (index == fields)
		add_rows_of(adding, RECORDS_SOURCE, map->source);
	else if (index == fields + 1)
		add_rows_of(adding, RECORDS_TRUTH, map->truth);
	else
		for (size_t row = 0; row < adding->rows->count; row++)
			add_id(adding->records,
				tl_str_trim(tl_csv_rows_field(adding->rows, row, map->id)));
	return true;
}

void records_add_rows(struct records *records, const struct tl_csv_rows *rows,
	const struct records_map *map, size_t threads)
{
	struct adding adding = {records, rows, map};
	struct tl_err err = {0};

	tl_pool_for(threads, records->field_count + 3, add_column, &adding, &err);
	records->has_truth |= map->truth != SIZE_MAX;
	records->count += rows->count;
}

static struct tl_str id_as_added(const struct records *records, size_t number)
{
	uint64_t start = number ? records->id_ends.items[number - 1] : 0;

	return tl_str_slice(records->ids + start, records->id_ends.items[number] - start);
}

struct tl_str records_id(const struct records *records, size_t record)
{
	return id_as_added(records, records->input[record]);
}

/* Sources in order of their names; the column's numbers then count from 0 in that order. */
static void order_sources(struct records *records)
{
	const struct dictionary *raw = &records->raw[RECORDS_SOURCE];
	uint32_t blank = 0, *was;

	for (size_t i = 0; i < records->count; i++)
		blank |= records->columns[RECORDS_SOURCE].items[i] == 0;
	records->source_count = raw->count + blank;
	records->sources = tl_alloc((size_t)records->source_count + 1, sizeof *records->sources);
	for (uint32_t i = 0; i < records->source_count; i++)
		records->sources[i] = dictionary_text(raw, i + !blank);
	was = tl_str_sort(records->sources, records->source_count);
	records->of_raw[RECORDS_SOURCE] = tl_alloc((size_t)raw->count + 1, sizeof(uint32_t));
	for (uint32_t i = 0; i < records->source_count; i++)
		records->of_raw[RECORDS_SOURCE][was[i] + !blank] = i;
	free(was);
}

static uint32_t source_as_added(const struct records *records, size_t number)
{
	return records->of_raw[RECORDS_SOURCE][records->columns[RECORDS_SOURCE].items[number]];
}

/* input[] by source, then id; equal ids as they came, for settle_ties. */
static void order_ids(struct records *records)
{
	struct tl_str *ids = tl_alloc(records->count + 1, sizeof *ids);
	uint32_t *starts = tl_alloc((size_t)records->source_count + 1, sizeof *starts), *was;

	for (size_t i = 0; i < records->count; i++)
		ids[i] = id_as_added(records, i);
	was = tl_str_sort(ids, records->count);
	free(ids);
	for (size_t i = 0; i < records->count; i++)
		starts[source_as_added(records, i) + 1]++;
	for (uint32_t i = 0; i < records->source_count; i++)
		starts[i + 1] += starts[i];
	records->input = tl_alloc(records->count + 1, sizeof *records->input);
	for (size_t i = 0; i < records->count; i++)
		records->input[starts[source_as_added(records, was[i])]++] = was[i];
	free(was);
	free(starts);
}

/* The set that a field's values are in: names share the first name field's. */
static size_t set_of(const struct records *records, size_t field)
{
	if (is_name(records->fields[field].kind))
		for (size_t i = 0; i < field; i++)
			if (is_name(records->fields[i].kind))
				return i;
	return field;
}

static uint32_t *count_raw(const struct records *records, size_t field)
{
	uint32_t *counts = tl_alloc((size_t)records->raw[field].count + 1, sizeof *counts);

	for (size_t i = 0; i < records->count; i++)
		counts[records->columns[field].items[i]]++;
	return counts;
}

static void make_set(struct records *records, size_t set)
{
	const struct dictionary *raw[FIELDS_MAX];
	uint32_t *of_raw[FIELDS_MAX], *met[FIELDS_MAX];
	size_t members[FIELDS_MAX], count = 0;

	for (size_t i = set; i < records->field_count; i++)
		if (set_of(records, i) == set) {
			raw[count] = &records->raw[i];
			met[count] = count_raw(records, i);
			members[count++] = i;
		}
	if (!count)
		return;
	values_make(&records->sets[set], records->fields[set].kind, records->fields[set].meaning,
		raw, met, count, of_raw);
	for (size_t i = 0; i < count; i++) {
		free(met[i]);
		records->of_raw[members[i]] = of_raw[i];
		records->values[members[i]] = &records->sets[set];
		dictionary_free(&records->raw[members[i]]);
	}
}

/* The column as value numbers, with how often each is met. */
static void make_column(struct records *records, size_t field)
{
	uint32_t *column = records->columns[field].items;
	const uint32_t *of_raw = records->of_raw[field];
	size_t values = values_count(records->values[field]);

	records->frequency[field] = tl_alloc(values + 1, sizeof **records->frequency);
	for (size_t i = 0; i < records->count; i++) {
		uint32_t value = of_raw[column[i]];

		records->unread[field] += column[i] && !value;
		records->known[field] += value != 0;
		records->frequency[field][value]++;
		column[i] = value;
	}
}

static bool finish_part(size_t index, void *task, struct tl_err *err TL_UNUSED)
{
	struct records *records = task;

	if (index == 0) {
		order_sources(records);
		order_ids(records);
		dictionary_seal(&records->raw[RECORDS_TRUTH]);
		return true;
	}
	make_set(records, index - 1);
	return true;
}

static bool finish_column(size_t index, void *task, struct tl_err *err TL_UNUSED)
{
	make_column(task, index);
	return true;
}

struct tied {
	const struct records *records;
	uint32_t number;
};

static int compare_tied(const void *a, const void *b)
{
	const struct tied *x = a, *y = b;
	const struct records *records = x->records;

	for (size_t i = 0; i < records->field_count; i++) {
		uint32_t p = records->columns[i].items[x->number];
		uint32_t q = records->columns[i].items[y->number];

		if (p != q)
			return p < q ? -1 : 1;
	}
	return tl_str_compare(dictionary_text(&records->raw[RECORDS_TRUTH],
				      records->columns[RECORDS_TRUTH].items[x->number]),
		dictionary_text(&records->raw[RECORDS_TRUTH],
			records->columns[RECORDS_TRUTH].items[y->number]));
}

static bool same_id(const struct records *records, size_t a, size_t b)
{
	return source_as_added(records, records->input[a]) ==
		       source_as_added(records, records->input[b]) &&
	       tl_str_equal(records_id(records, a), records_id(records, b));
}

/* Records of one source with one id, by their fields. */
static void settle_ties(struct records *records)
{
	for (size_t from = 0, to; from < records->count; from = to) {
		struct tied *tied;

		for (to = from + 1; to < records->count && same_id(records, from, to);)
			to++;
		if (to - from < 2)
			continue;
		records->repeated_ids += to - from;
		tied = tl_alloc(to - from, sizeof *tied);
		for (size_t i = from; i < to; i++)
			tied[i - from] = (struct tied){records, records->input[i]};
		qsort(tied, to - from, sizeof *tied, compare_tied);
		for (size_t i = from; i < to; i++)
			records->input[i] = tied[i - from].number;
		free(tied);
	}
}

static void settle_sources_and_truth(struct records *records)
{
	records->source = tl_alloc(records->count + 1, sizeof *records->source);
	for (size_t i = 0; i < records->count; i++)
		records->source[i] = source_as_added(records, records->input[i]);
	if (!records->has_truth)
		return;
	records->truth = tl_alloc(records->count + 1, sizeof *records->truth);
	for (size_t i = 0; i < records->count; i++)
		records->truth[i] = records->columns[RECORDS_TRUTH].items[records->input[i]];
}

void records_finish(struct records *records, size_t threads)
{
	struct tl_err err = {0};

	assert(records->count < UINT32_MAX);
	tl_pool_for(threads, records->field_count + 1, finish_part, records, &err);
	tl_pool_for(threads, records->field_count, finish_column, records, &err);
	settle_ties(records);
	settle_sources_and_truth(records);
}

static bool lay_out_part(size_t index, void *task, struct tl_err *err TL_UNUSED)
{
	struct records *records = task;
	size_t from = index * ROWS_A_TASK, to = from + ROWS_A_TASK;

	for (size_t i = from; i < to && i < records->count; i++) {
		uint32_t *row = records_row(records, i);

		for (size_t field = 0; field < records->field_count; field++)
			row[field] = records->columns[field].items[records->input[i]];
	}
	return true;
}

void records_lay_out(struct records *records, size_t keys, size_t threads)
{
	struct tl_err err = {0};
	size_t words = records->field_count + keys;

	records->stride = (words + 15) / 16 * 16;
	/* On the lines of the processor's cache: a record is one fetch. */
	records->words =
		tl_alloc_large((records->count + 1) * records->stride, sizeof *records->words);
	tl_pool_for(threads, (records->count + ROWS_A_TASK - 1) / ROWS_A_TASK, lay_out_part,
		records, &err);
	for (size_t i = 0; i < records->field_count; i++)
		tl_vec_free(&records->columns[i]);
}

void records_unread_words(const struct records *records, int width, struct tl_buf *out)
{
	for (size_t i = 0; i < records->field_count; i++)
		if (records->unread[i])
			tl_buf_addf(out, "%*u values of %s are no %s and taken as blank\n", width,
				records->unread[i], records->fields[i].name,
				field_kinds[records->fields[i].kind].name);
}

void records_free(struct records *records)
{
	for (size_t i = 0; i < RECORDS_COLUMNS; i++) {
		dictionary_free(&records->raw[i]);
		tl_vec_free(&records->columns[i]);
		free(records->of_raw[i]);
	}
	for (size_t i = 0; i < FIELDS_MAX; i++) {
		values_free(&records->sets[i]);
		free(records->frequency[i]);
	}
	free(records->ids);
	tl_vec_free(&records->id_ends);
	free(records->input);
	free(records->sources);
	free(records->source);
	free(records->truth);
	free(records->words);
	*records = (struct records){0};
}
