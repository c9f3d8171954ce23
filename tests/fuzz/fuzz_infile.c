/* Any bytes are read to the end or refused with one message, plain or gzip. */
#include "fuzz.h"

#include <throughline/infile.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64], block[4096];
	struct tl_err err = {0};
	size_t got = 1;
	int file = fuzz_file(data, size, path);
	struct tl_infile *in = tl_infile_open(path, &err);

	while (in && got && tl_infile_read(in, block, sizeof block, &got, &err))
		;
	if (in && !err.exit_status && tl_infile_bytes(in) != (int64_t)size)
		abort();
	tl_infile_free(in);
	close(file);
	return 0;
}
