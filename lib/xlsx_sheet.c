/* The cells and rows of a sheet: the parser is paused at the end of each row that is handed over.
 */
#include "xlsx_private.h"

#include <string.h>

static const struct {
	const char *name; /* its attribute t; none is a number */
	enum xlsx_cell kind;
} cell_kinds[] = {
	{"n", XLSX_CELL_NUMBER},
	{"s", XLSX_CELL_SHARED},
	{"inlineStr", XLSX_CELL_INLINE},
	{"str", XLSX_CELL_INLINE}, /* the text a formula gave */
	{"b", XLSX_CELL_BOOLEAN},
	{"e", XLSX_CELL_AS_IT_IS},
	{"d", XLSX_CELL_AS_IT_IS},
};

/* ---- cells ------------------------------------------------------------------------------------
 */

static size_t column_or(const char *reference, size_t otherwise)
{
	size_t column = 0;

	if (!reference || *reference < 'A' || *reference > 'Z')
		return otherwise;
	for (; *reference >= 'A' && *reference <= 'Z' && column <= TL_CSV_ROW_FIELDS_MAX;
		reference++)
		column = column * 26 + (size_t)(*reference - 'A') + 1;
	return column - 1;
}

static int64_t whole_of(const char **attributes, const char *name, int64_t otherwise)
{
	const char *text = xlsx_attribute(attributes, name);
	int64_t value;

	return text && tl_num_int(tl_str(text), (struct tl_num_style){0}, &value) ? value
										  : otherwise;
}

static void begin_cell(struct tl_xlsx *xlsx, const char **attributes)
{
	const char *kind = xlsx_attribute(attributes, "t");
	int64_t style = whole_of(attributes, "s", 0);

	xlsx->column = column_or(xlsx_attribute(attributes, "r"), xlsx->next_column);
	if (xlsx->column >= TL_CSV_ROW_FIELDS_MAX) {
		xlsx_part_fail(&xlsx->sheet,
			"a row of the sheet has more than 4096 fields; deliver it as CSV");
		return;
	}
	if (xlsx->column < xlsx->next_column) {
		xlsx_part_fail(
			&xlsx->sheet, "a row's cells are not in order; save it anew in Excel");
		return;
	}
	xlsx->next_column = xlsx->column + 1;
	xlsx->kind = XLSX_CELL_NUMBER;
	for (size_t i = 0; kind && i < TL_LEN(cell_kinds); i++)
		if (!strcmp(kind, cell_kinds[i].name))
			xlsx->kind = cell_kinds[i].kind;
	xlsx->style = style < 0 ? 0 : (size_t)style;
	xlsx->in_cell = true;
	xlsx->has_formula = false;
	tl_buf_clear(&xlsx->value);
}

static bool add_shared(struct tl_xlsx *xlsx, struct tl_str number)
{
	struct tl_str text;
	int64_t at;

	if (!tl_num_int(number, (struct tl_num_style){0}, &at) || at < 0 ||
		!xlsx_strings_at(&xlsx->strings, (size_t)at, &text))
		return false;
	tl_buf_add(&xlsx->bytes, text);
	return true;
}

static enum xlsx_shown shown_of(const struct tl_xlsx *xlsx)
{
	return xlsx->style < xlsx->styles.of.count ? xlsx->styles.of.items[xlsx->style]
						   : XLSX_NUMBER;
}

static bool add_cell(struct tl_xlsx *xlsx, struct tl_str value)
{
	switch (xlsx->kind) {
	case XLSX_CELL_NUMBER:
		return xlsx_add_number(&xlsx->bytes, value, shown_of(xlsx), xlsx->book.from_1904);
	case XLSX_CELL_SHARED:
		return add_shared(xlsx, value);
	case XLSX_CELL_INLINE:
		xlsx_add_text(&xlsx->bytes, value);
		return true;
	case XLSX_CELL_BOOLEAN:
		tl_buf_addc(&xlsx->bytes, tl_str_equal(value, TL_STR("1")) ? "TRUE" : "FALSE");
		return true;
	case XLSX_CELL_AS_IT_IS:
		tl_buf_add(&xlsx->bytes, value);
		return true;
	}
	return false;
}

