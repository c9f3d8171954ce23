#include <throughline/bloom.h>

#include <string.h>

/* Bits a feature sets in an attribute and in a record filter. Features of a usual value: forename
 * 7, surname, birth and postcode 8, sex 1. A share s of m bits is set by -m ln(1 - s) tries: 147 of
 * 512 for a quarter, 410 of 1,024 for a third. */
static const struct {
	unsigned alone, together;
} bits_set[] = {
	[TL_IDENTITY_NONE] = {0, 0},
	[TL_IDENTITY_FORENAME] = {20, 14},
	[TL_IDENTITY_SURNAME] = {18, 14},
	[TL_IDENTITY_BIRTH] = {18, 12},
	[TL_IDENTITY_SEX] = {28, 12},
	[TL_IDENTITY_POSTCODE] = {18, 10},
	[TL_IDENTITY_NHS] = {14, 8},
	[TL_IDENTITY_UPN] = {11, 7},
	[TL_IDENTITY_NINO] = {16, 9},
	[TL_IDENTITY_UPRN] = {12, 8},
	[TL_IDENTITY_ID] = {14, 8},
	[TL_IDENTITY_TEXT] = {9, 4},
};
static_assert(TL_LEN(bits_set) == TL_IDENTITY_COUNT_OF, "the last kind has its bits");

/* Of the 64 bits of a word of a MAC: seven positions of 9 bits, or six of 10. */
#define WORDS_OF_MAC (TL_HMAC_BYTES / sizeof(uint64_t))

static unsigned position_bits(unsigned bits)
{
	return bits == TL_FILTER_BITS ? 9 : 10;
}

void tl_bloom_init(struct tl_bloom *bloom, const uint8_t key[TL_HMAC_BYTES], enum tl_identity of,
	unsigned bits)
{
	assert(bits == TL_FILTER_BITS || bits == TL_CLK_BITS);
	tl_hmac_init(&bloom->hmac, key, TL_HMAC_BYTES);
	bloom->of = of;
	bloom->bits = bits;
	bloom->known = NULL;
	bloom->k = bits == TL_FILTER_BITS ? bits_set[of].alone : bits_set[of].together;
	assert(bloom->k && bloom->k <= WORDS_OF_MAC * (64 / position_bits(bits)));
}

static uint64_t word_of(const uint8_t bytes[8])
{
	uint64_t word = 0;

	for (int i = 8; i-- > 0;)
		word = word << 8 | bytes[i];
	return word;
}

static void set_bits(const uint8_t mac[TL_HMAC_BYTES], unsigned k, struct tl_filter *filter)
{
	unsigned width = position_bits(filter->bits), each = 64 / width;

	for (unsigned i = 0; i < k; i += each) {
		uint64_t word = word_of(mac + i / each * 8);

		for (unsigned j = i; j < i + each && j < k; j++, word >>= width) {
			unsigned at = (unsigned)(word & (filter->bits - 1));

			filter->words[at / 64] |= UINT64_C(1) << at % 64;
		}
	}
}

/* The features of a normal form, one after another. */
struct features {
	enum tl_identity of;
	struct tl_str rest;
	char last; /* the letter before rest; END before the first */
	uint8_t place;
	bool ended;
};
#define END '\0' /* the mark before the first and after the last letter */

static struct features features_of(enum tl_identity of, struct tl_str normal)
{
	return (struct features){of, normal, END, 0, normal.length == 0};
}

/* Takes a letter off the front; blanks are none. */
static char next_letter(struct features *features)
{
	while (features->rest.length) {
		char c = features->rest.data[0];

		features->rest = tl_str_slice(features->rest.data + 1, features->rest.length - 1);
		if (c != ' ')
			return c;
	}
	features->ended = true;
	return END;
}

static bool has_places(enum tl_identity of)
{
	return of == TL_IDENTITY_BIRTH || of == TL_IDENTITY_SEX;
}

static bool next_feature(struct features *features, char feature[2])
{
	bool by_place = has_places(features->of);

	if (features->ended || (by_place && !features->rest.length))
		return false;
	feature[0] = by_place ? (char)features->place++ : features->last;
	feature[1] = features->last = next_letter(features);
	return true;
}

size_t tl_bloom_features(enum tl_identity of, struct tl_str normal)
{
	struct features features = features_of(of, normal);
	char feature[2];
	size_t count = 0;

	while (next_feature(&features, feature))
		count++;
	return count;
}

/* Half of the bits are set by m ln 2 tries: no value may make more. */
static unsigned lowered(const struct tl_bloom *bloom, size_t features)
{
	size_t tries = (size_t)bloom->bits * 693 / 1000, k = features ? tries / features : 0;

	return k >= bloom->k ? bloom->k : k ? (unsigned)k : 1;
}

/* What features are made of, by number: the mark, capitals, digits. A place is a number already. */
static const char letters[] = "\0ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
#define LETTERS (sizeof letters - 1)

static size_t number_of(char c)
{
	return c >= 'A' && c <= 'Z'   ? (size_t)(c - 'A') + 1
	       : c >= '0' && c <= '9' ? (size_t)(c - '0') + 27
	       : c == END             ? 0
				      : LETTERS;
}

