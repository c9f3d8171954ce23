/*
 * Patterns of text, as a contract's `constraints: {pattern}` writes them: POSIX extended regular
 * expressions that the whole text must match, with no anchors needed.
 *
 * Frictionless descriptors are often written for other engines, so \d \D \w \W \s \S and (?: are
 * taken too, in brackets the first of each pair. What POSIX would read otherwise than its writer
 * meant (lazy quantifiers, look-ahead, \p) is refused, never guessed. Bytes, not letters: a letter
 * outside ASCII counts as several.
 */
#ifndef THROUGHLINE_PATTERN_H
#define THROUGHLINE_PATTERN_H

#include <throughline/str.h>

struct tl_pattern;
/* NULL where it cannot be used, with *wrong saying why: "\p is not known here". Release with
 * tl_pattern_free; NULL is fine. */
struct tl_pattern *tl_pattern_new(const char *text, const char **wrong);
bool tl_pattern_matches(const struct tl_pattern *pattern, struct tl_str s);
void tl_pattern_free(struct tl_pattern *pattern);

/* A simple pattern of names: * stands for any text, ? for one byte; ASCII letters without case. */
bool tl_name_matches(const char *pattern, struct tl_str name);

#endif
