#include "normal.h"

#include <throughline/bloom.h>
#include <throughline/variant.h>

static void add_code(struct tl_buf *out, struct tl_str raw)
{
	for (size_t i = 0; i < raw.length; i++) {
		char c = raw.data[i];

		tl_buf_add_char(out, (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c));
	}
}

static bool add_date(struct tl_buf *out, struct tl_str raw)
{
	static const char *const formats[] = {
		"any", "%d/%m/%Y", "%Y%m%d", "%d-%m-%Y", "%d.%m.%Y", "%d %b %Y", "%Y/%m/%d"};
	struct tl_day day;

	if (tl_day_parse(raw, "%Y-%m", &day) || tl_day_parse(raw, "%Y%m", &day)) {
		int year, month, of_month;

		tl_day_split(day, &year, &month, &of_month);
		tl_buf_addf(out, "%04d%02d00", year, month);
		return true;
	}
	for (size_t i = 0; i < TL_LEN(formats); i++)
		if (tl_day_parse(raw, formats[i], &day))
			return tl_identity_birth(day, out);
	return false;
}

/* The first half of a postcode is better than none. */
static bool add_postcode(struct tl_buf *out, struct tl_str raw)
{
	struct tl_buf district = {0};
	bool ok = tl_identity_postcode(raw, out);

	if (!ok && tl_identity_postcode_area(raw, TL_PART_DISTRICT, &district)) {
		for (size_t i = 0; i < district.length; i++)
			if (district.data[i] != ' ')
				tl_buf_add_char(out, district.data[i]);
		ok = true;
	}
	tl_buf_free(&district);
	return ok;
}

static bool add_filter(struct tl_buf *out, struct tl_str raw)
{
	struct tl_filter filter = {0};
	struct tl_str variants = raw, text;
	uint64_t variant;

	tl_str_cut(&variants, '.', &text);
	variants = tl_str_slice(raw.data + text.length, raw.length - text.length);
	if (!tl_filter_read(text, &filter))
		return false;
	tl_buf_add_char(out, (char)(filter.bits / 64));
	tl_buf_add(out, tl_str_slice((const char *)filter.words, filter.bits / 8));
	while (tl_variant_read(&variants, &variant))
		tl_buf_add(out, tl_str_slice((const char *)&variant, sizeof variant));
	if (variants.length)
		tl_buf_clear(out);
	return !variants.length;
}

struct tl_str normal_filter(struct tl_str form, struct tl_str *variants)
{
	size_t words = form.length ? (size_t)form.data[0] : 0, end = 1 + words * sizeof(uint64_t);

	*variants = words ? tl_str_slice(form.data + end, form.length - end) : tl_str("");
	return words ? tl_str_slice(form.data + 1, end - 1) : tl_str("");
}

bool normal_form(enum field_kind kind, struct tl_str raw, struct tl_buf *out)
{
	tl_buf_clear(out);
	raw = tl_str_trim(raw);
	if (!raw.length)
		return true;
	switch (kind) {
	case FIELD_FORENAME:
		return tl_identity_forename(raw, out);
	case FIELD_SURNAME:
		return tl_identity_surname(raw, out);
	case FIELD_NAME:
	case FIELD_TEXT:
		return tl_identity_text(raw, out);
	case FIELD_POSTCODE:
		return add_postcode(out, raw);
	case FIELD_DATE:
		return add_date(out, raw);
	case FIELD_FILTER:
	case FIELD_CLK:
		return add_filter(out, raw);
	case FIELD_CODE:
		add_code(out, raw);
		return true;
	case FIELD_TOKEN:
		tl_buf_add(out, raw);
		return true;
	case FIELD_KIND_COUNT_OF:
		break;
	}
	return false;
}
