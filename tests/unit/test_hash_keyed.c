#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include <throughline/hash.h>

static struct tl_str repeated(char *room, int c, size_t count)
{
	memset(room, c, count);
	return tl_str_slice(room, count);
}

static void assert_hex(const uint8_t *bytes, size_t count, const char *want)
{
	char hex[3];

	assert_int_equal(strlen(want), count * 2);
	for (size_t i = 0; i < count; i++) {
		snprintf(hex, sizeof hex, "%02x", bytes[i]);
		assert_memory_equal(hex, want + i * 2, 2);
	}
}

/* RFC 4231, test cases 1 to 4, 6 and 7. */
static void hmac_gives_what_rfc_4231_says(void **state)
{
	char keys[4][131], data[2][50], counted[25];
	const struct {
		struct tl_str key, message;
		const char *mac;
	} cases[] = {
		{repeated(keys[0], 0x0b, 20), TL_STR("Hi There"),
			"b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
		{TL_STR("Jefe"), TL_STR("what do ya want for nothing?"),
			"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
		{repeated(keys[1], 0xaa, 20), repeated(data[0], 0xdd, 50),
			"773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
		{tl_str_slice(counted, sizeof counted), repeated(data[1], 0xcd, 50),
			"82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
		{repeated(keys[2], 0xaa, 131),
			TL_STR("Test Using Larger Than Block-Size Key - Hash Key First"),
			"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
		{repeated(keys[3], 0xaa, 131),
			TL_STR("This is a test using a larger than block-size key and a larger "
			       "than block-size data. The key needs to be hashed before being "
			       "used by the HMAC algorithm."),
			"9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
	};
	uint8_t mac[TL_HMAC_BYTES];

	(void)state;
	for (char i = 0; i < (char)sizeof counted; i++)
		counted[(size_t)i] = (char)(i + 1);
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_hmac hmac;

		tl_hmac_init(&hmac, cases[i].key.data, cases[i].key.length);
		for (int again = 0; again < 2; again++) { /* using it leaves it as it was */
			tl_hmac_of(&hmac, cases[i].message, mac);
			assert_hex(mac, sizeof mac, cases[i].mac);
		}
	}
}

/* RFC 5869, test cases 1 and 3. */
static void hkdf_gives_what_rfc_5869_says(void **state)
{
	static const char salt[] = "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c";
	static const char info[] = "\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9";
	char secret[22];
	uint8_t key[42];

	(void)state;
	tl_hkdf(repeated(secret, 0x0b, 22), tl_str_slice(salt, 13), tl_str_slice(info, 10), key,
		sizeof key);
	assert_hex(key, sizeof key,
		"3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185"
		"865");
	tl_hkdf(repeated(secret, 0x0b, 22), TL_STR(""), TL_STR(""), key, sizeof key);
	assert_hex(key, sizeof key,
		"8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a9"
		"6c8");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hmac_gives_what_rfc_4231_says),
		cmocka_unit_test(hkdf_gives_what_rfc_5869_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
