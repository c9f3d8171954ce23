#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "scratch.h"

#include <throughline/infile.h>
#include <zlib.h>

/* Appends one gzip member that holds data. */
static void add_member(struct tl_buf *out, const void *data, size_t length)
{
	z_stream stream = {0};

	assert_int_equal(
		deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	tl_buf_reserve(out, length + 1000);
	stream.next_in = (unsigned char *)(uintptr_t)data;
	stream.avail_in = (unsigned)length;
	stream.next_out = (unsigned char *)out->data + out->length;
	stream.avail_out = (unsigned)length + 1000;
	assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
	out->length += stream.total_out;
	assert_int_equal(deflateEnd(&stream), Z_OK);
}

/* Reads all of a file in steps of size. The text is for the caller to free. */
static bool read_in_steps(const char *path, size_t size, struct tl_buf *text, struct tl_err *err)
{
	struct tl_infile *in = tl_infile_open(path, err);
	char *step = malloc(size);
	size_t got = 1;
	bool ok = in != NULL;

	while (ok && got) {
		ok = tl_infile_read(in, step, size, &got, err);
		if (ok)
			tl_buf_add(text, tl_str_slice(step, got));
	}
	if (ok) {
		struct tl_digest digest = tl_infile_digest(in), want;
		struct tl_err none = {0};

		assert_true(tl_sha256_file(path, &want, &none));
		assert_string_equal(digest.hex, want.hex);
		assert_int_equal(tl_infile_read(in, step, size, &got, err), true);
		assert_int_equal(got, 0);
	}
	free(step);
	tl_infile_free(in);
	return ok;
}

/* Bytes that do not repeat, so that packed and plain are both longer than any block. */
static void add_noise(struct tl_buf *buf, size_t length)
{
	uint64_t state = 20261123;

	for (size_t i = 0; i < length; i++) {
		state = state * UINT64_C(6364136223846793005) + 1;
		tl_buf_add_char(buf, (char)(state >> 56));
	}
}

static void plain_and_packed_files_give_the_same_bytes_in_any_step(void **state)
{
	static const size_t lengths[] = {0, 1, 2, 1000, 262144, 700001};
	static const size_t steps[] = {7, 65536, 1000000};
	struct tl_err err = {0};

	(void)state;
	for (size_t i = 0; i < TL_LEN(lengths) * TL_LEN(steps); i++) {
		size_t length = lengths[i / TL_LEN(steps)], step = steps[i % TL_LEN(steps)];
		struct tl_buf noise = {0}, packed = {0}, plain_text = {0}, packed_text = {0};

		add_noise(&noise, length);
		add_member(&packed, noise.data, length);
		assert_true(
			read_in_steps(scratch_bytes("plain", noise.data ? noise.data : "", length),
				step, &plain_text, &err));
		assert_true(read_in_steps(scratch_bytes("packed", packed.data, packed.length), step,
			&packed_text, &err));
		assert_true(tl_str_equal(tl_buf_str(&plain_text), tl_buf_str(&noise)));
		assert_true(tl_str_equal(tl_buf_str(&packed_text), tl_buf_str(&noise)));
		tl_buf_free(&noise);
		tl_buf_free(&packed);
		tl_buf_free(&plain_text);
		tl_buf_free(&packed_text);
	}
}

static void members_one_after_the_other_are_one_file(void **state)
{
	struct tl_buf packed = {0}, text = {0};
	struct tl_err err = {0};

	(void)state;
	add_member(&packed, "a,b\n", 4);
	add_member(&packed, "", 0);
	add_member(&packed, "1,2\n", 4);
	assert_true(read_in_steps(
		scratch_bytes("three.csv", packed.data, packed.length), 3, &text, &err));
	assert_string_equal(text.data, "a,b\n1,2\n");
	tl_buf_free(&packed);
	tl_buf_free(&text);
}

static void refuse(const char *path, const char *what)
{
	struct tl_buf text = {0};
	struct tl_err err = {0};

	if (read_in_steps(path, 1000, &text, &err))
		fail_msg("%s was read", what);
	assert_int_equal(err.exit_status, EX_DATAERR);
	assert_non_null(strstr(err.text, "not a complete gzip file"));
	tl_buf_free(&text);
}

static void a_gzip_file_cut_short_anywhere_is_refused(void **state)
{
	struct tl_buf packed = {0};

	(void)state;
	add_member(&packed, "a,b\n1,2\n", 8);
	for (size_t length = 2; length < packed.length; length++)
		refuse(scratch_bytes("cut.gz", packed.data, length), "cut short");
	tl_buf_free(&packed);
}

static void a_damaged_gzip_file_is_refused(void **state)
{
	struct tl_buf packed = {0};

	(void)state;
	add_member(&packed, "a,b\n1,2\n", 8);
	packed.data[packed.length - 8] ^= 1; /* the check sum */
	refuse(scratch_bytes("crc.gz", packed.data, packed.length), "a wrong check sum");
	packed.data[packed.length - 8] ^= 1;
	packed.data[packed.length - 4] ^= 1; /* the length */
	refuse(scratch_bytes("length.gz", packed.data, packed.length), "a wrong length");
	tl_buf_free(&packed);
}

static void what_follows_a_gzip_member_must_be_another(void **state)
{
	static const struct tl_str trails[] = {TL_STR_INIT("\0"),
		TL_STR_INIT("\0\0\0\0\0\0\0\0\0\0\0\0"), TL_STR_INIT("more,text\n"),
		TL_STR_INIT("\x1f"), TL_STR_INIT("\x1f\x8b")};

	(void)state;
	for (size_t i = 0; i < TL_LEN(trails); i++) {
		struct tl_buf packed = {0};

		add_member(&packed, "a,b\n1,2\n", 8);
		tl_buf_add(&packed, trails[i]);
		refuse(scratch_bytes("trail.gz", packed.data, packed.length), "trailing bytes");
		tl_buf_free(&packed);
	}
}

static void a_bomb_is_refused_before_it_is_through(void **state)
{
	size_t member_bytes = (size_t)64 << 20, got = 1, unpacked = 0;
	char *zeros = calloc(1, member_bytes);
	struct tl_buf member = {0}, bomb = {0};
	struct tl_err err = {0};
	struct tl_infile *in;
	const char *path;

	(void)state;
	add_member(&member, zeros, member_bytes);
	for (int i = 0; i < 20; i++) /* 1.25 GiB */
		tl_buf_add(&bomb, tl_buf_str(&member));
	path = scratch_bytes("bomb.gz", bomb.data, bomb.length);
	in = tl_infile_open(path, &err);
	assert_non_null(in);
	while (got && tl_infile_read(in, zeros, member_bytes, &got, &err))
		unpacked += got;
	assert_int_equal(err.exit_status, EX_DATAERR);
	assert_non_null(strstr(err.text, "200 times"));
	assert_true(unpacked <= 5 * member_bytes); /* 256 MiB, however much more there is */
	tl_infile_free(in);
	tl_buf_free(&member);
	tl_buf_free(&bomb);
	free(zeros);
}

static void what_is_not_there_is_missing_input(void **state)
{
	struct tl_err err = {0};
	struct tl_buf text = {0};

	(void)state;
	assert_null(tl_infile_open(scratch_path("absent.csv"), &err));
	assert_int_equal(err.exit_status, EX_NOINPUT);
	assert_null(tl_infile_open(scratch, &err));
	assert_int_equal(err.exit_status, EX_NOINPUT);
	assert_false(tl_file_read_all(scratch_path("absent.yaml"), 10, &text, &err));
	assert_int_equal(err.exit_status, EX_NOINPUT);
	tl_infile_free(NULL);
}

/* Opening a pipe that nobody writes to would wait for ever. */
static void what_is_no_regular_file_is_refused_without_waiting(void **state)
{
	const char *pipe = scratch_path("pipe");
	struct tl_digest digest;

	(void)state;
	assert_int_equal(mkfifo(pipe, 0600), 0);
	const char *const paths[] = {pipe, "/dev/null", scratch};
	for (size_t i = 0; i < TL_LEN(paths); i++) {
		struct tl_err err = {0};

		assert_null(tl_infile_open(paths[i], &err));
		assert_int_equal(err.exit_status, EX_NOINPUT);
		assert_non_null(strstr(err.text, "not a file that can be read"));
	}
	struct tl_err err = {0};
	assert_false(tl_sha256_file(pipe, &digest, &err));
	assert_int_equal(err.exit_status, EX_NOINPUT);
}

static void a_small_file_is_read_whole_up_to_its_limit(void **state)
{
	const char *path = scratch_text("small", "0123456789");
	struct tl_buf text = {0};
	struct tl_err err = {0};

	(void)state;
	tl_buf_addc(&text, "what was there before");
	assert_true(tl_file_read_all(path, 10, &text, &err));
	assert_string_equal(text.data, "0123456789");
	assert_false(tl_file_read_all(path, 9, &text, &err));
	assert_int_equal(err.exit_status, EX_DATAERR);
	assert_true(tl_file_read_all(scratch_text("none", ""), 0, &text, &err));
	assert_string_equal(tl_buf_c(&text), "");
	tl_buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_and_packed_files_give_the_same_bytes_in_any_step),
		cmocka_unit_test(members_one_after_the_other_are_one_file),
		cmocka_unit_test(a_gzip_file_cut_short_anywhere_is_refused),
		cmocka_unit_test(a_damaged_gzip_file_is_refused),
		cmocka_unit_test(what_follows_a_gzip_member_must_be_another),
		cmocka_unit_test(a_bomb_is_refused_before_it_is_through),
		cmocka_unit_test(what_is_not_there_is_missing_input),
		cmocka_unit_test(what_is_no_regular_file_is_refused_without_waiting),
		cmocka_unit_test(a_small_file_is_read_whole_up_to_its_limit),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
