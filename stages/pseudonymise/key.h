/*
 * The programme's shared key, and what is derived from it: a key per purpose and per study, so that
 * no token of one purpose says anything of another, and a fingerprint by which two partners see
 * that they hold the same key.
 *
 * A key file is one line, 64 hex digits. Only its owner may be able to read it, and its owner is
 * who runs the program. No message says what is in it.
 */
#ifndef PSEUDONYMISE_KEY_H
#define PSEUDONYMISE_KEY_H

#include <throughline/hash.h>
#include <throughline/study.h>

struct key {
	uint8_t bytes[TL_HMAC_BYTES]; /* cleared by key_forget */
	const char *study;
};

/* EX_NOINPUT absent; EX_DATAERR somebody else's, readable by others, or no key. */
bool key_read(struct key *key, const char *path, const char *study, struct tl_err *err);
/* Makes one of the system's random bytes. EX_CANTCREAT where the file is there already. */
bool key_make(const char *path, struct tl_err *err);
/* The key for a purpose ("token nhs"): HKDF-SHA-256 with the info "<study>\n<purpose>". */
void key_for(const struct key *key, const char *purpose, uint8_t derived[TL_HMAC_BYTES]);
void key_hmac(const struct key *key, const char *purpose, struct tl_hmac *hmac);
/* 16 hex digits. Hardening is in it too, for filters hardened otherwise cannot be compared. */
void key_fingerprint(const struct key *key, const struct tl_pseudonymise *wanted, char text[17]);
void key_forget(struct key *key);

#endif
