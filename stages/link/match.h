/*
 * The program `match`: plain files linked or de-duplicated with no study at hand.
 */
#ifndef LINK_MATCH_H
#define LINK_MATCH_H

#include <throughline/options.h>

#include "linkage.h"

struct match_opts {
	const char *id, *fields, *source, *model, *save_model, *threshold, *pairs, *report, *truth;
	const char *without; /* for measuring: households, rarity, average */
	struct tl_option_values distinct; /* sources with one row a person */
	size_t jobs;
	const char *files[2];
	size_t file_count;
};

/* Rows that are left out, by reason, and where the first of each is. */
enum match_reason { MATCH_NO_ID, MATCH_RAGGED, MATCH_ENCODING, MATCH_REASON_COUNT_OF };
extern const char *const match_reasons[MATCH_REASON_COUNT_OF];

struct match_left_out {
	int64_t count;
	const char *file;
	int64_t line;
};

struct match {
	struct match_opts opts;
	struct tl_arena arena;
	struct records records;
	struct linkage linkage;
	struct model model; /* of --model */
	bool *is_distinct, *within; /* by source, or NULL */
	struct tl_str fingerprint; /* of the key that tokens were made with; "" nobody says */
	const char *fingerprinted; /* the first file that says so */
	struct match_left_out left_out[MATCH_REASON_COUNT_OF];
	int64_t rows_read;
};

/* match_read.c: the fields from the command line; then files to records. Fails where a file cannot
 * be read or lacks a column. */
bool match_begin(struct match *match, struct tl_err *err);
bool match_read(struct match *match, struct tl_err *err);

/* match_write.c */
bool match_write_clusters(const struct match *match, struct tl_err *err); /* on stdout */
bool match_write_pairs(const struct match *match, struct tl_err *err);
bool match_write_model(const struct match *match, struct tl_err *err);

/* match_report.c: the same as a page, with the curve, the weights and how typical pairs come to
 * theirs. */
bool match_write_report(const struct match *match, struct tl_err *err);

/* match_say.c: what was done and how good it is believed to be, and is. */
void match_say(const struct match *match, struct tl_buf *out);

#endif