static void end_cell(struct tl_xlsx *xlsx)
{
	struct tl_str value = tl_buf_str(&xlsx->value);
	struct xlsx_field field = {.start = xlsx->bytes.length};

	xlsx->in_cell = false;
	xlsx->without_result +=
		xlsx->has_formula && !value.length && xlsx->kind == XLSX_CELL_NUMBER;
	if (xlsx->kind != XLSX_CELL_INLINE)
		value = tl_str_trim(value);
	if (value.length && !add_cell(xlsx, value)) {
		xlsx_part_fail(&xlsx->sheet, "a cell of the sheet is damaged; ask for it again");
		return;
	}
	field.length = xlsx->bytes.length - field.start;
	if (field.length > TL_CSV_FIELD_MAX) {
		xlsx_part_fail(&xlsx->sheet,
			"a text in it is longer than a field may be; deliver it as CSV");
		return;
	}
	if (!field.length)
		return;
	tl_buf_add_char(&xlsx->bytes, '\0');
	while (xlsx->cells.count < xlsx->column)
		*tl_vec_push(&xlsx->cells) = (struct xlsx_field){0};
	*tl_vec_push(&xlsx->cells) = field;
}

/* ---- rows -------------------------------------------------------------------------------------
 */

static void begin_row(struct tl_xlsx *xlsx, const char **attributes)
{
	int64_t number = whole_of(attributes, "r", xlsx->row + 1);

	if (number <= xlsx->row || number > TL_XLSX_ROWS_MAX) {
		xlsx_part_fail(&xlsx->sheet,
			"its rows are not in order, or too many; save it anew in Excel");
		return;
	}
	xlsx->row = number;
	xlsx->row_hidden = xlsx_attribute_is_true(attributes, "hidden");
	xlsx->next_column = 0;
	tl_buf_clear(&xlsx->bytes);
	tl_vec_clear(&xlsx->cells);
}

static void fail_no_header(struct tl_xlsx *xlsx)
{
	struct tl_buf what = {0};

	tl_buf_addf(&what,
		"row %lld of the sheet, which should hold the headers, is empty; say in the "
		"contract where "
		"they are, as header_row: N",
		(long long)xlsx->header_row);
	xlsx_part_fail(&xlsx->sheet, what.data);
	tl_buf_free(&what);
}

static void end_row(struct tl_xlsx *xlsx)
{
	if (xlsx->row < xlsx->header_row)
		return;
	if (!xlsx->header_seen && (xlsx->row > xlsx->header_row || !xlsx->cells.count)) {
		fail_no_header(xlsx);
		return;
	}
	if (!xlsx->cells.count)
		return;
	if (!xlsx->header_seen)
		xlsx->width = xlsx->cells.count;
	xlsx->hidden_rows += xlsx->row_hidden;
	xlsx->header_seen = xlsx->row_done = true;
	xlsx_part_pause(&xlsx->sheet);
}

/* ---- the sheet --------------------------------------------------------------------------------
 */

static void note_columns(struct tl_xlsx *xlsx, const char **attributes)
{
	int64_t first = whole_of(attributes, "min", 0), last = whole_of(attributes, "max", 0);

	/* Excel hides all columns to the right of a sheet's last as one. */
	if (xlsx_attribute_is_true(attributes, "hidden") && first >= 1 && first <= last &&
		last < (int64_t)TL_CSV_ROW_FIELDS_MAX)
		xlsx->hidden_columns += last - first + 1;
}

static void on_start(void *context, const char *element, const char **attributes)
{
	struct tl_xlsx *xlsx = context;

	if (!strcmp(element, "c"))
		begin_cell(xlsx, attributes);
	else if (!strcmp(element, "row"))
		begin_row(xlsx, attributes);
	else if (!strcmp(element, "col"))
		note_columns(xlsx, attributes);
	else if (!strcmp(element, "mergeCell"))
		xlsx->merged++;
	else if (!strcmp(element, "f"))
		xlsx->has_formula = true;
	else if (!strcmp(element, "rPh"))
		xlsx->in_phonetic = true;
	xlsx->in_value = xlsx->in_cell && !xlsx->in_phonetic &&
			 (!strcmp(element, "v") || !strcmp(element, "t"));
}

static void on_end(void *context, const char *element)
{
	struct tl_xlsx *xlsx = context;

	xlsx->in_value = false;
	if (!strcmp(element, "c") && xlsx->in_cell)
		end_cell(xlsx);
	else if (!strcmp(element, "row"))
		end_row(xlsx);
	else if (!strcmp(element, "rPh"))
		xlsx->in_phonetic = false;
}

static void on_text(void *context, struct tl_str text)
{
	struct tl_xlsx *xlsx = context;

	if (!xlsx->in_value)
		return;
	tl_buf_add(&xlsx->value, text);
	if (xlsx->value.length > TL_CSV_FIELD_MAX * 6) /* the longest field, all of it escaped */
		xlsx_part_fail(&xlsx->sheet,
			"a text in it is longer than a field may be; deliver it as CSV");
}

const struct xlsx_handler xlsx_sheet_handler = {on_start, on_end, on_text};
