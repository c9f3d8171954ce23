/* Whether a number is shown as a date, and as which text it comes out. */
#include "xlsx_private.h"

#include "num_c_locale.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#define STYLES_MAX ((size_t)65536) /* Excel's own limit is 64,000 */
#define SECONDS_A_DAY 86400
#define WHOLE_MAX 1e15 /* Excel keeps 15 digits */

/* ---- formats ----------------------------------------------------------------------------------
 */

/* Behind an opening bracket: [h] or [mm] counts on past a day, and so is no time of day. */
static bool is_elapsed(const char *code)
{
	size_t length = strspn(code, "hmsHMS");

	return length && code[length] == ']';
}

/* The next letter that stands for a part of a date or time; what is quoted or marked is passed
 * over. 0: none left in the first section, which is that of positive numbers. */
static char next_letter(const char **at)
{
	static const char *const words[] = {"general", "am/pm", "a/p"};
	const char *c = *at;

	while (*c && *c != ';') {
		size_t length = 1;

		if (*c == '"' || *c == '[') {
			const char *end = strchr(c + 1, *c == '"' ? '"' : ']');

			length = end ? (size_t)(end - c) + 1 : strlen(c);
		} else if ((*c == '\\' || *c == '_' || *c == '*') && c[1]) {
			length = 2;
		} else {
			for (size_t i = 0; i < TL_LEN(words); i++)
				if (tl_str_equal_fold(tl_str_slice(c, strnlen(c, strlen(words[i]))),
					    tl_str(words[i])))
					length = strlen(words[i]);
			if (length == 1 && strchr("ymdhsYMDHS", *c)) {
				*at = c + 1;
				return (char)tolower((unsigned char)*c);
			}
		}
		c += length;
	}
	*at = c;
	return 0;
}

enum xlsx_shown xlsx_format_shows(const char *code)
{
	bool year_or_day = false, month_or_minute = false, time = false;
	char letter;

	for (const char *c = code; (c = strchr(c, '[')) != NULL; c++)
		if (is_elapsed(c + 1))
			return XLSX_NUMBER;
	while ((letter = next_letter(&code)) != 0) {
		year_or_day = year_or_day || letter == 'y' || letter == 'd';
		month_or_minute = month_or_minute || letter == 'm';
		time = time || letter == 'h' || letter == 's';
	}
	if (time)
		return year_or_day ? XLSX_DATE_TIME : XLSX_TIME;
	return year_or_day || month_or_minute ? XLSX_DATE : XLSX_NUMBER;
}

/* Formats that every workbook has and none writes down. */
static enum xlsx_shown built_in(int64_t id)
{
	if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || (id >= 34 && id <= 36) ||
		(id >= 50 && id <= 58))
		return XLSX_DATE;
	if ((id >= 18 && id <= 21) || id == 32 || id == 33 || id == 45 || id == 47)
		return XLSX_TIME;
	return id == 22 ? XLSX_DATE_TIME : XLSX_NUMBER;
}

/* ---- the part ---------------------------------------------------------------------------------
 */

struct format {
	int64_t id;
	enum xlsx_shown shown;
};

struct reading {
	struct xlsx_part part;
	struct xlsx_styles *styles;
	bool in_formats, in_cells; /* <numFmts>, <cellXfs>: their children occur elsewhere too */
	TL_VEC(struct format) formats;
};

static int64_t id_of(const char **attributes)
{
	const char *text = xlsx_attribute(attributes, "numFmtId");
	int64_t id;

	return text && tl_num_int(tl_str(text), (struct tl_num_style){0}, &id) ? id : 0;
}

/* Formats stand before the styles that name them. */
static enum xlsx_shown shown_by(const struct reading *reading, int64_t id)
{
	for (size_t i = 0; i < reading->formats.count; i++)
		if (reading->formats.items[i].id == id)
			return reading->formats.items[i].shown;
	return built_in(id);
}

