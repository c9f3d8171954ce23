/* Filters as text: base64 of their bytes. 32, 64 and 128 bytes leave 2, 1 and 2 over a multiple of
 * three, so a text ends in "=", "==" and "=". */
#include <throughline/bloom.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static uint8_t byte_of(const struct tl_filter *filter, unsigned at)
{
	return (uint8_t)(filter->words[at / 8] >> 8 * (at % 8));
}

void tl_filter_write(const struct tl_filter *filter, struct tl_buf *out)
{
	unsigned bytes = filter->bits / 8;
	char *text;

	tl_buf_reserve(out, (bytes + 2) / 3 * 4);
	text = out->data + out->length;
	for (unsigned at = 0; at < bytes; at += 3) {
		unsigned left = bytes - at;
		uint32_t three = (uint32_t)byte_of(filter, at) << 16;

		three |= left > 1 ? (uint32_t)byte_of(filter, at + 1) << 8 : 0;
		three |= left > 2 ? byte_of(filter, at + 2) : 0;
		*text++ = digits[three >> 18];
		*text++ = digits[three >> 12 & 63];
		*text++ = left > 1 ? digits[three >> 6 & 63] : '=';
		*text++ = left > 2 ? digits[three & 63] : '=';
	}
	*text = '\0';
	out->length = (size_t)(text - out->data);
}

// clang-format off
/* One more than the value of a digit; 0 for what is none. */
static const uint8_t values[256] = {
	['A'] = 1, ['B'] = 2, ['C'] = 3, ['D'] = 4, ['E'] = 5, ['F'] = 6, ['G'] = 7, ['H'] = 8,
	['I'] = 9, ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16,
	['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
	['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32,
	['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40,
	['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48,
	['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56,
	['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['+'] = 63, ['/'] = 64,
};
// clang-format on

/* The value of a digit; 255 for what is none. */
static uint32_t value_of(char c)
{
	return (uint8_t)(values[(uint8_t)c] - 1);
}

static unsigned bits_of(size_t length)
{
	return length == 44 ? 256 : length == 88 ? 512 : length == 172 ? 1024 : 0;
}

static void put_byte(struct tl_filter *filter, unsigned at, uint32_t byte)
{
	filter->words[at / 8] |= (uint64_t)(byte & 0xff) << 8 * (at % 8);
}

bool tl_filter_read(struct tl_str text, struct tl_filter *filter)
{
	unsigned bits = bits_of(text.length), bytes = bits / 8;

	*filter = (struct tl_filter){.bits = bits};
	for (unsigned at = 0; at < bytes; at += 3) {
		unsigned left = bytes - at > 2 ? 3 : bytes - at;
		uint32_t three = 0, wrong = 0;

		for (unsigned i = 0; i < 4; i++) {
			char c = text.data[at / 3 * 4 + i];
			uint32_t value = i > left ? (c == '=' ? 0 : 64) : value_of(c);

			wrong |= value & 64;
			three = three << 6 | (value & 63);
		}
		/* Bits past the last byte are none. */
		if (wrong || (left < 3 && three & (0xffffffu >> 8 * left)))
			return false;
		for (unsigned i = 0; i < left; i++)
			put_byte(filter, at + i, three >> (16 - 8 * i));
	}
	return bits;
}
