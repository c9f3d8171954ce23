/* Rows whose quotes enclose whole fields and hold no quote and no line's end: cut at the positions
 * of the index like plain ones. */
#include "csv_private.h"

/* Where a row is being cut. */
struct cut {
	const struct csv_index *index;
	const char *data;
	size_t at; /* the field begins here */
	size_t end, odd; /* the next of each in the index */
};

/* To the first end behind the quote that closes the field; false where the quotes are of another
 * kind. The closing quote's place is in *close. */
static bool find_close(struct cut *cut, size_t *close)
{
	const struct csv_index *index = cut->index;

	if (cut->odd + 1 >= index->odd_count)
		return false;
	*close = index->odd[cut->odd + 1];
	if (cut->data[*close] != '"')
		return false;
	cut->odd += 2;
	for (; cut->end < index->end_count && index->ends[cut->end] < *close; cut->end++)
		if (cut->data[index->ends[cut->end]] == '\n')
			return false;
	return cut->end < index->end_count;
}

static bool cut_quoted(struct cut *cut, struct tl_str *field)
{
	const char *data = cut->data;
	size_t close, to;

	if (!find_close(cut, &close))
		return false;
	to = cut->index->ends[cut->end];
	*field = tl_str_slice(data + cut->at + 1, close - cut->at - 1);
	return to == close + 1 || (to == close + 2 && data[close + 1] == '\r' && data[to] == '\n');
}

static bool cut_bare(struct cut *cut, struct tl_str *field)
{
	const struct csv_index *index = cut->index;
	size_t to;

	if (cut->end == index->end_count)
		return false;
	to = index->ends[cut->end];
	if (cut->odd < index->odd_count && index->odd[cut->odd] < to)
		return false;
	*field = tl_str_slice(cut->data + cut->at, to - cut->at);
	if (cut->data[to] == '\n' && field->length && cut->data[to - 1] == '\r')
		field->length--;
	return true;
}

/* All fields up to the line's end into plain->fields; false where the reference must say. */
static bool cut_row(struct csv_plain *plain, struct cut *cut)
{
	bool at_line_end = false;

	tl_vec_clear(&plain->fields);
	while (!at_line_end) {
		struct tl_str *field = tl_vec_push(&plain->fields);
		bool quoted = cut->data[cut->at] == '"';

		if (plain->fields.count > TL_CSV_ROW_FIELDS_MAX ||
			!(quoted ? cut_quoted(cut, field) : cut_bare(cut, field)))
			return false;
		cut->at = cut->index->ends[cut->end] + 1;
		at_line_end = cut->data[cut->at - 1] == '\n';
		cut->end++;
	}
	return true;
}

bool csv_quoted_row(struct csv_plain *plain, struct csv_text *text, struct tl_csv_row *row)
{
	struct cut cut = {&plain->index, text->data, text->at, 0, 0};
	size_t from = text->at;

	if (!plain->fn)
		return false;
	csv_plain_catch_up(plain, text);
	if (plain->odd == plain->index.odd_count)
		return false;
	cut.end = plain->end;
	cut.odd = plain->odd;
	if (!cut_row(plain, &cut) || cut.at - 1 - from > TL_CSV_FIELD_MAX)
		return false;
	*row = (struct tl_csv_row){
		.fields = plain->fields.items,
		.count = plain->fields.count,
		.line = text->line,
		.bad_encoding = !csv_plain_is_utf8(plain, text, from, cut.at - 1),
	};
	csv_plain_step_over(plain, text, 1, cut.end - plain->end);
	return true;
}
