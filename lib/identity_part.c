/* Parts of normal forms, and SLK-581. */
#include "identity_private.h"

#define NAMES (1u << TL_IDENTITY_FORENAME | 1u << TL_IDENTITY_SURNAME)
#define BIRTH (1u << TL_IDENTITY_BIRTH)
#define POSTCODE (1u << TL_IDENTITY_POSTCODE)

const struct tl_identity_part_facts tl_identity_parts[] = {
	[TL_PART_WHOLE] = {"whole", ~1u},
	[TL_PART_FIRST] = {"first", NAMES},
	[TL_PART_INITIAL] = {"initial", NAMES},
	[TL_PART_FIRST3] = {"first3", NAMES},
	[TL_PART_SOUNDEX] = {"soundex", NAMES},
	[TL_PART_MONTH] = {"month", BIRTH},
	[TL_PART_YEAR] = {"year", BIRTH},
	[TL_PART_AREA] = {"area", POSTCODE},
	[TL_PART_DISTRICT] = {"district", POSTCODE},
	[TL_PART_SECTOR] = {"sector", POSTCODE},
};
static_assert(TL_LEN(tl_identity_parts) == TL_PART_COUNT_OF, "the last part has its facts");

/* The first so many characters, blanks left out. */
static bool add_compact(struct tl_str normal, size_t most, struct tl_buf *out)
{
	size_t start = out->length;

	for (size_t i = 0; i < normal.length && out->length - start < most; i++)
		if (normal.data[i] != ' ')
			tl_buf_add_char(out, normal.data[i]);
	return out->length > start;
}

/* Letters of one class in a row count once, across H and W too; vowels part them. */
static bool add_soundex(struct tl_str name, struct tl_buf *out)
{
	static const char classes[] = "01230120022455012623010202"; /* A to Z */
	size_t start = out->length;
	char last = '0';

	for (size_t i = 0; i < name.length && out->length - start < 4; i++) {
		char c = name.data[i], class;

		if (!identity_is_letter(c))
			continue;
		class = classes[c - 'A'];
		if (out->length == start)
			tl_buf_add_char(out, c);
		else if (class != '0' && class != last)
			tl_buf_add_char(out, class);
		if (c != 'H' && c != 'W')
			last = class;
	}
	if (out->length == start)
		return false;
	while (out->length - start < 4)
		tl_buf_add_char(out, '0');
	return true;
}

static bool add_head(struct tl_str normal, size_t length, struct tl_buf *out)
{
	if (normal.length < length)
		return false;
	tl_buf_add(out, tl_str_slice(normal.data, length));
	return true;
}

bool tl_identity_part(
	enum tl_identity_part part, enum tl_identity of, struct tl_str normal, struct tl_buf *out)
{
	struct tl_str word = normal;

	assert(tl_identity_parts[part].of >> of & 1);
	switch (part) {
	case TL_PART_WHOLE:
		if (of == TL_IDENTITY_ID)
			return add_head(normal, normal.length, out) && normal.length;
		return add_compact(normal, SIZE_MAX, out);
	case TL_PART_FIRST:
		tl_str_cut(&normal, ' ', &word);
		return add_compact(word, SIZE_MAX, out);
	case TL_PART_INITIAL:
		return add_compact(normal, 1, out);
	case TL_PART_FIRST3:
		return add_compact(normal, 3, out);
	case TL_PART_SOUNDEX:
		return add_soundex(normal, out);
	case TL_PART_MONTH:
		return add_head(normal, 6, out);
	case TL_PART_YEAR:
		return add_head(normal, 4, out);
	case TL_PART_AREA:
		return normal.length > 1 &&
		       add_head(normal, identity_is_letter(normal.data[1]) ? 2 : 1, out);
	case TL_PART_DISTRICT:
		return normal.length > 3 && add_head(normal, normal.length - 3, out);
	case TL_PART_SECTOR:
		return normal.length > 3 && add_head(normal, normal.length - 2, out);
	case TL_PART_COUNT_OF:
		break;
	}
	return false;
}

bool tl_identity_read(struct tl_str text, enum tl_identity *of, enum tl_identity_part *part)
{
	struct tl_str name = text;

	*of = TL_IDENTITY_NONE;
	*part = TL_PART_WHOLE;
	tl_str_cut(&text, '.', &name);
	for (enum tl_identity i = TL_IDENTITY_FORENAME; i < TL_IDENTITY_COUNT_OF; i++)
		if (tl_str_equal(name, tl_str(tl_identity_names[i])))
			*of = i;
	if (*of == TL_IDENTITY_NONE || !text.data)
		return *of != TL_IDENTITY_NONE;
	for (enum tl_identity_part i = TL_PART_WHOLE; i < TL_PART_COUNT_OF; i++)
		if (tl_str_equal(text, tl_str(tl_identity_parts[i].name))) {
			*part = i;
			return tl_identity_parts[i].of >> *of & 1;
		}
	return false;
}

/* Letters at these places, blanks not counted; '2' for one that a short name lacks, '9' for each of
 * a name that is not known. */
static void add_places(struct tl_str name, const size_t *places, size_t count, struct tl_buf *out)
{
	char letters[5] = "22222";
	size_t length = 0;

	for (size_t i = 0; i < name.length && length < sizeof letters; i++)
		if (identity_is_letter(name.data[i]))
			letters[length++] = name.data[i];
	for (size_t i = 0; i < count; i++)
		tl_buf_add_char(out, length ? letters[places[i] - 1] : '9');
}

void tl_identity_slk581(struct tl_str forename, struct tl_str surname, struct tl_str birth,
	struct tl_str sex, struct tl_buf *out)
{
	add_places(surname, (const size_t[]){2, 3, 5}, 3, out);
	add_places(forename, (const size_t[]){2, 3}, 2, out);
	if (birth.length == 8)
		tl_buf_addf(out, "%.2s%.2s%.4s", birth.data + 6, birth.data + 4, birth.data);
	else
		tl_buf_addc(out, "01011900");
	tl_buf_add_char(out, sex.length ? sex.data[0] : '9');
}
