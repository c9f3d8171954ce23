/* UK postcodes: BS 7666, forms A9 9AA, A99 9AA, AA9 9AA, AA99 9AA, A9A 9AA, AA9A 9AA. */
#include "identity_private.h"

#include <string.h>

#define POSTCODE_MAX ((size_t)7)

/* "CH65" of a postcode: one or two letters, a digit, then nothing or a digit or letter. */
static bool is_district(const char *text, size_t length)
{
	size_t letters = !length || !identity_is_letter(text[0])     ? 0
			 : length > 1 && identity_is_letter(text[1]) ? 2
								     : 1;

	return letters && length > letters && identity_is_digit(text[letters]) &&
	       (length == letters + 1 ||
		       (length == letters + 2 && (identity_is_digit(text[letters + 1]) ||
							 identity_is_letter(text[letters + 1]))));
}

static char as_digit(char c)
{
	return c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
}

static char as_letter(char c)
{
	return c == '0' ? 'O' : c == '1' ? 'I' : c;
}

/* A digit and two letters; C I K M O V are not used there. */
static bool is_inward(const char *text)
{
	return identity_is_digit(text[0]) && identity_is_letter(text[1]) &&
	       identity_is_letter(text[2]);
}

bool tl_identity_postcode(struct tl_str text, struct tl_buf *out)
{
	char packed[POSTCODE_MAX];
	size_t length = identity_pack(text, packed, POSTCODE_MAX);
	char *inward;

	if (length < 5)
		return false;
	inward = packed + length - 3;
	packed[0] = as_letter(packed[0]);
	inward[0] = as_digit(inward[0]);
	inward[1] = as_letter(inward[1]);
	inward[2] = as_letter(inward[2]);
	if (!is_inward(inward) || strchr("CIKMOV", inward[1]) || strchr("CIKMOV", inward[2]) ||
		!is_district(packed, length - 3) || !memcmp(packed, "ZZ", 2))
		return false;
	tl_buf_add(out, tl_str_slice(packed, length));
	return true;
}

bool tl_identity_postcode_area(struct tl_str text, enum tl_identity_part part, struct tl_buf *out)
{
	char packed[POSTCODE_MAX];
	size_t length = identity_pack(text, packed, POSTCODE_MAX), district = length;
	bool whole = length >= 5 && is_inward(packed + length - 3);

	if (whole)
		district = length - 3;
	if (!is_district(packed, district) || (!whole && part == TL_PART_SECTOR))
		return false;
	if (part == TL_PART_AREA)
		district = identity_is_letter(packed[1]) ? 2 : 1;
	tl_buf_add(out, tl_str_slice(packed, district));
	if (part == TL_PART_SECTOR) {
		tl_buf_add_char(out, ' ');
		tl_buf_add_char(out, packed[district]);
	}
	return true;
}
