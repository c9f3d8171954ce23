/*
 * What a study wrote down before its data, and whether it still stands as releases froze it.
 *
 * STUDY/protocol.csv holds, for each protocol and amendment, every measure, programme and framework
 * with the hash of its definition, and every sheet that plans what it is worth (costs, benefits,
 * their profile, prices, targets, agreements; not what was spent or signed off) with that of the
 * file: protocol (1, then 2, 3 ... for amendments), kind, name, version, definition, reason (why it
 * was amended; blank in protocol 1), written ("after the data" where there were figures of a run or
 * a release; else blank). `throughline protocol` writes it and nobody else should.
 *
 * A release keeps a copy as releases/NNN/protocol.csv, whose digest stands in the ledger. From then
 * on what the first release with a protocol of some number has of it is what was written; the file
 * beside the study may only be added to, by amendments that say they come after the data. Whatever
 * else is found was edited by hand. Releases made before copies were kept know nothing of it.
 */
#ifndef THROUGHLINE_PROTOCOL_H
#define THROUGHLINE_PROTOCOL_H

#include <throughline/sheet.h>
#include <throughline/vec.h>

#define TL_PROTOCOL "protocol.csv"

enum tl_protocol_cell {
	TL_PROTOCOL_NUMBER,
	TL_PROTOCOL_KIND,
	TL_PROTOCOL_NAME,
	TL_PROTOCOL_VERSION,
	TL_PROTOCOL_DEFINITION,
	TL_PROTOCOL_REASON,
	TL_PROTOCOL_WRITTEN,
	TL_PROTOCOL_CELL_COUNT_OF
};
/* The columns' names, as they are written. */
extern const struct tl_sheet_column tl_protocol_columns[TL_PROTOCOL_CELL_COUNT_OF];

struct tl_protocol {
	struct tl_sheet sheet; /* its rows' cells in the order of the columns above */
	int last; /* the number of the last amendment; 0: nothing is written down */
};

/* The protocol in a folder, a study's or a release's. No such file: nothing is written down.
 * EX_CONFIG where its numbers are not 1, 2, 3 ... in order. */
bool tl_protocol_read(struct tl_protocol *protocol, const char *folder, struct tl_err *err);
void tl_protocol_free(struct tl_protocol *protocol); /* {0} is fine */
int tl_protocol_number(const struct tl_sheet_row *row);
/* NULL: that protocol has no such row. */
const struct tl_sheet_row *tl_protocol_row(
	const struct tl_protocol *protocol, int number, struct tl_str kind, struct tl_str name);

/* A row that is otherwise than a release has it. */
struct tl_protocol_edit {
	const char *kind, *name;
	int release;
	const char *what; /* "another definition", "taken out" ... */
};
struct tl_protocol_edits {
	struct tl_arena arena;
	TL_VEC(struct tl_protocol_edit)
	items; /* in the order of the releases; several may be of one name */
};

/* What was edited since it was released. EX_DATAERR where a release's copy is not what the ledger
 * says. */
bool tl_protocol_edits(struct tl_protocol_edits *edits, const char *study,
	const struct tl_protocol *protocol, struct tl_err *err);
void tl_protocol_edits_free(struct tl_protocol_edits *edits); /* {0} is fine */
/* "edited after release 1: another definition" */
void tl_protocol_edit_words(const struct tl_protocol_edit *edit, struct tl_buf *out);

#endif
