/* Any bytes digest or are refused with one message; the digest of equal bytes is equal. */
#include "fuzz.h"

#include <throughline/yaml.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	struct tl_err err = {0};
	struct tl_digest first, second;
	struct tl_buf where = {0};
	int file = fuzz_file(data, size, path);

	bool ok = tl_yaml_digest(path, NULL, &first, &err);
	if (!ok && !err.exit_status)
		abort();
	if (ok && (!tl_yaml_digest(path, NULL, &second, &err) || !tl_digest_equal(&first, &second)))
		abort();
	tl_yaml_where(path, "fields.0.name", &where);
	tl_buf_free(&where);
	close(file);
	return 0;
}
