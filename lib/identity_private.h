/* What the files lib/identity*.c share. */
#ifndef THROUGHLINE_LIB_IDENTITY_PRIVATE_H
#define THROUGHLINE_LIB_IDENTITY_PRIVATE_H

#include <throughline/identity.h>

/* Appends the words of a text in ASCII capitals, single blanks between them. */
struct identity_words {
	bool digits; /* digits are kept; else they part nothing and are left out */
	bool brackets; /* what stands in () or [] is kept; else it is left out */
};
void identity_add_words(struct tl_str text, struct identity_words how, struct tl_buf *out);

static inline bool identity_is_letter(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool identity_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* ASCII letters as capitals and digits, without blanks and hyphens: how the state's numbers are
 * written down. The length, or 0 where there is anything else or more than size characters. */
size_t identity_pack(struct tl_str text, char *packed, size_t size);

#endif
