/*
 * STUDY/removals.csv: people who asked not to be in the data. A row that names one of them is
 * refused while it is read, and only counted.
 *
 *   partner,token,value
 *   ,nhs,9a3f...            whoever has this token, in every extract that delivers it
 *   police,key,4711         whom the police call by this key
 *
 * The values are keyed tokens and keys as the extracts have them; no message repeats one.
 */
#ifndef INGEST_REMOVALS_H
#define INGEST_REMOVALS_H

#include <throughline/extract.h>
#include "marks.h"

#include <throughline/csv.h>
#include <throughline/vec.h>

struct ingest_followed { /* a file in which tokens were looked for */
	const char *file; /* below the extracts folder */
	const char *contract_input;
	struct tl_digest digest;
};

struct ingest_request { /* a line that may name somebody of this partner */
	struct ingest_mark mark;
	int64_t line; /* of removals.csv */
};

struct ingest_stand_in { /* a key that a request's token was found on */
	struct ingest_mark key, request;
};

struct ingest_removals {
	struct ingest_marks people; /* those that this contract's columns can meet */
	TL_VEC(struct ingest_mark) named; /* by the row looked at last */
	struct ingest_marks met; /* by a row that was left out for it */
	TL_VEC(struct ingest_request) requests; /* in order of line */
	TL_VEC(struct ingest_stand_in) stand_ins;
	size_t *fields; /* of the contract: keys and tokens that are to be looked at */
	size_t field_count;
	bool by_token; /* some are named by a token */
	TL_VEC(struct ingest_followed) followed;
	struct tl_arena arena; /* their names */
	struct tl_buf bytes;
	struct tl_digest digest; /* of the file as it was read; "" where there is none */
};

/* A study without the file has none. EX_CONFIG where a line names no partner or token of the study:
 * a misspelt request would go unheard. */
bool ingest_removals_read(struct ingest_removals *removals, const struct tl_study *study,
	const struct tl_rules *rules, struct tl_arena *arena, struct tl_err *err);
/* Who is named by a token is left out by their key too, for a partner's other rows of them may come
 * without the token: all the partner's files that have it are looked through. */
bool ingest_removals_follow(struct ingest_removals *removals, const struct tl_study *study,
	const char *partner, struct tl_err *err);
/* Which columns of a contract are to be looked at. */
void ingest_removals_look_at(
	struct ingest_removals *removals, const struct tl_rules *rules, struct tl_arena *arena);
struct ingest_mark ingest_removals_add(
	struct ingest_removals *removals, struct tl_str token, struct tl_str value);
/* Whether a row names one of them; all that it names are in `named` then. */
bool ingest_removals_name(struct ingest_removals *removals, const struct tl_rules *rules,
	const struct tl_layout *layout, const struct tl_csv_row *row);
/* That row is left out for them. */
void ingest_removals_meet(struct ingest_removals *removals);
/* After the last row: each request's line, and whether a row was left out for it, by its token or
 * by a key that the token was followed to. Into the shard; no value. */
struct tl_db;
bool ingest_removals_write(struct ingest_removals *removals, struct tl_db *db, struct tl_err *err);
void ingest_removals_free(struct ingest_removals *removals); /* {0} is fine */

#endif
