#include "values.h"

#include <stdlib.h>
#include <string.h>
#include <throughline/arena.h>
#include <throughline/identity.h>
#include <throughline/variant.h>
#include <throughline/vec.h>

#include "alike.h"
#include "keyed.h"
#include "normal.h"

static bool is_wordy(enum field_kind kind)
{
	return kind == FIELD_FORENAME || kind == FIELD_SURNAME || kind == FIELD_NAME ||
	       kind == FIELD_TEXT;
}

static uint64_t letters_of(struct tl_str text, uint8_t *over)
{
	uint64_t letters = 0;

	*over = 0;
	for (size_t i = 0; i < text.length && i < 64; i++) {
		unsigned char c = (unsigned char)text.data[i];
		int heap = c >= 'A' && c <= 'Z' ? c - 'A' : 26 + c % 6;
		uint64_t once = UINT64_C(1) << heap * 2, again = once << 1;

		*over = (uint8_t)(*over + ((letters & again) != 0));
		letters |= letters & once ? again : once;
	}
	return letters;
}

/* A short text as a number that is not 0. */
static uint32_t text_number(struct tl_str text)
{
	uint32_t number = 1;

	for (size_t i = 0; i < text.length; i++)
		number = number * 37 + (unsigned char)text.data[i];
	return number ? number : 1;
}

/* A part of a normal form as a number; 0 where it has none. */
static uint32_t part_number(
	enum tl_identity_part part, enum tl_identity of, struct tl_str text, struct tl_buf *scratch)
{
	tl_buf_clear(scratch);
	if (!tl_identity_part(part, of, text, scratch) || !scratch->length)
		return 0;
	return text_number(tl_buf_str(scratch));
}

static struct name_shape name_shape_of(
	struct tl_str text, const struct tl_nicknames *nicknames, struct tl_buf *scratch)
{
	uint8_t over;
	uint64_t letters = letters_of(text, &over);
	size_t gap;

	return (struct name_shape){
		.letters = letters,
		.over = over,
		.sound = part_number(TL_PART_SOUNDEX, TL_IDENTITY_SURNAME, text, scratch),
		.groups = tl_nicknames_groups(nicknames, text),
		.length = (uint8_t)(text.length < 64 ? text.length : 64),
		.flags = tl_str_find(text, TL_STR(" "), &gap) ? NAME_HAS_WORDS : 0,
		.initial = text.length ? text.data[0] : 0,
	};
}

static uint32_t day_of(struct tl_str text)
{
	uint32_t day = 0;

	for (size_t i = 0; i < text.length; i++)
		day = day << 4 | (uint32_t)(text.data[i] - '0');
	return day;
}

static struct postcode_shape postcode_shape_of(struct tl_str text, struct tl_buf *scratch)
{
	struct postcode_shape shape = {0};

	for (size_t i = 0; i < 8; i++)
		shape.bytes =
			shape.bytes << 8 | (i < text.length ? (unsigned char)text.data[i] : 0);
	/* Of the first half alone the district is all there is. */
	shape.sector = text.length > 4
			       ? part_number(TL_PART_SECTOR, TL_IDENTITY_POSTCODE, text, scratch)
			       : 0;
	shape.district =
		shape.sector ? part_number(TL_PART_DISTRICT, TL_IDENTITY_POSTCODE, text, scratch)
			     : text_number(text);
	return shape;
}

static uint32_t *new_part(struct values *values, enum value_part part)
{
	values->parts[part] = tl_alloc((size_t)values_count(values) + 1, sizeof(uint32_t));
	return values->parts[part];
}

static void shape_names(struct values *values)
{
	uint32_t *sounds = new_part(values, PART_SOUND);
	uint32_t *initials = new_part(values, PART_INITIAL);
	struct tl_nicknames *nicknames = tl_nicknames_new();
	struct tl_buf scratch = {0};

	values->names = tl_alloc_large((size_t)values_count(values) + 1, sizeof *values->names);
	for (uint32_t i = 1; i <= values_count(values); i++) {
		values->names[i] =
			name_shape_of(dictionary_text(&values->text, i), nicknames, &scratch);
		sounds[i] = values->names[i].sound;
		initials[i] = (unsigned char)values->names[i].initial;
	}
	tl_nicknames_free(nicknames);
	tl_buf_free(&scratch);
}

