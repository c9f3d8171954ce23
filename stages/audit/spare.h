/*
 * What a repair asked for and does not need: asking goes cell by cell, and a later ask can make an
 * earlier one needless.
 *
 * In every block at once, the dearest number first: shown again, and kept so if the attack then
 * gives back no number. Where it gives back only numbers that were themselves asked for, these are
 * shown again with it and the attack is made once more, for asks stand in rings. What stays asked
 * for is safe, and no single one of it can be shown again.
 */
#ifndef AUDIT_SPARE_H
#define AUDIT_SPARE_H

#include "attack.h"
#include "twins.h"

/* Stopping early only leaves more hidden than needed. The work is counted in that of asking. */
#define SPARE_PASSES_MAX 200
#define SPARE_WORK_MOST 10

/* asked: per cell, by this repair; hidden in the attack as well. Both lose what is spared. */
bool spare_needless(
	struct attack *attack, const struct twins *twins, bool *asked, struct tl_err *err);

#endif
