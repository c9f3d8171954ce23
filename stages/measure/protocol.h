/*
 * What was written down before the data (throughline/protocol.h), and what changed since.
 *
 * STUDY/protocol.md says the same as protocol.csv in words, for people to sign. `throughline
 * protocol` writes both; measure reads the sheet, and where each definition stands goes with the
 * figures to their pages.
 */
#ifndef MEASURE_PROTOCOL_H
#define MEASURE_PROTOCOL_H

#include "definitions.h"

#include <throughline/protocol.h>

#define PROTOCOL_TEXT "protocol.md"

enum protocol_standing {
	PROTOCOL_AS_PLANNED, /* as protocol 1 has it */
	PROTOCOL_LATE, /* so, but protocol 1 was written where a run or a release had figures */
	PROTOCOL_AMENDED, /* as the last amendment has it */
	PROTOCOL_AMENDED_LATE, /* so, but it was amended where a run or a release had figures */
	PROTOCOL_CHANGED, /* otherwise than the last has it */
	PROTOCOL_NEW, /* in none */
	PROTOCOL_DROPPED, /* in the last, but no definition any more */
	PROTOCOL_EDITED, /* the sheet has it otherwise than a release: stored with which, and what
			  */
	PROTOCOL_STANDING_COUNT_OF
};
struct protocol_stand {
	const char *kind, *name;
	const char *reason; /* of the amendment that made it what it is; else "" */
	enum protocol_standing standing;
	const char *words; /* the standing as stored */
};
struct protocol_stands {
	struct tl_arena arena;
	TL_VEC(struct protocol_stand) items; /* by kind, name */
};

/* Records the sheet and what releases have of it as inputs. */
bool protocol_record(struct tl_stagedir *stage, const char *study, struct tl_err *err);

/* Adds the study's sheets to the definitions: kind "sheet", named as their files. */
bool protocol_add_sheets(
	struct measure_definitions *list, const struct tl_study *study, struct tl_err *err);
/* Where each measure and programme stands; none where nothing is written down, or ever was. */
void protocol_compare(const struct tl_protocol *protocol, const struct tl_protocol_edits *edits,
	const struct measure_definitions *list, struct protocol_stands *stands);
void protocol_stands_free(struct protocol_stands *stands);
/* The table `protocol`. */
bool protocol_emit(struct tl_db *db, const struct protocol_stands *stands, struct tl_err *err);

/* Writes both files anew, with protocol 1 or, for a reason, one amendment more. *number is the
 * last then; where nothing changed since, nothing is written and *written is false; *late: what is
 * written comes after the data were read (not touched where nothing is written). EX_CONFIG,
 * naming what changed, where there is a protocol, something changed, and no reason is given; or
 * where the sheet was edited since it was released. */
bool protocol_write(const struct measure_world *world, const char *reason, int *number,
	bool *written, bool *late, struct tl_err *err);

#endif
