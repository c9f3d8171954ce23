/* The strings that the cells of a workbook share. */
#include "xlsx_private.h"

#include <string.h>

struct reading {
	struct xlsx_part part;
	struct xlsx_strings *strings;
	bool in_text, in_phonetic;
	struct tl_buf piece;
};

static bool hex_of(char c, unsigned *value)
{
	if (c >= '0' && c <= '9')
		*value = *value * 16 + (unsigned)(c - '0');
	else if (c >= 'A' && c <= 'F')
		*value = *value * 16 + (unsigned)(c - 'A') + 10;
	else if (c >= 'a' && c <= 'f')
		*value = *value * 16 + (unsigned)(c - 'a') + 10;
	else
		return false;
	return true;
}

/* "_x000D_" at the start of text; only what one byte of UTF-8 can say is ever written so. */
static bool escaped(struct tl_str text, char *c)
{
	unsigned value = 0;

	if (text.length < 7 || text.data[0] != '_' || text.data[1] != 'x' || text.data[6] != '_')
		return false;
	for (size_t i = 2; i < 6; i++)
		if (!hex_of(text.data[i], &value))
			return false;
	*c = (char)value;
	return value > 0 && value < 128;
}

void xlsx_add_text(struct tl_buf *buf, struct tl_str text)
{
	char c;

	for (size_t i = 0; i < text.length; i++) {
		if (escaped(tl_str_slice(text.data + i, text.length - i), &c))
			i += 6;
		else
			c = text.data[i];
		tl_buf_add_char(buf, c);
	}
}

static void on_start(void *context, const char *element, const char **attributes)
{
	struct reading *reading = context;

	(void)attributes;
	if (!strcmp(element, "rPh"))
		reading->in_phonetic = true;
	reading->in_text = !strcmp(element, "t") && !reading->in_phonetic;
}

static void on_end(void *context, const char *element)
{
	struct reading *reading = context;
	struct xlsx_strings *strings = reading->strings;

	reading->in_text = false;
	if (!strcmp(element, "rPh"))
		reading->in_phonetic = false;
	if (strcmp(element, "si"))
		return;
	xlsx_add_text(&strings->bytes, tl_buf_str(&reading->piece));
	tl_buf_clear(&reading->piece);
	*tl_vec_push(&strings->ends) = strings->bytes.length;
	if (strings->bytes.length + strings->ends.count * sizeof(size_t) > TL_XLSX_STRINGS_MAX)
		xlsx_part_fail(&reading->part,
			"it holds more text than a workbook may; deliver it as CSV");
}

static void on_text(void *context, struct tl_str text)
{
	struct reading *reading = context;

	if (!reading->in_text)
		return;
	tl_buf_add(&reading->piece, text);
	if (reading->piece.length > TL_CSV_FIELD_MAX * 6) /* the longest field, all of it escaped */
		xlsx_part_fail(&reading->part,
			"a text in it is longer than a cell can hold; ask for it again");
}

bool xlsx_strings_read(struct xlsx_strings *strings, struct xlsx_package *package, const char *name,
	struct tl_err *err)
{
	static const struct xlsx_handler handler = {on_start, on_end, on_text};
	struct reading reading = {.strings = strings};
	bool ok = !name || xlsx_part_read(&reading.part, package, name, &handler, &reading, err);

	tl_buf_free(&reading.piece);
	return ok;
}

bool xlsx_strings_at(const struct xlsx_strings *strings, size_t number, struct tl_str *text)
{
	size_t start;

	if (number >= strings->ends.count)
		return false;
	start = number ? strings->ends.items[number - 1] : 0;
	*text = tl_str_slice(
		tl_buf_c(&strings->bytes) + start, strings->ends.items[number] - start);
	return true;
}

void xlsx_strings_free(struct xlsx_strings *strings)
{
	tl_buf_free(&strings->bytes);
	tl_vec_free(&strings->ends);
}
