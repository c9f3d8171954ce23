#include <throughline/variant.h>

#include <string.h>

#define WORD_LEAST 3 /* letters of a word that counts beside others: no DE, no AL */

bool tl_variants_are_of(enum tl_identity of)
{
	return of == TL_IDENTITY_FORENAME || of == TL_IDENTITY_SURNAME || of == TL_IDENTITY_BIRTH;
}

static void add(struct tl_variants *variants, enum tl_variant_kind kind, struct tl_str text)
{
	for (size_t i = 0; i < variants->count; i++)
		if (variants->items[i].kind == kind && tl_str_equal(variants->items[i].text, text))
			return;
	if (variants->count < TL_VARIANTS_MAX)
		variants->items[variants->count++] = (struct tl_variant){kind, text};
}

static void add_heads(
	struct tl_variants *variants, struct tl_str word, const struct tl_nicknames *nicknames)
{
	uint32_t groups = tl_nicknames_groups(nicknames, word);

	for (; groups; groups >>= 8)
		add(variants, TL_VARIANT_NAME, tl_nickname_head(groups & 255));
}

static void add_name(struct tl_variants *variants, enum tl_identity of, struct tl_str normal,
	const struct tl_nicknames *nicknames)
{
	struct tl_str rest = normal, word;

	while (tl_str_cut(&rest, ' ', &word)) {
		if (of == TL_IDENTITY_FORENAME)
			add_heads(variants, word, nicknames);
		if (word.length >= WORD_LEAST)
			add(variants, TL_VARIANT_NAME, word);
	}
	if (!variants->count && normal.length)
		add(variants, TL_VARIANT_NAME, normal);
}

static void add_birth(struct tl_variants *variants, struct tl_str normal)
{
	const char *month = normal.data + 4, *day = normal.data + 6;
	bool in_order = memcmp(month, day, 2) <= 0;
	struct tl_str year = tl_str_slice(normal.data, 4);
	char *swapped = variants->room, *year_day = variants->room + 8;

	memcpy(swapped, normal.data, 4);
	memcpy(swapped + 4, in_order ? month : day, 2);
	memcpy(swapped + 6, in_order ? day : month, 2);
	memcpy(year_day, normal.data, 4);
	memcpy(year_day + 4, day, 2);
	add(variants, TL_VARIANT_SWAPPED, tl_str_slice(swapped, 8));
	add(variants, TL_VARIANT_MONTH, tl_str_slice(normal.data, 6));
	add(variants, TL_VARIANT_DAY, tl_str_slice(year_day, 6));
	add(variants, TL_VARIANT_BIRTHDAY, tl_str_slice(month, 4));
	add(variants, memcmp(month, "0101", 4) ? TL_VARIANT_YEAR : TL_VARIANT_JANUARY, year);
}

void tl_variants_make(struct tl_variants *variants, enum tl_identity of, struct tl_str normal,
	const struct tl_nicknames *nicknames)
{
	variants->count = 0;
	if (of == TL_IDENTITY_FORENAME || of == TL_IDENTITY_SURNAME)
		add_name(variants, of, normal, nicknames);
	else if (of == TL_IDENTITY_BIRTH && normal.length == 8)
		add_birth(variants, normal);
}

void tl_variant_message(const struct tl_variant *variant, struct tl_str salt, struct tl_buf *out)
{
	bool january = variant->kind == TL_VARIANT_JANUARY;

	tl_buf_add(out, salt);
	tl_buf_add_char(out, '\0');
	tl_buf_add_char(out, (char)(january ? TL_VARIANT_YEAR : variant->kind));
	tl_buf_add(out, variant->text);
}

void tl_variant_write(enum tl_variant_kind kind, const uint8_t *mac, struct tl_buf *out)
{
	tl_buf_add_char(out, '.');
	tl_buf_add_char(out, (char)kind);
	tl_buf_add_hex(out, mac, TL_VARIANT_BYTES);
}

static int digit_of(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool tl_variant_read(struct tl_str *text, uint64_t *variant)
{
	static const char kinds[] = {TL_VARIANT_NAME, TL_VARIANT_SWAPPED, TL_VARIANT_MONTH,
		TL_VARIANT_DAY, TL_VARIANT_BIRTHDAY, TL_VARIANT_YEAR, TL_VARIANT_JANUARY};
	uint64_t token = 0;

	if (text->length < TL_VARIANT_LENGTH || text->data[0] != '.' ||
		!memchr(kinds, text->data[1], sizeof kinds))
		return false;
	for (size_t i = 2; i < TL_VARIANT_LENGTH; i++) {
		int digit = digit_of(text->data[i]);

		if (digit < 0)
			return false;
		token = token << 4 | (uint64_t)digit;
	}
	*variant = (uint64_t)(unsigned char)text->data[1] << 56 | token;
	*text = tl_str_slice(text->data + TL_VARIANT_LENGTH, text->length - TL_VARIANT_LENGTH);
	return true;
}