/* salt, byte 0, feature. */
#define SALT_MAX ((size_t)28)
struct message {
	char bytes[SALT_MAX + 3];
	size_t salt;
};

static struct message message_of(struct tl_str salt)
{
	struct message message = {.salt = salt.length};

	assert(salt.length <= SALT_MAX);
	if (salt.length)
		memcpy(message.bytes, salt.data, salt.length);
	return message;
}

static char *feature_of(struct message *message)
{
	return message->bytes + message->salt + 1;
}

static void work_out(
	struct tl_bloom *bloom, const struct message *message, uint8_t mac[TL_HMAC_BYTES])
{
	tl_hmac_of(&bloom->hmac, tl_str_slice(message->bytes, message->salt + 3), mac);
}

void tl_bloom_learn(struct tl_bloom *bloom, struct tl_arena *arena)
{
	uint8_t(*known)[TL_HMAC_BYTES] = tl_arena_array(arena, LETTERS * LETTERS, sizeof *known);
	struct message message = message_of(tl_str(""));

	for (size_t i = 0; i < LETTERS; i++)
		for (size_t j = 0; j < LETTERS; j++) {
			feature_of(&message)[0] = has_places(bloom->of) ? (char)i : letters[i];
			feature_of(&message)[1] = letters[j];
			work_out(bloom, &message, known[i * LETTERS + j]);
		}
	bloom->known = (const uint8_t(*)[TL_HMAC_BYTES])known;
}

static const uint8_t *mac_of(
	struct tl_bloom *bloom, struct message *message, uint8_t room[TL_HMAC_BYTES])
{
	const char *feature = feature_of(message);
	size_t first = has_places(bloom->of) ? (size_t)(uint8_t)feature[0] : number_of(feature[0]);
	size_t second = number_of(feature[1]);

	if (bloom->known && !message->salt && first < LETTERS && second < LETTERS)
		return bloom->known[first * LETTERS + second];
	work_out(bloom, message, room);
	return room;
}

void tl_bloom_add(
	struct tl_bloom *bloom, struct tl_str normal, struct tl_str salt, struct tl_filter *filter)
{
	struct features features = features_of(bloom->of, normal);
	unsigned k = lowered(bloom, tl_bloom_features(bloom->of, normal));
	struct message message = message_of(salt);
	uint8_t room[TL_HMAC_BYTES];

	assert(!filter->bits || filter->bits == bloom->bits);
	filter->bits = bloom->bits;
	while (next_feature(&features, feature_of(&message)))
		set_bits(mac_of(bloom, &message, room), k, filter);
}

void tl_filter_fold(struct tl_filter *filter)
{
	unsigned half = filter->bits / 128;

	for (unsigned i = 0; i < half; i++) {
		filter->words[i] ^= filter->words[half + i];
		filter->words[half + i] = 0;
	}
	filter->bits /= 2;
}

/* A bit that is set with probability n / 256 is made of eight even ones, least digit of n first: or
 * where the digit is 1, and where it is 0. A MAC has 256 even bits. */
void tl_filter_flip(
	struct tl_filter *filter, unsigned in256, struct tl_hmac *noise, struct tl_str record)
{
	struct tl_buf message = {0};
	uint8_t mac[TL_HMAC_BYTES];

	assert(in256 < 256);
	tl_buf_add(&message, record);
	tl_buf_add_char(&message, '\0');
	for (unsigned from = 0; from < filter->bits / 64; from += WORDS_OF_MAC) {
		uint64_t flip[WORDS_OF_MAC] = {0};

		for (unsigned digit = 0; digit < 8; digit++) {
			tl_buf_add_char(&message, (char)(from * 8 + digit));
			tl_hmac_of(noise, tl_buf_str(&message), mac);
			message.length--;
			for (size_t i = 0; i < WORDS_OF_MAC; i++) {
				uint64_t even = word_of(mac + i * 8);

				flip[i] = in256 >> digit & 1 ? flip[i] | even : flip[i] & even;
			}
		}
		for (size_t i = 0; i < WORDS_OF_MAC; i++)
			filter->words[from + i] ^= flip[i];
	}
	tl_buf_free(&message);
}

/* Without an instruction for it; the kernels in dice_*.c have one. */
static unsigned count_word(uint64_t word)
{
	return (unsigned)__builtin_popcountll(word);
}

unsigned tl_filter_count(const struct tl_filter *filter)
{
	unsigned count = 0;

	for (unsigned i = 0; i < filter->bits / 64; i++)
		count += count_word(filter->words[i]);
	return count;
}

bool tl_filter_equal(const struct tl_filter *a, const struct tl_filter *b)
{
	return a->bits == b->bits && !memcmp(a->words, b->words, a->bits / 8);
}

double tl_filter_dice(const struct tl_filter *a, const struct tl_filter *b)
{
	unsigned common = 0, both = tl_filter_count(a) + tl_filter_count(b);

	assert(a->bits == b->bits);
	for (unsigned i = 0; i < a->bits / 64; i++)
		common += count_word(a->words[i] & b->words[i]);
	return both ? 2.0 * common / both : 0;
}
