/* What the fuzzers share: the input as a file that can be opened by name. */
#ifndef THROUGHLINE_TESTS_FUZZ_H
#define THROUGHLINE_TESTS_FUZZ_H

#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Fills path with a name that opens the bytes; close the result. */
static inline int fuzz_file(const uint8_t *data, size_t size, char path[64])
{
	int file = memfd_create("input", MFD_CLOEXEC);

	if (file < 0 || write(file, data, size) != (ssize_t)size || lseek(file, 0, SEEK_SET) != 0)
		abort();
	snprintf(path, 64, "/proc/self/fd/%d", file);
	return file;
}

#endif