static void shape_dates(struct values *values)
{
	uint32_t *years = new_part(values, PART_YEAR);
	uint32_t *months = new_part(values, PART_MONTH);
	uint32_t *birthdays = new_part(values, PART_BIRTHDAY);

	values->days = tl_alloc((size_t)values_count(values) + 1, sizeof *values->days);
	for (uint32_t i = 1; i <= values_count(values); i++) {
		uint32_t day = day_of(dictionary_text(&values->text, i));

		values->days[i] = day;
		years[i] = day >> 16;
		months[i] = day >> 8;
		birthdays[i] = day & 0xff ? day & 0xffff : 0;
	}
}

static void shape_postcodes(struct values *values)
{
	uint32_t *sectors = new_part(values, PART_SECTOR);
	uint32_t *districts = new_part(values, PART_DISTRICT);
	struct tl_buf scratch = {0};

	values->postcodes =
		tl_alloc_large((size_t)values_count(values) + 1, sizeof *values->postcodes);
	for (uint32_t i = 1; i <= values_count(values); i++) {
		values->postcodes[i] =
			postcode_shape_of(dictionary_text(&values->text, i), &scratch);
		sectors[i] = values->postcodes[i].sector;
		districts[i] = values->postcodes[i].district;
	}
	tl_buf_free(&scratch);
}

static void lay_out_filters(struct values *values)
{
	size_t count = values_count(values);
	struct tl_str variants;
	size_t bytes =
		count ? normal_filter(dictionary_text(&values->text, 1), &variants).length : 0;

	values->dice = tl_dice_pick(tl_cpu_level());
	values->row_words = (unsigned)(bytes / sizeof *values->rows);
	values->rows = tl_alloc_large(
		count * values->row_words + values->row_words + 1, sizeof *values->rows);
	values->bits = tl_alloc(count + 1, sizeof *values->bits);
	for (uint32_t i = 1; i <= count; i++) {
		struct tl_str filter = normal_filter(dictionary_text(&values->text, i), &variants);
		uint64_t *row = values->rows + (size_t)i * values->row_words;

		if (filter.length != bytes)
			continue;
		memcpy(row, filter.data, bytes);
		for (unsigned w = 0; w < values->row_words; w++)
			values->bits[i] =
				(uint16_t)(values->bits[i] + __builtin_popcountll(row[w]));
	}
}

