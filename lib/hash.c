#include <throughline/hash.h>

#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_BLOCK_BYTES ((size_t)64 * 1024)

void tl_sha256_init(struct tl_sha256 *sha)
{
	sha256_init(&sha->ctx);
}

void tl_sha256_add(struct tl_sha256 *sha, const void *data, size_t length)
{
	if (length)
		sha256_update(&sha->ctx, length, data);
}

static void little_endian(uint8_t bytes[8], uint64_t value)
{
	for (int i = 0; i < 8; i++)
		bytes[i] = (uint8_t)(value >> (8 * i));
}

void tl_sha256_add_int(struct tl_sha256 *sha, int64_t value)
{
	uint8_t bytes[8];

	little_endian(bytes, (uint64_t)value);
	tl_sha256_add(sha, bytes, sizeof bytes);
}

void tl_sha256_add_str(struct tl_sha256 *sha, struct tl_str s)
{
	tl_sha256_add_int(sha, (int64_t)s.length);
	tl_sha256_add(sha, s.data, s.length);
}

void tl_sha256_add_real(struct tl_sha256 *sha, double value)
{
	static const uint64_t one_nan = UINT64_C(0x7ff8000000000000);
	uint64_t bits;

	memcpy(&bits, &value, sizeof bits);
	tl_sha256_add_int(sha, (int64_t)(isnan(value) ? one_nan : bits));
}

static void to_hex(const uint8_t *bytes, struct tl_digest *digest)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < SHA256_DIGEST_SIZE; i++) {
		digest->hex[2 * i] = digits[bytes[i] >> 4];
		digest->hex[2 * i + 1] = digits[bytes[i] & 15];
	}
	digest->hex[2 * SHA256_DIGEST_SIZE] = '\0';
}

struct tl_digest tl_sha256_done(struct tl_sha256 *sha)
{
	uint8_t bytes[SHA256_DIGEST_SIZE];
	struct tl_digest digest;

	sha256_digest(&sha->ctx, sizeof bytes, bytes);
	to_hex(bytes, &digest);
	return digest;
}

struct tl_digest tl_sha256_of(struct tl_str s)
{
	struct tl_sha256 sha;

	tl_sha256_init(&sha);
	tl_sha256_add(&sha, s.data, s.length);
	return tl_sha256_done(&sha);
}

bool tl_sha256_file(const char *path, struct tl_digest *digest, struct tl_err *err)
{
	unsigned char block[FILE_BLOCK_BYTES];
	struct tl_sha256 sha;
	/* Not to wait where a pipe has taken the file's place: it is refused as soon as it is open.
	 */
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;
	ssize_t got;

	if (file < 0)
		return tl_fail_errno(err, "open", path);
	if (!fstat(file, &status) && S_ISFIFO(status.st_mode)) {
		close(file);
		return tl_fail(err, EX_NOINPUT, "%s: a pipe cannot be read twice", path);
	}
	tl_sha256_init(&sha);
	while ((got = read(file, block, sizeof block)) > 0)
		tl_sha256_add(&sha, block, (size_t)got);
	if (got < 0)
		tl_fail_errno(err, "read", path);
	else
		*digest = tl_sha256_done(&sha);
	close(file);
	return got == 0;
}

bool tl_digest_equal(const struct tl_digest *a, const struct tl_digest *b)
{
	return !strcmp(a->hex, b->hex);
}
