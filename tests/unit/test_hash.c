#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "scratch.h"

#include <math.h>
#include <throughline/hash.h>

#define OF_NOTHING "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define OF_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" /* FIPS 180-2 */

static void sha256_gives_the_published_digests(void **state)
{
	struct tl_sha256 sha;
	struct tl_digest digest;

	(void)state;
	assert_string_equal(tl_sha256_of((struct tl_str){0}).hex, OF_NOTHING);
	assert_string_equal(tl_sha256_of(TL_STR("abc")).hex, OF_ABC);
	tl_sha256_init(&sha);
	tl_sha256_add(&sha, "a", 1);
	tl_sha256_add(&sha, NULL, 0);
	tl_sha256_add(&sha, "bc", 2);
	digest = tl_sha256_done(&sha);
	assert_string_equal(digest.hex, OF_ABC);
}

static struct tl_digest digest_of_texts(const char *a, const char *b)
{
	struct tl_sha256 sha;

	tl_sha256_init(&sha);
	tl_sha256_add_str(&sha, tl_str(a));
	tl_sha256_add_str(&sha, tl_str(b));
	return tl_sha256_done(&sha);
}

static void texts_do_not_run_into_each_other(void **state)
{
	struct tl_digest one = digest_of_texts("ab", "c"), two = digest_of_texts("a", "bc");
	struct tl_digest again = digest_of_texts("ab", "c");

	(void)state;
	assert_false(tl_digest_equal(&one, &two));
	assert_true(tl_digest_equal(&one, &again));
}

static struct tl_digest digest_of_real(double value)
{
	struct tl_sha256 sha;

	tl_sha256_init(&sha);
	tl_sha256_add_real(&sha, value);
	return tl_sha256_done(&sha);
}

static void numbers_are_hashed_by_their_bits_and_every_nan_alike(void **state)
{
	struct tl_digest nan = digest_of_real(NAN), negative_nan = digest_of_real(-NAN);
	struct tl_digest one = digest_of_real(1.0);
	struct tl_sha256 sha;
	struct tl_digest bytes;

	(void)state;
	assert_true(tl_digest_equal(&nan, &negative_nan));
	tl_sha256_init(&sha);
	tl_sha256_add(&sha, "\0\0\0\0\0\0\xf0\x3f", 8); /* 1.0, little-endian */
	bytes = tl_sha256_done(&sha);
	assert_string_equal(one.hex, bytes.hex);
	tl_sha256_init(&sha);
	tl_sha256_add_int(&sha, -2);
	one = tl_sha256_done(&sha);
	bytes = tl_sha256_of(TL_STR("\xfe\xff\xff\xff\xff\xff\xff\xff"));
	assert_string_equal(one.hex, bytes.hex);
}

static void a_file_is_hashed_as_it_lies_there(void **state)
{
	struct tl_digest digest;
	struct tl_err err = {0};

	(void)state;
	assert_true(tl_sha256_file(scratch_text("abc", "abc"), &digest, &err));
	assert_string_equal(digest.hex, OF_ABC);
	assert_true(tl_sha256_file(scratch_text("empty", ""), &digest, &err));
	assert_string_equal(digest.hex, OF_NOTHING);
	assert_false(tl_sha256_file(scratch_path("absent"), &digest, &err));
	assert_int_equal(err.exit_status, EX_NOINPUT);
}

static void the_table_hash_is_xxh64(void **state)
{
	static const char text[] =
		"The leap day falls at the end of the year, counted from 1 March.";
	// clang-format off
	static const struct {
		size_t length;
		uint64_t seed, want;
	} cases[] = {
		/* from libxxhash 0.8.1, over the beginning of the text */
		{0, 0, UINT64_C(0xef46db3751d8e999)},
		{1, 0, UINT64_C(0x5b4d6af247a3cf7b)},
		{3, 0, UINT64_C(0x4108f90b5de14d15)},
		{4, 1, UINT64_C(0x7bcaa20519f4fcdc)},
		{7, 0, UINT64_C(0xe0c993a7008ca8df)},
		{8, 0, UINT64_C(0x8d097c107423f719)},
		{12, 20261123, UINT64_C(0x3c6cd6e19a8d8b1a)},
		{31, 0, UINT64_C(0x76a9f089316963a1)},
		{32, 0, UINT64_C(0x738f9af46702f2f1)},
		{33, 0, UINT64_C(0xe4c6b5271af8f848)},
		{47, 7, UINT64_C(0xd3cd8f391adbf700)},
		{64, 0, UINT64_C(0x61a632277923aabe)},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++)
		assert_int_equal(tl_hash64(text, cases[i].length, cases[i].seed), cases[i].want);
	assert_int_equal(tl_hash64(NULL, 0, 0), cases[0].want);
}

static void a_pair_is_the_hashes_of_seeds_0_and_1(void **state)
{
	static const char text[] = "Whoever asks for both at once gets what each of them is alone.";

	(void)state;
	for (size_t length = 0; length < sizeof text; length++) {
		struct tl_hash_pair pair = tl_hash64_pair(text, length);

		assert_int_equal(pair.first, tl_hash64(text, length, 0));
		assert_int_equal(pair.second, tl_hash64(text, length, 1));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha256_gives_the_published_digests),
		cmocka_unit_test(texts_do_not_run_into_each_other),
		cmocka_unit_test(numbers_are_hashed_by_their_bits_and_every_nan_alike),
		cmocka_unit_test(a_file_is_hashed_as_it_lies_there),
		cmocka_unit_test(the_table_hash_is_xxh64),
		cmocka_unit_test(a_pair_is_the_hashes_of_seeds_0_and_1),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
