/* One column: what its values can be read as. */
#include "sniff.h"

#include <throughline/hash.h>
#include <throughline/num.h>

#include <stdlib.h>
#include <string.h>

#define SERIAL_LEAST 14611 /* 1940 */
#define SERIAL_MOST 73050 /* 2100 */
#define DIGITS_MOST 15 /* Excel keeps no more; longer numbers are names */

const char *const sniff_marks[] = {"N/A", "n/a", "NA", "na", "NULL", "Null", "null", "NONE", "None",
	"none", "-", "--", "?", ".", "..", "...", ":", "*", "x", "c", "z", "u", "[x]", "[c]", "[z]",
	"[u]", "[low]", "low", "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!",
	"#########", "NaN", "nan", "Unknown", "unknown", "UNKNOWN", "Not known", "Not recorded",
	"SUPP", "NE", "DNS", "(blank)"};
const size_t sniff_mark_count = TL_LEN(sniff_marks);
static_assert(TL_LEN(sniff_marks) <= SNIFF_MARKS_MAX, "as many as are counted");

static size_t mark_of(struct tl_str text)
{
	for (size_t i = 0; text.length <= 12 && i < sniff_mark_count; i++)
		if (tl_str_equal(text, tl_str(sniff_marks[i])))
			return i;
	return SIZE_MAX;
}

/* ---- distinct texts ---- */

static void see_hash(struct sniff_column *column, uint64_t hash)
{
	size_t mask = SNIFF_DISTINCT_MAX * 2 - 1, slot = hash & mask;

	if (column->distinct == SNIFF_DISTINCT_MAX)
		return;
	if (!column->seen)
		column->seen = tl_alloc(SNIFF_DISTINCT_MAX * 2, sizeof *column->seen);
	hash |= 1; /* 0 is a free slot */
	while (column->seen[slot] && column->seen[slot] != hash)
		slot = (slot + 1) & mask;
	column->distinct += !column->seen[slot];
	column->seen[slot] = hash;
}

static void see_word(struct sniff_column *column, struct tl_str text, struct tl_arena *arena)
{
	struct sniff_word *word;

	if (text.length > SNIFF_CODE_BYTES) {
		column->long_words = true;
		return;
	}
	for (size_t i = 0; i < column->words.count; i++)
		if (tl_str_equal(column->words.items[i].text, text)) {
			column->words.items[i].rows++;
			return;
		}
	if (column->words.count > SNIFF_CODES_MAX)
		return;
	word = tl_vec_push(&column->words);
	*word = (struct sniff_word){tl_arena_str(arena, text), 1};
}

/* ---- numbers ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t digits_in(struct tl_str text)
{
	size_t digits = 0;

	for (size_t i = 0; i < text.length; i++)
		digits += is_digit(text.data[i]);
	return digits;
}

static bool has_char(struct tl_str text, char c)
{
	return text.length && memchr(text.data, c, text.length);
}

static void see_plain_number(struct sniff_column *column, struct tl_str text)
{
	struct tl_num_style plain = {0};
	int64_t whole;
	double real;

	if (!tl_num_real(text, plain, &real))
		return;
	column->real++;
	column->grouped_real++;
	column->scientific += has_char(text, 'E') || has_char(text, 'e');
	if (!tl_num_int(text, plain, &whole))
		return;
	column->whole++;
	column->grouped_whole++;
	column->leading_zeros += text.length > 1 && text.data[0] == '0';
	column->long_digits += digits_in(text) > DIGITS_MOST;
	column->serials += whole >= SERIAL_LEAST && whole <= SERIAL_MOST;
	column->minus_ones += whole == -1;
}

static void see_number(struct sniff_column *column, struct tl_str text)
{
	int64_t whole;
	double real;

	if (!text.length || !digits_in(text))
		return;
	see_plain_number(column, text);
	if (!has_char(text, ','))
		return;
	column->grouped_whole += tl_num_int(text, (struct tl_num_style){.group = ','}, &whole);
	column->grouped_real += tl_num_real(text, (struct tl_num_style){.group = ','}, &real);
	column->comma_real +=
		tl_num_real(text, (struct tl_num_style){.group = '.', .decimal = ','}, &real);
}

static bool is_boolean(struct tl_str text)
{
	return tl_str_equal_fold(text, TL_STR("true")) || tl_str_equal_fold(text, TL_STR("false"));
}

/* ---- dates ---- */

static void see_sentinel(struct sniff_column *column, struct tl_str text, uint64_t formats)
{
	for (size_t i = 0; i < sniff_date_format_count; i++) {
		struct tl_day day, sentinel;

		if (!(formats >> i & 1) || !tl_day_parse(text, sniff_date_formats[i].format, &day))
			continue;
		for (size_t j = 0; j < SNIFF_SENTINELS; j++)
			if (tl_day_read(tl_str(sniff_sentinels[j]), &sentinel) &&
				sentinel.n == day.n)
				column->sentinels[j]++;
		return; /* day and month agree in all of them, or the other reading is as good */
	}
}

static void see_date(struct sniff_column *column, struct tl_str text)
{
	uint64_t formats = sniff_date_mask(text);

	if (!formats) {
		column->no_days += sniff_is_like_date(text);
		return;
	}
	see_sentinel(column, text, formats);
	for (size_t i = 0; i < column->dates.count; i++)
		if (column->dates.items[i].formats == formats) {
			column->dates.items[i].rows++;
			return;
		}
	*tl_vec_push(&column->dates) = (struct sniff_mask){formats, 1};
}

void sniff_column_add(struct sniff_column *column, struct tl_str text, struct tl_arena *arena)
{
	size_t mark;

	text = tl_str_trim(text);
	column->rows++;
	if (!text.length) {
		column->blanks++;
		return;
	}
	see_word(column, text, arena);
	see_hash(column, tl_hash64(text.data, text.length, 0));
	mark = mark_of(text);
	if (mark != SIZE_MAX) {
		column->marks[mark]++;
		return;
	}
	column->values++;
	see_number(column, text);
	column->booleans += is_boolean(text);
	see_date(column, text);
}

void sniff_column_free(struct sniff_column *column)
{
	tl_vec_free(&column->dates);
	tl_vec_free(&column->words);
	free(column->seen);
	column->seen = NULL;
}
