/* Text to words of ASCII capitals: case, accents and punctuation go. */
#include "identity_private.h"

/* Two letters for each character from U+00C0 and from U+1E00 on, blanks where it has none: the base
 * letter of Unicode's decompositions, and the usual pair for a letter that has none (AE, SS, TH).
 */
// clang-format off
static const char latin[] =
	"A A A A A A AEC E E E E I I I I D N O O O O O   O U U U U Y THSS"
	"A A A A A A AEC E E E E I I I I D N O O O O O   O U U U U Y THY "
	"A A A A A A C C C C C C C C D D D D E E E E E E E E E E G G G G "
	"G G G G H H H H I I I I I I I I I I IJIJJ J K K K L L L L L L L "
	"L L L N N N N N N N NGNGO O O O O O OEOER R R R R R S S S S S S "
	"S S T T T T T T U U U U U U U U U U U U W W Y Y Y Z Z Z Z Z Z S "
	"B B B B     O C C D D D D     E E F F G   H   I K K L     N N O "
	"O O     P P           T T T T U U   V Y Y Z Z                 W "
	"        DZDZDZLJLJLJNJNJNJA A I I O O U U U U U U U U U U E A A "
	"A A     G G G G K K O O O O     J DZDZDZG G H W N N A A         "
	"A A A A E E E E I I I I O O O O R R R R U U U U S S T T     H H "
	"N D     Z Z A A E E O O O O O O O O Y Y             A C C L T   "
	"      B U   E E J J     R R Y Y ";
static const char latin_more[] =
	"A A B B B B B B C C D D D D D D D D D D E E E E E E E E E E F F "
	"G G H H H H H H H H H H I I I I K K K K K K L L L L L L L L M M "
	"M M M M N N N N N N N N O O O O O O O O P P P P R R R R R R R R "
	"S S S S S S S S S S T T T T T T T T U U U U U U U U U U V V V V "
	"W W W W W W W W W W X X X X Y Y Z Z Z Z Z Z H T W Y   S     SS  "
	"A A A A A A A A A A A A A A A A A A A A A A A A E E E E E E E E "
	"E E E E E E E E I I I I O O O O O O O O O O O O O O O O O O O O "
	"O O O O U U U U U U U U U U U U U U Y Y Y Y Y Y Y Y             ";
// clang-format on

/* Takes one character off the front; 0xfffd for a byte that begins none. */
static uint32_t next_character(struct tl_str *s)
{
	const unsigned char *at = (const unsigned char *)s->data;
	size_t more = at[0] >= 0xf0 ? 3 : at[0] >= 0xe0 ? 2 : 1;
	uint32_t c = at[0];

	if (c < 0x80 || c < 0xc2 || c > 0xf4 || s->length <= more) {
		*s = tl_str_slice(s->data + 1, s->length - 1);
		return c < 0x80 ? c : 0xfffd;
	}
	c &= 0x3fu >> more;
	for (size_t i = 1; i <= more; i++)
		c = c << 6 | (at[i] & 0x3f);
	*s = tl_str_slice(s->data + 1 + more, s->length - 1 - more);
	return c;
}

/* The letters of a character beyond ASCII: one, two or none. */
static const char *letters_of(uint32_t c)
{
	if (c >= 0xc0 && c - 0xc0 < (sizeof latin - 1) / 2)
		return latin + (c - 0xc0) * 2;
	if (c >= 0x1e00 && c - 0x1e00 < (sizeof latin_more - 1) / 2)
		return latin_more + (c - 0x1e00) * 2;
	return "  ";
}

/* Apostrophes in all their spellings, and accents that stand alone: they part no words. */
static bool is_inside_word(uint32_t c)
{
	return c == '\'' || c == '`' || c == 0xb4 || (c >= 0x2b9 && c <= 0x2cf) ||
	       (c >= 0x300 && c <= 0x36f) || (c >= 0x2018 && c <= 0x201b) || c == 0xad ||
	       c == 0x200c || c == 0x200d;
}

struct words {
	struct tl_buf *out;
	size_t start; /* of what is appended here */
	bool parted; /* a word ended before what comes next */
};

static void add_letter(struct words *words, char c)
{
	if (words->parted && words->out->length > words->start)
		tl_buf_add_char(words->out, ' ');
	words->parted = false;
	tl_buf_add_char(words->out, c);
}

static void add_character(struct words *words, uint32_t c, bool digits)
{
	const char *letters;

	if (c >= 'a' && c <= 'z') {
		add_letter(words, (char)(c - 'a' + 'A'));
	} else if ((c >= 'A' && c <= 'Z') || (digits && c >= '0' && c <= '9')) {
		add_letter(words, (char)c);
	} else if (c < 0xc0 || c == 0xd7 || c == 0xf7 || (c >= 0x2000 && c < 0x2070)) {
		words->parted = words->parted || !(is_inside_word(c) || (c >= '0' && c <= '9'));
	} else {
		letters = letters_of(c);
		for (size_t i = 0; i < 2 && letters[i] != ' '; i++)
			add_letter(words, letters[i]);
	}
}

void identity_add_words(struct tl_str text, struct identity_words how, struct tl_buf *out)
{
	struct words words = {out, out->length, false};
	int depth = 0;

	while (text.length) {
		uint32_t c = next_character(&text);
		bool opens = c == '(' || c == '[', closes = c == ')' || c == ']';

		if (!how.brackets && (opens || (closes && depth))) {
			depth += opens ? 1 : -1;
			words.parted = true;
		} else if (!depth) {
			add_character(&words, c, how.digits);
		}
	}
}

bool tl_identity_text(struct tl_str text, struct tl_buf *out)
{
	size_t start = out->length;

	identity_add_words(text, (struct identity_words){.digits = true, .brackets = true}, out);
	return out->length > start;
}
