/*
 * Pairs of keys that somebody should look at: those whose weight lies nearest the threshold,
 * between loose and strict, that nothing has decided yet. Blind: neither weight nor outcome is
 * shown, and the order says nothing.
 *
 * queue.csv: the columns of answers.csv with answer and reviewer blank, and beside them the fields
 * that can be read; filled in, it is answers.csv.
 * queue.html: the same to click through, where some field can be read; it saves answers.csv.
 * lookup-<partner>.csv: where some field is a token or a filter, which nobody can judge: each
 * partner's own keys, by the number of the pair, to look up.
 *
 * All confidential; names and dates of birth in them are what partners sent in clear text.
 */
#ifndef LINK_QUEUE_H
#define LINK_QUEUE_H

#include "compared.h"

#define QUEUE_MOST 200

struct queue_pair {
	uint32_t node, other;
	double distance; /* of its weight from the threshold */
};

struct queue {
	TL_VEC(struct queue_pair) pairs;
	int64_t doubtful; /* all there are between loose and strict, the queue's among them */
	bool readable; /* some field is clear text */
	bool opaque; /* some is a token or a filter, that only its sender can look up */
};

/* After link_people. */
void queue_make(struct queue *queue, const struct link *link);
bool queue_write(const struct queue *queue, const struct link *link, struct tl_stagedir *stage,
	struct tl_err *err);
void queue_free(struct queue *queue);

#endif
