#include "identity_private.h"

#include <string.h>

const char *const tl_identity_names[] = {
	[TL_IDENTITY_NONE] = "none",
	[TL_IDENTITY_FORENAME] = "forename",
	[TL_IDENTITY_SURNAME] = "surname",
	[TL_IDENTITY_BIRTH] = "birth",
	[TL_IDENTITY_SEX] = "sex",
	[TL_IDENTITY_POSTCODE] = "postcode",
	[TL_IDENTITY_NHS] = "nhs",
	[TL_IDENTITY_UPN] = "upn",
	[TL_IDENTITY_NINO] = "nino",
	[TL_IDENTITY_UPRN] = "uprn",
	[TL_IDENTITY_ID] = "id",
	[TL_IDENTITY_TEXT] = "text",
};
static_assert(TL_LEN(tl_identity_names) == TL_IDENTITY_COUNT_OF, "the last kind has its name");

bool tl_identity_birth(struct tl_day day, struct tl_buf *out)
{
	char iso[11];

	tl_day_iso(day, iso);
	if (!*iso)
		return false;
	tl_buf_add(out, tl_str_slice(iso, 4));
	tl_buf_add(out, tl_str_slice(iso + 5, 2));
	tl_buf_add(out, tl_str_slice(iso + 8, 2));
	return true;
}

bool tl_identity_sex(struct tl_str text, struct tl_buf *out)
{
	static const char *const words[3][5] = {{"1", "M", "MALE", "MAN", "BOY"},
		{"2", "F", "FEMALE", "WOMAN", "GIRL"}, {"3", "X", "OTHER", "NON-BINARY", "I"}};

	text = tl_str_trim(text);
	for (int sex = 0; sex < 3; sex++)
		for (size_t i = 0; i < TL_LEN(words[0]); i++)
			if (tl_str_equal_fold(text, tl_str(words[sex][i]))) {
				tl_buf_add_char(out, (char)('1' + sex));
				return true;
			}
	if (!tl_str_equal_fold(text, TL_STR("indeterminate")))
		return false;
	tl_buf_add_char(out, '3');
	return true;
}

bool tl_identity_normalise(enum tl_identity identity, struct tl_str text, struct tl_buf *out)
{
	struct tl_day day = TL_NO_DAY;

	switch (identity) {
	case TL_IDENTITY_FORENAME:
		return tl_identity_forename(text, out);
	case TL_IDENTITY_SURNAME:
		return tl_identity_surname(text, out);
	case TL_IDENTITY_BIRTH:
		return tl_day_parse(tl_str_trim(text), "any", &day) && tl_identity_birth(day, out);
	case TL_IDENTITY_SEX:
		return tl_identity_sex(text, out);
	case TL_IDENTITY_POSTCODE:
		return tl_identity_postcode(text, out);
	case TL_IDENTITY_NHS:
		return tl_identity_nhs(text, out);
	case TL_IDENTITY_UPN:
		return tl_identity_upn(text, out);
	case TL_IDENTITY_NINO:
		return tl_identity_nino(text, out);
	case TL_IDENTITY_UPRN:
		return tl_identity_uprn(text, out);
	case TL_IDENTITY_ID:
		text = tl_str_trim(text);
		tl_buf_add(out, text);
		return text.length;
	case TL_IDENTITY_TEXT:
		return tl_identity_text(text, out);
	case TL_IDENTITY_NONE:
	case TL_IDENTITY_COUNT_OF:
		break;
	}
	return false;
}
