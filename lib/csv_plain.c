/* Rows that need no reading: cut from the text at the positions of an index. */
#include "csv_private.h"

#include <stdlib.h>

#define POSITIONS (CSV_CARRY_MAX + CSV_BLOCK_BYTES + CSV_INDEX_PADDING)

void csv_plain_init(struct csv_plain *plain, enum tl_cpu_level level, char delimiter)
{
	bool possible = (unsigned char)delimiter < 0x80 && delimiter != '"' && delimiter != '\n' &&
			delimiter != '\r';

	if (level == TL_CPU_REFERENCE || !possible)
		return;
	plain->fn = csv_index_pick(level);
	plain->delimiter = delimiter;
	plain->memory = tl_alloc(3 * POSITIONS + 1, sizeof *plain->memory);
	plain->index.ends = plain->memory + 1;
	plain->index.breaks = plain->index.ends + POSITIONS;
	plain->index.odd = plain->index.breaks + POSITIONS;
}

void csv_plain_catch_up(struct csv_plain *plain, const struct csv_text *text)
{
	struct csv_index *index = &plain->index;

	if (plain->block != text->block) {
		plain->fn(index, text->data, text->at, text->length, plain->delimiter);
		plain->block = text->block;
		plain->end = plain->at_break = plain->odd = 0;
		plain->checked = !index->high;
		plain->all_utf8 = true;
	}
	while (plain->end < index->end_count && index->ends[plain->end] < text->at)
		plain->end++;
	while (plain->at_break < index->break_count && index->breaks[plain->at_break] < plain->end)
		plain->at_break++;
	while (plain->odd < index->odd_count && index->odd[plain->odd] < text->at)
		plain->odd++;
	index->ends[(ptrdiff_t)plain->end - 1] = (uint32_t)text->at - 1;
}

/* Whether all whole lines of the block are UTF-8, looked at once. */
static bool lines_are_utf8(struct csv_plain *plain, const struct csv_text *text)
{
	if (!plain->checked && plain->index.break_count) {
		size_t last = plain->index.ends[plain->index.breaks[plain->index.break_count - 1]];

		plain->all_utf8 =
			tl_str_is_utf8(tl_str_slice(text->data + text->at, last - text->at));
		plain->checked = true;
	}
	return plain->all_utf8;
}

static uint32_t next_odd(const struct csv_plain *plain)
{
	return plain->odd < plain->index.odd_count ? plain->index.odd[plain->odd] : UINT32_MAX;
}

bool csv_plain_is_utf8(struct csv_plain *plain, const struct csv_text *text, size_t from, size_t to)
{
	return lines_are_utf8(plain, text) ||
	       tl_str_is_utf8(tl_str_slice(text->data + from, to - from));
}

static void cut_fields(struct csv_plain *plain, const char *data, size_t count)
{
	const uint32_t *end = plain->index.ends + plain->end;

	tl_vec_clear(&plain->fields);
	for (size_t i = 0; i < count; i++, end++)
		*tl_vec_push(&plain->fields) = tl_str_slice(
			data + (uint32_t)(end[-1] + 1), end[0] - (uint32_t)(end[-1] + 1));
}

void csv_plain_step_over(struct csv_plain *plain, struct csv_text *text, size_t rows, size_t fields)
{
	plain->at_break += rows;
	plain->end += fields;
	text->line += (int64_t)rows;
	text->at = plain->index.ends[plain->end - 1] + 1;
	text->after_cr = false;
}

bool csv_plain_row(struct csv_plain *plain, struct csv_text *text, struct tl_csv_row *row)
{
	struct csv_index *index = &plain->index;
	size_t last, count, from = text->at, to;

	if (!plain->fn)
		return false;
	csv_plain_catch_up(plain, text);
	if (plain->at_break == index->break_count)
		return false;
	last = index->breaks[plain->at_break];
	count = last - plain->end + 1;
	to = index->ends[last];
	if (next_odd(plain) < to || to - from > TL_CSV_FIELD_MAX || count > TL_CSV_ROW_FIELDS_MAX)
		return false;
	cut_fields(plain, text->data, count);
	if (to > from && text->data[to - 1] == '\r') {
		plain->fields.items[count - 1].length--;
		to--;
	}
	*row = (struct tl_csv_row){
		.fields = plain->fields.items,
		.count = to == from ? 0 : count, /* a line with nothing on it has no fields */
		.line = text->line,
		.bad_encoding = !csv_plain_is_utf8(plain, text, from, to),
	};
	csv_plain_step_over(plain, text, 1, count);
	return true;
}

/* How many rows from here on may be handed over together. */
static size_t count_rows(struct csv_plain *plain, const struct csv_text *text, size_t columns)
{
	const struct csv_index *index = &plain->index;
	size_t rows = 0, place = plain->end + columns - 1, from = text->at;
	uint32_t odd = next_odd(plain);
	bool utf8 = plain->at_break == index->break_count || lines_are_utf8(plain, text);

	for (size_t b = plain->at_break; b < index->break_count; b++, rows++, place += columns) {
		size_t to;

		if (index->breaks[b] != place)
			break;
		to = index->ends[place];
		if (to > odd || to - from > TL_CSV_FIELD_MAX)
			break;
		if (columns == 1 && (to == from || text->data[from] == '\r'))
			break;
		if (!utf8 && !csv_plain_is_utf8(plain, text, from, to))
			break;
		from = to + 1;
	}
	return rows;
}

void csv_plain_rows(
	struct csv_plain *plain, struct csv_text *text, size_t columns, struct tl_csv_rows *rows)
{
	*rows = (struct tl_csv_rows){.columns = columns, .line = text->line};
	if (!plain->fn || !columns || columns > TL_CSV_ROW_FIELDS_MAX)
		return;
	csv_plain_catch_up(plain, text);
	rows->text = text->data;
	rows->ends = plain->index.ends + plain->end;
	rows->count = count_rows(plain, text, columns);
	if (rows->count)
		csv_plain_step_over(plain, text, rows->count, rows->count * columns);
}

/* Not where the reference would refuse what is there already: more text may be refused for another
 * reason. */
bool csv_plain_wants_more(const struct csv_plain *plain, const struct csv_text *text)
{
	return plain->fn && plain->block == text->block && !text->at_end &&
	       plain->at_break == plain->index.break_count && next_odd(plain) >= text->length &&
	       text->length - text->at < CSV_CARRY_MAX &&
	       plain->index.end_count - plain->end <= TL_CSV_ROW_FIELDS_MAX;
}

void csv_plain_free(struct csv_plain *plain)
{
	free(plain->memory);
	tl_vec_free(&plain->fields);
}
