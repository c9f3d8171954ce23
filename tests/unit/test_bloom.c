#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include <throughline/bloom.h>

static const uint8_t key[TL_HMAC_BYTES] = "a key of this test: 32 bytes....";

static struct tl_filter filter_of(
	enum tl_identity of, const char *normal, const char *salt, unsigned bits)
{
	struct tl_bloom bloom;
	struct tl_filter filter = {0};

	tl_bloom_init(&bloom, key, of, bits);
	tl_bloom_add(&bloom, tl_str(normal), tl_str(salt), &filter);
	return filter;
}

static double alike(enum tl_identity of, const char *a, const char *b)
{
	struct tl_filter x = filter_of(of, a, "", TL_FILTER_BITS),
			 y = filter_of(of, b, "", TL_FILTER_BITS);

	return tl_filter_dice(&x, &y);
}

static void names_have_a_pair_more_than_letters(void **state)
{
	(void)state;
	assert_int_equal(tl_bloom_features(TL_IDENTITY_SURNAME, TL_STR("SMITH")), 6);
	assert_int_equal(tl_bloom_features(TL_IDENTITY_SURNAME, TL_STR("A B")), 3);
	assert_int_equal(tl_bloom_features(TL_IDENTITY_BIRTH, TL_STR("19700131")), 8);
	assert_int_equal(tl_bloom_features(TL_IDENTITY_SEX, TL_STR("1")), 1);
	assert_int_equal(tl_bloom_features(TL_IDENTITY_SURNAME, TL_STR("")), 0);
}

/* The bits of one feature, worked out from the MAC alone: seven positions of nine bits in each
 * eight bytes of it, least first. */
static void bits_come_from_the_mac_of_a_feature(void **state)
{
	struct tl_filter got = filter_of(TL_IDENTITY_SEX, "2", "1970", TL_FILTER_BITS);
	static const char message[] = "1970\0\0002";
	struct tl_filter want = {.bits = 512};
	uint8_t mac[TL_HMAC_BYTES];
	struct tl_hmac hmac;

	(void)state;
	tl_hmac_init(&hmac, key, sizeof key);
	tl_hmac_of(&hmac, tl_str_slice(message, 7), mac);
	for (unsigned i = 0; i < 28; i++) {
		unsigned at = 0;

		for (unsigned j = 0; j < 9; j++) {
			unsigned bit = i / 7 * 64 + i % 7 * 9 + j;

			at |= (unsigned)(mac[bit / 8] >> bit % 8 & 1) << j;
		}
		want.words[at / 64] |= UINT64_C(1) << at % 64;
	}
	assert_true(tl_filter_equal(&got, &want));
}

static void likeness_follows_the_letters(void **state)
{
	(void)state;
	assert_true(alike(TL_IDENTITY_SURNAME, "SMITH", "SMITH") == 1);
	assert_true(alike(TL_IDENTITY_SURNAME, "SMITH", "SMYTH") > 0.6);
	assert_true(alike(TL_IDENTITY_SURNAME, "SMITH", "OKONKWO") < 0.4);
	assert_true(alike(TL_IDENTITY_BIRTH, "19700131", "19700130") > 0.85);
	assert_true(alike(TL_IDENTITY_SURNAME, "VAN DER BERG", "VANDERBERG") == 1);
	assert_true(alike(TL_IDENTITY_SURNAME, "SMITH", "") == 0);
}

/* A quarter full by a usual value, never more than half. */
static void no_value_fills_more_than_half(void **state)
{
	static const char letters[] = "QWERTYUIOPASDFGHJKLZXCVBNMQAZWSXEDCRFVTGBYHNUJMIKOLP";
	struct tl_filter filter;

	(void)state;
	for (size_t length = 1; length < sizeof letters; length++) {
		char name[sizeof letters] = "";

		memcpy(name, letters, length);
		filter = filter_of(TL_IDENTITY_SURNAME, name, "", TL_FILTER_BITS);
		assert_in_range(tl_filter_count(&filter), 1, 512 * 53 / 100);
		if (length == 7)
			assert_in_range(tl_filter_count(&filter), 100, 150);
	}
}

