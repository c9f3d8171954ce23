#include "key.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <throughline/outfile.h>
#include <throughline/path.h>

#define HEX_DIGITS (2 * TL_HMAC_BYTES)
#define VERSION                                                                                    \
	"throughline pseudonymise 1" /* of the formats: other tokens, another fingerprint          \
				      */

static bool check_owner(int file, const char *path, struct tl_err *err)
{
	struct stat status;

	if (fstat(file, &status))
		return tl_fail_errno(err, "look at", path);
	if (!S_ISREG(status.st_mode))
		return tl_fail(err, EX_DATAERR, "%s: this is no file that can hold a key", path);
	if (status.st_uid != geteuid())
		return tl_fail(err, EX_DATAERR,
			"%s: the key file belongs to another user; keep a copy of your own, "
			"readable by you alone",
			path);
	if (status.st_mode & (S_IRWXG | S_IRWXO))
		return tl_fail(err, EX_DATAERR,
			"%s: others can read or change the key file; chmod 600 it, and think "
			"whether somebody has read it: then all partners need a new key",
			path);
	return true;
}

static int digit_of(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool from_hex(const char *text, size_t length, uint8_t bytes[TL_HMAC_BYTES])
{
	struct tl_str after = {text + HEX_DIGITS, length < HEX_DIGITS ? 0 : length - HEX_DIGITS};
	bool wrong = length < HEX_DIGITS || (after.length && !tl_str_equal(after, tl_str("\n")) &&
						    !tl_str_equal(after, tl_str("\r\n")));

	for (size_t i = 0; !wrong && i < TL_HMAC_BYTES; i++) {
		int high = digit_of(text[2 * i]), low = digit_of(text[2 * i + 1]);

		wrong |= high < 0 || low < 0;
		bytes[i] = (uint8_t)(high * 16 + low);
	}
	return !wrong;
}

/* The compiler may not take this for a write that nobody reads. */
static void wipe(void *memory, size_t size)
{
	volatile uint8_t *byte = memory;

	while (size--)
		*byte++ = 0;
}

bool key_read(struct key *key, const char *path, const char *study, struct tl_err *err)
{
	char text[HEX_DIGITS + 3];
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t got;
	bool ok = false;

	*key = (struct key){.study = study};
	if (file < 0)
		return tl_fail_errno(err, "open", path);
	if (!check_owner(file, path, err))
		goto done;
	got = read(file, text, sizeof text);
	ok = got >= 0 || tl_fail_errno(err, "read", path);
	if (ok && (got > (ssize_t)HEX_DIGITS + 2 || !from_hex(text, (size_t)got, key->bytes)))
		ok = tl_fail(err, EX_DATAERR,
			"%s: this is no key; one is a line of 64 hex digits, as `throughline "
			"pseudonymise --new-key FILE` makes it",
			path);
	wipe(text, sizeof text);
done:
	close(file);
	return ok;
}

static bool random_bytes(uint8_t bytes[TL_HMAC_BYTES], struct tl_err *err)
{
	static const char source[] = "/dev/urandom";
	int file = open(source, O_RDONLY | O_CLOEXEC);
	ssize_t got = file < 0 ? -1 : read(file, bytes, TL_HMAC_BYTES);
	bool ok = got == (ssize_t)TL_HMAC_BYTES;

	if (!ok)
		tl_fail_errno(err, "read", source);
	if (file >= 0)
		close(file);
	return ok;
}

bool key_make(const char *path, struct tl_err *err)
{
	char text[HEX_DIGITS + 2];
	uint8_t bytes[TL_HMAC_BYTES];
	bool ok, there;

	if (!tl_path_is_there(path, TL_PATH_GIVEN, &there, err))
		return false;
	if (there)
		return tl_fail(err, EX_CANTCREAT,
			"%s: it is there already, and a key that is lost cannot be made again",
			path);
	if (!random_bytes(bytes, err))
		return false;
	for (size_t i = 0; i < TL_HMAC_BYTES; i++)
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
	text[HEX_DIGITS] = '\n';
	ok = tl_file_write(path, 0600, tl_str_slice(text, HEX_DIGITS + 1), err);
	wipe(text, sizeof text);
	wipe(bytes, sizeof bytes);
	return ok;
}

void key_for(const struct key *key, const char *purpose, uint8_t derived[TL_HMAC_BYTES])
{
	struct tl_buf info = {0};

	tl_buf_addf(&info, "%s\n%s", key->study, purpose);
	tl_hkdf(tl_str_slice((const char *)key->bytes, sizeof key->bytes), TL_STR(VERSION),
		tl_buf_str(&info), derived, TL_HMAC_BYTES);
	tl_buf_free(&info);
}

void key_hmac(const struct key *key, const char *purpose, struct tl_hmac *hmac)
{
	uint8_t derived[TL_HMAC_BYTES];

	key_for(key, purpose, derived);
	tl_hmac_init(hmac, derived, sizeof derived);
	wipe(derived, sizeof derived);
}

void key_fingerprint(const struct key *key, const struct tl_pseudonymise *wanted, char text[17])
{
	const struct tl_hardening *harden = &wanted->harden;
	uint8_t derived[TL_HMAC_BYTES];
	struct tl_buf purpose = {0};

	tl_buf_addf(&purpose, "fingerprint salt %s fold %d flip %d",
		harden->salt ? harden->salt : "", harden->fold, (int)(harden->flip * 256 + 0.5));
	if (wanted->variants)
		tl_buf_addc(&purpose, " variants");
	key_for(key, purpose.data, derived);
	for (size_t i = 0; i < 8; i++)
		snprintf(text + 2 * i, 3, "%02x", derived[i]);
	tl_buf_free(&purpose);
}

void key_forget(struct key *key)
{
	wipe(key->bytes, sizeof key->bytes);
}
