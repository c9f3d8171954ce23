/* Any bytes as what says who a person is: a normal form is ASCII where it must be, its own normal
 * form, and every part, key and filter can be made of it. */
#include "fuzz.h"

#include <string.h>

#include <throughline/bloom.h>
#include <throughline/variant.h>

static const uint8_t key[TL_HMAC_BYTES];

static void must(bool truth)
{
	if (!truth)
		abort();
}

static void try_again(enum tl_identity of, struct tl_str normal)
{
	struct tl_buf again = {0};

	must(tl_identity_normalise(of, normal, &again) ||
		(of == TL_IDENTITY_FORENAME || of == TL_IDENTITY_SURNAME));
	must(!again.length || tl_str_equal(tl_buf_str(&again), normal) ||
		of == TL_IDENTITY_FORENAME || of == TL_IDENTITY_SURNAME);
	tl_buf_free(&again);
}

static void try_parts(enum tl_identity of, struct tl_str normal)
{
	struct tl_buf out = {0};

	for (enum tl_identity_part part = TL_PART_WHOLE; part < TL_PART_COUNT_OF; part++)
		if (tl_identity_parts[part].of >> of & 1)
			tl_identity_part(part, of, normal, &out);
	tl_buf_clear(&out);
	tl_identity_slk581(
		normal, normal, of == TL_IDENTITY_BIRTH ? normal : tl_str(""), normal, &out);
	must(out.length == TL_SLK581_LENGTH);
	tl_buf_free(&out);
}

static void try_filter(enum tl_identity of, struct tl_str normal, unsigned bits)
{
	struct tl_filter filter = {0}, back;
	struct tl_bloom bloom;
	struct tl_buf text = {0};

	tl_bloom_init(&bloom, key, of, bits);
	tl_bloom_add(&bloom, normal, tl_str(""), &filter);
	if (normal.length <= 100)
		must(tl_filter_count(&filter) <= bits * 55 / 100);
	tl_filter_write(&filter, &text);
	must(tl_filter_read(tl_buf_str(&text), &back) && tl_filter_equal(&filter, &back));
	tl_buf_free(&text);
}

static void try_variants(enum tl_identity of, struct tl_str normal)
{
	static struct tl_nicknames *nicknames;
	struct tl_buf text = {0};
	struct tl_variants variants;

	if (!nicknames)
		nicknames = tl_nicknames_new();
	tl_variants_make(&variants, of, normal, nicknames);
	must(tl_variants_are_of(of) == (variants.count > 0));
	for (size_t i = 0; i < variants.count; i++) {
		struct tl_str rest;
		uint64_t variant;

		tl_buf_clear(&text);
		tl_variant_write(variants.items[i].kind, key, &text);
		rest = tl_buf_str(&text);
		must(tl_variant_read(&rest, &variant) && !rest.length);
		must(tl_variant_kind_of(variant) == variants.items[i].kind);
	}
	tl_buf_free(&text);
}

static void try(enum tl_identity of, struct tl_str text)
{
	struct tl_buf normal = {0};
	struct tl_filter filter;
	struct tl_str rest = text;
	uint64_t variant;

	tl_filter_read(text, &filter);
	while (tl_variant_read(&rest, &variant))
		must(rest.length < text.length);
	if (tl_identity_normalise(of, text, &normal)) {
		must(normal.length > 0);
		for (size_t i = 0; i < normal.length && of != TL_IDENTITY_ID; i++)
			must((uint8_t)normal.data[i] < 0x80);
		if (of != TL_IDENTITY_BIRTH)
			try_again(of, tl_buf_str(&normal));
		try_parts(of, tl_buf_str(&normal));
		try_variants(of, tl_buf_str(&normal));
		try_filter(of, tl_buf_str(&normal), TL_FILTER_BITS);
		try_filter(of, tl_buf_str(&normal), TL_CLK_BITS);
	} else {
		must(normal.length == 0);
	}
	tl_buf_free(&normal);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tl_str text = tl_str_slice((const char *)data + 1, size ? size - 1 : 0);

	if (size && data[0] % TL_IDENTITY_COUNT_OF)
		try(data[0] % TL_IDENTITY_COUNT_OF, text);
	return 0;
}