static void key_field_and_salt_all_decide(void **state)
{
	uint8_t other_key[TL_HMAC_BYTES] = "another";
	struct tl_filter plain = filter_of(TL_IDENTITY_SURNAME, "SMITH", "", TL_FILTER_BITS),
			 salted = filter_of(TL_IDENTITY_SURNAME, "SMITH", "1970", TL_FILTER_BITS),
			 again = filter_of(TL_IDENTITY_SURNAME, "SMITH", "1970", TL_FILTER_BITS),
			 other = {0};
	struct tl_bloom bloom;

	(void)state;
	tl_bloom_init(&bloom, other_key, TL_IDENTITY_SURNAME, TL_FILTER_BITS);
	tl_bloom_add(&bloom, TL_STR("SMITH"), TL_STR(""), &other);
	assert_true(tl_filter_equal(&salted, &again));
	assert_true(tl_filter_dice(&plain, &salted) < 0.4);
	assert_true(tl_filter_dice(&plain, &other) < 0.4);
}

static void what_was_learnt_ahead_changes_no_bit(void **state)
{
	static const struct {
		enum tl_identity of;
		const char *normal, *salt;
	} cases[] = {
		{TL_IDENTITY_SURNAME, "O NEILL", ""},
		{TL_IDENTITY_SURNAME, "SMITH", "1970"},
		{TL_IDENTITY_BIRTH, "19700131", ""},
		{TL_IDENTITY_SEX, "2", ""},
		{TL_IDENTITY_POSTCODE, "CH650BA", ""},
		{TL_IDENTITY_ID, "a-\1\7 Z9", ""},
	};
	struct tl_arena arena = {0};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++)
		for (unsigned bits = TL_FILTER_BITS; bits <= TL_CLK_BITS; bits *= 2) {
			struct tl_filter want =
				filter_of(cases[i].of, cases[i].normal, cases[i].salt, bits);
			struct tl_filter got = {0};
			struct tl_bloom bloom;

			tl_bloom_init(&bloom, key, cases[i].of, bits);
			tl_bloom_learn(&bloom, &arena);
			tl_bloom_add(&bloom, tl_str(cases[i].normal), tl_str(cases[i].salt), &got);
			assert_true(tl_filter_equal(&got, &want));
		}
	tl_arena_free(&arena);
}

static void a_record_filter_takes_several_fields(void **state)
{
	struct tl_filter clk = {0},
			 alone = filter_of(TL_IDENTITY_SURNAME, "SMITH", "", TL_CLK_BITS);
	struct tl_bloom bloom;

	(void)state;
	tl_bloom_init(&bloom, key, TL_IDENTITY_SURNAME, TL_CLK_BITS);
	tl_bloom_add(&bloom, TL_STR("SMITH"), TL_STR(""), &clk);
	tl_bloom_init(&bloom, key, TL_IDENTITY_BIRTH, TL_CLK_BITS);
	tl_bloom_add(&bloom, TL_STR("19700131"), TL_STR(""), &clk);
	for (size_t i = 0; i < TL_FILTER_WORDS_MAX; i++)
		assert_int_equal(alone.words[i] & ~clk.words[i], 0);
	assert_true(tl_filter_count(&clk) > tl_filter_count(&alone));
}

static void folding_is_the_xor_of_the_halves(void **state)
{
	struct tl_filter filter = {.bits = 512};

	(void)state;
	for (unsigned i = 0; i < 8; i++)
		filter.words[i] = 0x0101010101010101u * (i + 1);
	tl_filter_fold(&filter);
	assert_int_equal(filter.bits, 256);
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(filter.words[i],
			0x0101010101010101u * (i + 1) ^ 0x0101010101010101u * (i + 5));
	for (unsigned i = 4; i < TL_FILTER_WORDS_MAX; i++)
		assert_int_equal(filter.words[i], 0);
}

