/*
 * People named in a study's sheets (removals.csv, never-link.csv, answers.csv): by what a partner
 * calls them (token "key"), or by the value of a token that extracts deliver.
 *
 * A person is known again from month to month by digests alone: SHA-256 of partner and key, or of a
 * token's name and value. Digests are as confidential as what they stand for, for who has a list of
 * keys can try them all.
 */
#ifndef THROUGHLINE_NAMED_H
#define THROUGHLINE_NAMED_H

#include <throughline/sheet.h>
#include <throughline/study.h>

struct tl_named {
	struct tl_str partner; /* blank: whichever delivers the token */
	struct tl_str token; /* a token's name, or "key" */
	struct tl_str value;
};

/* EX_CONFIG where partner or token are none of the study's, the value is blank, or a key is
 * nobody's own: what is misspelt would go unheard. The value is never repeated. */
bool tl_named_check(const struct tl_study *study, const char *path, int64_t line,
	const struct tl_named *named, struct tl_err *err);

/* The name under which a field's values are tokens: "key" for keys, NULL where it is neither. */
const char *tl_field_token(const struct tl_field *field);

struct tl_digest tl_named_key(struct tl_str partner, struct tl_str key);
struct tl_digest tl_named_token(struct tl_str token, struct tl_str value);
/* space: the partner that gave the household key, blank for one of scope programme. */
struct tl_digest tl_named_household(struct tl_str space, struct tl_str key);

/* STUDY/removals.csv: partner,token,value. The rows' cells are in this order. */
#define TL_REMOVALS "removals.csv"
struct tl_removals {
	struct tl_sheet sheet;
	struct tl_named *items;
	size_t count;
};
bool tl_removals_read(
	struct tl_removals *removals, const struct tl_study *study, struct tl_err *err);
void tl_removals_free(struct tl_removals *removals); /* {0} is fine */

#endif
