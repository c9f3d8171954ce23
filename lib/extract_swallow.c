#include <throughline/extract.h>

#define COLUMNS_LEAST 3 /* prose seldom has the same two commas or more in line after line */
#define LINES_OF_TWO 2

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

/* A delimiter in prose is mostly followed by a blank. */
static bool has_blank_after(struct tl_str line, char delimiter)
{
	for (size_t i = 0; i + 1 < line.length; i++)
		if (line.data[i] == delimiter && line.data[i + 1] == ' ')
			return true;
	return false;
}

/* The first and last pieces are ends of rows that began or go on outside the quotes. */
static bool holds_rows(struct tl_str text, size_t columns, char delimiter)
{
	struct tl_str line;
	size_t rows = 0, least = columns < COLUMNS_LEAST ? LINES_OF_TWO : 1;

	if (columns < 2 || !cut_line(&text, &line))
		return false;
	for (; cut_line(&text, &line); rows++)
		if (count_char(line, delimiter) + 1 != columns ||
			(columns < COLUMNS_LEAST && has_blank_after(line, delimiter)))
			return false;
	return rows >= least;
}

/* A line whose first quote follows a delimiter is a row with a quoted field: that quote could not
 * close the text, for something comes after it. */
static bool opens_field(struct tl_str line, char delimiter)
{
	for (size_t i = 0; i < line.length; i++)
		if (line.data[i] == '"')
			return i && line.data[i - 1] == delimiter;
	return false;
}

static bool holds_quoted_field(struct tl_str text, char delimiter)
{
	struct tl_str line;

	if (!cut_line(&text, &line))
		return false;
	while (cut_line(&text, &line))
		if (opens_field(line, delimiter))
			return true;
	return opens_field(text, delimiter);
}

/* Two rows in one, with a quote that opens and one that closes in the same column: what the first
 * row lacks of its delimiters and what the second has before that column lie in the text. */
static bool joins_two_rows(struct tl_str text, size_t column, size_t columns, char delimiter)
{
	struct tl_str line, more;

	if (columns < 2 || !cut_line(&text, &line))
		return false;
	more = text;
	return !cut_line(&more, &more) && line.length && text.length &&
	       count_char(line, delimiter) == columns - 1 - column &&
	       count_char(text, delimiter) == column && !has_blank_after(line, delimiter) &&
	       !has_blank_after(text, delimiter);
}

bool tl_row_swallows(const struct tl_csv_row *row, size_t columns, char delimiter, bool ragged)
{
	for (size_t i = 0; i < row->count && !row->in_sheet; i++) {
		struct tl_str text = row->fields[i], line;

		if (!cut_line(&text, &line))
			continue;
		if (ragged)
			return true;
		if (joins_two_rows(row->fields[i], i, columns, delimiter) ||
			holds_rows(row->fields[i], columns, delimiter) ||
			holds_quoted_field(row->fields[i], delimiter))
			return true;
	}
	return false;
}