/* 200 records of 1,024 bits: a share of n / 256 with a standard error of at most 0.0011. */
static void noise_inverts_the_share_asked_for_and_is_each_records_own(void **state)
{
	static const unsigned shares[] = {0, 1, 5, 13, 128, 255};
	struct tl_hmac noise;

	(void)state;
	tl_hmac_init(&noise, key, sizeof key);
	for (size_t i = 0; i < TL_LEN(shares); i++) {
		unsigned inverted = 0;

		for (char record = 1; record <= 100; record++) {
			struct tl_filter a = {.bits = 1024}, b = a, c = a;

			tl_filter_flip(&a, shares[i], &noise, tl_str_slice(&record, 1));
			tl_filter_flip(&b, shares[i], &noise, tl_str_slice(&record, 1));
			tl_filter_flip(&c, shares[i], &noise, tl_str_slice("\x7f", 1));
			assert_true(tl_filter_equal(&a, &b));
			assert_true(!shares[i] || !tl_filter_equal(&a, &c));
			inverted += tl_filter_count(&a);
		}
		double share = inverted / 102400.0, want = shares[i] / 256.0;

		assert_true(share > want - 0.008 && share < want + 0.008);
	}
}

static void text_is_base64_and_nothing_else_is_read(void **state)
{
	struct tl_filter filter = {.bits = 256}, back;
	struct tl_buf text = {0};

	(void)state;
	filter.words[0] = 0x0000000000fffefau; /* bytes fa fe ff 00 */
	filter.words[3] = 0x0100000000000000u; /* the last byte is 01 */
	tl_filter_write(&filter, &text);
	assert_string_equal(text.data, "+v7/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=");
	assert_true(tl_filter_read(tl_buf_str(&text), &back) && tl_filter_equal(&filter, &back));
	text.data[42] = 'F'; /* a bit past the end */
	assert_false(tl_filter_read(tl_buf_str(&text), &back));
	text.data[42] = '=';
	assert_false(tl_filter_read(tl_buf_str(&text), &back));
	text.data[42] = 'E';
	text.data[43] = 'A';
	assert_false(tl_filter_read(tl_buf_str(&text), &back));
	text.data[43] = '=';
	text.data[3] = '-';
	assert_false(tl_filter_read(tl_buf_str(&text), &back));
	assert_false(tl_filter_read(TL_STR(""), &back));
	assert_false(tl_filter_read(TL_STR("AAAA"), &back));
	for (unsigned bits = 256; bits <= 1024; bits *= 2) {
		filter.bits = bits;
		for (unsigned i = 0; i < bits / 64; i++)
			filter.words[i] = 0x9e3779b97f4a7c15u * (i + 1);
		tl_buf_clear(&text);
		tl_filter_write(&filter, &text);
		assert_int_equal(text.length, bits == 256 ? 44 : bits == 512 ? 88 : 172);
		assert_true(tl_filter_read(tl_buf_str(&text), &back));
		assert_true(tl_filter_equal(&filter, &back));
	}
	tl_buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_have_a_pair_more_than_letters),
		cmocka_unit_test(bits_come_from_the_mac_of_a_feature),
		cmocka_unit_test(likeness_follows_the_letters),
		cmocka_unit_test(no_value_fills_more_than_half),
		cmocka_unit_test(key_field_and_salt_all_decide),
		cmocka_unit_test(what_was_learnt_ahead_changes_no_bit),
		cmocka_unit_test(a_record_filter_takes_several_fields),
		cmocka_unit_test(folding_is_the_xor_of_the_halves),
		cmocka_unit_test(noise_inverts_the_share_asked_for_and_is_each_records_own),
		cmocka_unit_test(text_is_base64_and_nothing_else_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
