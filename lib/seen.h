/* Digests of deliveries that were read before: STUDY/run/seen. Behind stagedir.h only. */
#ifndef THROUGHLINE_SEEN_H
#define THROUGHLINE_SEEN_H

#include <throughline/stagedir.h>

/* The digest of extract:NAME; absent has "". Reads the bytes only where nothing trusted is
 * remembered. */
bool seen_digest(const char *study, const char *extracts, const char *name,
	struct tl_digest *digest, struct tl_err *err);
/* Remembers a digest that a stage made since `began`; does nothing for inputs that are no
 * deliveries, or for a delivery that may have changed since. */
void seen_remember(
	const char *study, const char *extracts, const struct tl_input *input, int64_t began);

#endif