static void on_start(void *context, const char *element, const char **attributes)
{
	struct reading *reading = context;
	const char *code = xlsx_attribute(attributes, "formatCode");

	if (!strcmp(element, "numFmts"))
		reading->in_formats = true;
	else if (!strcmp(element, "cellXfs"))
		reading->in_cells = true;
	else if (!strcmp(element, "numFmt") && reading->in_formats && code)
		*tl_vec_push(&reading->formats) =
			(struct format){id_of(attributes), xlsx_format_shows(code)};
	else if (!strcmp(element, "xf") && reading->in_cells)
		*tl_vec_push(&reading->styles->of) = shown_by(reading, id_of(attributes));
	if (reading->formats.count > STYLES_MAX || reading->styles->of.count > STYLES_MAX)
		xlsx_part_fail(&reading->part,
			"it has more styles than a workbook may; deliver it as CSV");
}

static void on_end(void *context, const char *element)
{
	struct reading *reading = context;

	if (!strcmp(element, "numFmts"))
		reading->in_formats = false;
	else if (!strcmp(element, "cellXfs"))
		reading->in_cells = false;
}

bool xlsx_styles_read(struct xlsx_styles *styles, struct xlsx_package *package, const char *name,
	struct tl_err *err)
{
	static const struct xlsx_handler handler = {on_start, on_end, NULL};
	struct reading reading = {.styles = styles};
	bool ok = !name || xlsx_part_read(&reading.part, package, name, &handler, &reading, err);

	tl_vec_free(&reading.formats);
	return ok;
}

void xlsx_styles_free(struct xlsx_styles *styles)
{
	tl_vec_free(&styles->of);
}

/* ---- numbers ----------------------------------------------------------------------------------
 */

static void add_plain(struct tl_buf *buf, double value)
{
	bool whole = fabs(value) < WHOLE_MAX && value == floor(value);
	char text[32];

	num_print(text, sizeof text, whole ? 0 : 15, whole ? 'f' : 'g', value + 0.0);
	tl_buf_addc(buf, text);
}

/* False where the calendar has no such day. Day 60 of 1900 is Excel's own: 1900 was no leap year.
 */
static bool add_day(struct tl_buf *buf, double serial, bool from_1904)
{
	double last = from_1904 ? 2957003 : 2958465; /* 31 December 9999 */
	struct tl_day first = from_1904     ? tl_day_of(1904, 1, 1)
			      : serial < 60 ? tl_day_of(1899, 12, 31)
					    : tl_day_of(1899, 12, 30);
	char text[11];

	if (!(serial >= 0 && serial <= last))
		return false;
	if (!from_1904 && serial == 0)
		tl_buf_addc(buf, "1900-01-00");
	else if (!from_1904 && serial == 60)
		tl_buf_addc(buf, "1900-02-29");
	else
		tl_buf_addc(buf, tl_day_iso(tl_day_add(first, (int)serial), text));
	return true;
}

static bool add_date(struct tl_buf *buf, double value, enum xlsx_shown shown, bool from_1904)
{
	double day = floor(value);
	int seconds = shown == XLSX_DATE ? 0 : (int)lround((value - day) * SECONDS_A_DAY);

	if (seconds == SECONDS_A_DAY) {
		day++;
		seconds = 0;
	}
	if (shown != XLSX_TIME || day != 0) {
		if (!add_day(buf, day, from_1904))
			return false;
		if (shown == XLSX_DATE)
			return true;
		tl_buf_add_char(buf, 'T');
	}
	tl_buf_addf(buf, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
	return true;
}

bool xlsx_add_number(
	struct tl_buf *buf, struct tl_str number, enum xlsx_shown shown, bool from_1904)
{
	double value;

	if (!tl_num_real(number, (struct tl_num_style){0}, &value))
		return false;
	if (shown == XLSX_NUMBER || !add_date(buf, value, shown, from_1904))
		add_plain(buf, value);
	return true;
}
