/* The same bytes unpacked by zlib and by what this build prefers: both refuse them, or both give
 * the same. */
#include "fuzz.h"

#include <string.h>
#include <throughline/infile.h>

static bool unpack(const uint8_t *data, size_t size, const char *level, struct tl_buf *out)
{
	char path[64], block[300];
	struct tl_err err = {0};
	size_t got = 1;
	int file = fuzz_file(data, size, path);
	struct tl_infile *in;
	bool ok;

	setenv("TL_CPU", level, 1);
	in = tl_infile_open(path, &err);
	ok = in != NULL;
	while (ok && got && out->length < (size_t)1 << 20) {
		ok = tl_infile_read(in, block, sizeof block, &got, &err);
		tl_buf_add(out, tl_str_slice(block, ok ? got : 0));
	}
	if (!ok && !err.exit_status)
		abort();
	tl_infile_free(in);
	close(file);
	return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tl_buf one = {0}, other = {0};
	bool ok = unpack(data, size, "reference", &one);

	if (unpack(data, size, "avx512", &other) != ok)
		abort();
	if (ok && !tl_str_equal(tl_buf_str(&one), tl_buf_str(&other)))
		abort();
	tl_buf_free(&one);
	tl_buf_free(&other);
	return 0;
}
