/*
 * Which days the deliveries of one contract cover together.
 *
 * Days that study.yaml or the contract states are covered as stated. Otherwise only the rows can
 * tell: every month that a row speaks of is covered, and no other, however many lie before and
 * after it. Rows that are delivered as they stand (episodes, relations, a population) hold from the
 * first month on, and people for all days, until as_at.
 *
 * Days that are stated for several files together, a pattern's or the contract's, are covered month
 * by month: one of which no file has a row, where the usual month has ten, is absent, for its file
 * may not have come.
 *
 * Days of a file that is late are not covered, whatever other files have of them: a part is
 * missing, and so is it of every total. That is known where study.yaml states the period of that
 * file alone.
 *
 * Where a contract says `coverage: {by: locality}`, or that it withholds days of some localities,
 * each locality of the study has days of its own (settle_place.c): those of the extract, less the
 * months without a row of it and the days withheld of it. The extract as a whole then covers the
 * days that all of them have, for a total with a part missing is none.
 *
 * A mistyped year must not cover what was never delivered. Months that lie apart from all others
 * (by a month without rows; of rows as they stand, by a year) are stray where they have less than a
 * tenth of the rows of the usual month (as they stand: of the most rows that lie together), or one
 * row against three or more. They are not covered, and said.
 */
#ifndef INGEST_SETTLE_COVER_H
#define INGEST_SETTLE_COVER_H

#include "settle.h"

#include <throughline/vec.h>

/* What has so many rows in its usual month does not have a month of none by chance. */
#define SETTLE_USUAL_ROWS 10

struct settle_month {
	int index; /* tl_month_index */
	int64_t rows;
	struct tl_day first; /* that a row is dated */
	bool stray;
};

typedef TL_VEC(struct tl_span) settle_spans; /* half-open, in rising order, apart */

struct settle_place {
	const char *locality; /* its code */
	settle_spans spans;
};

struct settle_cover {
	const struct tl_contract *contract;
	bool late; /* a file of it has not come, of nobody knows which days */
	settle_spans late_days; /* of files that have not come and whose days are known */
	settle_spans spans; /* of all localities */
	struct settle_place *places; /* in the study's order; none: all have the same days */
	size_t place_count;
	TL_VEC(struct settle_month) months; /* that rows of deliveries without a period speak of */
	struct tl_day first, last; /* of the days known in truth, where months were widened */
};

/* Adds what is worth a word to found; what they say lives in the arena. */
bool settle_cover_make(struct settle_cover *cover, const struct tl_study *study,
	const struct tl_contract *contract, const struct ingest_shard *shards, size_t count,
	struct tl_arena *arena, ingest_found_vec *found, struct tl_err *err);
/* Takes days out. */
void settle_spans_cut(settle_spans *spans, struct tl_span out);
/* The part of settle_cover_make that is about localities. */
bool settle_places_make(struct settle_cover *cover, const struct tl_study *study,
	const struct ingest_shard *shards, size_t count, struct tl_arena *arena,
	ingest_found_vec *found, struct tl_err *err);
void settle_places_free(struct settle_cover *cover);
void settle_cover_free(struct settle_cover *cover); /* {0} is fine */

enum ingest_coverage {
	COVERAGE_COVERED,
	COVERAGE_PART,
	COVERAGE_LATE,
	COVERAGE_ABSENT,
	COVERAGE_WITHHELD,
	COVERAGE_STRAY
};
extern const char *const ingest_coverage_names[];

/* What that says about a month, for all localities together. */
enum ingest_coverage settle_cover_month(const struct settle_cover *cover, int month_index);
/* ... for one of cover->places. */
enum ingest_coverage settle_place_month(
	const struct settle_cover *cover, const struct settle_place *place, int month_index);

#endif
