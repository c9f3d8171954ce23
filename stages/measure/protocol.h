/*
 * What was written down before the data, and what changed since.
 *
 * STUDY/protocol.csv holds, for each protocol and amendment, every measure, programme and framework
 * with the hash of its definition, and every sheet that plans what it is worth (costs, benefits,
 * their profile, prices, targets, agreements; not what was spent or signed off) with that of the
 * file: protocol (1, then 2, 3 ... for amendments), kind, name, version,
 * definition, reason (why it was amended; blank in protocol 1), written ("after the data" where
 * there were figures of a run or a release; else blank). STUDY/protocol.md says the same in words,
 * for people to sign. `throughline protocol` writes both; measure reads the first, and where each
 * definition stands goes with the figures to their pages.
 */
#ifndef MEASURE_PROTOCOL_H
#define MEASURE_PROTOCOL_H

#include "definitions.h"

#include <throughline/sheet.h>

#define PROTOCOL_SHEET "protocol.csv"
#define PROTOCOL_TEXT "protocol.md"

struct protocol {
	struct tl_sheet sheet; /* its rows' cells in the order of the columns above */
	int last; /* the number of the last amendment; 0: nothing is written down */
};

enum protocol_standing {
	PROTOCOL_AS_PLANNED, /* as protocol 1 has it */
	PROTOCOL_LATE, /* so, but protocol 1 was written where a run or a release had figures */
	PROTOCOL_AMENDED, /* as the last amendment has it */
	PROTOCOL_CHANGED, /* otherwise than the last has it */
	PROTOCOL_NEW, /* in none */
	PROTOCOL_DROPPED, /* in the last, but no definition any more */
	PROTOCOL_STANDING_COUNT_OF
};
extern const char *const protocol_standings[PROTOCOL_STANDING_COUNT_OF]; /* as stored */

struct protocol_stand {
	const char *kind, *name, *reason; /* reason: of the amendment, else "" */
	enum protocol_standing standing;
};
struct protocol_stands {
	struct tl_arena arena;
	TL_VEC(struct protocol_stand) items; /* by kind, name */
};

/* No such file: nothing is written down. EX_CONFIG where its numbers are not 1, 2, 3 ... in order.
 */
bool protocol_read(struct protocol *protocol, const char *study, struct tl_err *err);
void protocol_free(struct protocol *protocol);

/* Why a protocol was amended; "" where nobody said. */
const char *protocol_reason(struct protocol *protocol, int number);

/* Adds the study's sheets to the definitions: kind "sheet", named as their files. */
bool protocol_add_sheets(
	struct measure_definitions *list, const struct tl_study *study, struct tl_err *err);
/* Where each measure and programme stands; none where nothing is written down. */
void protocol_compare(const struct protocol *protocol, const struct measure_definitions *list,
	struct protocol_stands *stands);
void protocol_stands_free(struct protocol_stands *stands);
/* The table `protocol`. */
bool protocol_emit(struct tl_db *db, const struct protocol_stands *stands, struct tl_err *err);

/* Writes both files anew, with protocol 1 or, for a reason, one amendment more. *number is the
 * last then; where nothing changed since, nothing is written and *written is false; *late: what is
 * written comes after the data were read (not touched where nothing is written). EX_CONFIG,
 * naming what changed, where there is a protocol, something changed, and no reason is given. */
bool protocol_write(const struct measure_world *world, const char *reason, int *number,
	bool *written, bool *late, struct tl_err *err);

#endif