static int variant_order(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void lay_out_variants(struct values *values)
{
	uint32_t count = values_count(values);
	TL_VEC(uint64_t) all = {0};

	values->variants_of = tl_alloc((size_t)count + 2, sizeof *values->variants_of);
	for (uint32_t i = 1; i <= count; i++) {
		struct tl_str variants;
		size_t from = all.count;

		normal_filter(dictionary_text(&values->text, i), &variants);
		for (size_t at = 0; at < variants.length; at += sizeof *all.items)
			memcpy(tl_vec_push(&all), variants.data + at, sizeof *all.items);
		if (all.count > from)
			qsort(all.items + from, all.count - from, sizeof *all.items, variant_order);
		values->variants_of[i + 1] = (uint32_t)all.count;
	}
	values->variants = all.items;
}

/* Coarser forms of a date that a filter's variants stand for. */
static void shape_birth_filters(struct values *values)
{
	uint32_t *years = new_part(values, PART_YEAR);
	uint32_t *months = new_part(values, PART_MONTH);
	uint32_t *birthdays = new_part(values, PART_BIRTHDAY);

	for (uint32_t i = 1; i <= values_count(values); i++)
		for (uint32_t at = values->variants_of[i]; at < values->variants_of[i + 1]; at++) {
			uint32_t number = (uint32_t)values->variants[at] | 1;

			switch (tl_variant_kind_of(values->variants[at])) {
			case TL_VARIANT_YEAR:
			case TL_VARIANT_JANUARY:
				years[i] = number;
				break;
			case TL_VARIANT_MONTH:
				months[i] = number;
				break;
			case TL_VARIANT_BIRTHDAY:
				birthdays[i] = number;
				break;
			case TL_VARIANT_NAME:
			case TL_VARIANT_SWAPPED:
			case TL_VARIANT_DAY:
				break;
			}
		}
}

/* Values are in order of frequency; those that FREQUENT records have are no slips of others. */
#define FREQUENT 8

static void shape_filters(struct values *values, const uint32_t *frequency)
{
	size_t frequent = 0;

	while (frequent < values_count(values) && frequency[frequent + 1] >= FREQUENT)
		frequent++;
	if (values->meaning == FIELD_FORENAME || values->meaning == FIELD_SURNAME ||
		values->meaning == FIELD_NAME)
		values->parts[PART_SOUND] = alike_make(&values->text, frequent);
	lay_out_filters(values);
	lay_out_variants(values);
	if (values->meaning == FIELD_DATE && values->variants)
		shape_birth_filters(values);
}

static void shape(struct values *values, const uint32_t *frequency)
{
	uint32_t *whole = new_part(values, PART_WHOLE);

	for (uint32_t i = 1; i <= values_count(values); i++)
		whole[i] = i;
	if (is_wordy(values->kind))
		shape_names(values);
	else if (values->kind == FIELD_DATE)
		shape_dates(values);
	else if (values->kind == FIELD_POSTCODE)
		shape_postcodes(values);
	else if (values->kind == FIELD_FILTER || values->kind == FIELD_CLK)
		shape_filters(values, frequency);
}

/* Places of texts that are in order of bytes, the most frequent first. */
static struct keyed *by_frequency(const uint32_t *was, const uint32_t *frequency, size_t count)
{
	struct keyed *places = tl_alloc(count + 1, sizeof *places);
	struct keyed *spare = tl_alloc(count + 1, sizeof *spare);

	for (size_t i = 0; i < count; i++)
		places[i] = (struct keyed){UINT32_MAX - frequency[was[i] + 1], (uint32_t)i};
	keyed_sort(places, spare, count);
	free(spare);
	return places;
}

/* The texts met so far into values->text in their order; becomes[i] is the new number. */
static uint32_t *put_in_order(struct values *values, const struct dictionary *forms,
	const uint32_t *frequency, uint32_t *in_order)
{
	size_t count = forms->count;
	struct tl_str *texts = tl_alloc(count + 1, sizeof *texts);
	uint32_t *becomes = tl_alloc(count + 1, sizeof *becomes), *was;
	struct keyed *places;

	for (size_t i = 0; i < count; i++)
		texts[i] = dictionary_text(forms, (uint32_t)i + 1);
	was = tl_str_sort(texts, count);
	places = by_frequency(was, frequency, count);
	for (size_t i = 0; i < count; i++) {
		uint32_t place = places[i].number;

		becomes[was[place] + 1] = dictionary_add(&values->text, texts[place]);
		in_order[i + 1] = frequency[was[place] + 1];
	}
	dictionary_seal(&values->text);
	free(was);
	free(texts);
	free(places);
	return becomes;
}

void values_make(struct values *values, enum field_kind kind, enum field_kind meaning,
	const struct dictionary *const *raw, uint32_t *const *met, size_t count, uint32_t **of_raw)
{
	struct dictionary forms = {0};
	struct tl_buf form = {0};
	uint32_t *becomes, *frequency, *in_order;
	size_t room = 1;

	*values = (struct values){.kind = kind, .meaning = meaning};
	for (size_t i = 0; i < count; i++)
		room += raw[i]->count;
	frequency = tl_alloc(room, sizeof *frequency);
	for (size_t i = 0; i < count; i++) {
		bool is_bytes = kind == FIELD_CLK; /* as records.c adds them */

		of_raw[i] = tl_alloc((size_t)raw[i]->count + 1, sizeof **of_raw);
		for (uint32_t j = 1; j <= raw[i]->count; j++) {
			struct tl_str text = dictionary_text(raw[i], j);

			if (!is_bytes) {
				normal_form(kind, text, &form);
				text = tl_buf_str(&form);
			}
			of_raw[i][j] = dictionary_add(&forms, text);
			frequency[of_raw[i][j]] += met[i][j];
		}
	}
	in_order = tl_alloc((size_t)forms.count + 1, sizeof *in_order);
	becomes = put_in_order(values, &forms, frequency, in_order);
	for (size_t i = 0; i < count; i++)
		for (uint32_t j = 1; j <= raw[i]->count; j++)
			of_raw[i][j] = becomes[of_raw[i][j]];
	shape(values, in_order);
	free(frequency);
	free(in_order);
	free(becomes);
	tl_buf_free(&form);
	dictionary_free(&forms);
}

void values_free(struct values *values)
{
	dictionary_free(&values->text);
	for (size_t i = 0; i < PART_COUNT_OF; i++)
		free(values->parts[i]);
	free(values->names);
	free(values->days);
	free(values->postcodes);
	free(values->rows);
	free(values->bits);
	free(values->variants);
	free(values->variants_of);
	*values = (struct values){0};
}
