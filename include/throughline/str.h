/*
 * Text: views that borrow (struct tl_str) and builders that own (struct tl_buf).
 *
 * A view knows its length, need not end in NUL and lives as long as what it points into. A builder
 * grows, is always a valid C string in .data, and gives its memory back with tl_buf_free().
 * Zero-initialised is valid for both. Growing never fails: see arena.h on allocation.
 */
#ifndef THROUGHLINE_STR_H
#define THROUGHLINE_STR_H

#include <stdarg.h>
#include <throughline/base.h>

struct tl_str {
	const char *data; /* may be NULL when length is 0 */
	size_t length;
};

struct tl_buf {
	char *data; /* NUL-terminated; NULL only before the first byte */
	size_t length;
	size_t capacity;
};

/* Views. TL_STR("literal"), TL_STR_INIT("literal") in a static table; tl_str(cstring), NULL gives
 * the empty view. */
#define TL_STR(literal) ((struct tl_str){"" literal, sizeof(literal) - 1})
// clang-format off
#define TL_STR_INIT(literal) {"" literal, sizeof(literal) - 1}
// clang-format on
#define TL_STR_FMT "%.*s" /* printf("..." TL_STR_FMT, TL_STR_ARG(s)) */
#define TL_STR_ARG(s) (int)(s).length, (s).data
struct tl_str tl_str(const char *text);
struct tl_str tl_str_slice(const char *data, size_t length);
struct tl_str tl_str_trim(struct tl_str s); /* ASCII blanks and U+00A0 at both ends */
bool tl_str_equal(struct tl_str a, struct tl_str b);
bool tl_str_equal_fold(struct tl_str a, struct tl_str b); /* ASCII letters without case */
int tl_str_compare(struct tl_str a, struct tl_str b); /* by bytes: <0, 0, >0 */
/* Puts the views in order of bytes. Returns, for each place, where the view that is there now was
 * before; equal views keep their order. To be freed. */
uint32_t *tl_str_sort(struct tl_str *items, size_t count);
/* The same, and leaves the views where they are. */
uint32_t *tl_str_order(const struct tl_str *items, size_t count);
bool tl_str_starts(struct tl_str s, struct tl_str prefix);
bool tl_str_ends(struct tl_str s, struct tl_str suffix);
bool tl_str_find(struct tl_str s, struct tl_str needle, size_t *at);
/* Cuts s at the first separator: head gets what is before it, s what is after; the last piece has
 * no separator behind it, so `while (tl_str_cut(&s, ',', &head))` sees every piece ("a,,b," has
 * four, "" has one, the view whose data is NULL has none). False at the end. */
bool tl_str_cut(struct tl_str *s, char separator, struct tl_str *head);
bool tl_str_is_utf8(struct tl_str s);

/* The nearest of count names to a mistyped one (Damerau-Levenshtein, at most a third of the length
 * wrong), or NULL: for "did you mean". */
const char *tl_str_nearest(struct tl_str typed, const char *const *names, size_t count);

/* Builders. */
void tl_buf_add(struct tl_buf *buf, struct tl_str s);
void tl_buf_addc(struct tl_buf *buf, const char *cstring);
void tl_buf_add_char(struct tl_buf *buf, char c);
void tl_buf_add_hex(struct tl_buf *buf, const uint8_t *bytes, size_t count); /* "0af3" */
void tl_buf_addf(struct tl_buf *buf, const char *format, ...) TL_PRINTF(2, 3);
void tl_buf_addv(struct tl_buf *buf, const char *format, va_list args) TL_PRINTF(2, 0);
void tl_buf_reserve(struct tl_buf *buf, size_t more); /* room for `more` bytes and the NUL */
void tl_buf_clear(struct tl_buf *buf); /* empty, memory kept */
void tl_buf_free(struct tl_buf *buf);
struct tl_str tl_buf_str(const struct tl_buf *buf); /* a view of what is there now */
const char *tl_buf_c(const struct tl_buf *buf); /* "" where nothing was added yet */

/* JSON string with its quotes; bytes that are not UTF-8 become U+FFFD. */
void tl_buf_add_json(struct tl_buf *buf, struct tl_str s);

#endif
