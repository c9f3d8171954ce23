#include <throughline/extract.h>

#define COLUMNS_LEAST 3

/* Cuts off the first line of text, its break included; false where no break is left. */
static bool cut_line(struct tl_str *text, struct tl_str *line)
{
	for (size_t i = 0; i < text->length; i++) {
		bool pair =
			text->data[i] == '\r' && i + 1 < text->length && text->data[i + 1] == '\n';
		size_t past = i + (pair ? 2 : 1);

		if (text->data[i] != '\n' && text->data[i] != '\r')
			continue;
		*line = tl_str_slice(text->data, i);
		*text = tl_str_slice(text->data + past, text->length - past);
		return true;
	}
	return false;
}

static size_t count_char(struct tl_str text, char c)
{
	size_t count = 0;

	for (size_t i = 0; i < text.length; i++)
		count += text.data[i] == c;
	return count;
}

/* The first and last pieces are ends of rows that began or go on outside the quotes. */
static bool holds_rows(struct tl_str text, size_t columns, char delimiter)
{
	struct tl_str line;
	size_t rows = 0;

	if (!cut_line(&text, &line))
		return false;
	for (; cut_line(&text, &line); rows++)
		if (count_char(line, delimiter) + 1 != columns)
			return false;
	return rows > 0;
}

bool tl_row_swallows(const struct tl_csv_row *row, size_t columns, char delimiter, bool ragged)
{
	for (size_t i = 0; i < row->count && !row->in_sheet; i++) {
		struct tl_str text = row->fields[i], line;

		if (!cut_line(&text, &line))
			continue;
		if (ragged)
			return true;
		if (columns >= COLUMNS_LEAST && holds_rows(row->fields[i], columns, delimiter))
			return true;
	}
	return false;
}
