#include <throughline/hash.h>

#include <nettle/hkdf.h>

void tl_hmac_init(struct tl_hmac *hmac, const void *key, size_t length)
{
	hmac_sha256_set_key(&hmac->ctx, length, key);
}

void tl_hmac_of(struct tl_hmac *hmac, struct tl_str message, uint8_t mac[TL_HMAC_BYTES])
{
	hmac_sha256_update(&hmac->ctx, message.length, (const uint8_t *)message.data);
	hmac_sha256_digest(&hmac->ctx, TL_HMAC_BYTES, mac);
}

void tl_hkdf(
	struct tl_str secret, struct tl_str salt, struct tl_str info, uint8_t *key, size_t length)
{
	uint8_t extracted[TL_HMAC_BYTES];
	struct tl_hmac hmac;

	assert(length <= 255 * TL_HMAC_BYTES);
	tl_hmac_init(&hmac, salt.data, salt.length);
	tl_hmac_of(&hmac, secret, extracted);
	tl_hmac_init(&hmac, extracted, sizeof extracted);
	hkdf_expand(&hmac.ctx, (nettle_hash_update_func *)hmac_sha256_update,
		(nettle_hash_digest_func *)hmac_sha256_digest, TL_HMAC_BYTES, info.length,
		(const uint8_t *)info.data, length, key);
}
