/* The numbers that the state gives, with their checks. */
#include "identity_private.h"

#include <string.h>

size_t identity_pack(struct tl_str text, char *packed, size_t size)
{
	size_t length = 0;

	text = tl_str_trim(text);
	for (size_t i = 0; i < text.length; i++) {
		char c = text.data[i];

		if (c == ' ' || c == '-')
			continue;
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (length == size || !(identity_is_letter(c) || identity_is_digit(c)))
			return 0;
		packed[length++] = c;
	}
	return length;
}

static bool are_digits(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!identity_is_digit(text[i]))
			return false;
	return true;
}

static bool all_equal(const char *text, size_t length)
{
	for (size_t i = 1; i < length; i++)
		if (text[i] != text[0])
			return false;
	return true;
}

/* NHS Data Dictionary: weights 10 to 2, eleven less the remainder; 11 is written 0, 10 is not given
 * out. Ten equal digits pass some of the time and are what people type for "none". */
bool tl_identity_nhs(struct tl_str text, struct tl_buf *out)
{
	char digits[10];
	int sum = 0;

	if (identity_pack(text, digits, 10) != 10 || !are_digits(digits, 10) ||
		all_equal(digits, 10))
		return false;
	for (int i = 0; i < 9; i++)
		sum += (digits[i] - '0') * (10 - i);
	if ((11 - sum % 11) % 11 != digits[9] - '0')
		return false;
	tl_buf_add(out, tl_str_slice(digits, 10));
	return true;
}

/* Department for Education, "Unique pupil numbers": the letter stands for the sum of digit times
 * place (2 to 13), modulus 23. The letter of a temporary number counts by its place among them. */
bool tl_identity_upn(struct tl_str text, struct tl_buf *out)
{
	static const char letters[] = "ABCDEFGHJKLMNPQRTUVWXYZ";
	const char *last;
	char upn[13];
	size_t sum = 0;

	if (identity_pack(text, upn, 13) != 13 || !are_digits(upn + 1, 11))
		return false;
	last = strchr(letters, upn[12]);
	if (!last && !identity_is_digit(upn[12]))
		return false;
	for (size_t i = 1; i < 12; i++)
		sum += (size_t)(upn[i] - '0') * (i + 1);
	sum += (last ? (size_t)(last - letters) : (size_t)(upn[12] - '0')) * 13;
	if (upn[0] != letters[sum % 23])
		return false;
	tl_buf_add(out, tl_str_slice(upn, 13));
	return true;
}

/* HMRC, National Insurance Manual NIM39110. The suffix may be wanting and tells nobody apart. */
bool tl_identity_nino(struct tl_str text, struct tl_buf *out)
{
	static const char *const never[] = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"};
	char nino[9];
	size_t length = identity_pack(text, nino, 9);

	if ((length != 8 && length != 9) || !identity_is_letter(nino[0]) ||
		!identity_is_letter(nino[1]) || !are_digits(nino + 2, 6) ||
		(length == 9 && !(nino[8] >= 'A' && nino[8] <= 'D')))
		return false;
	if (strchr("DFIQUV", nino[0]) || strchr("DFIOQUV", nino[1]))
		return false;
	for (size_t i = 0; i < TL_LEN(never); i++)
		if (!memcmp(nino, never[i], 2))
			return false;
	tl_buf_add(out, tl_str_slice(nino, 8));
	return true;
}

bool tl_identity_uprn(struct tl_str text, struct tl_buf *out)
{
	char digits[12];
	size_t length = identity_pack(text, digits, 12), zeros = 0;

	if (!are_digits(digits, length))
		return false;
	while (zeros < length && digits[zeros] == '0')
		zeros++;
	tl_buf_add(out, tl_str_slice(digits + zeros, length - zeros));
	return length > zeros;
}
